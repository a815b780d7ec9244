/* What the chokepoints command reads and finds; reading and computing are in
 * chokepoints.c, the list of findings with their paths in chokepoints_found.c. */
#ifndef FEATURES_ANALYZE_CHOKEPOINTS_H
#define FEATURES_ANALYZE_CHOKEPOINTS_H

#include "analysis/centrality.h"
#include "analysis/cuts.h"
#include "analysis/dependence.h"
#include "analysis/dominators.h"
#include "analysis/labels.h"
#include "features/analyze/analyze.h"

struct chokepoints {
    struct labels *names;
    struct labels *kinds;  /* of inputs; "" where the file has no such column */
    uint32_t *kind_of_arc; /* by the row's number */
    int64_t rows;
    struct graph given; /* as the file has it: every row an arc */
    struct graph g;     /* arcs with the same ends merged; both directions when undirected */
    struct graph back;
    struct graph both; /* undirected and simple */
    bool undirected;   /* then neither cycles nor single sources mean anything */
    bool sources_given, sinks_given;
    bool *from, *to, *outside;
    uint32_t source_count, sink_count, outside_count;

    struct distances reach; /* from the sources */
    struct dominators dominators;
    struct weak_spots spots;
    struct components cycles;
    struct cut node_cut, arc_cut;
    struct betweenness betweenness;
    struct pagerank pagerank;
    const struct sourcing *sourcing;
    size_t sourcing_count;
    struct dependence dependence; /* when outside_count > 0 */
};

/* A finding and the path that shows it. */
struct finding {
    const struct text *kind; /* T_analyze_finding_… */
    uint32_t node;
    uint32_t other; /* NODE_NONE: none */
    uint32_t input; /* label in `kinds`; LABEL_NONE: none */
    double figure;
    struct path path;
};

/* All findings: by kind in the order of the method's help, then by figure, largest first, then by node. */
enum err chokepoints_found(struct arena *a, const struct chokepoints *c, const struct finding **ret_findings,
                           size_t *ret_count);

#endif
