#include "rulebook/in_force.h"

#include "record/record.h"
#include "rulebook.queries.h"
#include "rulebook.texts.h"

#include <string.h>

static enum err check_free(struct op *op, const char *model, date_t from, int64_t *ret_last_version)
{
    struct rulebook_versions_row *rows;
    size_t n;
    TRY(rulebook_versions(op, model, &rows, &n));
    *ret_last_version = n ? rows[0].version : 0;
    for (size_t i = 0; i < n; i++) {
        char day[DATE_TEXT_BYTES];
        if (rows[i].in_force_from == from)
            return fault(op->fault, ERR_CONFLICT, &T_rulebook_same_day, date_format(from, day));
    }
    return OK;
}

enum err rulebook_load(struct op *op, const char *text, size_t n_bytes, date_t from, int64_t *ret_version)
{
    struct rulebook *b;
    struct record *r;
    struct findings findings = {0};
    int64_t last;
    TRY(rulebook_read(op->arena, op->fault, op->kinds, text, n_bytes, &b));
    TRY(check_free(op, b->model, from, &last));
    TRY(record_new(op, kinds_find(op->kinds, "rulebook"), &r));
    record_set_text(r, "model", b->model);
    record_set_int(r, "version", last + 1);
    record_set_text(r, "name", b->name);
    record_set_int(r, "in_force_from", from);
    record_set_text(r, "body", arena_text_n(op->arena, text, n_bytes));
    TRY(record_save(op, r, "", &findings));
    *ret_version = last + 1;
    return OK;
}

enum err rulebook_exists(struct op *op, const char *model, bool *ret_exists)
{
    struct rulebook_versions_row *rows;
    size_t n;
    TRY(rulebook_versions(op, model, &rows, &n));
    *ret_exists = n > 0;
    return OK;
}

static enum err read_row(struct op *op, int64_t id, int64_t version, date_t from, const char *body,
                         struct rulebook **ret_rulebook)
{
    TRY(rulebook_read(op->arena, op->fault, op->kinds, body, strlen(body), ret_rulebook));
    (*ret_rulebook)->id = id;
    (*ret_rulebook)->version = version;
    (*ret_rulebook)->from = from;
    return OK;
}

enum err rulebook_on(struct op *op, const char *model, date_t day, struct rulebook **ret_rulebook)
{
    struct rulebook_newest_row row = {0};
    const char *const wanted[] = {model ? model : "city", model ? NULL : "default", NULL};
    bool found = false;
    for (const char *const *m = wanted; *m && !found; m++)
        TRY(rulebook_newest(op, *m, day, &row, &found));
    if (!found)
        return fault(op->fault, ERR_MISSING, &T_rulebook_none_in_force, model ? model : "default");
    return read_row(op, row.id, row.version, row.in_force_from, row.body, ret_rulebook);
}

enum err rulebook_version(struct op *op, const char *model, int64_t version, struct rulebook **ret_rulebook)
{
    struct rulebook_by_version_row row;
    bool found;
    TRY(rulebook_by_version(op, model, version, &row, &found));
    if (!found)
        return fault(op->fault, ERR_MISSING, &T_rulebook_none_in_force, model);
    return read_row(op, row.id, row.version, row.in_force_from, row.body, ret_rulebook);
}
