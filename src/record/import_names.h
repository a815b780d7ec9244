/* Inside import: what names of other records mean, each asked for once and many at a time. */
#ifndef RECORD_IMPORT_NAMES_H
#define RECORD_IMPORT_NAMES_H

#include "base/hash.h"
#include "record/typed.h"
#include "store/statement.h"

struct import_name_entry {
    const struct kind *kind;
    const struct field *field; /* the first that named it */
    const char *name;
    int64_t id;     /* 0: none, or several */
    size_t n_found; /* REFERENTS_MAX: at least so many */
    bool asked;     /* what follows is known */
    int64_t rows;   /* that name it */
    bool checked, refused;           /* as a record to be made: looked at; it would be refused */
    const char *why[LANGUAGE_COUNT]; /* then */
};

enum { IMPORT_REF_KINDS_MAX = 24 };

struct import_names {
    struct arena *arena;
    struct {
        const struct kind *kind;
        struct statement titled, coded; /* a JSON array of names → name, id */
        struct import_name_entry **wanted;
        size_t n_wanted, capacity;
    } kinds[IMPORT_REF_KINDS_MAX];
    int n_kinds;
    struct hash entries; /* kind US name → entry, in order of arrival */
    struct references references; /* what was asked for, as references: to read lists and rows with */
};

void import_names_init(struct import_names *names, struct arena *a);
/* The entry; it is asked for with the next import_names_ask(). */
enum err import_names_want(struct op *op, struct import_names *names, const struct field *f, const char *kind,
                           const char *name, struct import_name_entry **ret_entry);
enum err import_names_ask(struct op *op, struct import_names *names);

/* 新能源汽车产业链 is known as 新能源汽车: NULL when nothing is left off. */
const char *import_shorter_name(struct arena *a, const struct kind *kind, const char *name);

#endif
