/* What holds in the graph of a chain. */
#include "features/chain/chain.h"

#include "chain.queries.h"
#include "chain.texts.h"
#include "record/record.h"

enum { DEPTH_MAX = 8 };

static enum err segment_check(struct op *op, const struct record *before, const struct record *after,
                              struct findings *findings)
{
    (void)before;
    int64_t at = record_int(after, "parent");
    for (int depth = 0; at; depth++) {
        struct segment_facts_row up;
        bool found;
        if (at == after->id || depth == DEPTH_MAX)
            return findings_add(op, findings, FINDING_ERROR, "parent", &T_chain_segment_loop, NULL, 0);
        TRY(segment_facts(op, at, &up, &found));
        if (found && up.chain != record_int(after, "chain"))
            return findings_add(op, findings, FINDING_ERROR, "parent", &T_chain_segment_elsewhere, NULL, 0);
        at = found ? up.parent : 0;
    }
    return OK;
}

/* Cycles are legal (what is recycled comes back), a link to itself is not. */
static enum err link_check(struct op *op, const struct record *before, const struct record *after,
                           struct findings *findings)
{
    (void)before;
    if (record_int(after, "from_segment") != record_int(after, "to_segment"))
        return OK;
    return findings_add(op, findings, FINDING_ERROR, "to_segment", &T_chain_link_self, NULL, 0);
}

const struct kind_rules chain_rules[] = {
    {.kind = "segment", .check = segment_check},
    {.kind = "link", .check = link_check},
    {0},
};
