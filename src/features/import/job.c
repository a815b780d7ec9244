#include "features/import/job.h"

#include "import.queries.h"
#include "import.texts.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

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

const char *import_answers_text(struct arena *a, const struct import_answer *list, size_t n)
{
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = arena_printf(a, "%s%d\t%s\t%s\n", text, (int)list[i].row, list[i].field, flat(a, list[i].typed));
    return text;
}

/* Splits a line at its tabs into exactly n parts; false when it has fewer. */
static bool split_line(struct arena *a, const char **at, int n, const char **parts)
{
    size_t length = strcspn(*at, "\n");
    char *line = arena_text_n(a, *at, length);
    *at += length + ((*at)[length] == '\n');
    for (int i = 0; i < n; i++) {
        parts[i] = line;
        char *tab = strchr(line, '\t');
        if (i < n - 1 && !tab)
            return false;
        if (tab && i < n - 1) {
            *tab = '\0';
            line = tab + 1;
        }
    }
    return true;
}

enum err import_choices_read(struct arena *a, const char *text, struct import_choice **ret_list, size_t *ret_n)
{
    size_t capacity = 0;
    *ret_list = NULL;
    *ret_n = 0;
    while (*text) {
        const char *parts[2];
        if (!split_line(a, &text, 2, parts))
            continue;
        if (!arena_grow(a, ret_list, *ret_n, &capacity))
            return ERR_MEMORY;
        (*ret_list)[(*ret_n)++] = (struct import_choice){parts[0], parts[1]};
    }
    return OK;
}

enum err import_answers_read(struct arena *a, const char *text, struct import_answer **ret_list, size_t *ret_n)
{
    size_t capacity = 0;
    *ret_list = NULL;
    *ret_n = 0;
    while (*text) {
        const char *parts[3];
        if (!split_line(a, &text, 3, parts))
            continue;
        if (!arena_grow(a, ret_list, *ret_n, &capacity))
            return ERR_MEMORY;
        (*ret_list)[(*ret_n)++] = (struct import_answer){(int32_t)strtol(parts[0], NULL, 10), parts[1], parts[2]};
    }
    return OK;
}

enum err import_job_new(struct op *op, const struct kind *kind, const char *filename, struct value bytes,
                        int64_t *ret_id)
{
    struct import_job_last_choices_row last;
    bool found;
    TRY(import_job_last_choices(op, op->account, kind->id, &last, &found));
    TRY(store_next_id(op, ret_id));
    return import_job_add(op, *ret_id, op->account, kind->id, filename, op->now_us, found ? last.choices : "", bytes,
                          NULL);
}

enum err import_job_open(struct op *op, int64_t id, struct import_job *ret_job)
{
    struct import_job_get_row row;
    bool found;
    *ret_job = (struct import_job){.id = id};
    TRY(import_job_get(op, id, op->account, &row, &found));
    if (!found)
        return fault(op->fault, ERR_MISSING, &T_imports_no_such_job);
    ret_job->kind = kinds_find(op->kinds, row.kind);
    ret_job->filename = row.filename;
    ret_job->made_us = row.made_us;
    ret_job->operation = row.operation;
    ret_job->undone = row.undone;
    ret_job->receipt = row.receipt;
    TRY(import_choices_read(op->arena, row.choices, &ret_job->choices, &ret_job->n_choices));
    TRY(import_answers_read(op->arena, row.answers, &ret_job->answers, &ret_job->n_answers));
    ret_job->decisions = (struct import_decisions){ret_job->answers, ret_job->n_answers, row.make_missing};
    TRY(workbook_open_bytes(op->arena, op->fault, row.bytes.text, row.bytes.n_bytes, NULL, &ret_job->workbook));
    struct import_request request = {
        .kind = ret_job->kind,
        .rules = kinds_rules(op->kinds, ret_job->kind),
        .choices = ret_job->choices,
        .n_choices = ret_job->n_choices,
        .today = moment_date(row.made_us, op->zone_minutes),
    };
    return import_read(op->arena, op->fault, ret_job->workbook, &request, &ret_job->reading);
}

void import_job_close(struct import_job *j)
{
    workbook_free(j->workbook);
    j->workbook = NULL;
}
