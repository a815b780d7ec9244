#include "record/import_cell.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/money.h"
#include "base/reading.h"
#include "record.texts.h"
#include "record/import_map.h"

#include <stdio.h>
#include <string.h>

struct job {
    const struct cell_context *c;
    const struct cell *cell;
    const char *typed; /* what a reader of text gets */
    enum typing typing;
    struct cell_reading *out;
};

static void take(struct job *j, struct value v)
{
    j->out->verdict = CELL_TAKEN;
    j->out->value = v;
}

static void doubt(struct job *j, const struct text *says, const char *arg)
{
    j->out->verdict = CELL_DOUBTED;
    j->out->says = says;
    j->out->args[0] = arg;
    j->out->n_args = arg ? 1 : 0;
}

static void propose(struct job *j, const char *text)
{
    if (j->out->n_proposals < CELL_PROPOSALS_MAX && text && *text)
        j->out->proposals[j->out->n_proposals++] = text;
}

/* Absent, asked about, or the sentence of any other verdict but KNOWN. */
static bool settled(struct job *j, enum reading_verdict v)
{
    if (v == READING_KNOWN)
        return false;
    if (v == READING_ABSENT)
        j->out->verdict = CELL_ABSENT;
    else
        doubt(j, reading_says(v), j->typed);
    return true;
}

/* ---- by type ---- */

static const char *date_typed(struct job *j, date_t d)
{
    char text[DATE_TEXT_BYTES];
    return d ? arena_text(j->c->arena, date_format(d, text)) : NULL;
}

static void read_date(struct job *j)
{
    const struct field *f = j->c->field;
    struct date_reading r = {.verdict = READING_KNOWN, .date = j->cell->date};
    if (j->cell->kind != CELL_DATE)
        r = date_read(j->typed, j->typing, j->c->is_1904, j->c->today);
    bool plan_is_fine = r.verdict == READING_PLANNED && field_is(f, FIELD_PLAN);
    if (r.verdict == READING_PLANNED && !plan_is_fine) {
        doubt(j, &T_import_plan_is_no_fact, j->typed);
        propose(j, date_typed(j, r.date));
        return;
    }
    if (!plan_is_fine && settled(j, r.verdict)) {
        propose(j, date_typed(j, r.date));
        if (r.verdict == READING_LOST_ZERO) {
            propose(j, date_typed(j, r.from));
            propose(j, date_typed(j, r.to));
        }
        return;
    }
    if (!field_is(f, FIELD_PLAN) && date_first_day(r.date) > j->c->today) {
        doubt(j, &T_import_future, j->typed);
        if (field_is(f, FIELD_REQUIRED))
            j->out->verdict = CELL_REFUSED;
        return;
    }
    date_t kept = f->type == FIELD_MONTH ? r.date / 100 * 100 : r.date;
    take(j, value_int(f->type == FIELD_YEAR ? date_year(r.date) : kept));
}

static void read_year(struct job *j)
{
    int year = 0;
    char rest[8] = "";
    int n = sscanf(j->typed, "%d%7s", &year, rest);
    if (n >= 1 && year >= DATE_YEAR_MIN && year <= DATE_YEAR_MAX && (n == 1 || strcmp(rest, "年") == 0))
        take(j, value_int(year));
    else if (!settled(j, absence_read(j->typed)))
        doubt(j, &T_import_not_a_year, j->typed);
}

static const char *money_typed(struct job *j, int64_t fen)
{
    char text[MONEY_TEXT_BYTES];
    return arena_printf(j->c->arena, "%s万元", money_format_exact_wan(fen, text));
}

static void read_money(struct job *j)
{
    const struct field *f = j->c->field;
    struct money_column column = j->c->column->money;
    column.least_fen = f->usual_min;
    column.most_fen = f->usual_max;
    struct money_reading r = money_read(j->typed, j->typing, &column);
    if (settled(j, r.verdict)) {
        if (r.fen)
            propose(j, money_typed(j, r.fen));
        return;
    }
    if (r.fen < f->min) {
        doubt(j, r.fen < 0 ? &T_import_negative : &T_import_too_small, j->typed);
        return;
    }
    take(j, value_int(r.fen));
}

