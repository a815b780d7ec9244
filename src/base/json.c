#include "base/json.h"

#include "base/utf8.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS_MAX = 32 };

void json_init(struct json *j, struct buf *out)
{
    *j = (struct json){.out = out};
}

/* A comma before every member but the first; none between key and value. */
static void begin_value(struct json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth == 0)
        return;
    uint32_t level = UINT32_C(1) << (j->depth - 1);
    if (j->has_member & level)
        buf_char(j->out, ',');
    j->has_member |= level;
}

static void open_level(struct json *j, char bracket)
{
    begin_value(j);
    assert(j->depth < LEVELS_MAX);
    j->has_member &= ~(UINT32_C(1) << j->depth);
    j->depth++;
    buf_char(j->out, bracket);
}

static void close_level(struct json *j, char bracket)
{
    assert(j->depth > 0 && !j->after_key);
    j->depth--;
    buf_char(j->out, bracket);
}

void json_object_begin(struct json *j)
{
    open_level(j, '{');
}

void json_object_end(struct json *j)
{
    close_level(j, '}');
}

void json_array_begin(struct json *j)
{
    open_level(j, '[');
}

void json_array_end(struct json *j)
{
    close_level(j, ']');
}

static void escape(struct buf *out, unsigned char c)
{
    switch (c) {
    case '"':
        buf_text(out, "\\\"");
        break;
    case '\\':
        buf_text(out, "\\\\");
        break;
    case '\n':
        buf_text(out, "\\n");
        break;
    case '\r':
        buf_text(out, "\\r");
        break;
    case '\t':
        buf_text(out, "\\t");
        break;
    default:
        buf_printf(out, "\\u%04x", c);
    }
}

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == '<' || c == 0x7F;
}

/* Runs that need nothing are copied whole. */
static void quote(struct buf *out, const char *text)
{
    buf_char(out, '"');
    const char *run = text;
    while (*text) {
        const char *at = text;
        if (needs_escape((unsigned char)*at)) {
            buf_add(out, run, (size_t)(at - run));
            escape(out, (unsigned char)*at);
            run = ++text;
            continue;
        }
        /* A character that is U+FFFD itself takes three bytes, a wrong byte one. */
        if (utf8_next(&text) == 0xFFFD && text == at + 1) {
            buf_add(out, run, (size_t)(at - run));
            buf_text(out, "\uFFFD");
            run = text;
        }
    }
    buf_add(out, run, (size_t)(text - run));
    buf_char(out, '"');
}

void json_key(struct json *j, const char *key)
{
    assert(j->depth > 0 && !j->after_key);
    begin_value(j);
    quote(j->out, key);
    buf_char(j->out, ':');
    j->after_key = true;
}

void json_string(struct json *j, const char *text)
{
    if (!text) {
        json_null(j);
        return;
    }
    begin_value(j);
    quote(j->out, text);
}

void json_int(struct json *j, int64_t value)
{
    begin_value(j);
    buf_int(j->out, value);
}

void json_double(struct json *j, double value)
{
    enum { DIGITS_SURE = 15, DIGITS_EXACT = 17 };
    if (!isfinite(value)) {
        json_null(j);
        return;
    }
    char text[32];
    for (int digits = DIGITS_SURE; digits <= DIGITS_EXACT; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    json_raw(j, text);
}

void json_bool(struct json *j, bool value)
{
    json_raw(j, value ? "true" : "false");
}

void json_null(struct json *j)
{
    json_raw(j, "null");
}

void json_raw(struct json *j, const char *text)
{
    begin_value(j);
    buf_text(j->out, text);
}
