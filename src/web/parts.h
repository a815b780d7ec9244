/* Views of the parts that pages are built from (parts.html): fields, chips, tabs, tables, receipts.
 *
 * A view is filled by the handler with everything as it is shown; NULL and 0
 * leave a piece out. */
#ifndef WEB_PARTS_H
#define WEB_PARTS_H

#include "base/date.h"
#include "base/light.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct option_view {
    const char *value, *label;
    bool chosen;
};

enum field_form {
    FIELD_FORM_INPUT,    /* one line; `type` says which */
    FIELD_FORM_DATE,     /* a day, or only its month, as people write it */
    FIELD_FORM_AREA,     /* several lines */
    FIELD_FORM_SELECT,   /* one of many options */
    FIELD_FORM_BUTTONS,  /* one of a few options, as buttons */
    FIELD_FORM_CHECKS,   /* any of the options */
    FIELD_FORM_FIND,     /* a record: typed with suggestions from `source` */
    FIELD_FORM_FILE,
    FIELD_FORM_SHOWN     /* not to be changed */
};

struct field_view {
    const char *name;  /* also the id of the control */
    const char *label;
    enum field_form form;
    const char *type;  /* text, number, password, tel, email, url, search; NULL: text */
    const char *value; /* "" or NULL: empty */
    const char *hint, *error, *unit, *placeholder;
    const char *source; /* FIELD_FORM_FIND: address that answers ?q= with options */
    const char *accept; /* FIELD_FORM_FILE */
    const char *autocomplete;
    const struct option_view *options;
    size_t n_options;
    bool optional, wide, multiple;
    int max; /* characters; 0: no limit said */
};

struct section_view {
    const char *id, *heading;
    const struct field_view *fields;
    size_t n_fields;
    int errors;
    bool here;
};

struct form_view {
    const char *action;
    const char *draft;  /* name under which the browser keeps what is typed; NULL: no draft */
    const char *rev;    /* of the record that is changed; NULL: a new one */
    const struct section_view *sections;
    size_t n_sections;
    int errors;
    const char *submit, *submit_again; /* labels; submit_again NULL: none */
    const char *cancel;                /* where 放弃 leads */
    bool uploads;
};

struct chip_view {
    const char *label, *value; /* value NULL: not set, opens a menu */
    const char *remove;        /* address without this condition; NULL */
    const char *name;          /* of the query value that the menu sets */
    const struct option_view *options; /* with addresses as values */
    size_t n_options;
};
struct chips_view {
    const char *action;      /* of the search field */
    const char *search, *search_hint; /* words; search_hint NULL: no search field */
    const struct chip_view *chips;
    size_t n_chips;
    const struct option_view *kept; /* hidden values that the search form repeats */
    size_t n_kept;
};

struct tab_view {
    const char *path, *label, *count; /* count NULL: none */
    bool here;
};
struct tabs_view {
    const struct tab_view *tabs;
    size_t n_tabs;
};

struct pager_view {
    const char *words;          /* 第 1—50 家，共 214 家 */
    const char *totals;         /* 合计营业收入 1,046.32 亿元，缺报 6 家; NULL */
    const char *previous, *next; /* addresses; NULL at the ends */
};

enum cell_form { SHOWN_TEXT, SHOWN_LINK, SHOWN_TAG, SHOWN_LIGHT, SHOWN_MISSING, SHOWN_DATE, SHOWN_QUIET, SHOWN_CHECKED, SHOWN_DOUBT };
struct list_cell_view {
    enum cell_form form;
    const char *shown;  /* text; reason of SHOWN_MISSING */
    const char *path;   /* SHOWN_LINK */
    enum light light;   /* SHOWN_LIGHT */
    date_t date;        /* SHOWN_DATE */
};
struct list_column_view {
    const char *label, *unit; /* unit on a second line; NULL */
    const char *sort;         /* address that sorts by it; NULL: cannot */
    bool number, sorted_up, sorted_down;
};
struct list_row_view {
    const char *id;      /* value of its tick box */
    const char *path, *title; /* the first column, a link */
    const char *mark;    /* a doubt beside the title; NULL */
    bool chosen;
    const struct list_cell_view *cells; /* as many as columns */
    const char *figure, *second;   /* on a phone: the figure at the right, the second line */
};
struct list_table_view {
    const char *title_label; /* head of the first column */
    const struct list_column_view *columns;
    size_t n_columns;
    const struct list_row_view *rows;
    size_t n_rows;
    bool ticks;               /* rows can be chosen */
    const char *chosen_words; /* 已选 {n} 家, filled by the script from data-words */
    const struct option_view *acts; /* for the chosen rows: value = address of the act */
    size_t n_acts;
};

struct figure_view {
    const char *label, *figure, *unit, *path; /* path NULL: opens nothing */
    const char *change;                       /* 较上月 +2 个，+16.20; NULL */
};
struct band_view {
    const struct figure_view *figures;
    size_t n_figures;
};

struct receipt_line {
    const char *label, *figure;
    const char *path; /* opens what it counts; NULL */
};
struct receipt_view {
    const char *heading, *words;
    const struct receipt_line *lines;
    size_t n_lines;
    const char *undo;     /* address of the act that takes it back; NULL */
    const char *rejects;  /* file of the refused rows; NULL */
};

struct clash_view {
    const char *label, *name, *mine, *theirs;
    bool differs; /* both changed it: must be chosen */
};
struct merge_view {
    const char *who, *action, *rev; /* 韩知夏 10:21 也改了这条记录 */
    const struct clash_view *clashes;
    size_t n_clashes;
};

struct long_work_view { /* long work: progress, can be stopped */
    const char *heading, *words, *stop, *poll; /* addresses; NULL */
    int64_t done, full;
};

#endif
