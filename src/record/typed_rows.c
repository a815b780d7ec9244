/* Rows in one cell: A公司（60%，省外）；B公司.  The first member stands in front, the others in brackets, each known by
 * what it looks like or by its label (出资占比：60%).  What this form cannot say exactly is written as JSON. */
#include "base/utf8.h"
#include "record.texts.h"
#include "record/compound.h"
#include "record/typed.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

struct row_reader {
    const struct typing_desk *desk;
    const struct field *field;
    const char *text; /* all of it, for the findings */
    int width;
    struct value *values; /* of the row under way */
    bool *filled;
};

static enum err refuse(const struct row_reader *r, const struct text *says, const char *part, const char *third)
{
    return typed_refuse(r->desk, r->field, r->text, says, part, third, NULL);
}

static const char *member_labels(const struct row_reader *r)
{
    struct arena *a = r->desk->op->arena;
    enum language l = r->desk->op->language;
    const char *list = "";
    for (int m = 0; m < r->width; m++)
        list = arena_printf(a, "%s%s%s", list,
                            m == 0             ? ""
                            : l == LANGUAGE_EN ? ", "
                                               : "、",
                            field_label(&r->field->rows[m], l));
    return list;
}

/* A value for a member.  Quiet trials leave no finding behind. */
static enum err read_member(const struct row_reader *r, int m, const char *text, bool quiet, bool *ret_taken)
{
    struct findings unheard = {0};
    struct typing_desk trial = *r->desk;
    trial.whole = r->text;
    struct field member = r->field->rows[m];
    member.id = r->field->id; /* findings stand at the field */
    if (quiet)
        trial.findings = &unheard;
    struct value v;
    TRY(typed_read(&trial, &member, text, &v, ret_taken));
    if (*ret_taken && v.type != VALUE_NULL) {
        r->values[m] = v;
        r->filled[m] = true;
    }
    if (quiet)
        *ret_taken = *ret_taken && v.type != VALUE_NULL;
    return OK;
}

static bool is_label(const struct row_reader *r, int m, const char *text, size_t n)
{
    const struct field *member = &r->field->rows[m];
    const char *names[] = {member->id, member->zh, member->en};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i]) == n && strncmp(names[i], text, n) == 0)
            return true;
    return false;
}

/* "出资占比：60%": the member, and where its value begins; -1. */
static int labelled(const struct row_reader *r, const char *part, const char **ret_value)
{
    static const char wide[] = "：";
    const char *colon = strstr(part, wide), *narrow = strchr(part, ':');
    size_t step = colon ? strlen(wide) : 1;
    if (!colon || (narrow && narrow < colon)) {
        colon = narrow;
        step = 1;
    }
    for (int m = 0; m < r->width && colon; m++)
        if (is_label(r, m, part, (size_t)(colon - part))) {
            *ret_value = colon + step;
            return m;
        }
    return -1;
}

/* Types that say by their look what they are come first, names of records next, free text last. */
static int shyness(const struct field *member)
{
    if (member->type == FIELD_TEXT || member->type == FIELD_LONG_TEXT)
        return 2;
    return member->type == FIELD_REF ? 1 : 0;
}

static enum err place_by_look(const struct row_reader *r, const char *part, bool *ret_placed)
{
    *ret_placed = false;
    for (int round = 0; round <= 2; round++)
        for (int m = 1; m < r->width && !*ret_placed; m++)
            if (!r->filled[m] && shyness(&r->field->rows[m]) == round)
                TRY(read_member(r, m, part, true, ret_placed));
    return OK;
}

static enum err place(const struct row_reader *r, const char *part, bool *ret_placed, bool *ret_taken)
{
    const char *value;
    int m = labelled(r, part, &value);
    *ret_placed = m >= 0;
    if (m >= 0)
        return read_member(r, m, value, false, ret_taken);
    return place_by_look(r, part, ret_placed);
}

