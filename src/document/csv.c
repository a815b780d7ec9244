/* Records of RFC 4180 as Excel and WPS write and read them: quotes only count
 * at the beginning of a field, what follows the closing quote is taken as it
 * stands, any of \n, \r\n and \r ends a record. */
#include "document.texts.h"
#include "document/csv_mark.h"
#include "document/reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024, TEXT_BYTES = 3 * CHUNK_BYTES, GUESS_RECORDS = 50 };

/* ---- the file as UTF-8, piece by piece ---- */

struct csv_rows {
    struct decoder *decoder;
    int64_t offset;       /* of the file, read so far */
    size_t n_raw, raw_at; /* bytes in `raw`, and how many the decoder has taken */
    const char *at, *end; /* what is still to be split of `text` */
    bool is_last;         /* the file has no more */
    bool is_taken;        /* the decoder has all of `raw` */
    bool after_return;    /* a \n now belongs to the \r before */
    char *field;          /* the field being read, when it is in pieces */
    size_t n_field, field_capacity;
    int32_t row, column;
    char raw[CHUNK_BYTES];
    char text[TEXT_BYTES];
};

static enum err read_raw(struct workbook *w, struct csv_rows *r)
{
    int64_t got = source_read(&w->source, r->offset, r->raw, sizeof(r->raw));
    if (got < 0)
        return fault(w->fault, ERR_STORAGE, &T_sheet_read_failed);
    r->offset += got;
    r->n_raw = (size_t)got;
    r->raw_at = 0;
    r->is_last = r->offset >= w->source.n_bytes || got == 0;
    return OK;
}

/* More text in r->at; none at the end of the file. */
static enum err refill(struct workbook *w, struct csv_rows *r)
{
    r->at = r->end = r->text;
    while (r->at == r->end) {
        if (r->is_taken && r->is_last)
            return OK;
        if (r->is_taken)
            TRY(read_raw(w, r));
        size_t n_in = r->n_raw - r->raw_at, n_out = sizeof(r->text);
        r->is_taken = decoder_feed(r->decoder, r->raw + r->raw_at, &n_in, r->text, &n_out, r->is_last);
        r->raw_at += n_in;
        r->end = r->text + n_out;
    }
    if (memchr(r->at, '\0', (size_t)(r->end - r->at)))
        return fault(w->fault, ERR_INPUT, &T_sheet_not_text);
    return OK;
}

static void close_rows(struct csv_rows *r)
{
    if (!r)
        return;
    decoder_free(r->decoder);
    free(r->field);
    free(r);
}

static enum err open_rows(struct workbook *w, struct csv_rows **ret_rows)
{
    struct csv_rows *r = calloc(1, sizeof(*r));
    if (r) {
        r->decoder = decoder_new(w->encoding);
        r->is_taken = true;
    }
    if (!r || !r->decoder) {
        close_rows(r);
        return sheet_out_of_memory(w);
    }
    enum err e = refill(w, r);
    if (e != OK) {
        close_rows(r);
        return e;
    }
    *ret_rows = r;
    return OK;
}

/* ---- which character separates ---- */

struct guess {
    char delimiter;
    int records; /* that hold it the usual number of times */
    int usual;   /* times a record */
};

static const char delimiters[] = {',', '\t', ';'};

/* Times the delimiter stands in each of the first records, outside quotes. */
static int count_in_records(const char *at, const char *end, char delimiter, int counts[GUESS_RECORDS])
{
    int n = 0, count = 0;
    bool quoted = false, may_open = true, has_text = false;
    for (; at < end && n < GUESS_RECORDS; at++) {
        if (!quoted && (*at == '\n' || *at == '\r')) {
            if (has_text)
                counts[n++] = count;
            count = 0;
            may_open = true;
            has_text = false;
            continue;
        }
        has_text = true;
        if (*at == '"' && (quoted || may_open)) {
            quoted = !quoted;
            may_open = !quoted; /* a quote that is written twice does not end the field */
            continue;
        }
        count += !quoted && *at == delimiter;
        may_open = !quoted && memchr(delimiters, *at, sizeof(delimiters));
    }
    if (has_text && n < GUESS_RECORDS && n == 0)
        counts[n++] = count;
    return n;
}

