/* What follows from an enterprise's fields and from where it stands. */
#include "features/enterprise/enterprise.h"

#include "base/codes.h"
#include "enterprise.queries.h"
#include "enterprise.texts.h"
#include "record/record.h"

/* 代码核验: a valid credit code; without one the enterprise is kept and listed as unverified. */
static enum err enterprise_derive(struct op *op, struct record *r)
{
    (void)op;
    record_set_int(r, "verified", record_has(r, "uscc") && uscc_check(record_text(r, "uscc")) == USCC_VALID);
    return OK;
}

static enum err enterprise_check(struct op *op, const struct record *before, const struct record *after,
                                 struct findings *findings)
{
    (void)before;
    const char *industry = record_text(after, "industry_code");
    if (*industry && !industry_code_find(industry))
        TRY(findings_add(op, findings, FINDING_NOTICE, "industry_code", &T_enterprise_unknown_industry,
                         (const char *[]){industry}, 1));
    if (after->id && record_int(after, "parent") == after->id)
        return findings_add(op, findings, FINDING_ERROR, "parent", &T_enterprise_own_parent, NULL, 0);
    return OK;
}

static enum err position_derive(struct op *op, struct record *r)
{
    struct position_chain_row row;
    bool found;
    TRY(position_chain(op, record_int(r, "segment"), &row, &found));
    if (found)
        record_set_int(r, "chain", row.chain);
    return OK;
}

const struct kind_rules enterprise_rules[] = {
    {.kind = "enterprise", .check = enterprise_check, .derive = enterprise_derive},
    {.kind = "position", .derive = position_derive},
    {0},
};
