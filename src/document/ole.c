#include "document/ole.h"

#include "document.texts.h"
#include "document/bytes.h"

#include <string.h>

enum {
    HEADER_BYTES = 512,
    ENTRY_BYTES = 128,
    HEADER_FAT_SECTORS = 109,
    MINI_SHIFT = 6,
    ENTRY_STREAM = 2,
    ENTRY_ROOT = 5
};

struct entry {
    char name[64]; /* of its characters the ASCII ones; all names that we seek are */
    int type;
    uint32_t left, right, child, start;
    uint64_t n_bytes;
    bool is_below_root;
};

struct ole {
    struct workbook *workbook;
    uint32_t shift, n_sectors;
    uint32_t *fat;
    uint32_t n_fat;
    uint32_t *mini_fat;
    uint32_t n_mini_fat;
    const unsigned char *mini_bytes; /* the root's stream: small streams lie in it */
    size_t n_mini_bytes;
    uint64_t mini_cutoff_bytes;
    struct entry *entries;
    uint32_t n_entries;
};

static enum err damaged(const struct ole *o)
{
    return sheet_damaged(o->workbook, "OLE");
}

static int64_t sector_offset(const struct ole *o, uint32_t sector)
{
    return ((int64_t)sector + 1) << o->shift;
}

static enum err read_sector(const struct ole *o, uint32_t sector, unsigned char *to)
{
    size_t n = (size_t)1 << o->shift;
    int64_t got = source_read(&o->workbook->source, sector_offset(o, sector), to, n);
    if (got < 0)
        return fault(o->workbook->fault, ERR_STORAGE, &T_sheet_read_failed);
    memset(to + got, 0, n - (size_t)got); /* the last sector of a file may be cut */
    return OK;
}

/* A chain's bytes.  `limit` is what the directory says; the sectors that are there decide. */
static enum err read_chain(const struct ole *o, uint32_t start, uint64_t limit, const unsigned char **ret_bytes,
                           size_t *ret_n)
{
    size_t sector_bytes = (size_t)1 << o->shift;
    uint32_t n = 0;
    for (uint32_t at = start; at < o->n_fat && at < o->n_sectors && n < o->n_sectors; at = o->fat[at])
        n++;
    unsigned char *bytes = arena_alloc(o->workbook->arena, (size_t)n * sector_bytes + 1);
    if (!bytes)
        return sheet_out_of_memory(o->workbook);
    uint32_t at = start;
    for (uint32_t i = 0; i < n; i++, at = o->fat[at])
        TRY(read_sector(o, at, bytes + i * sector_bytes));
    *ret_bytes = bytes;
    *ret_n = (size_t)n * sector_bytes;
    if (*ret_n > limit)
        *ret_n = (size_t)limit;
    return OK;
}

static enum err read_mini_chain(const struct ole *o, uint32_t start, uint64_t limit, const unsigned char **ret_bytes,
                                size_t *ret_n)
{
    size_t room = (size_t)(limit < o->n_mini_bytes ? limit : o->n_mini_bytes), n = 0;
    unsigned char *bytes = arena_alloc(o->workbook->arena, room + (1 << MINI_SHIFT));
    if (!bytes)
        return sheet_out_of_memory(o->workbook);
    for (uint32_t at = start; at < o->n_mini_fat && n < room; at = o->mini_fat[at]) {
        size_t from = (size_t)at << MINI_SHIFT;
        if (from + (1 << MINI_SHIFT) > o->n_mini_bytes)
            break;
        memcpy(bytes + n, o->mini_bytes + from, 1 << MINI_SHIFT);
        n += 1 << MINI_SHIFT;
    }
    *ret_bytes = bytes;
    *ret_n = n < room ? n : room;
    return OK;
}

/* ---- tables ---- */

static enum err add_fat_sector(struct ole *o, uint32_t sector)
{
    uint32_t per_sector = (uint32_t)1 << (o->shift - 2);
    unsigned char bytes[4096];
    if (sector >= o->n_sectors || o->n_fat + per_sector > o->n_sectors + per_sector)
        return OK;
    TRY(read_sector(o, sector, bytes));
    for (uint32_t i = 0; i < per_sector; i++)
        o->fat[o->n_fat++] = bytes_u32(bytes + 4 * i);
    return OK;
}

/* The table's own sectors are listed in the header, then in a chain of lists. */
static enum err read_fat(struct ole *o, const unsigned char *header)
{
    uint32_t per_sector = (uint32_t)1 << (o->shift - 2);
    o->fat = arena_array(o->workbook->arena, (size_t)o->n_sectors + 2 * per_sector, uint32_t);
    if (!o->fat)
        return sheet_out_of_memory(o->workbook);
    for (int i = 0; i < HEADER_FAT_SECTORS; i++)
        TRY(add_fat_sector(o, bytes_u32(header + 76 + 4 * i)));
    uint32_t list = bytes_u32(header + 68);
    for (uint32_t lists = 0; list < o->n_sectors && lists < o->n_sectors; lists++) {
        unsigned char bytes[4096];
        TRY(read_sector(o, list, bytes));
        for (uint32_t i = 0; i + 1 < per_sector; i++)
            TRY(add_fat_sector(o, bytes_u32(bytes + 4 * i)));
        list = bytes_u32(bytes + 4 * (per_sector - 1));
    }
    return OK;
}

