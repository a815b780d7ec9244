/* The rows of one ledger, in groups. */
#include "features/project/ledger_read.h"
#include "features/project/project.h"
#include "project.texts.h"
#include "record/json_list.h"

#include <stdlib.h>
#include <string.h>

/* [{"name": "甲公司"}, …] → "甲公司、乙公司" */
static const char *investor_names(struct op *op, const char *json)
{
    struct json_list list = json_list_of(json);
    const char *names = "", *member;
    struct value value;
    while (json_next_object(&list))
        while (json_next_member(&list, op->arena, &member, &value))
            if (strcmp(member, "name") == 0 && value.type == VALUE_TEXT)
                names = arena_printf(op->arena, "%s%s%s", names, *names ? "、" : "", value.text);
    return names;
}

static void add_doubt(struct ledger_line *line, bool doubtful, const struct text *why)
{
    if (doubtful && line->n_doubts < LEDGER_DOUBTS_MAX)
        line->doubts[line->n_doubts++] = why;
}

static void find_doubts(struct ledger_line *line, const struct subject *s)
{
    add_doubt(line, s->now.signed_again, &T_ledger_doubt_signed_again);
    add_doubt(line, s->now.started_before_entry, &T_ledger_doubt_started_before);
    add_doubt(line, s->now.started_while_ended, &T_ledger_doubt_started_ended);
    add_doubt(line, s->doubtful, &T_ledger_doubt_unverified);
}

const char *ledger_doubt_words(struct op *op, const struct ledger_line *line)
{
    const char *words = "";
    for (int i = 0; i < line->n_doubts; i++)
        words = arena_printf(op->arena, "%s%s%s", words, *words ? "；" : "", text_in(line->doubts[i], op->language));
    return words;
}

static const char *evidence_of(const struct subject *s, int64_t event)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->happenings[i].id == event)
            return s->happenings[i].evidence;
    return "";
}

/* What heads the group stands in the official order; what has no place there comes last. */
static void set_group(struct op *op, const struct ledger_report *r, struct ledger_line *line)
{
    switch (r->request.group) {
    case LEDGER_BY_CHAIN:
        line->group = line->chain->name;
        line->group_order = line->chain->order;
        break;
    case LEDGER_BY_PARK:
        line->group = line->park->order < INT64_MAX ? line->park->name : text_in(&T_ledger_outside_parks, op->language);
        line->group_order = line->park->order;
        break;
    case LEDGER_BY_DISTRICT:
        line->group = line->district->name;
        line->group_order = line->district->order;
        break;
    case LEDGER_BY_MONTH:
        line->group = arena_printf(op->arena, "%04d-%02d", date_year(line->entry.on), date_month(line->entry.on));
        line->group_order = line->entry.on / 100;
        break;
    case LEDGER_UNGROUPED:
    case LEDGER_GROUP_COUNT:
        line->group = "";
        break;
    }
}

enum err ledger_add_line(struct op *op, struct ledger_report *r, const struct subject *s)
{
    struct ledger_entry e;
    if (!ledger_find(&s->now, &r->rules->ledgers, r->request.ledger, r->span, s->planned_start, &e))
        return OK;
    if (!arena_grow(op->arena, &r->lines, r->n_lines, &r->line_capacity))
        return ERR_MEMORY;
    struct ledger_line *line = &r->lines[r->n_lines++];
    *line = (struct ledger_line){
        .project = s->id,
        .chain = ledger_place(&r->chains, s->chain),
        .park = ledger_place(&r->regions, s->park),
        .district = ledger_place(&r->regions, s->district),
        .evidence = evidence_of(s, e.event),
        .entry = e,
    };
    find_doubts(line, s);
    set_group(op, r, line);
    r->n_doubtful += line->n_doubts > 0;
    return OK;
}

static int compare_lines(const void *a, const void *b)
{
    const struct ledger_line *x = a, *y = b;
    if (x->group_order != y->group_order)
        return x->group_order < y->group_order ? -1 : 1;
    if (x->entry.on != y->entry.on)
        return x->entry.on < y->entry.on ? -1 : 1;
    return x->project < y->project ? -1 : x->project > y->project;
}

static enum err tell_line(struct op *op, struct ledger_line *line)
{
    struct ledger_names_row row;
    bool found;
    TRY(ledger_names(op, line->project, &row, &found));
    if (!found)
        return OK;
    line->code = row.code;
    line->name = row.name;
    line->segment = row.segment_name;
    line->unit = row.unit_name;
    line->minder = row.minder_name;
    line->investors = investor_names(op, row.investors);
    return OK;
}

static enum err tell_lines(struct op *op, struct ledger_report *r)
{
    size_t first = r->request.first_line, most = r->request.most_lines ? r->request.most_lines : r->n_lines;
    r->first_told = first < r->n_lines ? first : r->n_lines;
    r->n_told = r->n_lines - r->first_told < most ? r->n_lines - r->first_told : most;
    for (size_t i = r->first_told; i < r->first_told + r->n_told; i++)
        TRY(tell_line(op, &r->lines[i]));
    return OK;
}

enum err ledger_group_lines(struct op *op, struct ledger_report *r)
{
    size_t capacity = 0;
    if (r->n_lines)
        qsort(r->lines, r->n_lines, sizeof(*r->lines), compare_lines);
    for (size_t i = 0; i < r->n_lines; i++) {
        if (!i || r->lines[i].group_order != r->lines[i - 1].group_order) {
            if (!arena_grow(op->arena, &r->headings, r->n_headings, &capacity))
                return ERR_MEMORY;
            r->headings[r->n_headings++] = (struct ledger_heading){.name = r->lines[i].group, .first = i};
        }
        struct ledger_heading *h = &r->headings[r->n_headings - 1];
        h->n++;
        ledger_sum_add(&h->sum, &r->lines[i].entry);
    }
    return tell_lines(op, r);
}
