/* The formatters of page.h: figures, days, lights, as the look wants them. */
#include "web/page.h"

#include "base/money.h"
#include "base/utf8.h"
#include "web/asset.h"
#include "web/shell.h"
#include "web.texts.h"

#include <stdio.h>
#include <stdlib.h>

#define MARKUP(p, literal) page_markup((p), (literal), sizeof(literal) - 1)
#define MINUS "\xE2\x88\x92" /* U+2212 */

static void plain(struct page *p, const char *text)
{
    page_markup(p, text, strlen(text));
}

/* ---- figures ---- */
void page_number(struct page *p, int64_t value)
{
    char text[MONEY_TEXT_BYTES];
    plain(p, number_format(value, text));
}

void page_yi(struct page *p, int64_t fen)
{
    char text[MONEY_TEXT_BYTES];
    plain(p, money_format_yi(fen, text));
}

void page_wan(struct page *p, int64_t fen)
{
    char text[MONEY_TEXT_BYTES];
    plain(p, money_format_wan(fen, text));
}

void page_wan_exact(struct page *p, int64_t fen)
{
    char text[MONEY_TEXT_BYTES];
    plain(p, money_format_exact_wan(fen, text));
}

void page_money(struct page *p, int64_t fen)
{
    struct money_text shown = money_show(fen);
    MARKUP(p, "<span class=\"num\">");
    plain(p, shown.figure);
    MARKUP(p, "<span class=\"u\">");
    plain(p, p->language == LANGUAGE_EN ? shown.unit_en : shown.unit_zh);
    MARKUP(p, "</span></span>");
}

void page_delta(struct page *p, int64_t value)
{
    if (value > 0)
        MARKUP(p, "+");
    page_number(p, value);
}

void page_delta_yi(struct page *p, int64_t fen)
{
    if (fen > 0)
        MARKUP(p, "+");
    page_yi(p, fen);
}

void page_scaled(struct page *p, int64_t value, int decimals)
{
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char whole[MONEY_TEXT_BYTES], fraction[MONEY_TEXT_BYTES] = "";
    size_t at = sizeof(fraction) - 1;
    for (int i = 0; i < decimals && at > 1; i++, rest /= 10)
        fraction[--at] = (char)('0' + rest % 10);
    if (decimals > 0)
        fraction[--at] = '.';
    if (value < 0)
        MARKUP(p, MINUS);
    plain(p, number_format((int64_t)rest, whole));
    plain(p, fraction + at);
}

/* One decimal of a percentage, half away from zero. */
static void tenths(struct page *p, int64_t ten_thousandths)
{
    int64_t half = ten_thousandths < 0 ? -5 : 5;
    page_scaled(p, (ten_thousandths + half) / 10, 1);
}

void page_ratio(struct page *p, int64_t ten_thousandths)
{
    tenths(p, ten_thousandths);
    MARKUP(p, "%");
}

void page_delta_ratio(struct page *p, int64_t ten_thousandths)
{
    if (ten_thousandths >= 5)
        MARKUP(p, "+");
    page_ratio(p, ten_thousandths);
}

void page_points(struct page *p, int64_t ten_thousandths)
{
    if (ten_thousandths >= 5)
        MARKUP(p, "+");
    tenths(p, ten_thousandths);
    MARKUP(p, "\xC2\xA0"); /* U+00A0: a figure and its unit do not part */
    page_t(p, &T_web_points, NULL, 0);
}

void page_missing(struct page *p, const char *reason)
{
    if (!reason || !*reason) {
        MARKUP(p, "<span class=\"ink3\">—</span>");
        return;
    }
    MARKUP(p, "<span class=\"ink3\" title=\"");
    page_text(p, reason);
    MARKUP(p, "\">—</span>");
}

/* ---- days and moments ---- */
void page_iso(struct page *p, date_t d)
{
    char text[DATE_TEXT_BYTES];
    plain(p, date_format(d, text));
}

void page_date(struct page *p, date_t d)
{
    if (!d) {
        page_missing(p, NULL);
        return;
    }
    MARKUP(p, "<time>");
    page_iso(p, d);
    MARKUP(p, "</time>");
}

/* A sentence whose places are small numbers. */
static void numbers(struct page *p, const struct text *t, int first, int second, int third)
{
    char text[3][12];
    const int values[3] = {first, second, third};
    for (int i = 0; i < 3; i++)
        snprintf(text[i], sizeof(text[i]), "%d", values[i]);
    page_t(p, t, (const char *const[]){text[0], text[1], text[2]}, 3);
}

static const struct text *const month_names[] = {
    &T_web_january, &T_web_february, &T_web_march, &T_web_april, &T_web_may, &T_web_june,
    &T_web_july, &T_web_august, &T_web_september, &T_web_october, &T_web_november, &T_web_december,
};

