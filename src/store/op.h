/* One operation: a request, a command, a job.
 *
 * Everything it needs to know comes in here, so that code below app/ has no
 * clock, no "current user", no globals: the same operation with the same
 * inputs gives the same answer.
 *
 * Reading: from op_begin_read() to op_end() all statements see one snapshot of
 * the database; a count and the list it opens cannot disagree.
 * Writing: store_write() runs a function as one transaction.  Inside it, all
 * statements of the operation see its own writes. */
#ifndef STORE_OP_H
#define STORE_OP_H

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct store;
struct kinds;
struct progress;
struct connection; /* one database's own; store/ only */

struct op {
    struct arena *arena;
    struct fault *fault;
    struct store *store;
    enum language language;

    int64_t now_us;   /* the edge's clock at the start; for "late", "ago" */
    int zone_minutes; /* the city's zone, +480 */
    date_t today;     /* the city's day of now_us, or the as-of day: "late" is then as of that day */
    int64_t as_of_us; /* 0: now.  Else what the platform knew just before this moment; read-only */

    int64_t backdate_us; /* 0.  Else acts are stamped from this moment on (never before the last stamp): the history of
                            a demonstration or of a migration */

    int64_t account;          /* record id of the account; 0 only for init, upgrade and login itself */
    int64_t person;           /* the account's person */
    int64_t acting_for;       /* person on whose delegation this is done, or 0 */
    int64_t rights_of;        /* the account whose rights apply then (":me" of statements); 0: one's own */
    const char *login;        /* for logs and the operation row */
    const char *address;      /* network address, "console", "job" */
    unsigned char random[32]; /* fresh from the edge for each operation: what needs chance (salts, tokens) derives it */
    bool sees_all;            /* every kind, every row: statements run in their unscoped form */

    const struct kinds *kinds;     /* record/'s registry, carried for it; unknown to store/ */
    struct progress *progress;     /* the server's board of long work, carried for features; NULL: nobody looks */
    struct connection *connection; /* private to store/ */
    struct violation *violation;   /* private to store/: of the newest write that failed for one */
    struct act *act;               /* private to record/: the act under way in store_write() */
};

/* Whose rights apply: ":me" of statements.  The program itself (init, upgrade, the demonstration: no account, and the
 * edge said that it sees all) is OP_PROGRAM; an operation of nobody is 0, for whom no right is on record. */
enum { OP_PROGRAM = -1 };
static inline int64_t op_rights(const struct op *op)
{
    if (op->rights_of || op->account)
        return op->rights_of ? op->rights_of : op->account;
    return op->sees_all ? OP_PROGRAM : 0;
}

/* Takes a connection and a snapshot. */
enum err op_begin_read(struct op *op);
/* Gives the connection back.  Safe to call twice, or without a begin. */
void op_end(struct op *op);

#endif
