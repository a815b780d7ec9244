/* A kind of record is a table of fields.
 *
 * From that one table come the schema, the form, the list with its filters
 * and sorting, the detail page, import and export with their column headers,
 * the JSON API and its OpenAPI description, validation messages, history,
 * masking and scope.  A feature writes only what is special to it.
 *
 *     static const struct field event_fields[] = {
 *         {"project", "项目", "Project", FIELD_REF, FIELD_REQUIRED, .ref = "project", .place = PLACE_PARENT},
 *         {"kind", "节点", "Event", FIELD_ENUM, FIELD_REQUIRED | FIELD_FILTER, .choices = event_kinds},
 *         {"on_date", "日期", "Date", FIELD_DATE, FIELD_REQUIRED | FIELD_FILTER},
 *         …
 *         {0},
 *     };
 *
 * Every kind also has, without saying so: id, code (编号, people-facing, unique
 * per kind, made when left empty), rev, owner (归属单位), the time and the act
 * of its last change; KIND_RANKED adds rank (排序号). */
#ifndef RECORD_KIND_H
#define RECORD_KIND_H

#include "base/fault.h"
#include "store/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct op;
struct record;
struct findings;
struct import_reader;
struct import_reading;

enum field_type {
    FIELD_TEXT,      /* one line */
    FIELD_LONG_TEXT, /* several lines */
    FIELD_INT,       /* a count */
    FIELD_NUMBER,    /* a quantity, stored as an integer scaled by 10^decimals */
    FIELD_MONEY,     /* fen */
    FIELD_RATIO,     /* 1/10000, shown in % */
    FIELD_DATE,      /* packed, to the day or the month (base/date.h) */
    FIELD_MONTH,     /* packed with day 00 */
    FIELD_PERIOD,    /* text: 2026, 2026Q1, 2026-03, … */
    FIELD_YEAR,
    FIELD_BOOL,      /* 0, 1 */
    FIELD_ENUM,      /* text: the id of one of `choices` */
    FIELD_ENUM_LIST, /* JSON array of ids, in the order of `choices` */
    FIELD_TEXT_LIST, /* JSON array of texts, in the order given */
    FIELD_REF,       /* id of a record of kind `ref` */
    FIELD_REF_LIST,  /* JSON array of ids */
    FIELD_USCC,      /* 统一社会信用代码, checked */
    FIELD_PHONE,
    FIELD_BYTES, /* KIND_PLAIN only */
    FIELD_ROWS,  /* JSON array of objects whose members are `rows`: investors, approvals */
    FIELD_TYPE_COUNT
};

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_TITLE = 1 << 1, /* names the record wherever it is shown; one per kind */
    FIELD_PERSONAL =
        1 << 2, /* masked everywhere; unmasking needs a reason and is logged; erasable; never sorted or filtered */
    FIELD_UNIQUE = 1 << 3,        /* among the records of now; absent values do not clash */
    FIELD_FILTER = 1 << 4,        /* has an index: filtered and sorted at any size */
    FIELD_LISTED = 1 << 5,        /* a column of the list by default */
    FIELD_SUMMED = 1 << 6,        /* the list shows its total */
    FIELD_DERIVED = 1 << 7,       /* set by the program alone: not in forms, not imported */
    FIELD_PLAN = 1 << 8,          /* a date that may lie in the future; other dates of facts may not */
    FIELD_ONCE = 1 << 9,          /* cannot be changed once saved */
    FIELD_SEARCH = 1 << 10,       /* its words are found by the search box; the title always is */
    FIELD_NAMES_PINYIN = 1 << 11, /* with FIELD_SEARCH: also by pinyin initials */
    FIELD_SECRET = 1 << 12,       /* never shown, listed, exported or imported: password digests */
    FIELD_FORM_WIDE = 1 << 13,
};

/* What a reference says of where the row stands (scope, distribution key): the field's target is the row's
 * chain, district, … or the row stands where its parent stands.  A region may be a district or a park: it
 * gives a park its own place and its district's.  (The kind with self_place PLACE_REGION has the fields kind, with
 * the choices "district" and "park", and parent.) */
