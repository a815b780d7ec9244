/* Lists: 高新技术企业、专精特新小巨人. */
#include "base/utf8.h"
#include "record.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <inttypes.h>
#include <string.h>

struct parts {
    const char **texts;
    size_t n;
};

static const char *member_text(struct arena *a, const struct field *f, const struct value *v)
{
    if (v->type == VALUE_INT)
        return arena_printf(a, "%s%" PRId64, f->type == FIELD_REF_LIST ? "#" : "", v->integer);
    return v->type == VALUE_TEXT ? v->text : "";
}

/* JSON where it is JSON, else what stands between separators. */
static enum err split(const struct typing_desk *d, const struct field *f, const char *text, struct parts *ret_parts)
{
    struct arena *a = d->op->arena;
    struct value *values;
    size_t n;
    *ret_parts = (struct parts){0};
    if (text[strspn(text, " \t\r\n")] == '[' && compound_read_list(a, text, &values, &n)) {
        ret_parts->texts = arena_array(a, n + 1, const char *);
        for (size_t i = 0; i < n && ret_parts->texts; i++)
            ret_parts->texts[ret_parts->n++] = member_text(a, f, &values[i]);
    } else {
        const char *const *found = absence_read(text) == READING_ABSENT ? NULL : list_split(a, text, &n);
        ret_parts->n = found ? n : 0;
        ret_parts->texts = arena_array(a, ret_parts->n + 1, const char *);
        for (size_t i = 0; i < ret_parts->n && ret_parts->texts; i++)
            ret_parts->texts[i] = found[i];
    }
    return arena_failed(a) ? fault(d->op->fault, ERR_MEMORY, &T_record_memory) : OK;
}

static struct value list_value(const char *json)
{
    return json ? value_text(json) : value_null();
}

static enum err read_choices(const struct typing_desk *d, const struct field *f, const struct parts *parts,
                             struct value *ret_value, bool *ret_taken)
{
    const char *ids[64];
    size_t n = 0;
    uint64_t chosen = 0;
    const struct field one = {.id = f->id, .zh = f->zh, .en = f->en, .type = FIELD_ENUM, .choices = f->choices};
    for (size_t i = 0; i < parts->n; i++) {
        struct value v;
        bool taken;
        TRY(typed_read(d, &one, parts->texts[i], &v, &taken));
        *ret_taken = *ret_taken && taken;
        for (int c = 0; c < 64 && v.type == VALUE_TEXT && f->choices[c].id; c++)
            if (strcmp(v.text, f->choices[c].id) == 0)
                chosen |= UINT64_C(1) << c;
    }
    for (int c = 0; c < 64 && f->choices[c].id; c++)
        if (chosen & UINT64_C(1) << c)
            ids[n++] = f->choices[c].id;
    *ret_value = list_value(compound_write_texts(d->op->arena, ids, n));
    return OK;
}

static enum err read_texts(const struct typing_desk *d, const struct parts *parts, struct value *ret_value)
{
    size_t n = 0;
    for (size_t i = 0; i < parts->n; i++) {
        const char *text = utf8_tidy(d->op->arena, parts->texts[i], false);
        bool known = !text[0];
        for (size_t j = 0; j < n && !known; j++)
            known = strcmp(parts->texts[j], text) == 0;
        if (!known)
            parts->texts[n++] = text;
    }
    *ret_value = list_value(compound_write_texts(d->op->arena, parts->texts, n));
    return OK;
}

static enum err read_references(const struct typing_desk *d, const struct field *f, const struct parts *parts,
                                struct value *ret_value, bool *ret_taken)
{
    int64_t *ids = arena_array(d->op->arena, parts->n + 1, int64_t);
    if (!ids)
        return fault(d->op->fault, ERR_MEMORY, &T_record_memory);
    size_t n = 0;
    for (size_t i = 0; i < parts->n; i++) {
        int64_t id;
        bool taken;
        TRY(typed_read_reference(d, f, parts->texts[i], &id, &taken));
        *ret_taken = *ret_taken && taken;
        bool known = id == 0;
        for (size_t j = 0; j < n && !known; j++)
            known = ids[j] == id;
        if (!known)
            ids[n++] = id;
    }
    *ret_value = list_value(compound_write_ids(d->op->arena, ids, n));
    return OK;
}

