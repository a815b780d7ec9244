/* Files beside any record: what they are called and what they hold; the bytes lie apart, by digest. */
#include "features/attachment/attachment.h"

static const struct field attachment_fields[] = {
    {"about_kind", "所属类别", "Kind", FIELD_TEXT, FIELD_REQUIRED | FIELD_FILTER | FIELD_ONCE, .max = 40},
    {"about", "所属记录", "Record", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER | FIELD_ONCE},
    {"access", "权限类别", "Access class", FIELD_INT, FIELD_REQUIRED | FIELD_DERIVED},
    {"name", "文件名", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED, .max = 200},
    {"media_type", "类型", "Type", FIELD_TEXT, FIELD_REQUIRED | FIELD_DERIVED | FIELD_LISTED, .max = 100},
    {"size_bytes", "大小", "Size", FIELD_INT, FIELD_REQUIRED | FIELD_DERIVED | FIELD_LISTED, .max = 20 * 1024 * 1024,
     .unit_zh = "字节", .unit_en = "bytes"},
    {"digest", "SM3", "SM3", FIELD_TEXT, FIELD_REQUIRED | FIELD_DERIVED | FIELD_FILTER, .max = 64},
    {"taken_on", "拍摄日期", "Taken on", FIELD_DATE, 0},
    {"longitude", "经度", "Longitude", FIELD_NUMBER, 0, .decimals = 6, .min = -180000000, .max = 180000000},
    {"latitude", "纬度", "Latitude", FIELD_NUMBER, 0, .decimals = 6, .min = -90000000, .max = 90000000},
    {0},
};

static const struct kind attachment_kind = {
    .id = "attachment",
    .zh = "附件",
    .en = "Attachments",
    .path = "/attachments",
    .fields = attachment_fields,
    .flags = KIND_NO_CODE | KIND_HIDDEN,
    .access = ACCESS_ATTACHED,
    .order = "id",
    .count_zh = "个",
};

/* The bytes, cut into pieces, each file once whatever the number of records beside it. */
static const struct field attachment_piece_fields[] = {
    {"digest", "", "", FIELD_TEXT, FIELD_REQUIRED | FIELD_FILTER, .max = 64},
    {"piece", "", "", FIELD_INT, FIELD_REQUIRED},
    {"bytes", "", "", FIELD_BYTES, FIELD_REQUIRED},
    {0},
};

static const struct kind attachment_piece_kind = {
    .id = "attachment_piece",
    .zh = "附件内容",
    .en = "Attachment bytes",
    .fields = attachment_piece_fields,
    .flags = KIND_PLAIN,
    .keys = {{"digest", "piece"}},
};

const struct kind *const attachment_kinds[] = {&attachment_kind, &attachment_piece_kind, NULL};
