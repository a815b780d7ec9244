/* read: what the importer makes of a file, without a database.  The same rows and doubts that the page shows. */
#include "features/import/use.h"

#include "base/json.h"
#include "import.texts.h"

#include <string.h>

const struct command_option import_read_options[] = {
    {"sheet", "NAME", &T_imports_option_sheet},
    {"today", "DATE", &T_imports_option_today},
    {0},
};

enum err import_find_kind(struct fault *f, const struct kinds *kinds, const char *name, const struct kind **ret_kind)
{
    const struct kind *kind = kinds_find(kinds, name);
    if (!kind || (kind->flags & (KIND_PLAIN | KIND_HIDDEN)))
        return fault(f, ERR_USAGE, &T_imports_no_such_kind, name);
    *ret_kind = kind;
    return OK;
}

const char *import_doubt_words(struct arena *a, const struct import_doubt *d, enum language l)
{
    return text_format(a, d->says, l, d->args, 3);
}

/* ---- JSON ---- */

static void put_date(struct json *j, date_t d)
{
    char text[DATE_TEXT_BYTES];
    json_string(j, date_format(d, text));
}

static void put_value(struct json *j, const struct field *f, const struct value *v)
{
    bool is_date = f->type == FIELD_DATE || f->type == FIELD_MONTH;
    bool is_json = f->type == FIELD_ROWS || f->type == FIELD_TEXT_LIST || f->type == FIELD_ENUM_LIST;
    if (v->type == VALUE_INT && is_date)
        put_date(j, (date_t)v->integer);
    else if (v->type == VALUE_INT)
        json_int(j, v->integer);
    else if (v->type == VALUE_TEXT && is_json)
        json_raw(j, v->text);
    else if (v->type == VALUE_TEXT && f->type == FIELD_ENUM)
        json_string(j, choice_label(f->choices, v->text, LANGUAGE_ZH));
    else if (v->type == VALUE_TEXT)
        json_string(j, v->text);
    else
        json_null(j);
}

static void put_columns(struct json *j, const struct import_reading *r)
{
    json_key(j, "mapping");
    json_object_begin(j);
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct import_column *c = &r->columns[i];
        json_key(j, c->header);
        if (c->is_code)
            json_string(j, "code");
        else
            json_string(j, c->field ? c->field->id : NULL);
    }
    json_object_end(j);
}

static void put_records(struct json *j, const struct import_reading *r)
{
    json_key(j, "records");
    json_array_begin(j);
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct import_row *row = &r->rows[i];
        if (row->fate != IMPORT_RECORD)
            continue;
        json_object_begin(j);
        json_key(j, "row");
        json_int(j, row->row);
        json_key(j, "fields");
        json_object_begin(j);
        if (*row->code) {
            json_key(j, "code");
            json_string(j, row->code);
        }
        for (const struct field *f = r->kind->fields; f->id; f++) {
            const struct value *v = &row->values[f - r->kind->fields];
            if (v->type == VALUE_NULL)
                continue;
            json_key(j, f->id);
            put_value(j, f, v);
        }
        json_object_end(j);
        json_object_end(j);
    }
    json_array_end(j);
}

static const char *header_of(const struct import_reading *r, int32_t column)
{
    for (size_t i = 0; i < r->n_columns; i++)
        if (r->columns[i].column == column)
            return r->columns[i].header;
    return NULL;
}

static void put_doubts(struct json *j, struct command_call *call, const struct import_reading *r)
{
    static const char *const effects[] = {"drop", "wait", "report"};
    json_key(j, "doubts");
    json_array_begin(j);
    for (size_t i = 0; i < r->n_doubts; i++) {
        const struct import_doubt *d = &r->doubts[i];
        json_object_begin(j);
        json_key(j, "row");
        json_int(j, d->row);
        json_key(j, "column");
        json_string(j, header_of(r, d->column));
        json_key(j, "value");
        json_string(j, d->found);
        json_key(j, "effect");
        json_string(j, effects[d->effect]);
        json_key(j, "why");
        json_string(j, import_doubt_words(call->arena, d, call->language));
        json_key(j, "proposed");
        json_array_begin(j);
        for (int p = 0; p < d->n_proposals; p++)
            json_string(j, d->proposals[p]);
        json_array_end(j);
        json_object_end(j);
    }
    json_array_end(j);
}

