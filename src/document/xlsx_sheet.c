/* One sheet of an xlsx, row by row.  ECMA-376 part 1, 18.3. */
#include "document/xlsx.h"

#include "base/buf.h"
#include "document.texts.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- references ---- */

/* Reads "AB" and steps over it; 0 when there are no letters or too many. */
static int32_t read_column(const char **at)
{
    int32_t column = 0;
    const char *from = *at;
    for (; (**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z'); ++*at)
        if (*at - from < 6)
            column = column * 26 + ((**at | 32) - 'a' + 1);
    return *at - from < 6 ? column : 0;
}

static int32_t read_row(const char **at)
{
    int64_t row = 0;
    for (; **at >= '0' && **at <= '9'; ++*at)
        row = row > INT32_MAX ? row : row * 10 + (**at - '0');
    return row > INT32_MAX ? 0 : (int32_t)row;
}

/* "A1:C3" of more than one cell. */
static bool read_range(const char *at, struct sheet_range *ret_range)
{
    struct sheet_range r = {0};
    r.first_column = read_column(&at);
    r.first_row = read_row(&at);
    r.last_column = r.first_column;
    r.last_row = r.first_row;
    if (*at == ':') {
        at++;
        r.last_column = read_column(&at);
        r.last_row = read_row(&at);
    }
    if (*at || r.first_column < 1 || r.first_row < 1 || r.last_column < r.first_column || r.last_row < r.first_row)
        return false;
    *ret_range = r;
    return r.last_column > r.first_column || r.last_row > r.first_row;
}

/* ---- layout ---- */

struct layout_reading {
    struct workbook *workbook;
    struct sheet_entry *entry;
    struct xml *xml;
    bool ends_at_cells; /* nothing is merged */
};

static bool is_zero(const char *number)
{
    return number && strtod(number, NULL) == 0;
}

static void layout_column(struct layout_reading *r, const char **attributes)
{
    const char *min = xml_attribute(attributes, "min"), *max = xml_attribute(attributes, "max");
    bool hidden = xml_is_true(xml_attribute(attributes, "hidden")) || is_zero(xml_attribute(attributes, "width"));
    if (!hidden || !min || !max)
        return;
    struct sheet_range range = {.first_column = read_row(&min), .last_column = read_row(&max)};
    if (range.first_column >= 1)
        range_add(r->workbook, &r->entry->hidden_columns, range);
}

static void layout_begin(void *own, const char *name, const char **attributes)
{
    struct layout_reading *r = own;
    struct sheet_range range;
    if (strcmp(name, "c") == 0 || strcmp(name, "v") == 0)
        return;
    if (strcmp(name, "sheetData") == 0 && r->ends_at_cells)
        xml_stop(r->xml);
    else if (strcmp(name, "col") == 0)
        layout_column(r, attributes);
    else if (strcmp(name, "mergeCell") == 0 && xml_attribute(attributes, "ref") &&
             read_range(xml_attribute(attributes, "ref"), &range))
        range_add(r->workbook, &r->entry->merges, range);
}

static void layout_end(void *own, const char *name)
{
    (void)own, (void)name;
}

/* Whether the bytes of the part speak of merged cells; unpacking is ten times
 * cheaper than parsing, and few large sheets have any. */
static enum err speaks_of_merges(struct archive *ar, int64_t index, bool *ret_speaks)
{
    enum { CHUNK_BYTES = 64 * 1024, KEPT_BYTES = 16 };
    static const char word[] = "mergeCell";
    struct part *p;
    TRY(part_open(ar, index, &p));
    char *bytes = malloc(KEPT_BYTES + CHUNK_BYTES);
    enum err e = bytes ? OK : sheet_out_of_memory(archive_workbook(ar));
    size_t kept = 0, n = 1;
    *ret_speaks = false;
    while (e == OK && n && !*ret_speaks) {
        e = part_read(p, bytes + kept, CHUNK_BYTES, &n);
        size_t whole = kept + n;
        /* A zero byte: not in an encoding that this can search. */
        *ret_speaks = memmem(bytes, whole, word, sizeof(word) - 1) || memchr(bytes + kept, '\0', n);
        kept = whole < KEPT_BYTES ? whole : KEPT_BYTES;
        memmove(bytes, bytes + whole - kept, kept);
    }
    free(bytes);
    part_close(p);
    return e;
}

enum err xlsx_layout(struct workbook *w, struct sheet_entry *entry)
{
    static const struct xml_handlers handlers = {layout_begin, layout_end, NULL};
    struct xlsx *x = w->own;
    struct layout_reading reading = {.workbook = w, .entry = entry};
    bool speaks, paused;
    TRY(speaks_of_merges(x->archive, entry->place, &speaks));
    reading.ends_at_cells = !speaks;
    TRY(xml_open(x->archive, entry->place, &handlers, &reading, &reading.xml));
    enum err e = xml_run(reading.xml, &paused);
    xml_close(reading.xml);
    return e;
}

/* ---- rows ---- */

enum stored_as { STORED_NUMBER, STORED_SHARED, STORED_TEXT, STORED_BOOL, STORED_ERROR, STORED_ISO };

struct xlsx_rows {
    struct sheet_cursor *cursor;
    struct xml *xml;
    bool hides_rows; /* by default */
    bool is_in_row, is_in_cell, is_in_inline, is_in_phonetic, takes_text;
    int32_t column;
    int64_t style;
    enum stored_as stored_as;
    bool is_formula;
    struct buf text;
};

static void row_opens(struct xlsx_rows *r, const char **attributes)
{
    struct sheet_cursor *c = r->cursor;
    const char *number = xml_attribute(attributes, "r"), *hidden = xml_attribute(attributes, "hidden");
    int32_t row = number ? read_row(&number) : c->row < INT32_MAX ? c->row + 1 : 0;
    if (row < 1) {
        sheet_damaged(c->workbook, "row");
        xml_stop(r->xml);
        return;
    }
    if (row_begin(c, row) != OK) {
        xml_stop(r->xml);
        return;
    }
    c->row_is_hidden = hidden ? xml_is_true(hidden) : r->hides_rows;
    c->row_is_hidden |= is_zero(xml_attribute(attributes, "ht"));
    r->is_in_row = true;
    r->column = 0;
}

static enum stored_as stored_as(const char *type)
{
    switch (type[0]) {
    case 's':
        return type[1] ? STORED_TEXT : STORED_SHARED;
    case 'i':
        return STORED_TEXT;
    case 'b':
        return STORED_BOOL;
    case 'e':
        return STORED_ERROR;
    case 'd':
        return STORED_ISO;
    default:
        return STORED_NUMBER;
    }
}

static void cell_opens(struct xlsx_rows *r, const char **attributes)
{
    int32_t column = r->column < INT32_MAX ? r->column + 1 : 0;
    r->style = 0;
    r->stored_as = STORED_NUMBER;
    r->is_formula = false;
    for (; attributes[0]; attributes += 2) {
        const char *value = attributes[1];
        if (attributes[0][1] != '\0')
            continue;
        if (attributes[0][0] == 'r')
            column = read_column(&value);
        else if (attributes[0][0] == 's')
            r->style = strtol(value, NULL, 10);
        else if (attributes[0][0] == 't')
            r->stored_as = stored_as(value);
    }
    if (column < 1) {
        sheet_damaged(r->cursor->workbook, "c");
        xml_stop(r->xml);
    }
    r->column = column;
    r->is_in_cell = true;
    buf_clear(&r->text);
}

static void opens_in_cell(struct xlsx_rows *r, const char *name)
{
    if (name[0] == 'v' && !name[1])
        r->takes_text = true;
    else if (name[0] == 'f' && !name[1])
        r->is_formula = true;
    else if (name[0] == 't' && !name[1])
        r->takes_text = r->is_in_inline && !r->is_in_phonetic;
    else if (strcmp(name, "is") == 0)
        r->is_in_inline = true;
    else if (strcmp(name, "rPh") == 0)
        r->is_in_phonetic = true;
}

static void rows_open(void *own, const char *name, const char **attributes)
{
    struct xlsx_rows *r = own;
    if (r->is_in_cell)
        opens_in_cell(r, name);
    else if (r->is_in_row && name[0] == 'c' && !name[1])
        cell_opens(r, attributes);
    else if (strcmp(name, "row") == 0)
        row_opens(r, attributes);
    else if (strcmp(name, "sheetFormatPr") == 0)
        r->hides_rows = xml_is_true(xml_attribute(attributes, "zeroHeight"));
}

static void rows_text(void *own, const char *text, size_t n)
{
    struct xlsx_rows *r = own;
    if (r->takes_text)
        buf_add(&r->text, text, n);
}

/* ---- values ---- */

static enum err set_shared(struct xlsx_rows *r, struct cell *cell, const struct number_format *format)
{
    struct workbook *w = r->cursor->workbook;
    struct xlsx *x = w->own;
    char *end;
    unsigned long long index = strtoull(r->text.bytes, &end, 10);
    if (*end || index >= x->n_strings)
        return sheet_damaged(w, "sharedStrings.xml");
    row_set_text(r->cursor, cell, x->strings[index], format);
    return OK;
}

static enum err set_own_text(struct xlsx_rows *r, struct cell *cell, const struct number_format *format)
{
    const char *kept;
    size_t n = xlsx_unescape(r->text.bytes, r->text.n);
    TRY(row_text(r->cursor, cell->column, r->text.bytes, n, &kept));
    row_set_text(r->cursor, cell, kept, format);
    return OK;
}

/* 2026-03-05, 2026-03-05T14:07:00.000, T14:07:00; a Z at the end changes nothing. */
static bool iso_to_serial(const char *text, bool is_1904, double *ret_serial)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, n = 0;
    double second = 0;
    bool has_day = sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &n) == 3;
    const char *rest = text + (has_day ? n : 0);
    if (*rest == 'T' && sscanf(rest + 1, "%2d:%2d:%lf", &hour, &minute, &second) < 2)
        return false;
    date_t date = has_day ? date_make(year, month, day) : DATE_NONE;
    if ((has_day && date == DATE_NONE) || (!has_day && *rest != 'T') || !(second >= 0 && second < 61) || hour > 24 ||
        minute > 59 || hour < 0 || minute < 0)
        return false;
    double part = (hour * 3600 + minute * 60 + second) / 86400;
    *ret_serial = part + (date ? serial_from_date(date, 0) - (is_1904 ? 1462 : 0) : 0);
    return true;
}

