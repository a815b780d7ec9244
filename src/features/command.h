/* The command line: `lianzhang [global options] NAME [arguments] [--options]`.
 *
 * A command is declared: its words, its options, what it needs.  The
 * dispatcher in app/ parses and checks the command line against the table
 * (an unknown option or a missing argument is exit 2 with the usage on
 * stderr), opens the database if one is needed, runs it, turns the fault
 * into words on stderr and an exit code.  Machine formats go to `out` alone. */
#ifndef FEATURES_COMMAND_H
#define FEATURES_COMMAND_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"

#include <stdio.h>

struct store;
struct kinds;
struct op;

enum command_needs {
    COMMAND_NEEDS_NOTHING,  /* plain files only */
    COMMAND_NEEDS_KINDS,    /* the kinds; opens databases by itself (init, restore, copy, serve) */
    COMMAND_NEEDS_OPERATION /* one operation as --as LOGIN at --as-of DATE */
};

enum output_format { OUTPUT_TABLE, OUTPUT_CSV, OUTPUT_JSON };

struct command_option {
    const char *name;        /* "input"; typed as --input */
    const char *value;       /* "FILE", shown in the usage; NULL for a flag */
    const struct text *says; /* one line for --help */
};

enum { COMMAND_OPTIONS_MAX = 16, COMMAND_ARGUMENTS_MAX = 8 };

struct command;

struct command_call {
    const struct command *command;
    struct arena *arena;
    struct fault *fault;
    enum language language;
    enum output_format format; /* --format */
    const char *arguments[COMMAND_ARGUMENTS_MAX];
    int argument_count;
    const char *option_values[COMMAND_OPTIONS_MAX]; /* as declared; NULL when not given, "" for a flag that was */
    FILE *out;                                      /* the answer */
    FILE *words;                                    /* for people: progress, receipts, warnings */
    date_t today;                                   /* in the city's zone; commands never ask the clock */
    int64_t now_us;
    uint8_t random[32];   /* fresh for this call */
    date_t as_of;         /* --as-of, or DATE_NONE */
    const char *as_login; /* --as, or NULL */
    const char *for_person;  /* --for, the code of the person on whose delegation, or NULL */
    const char *database_url;
    const char *settings_path;       /* --settings, or NULL */
    const struct settings *settings; /* app/settings.h: for the commands of app/ */
    int zone_minutes;                /* the city's */
    const struct kinds *kinds; /* COMMAND_NEEDS_KINDS and up */
    struct store *store;       /* COMMAND_NEEDS_OPERATION */
    struct op *op;             /* COMMAND_NEEDS_OPERATION */
};

struct command {
    const char *name;        /* "ledger"; two words for a group: "model load" */
    const char *arguments;   /* "KIND FILE"; "[NAME]" may be absent, "NAME…" takes the rest; NULL for none */
    const struct text *says; /* one line */
    const struct text *help; /* further lines for --help: column names, formats; may be NULL */
    const struct command_option *options; /* ends with .name = NULL; may be NULL */
    enum command_needs needs;
    enum err (*run)(struct command_call *call);
};

/* The value of a declared option, NULL when it was not given.  Asking for an
 * option that the table does not have is a bug and asserts. */
const char *command_option(const struct command_call *call, const char *name);
static inline bool command_flag(const struct command_call *call, const char *name)
{
    return command_option(call, name) != NULL;
}

#endif
