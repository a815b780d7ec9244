#include "web/body.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FIRST_CAPACITY_BYTES = 4096 };

void body_init(struct body *b)
{
    *b = (struct body){.file = -1};
}

void body_release(struct body *b)
{
    if (b->mapped)
        munmap(b->bytes, b->n + 1);
    else
        free(b->bytes);
    if (b->file >= 0)
        close(b->file);
    body_init(b);
}

static int nameless_file(const char *folder)
{
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    char path[512];
    if (snprintf(path, sizeof(path), "%s/lianzhang-upload-XXXXXX", folder) >= (int)sizeof(path))
        return -1;
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    return file;
}

static bool write_all(int file, const char *bytes, size_t n)
{
    while (n) {
        ssize_t written = write(file, bytes, n);
        if (written <= 0)
            return false;
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

static bool to_file(struct body *b, const char *folder)
{
    b->file = nameless_file(folder);
    if (b->file < 0 || !write_all(b->file, b->bytes ? b->bytes : "", b->n))
        return false;
    free(b->bytes);
    b->bytes = NULL;
    return true;
}

static bool reserve(struct body *b, size_t n)
{
    size_t wanted = b->capacity ? b->capacity : FIRST_CAPACITY_BYTES;
    while (wanted < b->n + n + 1)
        wanted *= 2;
    if (wanted == b->capacity)
        return true;
    char *moved = realloc(b->bytes, wanted);
    if (!moved)
        return false;
    b->bytes = moved;
    b->capacity = wanted;
    return true;
}

bool body_add(struct body *b, const char *folder, const char *bytes, size_t n)
{
    if (b->file < 0 && b->n + n > BODY_IN_MEMORY_BYTES && !to_file(b, folder))
        return false;
    if (b->file >= 0) {
        if (!write_all(b->file, bytes, n))
            return false;
    } else {
        if (!reserve(b, n))
            return false;
        memcpy(b->bytes + b->n, bytes, n);
    }
    b->n += n;
    return true;
}

bool body_finish(struct body *b)
{
    if (b->file < 0) {
        if (!reserve(b, 0))
            return false;
        b->bytes[b->n] = '\0';
        return true;
    }
    if (!write_all(b->file, "", 1))
        return false;
    void *mapped = mmap(NULL, b->n + 1, PROT_READ, MAP_PRIVATE, b->file, 0);
    if (mapped == MAP_FAILED)
        return false;
    b->bytes = mapped;
    b->mapped = true;
    return true;
}
