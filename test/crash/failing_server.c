/* The program on a disk that fails when it is told to: lines on standard input, "ok" when done.
 *     cut N SEED     the power goes at the n-th write from now
 *     room N         files may grow by n bytes more; -1: without limit
 * Linked before the program's own main(). */
#include "store/test_vfs.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *listen_for_words(void *arg)
{
    char line[100];
    uint64_t seed;
    int64_t room;
    size_t n;
    (void)arg;
    while (fgets(line, sizeof(line), stdin)) {
        if (sscanf(line, "cut %zu %" SCNu64, &n, &seed) == 2)
            test_vfs_cut_power_at(n, seed);
        else if (sscanf(line, "room %" SCNd64, &room) == 1)
            test_vfs_disk_bytes(room);
        else
            abort();
        puts("ok");
        fflush(stdout);
    }
    return NULL;
}

__attribute__((constructor)) static void begin_failing(void)
{
    pthread_t thread;
    test_vfs_install();
    test_vfs_cut_power_at(0, 1); /* what is written is tracked from the first byte */
    if (pthread_create(&thread, NULL, listen_for_words, NULL) != 0 || pthread_detach(thread) != 0)
        abort();
}
