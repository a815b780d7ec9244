/* model load, model list, model export. */
#include "document/sheet.h"
#include "features/operate/use.h"
#include "operate.queries.h"
#include "operate.texts.h"
#include "record/act.h"
#include "rulebook/in_force.h"

#include <errno.h>
#include <string.h>

const struct command_option operate_model_options[] = {
    {"from", "DATE", &T_operate_option_from},
    {0},
};

enum { MODEL_BYTES_MAX = 4 << 20 };

struct loading {
    const char *text;
    size_t n_bytes;
    date_t from;
    int64_t version;
};

static enum err load(struct op *op, void *arg)
{
    struct loading *l = arg;
    return rulebook_load(op, l->text, l->n_bytes, l->from, &l->version);
}

static enum err read_file(struct command_call *call, const char *path, struct loading *l)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return fault(call->fault, ERR_INPUT, &T_operate_cannot_read, path, strerror(errno));
    char *text = arena_alloc(call->arena, MODEL_BYTES_MAX);
    if (text)
        l->n_bytes = fread(text, 1, MODEL_BYTES_MAX - 1, in);
    fclose(in);
    l->text = text;
    return text ? OK : ERR_MEMORY;
}

enum err operate_model_load(struct command_call *call)
{
    struct loading l = {.from = call->today};
    const char *from = command_option(call, "from");
    if (from && (!date_parse(from, &l.from) || date_is_month(l.from)))
        return fault(call->fault, ERR_USAGE, &T_operate_bad_day, from);
    TRY(read_file(call, call->arguments[0], &l));
    op_end(call->op);
    TRY(act_run(call->op, "model.load", call->arguments[0], load, &l, NULL));
    char version[24], day[DATE_TEXT_BYTES];
    snprintf(version, sizeof(version), "%lld", (long long)l.version);
    fprintf(call->words, "%s\n",
            text_format(call->arena, &T_operate_loaded, call->language,
                        (const char *[]){version, date_format(l.from, day)}, 2));
    return OK;
}

enum err operate_model_list(struct command_call *call)
{
    struct model_versions_row *rows;
    size_t n;
    TRY(model_versions(call->op, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        char day[DATE_TEXT_BYTES];
        fprintf(call->out, "%s\t%lld\t%s\t%s\n", rows[i].model, (long long)rows[i].version,
                date_format(rows[i].in_force_from, day), rows[i].name);
    }
    return OK;
}

enum err operate_model_export(struct command_call *call)
{
    struct model_newest_row row;
    bool found;
    TRY(model_newest(call->op, call->arguments[0], &row, &found));
    if (!found)
        return fault(call->fault, ERR_MISSING, &T_operate_no_such_model, call->arguments[0]);
    fputs(row.body, call->out);
    return OK;
}
