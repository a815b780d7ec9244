/* A ledger as a file and on the command line: the same rows as the page, exact amounts. */
#include "base/buf.h"
#include "base/json.h"
#include "base/money.h"
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

/* Text of a cell that a spreadsheet would take for a formula is told apart by an apostrophe. */
static void put_csv(struct buf *b, const char *text, bool last)
{
    bool formula = *text && strchr("=+-@\t\r", *text);
    bool quotes = formula || strpbrk(text, ",\"\n\r");
    if (quotes)
        buf_char(b, '"');
    if (formula)
        buf_char(b, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buf_char(b, '"');
        buf_char(b, *text);
    }
    if (quotes)
        buf_char(b, '"');
    buf_text(b, last ? "\r\n" : ",");
}

enum { EXPORT_COLUMNS = 13 };

static void line_texts(const struct ledger_line *line, enum language l, const char *texts[EXPORT_COLUMNS],
                       char day[DATE_TEXT_BYTES], char wan[MONEY_TEXT_BYTES], char since[MONEY_TEXT_BYTES],
                       char late[MONEY_TEXT_BYTES])
{
    snprintf(since, MONEY_TEXT_BYTES, "%d", (int)line->entry.days_since_entry);
    snprintf(late, MONEY_TEXT_BYTES, "%d", (int)line->entry.days_past_plan);
    const char *const all[EXPORT_COLUMNS] = {line->code,
                                             line->name,
                                             line->chain,
                                             line->segment,
                                             line->park,
                                             line->district,
                                             line->investors,
                                             money_format_exact_wan(line->entry.fen, wan),
                                             date_format(line->entry.on, day),
                                             *line->evidence ? choice_label(event_evidences, line->evidence, l) : "",
                                             line->unit,
                                             line->minder,
                                             line->n_doubts ? text_in(line->doubts[0], l) : ""};
    memcpy(texts, all, sizeof(all));
}

static const struct text *const heads[EXPORT_COLUMNS] = {
    &T_ledger_code,     &T_ledger_project,   &T_ledger_chain,      &T_ledger_segment, &T_ledger_park,
    &T_ledger_district, &T_ledger_investors, &T_ledger_amount_wan, &T_ledger_on,      &T_ledger_evidence,
    &T_ledger_unit,     &T_ledger_minder,    &T_ledger_doubt,
};

static void write_csv(struct buf *b, const struct ledger_report *r, enum language l)
{
    for (int i = 0; i < EXPORT_COLUMNS; i++)
        put_csv(b, text_in(heads[i], l), i == EXPORT_COLUMNS - 1);
    for (size_t i = 0; i < r->n_lines; i++) {
        const char *texts[EXPORT_COLUMNS];
        char day[DATE_TEXT_BYTES], wan[MONEY_TEXT_BYTES], since[MONEY_TEXT_BYTES], late[MONEY_TEXT_BYTES];
        line_texts(&r->lines[i], l, texts, day, wan, since, late);
        for (int c = 0; c < EXPORT_COLUMNS; c++)
            put_csv(b, texts[c], c == EXPORT_COLUMNS - 1);
    }
}

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
    json_string(j, line->chain);
    json_key(j, "park");
    json_string(j, line->park);
    json_key(j, "district");
    json_string(j, line->district);
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

static void write_json(struct buf *b, const struct ledger_report *r)
{
    struct json j;
    char from[DATE_TEXT_BYTES], to[DATE_TEXT_BYTES];
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, "ledger");
    json_string(&j, ledger_ids[r->request.ledger]);
    json_key(&j, "from");
    json_string(&j, date_format(r->span.from, from));
    json_key(&j, "to");
    json_string(&j, date_format(r->span.to, to));
    json_key(&j, "rulebook");
    json_string(&j, r->rules->model);
    json_key(&j, "version");
    json_int(&j, r->rules->version);
    json_key(&j, "n");
    json_int(&j, r->sums[r->request.ledger].n);
    json_key(&j, "fen");
    json_int(&j, r->sums[r->request.ledger].fen);
    put_flow(&j, &r->flow);
    json_key(&j, "rows");
    json_array_begin(&j);
    for (size_t i = 0; i < r->n_lines; i++)
        put_line(&j, &r->lines[i]);
    json_array_end(&j);
    json_object_end(&j);
    buf_char(b, '\n');
}

static void write_table(struct buf *b, const struct ledger_report *r, enum language l)
{
    for (size_t i = 0; i < r->n_lines; i++) {
        const struct ledger_line *line = &r->lines[i];
        char day[DATE_TEXT_BYTES], yi[MONEY_TEXT_BYTES];
        buf_printf(b, "%s  %10s  %s  %s\n", date_format(line->entry.on, day), money_format_yi(line->entry.fen, yi),
                   line->chain, line->name);
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
    if (call->format == OUTPUT_JSON)
        write_json(&b, &report);
    else if (call->format == OUTPUT_CSV)
        write_csv(&b, &report, call->language);
    else
        write_table(&b, &report, call->language);
    fputs(buf_string(&b), call->out);
    enum err e = buf_failed(&b) ? ERR_MEMORY : OK;
    buf_release(&b);
    return e;
}

/* ---- the file ---- */

enum err project_ledger_export(struct request *rq, struct response *rs)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* so that office programs take it for UTF-8 */
    struct ledger_request q;
    struct ledger_report report;
    TRY(project_ledger_request(rq, &q));
    TRY(ledger_report(rq->op, &q, &report));
    struct buf b;
    buf_init(&b, 0);
    buf_text(&b, mark);
    write_csv(&b, &report, rq->op->language);
    const char *name = arena_printf(rq->op->arena, "%s.csv", text_in(ledger_label(q.ledger), rq->op->language));
    if (!buf_failed(&b))
        response_file(rs, name, "text/csv; charset=utf-8", b.bytes, b.n);
    enum err e = buf_failed(&b) ? ERR_MEMORY : OK;
    buf_release(&b);
    return e;
}
