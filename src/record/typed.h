/* Values as people type and read them: text ↔ value, for every type of field.
 *
 * Three forms of one value:
 *   typed   what a clerk writes: 3.5亿, 2026年3月5日, 是, 建链, 云江经开区, A公司（60%，省外）；B公司
 *   written what a file or an edit box holds: exact; typed_read() takes it back unchanged
 *   shown   what a page says: 3.50亿元, 60%, labels, titles
 * What cannot be read is a finding that says what to do and keeps what was typed. */
#ifndef RECORD_TYPED_H
#define RECORD_TYPED_H

#include "base/reading.h"
#include "record/record.h"

/* ---- who is meant by a name ---- */
struct referent {
    int64_t id;
    const char *code, *title; /* "" where there is none */
};
enum { REFERENTS_MAX = 6 };
/* How references are found and named.  From the database as the operation sees it (references_stored), or
 * otherwise: an import also knows the records that it is about to make. */
struct references {
    /* Those that `text` may mean: "#17" its id; else its code; else its title, with brackets and colons in either
     * width.  At most REFERENTS_MAX. */
    enum err (*find)(void *context, struct op *op, const char *kind, const char *text,
                     struct referent found[REFERENTS_MAX], size_t *ret_n);
    /* .id = 0 for one that does not exist or may not be seen. */
    enum err (*name)(void *context, struct op *op, const char *kind, int64_t id, struct referent *ret_referent);
    void *context;
};
extern const struct references references_stored;

/* ---- where the text comes from ---- */
struct typed_source {
    enum typing typing;
    bool is_1904;                     /* of the workbook: serial dates */
    const struct money_column *money; /* NULL: plain numbers are 万元 */
    const char *column_unit;          /* of a quantity, from the header; NULL or "": the field's own */
    bool in_percent;                  /* the header says % */
};
extern const struct typed_source typed_by_hand; /* a form: text, 万元, the field's unit */

struct typing_desk {
    struct op *op;
    const struct references *references;
    const struct typed_source *source;
    struct findings *findings; /* where refusals go */
    const char *whole;         /* all that was typed, while a part of it is read; NULL else */
};

/* ret_taken: the text was understood (also as "nothing": *ret_value is then null).  Otherwise a finding was added.
 * Reads what the words say; whether the value is within the field's limits is record_check()'s affair. */
enum err typed_read(const struct typing_desk *d, const struct field *f, const char *text, struct value *ret_value,
                    bool *ret_taken);
/* "" for an absent value, and for a reference that may not be seen. */
enum err typed_write(const struct typing_desk *d, const struct field *f, const struct value *v, const char **ret_text);
enum err typed_show(const struct typing_desk *d, const struct field *f, const struct value *v, const char **ret_text);

/* record_set_typed() with references and a source of the caller's own: imports. */
enum err record_set_from(struct op *op, struct record *r, const struct field *field, const char *typed,
                         const struct references *references, const struct typed_source *source,
                         struct findings *findings);

/* The choice that a text names: by id, label or synonym, letters in either case, blanks aside; NULL. */
const struct choice *choice_read(struct arena *a, const struct choice *choices, const char *text);

/* ---- within typed*.c ---- */
enum err typed_refuse(const struct typing_desk *d, const struct field *f, const char *text, const struct text *says,
                      const char *second, const char *third, const char *proposes);
enum err typed_read_list(const struct typing_desk *d, const struct field *f, const char *text, struct value *ret_value,
                         bool *ret_taken);
enum err typed_read_rows(const struct typing_desk *d, const struct field *f, const char *text, struct value *ret_value,
                         bool *ret_taken);
enum err typed_read_reference(const struct typing_desk *d, const struct field *f, const char *text, int64_t *ret_id,
                              bool *ret_taken);
enum err typed_write_list(const struct typing_desk *d, const struct field *f, const struct value *v,
                          const char **ret_text);
enum err typed_show_list(const struct typing_desk *d, const struct field *f, const struct value *v,
                         const char **ret_text);
enum err typed_write_rows(const struct typing_desk *d, const struct field *f, const struct value *v,
                          const char **ret_text);
enum err typed_show_rows(const struct typing_desk *d, const struct field *f, const struct value *v,
                         const char **ret_text);

#endif
