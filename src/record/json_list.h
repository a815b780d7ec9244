/* Reading the JSON that list fields hold: an array of texts and integers, or of flat objects of them.
 *
 *     struct json_list l = json_list_of(text);
 *     while (json_next(&l, arena, &value)) …                     FIELD_ENUM_LIST, FIELD_TEXT_LIST, FIELD_REF_LIST
 *     while (json_next_object(&l))                               FIELD_ROWS
 *         while (json_next_member(&l, arena, &name, &value)) …
 *     if (!json_list_ended(&l)) …   not such JSON, or memory was out
 *
 * true and false are the integers 1 and 0; null is VALUE_NULL; numbers with a fraction are refused. */
#ifndef RECORD_JSON_LIST_H
#define RECORD_JSON_LIST_H

#include "base/arena.h"
#include "store/value.h"

#include <stdbool.h>

struct json_list {
    const char *at;
    bool begun, in_object, wrong, ended;
};

/* An absent list ("" or NULL) is an empty one. */
struct json_list json_list_of(const char *text);
bool json_next(struct json_list *l, struct arena *a, struct value *ret_value);
bool json_next_object(struct json_list *l);
bool json_next_member(struct json_list *l, struct arena *a, const char **ret_name, struct value *ret_value);
/* The array was read to its end and nothing follows it. */
bool json_list_ended(const struct json_list *l);

#endif
