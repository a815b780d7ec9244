/* Views of the list of any kind (list.html). */
#ifndef FEATURES_GENERIC_LIST_VIEW_H
#define FEATURES_GENERIC_LIST_VIEW_H

#include "web/parts.h"
#include "web/states.h"

enum filter_form { FILTER_CHOICES, FILTER_FIND, FILTER_RANGE, FILTER_WORDS };

/* One condition that the list offers: a button that opens a small menu; where it is set it says what is asked for. */
struct filter_view {
    enum filter_form form;
    const char *name, *label;
    const char *said;   /* what is set, in words; NULL */
    const char *remove; /* the address without it */
    const struct option_view *options;
    size_t n_options;
    const char *source;                          /* FILTER_FIND: suggestions */
    const char *value;                           /* WORDS and FIND */
    const char *from_name, *to_name, *from, *to; /* RANGE */
    const char *range_type;                      /* date, month, text */
    const char *unit;                            /* of a range; NULL */
    const char *empty_name;                      /* the tick "not filled in" */
    bool empty;
};

struct record_list_view {
    const char *path;
    const char *lead;
    const char *add_path, *add_label, *import_path; /* NULL: may not */
    const char *export_csv, *export_xlsx, *export_json;
    const char *search, *search_hint;
    const char *sort;                  /* kept through the filter form; NULL: the kind's own order */
    const struct filter_view *filters; /* those set, then the first few others */
    size_t n_filters;
    const struct filter_view *more_filters;
    size_t n_more_filters;
    const char *clear; /* the address without any condition; NULL when there is none */
    const struct option_view *columns;
    size_t n_columns;
    struct list_table_view table;
    struct pager_view pager;
    const struct state_view *empty; /* instead of the table */
};

#endif
