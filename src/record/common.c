#include "record/common.h"

#include "record/compose.h"
#include "record/registry.h"

#define OPERATION_COLUMNS \
    "id, at_us, account, acting_for, login, person_name, acting_for_name, address, what, about_kind, about, reason, " \
    "kinds, n_versions, digest"
enum { OPERATION_COLUMNS_N = 15 };

static const struct {
    const char *name, *types;
    int n_columns;
    bool writes;
    const char *sql;
    const char *allowed_scan;
} definitions[COMMON_COUNT] = {
    [COMMON_FORWARD] = {"forward", "i", 1, false, "select kept from forward where id = $1"},
    [COMMON_FORWARD_CODE] = {"forward_code", "tt", 1, false,
                             "select kept from forward where kind = $1 and code = $2 order by id desc limit 1"},
    [COMMON_FORWARD_ADD] = {"forward_add", "itti", 0, true,
                            "insert into forward (id, kind, code, kept) values ($1, $2, $3, $4)"},
    [COMMON_FORWARD_DROP] = {"forward_drop", "i", 0, true, "delete from forward where id = $1"},

    [COMMON_SALT] = {"salt", "i", 1, false, "select salt from personal_salt where id = $1"},
    [COMMON_SALT_ADD] = {"salt_add", "ib", 0, true, "insert into personal_salt (id, salt) values ($1, $2)"},
    [COMMON_SALT_DROP] = {"salt_drop", "i", 0, true, "delete from personal_salt where id = $1"},
    [COMMON_ERASED] = {"erased", "iit", 1, false,
                       "select digest from erased_value where id = $1 and version_us = $2 and field = $3"},
    [COMMON_ERASED_ADD] = {"erased_add", "iitb", 0, true,
                           "insert into erased_value (id, version_us, field, digest) values ($1, $2, $3, $4)"},

    [COMMON_OPERATION_ADD] = {"operation_add",
                              "iiiitttttt"
                              "itt"
                              "ib",
                              0, true,
                              "insert into operation (" OPERATION_COLUMNS ") values "
                              "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"},
    [COMMON_OPERATION] = {"operation", "i", OPERATION_COLUMNS_N, false,
                          "select " OPERATION_COLUMNS " from operation where id = $1"},
    [COMMON_OPERATIONS_SINCE] = {"operations_since", "ii", OPERATION_COLUMNS_N, false,
                                 "select " OPERATION_COLUMNS " from operation where at_us > $1 and at_us <= $2 "
                                 "order by at_us"},
    [COMMON_OPERATIONS_LAST] = {"operations_last", "iii", OPERATION_COLUMNS_N, false,
                                "select " OPERATION_COLUMNS " from operation where id < $2 and ($1 = 0 or "
                                "account = $1) order by id desc limit $3"},
    [COMMON_SEAL_LAST] = {"seal_last", "", 3, false,
                          "select number, last_us, digest from seal order by number desc limit 1",
                          "the last by number"},
    [COMMON_SEAL_ADD] = {"seal_add", "iiiibb", 0, true,
                         "insert into seal (number, first_us, last_us, n_operations, rows_digest, digest) values "
                         "($1, $2, $3, $4, $5, $6)"},
    [COMMON_SEALS] = {"seals", "", 6, false,
                      "select number, first_us, last_us, n_operations, rows_digest, digest from seal order by number",
                      "the whole chain is verified"},

    [COMMON_MAY_ANYWHERE] = {"may_anywhere", "iii", 1, false,
                             "select 1 from scope where account = $1 and class = $2 and verb = $3 limit 1"},
    [COMMON_MAY_AT] = {"may_at", "iiiiiiiiii", 1, false,
                       "select 1 from scope where account = $1 and class = $2 and verb = $3 and place in "
                       "(0, $4, $5, $6, $7, $8, $9, $10) limit 1"},
    [COMMON_GRANTS] = {"grants", "iii", 1, false,
                       "select place from scope where account = $1 and class = $2 and verb = $3 order by place"},
    [COMMON_SALTS] = {"salts", "t", 2, false,
                      "select id, salt from personal_salt where id in ([[select value from json_each($1)||"
                      "select cast(j.value as int8) from jsonb_array_elements_text(cast($1 as jsonb)) j(value)]])"},
    [COMMON_SEES_ALL] = {"sees_all", "ii", 1, false,
                         "select count(*) from scope where account = $1 and verb = 0 and place = 0 and class < $2"},
    [COMMON_SCOPE_CLEAR] = {"scope_clear", "i", 0, true, "delete from scope where account = $1"},
    [COMMON_SCOPE_ADD] = {"scope_add", "iiii", 0, true,
                          "insert into scope (account, class, verb, place) values ($1, $2, $3, $4) "
                          "on conflict do nothing"},
    [COMMON_SCOPE_DATE] = {"scope_date", "ii", 0, true,
                           "insert into scope_day (account, day) values ($1, $2) "
                           "on conflict (account) do update set day = excluded.day"},
    [COMMON_SCOPE_OLD] = {"scope_old", "ii", 1, false,
                          "select account from scope_day where day < $1 order by day, account limit $2"},

    [COMMON_SEARCH_DROP] = {"search_drop", "i", 0, true, "delete from [[search_entry||search_words]] where id = $1"},
    [COMMON_SEARCH_ENTRY] = {"search_entry", "iit", 0, true,
                             "[[insert into search_entry (entry, id, kind) values ($1, $2, $3)||]]"},
    [COMMON_SEARCH_ADD] = {"search_add", "itt", 0, true,
                           "[[insert into search_words (rowid, words) select $1, $2 where $3 <> ''||"
                           "insert into search_words (id, words, kind) values "
                           "($1, array_to_tsvector(string_to_array($2, ' ')), $3)]]"},
    [COMMON_SEARCH_DEFER] = {"search_defer", "tt", 0, true,
                             "insert into search_due (id, kind) select [[j.value, $1 from json_each($2) j where true||"
                             "cast(j.value as int8), $1 from jsonb_array_elements_text(cast($2 as jsonb)) j(value)]] "
                             "on conflict do nothing"},
    [COMMON_SEARCH_DUE] = {"search_due", "i", 2, false, "select id, kind from search_due order by id limit $1",
                           "the first few"},
    [COMMON_SEARCH_SETTLED] = {"search_settled", "i", 0, true, "delete from search_due where id = $1"},
    [COMMON_SEARCH_CLEAR] = {"search_clear", "", 0, true, "delete from [[search_entry||search_words]]",
                             "the index is emptied"},
};

enum err common_statements_new(struct arena *a, struct kinds *kinds, struct statement **ret_statements)
{
    struct statement *list = arena_array(a, COMMON_COUNT, struct statement);
    if (!list)
        return ERR_MEMORY;
    for (int i = 0; i < COMMON_COUNT; i++)
        TRY(compose(a, kinds, arena_printf(a, "record.%s", definitions[i].name), definitions[i].types,
                    definitions[i].n_columns, definitions[i].writes, definitions[i].sql, &list[i]));
    for (int i = 0; i < COMMON_COUNT; i++)
        list[i].allowed_scan = definitions[i].allowed_scan;
    for (int i = 0; i < COMMON_COUNT; i++)
        if (arena_grow(a, &kinds->made, kinds->n_made, &kinds->made_capacity))
            kinds->made[kinds->n_made++] = &list[i];
    *ret_statements = list;
    return OK;
}

const struct statement *common(const struct op *op, enum common_statement which)
{
    return &op->kinds->common[which];
}
