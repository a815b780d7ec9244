#include "analysis/match_compiled.h"

uint16_t matcher_astral_symbol(const struct matcher *m, uint32_t code_point)
{
    uint32_t low = 0, high = m->astral_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (m->astral[middle].code_point < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->astral_count && m->astral[low].code_point == code_point ? m->astral[low].symbol : 0;
}

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The characters that are not one byte or three of the common kind; steps over one byte where there is none. */
static uint16_t symbol_of_rest(const struct matcher *m, const unsigned char **text, const unsigned char *end)
{
    const unsigned char *t = *text;
    size_t left = (size_t)(end - t);
    *text = t + 1;
    if (t[0] >= 0xC2 && t[0] < 0xE0 && left >= 2 && is_continuation(t[1])) {
        *text = t + 2;
        return m->symbol_of[(t[0] & 0x1F) << 6 | (t[1] & 0x3F)];
    }
    if (t[0] >= 0xF0 && t[0] <= 0xF4 && left >= 4 && is_continuation(t[1]) && is_continuation(t[2]) &&
        is_continuation(t[3])) {
        uint32_t code_point = (t[0] & 7u) << 18 | (t[1] & 0x3Fu) << 12 | (t[2] & 0x3Fu) << 6 | (t[3] & 0x3Fu);
        if (code_point < 0x10000 || code_point > 0x10FFFF)
            return 0;
        *text = t + 4;
        return matcher_astral_symbol(m, code_point);
    }
    return 0;
}

uint32_t symbols_from_utf8(const struct matcher *m, const unsigned char **text, const unsigned char *end,
                           uint16_t *symbols, uint32_t room)
{
    const unsigned char *t = *text;
    uint32_t n = 0;
    while (n < room && t < end) {
        if (t[0] < 0x80) {
            symbols[n++] = m->symbol_of[*t++];
            continue;
        }
        if (end - t >= 3 && (t[0] & 0xF0) == 0xE0 && is_continuation(t[1]) && is_continuation(t[2])) {
            uint32_t code_point = (t[0] & 0xFu) << 12 | (t[1] & 0x3Fu) << 6 | (t[2] & 0x3Fu);
            if (code_point >= 0x800 && (code_point & 0xF800) != 0xD800) {
                symbols[n++] = m->symbol_of[code_point];
                t += 3;
                continue;
            }
        }
        symbols[n++] = symbol_of_rest(m, &t, end);
    }
    *text = t;
    return n;
}

static bool is_digit_byte(unsigned char byte)
{
    return byte >= 0x30 && byte <= 0x39;
}

static bool is_lead_byte(unsigned char byte)
{
    return byte >= GB_LEAD_FIRST && byte < GB_LEAD_FIRST + GB_LEADS;
}

static uint16_t symbol_of_four(const struct matcher *m, const unsigned char *t)
{
    uint32_t code = (((t[0] - 0x81u) * 10 + (t[1] - 0x30u)) * 126 + (t[2] - 0x81u)) * 10 + (t[3] - 0x30u);
    if (code < GB_FOUR_BMP)
        return m->symbol_of_gb_four[code];
    return code >= GB_FOUR_ASTRAL ? matcher_astral_symbol(m, code - GB_FOUR_ASTRAL + 0x10000) : 0;
}

uint32_t symbols_from_gb18030(const struct matcher *m, const unsigned char **text, const unsigned char *end,
                              uint16_t *symbols, uint32_t room)
{
    const unsigned char *t = *text;
    uint32_t n = 0;
    while (n < room && t < end) {
        size_t left = (size_t)(end - t);
        if (t[0] < 0x80) {
            symbols[n++] = m->symbol_of[*t++];
        } else if (left >= 2 && is_lead_byte(t[0]) && t[1] >= GB_TRAIL_FIRST && t[1] != 0x7F && t[1] != 0xFF) {
            symbols[n++] = m->symbol_of_gb_two[(t[0] - GB_LEAD_FIRST) * GB_TRAILS + (t[1] - GB_TRAIL_FIRST)];
            t += 2;
        } else if (left >= 4 && is_lead_byte(t[0]) && is_digit_byte(t[1]) && is_lead_byte(t[2]) &&
                   is_digit_byte(t[3])) {
            symbols[n++] = symbol_of_four(m, t);
            t += 4;
        } else {
            symbols[n++] = 0;
            t++;
        }
    }
    *text = t;
    return n;
}
