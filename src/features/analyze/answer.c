#include "features/analyze/answer.h"

#include "analyze.texts.h"
#include "base/utf8.h"
#include "document/csv_mark.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <string.h>

enum { FLUSH_BYTES = 256 * 1024 };

const char *answer_name(const struct text *text)
{
    const char *dot = strrchr(text->id, '.');
    return dot ? dot + 1 : text->id;
}

/* ---- bytes out ---- */

static void flush(struct answer *w)
{
    if (buf_failed(&w->bytes) || (w->bytes.n && fwrite(w->bytes.bytes, 1, w->bytes.n, w->call->out) != w->bytes.n))
        w->failed = true;
    buf_clear(&w->bytes);
}

static void flush_if_full(struct answer *w)
{
    if (w->bytes.n >= FLUSH_BYTES)
        flush(w);
}

static enum output_format form(const struct answer *w)
{
    return w->call->format;
}

static const char *words(const struct answer *w, const struct text *text)
{
    return text_in(text, w->call->language);
}

/* ---- beginning, facts ---- */

static const struct answer_table *find_table(const struct answer_table *tables, const char *name)
{
    for (const struct answer_table *t = tables; t->name; t++)
        if (strcmp(answer_name(t->name), name) == 0)
            return t;
    return NULL;
}

enum err answer_check_table(struct command_call *call, const struct answer_table *tables)
{
    const char *only = command_option(call, "table");
    if (!only || find_table(tables, only))
        return OK;
    char *names = arena_text(call->arena, "");
    for (const struct answer_table *t = tables; t->name; t++)
        names = arena_printf(call->arena, "%s%s%s", names, *names ? ", " : "", answer_name(t->name));
    return fault(call->fault, ERR_USAGE, &T_analyze_no_such_table, only, names);
}

enum err answer_begin(struct answer *w, struct command_call *call, const char *method,
                      const struct answer_table *tables)
{
    *w = (struct answer){.call = call, .tables = tables, .only = command_option(call, "table"), .in_facts = true};
    TRY(answer_check_table(call, tables));
    buf_init(&w->bytes, 0);
    json_init(&w->json, &w->bytes);
    if (form(w) == OUTPUT_CSV && !w->only)
        w->only = answer_name(tables[0].name);
    if (form(w) == OUTPUT_JSON) {
        json_object_begin(&w->json);
        json_key(&w->json, "method");
        json_string(&w->json, method);
        json_key(&w->json, "facts");
        json_object_begin(&w->json);
    }
    return OK;
}

/* A fact for people, or beside a csv. */
static void tell_fact(struct answer *w, const struct text *name, const char *value)
{
    if (form(w) == OUTPUT_CSV)
        fprintf(w->call->words, "%s: %s\n", words(w, name), value);
    else
        buf_printf(&w->bytes, "%s: %s\n", words(w, name), value);
}

void answer_fact(struct answer *w, const struct text *name, const char *text)
{
    assert(w->in_facts);
    if (form(w) != OUTPUT_JSON) {
        tell_fact(w, name, text);
        return;
    }
    json_key(&w->json, answer_name(name));
    json_string(&w->json, text);
}

void answer_fact_verdict(struct answer *w, const struct text *name, const struct text *verdict)
{
    answer_fact(w, name, form(w) == OUTPUT_JSON ? answer_name(verdict) : words(w, verdict));
}

/* Six digits, whole numbers whole. */
static int people_number(double value, char text[NUMBER_TEXT_BYTES])
{
    if (fabs(value) < 1e15 && value == trunc(value))
        return snprintf(text, NUMBER_TEXT_BYTES, "%.0f", value == 0 ? 0 : value);
    return snprintf(text, NUMBER_TEXT_BYTES, fabs(value) >= 1e6 && fabs(value) < 1e15 ? "%.1f" : "%.6g", value);
}

static int figure_text(const struct answer *w, double value, char text[NUMBER_TEXT_BYTES])
{
    return form(w) == OUTPUT_TABLE ? people_number(value, text) : number_text(value, text);
}

