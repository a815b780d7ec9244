#include "record/settle.h"

#include <string.h>

void settle_value(struct op *op, const struct field *f, const struct value *old, struct value *v)
{
    if (value_is_absent(v))
        *v = value_null();
    if (!old)
        return;
    if (field_is(f, FIELD_SECRET) && v->type == VALUE_NULL)
        *v = *old;
    if (field_is(f, FIELD_PERSONAL) && v->type == VALUE_TEXT && old->type == VALUE_TEXT &&
        strcmp(mask_text(op->arena, f, old->text), v->text) == 0)
        *v = *old;
}

enum err settle_owner(struct op *op, struct record *r)
{
    const struct kind *person_kind = kinds_find(op->kinds, "person");
    struct record *person = NULL;
    if (r->owner || !person_kind || !op->person)
        return OK;
    TRY(record_read_raw(op, person_kind, op->person, &person));
    r->owner = person ? record_int(person, "unit") : 0;
    return OK;
}
