/* Three chains of the reference, each with its office and its people. */
#include "features/demo/build.h"

#include "demo.texts.h"
#include "document/sheet.h"
#include "base/embedded.h"

#include <string.h>

static const struct {
    const char *code, *office;
    int park;
} plans[DEMO_CHAINS] = {{"NEV", "新能源汽车", 0}, {"ESM", "先进储能材料", 1}, {"ICS", "集成电路", 2}};

enum { CHAIN_CODE = 1, CHAIN_NAME, CHAIN_CLUSTER, CHAIN_RANK };
enum {
    SEGMENT_CODE = 1,
    SEGMENT_CHAIN,
    SEGMENT_PARENT,
    SEGMENT_NAME,
    SEGMENT_STAGE,
    SEGMENT_KIND,
    SEGMENT_INDUSTRIES,
    SEGMENT_KEYWORDS,
    SEGMENT_NEGATIVE,
    SEGMENT_VALUE,
    SEGMENT_EXTERNAL,
    SEGMENT_SUBSTITUTE,
    SEGMENT_MATURITY,
};
enum { LINK_FROM = 1, LINK_TO, LINK_KIND, LINK_ESSENTIAL, LINK_WEIGHT, LINK_FEEDBACK };

typedef enum err (*row_fn)(struct demo *d, struct demo_chain *c, const struct sheet_row *row);

static const char *text_of(struct demo *d, const struct sheet_row *row, int32_t column)
{
    return arena_text(d->op->arena, sheet_row_cell(row, column)->text);
}

/* The header says %. */
static const char *percent_of(struct demo *d, const struct sheet_row *row, int32_t column)
{
    const char *text = text_of(d, row, column);
    return *text ? arena_printf(d->op->arena, "%s%%", text) : "";
}

/* Every row below the header of one file of reference/chains. */
static enum err each_row(struct demo *d, struct demo_chain *c, const char *file, row_fn each)
{
    size_t n_bytes;
    const void *bytes = embedded_file(arena_printf(d->op->arena, "reference/chains/%s", file), &n_bytes);
    if (!bytes)
        return fault(d->op->fault, ERR_BUG, &T_demo_no_chain, file);
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct sheet_cursor *cursor;
    const struct sheet_row *row;
    TRY(workbook_open_bytes(d->op->arena, d->op->fault, bytes, n_bytes, NULL, &w));
    TRY(workbook_sheet_rows(w, 0, SHEET_AS_IS, &cursor));
    TRY(sheet_next(cursor, &row));
    for (;;) {
        TRY(sheet_next(cursor, &row));
        if (!row)
            return OK;
        TRY(each(d, c, row));
    }
}

static int find_segment(const struct demo_chain *c, const char *code)
{
    for (int i = 0; i < c->n_segments; i++)
        if (strcmp(c->segment_codes[i], code) == 0)
            return i;
    return -1;
}

static enum err take_chain(struct demo *d, struct demo_chain *c, const struct sheet_row *row)
{
    if (strcmp(text_of(d, row, CHAIN_CODE), c->code) != 0)
        return OK;
    c->name = text_of(d, row, CHAIN_NAME);
    struct demo_put p = demo_put_begin(d, "chain", c->code);
    demo_text(&p, "name", c->name);
    demo_text(&p, "cluster", text_of(d, row, CHAIN_CLUSTER));
    demo_int(&p, "lead_park", d->parks[c->park]);
    demo_int(&p, "lead_unit", d->bureau);
    demo_int(&p, "started_on", d->month);
    demo_text(&p, "models", "[\"changsha\",\"default\"]");
    demo_text(&p, "status", "running");
    if (p.error == OK)
        p.record->rank = (int64_t)(c - d->chains) + 1;
    return demo_put_end(&p, &c->id);
}

