/* Files on their way in: nothing of them is a record before they are applied. */
#include "record/kind.h"

extern const struct kind *const import_kinds[];

static const struct field import_job_fields[] = {
    {"id", "编号", "Number", FIELD_INT, FIELD_REQUIRED},
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"login", "登录名", "Login", FIELD_TEXT, FIELD_REQUIRED},
    {"acting_for", "代办", "Acting for", FIELD_INT, 0},
    {"address", "地址", "Address", FIELD_TEXT, FIELD_REQUIRED},
    {"kind", "类别", "Kind", FIELD_TEXT, FIELD_REQUIRED},
    {"filename", "文件名", "File", FIELD_TEXT, FIELD_REQUIRED},
    {"made_us", "上传时间", "Uploaded", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"state", "状态", "State", FIELD_TEXT, FIELD_REQUIRED | FIELD_FILTER}, /* job.h */
    {"choices", "列对照", "Columns", FIELD_TEXT, FIELD_REQUIRED}, /* header TAB field, a line each */
    {"asks", "整表的回答", "Answers", FIELD_TEXT, FIELD_REQUIRED}, /* field TAB typed, a line each */
    {"head", "读法", "Reading", FIELD_TEXT, FIELD_REQUIRED},       /* head.h */
    {"round", "第几次读", "Reading number", FIELD_INT, FIELD_REQUIRED},
    {"pieces", "已暂存的段", "Pieces", FIELD_INT, FIELD_REQUIRED},
    {"lines", "已暂存的行", "Lines", FIELD_INT, FIELD_REQUIRED},
    {"done", "已核对的行", "Checked", FIELD_INT, FIELD_REQUIRED},
    {"receipt", "回执", "Receipt", FIELD_TEXT, FIELD_REQUIRED}, /* how many rows of each outcome, in their order */
    {"failure_zh", "失败原因", "Failure", FIELD_TEXT, FIELD_REQUIRED},
    {"failure_en", "失败原因（英文）", "Failure in English", FIELD_TEXT, FIELD_REQUIRED},
    {"worker", "由谁办理", "Worker", FIELD_INT, FIELD_REQUIRED},
    {"lease_us", "办理到", "Until", FIELD_INT, FIELD_REQUIRED},
    {"restarts", "重新开始", "Restarts", FIELD_INT, FIELD_REQUIRED}, /* its server was gone in between */
    {"operation", "操作", "Act", FIELD_INT, 0},                       /* of its apply */
    {"undone", "已撤销", "Undone", FIELD_BOOL, FIELD_REQUIRED},
    {0},
};

/* Apart from the job, whose row is written often. */
static const struct field import_file_fields[] = {
    {"job", "导入", "Import", FIELD_INT, FIELD_REQUIRED},
    {"bytes", "内容", "Bytes", FIELD_BYTES, FIELD_REQUIRED},
    {0},
};

/* Rows as they were read, some thousand in a piece (record/import_piece.h). */
static const struct field import_piece_fields[] = {
    {"job", "导入", "Import", FIELD_INT, FIELD_REQUIRED},
    {"number", "段", "Piece", FIELD_INT, FIELD_REQUIRED},
    {"first_line", "首行", "First line", FIELD_INT, FIELD_REQUIRED},
    {"last_line", "末行", "Last line", FIELD_INT, FIELD_REQUIRED},
    {"bytes", "内容", "Bytes", FIELD_BYTES, FIELD_REQUIRED},
    {0},
};

static const struct field import_doubt_fields[] = {
    {"job", "导入", "Import", FIELD_INT, FIELD_REQUIRED},
    {"line", "行", "Line", FIELD_INT, FIELD_REQUIRED},
    {"field", "字段", "Field", FIELD_TEXT, FIELD_REQUIRED}, /* "" : the code */
    {"round", "第几次读", "Reading number", FIELD_INT, FIELD_REQUIRED},
    {"effect", "后果", "Effect", FIELD_INT, FIELD_REQUIRED}, /* enum import_effect */
    {"says_zh", "疑问", "Doubt", FIELD_TEXT, FIELD_REQUIRED},
    {"says_en", "疑问（英文）", "Doubt in English", FIELD_TEXT, FIELD_REQUIRED},
    {"found", "表里写的", "Found", FIELD_TEXT, FIELD_REQUIRED},
    {"proposals", "建议", "Proposals", FIELD_TEXT, FIELD_REQUIRED}, /* a line each */
    {"has_value", "有值", "Has a value", FIELD_BOOL, FIELD_REQUIRED}, /* it may be taken as it stands */
    {"answer", "回答", "Answer", FIELD_TEXT, FIELD_REQUIRED},
    {0},
};

/* Rows that are not taken, or wait, and why. */
static const struct field import_back_fields[] = {
    {"job", "导入", "Import", FIELD_INT, FIELD_REQUIRED},
    {"line", "行", "Line", FIELD_INT, FIELD_REQUIRED},
    {"outcome", "结果", "Outcome", FIELD_INT, FIELD_REQUIRED}, /* enum import_outcome */
    {"says_zh", "原因", "Reason", FIELD_TEXT, FIELD_REQUIRED},
    {"says_en", "原因（英文）", "Reason in English", FIELD_TEXT, FIELD_REQUIRED},
    {0},
};

/* Names of other records that are not there. */
static const struct field import_missing_fields[] = {
    {"job", "导入", "Import", FIELD_INT, FIELD_REQUIRED},
    {"kind", "类别", "Kind", FIELD_TEXT, FIELD_REQUIRED},
    {"name", "名称", "Name", FIELD_TEXT, FIELD_REQUIRED},
    {"uses", "用到的行", "Uses", FIELD_INT, FIELD_REQUIRED},
    {"made", "新增", "Made", FIELD_BOOL, FIELD_REQUIRED},
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
static const struct kind import_file_kind = {
    .id = "import_file",
    .zh = "导入的文件",
    .en = "Imported files",
    .fields = import_file_fields,
    .flags = KIND_PLAIN,
    .keys = {{"job"}},
};
static const struct kind import_piece_kind = {
    .id = "import_piece",
    .zh = "暂存的行",
    .en = "Staged rows",
    .fields = import_piece_fields,
    .flags = KIND_PLAIN,
    .keys = {{"job", "number"}},
};
static const struct kind import_doubt_kind = {
    .id = "import_doubt",
    .zh = "导入的疑问",
    .en = "Doubts of imports",
    .fields = import_doubt_fields,
    .flags = KIND_PLAIN,
    .keys = {{"job", "line", "field"}},
};
static const struct kind import_back_kind = {
    .id = "import_back",
    .zh = "没收的行",
    .en = "Rows not taken",
    .fields = import_back_fields,
    .flags = KIND_PLAIN,
    .keys = {{"job", "line"}},
};
static const struct kind import_missing_kind = {
    .id = "import_missing",
    .zh = "导入时缺的",
    .en = "Missing in imports",
    .fields = import_missing_fields,
    .flags = KIND_PLAIN,
    .keys = {{"job", "kind", "name"}},
};

const struct kind *const import_kinds[] = {&import_job_kind,   &import_file_kind, &import_piece_kind,
                                           &import_doubt_kind, &import_back_kind, &import_missing_kind,
                                           NULL};
