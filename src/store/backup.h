/* All rows of a database in one file, and back, from either database to either.
 *
 * The file (all numbers big-endian):
 *
 *     "lianzhang backup 1\n"
 *     frames: kind (1 byte), length (4), so many bytes; in this order:
 *       'H'  last stamp (8), last id (8), note, number of tables (4); of each: name, number of columns (4);
 *            of each: name, type ('i' integer, 't' text, 'b' bytes)
 *       'R'  number of the table (4), number of rows (4), the rows         } as often as needed,
 *       'T'  number of the table (4), rows of it (8), its digest (32)      } table after table
 *       'E'  number of tables (4)
 *     SM3 of everything before it (32)
 *
 * A text is its length (4), the bytes and a NUL.  A row is its values one after
 * another: 'n' for nothing, 'i' and 8 bytes, 't' and a text, 'b', length (4)
 * and the bytes.
 *
 * A table's digest is the sum, modulo 2^256, of the SM3 of each row: the same
 * rows give the same digest on both databases, in whatever order they come. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/sm3.h"
#include "store/store.h"

/* A table and the columns of it that matter. */
struct store_table {
    const char *name;
    const char *const *columns;
    const enum value_type *types;
    int n_columns; /* at most STATEMENT_PARAMETERS_MAX */
};

struct backup_sum {
    int64_t rows;
    unsigned char digest[SM3_BYTES];
};
bool backup_sum_equal(const struct backup_sum *one, const struct backup_sum *other);

/* Rows and digest of each table, in the operation's snapshot: to compare two databases. */
enum err backup_sums(struct op *op, const struct store_table *tables, size_t n, struct backup_sum *ret_sums);

/* Writes the operation's snapshot of the tables to `path`, while others read and write.  The file is there as a whole,
 * synced, or not at all: it is written under another name beside it.  Memory does not grow with rows.  `note` comes
 * back from backup_check(): the program's version.  An operation that sees all. */
enum err backup_write(struct op *op, const struct store_table *tables, size_t n, const char *note, const char *path,
                      struct backup_sum *ret_sums);

struct backup_contents {
    int64_t last_stamp_us, last_id;
    const char *note;
    struct store_table *tables;
    struct backup_sum *sums;
    size_t n_tables;
};
/* Reads the whole file: ERR_INPUT when a byte of it is missing or changed, ERR_CONFLICT when it is of a later format.
 * The contents live in `a`. */
enum err backup_check(const char *path, struct arena *a, struct fault *f, struct backup_contents *ret_contents);

/* Checks the file, then puts its rows into `tables` of this database in one write: all of them or none.  Refused
 * (ERR_CONFLICT): a table that has rows already, a table or column of the file that is not among `tables`.  A column
 * that only the database has keeps its default.  The clock goes on after the file's last stamp, ids after its last id.
 * Open the store with a write_limit_ms that fits (about 20 s for a million rows). */
enum err backup_load(struct op *op, const struct store_table *tables, size_t n, const char *path,
                     struct backup_contents *ret_contents);

#endif
