#include "base/reading.h"

#include "base/reading_words.h"
#include "base/utf8.h"
#include "base.texts.h"

#include <string.h>

const struct text *reading_says(enum reading_verdict v)
{
    static const struct text *const says[READING_VERDICT_COUNT] = {
        [READING_ASK] = &T_reading_ask,
        [READING_UNCLEAR] = &T_reading_unclear,
        [READING_PLANNED] = &T_reading_planned,
        [READING_NO_YEAR] = &T_reading_no_year,
        [READING_VAGUE] = &T_reading_vague,
        [READING_NO_DATE] = &T_reading_no_date,
        [READING_NO_SUCH_DATE] = &T_reading_no_such_date,
        [READING_LOST_ZERO] = &T_reading_lost_zero,
        [READING_SPAN] = &T_reading_span,
        [READING_APPROXIMATE] = &T_reading_approximate,
        [READING_FOREIGN] = &T_reading_foreign,
        [READING_NO_UNIT] = &T_reading_no_unit,
        [READING_OTHER_UNIT] = &T_reading_other_unit,
        [READING_IMPLAUSIBLE] = &T_reading_implausible,
        [READING_TOO_FINE] = &T_reading_too_fine,
        [READING_LOST_DIGITS] = &T_reading_lost_digits,
        [READING_WRONG_LENGTH] = &T_reading_wrong_length,
        [READING_WRONG_CHARACTER] = &T_reading_wrong_character,
        [READING_WRONG_CHECK] = &T_reading_wrong_check,
        [READING_OLD_CODE] = &T_reading_old_code,
        [READING_NO_AREA_CODE] = &T_reading_no_area_code,
        [READING_SEVERAL] = &T_reading_several,
        [READING_NOTE] = &T_reading_note,
        [READING_SWAPPED] = &T_reading_swapped,
    };
    return says[v];
}

/* ---- absence ---- */
static bool is_only(const char *text, const char *const *marks)
{
    while (skip_word(&text, marks))
        ;
    return !*text;
}

enum reading_verdict absence_read(const char *text)
{
    static const char *const marks[] = {"/", "\\", "-", "—", "–", "―", "_", ".", "。", "·", "、", "|", "*", "…", NULL};
    static const char *const question_marks[] = {"?", "？", NULL};
    static const char *const nothing[] = {
        "无",       "没有",     "暂无",     "待定",     "未定",     "不详",     "不明",   "空",
        "空缺",     "空白",     "略",       "暂缺",     "缺",       "不适用",   "不涉及", "未竣工",
        "未开工",   "未投产",   "未达产",   "未建成",   "未完工",   "未动工",   "未签约", "未验收",
        "尚未竣工", "尚未开工", "尚未投产", "暂未竣工", "暂未开工", "暂未投产", "未确定", "尚未确定",
        "待开工",   "待竣工",   "待投产",   "N/A",      "n/a",      "NA",       "NULL",   "null",
        "None",     "none",     "nil",      "(空)",     "(空白)",   "无此项",   NULL};
    static const char *const questions[] = {"未报",   "未填",   "待核",   "待查",   "待补",
                                            "待报",   "待确认", "未统计", "漏报",   "未提供",
                                            "不清楚", "需核实", "核实中", "未核实", NULL};
    char plain[NARROW_BYTES];
    if (!narrow(text, BLANKS_GO, plain))
        return READING_KNOWN;
    if (is_only(plain, marks) || is_word(plain, nothing))
        return READING_ABSENT;
    enum { SHORT_BYTES = 24 };
    bool is_short = strlen(plain) <= SHORT_BYTES;
    if (is_only(plain, question_marks) || (is_short && holds_word(plain, questions)))
        return READING_ASK;
    return READING_KNOWN;
}

enum reading_verdict yes_read(const char *text, bool *ret_yes)
{
    static const char *const yes[] = {"是",  "有",  "对",  "√",    "✓",    "✔",    "☑", "Y", "y",
                                      "YES", "Yes", "yes", "TRUE", "True", "true", "1", NULL};
    static const char *const no[] = {"否", "不是", "无", "没有", "×",     "✗",     "✘",     "☒", "N",
                                     "n",  "NO",   "No", "no",   "FALSE", "False", "false", "0", NULL};
    char plain[NARROW_BYTES];
    if (!narrow(text, BLANKS_GO, plain))
        return READING_UNCLEAR;
    if (is_word(plain, yes) || is_word(plain, no)) {
        *ret_yes = is_word(plain, yes);
        return READING_KNOWN;
    }
    enum reading_verdict absence = absence_read(text);
    return absence == READING_KNOWN ? READING_UNCLEAR : absence;
}

/* ---- lists ---- */
static const char *const openers[] = {"（", "(", "【", "[", "《", "“", "「", NULL};
static const char *const closers[] = {"）", ")", "】", "]", "》", "”", "」", NULL};

