#include "rulebook/rulebook.h"

#include "base/money.h"
#include "rulebook.texts.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena *arena;
    struct fault *fault;
    const struct kinds *kinds;
};

static enum err refuse(struct reader *r, int line, const struct text *says, const char *what, const char *among)
{
    fault(r->fault, ERR_INPUT, says, what, among);
    return fault_at(r->fault, line, 0, NULL);
}

static const char *const milestone_keys[MILESTONE_COUNT] = {
    [MILESTONE_ENTRY] = "signed",     [MILESTONE_START] = "started",     [MILESTONE_COMPLETE] = "completed",
    [MILESTONE_PRODUCE] = "produced", [MILESTONE_CAPACITY] = "capacity", [MILESTONE_RAISE] = "raised",
    [MILESTONE_END] = "ended",        [MILESTONE_RESUME] = "resumed",
};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

/* Every key of the map is among `known`, separated by blanks in the message. */
static enum err check_keys(struct reader *r, const struct yaml_node *map, const char *const *known)
{
    if (map->kind != YAML_MAP)
        return refuse(r, map->line, &T_rulebook_not_a_map, "", "");
    for (size_t i = 0; i < map->n; i++) {
        if (is_one_of(map->keys[i], known))
            continue;
        const char *list = "";
        for (const char *const *k = known; *k; k++)
            list = arena_printf(r->arena, "%s%s%s", list, *list ? ", " : "", *k);
        return refuse(r, map->key_lines[i], &T_rulebook_unknown_key, map->keys[i], list);
    }
    return OK;
}

static enum err scalar(struct reader *r, const struct yaml_node *map, const char *key, const char *otherwise,
                       const char **ret_text, int *ret_line)
{
    const struct yaml_node *node = yaml_get(map, key);
    *ret_text = otherwise;
    *ret_line = node ? node->line : map->line;
    if (!node && !otherwise)
        return refuse(r, map->line, &T_rulebook_missing, key, "");
    if (!node)
        return OK;
    if (node->kind != YAML_SCALAR)
        return refuse(r, node->line, &T_rulebook_not_a_word, key, "");
    *ret_text = node->text;
    return OK;
}

/* The id must be a choice of kind.field. */
static enum err check_choice(struct reader *r, int line, const char *kind, const char *field, const char *id)
{
    const struct kind *k = kinds_find(r->kinds, kind);
    const struct field *f = k ? kind_field(k, field) : NULL;
    if (f && choice_find(f->choices, id))
        return OK;
    const char *list = "";
    for (const struct choice *c = f ? f->choices : NULL; c && c->id; c++)
        list = arena_printf(r->arena, "%s%s%s", list, *list ? ", " : "", c->id);
    return refuse(r, line, &T_rulebook_no_such_choice, id, list);
}

/* A list of ids of event.field; absent is empty. */
static enum err read_ids(struct reader *r, const struct yaml_node *map, const char *key, const char *field,
                         const char *const **ret_list)
{
    static const char *const none[] = {NULL};
    const struct yaml_node *list = yaml_get(map, key);
    *ret_list = none;
    if (!list)
        return OK;
    if (list->kind != YAML_LIST)
        return refuse(r, list->line, &T_rulebook_not_a_list, key, "");
    const char **ids = arena_array(r->arena, list->n + 1, const char *);
    if (!ids)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->n; i++) {
        if (list->children[i]->kind != YAML_SCALAR)
            return refuse(r, list->children[i]->line, &T_rulebook_not_a_word, key, "");
        ids[i] = list->children[i]->text;
        TRY(check_choice(r, list->children[i]->line, "event", field, ids[i]));
    }
    *ret_list = ids;
    return OK;
}

static enum err read_grade(struct reader *r, const struct yaml_node *map, enum evidence_grade *ret_grade)
{
    static const char *const names[GRADE_COUNT] = {"reported", "documented", "verified"};
    const char *word;
    int line;
    TRY(scalar(r, map, "counts", "reported", &word, &line));
    for (int g = 0; g < GRADE_COUNT; g++) {
        if (strcmp(word, names[g]) == 0) {
            *ret_grade = (enum evidence_grade)g;
            return OK;
        }
    }
    return refuse(r, line, &T_rulebook_no_such_choice, word, "reported, documented, verified");
}