/* {0} year, {1} month, {2} day; the name of the month replaces its number in English through {3}. */
static void day_words(struct page *p, const struct text *t, date_t d)
{
    char year[12], month[12], day[12];
    snprintf(year, sizeof(year), "%d", date_year(d));
    snprintf(month, sizeof(month), "%d", date_month(d));
    snprintf(day, sizeof(day), "%d", date_day(d));
    const char *name = text_in(month_names[date_month(d) - 1], p->language);
    page_t(p, t, (const char *const[]){year, p->language == LANGUAGE_EN ? name : month, day}, 3);
}

static void day_plain(struct page *p, date_t d)
{
    bool this_year = date_year(d) == date_year(p->today);
    if (date_is_month(d))
        day_words(p, this_year ? &T_web_month : &T_web_year_month, d);
    else
        day_words(p, this_year ? &T_web_day : &T_web_year_day, d);
}

static void begin_time(struct page *p, date_t d)
{
    MARKUP(p, "<time datetime=\"");
    page_iso(p, d);
    MARKUP(p, "\">");
}

void page_day(struct page *p, date_t d)
{
    if (!date_is_valid(d)) {
        page_missing(p, NULL);
        return;
    }
    begin_time(p, d);
    day_plain(p, d);
    MARKUP(p, "</time>");
}

void page_full_day(struct page *p, date_t d)
{
    if (!date_is_valid(d)) {
        page_missing(p, NULL);
        return;
    }
    begin_time(p, d);
    day_words(p, date_is_month(d) ? &T_web_year_month : &T_web_year_day, d);
    MARKUP(p, "</time>");
}

void page_weekday(struct page *p, date_t d)
{
    static const struct text *const names[] = {
        &T_web_monday, &T_web_tuesday, &T_web_wednesday, &T_web_thursday, &T_web_friday, &T_web_saturday,
        &T_web_sunday,
    };
    if (date_is_valid(d))
        page_t(p, names[date_weekday(d) - 1], NULL, 0);
}

void page_moment(struct page *p, int64_t us)
{
    char local[MOMENT_TEXT_BYTES];
    moment_format_local(us, p->zone_minutes, local);
    date_t d = moment_date(us, p->zone_minutes);
    MARKUP(p, "<time datetime=\"");
    page_text(p, local);
    MARKUP(p, "\">");
    if (d == p->today)
        page_t(p, &T_web_today, NULL, 0);
    else if (d == date_add_days(p->today, -1))
        page_t(p, &T_web_yesterday, NULL, 0);
    else if (date_year(d) == date_year(p->today))
        day_plain(p, d);
    else
        page_iso(p, d);
    MARKUP(p, " ");
    plain(p, strlen(local) > 11 ? local + 11 : "");
    MARKUP(p, "</time>");
}

static void span_words(struct page *p, const struct period *period)
{
    bool one_month = period->from / 100 == period->to / 100 && p->language == LANGUAGE_ZH;
    day_words(p, &T_web_year_day, period->from);
    MARKUP(p, "–");
    if (one_month)
        numbers(p, &T_web_day_alone, date_day(period->to), 0, 0);
    else
        day_words(p, date_year(period->from) == date_year(period->to) ? &T_web_day : &T_web_year_day, period->to);
}

void page_period(struct page *p, const struct period *period)
{
    int year = date_year(period->from), month = date_month(period->from);
    char text[2 * PERIOD_TEXT_BYTES];
    switch (period->kind) {
    case PERIOD_YEAR:
        numbers(p, &T_web_year, year, 0, 0);
        return;
    case PERIOD_HALF:
        numbers(p, month == 1 ? &T_web_first_half : &T_web_second_half, year, 0, 0);
        return;
    case PERIOD_QUARTER: {
        static const struct text *const quarters[] = {&T_web_quarter_1, &T_web_quarter_2, &T_web_quarter_3,
                                                      &T_web_quarter_4};
        numbers(p, quarters[(month - 1) / 3], year, 0, 0);
        return;
    }
    case PERIOD_MONTH:
        day_words(p, &T_web_year_month, period->from);
        return;
    case PERIOD_WEEK:
        period_format(period, text); /* 2026-W10 */
        numbers(p, &T_web_week, (int)strtol(text, NULL, 10), (int)strtol(text + 6, NULL, 10), 0);
        return;
    case PERIOD_DAY:
        day_words(p, &T_web_year_day, period->from);
        return;
    case PERIOD_SPAN:
        span_words(p, period);
        return;
    }
}

