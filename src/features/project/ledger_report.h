/* The ledgers of a period from the records: sums, last period beside, the
 * arithmetic of the stock, the rates, the rows of one ledger in groups.
 *
 * What it reads is what the operation's account may see at the moment asked;
 * two reports of the same moment are identical. */
#ifndef FEATURES_PROJECT_LEDGER_REPORT_H
#define FEATURES_PROJECT_LEDGER_REPORT_H

#include "features/project/ledger.h"
#include "store/op.h"

enum ledger_group {
    LEDGER_BY_CHAIN,
    LEDGER_BY_PARK,
    LEDGER_BY_DISTRICT,
    LEDGER_BY_MONTH,
    LEDGER_UNGROUPED,
    LEDGER_GROUP_COUNT
};

struct ledger_request {
    struct period period;
    const char *model;        /* NULL: the city's own, else the general one */
    int64_t version;          /* 0: the one in force at the end of the period */
    const char *beside_model; /* NULL: no second set of rules beside */
    int64_t beside_version;
    int64_t chain, district, park; /* 0: any */
    bool own;                      /* 自建, a set of ledgers of its own */
    enum ledger ledger;            /* whose rows are wanted */
    enum ledger_group group;
    size_t first_line, most_lines; /* the lines whose names are wanted; most_lines 0: all */
};

/* Chains or regions in the official order. */
struct ledger_place {
    int64_t id;
    const char *name;
    int64_t order; /* INT64_MAX: none, or none that may be seen */
};
struct ledger_places {
    const struct ledger_place *list; /* by id */
    size_t n;
};
/* Never NULL: what is not there has no name. */
const struct ledger_place *ledger_place(const struct ledger_places *places, int64_t id);

enum { LEDGER_DOUBTS_MAX = 4 };
struct ledger_line {
    int64_t project;
    const struct ledger_place *chain, *park, *district;
    const char *evidence; /* id of the event's evidence */
    struct ledger_entry entry;
    const char *code, *name, *segment, *investors, *unit, *minder; /* of the lines told; else NULL */
    const struct text *doubts[LEDGER_DOUBTS_MAX];                  /* why it is 待核实; n_doubts of them */
    int n_doubts;
    const char *group; /* heading */
    int64_t group_order;
};

struct ledger_heading {
    const char *name;
    size_t first, n; /* lines */
    struct ledger_sum sum;
};

/* 调入, 调出: a project that was in another chain when the span began.  It moves with its history, so that the
 * arithmetic of the stock knows it where it is now; both chains' ledgers say that it moved. */
struct ledger_move {
    int64_t project;
    const char *code, *name;
    int64_t from, to; /* chains; of one that may not be seen only the number is known */
};

enum { LEDGER_TREND_MONTHS = 13 };
struct ledger_month {
    date_t month; /* day 00 */
    struct ledger_sum sum, year_before;
};

struct ledger_report {
    struct ledger_request request;
    struct ledger_span span;                                    /* the period, cut at today */
    struct period before;                                       /* what it is compared with */
    const struct rulebook *rules, *rules_before, *rules_beside; /* beside: NULL when not asked for */
    struct ledger_places chains, regions;
    struct ledger_sum sums[LEDGER_COUNT], sums_before[LEDGER_COUNT], sums_beside[LEDGER_COUNT];
    struct ledger_flow flow;
    struct ledger_rates rates;
    struct ledger_line *lines; /* of request.ledger, by group then by day */
    size_t n_lines, line_capacity, first_told, n_told;
    struct ledger_heading *headings;
    size_t n_headings;
    struct ledger_month trend[LEDGER_TREND_MONTHS];
    int64_t n_doubtful; /* lines with doubts */
    struct ledger_move *moves;
    size_t n_moves;
};

enum err ledger_report(struct op *op, const struct ledger_request *request, struct ledger_report *ret_report);

const char *ledger_doubt_words(struct op *op, const struct ledger_line *line); /* "" when it has none */

/* "signed", "started", …: in addresses and on the command line. */
extern const char *const ledger_ids[LEDGER_COUNT];
bool ledger_from_id(const char *id, enum ledger *ret_ledger); /* also by its Chinese name */
const struct text *ledger_label(enum ledger l);

#endif
