/* Roles that exclude one another. */
#include "features/account/account.h"

#include "account.texts.h"
#include "record/access.h"
#include "record/record.h"

#include <stdio.h>
#include <string.h>

static unsigned roles_of(const struct record *r)
{
    unsigned roles = 0;
    for (int i = 0; role_choices[i].id; i++) {
        char quoted[64];
        snprintf(quoted, sizeof(quoted), "\"%s\"", role_choices[i].id);
        if (strstr(record_text(r, "roles"), quoted))
            roles |= 1u << i;
    }
    return roles;
}

static enum err account_check(struct op *op, const struct record *before, const struct record *after,
                              struct findings *findings)
{
    (void)before;
    enum role one, other;
    unsigned roles = roles_of(after);
    if (access_roles_clash(roles, &one, &other)) {
        const char *args[] = {choice_label(role_choices, role_choices[one].id, op->language),
                              choice_label(role_choices, role_choices[other].id, op->language)};
        TRY(findings_add(op, findings, FINDING_ERROR, "roles", &T_account_roles_clash, args, 2));
    }
    bool firm = (roles & 1u << ROLE_ENTERPRISE) != 0;
    if (firm && !record_has(after, "enterprise"))
        return findings_add(op, findings, FINDING_ERROR, "enterprise", &T_account_needs_enterprise, NULL, 0);
    if (!firm && !record_has(after, "person"))
        return findings_add(op, findings, FINDING_ERROR, "person", &T_account_needs_person, NULL, 0);
    return OK;
}

const struct kind_rules account_rules[] = {
    {.kind = "account", .check = account_check},
    {0},
};
