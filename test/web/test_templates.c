/* Compiled templates, as they write. */
#include "harness/test.h"
#include "web.texts.h"
#include "web_test.pages.h"

#include <stdlib.h>
#include <string.h>

static char *finished(struct page *p)
{
    page_markup(p, "", 1);
    REQUIRE(!page_failed(p));
    char *text = strdup(p->begin);
    page_release(p);
    return text;
}

static struct page fresh(void)
{
    struct page p;
    page_init(&p, LANGUAGE_ZH, 20261123, 480);
    return p;
}

#define CHECK_HOLDS(text, part) \
    do { \
        if (!CHECK(strstr((text), (part)) != NULL)) \
            test_check_text((text), (part), "the page", __FILE__, __LINE__); \
    } while (0)

TEST("a value is escaped for the place in which it stands")
{
    const struct contexts_view v = {
        .text = "</textarea><script>\"'&", .url = "javascript:alert(1)", .part = "a/b?c=d&e#\xE9\x93\xBE\"",
        .json = "{\"a\":\"</script><!--\"}", .number = -1234, .on = true,
    };
    struct page p = fresh();
    test_contexts(&p, &v);
    char *text = finished(&p);
    CHECK_HOLDS(text, "<p title=\"&lt;/textarea&gt;&lt;script&gt;&#34;&#39;&amp;\" data-n='-1234' hidden>");
    CHECK_HOLDS(text, "<a href=\"#\">-1234</a>");
    CHECK_HOLDS(text, "<a href=\"/find/a%2Fb%3Fc%3Dd%26e%23%E9%93%BE%22?q=a%2Fb%3Fc%3Dd%26e%23%E9%93%BE%22#a%2F");
    CHECK_HOLDS(text, "\xE2\x88\x92" "1,234</a>");
    CHECK_HOLDS(text, "<textarea>&lt;/textarea&gt;&lt;script&gt;&#34;&#39;&amp;</textarea>");
    CHECK_HOLDS(text, "{\"v\":{\"a\":\"\\u003c/script\\u003e\\u003c!--\"}}</script>");
    free(text);
}

TEST("loops, branches, parts, blocks and sentences write what the view says")
{
    struct row_view rows[] = {
        {.code = "A 1", .name = "甲", .total_fen = INT64_C(118) * 100000000 * 10, .light = LIGHT_RED, .owner.name = "o"},
        {.code = "B", .name = "乙", .light = LIGHT_GREEN, .chosen = true},
        {.code = "C", .name = "丙"},
    };
    const char *words[] = {"x", "<y>"};
    const struct rows_view v = {
        .title = "T&", .rows = rows, .n_rows = 3, .words = words, .n_words = 2, .label = &T_web_light_red,
    };
    struct page p = fresh();
    test_table(&p, &v);
    char *text = finished(&p);
    CHECK_HOLDS(text, "<header><h1>T&amp;</h1></header>");
    CHECK_HOLDS(text, "<tr>\n<td>0\n<td><a href=\"/rows/A%201\">甲</a>\n<td>11.80\n<td><span class=\"lt red\">");
    CHECK_HOLDS(text, "<td>o\n<td>!");
    CHECK_HOLDS(text, "<tr class=\"on\">\n<td>1");
    CHECK_HOLDS(text, "<td>?\n<tr>\n<td>2");
    CHECK_HOLDS(text, "<ul><li>x<li>&lt;y&gt;</ul>");
    CHECK_HOLDS(text, "<i>T&amp; 7</i>\n红灯\nT&amp;年T&amp;月");
    free(text);
}

TEST("a loop without rows writes its else")
{
    const struct rows_view v = {.title = "", .label = &T_web_light_red};
    struct page p = fresh();
    test_table(&p, &v);
    char *text = finished(&p);
    CHECK_HOLDS(text, "<table>\n<tr><td>无数据\n</table>");
    free(text);
}

TEST("a page that outgrows its limit fails and stays safe to write to")
{
    struct page p = fresh();
    char *big = calloc(1, 1024 * 1024 + 1);
    memset(big, 'x', 1024 * 1024);
    for (int i = 0; i < 40; i++)
        page_text(&p, big);
    CHECK(page_failed(&p));
    page_text(&p, "more");
    CHECK(page_bytes(&p) <= PAGE_LIMIT_BYTES);
    page_release(&p);
    free(big);
}
