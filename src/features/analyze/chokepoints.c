#include "features/analyze/chokepoints.h"

#include "analyze.texts.h"

#include <math.h>
#include <string.h>

const struct command_option analyze_chokepoints_options[] = {
    {"input", "FILE", &T_analyze_option_input},
    {"table", "NAME", &T_analyze_option_table},
    {"source", "NAMES", &T_analyze_option_source},
    {"sink", "NAMES", &T_analyze_option_sink},
    {"outside", "NAMES", &T_analyze_option_outside},
    {"undirected", NULL, &T_analyze_option_undirected},
    {"sample", "N", &T_analyze_option_sample},
    {"seed", "N", &T_analyze_option_seed},
    {"damping", "N", &T_analyze_option_damping},
    {"threads", "N", &T_analyze_option_threads},
    {0},
};

static const struct text *const finding_columns[] = {
    &T_analyze_column_finding,
    &T_analyze_column_node,
    &T_analyze_column_other,
    &T_analyze_column_kind,
    &T_analyze_column_figure,
    &T_analyze_column_path,
    NULL,
};
static const struct text *const node_columns[] = {
    &T_analyze_column_node,
    &T_analyze_column_suppliers,
    &T_analyze_column_customers,
    &T_analyze_column_reached,
    &T_analyze_column_dominated,
    &T_analyze_column_dominator,
    &T_analyze_column_component,
    &T_analyze_column_component_size,
    &T_analyze_column_betweenness,
    &T_analyze_column_betweenness_low,
    &T_analyze_column_betweenness_high,
    &T_analyze_column_pagerank,
    &T_analyze_column_outside_direct,
    &T_analyze_column_outside_share,
    &T_analyze_column_outside_depth,
    &T_analyze_column_outside_steps,
    NULL,
};
static const struct text *const sourcing_columns[] = {
    &T_analyze_column_node,
    &T_analyze_column_kind,
    &T_analyze_column_suppliers,
    &T_analyze_column_largest_supplier,
    &T_analyze_column_share,
    &T_analyze_column_hhi,
    NULL,
};
const struct answer_table analyze_chokepoints_tables[] = {
    {&T_analyze_table_findings, false, finding_columns},
    {&T_analyze_table_nodes, false, node_columns},
    {&T_analyze_table_sourcing, true, sourcing_columns},
    {0},
};

/* Beyond this many steps an exact betweenness takes longer than a person waits. */
#define STEPS_FOR_EXACT 2e9
enum { SAMPLE_OTHERWISE = 20000 };

/* ---- reading ---- */

struct reading {
    struct chokepoints *c;
    struct arc *arcs;
    size_t n, arcs_capacity, kinds_capacity;
};

static enum err take_row(struct command_call *call, struct input *in, struct reading *r)
{
    double weight = 1;
    const char *from = input_name(in, 0), *to = from ? input_name(in, 1) : NULL;
    if (!to || (input_has(in, 2) && !input_number(in, 2, 0, &weight)))
        return OK; /* refused and told; the end of the file says so */
    struct arc arc = {labels_add(r->c->names, from), labels_add(r->c->names, to), weight};
    uint32_t kind = labels_add(r->c->kinds, input_text(in, 3));
    if (arc.from == LABEL_NONE || arc.to == LABEL_NONE || kind == LABEL_NONE ||
        !arena_grow(call->arena, &r->arcs, r->n, &r->arcs_capacity) ||
        !arena_grow(call->arena, &r->c->kind_of_arc, r->n, &r->kinds_capacity))
        return ERR_MEMORY;
    r->c->kind_of_arc[r->n] = kind;
    r->arcs[r->n++] = arc;
    return OK;
}

static enum err read_rows(struct command_call *call, const char *path, struct reading *r)
{
    static const char *const columns[] = {"from", "to", "?weight", "?kind", NULL};
    INPUT_SCOPED struct input *in = NULL;
    TRY(input_open(call, path, columns, &in));
    for (bool more = true; more;) {
        TRY(input_next(in, &more));
        if (more)
            TRY(take_row(call, in, r));
    }
    r->c->rows = input_rows(in);
    return input_end(in);
}

