/* The settings of a place: a YAML file that --settings or LIANZHANG_SETTINGS names (docs/settings.yaml has every key).
 *
 * What the file leaves out has the default of the layer it belongs to; what the command line says stands above the
 * file.  A key that is unknown, stands twice or has a value of another sort is refused with file and line: a setting
 * that was not understood must not look as if it held. */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "base/fault.h"
#include "web/server.h"
#include "web/web.h"

#include <stddef.h>

struct settings {
    const char *database;          /* NULL: not said */
    bool is_demo_said;             /* else the database says whether it holds the demonstration city */
    struct web_settings web;       /* .city NULL: the city that the database names */
    struct server_settings server;
};

/* As without a file: +08:00, 127.0.0.1:8080, the database decides on city and demonstration. */
struct settings settings_default(void);

/* Lays `text`, the content of the file `path`, over *s; its texts live in the arena.  ERR_INPUT with file and line. */
enum err settings_read(struct arena *a, struct fault *f, const char *path, const char *text, size_t n_bytes,
                       struct settings *s);
/* The same from the file itself. */
enum err settings_load(struct arena *a, struct fault *f, const char *path, struct settings *s);

#endif
