/* The order of a list, and where its pages begin. */
#include "base/utf8.h"
#include "record.texts.h"
#include "record/columns.h"
#include "record/list_inner.h"
#include "record/registry.h"

#include <limits.h>
#include <string.h>

/* ---- reading ---- */

static void add_key(struct list_order *order, enum key_source source, const struct list_column *column,
                    const struct kind *target, bool descending)
{
    enum value_type type = source == KEY_TARGET_TITLE ? VALUE_TEXT
                           : source == KEY_COLUMN     ? field_value_type(column->field)
                                                      : VALUE_INT;
    order->keys[order->n] = (struct list_key){source, *column, target, order->n, type, descending};
    order->n++;
}

static bool can_be_sorted(const struct field *f)
{
    return f->type != FIELD_LONG_TEXT && f->type != FIELD_ROWS && f->type != FIELD_BYTES && !field_is_list(f);
}

/* People mean the official order, or the names, of what a column refers to; a kind's own order means what lies
 * together, which its number says as well, from the index. */
static void add_reference(struct op *op, struct list_order *order, const struct list_column *column, bool descending)
{
    const struct kind *target = kinds_entry_by_id(op->kinds, column->field->ref)->kind;
    int join = order->n;
    if (kind_is(target, KIND_RANKED))
        add_key(order, KEY_TARGET_RANK, column, target, descending);
    add_key(order, KEY_TARGET_TITLE, column, target, descending);
    order->keys[order->n - 1].join = join;
    order->unserved = order->n <= 2 ? column->field : order->unserved;
}

static bool is_served(const struct kind *kind, const struct list_column *c)
{
    return list_column_is_indexed(c) || (kind->order && strstr(kind->order, c->field->id)) ||
           c->field == kind_title(kind);
}

static enum err add_sort(struct op *op, const struct kind *kind, const char *name, bool own, struct list_order *order)
{
    struct list_column column;
    bool descending = *name == '-';
    name += descending;
    if (!list_column_find(kind, name, &column) || !can_be_sorted(column.field))
        return fault(op->fault, ERR_INPUT, &T_list_bad_sort, name, kind_label(kind, op->language));
    if (field_is(column.field, FIELD_PERSONAL))
        return fault(op->fault, ERR_INPUT, &T_filter_personal, field_label(column.field, op->language));
    bool first = order->n == 0;
    if (strcmp(column.name, "rank") == 0 && column.field->type == FIELD_INT && kind_is(kind, KIND_RANKED))
        add_key(order, KEY_RANK, &column, NULL, descending);
    else if (column.field->type == FIELD_REF && !own)
        add_reference(op, order, &column, descending);
    else
        add_key(order, KEY_COLUMN, &column, NULL, descending);
    if (first && !order->unserved && !is_served(kind, &column))
        order->unserved = column.field;
    return OK;
}

static const char *own_order(const struct kind *kind)
{
    const struct field *title = kind_title(kind);
    if (kind->order)
        return kind->order;
    if (kind_is(kind, KIND_RANKED))
        return "rank";
    return title ? title->id : "id";
}

static void end_with_id(struct list_order *order)
{
    const struct field *id = list_fields;
    while (strcmp(id->id, "id") != 0)
        id++;
    bool descending = order->n && order->keys[order->n - 1].descending;
    add_key(order, KEY_COLUMN, &(struct list_column){id, id->id, false}, NULL, descending);
}

static bool ends_with_id(const struct list_order *order)
{
    return order->n && strcmp(order->keys[order->n - 1].column.name, "id") == 0;
}

enum err list_order_read(struct op *op, const struct kind *kind, const char *sort, struct list_order *ret_order)
{
    bool own = !sort || !sort[0];
    const char *at = own ? own_order(kind) : sort;
    *ret_order = (struct list_order){.n = 0};
    for (int n = 0; *at && !ends_with_id(ret_order); n++) {
        size_t length = strcspn(at, ",");
        if (n == LIST_SORTS_MAX)
            return fault(op->fault, ERR_INPUT, &T_list_too_many_sorts);
        TRY(add_sort(op, kind, arena_text_n(op->arena, at, length), own, ret_order));
        at += length + (at[length] == ',');
    }
    if (!ends_with_id(ret_order))
        end_with_id(ret_order);
    return OK;
}

/* ---- writing ---- */

static void put_title(struct sql *s, const struct list_key *key)
{
    const struct field *title = kind_title(key->target);
    if (title)
        sql_printf(s, "o%d.%s", key->join, title->id);
    else
        sql_printf(s, "%so%d.%s", kind_has_code(key->target) ? "" : "cast(", key->join,
                   kind_has_code(key->target) ? "code" : "id as text)");
}

