#include "analysis/shortlist.h"

#include "features/analyze/match_job.h"

#include "analyze.texts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct text *const chosen_columns[] = {
    &T_analyze_column_segment,
    &T_analyze_column_rank,
    &T_analyze_column_row,
    &T_analyze_column_firm,
    &T_analyze_column_score,
    &T_analyze_column_reasons,
    NULL,
};
static const struct text *const count_columns[] = {
    &T_analyze_column_segment,
    &T_analyze_column_candidates,
    &T_analyze_column_chosen,
    &T_analyze_column_below,
    &T_analyze_column_denied,
    &T_analyze_column_last_score,
    NULL,
};
const struct answer_table analyze_shortlist_tables[] = {
    {&T_analyze_table_chosen, false, chosen_columns},
    {&T_analyze_table_segments, false, count_columns},
    {0},
};

/* ---- signals ---- */

enum { COLUMN_SIGNAL, COLUMN_COLUMN, COLUMN_POINTS, COLUMN_LOW, COLUMN_HIGH, COLUMN_SEGMENT, COLUMN_TEXT };

struct signals {
    struct signal list[SHORTLIST_SIGNALS_MAX];
    const char *names[SHORTLIST_SIGNALS_MAX]; /* their columns' */
    struct signal_code *codes[SHORTLIST_SIGNALS_MAX];
    struct labels *known[SHORTLIST_SIGNALS_MAX];
    size_t codes_capacity[SHORTLIST_SIGNALS_MAX];
    uint32_t n;
};

/* The signal of that kind, column and points that earlier rows began, or a new one; NULL when there are too many. */
static struct signal *find_signal(struct signals *s, const struct signal *like)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (like->kind != SIGNAL_NUMBER && s->list[i].kind == like->kind && s->list[i].column == like->column &&
            s->list[i].points == like->points)
            return &s->list[i];
    if (s->n == SHORTLIST_SIGNALS_MAX)
        return NULL;
    s->list[s->n] = *like;
    return &s->list[s->n++];
}

static bool take_kind(struct input *in, enum signal_kind *ret_kind)
{
    static const char *const kinds[] = {[SIGNAL_NUMBER] = "number", [SIGNAL_CODE] = "code", [SIGNAL_KNOWN] = "known"};
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        if (strcmp(input_text(in, COLUMN_SIGNAL), kinds[k]) == 0) {
            *ret_kind = (enum signal_kind)k;
            return true;
        }
    }
    input_refuse(in, COLUMN_SIGNAL, &T_analyze_signal_kind);
    return false;
}

static enum err add_code(struct match_job *j, struct input *in, struct signals *s, uint32_t i)
{
    struct arena *a = j->call->arena;
    uint32_t segment = labels_find(j->keywords.segments, input_text(in, COLUMN_SEGMENT));
    if (segment == LABEL_NONE) {
        input_refuse(in, COLUMN_SEGMENT, &T_analyze_signal_segment);
        return OK;
    }
    if (!arena_grow(a, &s->codes[i], s->list[i].code_count, &s->codes_capacity[i]))
        return ERR_MEMORY;
    s->codes[i][s->list[i].code_count++] = (struct signal_code){segment, arena_text(a, input_text(in, COLUMN_TEXT))};
    s->list[i].codes = s->codes[i];
    return OK;
}

static enum err add_known(struct match_job *j, struct input *in, struct signals *s, uint32_t i)
{
    if (!s->known[i])
        s->known[i] = labels_new(j->call->arena);
    s->list[i].known = s->known[i];
    return s->known[i] && labels_add(s->known[i], input_text(in, COLUMN_TEXT)) != LABEL_NONE ? OK : ERR_MEMORY;
}

static bool take_range(struct input *in, struct signal *signal)
{
    if (!input_number(in, COLUMN_LOW, 0, &signal->low) || !input_number(in, COLUMN_HIGH, 0, &signal->high))
        return false;
    if (signal->low < signal->high)
        return true;
    input_refuse(in, COLUMN_HIGH, &T_analyze_signal_range);
    return false;
}

