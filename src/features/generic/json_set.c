#include "features/generic/json_set.h"

#include "base/utf8.h"
#include "features/generic/subject.h"
#include "generic.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <inttypes.h>
#include <string.h>

struct setting {
    struct op *op;
    struct findings *findings;
    const struct field *at; /* where findings stand: the field, also for members of its rows */
};

static enum err refuse(const struct setting *s, const struct field *f, const struct text *says)
{
    const char *args[] = {field_label(f, s->op->language)};
    return findings_add(s->op, s->findings, FINDING_ERROR, s->at->id, says, args, 1);
}

/* ---- one value ---- */

/* "12.5" with two decimals → 1250; finer ones and overflow are refused. */
static bool read_decimal(const char *text, int decimals, int64_t *ret_value)
{
    bool negative = *text == '-';
    int64_t value = 0;
    int behind = -1;
    for (const char *c = text + negative; *c; c++) {
        if (*c == '.') {
            behind = 0;
            continue;
        }
        if (*c < '0' || *c > '9')
            return false;
        if (behind >= decimals && *c != '0')
            return false;
        if (behind >= decimals)
            continue;
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *c - '0', &value))
            return false;
        behind += behind >= 0;
    }
    for (behind = behind < 0 ? 0 : behind; behind < decimals; behind++)
        if (__builtin_mul_overflow(value, 10, &value))
            return false;
    *ret_value = negative ? -value : value;
    return true;
}

static enum err set_number(const struct setting *s, const struct field *f, const struct json_value *j, struct value *v)
{
    int64_t value;
    if (f->type == FIELD_NUMBER ? read_decimal(j->text, f->decimals, &value) : json_integer(j, &value)) {
        *v = value_int(value);
        return OK;
    }
    return refuse(s, f, &T_generic_json_number);
}

static bool takes_numbers(const struct field *f)
{
    switch (f->type) {
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_RATIO:
    case FIELD_YEAR:
    case FIELD_REF:
        return true;
    default:
        return false;
    }
}

/* Typed by a person: dates, choices, references by code or title, amounts with their unit.  Plain text as it is. */
static enum err set_typed(const struct setting *s, const struct field *f, const char *text, struct value *v)
{
    struct findings heard = {0};
    struct typing_desk desk = {s->op, &references_stored, &typed_by_hand, &heard, NULL};
    bool taken;
    TRY(typed_read(&desk, f, text, v, &taken));
    if (taken)
        return OK;
    const char *args[] = {heard.n ? finding_words(s->op, &heard.list[0]) : text};
    return findings_add(s->op, s->findings, FINDING_ERROR, s->at->id, &T_generic_json_typed, args, 1);
}

/* {"id": 5} or {"code": "L003"}: as it was read. */
static enum err set_reference(const struct setting *s, const struct field *f, const struct json_value *j,
                              struct value *v)
{
    const struct json_value *code = json_member(j, "code");
    int64_t id;
    if (json_integer(json_member(j, "id"), &id))
        *v = value_int(id);
    else if (code && code->type == JSON_TEXT)
        return set_typed(s, f, code->text, v);
    else
        return refuse(s, f, &T_generic_json_reference);
    return OK;
}

static enum err set_value(const struct setting *s, const struct field *f, const struct json_value *j, struct value *v);

/* ---- lists and rows ---- */

static enum err set_ids(const struct setting *s, const struct field *f, const struct json_value *j, struct value *v)
{
    struct field one = *f;
    int64_t *ids = arena_array(s->op->arena, j->n + 1, int64_t);
    size_t n = 0;
    one.type = FIELD_REF;
    if (!ids)
        return fault(s->op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < j->n; i++) {
        struct value member = value_null();
        TRY(set_value(s, &one, &j->elements[i], &member));
        if (member.type == VALUE_INT)
            ids[n++] = member.integer;
    }
    *v = value_text(compound_write_ids(s->op->arena, ids, n));
    return OK;
}

static enum err set_texts(const struct setting *s, const struct field *f, const struct json_value *j, struct value *v)
{
    const char **texts = arena_array(s->op->arena, j->n + 1, const char *);
    if (!texts)
        return fault(s->op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < j->n; i++) {
        if (j->elements[i].type != JSON_TEXT)
            return refuse(s, f, &T_generic_json_texts);
        const struct choice *c = f->choices ? choice_read(s->op->arena, f->choices, j->elements[i].text) : NULL;
        if (f->choices && !c)
            return refuse(s, f, &T_generic_json_choice);
        texts[i] = c ? c->id : j->elements[i].text;
    }
    *v = value_text(compound_write_texts(s->op->arena, texts, j->n));
    return OK;
}

