#include "store/backup_file.h"

#include "store.texts.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[] = "lianzhang backup 1\n";
static const char magic_of_any[] = "lianzhang backup ";

/* ---- out ---- */

static enum err cannot_write(const struct backup_out *o, struct fault *f)
{
    int number = errno;
    enum err e = fault(f, ERR_STORAGE, number == ENOSPC ? &T_store_backup_full : &T_store_backup_cannot_write, o->path);
    fault_detail(f, "%s: %s", o->part ? o->part : o->path, strerror(number));
    return e;
}

static enum err put(struct backup_out *o, const void *bytes, size_t n, struct fault *f)
{
    sm3_add(o->sm3, bytes, n);
    return n == 0 || fwrite(bytes, n, 1, o->file) == 1 ? OK : cannot_write(o, f);
}

enum err backup_out_open(struct backup_out *o, const char *path, struct fault *f)
{
    *o = (struct backup_out){.path = path, .sm3 = sm3_new()};
    buf_init(&o->frame, BACKUP_FRAME_BYTES_MAX);
    size_t size_bytes = strlen(path) + sizeof(".XXXXXX");
    char *part = malloc(size_bytes);
    if (!part || !o->sm3) {
        free(part);
        return fault(f, ERR_MEMORY, &T_store_memory);
    }
    snprintf(part, size_bytes, "%s.XXXXXX", path);
    int file = mkstemp(part);
    if (file < 0) {
        free(part);
        return cannot_write(o, f);
    }
    o->part = part;
    o->file = fdopen(file, "wb");
    if (!o->file) {
        close(file);
        return cannot_write(o, f);
    }
    return put(o, magic, strlen(magic), f);
}

static void write_u32(unsigned char *bytes, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(v >> (24 - 8 * i));
}

enum err backup_out_frame(struct backup_out *o, char kind, struct fault *f)
{
    unsigned char head[5] = {(unsigned char)kind};
    if (buf_failed(&o->frame))
        return fault(f, ERR_LIMIT, &T_store_too_big);
    write_u32(head + 1, (uint32_t)o->frame.n);
    TRY(put(o, head, sizeof(head), f));
    TRY(put(o, o->frame.bytes, o->frame.n, f));
    buf_clear(&o->frame);
    return OK;
}

/* So that the name, too, outlives a loss of power. */
static bool sync_folder(const char *path)
{
    char *copy = strdup(path);
    int folder = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool done = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    free(copy);
    return done;
}

enum err backup_out_finish(struct backup_out *o, struct fault *f)
{
    unsigned char digest[SM3_BYTES];
    if (!sm3_end(o->sm3, digest))
        return fault(f, ERR_BUG, &T_store_no_digest);
    if (fwrite(digest, sizeof(digest), 1, o->file) != 1 || fflush(o->file) != 0 || fsync(fileno(o->file)) != 0)
        return cannot_write(o, f);
    int closed = fclose(o->file);
    o->file = NULL;
    if (closed != 0 || rename(o->part, o->path) != 0)
        return cannot_write(o, f);
    free(o->part);
    o->part = NULL;
    return sync_folder(o->path) ? OK : cannot_write(o, f);
}

void backup_out_release(struct backup_out *o)
{
    if (o->file)
        fclose(o->file);
    if (o->part)
        unlink(o->part);
    free(o->part);
    sm3_free(o->sm3);
    buf_release(&o->frame);
}

void backup_put_u32(struct buf *b, uint32_t v)
{
    unsigned char bytes[4];
    write_u32(bytes, v);
    buf_add(b, bytes, sizeof(bytes));
}

void backup_put_i64(struct buf *b, int64_t v)
{
    backup_put_u32(b, (uint32_t)((uint64_t)v >> 32));
    backup_put_u32(b, (uint32_t)v);
}

static void put_text(struct buf *b, const char *text, size_t n)
{
    backup_put_u32(b, (uint32_t)n);
    buf_add(b, text, n);
    buf_char(b, '\0');
}

void backup_put_text(struct buf *b, const char *text)
{
    put_text(b, text, strlen(text));
}

void backup_put_value(struct buf *b, const struct value *v)
{
    switch (v->type) {
    case VALUE_NULL:
        buf_char(b, 'n');
        break;
    case VALUE_INT:
        buf_char(b, 'i');
        backup_put_i64(b, v->integer);
        break;
    case VALUE_TEXT:
        buf_char(b, 't');
        put_text(b, v->text, v->n_bytes);
        break;
    case VALUE_BYTES:
        buf_char(b, 'b');
        backup_put_u32(b, (uint32_t)v->n_bytes);
        buf_add(b, v->text, v->n_bytes);
        break;
    }
}

/* ---- in ---- */

enum err backup_in_damaged(const struct backup_in *in, struct fault *f)
{
    char offset[24];
    snprintf(offset, sizeof(offset), "%lld", (long long)in->offset);
    return fault(f, ERR_INPUT, &T_store_backup_damaged, in->path, offset);
}

static enum err get(struct backup_in *in, void *bytes, size_t n, struct fault *f)
{
    if (n && fread(bytes, n, 1, in->file) != 1) {
        if (!ferror(in->file))
            return backup_in_damaged(in, f);
        enum err e = fault(f, ERR_STORAGE, &T_store_backup_cannot_read, in->path);
        fault_detail(f, "%s", strerror(errno));
        return e;
    }
    in->offset += (int64_t)n;
    return OK;
}

