/* The program on a disk that fails when it is told to:
 *     cut N SEED     the power goes at the n-th write from now
 *     room N         files may grow by n bytes more; -1: without limit
 *     write N        the n-th write from now fails; 0: none.  Answers how many there were since the last time
 * Linked before the program's own main(). */
#include "crash/words.h"
#include "store/test_vfs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static size_t obey(const char *line)
{
    uint64_t seed;
    int64_t room;
    size_t n;
    if (sscanf(line, "write %zu", &n) == 1)
        return test_vfs_fail_write(n);
    if (sscanf(line, "cut %zu %" SCNu64, &n, &seed) == 2)
        test_vfs_cut_power_at(n, seed);
    else if (sscanf(line, "room %" SCNd64, &room) == 1)
        test_vfs_disk_bytes(room);
    else
        abort();
    return 0;
}

__attribute__((constructor)) static void begin_failing(void)
{
    test_vfs_install();
    test_vfs_cut_power_at(0, 1); /* what is written is tracked from the first byte */
    words_listen(obey);
}