static enum err check_disjoint(struct reader *r, const struct yaml_node *map, const struct milestone_rule *m)
{
    for (const char *const *one = m->graded[GRADE_DOCUMENTED]; *one; one++)
        if (is_one_of(*one, m->graded[GRADE_VERIFIED]))
            return refuse(r, map->line, &T_rulebook_two_grades, *one, "");
    return OK;
}

static enum err read_milestone(struct reader *r, const struct yaml_node *ledgers, enum milestone which,
                               struct milestone_rule *ret_rule)
{
    static const char *const known[] = {"event", "own_event", "counts", "documented", "verified", NULL};
    const char *key = milestone_keys[which];
    const struct yaml_node *map = yaml_get(ledgers, key);
    if (!map)
        return refuse(r, ledgers->line, &T_rulebook_missing, key, "");
    TRY(check_keys(r, map, known));
    int line;
    TRY(scalar(r, map, "event", key, &ret_rule->event, &line));
    TRY(check_choice(r, line, "event", "kind", ret_rule->event));
    TRY(scalar(r, map, "own_event", ret_rule->event, &ret_rule->own_event, &line));
    TRY(check_choice(r, line, "event", "kind", ret_rule->own_event));
    TRY(read_grade(r, map, &ret_rule->least));
    TRY(read_ids(r, map, "documented", "evidence", &ret_rule->graded[GRADE_DOCUMENTED]));
    TRY(read_ids(r, map, "verified", "evidence", &ret_rule->graded[GRADE_VERIFIED]));
    return check_disjoint(r, map, ret_rule);
}

/* "1亿元", "5000万元", "0" */
static enum err read_money(struct reader *r, int line, const char *word, int64_t *ret_fen)
{
    static const struct {
        const char *unit;
        int64_t fen;
    } units[] = {{"亿元", FEN_PER_YI}, {"万元", FEN_PER_WAN}, {"元", FEN_PER_YUAN}, {"", FEN_PER_YUAN}};
    size_t n = strlen(word);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        size_t m = strlen(units[i].unit);
        if (n >= m && strcmp(word + n - m, units[i].unit) == 0)
            if (money_parse(arena_text_n(r->arena, word, n - m), units[i].fen, ret_fen) && *ret_fen >= 0)
                return OK;
    }
    return refuse(r, line, &T_rulebook_not_money, word, "");
}

static enum err read_percent(struct reader *r, int line, const char *word, int64_t *ret_bp)
{
    char *end;
    double percent = strtod(word, &end);
    if (end == word || strcmp(end, "%") != 0 || !(percent >= 0 && percent <= 100))
        return refuse(r, line, &T_rulebook_not_percent, word, "");
    *ret_bp = (int64_t)(percent * 100 + 0.5);
    return OK;
}

static enum err read_ledgers(struct reader *r, const struct yaml_node *map, struct ledger_rules *ret_rules)
{
    static const char *const known[] = {
        "count_returns", "threshold", "capacity_share", "performed", "signed",  "started", "completed",
        "produced",      "capacity",  "raised",         "ended",     "resumed", NULL};
    TRY(check_keys(r, map, known));
    const char *word;
    int line;
    TRY(scalar(r, map, "count_returns", "reported", &word, &line));
    ret_rules->approved_only = strcmp(word, "approved") == 0;
    if (!ret_rules->approved_only && strcmp(word, "reported") != 0)
        return refuse(r, line, &T_rulebook_no_such_choice, word, "reported, approved");
    TRY(scalar(r, map, "threshold", "0", &word, &line));
    TRY(read_money(r, line, word, &ret_rules->threshold_fen));
    TRY(scalar(r, map, "capacity_share", "0%", &word, &line));
    TRY(read_percent(r, line, word, &ret_rules->capacity_share_bp));
    TRY(read_ids(r, map, "performed", "kind", &ret_rules->performed));
    for (int m = 0; m < MILESTONE_COUNT; m++)
        TRY(read_milestone(r, map, (enum milestone)m, &ret_rules->milestones[m]));
    return OK;
}

