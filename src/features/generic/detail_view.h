/* Views of one record's page (detail.html). */
#ifndef FEATURES_GENERIC_DETAIL_VIEW_H
#define FEATURES_GENERIC_DETAIL_VIEW_H

#include "web/parts.h"

struct link_view {
    const char *label, *path; /* path NULL: not a link */
};

struct small_cell_view {
    const char *shown;
    bool number;
};
struct small_row_view {
    const struct small_cell_view *cells;
};

enum fact_form { FACT_TEXT, FACT_LINKS, FACT_LONG, FACT_MISSING };
struct fact_view {
    enum fact_form form;
    const char *label, *shown;
    const struct link_view *links;
    size_t n_links;
    const char *unmask; /* field to be shown in clear, with a reason; NULL */
    bool clear;         /* shown in clear now */
    bool wide;
};

struct facts_view {
    const char *heading; /* "" : none */
    const struct fact_view *facts;
    size_t n_facts;
    const struct small_cell_view *heads; /* of a table of rows; NULL for facts */
    size_t n_heads;
    const struct small_row_view *rows;
    size_t n_rows;
};

struct child_view {
    const char *heading, *count, *path, *path_label;
    const char *add_path; /* NULL: may not */
    struct list_table_view table;
};

struct file_view {
    int64_t id;
    const char *name, *size;
    int64_t added_us;
    bool is_picture; /* that a browser shows */
};

struct record_view {
    const char *path;
    const char *kind, *code, *owner;
    const char *unverified; /* why; "" : verified */
    struct band_view band;
    const struct facts_view *sections;
    size_t n_sections;
    const struct child_view *children;
    size_t n_children;
    const char *changed_by, *changed_what;
    int64_t changed_us;
    const char *rev;
    bool may_change, may_unmask;
    const char *unmask_path;
    const struct file_view *files;
    size_t n_files;
};

/* What keeps a record from being deleted, or an act from being undone. */
struct obstacle_view {
    const char *kind, *field, *title, *path;
};
struct refusal_view {
    const char *heading, *words, *back;
    const struct obstacle_view *references;
    size_t n_references;
};

#endif
