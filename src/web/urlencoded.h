/* Text as addresses and forms carry it: percent escapes, name=value pairs, cookies. */
#ifndef WEB_URLENCODED_H
#define WEB_URLENCODED_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct pair {
    const char *name, *value;
};
struct pairs {
    struct pair *list;
    size_t n, capacity;
};

enum { PAIRS_MAX = 2000 };

/* false when memory is out or PAIRS_MAX are there. */
bool pairs_add(struct arena *a, struct pairs *p, const char *name, const char *value);
const char *pairs_find(const struct pairs *p, const char *name); /* the first; NULL */
/* The same without regard to case: header names. */
const char *pairs_find_any_case(const struct pairs *p, const char *name);
size_t pairs_count_any_case(const struct pairs *p, const char *name);

/* n bytes with each %XX as its byte ('+' as a blank where plus_is_blank): a copy in `a`.  NULL for a bad escape, a
 * NUL or another control byte but tab and line ends, invalid UTF-8. */
const char *percent_decode(struct arena *a, const char *text, size_t n, bool plus_is_blank);

/* One path segment or query value: all but unreserved characters as %XX. */
const char *percent_encode(struct arena *a, const char *text);

/* name=value&name=value, as in a query or a form body.  false when something in it is malformed. */
bool urlencoded_parse(struct arena *a, const char *text, size_t n, struct pairs *p);

/* A Cookie header; values are taken as they stand. */
bool cookies_parse(struct arena *a, const char *header, struct pairs *p);

#endif
