#include "features/analyze/places.h"

#include "analyze.texts.h"

#include <float.h>
#include <math.h>

/* ---- what is asked ---- */

#define NEARNESS_OPTIONS \
    {"diagonal", "0|1", &T_analyze_option_diagonal}, \
    { \
        "threads", "N", &T_analyze_option_threads \
    }

const struct command_option analyze_complexity_options[] = {
    PLACES_OPTIONS, NEARNESS_OPTIONS, {"least-gap", "N", &T_analyze_option_least_gap}, {0}};
const struct command_option analyze_density_options[] = {PLACES_OPTIONS, NEARNESS_OPTIONS, {0}};

static const struct text *const cell_columns[] = {
    &T_analyze_column_place,    &T_analyze_column_activity,
    &T_analyze_column_value,    &T_analyze_column_rca,
    &T_analyze_column_present,  &T_analyze_column_diversity,
    &T_analyze_column_ubiquity, &T_analyze_column_eci,
    &T_analyze_column_pci,      &T_analyze_column_density,
    &T_analyze_column_distance, &T_analyze_column_coi,
    &T_analyze_column_cog,      NULL,
};
static const struct text *const place_columns[] = {
    &T_analyze_column_place,
    &T_analyze_column_eci,
    &T_analyze_column_rank,
    &T_analyze_column_coi,
    &T_analyze_column_total,
    &T_analyze_column_diversity,
    &T_analyze_column_average_ubiquity,
    NULL,
};
static const struct text *const activity_columns[] = {
    &T_analyze_column_activity,
    &T_analyze_column_pci,
    &T_analyze_column_rank,
    &T_analyze_column_total,
    &T_analyze_column_ubiquity,
    &T_analyze_column_average_diversity,
    NULL,
};
static const struct text *const proximity_columns[] = {
    &T_analyze_column_activity,
    &T_analyze_column_other,
    &T_analyze_column_proximity,
    NULL,
};
static const struct text *const density_columns[] = {
    &T_analyze_column_place,   &T_analyze_column_activity, &T_analyze_column_present,
    &T_analyze_column_density, &T_analyze_column_distance, NULL,
};
const struct answer_table analyze_complexity_tables[] = {
    {&T_analyze_table_cells, true, cell_columns},
    {&T_analyze_table_places, false, place_columns},
    {&T_analyze_table_activities, false, activity_columns},
    {&T_analyze_table_proximity, true, proximity_columns},
    {0},
};
const struct answer_table analyze_density_tables[] = {
    {&T_analyze_table_cells, false, density_columns},
    {&T_analyze_table_proximity, true, proximity_columns},
    {0},
};

/* ---- what is found ---- */

struct findings {
    struct place_table t;
    struct complexity z;
    struct matrix phi;
    struct outlook outlook;
    uint32_t *place_rank;
    uint32_t *activity_rank;
};

static enum err find_nearness(struct command_call *call, bool with_complexity, struct findings *f)
{
    double diagonal;
    int threads;
    TRY(analyze_number_option(call, "diagonal", 0, 1, 1, &diagonal));
    TRY(analyze_threads_option(call, &threads));
    TRY(complexity_proximity(call->arena, &f->t.presence, diagonal > 0, threads, &f->phi));
    return complexity_outlook(call->arena, &f->t.presence, &f->phi, with_complexity ? f->z.pci_uncentred : NULL,
                              threads, &f->outlook);
}

static enum err find_complexity(struct command_call *call, struct findings *f)
{
    double least_gap;
    TRY(analyze_number_option(call, "least-gap", 0, 1, COMPLEXITY_LEAST_GAP, &least_gap));
    TRY(complexity_indices(call->arena, &f->t.presence, least_gap, &f->z));
    f->place_rank = ranks_of(call->arena, f->z.eci, f->t.x.rows);
    f->activity_rank = ranks_of(call->arena, f->z.pci, f->t.x.columns);
    return f->place_rank && f->activity_rank ? OK : ERR_MEMORY;
}

/* ---- the answer ---- */

static const struct text *verdict_text(enum complexity_verdict v)
{
    switch (v) {
    case COMPLEXITY_IDENTIFIED:
        return &T_analyze_complexity_identified;
    case COMPLEXITY_EMPTY:
        return &T_analyze_complexity_empty;
    case COMPLEXITY_DISCONNECTED:
        return &T_analyze_complexity_disconnected;
    case COMPLEXITY_FLAT:
        return &T_analyze_complexity_flat;
    case COMPLEXITY_TIED:
        return &T_analyze_complexity_tied;
    case COMPLEXITY_NO_SIGN:
        return &T_analyze_complexity_no_sign;
    case COMPLEXITY_UNSETTLED:
        break;
    }
    return &T_analyze_complexity_unsettled;
}

static void write_facts(struct answer *w, const struct findings *f)
{
    places_facts(w, &f->t);
    answer_fact_verdict(w, &T_analyze_fact_verdict, verdict_text(f->z.verdict));
    answer_fact_number(w, &T_analyze_fact_eigenvalue_2, f->z.eigenvalue_2);
    answer_fact_number(w, &T_analyze_fact_eigenvalue_3, f->z.eigenvalue_3);
    answer_fact_number(w, &T_analyze_fact_gap, f->z.gap);
    answer_fact_number(w, &T_analyze_fact_residual, f->z.residual);
    answer_fact_number(w, &T_analyze_fact_correlation, f->z.correlation);
    answer_fact_int(w, &T_analyze_fact_groups, f->z.groups);
    answer_fact_int(w, &T_analyze_fact_largest_group, f->z.largest_group);
}

