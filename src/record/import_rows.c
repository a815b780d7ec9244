/* Row by row: headings, totals, notes and repeats aside, the cells become values and doubts. */
#include "record/import_cell.h"
#include "record/import_reader.h"

#include "base/buf.h"
#include "record.texts.h"

#include <string.h>

static enum err add_row(struct import_reader *r, const struct sheet_row *row, struct import_row **ret_row)
{
    struct import_reading *reading = r->reading;
    if (!arena_grow(r->arena, &reading->rows, reading->n_rows, &r->row_capacity))
        return ERR_MEMORY;
    *ret_row = &reading->rows[reading->n_rows++];
    **ret_row = (struct import_row){.row = row->row, .code = "", .hidden = row->is_hidden};
    return OK;
}

static void ignore(struct import_row *row, const struct text *why, const char *arg)
{
    row->fate = IMPORT_IGNORED;
    row->why = why;
    row->why_args[0] = arg;
    row->values = NULL;
}

/* ---- lines that are no rows ---- */

static bool begins_with_any(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strncmp(text, *words, strlen(*words)) == 0)
            return true;
    return false;
}

static bool is_note(const char *text)
{
    static const char *const words[] = {"注：",     "注:",  "备注",     "说明",   "填表",       "填报",
                                        "制表",     "审核", "分管领导", "负责人", "单位负责人", "统计人",
                                        "报出日期", "联系", "签字",     "※",      "*",          NULL};
    return begins_with_any(text, words);
}

/* "一、新能源汽车产业链（6个）" → "新能源汽车产业链" */
static const char *heading_words(struct arena *a, const char *text)
{
    static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九",
                                           "十", "（", "）", "(",  ")",  "、", ".",  " ",  "0",
                                           "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9"};
    bool again = true;
    while (again) {
        again = false;
        for (size_t i = 0; i < sizeof(numerals) / sizeof(numerals[0]); i++) {
            size_t n = strlen(numerals[i]);
            if (strncmp(text, numerals[i], n) == 0) {
                text += n;
                again = true;
            }
        }
    }
    const char *bracket = strstr(text, "（");
    const char *ascii = strchr(text, '(');
    if (!bracket || (ascii && ascii < bracket))
        bracket = ascii;
    return arena_text_n(a, text, bracket && bracket > text ? (size_t)(bracket - text) : strlen(text));
}

static const char *first_text(const struct sheet_row *row)
{
    return row->n_cells ? row->cells[0].text : "";
}

static void take_line(struct import_reader *r, const struct sheet_row *row, struct import_row *out)
{
    const char *text = utf8_tidy(r->arena, first_text(row), false);
    if (is_note(text)) {
        ignore(out, &T_import_note, NULL);
        return;
    }
    ignore(out, &T_import_heading, NULL);
    const char *words = heading_words(r->arena, text);
    if (r->heading_field && strstr(words, "链"))
        r->heading = value_text(words);
}

/* ---- repeats ---- */

/* All that a row says, but for its serial number. */
static const char *row_words(struct import_reader *r, const struct sheet_row *row)
{
    struct buf b;
    buf_init(&b, 0);
    for (int32_t i = 0; i < row->n_cells; i++) {
        const struct cell *c = &row->cells[i];
        if (c->column == r->serial_column)
            continue;
        buf_printf(&b, "%d=%s\x1f", (int)c->column, c->value);
    }
    if (b.failed)
        arena_fail(r->arena);
    const char *words = arena_text(r->arena, buf_string(&b));
    buf_release(&b);
    return words;
}

static enum err is_repeat(struct import_reader *r, const struct sheet_row *row, int64_t *ret_row)
{
    union hash_value *seen = hash_at(&r->seen, row_words(r, row));
    if (!seen)
        return ERR_MEMORY;
    *ret_row = seen->number;
    if (!seen->number)
        seen->number = row->row;
    return OK;
}

/* ---- cells ---- */

static enum err add_member(struct import_reader *r, struct value *list, const char *member)
{
    const char *old = list->text;
    size_t n = old ? strlen(old) : 0;
    *list = value_text(old ? arena_printf(r->arena, "%.*s,%s]", (int)(n - 1), old, member)
                           : arena_printf(r->arena, "[%s]", member));
    return OK;
}

