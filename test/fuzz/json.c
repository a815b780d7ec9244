/* JSON as strangers send it. */
#include "document/json_read.h"
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 16 << 20 };

static void walk(const struct json_value *v, int depth)
{
    assert(depth <= JSON_DEPTH_MAX);
    int64_t integer;
    if (v->type == JSON_TEXT || v->type == JSON_NUMBER)
        assert(v->text);
    json_integer(v, &integer);
    for (size_t i = 0; v->type == JSON_ARRAY && i < v->n; i++)
        walk(&v->elements[i], depth + 1);
    for (size_t i = 0; v->type == JSON_OBJECT && i < v->n; i++) {
        assert(json_member(v, v->members[i].name) == &v->members[i].value);
        walk(&v->members[i].value, depth + 1);
    }
}

void fuzz_json(const uint8_t *bytes, size_t n)
{
    struct arena *a = arena_new(ARENA_BYTES);
    struct fault f = {0};
    const struct json_value *value;
    char *text = malloc(n + 1); /* of just its size, so that reading beyond it is seen */
    if (!a || !text)
        abort();
    memcpy(text, bytes, n);
    if (json_read(a, &f, text, n, &value) == OK)
        walk(value, 0);
    else
        assert(f.code != OK);
    free(text);
    arena_free(a);
}
