#include "harness/program.h"

#include "app/app.h"
#include "harness/test.h"

#include <string.h>

enum { KINDS_MAX = 256 };

struct kinds *program_kinds(void)
{
    const struct kind *list[KINDS_MAX];
    size_t n = 0;
    struct fault f = {0};
    struct kinds *kinds = NULL;
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k && n < KINDS_MAX; k++)
            list[n++] = *k;
    REQUIRE(kinds_new(list, n, NULL, 0, &f, &kinds) == OK);
    return kinds;
}

struct kinds *program_kinds_with_rules(void)
{
    struct fault f = {0};
    struct kinds *kinds = NULL;
    REQUIRE(app_kinds(&f, &kinds) == OK);
    return kinds;
}

const struct field *program_field(const char *kind, const char *id)
{
    for (size_t i = 0; i < all_kinds_n; i++)
        for (const struct kind *const *k = all_kinds[i]; *k; k++)
            if (strcmp((*k)->id, kind) == 0)
                return kind_field(*k, id);
    return NULL;
}
