#include "features/analyze/keywords.h"

#include "analyze.texts.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* ---- keywords ---- */

enum { COLUMN_SEGMENT, COLUMN_KEYWORD, COLUMN_NEGATIVE, COLUMN_POINTS };

struct reading {
    struct keyword_file *file;
    struct input *in;
    struct labels *seen; /* segment, kind and text of each */
    size_t texts_capacity, keywords_capacity, points_capacity, synonyms_capacity;
};

/* Whether the same word has not been said of that segment before. */
static bool is_new(struct command_call *call, struct reading *r, const char *text, uint32_t segment, bool negative)
{
    const char *key = arena_printf(call->arena, "%u %d %s", segment, negative, text);
    uint32_t known = labels_count(r->seen);
    return labels_add(r->seen, key) == known;
}

/* What the words of a cell have in common. */
struct meaning {
    uint32_t segment;
    bool negative;
    double points;
    uint32_t synonym_of;
};

static enum err keep_keyword(struct command_call *call, struct reading *r, const char *text, struct meaning meaning)
{
    struct keyword_file *k = r->file;
    if (!is_new(call, r, text, meaning.segment, meaning.negative))
        return arena_failed(call->arena) ? ERR_MEMORY : OK;
    if (!arena_grow(call->arena, &k->texts, k->count, &r->texts_capacity) ||
        !arena_grow(call->arena, &k->keywords, k->count, &r->keywords_capacity) ||
        !arena_grow(call->arena, &k->points, k->count, &r->points_capacity) ||
        !arena_grow(call->arena, &k->synonym_of, k->count, &r->synonyms_capacity))
        return ERR_MEMORY;
    k->texts[k->count] = arena_text(call->arena, text);
    k->keywords[k->count] = (struct register_keyword){meaning.segment, meaning.negative};
    k->synonym_of[k->count] = meaning.synonym_of;
    k->points[k->count++] = meaning.points;
    k->negative_count += meaning.negative;
    return arena_failed(call->arena) ? ERR_MEMORY : OK;
}

/* Whether it can be looked for; refuses the cell otherwise. */
static bool check_keyword(struct reading *r, int column, const char *text)
{
    switch (keyword_check(text)) {
    case KEYWORD_GOOD:
        return true;
    case KEYWORD_EMPTY:
        input_refuse(r->in, column, &T_analyze_empty);
        return false;
    case KEYWORD_TOO_LONG:
        input_refuse(r->in, column, &T_analyze_keyword_too_long);
        return false;
    case KEYWORD_NOT_UTF8:
        break;
    }
    input_refuse(r->in, column, &T_analyze_keyword_broken);
    return false;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasecmp(text, *words) == 0)
            return true;
    return false;
}

/* The words of a cell, at least one. */
static enum err take_words(struct command_call *call, struct reading *r, int column, uint32_t segment, bool negative,
                           double points)
{
    char *save = NULL, *words = arena_text(call->arena, input_text(r->in, column));
    struct meaning meaning = {segment, negative, points, (uint32_t)r->file->count};
    if (arena_failed(call->arena))
        return ERR_MEMORY;
    char *word = strtok_r(words, "|", &save);
    if (!word)
        check_keyword(r, column, "");
    for (; word; word = strtok_r(NULL, "|", &save))
        if (check_keyword(r, column, word))
            TRY(keep_keyword(call, r, word, meaning));
    return OK;
}

static enum err take_keyword(struct command_call *call, struct reading *r)
{
    static const char *const yes[] = {"1", "yes", "true", "是", NULL}, *const no[] = {"",      "0",  "no",
                                                                                      "false", "否", NULL};
    const char *segment_name = input_name(r->in, COLUMN_SEGMENT), *negative = input_text(r->in, COLUMN_NEGATIVE);
    double points = 1;
    bool good = segment_name != NULL;
    if (input_has(r->in, COLUMN_POINTS) && *input_text(r->in, COLUMN_POINTS))
        good &= input_number(r->in, COLUMN_POINTS, 0, &points);
    if (!good)
        return OK; /* refused and told; the file's end says so */
    uint32_t segment = labels_add(r->file->segments, segment_name);
    if (segment == LABEL_NONE)
        return ERR_MEMORY;
    bool is_negative = is_one_of(negative, yes);
    TRY(take_words(call, r, COLUMN_KEYWORD, segment, is_negative, is_negative ? 0 : points));
    if (is_negative || is_one_of(negative, no))
        return OK;
    return take_words(call, r, COLUMN_NEGATIVE, segment, true, 0);
}

