/* Answers of one integer that are remembered for as long as the database holds the same: counts of long lists, which
 * cost a thousand times what the page beside them does.
 *
 * A version says what the snapshot holds.  The key is everything else that the answer depends on: the text, which says
 * form and database, and what it is run with, the account and the moment among it. */
#include "store/engine.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES_MAX = 8192 };

struct kept_answer {
    uint64_t digest;
    int64_t version, answer;
    char *key; /* NULL: a free place */
    size_t n_bytes;
};

void kept_init(struct kept *k)
{
    pthread_mutex_init(&k->lock, NULL);
    k->answers = NULL;
}

void kept_release(struct kept *k)
{
    for (size_t i = 0; k->answers && i < KEPT_ANSWERS; i++)
        free(k->answers[i].key);
    free(k->answers);
    pthread_mutex_destroy(&k->lock);
}

void kept_key_of(const struct bound *b, struct buf *key)
{
    buf_init(key, KEY_BYTES_MAX);
    buf_text(key, b->sql);
    for (int i = 0; i < b->n; i++) {
        const struct value *v = &b->values[i];
        bool is_int = v->type == VALUE_INT;
        buf_char(key, (char)v->type);
        buf_add(key, &v->n_bytes, is_int ? 0 : sizeof(v->n_bytes));
        buf_add(key, is_int ? (const void *)&v->integer : v->text, is_int ? sizeof(v->integer) : v->n_bytes);
    }
}

/* FNV-1a. */
static uint64_t digest_of(const struct buf *key)
{
    uint64_t digest = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < key->n; i++)
        digest = (digest ^ (unsigned char)key->bytes[i]) * UINT64_C(1099511628211);
    return digest;
}

static bool is_same(const struct kept_answer *a, uint64_t digest, const struct buf *key)
{
    return a->key && a->digest == digest && a->n_bytes == key->n && memcmp(a->key, key->bytes, key->n) == 0;
}

bool kept_find(struct kept *k, const struct buf *key, int64_t version, int64_t *ret_answer)
{
    uint64_t digest = digest_of(key);
    pthread_mutex_lock(&k->lock);
    const struct kept_answer *a = k->answers ? &k->answers[digest % KEPT_ANSWERS] : NULL;
    bool found = a && a->version == version && is_same(a, digest, key);
    if (found)
        *ret_answer = a->answer;
    pthread_mutex_unlock(&k->lock);
    return found;
}

/* Without memory nothing is remembered. */
static void replace(struct kept_answer *a, uint64_t digest, const struct buf *key)
{
    free(a->key);
    *a = (struct kept_answer){.digest = digest, .key = malloc(key->n), .n_bytes = key->n};
    if (a->key)
        memcpy(a->key, key->bytes, key->n);
}

void kept_add(struct kept *k, const struct buf *key, int64_t version, int64_t answer)
{
    uint64_t digest = digest_of(key);
    pthread_mutex_lock(&k->lock);
    if (!k->answers)
        k->answers = calloc(KEPT_ANSWERS, sizeof(*k->answers));
    struct kept_answer *a = k->answers ? &k->answers[digest % KEPT_ANSWERS] : NULL;
    if (a && !is_same(a, digest, key))
        replace(a, digest, key);
    if (a) {
        a->version = version;
        a->answer = answer;
    }
    pthread_mutex_unlock(&k->lock);
}
