#include "features/feature.h"
#include "features/institution/use.h"
#include "institution.texts.h"
#include "web/route.h"

static const struct route routes[] = {
    {METHOD_GET, "/institution", FOR_READERS(ACCESS_RULE), institution_posts_page, &T_institution_title},
    {0},
};

static const struct menu_entry menu[] = {
    {.path = "/institution", .label = &T_institution_title, .group = MENU_MATERIAL, .order = 50, .icon = "list-check"},
    {0},
};

static const struct command commands[] = {
    {.name = "check",
     .says = &T_institution_check_says,
     .options = institution_check_options,
     .needs = COMMAND_NEEDS_OPERATION,
     .run = institution_check},
    {0},
};

const struct feature institution_feature = {
    .name = "institution", .routes = routes, .menu = menu, .commands = commands};