static enum err set_iso(struct xlsx_rows *r, struct cell *cell, const struct number_format *format)
{
    struct sheet_cursor *c = r->cursor;
    double serial;
    if (!iso_to_serial(r->text.bytes, c->workbook->is_1904, &serial))
        return set_own_text(r, cell, format);
    if (!format->is_date && !format->is_time) {
        bool has_time = serial != floor(serial);
        format = number_format_compile(c->row_memory, number_format_builtin(serial < 1 ? 21 : has_time ? 22 : 14));
        if (!format)
            return sheet_out_of_memory(c->workbook);
    }
    return row_set_number(c, cell, serial, format);
}

static enum err set_number(struct xlsx_rows *r, struct cell *cell, const struct number_format *format)
{
    char *end;
    double number = strtod(r->text.bytes, &end);
    if (*end || !isfinite(number))
        return set_own_text(r, cell, format);
    return row_set_number(r->cursor, cell, number, format);
}

static enum err set_value(struct xlsx_rows *r, struct cell *cell, const struct number_format *format)
{
    const char *kept;
    switch (r->stored_as) {
    case STORED_SHARED:
        return set_shared(r, cell, format);
    case STORED_TEXT:
        return set_own_text(r, cell, format);
    case STORED_BOOL:
        row_set_bool(cell, xml_is_true(r->text.bytes));
        return OK;
    case STORED_ERROR:
        TRY(row_text(r->cursor, cell->column, r->text.bytes, r->text.n, &kept));
        row_set_error(cell, kept);
        return OK;
    case STORED_ISO:
        return set_iso(r, cell, format);
    case STORED_NUMBER:
        return set_number(r, cell, format);
    }
    return OK;
}

