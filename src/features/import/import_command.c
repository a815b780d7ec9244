/* import: a file into the records, from the command line. */
#include "base/buf.h"
#include "features/import/job.h"
#include "import.texts.h"
#include "record/act.h"

#include <errno.h>
#include <string.h>

const struct command_option import_options[] = {
    {"sheet", "NAME", &T_imports_option_sheet},
    {"mapping", "FILE", &T_imports_option_mapping},
    {"set", "FIELD=VALUE;…", &T_imports_option_set},
    {"make-missing", NULL, &T_imports_option_make_missing},
    {"dry-run", NULL, &T_imports_option_dry_run},
    {"rejects", "FILE", &T_imports_option_rejects},
    {0},
};

/* csv of two columns: header, field. */
static enum err read_mapping(struct command_call *call, struct import_request *request)
{
    const char *path = command_option(call, "mapping");
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct sheet_cursor *cursor;
    const struct sheet_row *row;
    struct import_choice *list = NULL;
    size_t n = 0, capacity = 0;
    if (!path)
        return OK;
    TRY(workbook_open(call->arena, call->fault, path, NULL, &w));
    TRY(workbook_sheet_rows(w, 0, SHEET_AS_IS, &cursor));
    for (;;) {
        TRY(sheet_next(cursor, &row));
        if (!row)
            break;
        if (!arena_grow(call->arena, &list, n, &capacity))
            return ERR_MEMORY;
        list[n++] = (struct import_choice){arena_text(call->arena, sheet_row_cell(row, 1)->text),
                                           arena_text(call->arena, sheet_row_cell(row, 2)->text)};
    }
    request->choices = list;
    request->n_choices = n;
    return OK;
}

/* "action=补链;origin=招商": what the sheet as a whole leaves open. */
static enum err read_set(struct command_call *call, struct import_decisions *decisions)
{
    const char *text = command_option(call, "set");
    struct import_answer *list = NULL;
    size_t n = 0, capacity = 0;
    for (const char *at = text; at && *at;) {
        size_t length = strcspn(at, ";"), equals = strcspn(at, "=");
        if (equals >= length)
            return fault(call->fault, ERR_USAGE, &T_imports_bad_set, at);
        if (!arena_grow(call->arena, &list, n, &capacity))
            return ERR_MEMORY;
        list[n++] = (struct import_answer){0, arena_text_n(call->arena, at, equals),
                                           arena_text_n(call->arena, at + equals + 1, length - equals - 1)};
        at += length + (at[length] == ';');
    }
    decisions->answers = list;
    decisions->n_answers = n;
    return OK;
}

static void print_receipt(const struct command_call *call, const struct import_plan *plan)
{
    const int64_t figures[] = {plan->n_new,     plan->n_changed, plan->n_unchanged,
                               plan->n_waiting, plan->n_refused, plan->n_ignored};
    if (call->format == OUTPUT_JSON) {
        fprintf(
            call->out,
            "{\"new\":%lld,\"changed\":%lld,\"unchanged\":%lld,\"waiting\":%lld,\"refused\":%lld,\"ignored\":%lld}\n",
            (long long)figures[0], (long long)figures[1], (long long)figures[2], (long long)figures[3],
            (long long)figures[4], (long long)figures[5]);
        return;
    }
    char numbers[6][24];
    const char *args[6];
    for (int i = 0; i < 6; i++) {
        snprintf(numbers[i], sizeof(numbers[i]), "%lld", (long long)figures[i]);
        args[i] = numbers[i];
    }
    fprintf(call->out, "%s\n", text_format(call->arena, &T_imports_receipt_line, call->language, args, 6));
}

static void print_questions(const struct command_call *call, const struct import_plan *plan)
{
    const struct import_reading *r = plan->reading;
    for (size_t i = 0; i < r->n_asks; i++)
        fprintf(call->words, "%s\n",
                text_format(call->arena, &T_imports_asks, call->language,
                            (const char *[]){r->asks[i]->zh, r->asks[i]->id}, 2));
    for (size_t i = 0; i < plan->n_missing; i++)
        fprintf(call->words, "%s\n",
                text_format(call->arena, plan->missing[i].can_be_made ? &T_imports_missing : &T_imports_missing_first,
                            call->language, (const char *[]){plan->missing[i].kind->zh, plan->missing[i].name}, 2));
    for (size_t i = 0; i < r->n_doubts; i++)
        fprintf(call->words, "  %d: %s\n", (int)r->doubts[i].row,
                import_doubt_words(call->arena, &r->doubts[i], call->language));
    for (size_t i = 0; i < r->n_rows; i++)
        if (plan->rows[i].outcome == IMPORT_IS_REFUSED ||
            (plan->rows[i].outcome == IMPORT_IS_WAITING && plan->rows[i].why_words))
            fprintf(call->words, "  %d: %s\n", (int)r->rows[i].row, plan->rows[i].why_words);
}

static enum err write_rejects(struct command_call *call, struct workbook *w, const struct import_plan *plan)
{
    const char *path = command_option(call, "rejects");
    struct buf b;
    if (!path)
        return OK;
    buf_init(&b, 0);
    enum err e = import_rejects_csv(call->arena, w, plan, call->language, &b);
    FILE *out = e == OK ? fopen(path, "wb") : NULL;
    if (e == OK && (!out || fwrite(buf_string(&b), 1, b.n, out) != b.n || fclose(out) != 0))
        e = fault(call->fault, ERR_STORAGE, &T_imports_cannot_write, path, strerror(errno));
    buf_release(&b);
    return e;
}

enum err import_command(struct command_call *call)
{
    const struct kind *kind;
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct import_reading *reading;
    struct import_plan *plan;
    struct import_decisions decisions = {.make_missing = command_flag(call, "make-missing")};
    TRY(import_find_kind(call->fault, call->kinds, call->arguments[0], &kind));
    struct import_request request = {.kind = kind,
                                     .rules = kinds_rules(call->kinds, kind),
                                     .sheet = command_option(call, "sheet"),
                                     .today = call->today};
    TRY(read_mapping(call, &request));
    TRY(read_set(call, &decisions));
    TRY(workbook_open(call->arena, call->fault, call->arguments[1], NULL, &w));
    TRY(import_read(call->arena, call->fault, w, &request, &reading));
    if (command_flag(call, "dry-run"))
        TRY(import_plan(call->op, reading, &decisions, &plan));
    else {
        op_end(call->op);
        TRY(import_apply(call->op, reading, &decisions, call->arguments[1], &plan, NULL));
    }
    print_questions(call, plan);
    print_receipt(call, plan);
    return write_rejects(call, w, plan);
}
