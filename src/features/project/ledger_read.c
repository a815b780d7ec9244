#include "features/project/ledger_read.h"

#include "features/project/project.h"

#include <string.h>

/* ---- projects ---- */

/* A statement's row of either form: their columns are the same. */
#define SUBJECT_OF(row) \
    (struct subject) \
    { \
        .id = (row).id, .chain = (row).chain, .district = (row).district, .park = (row).park, \
        .total_fen = (row).total, .planned_start = (row).planned_start, .doubtful = (row).doubtful_is \
    }

static bool is_asked_for(const struct ledger_request *q, const struct subject *s)
{
    return (!q->district || s->district == q->district) && (!q->park || s->park == q->park);
}

static enum err read_city(struct op *op, const struct ledger_request *q, struct subject **ret_subjects, size_t *ret_n)
{
    struct ledger_subjects_row *rows;
    size_t n;
    TRY(ledger_subjects(op, q->own, &rows, &n));
    *ret_subjects = arena_array(op->arena, n + 1, struct subject);
    for (size_t i = 0; *ret_subjects && i < n; i++) {
        struct subject s = SUBJECT_OF(rows[i]);
        if (is_asked_for(q, &s))
            (*ret_subjects)[(*ret_n)++] = s;
    }
    return *ret_subjects ? OK : ERR_MEMORY;
}

static enum err read_chain(struct op *op, const struct ledger_request *q, struct subject **ret_subjects, size_t *ret_n)
{
    struct ledger_subjects_of_chain_row *rows;
    size_t n;
    TRY(ledger_subjects_of_chain(op, q->chain, q->own, &rows, &n));
    *ret_subjects = arena_array(op->arena, n + 1, struct subject);
    for (size_t i = 0; *ret_subjects && i < n; i++) {
        struct subject s = SUBJECT_OF(rows[i]);
        if (is_asked_for(q, &s))
            (*ret_subjects)[(*ret_n)++] = s;
    }
    return *ret_subjects ? OK : ERR_MEMORY;
}

/* ---- what happened to them ---- */

/* Events come in no order: they are kept as they come, each with its subject, then dealt out. */
struct dealing {
    struct op *op;
    struct subject *subjects;
    size_t n_subjects;
    uint32_t *place; /* by id from the first one's on: 1 + subject; NULL: searched */
    int64_t span;
    struct happening *kept;
    uint32_t *of; /* subject of each */
    size_t n, capacity, of_capacity;
};

/* Ids of records are handed out one after another, so that a table over their span is small; where a city's projects
 * lie far apart in it, they are searched. */
enum { SPAN_PER_SUBJECT_MAX = 64 };

static enum err index_subjects(struct dealing *d)
{
    int64_t span = d->n_subjects ? d->subjects[d->n_subjects - 1].id - d->subjects[0].id + 1 : 0;
    if (!span || span > (int64_t)d->n_subjects * SPAN_PER_SUBJECT_MAX)
        return OK;
    d->place = arena_array(d->op->arena, (size_t)span, uint32_t);
    if (!d->place)
        return ERR_MEMORY;
    d->span = span;
    for (size_t i = 0; i < d->n_subjects; i++)
        d->place[d->subjects[i].id - d->subjects[0].id] = (uint32_t)i + 1;
    return OK;
}

