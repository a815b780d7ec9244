#include "document/table_write.h"

#include "base/money.h"
#include "document.texts.h"
#include "document/number_format.h"
#include "document/table_parts.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { OUT_BYTES = 64 * 1024, OUT_LIMIT_BYTES = 256 * 1024 * 1024 };

/* ---- sinks ---- */

static bool write_file(void *own, const void *bytes, size_t n)
{
    return fwrite(bytes, 1, n, own) == n;
}

struct table_sink table_sink_file(FILE *file)
{
    return (struct table_sink){write_file, file};
}

static bool write_buf(void *own, const void *bytes, size_t n)
{
    struct buf *b = own;
    buf_add(b, bytes, n);
    return !buf_failed(b);
}

struct table_sink table_sink_buf(struct buf *b)
{
    return (struct table_sink){write_buf, b};
}

enum err table_out_of_memory(struct table *t)
{
    return fault(t->fault, ERR_MEMORY, &T_table_memory);
}

enum err table_flush(struct table *t, bool at_once)
{
    if (buf_failed(&t->out))
        return table_out_of_memory(t);
    if (t->out.n == 0 || (t->out.n < OUT_BYTES && !at_once))
        return OK;
    if (!t->sink.write(t->sink.own, t->out.bytes, t->out.n))
        return fault(t->fault, ERR_STORAGE, &T_table_not_written);
    buf_clear(&t->out);
    return OK;
}

/* ---- values as text ---- */

static int64_t money_unit(const struct table_column *column)
{
    return column->unit_fen ? column->unit_fen : FEN_PER_WAN;
}

/* Exact: a power of ten divides, zeros at the end go. */
static void format_scaled(int64_t value, int64_t scale, const char *after, char text[TABLE_VALUE_BYTES])
{
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    uint64_t whole = size / (uint64_t)scale, rest = size % (uint64_t)scale;
    int places = 0;
    for (int64_t i = scale; i > 1; i /= 10)
        places++;
    while (places && rest % 10 == 0) {
        rest /= 10;
        places--;
    }
    const char *sign = value < 0 ? "-" : "";
    if (places)
        snprintf(text, TABLE_VALUE_BYTES, "%s%" PRIu64 ".%0*" PRIu64 "%s", sign, whole, places, rest, after);
    else
        snprintf(text, TABLE_VALUE_BYTES, "%s%" PRIu64 "%s", sign, whole, after);
}

const char *table_value_text(const struct table *t, int column, const struct table_value *value,
                             char text[TABLE_VALUE_BYTES])
{
    const struct table_column *c = &t->columns[column];
    text[0] = '\0';
    if (value->is_blank)
        return text;
    switch (c->type) {
    case TABLE_TEXT:
        return value->text;
    case TABLE_INTEGER:
        snprintf(text, TABLE_VALUE_BYTES, "%" PRId64, value->integer);
        break;
    case TABLE_NUMBER:
        number_plain(value->number, text);
        break;
    case TABLE_MONEY:
        format_scaled(value->integer, money_unit(c), "", text);
        break;
    case TABLE_RATIO:
        format_scaled(value->integer, 100, "%", text);
        break;
    case TABLE_DATE:
        date_format(value->date, text);
        break;
    case TABLE_MOMENT:
        moment_format_local(value->integer, t->options->zone_minutes, text);
        break;
    case TABLE_BOOL:
        return text_in(value->integer ? &T_table_yes : &T_table_no, t->options->language);
    }
    return text;
}

static const char *unit_of(const struct table *t, const struct table_column *c)
{
    if (c->unit || c->type != TABLE_MONEY)
        return c->unit;
    int64_t fen = money_unit(c);
    const struct text *unit = fen == FEN_PER_YI ? &T_table_unit_yi : fen == FEN_PER_WAN ? &T_table_unit_wan : &T_table_unit_yuan;
    return text_in(unit, t->options->language);
}

char *table_header_text(struct table *t, int column)
{
    const struct table_column *c = &t->columns[column];
    const char *unit = unit_of(t, c);
    if (!unit)
        return arena_text(t->arena, c->label);
    const char *args[] = {c->label, unit};
    return text_format(t->arena, &T_table_label_with_unit, t->options->language, args, 2);
}

const char *table_total_label(const struct table *t)
{
    return text_in(&T_table_total, t->options->language);
}

/* ---- the face ---- */

