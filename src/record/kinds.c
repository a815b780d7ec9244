/* What the record layer itself remembers: acts and their seals, who may see what, ids that forward, salts. */
#include "record/kinds.h"

/* One row an act.  Names are copied, so that the audit stays readable after accounts are gone. */
static const struct field operation_fields[] = {
    {"id", "编号", "Number", FIELD_INT, FIELD_REQUIRED},
    {"at_us", "时间", "At", FIELD_INT, FIELD_REQUIRED | FIELD_UNIQUE | FIELD_FILTER},
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"acting_for", "代办对象", "Acting for", FIELD_INT, FIELD_REQUIRED},
    {"login", "登录名", "Login", FIELD_TEXT, FIELD_REQUIRED},
    {"person_name", "姓名", "Name", FIELD_TEXT, FIELD_REQUIRED},
    {"acting_for_name", "代办对象姓名", "Acting for", FIELD_TEXT, FIELD_REQUIRED},
    {"address", "网络地址", "Address", FIELD_TEXT, FIELD_REQUIRED},
    {"what", "事项", "What", FIELD_TEXT, FIELD_REQUIRED},
    {"about_kind", "对象类别", "About (kind)", FIELD_TEXT, FIELD_REQUIRED},
    {"about", "对象", "About", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"reason", "理由", "Reason", FIELD_LONG_TEXT, FIELD_REQUIRED},
    {"kinds", "涉及类别", "Kinds written", FIELD_LONG_TEXT, FIELD_REQUIRED}, /* " event project ", in order */
    {"n_versions", "版本数", "Versions", FIELD_INT, FIELD_REQUIRED},
    {"digest", "摘要", "Digest", FIELD_BYTES, FIELD_REQUIRED},
    {0},
};
static const struct kind operation_kind = {
    .id = "operation",
    .zh = "操作",
    .en = "Operations",
    .fields = operation_fields,
    .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

/* The chain of digests over the acts, in the order of their moments. */
static const struct field seal_fields[] = {
    {"number", "序号", "Number", FIELD_INT, FIELD_REQUIRED},
    {"first_us", "起", "From", FIELD_INT, FIELD_REQUIRED}, /* stamps of the first and the last act under it */
    {"last_us", "止", "Until", FIELD_INT, FIELD_REQUIRED | FIELD_UNIQUE},
    {"n_operations", "操作数", "Operations", FIELD_INT, FIELD_REQUIRED},
    {"rows_digest", "内容摘要", "Digest of the rows", FIELD_BYTES, FIELD_REQUIRED},
    {"digest", "摘要", "Digest", FIELD_BYTES, FIELD_REQUIRED},
    {0},
};
static const struct kind seal_kind = {
    .id = "seal",
    .zh = "封存",
    .en = "Seals",
    .fields = seal_fields,
    .flags = KIND_PLAIN,
    .keys = {{"number"}},
};

/* What each account may do: rows of this class that stand at this place (0: all of them). */
static const struct field scope_fields[] = {
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED},
    {"class", "权限类别", "Access class", FIELD_INT, FIELD_REQUIRED},
    {"verb", "权限", "Verb", FIELD_INT, FIELD_REQUIRED},
    {"place", "范围", "Place", FIELD_INT, FIELD_REQUIRED},
    {0},
};
static const struct kind scope_kind = {
    .id = "scope",
    .zh = "权限范围",
    .en = "Scope",
    .fields = scope_fields,
    .flags = KIND_PLAIN,
    .keys = {{"account", "class", "verb", "place"}},
};

/* The day whose posts an account's scope was made from: posts end without anybody saving them. */
static const struct field scope_day_fields[] = {
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED},
    {"day", "日期", "Day", FIELD_DATE, FIELD_REQUIRED | FIELD_FILTER},
    {0},
};
static const struct kind scope_day_kind = {
    .id = "scope_day",
    .zh = "权限日期",
    .en = "Days of scope",
    .fields = scope_day_fields,
    .flags = KIND_PLAIN,
    .keys = {{"account"}},
};

