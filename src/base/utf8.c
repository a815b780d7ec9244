#include "base/utf8.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD };

struct range {
    uint32_t first, last;
};

/* Few ranges, the common ones first. */
static bool in_ranges(const struct range *ranges, size_t n, uint32_t code_point)
{
    for (size_t i = 0; i < n; i++)
        if (code_point >= ranges[i].first && code_point <= ranges[i].last)
            return true;
    return false;
}
#define IN(ranges, code_point) in_ranges((ranges), sizeof(ranges) / sizeof(*(ranges)), (code_point))

/* ---- code points ---- */
int utf8_decode(const char *bytes, size_t n, uint32_t *ret_code_point)
{
    const unsigned char *at = (const unsigned char *)bytes;
    unsigned char first = at[0];
    if (first < 0x80) {
        *ret_code_point = first;
        return 1;
    }
    if (first < 0xC2 || first > 0xF4)
        return 0;
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t code_point = first & (0x7Fu >> length);
    for (int i = 1; i < length; i++) {
        if ((size_t)i >= n)
            return -1;
        unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (at[i] < (i == 1 ? low : 0x80) || at[i] > (i == 1 ? high : 0xBF))
            return 0;
        code_point = code_point << 6 | (at[i] & 0x3Fu);
    }
    *ret_code_point = code_point;
    return length;
}

uint32_t utf8_next(const char **at)
{
    if (!**at)
        return 0;
    uint32_t code_point;
    /* The NUL ends every cut sequence, so four bytes are never read past it. */
    int length = utf8_decode(*at, 4, &code_point);
    if (length <= 0) {
        *at += 1;
        return REPLACEMENT;
    }
    *at += length;
    return code_point;
}

bool utf8_is_valid(const char *bytes, size_t n)
{
    uint32_t code_point;
    for (size_t i = 0; i < n;) {
        int length = utf8_decode(bytes + i, n - i, &code_point);
        if (length <= 0)
            return false;
        i += (size_t)length;
    }
    return true;
}

size_t utf8_length(const char *text)
{
    size_t n = 0;
    while (utf8_next(&text))
        n++;
    return n;
}

size_t utf8_encode(uint32_t code_point, char bytes[4])
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        code_point = REPLACEMENT;
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        bytes[0] = (char)(0xC0 | code_point >> 6);
        bytes[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        bytes[0] = (char)(0xE0 | code_point >> 12);
        bytes[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    bytes[0] = (char)(0xF0 | code_point >> 18);
    bytes[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

/* ---- classes ---- */
bool utf8_is_han(uint32_t code_point)
{
    static const struct range han[] = {
        {0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x3007, 0x3007}, {0x3005, 0x3005}, {0xF900, 0xFAD9}, {0x20000, 0x323AF},
    };
    return IN(han, code_point);
}

/* Invisible and of no width: they separate nothing. */
static bool is_zero_width(uint32_t code_point)
{
    static const struct range invisible[] = {
        {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xAD, 0xAD}, {0x180E, 0x180E},
    };
    return code_point >= 0xAD && IN(invisible, code_point);
}

static bool is_visible_space(uint32_t code_point)
{
    static const struct range spaces[] = {
        {' ', ' '},       {'\t', '\r'},     {0x3000, 0x3000}, {0xA0, 0xA0},     {0x2000, 0x200A},
        {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x1680, 0x1680}, {0x85, 0x85},
    };
    return IN(spaces, code_point);
}

bool utf8_is_space(uint32_t code_point)
{
    return is_visible_space(code_point) || is_zero_width(code_point);
}

bool utf8_is_control(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

static bool is_line_break(uint32_t code_point)
{
    return code_point == '\n' || code_point == '\r' || code_point == 0x2028 || code_point == 0x2029;
}

/* ---- tidying ---- */
uint32_t utf8_half_width(uint32_t code_point, bool punctuation)
{
    if (code_point < 0xFF01 || code_point > 0xFF5E)
        return code_point;
    uint32_t ascii = code_point - 0xFEE0;
    if (ascii == '!' || ascii == '?')
        return code_point;
    if (strchr(":;,()%", (int)ascii) && !punctuation)
        return code_point;
    return ascii;
}

/* Room for any rewriting of `text`: nothing grows but invalid bytes, to three. */
static char *room_for(struct arena *a, const char *text)
{
    size_t n = strlen(text);
    return arena_alloc(a, (utf8_is_valid(text, n) ? n : 3 * n) + 1);
}

char *utf8_tidy(struct arena *a, const char *text, bool punctuation)
{
    char *tidy = room_for(a, text);
    if (!tidy)
        return arena_text(a, "");
    size_t n = 0;
    bool blank = false;
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (is_visible_space(c)) {
            blank = n > 0;
        } else if (!utf8_is_control(c) && !is_zero_width(c)) {
            if (blank)
                tidy[n++] = ' ';
            blank = false;
            n += utf8_encode(utf8_half_width(c, punctuation), tidy + n);
        }
    }
    return tidy;
}

char *utf8_tidy_lines(struct arena *a, const char *text)
{
    char *tidy = room_for(a, text);
    if (!tidy)
        return arena_text(a, "");
    size_t n = 0;
    bool blank = false, after_return = false;
    int breaks = 0;
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (is_line_break(c)) {
            breaks += !(c == '\n' && after_return);
        } else if (is_visible_space(c)) {
            blank = true;
        } else if (!utf8_is_control(c) && !is_zero_width(c)) {
            for (int i = 0; n && i < breaks && i < 2; i++)
                tidy[n++] = '\n';
            if (blank && n && !breaks)
                tidy[n++] = ' ';
            blank = false;
            breaks = 0;
            n += utf8_encode(utf8_half_width(c, false), tidy + n);
        }
        after_return = c == '\r';
    }
    return tidy;
}

char *utf8_squeeze(struct arena *a, const char *text)
{
    char *squeezed = room_for(a, text);
    if (!squeezed)
        return arena_text(a, "");
    size_t n = 0;
    for (uint32_t c; (c = utf8_next(&text)) != 0;)
        if (!utf8_is_space(c))
            n += utf8_encode(c, squeezed + n);
    return squeezed;
}

/* ---- width ---- */
int utf8_width(const char *text)
{
    static const struct range wide[] = {
        {0x4E00, 0x9FFF}, {0x3000, 0x303E},   {0xFF01, 0xFF60},   {0x2E80, 0x2FFF},   {0x3041, 0x4DBF},
        {0x1100, 0x115F}, {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
        {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
    };
    static const struct range combining[] = {
        {0x0300, 0x036F}, {0x20D0, 0x20FF}, {0x302A, 0x302D}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
    };
    int width = 0;
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (utf8_is_control(c) || is_zero_width(c) || IN(combining, c))
            continue;
        width += IN(wide, c) ? 2 : 1;
    }
    return width;
}
