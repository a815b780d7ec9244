/* The projects of a ledger with what happened to them, read and judged.  Inside the feature. */
#ifndef FEATURES_PROJECT_LEDGER_READ_H
#define FEATURES_PROJECT_LEDGER_READ_H

#include "features/project/ledger_report.h"
#include "project.queries.h"

/* A project with its milestones under the rules now, those before, and those beside. */
struct subject {
    int64_t id, chain, district, park, total_fen;
    date_t planned_start;
    bool doubtful; /* 待核实 */
    struct happening *happenings;
    size_t n;
    struct milestones now, before, beside;
};

/* Those that the request asks for and the account may see, by id.  O(projects + events), constant work an event. */
enum err ledger_read(struct op *op, const struct ledger_report *report, struct subject **ret_subjects, size_t *ret_n);

/* Fills report->moves: the projects that the platform learned within the span to be in another chain. */
enum err ledger_find_moves(struct op *op, struct ledger_report *report);

/* The lines, grouped, and what those from request.first_line on say. */
enum err ledger_add_line(struct op *op, struct ledger_report *report, const struct subject *s);
enum err ledger_group_lines(struct op *op, struct ledger_report *report);

#endif
