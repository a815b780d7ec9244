#include "record/access.h"
#include "record/test_fixture.h"

#include <stdio.h>
#include <string.h>

/* ---- the table, row by row of the page ---- */

#define BIT(place) (1u << (place))
enum { EVERYTHING = 1 };
static const unsigned government = BIT(ROLE_CHIEF) | BIT(ROLE_CHIEF_OFFICE) | BIT(ROLE_TASK_FORCE) |
                                   BIT(ROLE_DEPARTMENT) | BIT(ROLE_PARK) | BIT(ROLE_DISTRICT) | BIT(ROLE_MINDER) |
                                   BIT(ROLE_ASSESSOR);

static bool reads_all(int role, enum access_class access_class)
{
    return access_extents((enum role)role, access_class, ACCESS_READ) & EVERYTHING;
}

TEST("chains, graph, posts, public facts and the rulebook: every government account reads, the chief office writes")
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        bool is_government = government & BIT(role);
        CHECK_INT(reads_all(role, ACCESS_PUBLIC), is_government);
        CHECK_INT(reads_all(role, ACCESS_RULE), is_government);
        CHECK_INT(access_extents((enum role)role, ACCESS_RULE, ACCESS_WRITE) != 0, role == ROLE_CHIEF_OFFICE);
    }
    CHECK(access_extents(ROLE_CHIEF_OFFICE, ACCESS_PUBLIC, ACCESS_WRITE) & EVERYTHING);
    CHECK(access_extents(ROLE_TASK_FORCE, ACCESS_PUBLIC, ACCESS_WRITE) & BIT(PLACE_CHAIN));
    CHECK(!(access_extents(ROLE_TASK_FORCE, ACCESS_PUBLIC, ACCESS_WRITE) & EVERYTHING));
}

TEST("projects: leaders, the chief office, task forces and assessors see the city; districts and parks their own")
{
    for (int role = 0; role < ROLE_COUNT; role++)
        CHECK_INT(reads_all(role, ACCESS_PROJECT),
                  role == ROLE_CHIEF || role == ROLE_CHIEF_OFFICE || role == ROLE_TASK_FORCE || role == ROLE_ASSESSOR);
    CHECK(access_extents(ROLE_DISTRICT, ACCESS_PROJECT, ACCESS_READ) & BIT(PLACE_DISTRICT));
    CHECK(!(access_extents(ROLE_DISTRICT, ACCESS_PROJECT, ACCESS_READ) & BIT(PLACE_CHAIN)));
    CHECK(access_extents(ROLE_PARK, ACCESS_PROJECT, ACCESS_WRITE) & BIT(PLACE_PARK));
    CHECK(!(access_extents(ROLE_PARK, ACCESS_PROJECT, ACCESS_READ) & BIT(PLACE_DISTRICT)));
    CHECK_INT(access_extents(ROLE_TASK_FORCE, ACCESS_PROJECT, ACCESS_WRITE), BIT(PLACE_CHAIN));
    CHECK_INT(access_extents(ROLE_ASSESSOR, ACCESS_PROJECT, ACCESS_WRITE), 0);
}

TEST("leads: districts never see each other's, even of their own chains")
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        unsigned read = access_extents((enum role)role, ACCESS_OWNER, ACCESS_READ);
        CHECK_INT((read & EVERYTHING) != 0, role == ROLE_CHIEF_OFFICE);
        CHECK_INT((read & (BIT(PLACE_DISTRICT) | BIT(PLACE_PARK))) != 0, 0);
    }
    CHECK(access_extents(ROLE_TASK_FORCE, ACCESS_OWNER, ACCESS_READ) & BIT(PLACE_CHAIN));
    CHECK(access_extents(ROLE_DISTRICT, ACCESS_OWNER, ACCESS_READ) & BIT(PLACE_UNIT));
    CHECK(!(access_extents(ROLE_TASK_FORCE, ACCESS_OWNER, ACCESS_WRITE) & BIT(PLACE_CHAIN)));
}

