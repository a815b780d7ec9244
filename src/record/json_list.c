#include "record/json_list.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

struct json_list json_list_of(const char *text)
{
    if (!text || !text[0])
        return (struct json_list){.at = "", .begun = true, .ended = true};
    return (struct json_list){.at = text};
}

static void skip_blanks(struct json_list *l)
{
    l->at += strspn(l->at, " \t\r\n");
}

static bool take(struct json_list *l, char c)
{
    skip_blanks(l);
    if (*l->at != c)
        return false;
    l->at++;
    return true;
}

static bool wrong(struct json_list *l)
{
    l->wrong = true;
    return false;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
        return (c | 32) - 'a' + 10;
    return -1;
}

static bool read_unit(const char *at, uint32_t *ret_unit)
{
    *ret_unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return false;
        *ret_unit = *ret_unit << 4 | (uint32_t)digit;
    }
    return true;
}

/* After \u; surrogate pairs make one character, halves alone are refused. */
static bool read_escaped(struct json_list *l, char **to)
{
    uint32_t code, low;
    if (!read_unit(l->at, &code) || code == 0)
        return false;
    l->at += 4;
    if (code >= 0xD800 && code < 0xDC00) {
        if (l->at[0] != '\\' || l->at[1] != 'u' || !read_unit(l->at + 2, &low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        l->at += 6;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
        return false;
    }
    *to += utf8_encode(code, *to);
    return true;
}

static bool read_escape(struct json_list *l, char **to)
{
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char c = *l->at;
    if (c == 'u') {
        l->at++;
        return read_escaped(l, to);
    }
    const char *name = c ? strchr(names, c) : NULL;
    if (!name)
        return false;
    *(*to)++ = meant[name - names];
    l->at++;
    return true;
}

/* Up to the closing quote; what a text says is never longer than how it is written. */
static size_t written_length(const char *at)
{
    size_t n = 0;
    while (at[n] && at[n] != '"')
        n += at[n] == '\\' && at[n + 1] ? 2 : 1;
    return n;
}

static bool read_text(struct json_list *l, struct arena *a, const char **ret_text)
{
    char *text = arena_alloc(a, written_length(l->at) + 1), *to = text;
    if (!text)
        return wrong(l);
    while (*l->at != '"') {
        if ((unsigned char)*l->at < ' ')
            return wrong(l);
        if (*l->at != '\\') {
            *to++ = *l->at++;
            continue;
        }
        l->at++;
        if (!read_escape(l, &to))
            return wrong(l);
    }
    l->at++;
    *to = '\0';
    *ret_text = text;
    return true;
}

static bool read_integer(struct json_list *l, int64_t *ret_integer)
{
    bool negative = *l->at == '-';
    if (negative)
        l->at++;
    if (*l->at < '0' || *l->at > '9')
        return wrong(l);
    int64_t n = 0;
    for (; *l->at >= '0' && *l->at <= '9'; l->at++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, *l->at - '0', &n))
            return wrong(l);
    if (*l->at == '.' || *l->at == 'e' || *l->at == 'E' || (!negative && n == INT64_MIN))
        return wrong(l);
    *ret_integer = negative ? n : -n;
    return true;
}

static bool take_word(struct json_list *l, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(l->at, word, n) != 0)
        return false;
    l->at += n;
    return true;
}

static bool read_value(struct json_list *l, struct arena *a, struct value *ret_value)
{
    skip_blanks(l);
    if (*l->at == '"') {
        const char *text;
        l->at++;
        if (!read_text(l, a, &text))
            return false;
        *ret_value = value_text(text);
        return true;
    }
    if (take_word(l, "null")) {
        *ret_value = value_null();
        return true;
    }
    bool yes = take_word(l, "true");
    if (yes || take_word(l, "false")) {
        *ret_value = value_int(yes);
        return true;
    }
    int64_t integer;
    if (!read_integer(l, &integer))
        return false;
    *ret_value = value_int(integer);
    return true;
}

/* Steps to the next element: false at the end, or where it is wrong. */
static bool step(struct json_list *l)
{
    if (l->wrong || l->ended)
        return false;
    bool first = !l->begun;
    l->begun = true;
    if (first && !take(l, '['))
        return wrong(l);
    if (take(l, ']')) {
        l->ended = true;
        return false;
    }
    return first || take(l, ',') || wrong(l);
}

bool json_next(struct json_list *l, struct arena *a, struct value *ret_value)
{
    return step(l) && read_value(l, a, ret_value);
}

bool json_next_object(struct json_list *l)
{
    if (!step(l))
        return false;
    return take(l, '{') || wrong(l);
}

bool json_next_member(struct json_list *l, struct arena *a, const char **ret_name, struct value *ret_value)
{
    if (l->wrong)
        return false;
    bool first = !l->in_object;
    l->in_object = true;
    if (take(l, '}')) {
        l->in_object = false;
        return false;
    }
    if (!first && !take(l, ','))
        return wrong(l);
    if (!take(l, '"') || !read_text(l, a, ret_name) || !take(l, ':'))
        return wrong(l);
    return read_value(l, a, ret_value);
}

bool json_list_ended(const struct json_list *l)
{
    return l->ended && !l->wrong && l->at[strspn(l->at, " \t\r\n")] == '\0';
}