void list_put_key(struct sql *s, const struct list_key *key)
{
    switch (key->source) {
    case KEY_COLUMN:
        sql_printf(s, "t.%s", key->column.name);
        return;
    case KEY_RANK:
        sql_text(s, SQL_RANK("t."));
        return;
    case KEY_TARGET_RANK: /* what refers to nothing stands before all that does */
        sql_printf(s, "case when o%d.id is not null then " SQL_RANK("o%d.") " end", key->join, key->join);
        return;
    case KEY_TARGET_TITLE:
        put_title(s, key);
        return;
    }
}

void list_put_joins(struct sql *s, const struct list_order *order)
{
    for (int i = 0; i < order->n; i++) {
        const struct list_key *key = &order->keys[i];
        if (!key->target || key->join != i)
            continue;
        sql_text(s, " left join ");
        sql_relation(s, key->target);
        sql_printf(s, " o%d on o%d.id = t.%s", i, i, key->column.name);
    }
}

/* Absent values first; last where the order descends.  SQLite does so by itself, and an id is never absent: its index
 * does not say. */
void list_put_direction(struct sql *s, const struct list_order *order, int i, bool backwards)
{
    bool descending = order->keys[i].descending != backwards, is_id = i == order->n - 1;
    sql_text(s, descending ? " desc" : "");
    sql_either(s, "", is_id ? "" : descending ? " nulls last" : " nulls first");
}

void list_put_order(struct sql *s, const struct list_order *order, bool backwards)
{
    for (int i = 0; i < order->n; i++) {
        sql_text(s, i ? ", " : " order by ");
        list_put_key(s, &order->keys[i]);
        list_put_direction(s, order, i, backwards);
    }
}

/* ---- tokens ---- */

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
enum { TOKEN_VERSION = 1, TOKEN_TEXT_MAX = 8192 };

static uint32_t mix(uint32_t digest, const char *text)
{
    for (; *text; text++)
        digest = (digest ^ (unsigned char)*text) * UINT32_C(16777619);
    return (digest ^ ',') * UINT32_C(16777619);
}

static uint32_t shape_of(const struct kind *kind, const struct list_order *order)
{
    uint32_t digest = mix(UINT32_C(2166136261), kind->id);
    for (int i = 0; i < order->n; i++) {
        digest = mix(digest, order->keys[i].column.name);
        digest = (digest ^ (uint32_t)(order->keys[i].source * 2 + order->keys[i].descending)) * UINT32_C(16777619);
    }
    return digest;
}

static void put_number(struct buf *b, uint64_t n, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        buf_char(b, (char)(n >> (8 * i) & 0xff));
}

static const char *encode(struct arena *a, const struct buf *b)
{
    char *text = arena_alloc(a, b->n * 4 / 3 + 4);
    size_t n = 0;
    uint32_t bits = 0;
    int n_bits = 0;
    for (size_t i = 0; text && i < b->n; i++) {
        bits = bits << 8 | (unsigned char)b->bytes[i];
        for (n_bits += 8; n_bits >= 6; n_bits -= 6)
            text[n++] = digits64[bits >> (n_bits - 6) & 63];
    }
    if (text && n_bits)
        text[n] = digits64[bits << (6 - n_bits) & 63];
    return text ? text : "";
}

const char *list_token_write(struct arena *a, const struct kind *kind, const struct list_order *order,
                             const struct list_token *token)
{
    struct buf b;
    buf_init(&b, 0);
    buf_char(&b, TOKEN_VERSION);
    buf_char(&b, (char)token->backwards);
    put_number(&b, shape_of(kind, order), 4);
    for (int i = 0; i < order->n; i++) {
        const struct value *v = &token->values[i];
        buf_char(&b, (char)v->type);
        if (v->type == VALUE_INT)
            put_number(&b, (uint64_t)v->integer, 8);
        if (v->type == VALUE_TEXT) {
            put_number(&b, v->n_bytes, 2);
            buf_add(&b, v->text, v->n_bytes);
        }
    }
    if (buf_failed(&b))
        arena_fail(a);
    const char *text = encode(a, &b);
    buf_release(&b);
    return text;
}

struct token_reader {
    const unsigned char *bytes;
    size_t n, at;
    bool wrong;
};

