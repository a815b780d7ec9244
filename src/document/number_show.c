#include "document/format_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- decimal digits ----
 * Fifteen significant digits are what the office programs keep; rounding is
 * half away from zero on those, so that 0.105 is 0.11 although the double lies
 * below. */

enum { SIGNIFICANT = 15, GENERAL_CHARACTERS = 11, SHOWN_BYTES = 1024 };

struct decimal {
    char digits[SIGNIFICANT + 1]; /* no zeros at the end; "" is zero */
    int n;
    int point; /* the value is 0.digits × 10^point */
    bool is_negative;
};

static void drop_zeros(struct decimal *d)
{
    while (d->n && d->digits[d->n - 1] == '0')
        d->n--;
    d->digits[d->n] = '\0';
    if (d->n == 0)
        d->point = 0;
}

static struct decimal decimal_from(double number)
{
    struct decimal d = {.is_negative = signbit(number) != 0 && number != 0};
    char text[40];
    snprintf(text, sizeof(text), "%.*e", SIGNIFICANT - 1, fabs(number));
    d.digits[0] = text[0];
    memcpy(d.digits + 1, text + 2, SIGNIFICANT - 1);
    d.n = SIGNIFICANT;
    d.point = (int)strtol(text + 2 + SIGNIFICANT, NULL, 10) + 1;
    drop_zeros(&d);
    return d;
}

/* Rounds to that many places after the point. */
static void decimal_round(struct decimal *d, int places)
{
    int keep = d->point + places;
    if (keep >= d->n)
        return;
    if (keep < 0) {
        d->n = 0;
        drop_zeros(d);
        return;
    }
    bool up = d->digits[keep] >= '5';
    d->n = keep;
    for (int i = keep - 1; up && i >= 0; i--) {
        up = d->digits[i] == '9';
        d->digits[i] = up ? '0' : (char)(d->digits[i] + 1);
    }
    if (up) {
        memmove(d->digits + 1, d->digits, (size_t)d->n);
        d->digits[0] = '1';
        d->n++;
        d->point++;
    }
    drop_zeros(d);
}

/* The digit that stands `place` places left (0 = ones, -1 = tenths) of the point. */
static char decimal_digit(const struct decimal *d, int place)
{
    int i = d->point - 1 - place;
    return i >= 0 && i < d->n ? d->digits[i] : '0';
}

/* ---- a line of text being put together; what does not fit is cut ---- */

struct line {
    char bytes[SHOWN_BYTES];
    size_t n;
};

static void add(struct line *l, const char *text)
{
    size_t n = strlen(text);
    if (n > sizeof(l->bytes) - l->n) {
        n = sizeof(l->bytes) - l->n;
        while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    }
    memcpy(l->bytes + l->n, text, n);
    l->n += n;
}

static void add_character(struct line *l, char c)
{
    if (l->n < sizeof(l->bytes))
        l->bytes[l->n++] = c;
}

static void add_number(struct line *l, int64_t number, int width)
{
    char text[32];
    snprintf(text, sizeof(text), "%0*lld", width < 1 ? 1 : width > 20 ? 20 : width, (long long)number);
    add(l, text);
}

/* ---- numbers without a format ---- */

static void add_plain(struct line *l, const struct decimal *d)
{
    if (d->is_negative && d->n)
        add_character(l, '-');
    for (int place = d->point > 0 ? d->point - 1 : 0; place >= 0; place--)
        add_character(l, decimal_digit(d, place));
    if (d->n > d->point) {
        add_character(l, '.');
        for (int place = -1; place >= d->point - d->n; place--)
            add_character(l, decimal_digit(d, place));
    }
}

static void add_scientific(struct line *l, const struct decimal *d)
{
    if (d->is_negative)
        add_character(l, '-');
    add_character(l, d->digits[0]);
    if (d->n > 1) {
        add_character(l, '.');
        add(l, d->digits + 1);
    }
    int exponent = d->point - 1;
    add(l, exponent < 0 ? "E-" : "E+");
    add_number(l, abs(exponent), 2);
}

static char *take_line(const struct line *l, char text[NUMBER_TEXT_BYTES])
{
    size_t n = l->n < NUMBER_TEXT_BYTES ? l->n : NUMBER_TEXT_BYTES - 1;
    memcpy(text, l->bytes, n);
    text[n] = '\0';
    return text;
}

