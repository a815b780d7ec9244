#include "harness/test.h"
#include "web/multipart.h"
#include "web/urlencoded.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena(void)
{
    return arena_new(64 << 20);
}

static bool parses(struct arena *a, const char *text, struct pairs *p)
{
    *p = (struct pairs){0};
    return urlencoded_parse(a, text, strlen(text), p);
}

TEST("a query is read with its blanks, escapes, empty values and repeated names")
{
    struct arena *a = arena();
    struct pairs p;
    REQUIRE(parses(a, "q=%E9%93%BE+%2B&empty=&flag&chain=1&chain=2&&", &p));
    CHECK_INT(p.n, 5);
    CHECK_TEXT(pairs_find(&p, "q"), "链 +");
    CHECK_TEXT(pairs_find(&p, "empty"), "");
    CHECK_TEXT(pairs_find(&p, "flag"), "");
    CHECK_TEXT(pairs_find(&p, "chain"), "1");
    CHECK(pairs_find(&p, "none") == NULL);
    REQUIRE(parses(a, "", &p));
    CHECK_INT(p.n, 0);
    arena_free(a);
}

TEST("bad escapes, NUL, control bytes and broken UTF-8 are refused, not repaired")
{
    struct arena *a = arena();
    struct pairs p;
    const char *bad[] = {"a=%", "a=%4", "a=%g1", "a=%00", "a=%ff", "%c0%80=1", "a=\x01", "a=%7f", "a=%ed%a0%80"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        CHECK(!parses(a, bad[i], &p));
    CHECK(parses(a, "a=line%0D%0Aline%09", &p));
    arena_free(a);
}

TEST("more pairs than the limit are refused")
{
    struct arena *a = arena();
    char *many = calloc(PAIRS_MAX + 2, 4);
    for (int i = 0; i <= PAIRS_MAX; i++)
        memcpy(many + (size_t)i * 4, "a=1&", 4);
    struct pairs p;
    CHECK(!parses(a, many, &p));
    free(many);
    arena_free(a);
}

TEST("cookies are read as browsers send them")
{
    struct arena *a = arena();
    struct pairs p = {0};
    REQUIRE(cookies_parse(a, "lz=abc; theme=dark ;x=a=b;  ; bare; y=", &p));
    CHECK_INT(p.n, 4);
    CHECK_TEXT(pairs_find(&p, "lz"), "abc");
    CHECK_TEXT(pairs_find(&p, "theme"), "dark");
    CHECK_TEXT(pairs_find(&p, "x"), "a=b");
    CHECK_TEXT(pairs_find(&p, "y"), "");
    arena_free(a);
}

struct parsed {
    enum err e;
    struct pairs fields;
    struct upload *uploads;
    size_t n_uploads;
};
static struct parsed multipart(struct arena *a, const char *body, size_t n)
{
    struct parsed p = {0};
    struct fault f = {0};
    p.e = multipart_parse(a, &f, "multipart/form-data; charset=x; boundary=\"b;1\"", body, n, &p.fields, &p.uploads,
                          &p.n_uploads);
    return p;
}

static const char good[] = "--b;1\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n链\r\n"
                           "--b;1\r\ncontent-disposition: form-data; name=\"a%22b\"\r\n\r\n\r\n"
                           "--b;1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\dir\\报表.xlsx\"\r\n"
                           "Content-Type: application/x\r\n\r\nPK\0\r\n--b;\r\n--b;1--\r\n";

TEST("a multipart body gives its fields and its files")
{
    struct arena *a = arena();
    struct parsed p = multipart(a, good, sizeof(good) - 1);
    CHECK_INT(p.e, OK);
    CHECK_INT(p.fields.n, 2);
    CHECK_TEXT(pairs_find(&p.fields, "title"), "链");
    CHECK_TEXT(pairs_find(&p.fields, "a\"b"), "");
    REQUIRE(p.n_uploads == 1);
    CHECK_TEXT(p.uploads[0].field, "file");
    CHECK_TEXT(p.uploads[0].filename, "报表.xlsx");
    CHECK_TEXT(p.uploads[0].content_type, "application/x");
    CHECK_INT(p.uploads[0].n_bytes, 9);
    CHECK(memcmp(p.uploads[0].bytes, "PK\0\r\n--b;", 9) == 0);
    arena_free(a);
}

TEST("a multipart body cut anywhere is refused")
{
    for (size_t n = 0; n < sizeof(good) - 1 - 2; n++) {
        struct arena *a = arena();
        char *cut = malloc(n + 1);
        memcpy(cut, good, n);
        CHECK_INT(multipart(a, cut, n).e, ERR_USAGE);
        free(cut);
        arena_free(a);
    }
}

TEST("multipart bodies that lie are refused")
{
    struct arena *a = arena();
    const char *bad[] = {
        "preamble\r\n--b;1\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nx\r\n--b;1--",
        "--b;1\r\nContent-Disposition: attachment; name=\"t\"\r\n\r\nx\r\n--b;1--",
        "--b;1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b;1--",
        "--b;1\r\nContent-Disposition: form-data; name=\"t\r\n\r\nx\r\n--b;1--",
        "--b;1\r\nX: y\r\n\r\nx\r\n--b;1--",
        "--b;1\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\xff\r\n--b;1--",
        "--b;1Content-Disposition: form-data; name=\"t\"\r\n\r\nx\r\n--b;1--",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        CHECK_INT(multipart(a, bad[i], strlen(bad[i])).e, ERR_USAGE);
    arena_free(a);
}
