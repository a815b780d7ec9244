#include "record/settle.h"

#include <string.h>

/* Blanks and line ends at the ends of a long text say nothing: files and forms lose them. */
static bool same_but_for_ends(const char *one, const char *other)
{
    static const char blanks[] = " \t\r\n";
    one += strspn(one, blanks);
    other += strspn(other, blanks);
    size_t n = 0;
    while (one[n] && one[n] == other[n])
        n++;
    return !one[n + strspn(one + n, blanks)] && !other[n + strspn(other + n, blanks)];
}

void settle_value(struct op *op, const struct field *f, const struct value *old, struct value *v)
{
    if (value_is_absent(v))
        *v = value_null();
    if (!old)
        return;
    if (field_is(f, FIELD_SECRET) && v->type == VALUE_NULL)
        *v = *old;
    if (f->type == FIELD_LONG_TEXT && v->type == VALUE_TEXT && old->type == VALUE_TEXT &&
        same_but_for_ends(old->text, v->text))
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
