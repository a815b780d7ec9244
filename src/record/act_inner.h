/* The act under way.  For record/ alone. */
#ifndef RECORD_ACT_INNER_H
#define RECORD_ACT_INNER_H

#include "record/act.h"
#include "record/record.h"
#include "store/sm3.h"

enum { SALT_BYTES = 16 };

struct act_version {
    const struct kind *kind;
    int64_t id;
    unsigned char digest[SM3_BYTES];
};

struct act {
    int64_t id, at_us;
    const char *what, *reason;
    const struct kind *about_kind;
    int64_t about;
    int depth;       /* of places that follow places */
    bool leaves_row; /* even when it wrote no version */
    struct sm3 *sm3;
    struct arena *arena; /* its own, so that bulk entry may rewind the operation's between chunks */
    struct act_version *versions;
    size_t n, capacity;
    size_t *slots; /* places in versions + 1, by id; a power of two of them, at most half used */
    size_t n_slots;
};

/* Notes the version that this act wrote of the record; a second one replaces the first. */
enum err act_note_version(struct op *op, const struct record *r, bool deleted);
/* The same with the record's salt at hand (NULL: nothing in it is personal). */
enum err act_note_salted(struct op *op, const struct record *r, bool deleted, const unsigned char *salt);

/* The digest of one version: SM3 of the canonical encoding described in act.h. */
struct erased {
    const struct field *field;
    unsigned char digest[SM3_BYTES];
};
struct digest_input {
    const struct record *record;
    int64_t from_us, op_id;
    bool deleted;
    const unsigned char *salt; /* SALT_BYTES, or NULL: then no personal field has a value */
    const struct erased *erased;
    size_t n_erased;
};
bool version_digest(const struct op *op, struct sm3 *sm3, const struct digest_input *in,
                    unsigned char ret_digest[SM3_BYTES]);
/* SM3(salt ‖ value). */
bool personal_digest(struct sm3 *sm3, const unsigned char salt[SALT_BYTES], const struct value *v,
                     unsigned char ret_digest[SM3_BYTES]);

/* The record's salt; made, inside an act, when there is none and `make` says so.  *ret_salt NULL: there is none. */
enum err salt_of(struct op *op, int64_t id, bool make, const unsigned char **ret_salt);
/* Chance from the operation's, for the record alone. */
bool salt_make(struct op *op, int64_t id, unsigned char salt[SALT_BYTES]);
bool record_has_personal(const struct record *r);

/* Digest of an act: SM3 over its versions in order of kind and id, each as text, integer, digest.  Sorts them. */
bool act_digest(struct sm3 *sm3, struct act_version *versions, size_t n, unsigned char ret_digest[SM3_BYTES]);

#endif