/* The graph that the methods run on: merged, and both ways when the file's arcs have no direction. */
static enum err build_graphs(struct command_call *call, struct reading *r)
{
    struct arena *a = call->arena;
    struct chokepoints *c = r->c;
    uint32_t n = labels_count(c->names);
    TRY(graph_build(a, n, r->arcs, r->n, &c->given));
    TRY(graph_undirected(a, &c->given, &c->both));
    c->undirected = command_flag(call, "undirected");
    if (c->undirected)
        c->g = c->both;
    else
        TRY(graph_build(a, n, r->arcs, arcs_merge(r->arcs, r->n), &c->g));
    return graph_reverse(a, &c->g, &c->back);
}

/* ---- which nodes are sources, sinks, outside ---- */

/* Marks the nodes named in a comma-separated option. */
static enum err mark_named(struct command_call *call, const struct chokepoints *c, const char *option, bool *mark,
                           bool *ret_given)
{
    const char *list = command_option(call, option);
    *ret_given = list != NULL;
    char *save = NULL, *names = arena_text(call->arena, list ? list : "");
    for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
        uint32_t node = labels_find(c->names, name);
        if (node == LABEL_NONE)
            return fault(call->fault, ERR_INPUT, &T_analyze_no_such_node, command_option(call, "input"), option, name);
        mark[node] = true;
    }
    return arena_failed(call->arena) ? ERR_MEMORY : OK;
}

static uint32_t count_marked(const bool *mark, uint32_t n)
{
    uint32_t count = 0;
    for (uint32_t v = 0; v < n; v++)
        count += mark[v];
    return count;
}

/* What no option names: nodes that buy nothing are sources, nodes that sell nothing are sinks. */
static enum err mark_ends(struct command_call *call, struct chokepoints *c)
{
    uint32_t n = c->g.node_count;
    bool outside_given;
    c->from = arena_array(call->arena, n, bool);
    c->to = arena_array(call->arena, n, bool);
    c->outside = arena_array(call->arena, n, bool);
    if (!c->from || !c->to || !c->outside)
        return ERR_MEMORY;
    TRY(mark_named(call, c, "source", c->from, &c->sources_given));
    TRY(mark_named(call, c, "sink", c->to, &c->sinks_given));
    TRY(mark_named(call, c, "outside", c->outside, &outside_given));
    for (uint32_t v = 0; v < n; v++) {
        if (!c->sources_given)
            c->from[v] = graph_degree(&c->back, v) == 0;
        if (!c->sinks_given)
            c->to[v] = graph_degree(&c->g, v) == 0;
    }
    c->source_count = count_marked(c->from, n);
    c->sink_count = count_marked(c->to, n);
    c->outside_count = count_marked(c->outside, n);
    return OK;
}

/* ---- computing ---- */

static enum err find_middle(struct command_call *call, struct chokepoints *c)
{
    double steps = (double)c->g.node_count * c->g.arc_count, sample, seed, damping;
    int threads;
    TRY(analyze_threads_option(call, &threads));
    TRY(analyze_number_option(call, "sample", 0, 1e9, steps > STEPS_FOR_EXACT ? SAMPLE_OTHERWISE : 0, &sample));
    TRY(analyze_number_option(call, "seed", 0, 1e15, 1, &seed));
    TRY(analyze_number_option(call, "damping", 0, 0.999, 0.85, &damping));
    if (sample > 0)
        TRY(graph_betweenness_sampled(call->arena, &c->g, (uint32_t)sample, (uint64_t)seed, threads, &c->betweenness));
    else
        TRY(graph_betweenness(call->arena, &c->g, threads, &c->betweenness));
    return graph_pagerank(call->arena, &c->g, damping, pagerank_tolerance(c->g.node_count), &c->pagerank);
}

