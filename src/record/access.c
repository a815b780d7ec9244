/* Who may do what, asked of the table `scope`. */
#include "record/access.h"

#include "record.texts.h"
#include "record/access_inner.h"
#include "record/common.h"
#include "record/json_list.h"
#include "record/place.h"
#include "store/store.h"

#include <string.h>

enum err access_may(struct op *op, enum access_class access_class, enum access_verb verb, bool *ret_may)
{
    int64_t one;
    return statement_one_int(op, common(op, COMMON_MAY_ANYWHERE),
                             (struct value[]){value_int(op_rights(op)), value_int(access_class), value_int(verb)}, &one,
                             ret_may);
}

enum err access_may_at(struct op *op, enum access_class access_class, enum access_verb verb,
                       const int64_t at[PLACE_COUNT], int64_t owner, bool *ret_may)
{
    struct value arguments[4 + PLACE_COUNT - 1] = {value_int(op_rights(op)), value_int(access_class), value_int(verb),
                                                   value_int(owner)};
    for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++)
        arguments[3 + p] = value_int(at[p]);
    int64_t one;
    return statement_one_int(op, common(op, COMMON_MAY_AT), arguments, &one, ret_may);
}

enum err access_may_record(struct op *op, enum access_verb verb, const struct record *r, bool *ret_may)
{
    return access_may_at(op, place_access_class(r), verb, r->at, r->owner, ret_may);
}

/* ---- roles ---- */

static enum err roles_in(struct op *op, const char *json, unsigned *ret_roles)
{
    *ret_roles = 0;
    struct json_list l = json_list_of(json);
    struct value v;
    while (json_next(&l, op->arena, &v))
        for (int role = 0; role < ROLE_COUNT && v.type == VALUE_TEXT; role++)
            if (strcmp(role_choices[role].id, v.text) == 0)
                *ret_roles |= 1u << role;
    return json_list_ended(&l) ? OK : fault(op->fault, ERR_STORAGE, &T_record_roles_unreadable);
}

static enum err read_account(struct op *op, int64_t account, struct record **ret_account)
{
    const struct kind *kind = kinds_find(op->kinds, "account");
    *ret_account = NULL;
    return kind && account ? record_read_raw(op, kind, account, ret_account) : OK;
}

enum err access_roles(struct op *op, unsigned *ret_roles)
{
    *ret_roles = 0;
    struct record *account;
    TRY(read_account(op, op_rights(op), &account));
    return account ? roles_in(op, record_text(account, "roles"), ret_roles) : OK;
}

/* ---- who asks ---- */

static enum err find_sees_all(struct op *op)
{
    int64_t n;
    TRY(statement_one_int(op, common(op, COMMON_SEES_ALL),
                          (struct value[]){value_int(op_rights(op)), value_int(ACCESS_ACCOUNT)}, &n, NULL));
    op->sees_all = n == ACCESS_ACCOUNT;
    return OK;
}

static bool is_active(const struct record *account)
{
    return strcmp(record_text(account, "state"), "active") == 0;
}

static enum err account_by_login(struct op *op, const char *login, struct record **ret_account)
{
    const struct kind *kind = kinds_find(op->kinds, "account");
    *ret_account = NULL;
    if (!kind || !login || !login[0])
        return OK;
    const struct field_statements *s = &statements_of(op, kind)->fields[kind_field_index(kind, "login")];
    int64_t id;
    TRY(statement_one_int(op, &s->same_value, (struct value[]){value_text(login), value_int(0)}, &id, NULL));
    return read_account(op, id, ret_account);
}

enum err access_identify(struct op *op, const char *login)
{
    struct record *account;
    TRY(account_by_login(op, login, &account));
    if (!account || !is_active(account))
        return fault(op->fault, ERR_DENIED, &T_record_login_denied, login ? login : "");
    op->account = account->id;
    op->person = record_int(account, "person");
    op->login = record_text(account, "login");
    op->acting_for = op->rights_of = 0;
    return find_sees_all(op);
}

/* ---- acting for another ---- */

static bool holds_on(const struct record *r, date_t day)
{
    date_t from = (date_t)record_int(r, "held_from"), to = (date_t)record_int(r, "held_to");
    return date_first_day(from) <= day && (!to || date_last_day(to) >= day);
}

static enum err find_delegation(struct op *op, int64_t person, bool *ret_found)
{
    *ret_found = false;
    const struct kind *kind = kinds_find(op->kinds, "delegation");
    if (!kind || !op->person)
        return OK;
    const struct field_statements *s = &statements_of(op, kind)->fields[kind_field_index(kind, "to_person")];
    int64_t *ids;
    size_t n;
    TRY(read_ids(op, &s->pointing, (struct value[]){value_int(op->person)}, &ids, &n));
    for (size_t i = 0; i < n && !*ret_found; i++) {
        struct record *delegation;
        TRY(record_read_raw(op, kind, ids[i], &delegation));
        *ret_found = delegation && record_int(delegation, "from_person") == person && holds_on(delegation, op->today);
    }
    return OK;
}