/* ---- marks ---- */
static const struct {
    const char *opening, *shape;
    const struct text *word;
} lights[LIGHT_COUNT] = {
    [LIGHT_NONE] = {"<span class=\"lt none\">",
                    "<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><circle cx=\"6\" cy=\"6\" r=\"4.5\" fill=\"none\" "
                    "stroke=\"currentColor\" stroke-width=\"1.6\" stroke-dasharray=\"2 1.6\"/></svg>",
                    &T_web_light_none},
    [LIGHT_GREEN] = {"<span class=\"lt green\">",
                     "<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><circle cx=\"6\" cy=\"6\" r=\"4.5\"/></svg>",
                     &T_web_light_green},
    [LIGHT_AMBER] = {"<span class=\"lt amber\">",
                     "<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><path d=\"M6 .8 11.8 11H.2z\"/></svg>",
                     &T_web_light_amber},
    [LIGHT_RED] = {"<span class=\"lt red\">",
                   "<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><path d=\"M6 .2 11.8 6 6 11.8.2 6z\"/></svg>",
                   &T_web_light_red},
};

void page_light(struct page *p, enum light light)
{
    plain(p, lights[light].opening);
    plain(p, lights[light].shape);
    page_t(p, lights[light].word, NULL, 0);
    MARKUP(p, "</span>");
}

void page_dot(struct page *p, enum light light)
{
    plain(p, lights[light].opening);
    plain(p, lights[light].shape);
    MARKUP(p, "<span class=\"visually-hidden\">");
    page_t(p, lights[light].word, NULL, 0);
    MARKUP(p, "</span></span>");
}

enum { EVIDENCE_TICKS = 6 };
static const char *const ticks_on[EVIDENCE_TICKS] = {"M0 12h3V10H0z", "M4 12h3V8.4H4z", "M8 12h3V6.8H8z",
                                                     "M12 12h3V5.2h-3z", "M16 12h3V3.4h-3z", "M20 12h3V1.6h-3z"};

void page_evidence(struct page *p, int ticks, const char *label, bool below)
{
    if (below)
        MARKUP(p, "<span class=\"ev weak\"><svg viewBox=\"0 0 23 12\" aria-hidden=\"true\"><path class=\"on\" d=\"");
    else
        MARKUP(p, "<span class=\"ev\"><svg viewBox=\"0 0 23 12\" aria-hidden=\"true\"><path class=\"on\" d=\"");
    for (int i = 0; i < EVIDENCE_TICKS; i++) {
        if (i == ticks)
            MARKUP(p, "\"/><path class=\"off\" d=\"");
        plain(p, ticks_on[i]);
    }
    MARKUP(p, "\"/></svg>");
    page_text(p, label);
    MARKUP(p, "</span>");
}

/* 1/100 of a percent as a width: "78.40%". */
static void width(struct page *p, int64_t part, int64_t full)
{
    char text[32];
    double share = full > 0 ? 100.0 * (double)part / (double)full : 0;
    share = share < 0 ? 0 : share > 100 ? 100 : share;
    snprintf(text, sizeof(text), "%.2f%%", share);
    plain(p, text);
}

void page_bar(struct page *p, int64_t proven, int64_t reported, int64_t full)
{
    MARKUP(p, "<svg class=\"pbar\" width=\"100%\" height=\"10\" aria-hidden=\"true\"><rect class=\"solid\" height=\"10\" "
              "width=\"");
    width(p, proven, full);
    MARKUP(p, "\"/>");
    if (reported > 0) {
        MARKUP(p, "<rect class=\"hatch\" height=\"10\" x=\"");
        width(p, proven, full);
        MARKUP(p, "\" width=\"");
        width(p, reported, full);
        MARKUP(p, "\"/>");
    }
    MARKUP(p, "</svg>");
}

void page_progress(struct page *p, int64_t done, int64_t full)
{
    MARKUP(p, "<svg class=\"progress\" width=\"100%\" height=\"8\" aria-hidden=\"true\"><rect class=\"ground\" "
              "width=\"100%\" height=\"8\" rx=\"2\"/><rect class=\"solid\" height=\"8\" rx=\"2\" width=\"");
    width(p, done, full);
    MARKUP(p, "\"/></svg>");
}

void page_icon(struct page *p, const char *name)
{
    MARKUP(p, "<svg class=\"i\" aria-hidden=\"true\"><use href=\"");
    plain(p, asset_address("icons.svg"));
    MARKUP(p, "#");
    page_text(p, name);
    MARKUP(p, "\"/></svg>");
}

void page_initial(struct page *p, const char *name)
{
    const char *after = name ? name : "";
    if (*after)
        utf8_next(&after);
    char first[8] = "";
    memcpy(first, name ? name : "", (size_t)(name ? after - name : 0));
    page_text(p, first);
}

void page_csrf(struct page *p)
{
    MARKUP(p, "<input type=\"hidden\" name=\"_csrf\" value=\"");
    page_text(p, p->shell ? p->shell->csrf : "");
    MARKUP(p, "\">");
}
