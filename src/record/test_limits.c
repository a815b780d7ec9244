/* Limits that fields set each other, on every path that takes a value. */
#include "record/bulk.h"
#include "record/test_fixture.h"

#include <string.h>

static struct record *new_project(struct op *op)
{
    struct record *chain = test_new(op, "chain"), *region = test_new(op, "region"), *r = test_new(op, "project");
    record_set_text(chain, "name", "新能源汽车");
    test_save(op, chain);
    record_set_text(region, "name", "东屏区");
    record_set_text(region, "kind", "district");
    test_save(op, region);
    record_set_text(r, "name", "电机项目");
    record_set_int(r, "chain", chain->id);
    record_set_int(r, "district", region->id);
    record_set_text(r, "action", "build");
    record_set_int(r, "total", INT64_C(35000000000));
    return r;
}

/* Nothing else is wrong; the question stands at that field and names the other. */
static void check_asked(struct op *op, struct record *r, const char *field, const char *other)
{
    struct findings findings = {0};
    op_end(op);
    REQUIRE(record_check(op, NULL, r, &findings) == OK);
    CHECK_INT(findings.n_errors, 0);
    CHECK_INT(findings.n_questions, field ? 1 : 0);
    if (findings.n_questions == 1) {
        CHECK_TEXT(findings.list[0].field, field);
        CHECK(strstr(finding_words(op, &findings.list[0]), other));
        CHECK(strstr(finding_words(op, &findings.list[0]), field_label(kind_field(r->kind, field), op->language)));
    }
}

TEST("an amount above its whole, a date before its beginning and an unusual sum are asked about with both names")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct record *r = new_project(&d.op);
        check_asked(&d.op, r, NULL, NULL);
        record_set_int(r, "fixed", INT64_C(35000000001));
        check_asked(&d.op, r, "fixed", "计划总投资");
        record_set_int(r, "fixed", INT64_C(35000000000));
        record_set_int(r, "planned_start", 20260315);
        record_set_int(r, "planned_complete", 20260300); /* some day of that month */
        check_asked(&d.op, r, NULL, NULL);
        record_set_int(r, "planned_complete", 20260314);
        check_asked(&d.op, r, "planned_complete", "计划开工");
        record_set(r, "planned_complete", value_null());
        record_set_int(r, "fixed", 0);
        record_set_int(r, "total", 350000);
        check_asked(&d.op, r, "total", "10 万元");
    }
}

static enum err check_in_bulk(struct op *op, struct record *r, const char *reason, struct bulk_row *row)
{
    struct bulk *b;
    *row = (struct bulk_row){.record = r, .reason = reason};
    REQUIRE(bulk_new(op, r->kind, &b) == OK);
    op_end(op);
    enum err e = bulk_check(op, b, row, 1);
    bulk_free(b);
    return e;
}

TEST("a limit that is passed needs a reason once: in a form, in bulk, and no more when nothing of it changes")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        struct record *r = new_project(&d.op);
        struct bulk_row row;
        record_set_int(r, "fixed", INT64_C(36000000000));
        CHECK(test_try_save(&d.op, r, "", NULL) == ERR_INPUT);
        REQUIRE(check_in_bulk(&d.op, r, "", &row) == OK);
        CHECK_INT(row.verdict, BULK_REFUSED);
        CHECK_INT(row.findings.n_questions, 1);
        REQUIRE(check_in_bulk(&d.op, r, "合同如此", &row) == OK);
        CHECK_INT(row.verdict, BULK_NEW);
        CHECK(test_try_save(&d.op, r, "合同如此", NULL) == OK);
        CHECK_TEXT(r->unverified, "合同如此");
        record_set_text(r, "address", "一号路");
        CHECK(test_try_save(&d.op, r, "", NULL) == OK);
        record_set_int(r, "total", INT64_C(35500000000));
        CHECK(test_try_save(&d.op, r, "", NULL) == ERR_INPUT);
    }
}
