/* Stories over HTTP: files beside records. */
#include "features/attachment/attachment.h"
#include "features/feature.h"
#include "harness/test.h"
#include "web/browser.h"
#include "web/route.h"

#include <stdio.h>
#include <string.h>

extern const struct feature attachment_feature, generic_feature;

/* The routes of both features in one table. */
static const struct route *routes_of_both(void)
{
    static struct route all[80];
    size_t n = 0;
    for (const struct route *r = generic_feature.routes; r->path; r++)
        all[n++] = *r;
    for (const struct route *r = attachment_feature.routes; r->path; r++)
        all[n++] = *r;
    REQUIRE(n < 79);
    return all;
}

static const char *upload(struct browser *b, const char *path, const char *name, const char *content)
{
    static char body[8192];
    snprintf(body, sizeof(body),
             "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n--x\r\n"
             "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: text/html\r\n\r\n"
             "%s\r\n--x--\r\n",
             b->csrf, name, content);
    return browser_send(b, "POST", path, "Content-Type: multipart/form-data; boundary=x\r\n", body);
}

static void make_chain(struct city *c, struct browser *office, struct test_database *d)
{
    city_open(c, d, routes_of_both());
    city_record(c, "chain", (const char *[]){"name", "新能源汽车", NULL});
    city_account(c, "office", "市链长办");
    city_account(c, "firm", "企业");
    browser_sign_in(office, c, "office");
}

TEST("a file beside a record is listed there and fetched as a download, whatever it claims to be")
{
    EACH_ENGINE(d)
    {
        struct city c;
        struct browser office;
        make_chain(&c, &office, &d);
        const char *added = upload(&office, "/chains/L00001/files", "a.html", "<script>alert(1)</script>");
        CHECK_INT(status_of_answer(added), 303);
        const char *page = browser_get(&office, "/chains/L00001");
        const char *link = strstr(page, "href=\"/files/");
        REQUIRE(link);
        char path[60];
        snprintf(path, sizeof(path), "%.*s", (int)strcspn(link + 6, "\""), link + 6);
        const char *file = browser_get(&office, path);
        CHECK_INT(status_of_answer(file), 200);
        CHECK(strstr(file, "<script>alert(1)</script>"));
        CHECK_TEXT(answer_header(file, "Content-Type"), "text/plain");
        CHECK(strncmp(answer_header(file, "Content-Disposition"), "attachment", 10) == 0);
        CHECK_TEXT(answer_header(file, "X-Content-Type-Options"), "nosniff");
        CHECK_INT(status_of_answer(upload(&office, "/chains/L00001/files", "b.txt", "<script>alert(1)</script>")), 303);
        snprintf(path + strlen(path), sizeof(path) - strlen(path), "/delete");
        CHECK_INT(status_of_answer(browser_post(&office, path, "")), 303);
        page = browser_get(&office, "/chains/L00001");
        CHECK(!strstr(page, ">a.html</a>") && strstr(page, ">b.txt</a>"));
        city_close(&c);
    }
}

TEST("programs and empty files are refused, and nobody adds to what they may not change")
{
    EACH_ENGINE(d)
    {
        struct city c;
        struct browser office, firm;
        make_chain(&c, &office, &d);
        CHECK_INT(status_of_answer(upload(&office, "/chains/L00001/files", "a.exe", "MZabc")), 422);
        CHECK_INT(status_of_answer(upload(&office, "/chains/L00001/files", "a.txt", "")), 422);
        browser_sign_in(&firm, &c, "firm");
        CHECK(status_of_answer(upload(&firm, "/chains/L00001/files", "a.txt", "x")) >= 400);
        CHECK(!strstr(browser_get(&office, "/chains/L00001"), "href=\"/files/"));
        city_close(&c);
    }
}

TEST("what a file is, is told by its bytes")
{
    CHECK_TEXT(attachment_sniff("%PDF-1.7", 8), "application/pdf");
    CHECK_TEXT(attachment_sniff("\x89PNG\r\n\x1a\n", 8), "image/png");
    CHECK_TEXT(attachment_sniff("云江", 6), "text/plain");
    CHECK_TEXT(attachment_sniff("\0\1\2\3", 4), "application/octet-stream");
    CHECK(!attachment_sniff("\x7f"
                            "ELF",
                            4));
    CHECK(!attachment_sniff("#!/bin/sh", 9));
}
