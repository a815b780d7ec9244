/* export, merge, verify, audit. */
#include "document/table_write.h"
#include "features/operate/use.h"
#include "operate.texts.h"
#include "record/act.h"
#include "record/list.h"
#include "record/record.h"
#include "record/typed.h"

#include <stdlib.h>
#include <string.h>

const struct command_option operate_export_options[] = {
    {"where", "EXPR", &T_operate_option_where},
    {"columns", "LIST", &T_operate_option_columns},
    {"output", "FILE", &T_operate_option_output},
    {0},
};
const struct command_option operate_audit_options[] = {
    {"limit", "N", &T_operate_option_limit},
    {0},
};

enum err operate_find_kind(struct command_call *call, const char *name, const struct kind **ret_kind)
{
    *ret_kind = kinds_find(call->kinds, name);
    if (!*ret_kind || ((*ret_kind)->flags & KIND_PLAIN))
        return fault(call->fault, ERR_USAGE, &T_operate_no_such_kind, name);
    return OK;
}

enum err operate_find_record(struct command_call *call, const struct kind *kind, const char *code, int64_t *ret_id)
{
    struct record *r;
    char *end;
    int64_t id = strtoll(code, &end, 10);
    if (!*end && id > 0)
        TRY(record_load(call->op, kind, id, &r));
    else
        TRY(record_find(call->op, kind, code, &r));
    *ret_id = r->id;
    return OK;
}

/* ---- export ---- */

enum { COLUMNS_MAX = 64 };

struct exporting {
    struct command_call *call;
    enum table_format format;
    struct table_options options;
    struct table_column *columns;
    struct table *table;
    FILE *out;
};

/* The label with its unit, as import reads it: 计划总投资（万元）. */
static const char *header_of(struct arena *a, const struct field *f, enum language l)
{
    const char *unit = f->type == FIELD_MONEY ? "万元" : f->type == FIELD_RATIO ? "%" : f->unit_zh;
    return unit ? arena_printf(a, "%s（%s）", field_label(f, l), unit) : field_label(f, l);
}

/* Everything as it would be typed again: what import takes back unchanged. */
static enum err open_table(struct exporting *x, const struct list_page *head)
{
    struct arena *a = x->call->arena;
    enum language l = x->call->language;
    x->columns = arena_array(a, head->n_columns + 1, struct table_column);
    if (!x->columns)
        return ERR_MEMORY;
    for (size_t i = 0; i < head->n_columns; i++)
        x->columns[i] = (struct table_column){
            .id = head->columns[i]->id, .label = header_of(a, head->columns[i], l), .type = TABLE_TEXT};
    x->options = (struct table_options){.format = x->format, .language = l, .zone_minutes = x->call->op->zone_minutes};
    return table_open(a, x->call->fault, &x->options, x->columns, (int)head->n_columns, table_sink_file(x->out),
                      &x->table);
}

static enum err write_row(void *arg, const struct list_page *head, const struct list_row *row)
{
    struct exporting *x = arg;
    if (!row)
        return open_table(x, head);
    for (size_t i = 0; i < head->n_columns; i++) {
        struct findings unheard = {0};
        struct typing_desk desk = {x->call->op, &references_stored, &typed_by_hand, &unheard, NULL};
        const char *text;
        TRY(typed_write(&desk, head->columns[i], &row->cells[i].value, &text));
        table_text(x->table, text);
    }
    table_row_end(x->table);
    return table_failed(x->table) ? ERR_STORAGE : OK;
}