enum err typed_read_list(const struct typing_desk *d, const struct field *f, const char *text, struct value *ret_value,
                         bool *ret_taken)
{
    struct parts parts;
    struct typing_desk each = *d;
    each.whole = text;
    *ret_taken = true;
    TRY(split(d, f, text, &parts));
    if (f->type == FIELD_ENUM_LIST)
        TRY(read_choices(&each, f, &parts, ret_value, ret_taken));
    else if (f->type == FIELD_TEXT_LIST)
        TRY(read_texts(d, &parts, ret_value));
    else
        TRY(read_references(&each, f, &parts, ret_value, ret_taken));
    if (!*ret_taken)
        *ret_value = value_null();
    return OK;
}

/* ---- writing ---- */

enum list_form { LIST_WRITTEN, LIST_SHOWN };

static enum err element_text(const struct typing_desk *d, const struct field *f, const struct value *v,
                             enum list_form form, const char **ret_text)
{
    const struct field reference = {.type = FIELD_REF, .ref = f->ref};
    if (f->type == FIELD_REF_LIST)
        return form == LIST_SHOWN ? typed_show(d, &reference, v, ret_text) : typed_write(d, &reference, v, ret_text);
    const char *text = v->type == VALUE_TEXT ? v->text : "";
    *ret_text = f->type == FIELD_ENUM_LIST ? choice_label(f->choices, text, d->op->language) : text;
    return OK;
}

static enum err element_texts(const struct typing_desk *d, const struct field *f, const struct value *v,
                              enum list_form form, struct parts *ret_parts)
{
    struct value *values;
    size_t n;
    *ret_parts = (struct parts){0};
    if (!compound_read_list(d->op->arena, v->text, &values, &n))
        return arena_failed(d->op->arena) ? fault(d->op->fault, ERR_MEMORY, &T_record_memory) : OK;
    ret_parts->texts = arena_array(d->op->arena, n + 1, const char *);
    if (!ret_parts->texts)
        return fault(d->op->fault, ERR_MEMORY, &T_record_memory);
    for (size_t i = 0; i < n; i++) {
        const char *text;
        TRY(element_text(d, f, &values[i], form, &text));
        if (text[0])
            ret_parts->texts[ret_parts->n++] = text;
    }
    return OK;
}

static const char *join(struct arena *a, const struct parts *parts, const char *between)
{
    const char *text = parts->n ? parts->texts[0] : "";
    for (size_t i = 1; i < parts->n; i++)
        text = arena_printf(a, "%s%s%s", text, between, parts->texts[i]);
    return text;
}

static bool splits_back(struct arena *a, const char *joined, const struct parts *parts)
{
    size_t n;
    if (joined[0] == '[' || absence_read(joined) == READING_ABSENT)
        return false;
    const char *const *found = list_split(a, joined, &n);
    if (!found || n != parts->n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(found[i], parts->texts[i]) != 0)
            return false;
    return true;
}

enum err typed_write_list(const struct typing_desk *d, const struct field *f, const struct value *v,
                          const char **ret_text)
{
    struct parts parts;
    *ret_text = "";
    TRY(element_texts(d, f, v, LIST_WRITTEN, &parts));
    if (!parts.n)
        return OK;
    *ret_text = join(d->op->arena, &parts, "、");
    if (!splits_back(d->op->arena, *ret_text, &parts))
        *ret_text = compound_write_texts(d->op->arena, parts.texts, parts.n);
    return OK;
}

enum err typed_show_list(const struct typing_desk *d, const struct field *f, const struct value *v,
                         const char **ret_text)
{
    struct parts parts;
    TRY(element_texts(d, f, v, LIST_SHOWN, &parts));
    *ret_text = join(d->op->arena, &parts, d->op->language == LANGUAGE_EN ? ", " : "、");
    return OK;
}