/* They come after the keywords, so that a keyword's number is its place in the file. */
static enum err add_separators(struct command_call *call, struct reading *r)
{
    static const char *const separators[] = {"；", ";", "。", "\n"};
    size_t count = r->file->count;
    for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++)
        TRY(keep_keyword(call, r, separators[i],
                         (struct meaning){.segment = REGISTER_SEPARATOR, .synonym_of = (uint32_t)r->file->count}));
    r->file->separator_count = r->file->count - count;
    r->file->count = count;
    return OK;
}

enum err keywords_read(struct command_call *call, const char *path, bool clauses, struct keyword_file *ret_keywords)
{
    static const char *const columns[] = {"segment", "keyword", "?negative", "?points", NULL};
    INPUT_SCOPED struct input *in = NULL;
    *ret_keywords = (struct keyword_file){.path = path, .segments = labels_new(call->arena)};
    if (!ret_keywords->segments)
        return ERR_MEMORY;
    TRY(input_open(call, path, columns, &in));
    struct reading r = {.file = ret_keywords, .in = in, .seen = labels_new(call->arena)};
    if (!r.seen)
        return ERR_MEMORY;
    for (bool more = true; more;) {
        TRY(input_next(in, &more));
        if (more)
            TRY(take_keyword(call, &r));
    }
    TRY(input_end(in));
    return clauses ? add_separators(call, &r) : OK;
}

/* ---- the register ---- */

static bool file_read(void *context, char *bytes, size_t room, size_t *ret_n)
{
    FILE *file = context;
    *ret_n = fread(bytes, 1, room, file);
    return !ferror(file);
}

static bool file_seek(void *context, uint64_t at)
{
    return fseeko(context, (off_t)at, SEEK_SET) == 0;
}

void register_input_close(struct register_input *in)
{
    if (in->file)
        fclose(in->file);
    in->file = NULL;
}

static const struct text *ending_text(enum register_fault fault)
{
    switch (fault) {
    case REGISTER_EMPTY:
        return &T_analyze_register_empty;
    case REGISTER_ENCODING:
        return &T_analyze_register_encoding;
    case REGISTER_COLUMN_TWICE:
        return &T_analyze_register_column_twice;
    case REGISTER_ROW_TOO_LONG:
        return &T_analyze_register_too_long;
    case REGISTER_OPEN_QUOTE:
        return &T_analyze_register_open_quote;
    case REGISTER_AFTER_QUOTE:
        return &T_analyze_register_after_quote;
    case REGISTER_WIDTH:
        return &T_analyze_register_width;
    case REGISTER_FINE:
    case REGISTER_UNREADABLE:
    case REGISTER_STOPPED:
    case REGISTER_NO_MEMORY:
        break;
    }
    return &T_analyze_register_unreadable;
}

enum err register_input_fault(struct command_call *call, const struct register_input *in, enum err e,
                              const struct register_ending *ending)
{
    if (e != ERR_INPUT)
        return e;
    fault(call->fault, e, ending_text(ending->fault), in->path, strerror(errno));
    return fault_at(call->fault, (int64_t)ending->line, (int32_t)ending->column, NULL);
}

enum err register_input_column(struct command_call *call, const struct register_input *in, const char *name,
                               uint32_t *ret_column)
{
    *ret_column = register_column(&in->columns, name);
    return *ret_column != MATCH_NONE ? OK : fault(call->fault, ERR_INPUT, &T_analyze_column_missing, in->path, name);
}

static enum err find_text_columns(struct command_call *call, struct register_input *in)
{
    const char *list;
    TRY(analyze_required_option(call, "text", &list));
    in->text_columns = arena_array(call->arena, in->columns.column_count, uint32_t);
    char *save = NULL, *names = arena_text(call->arena, list);
    if (!in->text_columns)
        return ERR_MEMORY;
    for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
        uint32_t column;
        TRY(register_input_column(call, in, name, &column));
        for (uint32_t i = 0; i < in->text_column_count; i++)
            if (in->text_columns[i] == column)
                return fault(call->fault, ERR_USAGE, &T_analyze_named_twice, "text", name);
        in->text_columns[in->text_column_count++] = column;
    }
    return arena_failed(call->arena) ? ERR_MEMORY : OK;
}

enum err register_input_open(struct command_call *call, struct register_input *ret_input)
{
    struct register_input *in = ret_input;
    struct register_ending ending;
    *in = (struct register_input){0};
    TRY(analyze_required_option(call, "input", &in->path));
    in->file = fopen(in->path, "rb");
    if (!in->file)
        return fault(call->fault, ERR_INPUT, &T_analyze_register_unreadable, in->path, strerror(errno));
    struct register_source source = {file_read, file_seek, in->file};
    TRY(register_input_fault(call, in, register_open(call->arena, source, &in->columns, &ending), &ending));
    return find_text_columns(call, in);
}
