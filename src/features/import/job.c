#include "features/import/job.h"

#include "import.queries.h"
#include "import.texts.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

const char *const import_state_ids[IMPORT_STATE_COUNT] = {"reading", "checking",  "ready", "applying",
                                                          "applied", "cancelled", "failed"};

/* ---- lines ---- */

/* Tabs and line ends part what is kept: in a value they become blanks. */
static const char *flat(struct arena *a, const char *text)
{
    char *copy = arena_text(a, text);
    for (char *at = copy; *at; at++)
        if (*at == '\t' || *at == '\n' || *at == '\r')
            *at = ' ';
    return copy;
}

const char *import_choices_text(struct arena *a, const struct import_choice *list, size_t n)
{
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = arena_printf(a, "%s%s\t%s\n", text, flat(a, list[i].header), list[i].field);
    return text;
}

const char *import_asks_text(struct arena *a, const struct import_answer *list, size_t n)
{
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = arena_printf(a, "%s%s\t%s\n", text, list[i].field, flat(a, list[i].typed));
    return text;
}

const char *import_receipt_text(struct arena *a, const int64_t outcomes[IMPORT_OUTCOME_COUNT])
{
    const char *text = "";
    for (int i = 0; i < IMPORT_OUTCOME_COUNT; i++)
        text = arena_printf(a, "%s%s%lld", text, i ? " " : "", (long long)outcomes[i]);
    return text;
}

/* The next line at its tab; false for one without. */
static bool split_line(struct arena *a, const char **at, const char **ret_before, const char **ret_after)
{
    size_t length = strcspn(*at, "\n");
    char *line = arena_text_n(a, *at, length), *tab = strchr(line, '\t');
    *at += length + ((*at)[length] == '\n');
    if (!tab)
        return false;
    *tab = '\0';
    *ret_before = line;
    *ret_after = tab + 1;
    return true;
}

static enum err read_choices(struct arena *a, const char *text, struct import_job *j)
{
    size_t capacity = 0;
    while (*text) {
        const char *header, *field;
        if (!split_line(a, &text, &header, &field))
            continue;
        if (!arena_grow(a, &j->choices, j->n_choices, &capacity))
            return ERR_MEMORY;
        j->choices[j->n_choices++] = (struct import_choice){header, field};
    }
    return OK;
}

static enum err read_asks(struct arena *a, const char *text, struct import_job *j)
{
    size_t capacity = 0;
    while (*text) {
        const char *field, *typed;
        if (!split_line(a, &text, &field, &typed))
            continue;
        if (!arena_grow(a, &j->asks, j->n_asks, &capacity))
            return ERR_MEMORY;
        j->asks[j->n_asks++] = (struct import_answer){field, typed};
    }
    return OK;
}

static void read_receipt(const char *text, struct import_job *j)
{
    for (int i = 0; i < IMPORT_OUTCOME_COUNT && *text; i++) {
        char *end;
        j->outcomes[i] = strtoll(text, &end, 10);
        text = end;
    }
}

/* ---- the job ---- */

enum err import_job_new(struct op *op, const struct kind *kind, const char *filename, struct value bytes,
                        int64_t *ret_id)
{
    struct import_job_last_choices_row last;
    bool found;
    TRY(import_job_last_choices(op, op->account, kind->id, &last, &found));
    TRY(store_next_id(op, ret_id));
    TRY(import_job_add(op, *ret_id, op->account, op->login ? op->login : "", op->acting_for,
                       op->address ? op->address : "", kind->id, filename, op->now_us, found ? last.choices : "",
                       NULL));
    return import_file_add(op, *ret_id, bytes, NULL);
}

static enum import_state state_of(const char *id)
{
    for (int i = 0; i < IMPORT_STATE_COUNT; i++)
        if (strcmp(import_state_ids[i], id) == 0)
            return (enum import_state)i;
    return IMPORT_FAILED;
}

enum err import_job_load(struct op *op, int64_t id, struct import_job *ret_job)
{
    struct import_job_get_row row;
    bool found;
    TRY(import_job_get(op, id, &row, &found));
    const struct kind *kind = found ? kinds_find(op->kinds, row.kind) : NULL;
    if (!kind)
        return fault(op->fault, ERR_MISSING, &T_imports_no_such_job);
    *ret_job = (struct import_job){
        .id = id,
        .account = row.account,
        .acting_for = row.acting_for,
        .login = row.login,
        .address = row.address,
        .kind = kind,
        .filename = row.filename,
        .made_us = row.made_us,
        .state = state_of(row.state),
        .undone = row.undone,
        .operation = row.operation,
        .round = row.round,
        .pieces = row.pieces,
        .lines = row.lines,
        .done = row.done,
        .restarts = row.restarts,
        .worker = row.worker,
        .failure = {row.failure_zh, row.failure_en},
        .head = row.head,
    };
    read_receipt(row.receipt, ret_job);
    TRY(read_choices(op->arena, row.choices, ret_job));
    return read_asks(op->arena, row.asks, ret_job);
}

enum err import_job_open(struct op *op, int64_t id, struct import_job *ret_job)
{
    TRY(import_job_load(op, id, ret_job));
    return ret_job->account == op->account ? OK : fault(op->fault, ERR_MISSING, &T_imports_no_such_job);
}
