#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *iconv_name; /* NULL: UTF-8, which iconv reads too leniently */
    size_t unit_bytes;      /* how far to step over what cannot be decoded */
} encodings[] = {
    [ENCODING_UTF8] = {"UTF-8", NULL, 1},
    [ENCODING_UTF8_BOM] = {"UTF-8-BOM", NULL, 1},
    [ENCODING_GB18030] = {"GB18030", "GB18030", 1},
    [ENCODING_UTF16LE] = {"UTF-16LE", "UTF-16LE", 2},
    [ENCODING_UTF16BE] = {"UTF-16BE", "UTF-16BE", 2},
};

const char *encoding_name(enum encoding e)
{
    return encodings[e].name;
}

/* Up to three bytes at the end may be the beginning of a character. */
static bool is_utf8_cut_at_the_end(const char *bytes, size_t n)
{
    size_t whole = n;
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        unsigned char byte = (unsigned char)bytes[n - back];
        if (byte < 0x80)
            break;
        if (byte >= 0xC0) {
            size_t length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
            whole = length > back ? n - back : n;
            break;
        }
    }
    return utf8_is_valid(bytes, whole);
}

enum encoding encoding_guess(const char *bytes, size_t n)
{
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        return ENCODING_UTF8_BOM;
    if (n >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        return ENCODING_UTF16LE;
    if (n >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        return ENCODING_UTF16BE;
    return is_utf8_cut_at_the_end(bytes, n) ? ENCODING_UTF8 : ENCODING_GB18030;
}

/* ---- the decoder ---- */
enum { CUT_BYTES = 8, REPLACEMENT_BYTES = 3, BOM_BYTES = 3 };
static const char replacement[] = "\xEF\xBF\xBD";
static const char bom[] = "\xEF\xBB\xBF";

#define NO_ICONV ((iconv_t)-1)

struct decoder {
    iconv_t iconv; /* NO_ICONV for UTF-8 */
    size_t unit_bytes;
    size_t replaced;
    char cut[CUT_BYTES]; /* a character that the last chunk broke off */
    size_t n_cut;
    bool begun; /* something has come out, so that a BOM is no longer one */
};

struct decoder *decoder_new(enum encoding from)
{
    struct decoder *d = calloc(1, sizeof(*d));
    if (!d)
        return NULL;
    const char *iconv_name = encodings[from].iconv_name;
    d->iconv = iconv_name ? iconv_open("UTF-8", iconv_name) : NO_ICONV;
    d->unit_bytes = encodings[from].unit_bytes;
    if (iconv_name && d->iconv == NO_ICONV) {
        free(d);
        return NULL;
    }
    return d;
}

void decoder_free(struct decoder *d)
{
    if (!d)
        return;
    if (d->iconv != NO_ICONV)
        iconv_close(d->iconv);
    free(d);
}

size_t decoder_replaced(const struct decoder *d)
{
    return d->replaced;
}

/* What is being read and written; iconv moves all four. */
struct window {
    char *in;
    size_t n_in;
    char *out;
    size_t n_out;
};

enum step { STEP_DONE, STEP_FULL, STEP_CUT };

/* One step over bytes that stand for nothing. */
static enum step replace(struct decoder *d, struct window *w, size_t n_bytes)
{
    if (w->n_out < REPLACEMENT_BYTES)
        return STEP_FULL;
    memcpy(w->out, replacement, REPLACEMENT_BYTES);
    w->out += REPLACEMENT_BYTES;
    w->n_out -= REPLACEMENT_BYTES;
    size_t step_bytes = n_bytes < w->n_in ? n_bytes : w->n_in;
    w->in += step_bytes;
    w->n_in -= step_bytes;
    d->replaced++;
    return STEP_DONE;
}

enum finding { FOUND_NOTHING_WRONG, FOUND_FULL, FOUND_CUT, FOUND_INVALID };

static enum finding copy_utf8(struct window *w)
{
    while (w->n_in) {
        uint32_t code_point;
        int length = utf8_decode(w->in, w->n_in, &code_point);
        if (length <= 0)
            return length < 0 ? FOUND_CUT : FOUND_INVALID;
        if ((size_t)length > w->n_out)
            return FOUND_FULL;
        memcpy(w->out, w->in, (size_t)length);
        *w = (struct window){w->in + length, w->n_in - (size_t)length, w->out + length, w->n_out - (size_t)length};
    }
    return FOUND_NOTHING_WRONG;
}

static enum finding convert_valid(struct decoder *d, struct window *w)
{
    if (d->iconv == NO_ICONV)
        return copy_utf8(w);
    if (iconv(d->iconv, &w->in, &w->n_in, &w->out, &w->n_out) != (size_t)-1)
        return FOUND_NOTHING_WRONG;
    return errno == E2BIG ? FOUND_FULL : errno == EINVAL ? FOUND_CUT : FOUND_INVALID;
}

static enum step convert(struct decoder *d, struct window *w)
{
    for (;;) {
        switch (convert_valid(d, w)) {
        case FOUND_NOTHING_WRONG:
            return STEP_DONE;
        case FOUND_FULL:
            return STEP_FULL;
        case FOUND_CUT:
            return STEP_CUT;
        case FOUND_INVALID:
            if (replace(d, w, d->unit_bytes) == STEP_FULL)
                return STEP_FULL;
            break;
        }
    }
}

/* Completes the broken character byte by byte from the new chunk. */
static enum step finish_cut(struct decoder *d, struct window *w)
{
    while (d->n_cut) {
        struct window piece = {.in = d->cut, .n_in = d->n_cut, .out = w->out, .n_out = w->n_out};
        enum step step = convert(d, &piece);
        w->out = piece.out;
        w->n_out = piece.n_out;
        memmove(d->cut, piece.in, piece.n_in);
        d->n_cut = piece.n_in;
        if (step != STEP_CUT || !w->n_in)
            return step;
        assert(d->n_cut < CUT_BYTES);
        d->cut[d->n_cut++] = *w->in++;
        w->n_in--;
    }
    return STEP_DONE;
}

static void drop_bom(struct decoder *d, char *out, struct window *w)
{
    size_t n = (size_t)(w->out - out);
    if (d->begun || n == 0)
        return;
    d->begun = true;
    if (n < BOM_BYTES || memcmp(out, bom, BOM_BYTES) != 0)
        return;
    memmove(out, out + BOM_BYTES, n - BOM_BYTES);
    w->out -= BOM_BYTES;
    w->n_out += BOM_BYTES;
}

static void keep_cut(struct decoder *d, struct window *w)
{
    assert(w->n_in <= CUT_BYTES);
    memcpy(d->cut, w->in, w->n_in);
    d->n_cut = w->n_in;
    w->in += w->n_in;
    w->n_in = 0;
}

/* The text ends in the middle of a character: one replacement for its pieces. */
static enum step replace_cut(struct decoder *d, struct window *w)
{
    struct window pieces = {.in = d->cut, .n_in = d->n_cut, .out = w->out, .n_out = w->n_out};
    if (replace(d, &pieces, d->n_cut) == STEP_FULL)
        return STEP_FULL;
    w->out = pieces.out;
    w->n_out = pieces.n_out;
    d->n_cut = 0;
    return STEP_DONE;
}

bool decoder_feed(struct decoder *d, const char *in, size_t *n_in, char *out, size_t *n_out, bool last)
{
    assert(*n_out >= DECODER_OUT_BYTES_MIN);
    /* iconv's face is older than const; it does not write there. */
    struct window w = {.in = (char *)(uintptr_t)in, .n_in = *n_in, .out = out, .n_out = *n_out};
    enum step step = finish_cut(d, &w);
    if (step == STEP_DONE) {
        step = convert(d, &w);
        if (step == STEP_CUT)
            keep_cut(d, &w);
    }
    if (step == STEP_CUT && last)
        step = replace_cut(d, &w);
    drop_bom(d, out, &w);
    *n_in -= w.n_in;
    *n_out -= w.n_out;
    return step != STEP_FULL;
}