static enum err read_count(struct reader *r, const struct yaml_node *map, const char *key, int64_t otherwise,
                           int64_t *ret_n)
{
    const struct yaml_node *node = yaml_get(map, key);
    *ret_n = otherwise;
    if (!node)
        return OK;
    char *end = NULL;
    long n = node->kind == YAML_SCALAR ? strtol(node->text, &end, 10) : -1;
    if (!end || *end || n < 0 || n > 10000)
        return refuse(r, node->line, &T_rulebook_not_a_count, key, "");
    *ret_n = n;
    return OK;
}

static enum err read_post(struct reader *r, const struct yaml_node *map, struct post_rule *ret_post)
{
    static const char *const known[] = {"duty", "per", "exactly", "least", "most", NULL};
    static const char *const scopes[] = {"city", "chain", "project", NULL};
    TRY(check_keys(r, map, known));
    int line;
    const char *per;
    ret_post->line = map->line;
    TRY(scalar(r, map, "duty", NULL, &ret_post->duty, &line));
    TRY(check_choice(r, line, "post", "duty", ret_post->duty));
    TRY(scalar(r, map, "per", "chain", &per, &line));
    if (!is_one_of(per, scopes))
        return refuse(r, line, &T_rulebook_no_such_choice, per, "city, chain, project");
    ret_post->per = *per == 'p' ? POSTS_PER_PROJECT : per[1] == 'i' ? POSTS_PER_CITY : POSTS_PER_CHAIN;
    int64_t exactly;
    TRY(read_count(r, map, "exactly", -1, &exactly));
    TRY(read_count(r, map, "least", exactly >= 0 ? exactly : 1, &ret_post->least));
    TRY(read_count(r, map, "most", exactly >= 0 ? exactly : 0, &ret_post->most));
    if (exactly >= 0 && (yaml_get(map, "least") || yaml_get(map, "most")))
        return refuse(r, map->line, &T_rulebook_exactly, "", "");
    if (ret_post->most && ret_post->most < ret_post->least)
        return refuse(r, map->line, &T_rulebook_least_most, "", "");
    return OK;
}

static enum err read_posts(struct reader *r, const struct yaml_node *list, struct rulebook *b)
{
    if (list->kind != YAML_LIST)
        return refuse(r, list->line, &T_rulebook_not_a_list, "posts", "");
    b->posts = arena_array(r->arena, list->n + 1, struct post_rule);
    if (!b->posts)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->n; i++) {
        TRY(read_post(r, list->children[i], &b->posts[i]));
        for (size_t j = 0; j < i; j++)
            if (strcmp(b->posts[j].duty, b->posts[i].duty) == 0 && b->posts[j].per == b->posts[i].per)
                return refuse(r, b->posts[i].line, &T_rulebook_post_twice, b->posts[i].duty, "");
    }
    b->n_posts = list->n;
    return OK;
}

enum err rulebook_read(struct arena *a, struct fault *f, const struct kinds *kinds, const char *text, size_t n_bytes,
                       struct rulebook **ret_rulebook)
{
    static const char *const known[] = {"model", "name", "posts", "ledgers", NULL};
    struct reader r = {.arena = a, .fault = f, .kinds = kinds};
    struct yaml_node *root;
    TRY(yaml_parse(a, f, text, n_bytes, &root));
    TRY(check_keys(&r, root, known));
    struct rulebook *b = arena_one(a, struct rulebook);
    if (!b)
        return ERR_MEMORY;
    int line;
    TRY(scalar(&r, root, "model", NULL, &b->model, &line));
    TRY(check_choice(&r, line, "rulebook", "model", b->model));
    TRY(scalar(&r, root, "name", NULL, &b->name, &line));
    const struct yaml_node *posts = yaml_get(root, "posts"), *ledgers = yaml_get(root, "ledgers");
    if (posts)
        TRY(read_posts(&r, posts, b));
    if (!ledgers)
        return refuse(&r, root->line, &T_rulebook_missing, "ledgers", "");
    TRY(read_ledgers(&r, ledgers, &b->ledgers));
    *ret_rulebook = b;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

enum evidence_grade milestone_grade(const struct milestone_rule *rule, const char *evidence)
{
    if (is_one_of(evidence, rule->graded[GRADE_VERIFIED]))
        return GRADE_VERIFIED;
    if (is_one_of(evidence, rule->graded[GRADE_DOCUMENTED]))
        return GRADE_DOCUMENTED;
    return GRADE_REPORTED;
}