static void write_cell(struct answer *w, const struct findings *f, uint32_t c, uint32_t p, double value, bool present)
{
    const struct place_table *t = &f->t;
    double density = matrix_at(&f->outlook.density, c, p);
    answer_text(w, labels_text(t->places, c));
    answer_text(w, labels_text(t->activities, p));
    answer_number(w, value);
    answer_number(w, location_quotient(value, t->totals.of_place[c], t->totals.of_activity[p], t->totals.whole));
    answer_int(w, present);
    answer_int(w, presence_diversity(&t->presence, c));
    answer_int(w, presence_ubiquity(&t->presence, p));
    answer_number(w, f->z.eci[c]);
    answer_number(w, f->z.pci[p]);
    answer_number(w, density);
    answer_number(w, 1 - density);
    answer_number(w, f->outlook.coi[c]);
    answer_number(w, matrix_at(&f->outlook.gain, c, p));
}

static void write_cells(struct answer *w, const struct findings *f)
{
    bool shown = answer_table(w, &T_analyze_table_cells);
    for (uint32_t c = 0; shown && c < f->t.x.rows; c++) {
        struct place_cursor cursor = place_cursor_begin(&f->t, c);
        for (uint32_t p = 0; p < f->t.x.columns; p++) {
            bool present;
            double value = place_cursor_next(&cursor, p, &present);
            write_cell(w, f, c, p, value, present);
        }
    }
    answer_table_end(w);
}

/* The mean degree, on the other side, of those it is present with; NaN for none. */
static double mean_degree(const uint32_t *others, uint32_t n, const uint32_t *first_of_other)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += first_of_other[others[i] + 1] - first_of_other[others[i]];
    return n > 0 ? sum / n : NAN;
}

static void write_rank(struct answer *w, uint32_t rank)
{
    if (rank)
        answer_int(w, rank);
    else
        answer_nothing(w);
}

static void write_places(struct answer *w, const struct findings *f)
{
    const struct presence *m = &f->t.presence;
    bool shown = answer_table(w, &T_analyze_table_places);
    for (uint32_t c = 0; shown && c < f->t.x.rows; c++) {
        answer_text(w, labels_text(f->t.places, c));
        answer_number(w, f->z.eci[c]);
        write_rank(w, f->place_rank[c]);
        answer_number(w, f->outlook.coi[c]);
        answer_number(w, f->t.totals.of_place[c]);
        answer_int(w, presence_diversity(m, c));
        answer_number(w, mean_degree(m->activity + m->first_activity[c], presence_diversity(m, c), m->first_place));
    }
    answer_table_end(w);
}

static void write_activities(struct answer *w, const struct findings *f)
{
    const struct presence *m = &f->t.presence;
    bool shown = answer_table(w, &T_analyze_table_activities);
    for (uint32_t p = 0; shown && p < f->t.x.columns; p++) {
        answer_text(w, labels_text(f->t.activities, p));
        answer_number(w, f->z.pci[p]);
        write_rank(w, f->activity_rank[p]);
        answer_number(w, f->t.totals.of_activity[p]);
        answer_int(w, presence_ubiquity(m, p));
        answer_number(w, mean_degree(m->place + m->first_place[p], presence_ubiquity(m, p), m->first_activity));
    }
    answer_table_end(w);
}

/* Pairs that are near at all, each once. */
static void write_proximity(struct answer *w, const struct findings *f)
{
    bool shown = answer_table(w, &T_analyze_table_proximity);
    for (uint32_t p = 0; shown && p < f->t.x.columns; p++) {
        for (uint32_t q = p + 1; q < f->t.x.columns; q++) {
            if (matrix_at(&f->phi, p, q) == 0)
                continue;
            answer_text(w, labels_text(f->t.activities, p));
            answer_text(w, labels_text(f->t.activities, q));
            answer_number(w, matrix_at(&f->phi, p, q));
        }
    }
    answer_table_end(w);
}

enum err analyze_complexity(struct command_call *call)
{
    struct findings f;
    TRY(answer_check_table(call, analyze_complexity_tables));
    TRY(places_read(call, &f.t));
    TRY(find_complexity(call, &f));
    TRY(find_nearness(call, true, &f));
    struct answer w;
    TRY(answer_begin(&w, call, "complexity", analyze_complexity_tables));
    write_facts(&w, &f);
    write_cells(&w, &f);
    write_places(&w, &f);
    write_activities(&w, &f);
    write_proximity(&w, &f);
    return answer_end(&w);
}

static void write_densities(struct answer *w, const struct findings *f)
{
    bool shown = answer_table(w, &T_analyze_table_cells);
    for (uint32_t c = 0; shown && c < f->t.x.rows; c++) {
        struct place_cursor cursor = place_cursor_begin(&f->t, c);
        for (uint32_t p = 0; p < f->t.x.columns; p++) {
            bool present;
            place_cursor_next(&cursor, p, &present);
            double density = matrix_at(&f->outlook.density, c, p);
            answer_text(w, labels_text(f->t.places, c));
            answer_text(w, labels_text(f->t.activities, p));
            answer_int(w, present);
            answer_number(w, density);
            answer_number(w, 1 - density);
        }
    }
    answer_table_end(w);
}

enum err analyze_density(struct command_call *call)
{
    struct findings f;
    TRY(answer_check_table(call, analyze_density_tables));
    TRY(places_read(call, &f.t));
    TRY(find_nearness(call, false, &f));
    struct answer w;
    TRY(answer_begin(&w, call, "density", analyze_density_tables));
    places_facts(&w, &f.t);
    write_densities(&w, &f);
    write_proximity(&w, &f);
    return answer_end(&w);
}
