/* import: a file into the records, from the command line. */
#include "features/import/spill.h"
#include "import.texts.h"
#include "record/act.h"

#include <errno.h>
#include <string.h>

enum { SCRATCH_BYTES = 64 << 20 };

const struct command_option import_options[] = {
    {"sheet", "NAME", &T_imports_option_sheet},
    {"mapping", "FILE", &T_imports_option_mapping},
    {"set", "FIELD=VALUE;…", &T_imports_option_set},
    {"make-missing", NULL, &T_imports_option_make_missing},
    {"make", "KIND,…", &T_imports_option_make},
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

/* "action=补链;enterprise.region=云江经开区": what the sheet as a whole leaves open, and what records made are given. */
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
        list[n++] = (struct import_answer){arena_text_n(call->arena, at, equals),
                                           arena_text_n(call->arena, at + equals + 1, length - equals - 1)};
        at += length + (at[length] == ';');
    }
    decisions->asks = list;
    decisions->n_asks = n;
    return OK;
}

/* --make-missing: what needs no more than a name; --make enterprise,project: these too. */
static enum err read_make(struct command_call *call, struct import_decisions *decisions)
{
    static const char *const by_name[] = {"region", "unit", "chain", NULL};
    const char *text = command_option(call, "make");
    const char **list = NULL;
    size_t n = 0, capacity = 0;
    for (const char *const *k = by_name; *k && command_flag(call, "make-missing"); k++) {
        if (!arena_grow(call->arena, &list, n, &capacity))
            return ERR_MEMORY;
        list[n++] = *k;
    }
    for (const char *at = text; at && *at;) {
        size_t length = strcspn(at, ",");
        const struct kind *kind;
        TRY(import_find_kind(call->fault, call->kinds, arena_text_n(call->arena, at, length), &kind));
        if (!arena_grow(call->arena, &list, n, &capacity))
            return ERR_MEMORY;
        list[n++] = kind->id;
        at += length + (at[length] == ',');
    }
    if (list && !arena_grow(call->arena, &list, n, &capacity))
        return ERR_MEMORY;
    if (list)
        list[n] = NULL;
    decisions->make_kinds = list;
    return OK;
}

/* ---- what is told ---- */

static void print_receipt(const struct command_call *call, const int64_t outcomes[IMPORT_OUTCOME_COUNT])
{
    if (call->format == OUTPUT_JSON) {
        fprintf(call->out,
                "{\"new\":%lld,\"changed\":%lld,\"unchanged\":%lld,\"waiting\":%lld,\"refused\":%lld,\"ignored\":%lld}\n",
                (long long)outcomes[IMPORT_IS_NEW], (long long)outcomes[IMPORT_IS_CHANGED],
                (long long)outcomes[IMPORT_IS_UNCHANGED], (long long)outcomes[IMPORT_IS_WAITING],
                (long long)outcomes[IMPORT_IS_REFUSED], (long long)outcomes[IMPORT_IS_IGNORED]);
        return;
    }
    char numbers[IMPORT_OUTCOME_COUNT][24];
    const char *args[IMPORT_OUTCOME_COUNT];
    for (int i = 0; i < IMPORT_OUTCOME_COUNT; i++) {
        snprintf(numbers[i], sizeof(numbers[i]), "%lld", (long long)outcomes[i]);
        args[i] = numbers[i];
    }
    fprintf(call->out, "%s\n",
            text_format(call->arena, &T_imports_receipt_line, call->language, args, IMPORT_OUTCOME_COUNT));
}

static void say(const struct command_call *call, const struct text *t, const char *one, const char *two)
{
    fprintf(call->words, "%s\n", text_format(call->arena, t, call->language, (const char *[]){one, two}, 2));
}

static enum err print_missing(struct command_call *call, const struct import_run *run)
{
    struct import_missing *missing;
    size_t n;
    TRY(import_missing_of(call->op, run, &missing, &n));
    for (size_t i = 0; i < n; i++)
        if (!missing[i].is_made)
            say(call, missing[i].can_be_made ? &T_imports_missing : &T_imports_missing_first, missing[i].kind->zh,
                missing[i].name);
    return OK;
}

