#include "record/import_piece.h"

#include "record.texts.h"
#include "record/import_traces.h"

#include <string.h>

/* A number: seven bits a byte, the lowest first.  A text: its bytes and a NUL. */
enum { TAG_ABSENT, TAG_INTEGER, TAG_TEXT };

static uint64_t version_of(const struct kind *kind)
{
    uint64_t digest = 1;
    for (const struct field *f = kind->fields; f->id; f++)
        digest = digest_number(digest_text(digest, f->id), (int64_t)f->type);
    return digest;
}

/* ---- writing ---- */

static void add_number(struct buf *b, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        buf_char(b, (char)(n | 0x80));
    buf_char(b, (char)n);
}

static void add_integer(struct buf *b, int64_t n)
{
    add_number(b, (uint64_t)n << 1 ^ (uint64_t)(n >> 63));
}

static void add_text(struct buf *b, const char *text)
{
    buf_add(b, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void add_value(struct buf *b, const struct value *v)
{
    if (v->type == VALUE_INT) {
        buf_char(b, TAG_INTEGER);
        add_integer(b, v->integer);
    } else if (v->type == VALUE_TEXT) {
        buf_char(b, TAG_TEXT);
        add_text(b, v->text);
    } else {
        buf_char(b, TAG_ABSENT);
    }
}

static void add_why(struct buf *b, const struct import_row *row)
{
    char words[1024];
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        words[0] = '\0';
        if (row->why)
            text_format_into(words, sizeof(words), row->why, (enum language)l, row->why_args, 2);
        add_text(b, words);
    }
}

void import_piece_begin(struct buf *b, const struct kind *kind)
{
    uint64_t version = version_of(kind);
    buf_clear(b);
    buf_add(b, &version, sizeof(version));
}

void import_piece_add(struct buf *b, const struct kind *kind, const struct import_row *row)
{
    bool live = row->fate == IMPORT_RECORD || row->fate == IMPORT_WAITS;
    add_number(b, (uint64_t)row->row);
    buf_char(b, (char)row->fate);
    if (!live) {
        add_why(b, row);
        return;
    }
    add_text(b, row->code);
    for (int i = 0; kind->fields[i].id; i++)
        add_value(b, &row->values[i]);
}

/* ---- reading ---- */

struct piece {
    const unsigned char *at, *end;
    bool damaged;
};

static uint64_t take_number(struct piece *p)
{
    uint64_t n = 0;
    for (int shift = 0; shift < 64 && p->at < p->end; shift += 7) {
        unsigned char byte = *p->at++;
        n |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return n;
    }
    p->damaged = true;
    return 0;
}

static int64_t take_integer(struct piece *p)
{
    uint64_t n = take_number(p);
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

static unsigned char take_byte(struct piece *p)
{
    p->damaged |= p->at == p->end;
    return p->damaged ? 0 : *p->at++;
}

static const char *take_text(struct piece *p, size_t *ret_n)
{
    const unsigned char *text = p->at, *nul = p->at < p->end ? memchr(p->at, '\0', (size_t)(p->end - p->at)) : NULL;
    *ret_n = nul ? (size_t)(nul - text) : 0;
    p->damaged |= !nul;
    p->at = nul ? nul + 1 : p->end;
    return nul ? (const char *)text : "";
}

static struct value take_value(struct piece *p)
{
    size_t n;
    switch (take_byte(p)) {
    case TAG_ABSENT:
        return value_null();
    case TAG_INTEGER:
        return value_int(take_integer(p));
    case TAG_TEXT: {
        const char *text = take_text(p, &n);
        return (struct value){.type = VALUE_TEXT, .text = text, .n_bytes = n};
    }
    default:
        p->damaged = true;
        return value_null();
    }
}

static enum err take_row(struct piece *p, struct op *op, const struct kind *kind, struct import_staged *row)
{
    size_t n;
    row->row = (int32_t)take_number(p);
    row->fate = (enum import_fate)take_byte(p);
    row->code = "";
    if (row->fate == IMPORT_REFUSED || row->fate == IMPORT_IGNORED) {
        for (int l = 0; l < LANGUAGE_COUNT; l++)
            row->why[l] = take_text(p, &n);
        return OK;
    }
    row->code = take_text(p, &n);
    row->values = arena_array(op->arena, (size_t)kind_field_count(kind), struct value);
    if (!row->values)
        return ERR_MEMORY;
    for (int i = 0; kind->fields[i].id; i++)
        row->values[i] = take_value(p);
    return OK;
}

enum err import_piece_read(struct op *op, const struct kind *kind, const void *bytes, size_t n_bytes,
                           struct import_staged **ret_rows, size_t *ret_n)
{
    uint64_t version = 0;
    struct piece p = {.at = bytes, .end = (const unsigned char *)bytes + n_bytes};
    *ret_n = 0;
    if (n_bytes >= sizeof(version))
        memcpy(&version, p.at, sizeof(version));
    if (version != version_of(kind))
        return fault(op->fault, ERR_CONFLICT, &T_import_other_version);
    p.at += sizeof(version);
    *ret_rows = arena_array(op->arena, IMPORT_PIECE_ROWS, struct import_staged);
    if (!*ret_rows)
        return ERR_MEMORY;
    while (p.at < p.end && !p.damaged && *ret_n < IMPORT_PIECE_ROWS)
        TRY(take_row(&p, op, kind, &(*ret_rows)[(*ret_n)++]));
    return p.damaged || p.at != p.end ? fault(op->fault, ERR_STORAGE, &T_import_damaged) : OK;
}
