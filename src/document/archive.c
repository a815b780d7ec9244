#include "document/archive.h"

#include "document.texts.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

enum { RATIO_FREE_BYTES = 16 * 1024 * 1024 };

struct archive {
    struct workbook *workbook;
    zip_t *zip;
    const char **names; /* lower case */
    int64_t n_names;
};

struct part {
    struct archive *archive;
    zip_file_t *file;
    int64_t allowed_bytes, read_bytes;
};

/* The zip library takes the descriptor over, so it gets a copy. */
static zip_t *open_zip(struct workbook *w, int *ret_why)
{
    if (!w->source.bytes) {
        int fd = dup(w->source.fd);
        if (fd < 0)
            return NULL;
        lseek(fd, 0, SEEK_SET);
        zip_t *zip = zip_fdopen(fd, 0, ret_why);
        if (!zip)
            close(fd);
        return zip;
    }
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *from = zip_source_buffer_create(w->source.bytes, (zip_uint64_t)w->source.n_bytes, 0, &error);
    zip_t *zip = from ? zip_open_from_source(from, ZIP_RDONLY, &error) : NULL;
    *ret_why = zip_error_code_zip(&error);
    if (!zip && from)
        zip_source_free(from);
    zip_error_fini(&error);
    return zip;
}

static char *plain_name(struct arena *a, const char *name)
{
    while (*name == '/' || *name == '\\')
        name++;
    char *plain = arena_text(a, name);
    for (char *at = plain; *at; at++)
        *at = *at == '\\' ? '/' : (char)tolower((unsigned char)*at);
    return plain;
}

static enum err list_names(struct archive *ar)
{
    struct workbook *w = ar->workbook;
    int64_t n = zip_get_num_entries(ar->zip, 0);
    if (n > w->limits->entries)
        return sheet_too_many(w, &T_sheet_entries, w->limits->entries);
    ar->names = arena_array(w->arena, (size_t)n + 1, const char *);
    if (!ar->names)
        return sheet_out_of_memory(w);
    for (int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(ar->zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);
        ar->names[i] = plain_name(w->arena, name ? name : "");
    }
    ar->n_names = n;
    return arena_failed(w->arena) ? sheet_out_of_memory(w) : OK;
}

enum err archive_open(struct workbook *w, struct archive **ret_archive)
{
    *ret_archive = NULL;
    struct archive *ar = arena_one(w->arena, struct archive);
    if (!ar)
        return sheet_out_of_memory(w);
    int why = 0;
    ar->workbook = w;
    ar->zip = open_zip(w, &why);
    if (!ar->zip) {
        sheet_damaged(w, "zip");
        return fault_detail(w->fault, "libzip error %d", why);
    }
    enum err e = list_names(ar);
    if (e != OK) {
        archive_close(ar);
        return e;
    }
    *ret_archive = ar;
    return OK;
}

void archive_close(struct archive *ar)
{
    if (ar && ar->zip)
        zip_discard(ar->zip);
    if (ar)
        ar->zip = NULL;
}

int64_t archive_find(const struct archive *ar, const char *name)
{
    const char *wanted = plain_name(ar->workbook->arena, name);
    for (int64_t i = 0; i < ar->n_names; i++)
        if (strcmp(ar->names[i], wanted) == 0)
            return i;
    return -1;
}

const char *archive_name(const struct archive *ar, int64_t index)
{
    return ar->names[index];
}

struct workbook *archive_workbook(const struct archive *ar)
{
    return ar->workbook;
}

enum err part_open(struct archive *ar, int64_t index, struct part **ret_part)
{
    struct workbook *w = ar->workbook;
    *ret_part = NULL;
    struct part *p = arena_one(w->arena, struct part);
    if (!p)
        return sheet_out_of_memory(w);
    p->archive = ar;
    p->file = zip_fopen_index(ar->zip, (zip_uint64_t)index, 0);
    if (!p->file) {
        int why = zip_error_code_zip(zip_get_error(ar->zip));
        if (why == ZIP_ER_NOPASSWD || why == ZIP_ER_WRONGPASSWD || why == ZIP_ER_ENCRNOTSUPP)
            return fault(w->fault, ERR_INPUT, &T_sheet_encrypted);
        return sheet_damaged(w, ar->names[index]);
    }
    int64_t by_ratio = w->source.n_bytes * w->limits->ratio;
    p->allowed_bytes = by_ratio < RATIO_FREE_BYTES ? RATIO_FREE_BYTES : by_ratio;
    if (p->allowed_bytes > w->limits->part_bytes)
        p->allowed_bytes = w->limits->part_bytes;
    *ret_part = p;
    return OK;
}

static enum err too_large(const struct part *p)
{
    struct workbook *w = p->archive->workbook;
    return fault(w->fault, ERR_LIMIT, &T_sheet_unpacks_too_large,
                 arena_printf(w->arena, "%" PRId64, p->allowed_bytes / (1024 * 1024)));
}

enum err part_read(struct part *p, void *to, size_t n, size_t *ret_n)
{
    struct workbook *w = p->archive->workbook;
    *ret_n = 0;
    zip_int64_t got = zip_fread(p->file, to, n);
    if (got < 0) {
        sheet_damaged(w, "zip");
        return fault_detail(w->fault, "%s", zip_file_strerror(p->file));
    }
    p->read_bytes += got;
    if (p->read_bytes > p->allowed_bytes)
        return too_large(p);
    *ret_n = (size_t)got;
    return OK;
}

void part_close(struct part *p)
{
    if (p && p->file)
        zip_fclose(p->file);
    if (p)
        p->file = NULL;
}
