#include "base/fault.h"

#include <stdio.h>
#include <string.h>

enum err fault_set(struct fault *f, enum err code, const struct text *says, const char *const *args_after_first,
                   size_t n)
{
    if (f->code != OK)
        return f->code;
    f->code = code;
    f->says = says;
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        text_format_into(f->words[l], sizeof(f->words[l]), says, (enum language)l, args_after_first + 1, n - 1);
    return code;
}

enum err fault_hint(struct fault *f, const struct text *hint)
{
    if (!f->hint)
        f->hint = hint;
    return f->code;
}

enum err fault_at(struct fault *f, int64_t row, int32_t column, const char *field)
{
    if (row && !f->row)
        f->row = row;
    if (column && !f->column)
        f->column = column;
    if (field && !f->field[0])
        snprintf(f->field, sizeof(f->field), "%s", field);
    return f->code;
}

enum err fault_detail(struct fault *f, const char *format, ...)
{
    if (!f->detail[0]) {
        va_list args;
        va_start(args, format);
        vsnprintf(f->detail, sizeof(f->detail), format, args);
        va_end(args);
    }
    return f->code;
}

void fault_clear(struct fault *f)
{
    memset(f, 0, sizeof(*f));
}

static const struct {
    const char *id;
    int exit_code;
    int http_status;
} verdicts[ERR_COUNT] = {
    [OK] = {"ok", 0, 200},
    [ERR_NO] = {"no", 1, 200},
    [ERR_USAGE] = {"usage", 2, 400},
    [ERR_INPUT] = {"input", 3, 422},
    [ERR_DENIED] = {"denied", 4, 403},
    [ERR_MISSING] = {"missing", 3, 404},
    [ERR_CONFLICT] = {"conflict", 3, 409},
    [ERR_LIMIT] = {"limit", 3, 413},
    [ERR_BUSY] = {"busy", 5, 503},
    [ERR_CANCELLED] = {"cancelled", 5, 503},
    [ERR_MEMORY] = {"memory", 5, 503},
    [ERR_STORAGE] = {"storage", 5, 503},
    [ERR_BUG] = {"bug", 5, 500},
};

int err_exit_code(enum err e)
{
    return verdicts[e].exit_code;
}

int err_http_status(enum err e)
{
    return verdicts[e].http_status;
}

const char *err_id(enum err e)
{
    return verdicts[e].id;
}
