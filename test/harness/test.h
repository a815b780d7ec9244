/* A test is a sentence and a function.
 *
 *     TEST("a date known to the month sorts before its first day")
 *     {
 *         CHECK(date_make(2026, 3, 0) < date_make(2026, 3, 1));
 *     }
 *
 * Tests stand beside what they test, as test_*.c, and are found by themselves.
 * Each runs in a child process, so that a crash is one failure, not the end.
 * SKIP("why") ends a test that cannot run here; it is counted apart. */
#ifndef TEST_HARNESS_TEST_H
#define TEST_HARNESS_TEST_H

#include <stdbool.h>
#include <stdint.h>

struct test {
    const char *sentence;
    const char *file;
    int line;
    void (*run)(void);
    struct test *next;
};

void test_register(struct test *t);

#define TEST_JOIN_(a, b) a##b
#define TEST_JOIN(a, b) TEST_JOIN_(a, b)
#define TEST(words) TEST_AT(words, __COUNTER__)
#define TEST_AT(words, id) \
    static void TEST_JOIN(test_run_, id)(void); \
    __attribute__((constructor)) static void TEST_JOIN(test_add_, id)(void) \
    { \
        static struct test t = { \
            .sentence = (words), .file = __FILE__, .line = __LINE__, .run = TEST_JOIN(test_run_, id)}; \
        test_register(&t); \
    } \
    static void TEST_JOIN(test_run_, id)(void)

/* A failed check is printed and the test goes on; REQUIRE ends it. */
#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)
#define REQUIRE(condition) \
    do { \
        if (!test_check((condition), #condition, __FILE__, __LINE__)) \
            test_end(); \
    } while (0)
#define CHECK_INT(actual, expected) test_check_int((int64_t)(actual), (int64_t)(expected), #actual, __FILE__, __LINE__)
#define CHECK_TEXT(actual, expected) test_check_text((actual), (expected), #actual, __FILE__, __LINE__)
#define CHECK_NEAR(actual, expected, tolerance) \
    test_check_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)
#define SKIP(why) test_skip(why)

bool test_check(bool condition, const char *words, const char *file, int line);
bool test_check_int(int64_t actual, int64_t expected, const char *words, const char *file, int line);
bool test_check_text(const char *actual, const char *expected, const char *words, const char *file, int line);
bool test_check_near(double actual, double expected, double tolerance, const char *words, const char *file, int line);
_Noreturn void test_end(void);
_Noreturn void test_skip(const char *why);

/* Random inputs print their seed: `--seed N` repeats a run; otherwise fixed at 1. */
uint64_t test_seed(void);
/* xorshift64*; state must not be 0. */
uint64_t test_random(uint64_t *state);
/* How often a property test repeats: `usual` in make test, `full` in make prove. */
int test_rounds(int usual, int full);
/* A folder of files with known answers kept outside the project (LZ_TEST_DATA,
 * else ../shared/data); SKIPs when it is not there. */
const char *test_data_path(const char *relative);
/* A fresh empty folder, removed when the test ends. */
const char *test_scratch(void);

#endif
