/* From what happened to a project to where it stands on the ledgers.
 *
 * A project enters by its first 签约 whose evidence is accepted (自建: by 备案,
 * in a ledger of its own) and is signed once: a second signing changes nothing,
 * 增资 adds its increment.  Its start is the later of its entry and its first
 * accepted 开工; after 终止 a start counts only after 复工.  Completion,
 * production and capacity count likewise from the entry on.  Its amount on a
 * day is what was signed plus what was raised up to that day.
 *
 * Days are the grain: within one day the order is 签约, 终止, 复工, then
 * everything else, so that an end and a resumption on one day are no pause.
 * What ended before the entry has no bearing on it.
 *
 * Pure functions: no database, no clock.  O(events) per project. */
#ifndef FEATURES_PROJECT_MILESTONE_H
#define FEATURES_PROJECT_MILESTONE_H

#include "base/arena.h"
#include "base/date.h"
#include "rulebook/rulebook.h"

struct happening {
    int64_t id;           /* event record */
    const char *kind;     /* id of the event kind */
    const char *evidence; /* id, "" when none was given */
    date_t on;
    int64_t amount_fen;
    bool has_amount;
};

struct turn {
    date_t on;     /* DATE_NONE: has not happened */
    int64_t event; /* the record that counts */
    enum evidence_grade grade;
};

struct pause {
    date_t from; /* 终止 */
    date_t to;   /* 复工; DATE_NONE: still ended */
    int64_t event;
};

struct milestones {
    bool own;                        /* 自建 */
    struct turn at[MILESTONE_COUNT]; /* ENTRY, START, COMPLETE, PRODUCE, CAPACITY are used */
    int64_t entry_fen;               /* signed amount; the planned total where the signing names none */
    date_t performed_on;  /* 履约: first 公司注册, 取得用地 or 首笔资金到位, as the rules name them */
    struct pause *pauses; /* in order of day; the last may be open */
    size_t n_pauses;
    struct raise {
        date_t on;
        int64_t fen;
        int64_t event;
    } * raises; /* in order of day, from the entry on */
    size_t n_raises;
    /* Facts that do not fit, for 待核实: */
    bool signed_again, started_before_entry, started_while_ended;
};

/* happenings: of one project, any order.  `total_fen` is its planned total investment.  ERR_MEMORY alone. */
enum err milestones_find(struct arena *a, const struct ledger_rules *rules, bool own, int64_t total_fen,
                         const struct happening *happenings, size_t n, struct milestones *ret_milestones);

/* On the ledgers at all: entered, and its entry amount reaches the threshold. */
bool milestones_counts(const struct milestones *m, const struct ledger_rules *rules);

enum standing {
    STANDING_OUT,       /* not entered yet (or below the threshold) */
    STANDING_UNSTARTED, /* 未开工 */
    STANDING_STARTED,
    STANDING_ENDED /* 终止 before a start, not resumed */
};
/* At the end of that day. */
enum standing milestones_standing(const struct milestones *m, const struct ledger_rules *rules, date_t day);
int64_t milestones_amount_fen(const struct milestones *m, date_t day);

#endif
