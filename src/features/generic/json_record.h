/* Records as JSON: in interfaces and in exported files.
 *
 *     {"id": 17, "code": "XM00001", "rev": 3, "changed_at": "2026-03-05T06:07:08.123456Z", "unverified": "",
 *      "name": "…", "chain": {"id": 5, "code": "L003", "title": "新能源汽车"}, "total": 118000000000, "key": true, …}
 *
 * Money is whole fen; ratios are ten-thousandths; quantities are decimal numbers; days are ISO texts, to the day or the
 * month; choices are their ids; lists are arrays; rows are arrays of objects; absent values are null. */
#ifndef FEATURES_GENERIC_JSON_RECORD_H
#define FEATURES_GENERIC_JSON_RECORD_H

#include "base/json.h"
#include "record/record.h"

enum err json_value(struct op *op, struct json *j, const struct field *f, const struct value *v);
/* An object: what every record has, then each field that is shown. */
enum err json_record(struct op *op, struct json *j, const struct record *r);

#endif