static enum err find_all(struct command_call *call, struct chokepoints *c)
{
    struct arena *a = call->arena;
    TRY(graph_distances(a, &c->g, c->from, &c->reach));
    TRY(graph_dominators(a, &c->g, c->from, &c->dominators));
    TRY(graph_weak_spots(a, &c->both, &c->spots));
    TRY(graph_strong_components(a, &c->g, &c->cycles, NULL));
    TRY(graph_minimum_cut(a, &c->g, c->from, c->to, CUT_NODES, &c->node_cut));
    TRY(graph_minimum_cut(a, &c->g, c->from, c->to, CUT_ARCS_COUNTED, &c->arc_cut));
    TRY(find_middle(call, c));
    TRY(graph_sourcing(a, &c->given, c->kind_of_arc, &c->sourcing, &c->sourcing_count));
    return c->outside_count ? graph_dependence(a, &c->given, c->outside, &c->dependence) : OK;
}

/* ---- the answer ---- */

static const struct text *cut_text(enum cut_verdict v)
{
    switch (v) {
    case CUT_FOUND:
        return &T_analyze_cut_found;
    case CUT_NOTHING:
        return &T_analyze_cut_nothing;
    case CUT_IMPOSSIBLE:
        break;
    }
    return &T_analyze_cut_impossible;
}

static void write_facts(struct answer *w, const struct chokepoints *c)
{
    uint32_t in_cycles = 0;
    for (uint32_t i = 0; i < c->cycles.count; i++)
        in_cycles += c->cycles.size[i] > 1 ? c->cycles.size[i] : 0;
    answer_fact_int(w, &T_analyze_fact_rows, c->rows);
    answer_fact_int(w, &T_analyze_fact_nodes, c->g.node_count);
    answer_fact_int(w, &T_analyze_fact_sources, c->source_count);
    answer_fact_int(w, &T_analyze_fact_sinks, c->sink_count);
    answer_fact_int(w, &T_analyze_fact_reached, c->dominators.reached);
    answer_fact_int(w, &T_analyze_fact_in_cycles, in_cycles);
    answer_fact_int(w, &T_analyze_fact_articulations, c->spots.articulation_count);
    answer_fact_int(w, &T_analyze_fact_bridges, c->spots.bridge_count);
    answer_fact_verdict(w, &T_analyze_fact_node_cut, cut_text(c->node_cut.verdict));
    answer_fact_number(w, &T_analyze_fact_node_cut_size, c->node_cut.verdict == CUT_FOUND ? c->node_cut.size : NAN);
    answer_fact_verdict(w, &T_analyze_fact_arc_cut, cut_text(c->arc_cut.verdict));
    answer_fact_number(w, &T_analyze_fact_arc_cut_size, c->arc_cut.verdict == CUT_FOUND ? c->arc_cut.size : NAN);
    answer_fact_int(w, &T_analyze_fact_sampled_pairs, c->betweenness.sample);
    answer_fact_number(w, &T_analyze_fact_pagerank_change, c->pagerank.change);
    if (c->outside_count)
        answer_fact_number(w, &T_analyze_fact_outside_change, c->dependence.change);
}

static const char *name_of(const struct chokepoints *c, uint32_t node)
{
    return node < c->g.node_count ? labels_text(c->names, node) : "";
}

static void write_path(struct answer *w, const struct chokepoints *c, const struct path *p, struct buf *text)
{
    buf_clear(text);
    for (uint32_t i = 0; i < p->node_count; i++) {
        buf_text(text, i ? " → " : "");
        buf_text(text, labels_text(c->names, p->nodes[i]));
    }
    answer_text(w, buf_string(text));
    w->failed |= buf_failed(text);
}