TEST("firm figures and requests: the own region, the units they are assigned to and the firm itself, for both")
{
    static const unsigned own[ROLE_COUNT] = {
        [ROLE_DEPARTMENT] = BIT(PLACE_UNIT) | BIT(PLACE_PERSON),
        [ROLE_TASK_FORCE] = BIT(PLACE_UNIT) | BIT(PLACE_PERSON),
        [ROLE_PARK] = BIT(PLACE_PARK) | BIT(PLACE_UNIT) | BIT(PLACE_PERSON),
        [ROLE_DISTRICT] = BIT(PLACE_DISTRICT) | BIT(PLACE_UNIT) | BIT(PLACE_PERSON),
        [ROLE_MINDER] = BIT(PLACE_PERSON) | BIT(PLACE_ENTERPRISE),
        [ROLE_ENTERPRISE] = BIT(PLACE_ENTERPRISE),
    };
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role != ROLE_CHIEF && role != ROLE_CHIEF_OFFICE)
            for (int verb = ACCESS_READ; verb <= ACCESS_WRITE; verb++)
                CHECK_INT(access_extents((enum role)role, ACCESS_FIRM, (enum access_verb)verb), own[role]);
    CHECK_INT(access_extents(ROLE_CHIEF, ACCESS_FIRM, ACCESS_WRITE), BIT(PLACE_PERSON));
}

TEST("leads, targets and investors are written by their owner alone, projects by the chain or the place")
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        unsigned lead = access_extents((enum role)role, ACCESS_OWNER, ACCESS_WRITE);
        unsigned project = access_extents((enum role)role, ACCESS_PROJECT, ACCESS_WRITE);
        CHECK(role == ROLE_CHIEF_OFFICE || !(lead & ~(BIT(PLACE_UNIT) | BIT(PLACE_PERSON))));
        CHECK_INT((project & EVERYTHING) != 0, role == ROLE_CHIEF_OFFICE);
        CHECK_INT((project & BIT(PLACE_CHAIN)) != 0, role == ROLE_TASK_FORCE);
        CHECK_INT((project & BIT(PLACE_DISTRICT)) != 0, role == ROLE_DISTRICT);
        CHECK_INT((project & BIT(PLACE_PARK)) != 0, role == ROLE_PARK);
    }
}

TEST("an enterprise sees itself alone")
{
    for (int access_class = 0; access_class < ACCESS_CLASS_COUNT; access_class++)
        for (int verb = 0; verb < ACCESS_VERB_COUNT; verb++)
            CHECK_INT(access_extents(ROLE_ENTERPRISE, (enum access_class)access_class, (enum access_verb)verb) &
                          ~(BIT(PLACE_ENTERPRISE) | BIT(PLACE_PERSON)),
                      0);
}

TEST("accounts and the audit belong to their administrators, who have nothing else and exclude each other")
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        CHECK_INT(reads_all(role, ACCESS_AUDIT), role == ROLE_AUDIT_ADMIN);
        CHECK_INT(access_extents((enum role)role, ACCESS_AUDIT, ACCESS_WRITE), 0);
        CHECK_INT(reads_all(role, ACCESS_ACCOUNT), role == ROLE_SYSTEM_ADMIN || role == ROLE_SECURITY_ADMIN);
        if (role < ROLE_SYSTEM_ADMIN)
            continue;
        for (int access_class = ACCESS_PROJECT; access_class <= ACCESS_SCORE; access_class++)
            CHECK_INT(access_extents((enum role)role, (enum access_class)access_class, ACCESS_READ), 0);
    }
    enum role one, other;
    for (int a = 0; a < ROLE_COUNT; a++)
        for (int b = 0; b < ROLE_COUNT; b++)
            CHECK_INT(access_roles_clash(BIT(a) | BIT(b), &one, &other),
                      a != b && (a >= ROLE_SYSTEM_ADMIN || b >= ROLE_SYSTEM_ADMIN));
}

TEST("nobody writes or unmasks what he may not read")
{
    for (int role = 0; role < ROLE_COUNT; role++)
        for (int access_class = 0; access_class < ACCESS_CLASS_COUNT; access_class++) {
            unsigned read = access_extents((enum role)role, (enum access_class)access_class, ACCESS_READ);
            unsigned others = access_extents((enum role)role, (enum access_class)access_class, ACCESS_WRITE) |
                              access_extents((enum role)role, (enum access_class)access_class, ACCESS_UNMASK);
            CHECK(read & EVERYTHING || !(others & ~read));
        }
}

/* ---- the table at work ---- */

/* Two of everything: one's own, and another's. */
struct city {
    int64_t district[2], park[2], chain[2], unit[2], person[2], enterprise[2];
    int64_t account;
};