static enum err take_segment(struct demo *d, struct demo_chain *c, const struct sheet_row *row)
{
    if (c->n_segments == DEMO_SEGMENTS_MAX)
        return OK;
    int i = c->n_segments;
    int parent = find_segment(c, text_of(d, row, SEGMENT_PARENT));
    struct demo_put p = demo_put_begin(d, "segment", text_of(d, row, SEGMENT_CODE));
    demo_int(&p, "chain", c->id);
    demo_int(&p, "parent", parent < 0 ? 0 : c->segments[parent]);
    demo_text(&p, "name", text_of(d, row, SEGMENT_NAME));
    demo_typed(&p, "stage", text_of(d, row, SEGMENT_STAGE));
    demo_typed(&p, "kind", text_of(d, row, SEGMENT_KIND));
    demo_typed(&p, "industry_codes", text_of(d, row, SEGMENT_INDUSTRIES));
    demo_typed(&p, "keywords", text_of(d, row, SEGMENT_KEYWORDS));
    demo_typed(&p, "negative_words", text_of(d, row, SEGMENT_NEGATIVE));
    demo_typed(&p, "value_share", percent_of(d, row, SEGMENT_VALUE));
    demo_typed(&p, "external_dependency", percent_of(d, row, SEGMENT_EXTERNAL));
    demo_typed(&p, "substitutability", text_of(d, row, SEGMENT_SUBSTITUTE));
    demo_typed(&p, "maturity", text_of(d, row, SEGMENT_MATURITY));
    if (p.error == OK)
        p.record->rank = i + 1;
    TRY(demo_put_end(&p, &c->segments[i]));
    c->segment_codes[i] = text_of(d, row, SEGMENT_CODE);
    c->segment_names[i] = text_of(d, row, SEGMENT_NAME);
    c->segment_industries[i] = arena_text_n(d->op->arena, text_of(d, row, SEGMENT_INDUSTRIES),
                                            strspn(text_of(d, row, SEGMENT_INDUSTRIES), "0123456789"));
    c->is_leaf[i] = true;
    if (parent >= 0)
        c->is_leaf[parent] = false;
    c->n_segments++;
    return OK;
}

static enum err take_link(struct demo *d, struct demo_chain *c, const struct sheet_row *row)
{
    int from = find_segment(c, text_of(d, row, LINK_FROM)), to = find_segment(c, text_of(d, row, LINK_TO));
    if (from < 0 || to < 0)
        return OK;
    struct demo_put p = demo_put_begin(d, "link", NULL);
    demo_int(&p, "from_segment", c->segments[from]);
    demo_int(&p, "to_segment", c->segments[to]);
    demo_typed(&p, "kind", text_of(d, row, LINK_KIND));
    demo_typed(&p, "essential", text_of(d, row, LINK_ESSENTIAL));
    demo_typed(&p, "weight", percent_of(d, row, LINK_WEIGHT));
    demo_typed(&p, "feedback", text_of(d, row, LINK_FEEDBACK));
    return demo_put_end(&p, NULL);
}

static enum err put_office(struct demo *d, struct demo_chain *c, const char *name)
{
    struct demo_put p = demo_put_begin(d, "unit", NULL);
    demo_text(&p, "name", arena_printf(d->op->arena, "%s产业链推进办公室", name));
    demo_text(&p, "kind", "promotion_office");
    demo_int(&p, "parent", d->park_units[c->park]);
    demo_int(&p, "region", d->parks[c->park]);
    demo_int(&p, "chain", c->id);
    if (p.error == OK)
        p.record->rank = 50 + (int64_t)(c - d->chains);
    return demo_put_end(&p, &c->office);
}

static enum err put_people(struct demo *d, struct demo_chain *c)
{
    TRY(demo_person(d, demo_person_name(d), d->chief_office, "副市长", &c->chief));
    TRY(demo_post(d, c->chief, "chief", c->id));
    TRY(demo_person(d, demo_person_name(d), c->office, "推进办主任", &c->head));
    TRY(demo_post(d, c->head, "office_head", c->id));
    for (int i = 0; i < 4; i++) {
        int64_t member;
        TRY(demo_person(d, demo_person_name(d), c->office, "推进办干部", &member));
        TRY(demo_post(d, member, i ? "office_member" : "liaison", c->id));
        if (i) {
            TRY(demo_post(d, member, "minder", c->id));
            d->minders[d->n_minders++] = member;
        }
    }
    return OK;
}

enum err demo_build_chains(struct demo *d)
{
    for (int i = 0; i < DEMO_CHAINS; i++) {
        struct demo_chain *c = &d->chains[i];
        c->code = plans[i].code;
        c->park = plans[i].park;
        TRY(each_row(d, c, "chains.csv", take_chain));
        static const char *const files[DEMO_CHAINS][2] = {{"nev-segments.csv", "nev-links.csv"},
                                                          {"esm-segments.csv", "esm-links.csv"},
                                                          {"ics-segments.csv", "ics-links.csv"}};
        TRY(each_row(d, c, files[i][0], take_segment));
        TRY(each_row(d, c, files[i][1], take_link));
        TRY(put_office(d, c, plans[i].office));
        TRY(put_people(d, c));
    }
    return OK;
}
