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
/* The same of n > 0 bytes that no NUL ends: the length of the character at their beginning; 0 when
 * it is invalid, -1 when n bytes are too few to say. */
int utf8_decode(const char *bytes, size_t n, uint32_t *ret_code_point);
/* Overlong forms, surrogates and what lies above U+10FFFF are invalid; NUL is a character like others. */
bool utf8_is_valid(const char *bytes, size_t n);
size_t utf8_length(const char *text); /* code points */
/* Writes 1–4 bytes, returns how many; what is no character is written as U+FFFD. */
size_t utf8_encode(uint32_t code_point, char bytes[4]);

bool utf8_is_han(uint32_t code_point); /* ideographs and 〇, of every plane */
bool utf8_is_control(uint32_t code_point); /* U+0000–1F, U+7F–9F: tabs and line ends are that too */
bool utf8_is_space(uint32_t code_point); /* ASCII blanks, U+3000, U+00A0, zero-width, BOM */

/* Full-width ASCII forms as ASCII; ：；，（）％ too when `punctuation` asks for it, ！？ never. */
uint32_t utf8_half_width(uint32_t code_point, bool punctuation);

/* A copy as a careful clerk reads it: full-width ASCII forms become half-width, a run of spaces
 * of any kind, line breaks too, becomes one blank, leading and trailing blanks go; control and
 * zero-width characters go without a trace; invalid bytes become U+FFFD.
 * Chinese punctuation stays, except ：；，（）％ when `punctuation` asks for half-width. */
char *utf8_tidy(struct arena *a, const char *text, bool punctuation);
/* The same within each line; line breaks stay as "\n", empty lines at the ends go, further ones
 * are at most one in a row.  For texts of several lines. */
char *utf8_tidy_lines(struct arena *a, const char *text);
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

/* A stateful converter to UTF-8 for streams; feed chunks, take what comes out.  A BOM at the
 * start is dropped.  NULL when memory is out. */
enum { DECODER_OUT_BYTES_MIN = 16 };
struct decoder;
struct decoder *decoder_new(enum encoding from);
void decoder_free(struct decoder *d);
/* Converts into `out`, which has room for DECODER_OUT_BYTES_MIN or more; *n_in and *n_out are
 * updated to what was used.  true when the whole chunk was taken: a character cut at its end is
 * remembered, so that the next call begins with the next chunk.  false when `out` was full: call
 * again with what is left of the chunk, be it nothing.  `last` marks the last chunk.
 * Undecodable bytes become U+FFFD and are counted. */
bool decoder_feed(struct decoder *d, const char *in, size_t *n_in, char *out, size_t *n_out, bool last);
size_t decoder_replaced(const struct decoder *d);

#endif