/* Merged records: where the old id and the old code lead. */
static const struct field forward_fields[] = {
    {"id", "原记录", "Old record", FIELD_INT, FIELD_REQUIRED},
    {"kind", "类别", "Kind", FIELD_TEXT, FIELD_REQUIRED},
    {"code", "原编号", "Old code", FIELD_TEXT, FIELD_FILTER},
    {"kept", "现记录", "Record", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {0},
};
static const struct kind forward_kind = {
    .id = "forward",
    .zh = "合并去向",
    .en = "Forwards",
    .fields = forward_fields,
    .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

/* Personal values enter digests as SM3(salt ‖ value); a lawful erasure destroys the salt … */
static const struct field personal_salt_fields[] = {
    {"id", "记录", "Record", FIELD_INT, FIELD_REQUIRED},
    {"salt", "盐", "Salt", FIELD_BYTES, FIELD_REQUIRED | FIELD_SECRET},
    {0},
};
static const struct kind personal_salt_kind = {
    .id = "personal_salt",
    .zh = "个人信息盐值",
    .en = "Salts of personal fields",
    .fields = personal_salt_fields,
    .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

/* … and leaves the digests of what was erased, so that the versions still verify. */
static const struct field erased_value_fields[] = {
    {"id", "记录", "Record", FIELD_INT, FIELD_REQUIRED},
    {"version_us", "版本", "Version", FIELD_INT, FIELD_REQUIRED},
    {"field", "字段", "Field", FIELD_TEXT, FIELD_REQUIRED},
    {"digest", "摘要", "Digest", FIELD_BYTES, FIELD_REQUIRED},
    {0},
};
static const struct kind erased_value_kind = {
    .id = "erased_value",
    .zh = "已删除个人信息",
    .en = "Erased personal fields",
    .fields = erased_value_fields,
    .flags = KIND_PLAIN,
    .keys = {{"id", "version_us", "field"}},
};

/* Records whose words are not yet in the search index as they are now. */
static const struct field search_due_fields[] = {
    {"id", "记录", "Record", FIELD_INT, FIELD_REQUIRED},
    {"kind", "类别", "Kind", FIELD_TEXT, FIELD_REQUIRED},
    {0},
};
static const struct kind search_due_kind = {
    .id = "search_due",
    .zh = "待建检索",
    .en = "Words due",
    .fields = search_due_fields,
    .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

/* The last number given to a code of the kind. */
static const struct field code_counter_fields[] = {
    {"kind", "类别", "Kind", FIELD_TEXT, FIELD_REQUIRED},
    {"last", "末号", "Last number", FIELD_INT, FIELD_REQUIRED},
    {0},
};
static const struct kind code_counter_kind = {
    .id = "code_counter",
    .zh = "编号计数",
    .en = "Code counters",
    .fields = code_counter_fields,
    .flags = KIND_PLAIN,
    .keys = {{"kind"}},
};

/* The parts of the schema that this database has (record/schema_parts.h). */
static const struct field schema_part_fields[] = {
    {"name", "名称", "Name", FIELD_TEXT, FIELD_REQUIRED},
    {"made_us", "建立时间", "Made", FIELD_INT, FIELD_REQUIRED},
    {0},
};
static const struct kind schema_part_kind = {
    .id = "schema_part",
    .zh = "库结构",
    .en = "Parts of the schema",
    .fields = schema_part_fields,
    .flags = KIND_PLAIN,
    .keys = {{"name"}},
};

const struct kind *const record_kinds[] = {
    &operation_kind,    &seal_kind,       &scope_kind,        &scope_day_kind,     &forward_kind,     &personal_salt_kind,
    &erased_value_kind, &search_due_kind, &code_counter_kind, &schema_part_kind, NULL,
};
