/* What posts.html shows. */
#ifndef FEATURES_INSTITUTION_POSTS_VIEW_H
#define FEATURES_INSTITUTION_POSTS_VIEW_H

#include "web/parts.h"

struct post_cell_view {
    const char *people;
    int64_t held;
    const char *missing;  /* 缺 1 人; NULL: met */
    const char *add_path; /* the form that fills it */
};
struct post_row_view {
    const char *chain, *path;
    const struct post_cell_view *cells;
    size_t n_cells;
};
struct post_head_view {
    const char *duty, *demand; /* 链长, 1 人 */
};
struct post_gap_view {
    const char *name, *path;
};
struct posts_view {
    const char *lead;
    struct tabs_view models;
    const struct post_head_view *city_heads, *heads;
    size_t n_city_heads, n_heads;
    const struct post_cell_view *city_cells;
    const struct post_row_view *rows;
    size_t n_rows;
    int64_t n_unmet;
    bool asks_projects;
    int64_t n_projects, n_gaps;
    const struct post_gap_view *gaps; /* the first of them */
    size_t n_gaps_shown;
};

#endif
