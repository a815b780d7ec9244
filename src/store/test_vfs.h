/* A file layer under SQLite that fails on purpose.  Compiled into the tests alone.
 *
 * It stands before the real one and counts: the n-th write or sync fails, the
 * disk is full after so many bytes, or the power goes at the n-th write: each
 * file is then left as it was last synced, plus a random part of what was
 * written to it since (none, some, a torn one), as a disk's own cache would;
 * and the process is gone.  Nothing of SQLite's own locks or shared memory is
 * changed. */
#ifndef STORE_TEST_VFS_H
#define STORE_TEST_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From now on every database of this process lies on it. */
void test_vfs_install(void);

/* The n-th write (of any file) from now fails with an I/O error; 0: none.  Returns how many there were since. */
size_t test_vfs_fail_write(size_t n);
/* The same for syncs. */
size_t test_vfs_fail_sync(size_t n);
/* Files may grow by n bytes more, all together; -1: without limit. */
void test_vfs_disk_bytes(int64_t n);

enum { TEST_VFS_POWER_EXIT = 86 };
/* At the n-th write from now the power goes: the process ends with TEST_VFS_POWER_EXIT. */
void test_vfs_cut_power_at(size_t n, uint64_t seed);
/* A disk that says "synced" and does nothing: to prove that the loss above is felt. */
void test_vfs_ignore_syncs(bool ignore);

#endif