char *number_plain(double number, char text[NUMBER_TEXT_BYTES])
{
    struct line l = {.n = 0};
    struct decimal d = decimal_from(isfinite(number) ? number : 0);
    if (d.point > 21 || d.point < -19)
        add_scientific(&l, &d);
    else
        add_plain(&l, &d);
    return take_line(&l, text);
}

char *number_general(double number, char text[NUMBER_TEXT_BYTES])
{
    struct line l = {.n = 0};
    struct decimal d = decimal_from(isfinite(number) ? number : 0);
    bool is_small = d.point < -3;
    bool fits_small = d.n - d.point <= GENERAL_CHARACTERS - 2;
    if (d.n && (d.point > GENERAL_CHARACTERS || (is_small && !fits_small))) {
        decimal_round(&d, 6 - d.point);
        add_scientific(&l, &d);
        return take_line(&l, text);
    }
    int integers = d.point > 0 ? d.point : 1;
    int places = GENERAL_CHARACTERS - 1 - integers;
    decimal_round(&d, places > 0 ? places : 0);
    add_plain(&l, &d);
    return take_line(&l, text);
}

/* ---- numbers under a format ---- */

/* Digits go to placeholders from the right; what is left over stands before the first. */
static void add_integer_part(struct line *l, const struct format_section *s, const struct decimal *d, int *turn,
                             char sign)
{
    int place = s->n_integer - 1 - *turn;
    int highest = d->point - 1;
    if (*turn == 0)
        for (int i = highest; i > place; i--) {
            add_character(l, decimal_digit(d, i));
            if (s->groups && i % 3 == 0 && i > 0)
                add_character(l, ',');
        }
    if (place <= highest || sign == '0') {
        add_character(l, decimal_digit(d, place));
        if (s->groups && place % 3 == 0 && place > 0)
            add_character(l, ',');
    } else if (sign == '?') {
        add_character(l, ' ');
    }
    ++*turn;
}

static void add_decimal_part(struct line *l, const struct decimal *d, int *turn, char sign)
{
    int place = -1 - *turn;
    bool has_more = d->n - d->point > *turn;
    if (has_more || sign == '0')
        add_character(l, decimal_digit(d, place));
    else if (sign == '?')
        add_character(l, ' ');
    ++*turn;
}

static void add_exponent(struct line *l, const struct format_part *part, int exponent)
{
    add_character(l, 'E');
    if (exponent < 0)
        add_character(l, '-');
    else if (part->sign == '+')
        add_character(l, '+');
    add_number(l, abs(exponent), part->width);
}

static bool has_exponent(const struct format_section *s)
{
    for (int i = 0; i < s->n_parts; i++)
        if (s->parts[i].kind == PART_EXPONENT)
            return true;
    return false;
}

/* Moves the point so that the mantissa has as many integer digits as the
 * format, in steps of that many; returns the exponent. */
static int normalise(struct decimal *d, const struct format_section *s)
{
    if (d->n == 0)
        return 0;
    int step = s->n_integer > 0 ? s->n_integer : 1;
    int exponent = d->point - 1;
    int rest = ((exponent % step) + step) % step;
    d->point = rest + 1;
    decimal_round(d, s->n_decimals);
    if (d->point <= step)
        return exponent - rest;
    d->point -= step;
    return exponent - rest + step;
}

struct digit_turns {
    int integers, decimals;
    bool after_point;
};

static void add_number_part(struct line *l, const struct format_section *s, const struct format_part *part,
                            const struct decimal *d, struct digit_turns *turns)
{
    if (part->kind == PART_LITERAL) {
        add(l, part->text);
    } else if (part->kind == PART_PERCENT) {
        add_character(l, '%');
    } else if (part->kind == PART_POINT) {
        for (int place = d->point - 1; place >= 0 && s->n_integer == 0; place--)
            add_character(l, decimal_digit(d, place));
        add_character(l, '.');
        turns->after_point = true;
    } else if (part->kind == PART_DIGIT && turns->after_point) {
        add_decimal_part(l, d, &turns->decimals, part->sign);
    } else if (part->kind == PART_DIGIT) {
        add_integer_part(l, s, d, &turns->integers, part->sign);
    }
}

