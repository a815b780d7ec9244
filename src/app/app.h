/* The wiring: the only folder that knows everyone. */
#ifndef APP_APP_H
#define APP_APP_H

#include "features/feature.h"
#include "record/kind.h"
#include "store/store.h"

#include <stdio.h>

/* Made by the build from what the folders declare. */
extern const struct feature *const all_features[];
extern const size_t all_features_n;
extern const struct kind *const *const all_kinds[];
extern const size_t all_kinds_n;
extern const struct statement *const *const all_statements[];
extern const size_t all_statements_n;

/* What a process is given by its surroundings: inputs of everything below. */
struct surroundings {
    FILE *out, *words;
    int64_t now_us;
    uint8_t random[32];
    enum language language;
    const char *database_url;  /* LIANZHANG_DB; NULL */
    const char *settings_path; /* LIANZHANG_SETTINGS; NULL */
};

/* One command line, one exit code. */
int app_run(const struct surroundings *around, int argc, const char *const *argv);

/* The commands of the platform itself: init, serve, backup, … */
extern const struct command app_commands[];

/* The registry of kinds with the rules that the features declare; made once, lives with the process. */
enum err app_kinds(struct fault *f, struct kinds **ret_kinds);

/* The database that the command names; sealed as it is written. */
enum err app_open_store(struct command_call *call, bool create, struct store **ret_store);
struct op app_operation(const struct command_call *call, struct store *store, const struct kinds *kinds);

#endif