/* A district's name in a park's column and the other way round: told by how names of places end. */
enum place_look { LOOKS_UNCLEAR, LOOKS_DISTRICT, LOOKS_PARK };
static enum place_look look_of_place(const char *name)
{
    static const char *const parks[] = {"开发区", "园区",   "高新区", "经开区", "新区", "产业园",
                                        "工业园", "科学城", "科技城", "园",     NULL};
    static const char *const districts[] = {"镇", "乡", "街道", "区", "县", "市", "旗", NULL};
    size_t n = strlen(name);
    for (const char *const *end = parks; *end; end++)
        if (n > strlen(*end) && strcmp(name + n - strlen(*end), *end) == 0)
            return LOOKS_PARK;
    for (const char *const *end = districts; *end; end++)
        if (n > strlen(*end) && strcmp(name + n - strlen(*end), *end) == 0)
            return LOOKS_DISTRICT;
    return LOOKS_UNCLEAR;
}

static const struct field *field_with_place(const struct kind *k, enum place place)
{
    for (const struct field *f = k->fields; f->id; f++)
        if (f->place == place)
            return f;
    return NULL;
}

/* The field that a place's name belongs to; the column's own when the kind has no such pair. */
static const struct field *route_place(const struct kind *k, const struct field *f, const char *name)
{
    if (f->place != PLACE_DISTRICT && f->place != PLACE_PARK)
        return f;
    enum place_look look = look_of_place(name);
    enum place wanted = look == LOOKS_PARK ? PLACE_PARK : look == LOOKS_DISTRICT ? PLACE_DISTRICT : f->place;
    const struct field *other = field_with_place(k, wanted);
    return other ? other : f;
}

static struct value *slot_of(struct import_reader *r, struct import_row *row, const struct field *f)
{
    return &row->values[f - r->reading->kind->fields];
}

static enum err take_doubt(struct import_reader *r, struct import_row *row, const struct import_column *column,
                           const struct cell *cell, const struct cell_reading *said)
{
    bool required = field_is(column->field, FIELD_REQUIRED);
    TRY(import_doubt_add(r, row, column->field, required ? IMPORT_WAIT : IMPORT_DROP, said->says, said->args,
                         said->n_args, said->proposals, said->n_proposals));
    struct import_doubt *last = &r->reading->doubts[r->reading->n_doubts - 1];
    last->column = column->column;
    last->found = arena_text(r->arena, cell->text);
    return OK;
}

static enum err take_cell(struct import_reader *r, struct import_row *row, const struct import_column *column,
                          const struct cell *cell)
{
    struct cell_context context = {
        .arena = r->arena,
        .column = column,
        .field = column->field,
        .today = r->request->today,
        .is_1904 = workbook_is_1904(r->workbook),
        .is_csv = workbook_format(r->workbook) == SHEET_CSV,
    };
    struct cell_reading said;
    TRY(import_cell_read(&context, cell, &said));
    switch (said.verdict) {
    case CELL_TAKEN:
        if (column->member)
            return add_member(r, slot_of(r, row, column->field), said.value.text);
        *slot_of(r, row,
                 said.value.type == VALUE_TEXT ? route_place(r->reading->kind, column->field, said.value.text)
                                               : column->field) = said.value;
        return OK;
    case CELL_ABSENT:
        return OK;
    case CELL_DOUBTED:
        return take_doubt(r, row, column, cell, &said);
    case CELL_REFUSED:
        row->fate = IMPORT_REFUSED;
        row->why = said.says;
        for (int i = 0; i < 2; i++)
            row->why_args[i] = said.args[i] ? arena_text(r->arena, said.args[i]) : NULL;
        return OK;
    }
    return OK;
}

/* ---- what must not be missing ---- */

static bool has_doubt(const struct import_reading *reading, const struct import_row *row, const struct field *f)
{
    for (size_t i = reading->n_doubts; i > 0 && reading->doubts[i - 1].row == row->row; i--)
        if (reading->doubts[i - 1].field == f)
            return true;
    return false;
}

static bool has_column(const struct import_reading *reading, const struct field *f)
{
    for (size_t i = 0; i < reading->n_columns; i++)
        if (reading->columns[i].field == f)
            return true;
    return false;
}

/* A park says its district too. */
static bool is_given_by_park(struct import_reader *r, struct import_row *row, const struct field *f)
{
    const struct field *park = field_with_place(r->reading->kind, PLACE_PARK);
    return f->place == PLACE_DISTRICT && park && slot_of(r, row, park)->type != VALUE_NULL;
}

