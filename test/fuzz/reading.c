/* What people type into a cell or a field, read by itself: dates, money, quantities, codes, numbers to dial, names.
 * The first byte says how it was stored. */
#include "base/money.h"
#include "base/reading.h"
#include "base/tokens.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 16 << 20, TODAY = 20260305 };

/* ---- the forms of interfaces: what is read is written and read again, unchanged ---- */

static void try_exact_dates(const char *text)
{
    date_t d;
    char again[DATE_TEXT_BYTES];
    if (date_parse(text, &d))
        assert(date_is_valid(d) && strcmp(date_format(d, again), text) == 0);
    struct period p, q;
    char words[2 * PERIOD_TEXT_BYTES];
    if (!period_parse(text, &p))
        return;
    assert(date_is_valid(p.from) && date_is_valid(p.to) && p.from <= p.to);
    assert(!date_is_month(p.from) && !date_is_month(p.to));
    assert(period_parse(period_format(&p, words), &q));
    assert(q.kind == p.kind && q.from == p.from && q.to == p.to);
    assert(period_holds(&p, p.from) && period_holds(&p, p.to));
    struct period before = period_before(&p), year = period_year_before(&p);
    assert(!before.from || before.to < p.from);
    assert(!year.from || year.to < p.to);
}

static void try_exact_money(const char *text)
{
    static const int64_t units[] = {1, FEN_PER_YUAN, FEN_PER_WAN, FEN_PER_YI};
    char written[MONEY_TEXT_BYTES];
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        int64_t fen, rounded, again;
        bool exact = money_parse(text, units[i], &fen);
        if (money_parse_rounded(text, units[i], &rounded))
            assert(!exact || rounded == fen);
        else
            assert(!exact);
        if (exact)
            assert(money_parse(money_format_exact_wan(fen, written), FEN_PER_WAN, &again) && again == fen);
    }
}

/* ---- what people write ---- */

static void check_date(struct date_reading r)
{
    assert(r.verdict < READING_VERDICT_COUNT);
    assert(!r.date || date_is_valid(r.date));
    assert(!r.from || date_is_valid(r.from));
    assert(!r.to || date_is_valid(r.to));
    assert(r.verdict != READING_KNOWN || r.date);
    assert(!r.from || !r.to || date_first_day(r.from) <= date_last_day(r.to));
    assert((r.verdict == READING_KNOWN || r.verdict == READING_ABSENT) == !reading_says(r.verdict));
    char iso[DATE_TEXT_BYTES];
    struct date_reading again = date_read(date_format(r.date, iso), TYPED_TEXT, false, TODAY);
    assert(!r.date || (again.verdict == READING_KNOWN && again.date == r.date));
}

static void try_amounts(const char *text, enum typing typing, const char *unit)
{
    static const struct money_column columns[] = {
        {.unit_fen = FEN_PER_WAN},
        {.unit_fen = FEN_PER_YI, .least_fen = FEN_PER_WAN, .most_fen = 1000 * FEN_PER_YI},
        {0}};
    char written[MONEY_TEXT_BYTES];
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        struct money_reading m = money_read(text, typing, &columns[i]);
        if (m.verdict != READING_KNOWN)
            continue;
        m.verdict = money_read(money_format_exact_wan(m.fen, written), TYPED_TEXT, &columns[0]).verdict;
        assert(m.verdict == READING_KNOWN);
    }
    for (int decimals = 0; decimals <= 6; decimals += 2) {
        struct quantity_reading q = quantity_read(text, typing, "亩", unit, decimals);
        assert(q.verdict < READING_VERDICT_COUNT && memchr(q.unit, 0, sizeof(q.unit)));
    }
    ratio_read(text, typing, true);
    ratio_read(text, typing, false);
    struct money_column column = money_column_of(text);
    assert(column.unit_fen >= 0);
}

