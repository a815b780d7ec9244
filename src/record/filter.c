/* The filter expression: words to a tree.  What the words mean is filter_condition.c's affair.
 *
 *   any       = all { "or" all }
 *   all       = one { "and" one }
 *   one       = "not" one | "(" any ")" | condition
 *   condition = field comparison value | field ["not"] "in" "(" value { "," value } ")" | field "is" ["not"] "empty" */
#include "record/filter.h"

#include "base/reading.h"
#include "base/utf8.h"
#include "record.texts.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- tokens ---- */

enum token_type { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_MARK };

struct token {
    enum token_type type;
    const char *text; /* without its quotes */
    int at;           /* characters from the beginning, from 1 */
};

enum { FILTER_VALUES_MAX = 500 };

struct parser {
    struct op *op;
    const struct kind *kind;
    const char *text;
    const char *next; /* behind the token */
    int next_at;
    struct token token;
    int depth, conditions;
    bool is_open; /* a quote that does not end */
};

/* Marks by their first character; 0 for a character of a word. */
static int mark_length(const char *at)
{
    static const char *const marks[] = {"!=", "!~", "<>", "<=", ">=", "==", "&&", "||", "≠", "≤", "≥", "（", "）",
                                        "，", "＝", "＜", "＞", "～", "(",  ")",  ",",  "=", "<", ">", "~",  NULL};
    for (int i = 0; marks[i]; i++)
        if (strncmp(at, marks[i], strlen(marks[i])) == 0)
            return (int)strlen(marks[i]);
    return 0;
}

static const struct {
    const char *open, *close;
} quotes[] = {{"\"", "\""}, {"'", "'"}, {"“", "”"}, {"「", "」"}};
enum { QUOTES_N = sizeof(quotes) / sizeof(quotes[0]) };

static int quote_at(const char *at)
{
    for (int i = 0; i < QUOTES_N; i++)
        if (strncmp(at, quotes[i].open, strlen(quotes[i].open)) == 0)
            return i;
    return -1;
}

static bool is_blank(const char *at, const char **ret_behind)
{
    *ret_behind = at;
    return *at && utf8_is_space(utf8_next(ret_behind));
}

static size_t word_bytes(const char *from)
{
    const char *at = from, *behind;
    while (*at && !is_blank(at, &behind) && !mark_length(at) && quote_at(at) < 0)
        utf8_next(&at);
    return (size_t)(at - from);
}

static void take(struct parser *p, enum token_type type, size_t skip, size_t n, size_t behind)
{
    p->token = (struct token){type, arena_text_n(p->op->arena, p->next + skip, n), p->next_at};
    const char *end = p->next + skip + n + behind;
    while (p->next < end) {
        utf8_next(&p->next);
        p->next_at++;
    }
}

static void advance(struct parser *p)
{
    const char *behind;
    while (is_blank(p->next, &behind)) {
        p->next = behind;
        p->next_at++;
    }
    int mark = mark_length(p->next), quote = quote_at(p->next);
    if (!*p->next) {
        p->token = (struct token){TOKEN_END, "", p->next_at};
    } else if (quote >= 0) {
        size_t open = strlen(quotes[quote].open);
        const char *close = strstr(p->next + open, quotes[quote].close);
        p->is_open |= !close;
        size_t n = close ? (size_t)(close - p->next) - open : strlen(p->next + open);
        take(p, TOKEN_QUOTED, open, n, close ? strlen(quotes[quote].close) : 0);
    } else if (mark) {
        take(p, TOKEN_MARK, 0, (size_t)mark, 0);
    } else {
        take(p, TOKEN_WORD, 0, word_bytes(p->next), 0);
    }
}

/* ---- what may stand there ---- */

static bool is_one_of(const struct token *t, const char *const *words)
{
    if (t->type != TOKEN_WORD && t->type != TOKEN_MARK)
        return false;
    while (*words && strcasecmp(*words, t->text) != 0)
        words++;
    return *words != NULL;
}

static const char *const and_words[] = {"and", "且", "并且", "&&", NULL};
static const char *const or_words[] = {"or", "或", "或者", "||", NULL};
static const char *const not_words[] = {"not", "非", NULL};
static const char *const open_words[] = {"(", "（", NULL};
static const char *const close_words[] = {")", "）", NULL};
static const char *const comma_words[] = {",", "，", NULL};
static const char *const is_words[] = {"is", "是", NULL};
static const char *const empty_words[] = {"empty", "null", "空", "为空", NULL};

static bool skip(struct parser *p, const char *const *words)
{
    if (!is_one_of(&p->token, words))
        return false;
    advance(p);
    return true;
}

static enum err expected(struct parser *p, const struct text *what)
{
    const char *words = text_in(what, p->op->language);
    char at[16];
    snprintf(at, sizeof(at), "%d", p->token.at);
    if (p->is_open)
        fault(p->op->fault, ERR_INPUT, &T_filter_open_quote);
    else if (p->token.type == TOKEN_END)
        fault(p->op->fault, ERR_INPUT, &T_filter_incomplete, words);
    else
        fault(p->op->fault, ERR_INPUT, &T_filter_expected, at, words, p->token.text);
    return fault_at(p->op->fault, 0, p->token.at, "");
}

