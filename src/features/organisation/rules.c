/* What holds among regions, units, people and posts beyond their fields. */
#include "features/organisation/organisation.h"

#include "organisation.queries.h"
#include "organisation.texts.h"
#include "record/record.h"

#include <string.h>

enum { OPEN_END = 99999999 };

static enum err error_at(struct op *op, struct findings *f, const char *field, const struct text *says)
{
    return findings_add(op, f, FINDING_ERROR, field, says, NULL, 0);
}

/* A park lies in a district; that is how its rows find theirs. */
static enum err region_check(struct op *op, const struct record *before, const struct record *after,
                             struct findings *findings)
{
    (void)before;
    struct region_parent_row parent = {.kind = ""};
    bool found = false;
    if (record_has(after, "parent"))
        TRY(region_parent(op, record_int(after, "parent"), &parent, &found));
    bool is_park = strcmp(record_text(after, "kind"), "park") == 0;
    if (is_park && strcmp(parent.kind, "district") != 0)
        return findings_add(op, findings, FINDING_NOTICE, "parent", &T_organisation_park_without_district, NULL, 0);
    return OK;
}

static bool is_duty(const struct record *r, const char *duty)
{
    return strcmp(record_text(r, "duty"), duty) == 0;
}

/* What a duty is held over. */
static enum err check_object(struct op *op, const struct record *after, struct findings *findings)
{
    static const char *const over_chain[] = {"chief",      "vice_chief",   "office_head", "office_member",
                                             "force_head", "force_member", NULL};
    for (const char *const *duty = over_chain; *duty; duty++)
        if (is_duty(after, *duty) && !record_has(after, "chain"))
            return error_at(op, findings, "chain", &T_organisation_duty_needs_chain);
    return OK;
}

static enum err check_one_chief(struct op *op, const struct record *after, struct findings *findings)
{
    struct post_chiefs_row *others;
    size_t n;
    date_t to = record_has(after, "held_to") ? (date_t)record_int(after, "held_to") : OPEN_END;
    if (!is_duty(after, "chief") || !record_has(after, "chain"))
        return OK;
    TRY(record_hold(op, "chief of chain"));
    TRY(post_chiefs(op, record_int(after, "chain"), (date_t)record_int(after, "held_from"), to, after->id, &others,
                    &n));
    return n ? error_at(op, findings, "held_from", &T_organisation_one_chief) : OK;
}

static enum err post_check(struct op *op, const struct record *before, const struct record *after,
                           struct findings *findings)
{
    (void)before;
    TRY(check_object(op, after, findings));
    return check_one_chief(op, after, findings);
}

static enum err delegation_check(struct op *op, const struct record *before, const struct record *after,
                                 struct findings *findings)
{
    (void)before;
    if (record_int(after, "from_person") == record_int(after, "to_person"))
        return error_at(op, findings, "to_person", &T_organisation_delegation_self);
    return OK;
}

const struct kind_rules organisation_rules[] = {
    {.kind = "region", .check = region_check},
    {.kind = "post", .check = post_check},
    {.kind = "delegation", .check = delegation_check},
    {0},
};