/* The brackets that end the part: where they open, or NULL. */
static const char *closing_brackets(const char *part, size_t *ret_open_bytes, size_t *ret_close_bytes)
{
    static const char *const pairs[][2] = {{"（", "）"}, {"(", ")"}};
    size_t n = strlen(part);
    for (size_t p = 0; p < 2; p++) {
        size_t open_n = strlen(pairs[p][0]), close_n = strlen(pairs[p][1]);
        if (n < open_n + close_n || strcmp(part + n - close_n, pairs[p][1]) != 0)
            continue;
        int depth = 0;
        for (const char *at = part + n - close_n; at >= part; at--) {
            depth += strncmp(at, pairs[p][1], close_n) == 0;
            depth -= strncmp(at, pairs[p][0], open_n) == 0;
            if (depth == 0) {
                *ret_open_bytes = open_n;
                *ret_close_bytes = close_n;
                return at;
            }
        }
    }
    return NULL;
}

static void clear_row(const struct row_reader *r)
{
    for (int m = 0; m < r->width; m++) {
        r->values[m] = value_null();
        r->filled[m] = false;
    }
}

/* What stands in the brackets.  Nothing of it placed, where the first member is free text: then they belong to the
 * name, 某某中心（有限合伙）. */
static enum err read_brackets(const struct row_reader *r, const char *inside, bool *ret_is_name, bool *ret_taken)
{
    size_t n = 0, placed_n = 0;
    const char *const *parts = list_split(r->desk->op->arena, inside, &n), *lost = NULL;
    *ret_taken = true;
    for (size_t i = 0; i < n && *ret_taken; i++) {
        bool placed;
        TRY(place(r, parts[i], &placed, ret_taken));
        placed_n += placed;
        if (!placed)
            lost = parts[i];
    }
    *ret_is_name = placed_n == 0 && r->field->rows[0].type == FIELD_TEXT;
    if (!lost || *ret_is_name || !*ret_taken)
        return OK;
    *ret_taken = false;
    return refuse(r, &T_typed_rows_unplaced, lost, member_labels(r));
}

/* 备案：已办 where the first member is a choice. */
static const char *behind_colon(const struct row_reader *r, const char *part, size_t *ret_head_n)
{
    static const char wide[] = "：";
    if (r->field->rows[0].type != FIELD_ENUM)
        return NULL;
    const char *colon = strstr(part, wide), *narrow = strchr(part, ':');
    const char *at = colon ? colon : narrow;
    if (!at)
        return NULL;
    *ret_head_n = (size_t)(at - part);
    return at + (colon ? strlen(wide) : 1);
}

static enum err read_part(const struct row_reader *r, const char *part, bool *ret_taken)
{
    struct arena *a = r->desk->op->arena;
    size_t open_n = 0, close_n = 0, head_n = strlen(part);
    const char *open = closing_brackets(part, &open_n, &close_n), *inside = NULL;
    bool is_name = false;
    *ret_taken = true;
    if (open && open > part) {
        head_n = (size_t)(open - part);
        inside = arena_text_n(a, open + open_n, strlen(open) - open_n - close_n);
    } else {
        inside = behind_colon(r, part, &head_n);
    }
    if (inside)
        TRY(read_brackets(r, inside, &is_name, ret_taken));
    if (!*ret_taken || r->filled[0]) /* the first member may stand in the brackets under its label */
        return OK;
    return read_member(r, 0, is_name ? part : arena_text_n(a, part, head_n), false, ret_taken);
}

/* ---- JSON ---- */

static int member_by_key(const struct row_reader *r, const char *key)
{
    for (int m = 0; key && m < r->width; m++)
        if (is_label(r, m, key, strlen(key)))
            return m;
    return -1;
}

/* Whole numbers are stored values where the member is stored as one; everything else is read as typed. */
static enum err read_json_member(const struct row_reader *r, int m, const struct value *v, bool *ret_taken)
{
    const struct field *member = &r->field->rows[m];
    *ret_taken = true;
    if (v->type == VALUE_NULL)
        return OK;
    if (v->type == VALUE_INT && field_value_type(member) == VALUE_INT && member->type != FIELD_REF) {
        r->values[m] = *v;
        r->filled[m] = true;
        return OK;
    }
    const char *text = v->text;
    if (v->type == VALUE_INT)
        text = arena_printf(r->desk->op->arena, "%s%" PRId64, member->type == FIELD_REF ? "#" : "", v->integer);
    return read_member(r, m, text, false, ret_taken);
}