static enum err accounts_of_person(struct op *op, int64_t person, int64_t **ret_ids, size_t *ret_n)
{
    const struct kind *kind = kinds_find(op->kinds, "account");
    *ret_n = 0;
    if (!kind || !person)
        return OK;
    const struct field_statements *s = &statements_of(op, kind)->fields[kind_field_index(kind, "person")];
    return read_ids(op, &s->pointing, (struct value[]){value_int(person)}, ret_ids, ret_n);
}

enum err access_act_for(struct op *op, int64_t person)
{
    bool found;
    TRY(find_delegation(op, person, &found));
    int64_t *ids;
    size_t n = 0;
    if (found)
        TRY(accounts_of_person(op, person, &ids, &n));
    for (size_t i = 0; i < n; i++) {
        struct record *account;
        TRY(read_account(op, ids[i], &account));
        if (account && is_active(account)) {
            op->acting_for = person;
            op->rights_of = account->id;
            return find_sees_all(op);
        }
    }
    return fault(op->fault, ERR_DENIED, &T_record_no_delegation);
}

/* ---- scope rows ---- */

/* Where an account's person, posts, unit and enterprise point. */
struct own_places {
    int64_t *list[PLACE_COUNT];
    size_t n[PLACE_COUNT], capacity[PLACE_COUNT];
};

static void add_own(struct op *op, struct own_places *own, enum place place, int64_t id)
{
    if (!id)
        return;
    for (size_t i = 0; i < own->n[place]; i++)
        if (own->list[place][i] == id)
            return;
    if (arena_grow(op->arena, &own->list[place], own->n[place], &own->capacity[place]))
        own->list[place][own->n[place]++] = id;
}

static enum err add_unit(struct op *op, struct own_places *own, int64_t unit_id)
{
    const struct kind *kind = kinds_find(op->kinds, "unit");
    struct record *unit = NULL;
    if (kind && unit_id)
        TRY(record_read_raw(op, kind, unit_id, &unit));
    for (int p = PLACE_NONE + 1; unit && p < PLACE_COUNT; p++)
        add_own(op, own, (enum place)p, unit->at[p]);
    return OK;
}

static enum err add_posts(struct op *op, struct own_places *own, int64_t person)
{
    const struct kind *kind = kinds_find(op->kinds, "post");
    if (!kind || !person)
        return OK;
    const struct field_statements *s = &statements_of(op, kind)->fields[kind_field_index(kind, "person")];
    int64_t *ids;
    size_t n;
    TRY(read_ids(op, &s->pointing, (struct value[]){value_int(person)}, &ids, &n));
    for (size_t i = 0; i < n; i++) {
        struct record *post;
        TRY(record_read_raw(op, kind, ids[i], &post));
        for (int p = PLACE_NONE + 1; post && holds_on(post, op->today) && p < PLACE_COUNT; p++)
            add_own(op, own, (enum place)p, post->at[p]);
    }
    return OK;
}

static enum err find_own(struct op *op, const struct record *account, struct own_places *own)
{
    int64_t person_id = record_int(account, "person");
    const struct kind *kind = kinds_find(op->kinds, "person");
    struct record *person = NULL;
    if (kind && person_id)
        TRY(record_read_raw(op, kind, person_id, &person));
    add_own(op, own, PLACE_PERSON, person_id);
    add_own(op, own, PLACE_ENTERPRISE, record_int(account, "enterprise"));
    if (person)
        TRY(add_unit(op, own, record_int(person, "unit")));
    TRY(add_posts(op, own, person_id));
    return arena_failed(op->arena) ? fault(op->fault, ERR_MEMORY, &T_record_memory) : OK;
}

static enum err add_grant(struct op *op, int64_t account, int access_class, int verb, int64_t place)
{
    return statement_execute(
        op, common(op, COMMON_SCOPE_ADD),
        (struct value[]){value_int(account), value_int(access_class), value_int(verb), value_int(place)}, NULL);
}

static enum err add_extents(struct op *op, int64_t account, int access_class, int verb, unsigned extents,
                            const struct own_places *own)
{
    if (extents & 1u << PLACE_NONE)
        return add_grant(op, account, access_class, verb, 0);
    for (int p = PLACE_NONE + 1; p < PLACE_COUNT; p++)
        for (size_t i = 0; extents & 1u << p && i < own->n[p]; i++)
            TRY(add_grant(op, account, access_class, verb, own->list[p][i]));
    return OK;
}

