/* A request's body as it arrives: in memory while it is small, then in a file without a name. */
#ifndef WEB_BODY_H
#define WEB_BODY_H

#include <stdbool.h>
#include <stddef.h>

enum { BODY_IN_MEMORY_BYTES = 256 * 1024 };

struct body {
    char *bytes;   /* in memory, or mapped once it is whole */
    size_t n, capacity;
    int file;      /* −1: in memory */
    bool mapped;
};

void body_init(struct body *b);
void body_release(struct body *b);
/* false: no memory, or the folder has no room. */
bool body_add(struct body *b, const char *folder, const char *bytes, size_t n);
/* Once everything is there; the bytes then end with a NUL that is not counted, and live until body_release(). */
bool body_finish(struct body *b);

#endif