static enum err read_json_row(const struct row_reader *r, struct json_list *row, bool *ret_taken)
{
    const char *key;
    struct value v;
    *ret_taken = true;
    while (*ret_taken && json_next_member(row, r->desk->op->arena, &key, &v)) {
        int m = member_by_key(r, key);
        if (m < 0) {
            *ret_taken = false;
            return refuse(r, &T_typed_rows_unplaced, key, member_labels(r));
        }
        TRY(read_json_member(r, m, &v, ret_taken));
    }
    return OK;
}

/* ---- both ---- */

static enum err check_required(const struct row_reader *r, bool *ret_taken)
{
    for (int m = 0; m < r->width && *ret_taken; m++) {
        const struct field *member = &r->field->rows[m];
        if (!field_is(member, FIELD_REQUIRED) || r->filled[m])
            continue;
        *ret_taken = false;
        TRY(refuse(r, &T_typed_rows_incomplete, field_label(member, r->desk->op->language), NULL));
    }
    return OK;
}

/* All rows that were read. */
struct rows_taken {
    struct value *values;
    size_t n, capacity; /* of values */
};

static enum err keep_row(const struct row_reader *r, struct rows_taken *rows, bool *ret_taken)
{
    TRY(check_required(r, ret_taken));
    for (int m = 0; m < r->width && *ret_taken; m++) {
        if (!arena_grow(r->desk->op->arena, &rows->values, rows->n, &rows->capacity))
            return fault(r->desk->op->fault, ERR_MEMORY, &T_record_memory);
        rows->values[rows->n++] = r->values[m];
    }
    return OK;
}

static enum err read_parts(const struct row_reader *r, struct rows_taken *rows, bool *ret_taken)
{
    size_t n = 0;
    const char *const *parts = list_split(r->desk->op->arena, r->text, &n);
    for (size_t i = 0; i < n && *ret_taken; i++) {
        clear_row(r);
        TRY(read_part(r, parts[i], ret_taken));
        TRY(keep_row(r, rows, ret_taken));
    }
    return OK;
}

static bool is_json(const struct typing_desk *d, const struct field *f, const char *text)
{
    struct value *values;
    size_t n;
    return text[strspn(text, " \t\r\n")] == '[' && compound_read_rows(d->op->arena, f, text, &values, &n);
}

static enum err read_json(const struct row_reader *r, struct rows_taken *rows, bool *ret_taken)
{
    struct json_list l = json_list_of(r->text);
    while (*ret_taken && json_next_object(&l)) {
        clear_row(r);
        TRY(read_json_row(r, &l, ret_taken));
        TRY(keep_row(r, rows, ret_taken));
    }
    return OK;
}

enum err typed_read_rows(const struct typing_desk *d, const struct field *f, const char *text, struct value *ret_value,
                         bool *ret_taken)
{
    struct arena *a = d->op->arena;
    struct rows_taken rows = {0};
    struct row_reader r = {.desk = d, .field = f, .text = text, .width = compound_member_count(f)};
    *ret_value = value_null();
    *ret_taken = true;
    if (absence_read(text) == READING_ABSENT)
        return OK;
    r.values = arena_array(a, (size_t)r.width, struct value);
    r.filled = arena_array(a, (size_t)r.width, bool);
    if (arena_failed(a))
        return fault(d->op->fault, ERR_MEMORY, &T_record_memory);
    TRY(is_json(d, f, text) ? read_json(&r, &rows, ret_taken) : read_parts(&r, &rows, ret_taken));
    const char *json = *ret_taken ? compound_write_rows(a, f, rows.values, rows.n / (size_t)r.width) : NULL;
    *ret_value = json ? value_text(json) : value_null();
    return OK;
}

/* ---- writing ---- */

enum rows_form { ROWS_WRITTEN, ROWS_LABELLED, ROWS_SHOWN };

struct row_marks {
    const char *open, *close, *between, *next, *colon;
};
static const struct row_marks marks_of[LANGUAGE_COUNT] = {
    {"（", "）", "，", "；", "："},
    {" (", ")", ", ", "; ", ": "},
};

