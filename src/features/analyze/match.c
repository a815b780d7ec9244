#include "analysis/match.h"

#include "analysis/parallel.h"
#include "document/csv_mark.h"
#include "features/analyze/match_job.h"

#include "analyze.texts.h"

#include <errno.h>
#include <string.h>

const struct command_option analyze_match_options[] = {
    {"input", "FILE", &T_analyze_option_register},    {"keywords", "FILE", &T_analyze_option_keywords},
    {"text", "COLUMNS", &T_analyze_option_text},      {"fold", NULL, &T_analyze_option_fold},
    {"reach", "row|clause", &T_analyze_option_reach}, {"top", "N", &T_analyze_option_top_firms},
    {"show", "COLUMN", &T_analyze_option_show},       {"signals", "FILE", &T_analyze_option_signals},
    {"state", "FILE", &T_analyze_option_state},       {"table", "NAME", &T_analyze_option_table},
    {"threads", "N", &T_analyze_option_threads},      {0},
};

static const struct text *const hit_columns[] = {
    &T_analyze_column_row, &T_analyze_column_segment, &T_analyze_column_keyword, &T_analyze_column_offset, NULL,
};
const struct answer_table analyze_match_tables[] = {{&T_analyze_table_hits, false, hit_columns}, {0}};

/* ---- what both forms of the command need ---- */

static enum err reach_option(struct command_call *call, enum register_reach *ret_reach)
{
    const char *reach = command_option(call, "reach");
    *ret_reach = reach && strcmp(reach, "clause") == 0 ? REGISTER_REACH_CLAUSE : REGISTER_REACH_ROW;
    if (!reach || *ret_reach == REGISTER_REACH_CLAUSE || strcmp(reach, "row") == 0)
        return OK;
    return fault(call->fault, ERR_USAGE, &T_analyze_bad_choice, "reach", reach, "row, clause");
}

enum { PROGRESS_BYTES = 1 << 28, PIECE_ANSWER_BYTES_MAX = 1 << 29 };

enum err match_job_begin(struct command_call *call, struct match_job *ret_job)
{
    struct match_job *j = ret_job;
    const char *path;
    *j = (struct match_job){.call = call};
    TRY(reach_option(call, &j->plan.reach));
    TRY(analyze_threads_option(call, &j->plan.workers));
    TRY(analyze_required_option(call, "keywords", &path));
    TRY(keywords_read(call, path, j->plan.reach == REGISTER_REACH_CLAUSE, &j->keywords));
    TRY(register_input_open(call, &j->in));
    struct match_options options = {.fold = command_flag(call, "fold"),
                                    .gb18030 = j->in.columns.encoding == ENCODING_GB18030};
    size_t count = j->keywords.count + j->keywords.separator_count;
    enum err e = matcher_compile(call->arena, j->keywords.texts, count, options, &j->plan.matcher);
    if (e == ERR_LIMIT)
        return fault(call->fault, e, &T_analyze_too_many_characters, path);
    j->plan.keywords = j->keywords.keywords;
    j->plan.segment_count = labels_count(j->keywords.segments);
    j->plan.text_columns = j->in.text_columns;
    j->plan.text_column_count = j->in.text_column_count;
    return e;
}

void match_job_progress(struct match_job *j, const struct register_position *after)
{
    struct command_call *call = j->call;
    char rows[24], megabytes[24];
    if (after->bytes - j->told_bytes < PROGRESS_BYTES)
        return;
    j->told_bytes = after->bytes;
    snprintf(rows, sizeof(rows), "%llu", (unsigned long long)after->rows);
    snprintf(megabytes, sizeof(megabytes), "%llu", (unsigned long long)(after->bytes >> 20));
    char words[256];
    text_format_into(words, sizeof(words), &T_analyze_register_progress, call->language,
                     (const char *[]){rows, megabytes}, 2);
    fprintf(call->words, "%s\n", words);
}

void match_job_facts(struct answer *w, const struct match_job *j, uint64_t rows)
{
    answer_fact_int(w, &T_analyze_fact_rows, (int64_t)rows);
    answer_fact(w, &T_analyze_fact_encoding, encoding_name(j->in.columns.encoding));
    answer_fact_int(w, &T_analyze_fact_keywords, (int64_t)j->keywords.count);
    answer_fact_int(w, &T_analyze_fact_negative_words, j->keywords.negative_count);
    answer_fact_int(w, &T_analyze_fact_segments, labels_count(j->keywords.segments));
}

/* ---- every hit ----
 *
 * A row's hits are written by the worker that found them, with what is the same for all hits of a keyword made
 * beforehand; pieces follow each other into a temporary file, which becomes the answer when the whole register has
 * been good. */

struct hit_writing {
    struct match_job *job;
    const char **by_keyword; /* "segment,keyword", as the format has it */
    const char **by_column;  /* json: ,"column":"…" by text column */
    struct buf pieces[PARALLEL_WORKERS_MAX];
    uint64_t piece_hits[PARALLEL_WORKERS_MAX];
    FILE *spool;
    bool spool_failed;
    uint64_t hits;
    uint64_t rows;
};

static void release_writing(struct hit_writing *h)
{
    for (int w = 0; w < h->job->plan.workers; w++)
        buf_release(&h->pieces[w]);
    if (h->spool)
        fclose(h->spool);
}

static char separator_of(enum output_format format)
{
    return format == OUTPUT_TABLE ? '\t' : ',';
}

