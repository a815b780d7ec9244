/* The limits that fields set each other, and what is out of the usual.  They are asked about, not refused: what
 * happened may contradict the rules, and is kept with a reason. */
#include "record.texts.h"
#include "base/money.h"
#include "record/check.h"

static const struct value *value_of(const struct record *r, const struct field *f)
{
    return &r->values[f - r->kind->fields];
}

static bool is_number(const struct value *v)
{
    return v->type == VALUE_INT;
}

static bool is_as_before(const struct check *c, const struct field *f)
{
    return c->before && value_equal(value_of(c->before, f), value_of(c->after, f));
}

/* Dates known to the month or the year are not before what lies within them. */
static bool passes(const struct field *f, int64_t n, int64_t bound)
{
    if (f->not_before)
        return date_last_day((date_t)n) >= date_first_day((date_t)bound);
    return n <= bound;
}

static enum err check_bound(const struct check *c, const struct field *f)
{
    const char *bound = f->not_before ? f->not_before : f->not_above;
    if (!bound)
        return OK;
    const struct field *other = kind_field(c->after->kind, bound);
    const struct value *v = value_of(c->after, f), *limit = value_of(c->after, other);
    if (!is_number(v) || !is_number(limit) || passes(f, v->integer, limit->integer) ||
        (is_as_before(c, f) && is_as_before(c, other)))
        return OK;
    const struct text *says = f->not_before ? &T_record_not_before : &T_record_not_above;
    return check_say(c, FINDING_QUESTION, f, says, field_label(other, c->op->language), NULL);
}

static enum err check_usual(const struct check *c, const struct field *f)
{
    const struct value *v = value_of(c->after, f);
    char least[MONEY_TEXT_BYTES], most[MONEY_TEXT_BYTES];
    bool usual = !is_number(v) || !v->integer || (v->integer >= f->usual_min && v->integer <= f->usual_max);
    if (!f->usual_max || usual || is_as_before(c, f))
        return OK;
    return check_say(c, FINDING_QUESTION, f, &T_record_unusual,
                     arena_printf(c->op->arena, "%s", money_format_exact_wan(f->usual_min, least)),
                     arena_printf(c->op->arena, "%s", money_format_exact_wan(f->usual_max, most)));
}

enum err check_limits(const struct check *c)
{
    for (const struct field *f = c->after->kind->fields; f->id; f++) {
        if (findings_refuse(c->findings, f->id))
            continue;
        TRY(check_bound(c, f));
        TRY(check_usual(c, f));
    }
    return OK;
}
