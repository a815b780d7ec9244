/* Tables as offices keep them, read as records: a line with the kind, then a csv. */
#include "fuzz/city.h"
#include "fuzz/fuzz.h"
#include "record/import.h"

#include <assert.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, TODAY = 20260305 };

static void check_columns(const struct import_reading *r)
{
    for (size_t i = 0; i < r->n_columns; i++) {
        const struct import_column *c = &r->columns[i];
        assert(c->column >= 1 && c->header);
        assert(!c->field || (c->field >= r->kind->fields && c->match != IMPORT_MATCH_NONE));
        assert(i == 0 || c->column > r->columns[i - 1].column);
    }
}

/* Values are those of their fields; references are still names. */
static void check_values(const struct kind *kind, const struct import_row *row)
{
    for (int i = 0; row->values && i < kind_field_count(kind); i++) {
        const struct field *f = &kind->fields[i];
        enum value_type type = f->type == FIELD_REF ? VALUE_TEXT : field_value_type(f);
        assert(row->values[i].type == VALUE_NULL || row->values[i].type == type);
    }
}

/* In order; a row that waits has a doubt that says so, and none that waits is taken. */
static void check_rows(const struct import_reading *r)
{
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct import_row *row = &r->rows[i];
        bool waits = false;
        assert(i == 0 || row->row > r->rows[i - 1].row);
        assert((row->values == NULL) == (row->fate == IMPORT_IGNORED) && row->code);
        assert((row->why != NULL) == (row->fate == IMPORT_REFUSED || row->fate == IMPORT_IGNORED));
        for (size_t d = 0; d < r->n_doubts; d++)
            waits |= r->doubts[d].row == row->row && r->doubts[d].effect == IMPORT_WAIT;
        assert(row->fate != IMPORT_WAITS || waits);
        assert(row->fate != IMPORT_RECORD || !waits);
        check_values(r->kind, row);
    }
}

static void check_doubts(const struct import_reading *r)
{
    for (size_t i = 0; i < r->n_doubts; i++) {
        const struct import_doubt *d = &r->doubts[i], *before = i ? d - 1 : NULL;
        assert(d->says && d->found && d->row >= 1 && d->column >= 0 && d->n_proposals >= 0);
        assert(!before || d->row > before->row || (d->row == before->row && d->column >= before->column));
        for (int p = 0; p < d->n_proposals; p++)
            assert(*d->proposals[p]);
    }
}

static enum err read_table(struct arena *a, struct fault *f, const struct kind *kind, const uint8_t *bytes, size_t n)
{
    struct import_request request = {.kind = kind, .today = TODAY};
    struct import_reading *r = NULL;
    struct workbook *w WORKBOOK_SCOPED = NULL;
    TRY(workbook_open_bytes(a, f, bytes, n, NULL, &w));
    TRY(import_read(a, f, w, &request, &r));
    assert(r->kind == kind && r->header_first <= r->header_last);
    check_columns(r);
    check_rows(r);
    check_doubts(r);
    return OK;
}

void fuzz_import(const uint8_t *bytes, size_t n)
{
    const struct kind *kind = fuzz_take_kind(&bytes, &n);
    struct arena *a = arena_new(ARENA_BYTES);
    struct fault f = {0};
    enum err e = read_table(a, &f, kind, bytes, n);
    fuzz_check_fault(&f, e);
    assert(e == OK || e == ERR_INPUT || e == ERR_LIMIT);
    arena_free(a);
}
