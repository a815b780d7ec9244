/* Inside the demonstration: one builder, handed from part to part. */
#ifndef FEATURES_DEMO_BUILD_H
#define FEATURES_DEMO_BUILD_H

#include "features/demo/demo.h"
#include "record/record.h"

enum { DEMO_CHAINS = 3, DEMO_PARKS = 5, DEMO_DISTRICTS = 9, DEMO_FIRMS = 200, DEMO_PROJECTS = 120, DEMO_MONTHS = 36 };
enum { DEMO_SEGMENTS_MAX = 80, DEMO_PEOPLE_MAX = 120 };

struct demo_chain {
    int64_t id, office, chief, head;
    const char *code, *name;
    int park; /* its lead park, index */
    int64_t segments[DEMO_SEGMENTS_MAX];
    const char *segment_names[DEMO_SEGMENTS_MAX];
    const char *segment_codes[DEMO_SEGMENTS_MAX];
    const char *segment_industries[DEMO_SEGMENTS_MAX];
    bool is_leaf[DEMO_SEGMENTS_MAX];
    int n_segments;
};

struct demo_firm {
    int64_t id;
    const char *name;
    int chain, segment, district, park; /* indices; park −1: none */
};

struct demo {
    struct op *op;
    uint64_t random;
    int64_t city, districts[DEMO_DISTRICTS], parks[DEMO_PARKS];
    int park_district[DEMO_PARKS];
    int64_t district_units[DEMO_DISTRICTS], park_units[DEMO_PARKS];
    int64_t chief_office, bureau, promotion_bureau;
    int64_t minders[12];
    int n_minders;
    int people; /* names given out */
    struct demo_chain chains[DEMO_CHAINS];
    struct demo_firm firms[DEMO_FIRMS];
    struct demo_project *projects;
    date_t month; /* first day of the month being written */
};

/* ---- chance, always the same ---- */
uint64_t demo_below(struct demo *d, uint64_t n);
bool demo_chance(struct demo *d, int percent);

/* ---- records in few words ---- */
struct demo_put {
    struct demo *demo;
    struct record *record;
    enum err error;
};
/* demo_put_begin(d, "region", "R01") … demo_text(&p, "name", …) … demo_put_end(&p, &id): errors are asked once. */
struct demo_put demo_put_begin(struct demo *d, const char *kind, const char *code);
void demo_text(struct demo_put *p, const char *field, const char *text);
void demo_int(struct demo_put *p, const char *field,
              int64_t value); /* references, money, dates, numbers; 0 leaves it empty */
void demo_typed(struct demo_put *p, const char *field, const char *typed); /* as a person would type it */
enum err demo_put_end(struct demo_put *p, int64_t *ret_id);

/* ---- the parts, in order ---- */
enum err demo_build_organisation(struct demo *d);
enum err demo_build_chains(struct demo *d);
enum err demo_build_firms(struct demo *d);
enum err demo_build_accounts(struct demo *d);
enum err demo_plan_projects(struct demo *d); /* in memory: what will happen when */
enum err demo_write_month(struct demo *d);   /* what happened in d->month */

const char *demo_person_name(struct demo *d); /* never the same twice */
enum err demo_person(struct demo *d, const char *name, int64_t unit, const char *title, int64_t *ret_id);
enum err demo_post(struct demo *d, int64_t person, const char *duty, int64_t chain);
const char *demo_firm_name(struct demo *d, const char *product, int *ret_suffix);
const char *demo_uscc(struct demo *d, int number);

#endif
