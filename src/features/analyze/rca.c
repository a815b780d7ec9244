#include "features/analyze/places.h"

#include "analyze.texts.h"

#include <math.h>

const struct command_option analyze_rca_options[] = {PLACES_OPTIONS, {0}};

static const struct text *const cell_columns[] = {
    &T_analyze_column_place, &T_analyze_column_activity, &T_analyze_column_value,
    &T_analyze_column_rca,   &T_analyze_column_present,  NULL,
};
static const struct text *const place_columns[] = {
    &T_analyze_column_place,
    &T_analyze_column_total,
    &T_analyze_column_diversity,
    &T_analyze_column_hhi,
    &T_analyze_column_krugman,
    &T_analyze_column_hachman,
    NULL,
};
static const struct text *const activity_columns[] = {
    &T_analyze_column_activity, &T_analyze_column_total, &T_analyze_column_ubiquity, &T_analyze_column_hhi, NULL,
};
const struct answer_table analyze_rca_tables[] = {
    {&T_analyze_table_cells, true, cell_columns},
    {&T_analyze_table_places, false, place_columns},
    {&T_analyze_table_activities, false, activity_columns},
    {0},
};

static void write_cells(struct answer *w, const struct place_table *t)
{
    if (!answer_table(w, &T_analyze_table_cells)) {
        answer_table_end(w);
        return;
    }
    for (uint32_t c = 0; c < t->x.rows; c++) {
        struct place_cursor cursor = place_cursor_begin(t, c);
        for (uint32_t p = 0; p < t->x.columns; p++) {
            bool present;
            double value = place_cursor_next(&cursor, p, &present);
            answer_text(w, labels_text(t->places, c));
            answer_text(w, labels_text(t->activities, p));
            answer_number(w, value);
            answer_number(w,
                          location_quotient(value, t->totals.of_place[c], t->totals.of_activity[p], t->totals.whole));
            answer_int(w, present);
        }
    }
    answer_table_end(w);
}

static void write_places(struct answer *w, const struct place_table *t, const struct place_indices *indices)
{
    answer_table(w, &T_analyze_table_places);
    for (uint32_t c = 0; c < t->x.rows; c++) {
        answer_text(w, labels_text(t->places, c));
        answer_number(w, t->totals.of_place[c]);
        answer_int(w, presence_diversity(&t->presence, c));
        answer_number(w, indices[c].hhi);
        answer_number(w, indices[c].krugman);
        answer_number(w, indices[c].hachman);
    }
    answer_table_end(w);
}

static void write_activities(struct answer *w, const struct place_table *t, const double *hhi)
{
    answer_table(w, &T_analyze_table_activities);
    for (uint32_t p = 0; p < t->x.columns; p++) {
        answer_text(w, labels_text(t->activities, p));
        answer_number(w, t->totals.of_activity[p]);
        answer_int(w, presence_ubiquity(&t->presence, p));
        answer_number(w, hhi[p]);
    }
    answer_table_end(w);
}

enum err analyze_rca(struct command_call *call)
{
    struct place_table t;
    struct place_indices *indices;
    double *hhi;
    TRY(answer_check_table(call, analyze_rca_tables));
    TRY(places_read(call, &t));
    TRY(place_indices_of(call->arena, &t.x, &t.totals, &indices));
    TRY(activity_concentration(call->arena, &t.x, &t.totals, &hhi));
    struct answer w;
    TRY(answer_begin(&w, call, "rca", analyze_rca_tables));
    places_facts(&w, &t);
    write_cells(&w, &t);
    write_places(&w, &t, indices);
    write_activities(&w, &t, hhi);
    return answer_end(&w);
}
