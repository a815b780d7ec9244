#include "record/import_make.h"

#include "record.texts.h"
#include "record/access.h"

#include <string.h>

/* What a name says by itself: places and units are told by how they are called. */
static const char *said_by_name(const struct kind *kind, const struct field *f, const struct field *named_by,
                                const char *name)
{
    if (strcmp(f->id, "kind") != 0)
        return NULL;
    if (strcmp(kind->id, "region") == 0) {
        bool park = (named_by && named_by->place == PLACE_PARK) || strstr(name, "园") || strstr(name, "开发区");
        return park ? "park" : "district";
    }
    if (strcmp(kind->id, "unit") == 0)
        return strstr(name, "管委会") ? "park_board" : "department";
    return NULL;
}

static bool is_needed(const struct kind *kind, const struct field *f)
{
    return field_is(f, FIELD_REQUIRED) && !(f->flags & (FIELD_DERIVED | FIELD_TITLE)) &&
           !said_by_name(kind, f, NULL, "");
}

enum err import_needs(struct op *op, const struct kind *kind, const struct field ***ret_fields, size_t *ret_n)
{
    *ret_n = 0;
    *ret_fields = arena_array(op->arena, (size_t)kind_field_count(kind) + 1, const struct field *);
    if (!*ret_fields)
        return ERR_MEMORY;
    for (const struct field *f = kind->fields; f->id; f++)
        if (is_needed(kind, f))
            (*ret_fields)[(*ret_n)++] = f;
    return OK;
}

enum err import_may_make(struct op *op, const struct kind *kind, bool *ret_may)
{
    const struct field *title = kind_title(kind);
    *ret_may = false;
    if (!title || field_is(title, FIELD_DERIVED) || kind->flags & (KIND_PLAIN | KIND_HIDDEN) ||
        kind->access == ACCESS_ATTACHED || kind->access == ACCESS_ACCOUNT)
        return OK;
    return access_may(op, kind->access, ACCESS_WRITE, ret_may);
}

/* "enterprise.region": what was decided for every one that is made. */
static const char *decided(const struct import_decisions *d, const struct kind *kind, const struct field *f)
{
    size_t n = strlen(kind->id);
    for (size_t i = 0; i < d->n_asks; i++) {
        const char *field = d->asks[i].field;
        if (strncmp(field, kind->id, n) == 0 && field[n] == '.' && strcmp(field + n + 1, f->id) == 0)
            return d->asks[i].typed;
    }
    return NULL;
}

enum err import_make_record(struct op *op, const struct import_decisions *decisions, const struct references *references,
                            const struct import_name_entry *e, struct record **ret_record,
                            struct findings *ret_findings)
{
    const char *shorter = import_shorter_name(op->arena, e->kind, e->name);
    TRY(record_new(op, e->kind, ret_record));
    record_set_text(*ret_record, kind_title(e->kind)->id, shorter ? shorter : e->name);
    for (const struct field *f = e->kind->fields; f->id; f++) {
        const char *typed = decided(decisions, e->kind, f), *said = said_by_name(e->kind, f, e->field, e->name);
        if (typed)
            TRY(record_set_from(op, *ret_record, f, typed, references, &typed_by_hand, ret_findings));
        else if (said)
            record_set_text(*ret_record, f->id, said);
    }
    return OK;
}