static struct guess weigh(const char *at, const char *end, char delimiter)
{
    struct guess best = {.delimiter = delimiter};
    int counts[GUESS_RECORDS];
    int n = count_in_records(at, end, delimiter, counts);
    for (int i = 0; i < n; i++) {
        int same = 0;
        for (int j = 0; j < n; j++)
            same += counts[j] == counts[i];
        if (counts[i] > 0 && (same > best.records || (same == best.records && counts[i] > best.usual))) {
            best.records = same;
            best.usual = counts[i];
        }
    }
    return best;
}

static char guess_delimiter(const char *at, const char *end)
{
    struct guess best = weigh(at, end, delimiters[0]);
    for (size_t i = 1; i < sizeof(delimiters); i++) {
        struct guess other = weigh(at, end, delimiters[i]);
        if (other.records > best.records || (other.records == best.records && other.usual > best.usual))
            best = other;
    }
    return best.delimiter;
}

/* Excel's own way to say it: a first line "sep=;". */
static bool take_sep_line(struct csv_rows *r, char *ret_delimiter)
{
    if (r->end - r->at < 6 || memcmp(r->at, "sep=", 4) != 0 || (r->at[5] != '\r' && r->at[5] != '\n'))
        return false;
    *ret_delimiter = r->at[4];
    r->after_return = r->at[5] == '\r';
    r->at += 6;
    return true;
}

static enum err csv_open(struct workbook *w)
{
    char *head = malloc(CHUNK_BYTES);
    if (!head)
        return sheet_out_of_memory(w);
    int64_t got = source_read(&w->source, 0, head, CHUNK_BYTES);
    if (got > 0)
        w->encoding = encoding_guess(head, (size_t)got);
    free(head);
    if (got < 0)
        return fault(w->fault, ERR_STORAGE, &T_sheet_read_failed);
    struct csv_rows *r;
    TRY(open_rows(w, &r));
    if (!take_sep_line(r, &w->delimiter))
        w->delimiter = guess_delimiter(r->at, r->end);
    close_rows(r);
    return workbook_add_sheet(w, "", false, 0);
}

static void csv_close(struct workbook *w)
{
    (void)w;
}

static enum err csv_layout(struct workbook *w, struct sheet_entry *entry)
{
    (void)w, (void)entry;
    return OK;
}

/* ---- records ---- */

static enum err csv_rows_begin(struct sheet_cursor *c)
{
    struct csv_rows *r;
    TRY(open_rows(c->workbook, &r));
    char unused;
    take_sep_line(r, &unused);
    c->own = r;
    return OK;
}

static void csv_rows_end(struct sheet_cursor *c)
{
    close_rows(c->own);
    c->own = NULL;
}

static enum err field_too_long(struct sheet_cursor *c, struct csv_rows *r)
{
    const char *unused;
    return row_text(c, r->column, "", (size_t)c->workbook->limits->cell_bytes + 1, &unused);
}

static enum err append(struct sheet_cursor *c, struct csv_rows *r, const char *from, size_t n)
{
    if (r->n_field + n > (size_t)c->workbook->limits->cell_bytes)
        return field_too_long(c, r);
    if (r->n_field + n > r->field_capacity) {
        size_t capacity = 2 * (r->n_field + n) + 64;
        char *field = realloc(r->field, capacity);
        if (!field)
            return sheet_out_of_memory(c->workbook);
        r->field = field;
        r->field_capacity = capacity;
    }
    if (n)
        memcpy(r->field + r->n_field, from, n);
    r->n_field += n;
    return OK;
}

static enum err put_cell(struct sheet_cursor *c, struct csv_rows *r, const char *text, size_t n)
{
    size_t mark = csv_mark_bytes(text, n);
    if (n == 0)
        return OK;
    struct cell *cell;
    TRY(row_add(c, r->column, &cell));
    TRY(row_text(c, r->column, text + mark, n - mark, &cell->text));
    cell->kind = CELL_TEXT;
    cell->value = cell->text;
    return OK;
}

