#include "record/code.h"

#include "record.texts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CODE_DIGITS = 5, NUMBER_DIGITS_MAX = 15 };

static const char *code_text(struct op *op, const struct kind *kind, int64_t number)
{
    return arena_printf(op->arena, "%s%0*" PRId64, kind->code_prefix, CODE_DIGITS, number);
}

/* SQLite answers with the last of n numbers, PostgreSQL with each. */
enum err code_take(struct op *op, const struct kind *kind, size_t n, const char ***ret_codes)
{
    const char **codes = arena_array(op->arena, n + 1, const char *);
    if (!codes)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    struct rows *rows;
    TRY(statement_run(op, &statements_of(op, kind)->next_codes, (struct value[]){value_int((int64_t)n)}, &rows));
    size_t got = 0;
    int64_t last = 0;
    while (rows_next(rows) && got < n)
        codes[got++] = code_text(op, kind, last = rows_int(rows, 0));
    TRY(rows_close(rows));
    for (size_t i = 0; got == 1 && i < n; i++)
        codes[i] = code_text(op, kind, last - (int64_t)(n - 1 - i));
    *ret_codes = codes;
    return OK;
}

/* The number in a code that looks like one of ours, or 0. */
static int64_t number_in(const struct kind *kind, const char *code)
{
    size_t n = strlen(kind->code_prefix);
    if (strncmp(code, kind->code_prefix, n) != 0)
        return 0;
    size_t digits = strspn(code + n, "0123456789");
    if (digits < CODE_DIGITS || digits > NUMBER_DIGITS_MAX || code[n + digits])
        return 0;
    return strtoll(code + n, NULL, 10);
}

enum err code_settle(struct op *op, const struct record *before, struct record *after)
{
    const struct kind *kind = after->kind;
    if (!kind_has_code(kind) || (before && strcmp(before->code, after->code) == 0))
        return OK;
    if (!after->code[0]) {
        const char **codes;
        TRY(code_take(op, kind, 1, &codes));
        after->code = codes[0];
        return OK;
    }
    int64_t number = number_in(kind, after->code), ignored;
    return number ? statement_one_int(op, &statements_of(op, kind)->raise_code, (struct value[]){value_int(number)},
                                      &ignored, NULL)
                  : OK;
}
