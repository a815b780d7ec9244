/* What the interface itself remembers: which creations were asked for already (Idempotency-Key). */
#include "features/generic/generic.h"

static const struct field idempotency_fields[] = {
    {"id", "请求", "Request", FIELD_TEXT, FIELD_REQUIRED, .max = 64}, /* digest of account, kind and key */
    {"digest", "正文摘要", "Body digest", FIELD_TEXT, FIELD_REQUIRED, .max = 64},
    {"record", "记录", "Record", FIELD_INT, FIELD_REQUIRED},
    {"at_us", "时间", "Moment", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {0},
};
static const struct kind idempotency_kind = {
    .id = "idempotency",
    .zh = "接口请求",
    .en = "Interface requests",
    .fields = idempotency_fields,
    .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

const struct kind *const generic_kinds[] = {&idempotency_kind, NULL};
