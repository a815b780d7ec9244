/* Files on their way in: nothing of them is a record before they are applied. */
#include "record/kind.h"

extern const struct kind *const import_kinds[];

static const struct field import_job_fields[] = {
    {"id", "编号", "Number", FIELD_INT, FIELD_REQUIRED},
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"kind", "类别", "Kind", FIELD_TEXT, FIELD_REQUIRED},
    {"filename", "文件名", "File", FIELD_TEXT, FIELD_REQUIRED},
    {"made_us", "上传时间", "Uploaded", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"choices", "列对照", "Columns", FIELD_TEXT, FIELD_REQUIRED}, /* header TAB field, a line each */
    {"answers", "回答", "Answers", FIELD_TEXT, FIELD_REQUIRED},   /* row TAB field TAB typed, a line each */
    {"make_missing", "新增缺的", "Make missing", FIELD_BOOL, FIELD_REQUIRED},
    {"operation", "操作", "Act", FIELD_INT, 0}, /* of its apply */
    {"undone", "已撤销", "Undone", FIELD_BOOL, FIELD_REQUIRED},
    {"receipt", "回执", "Receipt", FIELD_TEXT, FIELD_REQUIRED}, /* new, changed, unchanged, waiting, refused, ignored */
    {"bytes", "内容", "Bytes", FIELD_BYTES, FIELD_REQUIRED},
    {0},
};

static const struct kind import_job_kind = {
    .id = "import_job",
    .zh = "导入",
    .en = "Imports",
    .fields = import_job_fields,
    .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

const struct kind *const import_kinds[] = {&import_job_kind, NULL};
