/* What a test tells the server that it started: a line on standard input, a line in answer. */
#ifndef TEST_CRASH_WORDS_H
#define TEST_CRASH_WORDS_H

#include <stddef.h>

/* From now on, in a thread of its own: `obey` is called with each line and returns the number to answer with. */
void words_listen(size_t (*obey)(const char *line));

#endif
