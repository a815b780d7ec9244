/* References as the database knows them. */
#include "base/utf8.h"
#include "record.texts.h"
#include "record/common.h"
#include "record/row.h"
#include "record/typed.h"

#include <stdlib.h>
#include <string.h>

static enum err read_referents(struct op *op, const struct statement *s, const struct value *arguments,
                               struct referent found[REFERENTS_MAX], size_t *ret_n)
{
    struct rows *rows;
    *ret_n = 0;
    TRY(statement_run(op, s, arguments, &rows));
    while (*ret_n < REFERENTS_MAX && rows_next(rows)) {
        struct referent *r = &found[(*ret_n)++];
        r->id = rows_int(rows, 0);
        r->code = rows_keep_text(rows, 1);
        r->title = rows_keep_text(rows, 2);
    }
    return rows_close(rows);
}

static enum err by_id(struct op *op, const struct kind *kind, int64_t id, struct referent found[REFERENTS_MAX],
                      size_t *ret_n)
{
    return read_referents(op, &statements_of(op, kind)->referent, (struct value[]){value_int(id)}, found, ret_n);
}

/* The code of a record that was merged into another one leads there. */
static enum err by_code(struct op *op, const struct kind *kind, const char *code, struct referent found[REFERENTS_MAX],
                        size_t *ret_n)
{
    int64_t kept;
    bool forwards;
    *ret_n = 0;
    if (!kind_has_code(kind))
        return OK;
    TRY(read_referents(op, &statements_of(op, kind)->referents_coded, (struct value[]){value_text(code)}, found,
                       ret_n));
    if (*ret_n)
        return OK;
    TRY(statement_one_int(op, common(op, COMMON_FORWARD_CODE), (struct value[]){value_text(kind->id), value_text(code)},
                          &kept, &forwards));
    return forwards ? by_id(op, kind, kept, found, ret_n) : OK;
}

/* Every ASCII bracket and colon in its wide form. */
static const char *wide(struct arena *a, const char *text)
{
    static const char narrow[] = "():,;%";
    static const char *const wide_marks[] = {"（", "）", "：", "，", "；", "％"};
    size_t n = 0;
    char *out = arena_alloc(a, 3 * strlen(text) + 1);
    for (; out && *text; text++) {
        const char *mark = strchr(narrow, *text);
        const char *put = mark ? wide_marks[mark - narrow] : text;
        size_t size = mark ? strlen(put) : 1;
        memcpy(out + n, put, size);
        n += size;
    }
    return out ? out : "";
}

static enum err by_title(struct op *op, const struct kind *kind, const char *title,
                         struct referent found[REFERENTS_MAX], size_t *ret_n)
{
    *ret_n = 0;
    if (!kind_title(kind))
        return OK;
    const struct value spellings[] = {value_text(title), value_text(utf8_tidy(op->arena, title, true)),
                                      value_text(wide(op->arena, title))};
    return read_referents(op, &statements_of(op, kind)->referents_titled, spellings, found, ret_n);
}

static enum err find_stored(void *context, struct op *op, const char *kind_id, const char *text,
                            struct referent found[REFERENTS_MAX], size_t *ret_n)
{
    (void)context;
    const struct kind *kind = kinds_entry_by_id(op->kinds, kind_id)->kind;
    char *end;
    *ret_n = 0;
    if (!text[0])
        return OK;
    long long id = text[0] == '#' ? strtoll(text + 1, &end, 10) : 0;
    if (id > 0 && !*end)
        TRY(by_id(op, kind, id, found, ret_n));
    if (!*ret_n)
        TRY(by_code(op, kind, text, found, ret_n));
    return *ret_n ? OK : by_title(op, kind, text, found, ret_n);
}

static enum err name_stored(void *context, struct op *op, const char *kind_id, int64_t id,
                            struct referent *ret_referent)
{
    (void)context;
    struct referent found[REFERENTS_MAX];
    size_t n = 0;
    if (id)
        TRY(by_id(op, kinds_entry_by_id(op->kinds, kind_id)->kind, id, found, &n));
    *ret_referent = n ? found[0] : (struct referent){0, "", ""};
    return OK;
}

const struct references references_stored = {find_stored, name_stored, NULL};
