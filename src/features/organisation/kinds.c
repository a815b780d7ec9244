/* Who is who: regions, units, people, the posts they hold, and who acts for whom. */
#include "features/organisation/organisation.h"

static const struct choice region_kinds[] = {
    {"province", "省", "Province", "省级|自治区|直辖市"},
    {"city", "市", "City", "地级市|市级"},
    {"district", "区县", "District", "区|县|县级|县级市|乡镇|镇|乡|街道"},
    {"park", "园区", "Park", "开发区|经开区|高新区|产业园"},
    {0},
};

static const struct field region_fields[] = {
    {"name", "名称", "Name", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_NAMES_PINYIN, .max = 60,
     .example = "云江经开区", .synonyms = "区域名称|园区名称|区县名称"},
    {"kind", "类别", "Kind", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = region_kinds,
     .example = "园区"},
    {"parent", "上级", "Part of", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "region", .place = PLACE_REGION,
     .example = "云江市", .synonyms = "上级区域|所属区县"},
    {"area_mu", "面积", "Area", FIELD_NUMBER, FIELD_LISTED, .decimals = 2, .max = INT64_C(100000000000),
     .unit_zh = "亩", .unit_en = "mu"},
    {"longitude", "经度", "Longitude", FIELD_NUMBER, 0, .decimals = 6, .min = -180000000, .max = 180000000},
    {"latitude", "纬度", "Latitude", FIELD_NUMBER, 0, .decimals = 6, .min = -90000000, .max = 90000000},
    {0},
};

static const struct kind region_kind = {
    .id = "region",
    .zh = "区域",
    .en = "Regions",
    .path = "/regions",
    .code_prefix = "R",
    .fields = region_fields,
    .flags = KIND_RANKED,
    .access = ACCESS_CITY_BASE,
    .self_place = PLACE_REGION,
    .keys = {{"name", "parent"}, {"name"}},
    .count_zh = "个",
};

static const struct choice unit_kinds[] = {
    {"party", "党委", "Party committee"},
    {"government", "政府", "Government"},
    {"department", "部门", "Department", "市直部门|局|委办局"},
    {"district", "区县", "District"},
    {"park_board", "园区管委会", "Park board", "管委会|园区"},
    {"chief_office", "链长办", "Chain-chief office", "市链长办|链长制办公室"},
    {"promotion_office", "推进办", "Promotion office", "产业链推进办公室|产业链办公室"},
    {"task_force", "专班", "Task force", "工作专班"},
    {"association", "行业协会", "Trade association", "协会|商会"},
    {"university", "高校", "University"},
    {"institute", "科研机构", "Research institute", "科研院所"},
    {"bank", "金融机构", "Financial institution", "银行"},
    {"platform_company", "平台公司", "Platform company", "城投|产投"},
    {"enterprise", "企业", "Enterprise"},
    {"fund_manager", "基金管理人", "Fund manager"},
    {0},
};

static const struct choice park_levels[] = {
    {"national", "国家级", "National"},
    {"provincial", "省级", "Provincial"},
    {"municipal", "市级", "Municipal"},
    {0},
};

static const struct field unit_fields[] = {
    {"name", "名称", "Name", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_NAMES_PINYIN, .max = 100,
     .example = "云江市工业和信息化局", .synonyms = "单位名称|部门名称|责任单位"},
    {"kind", "类别", "Kind", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = unit_kinds,
     .example = "部门"},
    {"parent", "上级单位", "Belongs to", FIELD_REF, FIELD_FILTER, .ref = "unit"},
    {"region", "所在区域", "Region", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "region", .place = PLACE_REGION,
     .example = "云江经开区"},
    {"chain", "负责产业链", "Chain", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "chain", .place = PLACE_CHAIN,
     .synonyms = "产业链"},
    {"level", "园区级别", "Park level", FIELD_ENUM, 0, .choices = park_levels},
    {0},
};

static const struct kind unit_kind = {
    .id = "unit",
    .zh = "单位",
    .en = "Units",
    .path = "/units",
    .code_prefix = "DW",
    .fields = unit_fields,
    .flags = KIND_RANKED,
    .access = ACCESS_CITY_BASE,
    .self_place = PLACE_UNIT,
    .keys = {{"name"}},
    .count_zh = "个",
};

