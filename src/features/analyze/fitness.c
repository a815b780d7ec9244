#include "analysis/fitness.h"

#include "features/analyze/places.h"

#include "analyze.texts.h"

const struct command_option analyze_fitness_options[] = {PLACES_OPTIONS, {0}};

static const struct text *const place_columns[] = {
    &T_analyze_column_place, &T_analyze_column_fitness, &T_analyze_column_rank, &T_analyze_column_diversity, NULL,
};
static const struct text *const activity_columns[] = {
    &T_analyze_column_activity, &T_analyze_column_complexity, &T_analyze_column_rank, &T_analyze_column_ubiquity, NULL,
};
const struct answer_table analyze_fitness_tables[] = {
    {&T_analyze_table_places, false, place_columns},
    {&T_analyze_table_activities, false, activity_columns},
    {0},
};

static const struct text *verdict_text(enum fitness_verdict v)
{
    switch (v) {
    case FITNESS_SETTLED:
        return &T_analyze_fitness_settled;
    case FITNESS_VANISHES:
        return &T_analyze_fitness_vanishes;
    case FITNESS_UNSETTLED:
        return &T_analyze_fitness_unsettled;
    case FITNESS_EMPTY:
        break;
    }
    return &T_analyze_fitness_empty;
}

static void write_side(struct answer *w, const struct text *table, const struct labels *names, const double *values,
                       const uint32_t *ranks, const uint32_t *first)
{
    answer_table(w, table);
    for (uint32_t i = 0; i < labels_count(names); i++) {
        answer_text(w, labels_text(names, i));
        answer_number(w, values[i]);
        if (ranks[i])
            answer_int(w, ranks[i]);
        else
            answer_nothing(w);
        answer_int(w, first[i + 1] - first[i]);
    }
    answer_table_end(w);
}

enum err analyze_fitness(struct command_call *call)
{
    struct place_table t;
    struct fitness f;
    TRY(answer_check_table(call, analyze_fitness_tables));
    TRY(places_read(call, &t));
    TRY(fitness_of(call->arena, &t.presence, &f));
    const uint32_t *place_ranks = ranks_of(call->arena, f.fitness, t.x.rows);
    const uint32_t *activity_ranks = ranks_of(call->arena, f.complexity, t.x.columns);
    if (!place_ranks || !activity_ranks)
        return ERR_MEMORY;
    struct answer w;
    TRY(answer_begin(&w, call, "fitness", analyze_fitness_tables));
    places_facts(&w, &t);
    answer_fact_verdict(&w, &T_analyze_fact_verdict, verdict_text(f.verdict));
    answer_fact_int(&w, &T_analyze_fact_rounds, f.rounds);
    answer_fact_number(&w, &T_analyze_fact_change, f.change);
    answer_fact_int(&w, &T_analyze_fact_vanishing, f.vanishing);
    write_side(&w, &T_analyze_table_places, t.places, f.fitness, place_ranks, t.presence.first_activity);
    write_side(&w, &T_analyze_table_activities, t.activities, f.complexity, activity_ranks, t.presence.first_place);
    return answer_end(&w);
}
