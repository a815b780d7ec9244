/* What events of one file say beside each other: a project is signed once, and signs before it starts. */
#include "features/project/project.h"

#include "project.texts.h"
#include "record/import.h"

#include <string.h>

static bool is_event(const struct import_reading *reading, const struct import_row *row, const char *kind)
{
    if (row->fate != IMPORT_RECORD && row->fate != IMPORT_WAITS)
        return false;
    const struct value *v = import_value(reading, row, "kind");
    return v->type == VALUE_TEXT && strcmp(v->text, kind) == 0 &&
           import_value(reading, row, "project")->type == VALUE_TEXT;
}

static bool same_project(const struct import_reading *reading, const struct import_row *a, const struct import_row *b)
{
    return strcmp(import_value(reading, a, "project")->text, import_value(reading, b, "project")->text) == 0;
}

static enum err doubt_second_signing(struct import_reader *r, struct import_reading *reading, struct import_row *row,
                                     const struct import_row *other)
{
    const struct value *mine = import_value(reading, row, "amount"), *theirs = import_value(reading, other, "amount");
    bool amounts_differ = mine->type != theirs->type || mine->integer != theirs->integer;
    return import_doubt_add(r, row, kind_field(reading->kind, amounts_differ ? "amount" : "on_date"), IMPORT_WAIT,
                            &T_project_signed_twice, (const char *[]){import_row_text(r, other)}, 1, NULL, 0);
}

static enum err check_pair(struct import_reader *r, struct import_reading *reading, struct import_row *signing,
                           struct import_row *other)
{
    if (!same_project(reading, signing, other))
        return OK;
    if (is_event(reading, other, "signed") && other->row > signing->row) {
        TRY(doubt_second_signing(r, reading, signing, other));
        return doubt_second_signing(r, reading, other, signing);
    }
    const struct value *signed_on = import_value(reading, signing, "on_date");
    const struct value *started_on = import_value(reading, other, "on_date");
    if (!is_event(reading, other, "started") || signed_on->type == VALUE_NULL || started_on->type == VALUE_NULL ||
        date_first_day((date_t)started_on->integer) >= date_first_day((date_t)signed_on->integer))
        return OK;
    return import_doubt_add(r, signing, kind_field(reading->kind, "on_date"), IMPORT_REPORT,
                            &T_project_signed_after_start, (const char *[]){import_row_text(r, other)}, 1, NULL, 0);
}

/* O(signings × rows of the same file); a file of events has thousands of rows at most. */
enum err event_beside(struct import_reader *r, struct import_reading *reading)
{
    for (size_t i = 0; i < reading->n_rows; i++) {
        if (!is_event(reading, &reading->rows[i], "signed"))
            continue;
        for (size_t j = 0; j < reading->n_rows; j++)
            if (j != i &&
                (is_event(reading, &reading->rows[j], "signed") || is_event(reading, &reading->rows[j], "started")))
                TRY(check_pair(r, reading, &reading->rows[i], &reading->rows[j]));
    }
    return OK;
}
