#include "record.texts.h"
#include "record/row.h"

/* What one side changed and the other did not is taken; changed alike is no conflict. */
static bool merge_value(const struct value *base, const struct value *mine, const struct value *theirs,
                        struct value *merged)
{
    *merged = *theirs;
    if (value_equal(mine, base) || value_equal(mine, theirs))
        return true;
    if (!value_equal(theirs, base))
        return false;
    *merged = *mine;
    return true;
}

static int64_t merge_id(int64_t base, int64_t mine, int64_t theirs)
{
    return mine == base ? theirs : mine;
}

enum err record_merge3(struct op *op, const struct record *base, const struct record *mine, const struct record *theirs,
                       struct record **ret_merged, struct merge_conflict **ret_conflicts, size_t *ret_n)
{
    const struct kind *kind = theirs->kind;
    struct record *merged = record_copy(op, theirs);
    *ret_n = 0;
    *ret_conflicts = arena_array(op->arena, (size_t)kind_field_count(kind), struct merge_conflict);
    if (!merged || !*ret_conflicts)
        return fault(op->fault, ERR_MEMORY, &T_record_memory);
    for (int i = 0; kind->fields[i].id; i++)
        if (!merge_value(&base->values[i], &mine->values[i], &theirs->values[i], &merged->values[i]))
            (*ret_conflicts)[(*ret_n)++] =
                (struct merge_conflict){&kind->fields[i], base->values[i], mine->values[i], theirs->values[i]};
    merged->owner = merge_id(base->owner, mine->owner, theirs->owner);
    merged->rank = merge_id(base->rank, mine->rank, theirs->rank);
    *ret_merged = merged;
    return OK;
}
