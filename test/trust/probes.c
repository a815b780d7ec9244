#include "trust/probes.h"

#include <stdio.h>

static const struct choice states[] = {{"early", "早", "Early"}, {"middle", "中", "Middle"}, {"late", "晚", "Late"}, {0}};

static const struct field row_fields[] = {
    {"name", "称谓", "Name", FIELD_TEXT, FIELD_REQUIRED, .max = 60},
    {"project", "项目", "Project", FIELD_REF, 0, .ref = "project"},
    {"share", "占比", "Share", FIELD_RATIO, 0, .max = 10000},
    {0},
};

static const struct field probe_fields[] = {
    {"title", "名称", "Title", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_NAMES_PINYIN, .max = 60},
    {"mark", "标记", "Mark", FIELD_TEXT, FIELD_UNIQUE | FIELD_FILTER | FIELD_LISTED, .max = 60},
    {"words", "词", "Words", FIELD_TEXT_LIST, FIELD_FILTER, .max = 30},
    {"note", "说明", "Note", FIELD_LONG_TEXT, 0, .max = 400},
    {"amount", "金额", "Amount", FIELD_MONEY, FIELD_LISTED | FIELD_FILTER | FIELD_SUMMED, .max = INT64_C(100000000000)},
    {"heads", "人数", "Heads", FIELD_INT, FIELD_LISTED | FIELD_SUMMED, .max = 1000000},
    {"area", "面积", "Area", FIELD_NUMBER, FIELD_LISTED, .decimals = 2, .max = 1000000},
    {"share", "占比", "Share", FIELD_RATIO, FIELD_LISTED, .max = 10000},
    {"on_date", "日期", "Date", FIELD_DATE, FIELD_LISTED | FIELD_FILTER},
    {"month", "月份", "Month", FIELD_MONTH, 0},
    {"period", "期间", "Period", FIELD_PERIOD, FIELD_FILTER},
    {"year", "年度", "Year", FIELD_YEAR, FIELD_FILTER},
    {"key", "重点", "Key", FIELD_BOOL, FIELD_FILTER},
    {"state", "状态", "State", FIELD_ENUM, FIELD_LISTED | FIELD_FILTER, .choices = states},
    {"tags", "标签", "Tags", FIELD_ENUM_LIST, FIELD_FILTER, .choices = states},
    {"rows", "明细", "Rows", FIELD_ROWS, 0, .rows = row_fields},
    {"also", "相关", "Also", FIELD_REF_LIST, FIELD_FILTER, .ref = "project"},
    {"uscc", "信用代码", "Credit code", FIELD_USCC, 0},
    {"phone", "电话", "Phone", FIELD_PHONE, FIELD_PERSONAL | FIELD_LISTED},
    {"contact", "联系人", "Contact", FIELD_TEXT, FIELD_PERSONAL, .max = 60},
    {"pin", "暗码", "Pin", FIELD_TEXT, FIELD_SECRET, .max = 60},
    {"chain", "产业链", "Chain", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "chain", .place = PLACE_CHAIN},
    {"region", "区域", "Region", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "region", .place = PLACE_REGION},
    {"unit", "单位", "Unit", FIELD_REF, FIELD_FILTER, .ref = "unit", .place = PLACE_UNIT},
    {"enterprise", "企业", "Enterprise", FIELD_REF, FIELD_FILTER, .ref = "enterprise", .place = PLACE_ENTERPRISE},
    {"person", "人员", "Person", FIELD_REF, FIELD_FILTER, .ref = "person", .place = PLACE_PERSON},
    {"project", "项目", "Project", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "project"},
    {0},
};

static bool has_probe(int access_class)
{
    return access_class != ACCESS_ATTACHED;
}

/* Tables that differ by the class alone: their texts are made once and stay. */
struct probe {
    char id[20], zh[40], en[40], path[40], prefix[8];
    char part_id[20], part_zh[40], part_en[40], part_path[40];
    struct field part_fields[5];
    struct kind kind, part;
};

static void name_probe(struct probe *p, int access_class)
{
    snprintf(p->id, sizeof(p->id), "probe_%c", 'a' + access_class);
    snprintf(p->zh, sizeof(p->zh), "探针%c", 'A' + access_class);
    snprintf(p->en, sizeof(p->en), "Probes %c", 'A' + access_class);
    snprintf(p->path, sizeof(p->path), "/probes-%c", 'a' + access_class);
    snprintf(p->prefix, sizeof(p->prefix), "T%c", 'A' + access_class);
    snprintf(p->part_id, sizeof(p->part_id), "part_%c", 'a' + access_class);
    snprintf(p->part_zh, sizeof(p->part_zh), "部件%c", 'A' + access_class);
    snprintf(p->part_en, sizeof(p->part_en), "Parts %c", 'A' + access_class);
    snprintf(p->part_path, sizeof(p->part_path), "/parts-%c", 'a' + access_class);
}

static void make_probe(struct probe *p, enum access_class access_class)
{
    name_probe(p, (int)access_class);
    p->kind = (struct kind){.id = p->id, .zh = p->zh, .en = p->en, .path = p->path, .code_prefix = p->prefix,
                            .fields = probe_fields, .flags = KIND_RANKED, .access = access_class,
                            .keys = {{"mark"}, {"title", "region"}}};
    p->part_fields[0] = (struct field){"whole", "整体", "Whole", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER,
                                       .ref = p->id, .place = PLACE_PARENT};
    p->part_fields[1] = (struct field){"year", "年度", "Year", FIELD_YEAR, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER};
    p->part_fields[2] = (struct field){"planned", "计划", "Planned", FIELD_MONEY, FIELD_LISTED | FIELD_SUMMED};
    p->part_fields[3] = (struct field){"note", "说明", "Note", FIELD_TEXT, FIELD_LISTED, .max = 60};
    p->part = (struct kind){.id = p->part_id, .zh = p->part_zh, .en = p->part_en, .path = p->part_path,
                            .fields = p->part_fields, .flags = KIND_NO_CODE | KIND_CHILD | KIND_ONE_PER_KEY,
                            .access = access_class, .keys = {{"whole", "year"}}, .order = "-year,whole"};
}

void probes_add(const struct kind **list, size_t *n)
{
    static struct probe probes[ACCESS_CLASS_COUNT];
    for (int c = 0; c < ACCESS_CLASS_COUNT; c++) {
        if (!has_probe(c))
            continue;
        make_probe(&probes[c], (enum access_class)c);
        list[(*n)++] = &probes[c].kind;
        list[(*n)++] = &probes[c].part;
    }
}
