/* Test equipment that the firms of a chain share. */
#include "record/kind.h"

static const struct choice gauge_states[] = {{"ready", "可用", "Ready"}, {"repair", "检修", "In repair"}, {0}};
static const struct field gauge_fields[] = {
    {"name", "设备名称", "Name", FIELD_TEXT, FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER, .max = 80},
    {"serial", "出厂编号", "Serial number", FIELD_TEXT, FIELD_UNIQUE | FIELD_LISTED | FIELD_FILTER, .max = 40},
    {"chain", "产业链", "Chain", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "chain",
     .place = PLACE_CHAIN},
    {"price", "购置金额", "Price", FIELD_MONEY, FIELD_LISTED | FIELD_FILTER | FIELD_SUMMED},
    {"bought_on", "购置日期", "Bought on", FIELD_DATE, FIELD_LISTED | FIELD_FILTER},
    {"state", "状态", "State", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = gauge_states},
    {"measures", "可检项目", "Measures", FIELD_TEXT_LIST, FIELD_FILTER, .max = 40},
    {"phone", "保管人电话", "Keeper's phone", FIELD_PHONE, FIELD_PERSONAL},
    {0},
};
static const struct kind gauge_kind = {
    .id = "gauge", .zh = "检测设备", .en = "Gauges", .path = "/gauges", .code_prefix = "JC", .count_zh = "台",
    .fields = gauge_fields, .access = ACCESS_PROJECT, .keys = {{"serial"}}, .order = "name",
};
const struct kind *const gauge_kinds[] = {&gauge_kind, NULL};
