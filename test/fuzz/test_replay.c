/* Every input that a fuzzer found worth keeping, as a test. */
#include "fuzz/fuzz.h"
#include "harness/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t replay_file(const char *path, void (*fuzz)(const uint8_t *, size_t))
{
    FILE *in = fopen(path, "rb");
    REQUIRE(in);
    uint8_t *bytes = malloc(1 << 20);
    size_t n = fread(bytes, 1, 1 << 20, in);
    fclose(in);
    fuzz(bytes, n);
    free(bytes);
    return n;
}

static size_t replay_folder(const char *name, void (*fuzz)(const uint8_t *, size_t))
{
    char path[1024];
    snprintf(path, sizeof(path), LZ_CORPUS "/%s", name);
    DIR *folder = opendir(path);
    REQUIRE(folder);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        snprintf(path, sizeof(path), LZ_CORPUS "/%s/%s", name, entry->d_name);
        if (entry->d_name[0] != '.' && replay_file(path, fuzz))
            files++;
    }
    closedir(folder);
    return files;
}

TEST("what the fuzzer kept of HTTP's pieces neither crashes nor breaks a promise")
{
    CHECK(replay_folder("http", fuzz_http) > 20);
}

TEST("what the fuzzer kept of csv, xlsx, xls and JSON neither crashes nor breaks a promise")
{
    CHECK(replay_folder("csv", fuzz_csv) > 10);
    CHECK(replay_folder("xlsx", fuzz_xlsx) > 10);
    CHECK(replay_folder("xls", fuzz_xls) > 5);
    CHECK(replay_folder("json", fuzz_json) > 20);
}

TEST("what the fuzzer kept of registers, texts and states neither crashes nor breaks a promise")
{
    CHECK(replay_folder("register", fuzz_register) > 20);
}

TEST("what the fuzzer kept of rulebooks neither crashes nor breaks a promise")
{
    CHECK(replay_folder("yaml", fuzz_yaml) > 10);
}

TEST("what the fuzzer kept of filters neither crashes nor breaks a promise")
{
    CHECK(replay_folder("filter", fuzz_filter) > 10);
}

TEST("what the fuzzer kept of typed values neither crashes nor breaks a promise")
{
    CHECK(replay_folder("reading", fuzz_reading) > 10);
    CHECK(replay_folder("typed", fuzz_typed) > 10);
}

TEST("what the fuzzer kept of bodies and of tables to import neither crashes nor breaks a promise")
{
    CHECK(replay_folder("body", fuzz_body) > 10);
    CHECK(replay_folder("import", fuzz_import) > 10);
}

TEST("what the fuzzer kept of values in pages neither crashes nor breaks a promise")
{
    CHECK(replay_folder("page", fuzz_page) > 5);
}
