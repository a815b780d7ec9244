#include "features/account/account.h"
#include "features/feature.h"
#include "features/job.h"
#include "record/access.h"

/* Rights follow the days of posts: shortly after midnight, and when a server begins. */
static enum err refresh_rights(struct op *op, int64_t worker, bool *ret_worked)
{
    (void)worker;
    return access_refresh(op, ret_worked);
}

static const struct job account_jobs[] = {
    {"rights", 5000, refresh_rights},
    {0},
};

const struct feature account_feature = {
    .name = "account",
    .kinds = account_kinds,
    .rules = account_rules,
    .jobs = account_jobs,
};