static enum err take_signal(struct match_job *j, struct input *in, struct signals *s)
{
    struct signal like = {0};
    bool good = take_kind(in, &like.kind);
    good &= input_number(in, COLUMN_POINTS, -1e9, &like.points);
    good &= like.kind != SIGNAL_NUMBER || take_range(in, &like);
    good &= like.kind == SIGNAL_NUMBER || input_name(in, COLUMN_TEXT) != NULL;
    if (!good)
        return OK; /* refused and told; the file's end says so */
    const char *column = input_text(in, COLUMN_COLUMN);
    TRY(register_input_column(j->call, &j->in, column, &like.column));
    struct signal *signal = find_signal(s, &like);
    if (!signal) {
        input_refuse(in, COLUMN_SIGNAL, &T_analyze_signals_too_many);
        return OK;
    }
    uint32_t i = (uint32_t)(signal - s->list);
    s->names[i] = j->in.columns.names[signal->column];
    switch (like.kind) {
    case SIGNAL_CODE:
        return add_code(j, in, s, i);
    case SIGNAL_KNOWN:
        return add_known(j, in, s, i);
    case SIGNAL_NUMBER:
        break;
    }
    return OK;
}

static enum err signals_read(struct match_job *j, struct signals *ret_signals)
{
    static const char *const columns[] = {"signal", "column", "points", "?low", "?high", "?segment", "?text", NULL};
    const char *path = command_option(j->call, "signals");
    INPUT_SCOPED struct input *in = NULL;
    if (!path)
        return OK;
    TRY(input_open(j->call, path, columns, &in));
    for (bool more = true; more;) {
        TRY(input_next(in, &more));
        if (more)
            TRY(take_signal(j, in, ret_signals));
    }
    return input_end(in);
}

/* ---- the state of an interrupted pass ---- */

enum { STATE_BYTES_EACH = 1 << 26, STATE_BYTES_MAX = 1 << 30 };

struct shortening {
    struct match_job *job;
    struct signals signals;
    struct shortlist_plan plan;
    struct shortlist *list;
    const char *state_path;
    uint64_t mark;
    uint64_t saved_bytes; /* how far the last state came */
};

