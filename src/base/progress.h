/* How far long work is, and whether it shall stop: told between threads of one server, for what no transaction shows
 * before its end.
 *
 * The board belongs to app/; operations carry it.  Work is known by a number of its own (its job's id). */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress;

enum { PROGRESS_WORKS_MAX = 16 };

struct progress *progress_new(void); /* NULL: no memory */
void progress_free(struct progress *p);

/* Each allows a NULL board: nothing is told, nothing stops. */
void progress_begin(struct progress *p, int64_t work);
/* false: it shall stop. */
bool progress_tell(struct progress *p, int64_t work, int64_t done);
void progress_end(struct progress *p, int64_t work);

/* false: no such work is under way here. */
bool progress_look(struct progress *p, int64_t work, int64_t *ret_done);
void progress_stop(struct progress *p, int64_t work);

#endif