static void show_number(struct line *l, const struct format_section *s, double number, bool shows_sign)
{
    char general[NUMBER_TEXT_BYTES];
    struct decimal d = decimal_from(fabs(number));
    struct digit_turns turns = {0};
    int exponent = 0;
    if (d.n)
        d.point += s->shift;
    if (has_exponent(s))
        exponent = normalise(&d, s);
    else
        decimal_round(&d, s->n_decimals);
    if (number < 0 && shows_sign)
        add_character(l, '-');
    for (int i = 0; i < s->n_parts; i++) {
        const struct format_part *part = &s->parts[i];
        if (part->kind == PART_EXPONENT)
            add_exponent(l, part, exponent);
        else if (part->kind == PART_GENERAL || part->kind == PART_TEXT)
            add(l, number_general(fabs(number), general));
        else
            add_number_part(l, s, part, &d, &turns);
    }
}

/* ---- moments under a format ---- */

struct moment_parts {
    int year, month, day, weekday;
    int64_t ms;       /* since midnight */
    int64_t total_ms; /* of a duration */
};

static bool take_moment(double number, bool is_1904, bool has_fraction, struct moment_parts *ret_parts)
{
    date_t date;
    int32_t ms;
    if (!serial_to_date(number, is_1904, &date, &ms)) {
        /* A time alone has no day in the 1900 system. */
        if (!(number >= 0) || number >= 1)
            return false;
        date = DATE_NONE;
        ms = (int32_t)lround(number * 86400000.0);
    }
    int64_t total_ms = llround(number * 86400000.0);
    if (!has_fraction) {
        total_ms = (total_ms + 500) / 1000 * 1000;
        ms = (ms + 500) / 1000 * 1000;
    }
    if (ms == 86400000) {
        ms = 0;
        date = date ? date_add_days(date, 1) : DATE_NONE;
    }
    *ret_parts = (struct moment_parts){
        .year = date ? date_year(date) : 1900,
        .month = date ? date_month(date) : 1,
        .day = date ? date_day(date) : 0,
        .weekday = date ? date_weekday(date) : 6,
        .ms = ms,
        .total_ms = total_ms,
    };
    return true;
}