static void read_quantity(struct job *j)
{
    const struct field *f = j->c->field;
    char unit[UNIT_TEXT_BYTES];
    struct quantity_reading r = quantity_read(j->typed, j->typing, f->unit_zh ? f->unit_zh : "",
                                              header_unit(j->c->column->header, unit), f->decimals);
    if (settled(j, r.verdict))
        return;
    if ((f->min || f->max) && (r.value < f->min || r.value > f->max))
        doubt(j, &T_import_out_of_range, j->typed);
    else
        take(j, value_int(r.value));
}

static void read_ratio(struct job *j)
{
    char unit[UNIT_TEXT_BYTES];
    struct ratio_reading r = ratio_read(j->typed, j->typing, strcmp(header_unit(j->c->column->header, unit), "%") == 0);
    if (settled(j, r.verdict))
        return;
    if (j->c->field->max && r.bp > j->c->field->max)
        doubt(j, &T_import_out_of_range, j->typed);
    else
        take(j, value_int(r.bp));
}

static void read_yes(struct job *j)
{
    bool yes;
    if (!settled(j, yes_read(j->typed, &yes)))
        take(j, value_int(yes));
}

static void read_uscc(struct job *j)
{
    struct uscc_reading r = uscc_read(j->typed, j->typing);
    if (settled(j, r.verdict)) {
        propose(j, arena_text(j->c->arena, r.code));
        return;
    }
    take(j, value_text(arena_text(j->c->arena, r.code)));
}

static void read_phone(struct job *j)
{
    struct phone_reading r = phone_read(j->typed);
    if (settled(j, r.verdict)) {
        for (int i = 0; i < r.n && r.verdict == READING_SEVERAL; i++)
            propose(j, arena_text(j->c->arena, r.phones[i]));
        return;
    }
    take(j, value_text(arena_text(j->c->arena, r.phones[0])));
}

static const char *trimmed(struct arena *a, const char *text)
{
    static const char *const blanks[] = {" ", "\t", "\n", "\r", "\u3000", "\u00a0"};
    size_t n = strlen(text);
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
            size_t m = strlen(blanks[i]);
            if (n >= m && strncmp(text, blanks[i], m) == 0) {
                text += m;
                n -= m;
                again = true;
            } else if (n >= m && strncmp(text + n - m, blanks[i], m) == 0) {
                n -= m;
                again = true;
            }
        }
    }
    return arena_text_n(a, text, n);
}

static void read_text(struct job *j)
{
    const struct field *f = j->c->field;
    const char *text = trimmed(j->c->arena, j->cell->text);
    if (absence_read(text) == READING_ABSENT)
        j->out->verdict = CELL_ABSENT;
    else if (f->max && (int64_t)utf8_length(text) > f->max)
        doubt(j, &T_import_too_long, arena_printf(j->c->arena, "%lld", (long long)f->max));
    else
        take(j, value_text(text));
}

/* ---- names ---- */

static enum name_kind name_kind_of(const struct field *f)
{
    bool firm = f->type == FIELD_ROWS || (f->ref && strcmp(f->ref, "enterprise") == 0) ||
                (field_is(f, FIELD_TITLE) && strstr(f->zh, "企业"));
    return firm ? NAME_OF_FIRM : NAME_OF_PROJECT;
}

/* A name: of the record itself, of another one, or of a firm in a list. */
static bool read_name(struct job *j, const char **ret_name)
{
    struct name_reading r = name_read(j->c->arena, j->typed, name_kind_of(j->c->field));
    if (settled(j, r.verdict)) {
        for (size_t i = 0; i < r.n_parts && r.verdict == READING_SEVERAL; i++)
            propose(j, r.parts[i]);
        if (r.verdict == READING_NOTE)
            propose(j, r.name);
        return false;
    }
    *ret_name = r.name;
    return true;
}