enum place {
    PLACE_NONE,
    PLACE_CHAIN,
    PLACE_DISTRICT,
    PLACE_PARK,
    PLACE_UNIT,
    PLACE_ENTERPRISE,
    PLACE_PERSON,
    PLACE_COUNT,
    PLACE_REGION = PLACE_COUNT, /* district and park, by the region's kind */
    PLACE_PARENT,               /* all places of the parent that the row itself does not name */
};

struct choice {
    const char *id;       /* stored, in interfaces: "build" */
    const char *zh, *en;  /* 建链, Build */
    const char *synonyms; /* read on import beside id, zh and en: "建|建链条"; NULL */
};

struct field {
    const char *id;      /* column, JSON member, CLI column */
    const char *zh, *en; /* label and column header */
    enum field_type type;
    unsigned flags;
    const struct choice *choices;  /* FIELD_ENUM, FIELD_ENUM_LIST; ends with .id = NULL */
    const char *ref;               /* FIELD_REF, FIELD_REF_LIST: kind id */
    const struct field *rows;      /* FIELD_ROWS; ends with .id = NULL; no nesting */
    enum place place;              /* FIELD_REF */
    int decimals;                  /* FIELD_NUMBER: 0–6 */
    int64_t min, max;              /* in stored units; text: length in characters.  0, 0: the type's own limits */
    int64_t usual_min, usual_max;  /* FIELD_MONEY: what lies outside is asked about; 0, 0: anything */
    const char *not_before;        /* FIELD_DATE: id of the date that it does not precede */
    const char *not_above;         /* FIELD_MONEY: id of the amount that it does not exceed */
    const char *unit_zh, *unit_en; /* 亩; money says 万元 by itself */
    const char *example;
    const char *synonyms; /* column headers read on import beside the labels: "投资主体|投资方|建设单位" */
    const char *former;   /* the field's first identifier, when it was renamed since: upgrades rename the column, and
                             digests of old versions keep it */
    const char *section;  /* heading in form and detail ("投资" and so on): id of a text, see kind.sections */
    const struct text *hint; /* one line above the field */
};

/* Who reads and writes rows of a kind: page 5's table, by name (record/access.h). */
enum access_class {
    ACCESS_PUBLIC,    /* chains, graph, posts, public facts: every government account reads */
    ACCESS_CITY_BASE, /* regions, units, persons: every government account reads; the chief office writes */
    ACCESS_PROJECT,   /* leaders, chief office, task forces: the city; districts and parks: their own */
    ACCESS_OWNER,     /* leads, investors: owner unit, the chain's task force, the chief office */
    ACCESS_FIRM,      /* firm figures, requests: own region, units assigned, the firm itself */
    ACCESS_RULE,      /* rulebook, calendar: all government accounts read; the chief office writes */
    ACCESS_SCORE,    /* assessment: leaders, the chief office and assessors all of it; others what is about their own */
    ACCESS_ACCOUNT,  /* the system administrator; one's own account */
    ACCESS_AUDIT,    /* the audit administrator */
    ACCESS_ATTACHED, /* as the record it is about: the row's own field `access` says which class */
    ACCESS_CLASS_COUNT
};

enum kind_flag {
    KIND_RANKED = 1 << 0, /* has official order: rank 排序号, used wherever no other order is asked for */
    KIND_PLAIN = 1 << 1,  /* a plain table of the program's own (sessions, jobs): its columns are its fields and nothing
                             else, keys[0] is its primary key, FIELD_FILTER an index; no versions, no pages, no scope;
                             written and read by registered statements under its bare name */
    KIND_NO_CODE = 1 << 2, /* rows that people never name by a code (events, positions): no code column */
    KIND_HIDDEN = 1 << 3,  /* has versions and scope, but no generic pages, no menu */
    KIND_CHILD =
        1 << 4, /* lives and is deleted with its PLACE_PARENT record (ACCESS_ATTACHED: with what it is about) */
    KIND_ONE_PER_KEY = 1 << 5, /* keys[0] is unique among the records of now: a second one is refused */
};

