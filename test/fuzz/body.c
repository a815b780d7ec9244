/* Bodies of the JSON interface: a line with the kind, then the record. */
#include "base/buf.h"
#include "base/json.h"
#include "features/generic/json_record.h"
#include "features/generic/json_set.h"
#include "fuzz/city.h"
#include "fuzz/fuzz.h"
#include "record/row.h"

#include <assert.h>
#include <string.h>

/* The record as the interface says it, set on a new one. */
static void try_sent_back(struct op *op, const struct record *r)
{
    struct findings findings = {0};
    const struct json_value *body;
    struct record *again;
    struct buf text;
    struct json j;
    buf_init(&text, 0);
    json_init(&j, &text);
    assert(json_record(op, &j, r) == OK);
    assert(json_read(op->arena, op->fault, text.bytes, text.n, &body) == OK);
    assert(record_new(op, r->kind, &again) == OK);
    assert(json_set(op, again, body, &findings) == OK);
    for (int i = 0; i < kind_field_count(r->kind); i++)
        if (!field_is(&r->kind->fields[i], FIELD_DERIVED))
            assert(value_equal(&r->values[i], &again->values[i]));
    assert(findings.n == 0);
    buf_release(&text);
}

static void try_body(struct op *op, const struct kind *kind, const char *text, size_t n)
{
    struct findings findings = {0}, checked = {0};
    const struct json_value *body;
    struct record *r;
    assert(record_new(op, kind, &r) == OK);
    enum err e = json_read(op->arena, op->fault, text, n, &body);
    if (e == OK)
        e = json_set(op, r, body, &findings);
    fuzz_check_fault(op->fault, e);
    assert(e == OK || e == ERR_USAGE || e == ERR_LIMIT);
    for (size_t i = 0; i < findings.n; i++)
        assert(*finding_words(op, &findings.list[i]));
    if (e != OK || findings.n)
        return;
    e = record_check(op, NULL, r, &checked);
    fuzz_check_fault(op->fault, e);
    for (size_t i = 0; i < checked.n; i++)
        assert(*finding_words(op, &checked.list[i]));
    if (!checked.n_errors)
        try_sent_back(op, r);
}

void fuzz_body(const uint8_t *bytes, size_t n)
{
    const struct kind *kind = fuzz_take_kind(&bytes, &n);
    struct op *op = fuzz_city();
    if (op_begin_read(op) == OK)
        try_body(op, kind, arena_text_n(op->arena, (const char *)bytes, n), n);
    fuzz_city_rest(op);
}
