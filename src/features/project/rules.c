/* What is derived and what is asked about in projects and their events.  Facts are never refused for being odd. */
#include "features/project/project.h"

#include "project.queries.h"
#include "project.texts.h"
#include "record/record.h"

#include <string.h>

static enum err project_derive(struct op *op, struct record *r)
{
    struct project_park_district_row row;
    bool found = false;
    if (!record_has(r, "district") && record_has(r, "park"))
        TRY(project_park_district(op, record_int(r, "park"), &row, &found));
    if (found) /* a park that lies in no district stands beside the districts */
        record_set_int(r, "district", row.parent ? row.parent : record_int(r, "park"));
    if (!record_has(r, "origin"))
        record_set_text(r, "origin", "recruited");
    return OK;
}

static enum err project_check(struct op *op, const struct record *before, const struct record *after,
                              struct findings *findings)
{
    (void)before;
    struct project_segment_chain_row row;
    bool found = false;
    if (record_has(after, "segment"))
        TRY(project_segment_chain(op, record_int(after, "segment"), &row, &found));
    if (found && row.chain != record_int(after, "chain"))
        return findings_add(op, findings, FINDING_ERROR, "segment", &T_project_segment_elsewhere, NULL, 0);
    return OK;
}

/* ---- events: 签约 ≤ 开工 ≤ 竣工 ≤ 投产 ≤ 达产 is usual; what breaks it is asked about ---- */

static const char *const usual_order[] = {"signed", "started", "completed", "produced", "capacity", NULL};

static int place_in_order(const char *kind)
{
    for (int i = 0; usual_order[i]; i++)
        if (strcmp(usual_order[i], kind) == 0)
            return i;
    return -1;
}

static enum err ask(struct op *op, struct findings *findings, const struct text *says,
                    const struct project_milestone_days_row *other)
{
    char day[DATE_TEXT_BYTES];
    const char *args[] = {choice_label(event_kinds, other->kind, op->language), date_format(other->on_date, day)};
    return findings_add(op, findings, FINDING_QUESTION, "on_date", says, args, 2);
}

static enum err compare_events(struct op *op, const struct record *after,
                               const struct project_milestone_days_row *other, struct findings *findings)
{
    const char *kind = record_text(after, "kind");
    int mine = place_in_order(kind), theirs = place_in_order(other->kind);
    date_t on = date_first_day((date_t)record_int(after, "on_date")), then = date_first_day(other->on_date);
    if (strcmp(kind, "signed") == 0 && strcmp(other->kind, "signed") == 0)
        return ask(op, findings, &T_project_event_signed_again, other);
    if (mine < 0 || theirs < 0 || mine == theirs)
        return OK;
    if (mine < theirs && on > then)
        return ask(op, findings, &T_project_event_after, other);
    if (mine > theirs && on < then)
        return ask(op, findings, &T_project_event_before, other);
    return OK;
}

static enum err event_check(struct op *op, const struct record *before, const struct record *after,
                            struct findings *findings)
{
    bool same = before && record_int(before, "on_date") == record_int(after, "on_date") &&
                strcmp(record_text(before, "kind"), record_text(after, "kind")) == 0;
    struct project_milestone_days_row *others;
    size_t n;
    if (same || !record_has(after, "project"))
        return OK;
    TRY(project_milestone_days(op, record_int(after, "project"), after->id, &others, &n));
    for (size_t i = 0; i < n && !findings->n_questions; i++)
        TRY(compare_events(op, after, &others[i], findings));
    if (strcmp(record_text(after, "kind"), "raised") == 0 && !record_has(after, "amount"))
        return findings_add(op, findings, FINDING_ERROR, "amount", &T_project_raise_needs_amount, NULL, 0);
    return OK;
}

const struct kind_rules project_rules[] = {
    {.kind = "project", .check = project_check, .derive = project_derive},
    {.kind = "event", .check = event_check, .beside = event_beside},
    {0},
};
