/* Files of the tree that are part of the program: rulebooks, reference chains.  Made by the build (tools/embed.py). */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

/* By its path in the tree ("models/default.yaml"); a NUL stands behind it.  NULL when it is not there. */
const void *embedded_file(const char *path, size_t *ret_n_bytes);

#endif