static enum err add_roles(struct op *op, int64_t account, unsigned roles, const struct own_places *own)
{
    for (int access_class = 0; access_class < ACCESS_CLASS_COUNT; access_class++)
        for (int verb = 0; verb < ACCESS_VERB_COUNT; verb++) {
            unsigned extents = 0;
            for (int role = 0; role < ROLE_COUNT; role++)
                if (roles & 1u << role)
                    extents |= access_extents((enum role)role, (enum access_class)access_class, (enum access_verb)verb);
            TRY(add_extents(op, account, access_class, verb, extents, own));
        }
    return OK;
}

enum err access_rebuild_account(struct op *op, int64_t account_id)
{
    TRY(statement_execute(op, common(op, COMMON_SCOPE_CLEAR), (struct value[]){value_int(account_id)}, NULL));
    TRY(statement_execute(op, common(op, COMMON_SCOPE_DATE),
                          (struct value[]){value_int(account_id), value_int(op->today)}, NULL));
    struct record *account;
    TRY(read_account(op, account_id, &account));
    if (!account || !is_active(account))
        return OK;
    unsigned roles;
    struct own_places own = {0};
    TRY(roles_in(op, record_text(account, "roles"), &roles));
    TRY(find_own(op, account, &own));
    return add_roles(op, account_id, roles, &own);
}

enum err access_rebuild_person(struct op *op, int64_t person)
{
    int64_t *ids;
    size_t n;
    TRY(accounts_of_person(op, person, &ids, &n));
    for (size_t i = 0; i < n; i++)
        TRY(access_rebuild_account(op, ids[i]));
    return OK;
}

static enum err rebuild_listed(struct op *op, const struct statement *s, const struct value *arguments,
                               enum err (*rebuild)(struct op *op, int64_t id))
{
    int64_t *ids;
    size_t n;
    TRY(read_ids(op, s, arguments, &ids, &n));
    for (size_t i = 0; i < n; i++) {
        struct arena_mark mark = arena_mark(op->arena);
        TRY(rebuild(op, ids[i]));
        arena_rewind(op->arena, mark);
    }
    return OK;
}

enum err access_rebuild_all(struct op *op)
{
    const struct kind *kind = kinds_find(op->kinds, "account");
    return kind ? rebuild_listed(op, &statements_of(op, kind)->all_ids, NULL, access_rebuild_account) : OK;
}

enum { REFRESHED_AT_ONCE = 200 };

static enum err rebuild_old(struct op *op, void *arg)
{
    int64_t stamp_us;
    (void)arg;
    TRY(store_stamp(op, &stamp_us)); /* what is remembered of lists is forgotten with it */
    return rebuild_listed(op, common(op, COMMON_SCOPE_OLD),
                          (struct value[]){value_int(op->today), value_int(REFRESHED_AT_ONCE)}, access_rebuild_account);
}

enum err access_refresh(struct op *op, bool *ret_worked)
{
    size_t n;
    int64_t *ids;
    TRY(op_begin_read(op));
    enum err e = read_ids(op, common(op, COMMON_SCOPE_OLD), (struct value[]){value_int(op->today), value_int(1)}, &ids, &n);
    op_end(op);
    *ret_worked = e == OK && n;
    return *ret_worked ? store_write(op, rebuild_old, NULL) : e;
}

/* ---- what changes scope ---- */

static enum err follow_unit(struct op *op, int64_t unit)
{
    const struct kind *kind = kinds_find(op->kinds, "person");
    if (!kind)
        return OK;
    const struct field_statements *s = &statements_of(op, kind)->fields[kind_field_index(kind, "unit")];
    return rebuild_listed(op, &s->pointing, (struct value[]){value_int(unit)}, access_rebuild_person);
}

enum err access_follow(struct op *op, const struct record *before, const struct record *after)
{
    const struct record *r = after ? after : before;
    const char *kind = r->kind->id;
    if (strcmp(kind, "account") == 0)
        return access_rebuild_account(op, r->id);
    if (strcmp(kind, "unit") == 0 && before && after && !place_same(before, after))
        return follow_unit(op, r->id);
    if (strcmp(kind, "person") == 0 && before)
        return access_rebuild_person(op, r->id);
    if (strcmp(kind, "post") != 0)
        return OK;
    if (before)
        TRY(access_rebuild_person(op, record_int(before, "person")));
    if (after && (!before || record_int(before, "person") != record_int(after, "person")))
        TRY(access_rebuild_person(op, record_int(after, "person")));
    return OK;
}