static int64_t add_region(struct op *op, const char *name, const char *kind, int64_t parent)
{
    struct record *r = test_new(op, "region");
    record_set_text(r, "name", name);
    record_set_text(r, "kind", kind);
    if (parent)
        record_set_int(r, "parent", parent);
    test_save(op, r);
    return r->id;
}

static int64_t add_named(struct op *op, const char *kind, const char *name, const char *ref, int64_t target)
{
    struct record *r = test_new(op, kind);
    record_set_text(r, "name", name);
    if (ref)
        record_set_int(r, ref, target);
    if (strcmp(kind, "unit") == 0)
        record_set_text(r, "kind", "department");
    test_save(op, r);
    return r->id;
}

static void build_city(struct op *op, struct city *c)
{
    static const char *const names[] = {"甲", "乙"};
    for (int i = 0; i < 2; i++) {
        c->district[i] = add_region(op, arena_printf(op->arena, "%s区", names[i]), "district", 0);
        c->park[i] = add_region(op, arena_printf(op->arena, "%s园", names[i]), "park", c->district[i]);
        c->chain[i] = add_named(op, "chain", arena_printf(op->arena, "%s链", names[i]), NULL, 0);
        c->unit[i] = add_named(op, "unit", arena_printf(op->arena, "%s局", names[i]), "region", c->park[i]);
        c->person[i] = add_named(op, "person", arena_printf(op->arena, "周%s", names[i]), "unit", c->unit[i]);
        c->enterprise[i] =
            add_named(op, "enterprise", arena_printf(op->arena, "%s公司", names[i]), "region", c->park[i]);
    }
    struct record *post = test_new(op, "post");
    record_set_int(post, "person", c->person[0]);
    record_set_text(post, "duty", "force_head");
    record_set_int(post, "chain", c->chain[0]);
    record_set_int(post, "held_from", 20260101);
    test_save(op, post);
}

static void set_roles(struct op *op, struct city *c, const char *roles)
{
    struct record *account = c->account ? test_load(op, "account", c->account) : test_new(op, "account");
    record_set_text(account, "login", "zhou");
    record_set_int(account, "person", c->person[0]);
    record_set_int(account, "enterprise", c->enterprise[0]);
    record_set_text(account, "roles", roles);
    record_set_text(account, "state", "active");
    test_save(op, account);
    c->account = account->id;
}

static int64_t place_of(const struct city *c, int place, int i)
{
    const int64_t *const by_place[PLACE_COUNT] = {NULL,    c->chain,      c->district, c->park,
                                                  c->unit, c->enterprise, c->person};
    return by_place[place][i];
}

static struct op as_login(struct test_database *d, struct fault *f, const char *login)
{
    struct op op = test_op(d, f);
    op.kinds = d->op.kinds;
    op.sees_all = false;
    REQUIRE(access_identify(&op, login) == OK);
    return op;
}

/* One's own place is open exactly when the table says so, another's never but by everything. */
static void check_matrix_row(struct op *op, const struct city *c, int role, int access_class, int verb)
{
    unsigned extents = access_extents((enum role)role, (enum access_class)access_class, (enum access_verb)verb);
    bool may;
    for (int place = PLACE_NONE + 1; place < PLACE_COUNT; place++)
        for (int i = 0; i < 2; i++) {
            int64_t at[PLACE_COUNT] = {0};
            at[place] = place_of(c, place, i);
            REQUIRE(access_may_at(op, (enum access_class)access_class, (enum access_verb)verb, at, 0, &may) == OK);
            CHECK_INT(may, extents & EVERYTHING || (i == 0 && extents & BIT(place)));
        }
    int64_t nowhere[PLACE_COUNT] = {0};
    REQUIRE(access_may_at(op, (enum access_class)access_class, (enum access_verb)verb, nowhere, c->unit[0], &may) ==
            OK);
    CHECK_INT(may, extents & (EVERYTHING | BIT(PLACE_UNIT)) ? 1 : 0);
    REQUIRE(access_may(op, (enum access_class)access_class, (enum access_verb)verb, &may) == OK);
    CHECK_INT(may, extents != 0);
}

