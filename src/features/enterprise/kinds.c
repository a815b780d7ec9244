/* Enterprises and where they stand in the chains. */
#include "features/enterprise/enterprise.h"

static const struct choice enterprise_sizes[] = {
    {"large", "大型", "Large"},
    {"medium", "中型", "Medium"},
    {"small", "小型", "Small"},
    {"micro", "微型", "Micro"},
    {0},
};
static const struct choice enterprise_ownerships[] = {
    {"state", "国有", "State", "国企|央企|国有企业|国有控股"},
    {"collective", "集体", "Collective", "集体企业"},
    {"private", "民营", "Private", "私营|民企|民营企业|私企"},
    {"foreign", "外资", "Foreign", "外商独资|外企|外商投资"},
    {"hmt", "港澳台资", "HK, Macao, Taiwan", "港资|台资|澳资|港澳台"},
    {"mixed", "混合", "Mixed", "混合所有制|中外合资|合资"},
    {0},
};
static const struct choice enterprise_statuses[] = {
    {"existing", "存续", "Existing"},       {"operating", "在业", "Operating", "在营|开业|正常"},
    {"revoked", "吊销", "Licence revoked"}, {"cancelled", "注销", "Deregistered"},
    {"moved", "迁出", "Moved away"},        {0},
};
static const char name_synonyms[] = "名称|单位名称|公司名称|企业|企业全称|单位全称|公司";

static const struct field enterprise_fields[] = {
    {"name", "企业名称", "Name", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_NAMES_PINYIN, .max = 120,
     .example = "云驰新能源汽车有限公司", .synonyms = name_synonyms},
    {"uscc", "统一社会信用代码", "Credit code", FIELD_USCC, FIELD_UNIQUE | FIELD_LISTED | FIELD_FILTER,
     .example = "91430500MAX70E8J8B", .synonyms = "信用代码|社会信用代码|统一信用代码|信用代码证号"},
    {"region", "所在区域", "Region", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "region",
     .place = PLACE_REGION, .example = "云江经开区",
     .synonyms = "所在园区|所在区县|区县|园区|所在乡镇（园区）|园区/乡镇|属地|乡镇|所在地|所属区域"},
    {"address", "地址", "Address", FIELD_TEXT, 0, .max = 200, .synonyms = "详细地址|注册地址|住所"},
    {"longitude", "经度", "Longitude", FIELD_NUMBER, 0, .decimals = 6, .min = -180000000, .max = 180000000},
    {"latitude", "纬度", "Latitude", FIELD_NUMBER, 0, .decimals = 6, .min = -90000000, .max = 90000000},
    {"established_on", "成立日期", "Established on", FIELD_DATE, 0, .example = "2015-06-18",
     .synonyms = "注册时间|注册日期|成立时间|登记日期"},
    {"capital", "注册资本", "Capital", FIELD_MONEY, FIELD_LISTED, .example = "5000万元",
     .synonyms = "注册资金|注册资本金"},
    {"legal_person", "法定代表人", "Legal representative", FIELD_TEXT, FIELD_PERSONAL, .max = 60,
     .synonyms = "法人|法人代表|法人姓名|负责人"},
    {"size", "企业规模", "Size", FIELD_ENUM, FIELD_LISTED | FIELD_FILTER, .choices = enterprise_sizes,
     .synonyms = "规模"},
    {"ownership", "所有制", "Ownership", FIELD_ENUM, FIELD_FILTER, .choices = enterprise_ownerships,
     .synonyms = "企业性质|经济类型|企业类型"},
    {"listed_code", "证券代码", "Stock code", FIELD_TEXT, 0, .max = 12, .synonyms = "股票代码|上市代码"},
    {"honours", "企业资质", "Honours", FIELD_TEXT_LIST, FIELD_FILTER | FIELD_FORM_WIDE, .max = 40,
     .example = "高新技术企业、专精特新小巨人", .synonyms = "资质|荣誉|资质荣誉|企业荣誉"},
    {"industry_code", "行业代码", "Industry code", FIELD_TEXT, FIELD_FILTER, .max = 6, .example = "3612",
     .synonyms = "国民经济行业代码|行业"},
    {"business_scope", "经营范围", "Business scope", FIELD_LONG_TEXT, FIELD_FORM_WIDE, .max = 8000},
    {"products", "主营产品", "Main products", FIELD_TEXT, FIELD_SEARCH, .max = 400, .example = "副车架、控制臂",
     .synonyms = "主要产品|产品|主导产品"},
    {"contact", "联系人", "Contact", FIELD_TEXT, FIELD_PERSONAL, .max = 60, .synonyms = "企业联系人"},
    {"phone", "联系电话", "Phone", FIELD_PHONE, FIELD_PERSONAL, .example = "13900001001",
     .synonyms = "电话|手机|手机号|联系方式"},
    {"status", "经营状态", "Status", FIELD_ENUM, FIELD_LISTED | FIELD_FILTER, .choices = enterprise_statuses,
     .synonyms = "状态|登记状态|企业状态"},
    {"parent", "母公司", "Parent company", FIELD_REF, FIELD_FILTER, .ref = "enterprise",
     .synonyms = "上级公司|控股股东"},
    {"verified", "代码核验", "Code verified", FIELD_BOOL, FIELD_DERIVED | FIELD_LISTED | FIELD_FILTER},
    {0},
};