enum { KEY_FIELDS_MAX = 4, KIND_KEYS_MAX = 4, KIND_FIELDS_MAX = 56 };

struct kind {
    const char *id;          /* table, API path, CLI KIND: "project" */
    const char *zh, *en;     /* 项目, Projects */
    const char *path;        /* "/projects" */
    const char *code_prefix; /* "XM": XM00001 */
    const struct field *fields;
    unsigned flags;
    enum access_class access;
    enum place self_place; /* the record is itself a place: a chain's row stands in that chain */
    /* Natural keys in order of trust, NULL-terminated each: {"uscc"}, {"name", "district"}.  Import and duplicate
     * search use them; a key with an absent field does not match. */
    const char *keys[KIND_KEYS_MAX][KEY_FIELDS_MAX + 1];
    const char *order;    /* default sort: "-on_date,id"; NULL: rank, else title */
    const char *count_zh; /* measure word: 家, 个, 条 */
};

/* What a kind does beyond its table.  Kept apart from it, so that tables are plain tables (the statement generator
 * reads them without the program).  Declared by the feature; any may be NULL. */
struct kind_rules {
    const char *kind; /* id */
    /* Rules across fields and records, after each field was checked by itself.  Adds findings: errors (an act that
     * is refused) and questions (a fact that is asked about, saved with a reason and marked 待核实).
     * before is NULL for a new record.  May read through op; writes nothing. */
    enum err (*check)(struct op *op, const struct record *before, const struct record *after,
                      struct findings *findings);
    /* Fills FIELD_DERIVED fields from the others, before the check. */
    enum err (*derive)(struct op *op, struct record *record);
    /* After the row was written, in the same transaction: what follows from it elsewhere (places of children
     * and the scope of accounts are the kernel's own affair).  before/after is NULL for a new/deleted record. */
    enum err (*follow)(struct op *op, const struct record *before, const struct record *after);
    /* On import: what rows of one file say beside each other (record/import.h).  Pure; adds doubts. */
    enum err (*beside)(struct import_reader *reader, struct import_reading *reading);
};

/* ---- the registry: built once by app/ from what the features declare ---- */
struct kinds;

/* Checks every table (references resolve, one title, sizes, identifiers, keys name fields): a wrong table is a bug
 * found at the first start, in the generator and in the tests (ERR_BUG, with words).  The tables stay alive. */
enum err kinds_new(const struct kind *const *list, size_t n, const struct kind_rules *const *rules, size_t n_rules,
                   struct fault *f, struct kinds **ret_kinds);
void kinds_free(struct kinds *k);

size_t kinds_count(const struct kinds *k);
const struct kind *kinds_at(const struct kinds *k, size_t i); /* in dependency order: a kind after those it refers to */
const struct kind *kinds_find(const struct kinds *k, const char *id_or_zh_or_path); /* NULL */

const struct kind_rules *kinds_rules(const struct kinds *k, const struct kind *kind); /* never NULL */

int kind_field_count(const struct kind *k);
int kind_field_index(const struct kind *k, const char *id);                     /* −1 */
const struct field *kind_field(const struct kind *k, const char *id);           /* asserts that it is there */
const struct field *kind_title(const struct kind *k);                           /* NULL: shown by its code or id */
const struct field *kind_parent_field(const struct kind *k);                    /* the PLACE_PARENT field, or NULL */
const struct choice *choice_find(const struct choice *choices, const char *id); /* NULL */
const char *choice_label(const struct choice *choices, const char *id, enum language l); /* the id itself if unknown */

static inline bool field_is(const struct field *f, enum field_flag flag)
{
    return (f->flags & flag) != 0;
}
static inline const char *field_label(const struct field *f, enum language l)
{
    return l == LANGUAGE_EN ? f->en : f->zh;
}
static inline const char *kind_label(const struct kind *k, enum language l)
{
    return l == LANGUAGE_EN ? k->en : k->zh;
}
/* Stored as an integer, or as text (JSON for the lists). */
enum value_type field_value_type(const struct field *f);

#endif
