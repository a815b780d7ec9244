/* Who may log in, and as what. */
#include "features/account/account.h"

#include "record/access.h"

static const struct choice account_states[] = {
    {"active", "启用", "Active"},
    {"locked", "停用", "Locked", "锁定"},
    {0},
};

static const struct field account_fields[] = {
    {"login", "账号", "Login", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_UNIQUE | FIELD_LISTED | FIELD_FILTER | FIELD_ONCE, .max = 40,
     .example = "zhoumy", .synonyms = "用户名|登录名"},
    {"person", "人员", "Person", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "person", .place = PLACE_PERSON},
    {"enterprise", "企业", "Enterprise", FIELD_REF, FIELD_FILTER, .ref = "enterprise", .place = PLACE_ENTERPRISE},
    {"roles", "角色", "Roles", FIELD_ENUM_LIST, FIELD_REQUIRED | FIELD_LISTED, .choices = role_choices},
    {"state", "状态", "State", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = account_states},
    {0},
};

static const struct kind account_kind = {
    .id = "account",
    .zh = "账号",
    .en = "Accounts",
    .path = "/accounts",
    .fields = account_fields,
    .flags = KIND_NO_CODE,
    .access = ACCESS_ACCOUNT,
    .keys = {{"login"}},
    .order = "login",
    .count_zh = "个",
};

const struct kind *const account_kinds[] = {&account_kind, NULL};