static enum err row_text(const struct typing_desk *d, const struct field *f, const struct value *values,
                         enum rows_form form, const char **ret_text)
{
    struct arena *a = d->op->arena;
    const struct row_marks *marks = &marks_of[d->op->language];
    const char *head = "", *rest = "";
    for (int m = 0; f->rows[m].id; m++) {
        const char *text;
        if (form == ROWS_SHOWN)
            TRY(typed_show(d, &f->rows[m], &values[m], &text));
        else
            TRY(typed_write(d, &f->rows[m], &values[m], &text));
        if (!text[0])
            continue;
        if (m == 0) {
            head = text;
            continue;
        }
        if (form == ROWS_LABELLED)
            text = arena_printf(a, "%s%s%s", field_label(&f->rows[m], d->op->language), marks->colon, text);
        rest = rest[0] ? arena_printf(a, "%s%s%s", rest, marks->between, text) : text;
    }
    *ret_text = rest[0] ? arena_printf(a, "%s%s%s%s", head, marks->open, rest, marks->close) : head;
    return OK;
}

static enum err rows_text(const struct typing_desk *d, const struct field *f, const struct value *all, size_t n,
                          enum rows_form form, const char **ret_text)
{
    size_t width = (size_t)compound_member_count(f);
    *ret_text = "";
    for (size_t i = 0; i < n; i++) {
        const char *row;
        TRY(row_text(d, f, all + i * width, form, &row));
        *ret_text = i ? arena_printf(d->op->arena, "%s%s%s", *ret_text, marks_of[d->op->language].next, row) : row;
    }
    return OK;
}

/* The rows as this operation may see them: names of records that it may not see are left out. */
static enum err visible_rows(const struct typing_desk *d, const struct field *f, const struct value *v,
                             struct value **ret_all, size_t *ret_n)
{
    size_t width = (size_t)compound_member_count(f);
    if (!compound_read_rows(d->op->arena, f, v->text, ret_all, ret_n))
        *ret_n = 0;
    if (arena_failed(d->op->arena))
        return fault(d->op->fault, ERR_MEMORY, &T_record_memory);
    for (size_t i = 0; i < *ret_n; i++) {
        struct value *row = *ret_all + i * width;
        for (size_t m = 0; m < width; m++) {
            struct referent r = {.id = 1};
            if (f->rows[m].type == FIELD_REF && row[m].type == VALUE_INT)
                TRY(d->references->name(d->references->context, d->op, f->rows[m].ref, row[m].integer, &r));
            if (!r.id)
                row[m] = value_null();
        }
    }
    return OK;
}

static enum err reads_back(const struct typing_desk *d, const struct field *f, const char *text, const char *json,
                           bool *ret_same)
{
    struct findings unheard = {0};
    struct typing_desk trial = {d->op, d->references, &typed_by_hand, &unheard, NULL};
    struct value v;
    TRY(typed_read_rows(&trial, f, text, &v, ret_same));
    *ret_same = *ret_same && v.type == VALUE_TEXT && strcmp(v.text, json) == 0;
    return OK;
}

enum err typed_write_rows(const struct typing_desk *d, const struct field *f, const struct value *v,
                          const char **ret_text)
{
    struct value *all;
    size_t n;
    *ret_text = "";
    TRY(visible_rows(d, f, v, &all, &n));
    const char *json = compound_write_rows(d->op->arena, f, all, n);
    for (enum rows_form form = ROWS_WRITTEN; json && form <= ROWS_LABELLED; form++) {
        bool same;
        TRY(rows_text(d, f, all, n, form, ret_text));
        TRY(reads_back(d, f, *ret_text, json, &same));
        if (same)
            return OK;
    }
    *ret_text = json ? json : "";
    return OK;
}

enum err typed_show_rows(const struct typing_desk *d, const struct field *f, const struct value *v,
                         const char **ret_text)
{
    struct value *all;
    size_t n;
    TRY(visible_rows(d, f, v, &all, &n));
    return rows_text(d, f, all, n, ROWS_SHOWN, ret_text);
}
