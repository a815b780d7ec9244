/* The interface described for people: how to ask, and what each kind holds.  Machines read openapi.json. */
#include "features/generic/api.h"
#include "features/generic/interface_view.h"
#include "features/generic/subject.h"
#include "generic.pages.h"
#include "generic.texts.h"
#include "record/access.h"
#include "web/response.h"

static const char *type_word(struct op *op, const struct field *f)
{
    static const char *const words[] = {
        [FIELD_TEXT] = "string", [FIELD_LONG_TEXT] = "string", [FIELD_INT] = "integer", [FIELD_MONEY] = "integer, fen",
        [FIELD_RATIO] = "integer, 1/10000", [FIELD_NUMBER] = "number", [FIELD_DATE] = "YYYY-MM-DD, YYYY-MM",
        [FIELD_MONTH] = "YYYY-MM", [FIELD_YEAR] = "integer", [FIELD_BOOL] = "boolean", [FIELD_ENUM] = "string",
        [FIELD_ENUM_LIST] = "[string]", [FIELD_TEXT_LIST] = "[string]", [FIELD_ROWS] = "[object]",
    };
    if (f->type == FIELD_REF)
        return arena_printf(op->arena, "→ %s", f->ref);
    if (f->type == FIELD_REF_LIST)
        return arena_printf(op->arena, "[→ %s]", f->ref);
    bool known = (size_t)f->type < sizeof(words) / sizeof(words[0]) && words[f->type];
    return known ? words[f->type] : "string";
}

static const char *choice_words(struct op *op, const struct field *f)
{
    const char *all = NULL;
    for (const struct choice *c = f->choices; c && c->id; c++) {
        const char *label = op->language == LANGUAGE_EN ? c->en : c->zh;
        const char *one = arena_printf(op->arena, "%s %s", c->id, label);
        all = all ? arena_printf(op->arena, "%s%s%s", all, text_in(&T_generic_between, op->language), one) : one;
    }
    return all;
}

static enum err fill_kind(struct op *op, const struct kind *k, struct interface_kind_view *v)
{
    struct interface_field_view *fields =
        arena_array(op->arena, (size_t)kind_field_count(k) + 1, struct interface_field_view);
    if (!fields)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    *v = (struct interface_kind_view){kind_label(k, op->language), k->id, fields, 0};
    for (const struct field *f = k->fields; f->id; f++)
        if (field_is_shown(f))
            fields[v->n_fields++] = (struct interface_field_view){
                .id = f->id,
                .label = field_label(f, op->language),
                .type = type_word(op, f),
                .values = choice_words(op, f),
                .required = field_is(f, FIELD_REQUIRED),
                .derived = field_is(f, FIELD_DERIVED),
            };
    return OK;
}

enum err interface_get(struct request *rq, struct response *rs)
{
    struct op *op = rq->op;
    size_t n = kinds_count(op->kinds);
    struct interface_kind_view *kinds = arena_array(op->arena, n + 1, struct interface_kind_view);
    struct interface_view v = {.kinds = kinds};
    if (!kinds)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < n; i++) {
        const struct kind *k = kinds_at(op->kinds, i);
        bool may = false;
        if (kind_has_pages(k))
            TRY(access_may(op, k->access, ACCESS_READ, &may));
        if (may)
            TRY(fill_kind(op, k, &kinds[v.n_kinds++]));
    }
    interface_page(response_page(rs), &v);
    return OK;
}
