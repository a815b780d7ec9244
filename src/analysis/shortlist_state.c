#include "analysis/shortlist.h"

#include "analysis/shortlist_kept.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of text, cells as they stand behind the line that tells their lengths, at the end a sum over all:
 *
 *     lianzhang shortlist 1
 *     mark M segments S keep K shown C
 *     position BYTES ROWS LINES unmatched N
 *     segment CANDIDATES DENIED FIRMS          for each segment
 *     firm SCORE ROW REASONS LENGTH …          for each of its firms
 *     k|s WHICH POINTS                         for each reason
 *     …cells…
 *     sum H
 */

static uint64_t sum_of(const char *bytes, size_t n)
{
    uint64_t sum = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001B3);
    return sum;
}

/* ---- writing ---- */

static void save_firm(const struct shortlisted *firm, uint32_t shown_count, struct buf *out)
{
    buf_printf(out, "firm %a %" PRIu64 " %u", firm->score, firm->row, firm->reason_count);
    for (uint32_t c = 0; c < shown_count; c++)
        buf_printf(out, " %zu", firm->shown[c].n);
    buf_char(out, '\n');
    for (uint32_t i = 0; i < firm->reason_count; i++)
        buf_printf(out, "%c %u %a\n", firm->reasons[i].is_signal ? 's' : 'k', firm->reasons[i].which,
                   firm->reasons[i].points);
    for (uint32_t c = 0; c < shown_count; c++)
        buf_add(out, firm->shown[c].bytes, firm->shown[c].n);
    buf_char(out, '\n');
}

void shortlist_save(const struct shortlist *l, uint64_t mark, struct buf *out)
{
    const struct shortlist_plan *p = l->plan;
    size_t begin = out->n;
    buf_printf(out, "lianzhang shortlist 1\nmark %" PRIx64 " segments %u keep %u shown %u\n", mark,
               p->search->segment_count, p->keep, p->shown_count);
    buf_printf(out, "position %" PRIu64 " %" PRIu64 " %" PRIu64 " unmatched %" PRIu64 "\n", l->position.bytes,
               l->position.rows, l->position.lines, l->unmatched);
    for (uint32_t s = 0; s < p->search->segment_count; s++) {
        const struct kept_segment *k = &l->segments[s];
        buf_printf(out, "segment %" PRIu64 " %" PRIu64 " %u\n", k->counts.candidates, k->counts.denied, k->n);
        for (uint32_t i = 0; i < k->n; i++)
            save_firm(&k->firms[i], p->shown_count, out);
    }
    if (!buf_failed(out))
        buf_printf(out, "sum %" PRIx64 "\n", sum_of(out->bytes + begin, out->n - begin));
}

/* ---- reading ---- */

enum { LINE_BYTES = 512 };

struct cursor {
    const char *at;
    const char *end;
};

/* The next line, NUL-terminated; false when there is none or it is too long. */
static bool take_line(struct cursor *c, char line[LINE_BYTES])
{
    const char *line_end = memchr(c->at, '\n', (size_t)(c->end - c->at));
    if (!line_end || line_end - c->at >= LINE_BYTES)
        return false;
    memcpy(line, c->at, (size_t)(line_end - c->at));
    line[line_end - c->at] = '\0';
    c->at = line_end + 1;
    return true;
}

/* The last line is the right sum over all before it; the cursor then ends before it. */
static bool check_sum(struct cursor *c)
{
    const char *last = c->end;
    if (last == c->at)
        return false;
    for (last--; last > c->at && last[-1] != '\n';)
        last--;
    struct cursor closing = {last, c->end};
    char line[LINE_BYTES], expected[LINE_BYTES];
    snprintf(expected, sizeof(expected), "sum %" PRIx64, sum_of(c->at, (size_t)(last - c->at)));
    c->end = last;
    return take_line(&closing, line) && closing.at == closing.end && strcmp(line, expected) == 0;
}

