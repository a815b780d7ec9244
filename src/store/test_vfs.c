#include "store/test_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct write {
    sqlite3_int64 at;
    int n;
    bool is_truncation; /* to `at` bytes */
    unsigned char *bytes;
};

/* What a file holds for good, and what was written since. */
struct image {
    struct image *older;
    char *path;
    unsigned char *synced;
    size_t n_synced, synced_capacity;
    struct write *writes;
    size_t n_writes, capacity;
};

struct file {
    sqlite3_file base;
    struct image *image; /* NULL: temporary, nobody looks for it after a crash */
    sqlite3_file *real;
};

static struct {
    sqlite3_vfs vfs, *real;
    pthread_mutex_t lock;
    struct image *images;
    size_t writes, syncs, write_to_fail, sync_to_fail, write_to_cut;
    uint64_t random;
    int64_t disk_bytes;
    bool tracks, ignores_syncs;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER, .disk_bytes = -1};

static struct file *own(sqlite3_file *f)
{
    return (struct file *)f;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return own(f)->real;
}

/* ---- images ---- */

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static void grow_synced(struct image *i, size_t n)
{
    if (n > i->synced_capacity) {
        i->synced_capacity = 2 * n;
        i->synced = must(realloc(i->synced, i->synced_capacity));
    }
    if (n > i->n_synced) {
        memset(i->synced + i->n_synced, 0, n - i->n_synced);
        i->n_synced = n;
    }
}

static void apply(struct image *i, const struct write *w, int n)
{
    if (w->is_truncation) {
        if ((size_t)w->at < i->n_synced)
            i->n_synced = (size_t)w->at;
        return;
    }
    grow_synced(i, (size_t)w->at + (size_t)n);
    memcpy(i->synced + w->at, w->bytes, (size_t)n);
}

static void forget_writes(struct image *i)
{
    for (size_t k = 0; k < i->n_writes; k++)
        free(i->writes[k].bytes);
    i->n_writes = 0;
}

static void note(struct image *i, struct write w, const void *bytes)
{
    if (i->n_writes == i->capacity) {
        i->capacity = i->capacity ? 2 * i->capacity : 16;
        i->writes = must(realloc(i->writes, i->capacity * sizeof(*i->writes)));
    }
    if (w.n) {
        w.bytes = must(malloc((size_t)w.n));
        memcpy(w.bytes, bytes, (size_t)w.n);
    }
    i->writes[i->n_writes++] = w;
}

static void load_synced(struct image *i)
{
    FILE *f = fopen(i->path, "rb");
    if (!f)
        return;
    fseek(f, 0, SEEK_END);
    grow_synced(i, (size_t)ftell(f));
    rewind(f);
    if (fread(i->synced, 1, i->n_synced, f) != i->n_synced)
        abort();
    fclose(f);
}

static struct image *image_of(const char *path)
{
    struct image *i = disk.images;
    while (i && strcmp(i->path, path) != 0)
        i = i->older;
    if (i)
        return i;
    i = must(calloc(1, sizeof(*i)));
    i->path = must(strdup(path));
    i->older = disk.images;
    disk.images = i;
    load_synced(i);
    return i;
}

/* ---- power ---- */

static unsigned random_of(unsigned n)
{
    disk.random = disk.random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(disk.random >> 33) % n;
}

/* A third of the files keeps nothing that was not synced, a third everything, a third some of it, torn. */
static void leave_random_part(struct image *i)
{
    unsigned mood = random_of(3);
    for (size_t k = 0; k < i->n_writes && mood; k++) {
        const struct write *w = &i->writes[k];
        if (mood == 1)
            apply(i, w, w->n);
        else if (random_of(2))
            apply(i, w, w->n ? (int)random_of((unsigned)w->n + 1) : 0);
    }
    FILE *f = fopen(i->path, "wb");
    if (f) {
        if (i->n_synced)
            fwrite(i->synced, 1, i->n_synced, f);
        fclose(f);
    }
}

static _Noreturn void lose_power(void)
{
    for (struct image *i = disk.images; i; i = i->older)
        leave_random_part(i);
    _exit(TEST_VFS_POWER_EXIT);
}

/* ---- files ---- */

static int close_file(sqlite3_file *f)
{
    int code = real_of(f)->pMethods->xClose(real_of(f));
    free(own(f)->real);
    return code;
}

static int read_file(sqlite3_file *f, void *bytes, int n, sqlite3_int64 at)
{
    return real_of(f)->pMethods->xRead(real_of(f), bytes, n, at);
}

