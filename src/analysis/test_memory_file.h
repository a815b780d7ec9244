/* A register in memory, read in steps of any size, for tests. */
#ifndef ANALYSIS_TEST_MEMORY_FILE_H
#define ANALYSIS_TEST_MEMORY_FILE_H

#include "analysis/register.h"

#include <string.h>

struct memory_file {
    const char *bytes;
    size_t n;
    size_t at;
    size_t step; /* bytes a read at most; 0 = as many as asked for */
    size_t fails_at;
};

static inline bool memory_read(void *context, char *bytes, size_t room, size_t *ret_n)
{
    struct memory_file *m = context;
    if (m->fails_at && m->at >= m->fails_at)
        return false;
    size_t n = m->n - m->at < room ? m->n - m->at : room;
    if (m->step && n > m->step)
        n = m->step;
    memcpy(bytes, m->bytes + m->at, n);
    m->at += n;
    *ret_n = n;
    return true;
}

static inline bool memory_seek(void *context, uint64_t at)
{
    struct memory_file *m = context;
    m->at = (size_t)at;
    return at <= m->n;
}

static inline struct register_source source_of(struct memory_file *m)
{
    return (struct register_source){memory_read, memory_seek, m};
}

#endif
