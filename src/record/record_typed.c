/* Values of records as people type and read them. */
#include "record.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <string.h>

static struct typing_desk desk(struct op *op, struct findings *findings)
{
    return (struct typing_desk){op, &references_stored, &typed_by_hand, findings, NULL};
}

static struct value *value_of(const struct record *r, const struct field *f)
{
    return &r->values[f - r->kind->fields];
}

enum err record_show(struct op *op, const struct record *r, const struct field *field, const char **ret_text)
{
    struct typing_desk d = desk(op, NULL);
    return typed_show(&d, field, value_of(r, field), ret_text);
}

enum err record_write_typed(struct op *op, const struct record *r, const struct field *field, const char **ret_text)
{
    struct typing_desk d = desk(op, NULL);
    return typed_write(&d, field, value_of(r, field), ret_text);
}

/* Values of which a person sees less than there is: what comes back as it was shown changes nothing. */
static bool is_shown_in_part(const struct field *f)
{
    return field_is(f, FIELD_PERSONAL) || field_is(f, FIELD_DERIVED) || f->ref || f->rows;
}

static enum err is_as_written(const struct typing_desk *d, const struct record *r, const struct field *f,
                              const char *typed, bool *ret_same)
{
    const char *written;
    *ret_same = value_of(r, f)->type == VALUE_NULL && !typed[0];
    if (!is_shown_in_part(f) || value_of(r, f)->type == VALUE_NULL)
        return OK;
    TRY(typed_write(d, f, value_of(r, f), &written));
    *ret_same = strcmp(written, typed) == 0;
    return OK;
}

static bool is_masked(const struct field *f, const char *typed)
{
    return field_is(f, FIELD_PERSONAL) && (strstr(typed, "****") || strstr(typed, "＊"));
}

/* Members of a list that this account may not see stay in it. */
static enum err keep_unseen(const struct typing_desk *d, const struct field *f, const struct value *before,
                            struct value *after)
{
    struct arena *a = d->op->arena;
    struct value *old, *new;
    size_t n_old, n_new;
    if (f->type != FIELD_REF_LIST || before->type != VALUE_TEXT || !compound_read_list(a, before->text, &old, &n_old) ||
        !compound_read_list(a, after->text, &new, &n_new))
        return OK;
    int64_t *ids = arena_array(a, n_old + n_new + 1, int64_t);
    if (!ids)
        return fault(d->op->fault, ERR_MEMORY, &T_record_memory);
    size_t n = 0;
    for (size_t i = 0; i < n_new; i++)
        ids[n++] = new[i].integer;
    for (size_t i = 0; i < n_old; i++) {
        struct referent r;
        TRY(d->references->name(d->references->context, d->op, f->ref, old[i].integer, &r));
        if (!r.id)
            ids[n++] = old[i].integer;
    }
    const char *json = compound_write_ids(a, ids, n);
    *after = json ? value_text(json) : value_null();
    return OK;
}

enum err record_set_from(struct op *op, struct record *r, const struct field *field, const char *typed,
                         const struct references *references, const struct typed_source *source,
                         struct findings *findings)
{
    struct typing_desk d = {op, references, source, findings, NULL};
    struct value v;
    bool same, taken;
    TRY(is_as_written(&d, r, field, typed, &same));
    if (same)
        return OK;
    const char *label = field_label(field, op->language);
    if (field_is(field, FIELD_DERIVED))
        return typed_refuse(&d, field, typed, &T_typed_derived, label, NULL, NULL);
    if (is_masked(field, typed))
        return findings_add(op, findings, FINDING_NOTICE, field->id, &T_typed_masked, (const char *[]){typed, label},
                            2);
    TRY(typed_read(&d, field, typed, &v, &taken));
    if (!taken)
        return OK;
    TRY(keep_unseen(&d, field, value_of(r, field), &v));
    *value_of(r, field) = v;
    return OK;
}

enum err record_set_typed(struct op *op, struct record *r, const struct field *field, const char *typed,
                          struct findings *findings)
{
    return record_set_from(op, r, field, typed, &references_stored, &typed_by_hand, findings);
}
