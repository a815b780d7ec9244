/* The program that runs short when it is told to:
 *     memory N     the n-th allocation of its own code from now, in whatever thread, fails; 0: none
 *     step N       the same for the steps of its database (store_fail_nth)
 * Both answer how many there were since the last time.  The linker leads its allocations and store_open() here. */
#include "crash/words.h"
#include "store/store.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);
enum err __real_store_open(const char *url, const struct store_settings *settings, struct fault *f,
                           struct store **ret_store);
enum err __wrap_store_open(const char *url, const struct store_settings *settings, struct fault *f,
                           struct store **ret_store);

static _Atomic size_t allocations, allocation_to_fail;
static struct store *store;

static bool fails(void)
{
    return ++allocations == allocation_to_fail;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t n)
{
    return fails() ? NULL : __real_realloc(old, n);
}

enum err __wrap_store_open(const char *url, const struct store_settings *settings, struct fault *f,
                           struct store **ret_store)
{
    TRY(__real_store_open(url, settings, f, ret_store));
    store = *ret_store;
    return OK;
}

static size_t obey(const char *line)
{
    size_t n;
    if (sscanf(line, "step %zu", &n) == 1)
        return store_fail_nth(store, n);
    if (sscanf(line, "memory %zu", &n) != 1)
        abort();
    allocation_to_fail = 0;
    size_t made = atomic_exchange(&allocations, 0);
    allocation_to_fail = n;
    return made;
}

__attribute__((constructor)) static void begin_running_short(void)
{
    words_listen(obey);
}
