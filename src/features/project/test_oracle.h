/* The ledgers of page 2 counted the slow way, for tests: day by day, straight from what was said, without milestones.
 * Nothing here is shared with what is tested but dates. */
#ifndef FEATURES_PROJECT_TEST_ORACLE_H
#define FEATURES_PROJECT_TEST_ORACLE_H

#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOLD_LEDGERS = 6, TOLD_TURNS = 8, TOLD_GRADES = 3, TOLD_EVENTS_MAX = 24 };

struct told_event {
    int64_t id;
    const char *kind, *evidence;
    date_t on;
    int64_t fen;
    bool has_amount, deleted;
};

struct told_project {
    int64_t id;
    int chain;
    bool own, deleted;
    int64_t total_fen;
    struct told_event events[TOLD_EVENTS_MAX];
    int n_events;
};

/* Turns in the order signed, started, completed, produced, capacity, raised, ended, resumed. */
struct told_rules {
    date_t from;
    bool of_city; /* goes before the general ones wherever it is in force */
    int least[TOLD_TURNS];
    bool permit_is_document;
    int64_t threshold_fen;
};

/* All that the platform was told up to a moment. */
struct told {
    struct told_project *projects;
    int n_projects, n_rules;
    struct told_rules rules[8];
};
struct told told_copy(const struct told *t);
void told_free(struct told *t);

struct told_amount {
    int64_t n, fen;
};
struct told_answer {
    struct told_amount ledgers[TOLD_LEDGERS], graded[TOLD_LEDGERS][TOLD_GRADES];
    struct told_amount opening, adjusted, entered, started, ended, resumed, raised, closing;
    int64_t signed_n, performed_n, started_n, produced_n, capacity_n;
};

/* chain −1: the city. */
struct told_answer told_ask(const struct told *t, int chain, bool own, date_t from, date_t to);
/* Is project `i` on that ledger, with what amount? */
bool told_on_ledger(const struct told *t, int i, int ledger, date_t from, date_t to, int64_t *ret_fen);
/* The rules that judge a day. */
const struct told_rules *told_rules_on(const struct told *t, date_t day);

#endif
