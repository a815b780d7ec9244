#include "document/number_format.h"
#include "harness/test.h"

#include <string.h>

static struct arena *memory;

static const char *show_in(const char *code, double number, enum language language)
{
    if (!memory)
        memory = arena_new(16 << 20);
    return number_format_show(memory, number_format_compile(memory, code), number, false, language);
}

static const char *show(const char *code, double number)
{
    return show_in(code, number, LANGUAGE_ZH);
}

TEST("numbers are shown as their format says, rounded half up on fifteen digits")
{
    CHECK_TEXT(show("0.00", 0.105), "0.11");
    CHECK_TEXT(show("0%", 0.045), "5%");
    CHECK_TEXT(show("#,##0", 1234567), "1,234,567");
    CHECK_TEXT(show("#,##0.00", 0.5), "0.50");
    CHECK_TEXT(show("#,##0", 999999.5), "1,000,000");
    CHECK_TEXT(show("0.0", -0.25), "-0.3");
    CHECK_TEXT(show("#.##", 0.5), ".5");
    CHECK_TEXT(show(".00", 12.5), "12.50");
    CHECK_TEXT(show("000000", 4321), "004321");
    CHECK_TEXT(show("0000-00000000", 70005550104.0), "0700-05550104");
    CHECK_TEXT(show("0.00E+00", 12345), "1.23E+04");
    CHECK_TEXT(show("0.00E+00", 9.999), "1.00E+01");
    CHECK_TEXT(show("##0.0E+0", 12345), "12.3E+3");
    CHECK_TEXT(show("0.0", 0), "0.0");
}

TEST("the formats that Chinese offices make for 万 and 亿 divide and name the unit")
{
    CHECK_TEXT(show("0!.0,\"万\"", 12345), "1.2万");
    CHECK_TEXT(show("0\\.0,", 350000), "35.0");
    CHECK_TEXT(show("#,##0,", 1234567), "1,235");
    CHECK_TEXT(show("[>=100000000]0!.00,,\"亿\";[>=10000]0!.0,\"万\";0", 35), "35");
    CHECK_TEXT(show("[>=100000000]0!.00,,\"亿\";[>=10000]0!.0,\"万\";0", -35), "-35");
    CHECK_TEXT(show("[>=100000000]0!.00,,\"亿\";[>=10000]0!.0,\"万\";0", 45000), "4.5万");
    CHECK_TEXT(show("G/通用格式\"亩\"", 60.5), "60.5亩");
    CHECK_TEXT(show("0\"户\"", 16), "16户");
    CHECK_TEXT(show("[$¥-804]#,##0.00", 3.5), "¥3.50");
}

TEST("sections serve positive, negative, zero and text")
{
    CHECK_TEXT(show("0.0;(0.0);\"-\"", 1), "1.0");
    CHECK_TEXT(show("0.0;(0.0);\"-\"", -1), "(1.0)");
    CHECK_TEXT(show("0.0;(0.0);\"-\"", 0), "-");
    CHECK_TEXT(show(";;;", 5), "");
    CHECK_TEXT(show("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"?" "?_ ;_ @_ ", 8.5), "8.50");
    struct arena *a = arena_new(1 << 20);
    CHECK_TEXT(number_format_show_text(a, number_format_compile(a, "0;-0;0;@\"市\""), "云江"), "云江市");
    CHECK_TEXT(number_format_show_text(a, number_format_compile(a, "@"), "云江"), "云江");
    CHECK_TEXT(number_format_show_text(a, number_format_compile(a, ";;;"), "云江"), "");
    arena_free(a);
}

TEST("dates and times are shown in Chinese and English")
{
    double moment = 43831.042372685202;
    CHECK_TEXT(show("yyyy/m/d h:mm AM/PM", moment), "2020/1/1 1:01 上午");
    CHECK_TEXT(show_in("yyyy/m/d h:mm AM/PM", moment, LANGUAGE_EN), "2020/1/1 1:01 AM");
    CHECK_TEXT(show_in("dddd, d mmmm yyyy", moment, LANGUAGE_EN), "Wednesday, 1 January 2020");
    CHECK_TEXT(show("aaaa", moment), "星期三");
    CHECK_TEXT(show("yyyy年m月d日", moment), "2020年1月1日");
    CHECK_TEXT(show("e/m/d", moment), "2020/1/1");
    CHECK_TEXT(show("[h]:mm:ss", 1.5), "36:00:00");
    CHECK_TEXT(show("[mm]:ss", 0.0625), "90:00");
    CHECK_TEXT(show("mm:ss.000", 0.5000001), "00:00.009");
    CHECK_TEXT(show("hh:mm", 0.999999), "00:00");
    CHECK_TEXT(show("yyyy/m/d", -5), "-5");
    CHECK_TEXT(show("yyyy/m/d", 1), "1900/1/1");
    CHECK_TEXT(show("yyyy/m/d", 61), "1900/3/1");
}

TEST("a format without a code shows what fits in eleven characters, a value fifteen digits")
{
    char text[NUMBER_TEXT_BYTES];
    CHECK_TEXT(number_general(13900001001.0, text), "13900001001");
    CHECK_TEXT(number_general(914305000000000000.0, text), "9.14305E+17");
    CHECK_TEXT(number_plain(914305000000000000.0, text), "914305000000000000");
    CHECK_TEXT(number_general(1.0 / 3, text), "0.333333333");
    CHECK_TEXT(number_plain(1.0 / 3, text), "0.333333333333333");
    CHECK_TEXT(number_general(1234.567891234, text), "1234.567891");
    CHECK_TEXT(number_general(0.00001, text), "0.00001");
    CHECK_TEXT(number_general(0.000012345678, text), "1.23457E-05");
    CHECK_TEXT(number_general(-0.0, text), "0");
    CHECK_TEXT(number_plain(0.1 + 0.2, text), "0.3");
    CHECK_TEXT(number_plain(-120, text), "-120");
    CHECK_TEXT(number_plain(1e300, text), "1E+300");
}

TEST("serials and days convert both ways, in either calendar")
{
    date_t date;
    int32_t ms;
    REQUIRE(serial_to_date(46086, false, &date, &ms));
    CHECK_INT(date, 20260305);
    REQUIRE(serial_to_date(0, true, &date, &ms));
    CHECK_INT(date, 19040101);
    CHECK(!serial_to_date(60, false, &date, &ms));
    CHECK(!serial_to_date(-1, false, &date, &ms));
    CHECK(!serial_to_date(1e9, false, &date, &ms));
    for (double serial = 1; serial < 100000; serial += 997) {
        if (serial == 60)
            continue;
        REQUIRE(serial_to_date(serial + 0.25, false, &date, &ms));
        CHECK_NEAR(serial_from_date(date, ms), serial + 0.25, 1e-9);
    }
}

TEST("codes of any length and shape are taken without harm")
{
    struct arena *a = arena_new(16 << 20);
    static const char *const odd[] = {"[", "[h", "\"", "\\", "!", "_", "*", ";;;;;;;", "[>", "[$", "[$-", "E+", ".,.,%", "yyyy年m月", "[mmm]mmmm", "%%%%%%%%%%%%"};
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
        CHECK(number_format_show(a, number_format_compile(a, odd[i]), 43831.5, false, LANGUAGE_EN));
    char *wide = arena_alloc(a, 1001);
    memset(wide, '0', 1000);
    CHECK_TEXT(number_format_show(a, number_format_compile(a, wide), 5, false, LANGUAGE_EN), "5");
    arena_free(a);
}