static enum err put_cell(struct xlsx_rows *r)
{
    struct sheet_cursor *c = r->cursor;
    const char *unused;
    if (buf_failed(&r->text))
        return row_text(c, r->column, "", (size_t)c->workbook->limits->cell_bytes + 1, &unused);
    if (r->text.n == 0)
        return OK;
    const struct number_format *format = xlsx_format(c->workbook, r->style);
    struct cell *cell;
    if (!format)
        return sheet_out_of_memory(c->workbook);
    TRY(row_add(c, r->column, &cell));
    TRY(set_value(r, cell, format));
    cell->is_formula = r->is_formula;
    bool is_empty = cell->kind == CELL_TEXT && !cell->value[0];
    c->n_cells -= is_empty;
    return OK;
}

static void cell_closes(struct xlsx_rows *r)
{
    r->is_in_cell = r->is_in_inline = r->is_in_phonetic = r->takes_text = false;
    if (put_cell(r) != OK)
        xml_stop(r->xml);
}

static void rows_close(void *own, const char *name)
{
    struct xlsx_rows *r = own;
    if (r->is_in_cell && name[0] && !name[1]) {
        if (name[0] == 'c')
            cell_closes(r);
        else if (name[0] == 'v' || name[0] == 't')
            r->takes_text = false;
    } else if (r->is_in_cell) {
        r->is_in_phonetic &= strcmp(name, "rPh") != 0;
        r->is_in_inline &= strcmp(name, "is") != 0;
    } else if (r->is_in_row && strcmp(name, "row") == 0) {
        r->is_in_row = false;
        xml_pause(r->xml);
    }
}

enum err xlsx_rows_begin(struct sheet_cursor *c)
{
    static const struct xml_handlers handlers = {rows_open, rows_close, rows_text};
    struct workbook *w = c->workbook;
    struct xlsx *x = w->own;
    TRY(xlsx_load_tables(w));
    struct xlsx_rows *r = arena_one(w->arena, struct xlsx_rows);
    if (!r)
        return sheet_out_of_memory(w);
    r->cursor = c;
    buf_init(&r->text, (size_t)w->limits->cell_bytes);
    c->own = r;
    return xml_open(x->archive, w->sheets[c->sheet].place, &handlers, r, &r->xml);
}

enum err xlsx_rows_next(struct sheet_cursor *c, bool *ret_more)
{
    struct xlsx_rows *r = c->own;
    c->n_cells = 0;
    TRY(xml_run(r->xml, ret_more));
    return c->workbook->fault->code;
}

void xlsx_rows_end(struct sheet_cursor *c)
{
    struct xlsx_rows *r = c->own;
    if (!r)
        return;
    xml_close(r->xml);
    buf_release(&r->text);
    c->own = NULL;
}