static const char *keyword_part(struct command_call *call, const char *segment, const char *keyword)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    switch (call->format) {
    case OUTPUT_TABLE:
        buf_printf(&b, "%s\t%s", segment, keyword);
        break;
    case OUTPUT_CSV:
        csv_put_field(&b, segment);
        buf_char(&b, ',');
        csv_put_field(&b, keyword);
        break;
    case OUTPUT_JSON:
        json_object_begin(&j);
        json_key(&j, "segment");
        json_string(&j, segment);
        json_key(&j, "keyword");
        json_string(&j, keyword);
        json_object_end(&j);
        break;
    }
    /* of the json object what stands between its braces */
    bool braces = call->format == OUTPUT_JSON && b.n >= 2;
    const char *text = arena_text_n(call->arena, buf_string(&b) + braces, b.n - 2 * (size_t)braces);
    if (buf_failed(&b))
        arena_fail(call->arena);
    buf_release(&b);
    return text;
}

static const char *column_part(struct command_call *call, const char *name)
{
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    json_init(&j, &b);
    json_string(&j, name);
    const char *text = arena_printf(call->arena, ",\"column\":%s", buf_string(&b));
    buf_release(&b);
    return text;
}

static enum err prepare_writing(struct match_job *j, struct hit_writing *h)
{
    struct command_call *call = j->call;
    h->job = j;
    for (int w = 0; w < j->plan.workers; w++)
        buf_init(&h->pieces[w], PIECE_ANSWER_BYTES_MAX);
    h->by_keyword = arena_array(call->arena, j->keywords.count, const char *);
    h->by_column = arena_array(call->arena, j->plan.text_column_count, const char *);
    if (!h->by_keyword || !h->by_column)
        return ERR_MEMORY;
    for (size_t k = 0; k < j->keywords.count; k++)
        if (!j->keywords.keywords[k].negative)
            h->by_keyword[k] = keyword_part(call, labels_text(j->keywords.segments, j->keywords.keywords[k].segment),
                                            j->keywords.texts[k]);
    for (uint32_t c = 0; c < j->plan.text_column_count; c++)
        h->by_column[c] = column_part(call, j->in.columns.names[j->plan.text_columns[c]]);
    h->spool = tmpfile();
    if (!h->spool)
        return fault(call->fault, ERR_STORAGE, &T_analyze_output_failed, strerror(errno));
    return arena_failed(call->arena) ? ERR_MEMORY : OK;
}

static const char between_objects[] = ",\n";

static bool write_row(void *context, int worker, const struct register_row *row)
{
    struct hit_writing *h = context;
    struct buf *b = &h->pieces[worker];
    enum output_format format = h->job->call->format;
    for (size_t i = 0; i < row->hit_count; i++) {
        const struct register_hit *hit = &row->hits[i];
        if (format == OUTPUT_JSON)
            buf_printf(b, "%s{\"row\":", between_objects);
        buf_int(b, (int64_t)row->number);
        buf_char(b, separator_of(format));
        buf_text(b, h->by_keyword[hit->keyword]);
        buf_text(b, format == OUTPUT_JSON ? ",\"offset\":" : format == OUTPUT_CSV ? "," : "\t");
        buf_int(b, hit->at);
        buf_text(b, format == OUTPUT_JSON ? h->by_column[hit->text_column] : "");
        buf_char(b, format == OUTPUT_JSON ? '}' : '\n');
    }
    h->piece_hits[worker] += row->hit_count;
    return !buf_failed(b);
}

static bool write_piece(void *context, int worker, const struct register_position *after)
{
    struct hit_writing *h = context;
    struct buf *b = &h->pieces[worker];
    /* the first hit of all follows no other */
    size_t skip = h->job->call->format == OUTPUT_JSON && h->hits == 0 && b->n > 0 ? strlen(between_objects) : 0;
    h->spool_failed = b->n && fwrite(b->bytes + skip, 1, b->n - skip, h->spool) != b->n - skip;
    h->hits += h->piece_hits[worker];
    h->piece_hits[worker] = 0;
    h->rows = after->rows;
    buf_clear(b);
    match_job_progress(h->job, after);
    return !h->spool_failed;
}

static enum err answer_hits(struct hit_writing *h)
{
    struct answer w;
    TRY(answer_begin(&w, h->job->call, "match", analyze_match_tables));
    match_job_facts(&w, h->job, h->rows);
    answer_fact_int(&w, &T_analyze_fact_hits, (int64_t)h->hits);
    answer_table_from(&w, &T_analyze_table_hits, h->spool);
    return answer_end(&w);
}

static enum err find_hits(struct match_job *j)
{
    struct hit_writing h = {0};
    struct register_ending ending;
    struct register_visitor visitor = {write_row, write_piece, &h};
    enum err e = prepare_writing(j, &h);
    if (e == OK)
        e = register_input_fault(j->call, &j->in,
                                 register_pass(j->call->arena, &j->in.columns, &j->plan, &visitor, &ending), &ending);
    if (h.spool_failed)
        e = fault(j->call->fault, ERR_STORAGE, &T_analyze_output_failed, strerror(errno));
    if (e == OK)
        e = answer_hits(&h);
    release_writing(&h);
    return e;
}

enum err analyze_match(struct command_call *call)
{
    bool shortens = command_option(call, "top") != NULL;
    TRY(analyze_option_needs(call, "state", "top"));
    TRY(analyze_option_needs(call, "show", "top"));
    TRY(analyze_option_needs(call, "signals", "top"));
    TRY(answer_check_table(call, shortens ? analyze_shortlist_tables : analyze_match_tables));
    struct match_job j = {0};
    enum err e = match_job_begin(call, &j);
    if (e == OK)
        e = shortens ? match_shortlist(&j) : find_hits(&j);
    register_input_close(&j.in);
    return e;
}
