/* A ledger as a file and on the command line: the same rows as the page, exact amounts. */
#include "base/buf.h"
#include "base/json.h"
#include "base/money.h"
#include "document/table_write.h"
#include "features/project/use.h"
#include "project.queries.h"
#include "project.texts.h"
#include "web/request.h"
#include "web/response.h"

#include <string.h>

const struct command_option project_ledger_options[] = {
    {"from", "DATE", &T_ledger_option_from},
    {"to", "DATE", &T_ledger_option_to},
    {"chain", "CHAIN", &T_ledger_option_chain},
    {"own", NULL, &T_ledger_option_own},
    {0},
};

static const char *const grade_ids[GRADE_COUNT] = {"reported", "documented", "verified"};

/* ---- as a table ---- */

enum { EXPORT_COLUMNS = 15, API_LINES_MAX = 500 };

static void set_columns(struct table_column *columns, enum language l)
{
    static const struct {
        const struct text *label;
        enum table_type type;
    } all[EXPORT_COLUMNS] = {
        {&T_ledger_code, TABLE_TEXT},      {&T_ledger_project, TABLE_TEXT}, {&T_ledger_chain, TABLE_TEXT},
        {&T_ledger_segment, TABLE_TEXT},   {&T_ledger_park, TABLE_TEXT},    {&T_ledger_district, TABLE_TEXT},
        {&T_ledger_investors, TABLE_TEXT}, {&T_ledger_amount, TABLE_MONEY}, {&T_ledger_on, TABLE_DATE},
        {&T_ledger_days, TABLE_INTEGER},   {&T_ledger_late, TABLE_INTEGER}, {&T_ledger_evidence, TABLE_TEXT},
        {&T_ledger_unit, TABLE_TEXT},      {&T_ledger_minder, TABLE_TEXT},  {&T_ledger_doubt, TABLE_TEXT},
    };
    for (int i = 0; i < EXPORT_COLUMNS; i++)
        columns[i] = (struct table_column){
            .id = all[i].label->id, .label = text_in(all[i].label, l), .type = all[i].type, .unit_fen = FEN_PER_WAN};
    columns[7].has_total = true;
}

static void put_row(struct table *t, struct op *op, const struct ledger_line *line, bool stock)
{
    table_text(t, line->code);
    table_text(t, line->name);
    table_text(t, line->chain->name);
    table_text(t, line->segment);
    table_text(t, line->park->name);
    table_text(t, line->district->name);
    table_text(t, line->investors);
    table_money(t, line->entry.fen);
    table_date(t, line->entry.on);
    table_integer(t, line->entry.days_since_entry);
    if (stock)
        table_integer(t, line->entry.days_past_plan);
    else
        table_blank(t);
    table_text(t, *line->evidence ? choice_label(event_evidences, line->evidence, op->language) : NULL);
    table_text(t, line->unit);
    table_text(t, line->minder);
    table_text(t, ledger_doubt_words(op, line));
    table_row_end(t);
}

static enum err write_table_as(struct op *op, const struct ledger_report *r, struct table_options options,
                               struct buf *out)
{
    struct table_column columns[EXPORT_COLUMNS];
    struct table *t;
    set_columns(columns, op->language);
    options.language = op->language;
    options.zone_minutes = op->zone_minutes;
    options.sheet_name = text_in(ledger_label(r->request.ledger), op->language);
    TRY(table_open(op->arena, op->fault, &options, columns, EXPORT_COLUMNS, table_sink_buf(out), &t));
    for (size_t i = 0; i < r->n_lines && !table_failed(t); i++)
        put_row(t, op, &r->lines[i], r->request.ledger == LEDGER_UNSTARTED);
    return table_close(t);
}

/* ---- as JSON ---- */

static void put_amount(struct json *j, const char *key, const struct ledger_amount *a)
{
    json_key(j, key);
    json_object_begin(j);
    json_key(j, "n");
    json_int(j, a->n);
    json_key(j, "fen");
    json_int(j, a->fen);
    json_object_end(j);
}

static void put_flow(struct json *j, const struct ledger_flow *f)
{
    json_key(j, "reconciliation");
    json_object_begin(j);
    put_amount(j, "opening", &f->opening);
    put_amount(j, "adjusted", &f->adjusted);
    put_amount(j, "signed", &f->entered);
    put_amount(j, "started", &f->started);
    put_amount(j, "ended", &f->ended);
    put_amount(j, "resumed", &f->resumed);
    put_amount(j, "raised", &f->raised);
    put_amount(j, "closing", &f->closing);
    json_object_end(j);
}

