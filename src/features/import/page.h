/* What import.html shows, as it is shown. */
#ifndef FEATURES_IMPORT_PAGE_H
#define FEATURES_IMPORT_PAGE_H

#include "base/text.h"
#include "web/parts.h"

struct import_recent_view {
    const char *path, *filename, *kind;
    const struct text *state;
    int64_t made_us;
};
struct import_start_view {
    const struct option_view *kinds;
    size_t n_kinds;
    const struct import_recent_view *recent;
    size_t n_recent;
};

struct import_column_view {
    const char *name, *header;
    const struct text *how;
    bool hidden, mapped;
    const struct option_view *options;
    size_t n_options;
};
struct import_doubt_view {
    const char *name; /* of its control: "a.6.total" */
    int32_t row;
    const char *label, *found, *why;
    const struct text *effect;
    const struct option_view *options; /* proposals, take */
    size_t n_options;
    const char *typed; /* what was answered beside the options */
    bool waits, is_text;
};
struct import_ask_view {
    const char *name, *label, *typed;
    const struct option_view *options;
    size_t n_options;
};
struct import_missing_view {
    const char *kind, *name, *value; /* "enterprise:某某公司" */
    int64_t rows;
    bool can_be_made, made;
};
struct import_back_view {
    int32_t row;
    const struct text *outcome;
    const char *why;
};
struct import_cell_view {
    const char *text;
    bool doubted;
};
struct import_row_view {
    int32_t row;
    const struct text *fate; /* NULL: taken */
    const char *why;
    const struct import_cell_view *cells;
    size_t n_cells;
};

struct import_job_view {
    const char *filename, *words, *kind, *kind_path, *action, *apply_label, *failure, *restarted;
    bool ready, applied, undone, cancelled, at_work, can_read_again;
    struct long_work_view work;
    int64_t n_new, n_changed, n_unchanged, n_waiting, n_refused, n_ignored, n_takes;

    const struct import_column_view *columns;
    size_t n_columns;
    const struct import_ask_view *asks;
    size_t n_asks;
    const struct import_missing_view *missing;
    size_t n_missing;
    const struct import_ask_view *needs; /* what records that are made are given */
    size_t n_needs;
    const struct import_doubt_view *doubts;
    size_t n_doubts;
    int64_t all_doubts, open_doubts;
    const char *next_doubts; /* address; NULL: no more */
    const struct import_back_view *back;
    size_t n_back;
    int64_t all_back;
    const char *next_back;
    const char *const *heads;
    size_t n_heads;
    const struct import_row_view *rows;
    size_t n_rows;
    const char *next_rows;
};

#endif