static void write_findings(struct answer *w, const struct chokepoints *c, const struct finding *findings, size_t count)
{
    struct buf text;
    buf_init(&text, 0);
    bool shown = answer_table(w, &T_analyze_table_findings);
    for (size_t i = 0; shown && i < count; i++) {
        const struct finding *f = &findings[i];
        answer_verdict(w, f->kind);
        answer_text(w, name_of(c, f->node));
        answer_text(w, name_of(c, f->other));
        answer_text(w, f->input == LABEL_NONE ? "" : labels_text(c->kinds, f->input));
        answer_number(w, f->figure);
        write_path(w, c, &f->path, &text);
    }
    answer_table_end(w);
    buf_release(&text);
}

static void write_steps(struct answer *w, uint32_t steps)
{
    if (steps == NODE_NONE)
        answer_nothing(w);
    else
        answer_int(w, steps);
}

static void write_outside(struct answer *w, const struct chokepoints *c, uint32_t v)
{
    bool known = c->outside_count > 0;
    answer_number(w, known ? c->dependence.direct[v] : NAN);
    answer_number(w, known ? c->dependence.ultimate[v] : NAN);
    answer_number(w, known ? c->dependence.depth[v] : NAN);
    write_steps(w, known ? c->dependence.nearest.steps[v] : NODE_NONE);
}

static void write_nodes(struct answer *w, const struct chokepoints *c)
{
    bool shown = answer_table(w, &T_analyze_table_nodes);
    for (uint32_t v = 0; shown && v < c->g.node_count; v++) {
        answer_text(w, name_of(c, v));
        answer_int(w, graph_degree(&c->back, v));
        answer_int(w, graph_degree(&c->g, v));
        answer_int(w, c->dominators.dominated[v] > 0);
        answer_int(w, c->dominators.dominated[v]);
        answer_text(w, name_of(c, c->dominators.immediate[v]));
        answer_int(w, (int64_t)c->cycles.of_node[v] + 1);
        answer_int(w, c->cycles.size[c->cycles.of_node[v]]);
        answer_number(w, c->betweenness.share[v]);
        answer_number(w, c->betweenness.low ? c->betweenness.low[v] : c->betweenness.share[v]);
        answer_number(w, c->betweenness.high ? c->betweenness.high[v] : c->betweenness.share[v]);
        answer_number(w, c->pagerank.rank[v]);
        write_outside(w, c, v);
    }
    answer_table_end(w);
}

static void write_sourcing(struct answer *w, const struct chokepoints *c)
{
    bool shown = answer_table(w, &T_analyze_table_sourcing);
    for (size_t i = 0; shown && i < c->sourcing_count; i++) {
        const struct sourcing *s = &c->sourcing[i];
        answer_text(w, name_of(c, s->customer));
        answer_text(w, labels_text(c->kinds, s->kind));
        answer_int(w, s->suppliers);
        answer_text(w, name_of(c, s->largest_supplier));
        answer_number(w, s->largest_share);
        answer_number(w, s->hhi);
    }
    answer_table_end(w);
}

enum err analyze_chokepoints(struct command_call *call)
{
    struct chokepoints c = {.names = labels_new(call->arena), .kinds = labels_new(call->arena)};
    struct reading r = {.c = &c};
    const char *path;
    const struct finding *findings;
    size_t count;
    if (!c.names || !c.kinds)
        return ERR_MEMORY;
    TRY(answer_check_table(call, analyze_chokepoints_tables));
    TRY(analyze_required_option(call, "input", &path));
    TRY(read_rows(call, path, &r));
    TRY(build_graphs(call, &r));
    TRY(mark_ends(call, &c));
    TRY(find_all(call, &c));
    TRY(chokepoints_found(call->arena, &c, &findings, &count));
    struct answer w;
    TRY(answer_begin(&w, call, "chokepoints", analyze_chokepoints_tables));
    write_facts(&w, &c);
    write_findings(&w, &c, findings, count);
    write_nodes(&w, &c);
    write_sourcing(&w, &c);
    return answer_end(&w);
}
