#include "features/feature.h"
#include "features/import/use.h"
#include "features/import/work.h"
#include "features/job.h"
#include "import.texts.h"
#include "web/route.h"

/* Who may write a kind may import it: the upload and the apply ask again, row by row. */
static const struct route routes[] = {
    {METHOD_GET, "/import", FOR_SIGNED_IN, import_start_page, &T_imports_title},
    {METHOD_POST, "/import", FOR_SIGNED_IN, import_upload, &T_imports_title, ROUTE_UPLOADS},
    {METHOD_GET, "/import/job/{job}", FOR_SIGNED_IN, import_job_page, &T_imports_check_title},
    {METHOD_POST, "/import/job/{job}", FOR_SIGNED_IN, import_job_answers, &T_imports_check_title, 0, 4 << 20},
    {METHOD_POST, "/import/job/{job}/apply", FOR_SIGNED_IN, import_job_apply, &T_imports_apply},
    {METHOD_POST, "/import/job/{job}/cancel", FOR_SIGNED_IN, import_job_stop, &T_imports_cancel},
    {METHOD_POST, "/import/job/{job}/again", FOR_SIGNED_IN, import_job_again_page, &T_imports_read_again},
    {METHOD_GET, "/import/job/{job}/rejects", FOR_SIGNED_IN, import_job_rejects, &T_imports_rejects},
    {METHOD_POST, "/import/job/{job}/undo", FOR_SIGNED_IN, import_job_undo, &T_imports_undo},
    {0},
};

static const struct menu_entry menu[] = {
    {.path = "/import", .label = &T_imports_title, .group = MENU_MATERIAL, .order = 3, .icon = "table-import"},
    {0},
};

static const struct command commands[] = {
    {.name = "read",
     .arguments = "KIND FILE",
     .says = &T_imports_read_says,
     .options = import_read_options,
     .needs = COMMAND_NEEDS_KINDS,
     .run = import_read_command},
    {.name = "import",
     .arguments = "KIND FILE",
     .says = &T_imports_says,
     .options = import_options,
     .needs = COMMAND_NEEDS_OPERATION,
     .run = import_command},
    {0},
};

static const struct job jobs[] = {
    {"import", 200, import_work},
    {0},
};

extern const struct kind *const import_kinds[];

const struct feature import_feature = {
    .name = "import",
    .kinds = import_kinds,
    .routes = routes,
    .menu = menu,
    .commands = commands,
    .jobs = jobs,
};