TEST("every role, class and verb reaches just as far as the table says")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct city c = {.account = 0};
        build_city(&d.op, &c);
        for (int role = 0; role < ROLE_COUNT; role++) {
            set_roles(&d.op, &c, arena_printf(d.op.arena, "[\"%s\"]", role_choices[role].id));
            struct fault f = {0};
            struct op op = as_login(&d, &f, "zhou");
            CHECK_INT(op.sees_all, role == ROLE_CHIEF_OFFICE);
            for (int access_class = 0; access_class < ACCESS_CLASS_COUNT; access_class++)
                for (int verb = 0; verb < ACCESS_VERB_COUNT; verb++)
                    check_matrix_row(&op, &c, role, access_class, verb);
            test_op_release(&op);
        }
    }
}

static struct record *shelf_in(struct op *op, const char *name, int64_t chain)
{
    struct record *shelf = test_new(op, "shelf");
    record_set_text(shelf, "name", name);
    if (chain)
        record_set_int(shelf, "chain", chain);
    test_save(op, shelf);
    return shelf;
}

TEST("an account sees, finds, changes and refers to only what stands in its places")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct city c = {.account = 0};
        build_city(&d.op, &c);
        set_roles(&d.op, &c, "[\"department\"]");
        struct record *mine = shelf_in(&d.op, "我的", 0), *other = shelf_in(&d.op, "别人的", 0);
        mine->owner = c.unit[0];
        other->owner = c.unit[1];
        test_save(&d.op, mine);
        test_save(&d.op, other);
        struct fault f = {0};
        struct op op = as_login(&d, &f, "zhou");
        struct record *found;
        const char *title;
        CHECK(test_load(&op, "shelf", mine->id) != NULL);
        CHECK(test_load(&op, "shelf", other->id) == NULL);
        CHECK(record_find(&op, other->kind, other->code, &found) == ERR_MISSING);
        test_forget_fault(&op);
        REQUIRE(record_title(&op, other->kind, other->id, &title) == OK);
        CHECK_TEXT(title, "");
        other->rank = 5;
        CHECK(test_try_save(&op, other, "", NULL) == ERR_MISSING);
        CHECK(test_delete(&op, other) == ERR_MISSING);
        struct record *book = test_new_book(&op, other->id, "偷放");
        CHECK(test_try_save(&op, book, "", NULL) == ERR_INPUT);
        record_set_int(book, "shelf", mine->id);
        CHECK(test_try_save(&op, book, "", NULL) == OK);
        CHECK_INT(book->owner, c.unit[0]);
        struct record *fresh = test_new(&op, "shelf");
        record_set_text(fresh, "name", "新的");
        CHECK(test_try_save(&op, fresh, "", NULL) == OK);
        CHECK_INT(fresh->owner, c.unit[0]);
        fresh->owner = c.unit[1];
        CHECK(test_try_save(&op, fresh, "", NULL) == ERR_DENIED);
        test_op_release(&op);
    }
}

TEST("an account that holds nothing sees nothing of any kind, now or then")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct city c = {.account = 0};
        build_city(&d.op, &c);
        struct fault f = {0};
        struct op stranger = test_op(&d, &f);
        stranger.kinds = d.op.kinds;
        stranger.sees_all = false;
        for (int account = 0; account < 2; account++)
            for (int past = 0; past < 2; past++) {
                op_end(&stranger);
                stranger.account = account ? 999999 : 0;
                stranger.as_of_us = past ? INT64_MAX - 1 : 0;
                CHECK(test_load(&stranger, "region", c.district[0]) == NULL);
                CHECK(test_load(&stranger, "chain", c.chain[0]) == NULL);
                CHECK(test_load(&stranger, "enterprise", c.enterprise[0]) == NULL);
            }
        test_op_release(&stranger);
    }
}

TEST("rights follow posts, units and regions as they change")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct city c = {.account = 0};
        build_city(&d.op, &c);
        set_roles(&d.op, &c, "[\"district\"]");
        int64_t at[PLACE_COUNT] = {[PLACE_DISTRICT] = c.district[1]};
        bool may;
        struct fault f = {0};
        struct op op = as_login(&d, &f, "zhou");
        REQUIRE(access_may_at(&op, ACCESS_PROJECT, ACCESS_READ, at, 0, &may) == OK);
        CHECK(!may);
        struct record *park = test_load(&d.op, "region", c.park[0]);
        record_set_int(park, "parent", c.district[1]);
        test_save(&d.op, park);
        CHECK_INT(test_load(&d.op, "unit", c.unit[0])->at[PLACE_DISTRICT], c.district[1]);
        op_end(&op);
        REQUIRE(access_may_at(&op, ACCESS_PROJECT, ACCESS_READ, at, 0, &may) == OK);
        CHECK(may);
        struct record *account = test_load(&d.op, "account", c.account);
        record_set_text(account, "state", "locked");
        test_save(&d.op, account);
        op_end(&op);
        REQUIRE(access_may_at(&op, ACCESS_PROJECT, ACCESS_READ, at, 0, &may) == OK);
        CHECK(!may);
        CHECK(access_identify(&op, "zhou") == ERR_DENIED);
        test_op_release(&op);
    }
}

