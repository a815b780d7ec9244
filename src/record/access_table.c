/* Page 5's table: who may see and do what. */
#include "record/access.h"

#include <stddef.h>

const struct choice role_choices[] = {
    [ROLE_CHIEF] = {"chief", "链长", "Chain-chief", "总链长|副链长"},
    [ROLE_CHIEF_OFFICE] = {"chief_office", "市链长办", "Chief office", "链长办"},
    [ROLE_TASK_FORCE] = {"task_force", "专班", "Task force", "推进办|工作专班"},
    [ROLE_DEPARTMENT] = {"department", "部门", "Department", "市直部门"},
    [ROLE_PARK] = {"park", "园区", "Park", "园区管委会"},
    [ROLE_DISTRICT] = {"district", "区县", "District"},
    [ROLE_MINDER] = {"minder", "专员", "Minder", "项目专员|招商队员|企业服务专员|发展指导专员"},
    [ROLE_ENTERPRISE] = {"enterprise", "企业", "Enterprise"},
    [ROLE_ASSESSOR] = {"assessor", "考核办", "Assessor"},
    [ROLE_SYSTEM_ADMIN] = {"system_admin", "系统管理员", "System administrator"},
    [ROLE_SECURITY_ADMIN] = {"security_admin", "安全管理员", "Security administrator"},
    [ROLE_AUDIT_ADMIN] = {"audit_admin", "审计管理员", "Audit administrator"},
    [ROLE_COUNT] = {0},
};

/* Extents, by where one's own posts, unit, account point. */
enum {
    NOTHING = 0,
    ALL = 1 << PLACE_NONE,
    CHAIN = 1 << PLACE_CHAIN,
    DISTRICT = 1 << PLACE_DISTRICT,
    PARK = 1 << PLACE_PARK,
    UNIT = 1 << PLACE_UNIT,
    FIRM = 1 << PLACE_ENTERPRISE,
    PERSON = 1 << PLACE_PERSON
};

struct grant {
    unsigned read, write, unmask;
};

/* Where the page is silent: chiefs write what is theirs in person (instructions, decisions); a chief sees leads as the
 * head of the chain's task force; who reports on a row may unmask its personal fields, with a reason. */
