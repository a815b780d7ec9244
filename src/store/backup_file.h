/* Frames of a backup file, written and read with their digest.  For backup.c and backup_load.c. */
#ifndef STORE_BACKUP_FILE_H
#define STORE_BACKUP_FILE_H

#include "store/backup.h"

#include "base/buf.h"

#include <stdio.h>

enum { BACKUP_FRAME_BYTES = 256 * 1024, BACKUP_FRAME_BYTES_MAX = 64 * 1024 * 1024 };

/* ---- out ---- */
struct backup_out {
    const char *path;
    char *part; /* the name meanwhile */
    FILE *file;
    struct sm3 *sm3;
    struct buf frame; /* filled by the caller, put out by backup_out_frame() */
};
enum err backup_out_open(struct backup_out *o, const char *path, struct fault *f);
enum err backup_out_frame(struct backup_out *o, char kind, struct fault *f);
/* The digest, the disk, the name. */
enum err backup_out_finish(struct backup_out *o, struct fault *f);
/* Takes away what was not finished. */
void backup_out_release(struct backup_out *o);

void backup_put_u32(struct buf *b, uint32_t v);
void backup_put_i64(struct buf *b, int64_t v);
void backup_put_text(struct buf *b, const char *text);
void backup_put_value(struct buf *b, const struct value *v);

/* ---- in ---- */
struct backup_in {
    const char *path;
    FILE *file;
    struct sm3 *sm3;
    char kind;            /* of the frame at hand */
    unsigned char *frame; /* its bytes */
    size_t n, at, capacity;
    bool failed; /* more was read from the frame than it holds, or something else than there is */
    int64_t offset;
};
enum err backup_in_open(struct backup_in *in, const char *path, struct fault *f);
enum err backup_in_frame(struct backup_in *in, struct fault *f);
/* After the last frame: the digest, and nothing behind it. */
enum err backup_in_finish(struct backup_in *in, struct fault *f);
void backup_in_release(struct backup_in *in);
/* ERR_INPUT, naming file and place. */
enum err backup_in_damaged(const struct backup_in *in, struct fault *f);

/* From the frame; zeros and "" once failed. */
uint32_t backup_get_u32(struct backup_in *in);
int64_t backup_get_i64(struct backup_in *in);
const char *backup_get_text(struct backup_in *in, size_t *ret_n_bytes);
const void *backup_get_bytes(struct backup_in *in, size_t n);
struct value backup_get_value(struct backup_in *in);

/* ---- sums ---- */
/* Adds a row by its encoding. */
bool backup_sum_add(struct backup_sum *sum, struct sm3 *sm3, const void *row, size_t n_bytes);

#endif