static void put_rows(struct json *j, struct command_call *call, const struct import_reading *r, const char *key,
                     enum import_fate fate)
{
    json_key(j, key);
    json_array_begin(j);
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct import_row *row = &r->rows[i];
        if (row->fate != fate)
            continue;
        json_object_begin(j);
        json_key(j, "row");
        json_int(j, row->row);
        json_key(j, "why");
        json_string(j, text_format(call->arena, row->why, call->language, row->why_args, 2));
        json_object_end(j);
    }
    json_array_end(j);
}

static void put_hidden(struct json *j, const struct import_reading *r)
{
    char name[COLUMN_TEXT_BYTES];
    json_key(j, "hidden_columns");
    json_array_begin(j);
    for (size_t i = 0; i < r->n_columns; i++)
        if (r->columns[i].hidden)
            json_string(j, column_name(r->columns[i].column, name));
    json_array_end(j);
    json_key(j, "asks");
    json_array_begin(j);
    for (size_t i = 0; i < r->n_asks; i++)
        json_string(j, r->asks[i]->id);
    json_array_end(j);
    json_key(j, "other_sheets");
    json_array_begin(j);
    for (size_t i = 0; i < r->n_other_sheets; i++)
        json_string(j, r->other_sheets[i]);
    json_array_end(j);
}

static enum err write_json(struct command_call *call, const struct import_reading *r)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_object_begin(&j);
    json_key(&j, "kind");
    json_string(&j, r->kind->id);
    json_key(&j, "sheet");
    json_string(&j, r->sheet);
    json_key(&j, "header_rows");
    json_array_begin(&j);
    for (int32_t row = r->header_first; row <= r->header_last; row++)
        json_int(&j, row);
    json_array_end(&j);
    put_columns(&j, r);
    put_hidden(&j, r);
    put_records(&j, r);
    put_doubts(&j, call, r);
    put_rows(&j, call, r, "refused", IMPORT_REFUSED);
    put_rows(&j, call, r, "ignored_rows", IMPORT_IGNORED);
    json_object_end(&j);
    fprintf(call->out, "%s\n", buf_string(&b));
    enum err e = buf_failed(&b) ? ERR_MEMORY : OK;
    buf_release(&b);
    return e;
}

/* ---- words ---- */

static enum err write_words(struct command_call *call, const struct import_reading *r)
{
    size_t fates[4] = {0};
    for (size_t i = 0; i < r->n_rows; i++)
        fates[r->rows[i].fate]++;
    fprintf(call->out, "%s%s%s\n", r->kind->zh, *r->sheet ? " · " : "", r->sheet);
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct import_column *c = &r->columns[i];
        fprintf(call->out, "  %s → %s\n", c->header, c->is_code ? "编号" : c->field ? c->field->zh : "—");
    }
    for (size_t i = 0; i < r->n_doubts; i++) {
        const char *header = header_of(r, r->doubts[i].column);
        fprintf(call->out, "  %d %s: %s\n", (int)r->doubts[i].row, header ? header : "",
                import_doubt_words(call->arena, &r->doubts[i], call->language));
    }
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].fate == IMPORT_REFUSED)
            fprintf(call->out, "  %d: %s\n", (int)r->rows[i].row,
                    text_format(call->arena, r->rows[i].why, call->language, r->rows[i].why_args, 2));
    char numbers[4][24];
    const char *args[4];
    for (int i = 0; i < 4; i++) {
        snprintf(numbers[i], sizeof(numbers[i]), "%zu", fates[i]);
        args[i] = numbers[i];
    }
    fprintf(call->out, "%s\n", text_format(call->arena, &T_imports_read_summary, call->language, args, 4));
    return OK;
}

enum err import_read_command(struct command_call *call)
{
    const struct kind *kind;
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct import_reading *reading;
    TRY(import_find_kind(call->fault, call->kinds, call->arguments[0], &kind));
    struct import_request request = {
        .kind = kind,
        .rules = kinds_rules(call->kinds, kind),
        .sheet = command_option(call, "sheet"),
        .today = call->today,
    };
    const char *today = command_option(call, "today");
    if (today && !date_parse(today, &request.today))
        return fault(call->fault, ERR_USAGE, &T_imports_bad_day, today);
    TRY(workbook_open(call->arena, call->fault, call->arguments[1], NULL, &w));
    TRY(import_read(call->arena, call->fault, w, &request, &reading));
    return call->format == OUTPUT_JSON ? write_json(call, reading) : write_words(call, reading);
}
