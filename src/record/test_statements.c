/* Every statement that record/ makes from the tables of kinds, planned on both databases. */
#include "record/registry.h"
#include "record/test_fixture.h"

#include <stdio.h>
#include <string.h>

static bool has(const char *line, const char *words)
{
    return strstr(line, words) != NULL;
}

/* The whole of a table is read. */
static bool scans(enum store_engine engine, const char *line)
{
    if (engine == STORE_POSTGRES)
        return has(line, "Seq Scan on ") && !has(line, "_seq ");
    return strncmp(line, "SCAN ", 5) == 0 && !has(line, "CONSTANT ROW") && !has(line, "VIRTUAL TABLE");
}

/* A relation that was not flattened into the statement is made as a whole before it is looked at. */
static bool is_made_apart(const char *line)
{
    return has(line, "MATERIALIZE") || has(line, "CO-ROUTINE") || has(line, "Subquery Scan");
}

static void check_plan(struct test_database *d, const struct statement *s, enum statement_form form)
{
    struct value arguments[STATEMENT_PARAMETERS_MAX];
    const char *const *lines;
    size_t n;
    for (int i = 0; i < s->n_parameters; i++)
        arguments[i] = s->parameters[i] == VALUE_INT    ? value_int(1)
                       : s->parameters[i] == VALUE_TEXT ? value_text("[]")
                                                        : value_null();
    enum err e = statement_explain(&d->op, s, form, arguments, &lines, &n);
    if (e != OK)
        printf("  %s: %s\n", s->name, d->fault.detail);
    REQUIRE(e == OK);
    for (size_t i = 0; i < n; i++) {
        bool good = !is_made_apart(lines[i]) && (s->allowed_scan || !scans(d->engine, lines[i]));
        if (!CHECK(good))
            printf("  %s, form %d: %s\n", s->name, (int)form, lines[i]);
    }
}

static enum err prefer_indexes(struct op *op, void *arg)
{
    (void)arg;
    return store_execute(op, "alter role current_user set enable_seqscan = off");
}

TEST("every statement of every kind stands in every form, flattened, and reads no whole table without a reason")
{
    EACH_ENGINE(d)
    {
        test_city_open(&d);
        if (d.engine == STORE_POSTGRES) {
            /* Tables are empty here: the planner would take a scan for cheap. */
            REQUIRE(store_write(&d.op, prefer_indexes, NULL) == OK);
            op_end(&d.op);
            store_close(d.store);
            REQUIRE(store_open(d.url, NULL, &d.fault, &d.store) == OK);
            d.op.store = d.store;
        }
        const struct kinds *kinds = d.op.kinds;
        CHECK(kinds->n_made > 500);
        for (size_t i = 0; i < kinds->n_made; i++) {
            struct arena_mark mark = arena_mark(d.op.arena);
            for (int form = 0; form < FORM_COUNT; form++)
                if (kinds->made[i]->sql[d.engine][form])
                    check_plan(&d, kinds->made[i], (enum statement_form)form);
            arena_rewind(d.op.arena, mark);
        }
    }
}
