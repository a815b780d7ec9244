/* What ledger.html shows, as it is shown. */
#ifndef FEATURES_PROJECT_LEDGER_PAGE_H
#define FEATURES_PROJECT_LEDGER_PAGE_H

#include "features/project/ledger_report.h"
#include "web/parts.h"

struct ledger_tab_view {
    const struct text *label;
    const char *path;
    bool here, stock;
    int64_t n, fen, change_n, change_fen;
};
struct ledger_term_view {
    const struct text *label;
    const char *sign; /* "", "+", "−" */
    int64_t n, fen;
};
struct ledger_bar_view {
    const char *label; /* 11 or 1月 */
    int x, width;
    int proven_y, proven_height, reported_y, reported_height;
    const char *title; /* for the pointer and the screen reader */
};
struct ledger_chain_view {
    const char *name, *path;
    int64_t proven, reported, full, fen;
};
struct ledger_row_view {
    const char *path, *name, *segment, *place, *investors, *evidence, *unit, *minder, *doubts;
    int64_t fen;
    date_t on;
    int ticks;
    bool below;
    int32_t days, late;
};
struct ledger_group_view {
    const char *name;
    int64_t n, fen, proven_fen;
    bool all_proven;
    const struct ledger_row_view *rows;
    size_t n_rows;
};

struct ledger_move_view {
    const struct text *says;
    const char *path, *name, *from, *to;
};
struct ledger_beside_view {
    const struct text *label;
    int64_t n, fen, beside_n, beside_fen, change_n, change_fen;
};

enum { LEDGER_PAGE_LINES = 300 };

struct ledger_view {
    const char *rules_words; /* 按“通用口径”第 1 版 */
    struct period period, before;
    const struct option_view *periods, *chains, *parks, *districts, *origins, *rules, *beside;
    size_t n_periods, n_chains, n_parks, n_districts, n_origins, n_rules, n_beside;
    const char *action, *ledger, *group;
    struct ledger_tab_view tabs[LEDGER_COUNT];
    struct ledger_term_view terms[8];
    size_t n_terms;
    int64_t closing_n, closing_fen;
    bool balanced;
    struct {
        const struct text *label;
        int64_t bp;
        bool known;
        int64_t part, whole;
    } rates[4];
    const struct text *heading;
    int64_t n, fen, proven_n, proven_fen, proven_bp, reported_n, reported_fen, reported_bp, doubtful;
    const char *doubts_path;
    struct ledger_bar_view bars[LEDGER_TREND_MONTHS];
    const char *line;    /* points of last year's line */
    const char *axis[2]; /* middle and top, 亿元 */
    struct ledger_chain_view *top;
    size_t n_top;
    struct tabs_view groups;
    struct ledger_group_view *sections;
    size_t n_sections;
    bool shows_groups, is_stock;
    const char *csv_path, *xlsx_path;
    int64_t first_row, last_row; /* of v.n, where they stand in pages */
    bool in_pages;
    const char *previous_path, *next_path; /* NULL at the ends */
    struct ledger_move_view *moves;
    size_t n_moves;
    int64_t moved_in_n, moved_out_n;      /* of the chain asked for */
    const char *rules_name, *beside_name; /* beside_name NULL: no other rules beside */
    struct ledger_beside_view beside_rows[LEDGER_COUNT];
};

struct request;
struct ledger_filling {
    struct request *rq;
    struct op *op;
    const struct ledger_report *report;
    struct ledger_view *view;
};

/* "chain", "park", … in addresses. */
extern const char *const ledger_group_ids[LEDGER_GROUP_COUNT];
enum err ledger_fill_choices(struct ledger_filling *f);

#endif
