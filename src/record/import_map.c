#include "record/import_map.h"

#include "base/hash.h"
#include <string.h>

/* ---- words of a header ---- */

static const char *const punctuation[] = {"（", "）", "(", ")",  "：", ":", "、", "，", ",", "/",  "“", "”",
                                          "\"", "-",  "—", "－", "_",  "·", ".",  "。", "*", "＊", "\n"};

static size_t punctuation_at(const char *text)
{
    unsigned char first = (unsigned char)*text;
    if (first >= 0xE4 && first <= 0xE9) /* a Han character */
        return 0;
    for (size_t i = 0; i < sizeof(punctuation) / sizeof(punctuation[0]); i++) {
        size_t n = strlen(punctuation[i]);
        if (strncmp(text, punctuation[i], n) == 0)
            return n;
    }
    return 0;
}

static const char *const units[] = {"亿元", "亿", "万元", "万",     "元", "亩",     "%",  "％",    "人",
                                    "家",   "户", "个",   "平方米", "度", "千瓦时", "吨", "万美元"};

/* The bracket at `open` holds nothing but a unit: its length in bytes, brackets included. */
static size_t unit_bracket(const char *open)
{
    size_t mark = strncmp(open, "（", strlen("（")) == 0 ? strlen("（") : *open == '(' ? 1 : 0;
    if (!mark)
        return 0;
    const char *at = open + mark;
    if (strncmp(at, "单位：", strlen("单位：")) == 0)
        at += strlen("单位：");
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        size_t n = strlen(units[i]);
        if (strncmp(at, units[i], n) != 0)
            continue;
        if (at[n] == ')')
            return (size_t)(at - open) + n + 1;
        if (strncmp(at + n, "）", strlen("）")) == 0)
            return (size_t)(at - open) + n + strlen("）");
    }
    return 0;
}

const char *import_header_core(struct arena *a, const char *header)
{
    const char *tidy = utf8_squeeze(a, utf8_tidy(a, header, false));
    char *core = arena_text(a, "");
    char *out = arena_alloc(a, strlen(tidy) + 1);
    if (!out)
        return core;
    size_t n = 0;
    for (const char *at = tidy; *at;) {
        size_t skip = unit_bracket(at);
        if (!skip)
            skip = punctuation_at(at);
        if (skip)
            at += skip;
        else
            out[n++] = *at++;
    }
    out[n] = '\0';
    return out;
}

bool import_header_is_serial(struct arena *a, const char *header)
{
    const char *core = import_header_core(a, header);
    return strcmp(core, "序号") == 0 || strcmp(core, "序") == 0 || strcmp(core, "No") == 0;
}

/* ---- the kind's words ---- */

struct target {
    const struct field *field;
    bool is_code;
    const char *member;
    enum import_match match;
};

static bool add_word(struct arena *a, struct hash *words, const char *word, struct target t)
{
    const char *core = import_header_core(a, word);
    if (!*core || hash_pointer(words, core))
        return !arena_failed(a);
    struct target *kept = arena_one(a, struct target);
    if (!kept)
        return false;
    *kept = t;
    return hash_put_pointer(words, core, kept);
}

/* "投资主体|投资方" */
static bool add_list(struct arena *a, struct hash *words, const char *list, struct target t)
{
    for (const char *at = list; at && *at;) {
        size_t n = strcspn(at, "|");
        if (!add_word(a, words, arena_text_n(a, at, n), t))
            return false;
        at += n + (at[n] == '|');
    }
    return true;
}

/* 备案, 规划 … as columns of their own: the first member of FIELD_ROWS is a choice. */
static bool add_members(struct arena *a, struct hash *words, const struct field *f)
{
    if (f->type != FIELD_ROWS || !f->rows || f->rows[0].type != FIELD_ENUM)
        return true;
    for (const struct choice *c = f->rows[0].choices; c->id; c++) {
        struct target t = {.field = f, .member = c->id, .match = IMPORT_MATCH_SYNONYM};
        if (!add_word(a, words, c->zh, t) || !add_word(a, words, arena_printf(a, "%s手续", c->zh), t))
            return false;
    }
    return true;
}