static uint64_t mix_text(uint64_t mark, const char *text)
{
    for (; *text; text++)
        mark = (mark ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return (mark ^ 0xFF) * UINT64_C(0x100000001B3);
}

static uint64_t mix_number(uint64_t mark, double number)
{
    char text[32];
    snprintf(text, sizeof(text), "%a", number);
    return mix_text(mark, text);
}

static uint64_t mix_keywords(uint64_t mark, const struct keyword_file *k)
{
    for (size_t i = 0; i < k->count; i++) {
        mark = mix_text(mark, k->texts[i]) + k->keywords[i].negative;
        mark = mix_text(mark, labels_text(k->segments, k->keywords[i].segment));
        mark = mix_number(mark, k->points[i]);
        mark = mix_number(mark, k->synonym_of[i]);
    }
    return mark;
}

static uint64_t mix_signal(uint64_t mark, const struct signal *signal)
{
    mark = mix_number(mark, signal->kind);
    mark = mix_number(mark, signal->column);
    mark = mix_number(mark, signal->points);
    mark = mix_number(mark, signal->low);
    mark = mix_number(mark, signal->high);
    for (uint32_t i = 0; i < signal->code_count; i++)
        mark = mix_number(mix_text(mark, signal->codes[i].prefix), signal->codes[i].segment);
    for (uint32_t i = 0; signal->known && i < labels_count(signal->known); i++)
        mark = mix_text(mark, labels_text(signal->known, i));
    return mark;
}

/* Names what a state belongs to: the register (its path, size and header), the keywords, the signals, what is
 * asked. */
static uint64_t mark_of(const struct shortening *s)
{
    const struct match_job *j = s->job;
    struct stat register_stat = {0};
    uint64_t mark = mix_text(UINT64_C(0xCBF29CE484222325), j->in.path);
    fstat(fileno(j->in.file), &register_stat);
    mark = mix_number(mark, (double)register_stat.st_size);
    for (uint32_t c = 0; c < j->in.columns.column_count; c++)
        mark = mix_text(mark, j->in.columns.names[c]);
    mark = mix_keywords(mark, &j->keywords);
    for (uint32_t i = 0; i < s->signals.n; i++)
        mark = mix_signal(mark, &s->signals.list[i]);
    static const char *const options[] = {"text", "reach", "top", "show"};
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        mark = mix_text(mark, command_option(j->call, options[i]) ? command_option(j->call, options[i]) : "");
    return mark + command_flag(j->call, "fold");
}

static enum err state_fault(const struct shortening *s, enum err e, const struct text *says)
{
    return fault(s->job->call->fault, e, says, s->state_path, strerror(errno));
}

/* Written beside and then put in the old one's place, so that there is always a whole one. */
static enum err save_state(struct shortening *s)
{
    struct buf b;
    buf_init(&b, STATE_BYTES_MAX);
    shortlist_save(s->list, s->mark, &b);
    const char *beside = arena_printf(s->job->call->arena, "%s.new", s->state_path);
    FILE *f = buf_failed(&b) ? NULL : fopen(beside, "wb");
    bool good = f && fwrite(b.bytes, 1, b.n, f) == b.n;
    good = f && fclose(f) == 0 && good && rename(beside, s->state_path) == 0;
    buf_release(&b);
    return good ? OK : state_fault(s, ERR_STORAGE, &T_analyze_state_unwritable);
}

static bool load_bytes(struct shortening *s, FILE *f)
{
    struct buf b;
    char block[16 * 1024];
    buf_init(&b, STATE_BYTES_MAX);
    for (size_t n; (n = fread(block, 1, sizeof(block), f)) > 0;)
        buf_add(&b, block, n);
    bool good = !ferror(f) && !buf_failed(&b) && b.n && shortlist_load(s->list, s->mark, b.bytes, b.n);
    buf_release(&b);
    return good;
}

/* Goes on where the state says; from the beginning where there is none. */
static enum err resume(struct shortening *s)
{
    FILE *f = s->state_path ? fopen(s->state_path, "rb") : NULL;
    if (!f)
        return OK;
    bool good = load_bytes(s, f);
    fclose(f);
    if (!good)
        return state_fault(s, ERR_INPUT, &T_analyze_state_other);
    struct register_position at = shortlist_position(s->list);
    s->saved_bytes = s->job->told_bytes = at.bytes;
    return register_seek(&s->job->in.columns, &at) ? OK : state_fault(s, ERR_INPUT, &T_analyze_register_unreadable);
}

static bool note_progress(void *context, const struct register_position *after)
{
    struct shortening *s = context;
    match_job_progress(s->job, after);
    if (!s->state_path || after->bytes - s->saved_bytes < STATE_BYTES_EACH)
        return true;
    s->saved_bytes = after->bytes;
    return save_state(s) == OK;
}

/* ---- the answer ---- */

static const char *reasons_text(const struct shortening *s, const struct shortlisted *firm)
{
    struct buf b;
    char points[NUMBER_TEXT_BYTES];
    buf_init(&b, 0);
    for (uint32_t i = 0; i < firm->reason_count; i++) {
        const struct reason *r = &firm->reasons[i];
        number_text(r->points, points);
        buf_printf(&b, "%s%s %s", i ? "; " : "",
                   r->is_signal ? s->signals.names[r->which] : s->job->keywords.texts[r->which], points);
    }
    const char *text = arena_text(s->job->call->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

static void write_chosen(struct answer *w, const struct shortening *s)
{
    const struct match_job *j = s->job;
    uint32_t segments = answer_table(w, &T_analyze_table_chosen) ? labels_count(j->keywords.segments) : 0;
    for (uint32_t k = 0; k < segments; k++) {
        const struct shortlisted *best;
        uint32_t n = shortlist_best(s->list, k, &best);
        for (uint32_t i = 0; i < n; i++) {
            answer_text(w, labels_text(j->keywords.segments, k));
            answer_int(w, i + 1);
            answer_int(w, (int64_t)best[i].row);
            answer_text(w, register_text(j->call->arena, &j->in.columns, &best[i].shown[0]));
            answer_number(w, best[i].score);
            answer_text(w, reasons_text(s, &best[i]));
        }
    }
    answer_table_end(w);
}

static void write_counts(struct answer *w, const struct shortening *s)
{
    const struct match_job *j = s->job;
    uint32_t segments = answer_table(w, &T_analyze_table_segments) ? labels_count(j->keywords.segments) : 0;
    for (uint32_t k = 0; k < segments; k++) {
        const struct shortlisted *best;
        uint32_t n = shortlist_best(s->list, k, &best);
        struct shortlist_counts counts = shortlist_counts(s->list, k);
        answer_text(w, labels_text(j->keywords.segments, k));
        answer_int(w, (int64_t)counts.candidates);
        answer_int(w, n);
        answer_int(w, (int64_t)(counts.candidates - n));
        answer_int(w, (int64_t)counts.denied);
        if (n)
            answer_number(w, best[n - 1].score);
        else
            answer_nothing(w);
    }
    answer_table_end(w);
}

static enum err answer_shortlist(const struct shortening *s)
{
    struct answer w;
    TRY(answer_begin(&w, s->job->call, "match", analyze_shortlist_tables));
    match_job_facts(&w, s->job, shortlist_position(s->list).rows);
    answer_fact_int(&w, &T_analyze_fact_unmatched, (int64_t)shortlist_unmatched(s->list));
    write_chosen(&w, s);
    write_counts(&w, s);
    return answer_end(&w);
}

/* ---- the pass ---- */

static enum err plan_shortlist(struct shortening *s, uint32_t *shown, double *weights)
{
    struct match_job *j = s->job;
    double top;
    const char *show = command_option(j->call, "show");
    TRY(analyze_number_option(j->call, "top", 1, 1e6, 1, &top));
    *shown = 0;
    if (show)
        TRY(register_input_column(j->call, &j->in, show, shown));
    TRY(signals_read(j, &s->signals));
    for (uint32_t c = 0; c < j->plan.text_column_count; c++)
        weights[c] = 1;
    s->plan = (struct shortlist_plan){.search = &j->plan,
                                      .keyword_points = j->keywords.points,
                                      .synonym_of = j->keywords.synonym_of,
                                      .column_weights = weights,
                                      .signals = s->signals.list,
                                      .signal_count = s->signals.n,
                                      .shown_columns = shown,
                                      .shown_count = 1,
                                      .keep = (uint32_t)top};
    s->state_path = command_option(j->call, "state");
    s->mark = mark_of(s);
    return OK;
}

static enum err pass_over(struct shortening *s)
{
    struct match_job *j = s->job;
    struct register_ending ending;
    struct register_visitor visitor = shortlist_visitor(s->list);
    shortlist_on_progress(s->list, note_progress, s);
    TRY(resume(s));
    TRY(register_input_fault(j->call, &j->in,
                             register_pass(j->call->arena, &j->in.columns, &j->plan, &visitor, &ending), &ending));
    TRY(answer_shortlist(s));
    if (s->state_path)
        remove(s->state_path); /* it has served */
    return OK;
}

enum err match_shortlist(struct match_job *j)
{
    struct shortening *s = arena_one(j->call->arena, struct shortening);
    double *weights = arena_array(j->call->arena, j->plan.text_column_count, double);
    uint32_t shown;
    if (!s || !weights)
        return ERR_MEMORY;
    s->job = j;
    TRY(plan_shortlist(s, &shown, weights));
    s->list = shortlist_new(&s->plan);
    if (!s->list)
        return ERR_MEMORY;
    enum err e = pass_over(s);
    shortlist_free(s->list);
    return e;
}
