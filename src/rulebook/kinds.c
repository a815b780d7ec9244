/* Rulebooks in force: every server judges by what stands here. */
#include "rulebook/kinds.h"

const struct choice rulebook_models[] = {
    {"default", "通用", "General"},   {"changsha", "长沙", "Changsha"},
    {"zhejiang", "浙江", "Zhejiang"}, {"shandong", "山东", "Shandong"},
    {"shenzhen", "深圳", "Shenzhen"}, {"nanjing", "南京", "Nanjing"},
    {"city", "本市", "This city"},    {0},
};

static const struct field rulebook_fields[] = {
    {"model", "制度", "Model", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = rulebook_models},
    {"version", "版本", "Version", FIELD_INT, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .min = 1, .max = 10000},
    {"name", "名称", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED, .max = 100},
    {"in_force_from", "施行日期", "In force from", FIELD_DATE,
     FIELD_REQUIRED | FIELD_PLAN | FIELD_LISTED | FIELD_FILTER},
    {"body", "正文", "Text", FIELD_LONG_TEXT, FIELD_REQUIRED | FIELD_FORM_WIDE, .max = 1000000},
    {0},
};

static const struct kind rulebook_kind = {
    .id = "rulebook",
    .zh = "制度口径",
    .en = "Rulebooks",
    .path = "/rulebooks",
    .fields = rulebook_fields,
    .flags = KIND_NO_CODE,
    .access = ACCESS_RULE,
    .keys = {{"model", "version"}},
    .order = "model,-version",
    .count_zh = "版",
};

const struct kind *const rulebook_kinds[] = {&rulebook_kind, NULL};
