#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double from 16 KiB to 1 MiB; a larger request gets its own. */
enum { FIRST_BLOCK_BYTES = 16 * 1024, LARGEST_BLOCK_BYTES = 1024 * 1024, ALIGN_BYTES = 16 };

struct block {
    struct block *older;
    size_t size_bytes;
    size_t used_bytes;
    _Alignas(ALIGN_BYTES) unsigned char bytes[];
};

struct arena {
    struct block *newest;
    size_t budget_bytes;
    size_t spent_bytes;
    size_t next_block_bytes;
    bool failed;
};

static _Thread_local size_t allocations_made;
static _Thread_local size_t allocation_to_fail;

size_t arena_fail_nth(size_t n)
{
    size_t made = allocations_made;
    allocations_made = 0;
    allocation_to_fail = n;
    return made;
}

struct arena *arena_new(size_t budget_bytes)
{
    struct arena *a = calloc(1, sizeof(*a));
    if (!a)
        return NULL;
    a->budget_bytes = budget_bytes;
    a->next_block_bytes = FIRST_BLOCK_BYTES;
    return a;
}

static void free_blocks_until(struct arena *a, const struct block *keep)
{
    while (a->newest != keep) {
        struct block *gone = a->newest;
        a->newest = gone->older;
        free(gone);
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    free_blocks_until(a, NULL);
    free(a);
}

void arena_reset(struct arena *a)
{
    struct block *oldest = a->newest;
    while (oldest && oldest->older)
        oldest = oldest->older;
    free_blocks_until(a, oldest);
    if (oldest)
        oldest->used_bytes = 0;
    a->next_block_bytes = FIRST_BLOCK_BYTES;
    a->spent_bytes = 0;
    a->failed = false;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){
        .block = a->newest,
        .used_bytes = a->newest ? a->newest->used_bytes : 0,
        .spent_bytes = a->spent_bytes,
    };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    free_blocks_until(a, mark.block);
    if (a->newest)
        a->newest->used_bytes = mark.used_bytes;
    a->spent_bytes = mark.spent_bytes;
}

static bool add_block(struct arena *a, size_t wanted_bytes)
{
    size_t size_bytes = a->next_block_bytes;
    if (size_bytes < wanted_bytes)
        size_bytes = wanted_bytes;
    struct block *b = malloc(sizeof(*b) + size_bytes);
    if (!b)
        return false;
    b->older = a->newest;
    b->size_bytes = size_bytes;
    b->used_bytes = 0;
    a->newest = b;
    if (a->next_block_bytes < LARGEST_BLOCK_BYTES)
        a->next_block_bytes *= 2;
    return true;
}

/* Not zeroed: the callers below overwrite or clear it. */
static void *take(struct arena *a, size_t size_bytes)
{
    allocations_made++;
    if (a->failed)
        return NULL;
    if (allocation_to_fail && allocations_made == allocation_to_fail)
        goto fail;
    if (size_bytes > a->budget_bytes)
        goto fail;
    size_t rounded_bytes = (size_bytes + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
    if (rounded_bytes > a->budget_bytes - a->spent_bytes)
        goto fail;
    struct block *b = a->newest;
    if (!b || b->size_bytes - b->used_bytes < rounded_bytes) {
        if (!add_block(a, rounded_bytes))
            goto fail;
        b = a->newest;
    }
    void *at = b->bytes + b->used_bytes;
    b->used_bytes += rounded_bytes;
    a->spent_bytes += rounded_bytes;
    return at;
fail:
    a->failed = true;
    return NULL;
}

void *arena_alloc(struct arena *a, size_t size_bytes)
{
    void *at = take(a, size_bytes);
    if (at)
        memset(at, 0, size_bytes);
    return at;
}

void *arena_alloc_array(struct arena *a, size_t n, size_t size_bytes)
{
    size_t total_bytes;
    if (__builtin_mul_overflow(n, size_bytes, &total_bytes)) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, total_bytes);
}

static char empty_text[1];

char *arena_text_n(struct arena *a, const char *text, size_t n_bytes)
{
    char *copy = n_bytes < SIZE_MAX ? take(a, n_bytes + 1) : NULL;
    if (!copy)
        return empty_text;
    if (n_bytes)
        memcpy(copy, text, n_bytes);
    copy[n_bytes] = '\0';
    return copy;
}

char *arena_text(struct arena *a, const char *text)
{
    return arena_text_n(a, text, strlen(text));
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n_bytes = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = n_bytes >= 0 ? take(a, (size_t)n_bytes + 1) : NULL;
    if (!text)
        return empty_text;
    vsnprintf(text, (size_t)n_bytes + 1, format, args);
    return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(a, format, args);
    va_end(args);
    return text;
}

bool arena_grow_bytes(struct arena *a, void **list, size_t n, size_t *capacity, size_t size_bytes)
{
    if (n < *capacity)
        return true;
    size_t wider = *capacity ? *capacity * 2 : 8;
    void *copy = arena_alloc_array(a, wider, size_bytes);
    if (!copy)
        return false;
    if (n)
        memcpy(copy, *list, n * size_bytes);
    *list = copy;
    *capacity = wider;
    return true;
}

bool arena_failed(const struct arena *a)
{
    return a->failed;
}

void arena_fail(struct arena *a)
{
    a->failed = true;
}

size_t arena_spent_bytes(const struct arena *a)
{
    return a->spent_bytes;
}
