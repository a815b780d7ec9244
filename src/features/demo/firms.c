/* 200 firms with their place in the chains. */
#include "features/demo/build.h"

#include "base/money.h"

#include <string.h>

static const char *const sizes[] = {"large", "medium", "small", "small", "small", "micro"};
static const char *const roles[] = {"lead", "backbone", "core", "main", "general"};

/* The first of a chain leads it; few are backbones. */
static int choose_role(struct demo *d, int place_in_chain)
{
    if (place_in_chain == 0)
        return 0;
    uint64_t roll = demo_below(d, 100);
    return roll < 8 ? 1 : roll < 30 ? 2 : roll < 70 ? 3 : 4;
}

static int choose_leaf(struct demo *d, const struct demo_chain *c)
{
    for (;;) {
        int i = (int)demo_below(d, (uint64_t)c->n_segments);
        if (c->is_leaf[i] && i % 4 != 3) /* some segments stay without a local firm: 缺失 must be seen */
            return i;
    }
}

/* "动力电池系统（含…）" → what fits into a firm's name. */
static const char *short_product(struct demo *d, const char *segment)
{
    static const char *const cuts[] = {"（", "与", "及", "、", "和", "（"};
    size_t n = strlen(segment);
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        const char *cut = strstr(segment, cuts[i]);
        if (cut && cut > segment && (size_t)(cut - segment) < n)
            n = (size_t)(cut - segment);
    }
    return arena_text_n(d->op->arena, segment, n);
}

static enum err put_position(struct demo *d, const struct demo_firm *f, int role)
{
    static const char *const grades[] = {"verified", "verified", "documented", "documented", "reported"};
    const struct demo_chain *c = &d->chains[f->chain];
    struct demo_put p = demo_put_begin(d, "position", NULL);
    demo_int(&p, "enterprise", f->id);
    demo_int(&p, "segment", c->segments[f->segment]);
    demo_text(&p, "role", roles[role]);
    demo_text(&p, "product", c->segment_names[f->segment]);
    demo_text(&p, "grade", grades[role]);
    demo_text(&p, "found_by", "reported");
    return demo_put_end(&p, NULL);
}

static enum err put_firm(struct demo *d, struct demo_firm *f, int number, int role)
{
    const struct demo_chain *c = &d->chains[f->chain];
    struct demo_put p = demo_put_begin(d, "enterprise", NULL);
    demo_text(&p, "name", f->name);
    if (number % 23 != 5)
        demo_text(&p, "uscc", demo_uscc(d, number));
    demo_int(&p, "region", f->park >= 0 ? d->parks[f->park] : d->districts[f->district]);
    demo_int(&p, "established_on",
             date_make(2001 + (int)demo_below(d, 21), 1 + (int)demo_below(d, 12), 1 + (int)demo_below(d, 28)));
    demo_int(&p, "capital", (int64_t)(5 + demo_below(d, role == 0 ? 5000 : 200)) * 100 * FEN_PER_WAN);
    demo_text(&p, "legal_person", demo_person_name(d));
    demo_text(&p, "size", role == 0 ? "large" : sizes[demo_below(d, 6)]);
    demo_text(&p, "ownership", demo_chance(d, 70) ? "private" : demo_chance(d, 50) ? "state" : "foreign");
    demo_text(&p, "honours",
              demo_chance(d, 45) ? "[\"高新技术企业\"]"
              : role < 2         ? "[\"单项冠军\",\"高新技术企业\"]"
                                 : NULL);
    demo_text(&p, "industry_code", c->segment_industries[f->segment]);
    demo_text(&p, "products", c->segment_names[f->segment]);
    demo_text(&p, "contact", demo_person_name(d));
    demo_text(&p, "phone", arena_printf(d->op->arena, "138%08d", 20000 + number));
    demo_text(&p, "status", number % 41 == 40 ? "cancelled" : "existing");
    TRY(demo_put_end(&p, &f->id));
    return put_position(d, f, role);
}

enum err demo_build_firms(struct demo *d)
{
    int names = 0;
    for (int i = 0; i < DEMO_FIRMS; i++) {
        struct demo_firm *f = &d->firms[i];
        f->chain = i % DEMO_CHAINS;
        const struct demo_chain *c = &d->chains[f->chain];
        f->segment = choose_leaf(d, c);
        f->park = demo_chance(d, 60) ? (demo_chance(d, 65) ? c->park : (int)demo_below(d, DEMO_PARKS)) : -1;
        f->district = f->park >= 0 ? d->park_district[f->park] : (int)demo_below(d, DEMO_DISTRICTS);
        f->name = demo_firm_name(d, short_product(d, c->segment_names[f->segment]), &names);
        TRY(put_firm(d, f, i, choose_role(d, i / DEMO_CHAINS)));
    }
    return OK;
}
