#include "store/sm3.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Small pieces are gathered: a call into the library costs as much as a hundred bytes. */
enum { GATHER_BYTES = 1024 };

struct sm3 {
    EVP_MD *method;
    EVP_MD_CTX *context;
    bool failed;
    size_t n;
    unsigned char gathered[GATHER_BYTES];
};

struct sm3 *sm3_new(void)
{
    struct sm3 *s = calloc(1, sizeof(*s));
    if (!s)
        return NULL;
    s->method = EVP_MD_fetch(NULL, "SM3", NULL);
    s->context = EVP_MD_CTX_new();
    if (!s->method || !s->context) {
        sm3_free(s);
        return NULL;
    }
    sm3_begin(s);
    return s;
}

void sm3_free(struct sm3 *s)
{
    if (!s)
        return;
    EVP_MD_CTX_free(s->context);
    EVP_MD_free(s->method);
    free(s);
}

void sm3_begin(struct sm3 *s)
{
    s->n = 0;
    s->failed = EVP_DigestInit_ex2(s->context, s->method, NULL) != 1;
}

static void flush(struct sm3 *s)
{
    if (s->n && EVP_DigestUpdate(s->context, s->gathered, s->n) != 1)
        s->failed = true;
    s->n = 0;
}

void sm3_add(struct sm3 *s, const void *bytes, size_t n)
{
    if (n > GATHER_BYTES - s->n)
        flush(s);
    if (n > GATHER_BYTES) {
        if (EVP_DigestUpdate(s->context, bytes, n) != 1)
            s->failed = true;
    } else if (n) {
        memcpy(s->gathered + s->n, bytes, n);
        s->n += n;
    }
}

bool sm3_end(struct sm3 *s, unsigned char ret_digest[SM3_BYTES])
{
    flush(s);
    if (EVP_DigestFinal_ex(s->context, ret_digest, NULL) != 1)
        s->failed = true;
    if (s->failed)
        memset(ret_digest, 0, SM3_BYTES);
    return !s->failed;
}

bool sm3_of(const void *bytes, size_t n, unsigned char ret_digest[SM3_BYTES])
{
    struct sm3 *s = sm3_new();
    memset(ret_digest, 0, SM3_BYTES);
    if (!s)
        return false;
    sm3_add(s, bytes, n);
    bool done = sm3_end(s, ret_digest);
    sm3_free(s);
    return done;
}

char *sm3_hex(const unsigned char digest[SM3_BYTES], char text[SM3_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < SM3_BYTES; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[2 * SM3_BYTES] = '\0';
    return text;
}

/* ---- canonical encoding ---- */

void sm3_add_int(struct sm3 *s, int64_t value)
{
    unsigned char bytes[9] = {'i'};
    for (int i = 0; i < 8; i++)
        bytes[1 + i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
    sm3_add(s, bytes, sizeof(bytes));
}

static void add_sized(struct sm3 *s, char mark, const void *content, size_t n)
{
    unsigned char head[5] = {(unsigned char)mark, (unsigned char)(n >> 24), (unsigned char)(n >> 16),
                             (unsigned char)(n >> 8), (unsigned char)n};
    sm3_add(s, head, sizeof(head));
    sm3_add(s, content, n);
}

void sm3_add_text(struct sm3 *s, const char *text)
{
    add_sized(s, 't', text, strlen(text));
}

void sm3_add_bytes(struct sm3 *s, const void *bytes, size_t n)
{
    add_sized(s, 'b', bytes, n);
}

void sm3_add_digest(struct sm3 *s, const unsigned char d[SM3_BYTES])
{
    sm3_add(s, "h", 1);
    sm3_add(s, d, SM3_BYTES);
}
