/* UTF-8 text as people type it. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads one code point at *at and steps over it.  An invalid byte yields
 * U+FFFD and a step of one byte.  0 at the end of a NUL-terminated text. */
uint32_t utf8_next(const char **at);
bool utf8_is_valid(const char *bytes, size_t n);
size_t utf8_length(const char *text); /* code points */
/* Writes 1–4 bytes, returns how many. */
size_t utf8_encode(uint32_t code_point, char bytes[4]);

bool utf8_is_han(uint32_t code_point);
bool utf8_is_space(uint32_t code_point); /* ASCII blanks, U+3000, U+00A0, zero-width, BOM */

/* A copy as a careful clerk reads it: full-width ASCII forms become half-width, every kind of
 * space becomes one blank, leading and trailing blanks go, control characters go.
 * Chinese punctuation stays, except ：；，（）％ when `punctuation` asks for half-width. */
char *utf8_tidy(struct arena *a, const char *text, bool punctuation);
/* All blanks removed (header names, codes). */
char *utf8_squeeze(struct arena *a, const char *text);

/* Column width in a terminal: 2 for wide characters, 1 otherwise, 0 for combining. */
int utf8_width(const char *text);

/* ---- other encodings ---- */
enum encoding { ENCODING_UTF8, ENCODING_UTF8_BOM, ENCODING_GB18030, ENCODING_UTF16LE, ENCODING_UTF16BE };
/* Guess from the first bytes of a file (64 KiB is plenty): a BOM decides; else valid UTF-8
 * (a sequence cut at the end is forgiven) is UTF-8; else GB18030. */
enum encoding encoding_guess(const char *bytes, size_t n);
const char *encoding_name(enum encoding e); /* "UTF-8", "GB18030", … */

/* A stateful converter to UTF-8 for streams; feed chunks, take what comes out. */
struct decoder;
struct decoder *decoder_new(enum encoding from);
void decoder_free(struct decoder *d);
/* Converts as much as fits.  Undecodable bytes become U+FFFD and are counted.
 * Returns false only when memory is out.  *n_in and *n_out are updated to what was used. */
bool decoder_feed(struct decoder *d, const char *in, size_t *n_in, char *out, size_t *n_out, bool last);
size_t decoder_replaced(const struct decoder *d);

#endif
