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
    const char *model;             /* NULL: the city's own, else the general one */
    int64_t version;               /* 0: the one in force at the end of the period */
    int64_t chain, district, park; /* 0: any */
    bool own;                      /* 自建, a set of ledgers of its own */
    enum ledger ledger;            /* whose rows are wanted */
    enum ledger_group group;
};

struct ledger_line {
    int64_t project;
    const char *code, *name, *chain, *segment, *park, *district, *investors, *unit, *minder;
    const char *evidence; /* id of the event's evidence */
    struct ledger_entry entry;
    const struct text *doubts[4]; /* why it is 待核实; n_doubts of them */
    int n_doubts;
    const char *group; /* heading */
    int64_t group_order;
};

struct ledger_heading {
    const char *name;
    size_t first, n; /* lines */
    struct ledger_sum sum;
};

enum { LEDGER_TREND_MONTHS = 13 };
struct ledger_month {
    date_t month; /* day 00 */
    struct ledger_sum sum, year_before;
};

struct ledger_report {
    struct ledger_request request;
    struct ledger_span span; /* the period, cut at today */
    struct period before;    /* what it is compared with */
    const struct rulebook *rules, *rules_before;
    struct ledger_sum sums[LEDGER_COUNT], sums_before[LEDGER_COUNT];
    struct ledger_flow flow;
    struct ledger_rates rates;
    struct ledger_line *lines; /* of request.ledger, by group then by day */
    size_t n_lines;
    struct ledger_heading *headings;
    size_t n_headings;
    struct ledger_month trend[LEDGER_TREND_MONTHS];
    int64_t n_doubtful; /* lines with doubts */
};

enum err ledger_report(struct op *op, const struct ledger_request *request, struct ledger_report *ret_report);

/* "signed", "started", …: in addresses and on the command line. */
extern const char *const ledger_ids[LEDGER_COUNT];
bool ledger_from_id(const char *id, enum ledger *ret_ledger); /* also by its Chinese name */
const struct text *ledger_label(enum ledger l);

#endif