static enum err set_row(const struct setting *s, const struct field *f, const struct json_value *j, struct value *row)
{
    if (j->type != JSON_OBJECT)
        return refuse(s, f, &T_generic_json_rows);
    for (const struct field *m = f->rows; m->id; m++) {
        const struct json_value *member = json_member(j, m->id);
        if (member)
            TRY(set_value(s, m, member, &row[m - f->rows]));
    }
    return OK;
}

static enum err set_rows(const struct setting *s, const struct field *f, const struct json_value *j, struct value *v)
{
    size_t width = (size_t)compound_member_count(f);
    struct value *rows = arena_array(s->op->arena, (j->n + 1) * width, struct value);
    if (!rows)
        return fault(s->op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < j->n; i++)
        TRY(set_row(s, f, &j->elements[i], rows + i * width));
    *v = value_text(compound_write_rows(s->op->arena, f, rows, j->n));
    return OK;
}

static enum err set_array(const struct setting *s, const struct field *f, const struct json_value *j, struct value *v)
{
    switch (f->type) {
    case FIELD_REF_LIST:
        return set_ids(s, f, j, v);
    case FIELD_ENUM_LIST:
    case FIELD_TEXT_LIST:
        return set_texts(s, f, j, v);
    case FIELD_ROWS:
        return set_rows(s, f, j, v);
    default:
        return refuse(s, f, &T_generic_json_type);
    }
}

static enum err set_value(const struct setting *s, const struct field *f, const struct json_value *j, struct value *v)
{
    *v = value_null();
    switch (j->type) {
    case JSON_NULL:
        return OK;
    case JSON_TRUE:
    case JSON_FALSE:
        *v = value_int(j->type == JSON_TRUE);
        return f->type == FIELD_BOOL ? OK : refuse(s, f, &T_generic_json_type);
    case JSON_NUMBER:
        return takes_numbers(f) ? set_number(s, f, j, v) : refuse(s, f, &T_generic_json_type);
    case JSON_TEXT:
        return set_typed(s, f, j->text, v);
    case JSON_ARRAY:
        return set_array(s, f, j, v);
    case JSON_OBJECT:
        return f->type == FIELD_REF ? set_reference(s, f, j, v) : refuse(s, f, &T_generic_json_type);
    }
    return OK;
}

/* ---- a whole body ---- */

static bool is_ignored(const struct record *r, const char *name)
{
    static const char *const read_only[] = {"id", "rev", "changed_at", "unverified", "owner", "reason", NULL};
    for (const char *const *n = read_only; *n; n++)
        if (strcmp(*n, name) == 0)
            return true;
    int i = kind_field_index(r->kind, name);
    return i >= 0 && field_is(&r->kind->fields[i], FIELD_DERIVED);
}

/* A personal value comes back masked when it is sent as it was read. */
static enum err set_field(struct op *op, struct record *r, const struct field *f, const struct json_value *j,
                          struct findings *findings)
{
    struct setting s = {op, findings, f};
    if (field_is(f, FIELD_PERSONAL) && j->type == JSON_TEXT)
        return record_set_typed(op, r, f, j->text, findings);
    return set_value(&s, f, j, &r->values[f - r->kind->fields]);
}

static enum err set_member(struct op *op, struct record *r, const struct json_member *m, struct findings *findings)
{
    int i = kind_field_index(r->kind, m->name);
    if (is_ignored(r, m->name))
        return OK;
    if (i >= 0 && field_is_shown(&r->kind->fields[i]))
        return set_field(op, r, &r->kind->fields[i], &m->value, findings);
    if (strcmp(m->name, "code") == 0 && kind_is_named_by_code(r->kind)) {
        if (m->value.type == JSON_TEXT)
            r->code = m->value.text;
        return OK;
    }
    if (strcmp(m->name, "rank") == 0 && r->kind->flags & KIND_RANKED && json_integer(&m->value, &r->rank))
        return OK;
    return findings_add(op, findings, FINDING_ERROR, "", &T_generic_json_unknown, (const char *[]){m->name}, 1);
}

enum err json_set(struct op *op, struct record *r, const struct json_value *body, struct findings *findings)
{
    if (body->type != JSON_OBJECT)
        return fault(op->fault, ERR_USAGE, &T_generic_json_object);
    for (size_t i = 0; i < body->n; i++)
        TRY(set_member(op, r, &body->members[i], findings));
    return OK;
}
