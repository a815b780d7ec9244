#include "features/generic/subject.h"

#include "base/buf.h"
#include "base/money.h"
#include "features/generic/generic.h"
#include "generic.texts.h"
#include "record/access.h"

#include <inttypes.h>
#include <string.h>

bool kind_has_pages(const struct kind *k)
{
    return k && !(k->flags & (KIND_PLAIN | KIND_HIDDEN)) && k->path;
}

bool field_is_shown(const struct field *f)
{
    return !field_is(f, FIELD_SECRET) && f->type != FIELD_BYTES;
}

bool field_is_typed(const struct field *f)
{
    return field_is_shown(f) && !field_is(f, FIELD_DERIVED);
}

const char *record_path(struct op *op, const struct kind *kind, int64_t id, const char *code)
{
    if (!kind_has_pages(kind))
        return NULL;
    if (code && code[0] && code[0] != '~' && !strchr(code, '/') && kind_is_named_by_code(kind))
        return arena_printf(op->arena, "%s/%s", kind->path, percent_encode(op->arena, code));
    return arena_printf(op->arena, "%s/~%" PRId64, kind->path, id);
}

const char *subject_path(struct request *rq, const struct record *r)
{
    return record_path(rq->op, r->kind, r->id, r->code);
}

/* "~17" → 17, and "17" where records have no codes that could read like it; 0 when it is not of that form. */
static int64_t number_named(const struct kind *kind, const char *text)
{
    int64_t id = 0;
    const char *digits = text + (text[0] == '~');
    size_t n = strspn(digits, "0123456789");
    if (n == 0 || n > 18 || digits[n] || (digits == text && kind_is_named_by_code(kind)))
        return 0;
    for (const char *c = digits; *c; c++)
        id = id * 10 + (*c - '0');
    return id;
}

enum err record_named(struct op *op, const struct kind *kind, const char *name, struct record **ret_record)
{
    int64_t id = number_named(kind, name);
    if (!id && !kind_is_named_by_code(kind))
        return fault(op->fault, ERR_MISSING, &T_generic_missing, kind_label(kind, op->language));
    return id ? record_load(op, kind, id, ret_record) : record_find(op, kind, name, ret_record);
}

enum err subject_load(struct request *rq, struct record **ret_record)
{
    return record_named(rq->op, rq->kind, request_parameter(rq, "id"), ret_record);
}

enum err subject_id(struct request *rq, int64_t *ret_id)
{
    struct record *r;
    *ret_id = number_named(rq->kind, request_parameter(rq, "id"));
    if (*ret_id)
        return OK;
    TRY(subject_load(rq, &r));
    *ret_id = r->id;
    return OK;
}

enum err subject_title(struct op *op, const struct record *r, const char **ret_title)
{
    const struct field *title = kind_title(r->kind);
    *ret_title = "";
    if (title)
        TRY(record_show(op, r, title, ret_title));
    if (!**ret_title && r->code && r->code[0])
        *ret_title = r->code;
    for (const struct field *f = r->kind->fields; !**ret_title && !title && f->id; f++) {
        if (f->type != FIELD_REF)
            continue;
        TRY(record_show(op, r, f, ret_title));
    }
    if (!**ret_title)
        *ret_title = arena_printf(op->arena, "%s %" PRId64, kind_label(r->kind, op->language), r->id);
    return OK;
}

enum err subject_may_add(struct request *rq, bool *ret_may)
{
    *ret_may = false;
    if (rq->op->as_of_us)
        return OK;
    return access_may(rq->op, rq->kind->access, ACCESS_WRITE, ret_may);
}

enum err subject_may_change(struct request *rq, const struct record *r, bool *ret_may)
{
    *ret_may = false;
    if (rq->op->as_of_us)
        return OK;
    return access_may_at(rq->op, r->kind->access, ACCESS_WRITE, r->at, r->owner, ret_may);
}

/* ---- addresses ---- */

static bool is_changed(const char *name, const struct address_change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(changes[i].name, name) == 0)
            return true;
    return false;
}

static void put_pair(struct arena *a, struct buf *b, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    buf_char(b, strchr(buf_string(b), '?') ? '&' : '?');
    buf_text(b, percent_encode(a, name));
    buf_char(b, '=');
    buf_text(b, percent_encode(a, value));
}

static const char *address_kept(struct arena *a, const char *fallback, struct buf *b)
{
    const char *address = arena_text(a, buf_failed(b) ? fallback : buf_string(b));
    buf_release(b);
    return address;
}

const char *address_with(struct request *rq, const struct address_change *changes, size_t n)
{
    struct arena *a = rq->op->arena;
    struct buf b;
    buf_init(&b, 64 * 1024);
    buf_text(&b, rq->path);
    for (size_t i = 0; i < rq->query.n; i++)
        if (!is_changed(rq->query.list[i].name, changes, n))
            put_pair(a, &b, rq->query.list[i].name, rq->query.list[i].value);
    for (size_t i = 0; i < n; i++)
        put_pair(a, &b, changes[i].name, changes[i].value);
    return address_kept(a, rq->path, &b);
}

/* ---- words ---- */

const char *words(struct op *op, const struct text *t, const char *one, const char *two, const char *three)
{
    return text_format(op->arena, t, op->language, (const char *[]){one ? one : "", two ? two : "", three ? three : ""},
                       3);
}

const char *number_words(struct op *op, int64_t n)
{
    char text[MONEY_TEXT_BYTES];
    return arena_text(op->arena, number_format(n, text));
}

const char *kind_measure(struct op *op, const struct kind *k)
{
    return op->language == LANGUAGE_EN || !k->count_zh ? "" : k->count_zh;
}