static void check_required(struct import_reader *r, struct import_row *row)
{
    const struct import_reading *reading = r->reading;
    for (const struct field *f = reading->kind->fields; f->id && row->fate != IMPORT_REFUSED; f++) {
        if (!field_is(f, FIELD_REQUIRED) || field_is(f, FIELD_DERIVED) || slot_of(r, row, f)->type != VALUE_NULL)
            continue;
        bool asked_here =
            has_column(reading, f) || (f->place == PLACE_DISTRICT && field_with_place(reading->kind, PLACE_PARK) &&
                                       has_column(reading, field_with_place(reading->kind, PLACE_PARK)));
        if (!asked_here || has_doubt(reading, row, f) || is_given_by_park(r, row, f))
            continue;
        row->fate = IMPORT_REFUSED;
        row->why = &T_import_required;
        row->why_args[0] = f->zh;
    }
}

/* A refused row asks nothing: its doubts go. */
static void drop_doubts(struct import_reading *reading, const struct import_row *row)
{
    while (reading->n_doubts && reading->doubts[reading->n_doubts - 1].row == row->row)
        reading->n_doubts--;
}

/* A name and a code in each other's cells are one doubt, at the name. */
static void join_swapped(struct import_reading *reading, const struct import_row *row)
{
    size_t first = reading->n_doubts, kept;
    bool swapped = false;
    while (first && reading->doubts[first - 1].row == row->row)
        swapped |= reading->doubts[--first].says == reading_says(READING_SWAPPED);
    if (!swapped)
        return;
    for (size_t i = kept = first; i < reading->n_doubts; i++)
        if (!reading->doubts[i].field || reading->doubts[i].field->type != FIELD_USCC)
            reading->doubts[kept++] = reading->doubts[i];
    reading->n_doubts = kept;
}

static enum err take_row(struct import_reader *r, const struct sheet_row *row, struct import_row *out)
{
    struct import_reading *reading = r->reading;
    out->values = arena_array(r->arena, (size_t)r->n_fields, struct value);
    if (!out->values)
        return ERR_MEMORY;
    for (size_t i = 0; i < reading->n_constants; i++)
        *slot_of(r, out, reading->constants[i].field) = reading->constants[i].value;
    if (r->heading_field)
        *slot_of(r, out, r->heading_field) = r->heading;
    for (size_t i = 0; i < reading->n_columns; i++) {
        const struct import_column *column = &reading->columns[i];
        const struct cell *cell = sheet_row_cell(row, column->column);
        if (column->is_code && absence_read(cell->text) == READING_KNOWN)
            out->code = utf8_tidy(r->arena, cell->text, false);
        else if (column->field)
            TRY(take_cell(r, out, column, cell));
    }
    join_swapped(reading, out);
    check_required(r, out);
    if (out->fate == IMPORT_REFUSED)
        drop_doubts(reading, out);
    return OK;
}

/* ---- the rows ---- */

static enum err classify_row(struct import_reader *r, const struct sheet_row *row)
{
    struct import_row *out;
    int64_t first;
    TRY(add_row(r, row, &out));
    switch (sheet_row_look(row, r->grid->n_columns)) {
    case ROW_BLANK:
        r->reading->n_rows--;
        return OK;
    case ROW_LINE:
        take_line(r, row, out);
        return OK;
    case ROW_TOTAL:
        ignore(out, &T_import_total, NULL);
        return OK;
    case ROW_TABLE:
        break;
    }
    TRY(is_repeat(r, row, &first));
    if (first) {
        ignore(out, &T_import_repeat, arena_printf(r->arena, "%lld", (long long)first));
        return OK;
    }
    return take_row(r, row, out);
}

enum err import_read_rows(struct import_reader *r)
{
    struct sheet_cursor *cursor;
    const struct sheet_row *row;
    const struct import_reading *reading = r->reading;
    TRY(workbook_sheet_rows(r->workbook, reading->sheet_index, SHEET_SPREAD, &cursor));
    for (;;) {
        TRY(sheet_next(cursor, &row));
        if (!row)
            break;
        if (row->row < reading->header_first) {
            struct import_row *out;
            TRY(add_row(r, row, &out));
            ignore(out, &T_import_title, NULL);
        } else if (row->row > reading->header_last) {
            TRY(classify_row(r, row));
        }
    }
    sheet_cursor_close(cursor);
    return arena_failed(r->arena) ? ERR_MEMORY : OK;
}