static const struct kind enterprise_kind = {
    .id = "enterprise",
    .zh = "企业",
    .en = "Enterprises",
    .path = "/enterprises",
    .code_prefix = "QY",
    .fields = enterprise_fields,
    .access = ACCESS_PUBLIC,
    .self_place = PLACE_ENTERPRISE,
    .keys = {{"uscc"}, {"name", "region"}},
    .order = "name",
    .count_zh = "家",
};

static const struct choice position_roles[] = {
    {"lead", "链主", "Lead firm", "链主企业"},
    {"backbone", "龙头骨干", "Backbone", "龙头|骨干|龙头企业|骨干企业|龙头骨干企业"},
    {"core", "核心配套", "Core supplier", "核心配套企业"},
    {"main", "主要配套", "Main supplier", "主要配套企业|配套"},
    {"general", "一般", "General"},
    {0},
};
static const struct choice evidence_grades[] = {
    {"reported", "自报", "Self-reported"},
    {"documented", "有据", "Documented"},
    {"verified", "核实", "Verified"},
    {0},
};
static const struct choice found_bys[] = {
    {"reported", "填报", "Reported"},
    {"imported", "导入", "Imported"},
    {"matched", "匹配", "Matched"},
    {0},
};

static const struct field position_fields[] = {
    {"enterprise", "企业", "Enterprise", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "enterprise",
     .place = PLACE_PARENT, .synonyms = name_synonyms},
    {"segment", "环节", "Segment", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "segment",
     .synonyms = "所属环节|产业链环节"},
    {"chain", "产业链", "Chain", FIELD_REF, FIELD_DERIVED | FIELD_LISTED | FIELD_FILTER, .ref = "chain",
     .place = PLACE_CHAIN},
    {"role", "角色", "Role", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = position_roles,
     .synonyms = "企业角色"},
    {"product", "产品", "Product", FIELD_TEXT, FIELD_LISTED, .max = 200},
    {"capacity", "产能", "Capacity", FIELD_TEXT, 0, .max = 100},
    {"market_share", "市场占有率", "Market share", FIELD_RATIO, FIELD_LISTED, .max = 10000, .synonyms = "市占率"},
    {"grade", "证据等级", "Evidence", FIELD_ENUM, FIELD_LISTED | FIELD_FILTER, .choices = evidence_grades},
    {"found_by", "来源", "Found by", FIELD_ENUM, FIELD_FILTER, .choices = found_bys},
    {0},
};

static const struct kind position_kind = {
    .id = "position",
    .zh = "企业环节",
    .en = "Positions",
    .path = "/positions",
    .fields = position_fields,
    .flags = KIND_NO_CODE | KIND_CHILD | KIND_ONE_PER_KEY,
    .access = ACCESS_PUBLIC,
    .keys = {{"enterprise", "segment"}},
    .order = "enterprise,segment",
    .count_zh = "条",
};

const struct kind *const enterprise_kinds[] = {&enterprise_kind, &position_kind, NULL};
