/* What compiled templates write with (tools/templates.py, TEMPLATES.md).
 *
 * A page grows like a buffer and fails like one: writing never returns an
 * error; the response asks page_failed() once.  Formatters write markup of our
 * own around escaped values, so that no value can open or close a tag. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/date.h"
#include "base/light.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct shell;

struct page {
    char *at, *end; /* room for the next byte; end of the room */
    char *begin;
    enum language language;
    int zone_minutes;
    date_t today;
    bool failed;
    const struct shell *shell; /* facts of the frame around the content: NULL in fragments and tests */
};

enum { PAGE_LIMIT_BYTES = 32 * 1024 * 1024 };

void page_init(struct page *p, enum language language, date_t today, int zone_minutes);
void page_release(struct page *p);
static inline size_t page_bytes(const struct page *p)
{
    return (size_t)(p->at - p->begin);
}
static inline bool page_failed(const struct page *p)
{
    return p->failed;
}

/* ---- called by compiled templates ---- */
bool page_grow(struct page *p, size_t n); /* room for more than n bytes; false: failed */
static inline void page_markup(struct page *p, const char *markup, size_t n)
{
    if ((size_t)(p->end - p->at) <= n && !page_grow(p, n))
        return;
    memcpy(p->at, markup, n);
    p->at += n;
}
/* What a page puts into a slot of its layout. */
struct page_block {
    void (*write)(struct page *out, const void *view);
    const void *view;
};

/* By context.  NULL writes nothing. */
void page_text(struct page *p, const char *text);     /* between tags and in quoted attributes: & < > " ' escaped */
void page_url(struct page *p, const char *url);       /* a whole address: own paths, http, https, mailto, tel; else "#" */
void page_url_part(struct page *p, const char *text); /* one segment or one query value: percent-encoded */
void page_json_text(struct page *p, const char *json); /* JSON into a data block: < > & U+2028 U+2029 as \u escapes */

/* What a bare {{value}} means: text, or an integer in plain digits.  An enum, a bool, a struct does not compile. */
#define page_value(p, v) \
    _Generic((v), char *: page_text, const char *: page_text, int: page_int_value, long: page_int64_value, \
             long long: page_int64_value, size_t: page_size_value)((p), (v))
#define page_value_url(p, v) \
    _Generic((v), char *: page_url, const char *: page_url)((p), (v))
#define page_value_url_part(p, v) \
    _Generic((v), char *: page_url_part, const char *: page_url_part, int: page_int_value, long: page_int64_value, \
             long long: page_int64_value, size_t: page_size_value)((p), (v))
void page_int64_value(struct page *p, int64_t value);
void page_int_value(struct page *p, int value);
void page_size_value(struct page *p, size_t value);

/* What {{if value}} asks: not 0, not NULL, not "". */
#define page_true(v) \
    _Generic((v), char *: page_text_is, const char *: page_text_is, bool: page_int_is, int: page_int_is, \
             unsigned: page_unsigned_is, long: page_long_is, long long: page_long_is, unsigned long: page_size_is, \
             default: page_pointer_is)(v)
static inline bool page_text_is(const char *v)
{
    return v && *v;
}
static inline bool page_int_is(int v)
{
    return v != 0;
}
static inline bool page_unsigned_is(unsigned v)
{
    return v != 0;
}
static inline bool page_long_is(long v)
{
    return v != 0;
}
static inline bool page_size_is(size_t v)
{
    return v != 0;
}
static inline bool page_pointer_is(const void *v)
{
    return v != NULL;
}

/* ---- formatters that write plain characters: {{name value, …}} anywhere ---- */
void page_t(struct page *p, const struct text *t, const char *const *args, size_t n);
void page_number(struct page *p, int64_t value);                /* 1,234 */
void page_yi(struct page *p, int64_t fen);                      /* 11.80: the head says 亿元 */
void page_wan(struct page *p, int64_t fen);                     /* 3,000 */
void page_wan_exact(struct page *p, int64_t fen);               /* 118000, for inputs */
void page_delta(struct page *p, int64_t value);                 /* +2, −1 */
void page_delta_yi(struct page *p, int64_t fen);                /* +16.20 */
void page_ratio(struct page *p, int64_t ten_thousandths);       /* 78.4% */
void page_delta_ratio(struct page *p, int64_t ten_thousandths); /* +17.8% */
void page_points(struct page *p, int64_t ten_thousandths);      /* +1.9 个百分点 */
void page_scaled(struct page *p, int64_t value, int decimals);  /* an integer scaled by 10^decimals: 1,234.50 */
void page_iso(struct page *p, date_t d);                        /* 2026-11-06; nothing for none */
void page_weekday(struct page *p, date_t d);                    /* 周一 */
void page_period(struct page *p, const struct period *period);  /* 2026年11月, 2026年一季度, 2026年11月1–23日 */
void page_initial(struct page *p, const char *name);            /* the first character, for the disc of a person */

/* ---- formatters that write markup: between tags only ---- */
void page_tb(struct page *p, const struct text *t, const char *const *args, size_t n); /* arguments in bold */
void page_money(struct page *p, int64_t fen);        /* 11.80 and a small 亿元 */
void page_missing(struct page *p, const char *reason); /* — with the reason on hover */
void page_date(struct page *p, date_t d);            /* 2026-11-06; — for none */
void page_day(struct page *p, date_t d);             /* 11月6日; with the year when it is another one than today's */
void page_full_day(struct page *p, date_t d);        /* 2026年11月6日 */
void page_moment(struct page *p, int64_t us);        /* 今天 10:19, 11月6日 10:19, 2025-11-06 10:19 */
void page_light(struct page *p, enum light light);   /* shape and word */
void page_dot(struct page *p, enum light light);     /* the shape alone, with the word for screen readers */
/* 0–6 rising ticks and the word; below: under the rulebook's threshold, grey. */
void page_evidence(struct page *p, int ticks, const char *label, bool below);
void page_bar(struct page *p, int64_t proven, int64_t reported, int64_t full); /* solid and hatched */
void page_progress(struct page *p, int64_t done, int64_t full);
void page_icon(struct page *p, const char *name);
void page_csrf(struct page *p); /* the hidden field of every form that changes something */

#endif
