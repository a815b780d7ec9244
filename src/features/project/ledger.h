/* 六张清单: the six ledgers of a period, the arithmetic that ties them together,
 * the rates and speeds.
 *
 * For a period [from, to] and one set of rules, at one moment of knowledge:
 *     未开工(to) = 未开工(from − 1) + 新签约 − 新开工 − 终止 + 复工      of unstarted ones, in number;
 * in amount also + 增资 of unstarted ones.  It holds project by project, hence
 * chain by chain and for the city.  Where the rules changed, the opening stock
 * is the closing stock of the old rules, and the difference is 口径调整.
 *
 * Pure functions over projects and their milestones; O(1) per project but for
 * its raises and pauses. */
#ifndef FEATURES_PROJECT_LEDGER_H
#define FEATURES_PROJECT_LEDGER_H

#include "features/project/milestone.h"

enum ledger {
    LEDGER_SIGNED,    /* 新签约 */
    LEDGER_STARTED,   /* 新开工 */
    LEDGER_UNSTARTED, /* 未开工: stock at the end of the period */
    LEDGER_COMPLETED, /* 新竣工 */
    LEDGER_PRODUCED,  /* 新投产 */
    LEDGER_CAPACITY,  /* 新达产 */
    LEDGER_COUNT
};

struct ledger_span {
    date_t from, to; /* days, both included */
};

/* What puts a project on a ledger. */
struct ledger_entry {
    date_t on;     /* the day that counts (未开工: of entry) */
    int64_t event; /* the record that counts */
    int64_t fen;   /* its amount on that day (未开工: at the end of the period) */
    enum evidence_grade grade;
    int32_t days_since_entry; /* 未开工: days since signing, at `to`; else from entry to this turn */
    int32_t days_past_plan;   /* 未开工: days past the planned start at `to`, 0 when not late or not planned */
};

/* false: not on that ledger in that span.  planned_start may be DATE_NONE. */
bool ledger_find(const struct milestones *m, const struct ledger_rules *rules, enum ledger ledger,
                 struct ledger_span span, date_t planned_start, struct ledger_entry *ret_entry);

struct ledger_sum {
    int64_t n, fen;
    int64_t n_by_grade[GRADE_COUNT], fen_by_grade[GRADE_COUNT];
};
void ledger_sum_add(struct ledger_sum *sum, const struct ledger_entry *entry);

struct ledger_amount {
    int64_t n, fen;
};
struct ledger_flow {
    struct ledger_amount opening, adjusted, entered, started, ended, resumed, raised, closing;
};
/* Adds one project.  `before` are its milestones under the rules in force before the span; the same as `m` and
 * `rules` where they did not change: `adjusted` then stays as it is. */
void ledger_flow_add(struct ledger_flow *flow, const struct milestones *m, const struct ledger_rules *rules,
                     const struct milestones *before, const struct ledger_rules *rules_before, struct ledger_span span);
/* opening + adjusted + entered + raised + resumed − started − ended == closing, in number and amount. */
bool ledger_flow_balances(const struct ledger_flow *flow);

/* Of the projects signed in the span, by its end.  A later turn implies the earlier ones: what produces has started.
 * Rates: 履约率 = performed / signed, 开工率 = started / performed, 投产率 = produced / started, 达效率 = capacity /
 * produced. */
struct ledger_rates {
    int64_t signed_n, performed_n, started_n, produced_n, capacity_n;
};
void ledger_rates_add(struct ledger_rates *rates, const struct milestones *m, const struct ledger_rules *rules,
                      struct ledger_span span);
/* In 1/10000; −1 when there is nothing to divide by. */
int64_t ledger_rate_bp(int64_t part, int64_t whole);

#endif
