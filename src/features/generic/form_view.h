/* Views of the form of any kind (form.html). */
#ifndef FEATURES_GENERIC_FORM_VIEW_H
#define FEATURES_GENERIC_FORM_VIEW_H

#include "web/parts.h"

/* A field that is a table: one row of controls for each row, and a few empty ones. */
struct rows_input_row {
    const struct field_view *cells; /* as many as heads */
};
struct rows_input_view {
    const char *name, *label, *error, *hint;
    const char *const *heads;
    size_t n_heads;
    const struct rows_input_row *rows;
    size_t n_rows;
};

struct form_section {
    const char *id, *heading;
    const struct field_view *fields;
    size_t n_fields;
    const struct rows_input_view *rows; /* instead of the fields; NULL */
};

/* Records that stand in the way or may be the same. */
struct hint_view {
    const char *words, *path, *title;
};

struct record_form_view {
    struct form_view frame; /* what the summary of errors and the contents at the side read */
    const struct form_section *sections;
    size_t n_sections;
    const char *const *questions;
    size_t n_questions;
    const char *reason; /* typed already */
    const char *merged; /* what was laid together with another's change; NULL */
    const char *failed; /* why nothing was saved, where no field is at fault; NULL */
};

/* ---- two people changed one record ---- */
struct clash_choice {
    const char *field, *label;
    const char *base, *mine, *theirs;      /* as shown */
    const char *mine_typed, *theirs_typed; /* as the form takes them */
};
struct merged_field {
    const char *label, *shown, *by;
};
struct kept_value {
    const char *name, *value;
};
struct conflict_view {
    const char *heading, *action, *rev, *back, *reason;
    const char *who;
    const struct clash_choice *clashes;
    size_t n_clashes;
    const struct merged_field *merged; /* changed by one side only: both are kept */
    size_t n_merged;
    const struct kept_value *kept; /* what the form sends again */
    size_t n_kept;
};

#endif