static bool load_reasons(struct cursor *c, const struct shortlist_plan *p, struct shortlisted *firm)
{
    char line[LINE_BYTES], kind;
    for (uint32_t i = 0; i < firm->reason_count; i++) {
        struct reason *r = &firm->reasons[i];
        if (!take_line(c, line) || sscanf(line, "%c %u %la", &kind, &r->which, &r->points) != 3)
            return false;
        r->is_signal = kind == 's';
        if (r->is_signal && r->which >= p->signal_count)
            return false;
    }
    return true;
}

static bool load_cells(struct cursor *c, const struct shortlist_plan *p, const char *lengths, struct shortlisted *firm)
{
    struct register_cell cells[SHORTLIST_COLUMNS_MAX];
    for (uint32_t i = 0; i < p->shown_count; i++) {
        char *after;
        unsigned long long n = strtoull(lengths, &after, 10);
        if (after == lengths || n > (size_t)(c->end - c->at))
            return false;
        cells[i] = (struct register_cell){c->at, (size_t)n};
        c->at += n;
        lengths = after;
    }
    if (c->at == c->end || *c->at++ != '\n')
        return false;
    return kept_copy_cells(firm, cells, p->shown_count);
}

static bool load_firm(struct cursor *c, const struct shortlist_plan *p, struct kept_segment *segment)
{
    char line[LINE_BYTES];
    int used = 0;
    struct shortlisted firm = {0};
    if (!take_line(c, line) ||
        sscanf(line, "firm %la %" SCNu64 " %u%n", &firm.score, &firm.row, &firm.reason_count, &used) != 3 ||
        firm.reason_count > SHORTLIST_REASONS_MAX || !load_reasons(c, p, &firm) ||
        !load_cells(c, p, line + used, &firm))
        return false;
    kept_put(segment, p->keep, &firm);
    return true;
}

static bool load_segment(struct cursor *c, const struct shortlist_plan *p, struct kept_segment *segment)
{
    char line[LINE_BYTES];
    uint32_t n;
    if (!take_line(c, line) ||
        sscanf(line, "segment %" SCNu64 " %" SCNu64 " %u", &segment->counts.candidates, &segment->counts.denied, &n) !=
            3 ||
        n > p->keep)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!load_firm(c, p, segment))
            return false;
    return true;
}

static bool load(struct cursor *c, struct shortlist *l, uint64_t mark)
{
    const struct shortlist_plan *p = l->plan;
    char line[LINE_BYTES];
    uint64_t of;
    uint32_t segments, keep, shown;
    if (!check_sum(c) || !take_line(c, line) || strcmp(line, "lianzhang shortlist 1") != 0 || !take_line(c, line) ||
        sscanf(line, "mark %" SCNx64 " segments %u keep %u shown %u", &of, &segments, &keep, &shown) != 4 ||
        of != mark || segments != p->search->segment_count || keep != p->keep || shown != p->shown_count ||
        !take_line(c, line) ||
        sscanf(line, "position %" SCNu64 " %" SCNu64 " %" SCNu64 " unmatched %" SCNu64, &l->position.bytes,
               &l->position.rows, &l->position.lines, &l->unmatched) != 4)
        return false;
    for (uint32_t s = 0; s < segments; s++)
        if (!load_segment(c, p, &l->segments[s]))
            return false;
    return c->at == c->end;
}

static void forget(struct shortlist *l)
{
    for (uint32_t s = 0; s < l->plan->search->segment_count; s++) {
        for (uint32_t i = 0; i < l->segments[s].n; i++)
            free(l->segments[s].firms[i].bytes);
        l->segments[s].n = 0;
        l->segments[s].counts = (struct shortlist_counts){0};
    }
    l->position = (struct register_position){0};
    l->unmatched = 0;
}

bool shortlist_load(struct shortlist *l, uint64_t mark, const char *bytes, size_t n)
{
    struct cursor c = {bytes, bytes + n};
    if (load(&c, l, mark))
        return true;
    forget(l);
    return false;
}