static enum err get_magic(struct backup_in *in, struct fault *f)
{
    char found[sizeof(magic)] = "";
    TRY(get(in, found, strlen(magic), f));
    sm3_add(in->sm3, found, strlen(magic));
    if (memcmp(found, magic, strlen(magic)) == 0)
        return OK;
    bool is_later = memcmp(found, magic_of_any, strlen(magic_of_any)) == 0;
    return is_later ? fault(f, ERR_CONFLICT, &T_store_backup_later, in->path)
                    : fault(f, ERR_INPUT, &T_store_backup_none, in->path);
}

enum err backup_in_open(struct backup_in *in, const char *path, struct fault *f)
{
    *in = (struct backup_in){.path = path, .sm3 = sm3_new(), .file = fopen(path, "rb")};
    if (!in->file) {
        enum err e = fault(f, ERR_INPUT, &T_store_backup_cannot_read, path);
        fault_detail(f, "%s", strerror(errno));
        return e;
    }
    return in->sm3 ? get_magic(in, f) : fault(f, ERR_MEMORY, &T_store_memory);
}

static uint32_t read_u32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum err make_room(struct backup_in *in, size_t n, struct fault *f)
{
    if (n <= in->capacity)
        return OK;
    unsigned char *wider = realloc(in->frame, n);
    if (!wider)
        return fault(f, ERR_MEMORY, &T_store_memory);
    in->frame = wider;
    in->capacity = n;
    return OK;
}

enum err backup_in_frame(struct backup_in *in, struct fault *f)
{
    unsigned char head[5];
    TRY(get(in, head, sizeof(head), f));
    in->kind = (char)head[0];
    in->n = read_u32(head + 1);
    in->at = 0;
    in->failed = false;
    if (in->n > BACKUP_FRAME_BYTES_MAX)
        return backup_in_damaged(in, f);
    TRY(make_room(in, in->n, f));
    TRY(get(in, in->frame, in->n, f));
    sm3_add(in->sm3, head, sizeof(head));
    sm3_add(in->sm3, in->frame, in->n);
    return OK;
}

enum err backup_in_finish(struct backup_in *in, struct fault *f)
{
    unsigned char found[SM3_BYTES], computed[SM3_BYTES];
    TRY(get(in, found, sizeof(found), f));
    if (!sm3_end(in->sm3, computed))
        return fault(f, ERR_BUG, &T_store_no_digest);
    bool is_end = fgetc(in->file) == EOF && !ferror(in->file);
    return is_end && memcmp(found, computed, sizeof(found)) == 0 ? OK : backup_in_damaged(in, f);
}

void backup_in_release(struct backup_in *in)
{
    if (in->file)
        fclose(in->file);
    free(in->frame);
    sm3_free(in->sm3);
}

const void *backup_get_bytes(struct backup_in *in, size_t n)
{
    if (in->failed || n > in->n - in->at) {
        in->failed = true;
        return NULL;
    }
    const void *bytes = in->frame + in->at;
    in->at += n;
    return bytes;
}

uint32_t backup_get_u32(struct backup_in *in)
{
    const unsigned char *bytes = backup_get_bytes(in, 4);
    return bytes ? read_u32(bytes) : 0;
}

int64_t backup_get_i64(struct backup_in *in)
{
    uint64_t high = backup_get_u32(in), low = backup_get_u32(in);
    return (int64_t)(high << 32 | low);
}

const char *backup_get_text(struct backup_in *in, size_t *ret_n_bytes)
{
    size_t n = backup_get_u32(in);
    const char *text = backup_get_bytes(in, n + 1);
    if (text && text[n] != '\0')
        in->failed = true;
    if (in->failed)
        n = 0;
    if (ret_n_bytes)
        *ret_n_bytes = n;
    return in->failed ? "" : text;
}

struct value backup_get_value(struct backup_in *in)
{
    struct value v = {.type = VALUE_NULL};
    const char *mark = backup_get_bytes(in, 1);
    switch (mark ? *mark : '\0') {
    case 'n':
        break;
    case 'i':
        v = value_int(backup_get_i64(in));
        break;
    case 't':
        v.type = VALUE_TEXT;
        v.text = backup_get_text(in, &v.n_bytes);
        break;
    case 'b':
        v.type = VALUE_BYTES;
        v.n_bytes = backup_get_u32(in);
        v.text = backup_get_bytes(in, v.n_bytes);
        break;
    default:
        in->failed = true;
    }
    return v;
}

/* ---- sums ---- */

bool backup_sum_add(struct backup_sum *sum, struct sm3 *sm3, const void *row, size_t n_bytes)
{
    unsigned char digest[SM3_BYTES];
    unsigned carry = 0;
    sm3_begin(sm3);
    sm3_add(sm3, row, n_bytes);
    if (!sm3_end(sm3, digest))
        return false;
    for (int i = SM3_BYTES - 1; i >= 0; i--) {
        carry += (unsigned)sum->digest[i] + digest[i];
        sum->digest[i] = (unsigned char)carry;
        carry >>= 8;
    }
    sum->rows++;
    return true;
}

bool backup_sum_equal(const struct backup_sum *one, const struct backup_sum *other)
{
    return one->rows == other->rows && memcmp(one->digest, other->digest, SM3_BYTES) == 0;
}
