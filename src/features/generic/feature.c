/* Pages, exports and interface of every kind of record, and where they stand in the menu. */
#include "features/feature.h"

#include "features/generic/api.h"
#include "features/generic/generic.h"
#include "features/generic/pages.h"
#include "generic.texts.h"
#include "record/access.h"
#include "web/route.h"

static const struct route generic_routes[] = {
    {METHOD_GET, "/{kind}", FOR_READERS_OF_KIND, list_get, &T_generic_list, 0, 0},
    {METHOD_GET, "/{kind}/find", FOR_READERS_OF_KIND, find_get, &T_generic_list, ROUTE_QUIET, 0},
    {METHOD_GET, "/{kind}/new", FOR_WRITERS_OF_KIND, new_get, &T_generic_new, 0, 0},
    {METHOD_POST, "/{kind}", FOR_WRITERS_OF_KIND, new_post, &T_generic_new, 0, 0},
    {METHOD_GET, "/{kind}/{id}", FOR_READERS_OF_KIND, detail_get, &T_generic_record, 0, 0},
    {METHOD_GET, "/{kind}/{id}/edit", FOR_WRITERS_OF_KIND, edit_get, &T_generic_edit, 0, 0},
    {METHOD_POST, "/{kind}/{id}", FOR_WRITERS_OF_KIND, edit_post, &T_generic_edit, 0, 0},
    {METHOD_POST, "/{kind}/{id}/unmask", FOR_READERS_OF_KIND, unmask_post, &T_generic_unmask, 0, 0},
    {METHOD_POST, "/{kind}/{id}/delete", FOR_WRITERS_OF_KIND, delete_post, &T_generic_delete, 0, 0},
    {METHOD_GET, "/{kind}/{id}/history", FOR_READERS_OF_KIND, history_get, &T_generic_history, 0, 0},
    {METHOD_POST, "/{kind}/{id}/restore", FOR_WRITERS_OF_KIND, restore_post, &T_generic_restore, 0, 0},
    {METHOD_GET, "/{kind}/{id}/duplicates", FOR_WRITERS_OF_KIND, duplicates_get, &T_generic_merge_duplicate, 0, 0},
    {METHOD_POST, "/{kind}/{id}/duplicates", FOR_WRITERS_OF_KIND, duplicates_post, &T_generic_merge_duplicate, 0, 0},
    {METHOD_GET, "/{kind}/export", FOR_READERS_OF_KIND, export_get, &T_generic_export, 0, 0},
    {METHOD_POST, "/{kind}/export", FOR_READERS_OF_KIND, export_post, &T_generic_export, ROUTE_KEEPS_AS_OF, 0},
    {METHOD_POST, "/acts/{act}/undo", FOR_SIGNED_IN, undo_post, &T_generic_undo_act, 0, 0},

    {METHOD_GET, "/interface", FOR_SIGNED_IN, interface_get, &T_generic_api, 0, 0},
    {METHOD_GET, "/api/v1/openapi.json", FOR_SIGNED_IN, api_description_get, &T_generic_api, ROUTE_API, 0},
    {METHOD_GET, "/api/v1/{kind}", FOR_READERS_OF_KIND, api_list_get, &T_generic_api, ROUTE_API, 0},
    {METHOD_POST, "/api/v1/{kind}", FOR_WRITERS_OF_KIND, api_create_post, &T_generic_api, ROUTE_API, 0},
    {METHOD_GET, "/api/v1/{kind}/{id}", FOR_READERS_OF_KIND, api_one_get, &T_generic_api, ROUTE_API, 0},
    {METHOD_PATCH, "/api/v1/{kind}/{id}", FOR_WRITERS_OF_KIND, api_change_patch, &T_generic_api, ROUTE_API, 0},
    {METHOD_DELETE, "/api/v1/{kind}/{id}", FOR_WRITERS_OF_KIND, api_delete, &T_generic_api, ROUTE_API, 0},
    {METHOD_GET, "/api/v1/{kind}/{id}/history", FOR_READERS_OF_KIND, api_history_get, &T_generic_api, ROUTE_API, 0},
    {0},
};

static const struct menu_entry generic_menu[] = {
    {"/chains", &T_generic_menu_chains, MENU_CHAINS, 10, "hierarchy-2", &T_generic_menu_chains, NULL},
    {"/enterprises", &T_generic_menu_enterprises, MENU_CHAINS, 30, "building-factory-2", NULL, NULL},
    {"/projects", &T_generic_menu_projects, MENU_PROJECTS, 20, "crane", &T_generic_menu_projects_short, NULL},
    {"/units", &T_generic_menu_units, MENU_ADMIN, 40, "building", NULL, NULL},
    {"/people", &T_generic_menu_people, MENU_ADMIN, 41, "users", NULL, NULL},
    {"/posts", &T_generic_menu_posts, MENU_ADMIN, 42, "id-badge-2", NULL, NULL},
    {"/regions", &T_generic_menu_regions, MENU_ADMIN, 43, "map-pin", NULL, NULL},
    {"/accounts", &T_generic_menu_accounts, MENU_ADMIN, 44, "user-circle", NULL, NULL,
     1u << ROLE_SYSTEM_ADMIN | 1u << ROLE_SECURITY_ADMIN},
    {"/interface", &T_generic_api, MENU_ADMIN, 90, "network", NULL, NULL, 1u << ROLE_CHIEF_OFFICE | 1u << ROLE_SYSTEM_ADMIN},
    {0},
};

const struct feature generic_feature = {
    .name = "generic",
    .kinds = generic_kinds,
    .routes = generic_routes,
    .menu = generic_menu,
};
