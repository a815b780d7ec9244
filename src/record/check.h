/* What record_check() is made of, so that bulk entry can ask the database for many records at once.  For record/. */
#ifndef RECORD_CHECK_H
#define RECORD_CHECK_H

#include "record/row.h"

struct check {
    struct op *op;
    const struct record *before; /* NULL: new */
    struct record *after;
    struct findings *findings;
};

/* Each field by itself: presence, type, range, length, choice, form; then their limits.  No database. */
enum err check_fields(const struct check *c);
/* not_before, not_above and what is usual: questions, where a value of theirs is new.  No database. */
enum err check_limits(const struct check *c);
/* What the fields refer to exists and may be seen; parents make no circle. */
enum err check_references(const struct check *c);
/* Codes, unique fields, natural keys. */
enum err check_unique(const struct check *c);
enum err check_keys(const struct check *c); /* the last of these alone */
/* derive(), before; check(), after the others. */
enum err check_derive(const struct check *c);
enum err check_rules(const struct check *c);

/* Up to three arguments, after the field's label. */
enum err check_say(const struct check *c, enum finding_severity severity, const struct field *f,
                   const struct text *says, const char *one, const char *two);

#endif
