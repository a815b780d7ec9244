/* What the web layer itself remembers: passwords, sessions, tokens of the API. */
#include "web/session.h"

#include "record/kind.h"

/* One row an account that may log in with a password.  Apart from the account, so that a wrong password is not a new
 * version of it. */
static const struct field password_fields[] = {
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED},
    {"digest", "密码摘要", "Password digest", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET}, /* argon2id, encoded */
    {"must_change", "首次登录须改密", "Must change", FIELD_BOOL, FIELD_REQUIRED},
    {"changed_us", "修改时间", "Changed", FIELD_INT, FIELD_REQUIRED},
    {"failures", "连续失败次数", "Failures", FIELD_INT, FIELD_REQUIRED}, /* since the last success */
    {"wait_until_us", "限制至", "Waits until", FIELD_INT, FIELD_REQUIRED},
    {0},
};
static const struct kind password_kind = {
    .id = "password", .zh = "密码", .en = "Passwords", .fields = password_fields, .flags = KIND_PLAIN,
    .keys = {{"account"}},
};

static const struct field session_fields[] = {
    {"id", "编号", "Number", FIELD_INT, FIELD_REQUIRED},
    {"digest", "令牌摘要", "Token digest", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET | FIELD_UNIQUE | FIELD_FILTER},
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"begun_us", "登录时间", "Begun", FIELD_INT, FIELD_REQUIRED},
    {"used_us", "最近使用", "Last used", FIELD_INT, FIELD_REQUIRED},
    {"ends_us", "最迟失效", "Ends", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"address", "网络地址", "Address", FIELD_TEXT, FIELD_REQUIRED},
    {"agent", "浏览器", "Browser", FIELD_TEXT, FIELD_REQUIRED},
    {"second_due", "待二次验证", "Second factor due", FIELD_BOOL, 0}, /* 1: the password was right, the code is missing */
    {0},
};
static const struct kind session_kind = {
    .id = "session", .zh = "会话", .en = "Sessions", .fields = session_fields, .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

/* The authenticator of an account that has one. */
static const struct field second_fields[] = {
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED},
    {"secret", "密钥", "Secret", FIELD_BYTES, FIELD_REQUIRED | FIELD_SECRET},
    {"confirmed", "已启用", "In use", FIELD_BOOL, FIELD_REQUIRED}, /* 0: shown, not yet answered with a code */
    {"last_step", "最近所用时段", "Last step used", FIELD_INT, FIELD_REQUIRED},
    {"recovery", "备用码摘要", "Recovery codes", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET}, /* digests, parted by blanks */
    {0},
};
static const struct kind second_kind = {
    .id = "second_factor", .zh = "二次验证", .en = "Second factors", .fields = second_fields, .flags = KIND_PLAIN,
    .keys = {{"account"}},
};

static const struct field token_fields[] = {
    {"id", "编号", "Number", FIELD_INT, FIELD_REQUIRED},
    {"digest", "令牌摘要", "Token digest", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET | FIELD_UNIQUE | FIELD_FILTER},
    {"account", "账号", "Account", FIELD_INT, FIELD_REQUIRED | FIELD_FILTER},
    {"name", "名称", "Name", FIELD_TEXT, FIELD_REQUIRED},
    {"scopes", "范围", "Scopes", FIELD_TEXT, FIELD_REQUIRED}, /* words parted by blanks */
    {"begun_us", "创建时间", "Created", FIELD_INT, FIELD_REQUIRED},
    {"ends_us", "失效时间", "Ends", FIELD_INT, FIELD_REQUIRED},
    {0},
};
static const struct kind token_kind = {
    .id = "api_token", .zh = "接口令牌", .en = "API tokens", .fields = token_fields, .flags = KIND_PLAIN,
    .keys = {{"id"}},
};

const struct kind *const web_kinds[] = {&password_kind, &session_kind, &second_kind, &token_kind, NULL};