TEST("a delegate acts with the rights of the one who delegated, and both names stand in the record of it")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct city c = {.account = 0};
        build_city(&d.op, &c);
        set_roles(&d.op, &c, "[\"chief_office\"]");
        struct record *account = test_new(&d.op, "account");
        record_set_text(account, "login", "liu");
        record_set_int(account, "person", c.person[1]);
        record_set_text(account, "roles", "[\"department\"]");
        record_set_text(account, "state", "active");
        test_save(&d.op, account);
        struct fault f = {0};
        struct op op = as_login(&d, &f, "liu");
        CHECK(access_act_for(&op, c.person[0]) == ERR_DENIED);
        test_forget_fault(&op);
        struct record *delegation = test_new(&d.op, "delegation");
        record_set_int(delegation, "from_person", c.person[0]);
        record_set_int(delegation, "to_person", c.person[1]);
        record_set_int(delegation, "held_from", 20260301);
        test_save(&d.op, delegation);
        op_end(&op);
        REQUIRE(access_act_for(&op, c.person[0]) == OK);
        CHECK(op.sees_all);
        struct record *shelf = test_new(&op, "shelf");
        record_set_text(shelf, "name", "代办");
        CHECK(test_try_save(&op, shelf, "", NULL) == OK);
        struct version *v;
        size_t n;
        REQUIRE(record_history(&d.op, shelf->kind, shelf->id, 0, 1, &v, &n) == OK);
        CHECK_TEXT(v[0].by_name, "周乙");
        CHECK_TEXT(v[0].acting_for_name, "周甲");
        test_op_release(&op);
    }
}

TEST("rights that come with a post end with its last day, though nobody saves anything then")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct city c = {.account = 0};
        build_city(&d.op, &c);
        set_roles(&d.op, &c, "[\"task_force\"]");
        date_t today = d.op.today;
        struct record *post = test_new(&d.op, "post");
        record_set_int(post, "person", c.person[0]);
        record_set_int(post, "chain", c.chain[1]);
        record_set_text(post, "duty", "force_head");
        record_set_int(post, "held_from", today);
        record_set_int(post, "held_to", date_add_days(today, 1));
        test_save(&d.op, post);
        for (int day = 0; day <= 3; day++) {
            bool worked = true, may;
            d.op.today = date_add_days(today, day);
            for (int n = 0; worked && n < 5; n++)
                REQUIRE(access_refresh(&d.op, &worked) == OK);
            CHECK(!worked);
            struct fault f = {0};
            struct op op = as_login(&d, &f, "zhou");
            int64_t there[PLACE_COUNT] = {[PLACE_CHAIN] = c.chain[1]};
            REQUIRE(access_may_at(&op, ACCESS_PROJECT, ACCESS_WRITE, there, 0, &may) == OK);
            CHECK_INT(may, day <= 1);
            test_op_release(&op);
        }
    }
}

TEST("moving a shelf to another chain moves its books there in the same act")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct city c = {.account = 0};
        build_city(&d.op, &c);
        struct record *shelf = shelf_in(&d.op, "架", c.chain[0]);
        struct record *book = test_new_book(&d.op, shelf->id, "书");
        test_save(&d.op, book);
        CHECK_INT(book->at[PLACE_CHAIN], c.chain[0]);
        int64_t then_us = book->changed_us + 1;
        record_set_int(shelf, "chain", c.chain[1]);
        test_save(&d.op, shelf);
        struct record *moved = test_load(&d.op, "book", book->id);
        CHECK_INT(moved->at[PLACE_CHAIN], c.chain[1]);
        CHECK_INT(moved->changed_by_op, shelf->changed_by_op);
        d.op.as_of_us = then_us;
        CHECK_INT(test_load(&d.op, "book", book->id)->at[PLACE_CHAIN], c.chain[0]);
    }
}