static void json_figure(struct json *j, double value)
{
    char text[NUMBER_TEXT_BYTES];
    if (!isfinite(value)) {
        json_null(j);
        return;
    }
    number_text(value, text);
    json_raw(j, text);
}

void answer_fact_number(struct answer *w, const struct text *name, double value)
{
    char text[NUMBER_TEXT_BYTES] = "–";
    assert(w->in_facts);
    if (form(w) == OUTPUT_JSON) {
        json_key(&w->json, answer_name(name));
        json_figure(&w->json, value);
        return;
    }
    if (isfinite(value))
        figure_text(w, value, text);
    tell_fact(w, name, text);
}

void answer_fact_int(struct answer *w, const struct text *name, int64_t value)
{
    char text[NUMBER_TEXT_BYTES];
    if (form(w) == OUTPUT_JSON) {
        json_key(&w->json, answer_name(name));
        json_int(&w->json, value);
        return;
    }
    snprintf(text, sizeof(text), "%lld", (long long)value);
    tell_fact(w, name, text);
}

/* ---- tables ---- */

static void end_facts(struct answer *w)
{
    if (w->in_facts && form(w) == OUTPUT_JSON)
        json_object_end(&w->json);
    w->in_facts = false;
}

static void begin_rows(struct answer *w)
{
    if (form(w) == OUTPUT_JSON) {
        json_key(&w->json, answer_name(w->open->name));
        json_array_begin(&w->json);
        return;
    }
    for (const struct text *const *c = w->open->columns; *c; c++) {
        if (form(w) == OUTPUT_CSV)
            buf_printf(&w->bytes, "%s%s", c == w->open->columns ? "" : ",", answer_name(*c));
        else
            answer_text(w, words(w, *c));
    }
    if (form(w) == OUTPUT_CSV)
        buf_char(&w->bytes, '\n');
}

bool answer_table(struct answer *w, const struct text *name)
{
    end_facts(w);
    w->open = find_table(w->tables, answer_name(name));
    assert(w->open);
    w->showing = w->only ? strcmp(w->only, answer_name(name)) == 0 : !w->open->large;
    w->column = 0;
    w->cell_count = 0;
    if (w->showing)
        begin_rows(w);
    return w->showing;
}

/* Before each cell: what separates it, or names it. */
static bool begin_cell(struct answer *w)
{
    if (!w->showing)
        return false;
    if (form(w) == OUTPUT_CSV && w->column > 0)
        buf_char(&w->bytes, ',');
    if (form(w) == OUTPUT_JSON) {
        if (w->column == 0)
            json_object_begin(&w->json);
        json_key(&w->json, answer_name(w->open->columns[w->column]));
    }
    return true;
}

static void end_cell(struct answer *w)
{
    w->column++;
    if (w->open->columns[w->column])
        return;
    w->column = 0;
    if (form(w) == OUTPUT_CSV)
        buf_char(&w->bytes, '\n');
    else if (form(w) == OUTPUT_JSON)
        json_object_end(&w->json);
    flush_if_full(w);
}

static void keep_cell(struct answer *w, const char *text)
{
    if (!arena_grow(w->call->arena, &w->cells, w->cell_count, &w->cells_capacity)) {
        w->failed = true;
        return;
    }
    w->cells[w->cell_count++] = arena_text(w->call->arena, text);
}

void answer_text(struct answer *w, const char *text)
{
    if (!begin_cell(w))
        return;
    if (form(w) == OUTPUT_CSV)
        csv_put_field(&w->bytes, text);
    else if (form(w) == OUTPUT_JSON)
        json_string(&w->json, text);
    else
        keep_cell(w, text);
    end_cell(w);
}

void answer_verdict(struct answer *w, const struct text *verdict)
{
    answer_text(w, form(w) == OUTPUT_TABLE ? words(w, verdict) : answer_name(verdict));
}