static enum err begin(struct table *t)
{
    static const struct table_backend *const backends[] = {
        [TABLE_AS_CSV] = &table_csv_backend,
        [TABLE_AS_XLSX] = &table_xlsx_backend,
        [TABLE_AS_JSON] = &table_json_backend,
        [TABLE_AS_LINES] = &table_lines_backend,
    };
    t->backend = backends[t->options->format];
    t->sums = arena_array(t->arena, (size_t)t->n_columns + 1, struct table_value);
    if (!t->sums)
        return table_out_of_memory(t);
    for (int i = 0; i < t->n_columns; i++)
        t->has_totals |= t->columns[i].has_total && t->backend->total;
    return t->backend->begin(t);
}

enum err table_open(struct arena *a, struct fault *f, const struct table_options *options,
                    const struct table_column *columns, int n_columns, struct table_sink sink,
                    struct table **ret_table)
{
    *ret_table = NULL;
    struct table *t = arena_one(a, struct table);
    if (!t)
        return fault(f, ERR_MEMORY, &T_table_memory);
    *t = (struct table){.arena = a, .fault = f, .options = options, .columns = columns, .n_columns = n_columns,
                        .sink = sink};
    buf_init(&t->out, OUT_LIMIT_BYTES);
    enum err e = begin(t);
    if (e != OK) {
        table_abandon(t);
        return e;
    }
    *ret_table = t;
    return OK;
}

static void put(struct table *t, struct table_value value)
{
    if (t->failed == OK) {
        assert(t->at < t->n_columns);
        struct table_value *sum = &t->sums[t->at];
        if (!value.is_blank) {
            sum->number += value.number;
            sum->integer = (int64_t)((uint64_t)sum->integer + (uint64_t)value.integer);
        }
        t->failed = t->backend->cell(t, t->at, &value);
    }
    t->at++;
}

static void put_as(struct table *t, enum table_type type, struct table_value value)
{
    (void)type;
    assert(t->failed != OK || t->columns[t->at].type == type);
    put(t, value);
}

void table_blank(struct table *t)
{
    put(t, (struct table_value){.is_blank = true});
}

void table_text(struct table *t, const char *text)
{
    put_as(t, TABLE_TEXT, (struct table_value){.is_blank = !text || !*text, .text = text});
}

void table_integer(struct table *t, int64_t value)
{
    put_as(t, TABLE_INTEGER, (struct table_value){.integer = value});
}

void table_number(struct table *t, double value)
{
    bool is_number = isfinite(value);
    put_as(t, TABLE_NUMBER, (struct table_value){.is_blank = !is_number, .number = is_number ? value : 0});
}

void table_money(struct table *t, int64_t fen)
{
    put_as(t, TABLE_MONEY, (struct table_value){.integer = fen});
}

void table_ratio(struct table *t, int64_t bp)
{
    put_as(t, TABLE_RATIO, (struct table_value){.integer = bp});
}

void table_date(struct table *t, date_t date)
{
    put_as(t, TABLE_DATE, (struct table_value){.is_blank = date == DATE_NONE, .date = date});
}

void table_moment(struct table *t, int64_t us)
{
    put_as(t, TABLE_MOMENT, (struct table_value){.integer = us});
}

void table_bool(struct table *t, bool value)
{
    put_as(t, TABLE_BOOL, (struct table_value){.integer = value});
}

static enum err end_row(struct table *t)
{
    TRY(t->backend->row_end(t));
    return arena_failed(t->arena) ? table_out_of_memory(t) : OK;
}

void table_row_end(struct table *t)
{
    while (t->at < t->n_columns)
        table_blank(t);
    t->at = 0;
    t->rows++;
    if (t->failed == OK)
        t->failed = end_row(t);
}

bool table_failed(const struct table *t)
{
    return t->failed != OK;
}

static enum err write_totals(struct table *t)
{
    for (int i = 0; i < t->n_columns; i++)
        TRY(t->backend->total(t, i, &t->sums[i]));
    return end_row(t);
}

enum err table_close(struct table *t)
{
    if (t->failed == OK && t->has_totals)
        t->failed = write_totals(t);
    if (t->failed == OK)
        t->failed = t->backend->end(t);
    if (t->failed == OK)
        t->failed = table_flush(t, true);
    enum err e = t->failed;
    table_abandon(t);
    return e;
}

void table_abandon(struct table *t)
{
    if (t->backend && t->backend->release)
        t->backend->release(t);
    t->backend = NULL;
    buf_release(&t->out);
}
