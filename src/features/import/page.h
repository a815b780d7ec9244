/* What import.html shows, as it is shown. */
#ifndef FEATURES_IMPORT_PAGE_H
#define FEATURES_IMPORT_PAGE_H

#include "base/text.h"
#include <stddef.h>

#include <stdbool.h>
#include <stdint.h>

struct import_option_view {
    const char *value, *label;
    bool chosen;
};

struct import_recent_view {
    const char *path, *filename, *kind;
    const struct text *state;
    int64_t made_us;
};
struct import_start_view {
    const struct import_option_view *kinds;
    size_t n_kinds;
    const struct import_recent_view *recent;
    size_t n_recent;
};

struct import_column_view {
    const char *name, *header, *field;
    const struct text *how;
    bool hidden, mapped;
    const struct import_option_view *options;
    size_t n_options;
};
struct import_doubt_view {
    const char *name; /* of its control: "a.6.total" */
    int32_t row;
    const char *label, *found, *why;
    const struct text *effect;
    const struct import_option_view *options; /* proposals, take, skip */
    size_t n_options;
    const char *typed; /* what was answered beside the options */
    bool waits, is_text;
};
struct import_ask_view {
    const char *name, *label, *typed;
    const struct import_option_view *options;
    size_t n_options;
};
struct import_missing_view {
    const char *kind, *name;
    int rows;
    bool can_be_made;
};
struct import_back_view {
    int32_t row;
    const char *why;
};
struct import_job_view {
    const char *filename, *words, *kind, *kind_path, *action, *apply_label;
    bool applied, undone, make_missing, may_make;
    const struct import_column_view *columns;
    size_t n_columns;
    const struct import_ask_view *asks;
    size_t n_asks;
    const struct import_missing_view *missing;
    size_t n_missing;
    const struct import_doubt_view *doubts;
    size_t n_doubts;
    int64_t more_doubts;
    const char *more_words;
    const struct import_back_view *back;
    size_t n_back;
    int64_t n_new, n_changed, n_unchanged, n_waiting, n_refused, n_ignored, n_takes;
};

#endif
