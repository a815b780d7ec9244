#include "features/feature.h"
#include "features/project/use.h"
#include "project.texts.h"
#include "web/route.h"

static const struct route routes[] = {
    {METHOD_GET, "/ledgers", FOR_READERS(ACCESS_PROJECT), project_ledger_first, &T_ledger_title},
    {METHOD_GET, "/ledgers/{name}", FOR_READERS(ACCESS_PROJECT), project_ledger_page, &T_ledger_title},
    {METHOD_GET, "/ledgers/{name}/export", FOR_READERS(ACCESS_PROJECT), project_ledger_export, &T_ledger_title},
    {METHOD_GET, "/api/v1/ledgers/{name}", FOR_READERS(ACCESS_PROJECT), project_ledger_api, &T_ledger_title, ROUTE_API},
    {0},
};

static const struct menu_entry menu[] = {
    {.path = "/ledgers",
     .label = &T_ledger_title,
     .group = MENU_PROJECTS,
     .order = 1,
     .icon = "list-details",
     .tab = &T_ledger_tab},
    {0},
};

static const struct command commands[] = {
    {.name = "ledger",
     .arguments = "NAME",
     .says = &T_ledger_command_says,
     .options = project_ledger_options,
     .needs = COMMAND_NEEDS_OPERATION,
     .run = project_ledger_command},
    {0},
};

const struct feature project_feature = {
    .name = "project",
    .kinds = project_kinds,
    .rules = project_rules,
    .routes = routes,
    .menu = menu,
    .commands = commands,
};
