#include "document/number_format.h"

#include "document/format_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- the built-in ones ---- */

static const struct {
    int id;
    const char *code;
} builtins[] = {
    {0, "General"}, {1, "0"}, {2, "0.00"}, {3, "#,##0"}, {4, "#,##0.00"},
    {5, "\"¥\"#,##0;\"¥\"\\-#,##0"}, {6, "\"¥\"#,##0;[Red]\"¥\"\\-#,##0"},
    {7, "\"¥\"#,##0.00;\"¥\"\\-#,##0.00"}, {8, "\"¥\"#,##0.00;[Red]\"¥\"\\-#,##0.00"},
    {9, "0%"}, {10, "0.00%"}, {11, "0.00E+00"}, {12, "# ?/?"}, {13, "# ?" "?/?" "?"},
    {14, "yyyy/m/d"}, {15, "d-mmm-yy"}, {16, "d-mmm"}, {17, "mmm-yy"},
    {18, "h:mm AM/PM"}, {19, "h:mm:ss AM/PM"}, {20, "h:mm"}, {21, "h:mm:ss"}, {22, "yyyy-m-d h:mm"},
    {27, "yyyy\"年\"m\"月\""}, {28, "m\"月\"d\"日\""}, {29, "m\"月\"d\"日\""}, {30, "m-d-yy"},
    {31, "yyyy\"年\"m\"月\"d\"日\""}, {32, "h\"时\"mm\"分\""}, {33, "h\"时\"mm\"分\"ss\"秒\""},
    {34, "上午/下午h\"时\"mm\"分\""}, {35, "上午/下午h\"时\"mm\"分\"ss\"秒\""}, {36, "yyyy\"年\"m\"月\""},
    {37, "#,##0_);(#,##0)"}, {38, "#,##0_);[Red](#,##0)"},
    {39, "#,##0.00_);(#,##0.00)"}, {40, "#,##0.00_);[Red](#,##0.00)"},
    {41, "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "},
    {42, "_ \"¥\"* #,##0_ ;_ \"¥\"* -#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ "},
    {43, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "},
    {44, "_ \"¥\"* #,##0.00_ ;_ \"¥\"* -#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ "},
    {45, "mm:ss"}, {46, "[h]:mm:ss"}, {47, "mm:ss.0"}, {48, "##0.0E+0"}, {49, "@"},
    {50, "yyyy\"年\"m\"月\""}, {51, "m\"月\"d\"日\""}, {52, "yyyy\"年\"m\"月\""}, {53, "m\"月\"d\"日\""},
    {54, "m\"月\"d\"日\""}, {55, "上午/下午h\"时\"mm\"分\""}, {56, "上午/下午h\"时\"mm\"分\"ss\"秒\""},
    {57, "yyyy\"年\"m\"月\""}, {58, "m\"月\"d\"日\""},
};

const char *number_format_builtin(int id)
{
    for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++)
        if (builtins[i].id == id)
            return builtins[i].code;
    return NULL;
}

/* ---- taking a code apart ---- */

struct parse {
    struct arena *arena;
    const char *at;
    struct format_section *section;
    struct format_part parts[FORMAT_PARTS_MAX];
    int n;
    bool is_too_long;
};

static struct format_part *add_part(struct parse *p, enum format_part_kind kind, int width)
{
    if (p->n == FORMAT_PARTS_MAX) {
        p->is_too_long = true;
        p->n--;
    }
    struct format_part *part = &p->parts[p->n++];
    *part = (struct format_part){.kind = kind, .width = width, .text = ""};
    return part;
}

static void add_literal(struct parse *p, const char *text, size_t n)
{
    struct format_part *last = p->n ? &p->parts[p->n - 1] : NULL;
    if (last && last->kind == PART_LITERAL)
        last->text = arena_printf(p->arena, "%s%.*s", last->text, (int)n, text);
    else
        add_part(p, PART_LITERAL, 0)->text = arena_text_n(p->arena, text, n);
}

