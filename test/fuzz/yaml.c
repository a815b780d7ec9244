/* Rulebooks as people write them: YAML, and what it says. */
#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz/city.h"
#include "fuzz/fuzz.h"
#include "rulebook/rulebook.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

/* ---- the tree ---- */

/* Lines never go back, and lie in the file. */
static void check_node(const struct yaml_node *node, int *line, int lines)
{
    assert(node->line >= *line && node->line <= lines);
    *line = node->line;
    assert(node->kind != YAML_SCALAR || (node->text && node->n == 0));
    for (size_t i = 0; i < node->n; i++) {
        if (node->kind == YAML_MAP) {
            assert(node->key_lines[i] >= *line);
            assert(yaml_get(node, node->keys[i]) == node->children[i]);
        }
        check_node(node->children[i], line, lines);
    }
}

/* In quotes and brackets, whatever style it was written in. */
static void put_text(struct buf *b, const char *text)
{
    buf_char(b, '"');
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (c >= ' ' && c < 0x7F && c != '"' && c != '\\')
            buf_char(b, (char)c);
        else
            buf_printf(b, "\\U%08X", c);
    }
    buf_char(b, '"');
}

static void put_node(struct buf *b, const struct yaml_node *node)
{
    if (node->kind == YAML_SCALAR) {
        put_text(b, node->text);
        return;
    }
    buf_char(b, node->kind == YAML_LIST ? '[' : '{');
    for (size_t i = 0; i < node->n; i++) {
        if (node->kind == YAML_MAP) {
            buf_text(b, "? "); /* keys of more than 1,024 characters must say that they are keys */
            put_text(b, node->keys[i]);
            buf_text(b, " : ");
        }
        put_node(b, node->children[i]);
        buf_text(b, ",\n");
    }
    buf_char(b, node->kind == YAML_LIST ? ']' : '}');
}

static bool same_node(const struct yaml_node *a, const struct yaml_node *b)
{
    bool same = a->kind == b->kind && a->n == b->n && (a->kind != YAML_SCALAR || strcmp(a->text, b->text) == 0);
    for (size_t i = 0; same && i < a->n; i++)
        same =
            (a->kind != YAML_MAP || strcmp(a->keys[i], b->keys[i]) == 0) && same_node(a->children[i], b->children[i]);
    return same;
}

static void try_rewritten(struct arena *a, const struct yaml_node *root)
{
    struct fault f = {0};
    struct yaml_node *again;
    struct buf text;
    buf_init(&text, 0);
    put_node(&text, root);
    assert(yaml_parse(a, &f, text.bytes, text.n, &again) == OK);
    assert(same_node(root, again));
    buf_release(&text);
}

/* ---- what it says ---- */

static void check_ids(const char *const *ids)
{
    while (*ids)
        assert(**ids++);
}

static void check_rulebook(const struct rulebook *b, int lines)
{
    assert(*b->model && b->name);
    assert(b->ledgers.threshold_fen >= 0);
    assert(b->ledgers.capacity_share_bp >= 0 && b->ledgers.capacity_share_bp <= 10000);
    check_ids(b->ledgers.performed);
    for (int m = 0; m < MILESTONE_COUNT; m++) {
        const struct milestone_rule *rule = &b->ledgers.milestones[m];
        assert(*rule->event && *rule->own_event && rule->least < GRADE_COUNT);
        check_ids(rule->graded[GRADE_DOCUMENTED]);
        check_ids(rule->graded[GRADE_VERIFIED]);
        if (*rule->graded[GRADE_DOCUMENTED])
            assert(milestone_grade(rule, *rule->graded[GRADE_DOCUMENTED]) == GRADE_DOCUMENTED);
    }
    for (size_t i = 0; i < b->n_posts; i++) {
        const struct post_rule *p = &b->posts[i];
        assert(*p->duty && p->line >= 1 && p->line <= lines && p->least >= 0);
        assert(p->most == 0 || p->most >= p->least);
    }
}

/* A refusal names a line of the file. */
static void check_refusal(const struct fault *f, enum err e, int lines)
{
    fuzz_check_fault(f, e);
    assert(e == OK || (e == ERR_INPUT && f->row >= 1 && f->row <= lines));
}

/* As libyaml counts: "\r\n" once, NEL and the separators of lines and paragraphs too; one more for the end. */
static int count_lines(const char *text, size_t n)
{
    int lines = 2;
    for (size_t i = 0; i < n; i++)
        lines += text[i] == '\n' || text[i] == '\r' || (i + 1 < n && memcmp(text + i, "\xC2\x85", 2) == 0) ||
                 (i + 2 < n && (memcmp(text + i, "\xE2\x80\xA8", 3) == 0 || memcmp(text + i, "\xE2\x80\xA9", 3) == 0));
    return lines;
}

void fuzz_yaml(const uint8_t *bytes, size_t n)
{
    struct arena *a = arena_new(ARENA_BYTES);
    char *text = malloc(n ? n : 1); /* of just its size, so that reading beyond it is seen */
    struct fault f = {0}, g = {0};
    struct yaml_node *root;
    struct rulebook *b;
    int lines, line = 1;
    if (!a || !text)
        abort();
    memcpy(text, bytes, n);
    lines = count_lines(text, n);
    enum err e = yaml_parse(a, &f, text, n, &root);
    check_refusal(&f, e, lines);
    if (e == OK) {
        check_node(root, &line, lines);
        try_rewritten(a, root);
    }
    e = rulebook_read(a, &g, fuzz_kinds(), text, n, &b);
    check_refusal(&g, e, lines);
    if (e == OK)
        check_rulebook(b, lines);
    free(text);
    arena_free(a);
}
