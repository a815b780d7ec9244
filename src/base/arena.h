/* One operation's memory.
 *
 * A request, a command or a job owns one arena; what it allocates dies with
 * it, all at once, and nothing in a feature calls free().  An arena has a
 * budget: an operation that wants more is refused, the server lives.
 *
 * Failure is sticky.  Structures and arrays come back NULL and the caller
 * returns ERR_MEMORY; text comes back as "" so that code which only builds
 * strings needs no checks.  Whatever leaves the operation (a statement, a
 * response) first asks arena_failed(), so that nothing computed after a
 * failed allocation is ever stored or sent.
 *
 * An arena belongs to one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* NULL when there is no memory for the arena itself. */
struct arena *arena_new(size_t budget_bytes);
void arena_free(struct arena *a);

/* Everything allocated since dies; the budget is whole again and the failure
 * forgotten.  Keeps one block, so that a worker can reuse its arena. */
void arena_reset(struct arena *a);

/* A point to fall back to: memory allocated after arena_mark() dies at
 * arena_rewind().  For loops that would otherwise hold every row. */
struct arena_mark {
    void *block;
    size_t used_bytes;
    size_t spent_bytes;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* Zeroed, aligned for any type.  NULL when the budget or the machine has no
 * more; the arena has then failed. */
void *arena_alloc(struct arena *a, size_t size_bytes);

/* n elements of size_bytes each, zeroed; overflow of the product fails. */
void *arena_alloc_array(struct arena *a, size_t n, size_t size_bytes);
#define arena_array(a, n, type) ((type *)arena_alloc_array((a), (n), sizeof(type)))
#define arena_one(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* Text: never NULL; "" once the arena has failed. */
char *arena_text(struct arena *a, const char *text);
char *arena_text_n(struct arena *a, const char *text, size_t n_bytes);
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* A growable array in an arena: `*list` has room for at least n + 1
 * elements afterwards.  Grows by doubling; the old copy stays until the
 * arena dies.  false when memory is out.
 *     if (!arena_grow(a, &rows, n, &capacity)) return ERR_MEMORY; rows[n++] = …; */
#define arena_grow(a, list, n, capacity) \
    arena_grow_bytes((a), (void **)(list), (n), (capacity), sizeof(**(list)))
bool arena_grow_bytes(struct arena *a, void **list, size_t n, size_t *capacity, size_t size_bytes);

bool arena_failed(const struct arena *a);
/* Marks the arena failed, as an allocation that could not be served does. */
void arena_fail(struct arena *a);
size_t arena_spent_bytes(const struct arena *a);

/* For tests: the n-th allocation from now (1 = the next), in any arena of
 * this thread, fails.  0 switches it off.  Returns how many were made since
 * the last call. */
size_t arena_fail_nth(size_t n);

#endif