static void add_month(struct line *l, int month, int width, enum language language)
{
    static const char *const zh[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"};
    static const char *const en[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
    if (width <= 2) {
        add_number(l, month, width);
    } else if (language == LANGUAGE_ZH) {
        add(l, zh[month - 1]);
        if (width != 5)
            add(l, "月");
    } else {
        char name[16];
        snprintf(name, sizeof(name), "%.*s", width == 3 ? 3 : width == 5 ? 1 : 9, en[month - 1]);
        add(l, name);
    }
}

static void add_weekday(struct line *l, int weekday, int width, enum language language)
{
    static const char *const zh[] = {"一", "二", "三", "四", "五", "六", "日"};
    static const char *const en[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    if (language == LANGUAGE_ZH) {
        add(l, width > 3 ? "星期" : "周");
        add(l, zh[weekday - 1]);
    } else {
        char name[16];
        snprintf(name, sizeof(name), "%.*s", width > 3 ? 9 : 3, en[weekday - 1]);
        add(l, name);
    }
}

static void add_half(struct line *l, int hour, enum language language)
{
    if (language == LANGUAGE_ZH)
        add(l, hour < 12 ? "上午" : "下午");
    else
        add(l, hour < 12 ? "AM" : "PM");
}

static void add_fraction(struct line *l, int ms, int width)
{
    char text[8];
    snprintf(text, sizeof(text), ".%03d", ms % 1000);
    text[1 + (width > 3 ? 3 : width)] = '\0';
    add(l, text);
}

static void add_moment_part(struct line *l, const struct format_section *s, const struct format_part *part,
                            const struct moment_parts *m, enum language language)
{
    int hour = (int)(m->ms / 3600000);
    switch (part->kind) {
    case PART_LITERAL:
        add(l, part->text);
        break;
    case PART_POINT:
        add_character(l, '.');
        break;
    case PART_YEAR:
        add_number(l, part->width <= 2 ? m->year % 100 : m->year, part->width <= 2 ? 2 : 4);
        break;
    case PART_MONTH:
        add_month(l, m->month, part->width, language);
        break;
    case PART_DAY:
        add_number(l, m->day, part->width);
        break;
    case PART_WEEKDAY:
        add_weekday(l, m->weekday, part->width, language);
        break;
    case PART_HOUR:
        add_number(l, s->has_half ? (hour + 11) % 12 + 1 : hour, part->width > 2 ? 2 : part->width);
        break;
    case PART_MINUTE:
        add_number(l, m->ms / 60000 % 60, part->width > 2 ? 2 : part->width);
        break;
    case PART_SECOND:
        add_number(l, m->ms / 1000 % 60, part->width > 2 ? 2 : part->width);
        break;
    case PART_FRACTION:
        add_fraction(l, (int)(m->ms % 1000), part->width);
        break;
    case PART_HALF:
        add_half(l, hour, language);
        break;
    case PART_ELAPSED_HOURS:
        add_number(l, m->total_ms / 3600000, part->width);
        break;
    case PART_ELAPSED_MINUTES:
        add_number(l, m->total_ms / 60000, part->width);
        break;
    case PART_ELAPSED_SECONDS:
        add_number(l, m->total_ms / 1000, part->width);
        break;
    case PART_DIGIT:
    case PART_PERCENT:
    case PART_EXPONENT:
    case PART_GENERAL:
    case PART_TEXT:
    case PART_COMMA:
        break;
    }
}

/* ---- choosing a section ---- */

static bool holds(const struct format_section *s, double number)
{
    switch (s->condition) {
    case CONDITION_LESS:
        return number < s->bound;
    case CONDITION_AT_MOST:
        return number <= s->bound;
    case CONDITION_EQUAL:
        return number == s->bound;
    case CONDITION_UNEQUAL:
        return number != s->bound;
    case CONDITION_AT_LEAST:
        return number >= s->bound;
    case CONDITION_MORE:
        return number > s->bound;
    case CONDITION_NONE:
        break;
    }
    return false;
}

/* Sections that numbers use: an @ makes the last one for texts. */
static int number_sections(const struct number_format *f)
{
    int n = f->n_sections > 3 ? 3 : f->n_sections;
    return n > 1 && f->sections[n - 1].has_text ? n - 1 : n;
}

static int choose(const struct number_format *f, double number)
{
    int n = number_sections(f);
    bool has_conditions = false;
    for (int i = 0; i < n; i++) {
        if (f->sections[i].condition != CONDITION_NONE) {
            has_conditions = true;
            if (holds(&f->sections[i], number))
                return i;
        }
    }
    if (has_conditions) {
        for (int i = 0; i < n; i++)
            if (f->sections[i].condition == CONDITION_NONE && (i > 0 || number >= 0 || n == 1))
                return i;
        return n - 1;
    }
    if (n > 1 && number < 0)
        return 1;
    return n > 2 && number == 0 ? 2 : 0;
}

char *number_format_show(struct arena *a, const struct number_format *f, double number, bool is_1904,
                         enum language language)
{
    char general[NUMBER_TEXT_BYTES];
    int chosen = choose(f, number);
    const struct format_section *s = &f->sections[chosen];
    struct line l;
    l.n = 0;
    if (!isfinite(number))
        return arena_text(a, number_general(number, general));
    if (!s->is_moment) {
        show_number(&l, s, number, chosen != 1 || s->condition != CONDITION_NONE);
        return arena_text_n(a, l.bytes, l.n);
    }
    struct moment_parts m;
    if (!take_moment(number, is_1904, s->has_fraction, &m))
        return arena_text(a, number_general(number, general));
    for (int i = 0; i < s->n_parts; i++)
        add_moment_part(&l, s, &s->parts[i], &m, language);
    return arena_text_n(a, l.bytes, l.n);
}

const char *number_format_show_text(struct arena *a, const struct number_format *f, const char *text)
{
    const struct format_section *s = &f->sections[f->n_sections - 1];
    if (!s->has_text) {
        bool hides_text = f->n_sections == FORMAT_SECTIONS_MAX;
        return hides_text ? "" : text;
    }
    if (s->n_parts == 1)
        return text;
    const char *shown = "";
    for (int i = 0; i < s->n_parts; i++) {
        if (s->parts[i].kind == PART_LITERAL)
            shown = arena_printf(a, "%s%s", shown, s->parts[i].text);
        else if (s->parts[i].kind == PART_TEXT)
            shown = arena_printf(a, "%s%s", shown, text);
    }
    return shown;
}