static void try_codes(const char *text, enum typing typing)
{
    struct uscc_reading u = uscc_read(text, typing);
    assert(u.verdict != READING_KNOWN || uscc_check(u.code) == USCC_VALID);
    assert(u.verdict != READING_WRONG_CHARACTER || !*u.code || uscc_check(u.code) == USCC_VALID);
    char repaired[USCC_LENGTH + 1];
    if (uscc_repair(text, repaired))
        assert(uscc_check(repaired) == USCC_VALID);
    struct phone_reading p = phone_read(text);
    assert(p.n >= 0 && p.n <= PHONES_MAX && (p.verdict != READING_KNOWN || p.n == 1));
    for (int i = 0; i < p.n; i++) {
        struct phone_reading again = phone_read(p.phones[i]);
        assert(p.verdict != READING_KNOWN ||
               (again.verdict == READING_KNOWN && strcmp(again.phones[0], p.phones[i]) == 0));
    }
    const struct code_entry *industry = industry_code_find(text), *region = region_code_find(text);
    assert(!industry || industry_section(industry));
    assert(!region || strcmp(region->code, text) == 0);
}

/* ---- names, lists, words ---- */

static void check_tidy(struct arena *a, const char *text)
{
    const char *tidy = utf8_tidy(a, text, true), *lines = utf8_tidy_lines(a, text);
    assert(utf8_is_valid(tidy, strlen(tidy)) && strcmp(utf8_tidy(a, tidy, true), tidy) == 0);
    assert(utf8_is_valid(lines, strlen(lines)) && strcmp(utf8_tidy_lines(a, lines), lines) == 0);
    const char *squeezed = utf8_squeeze(a, text);
    assert(strcmp(utf8_squeeze(a, squeezed), squeezed) == 0);
    assert(utf8_width(text) >= 0 && utf8_length(text) <= strlen(text));
}

static void try_names(struct arena *a, const char *text)
{
    for (int kind = NAME_OF_FIRM; kind <= NAME_OF_PROJECT; kind++) {
        struct name_reading r = name_read(a, text, (enum name_kind)kind);
        if (r.verdict != READING_KNOWN)
            continue;
        struct name_reading again = name_read(a, r.name, (enum name_kind)kind);
        assert(*r.name && again.verdict == READING_KNOWN && strcmp(again.name, r.name) == 0);
    }
    size_t n;
    const char *const *parts = list_split(a, text, &n);
    for (size_t i = 0; i < n; i++)
        assert(*parts[i]);
}

/* A name is found by all that is in it. */
static void try_words(struct arena *a, const char *text)
{
    struct tokens t;
    size_t n;
    tokens_init(&t, a);
    assert(tokens_add_name(&t, text) || arena_failed(a));
    const struct token_term *terms = tokens_of_query(a, text, &n);
    assert((terms || arena_failed(a)) && n <= QUERY_TERMS_MAX);
    const char *joined = arena_printf(a, " %s", tokens_joined(&t));
    for (size_t i = 0; i < n; i++)
        assert(arena_failed(a) || strstr(joined, arena_printf(a, " %s", terms[i].token)));
}

void fuzz_reading(const uint8_t *bytes, size_t n)
{
    if (n < 1)
        return;
    struct arena *a = arena_new(ARENA_BYTES);
    char *text = malloc(n); /* of just its size, so that reading beyond it is seen */
    char unit[UNIT_TEXT_BYTES];
    enum typing typing = (enum typing)(bytes[0] % 3);
    if (!a || !text)
        abort();
    memcpy(text, bytes + 1, n - 1);
    text[n - 1] = '\0';
    absence_read(text);
    try_exact_dates(text);
    try_exact_money(text);
    check_date(date_read(text, typing, bytes[0] & 4, TODAY));
    try_amounts(text, typing, header_unit(text, unit));
    yes_read(text, &(bool){false});
    try_codes(text, typing);
    check_tidy(a, text);
    try_names(a, text);
    try_words(a, text);
    free(text);
    arena_free(a);
}