/* ---- conditions ---- */

struct comparison_word {
    const char *word;
    enum filter_comparison comparison;
    bool is_negative;
};
static const struct comparison_word comparison_words[] = {
    {"=", FILTER_IN, false},
    {"==", FILTER_IN, false},
    {"＝", FILTER_IN, false},
    {"等于", FILTER_IN, false},
    {"是", FILTER_IN, false},
    {"!=", FILTER_IN, true},
    {"<>", FILTER_IN, true},
    {"≠", FILTER_IN, true},
    {"不等于", FILTER_IN, true},
    {"不是", FILTER_IN, true},
    {"<", FILTER_LESS, false},
    {"＜", FILTER_LESS, false},
    {"小于", FILTER_LESS, false},
    {"早于", FILTER_LESS, false},
    {"<=", FILTER_LESS_EQUAL, false},
    {"≤", FILTER_LESS_EQUAL, false},
    {"不大于", FILTER_LESS_EQUAL, false},
    {"不晚于", FILTER_LESS_EQUAL, false},
    {">", FILTER_GREATER, false},
    {"＞", FILTER_GREATER, false},
    {"大于", FILTER_GREATER, false},
    {"晚于", FILTER_GREATER, false},
    {">=", FILTER_GREATER_EQUAL, false},
    {"≥", FILTER_GREATER_EQUAL, false},
    {"不小于", FILTER_GREATER_EQUAL, false},
    {"不早于", FILTER_GREATER_EQUAL, false},
    {"~", FILTER_CONTAINS, false},
    {"～", FILTER_CONTAINS, false},
    {"包含", FILTER_CONTAINS, false},
    {"含", FILTER_CONTAINS, false},
    {"!~", FILTER_CONTAINS, true},
    {"不包含", FILTER_CONTAINS, true},
    {"不含", FILTER_CONTAINS, true},
    {"in", FILTER_IN, false},
    {"属于", FILTER_IN, false},
    {"not in", FILTER_IN, true},
    {"不属于", FILTER_IN, true},
    {"is empty", FILTER_EMPTY, false},
    {"为空", FILTER_EMPTY, false},
    {"is not empty", FILTER_EMPTY, true},
    {"不为空", FILTER_EMPTY, true},
};

static const struct comparison_word *comparison_named(const char *word)
{
    for (size_t i = 0; i < sizeof(comparison_words) / sizeof(comparison_words[0]); i++)
        if (strcasecmp(comparison_words[i].word, word) == 0)
            return &comparison_words[i];
    return NULL;
}

/* "not in", "is empty", "is not empty" are several tokens. */
static const char *comparison_text(struct parser *p)
{
    const char *first = p->token.text;
    bool is_is = is_one_of(&p->token, is_words), is_not = is_one_of(&p->token, not_words);
    if (p->token.type != TOKEN_WORD && p->token.type != TOKEN_MARK)
        return "";
    if (!is_is && !is_not) {
        advance(p);
        return first;
    }
    advance(p);
    if (is_not)
        return is_one_of(&p->token, (const char *const[]){"in", NULL}) ? (advance(p), "not in") : "";
    bool negative = skip(p, not_words);
    if (skip(p, empty_words))
        return negative ? "is not empty" : "is empty";
    return negative ? "不是" : first;
}

struct values {
    const char **texts;
    int *at;
    size_t n, n_texts, n_at; /* capacities of both */
};

static enum err take_value(struct parser *p, struct values *v)
{
    if (p->is_open || (p->token.type != TOKEN_WORD && p->token.type != TOKEN_QUOTED))
        return expected(p, &T_filter_word_value);
    if (v->n >= FILTER_VALUES_MAX)
        return fault(p->op->fault, ERR_LIMIT, &T_filter_too_many);
    if (!arena_grow(p->op->arena, &v->texts, v->n, &v->n_texts) || !arena_grow(p->op->arena, &v->at, v->n, &v->n_at))
        return fault(p->op->fault, ERR_MEMORY, &T_record_memory);
    v->texts[v->n] = p->token.text;
    v->at[v->n++] = p->token.at;
    advance(p);
    return OK;
}

/* One, or several in brackets. */
static enum err take_values(struct parser *p, struct values *v)
{
    if (!skip(p, open_words))
        return take_value(p, v);
    do {
        TRY(take_value(p, v));
    } while (skip(p, comma_words));
    return skip(p, close_words) ? OK : expected(p, &T_filter_word_close);
}

static struct filter *new_node(struct op *op, enum filter_type type, struct filter *left, struct filter *right)
{
    struct filter *f = arena_one(op->arena, struct filter);
    if (f)
        *f = (struct filter){.type = type, .left = left, .right = right};
    else
        fault(op->fault, ERR_MEMORY, &T_record_memory);
    return f;
}

