/* Finding a record by its name, pinyin initials or code. */
#include "features/feature.h"

#include "features/job.h"
#include "features/search/search.h"
#include "search.texts.h"
#include "web/route.h"

static const struct route search_routes[] = {
    {METHOD_GET, "/search", FOR_SIGNED_IN, search_get, &T_found_title, 0, 0},
    {0},
};

static const struct job search_jobs[] = {
    {"search", 1000, search_make_findable},
    {0},
};

const struct feature search_feature = {.name = "search", .routes = search_routes, .jobs = search_jobs};