/* The rest of a quoted field; r->at stands behind the opening quote. */
static enum err read_quoted(struct sheet_cursor *c, struct csv_rows *r)
{
    struct workbook *w = c->workbook;
    int32_t row = r->row, column = r->column;
    bool after_return = false, after_quote = false;
    for (;;) {
        if (r->at == r->end) {
            TRY(refill(w, r));
            if (r->at == r->end && after_quote)
                return OK;
            if (r->at == r->end)
                return fault(w->fault, ERR_INPUT, &T_sheet_open_quote, arena_printf(w->arena, "%" PRId32, row),
                             arena_printf(w->arena, "%" PRId32, column));
        }
        if (after_quote) {
            if (*r->at != '"')
                return OK;
            TRY(append(c, r, r->at++, 1));
            after_quote = false;
            continue;
        }
        if (after_return && *r->at == '\n')
            r->at++;
        after_return = false;
        const char *from = r->at;
        while (r->at < r->end && *r->at != '"' && *r->at != '\r')
            r->at++;
        TRY(append(c, r, from, (size_t)(r->at - from)));
        if (r->at == r->end)
            continue;
        after_quote = *r->at == '"';
        after_return = *r->at == '\r';
        if (after_return)
            TRY(append(c, r, "\n", 1));
        r->at++;
    }
}

static const char *find_end(const char *at, const char *end, char delimiter)
{
    while (at < end && *at != delimiter && *at != '\n' && *at != '\r')
        at++;
    return at;
}

/* Takes a field up to its delimiter or line end, which it leaves at r->at; both absent at the end of the file. */
static enum err read_field(struct sheet_cursor *c, struct csv_rows *r)
{
    struct workbook *w = c->workbook;
    r->n_field = 0;
    if (r->at < r->end && *r->at == '"') {
        r->at++;
        TRY(read_quoted(c, r));
    }
    for (;;) {
        const char *from = r->at;
        r->at = find_end(r->at, r->end, w->delimiter);
        size_t n = (size_t)(r->at - from);
        if (r->at < r->end && r->n_field == 0)
            return put_cell(c, r, from, n);
        TRY(append(c, r, from, n));
        if (r->at < r->end)
            return put_cell(c, r, r->field, r->n_field);
        TRY(refill(w, r));
        if (r->at == r->end)
            return put_cell(c, r, r->field, r->n_field);
    }
}

static enum err skip_line_feed(struct workbook *w, struct csv_rows *r)
{
    if (r->at == r->end)
        TRY(refill(w, r));
    if (r->after_return && r->at < r->end && *r->at == '\n')
        r->at++;
    r->after_return = false;
    if (r->at == r->end)
        TRY(refill(w, r));
    return OK;
}

static enum err csv_rows_next(struct sheet_cursor *c, bool *ret_more)
{
    struct csv_rows *r = c->own;
    TRY(skip_line_feed(c->workbook, r));
    *ret_more = r->at < r->end;
    if (!*ret_more)
        return OK;
    r->row++;
    TRY(row_begin(c, r->row));
    for (r->column = 1;; r->column++) {
        TRY(read_field(c, r));
        if (r->at == r->end)
            break;
        char stop = *r->at++;
        if (stop == c->workbook->delimiter) {
            /* A delimiter that ends the file is followed by one more, empty field. */
            if (r->at == r->end)
                TRY(refill(c->workbook, r));
            continue;
        }
        r->after_return = stop == '\r';
        break;
    }
    c->replaced = (int64_t)decoder_replaced(r->decoder);
    return OK;
}

const struct sheet_reader csv_reader = {
    .open = csv_open,
    .close = csv_close,
    .layout = csv_layout,
    .rows_begin = csv_rows_begin,
    .rows_next = csv_rows_next,
    .rows_end = csv_rows_end,
};