static uint64_t take_number(struct token_reader *r, int bytes)
{
    uint64_t n = 0;
    if (r->at + (size_t)bytes > r->n) {
        r->wrong = true;
        return 0;
    }
    for (int i = 0; i < bytes; i++)
        n = n << 8 | r->bytes[r->at++];
    return n;
}

static struct value take_value(struct token_reader *r, struct arena *a, enum value_type expected)
{
    uint64_t type = take_number(r, 1);
    if (type == VALUE_NULL)
        return value_null();
    if (type != expected)
        r->wrong = true;
    else if (expected == VALUE_INT)
        return value_int((int64_t)take_number(r, 8));
    size_t n = expected == VALUE_TEXT ? take_number(r, 2) : 0;
    if (r->wrong || r->at + n > r->n) {
        r->wrong = true;
        return value_null();
    }
    const char *text = arena_text_n(a, (const char *)r->bytes + r->at, n);
    r->wrong = !utf8_is_valid(text, n) || strlen(text) != n;
    r->at += n;
    return (struct value){.type = VALUE_TEXT, .text = text, .n_bytes = n};
}

static bool decode(struct arena *a, const char *text, struct token_reader *r)
{
    size_t length = strlen(text), n = 0;
    unsigned char *bytes = length <= TOKEN_TEXT_MAX ? arena_alloc(a, length + 1) : NULL;
    uint32_t bits = 0;
    int n_bits = 0;
    for (; bytes && *text; text++) {
        const char *digit = strchr(digits64, *text);
        if (!digit)
            return false;
        bits = bits << 6 | (uint32_t)(digit - digits64);
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            bytes[n++] = (unsigned char)(bits >> n_bits & 0xff);
        }
    }
    *r = (struct token_reader){.bytes = bytes, .n = n};
    return bytes != NULL;
}

enum err list_token_read(struct op *op, const struct kind *kind, const struct list_order *order, const char *text,
                         struct list_token *ret_token)
{
    struct token_reader r;
    *ret_token = (struct list_token){0};
    if (!decode(op->arena, text, &r))
        return fault(op->fault, ERR_INPUT, &T_list_bad_token);
    uint64_t version = take_number(&r, 1), backwards = take_number(&r, 1), shape = take_number(&r, 4);
    ret_token->backwards = backwards == 1;
    if (r.wrong || version != TOKEN_VERSION || backwards > 1 || shape != shape_of(kind, order))
        return fault(op->fault, ERR_INPUT, &T_list_bad_token);
    for (int i = 0; i < order->n; i++)
        ret_token->values[i] = take_value(&r, op->arena, order->keys[i].type);
    bool whole = !r.wrong && r.at == r.n && ret_token->values[order->n - 1].type == VALUE_INT;
    return whole ? OK : fault(op->fault, ERR_INPUT, &T_list_bad_token);
}

/* ---- the parts behind a row ---- */

int list_parts_behind(const struct list_order *order, const struct list_token *token, struct list_part *ret_parts)
{
    int n = 0;
    for (int tied = order->n - 1; tied >= 0; tied--) {
        const struct list_key *key = &order->keys[tied];
        bool descending = key->descending != token->backwards;
        bool is_absent = token->values[tied].type == VALUE_NULL;
        bool never_absent = key->source == KEY_RANK || strcmp(key->column.name, "id") == 0 ||
                            (key->source == KEY_COLUMN && field_is(key->column.field, FIELD_REQUIRED));
        if (!is_absent || !descending)
            ret_parts[n++] = (struct list_part){tied, false};
        if (!is_absent && descending && !never_absent)
            ret_parts[n++] = (struct list_part){tied, true};
    }
    return n;
}

static void put_tie(struct sql *s, const struct list_key *key, const struct value *v)
{
    sql_text(s, " and ");
    list_put_key(s, key);
    sql_text(s, v->type == VALUE_NULL ? " is null" : " = ");
    if (v->type != VALUE_NULL)
        sql_value(s, *v);
}

void list_put_part(struct sql *s, const struct list_order *order, const struct list_token *token,
                   const struct list_part *part)
{
    for (int i = 0; i < part->tied; i++)
        put_tie(s, &order->keys[i], &token->values[i]);
    const struct list_key *key = &order->keys[part->tied];
    const struct value *v = &token->values[part->tied];
    sql_text(s, " and ");
    list_put_key(s, key);
    if (part->absent || v->type == VALUE_NULL) {
        sql_text(s, part->absent ? " is null" : " is not null");
        return;
    }
    sql_text(s, key->descending != token->backwards ? " < " : " > ");
    sql_value(s, *v);
}
