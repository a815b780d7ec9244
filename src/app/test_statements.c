/* Every registered statement, in every form, on both databases: it stands, and it does not read whole tables unasked.
 */
#include "app/app.h"
#include "harness/database.h"
#include "harness/test.h"
#include "record/schema.h"

#include <stdio.h>
#include <string.h>

static struct kinds *open_with_schema(struct test_database *d)
{
    struct kinds *kinds;
    REQUIRE(app_kinds(&d->fault, &kinds) == OK);
    d->op.kinds = kinds;
    REQUIRE(schema_upgrade(&d->op, kinds) == OK);
    return kinds;
}

/* A line of the plan that reads a whole table of records. */
static bool is_scan(enum store_engine engine, const char *line)
{
    if (engine == STORE_SQLITE)
        return strncmp(line, "SCAN ", 5) == 0 && !strstr(line, "CONSTANT ROW") &&
               !strstr(line, "USING COVERING INDEX sqlite_autoindex_scope");
    return strstr(line, "Seq Scan on ") != NULL;
}

static void check_plan(struct test_database *d, const struct statement *s, enum statement_form form)
{
    struct value arguments[STATEMENT_PARAMETERS_MAX];
    const char *const *lines;
    size_t n;
    for (int i = 0; i < s->n_parameters; i++)
        arguments[i] = s->parameters[i] == VALUE_INT    ? value_int(1)
                       : s->parameters[i] == VALUE_TEXT ? value_text("x")
                                                        : value_null();
    if (!s->sql[d->engine][form])
        return;
    enum err e = statement_explain(&d->op, s, form, arguments, &lines, &n);
    if (e != OK)
        printf("  %s: %s\n", s->name, d->fault.detail);
    REQUIRE(e == OK);
    for (size_t i = 0; i < n; i++) {
        bool scan = is_scan(d->engine, lines[i]);
        if (scan && !s->allowed_scan)
            printf("  %s form %d: %s\n", s->name, (int)form, lines[i]);
        CHECK(!scan || s->allowed_scan);
    }
}

static enum err prefer_indexes(struct op *op, void *arg)
{
    (void)arg;
    return store_execute(op, "alter role current_user set enable_seqscan = off");
}

TEST("every statement stands in every form on both databases, and reads no whole table without a reason")
{
    EACH_ENGINE(d)
    {
        struct kinds *kinds = open_with_schema(&d);
        if (d.engine == STORE_POSTGRES) {
            /* Tables are empty here, so that the planner would take a scan for cheap. */
            REQUIRE(store_write(&d.op, prefer_indexes, NULL) == OK);
            store_close(d.store);
            REQUIRE(store_open(d.url, NULL, &d.fault, &d.store) == OK);
            d.op.store = d.store;
        }
        for (size_t i = 0; i < all_statements_n; i++)
            for (const struct statement *const *s = all_statements[i]; *s; s++)
                for (int form = 0; form < FORM_COUNT; form++)
                    check_plan(&d, *s, (enum statement_form)form);
        op_end(&d.op);
        kinds_free(kinds);
    }
}