static void put_line(struct json *j, const struct ledger_line *line)
{
    char day[DATE_TEXT_BYTES];
    json_object_begin(j);
    json_key(j, "code");
    json_string(j, line->code);
    json_key(j, "name");
    json_string(j, line->name);
    json_key(j, "chain");
    json_string(j, line->chain->name);
    json_key(j, "park");
    json_string(j, line->park->name);
    json_key(j, "district");
    json_string(j, line->district->name);
    json_key(j, "amount_fen");
    json_int(j, line->entry.fen);
    json_key(j, "on");
    json_string(j, date_format(line->entry.on, day));
    json_key(j, "grade");
    json_string(j, grade_ids[line->entry.grade]);
    json_key(j, "days_since_entry");
    json_int(j, line->entry.days_since_entry);
    json_key(j, "days_past_plan");
    json_int(j, line->entry.days_past_plan);
    json_object_end(j);
}

static void put_sum(struct json *j, const char *id, const struct ledger_sum *sum)
{
    json_key(j, id);
    json_object_begin(j);
    json_key(j, "n");
    json_int(j, sum->n);
    json_key(j, "fen");
    json_int(j, sum->fen);
    for (int g = 0; g < GRADE_COUNT; g++) {
        json_key(j, grade_ids[g]);
        json_object_begin(j);
        json_key(j, "n");
        json_int(j, sum->n_by_grade[g]);
        json_key(j, "fen");
        json_int(j, sum->fen_by_grade[g]);
        json_object_end(j);
    }
    json_object_end(j);
}

static void put_sums(struct json *j, const char *key, const struct ledger_sum *sums)
{
    json_key(j, key);
    json_object_begin(j);
    for (int l = 0; l < LEDGER_COUNT; l++)
        put_sum(j, ledger_ids[l], &sums[l]);
    json_object_end(j);
}

static void put_rules(struct json *j, const char *key, const struct rulebook *rules)
{
    json_key(j, key);
    json_object_begin(j);
    json_key(j, "model");
    json_string(j, rules->model);
    json_key(j, "version");
    json_int(j, rules->version);
    json_object_end(j);
}

static void put_rates(struct json *j, const struct ledger_rates *r)
{
    const struct {
        const char *key;
        int64_t n;
    } all[] = {{"signed", r->signed_n},
               {"performed", r->performed_n},
               {"started", r->started_n},
               {"produced", r->produced_n},
               {"capacity", r->capacity_n}};
    json_key(j, "cohort");
    json_object_begin(j);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        json_key(j, all[i].key);
        json_int(j, all[i].n);
    }
    json_object_end(j);
}

static void put_moves(struct json *j, const struct ledger_report *r)
{
    json_key(j, "moves");
    json_array_begin(j);
    for (size_t i = 0; i < r->n_moves; i++) {
        json_object_begin(j);
        json_key(j, "code");
        json_string(j, r->moves[i].code);
        json_key(j, "from");
        json_string(j, ledger_place(&r->chains, r->moves[i].from)->name);
        json_key(j, "to");
        json_string(j, ledger_place(&r->chains, r->moves[i].to)->name);
        json_object_end(j);
    }
    json_array_end(j);
}

static void put_report(struct json *j, const struct ledger_report *r)
{
    char from[DATE_TEXT_BYTES], to[DATE_TEXT_BYTES];
    json_object_begin(j);
    json_key(j, "ledger");
    json_string(j, ledger_ids[r->request.ledger]);
    json_key(j, "own");
    json_bool(j, r->request.own);
    json_key(j, "from");
    json_string(j, date_format(r->span.from, from));
    json_key(j, "to");
    json_string(j, date_format(r->span.to, to));
    put_rules(j, "rules", r->rules);
    json_key(j, "n");
    json_int(j, r->sums[r->request.ledger].n);
    json_key(j, "fen");
    json_int(j, r->sums[r->request.ledger].fen);
    put_sums(j, "ledgers", r->sums);
    put_sums(j, "period_before", r->sums_before);
    if (r->rules_beside) {
        put_rules(j, "rules_beside", r->rules_beside);
        put_sums(j, "beside", r->sums_beside);
    }
    put_flow(j, &r->flow);
    put_rates(j, &r->rates);
    put_moves(j, r);
    json_key(j, "rows");
    json_array_begin(j);
    for (size_t i = r->first_told; i < r->first_told + r->n_told; i++)
        put_line(j, &r->lines[i]);
    json_array_end(j);
    json_object_end(j);
}

static void write_json(struct buf *b, const struct ledger_report *r)
{
    struct json j;
    json_init(&j, b);
    put_report(&j, r);
    buf_char(b, '\n');
}

