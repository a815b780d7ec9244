/* Records and the rows they are written as; raw reading.  For record/ alone: nothing raw leaves it. */
#ifndef RECORD_ROW_H
#define RECORD_ROW_H

#include "record/kind_statements.h"
#include "record/record.h"

/* Absent: no value, or a text without characters. */
bool value_is_absent(const struct value *v);
bool value_equal(const struct value *one, const struct value *other);

/* NULL, with the fault on record, when memory is out. */
struct record *record_blank(struct op *op, const struct kind *kind);
struct record *record_copy(struct op *op, const struct record *r); /* shares texts */

/* The record in a row whose columns from first_column on are `c`. */
enum err record_read(struct op *op, const struct kind *kind, const struct columns *c, const struct rows *rows,
                     int first_column, struct record **ret_record);
/* The value that stands in a column of the record's row. */
struct value record_column(const struct record *r, const struct column *c);

/* The row of now as it is: unmasked, whoever asks.  *ret_record is NULL when there is none. */
enum err record_read_raw(struct op *op, const struct kind *kind, int64_t id, struct record **ret_record);
/* The same for a row that is about to be changed: inside a write, locked where the database locks rows. */
enum err record_lock_raw(struct op *op, const struct kind *kind, int64_t id, struct record **ret_record);

/* A version in the log, as it is. */
struct raw_version {
    int64_t from_us, to_us;
    bool deleted;
    struct record *record;
};
/* The only row of a statement with LOG_COLUMNS and the columns of the log; .record is NULL when there is none. */
enum err record_read_version(struct op *op, const struct kind *kind, const struct statement *s,
                             const struct value *arguments, struct raw_version *ret_version);

/* Every id that a statement of one column answers, in op->arena. */
enum err read_ids(struct op *op, const struct statement *s, const struct value *arguments, int64_t **ret_ids,
                  size_t *ret_n);

/* As the relation masks it (record/relation.c). */
const char *mask_text(struct arena *a, const struct field *f, const char *text);

#endif