/* Bytes of the character that begins here. */
static size_t character_bytes(const char *at)
{
    size_t n = at[0] != '\0';
    while (n && ((unsigned char)at[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static int run_length(const char *at)
{
    int n = 0;
    while (at[n] && tolower((unsigned char)at[n]) == tolower((unsigned char)at[0]))
        n++;
    return n;
}

static bool take_word(struct parse *p, const char *word)
{
    size_t n = strlen(word);
    if (strncasecmp(p->at, word, n) != 0)
        return false;
    p->at += n;
    return true;
}

static void take_quoted(struct parse *p)
{
    const char *end = strchr(p->at + 1, '"');
    size_t n = end ? (size_t)(end - p->at - 1) : strlen(p->at + 1);
    add_literal(p, p->at + 1, n);
    p->at += 1 + n + (end ? 1 : 0);
}

static bool set_condition(struct format_section *s, const char *at)
{
    static const struct {
        const char *sign;
        enum format_condition is;
    } signs[] = {{"<>", CONDITION_UNEQUAL}, {"<=", CONDITION_AT_MOST}, {">=", CONDITION_AT_LEAST},
                 {"<", CONDITION_LESS},     {">", CONDITION_MORE},     {"=", CONDITION_EQUAL}};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        size_t n = strlen(signs[i].sign);
        if (strncmp(at, signs[i].sign, n) == 0) {
            s->condition = signs[i].is;
            s->bound = strtod(at + n, NULL);
            return true;
        }
    }
    return false;
}

/* [h], [>=10000], [$¥-804]; [Red], [DBNum1] and [$-804] say nothing that we show. */
static void take_bracket(struct parse *p)
{
    const char *inside = p->at + 1;
    const char *end = strchr(inside, ']');
    size_t n = end ? (size_t)(end - inside) : strlen(inside);
    int same = run_length(inside);
    if ((size_t)same == n && strchr("hHmMsS", inside[0])) {
        int letter = tolower((unsigned char)inside[0]);
        add_part(p, letter == 'h' ? PART_ELAPSED_HOURS : letter == 'm' ? PART_ELAPSED_MINUTES : PART_ELAPSED_SECONDS,
                 same);
    } else if (inside[0] == '$') {
        size_t shown = strcspn(inside + 1, "-]");
        if (shown)
            add_literal(p, inside + 1, shown);
    } else {
        set_condition(p->section, inside);
    }
    p->at = inside + n + (end ? 1 : 0);
}

static bool take_letters(struct parse *p)
{
    int n = run_length(p->at);
    switch (tolower((unsigned char)p->at[0])) {
    case 'y':
        add_part(p, PART_YEAR, n);
        break;
    case 'e':
        add_part(p, PART_YEAR, 4);
        break;
    case 'm':
        add_part(p, PART_MONTH, n);
        break;
    case 'd':
        add_part(p, n > 2 ? PART_WEEKDAY : PART_DAY, n);
        break;
    case 'a':
        if (n < 3)
            return false;
        add_part(p, PART_WEEKDAY, n);
        break;
    case 'h':
        add_part(p, PART_HOUR, n);
        break;
    case 's':
        add_part(p, PART_SECOND, n);
        break;
    case 'g':
        break;
    default:
        return false;
    }
    p->at += n;
    return true;
}

static bool take_exponent(struct parse *p)
{
    if ((p->at[0] != 'E' && p->at[0] != 'e') || (p->at[1] != '+' && p->at[1] != '-'))
        return false;
    struct format_part *part = add_part(p, PART_EXPONENT, 0);
    part->sign = p->at[1];
    p->at += 2;
    for (; *p->at == '0' || *p->at == '#' || *p->at == '?'; p->at++)
        part->width++;
    return true;
}

static bool take_sign(struct parse *p)
{
    char c = p->at[0];
    switch (c) {
    case '0':
    case '#':
    case '?':
        add_part(p, PART_DIGIT, 1)->sign = c;
        break;
    case '.':
        add_part(p, PART_POINT, 0);
        break;
    case ',':
        add_part(p, PART_COMMA, 0);
        break;
    case '%':
        add_part(p, PART_PERCENT, 0);
        break;
    case '@':
        add_part(p, PART_TEXT, 0);
        break;
    default:
        return false;
    }
    p->at++;
    return true;
}

static void take_part(struct parse *p)
{
    if (*p->at == '"') {
        take_quoted(p);
    } else if (*p->at == '[') {
        take_bracket(p);
    } else if (*p->at == '\\' || *p->at == '!') {
        size_t n = character_bytes(p->at + 1);
        add_literal(p, p->at + 1, n);
        p->at += 1 + n;
    } else if (*p->at == '_' || *p->at == '*') {
        p->at += 1 + character_bytes(p->at + 1);
    } else if (take_word(p, "General") || take_word(p, "G/通用格式")) {
        add_part(p, PART_GENERAL, 0);
    } else if (take_word(p, "AM/PM") || take_word(p, "A/P") || take_word(p, "上午/下午")) {
        add_part(p, PART_HALF, 0);
    } else if (!take_exponent(p) && !take_letters(p) && !take_sign(p)) {
        size_t n = character_bytes(p->at);
        add_literal(p, p->at, n);
        p->at += n;
    }
}

/* ---- what the parts mean together ---- */

static bool is_time_part(enum format_part_kind kind)
{
    return kind == PART_HOUR || kind == PART_MINUTE || kind == PART_SECOND || kind == PART_ELAPSED_HOURS ||
           kind == PART_ELAPSED_MINUTES || kind == PART_ELAPSED_SECONDS;
}

static bool is_date_part(enum format_part_kind kind)
{
    return kind == PART_YEAR || kind == PART_MONTH || kind == PART_DAY || kind == PART_WEEKDAY;
}

static const struct format_part *neighbour(const struct parse *p, int from, int step)
{
    for (int i = from + step; i >= 0 && i < p->n; i += step)
        if (is_time_part(p->parts[i].kind) || is_date_part(p->parts[i].kind))
            return &p->parts[i];
    return NULL;
}

/* An m beside hours or seconds counts minutes. */
static void tell_minutes(struct parse *p)
{
    for (int i = 0; i < p->n; i++) {
        if (p->parts[i].kind != PART_MONTH || p->parts[i].width > 2)
            continue;
        const struct format_part *before = neighbour(p, i, -1), *after = neighbour(p, i, 1);
        if ((before && (before->kind == PART_HOUR || before->kind == PART_ELAPSED_HOURS)) ||
            (after && (after->kind == PART_SECOND || after->kind == PART_ELAPSED_SECONDS)))
            p->parts[i].kind = PART_MINUTE;
    }
}

/* ss.000: the placeholders after the point are thousandths of the second. */
static void tell_fractions(struct parse *p)
{
    for (int i = 1; i + 1 < p->n; i++) {
        bool after_seconds = p->parts[i - 1].kind == PART_SECOND || p->parts[i - 1].kind == PART_ELAPSED_SECONDS;
        if (p->parts[i].kind != PART_POINT || !after_seconds || p->parts[i + 1].kind != PART_DIGIT)
            continue;
        int end = i + 1;
        while (end < p->n && p->parts[end].kind == PART_DIGIT)
            end++;
        p->parts[i] = (struct format_part){.kind = PART_FRACTION, .width = end - i - 1, .text = ""};
        memmove(&p->parts[i + 1], &p->parts[end], (size_t)(p->n - end) * sizeof(p->parts[0]));
        p->n -= end - i - 1;
    }
}

/* A comma between digits separates thousands; after the last digit it divides by a thousand. */
static void tell_commas(struct parse *p)
{
    int last_digit = -1, first_digit = p->n, n = 0;
    for (int i = 0; i < p->n; i++) {
        if (p->parts[i].kind != PART_DIGIT)
            continue;
        last_digit = i;
        if (first_digit > i)
            first_digit = i;
    }
    for (int i = 0; i < p->n; i++) {
        struct format_part part = p->parts[i];
        if (part.kind == PART_COMMA && i > first_digit) {
            if (i < last_digit)
                p->section->groups = true;
            else
                p->section->shift -= 3;
            continue;
        }
        if (part.kind == PART_COMMA)
            part = (struct format_part){.kind = PART_LITERAL, .text = ","};
        p->parts[n++] = part;
    }
    p->n = n;
}

static void count_parts(struct parse *p)
{
    struct format_section *s = p->section;
    bool after_point = false;
    for (int i = 0; i < p->n; i++) {
        enum format_part_kind kind = p->parts[i].kind;
        s->is_moment |= is_time_part(kind) || is_date_part(kind);
        s->has_text |= kind == PART_TEXT;
        s->has_half |= kind == PART_HALF;
        s->has_fraction |= kind == PART_FRACTION;
        s->shift += kind == PART_PERCENT ? 2 : 0;
        after_point |= kind == PART_POINT;
        s->n_decimals += kind == PART_DIGIT && after_point;
        s->n_integer += kind == PART_DIGIT && !after_point;
    }
}

static void end_section(struct parse *p)
{
    tell_minutes(p);
    tell_fractions(p);
    tell_commas(p);
    count_parts(p);
    struct format_section *s = p->section;
    s->parts = arena_array(p->arena, (size_t)p->n + 1, struct format_part);
    if (!s->parts)
        return;
    memcpy(s->parts, p->parts, (size_t)p->n * sizeof(p->parts[0]));
    s->n_parts = p->n;
    p->n = 0;
}

static void describe(struct number_format *f)
{
    const struct format_section *first = &f->sections[0];
    f->is_general = f->n_sections == 1 && first->n_parts == 1 && first->parts[0].kind == PART_GENERAL;
    bool shows_day = false, shows_month = false, shows_time = false;
    for (int i = 0; i < first->n_parts; i++) {
        enum format_part_kind kind = first->parts[i].kind;
        f->is_date |= is_date_part(kind);
        shows_time |= is_time_part(kind);
        shows_day |= kind == PART_DAY || kind == PART_WEEKDAY;
        shows_month |= kind == PART_MONTH;
        f->is_elapsed |= kind == PART_ELAPSED_HOURS || kind == PART_ELAPSED_MINUTES || kind == PART_ELAPSED_SECONDS;
    }
    f->is_time = shows_time && !f->is_date;
    f->hides_day = shows_month && !shows_day && !shows_time;
}

static void parse_sections(struct parse *p, struct format_section *sections, int *ret_n_sections)
{
    int n = 1;
    p->section = sections;
    while (*p->at && !p->is_too_long) {
        if (*p->at != ';') {
            take_part(p);
            continue;
        }
        if (n == FORMAT_SECTIONS_MAX)
            break;
        end_section(p);
        p->section = &sections[n++];
        p->at++;
    }
    end_section(p);
    *ret_n_sections = n;
}

struct number_format *number_format_compile(struct arena *a, const char *code)
{
    if (!*code || strlen(code) > FORMAT_CODE_BYTES_MAX)
        code = "General";
    struct number_format *f = arena_one(a, struct number_format);
    struct format_section *sections = arena_array(a, FORMAT_SECTIONS_MAX, struct format_section);
    if (!f || !sections)
        return NULL;
    struct parse p = {.arena = a, .at = code};
    parse_sections(&p, sections, &f->n_sections);
    f->code = arena_text(a, code);
    f->sections = sections;
    if (arena_failed(a))
        return NULL;
    describe(f);
    return p.is_too_long ? number_format_compile(a, "General") : f;
}
