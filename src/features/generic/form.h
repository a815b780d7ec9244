/* A record and the form that people type it into: both ways. */
#ifndef FEATURES_GENERIC_FORM_H
#define FEATURES_GENERIC_FORM_H

#include "features/generic/form_view.h"
#include "record/record.h"
#include "web/request.h"

/* ---- form → record (form_read.c) ---- */
/* Whatever the request's form holds is set on the record; fields that it does not have stay as they are.  What cannot
 * be read is a finding at its field. */
enum err form_read(struct request *rq, struct record *r, struct findings *findings);
/* Fields named in the query (?project=XM00001) as a beginning of a new record; what cannot be read is left out. */
enum err form_prefill(struct request *rq, struct record *r);
/* "investors.0.share" */
const char *member_name(struct op *op, const struct field *f, size_t row, const struct field *member);
enum { FORM_ROWS_MAX = 60 };

/* ---- record → form (form_fill.c) ---- */
struct form_filling {
    struct request *rq;
    const struct record *record;     /* what is there, or was read from the form */
    const struct findings *findings; /* NULL: the first showing */
    bool as_typed;                   /* show what the request's form holds, as it was typed */
    const char *more;                /* the field of rows that asks for further empty ones; NULL */
};
enum err form_fill(const struct form_filling *from, struct record_form_view *ret_form);

#endif
