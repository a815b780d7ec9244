/* What holds a network together: articulation points, bridges, minimum cuts.
 *
 * Articulation points and bridges take the network as undirected and simple
 * (graph_undirected()); cuts follow the direction of supply.  No recursion;
 * ERR_MEMORY alone. */
#ifndef ANALYSIS_CUTS_H
#define ANALYSIS_CUTS_H

#include "analysis/paths.h"

/* A node without which its part falls apart (Hopcroft & Tarjan 1973). */
struct articulation {
    uint32_t node;
    uint32_t parts;      /* into how many, ≥ 2 */
    uint32_t cut_off;    /* nodes outside the largest of them */
    uint32_t one, other; /* neighbours on two sides: every path from one to the other is through `node` */
};

/* An edge without which its part falls apart. */
struct bridge {
    uint32_t one, other; /* its ends, one < other */
    uint32_t arc;        /* `source` of the edge in the graph */
    uint32_t cut_off;    /* nodes on the smaller side */
};

struct weak_spots {
    const struct articulation *articulations; /* ascending by node */
    uint32_t articulation_count;
    const struct bridge *bridges; /* ascending by ends */
    uint32_t bridge_count;
};

/* O(nodes + arcs). */
enum err graph_weak_spots(struct arena *a, const struct graph *both, struct weak_spots *ret_spots);

/* ---- minimum cut from a set of sources to a set of sinks ---- */
enum cut_of {
    CUT_ARCS_COUNTED, /* the fewest arcs */
    CUT_ARCS_WEIGHED, /* the arcs of least total weight (each ≥ 0) */
    CUT_NODES         /* the fewest nodes, sources and sinks themselves apart */
};

enum cut_verdict {
    CUT_FOUND,
    CUT_NOTHING,   /* no sink is reached from any source: nothing to cut */
    CUT_IMPOSSIBLE /* a source is a sink, or (nodes) supplies one directly: paths[0] shows it */
};

struct cut {
    enum cut_verdict verdict;
    double size;             /* number or weight of what is cut = the largest flow (Menger, Ford & Fulkerson) */
    const uint32_t *members; /* ascending: nodes, or arcs by their `source` */
    uint32_t member_count;
    const struct path *paths; /* from source to sink, each through just one member, no two sharing what is
                                 counted: no smaller cut can exist.  At most CUT_PATHS_MAX of them. */
    uint32_t path_count;
};

enum { CUT_PATHS_MAX = 64 };

/* The minimum cut nearest to the sources: unique, so that names do not matter.  Dinic 1970;
 * O(arcs · √nodes) when counted, O(nodes² · arcs) at worst when weighed. */
enum err graph_minimum_cut(struct arena *a, const struct graph *g, const bool *from, const bool *to, enum cut_of kind,
                           struct cut *ret_cut);

#endif
