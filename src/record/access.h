/* Who may see and do what: page 5's table as data.
 *
 * An account has roles; a role grants, for each access class, reading and
 * writing over an extent: everything, or the rows that stand in one's own
 * chains, districts, parks, units, enterprise.  access_rebuild() turns roles
 * and posts into rows of the table `scope`, which the scoped form of every
 * statement consults; no feature passes an account id. */
#ifndef RECORD_ACCESS_H
#define RECORD_ACCESS_H

#include "record/kind.h"
#include "store/op.h"

enum role {
    ROLE_CHIEF,          /* 总链长、链长: sees the city, decides */
    ROLE_CHIEF_OFFICE,   /* 市链长办: sees and keeps everything but accounts and audit */
    ROLE_TASK_FORCE,     /* 推进办、专班: sees the city's projects, keeps its chains */
    ROLE_DEPARTMENT,     /* 市直部门: public facts, what is assigned to it */
    ROLE_PARK,           /* 园区: its own */
    ROLE_DISTRICT,       /* 区县: its own */
    ROLE_MINDER,         /* 项目专员、招商队员、企业服务专员: what is assigned to the person */
    ROLE_ENTERPRISE,     /* 企业: itself */
    ROLE_ASSESSOR,       /* 考核办: sees the city, writes nothing but scores */
    ROLE_SYSTEM_ADMIN,   /* 系统管理员 */
    ROLE_SECURITY_ADMIN, /* 安全管理员 */
    ROLE_AUDIT_ADMIN,    /* 审计管理员 */
    ROLE_COUNT
};
extern const struct choice role_choices[]; /* ids and labels, for the account kind's field table */

enum access_verb { ACCESS_READ, ACCESS_WRITE, ACCESS_UNMASK, ACCESS_VERB_COUNT };

/* The table itself: extents (bit per enum place; bit 0 = everything) of role × class × verb. */
unsigned access_extents(enum role role, enum access_class access_class, enum access_verb verb);

/* Classes that no role reads whole together with the others, so that "sees all" does not cover them: accounts, the
 * audit, what is attached to records.  Their relations are scoped in every form. */
static inline bool access_class_is_guarded(enum access_class access_class)
{
    return access_class == ACCESS_ACCOUNT || access_class == ACCESS_AUDIT || access_class == ACCESS_ATTACHED;
}

/* system, security and audit administrators exclude one another and every business role: the roles that clash, or
 * false. */
bool access_roles_clash(unsigned roles, enum role *ret_one, enum role *ret_other);

/* The account's roles as a bit set, of the operation's account. */
enum err access_roles(struct op *op, unsigned *ret_roles);
/* May the account do this to any row at all (menu, buttons, routes)? */
enum err access_may(struct op *op, enum access_class access_class, enum access_verb verb, bool *ret_may);
/* To a row that stands there and belongs to that unit (0: to none)? */
enum err access_may_at(struct op *op, enum access_class access_class, enum access_verb verb,
                       const int64_t at[PLACE_COUNT], int64_t owner, bool *ret_may);

/* Inside an act: recomputes the scope rows of one account, of all accounts of a person (posts changed), of all. */
enum err access_rebuild_account(struct op *op, int64_t account);
enum err access_rebuild_person(struct op *op, int64_t person);
enum err access_rebuild_all(struct op *op);

/* Posts end on their days without anybody saving them: makes the scope rows of some accounts anew whose rows
 * are older than op->today, with nothing begun.  *ret_worked: there were such, and may be more. */
enum err access_refresh(struct op *op, bool *ret_worked);

/* The operation is done for that person, by its delegation to op->person on op->today: their rights apply, both names
 * are kept (op->acting_for, op->rights_of, op->sees_all).  ERR_DENIED without a delegation or an account of theirs. */
enum err access_act_for(struct op *op, int64_t person);

/* Fills op->account, person, sees_all from a login; ERR_DENIED when locked or unknown. */
enum err access_identify(struct op *op, const char *login);

#endif