static const struct grant grants[ROLE_COUNT][ACCESS_CLASS_COUNT] =
    {
        [ROLE_CHIEF] =
            {
                [ACCESS_PUBLIC] = {ALL, PERSON, NOTHING},
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_PROJECT] = {ALL, PERSON, NOTHING},
                [ACCESS_OWNER] = {CHAIN | PERSON, PERSON, NOTHING},
                [ACCESS_FIRM] = {ALL, PERSON, NOTHING},
                [ACCESS_RULE] = {ALL, NOTHING, NOTHING},
                [ACCESS_SCORE] = {ALL, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_CHIEF_OFFICE] =
            {
                [ACCESS_PUBLIC] = {ALL, ALL, ALL},
                [ACCESS_CITY_BASE] = {ALL, ALL, ALL},
                [ACCESS_PROJECT] = {ALL, ALL, ALL},
                [ACCESS_OWNER] = {ALL, ALL, ALL},
                [ACCESS_FIRM] = {ALL, ALL, ALL},
                [ACCESS_RULE] = {ALL, ALL, NOTHING},
                [ACCESS_SCORE] = {ALL, ALL, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_TASK_FORCE] =
            {
                [ACCESS_PUBLIC] = {ALL, CHAIN | UNIT, CHAIN | UNIT},
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_PROJECT] = {ALL, CHAIN, CHAIN},
                [ACCESS_OWNER] = {CHAIN | UNIT | PERSON, UNIT | PERSON, UNIT | PERSON},
                [ACCESS_FIRM] = {UNIT | PERSON, UNIT | PERSON, UNIT | PERSON},
                [ACCESS_RULE] = {ALL, NOTHING, NOTHING},
                [ACCESS_SCORE] = {CHAIN | UNIT, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_DEPARTMENT] =
            {
                [ACCESS_PUBLIC] = {ALL, UNIT, UNIT},
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_PROJECT] = {UNIT | PERSON, UNIT | PERSON, UNIT | PERSON},
                [ACCESS_OWNER] = {UNIT | PERSON, UNIT | PERSON, UNIT | PERSON},
                [ACCESS_FIRM] = {UNIT | PERSON, UNIT | PERSON, UNIT | PERSON},
                [ACCESS_RULE] = {ALL, NOTHING, NOTHING},
                [ACCESS_SCORE] = {UNIT, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_PARK] =
            {
                [ACCESS_PUBLIC] = {ALL, UNIT, UNIT},
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_PROJECT] = {PARK | UNIT | PERSON, PARK | UNIT | PERSON, PARK | UNIT | PERSON},
                [ACCESS_OWNER] = {UNIT | PERSON, UNIT | PERSON, UNIT | PERSON},
                [ACCESS_FIRM] = {PARK | UNIT | PERSON, PARK | UNIT | PERSON, PARK | UNIT | PERSON},
                [ACCESS_RULE] = {ALL, NOTHING, NOTHING},
                [ACCESS_SCORE] = {UNIT, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_DISTRICT] =
            {
                [ACCESS_PUBLIC] = {ALL, UNIT, UNIT},
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_PROJECT] = {DISTRICT | UNIT | PERSON, DISTRICT | UNIT | PERSON, DISTRICT | UNIT | PERSON},
                [ACCESS_OWNER] = {UNIT | PERSON, UNIT | PERSON, UNIT | PERSON},
                [ACCESS_FIRM] = {DISTRICT | UNIT | PERSON, DISTRICT | UNIT | PERSON, DISTRICT | UNIT | PERSON},
                [ACCESS_RULE] = {ALL, NOTHING, NOTHING},
                [ACCESS_SCORE] = {UNIT, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_MINDER] =
            {
                [ACCESS_PUBLIC] = {ALL, NOTHING, NOTHING},
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_PROJECT] = {PERSON, PERSON, PERSON},
                [ACCESS_OWNER] = {PERSON, PERSON, PERSON},
                [ACCESS_FIRM] = {PERSON | FIRM, PERSON | FIRM, PERSON | FIRM},
                [ACCESS_RULE] = {ALL, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_ENTERPRISE] =
            {
                [ACCESS_PUBLIC] = {FIRM, NOTHING, NOTHING},
                [ACCESS_FIRM] = {FIRM, FIRM, FIRM},
                [ACCESS_ACCOUNT] = {PERSON | FIRM, NOTHING, NOTHING},
            },
        [ROLE_ASSESSOR] =
            {
                [ACCESS_PUBLIC] = {ALL, NOTHING, NOTHING},
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_PROJECT] = {ALL, NOTHING, NOTHING},
                [ACCESS_RULE] = {ALL, NOTHING, NOTHING},
                [ACCESS_SCORE] = {ALL, ALL, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
            },
        [ROLE_SYSTEM_ADMIN] =
            {
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {ALL, ALL, NOTHING},
            },
        [ROLE_SECURITY_ADMIN] =
            {
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {ALL, ALL, NOTHING},
            },
        [ROLE_AUDIT_ADMIN] =
            {
                [ACCESS_CITY_BASE] = {ALL, NOTHING, NOTHING},
                [ACCESS_ACCOUNT] = {PERSON, NOTHING, NOTHING},
                [ACCESS_AUDIT] = {ALL, NOTHING, NOTHING},
            },
};

unsigned access_extents(enum role role, enum access_class access_class, enum access_verb verb)
{
    const struct grant *g = &grants[role][access_class];
    return verb == ACCESS_READ ? g->read : verb == ACCESS_WRITE ? g->write : g->unmask;
}

bool access_roles_clash(unsigned roles, enum role *ret_one, enum role *ret_other)
{
    for (int one = ROLE_SYSTEM_ADMIN; one <= ROLE_AUDIT_ADMIN; one++) {
        unsigned others = roles & ~(1u << one);
        if (!(roles & 1u << one) || !others)
            continue;
        *ret_one = (enum role)one;
        *ret_other = (enum role)__builtin_ctz(others);
        return true;
    }
    return false;
}