static enum err print_questions(struct command_call *call, const struct import_reading *reading,
                                const struct import_run *run, const struct spill *s)
{
    for (size_t i = 0; i < reading->n_asks; i++)
        say(call, &T_imports_asks, reading->asks[i]->zh, reading->asks[i]->id);
    TRY(print_missing(call, run));
    for (size_t i = 0; i < s->n_back; i++)
        fprintf(call->words, "  %d: %s\n", (int)s->back[i].row, s->back[i].why);
    return OK;
}

static enum err write_rejects(struct command_call *call, struct workbook *w, const struct import_reading *reading,
                              const struct spill *s)
{
    const char *path = command_option(call, "rejects");
    struct buf b;
    if (!path)
        return OK;
    buf_init(&b, 0);
    const struct import_sheet sheet = {reading->sheet_index, reading->columns, reading->n_columns};
    enum err e = import_rejects_csv(w, &sheet, s->back, s->n_back, call->language, &b);
    FILE *out = e == OK ? fopen(path, "wb") : NULL;
    if (e == OK && (!out || fwrite(buf_string(&b), 1, b.n, out) != b.n || fclose(out) != 0))
        e = fault(call->fault, ERR_STORAGE, &T_imports_cannot_write, path, strerror(errno));
    buf_release(&b);
    return e;
}

/* ---- the work ---- */

struct importing {
    struct command_call *call;
    struct import_decisions decisions;
    struct import_run *run;
    struct spill spill;
};

static enum err read_rows(struct command_call *call, struct workbook *w, const struct import_request *request,
                          struct spill *s, struct import_reading **ret_reading)
{
    struct import_reader *reader;
    struct arena *scratch = arena_new(SCRATCH_BYTES);
    struct import_sink sink = spill_sink(s);
    enum err e = scratch ? spill_open(s) : ERR_MEMORY;
    if (e == OK)
        e = import_open(call->arena, scratch, call->fault, w, request, &reader);
    if (e == OK)
        e = import_rows(reader, &sink);
    if (e == OK)
        e = spill_end(s);
    if (e == OK)
        *ret_reading = import_reading_of(reader);
    arena_free(scratch);
    return e;
}

/* Imports come one after another, so that a second one of the same file finds what the first one made. */
static enum err apply_all(struct op *op, void *arg)
{
    struct importing *i = arg;
    struct import_pieces pieces = spill_pieces(&i->spill);
    TRY(store_lock(op, "import"));
    return import_run_pieces(op, i->run, &pieces, true);
}

static enum err judge_all(struct importing *i)
{
    struct op *op = i->call->op;
    struct import_pieces pieces = spill_pieces(&i->spill);
    if (command_flag(i->call, "dry-run"))
        return import_run_pieces(op, i->run, &pieces, false);
    op_end(op);
    TRY(act_run(op, "import", i->call->arguments[1], apply_all, i, NULL));
    return op_begin_read(op);
}

static enum err import_file(struct importing *i, struct workbook *w, const struct import_request *request)
{
    struct command_call *call = i->call;
    struct import_reading *reading;
    TRY(read_rows(call, w, request, &i->spill, &reading));
    TRY(import_run_new(call->op, request->kind, &i->decisions, &i->run));
    TRY(judge_all(i));
    TRY(print_questions(call, reading, i->run, &i->spill));
    print_receipt(call, import_outcomes(i->run));
    return write_rejects(call, w, reading, &i->spill);
}

enum err import_command(struct command_call *call)
{
    const struct kind *kind;
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct importing i = {.call = call};
    TRY(import_find_kind(call->fault, call->kinds, call->arguments[0], &kind));
    struct import_request request = {.kind = kind,
                                     .rules = kinds_rules(call->kinds, kind),
                                     .sheet = command_option(call, "sheet"),
                                     .today = call->today};
    TRY(read_mapping(call, &request));
    TRY(read_set(call, &i.decisions));
    TRY(read_make(call, &i.decisions));
    TRY(workbook_open(call->arena, call->fault, call->arguments[1], NULL, &w));
    i.spill = (struct spill){.fault = call->fault,
                             .kind = kind,
                             .language = call->language,
                             .words = call->words};
    enum err e = import_file(&i, w, &request);
    import_run_free(i.run);
    spill_close(&i.spill);
    return e;
}