static void read_named(struct job *j)
{
    const char *name;
    if (read_name(j, &name))
        take(j, value_text(name));
}

/* Investors: one firm a cell is clear; [{"name": …}]. */
static void read_first_member(struct job *j)
{
    const char *name;
    if (!read_name(j, &name))
        return;
    struct buf b;
    struct json json;
    buf_init(&b, 0);
    json_init(&json, &b);
    json_array_begin(&json);
    json_object_begin(&json);
    json_key(&json, j->c->field->rows[0].id);
    json_string(&json, name);
    json_object_end(&json);
    json_array_end(&json);
    if (b.failed)
        arena_fail(j->c->arena);
    take(j, value_text(arena_text(j->c->arena, buf_string(&b))));
    buf_release(&b);
}

/* ---- choices ---- */

static bool is_word_of(struct arena *a, const struct choice *c, const char *core)
{
    if (strcmp(c->id, core) == 0 || strcmp(c->zh, core) == 0 || strcmp(import_header_core(a, c->en), core) == 0)
        return true;
    for (const char *at = c->synonyms; at && *at;) {
        size_t n = strcspn(at, "|");
        if (strcmp(import_header_core(a, arena_text_n(a, at, n)), core) == 0)
            return true;
        at += n + (at[n] == '|');
    }
    return false;
}

static const struct choice *find_choice(struct arena *a, const struct choice *choices, const char *text)
{
    for (const struct choice *c = choices; c->id; c++)
        if (strcmp(c->zh, text) == 0 || strcmp(c->id, text) == 0 || strcmp(c->en, text) == 0)
            return c;
    const char *core = import_header_core(a, text);
    for (const struct choice *c = choices; c->id; c++)
        if (is_word_of(a, c, core))
            return c;
    return NULL;
}

