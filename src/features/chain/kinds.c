/* The chains of a city and their graph: segments and the supply between them. */
#include "features/chain/chain.h"

static const struct choice chain_states[] = {
    {"running", "在运行", "Running"},
    {"preparing", "筹建", "In preparation"},
    {"withdrawn", "退出", "Withdrawn"},
    {0},
};

static const struct choice chain_models[] = {
    {"changsha", "长沙", "Changsha"},
    {"zhejiang", "浙江", "Zhejiang"},
    {"shandong", "山东", "Shandong"},
    {"shenzhen", "深圳", "Shenzhen"},
    {"nanjing", "南京", "Nanjing"},
    {"default", "通用", "General"},
    {0},
};

static const struct field chain_fields[] = {
    {"name", "产业链名称", "Name", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_UNIQUE | FIELD_SEARCH | FIELD_NAMES_PINYIN,
     .max = 60, .example = "新能源汽车", .synonyms = "名称|产业链|链名"},
    {"cluster", "产业集群", "Cluster", FIELD_TEXT, FIELD_LISTED | FIELD_FILTER, .max = 60, .example = "汽车产业集群"},
    {"lead_park", "牵头园区", "Lead park", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "region",
     .example = "云江经开区"},
    {"lead_unit", "牵头部门", "Lead department", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "unit",
     .example = "云江市工业和信息化局"},
    {"started_on", "启动日期", "Started on", FIELD_DATE, FIELD_LISTED, .example = "2023-11-01"},
    {"models", "制度", "Models", FIELD_ENUM_LIST, 0, .choices = chain_models, .example = "长沙|通用"},
    {"goal", "目标", "Goal", FIELD_LONG_TEXT, FIELD_FORM_WIDE, .max = 2000},
    {"status", "状态", "Status", FIELD_ENUM, FIELD_LISTED | FIELD_FILTER, .choices = chain_states, .example = "在运行"},
    {0},
};

static const struct kind chain_kind = {
    .id = "chain",
    .zh = "产业链",
    .en = "Chains",
    .path = "/chains",
    .code_prefix = "L",
    .fields = chain_fields,
    .flags = KIND_RANKED,
    .access = ACCESS_PUBLIC,
    .self_place = PLACE_CHAIN,
    .keys = {{"name"}},
    .count_zh = "条",
};

static const struct choice segment_stages[] = {
    {"upstream", "上游", "Upstream"},
    {"midstream", "中游", "Midstream"},
    {"downstream", "下游", "Downstream"},
    {"support", "支撑", "Support"},
    {0},
};
static const struct choice segment_kinds[] = {
    {"segment", "环节", "Segment"},
    {"product", "产品", "Product"},
    {"technology", "技术", "Technology"},
    {"service", "服务", "Service"},
    {0},
};
static const struct choice substitutabilities[] = {
    {"easy", "易", "Easy"},
    {"middling", "中", "Middling"},
    {"hard", "难", "Hard"},
    {0},
};

static const struct field segment_fields[] = {
    {"chain", "产业链", "Chain", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "chain",
     .place = PLACE_CHAIN, .example = "新能源汽车"},
    {"parent", "上级环节", "Part of", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "segment"},
    {"name", "环节名称", "Name", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_NAMES_PINYIN, .max = 60,
     .example = "电驱动", .synonyms = "名称|环节"},
    {"stage", "位置", "Stage", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = segment_stages,
     .example = "中游", .synonyms = "上中下游"},
    {"kind", "类别", "Kind", FIELD_ENUM, FIELD_REQUIRED | FIELD_FILTER, .choices = segment_kinds, .example = "产品"},
    {"industry_codes", "国民经济行业代码", "Industry codes", FIELD_TEXT_LIST, FIELD_LISTED, .max = 6,
     .example = "3612、3670", .synonyms = "行业代码"},
    {"keywords", "关键词", "Keywords", FIELD_TEXT_LIST, FIELD_FORM_WIDE, .max = 30, .example = "驱动电机、电机控制器"},
    {"negative_words", "排除词", "Negative words", FIELD_TEXT_LIST, FIELD_FORM_WIDE, .max = 30},
    {"value_share", "附加值占比", "Value share", FIELD_RATIO, FIELD_LISTED, .max = 10000},
    {"external_dependency", "对外依存度", "External dependency", FIELD_RATIO, 0, .max = 10000},
    {"substitutability", "可替代性", "Substitutability", FIELD_ENUM, 0, .choices = substitutabilities},
    {"maturity", "技术成熟度", "Maturity", FIELD_INT, 0, .min = 1, .max = 9},
    {"demand", "年需求", "Yearly demand", FIELD_MONEY, 0},
    {"note", "说明", "Note", FIELD_LONG_TEXT, FIELD_FORM_WIDE, .max = 2000},
    {0},
};

static const struct kind segment_kind = {
    .id = "segment",
    .zh = "环节",
    .en = "Segments",
    .path = "/segments",
    .code_prefix = "HJ",
    .fields = segment_fields,
    .flags = KIND_RANKED,
    .access = ACCESS_PUBLIC,
    .keys = {{"name", "chain"}},
    .count_zh = "个",
};

static const struct choice link_kinds[] = {
    {"material", "物料", "Material"},
    {"equipment", "装备", "Equipment"},
    {"technology", "技术", "Technology"},
    {"service", "服务", "Service"},
    {0},
};

static const struct field link_fields[] = {
    {"from_segment", "供方环节", "From", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "segment"},
    {"to_segment", "需方环节", "To", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "segment",
     .place = PLACE_PARENT},
    {"kind", "类别", "Kind", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = link_kinds},
    {"essential", "是否必需", "Essential", FIELD_BOOL, FIELD_LISTED, .synonyms = "必需"},
    {"weight", "投入占比", "Share of input", FIELD_RATIO, FIELD_LISTED, .max = 10000},
    {"feedback", "是否回流", "Feedback", FIELD_BOOL, 0, .synonyms = "回流"},
    {0},
};

static const struct kind link_kind = {
    .id = "link",
    .zh = "供应关系",
    .en = "Links",
    .path = "/links",
    .fields = link_fields,
    .flags = KIND_NO_CODE | KIND_ONE_PER_KEY,
    .access = ACCESS_PUBLIC,
    .keys = {{"from_segment", "to_segment", "kind"}},
    .order = "id",
    .count_zh = "条",
};

const struct kind *const chain_kinds[] = {&chain_kind, &segment_kind, &link_kind, NULL};