static bool collect_words(struct arena *a, const struct kind *kind, struct hash *words)
{
    hash_init(words, a);
    if (!(kind->flags & KIND_NO_CODE)) {
        struct target t = {.is_code = true, .match = IMPORT_MATCH_LABEL};
        if (!add_word(a, words, "编号", t) || !add_word(a, words, "code", t) ||
            !add_word(a, words, arena_printf(a, "%s编号", kind->zh), t))
            return false;
    }
    for (const struct field *f = kind->fields; f->id; f++) {
        struct target t = {.field = f, .match = IMPORT_MATCH_LABEL};
        if (field_is(f, FIELD_DERIVED) || field_is(f, FIELD_SECRET))
            continue;
        if (!add_word(a, words, f->zh, t) || !add_word(a, words, f->en, t) || !add_word(a, words, f->id, t))
            return false;
    }
    for (const struct field *f = kind->fields; f->id; f++) {
        struct target t = {.field = f, .match = IMPORT_MATCH_SYNONYM};
        if (field_is(f, FIELD_DERIVED) || field_is(f, FIELD_SECRET))
            continue;
        if (!add_list(a, words, f->synonyms, t) || !add_members(a, words, f))
            return false;
    }
    return true;
}

/* ---- columns ---- */

static const struct target *find_target(struct arena *a, const struct hash *words, const char *header)
{
    const struct target *t = hash_pointer(words, import_header_core(a, header));
    const char *slash = strrchr(header, '/');
    if (!t && slash)
        t = hash_pointer(words, import_header_core(a, slash + 1));
    return t;
}

/* "code", "approvals.filing", a field's id, "" for none. */
static struct target chosen_target(const struct kind *kind, const char *word)
{
    struct target t = {.match = IMPORT_MATCH_CHOSEN};
    if (strcmp(word, "code") == 0 && !(kind->flags & KIND_NO_CODE)) {
        t.is_code = true;
        return t;
    }
    for (const struct field *f = kind->fields; f->id; f++) {
        size_t n = strlen(f->id);
        if (strncmp(word, f->id, n) != 0 || (word[n] && word[n] != '.'))
            continue;
        t.field = f;
        t.member = word[n] ? word + n + 1 : NULL;
    }
    return t;
}

static struct target decide(struct arena *a, const struct import_request *request, const struct hash *words,
                            const char *header)
{
    for (size_t i = 0; i < request->n_choices; i++)
        if (strcmp(request->choices[i].header, header) == 0)
            return chosen_target(request->kind, request->choices[i].field);
    const struct target *t = find_target(a, words, header);
    return t ? *t : (struct target){0};
}

/* A field is filled by one column: the first that a person chose, else the better match, else the first. */
static bool is_taken(const struct import_column *columns, size_t n, struct target t)
{
    for (size_t i = 0; i < n; i++) {
        bool same_member = columns[i].member == t.member ||
                           (columns[i].member && t.member && strcmp(columns[i].member, t.member) == 0);
        if (t.is_code ? columns[i].is_code : t.field && columns[i].field == t.field && same_member)
            return true;
    }
    return false;
}

static int weight_of(const struct import_column *c)
{
    if (c->is_code)
        return 1;
    if (!c->field)
        return 0;
    return field_is(c->field, FIELD_TITLE) ? 4 : field_is(c->field, FIELD_REQUIRED) ? 3 : 1;
}

enum err import_map_columns(struct arena *a, const struct import_request *request, const struct sheet_grid *grid,
                            const struct header_guess *header, struct import_column **ret_columns, size_t *ret_n,
                            int *ret_score)
{
    struct hash words;
    struct import_column *columns = arena_array(a, (size_t)header->n_names + 1, struct import_column);
    if (!columns || !collect_words(a, request->kind, &words))
        return ERR_MEMORY;
    size_t n = 0;
    *ret_score = 0;
    for (int32_t i = 0; i < header->n_names; i++) {
        if (!header->names[i][0])
            continue;
        struct target t = decide(a, request, &words, header->names[i]);
        if (is_taken(columns, n, t))
            t = (struct target){0};
        columns[n] = (struct import_column){
            .column = i + 1,
            .header = header->names[i],
            .field = t.field,
            .is_code = t.is_code,
            .member = t.member,
            .match = t.match,
            .money = money_column_of(header->names[i]),
            .hidden = grid->layout && sheet_layout_hides_column(grid->layout, i + 1),
        };
        *ret_score += weight_of(&columns[n++]);
    }
    *ret_columns = columns;
    *ret_n = n;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