static bool begins_with_plan(const char *text)
{
    static const char *const words[] = {"拟", "计划", "预计", "将", "即将"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* 延链补链 names two, 拟开工 names one that is only planned, 洽谈 names none. */
static void doubt_choice(struct job *j)
{
    const struct field *f = j->c->field;
    for (const struct choice *c = f->choices; c->id; c++)
        if (strstr(j->typed, c->zh))
            propose(j, c->zh);
    if (j->out->n_proposals > 1) {
        doubt(j, &T_import_several_choices, j->typed);
    } else if (j->out->n_proposals == 1) {
        doubt(j, begins_with_plan(j->typed) ? &T_import_plan_is_no_fact : &T_import_no_such_choice, j->typed);
    } else {
        doubt(j, &T_import_no_such_choice, j->typed);
        if (field_is(f, FIELD_REQUIRED))
            j->out->verdict = CELL_REFUSED;
    }
    j->out->args[1] = f->zh;
    j->out->n_args = 2;
}

static void read_choice(struct job *j)
{
    if (absence_read(j->typed) == READING_ABSENT) {
        j->out->verdict = CELL_ABSENT;
        return;
    }
    const struct choice *c = find_choice(j->c->arena, j->c->field->choices, j->typed);
    if (c)
        take(j, value_text(c->id));
    else
        doubt_choice(j);
}

/* 备案 under 前期手续: "已办结", "办理中", "2026-03-05". */
static void read_member_state(struct job *j)
{
    const struct field *members = j->c->field->rows;
    const char *text = trimmed(j->c->arena, j->typed);
    if (absence_read(text) == READING_ABSENT) {
        j->out->verdict = CELL_ABSENT;
        return;
    }
    const struct choice *state = find_choice(j->c->arena, members[1].choices, text);
    struct date_reading on = date_read(text, j->typing, j->c->is_1904, j->c->today);
    if (!state && on.verdict != READING_KNOWN) {
        doubt(j, &T_import_no_such_choice, j->typed);
        j->out->args[1] = members[1].zh;
        j->out->n_args = 2;
        return;
    }
    const char *id = state ? state->id : "done";
    take(j, value_text(state ? arena_printf(j->c->arena, "{\"%s\":\"%s\",\"%s\":\"%s\"}", members[0].id,
                                            j->c->column->member, members[1].id, id)
                             : arena_printf(j->c->arena, "{\"%s\":\"%s\",\"%s\":\"%s\",\"%s\":%d}", members[0].id,
                                            j->c->column->member, members[1].id, id, members[2].id, (int)on.date)));
}

static void read_list(struct job *j, bool choices)
{
    struct arena *a = j->c->arena;
    size_t n;
    if (settled(j, absence_read(trimmed(a, j->typed))))
        return;
    const char *const *parts = list_split(a, j->typed, &n);
    struct buf b;
    struct json json;
    buf_init(&b, 0);
    json_init(&json, &b);
    json_array_begin(&json);
    for (size_t i = 0; i < n && j->out->verdict != CELL_DOUBTED; i++) {
        const struct choice *c = choices ? find_choice(a, j->c->field->choices, parts[i]) : NULL;
        if (choices && !c)
            doubt(j, &T_import_no_such_choice, parts[i]);
        json_string(&json, c ? c->id : parts[i]);
    }
    json_array_end(&json);
    if (b.failed)
        arena_fail(a);
    if (j->out->verdict != CELL_DOUBTED)
        take(j, value_text(arena_text(a, buf_string(&b))));
    buf_release(&b);
}

/* ---- the table ---- */

static void read_by_type(struct job *j)
{
    const struct field *f = j->c->field;
    switch (f->type) {
    case FIELD_DATE:
    case FIELD_MONTH:
        read_date(j);
        break;
    case FIELD_YEAR:
        read_year(j);
        break;
    case FIELD_MONEY:
        read_money(j);
        break;
    case FIELD_INT:
    case FIELD_NUMBER:
        read_quantity(j);
        break;
    case FIELD_RATIO:
        read_ratio(j);
        break;
    case FIELD_BOOL:
        read_yes(j);
        break;
    case FIELD_ENUM:
        read_choice(j);
        break;
    case FIELD_ENUM_LIST:
    case FIELD_TEXT_LIST:
        read_list(j, f->type == FIELD_ENUM_LIST);
        break;
    case FIELD_REF_LIST:
        read_text(j); /* names: read when it is known what they mean */
        break;
    case FIELD_USCC:
        read_uscc(j);
        break;
    case FIELD_PHONE:
        read_phone(j);
        break;
    case FIELD_REF:
        read_named(j);
        break;
    case FIELD_ROWS:
        if (j->c->column->member)
            read_member_state(j);
        else
            read_first_member(j);
        break;
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_PERIOD:
    case FIELD_BYTES:
    case FIELD_TYPE_COUNT:
        if (field_is(f, FIELD_TITLE))
            read_named(j);
        else
            read_text(j);
        break;
    }
}

/* As a person sees what is not for all eyes: taken back from such a list, it says nothing. */
static bool is_masked(const char *text)
{
    return strstr(text, "****") || strstr(text, "＊");
}

enum err import_cell_read(const struct cell_context *c, const struct cell *cell, struct cell_reading *ret_reading)
{
    *ret_reading = (struct cell_reading){.verdict = CELL_ABSENT};
    struct job j = {.c = c, .cell = cell, .typed = cell->text, .typing = TYPED_TEXT, .out = ret_reading};
    if (c->is_csv)
        j.typing = TYPED_UNKNOWN;
    if (cell->kind == CELL_NUMBER) {
        j.typing = TYPED_NUMBER;
        j.typed = cell->value;
    }
    if (cell->kind == CELL_ERROR)
        doubt(&j, &T_import_cell_error, cell->text);
    else if (cell->kind != CELL_EMPTY && !(field_is(c->field, FIELD_PERSONAL) && is_masked(cell->text)))
        read_by_type(&j);
    return arena_failed(c->arena) ? ERR_MEMORY : OK;
}
