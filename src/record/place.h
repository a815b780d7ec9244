/* Where records stand.  For record/ alone. */
#ifndef RECORD_PLACE_H
#define RECORD_PLACE_H

#include "record/row.h"

/* Places and owner of some other row. */
struct standing {
    int64_t owner;
    int64_t at[PLACE_COUNT];
    bool there;
};
/* Where standings come from: NULL asks the database each time; bulk entry keeps what it read. */
struct standings {
    enum err (*find)(struct standings *s, struct op *op, const struct kind *kind, int64_t id,
                     struct standing *ret_standing);
};

/* Fills r->at from its references, its parent and itself, and what is attached also with its class; the owner of a
 * child is its parent's.  r->id must be set. */
enum err place_record(struct op *op, struct record *r);
/* The same for a change: where nothing that says a place differs, it stands where it stood.  before NULL: new. */
enum err place_change(struct op *op, const struct record *before, struct record *after);
enum err place_record_from(struct op *op, struct record *r, struct standings *s);
/* Do rows stand where the target of this reference stands, rather than at the target? */
bool place_borrows(const struct kinds *kinds, const struct field *f);
bool place_same(const struct record *one, const struct record *other);

/* Rewrites what stands where `r` stands, after its places or owner changed: its children, what refers to it as its
 * region, what is attached to it; and theirs in turn.  Inside an act. */
enum err place_followers(struct op *op, const struct record *r);

/* Records that live and are deleted with this one. */
typedef enum err (*place_child_fn)(struct op *op, const struct kind *kind, int64_t id, void *arg);
enum err place_each_child(struct op *op, const struct kind *kind, int64_t id, place_child_fn each, void *arg);

/* Those that went with it when the act deleted it. */
enum err place_each_gone_child(struct op *op, const struct kind *kind, int64_t id, int64_t deleted_by,
                               place_child_fn each, void *arg);

/* The class that rules over the row: its kind's, or for what is attached the one in the row. */
enum access_class place_access_class(const struct record *r);

#endif
