#include "base/buf.h"

#include "harness/test.h"

#include <string.h>

TEST("a buffer grows and is always a text")
{
    struct buf b;
    buf_init(&b, 0);
    CHECK_TEXT(buf_string(&b), "");
    buf_text(&b, "a");
    buf_char(&b, 'b');
    buf_int(&b, -12);
    buf_printf(&b, "%s=%d", "c", 3);
    buf_add(&b, "", 0);
    CHECK_TEXT(buf_string(&b), "ab-12c=3");
    CHECK_INT(b.n, 8);
    for (int i = 0; i < 100000; i++)
        buf_char(&b, 'x');
    CHECK_INT(b.n, 100008);
    CHECK_INT(strlen(buf_string(&b)), 100008);
    buf_clear(&b);
    CHECK_TEXT(buf_string(&b), "");
    buf_release(&b);
    buf_release(&b);
}

TEST("a buffer that reaches its limit fails, stays failed and says nothing until cleared")
{
    struct buf b;
    buf_init(&b, 10);
    buf_text(&b, "0123456789");
    CHECK(!buf_failed(&b));
    buf_char(&b, 'x');
    CHECK(buf_failed(&b));
    buf_text(&b, "");
    buf_printf(&b, "%d", 1);
    CHECK_TEXT(buf_string(&b), "");
    buf_clear(&b);
    buf_text(&b, "again");
    CHECK_TEXT(buf_string(&b), "again");
    buf_printf(&b, "%s", "too long for it");
    CHECK(buf_failed(&b));
    buf_release(&b);
}

TEST("integers of every size are written as they are read")
{
    struct buf b;
    buf_init(&b, 0);
    buf_int(&b, INT64_MIN);
    buf_char(&b, ' ');
    buf_int(&b, INT64_MAX);
    buf_char(&b, ' ');
    buf_int(&b, 0);
    CHECK_TEXT(buf_string(&b), "-9223372036854775808 9223372036854775807 0");
    buf_release(&b);
}
