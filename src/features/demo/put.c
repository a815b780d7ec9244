#include "features/demo/build.h"

#include "demo.texts.h"

#include <string.h>

uint64_t demo_below(struct demo *d, uint64_t n)
{
    uint64_t x = d->random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    d->random = x;
    return (x * UINT64_C(2685821657736338717) >> 11) % n;
}

bool demo_chance(struct demo *d, int percent)
{
    return demo_below(d, 100) < (uint64_t)percent;
}

struct demo_put demo_put_begin(struct demo *d, const char *kind, const char *code)
{
    struct demo_put p = {.demo = d};
    const struct kind *k = kinds_find(d->op->kinds, kind);
    p.error = k ? record_new(d->op, k, &p.record) : fault(d->op->fault, ERR_BUG, &T_demo_no_kind, kind);
    if (p.error == OK && code)
        p.record->code = code;
    return p;
}

void demo_text(struct demo_put *p, const char *field, const char *text)
{
    if (p->error == OK && text && *text)
        record_set_text(p->record, field, text);
}

void demo_int(struct demo_put *p, const char *field, int64_t value)
{
    if (p->error == OK && value)
        record_set_int(p->record, field, value);
}

/* A finding here is a mistake of ours: it ends the build and says which field. */
static enum err refuse(struct demo_put *p, const struct findings *findings)
{
    const struct finding *first = &findings->list[0];
    fault(p->demo->op->fault, ERR_BUG, &T_demo_refused, p->record->kind->id, first->field,
          finding_words(p->demo->op, first));
    return ERR_BUG;
}

void demo_typed(struct demo_put *p, const char *field, const char *typed)
{
    if (p->error != OK || !typed || !*typed)
        return;
    struct findings findings = {0};
    p->error = record_set_typed(p->demo->op, p->record, kind_field(p->record->kind, field), typed, &findings);
    if (p->error == OK && findings.n_errors)
        p->error = refuse(p, &findings);
}

enum err demo_put_end(struct demo_put *p, int64_t *ret_id)
{
    TRY(p->error);
    struct findings findings = {0};
    enum err e = record_save(p->demo->op, p->record, "演示数据", &findings);
    if (e == ERR_INPUT && findings.n)
        return refuse(p, &findings);
    TRY(e);
    if (ret_id)
        *ret_id = p->record->id;
    return OK;
}
