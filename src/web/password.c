#include "web/password.h"

#include "base/utf8.h"
#include "web.texts.h"

#include <ctype.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEFAULT_AT_ONCE = 2, DEFAULT_PASSES = 3, LONG_ENOUGH_FOR_ANY = 16 };
#define DEFAULT_MEMORY_BYTES ((size_t)64 << 20)

struct passwords {
    pthread_mutex_t mutex;
    pthread_cond_t free_place;
    int places, waiting;
    size_t memory_bytes;
    int passes;
};

struct passwords *passwords_new(int at_once, size_t memory_bytes, int passes)
{
    struct passwords *p = calloc(1, sizeof(*p));
    if (!p || sodium_init() < 0) {
        free(p);
        return NULL;
    }
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->free_place, NULL);
    p->places = at_once ? at_once : DEFAULT_AT_ONCE;
    p->memory_bytes = memory_bytes ? memory_bytes : DEFAULT_MEMORY_BYTES;
    p->passes = passes ? passes : DEFAULT_PASSES;
    return p;
}

void passwords_free(struct passwords *p)
{
    if (!p)
        return;
    pthread_cond_destroy(&p->free_place);
    pthread_mutex_destroy(&p->mutex);
    free(p);
}

enum err passwords_begin(struct passwords *p, struct fault *f)
{
    pthread_mutex_lock(&p->mutex);
    bool full = p->places == 0 && p->waiting >= PASSWORDS_WAITING_MAX;
    if (!full) {
        p->waiting++;
        while (p->places == 0)
            pthread_cond_wait(&p->free_place, &p->mutex);
        p->waiting--;
        p->places--;
    }
    pthread_mutex_unlock(&p->mutex);
    return full ? fault(f, ERR_BUSY, &T_web_logins_busy) : OK;
}

void passwords_end(struct passwords *p)
{
    pthread_mutex_lock(&p->mutex);
    p->places++;
    pthread_cond_signal(&p->free_place);
    pthread_mutex_unlock(&p->mutex);
}

bool passwords_verify(const struct passwords *p, const char *digest, const char *password)
{
    (void)p; /* the digest carries its own costs */
    return crypto_pwhash_str_verify(digest, password, strlen(password)) == 0;
}

void passwords_verify_nobody(const struct passwords *p, const char *password)
{
    char digest[PASSWORD_DIGEST_BYTES];
    snprintf(digest, sizeof(digest), "$argon2id$v=19$m=%zu,t=%d,p=1$bm9ib2R5bm9ib2R5bm9ibw$%s", p->memory_bytes / 1024,
             p->passes, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    passwords_verify(p, digest, password);
}

bool passwords_hash(const struct passwords *p, const char *password, char ret_digest[PASSWORD_DIGEST_BYTES])
{
    return crypto_pwhash_str_alg(ret_digest, password, strlen(password), (unsigned long long)p->passes, p->memory_bytes,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* ---- policy ---- */
static int character_kinds(const char *password)
{
    bool lower = false, upper = false, digit = false, other = false;
    for (const unsigned char *c = (const unsigned char *)password; *c; c++) {
        lower |= islower(*c) != 0;
        upper |= isupper(*c) != 0;
        digit |= isdigit(*c) != 0;
        other |= !isalnum(*c);
    }
    return lower + upper + digit + other;
}

/* aaaaaaaa, 12345678, abcdefgh: most steps from one character to the next are the same. */
static bool is_monotonous(const char *password)
{
    size_t n = strlen(password), same = 0;
    for (size_t i = 2; i < n; i++)
        same += password[i] - password[i - 1] == password[i - 1] - password[i - 2];
    return n > 2 && same * 2 > n;
}

/* The cores of what people choose most (published lists of leaked passwords), matched inside the password. */
static const char *const common[] = {
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "qwerty",   "1qaz2wsx", "qazwsx",   "123456",  "654321",  "111111",
    "888888",   "666666",   "admin",    "root123",  "welcome",  "letmein",  "iloveyou", "abc123",  "asdfgh",  "zxcvbn",
    "woaini",   "5201314",  "123123",   "112233",   "lianzhang", "yunjiang", "changeme", "test1234", "guest12", "a1b2c3",
};

static bool is_common(const char *password)
{
    for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
        if (strcasestr(password, common[i]) && strlen(password) < strlen(common[i]) + 8)
            return true;
    return false;
}

enum err password_check(struct op *op, const char *login, const char *password)
{
    size_t length = utf8_length(password);
    struct fault *f = op->fault;
    if (length < PASSWORD_LENGTH_MIN)
        fault(f, ERR_INPUT, &T_web_password_short);
    else if (length > PASSWORD_LENGTH_MAX)
        fault(f, ERR_INPUT, &T_web_password_long);
    else if (length < LONG_ENOUGH_FOR_ANY && character_kinds(password) < 3)
        fault(f, ERR_INPUT, &T_web_password_plain);
    else if (*login && strcasestr(password, login))
        fault(f, ERR_INPUT, &T_web_password_login);
    else if (is_monotonous(password) || is_common(password))
        fault(f, ERR_INPUT, &T_web_password_common);
    else
        return OK;
    return fault_at(f, 0, 0, "password");
}
