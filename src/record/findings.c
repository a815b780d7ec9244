#include "record.texts.h"
#include "record/record.h"

#include <string.h>

enum { FINDINGS_MAX = 200 };

enum err findings_add(struct op *op, struct findings *f, enum finding_severity severity, const char *field,
                      const struct text *says, const char *const *args, int n_args)
{
    f->n_errors += severity == FINDING_ERROR;
    f->n_questions += severity == FINDING_QUESTION;
    if (f->n >= FINDINGS_MAX)
        return OK;
    if (!arena_grow(op->arena, &f->list, f->n, &f->capacity))
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    struct finding *finding = &f->list[f->n++];
    *finding = (struct finding){.severity = severity, .field = field ? field : "", .says = says};
    for (int i = 0; i < n_args && i < (int)(sizeof(finding->args) / sizeof(finding->args[0])); i++)
        finding->args[finding->n_args++] = arena_text(op->arena, args[i]);
    return OK;
}

const char *finding_words(struct op *op, const struct finding *f)
{
    const char *words = text_format(op->arena, f->says, op->language, f->args, (size_t)f->n_args);
    if (!f->proposes)
        return words;
    const char *proposal = text_format(op->arena, &T_typed_proposes, op->language, &f->proposes, 1);
    return arena_printf(op->arena, "%s%s%s", words, op->language == LANGUAGE_ZH ? "" : " ", proposal);
}

bool findings_refuse(const struct findings *f, const char *field)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->list[i].severity == FINDING_ERROR && strcmp(f->list[i].field, field) == 0)
            return true;
    return false;
}
