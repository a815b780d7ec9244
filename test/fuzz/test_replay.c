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

TEST("what the fuzzer kept of HTTP's pieces neither crashes nor breaks a promise")
{
    DIR *folder = opendir(LZ_CORPUS "/http");
    REQUIRE(folder);
    char path[1024];
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        snprintf(path, sizeof(path), LZ_CORPUS "/http/%s", entry->d_name);
        if (entry->d_name[0] != '.' && replay_file(path, fuzz_http))
            files++;
    }
    closedir(folder);
    CHECK(files > 20);
}
