/* What holds among regions, units, people and posts beyond their fields. */
#include "features/organisation/organisation.h"

#include "organisation.queries.h"
#include "organisation.texts.h"
#include "record/access.h"
#include "record/record.h"

#include <string.h>

enum { DEPTH_MAX = 8, OPEN_END = 99999999 };

static enum err error_at(struct op *op, struct findings *f, const char *field, const struct text *says)
{
    return findings_add(op, f, FINDING_ERROR, field, says, NULL, 0);
}

/* A record cannot lie below itself: walks up from the new parent. */
static enum err check_no_loop(struct op *op, const struct record *after, struct findings *findings,
                              enum err (*parent_of)(struct op *op, int64_t id, int64_t *ret_parent))
{
    int64_t at = record_int(after, "parent");
    for (int depth = 0; at; depth++) {
        if (at == after->id || depth == DEPTH_MAX)
            return error_at(op, findings, "parent", &T_organisation_loop);
        TRY(parent_of(op, at, &at));
    }
    return OK;
}

static enum err parent_of_region(struct op *op, int64_t id, int64_t *ret_parent)
{
    struct region_parent_row row;
    bool found;
    TRY(region_parent(op, id, &row, &found));
    *ret_parent = row.parent;
    return OK;
}

static enum err parent_of_unit(struct op *op, int64_t id, int64_t *ret_parent)
{
    struct unit_parent_row row;
    bool found;
    TRY(unit_parent(op, id, &row, &found));
    *ret_parent = row.parent;
    return OK;
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
        TRY(findings_add(op, findings, FINDING_NOTICE, "parent", &T_organisation_park_without_district, NULL, 0));
    return check_no_loop(op, after, findings, parent_of_region);
}

static enum err unit_check(struct op *op, const struct record *before, const struct record *after,
                           struct findings *findings)
{
    (void)before;
    return check_no_loop(op, after, findings, parent_of_unit);
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

/* Posts decide what their holder sees. */
static enum err post_follow(struct op *op, const struct record *before, const struct record *after)
{
    int64_t was = before ? record_int(before, "person") : 0, is = after ? record_int(after, "person") : 0;
    if (was)
        TRY(access_rebuild_person(op, was));
    return is && is != was ? access_rebuild_person(op, is) : OK;
}

/* A unit's chain and region decide what its people see; so does the unit of a person. */
static enum err unit_follow(struct op *op, const struct record *before, const struct record *after)
{
    bool same = before && after && record_int(before, "chain") == record_int(after, "chain") &&
                record_int(before, "region") == record_int(after, "region");
    return same || !before ? OK : access_rebuild_all(op);
}

static enum err person_follow(struct op *op, const struct record *before, const struct record *after)
{
    if (!before || !after || record_int(before, "unit") == record_int(after, "unit"))
        return OK;
    return access_rebuild_person(op, after->id);
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
    {.kind = "region", .check = region_check},         {.kind = "unit", .check = unit_check, .follow = unit_follow},
    {.kind = "person", .follow = person_follow},       {.kind = "post", .check = post_check, .follow = post_follow},
    {.kind = "delegation", .check = delegation_check}, {0},
};
