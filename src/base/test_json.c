#include "base/json.h"
#include "harness/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct page {
    struct buf out;
    struct json json;
};

static struct json *begin(struct page *p)
{
    buf_init(&p->out, 0);
    json_init(&p->json, &p->out);
    return &p->json;
}

TEST("members are separated and nested without help")
{
    struct page p;
    struct json *j = begin(&p);
    json_object_begin(j);
    json_key(j, "name");
    json_string(j, "链长");
    json_key(j, "list");
    json_array_begin(j);
    json_int(j, -1);
    json_object_begin(j);
    json_object_end(j);
    json_array_begin(j);
    json_array_end(j);
    json_bool(j, true);
    json_null(j);
    json_raw(j, "{\"x\":1}");
    json_array_end(j);
    json_key(j, "none");
    json_string(j, NULL);
    json_object_end(j);
    CHECK_TEXT(buf_string(&p.out), "{\"name\":\"链长\",\"list\":[-1,{},[],true,null,{\"x\":1}],\"none\":null}");
    buf_release(&p.out);
}

TEST("text is quoted so that it neither ends the string nor a script, and stays UTF-8")
{
    struct page p;
    json_string(begin(&p), "a\"\\\n\t\x01</script>\xFF\xE9\x93尾\uFFFD");
    CHECK_TEXT(buf_string(&p.out), "\"a\\\"\\\\\\n\\t\\u0001\\u003c/script>\uFFFD\uFFFD\uFFFD尾\uFFFD\"");
    buf_release(&p.out);
}

static double written(double value)
{
    struct page p;
    json_double(begin(&p), value);
    double back = strtod(buf_string(&p.out), NULL);
    buf_release(&p.out);
    return back;
}

TEST("numbers read back as they were, and what is no number is null")
{
    static const double values[] = {0, 0.1, 1.0 / 3, 1e300, 5e-324, 123456789012345678.0, -2.5, 0.30000000000000004};
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        CHECK(written(values[i]) == values[i]);
    struct page p;
    struct json *j = begin(&p);
    json_array_begin(j);
    json_double(j, 0.1);
    json_double(j, 3);
    json_double(j, NAN);
    json_double(j, -INFINITY);
    json_array_end(j);
    CHECK_TEXT(buf_string(&p.out), "[0.1,3,null,null]");
    buf_release(&p.out);
}

TEST("thirty-two levels are kept apart")
{
    struct page p;
    struct json *j = begin(&p);
    for (int i = 0; i < 32; i++) {
        json_array_begin(j);
        json_int(j, i);
    }
    for (int i = 0; i < 32; i++) {
        json_int(j, i);
        json_array_end(j);
    }
    const char *text = buf_string(&p.out);
    CHECK(text[0] == '[' && text[1] == '0' && text[2] == ',');
    CHECK_INT(p.out.n, 32 * 2 + 2 * (10 + 22 * 2) + 31 + 32);
    buf_release(&p.out);
}

TEST("a full buffer fails and says nothing")
{
    struct page p;
    begin(&p);
    p.out.limit = 10;
    json_string(&p.json, "longer than ten bytes");
    CHECK(buf_failed(&p.out));
    CHECK_TEXT(buf_string(&p.out), "");
    buf_release(&p.out);
}
