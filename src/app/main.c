#include "app/app.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

int main(int argc, char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const char *language = getenv("LANG");
    struct surroundings around = {
        .out = stdout,
        .words = stderr,
        .now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000,
        .language = language_from(language),
        .database_url = getenv("LIANZHANG_DB"),
        .settings_path = getenv("LIANZHANG_SETTINGS"),
    };
    if (getrandom(around.random, sizeof(around.random), 0) != (ssize_t)sizeof(around.random))
        return 5;
    return app_run(&around, argc, (const char *const *)argv);
}