static enum err read_mini_fat(struct ole *o, const unsigned char *header)
{
    const unsigned char *bytes;
    size_t n;
    TRY(read_chain(o, bytes_u32(header + 60), UINT64_MAX, &bytes, &n));
    o->n_mini_fat = (uint32_t)(n / 4);
    o->mini_fat = arena_array(o->workbook->arena, (size_t)o->n_mini_fat + 1, uint32_t);
    if (!o->mini_fat)
        return sheet_out_of_memory(o->workbook);
    for (uint32_t i = 0; i < o->n_mini_fat; i++)
        o->mini_fat[i] = bytes_u32(bytes + 4 * i);
    return read_chain(o, o->entries[0].start, o->entries[0].n_bytes, &o->mini_bytes, &o->n_mini_bytes);
}

/* ---- the directory ---- */

static void read_entry(const struct ole *o, const unsigned char *at, struct entry *e)
{
    size_t n = bytes_u16(at + 64) / 2;
    for (size_t i = 0; i + 1 < n && i < 31; i++)
        e->name[i] = at[2 * i + 1] == 0 && at[2 * i] < 0x80 ? (char)at[2 * i] : '?';
    e->type = at[66];
    e->left = bytes_u32(at + 68);
    e->right = bytes_u32(at + 72);
    e->child = bytes_u32(at + 76);
    e->start = bytes_u32(at + 116);
    e->n_bytes = o->shift == 9 ? bytes_u32(at + 120) : bytes_u64(at + 120);
}

/* Marks the root's own entries, a tree by left and right; each is visited once. */
static enum err mark_below_root(struct ole *o)
{
    uint32_t *waiting = arena_array(o->workbook->arena, (size_t)o->n_entries * 2 + 2, uint32_t);
    if (!waiting)
        return sheet_out_of_memory(o->workbook);
    uint32_t n = 0;
    waiting[n++] = o->entries[0].child;
    while (n) {
        uint32_t at = waiting[--n];
        if (at >= o->n_entries || o->entries[at].is_below_root)
            continue;
        o->entries[at].is_below_root = true;
        waiting[n++] = o->entries[at].left;
        waiting[n++] = o->entries[at].right;
    }
    return OK;
}

static enum err read_directory(struct ole *o, const unsigned char *header)
{
    struct workbook *w = o->workbook;
    const unsigned char *bytes;
    size_t n;
    TRY(read_chain(o, bytes_u32(header + 48), UINT64_MAX, &bytes, &n));
    o->n_entries = (uint32_t)(n / ENTRY_BYTES);
    if (o->n_entries > (uint32_t)w->limits->entries)
        return sheet_too_many(w, &T_sheet_entries, w->limits->entries);
    o->entries = arena_array(w->arena, (size_t)o->n_entries + 1, struct entry);
    if (!o->entries)
        return sheet_out_of_memory(w);
    for (uint32_t i = 0; i < o->n_entries; i++)
        read_entry(o, bytes + (size_t)i * ENTRY_BYTES, &o->entries[i]);
    if (o->n_entries == 0 || o->entries[0].type != ENTRY_ROOT)
        return damaged(o);
    return mark_below_root(o);
}

enum err ole_open(struct workbook *w, struct ole **ret_ole)
{
    unsigned char header[HEADER_BYTES];
    struct ole *o = arena_one(w->arena, struct ole);
    if (!o)
        return sheet_out_of_memory(w);
    o->workbook = w;
    int64_t got = source_read(&w->source, 0, header, sizeof(header));
    if (got < 0)
        return fault(w->fault, ERR_STORAGE, &T_sheet_read_failed);
    o->shift = got == HEADER_BYTES ? bytes_u16(header + 30) : 0;
    if ((o->shift != 9 && o->shift != 12) || bytes_u16(header + 32) != MINI_SHIFT)
        return damaged(o);
    o->n_sectors = (uint32_t)((w->source.n_bytes - 1) >> o->shift);
    o->mini_cutoff_bytes = bytes_u32(header + 56);
    TRY(read_fat(o, header));
    TRY(read_directory(o, header));
    TRY(read_mini_fat(o, header));
    *ret_ole = o;
    return OK;
}

static const struct entry *find(const struct ole *o, const char *name)
{
    for (uint32_t i = 0; i < o->n_entries; i++) {
        const struct entry *e = &o->entries[i];
        if (e->is_below_root && e->type == ENTRY_STREAM && strcasecmp(e->name, name) == 0)
            return e;
    }
    return NULL;
}

bool ole_has(const struct ole *o, const char *name)
{
    return find(o, name) != NULL;
}

enum err ole_stream(const struct ole *o, const char *name, const unsigned char **ret_bytes, size_t *ret_n)
{
    const struct entry *e = find(o, name);
    if (!e)
        return damaged(o);
    if (e->n_bytes < o->mini_cutoff_bytes)
        return read_mini_chain(o, e->start, e->n_bytes, ret_bytes, ret_n);
    return read_chain(o, e->start, e->n_bytes, ret_bytes, ret_n);
}
