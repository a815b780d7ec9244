#include "base/tokens.h"

#include "base/buf.h"
#include "base/pinyin.h"
#include "base/utf8.h"

#include <string.h>

/* ---- letters ---- */
static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_latin(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

/* Latin with marks, Greek, Cyrillic, kana, Hangul: letters of words, like ASCII ones. */
static bool is_other_letter(uint32_t c)
{
    return (c >= 0xC0 && c <= 0x52F && c != 0xD7 && c != 0xF7) || (c >= 0x3041 && c <= 0x30FF && c != 0x30FB) ||
           (c >= 0xAC00 && c <= 0xD7A3);
}

static uint32_t lower(uint32_t c)
{
    bool is_upper = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
                    (c >= 0x410 && c <= 0x42F);
    return is_upper ? c + 0x20 : c;
}

/* ---- cutting ---- */
enum piece_kind { PIECE_HAN, PIECE_PAIR, PIECE_WORD, PIECE_END };

struct cutter {
    const char *at;
    const char *han; /* the character before, when it was Han: its text in the source */
    size_t han_bytes;
    bool pair_due;      /* the pair with the character before is still to be told */
    bool word_is_latin; /* letters alone */
    char piece[TOKEN_BYTES_MAX + 1];
};

static void copy_piece(struct cutter *c, const char *from, size_t n)
{
    memcpy(c->piece, from, n);
    c->piece[n] = '\0';
}

static uint32_t peek(const char *at)
{
    return lower(utf8_half_width(utf8_next(&at), false));
}

static void cut_word(struct cutter *c)
{
    size_t n = 0;
    c->word_is_latin = true;
    for (uint32_t letter = peek(c->at); is_latin(letter) || is_digit(letter) || is_other_letter(letter);
         letter = peek(c->at)) {
        char bytes[4];
        size_t length = utf8_encode(letter, bytes);
        c->word_is_latin &= is_latin(letter);
        if (n + length <= TOKEN_BYTES_MAX) {
            memcpy(c->piece + n, bytes, length);
            n += length;
        }
        utf8_next(&c->at);
    }
    if (c->word_is_latin && n > TOKEN_LETTERS_MAX)
        n = TOKEN_LETTERS_MAX;
    c->piece[n] = '\0';
}

/* A Han character, then the pair that it ends, or a word. */
static enum piece_kind next_piece(struct cutter *c)
{
    while (*c->at) {
        uint32_t letter = peek(c->at);
        if (utf8_is_han(letter)) {
            const char *from = c->at;
            if (c->han && c->pair_due) {
                c->pair_due = false;
                const char *end = from;
                utf8_next(&end);
                copy_piece(c, c->han, (size_t)(end - c->han));
                return PIECE_PAIR;
            }
            utf8_next(&c->at);
            c->han = from;
            c->han_bytes = (size_t)(c->at - from);
            c->pair_due = true;
            copy_piece(c, from, c->han_bytes);
            return PIECE_HAN;
        }
        c->han = NULL;
        if (is_latin(letter) || is_digit(letter) || is_other_letter(letter)) {
            cut_word(c);
            return PIECE_WORD;
        }
        utf8_next(&c->at);
    }
    return PIECE_END;
}

/* ---- texts ---- */
void tokens_init(struct tokens *t, struct arena *a)
{
    t->arena = a;
    hash_init(&t->set, a);
}

static bool add(struct tokens *t, const char *token)
{
    if (hash_find(&t->set, token))
        return true;
    const char *kept = arena_text(t->arena, token);
    return !arena_failed(t->arena) && hash_put_number(&t->set, kept, 1);
}

bool tokens_add_text(struct tokens *t, const char *text)
{
    struct cutter c = {.at = text};
    while (next_piece(&c) != PIECE_END)
        if (!add(t, c.piece))
            return false;
    return true;
}

/* Bytes of the name without the legal form at its end. */
static size_t without_legal_form(const char *name)
{
    static const char *const forms[] = {"股份有限公司", "有限责任公司", "有限公司",
                                        "公司",         "（有限合伙）", "(有限合伙)"};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        size_t length = strlen(forms[i]);
        if (n > length && memcmp(name + n - length, forms[i], length) == 0)
            return n - length;
    }
    return n;
}

static bool add_spelt(struct tokens *t, const char *name, enum pinyin_form form)
{
    enum { LETTERS_MIN = 2 }; /* one letter is the beginning of another token anyway */
    size_t n;
    const char *const *forms = pinyin_forms(t->arena, name, form, &n);
    for (size_t i = 0; i < n; i++)
        if (strlen(forms[i]) >= LETTERS_MIN && !add(t, forms[i]))
            return false;
    return !arena_failed(t->arena);
}

bool tokens_add_name(struct tokens *t, const char *name)
{
    enum { STARTS_MAX = 40 };
    if (!tokens_add_text(t, name))
        return false;
    char *spelt = arena_text_n(t->arena, name, without_legal_form(name));
    struct cutter c = {.at = spelt};
    int starts = 0;
    for (const char *from = c.at; starts < STARTS_MAX; from = c.at) {
        enum piece_kind kind = next_piece(&c);
        if (kind == PIECE_END)
            break;
        if (kind == PIECE_PAIR)
            continue;
        starts++;
        if (!add_spelt(t, from, PINYIN_INITIALS) || !add_spelt(t, from, PINYIN_FULL))
            return false;
    }
    return !arena_failed(t->arena);
}

char *tokens_joined(const struct tokens *t)
{
    struct buf joined;
    buf_init(&joined, 0);
    for (size_t i = 0; i < t->set.n; i++) {
        if (i)
            buf_char(&joined, ' ');
        buf_text(&joined, t->set.entries[i].key);
    }
    if (buf_failed(&joined))
        arena_fail(t->arena);
    char *text = arena_text_n(t->arena, buf_string(&joined), joined.n);
    buf_release(&joined);
    return text;
}

/* ---- queries ---- */

/* A Han character is looked for by itself only when it stands alone. */
static bool stands_alone(const struct cutter *c, bool after_han)
{
    return !after_han && !utf8_is_han(peek(c->at));
}

static bool is_in(const struct token_term *terms, size_t n, const char *token)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(terms[i].token, token) == 0)
            return true;
    return false;
}

const struct token_term *tokens_of_query(struct arena *a, const char *query, size_t *ret_n)
{
    struct token_term *terms = arena_array(a, QUERY_TERMS_MAX, struct token_term);
    struct cutter c = {.at = query};
    size_t n = 0;
    bool after_han = false;
    *ret_n = 0;
    for (enum piece_kind kind; terms && n < QUERY_TERMS_MAX && (kind = next_piece(&c)) != PIECE_END;) {
        bool is_wanted = kind != PIECE_HAN || stands_alone(&c, after_han);
        after_han = kind == PIECE_PAIR;
        if (is_wanted && !is_in(terms, n, c.piece))
            terms[n++] = (struct token_term){.token = arena_text(a, c.piece), .is_prefix = kind == PIECE_WORD};
    }
    if (arena_failed(a))
        return NULL;
    *ret_n = n;
    return terms;
}