static void write_lines(struct buf *b, const struct ledger_report *r, enum language l)
{
    for (size_t i = 0; i < r->n_lines; i++) {
        const struct ledger_line *line = &r->lines[i];
        char day[DATE_TEXT_BYTES], yi[MONEY_TEXT_BYTES];
        buf_printf(b, "%s  %10s  %s  %s\n", date_format(line->entry.on, day), money_format_yi(line->entry.fen, yi),
                   line->chain->name, line->name);
    }
    char n[MONEY_TEXT_BYTES], yi[MONEY_TEXT_BYTES];
    const struct ledger_sum *s = &r->sums[r->request.ledger];
    buf_printf(b, "%s %s  %s %s\n", text_in(&T_ledger_total, l), number_format(s->n, n), money_format_yi(s->fen, yi),
               text_in(&T_ledger_yi, l));
}

/* ---- the command ---- */

static enum err read_day(struct command_call *call, const char *option, date_t otherwise, date_t *ret_day)
{
    const char *text = command_option(call, option);
    *ret_day = otherwise;
    if (text && (!date_parse(text, ret_day) || date_is_month(*ret_day)))
        return fault(call->fault, ERR_USAGE, &T_ledger_bad_day, text);
    return OK;
}

static enum err find_chain(struct command_call *call, int64_t *ret_chain)
{
    const char *name = command_option(call, "chain");
    struct chain_options_row *rows;
    size_t n;
    *ret_chain = 0;
    if (!name)
        return OK;
    TRY(chain_options(call->op, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].code, name) == 0 || strcmp(rows[i].name, name) == 0)
            *ret_chain = rows[i].id;
    return *ret_chain ? OK : fault(call->fault, ERR_MISSING, &T_ledger_no_such_chain, name);
}

enum err project_ledger_command(struct command_call *call)
{
    struct ledger_request q = {.group = LEDGER_BY_CHAIN, .own = command_flag(call, "own")};
    struct ledger_report report;
    struct period month = period_of_month(call->op->today);
    if (!ledger_from_id(call->arguments[0], &q.ledger))
        return fault(call->fault, ERR_USAGE, &T_ledger_no_such_ledger, call->arguments[0]);
    q.period = (struct period){PERIOD_SPAN, 0, 0};
    TRY(read_day(call, "from", month.from, &q.period.from));
    TRY(read_day(call, "to", call->op->today, &q.period.to));
    TRY(find_chain(call, &q.chain));
    TRY(ledger_report(call->op, &q, &report));
    struct buf b;
    buf_init(&b, 0);
    enum err e = OK;
    if (call->format == OUTPUT_JSON)
        write_json(&b, &report);
    else if (call->format == OUTPUT_CSV)
        e = write_table_as(call->op, &report, (struct table_options){.format = TABLE_AS_CSV, .without_mark = true}, &b);
    else
        write_lines(&b, &report, call->language);
    fputs(buf_string(&b), call->out);
    e = e == OK && buf_failed(&b) ? ERR_MEMORY : e;
    buf_release(&b);
    return e;
}

/* ---- the file, and the interface ---- */

enum err project_ledger_export(struct request *rq, struct response *rs)
{
    struct ledger_request q;
    struct ledger_report report;
    const char *format = request_query(rq, "format");
    bool xlsx = format && strcmp(format, "xlsx") == 0;
    TRY(project_ledger_request(rq, &q));
    TRY(ledger_report(rq->op, &q, &report));
    struct buf b;
    buf_init(&b, 0);
    struct table_options options = {.format = xlsx ? TABLE_AS_XLSX : TABLE_AS_CSV};
    enum err e = write_table_as(rq->op, &report, options, &b);
    const char *name =
        arena_printf(rq->op->arena, "%s.%s", text_in(ledger_label(q.ledger), rq->op->language), xlsx ? "xlsx" : "csv");
    const char *type =
        xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8";
    if (e == OK && !buf_failed(&b))
        response_file(rs, name, type, b.bytes, b.n);
    e = e == OK && buf_failed(&b) ? ERR_MEMORY : e;
    buf_release(&b);
    return e;
}

enum err project_ledger_api(struct request *rq, struct response *rs)
{
    struct ledger_request q;
    struct ledger_report report;
    int64_t first, limit;
    TRY(project_ledger_request(rq, &q));
    TRY(request_int(rq, "first", 0, 10000000, 0, &first));
    TRY(request_int(rq, "limit", 1, API_LINES_MAX, API_LINES_MAX, &limit));
    q.first_line = (size_t)first;
    q.most_lines = (size_t)limit;
    TRY(ledger_report(rq->op, &q, &report));
    put_report(response_json(rs), &report);
    return OK;
}
