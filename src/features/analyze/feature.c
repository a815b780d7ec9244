#include "features/analyze/analyze.h"

#include "analyze.texts.h"

static const struct command commands[] = {
    {.name = "analyze rca",
     .says = &T_analyze_rca_says,
     .help = &T_analyze_rca_help,
     .options = analyze_rca_options,
     .run = analyze_rca},
    {.name = "analyze complexity",
     .says = &T_analyze_complexity_says,
     .help = &T_analyze_complexity_help,
     .options = analyze_complexity_options,
     .run = analyze_complexity},
    {.name = "analyze density",
     .says = &T_analyze_density_says,
     .help = &T_analyze_density_help,
     .options = analyze_density_options,
     .run = analyze_density},
    {.name = "analyze fitness",
     .says = &T_analyze_fitness_says,
     .help = &T_analyze_fitness_help,
     .options = analyze_fitness_options,
     .run = analyze_fitness},
    {.name = "analyze chokepoints",
     .says = &T_analyze_chokepoints_says,
     .help = &T_analyze_chokepoints_help,
     .options = analyze_chokepoints_options,
     .run = analyze_chokepoints},
    {.name = "analyze io",
     .says = &T_analyze_io_says,
     .help = &T_analyze_io_help,
     .options = analyze_io_options,
     .run = analyze_io},
    {.name = "analyze systemic-risk", .says = &T_analyze_systemic_risk_says, .help = &T_analyze_systemic_risk_help,
     .options = analyze_systemic_risk_options, .run = analyze_systemic_risk},
    {.name = "analyze match", .says = &T_analyze_match_says, .help = &T_analyze_match_help,
     .options = analyze_match_options, .run = analyze_match},
    {0},
};

const struct feature analyze_feature = {.name = "analyze", .commands = commands};