static const struct field person_fields[] = {
    {"name", "姓名", "Name", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_NAMES_PINYIN, .max = 40,
     .example = "周明远"},
    {"unit", "单位", "Unit", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "unit",
     .place = PLACE_UNIT, .example = "云江市工业和信息化局", .synonyms = "所在单位|工作单位"},
    {"title", "职务", "Title", FIELD_TEXT, FIELD_LISTED, .max = 60, .example = "副局长"},
    {"phone", "电话", "Phone", FIELD_PHONE, FIELD_PERSONAL | FIELD_LISTED, .example = "13900001001",
     .synonyms = "手机|联系电话|手机号码"},
    {"email", "电子邮箱", "E-mail", FIELD_TEXT, FIELD_PERSONAL, .max = 120, .synonyms = "邮箱"},
    {"employed_from", "到任日期", "From", FIELD_DATE, 0},
    {"employed_to", "离任日期", "Until", FIELD_DATE, FIELD_PLAN},
    {0},
};

static const struct kind person_kind = {
    .id = "person",
    .zh = "人员",
    .en = "People",
    .path = "/people",
    .code_prefix = "RY",
    .fields = person_fields,
    .flags = KIND_RANKED,
    .access = ACCESS_CITY_BASE,
    .self_place = PLACE_PERSON,
    .keys = {{"name", "unit"}},
    .count_zh = "人",
};

static const struct choice post_duties[] = {
    {"chief_chief", "总链长", "Chief of chain-chiefs"},
    {"chief", "链长", "Chain-chief"},
    {"vice_chief", "副链长", "Vice chain-chief"},
    {"office_head", "推进办主任", "Head of promotion office"},
    {"office_member", "推进办成员", "Promotion office staff"},
    {"force_head", "专班负责人", "Task force leader"},
    {"force_member", "专班成员", "Task force member"},
    {"liaison", "联络员", "Liaison"},
    {"commissioner", "发展指导专员", "Commissioner", "指导专员"},
    {"recruiter", "招商队员", "Recruiter"},
    {"minder", "项目专员", "Project minder"},
    {"service_officer", "企业服务专员", "Enterprise officer"},
    {0},
};

static const struct field post_fields[] = {
    {"person", "人员", "Person", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "person",
     .place = PLACE_PERSON, .example = "周明远"},
    {"duty", "职责", "Duty", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = post_duties,
     .example = "链长", .synonyms = "任职|岗位"},
    {"chain", "产业链", "Chain", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "chain", .place = PLACE_CHAIN,
     .example = "新能源汽车"},
    {"region", "区域", "Region", FIELD_REF, FIELD_FILTER, .ref = "region", .place = PLACE_REGION},
    {"project", "项目", "Project", FIELD_REF, FIELD_FILTER, .ref = "project"},
    {"enterprise", "企业", "Enterprise", FIELD_REF, FIELD_FILTER, .ref = "enterprise", .place = PLACE_ENTERPRISE},
    {"held_from", "自", "From", FIELD_DATE, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .example = "2026-01-01",
     .synonyms = "任职日期|起始日期"},
    {"held_to", "至", "Until", FIELD_DATE, FIELD_PLAN | FIELD_LISTED | FIELD_FILTER, .synonyms = "离任日期|终止日期"},
    {"seconded_from", "选派单位", "Seconded from", FIELD_REF, 0, .ref = "unit"},
    {0},
};

static const struct kind post_kind = {
    .id = "post",
    .zh = "任职",
    .en = "Posts",
    .path = "/posts",
    .fields = post_fields,
    .flags = KIND_RANKED | KIND_NO_CODE,
    .access = ACCESS_CITY_BASE,
    .keys = {{"person", "duty", "chain", "held_from"}},
    .count_zh = "条",
};

static const struct field delegation_fields[] = {
    {"from_person", "委托人", "From", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "person",
     .place = PLACE_PERSON},
    {"to_person", "代办人", "To", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "person"},
    {"held_from", "自", "From", FIELD_DATE, FIELD_REQUIRED | FIELD_LISTED | FIELD_PLAN},
    {"held_to", "至", "Until", FIELD_DATE, FIELD_LISTED | FIELD_PLAN},
    {"note", "说明", "Note", FIELD_TEXT, 0, .max = 200},
    {0},
};

static const struct kind delegation_kind = {
    .id = "delegation",
    .zh = "代办",
    .en = "Delegations",
    .path = "/delegations",
    .fields = delegation_fields,
    .flags = KIND_NO_CODE,
    .access = ACCESS_CITY_BASE,
    .keys = {{"from_person", "to_person", "held_from"}},
    .order = "-held_from",
    .count_zh = "条",
};

const struct kind *const organisation_kinds[] = {&region_kind, &unit_kind,       &person_kind,
                                                 &post_kind,   &delegation_kind, NULL};
