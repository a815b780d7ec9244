#include "harness/test.h"
#include "rulebook/yaml.h"

#include <stdio.h>
#include <string.h>

/* Refused at that line, in words. */
static void check_refused(const char *text, int line, const char *words)
{
    struct arena *a = arena_new(16 << 20);
    struct fault f = {0};
    struct yaml_node *root;
    CHECK_INT(yaml_parse(a, &f, text, strlen(text), &root), ERR_INPUT);
    CHECK_INT(f.row, line);
    if (!CHECK(strstr(f.words[LANGUAGE_EN], words)))
        printf("    %s\n", f.words[LANGUAGE_EN]);
    arena_free(a);
}

TEST("a YAML file is a tree that remembers its lines")
{
    struct arena *a = arena_new(16 << 20);
    struct fault f = {0};
    struct yaml_node *root;
    static const char text[] =
        "# a city's own\nmodel: default\nposts:\n  - {duty: chief,\n     per: chain}\n  - |\n    two\n    lines\n";
    REQUIRE(yaml_parse(a, &f, text, strlen(text), &root) == OK);
    CHECK_INT(root->kind, YAML_MAP);
    CHECK_TEXT(yaml_get(root, "model")->text, "default");
    const struct yaml_node *posts = yaml_get(root, "posts");
    REQUIRE(posts && posts->kind == YAML_LIST && posts->n == 2);
    CHECK_INT(root->key_lines[1], 3);
    CHECK_INT(yaml_get(posts->children[0], "per")->line, 5);
    CHECK_TEXT(posts->children[1]->text, "two\nlines\n");
    CHECK(!yaml_get(root, "other") && !yaml_get(posts, "duty"));
    arena_free(a);
}

TEST("what is wrong with a YAML file is said with its line")
{
    check_refused("", 1, "empty");
    check_refused("a: b\nc: \"open\n", 3, "well-formed");
    check_refused("a: b\na: c\n", 2, "twice");
    check_refused("a: b\nc: &x d\n", 2, "Anchors");
    check_refused("a: b\nc: !!set {d}\n", 2, "Anchors");
    check_refused("a: b\n---\nc: d\n", 2, "one rulebook");
    check_refused("[a]: b\n", 1, "one word");
    check_refused("a: b\nc: \"d\\0e\"\n", 2, "well-formed");
}

TEST("a YAML file beyond the limits is refused, not cut")
{
    char deep[80] = "";
    memset(deep, '[', 40);
    check_refused(deep, 1, "nested");
}
