/* Row by row: headings, totals, notes and repeats aside, the cells become values and doubts. */
#include "record/import_cell.h"
#include "record/import_reader.h"

#include "record.texts.h"

#include <string.h>

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
    const char *text = utf8_tidy(r->scratch, first_text(row), false);
    if (is_note(text)) {
        ignore(out, &T_import_note, NULL);
        return;
    }
    ignore(out, &T_import_heading, NULL);
    const char *words = heading_words(r->arena, text); /* it holds for the rows below */
    if (r->heading_field && strstr(words, "链"))
        r->heading = value_text(words);
}

/* ---- repeats ---- */

/* All that a row says, but for its serial number. */
static uint64_t digest_row(const struct import_reader *r, const struct sheet_row *row)
{
    uint64_t digest = 0;
    for (int32_t i = 0; i < row->n_cells; i++)
        if (row->cells[i].column != r->serial_column)
            digest = digest_text(digest_number(digest, row->cells[i].column), row->cells[i].value);
    return digest;
}

/* *ret_row: the earlier row that said the same; 0: none. */
static enum err find_repeated(struct import_reader *r, const struct sheet_row *row, uint32_t *ret_row)
{
    uint32_t *said = digests_at(&r->said, r->arena, digest_row(r, row));
    if (!said)
        return ERR_MEMORY;
    *ret_row = *said;
    if (!*said)
        *said = (uint32_t)row->row;
    return OK;
}

/* ---- cells ---- */

static enum err add_member(struct import_reader *r, struct value *list, const char *member)
{
    const char *old = list->text;
    size_t n = old ? strlen(old) : 0;
    *list = value_text(old ? arena_printf(r->scratch, "%.*s,%s]", (int)(n - 1), old, member)
                           : arena_printf(r->scratch, "[%s]", member));
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
    struct import_doubt *last = &r->doubts[r->n_doubts - 1];
    last->column = column->column;
    last->found = arena_text(r->scratch, cell->text);
    return OK;
}

static enum err take_cell(struct import_reader *r, struct import_row *row, const struct import_column *column,
                          const struct cell *cell)
{
    struct cell_context context = {
        .arena = r->scratch,
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
            row->why_args[i] = said.args[i] ? arena_text(r->scratch, said.args[i]) : NULL;
        return OK;
    }
    return OK;
}

/* ---- what must not be missing ---- */

static bool has_doubt(const struct import_reader *r, const struct field *f)
{
    for (size_t i = 0; i < r->n_doubts; i++)
        if (r->doubts[i].field == f)
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
        if (!asked_here || has_doubt(r, f) || is_given_by_park(r, row, f))
            continue;
        row->fate = IMPORT_REFUSED;
        row->why = &T_import_required;
        row->why_args[0] = f->zh;
    }
}

/* A name and a code in each other's cells are one doubt, at the name. */
static void join_swapped(struct import_reader *r)
{
    bool swapped = false;
    size_t kept = 0;
    for (size_t i = 0; i < r->n_doubts; i++)
        swapped |= r->doubts[i].says == reading_says(READING_SWAPPED);
    if (!swapped)
        return;
    for (size_t i = 0; i < r->n_doubts; i++)
        if (!r->doubts[i].field || r->doubts[i].field->type != FIELD_USCC)
            r->doubts[kept++] = r->doubts[i];
    r->n_doubts = kept;
}

static enum err take_row(struct import_reader *r, const struct sheet_row *row, struct import_row *out)
{
    struct import_reading *reading = r->reading;
    out->values = arena_array(r->scratch, (size_t)r->n_fields, struct value);
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
            out->code = utf8_tidy(r->scratch, cell->text, false);
        else if (column->field)
            TRY(take_cell(r, out, column, cell));
    }
    join_swapped(r);
    check_required(r, out);
    if (out->fate == IMPORT_REFUSED)
        r->n_doubts = 0; /* it asks nothing */
    return OK;
}

/* ---- the rows ---- */

static enum err classify_row(struct import_reader *r, const struct sheet_row *row, struct import_row *out)
{
    uint32_t first;
    if (row->row < r->reading->header_first) {
        ignore(out, &T_import_title, NULL);
        return OK;
    }
    switch (sheet_row_look(row, r->grid->n_columns)) {
    case ROW_BLANK:
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
    TRY(find_repeated(r, row, &first));
    if (first) {
        ignore(out, &T_import_repeat, arena_printf(r->scratch, "%u", (unsigned)first));
        return OK;
    }
    return take_row(r, row, out);
}

static bool is_header(const struct import_reading *reading, const struct sheet_row *row)
{
    return row->row >= reading->header_first && row->row <= reading->header_last;
}

static enum err pass_row(struct import_reader *r, const struct sheet_row *row)
{
    struct import_row out = {.row = row->row, .code = "", .hidden = row->is_hidden};
    bool above = row->row < r->reading->header_first;
    if (is_header(r->reading, row) || (!above && sheet_row_look(row, r->grid->n_columns) == ROW_BLANK))
        return OK;
    r->row = &out;
    r->n_doubts = 0;
    TRY(classify_row(r, row, &out));
    TRY(import_check_row(r));
    return r->sink->row(r->sink->context, &out, r->doubts, r->n_doubts);
}

enum err import_read_rows(struct import_reader *r)
{
    struct sheet_cursor *cursor;
    const struct sheet_row *row;
    TRY(workbook_sheet_rows(r->workbook, r->reading->sheet_index, SHEET_SPREAD, &cursor));
    for (;;) {
        TRY(sheet_next(cursor, &row));
        if (!row)
            break;
        TRY(pass_row(r, row));
        if (r->scratch != r->arena && arena_failed(r->scratch))
            return ERR_MEMORY;
        if (r->scratch != r->arena)
            arena_reset(r->scratch);
    }
    sheet_cursor_close(cursor);
    return OK;
}