static enum err make_condition(struct op *op, const struct kind *kind, const struct filter_words *words,
                               const struct comparison_word *comparison, struct filter **ret_filter)
{
    struct filter *f = new_node(op, FILTER_CONDITION, NULL, NULL);
    if (!f)
        return ERR_MEMORY;
    TRY(filter_check_condition(op, kind, words, comparison->comparison, &f->condition));
    *ret_filter = comparison->is_negative ? new_node(op, FILTER_NOT, f, NULL) : f;
    return *ret_filter ? OK : ERR_MEMORY;
}

static enum err parse_condition(struct parser *p, struct filter **ret_filter)
{
    struct filter_words words = {.field = p->token.text, .field_at = p->token.at};
    struct values values = {0};
    if (++p->conditions > FILTER_CONDITIONS_MAX)
        return fault(p->op->fault, ERR_LIMIT, &T_filter_too_many);
    if (p->is_open || (p->token.type != TOKEN_WORD && p->token.type != TOKEN_QUOTED))
        return expected(p, &T_filter_word_field);
    advance(p);
    words.comparison_at = p->token.at;
    struct token before = p->token;
    const struct comparison_word *comparison = comparison_named(comparison_text(p));
    if (!comparison) {
        p->token = before;
        return expected(p, &T_filter_word_comparison);
    }
    if (comparison->comparison != FILTER_EMPTY)
        TRY(take_values(p, &values));
    words.values = values.texts;
    words.values_at = values.at;
    words.n = values.n;
    return make_condition(p->op, p->kind, &words, comparison, ret_filter);
}

/* ---- the tree ---- */

static enum err parse_any(struct parser *p, struct filter **ret_filter);

static enum err parse_one(struct parser *p, struct filter **ret_filter)
{
    if (++p->depth > FILTER_DEPTH_MAX)
        return fault(p->op->fault, ERR_LIMIT, &T_filter_too_deep);
    if (skip(p, not_words)) {
        TRY(parse_one(p, ret_filter));
        *ret_filter = new_node(p->op, FILTER_NOT, *ret_filter, NULL);
    } else if (skip(p, open_words)) {
        TRY(parse_any(p, ret_filter));
        if (!skip(p, close_words))
            return expected(p, &T_filter_word_close);
    } else {
        TRY(parse_condition(p, ret_filter));
    }
    p->depth--;
    return *ret_filter ? OK : ERR_MEMORY;
}

static enum err parse_all(struct parser *p, struct filter **ret_filter)
{
    TRY(parse_one(p, ret_filter));
    while (skip(p, and_words)) {
        struct filter *right;
        TRY(parse_one(p, &right));
        *ret_filter = new_node(p->op, FILTER_ALL, *ret_filter, right);
        if (!*ret_filter)
            return ERR_MEMORY;
    }
    return OK;
}

static enum err parse_any(struct parser *p, struct filter **ret_filter)
{
    TRY(parse_all(p, ret_filter));
    while (skip(p, or_words)) {
        struct filter *right;
        TRY(parse_all(p, &right));
        *ret_filter = new_node(p->op, FILTER_ANY, *ret_filter, right);
        if (!*ret_filter)
            return ERR_MEMORY;
    }
    return OK;
}

enum err filter_parse(struct op *op, const struct kind *kind, const char *expression, struct filter **ret_filter)
{
    struct parser p = {.op = op, .kind = kind, .text = expression, .next = expression, .next_at = 1};
    *ret_filter = NULL;
    if (strlen(expression) > FILTER_BYTES_MAX)
        return fault(op->fault, ERR_LIMIT, &T_filter_too_long);
    advance(&p);
    if (p.token.type == TOKEN_END)
        return OK;
    TRY(parse_any(&p, ret_filter));
    return p.token.type == TOKEN_END && !p.is_open ? OK : expected(&p, &T_filter_word_connective);
}

enum err filter_condition(struct op *op, const struct kind *kind, const char *field, const char *comparison,
                          const char *value, struct filter **ret_filter)
{
    const struct comparison_word *c = comparison_named(comparison);
    struct filter_words words = {.field = field, .values = &value, .n = 1};
    *ret_filter = NULL;
    if (!c)
        return fault(op->fault, ERR_INPUT, &T_filter_unknown_comparison, comparison);
    if (c->comparison == FILTER_EMPTY) {
        words.n = 0;
    } else if (strstr(c->word, "in") || strstr(c->word, "属于")) {
        size_t n;
        const char *const *values = list_split(op->arena, value, &n);
        if (n) { /* none: the text itself is refused, as it is behind "=" */
            words.values = values;
            words.n = n;
        }
    }
    return make_condition(op, kind, &words, c, ret_filter);
}

struct filter *filter_and(struct arena *a, struct filter *one, struct filter *other)
{
    if (!one || !other)
        return one ? one : other;
    struct filter *f = arena_one(a, struct filter); /* without memory no statement will run */
    if (f)
        *f = (struct filter){.type = FILTER_ALL, .left = one, .right = other};
    return f;
}
