/* What rca, complexity, density and fitness share: a csv of place, activity,
 * value read into a sparse table, and the options that go with it. */
#ifndef FEATURES_ANALYZE_PLACES_H
#define FEATURES_ANALYZE_PLACES_H

#include "analysis/complexity.h"
#include "analysis/labels.h"
#include "analysis/specialisation.h"
#include "features/analyze/analyze.h"

/* The first options of each of the four; the file's own follow. */
#define PLACES_OPTIONS \
    {"input", "FILE", &T_analyze_option_input}, {"table", "NAME", &T_analyze_option_table}, \
        {"minimum-size", "N", &T_analyze_option_minimum_size}, {"threshold", "N", &T_analyze_option_threshold}, \
    { \
        "presence", NULL, &T_analyze_option_presence \
    }

struct place_table {
    struct labels *places;
    struct labels *activities;
    struct sparse x; /* places × activities, duplicates summed, small places emptied */
    struct totals totals;
    struct presence presence;
    int64_t rows;
    uint32_t too_small;
};

/* ERR_USAGE, ERR_INPUT (every refused row is told), ERR_MEMORY. */
enum err places_read(struct command_call *call, struct place_table *ret_table);

/* How many rows, places, activities there are, and how many places were left out. */
void places_facts(struct answer *w, const struct place_table *t);

/* Walks a place's cells in the order of activities. */
struct place_cursor {
    const struct place_table *table;
    uint32_t at, end;                 /* in x */
    uint32_t present_at, present_end; /* in presence */
};
struct place_cursor place_cursor_begin(const struct place_table *t, uint32_t place);
/* The value and whether it counts as present; activities must ascend, none left out. */
double place_cursor_next(struct place_cursor *c, uint32_t activity, bool *ret_present);

/* Ranks from the largest, 1, equal values alike; 0 for NaN.  NULL when memory is out. */
uint32_t *ranks_of(struct arena *a, const double *values, uint32_t n);

#endif
