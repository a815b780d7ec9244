#include "document/json_read.h"

#include "base/utf8.h"
#include "document.texts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena *arena;
    struct fault *fault;
    const char *begin, *at, *end;
    int depth;
};

static enum err refuse(struct reader *r)
{
    int64_t line = 1;
    int32_t column = 1;
    for (const char *c = r->begin; c < r->at; c++) {
        column = *c == '\n' ? 1 : column + 1;
        line += *c == '\n';
    }
    fault(r->fault, ERR_USAGE, &T_document_not_json);
    return fault_at(r->fault, line, column, "");
}

static enum err too_large(struct reader *r)
{
    return fault(r->fault, ERR_LIMIT, &T_document_json_large);
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
        r->at++;
}

static bool take(struct reader *r, char c)
{
    skip_blanks(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

/* ---- texts ---- */

static bool read_hex4(struct reader *r, uint32_t *ret_code)
{
    *ret_code = 0;
    if (r->end - r->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = *r->at++;
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return false;
        *ret_code = *ret_code * 16 + (uint32_t)digit;
    }
    return true;
}

/* Behind "\u": one character, of two escapes where it lies beyond the first plane.  NUL is refused. */
static bool read_escaped_code(struct reader *r, char **out)
{
    uint32_t code, low;
    if (!read_hex4(r, &code) || code == 0 || (code >= 0xDC00 && code < 0xE000))
        return false;
    if (code >= 0xD800 && code < 0xDC00) {
        if (r->end - r->at < 2 || r->at[0] != '\\' || r->at[1] != 'u')
            return false;
        r->at += 2;
        if (!read_hex4(r, &low) || low < 0xDC00 || low >= 0xE000)
            return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    *out += utf8_encode(code, *out);
    return true;
}

static bool read_escape(struct reader *r, char **out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (r->at == r->end)
        return false;
    char c = *r->at++;
    if (c == 'u')
        return read_escaped_code(r, out);
    const char *known = c ? strchr(from, c) : NULL;
    if (!known)
        return false;
    *(*out)++ = to[known - from];
    return true;
}

/* Behind the opening quote.  A text is never longer than it was written. */
static enum err read_text(struct reader *r, const char **ret_text)
{
    const char *close = r->at;
    while (close < r->end && *close != '"')
        close += 1 + (*close == '\\' && close + 1 < r->end);
    char *text = arena_alloc(r->arena, (size_t)(close - r->at) + 1), *out = text;
    if (!text)
        return fault(r->fault, ERR_MEMORY, &T_document_json_large);
    while (r->at < r->end && *r->at != '"') {
        unsigned char c = (unsigned char)*r->at++;
        if (c < 0x20 || (c == '\\' && !read_escape(r, &out)))
            return refuse(r);
        if (c != '\\')
            *out++ = (char)c;
    }
    *ret_text = text;
    return take(r, '"') ? OK : refuse(r);
}

/* ---- numbers and words ---- */

static size_t digits(struct reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return (size_t)(r->at - from);
}

static bool at_one_of(struct reader *r, const char *characters)
{
    return r->at < r->end && *r->at && strchr(characters, *r->at);
}

static enum err read_number(struct reader *r, struct json_value *v)
{
    const char *from = r->at;
    r->at += *r->at == '-';
    bool zero = at_one_of(r, "0");
    size_t n = digits(r);
    if (n == 0 || (zero && n > 1))
        return refuse(r);
    if (at_one_of(r, ".")) {
        r->at++;
        if (!digits(r))
            return refuse(r);
    }
    if (at_one_of(r, "eE")) {
        r->at++;
        r->at += at_one_of(r, "+-");
        if (!digits(r))
            return refuse(r);
    }
    v->type = JSON_NUMBER;
    v->text = arena_text_n(r->arena, from, (size_t)(r->at - from));
    return OK;
}

static enum err read_word(struct reader *r, struct json_value *v)
{
    static const struct {
        const char *word;
        enum json_type type;
    } known[] = {{"null", JSON_NULL}, {"true", JSON_TRUE}, {"false", JSON_FALSE}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t n = strlen(known[i].word);
        if ((size_t)(r->end - r->at) >= n && memcmp(r->at, known[i].word, n) == 0) {
            r->at += n;
            v->type = known[i].type;
            return OK;
        }
    }
    return refuse(r);
}

/* ---- arrays and objects ---- */

static enum err read_value(struct reader *r, struct json_value *v);

static enum err read_array(struct reader *r, struct json_value *v)
{
    size_t capacity = 0;
    v->type = JSON_ARRAY;
    if (take(r, ']'))
        return OK;
    do {
        if (v->n == JSON_ELEMENTS_MAX)
            return too_large(r);
        if (!arena_grow(r->arena, &v->elements, v->n, &capacity))
            return fault(r->fault, ERR_MEMORY, &T_document_json_large);
        v->elements[v->n] = (struct json_value){.type = JSON_NULL};
        TRY(read_value(r, &v->elements[v->n++]));
    } while (take(r, ','));
    return take(r, ']') ? OK : refuse(r);
}

static enum err read_member(struct reader *r, struct json_value *v, struct json_member *m)
{
    *m = (struct json_member){.value = {.type = JSON_NULL}};
    if (!take(r, '"'))
        return refuse(r);
    TRY(read_text(r, &m->name));
    if (json_member(v, m->name) || !take(r, ':'))
        return refuse(r);
    return read_value(r, &m->value);
}

static enum err read_object(struct reader *r, struct json_value *v)
{
    size_t capacity = 0;
    v->type = JSON_OBJECT;
    if (take(r, '}'))
        return OK;
    do {
        if (v->n == JSON_MEMBERS_MAX)
            return too_large(r);
        if (!arena_grow(r->arena, &v->members, v->n, &capacity))
            return fault(r->fault, ERR_MEMORY, &T_document_json_large);
        TRY(read_member(r, v, &v->members[v->n]));
        v->n++;
    } while (take(r, ','));
    return take(r, '}') ? OK : refuse(r);
}

static enum err read_value(struct reader *r, struct json_value *v)
{
    skip_blanks(r);
    if (r->at == r->end)
        return refuse(r);
    if (++r->depth > JSON_DEPTH_MAX)
        return too_large(r);
    char c = *r->at;
    enum err e;
    r->at += c == '{' || c == '[' || c == '"';
    if (c == '{')
        e = read_object(r, v);
    else if (c == '[')
        e = read_array(r, v);
    else if (c == '"') {
        v->type = JSON_TEXT;
        e = read_text(r, &v->text);
    } else
        e = c == '-' || (c >= '0' && c <= '9') ? read_number(r, v) : read_word(r, v);
    r->depth--;
    return e;
}

enum err json_read(struct arena *a, struct fault *f, const char *text, size_t n_bytes,
                   const struct json_value **ret_value)
{
    struct reader r = {a, f, text, text, text + n_bytes, 0};
    struct json_value *v = arena_one(a, struct json_value);
    *ret_value = v;
    if (!v)
        return fault(f, ERR_MEMORY, &T_document_json_large);
    if (!utf8_is_valid(text, n_bytes))
        return refuse(&r);
    TRY(read_value(&r, v));
    skip_blanks(&r);
    return r.at == r.end ? OK : refuse(&r);
}

const struct json_value *json_member(const struct json_value *v, const char *name)
{
    for (size_t i = 0; v && v->type == JSON_OBJECT && i < v->n; i++)
        if (strcmp(v->members[i].name, name) == 0)
            return &v->members[i].value;
    return NULL;
}

bool json_integer(const struct json_value *v, int64_t *ret_integer)
{
    if (!v || v->type != JSON_NUMBER || strpbrk(v->text, ".eE"))
        return false;
    errno = 0;
    *ret_integer = strtoll(v->text, NULL, 10);
    return errno == 0;
}
