#include "harness/test.h"

#include <ftw.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_PASSED = 0, EXIT_FAILED = 1, EXIT_SKIPPED = 77 };

static struct test *first;
static bool failed_here;
static uint64_t seed = 1;
static bool full_counts;
static char scratch[64];

void test_register(struct test *t)
{
    struct test **at = &first;
    while (*at && (strcmp((*at)->file, t->file) < 0 || (strcmp((*at)->file, t->file) == 0 && (*at)->line < t->line)))
        at = &(*at)->next;
    t->next = *at;
    *at = t;
}

bool test_check(bool condition, const char *words, const char *file, int line)
{
    if (!condition) {
        failed_here = true;
        printf("  %s:%d: not so: %s\n", file, line, words);
    }
    return condition;
}

bool test_check_int(int64_t actual, int64_t expected, const char *words, const char *file, int line)
{
    if (actual == expected)
        return true;
    failed_here = true;
    printf("  %s:%d: %s is %" PRId64 ", expected %" PRId64 "\n", file, line, words, actual, expected);
    return false;
}

bool test_check_text(const char *actual, const char *expected, const char *words, const char *file, int line)
{
    if (actual && expected ? strcmp(actual, expected) == 0 : actual == expected)
        return true;
    failed_here = true;
    printf("  %s:%d: %s is \"%s\", expected \"%s\"\n", file, line, words, actual ? actual : "(null)",
           expected ? expected : "(null)");
    return false;
}

bool test_check_near(double actual, double expected, double tolerance, const char *words, const char *file, int line)
{
    if (fabs(actual - expected) <= tolerance)
        return true;
    failed_here = true;
    printf("  %s:%d: %s is %.12g, expected %.12g ± %g\n", file, line, words, actual, expected, tolerance);
    return false;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static _Noreturn void leave(int code)
{
    if (scratch[0])
        nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    fflush(NULL);
    exit(code);
}

_Noreturn void test_end(void)
{
    leave(failed_here ? EXIT_FAILED : EXIT_PASSED);
}

_Noreturn void test_skip(const char *why)
{
    printf("  skipped: %s\n", why);
    leave(failed_here ? EXIT_FAILED : EXIT_SKIPPED);
}

uint64_t test_seed(void)
{
    return seed;
}

uint64_t test_random(uint64_t *state)
{
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * UINT64_C(2685821657736338717);
}

int test_rounds(int usual, int full)
{
    return full_counts ? full : usual;
}

const char *test_data_path(const char *relative)
{
    static char path[4][1024];
    static int turn;
    char *at = path[turn++ % 4];
    const char *root = getenv("LZ_TEST_DATA");
    snprintf(at, sizeof(path[0]), "%s/%s", root ? root : "../shared/data", relative);
    if (access(at, R_OK) != 0)
        test_skip("the files with known answers are not here");
    return at;
}

const char *test_scratch(void)
{
    if (!scratch[0]) {
        snprintf(scratch, sizeof(scratch), "/tmp/lianzhang-test-XXXXXX");
        if (!mkdtemp(scratch))
            abort();
    }
    return scratch;
}

static int run_one(const struct test *t, bool in_process)
{
    if (in_process) {
        t->run();
        test_end();
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        t->run();
        test_end();
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        printf("  ended by signal %d\n", WTERMSIG(status));
        return EXIT_FAILED;
    }
    return WEXITSTATUS(status);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* By words of its sentence or of its file's path. */
static bool is_named(const struct test *t, const char *words)
{
    return strstr(t->sentence, words) || strstr(t->file, words);
}

int main(int argc, char **argv)
{
    const char *filter = "", *left_out = NULL;
    bool verbose = false, in_process = false, list = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
            seed = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--full") == 0)
            full_counts = true;
        else if (strcmp(argv[i], "--but") == 0 && i + 1 < argc)
            left_out = argv[++i];
        else if (strcmp(argv[i], "--verbose") == 0)
            verbose = true;
        else if (strcmp(argv[i], "--in-process") == 0) /* one test, for a debugger */
            in_process = true;
        else if (strcmp(argv[i], "--list") == 0)
            list = true;
        else
            filter = argv[i];
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    int passed = 0, failed = 0, skipped = 0;
    for (const struct test *t = first; t; t = t->next) {
        if (!is_named(t, filter) || (left_out && is_named(t, left_out)))
            continue;
        if (list) {
            printf("%s: %s\n", t->file, t->sentence);
            continue;
        }
        double begun_s = now_s();
        int verdict = run_one(t, in_process);
        double took_s = now_s() - begun_s;
        passed += verdict == EXIT_PASSED;
        skipped += verdict == EXIT_SKIPPED;
        failed += verdict != EXIT_PASSED && verdict != EXIT_SKIPPED;
        if (verbose || verdict != EXIT_PASSED || took_s > 5)
            printf("%s %s (%s, %.1f s)\n",
                   verdict == EXIT_PASSED    ? "passed"
                   : verdict == EXIT_SKIPPED ? "skipped"
                                             : "FAILED",
                   t->sentence, t->file, took_s);
    }
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed ? 1 : 0;
}
