/* A field of any kind, and what is typed into it: lines with kind and field, a byte that says how it
 * was stored, the text. */
#include "base/money.h"
#include "base/utf8.h"
#include "fuzz/city.h"
#include "fuzz/fuzz.h"
#include "record/registry.h"
#include "record/row.h"
#include "record/typed.h"

#include <assert.h>
#include <string.h>

/* What is written is read back unchanged; what is shown are characters. */
static void check_taken(struct op *op, const struct field *f, const struct value *v)
{
    struct findings findings = {0};
    struct typing_desk desk = {op, &references_stored, &typed_by_hand, &findings, NULL};
    const char *written, *shown;
    struct value again;
    bool taken;
    assert(v->type == VALUE_NULL || v->type == field_value_type(f));
    assert(typed_show(&desk, f, v, &shown) == OK && utf8_is_valid(shown, strlen(shown)));
    assert(typed_write(&desk, f, v, &written) == OK);
    assert(typed_read(&desk, f, written, &again, &taken) == OK);
    assert(taken && value_equal(v, &again));
}

/* Refused with words, and what is proposed instead can be typed. */
static void check_refused(struct op *op, const struct field *f, const struct findings *findings)
{
    assert(findings->n > 0 && findings->n_errors >= findings->n); /* the first ones are kept */
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->list[i];
        struct findings none = {0};
        struct typing_desk desk = {op, &references_stored, &typed_by_hand, &none, NULL};
        struct value v;
        bool taken;
        assert(*finding_words(op, finding) && strcmp(finding->field, f->id) == 0);
        if (!finding->proposes || field_is_list(f) || f->type == FIELD_ROWS)
            continue;
        assert(typed_read(&desk, f, finding->proposes, &v, &taken) == OK);
        assert(taken && v.type != VALUE_NULL);
    }
}

static void try_typed(struct op *op, const struct field *f, uint8_t how, const char *text)
{
    static const struct money_column in_yi = {.unit_fen = FEN_PER_YI};
    struct typed_source source = {
        .typing = (enum typing)(how % 3), .is_1904 = how & 4, .in_percent = how & 8, .money = how & 16 ? &in_yi : NULL};
    struct findings findings = {0};
    struct typing_desk desk = {op, &references_stored, &source, &findings, NULL};
    struct value v;
    bool taken;
    enum err e = typed_read(&desk, f, text, &v, &taken);
    fuzz_check_fault(op->fault, e);
    assert(e == OK || e == ERR_LIMIT);
    if (e == OK && taken)
        check_taken(op, f, &v);
    else if (e == OK)
        check_refused(op, f, &findings);
}

void fuzz_typed(const uint8_t *bytes, size_t n)
{
    const struct kind *kind = fuzz_take_kind(&bytes, &n);
    const struct field *f = fuzz_take_field(kind, &bytes, &n);
    if (n < 1 || f->type == FIELD_BYTES || !utf8_is_valid((const char *)bytes + 1, n - 1))
        return; /* the edges let nothing else in */
    struct op *op = fuzz_city();
    if (op_begin_read(op) == OK)
        try_typed(op, f, bytes[0], arena_text_n(op->arena, (const char *)bytes + 1, n - 1));
    fuzz_city_rest(op);
}
