/* An xls workbook: its sheets, shared strings and formats. */
#include "document.texts.h"
#include "document/biff.h"
#include "document/bytes.h"
#include "document/ole.h"
#include "document/sniff.h"

#include <string.h>

enum { BIFF8 = 0x0600, HEADER_BYTES = 4, NUMBER_FORMATS_MAX = 4096, SHEET_OF_CELLS = 0 };

bool biff_next(struct biff_stream *s, struct biff_record *ret_record)
{
    if (s->at > s->n || s->n - s->at < HEADER_BYTES)
        return false;
    const unsigned char *at = s->bytes + s->at;
    *ret_record = (struct biff_record){.id = bytes_u16(at), .n = bytes_u16(at + 2), .bytes = at + HEADER_BYTES};
    if (s->n - s->at - HEADER_BYTES < ret_record->n)
        return false;
    s->at += HEADER_BYTES + (size_t)ret_record->n;
    return true;
}

/* ---- texts ---- */

static uint32_t next_character(const unsigned char **at, const unsigned char *end, bool is_wide)
{
    if (!is_wide)
        return *(*at)++;
    uint32_t unit = bytes_u16(*at);
    *at += 2;
    if (unit >= 0xD800 && unit < 0xDC00 && end - *at >= 2) {
        uint32_t low = bytes_u16(*at);
        if (low >= 0xDC00 && low < 0xE000) {
            *at += 2;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit;
}

const char *biff_text(struct arena *a, const unsigned char *bytes, size_t n_characters, bool is_wide)
{
    char *text = arena_alloc(a, n_characters * 3 + 1);
    if (!text)
        return "";
    size_t n = 0;
    const unsigned char *end = bytes + n_characters * (is_wide ? 2 : 1);
    for (const unsigned char *at = bytes; at < end;) {
        uint32_t character = next_character(&at, end, is_wide);
        bool joins = character == '\n' && n && text[n - 1] == '\r';
        if (joins)
            text[n - 1] = '\n';
        else if (character)
            n += utf8_encode(character, text + n);
    }
    for (size_t i = 0; i < n; i++)
        if (text[i] == '\r')
            text[i] = '\n';
    text[n] = '\0';
    return text;
}

const char *biff_string(struct arena *a, const unsigned char *bytes, size_t n, int count_bytes)
{
    if (n < (size_t)count_bytes + 1)
        return NULL;
    size_t n_characters = count_bytes == 1 ? bytes[0] : bytes_u16(bytes);
    bool is_wide = bytes[count_bytes] & 1;
    if (n - (size_t)count_bytes - 1 < n_characters * (is_wide ? 2 : 1))
        return NULL;
    return biff_text(a, bytes + count_bytes + 1, n_characters, is_wide);
}

/* ---- shared strings ----
 * A table longer than a record goes on in CONTINUE records, cut anywhere: a
 * string cut among its characters begins again with a flag byte. */

struct string_reading {
    struct workbook *workbook;
    struct biff_stream *stream;
    const unsigned char *at, *end;
    bool is_cut;               /* the stream ended too early */
    unsigned char *characters; /* room for the longest string, two bytes each */
};

enum { CHARACTERS_MAX = 65535 };

static bool next_piece(struct string_reading *r)
{
    struct biff_stream ahead = *r->stream;
    struct biff_record record;
    if (!biff_next(&ahead, &record) || record.id != BIFF_CONTINUE) {
        r->is_cut = true;
        return false;
    }
    *r->stream = ahead;
    r->at = record.bytes;
    r->end = record.bytes + record.n;
    return true;
}

static unsigned char next_byte(struct string_reading *r)
{
    while (r->at == r->end)
        if (!next_piece(r))
            return 0;
    return *r->at++;
}

static uint32_t next_number(struct string_reading *r, int n_bytes)
{
    uint32_t number = 0;
    for (int i = 0; i < n_bytes; i++)
        number |= (uint32_t)next_byte(r) << (8 * i);
    return number;
}

static void skip_bytes(struct string_reading *r, uint64_t n)
{
    while (n && !r->is_cut) {
        size_t here = (size_t)(r->end - r->at);
        size_t step = n < here ? (size_t)n : here;
        r->at += step;
        n -= step;
        if (n)
            next_piece(r);
    }
}

/* The characters as two bytes each. */
static void take_characters(struct string_reading *r, unsigned char *to, size_t n, bool is_wide)
{
    for (size_t i = 0; i < n && !r->is_cut; i++) {
        if (r->at == r->end && next_piece(r))
            is_wide = next_byte(r) & 1;
        to[2 * i] = next_byte(r);
        to[2 * i + 1] = is_wide ? next_byte(r) : 0;
    }
}

static enum err begin_strings(struct workbook *w, struct biff_stream *stream, const struct biff_record *record,
                              struct string_reading *ret_reading)
{
    *ret_reading = (struct string_reading){
        .workbook = w, .stream = stream, .at = record->bytes, .end = record->bytes + record->n};
    struct xls *x = w->own;
    if (!x->characters)
        x->characters = arena_alloc(w->arena, 2 * CHARACTERS_MAX);
    ret_reading->characters = x->characters;
    return x->characters ? OK : sheet_out_of_memory(w);
}

enum err biff_string_across(struct workbook *w, struct arena *a, struct biff_stream *stream,
                            const struct biff_record *record, const char **ret_text)
{
    struct string_reading r;
    TRY(begin_strings(w, stream, record, &r));
    uint32_t n = next_number(&r, 2);
    bool is_wide = next_byte(&r) & 1;
    take_characters(&r, r.characters, n, is_wide);
    if (r.is_cut)
        return sheet_damaged(w, "STRING");
    *ret_text = biff_text(a, r.characters, n, true);
    return arena_failed(a) ? sheet_out_of_memory(w) : OK;
}

static enum err read_string(struct string_reading *r)
{
    enum { WIDE = 1, PHONETIC = 4, RICH = 8 };
    struct workbook *w = r->workbook;
    struct xls *x = w->own;
    uint32_t n = next_number(r, 2);
    unsigned char flags = next_byte(r);
    uint64_t behind = flags & RICH ? 4 * (uint64_t)next_number(r, 2) : 0;
    behind += flags & PHONETIC ? next_number(r, 4) : 0;
    take_characters(r, r->characters, n, flags & WIDE);
    skip_bytes(r, behind);
    if (r->is_cut)
        return sheet_damaged(w, "SST");
    const char *text = biff_text(w->arena, r->characters, n, true);
    x->string_bytes += (int64_t)strlen(text) + 1;
    if (x->string_bytes > w->limits->string_bytes)
        return sheet_too_many(w, &T_sheet_string_bytes, w->limits->string_bytes);
    if (strlen(text) > (size_t)w->limits->cell_bytes)
        return sheet_too_many(w, &T_sheet_string_bytes, w->limits->cell_bytes);
    if (!arena_grow(w->arena, &x->strings, x->n_strings, &x->strings_capacity))
        return sheet_out_of_memory(w);
    x->strings[x->n_strings++] = text;
    return arena_failed(w->arena) ? sheet_out_of_memory(w) : OK;
}

static enum err read_strings(struct workbook *w, const struct biff_record *record)
{
    struct xls *x = w->own;
    struct string_reading r;
    TRY(begin_strings(w, &x->stream, record, &r));
    next_number(&r, 4);
    uint32_t n = next_number(&r, 4);
    for (uint32_t i = 0; i < n && !r.is_cut; i++)
        TRY(read_string(&r));
    return OK;
}

/* ---- formats ---- */

static struct xls_format *find_format(const struct xls *x, uint16_t id)
{
    for (size_t i = 0; i < x->n_formats; i++)
        if (x->formats[i].id == id)
            return &x->formats[i];
    return NULL;
}

static enum err add_format(struct workbook *w, uint16_t id, const char *code)
{
    struct xls *x = w->own;
    if (!code)
        return sheet_damaged(w, "FORMAT");
    if (x->n_formats >= NUMBER_FORMATS_MAX)
        return sheet_too_many(w, &T_sheet_formats, NUMBER_FORMATS_MAX);
    if (!arena_grow(w->arena, &x->formats, x->n_formats, &x->formats_capacity))
        return sheet_out_of_memory(w);
    x->formats[x->n_formats++] = (struct xls_format){.id = id, .code = code};
    return OK;
}

static enum err add_style(struct workbook *w, uint16_t format)
{
    struct xls *x = w->own;
    if (x->n_styles >= (size_t)w->limits->formats)
        return sheet_too_many(w, &T_sheet_formats, w->limits->formats);
    if (!arena_grow(w->arena, &x->styles, x->n_styles, &x->styles_capacity))
        return sheet_out_of_memory(w);
    x->styles[x->n_styles++] = format;
    return OK;
}

const struct number_format *xls_format(struct workbook *w, uint16_t style)
{
    struct xls *x = w->own;
    uint16_t id = style < x->n_styles ? x->styles[style] : 0;
    struct xls_format *format = find_format(x, id);
    if (!format) {
        const char *code = number_format_builtin(id);
        if (add_format(w, id, code ? code : "General") != OK)
            return NULL;
        format = &x->formats[x->n_formats - 1];
    }
    if (!format->compiled)
        format->compiled = number_format_compile(w->arena, format->code);
    if (!format->compiled)
        sheet_out_of_memory(w);
    return format->compiled;
}

/* ---- the workbook ---- */

static enum err add_sheet(struct workbook *w, const struct biff_record *record)
{
    if (record->n < 8)
        return sheet_damaged(w, "BOUNDSHEET");
    const char *name = biff_string(w->arena, record->bytes + 6, record->n - 6u, 1);
    if (!name)
        return sheet_damaged(w, "BOUNDSHEET");
    if (record->bytes[5] != SHEET_OF_CELLS)
        return OK;
    return workbook_add_sheet(w, name, record->bytes[4] & 3, bytes_u32(record->bytes));
}

static enum err take_global(struct workbook *w, const struct biff_record *record)
{
    switch (record->id) {
    case BIFF_FILEPASS:
        return fault(w->fault, ERR_INPUT, &T_sheet_encrypted);
    case BIFF_DATEMODE:
        w->is_1904 = record->n >= 2 && bytes_u16(record->bytes) == 1;
        return OK;
    case BIFF_BOUNDSHEET:
        return add_sheet(w, record);
    case BIFF_SST:
        return read_strings(w, record);
    case BIFF_FORMAT:
        if (record->n < 2)
            return sheet_damaged(w, "FORMAT");
        return add_format(w, bytes_u16(record->bytes),
                          biff_string(w->arena, record->bytes + 2, record->n - 2u, 2));
    case BIFF_XF:
        return record->n < 4 ? sheet_damaged(w, "XF") : add_style(w, bytes_u16(record->bytes + 2));
    default:
        return OK;
    }
}

static enum err read_globals(struct workbook *w)
{
    struct xls *x = w->own;
    struct biff_record record;
    if (!biff_next(&x->stream, &record) || (record.id & 0xFF) != (BIFF_BOF & 0xFF) || record.n < 4)
        return sheet_damaged(w, "BOF");
    if (record.id != BIFF_BOF || bytes_u16(record.bytes) != BIFF8)
        return fault(w->fault, ERR_INPUT, &T_sheet_too_old);
    while (biff_next(&x->stream, &record)) {
        if (record.id == BIFF_EOF)
            return w->n_sheets ? OK : sheet_damaged(w, "BOUNDSHEET");
        TRY(take_global(w, &record));
    }
    return sheet_damaged(w, "EOF");
}

static enum err refuse_other(struct workbook *w, const struct ole *o)
{
    if (ole_has(o, "EncryptedPackage"))
        return fault(w->fault, ERR_INPUT, &T_sheet_encrypted);
    if (ole_has(o, "Book"))
        return fault(w->fault, ERR_INPUT, &T_sheet_too_old);
    bool is_word = ole_has(o, "WordDocument") || ole_has(o, "PowerPoint Document");
    return sheet_other_kind(w, is_word ? &T_sheet_kind_word : &T_sheet_kind_unknown);
}

static enum err xls_open(struct workbook *w)
{
    struct ole *o;
    struct xls *x = arena_one(w->arena, struct xls);
    if (!x)
        return sheet_out_of_memory(w);
    w->own = x;
    TRY(ole_open(w, &o));
    if (!ole_has(o, "Workbook"))
        return refuse_other(w, o);
    TRY(ole_stream(o, "Workbook", &x->stream.bytes, &x->stream.n));
    return read_globals(w);
}

static void xls_close(struct workbook *w)
{
    (void)w;
}

const struct sheet_reader xls_reader = {
    .open = xls_open,
    .close = xls_close,
    .layout = xls_layout,
    .rows_begin = xls_rows_begin,
    .rows_next = xls_rows_next,
    .rows_end = xls_rows_end,
};