/* "name,total": the columns asked for, else every field that a file may hold. */
static void choose_columns(struct command_call *call, const struct kind *kind, struct list_query *q)
{
    const char **columns = arena_array(call->arena, COLUMNS_MAX, const char *);
    const char *list = command_option(call, "columns");
    if (!columns)
        return;
    if (!list && !(kind->flags & KIND_NO_CODE))
        columns[q->n_columns++] = "code";
    for (const struct field *f = kind->fields; !list && f->id; f++)
        if (!field_is(f, FIELD_SECRET) && !field_is(f, FIELD_DERIVED) && !field_is(f, FIELD_PERSONAL))
            columns[q->n_columns++] = f->id;
    while (list && *list && q->n_columns < COLUMNS_MAX) {
        size_t n = strcspn(list, ",");
        columns[q->n_columns++] = arena_text_n(call->arena, list, n);
        list += n + (list[n] == ',');
    }
    q->columns = columns;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

enum err operate_export(struct command_call *call)
{
    const struct kind *kind;
    struct exporting x = {.call = call, .out = call->out, .format = TABLE_AS_CSV};
    const char *where = command_option(call, "where"), *output = command_option(call, "output");
    TRY(operate_find_kind(call, call->arguments[0], &kind));
    struct list_query q = {.kind = kind, .sort = "id", .limit = LIST_PAGE_MAX};
    choose_columns(call, kind, &q);
    if (where)
        TRY(filter_parse(call->op, kind, where, &q.filter));
    if (call->format == OUTPUT_JSON)
        x.format = TABLE_AS_JSON;
    if (output && ends_with(output, ".xlsx"))
        x.format = TABLE_AS_XLSX;
    if (output && !(x.out = fopen(output, "wb")))
        return fault(call->fault, ERR_STORAGE, &T_operate_cannot_write, output);
    enum err e = list_each(call->op, &q, write_row, &x);
    enum err closed = x.table ? table_close(x.table) : OK;
    if (output && fclose(x.out) != 0 && closed == OK)
        closed = fault(call->fault, ERR_STORAGE, &T_operate_cannot_write, output);
    return e != OK ? e : closed;
}

/* ---- merge ---- */

struct merging {
    const struct kind *kind;
    int64_t keep, lose;
};

static enum err merge_both(struct op *op, void *arg)
{
    const struct merging *m = arg;
    return record_merge_duplicates(op, m->kind, m->keep, m->lose);
}

enum err operate_merge(struct command_call *call)
{
    struct merging m;
    TRY(operate_find_kind(call, call->arguments[0], &m.kind));
    TRY(operate_find_record(call, m.kind, call->arguments[1], &m.keep));
    TRY(operate_find_record(call, m.kind, call->arguments[2], &m.lose));
    op_end(call->op);
    TRY(act_run(call->op, "merge", "", merge_both, &m, NULL));
    fprintf(call->words, "%s\n", text_in(&T_operate_merged, call->language));
    return OK;
}

/* ---- verify, audit ---- */

enum err operate_verify(struct command_call *call)
{
    int64_t operations = 0, number = 0;
    char head[65] = "";
    TRY(act_verify(call->op, &operations));
    TRY(act_head(call->op, &number, head));
    if (call->format == OUTPUT_JSON) {
        fprintf(call->out, "{\"operations\":%lld,\"seal\":%lld,\"head\":\"%s\"}\n", (long long)operations,
                (long long)number, head);
        return OK;
    }
    char n[24];
    snprintf(n, sizeof(n), "%lld", (long long)operations);
    fprintf(call->out, "%s\n",
            text_format(call->arena, &T_operate_verified, call->language, (const char *[]){n, head}, 2));
    return OK;
}

enum err operate_audit(struct command_call *call)
{
    struct act_row *rows;
    size_t n;
    const char *limit = command_option(call, "limit");
    TRY(act_list(call->op, 0, 0, limit ? (size_t)strtoul(limit, NULL, 10) : 50, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        char at[MOMENT_TEXT_BYTES];
        fprintf(call->out, "%s  %-12s %-20s %-10s %lld  %s\n",
                moment_format_local(rows[i].at_us, call->op->zone_minutes, at), rows[i].login, rows[i].what,
                rows[i].address, (long long)rows[i].n_versions, rows[i].reason);
    }
    return OK;
}
