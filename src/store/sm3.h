/* SM3, GB/T 32905-2016: the digest of versions, acts, seals, attachments, documents. */
#ifndef STORE_SM3_H
#define STORE_SM3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SM3_BYTES = 32, SM3_HEX_BYTES = 2 * SM3_BYTES + 1 };

/* A digest under way; can be begun again after its end.  NULL when memory is out or the library has no SM3. */
struct sm3;
struct sm3 *sm3_new(void);
void sm3_free(struct sm3 *s);
void sm3_begin(struct sm3 *s);
void sm3_add(struct sm3 *s, const void *bytes, size_t n);
/* false when a step since sm3_begin() failed; the digest is then zeros. */
bool sm3_end(struct sm3 *s, unsigned char ret_digest[SM3_BYTES]);

/* Of bytes that are all there; false as above. */
bool sm3_of(const void *bytes, size_t n, unsigned char ret_digest[SM3_BYTES]);

char *sm3_hex(const unsigned char digest[SM3_BYTES], char text[SM3_HEX_BYTES]); /* lower case; returns `text` */

/* ---- canonical encoding: values of which no two sequences look alike ---- */
void sm3_add_int(struct sm3 *s, int64_t value);                       /* 'i', 8 bytes, big-endian */
void sm3_add_text(struct sm3 *s, const char *text);                   /* 't', length as 4 bytes, the bytes */
void sm3_add_bytes(struct sm3 *s, const void *bytes, size_t n);       /* 'b', length as 4 bytes, the bytes */
void sm3_add_digest(struct sm3 *s, const unsigned char d[SM3_BYTES]); /* 'h', 32 bytes */

#endif