/* A comma before Ltd or Inc belongs to the name. */
static bool is_in_latin_name(const char *behind_comma)
{
    static const char *const forms[] = {"Ltd", "LTD",  "Inc", "INC",  "LLC", "Co.",
                                        "CO.", "Corp", "S.A", "GmbH", "PLC", NULL};
    while (*behind_comma == ' ')
        behind_comma++;
    return skip_word(&behind_comma, forms);
}

/* Steps over a separator at *at. */
static bool skip_separator(const char **at)
{
    static const char *const separators[] = {"、", "，", ",", "；", ";", "/", "／", "|", "｜", "\n", "\r", NULL};
    if (**at == ',' && is_in_latin_name(*at + 1))
        return false;
    return skip_word(at, separators);
}

/* The end of the part that begins at `from`; *ret_next is behind the separator, or the end. */
static const char *part_end(const char *from, const char **ret_next)
{
    int depth = 0;
    const char *at = from;
    while (*at) {
        const char *end = at;
        if (skip_word(&at, openers)) {
            depth++;
        } else if (skip_word(&at, closers)) {
            depth -= depth > 0;
        } else if (depth == 0 && skip_separator(&at)) {
            *ret_next = at;
            return end;
        } else {
            utf8_next(&at);
        }
    }
    *ret_next = at;
    return at;
}

const char *const *list_split(struct arena *a, const char *text, size_t *ret_n)
{
    const char **parts = NULL;
    size_t n = 0, capacity = 0;
    *ret_n = 0;
    while (*text) {
        const char *next, *end = part_end(text, &next);
        const char *part = utf8_tidy(a, arena_text_n(a, text, (size_t)(end - text)), false);
        if (*part) {
            if (!arena_grow(a, &parts, n, &capacity))
                return NULL;
            parts[n++] = part;
        }
        text = next;
    }
    if (arena_failed(a))
        return NULL;
    *ret_n = n;
    return parts;
}

/* ---- names ---- */
static bool ends_with_word(struct arena *a, const char *text, const char *const *words)
{
    return cut_word(arena_text(a, text), words);
}

static bool all_end_with(struct arena *a, const char *const *parts, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; i++)
        if (!ends_with_word(a, parts[i], words))
            return false;
    return true;
}

/* A list in a firm's name is a list of firms.  A project's name may well list
 * its products; it is several projects when each part could be one. */
static bool are_several(struct arena *a, const struct name_reading *r, enum name_kind kind)
{
    static const char *const project_ends[] = {"项目", "工程", "园", "中心", "基地", "期", "厂", "广场", "市场", NULL};
    enum { NAME_CHARACTERS_MIN = 4 };
    if (kind == NAME_OF_FIRM)
        return r->n_parts > 1 || r->is_open_ended;
    if (r->n_parts < 2 || !all_end_with(a, r->parts, r->n_parts, project_ends))
        return false;
    for (size_t i = 0; i < r->n_parts; i++)
        if (utf8_length(r->parts[i]) < NAME_CHARACTERS_MIN)
            return false;
    return true;
}

/* （已搬迁至邻县） at the end tells something about the firm; （有限合伙）, （集团） are its name. */
static bool take_note(struct arena *a, struct name_reading *r)
{
    static const char *const telling[] = {"已", "原", "现",   "曾用名", "更名", "搬迁", "注销", "吊销", "停产", "暂",
                                          "待", "拟", "备注", "注:",    "注：", "被",   "倒闭", "破产", "迁",   NULL};
    const char *open = NULL;
    for (const char *at = r->name; *at;) {
        const char *here = at;
        if (skip_word(&at, openers))
            open = here;
        else
            utf8_next(&at);
    }
    if (!open || open == r->name)
        return false;
    char *note = arena_text(a, open);
    const char *inside = note;
    skip_word(&inside, openers);
    const char *behind = inside;
    if (!cut_word(note, closers) || !skip_word(&behind, telling))
        return false;
    r->note = inside;
    r->name = utf8_tidy(a, arena_text_n(a, r->name, (size_t)(open - r->name)), false);
    return true;
}

static bool is_uscc(const char *name)
{
    enum uscc_verdict v = uscc_check(name);
    return v != USCC_WRONG_LENGTH && v != USCC_WRONG_CHARACTER;
}

struct name_reading name_read(struct arena *a, const char *text, enum name_kind kind)
{
    static const char *const and_others[] = {"等企业", "等公司", "等单位", "等", NULL};
    struct name_reading r = {.verdict = absence_read(text), .note = ""};
    char *name = utf8_tidy(a, text, false);
    r.name = name;
    if (r.verdict != READING_KNOWN)
        return r;
    if (is_uscc(utf8_squeeze(a, name))) {
        r.verdict = READING_SWAPPED;
        return r;
    }
    char *listed = arena_text(a, name);
    r.is_open_ended = cut_word(listed, and_others);
    r.parts = list_split(a, listed, &r.n_parts);
    if (are_several(a, &r, kind))
        r.verdict = READING_SEVERAL;
    else if (take_note(a, &r))
        r.verdict = READING_NOTE;
    return r;
}