static struct subject *search_subject(const struct dealing *d, int64_t id)
{
    size_t low = 0, high = d->n_subjects;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (d->subjects[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->n_subjects && d->subjects[low].id == id ? &d->subjects[low] : NULL;
}

static struct subject *find_subject(const struct dealing *d, int64_t id)
{
    if (!d->place)
        return search_subject(d, id);
    int64_t at = id - d->subjects[0].id;
    uint32_t place = at >= 0 && at < d->span ? d->place[at] : 0;
    return place ? &d->subjects[place - 1] : NULL;
}

static const char *choice_id(const struct choice *choices, const char *id)
{
    for (; choices->id; choices++)
        if (strcmp(choices->id, id) == 0)
            return choices->id;
    return "";
}

static enum err keep(struct dealing *d, int64_t project, struct happening h)
{
    struct subject *s = find_subject(d, project);
    if (!s)
        return OK;
    if (!arena_grow(d->op->arena, &d->kept, d->n, &d->capacity) ||
        !arena_grow(d->op->arena, &d->of, d->n, &d->of_capacity))
        return ERR_MEMORY;
    h.kind = choice_id(event_kinds, h.kind);
    h.evidence = choice_id(event_evidences, h.evidence);
    d->kept[d->n] = h;
    d->of[d->n++] = (uint32_t)(s - d->subjects);
    s->n++;
    return OK;
}

#define HAPPENING_OF(row) \
    (struct happening) \
    { \
        (row)->id, (row)->kind, (row)->evidence, (row)->on_date, (row)->amount, (row)->has_amount \
    }

static enum err keep_any(void *arg, const struct ledger_happenings_row *row)
{
    return keep(arg, row->project, HAPPENING_OF(row));
}

static enum err keep_of_chain(void *arg, const struct ledger_happenings_of_chain_row *row)
{
    return keep(arg, row->project, HAPPENING_OF(row));
}

static enum err deal_out(struct dealing *d)
{
    struct happening *all = arena_array(d->op->arena, d->n + 1, struct happening);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0, at = 0; i < d->n_subjects; i++) {
        d->subjects[i].happenings = all + at;
        at += d->subjects[i].n;
        d->subjects[i].n = 0;
    }
    for (size_t i = 0; i < d->n; i++) {
        struct subject *s = &d->subjects[d->of[i]];
        s->happenings[s->n++] = d->kept[i];
    }
    return OK;
}

static enum err find_milestones(struct op *op, const struct ledger_report *r, struct subject *s)
{
    struct arena *a = op->arena;
    bool own = r->request.own;
    TRY(milestones_find(a, &r->rules->ledgers, own, s->total_fen, s->happenings, s->n, &s->now));
    s->before = s->now;
    if (r->rules_before != r->rules)
        TRY(milestones_find(a, &r->rules_before->ledgers, own, s->total_fen, s->happenings, s->n, &s->before));
    if (r->rules_beside)
        TRY(milestones_find(a, &r->rules_beside->ledgers, own, s->total_fen, s->happenings, s->n, &s->beside));
    return OK;
}

enum err ledger_read(struct op *op, const struct ledger_report *report, struct subject **ret_subjects, size_t *ret_n)
{
    const struct ledger_request *q = &report->request;
    *ret_n = 0;
    TRY(q->chain ? read_chain(op, q, ret_subjects, ret_n) : read_city(op, q, ret_subjects, ret_n));
    struct dealing d = {.op = op, .subjects = *ret_subjects, .n_subjects = *ret_n};
    TRY(index_subjects(&d));
    TRY(q->chain ? ledger_happenings_of_chain(op, q->chain, keep_of_chain, &d) : ledger_happenings(op, keep_any, &d));
    TRY(deal_out(&d));
    for (size_t i = 0; i < *ret_n; i++)
        TRY(find_milestones(op, report, &(*ret_subjects)[i]));
    return arena_failed(op->arena) ? ERR_MEMORY : OK;
}

/* ---- moves between chains ---- */

/* The chain of a project as the platform knew it just before a moment; 0: it did not know the project. */
static enum err chain_at(struct op *op, int64_t project, int64_t before_us, int64_t *ret_chain)
{
    struct op then = *op;
    struct ledger_chain_then_row row;
    bool found;
    if (!op->as_of_us || before_us < op->as_of_us)
        then.as_of_us = before_us;
    TRY(ledger_chain_then(&then, project, &row, &found));
    *ret_chain = found ? row.chain : 0;
    return OK;
}

static enum err add_move(struct op *op, struct ledger_report *r, size_t *capacity, struct ledger_move move)
{
    int64_t chain = r->request.chain;
    if (!move.from || !move.to || move.from == move.to || (chain && move.from != chain && move.to != chain))
        return OK;
    struct ledger_names_row names;
    bool found;
    if (!arena_grow(op->arena, &r->moves, r->n_moves, capacity))
        return ERR_MEMORY;
    TRY(ledger_names(op, move.project, &names, &found));
    move.code = found ? names.code : "";
    move.name = found ? names.name : "";
    r->moves[r->n_moves++] = move;
    return OK;
}

enum err ledger_find_moves(struct op *op, struct ledger_report *report)
{
    int64_t begins_us = moment_day_start(report->span.from, op->zone_minutes);
    int64_t ends_us = moment_day_end(report->span.to, op->zone_minutes);
    struct ledger_changed_row *rows;
    size_t n, capacity = 0;
    if (op->as_of_us && begins_us >= op->as_of_us)
        return OK;
    TRY(ledger_changed(op, begins_us, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct ledger_move move = {.project = rows[i].id};
        TRY(chain_at(op, rows[i].id, begins_us, &move.from));
        TRY(chain_at(op, rows[i].id, ends_us, &move.to));
        TRY(add_move(op, report, &capacity, move));
    }
    return OK;
}