/* With the lock.  Counts, and finds the reason why this write fails. */
static int admit_write(sqlite3_file *f, int n, sqlite3_int64 at)
{
    sqlite3_int64 size = 0;
    disk.writes++;
    if (disk.writes == disk.write_to_cut)
        lose_power();
    if (disk.writes == disk.write_to_fail)
        return SQLITE_IOERR_WRITE;
    if (disk.disk_bytes < 0 || real_of(f)->pMethods->xFileSize(real_of(f), &size) != SQLITE_OK || at + n <= size)
        return SQLITE_OK;
    if (at + n - size > disk.disk_bytes)
        return SQLITE_FULL;
    disk.disk_bytes -= at + n - size;
    return SQLITE_OK;
}

static int write_file(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
    pthread_mutex_lock(&disk.lock);
    int code = admit_write(f, n, at);
    if (code == SQLITE_OK && disk.tracks && own(f)->image)
        note(own(f)->image, (struct write){.at = at, .n = n}, bytes);
    if (code == SQLITE_OK)
        code = real_of(f)->pMethods->xWrite(real_of(f), bytes, n, at);
    pthread_mutex_unlock(&disk.lock);
    return code;
}

static int truncate_file(sqlite3_file *f, sqlite3_int64 size)
{
    pthread_mutex_lock(&disk.lock);
    if (disk.tracks && own(f)->image)
        note(own(f)->image, (struct write){.at = size, .is_truncation = true}, NULL);
    int code = real_of(f)->pMethods->xTruncate(real_of(f), size);
    pthread_mutex_unlock(&disk.lock);
    return code;
}

static int sync_file(sqlite3_file *f, int flags)
{
    struct image *i = own(f)->image;
    (void)flags; /* the disk is a model: nothing of it needs the real one's sync */
    pthread_mutex_lock(&disk.lock);
    int code = ++disk.syncs == disk.sync_to_fail ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    if (code == SQLITE_OK && i && !disk.ignores_syncs) {
        for (size_t k = 0; k < i->n_writes; k++)
            apply(i, &i->writes[k], i->writes[k].n);
        forget_writes(i);
    }
    pthread_mutex_unlock(&disk.lock);
    return code;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *ret_size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), ret_size);
}

static int lock_file(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int unlock_file(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int check_lock(sqlite3_file *f, int *ret_is)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret_is);
}

static int control(sqlite3_file *f, int what, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), what, arg);
}

static int sector_size(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int characteristics(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int map_shared(sqlite3_file *f, int region, int size, int extend, void volatile **ret_at)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), region, size, extend, ret_at);
}

static int lock_shared(sqlite3_file *f, int offset, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void barrier_shared(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int unmap_shared(sqlite3_file *f, int delete_it)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), delete_it);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier_shared,
    .xShmUnmap = unmap_shared,
};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *ret_flags)
{
    struct file *f = own(base);
    (void)vfs;
    *f = (struct file){.real = must(calloc(1, (size_t)disk.real->szOsFile))};
    int code = disk.real->xOpen(disk.real, path, f->real, flags, ret_flags);
    if (code != SQLITE_OK) {
        free(f->real);
        return code;
    }
    f->base.pMethods = &methods;
    pthread_mutex_lock(&disk.lock);
    f->image = path && !(flags & SQLITE_OPEN_DELETEONCLOSE) ? image_of(path) : NULL;
    pthread_mutex_unlock(&disk.lock);
    return SQLITE_OK;
}

/* Taken to be on disk at once: what SQLite deletes it needs no more. */
static int delete_file(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    (void)vfs;
    pthread_mutex_lock(&disk.lock);
    struct image *i = image_of(path);
    forget_writes(i);
    i->n_synced = 0;
    pthread_mutex_unlock(&disk.lock);
    return disk.real->xDelete(disk.real, path, sync_folder);
}

/* ---- face ---- */

void test_vfs_install(void)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "failing";
    disk.vfs.szOsFile = sizeof(struct file);
    disk.vfs.xOpen = open_file;
    disk.vfs.xDelete = delete_file;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        abort();
}

static size_t set_count(size_t *counted, size_t *to_fail, size_t n)
{
    pthread_mutex_lock(&disk.lock);
    size_t before = *counted;
    *counted = 0;
    *to_fail = n;
    pthread_mutex_unlock(&disk.lock);
    return before;
}

size_t test_vfs_fail_write(size_t n)
{
    return set_count(&disk.writes, &disk.write_to_fail, n);
}

size_t test_vfs_fail_sync(size_t n)
{
    return set_count(&disk.syncs, &disk.sync_to_fail, n);
}

void test_vfs_disk_bytes(int64_t n)
{
    pthread_mutex_lock(&disk.lock);
    disk.disk_bytes = n;
    pthread_mutex_unlock(&disk.lock);
}

void test_vfs_cut_power_at(size_t n, uint64_t seed)
{
    pthread_mutex_lock(&disk.lock);
    disk.tracks = true;
    disk.random = seed;
    disk.writes = 0;
    disk.write_to_cut = n;
    pthread_mutex_unlock(&disk.lock);
}

void test_vfs_ignore_syncs(bool ignore)
{
    disk.ignores_syncs = ignore;
}