/* Already in the form of machines. */
static void answer_figure(struct answer *w, const char *text, size_t n)
{
    if (!begin_cell(w))
        return;
    if (form(w) == OUTPUT_CSV)
        buf_add(&w->bytes, text, n);
    else if (form(w) == OUTPUT_JSON)
        json_raw(&w->json, n ? text : "null");
    else
        keep_cell(w, n ? text : "–");
    end_cell(w);
}

void answer_number(struct answer *w, double value)
{
    char text[NUMBER_TEXT_BYTES] = "";
    if (w->showing)
        answer_figure(w, text, isfinite(value) ? (size_t)figure_text(w, value, text) : 0);
}

void answer_int(struct answer *w, int64_t value)
{
    char text[NUMBER_TEXT_BYTES];
    if (w->showing)
        answer_figure(w, text, (size_t)snprintf(text, sizeof(text), "%lld", (long long)value));
}

void answer_nothing(struct answer *w)
{
    answer_figure(w, "", 0);
}

/* A figure stands to the right of its column. */
static bool is_figure(const char *cell)
{
    return *cell && (strspn(cell, "0123456789.+-eE") == strlen(cell) || strcmp(cell, "–") == 0);
}

static void align_cell(struct answer *w, const char *cell, int width, bool last)
{
    int blanks = width - utf8_width(cell);
    if (is_figure(cell))
        buf_printf(&w->bytes, "%*s%s", blanks, "", cell);
    else
        buf_printf(&w->bytes, "%s%*s", cell, last ? 0 : blanks, "");
    buf_text(&w->bytes, last ? "\n" : "  ");
}

static void print_aligned(struct answer *w)
{
    int widths[ANSWER_COLUMNS_MAX] = {0}, n = 0;
    while (w->open->columns[n])
        n++;
    assert(n <= ANSWER_COLUMNS_MAX);
    for (size_t i = 0; i < w->cell_count; i++) {
        int width = utf8_width(w->cells[i]);
        widths[i % (size_t)n] = width > widths[i % (size_t)n] ? width : widths[i % (size_t)n];
    }
    buf_printf(&w->bytes, "\n%s\n", words(w, w->open->name));
    for (size_t i = 0; i < w->cell_count; i++) {
        int column = (int)(i % (size_t)n);
        align_cell(w, w->cells[i], widths[column], column == n - 1);
        flush_if_full(w);
    }
}

void answer_table_end(struct answer *w)
{
    assert(w->column == 0);
    if (w->showing && form(w) == OUTPUT_JSON)
        json_array_end(&w->json);
    if (w->showing && form(w) == OUTPUT_TABLE)
        print_aligned(w);
    w->showing = false;
}

static void copy_file(struct answer *w, FILE *rows)
{
    char block[16 * 1024];
    flush(w);
    rewind(rows);
    for (size_t n; (n = fread(block, 1, sizeof(block), rows)) > 0;)
        w->failed = w->failed || fwrite(block, 1, n, w->call->out) != n;
    w->failed = w->failed || ferror(rows);
}

void answer_table_from(struct answer *w, const struct text *name, FILE *rows)
{
    if (answer_table(w, name) && form(w) != OUTPUT_TABLE)
        copy_file(w, rows);
    bool for_people = w->showing && form(w) == OUTPUT_TABLE;
    answer_table_end(w);
    if (for_people)
        copy_file(w, rows);
}

enum err answer_end(struct answer *w)
{
    end_facts(w);
    if (form(w) == OUTPUT_JSON) {
        json_object_end(&w->json);
        buf_char(&w->bytes, '\n');
    }
    bool memory_out = arena_failed(w->call->arena);
    if (!memory_out)
        flush(w);
    buf_release(&w->bytes);
    if (memory_out)
        return ERR_MEMORY;
    if (w->failed || fflush(w->call->out) != 0)
        return fault(w->call->fault, ERR_STORAGE, &T_analyze_output_failed, strerror(errno));
    return OK;
}
