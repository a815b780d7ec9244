#include "store/backup.h"

#include "store/backup_file.h"
#include "store/engine.h"

#include "store.texts.h"

#include <assert.h>
#include <string.h>

enum { PAGE_ROWS = 100 }; /* of a server's cursor: small enough for rows of attachments */

/* One pass over tables: into sums, and into a file where there is one. */
struct dump {
    struct op *op;
    struct backup_out *out; /* NULL: sums alone */
    struct buf row;         /* without a file: the row at hand */
    struct sm3 *sm3;
    uint32_t table;
    uint32_t rows_in_frame;
};

/* ---- rows ---- */

static enum err end_frame(struct dump *d)
{
    if (!d->out || !d->rows_in_frame)
        return OK;
    struct buf head;
    buf_init(&head, 0);
    backup_put_u32(&head, d->table);
    backup_put_u32(&head, d->rows_in_frame);
    if (!buf_failed(&head) && !buf_failed(&d->out->frame))
        memcpy(d->out->frame.bytes, head.bytes, head.n); /* its place was left free */
    bool failed = buf_failed(&head);
    buf_release(&head);
    d->rows_in_frame = 0;
    return failed ? fault(d->op->fault, ERR_MEMORY, &T_store_memory) : backup_out_frame(d->out, 'R', d->op->fault);
}

static enum err take_row(struct dump *d, struct rows *rows, int n_columns, struct backup_sum *sum)
{
    struct buf *b = d->out ? &d->out->frame : &d->row;
    if (!d->out)
        buf_clear(b);
    else if (!d->rows_in_frame++)
        buf_add(b, (const char[8]){0}, 8);
    size_t begin = b->n;
    for (int i = 0; i < n_columns; i++) {
        struct value v = rows_value(rows, i);
        backup_put_value(b, &v);
    }
    if (buf_failed(b))
        return fault(d->op->fault, ERR_LIMIT, &T_store_too_big);
    if (!backup_sum_add(sum, d->sm3, b->bytes + begin, b->n - begin))
        return fault(d->op->fault, ERR_BUG, &T_store_no_digest);
    return b->n >= BACKUP_FRAME_BYTES ? end_frame(d) : OK;
}

static enum err take_page(struct dump *d, const char *sql, const struct store_table *t, struct backup_sum *sum,
                          int64_t *ret_n)
{
    struct arena_mark mark = arena_mark(d->op->arena);
    struct bound b = {.sql = sql};
    struct rows *rows;
    enum err e = OK;
    TRY(connection_run(d->op->connection, d->op, &b, &rows));
    for (*ret_n = 0; e == OK && rows_next(rows); ++*ret_n)
        e = take_row(d, rows, t->n_columns, sum);
    enum err closed = rows_close(rows);
    arena_rewind(d->op->arena, mark);
    return e != OK ? e : closed;
}

/* ---- tables ---- */

static const char *select_text(struct arena *a, const struct store_table *t)
{
    struct buf b;
    buf_init(&b, 0);
    for (int i = 0; i < t->n_columns; i++)
        buf_printf(&b, "%s%s", i ? ", " : "select ", t->columns[i]);
    buf_printf(&b, " from %s", t->name);
    const char *text = arena_text(a, buf_string(&b));
    buf_release(&b);
    return text;
}

/* A server that sends whole answers is asked through a cursor, page by page. */
static enum err take_pages(struct dump *d, const char *select, const struct store_table *t, struct backup_sum *sum)
{
    struct op *op = d->op;
    int64_t n = 0;
    TRY(connection_execute(op->connection,
                           arena_printf(op->arena, "declare dump_%s no scroll cursor for %s", t->name, select),
                           op->fault));
    const char *fetch = arena_printf(op->arena, "fetch %d from dump_%s", PAGE_ROWS, t->name);
    do
        TRY(take_page(d, fetch, t, sum, &n));
    while (n > 0);
    return connection_execute(op->connection, arena_printf(op->arena, "close dump_%s", t->name), op->fault);
}

static enum err take_table(struct dump *d, const struct store_table *t, struct backup_sum *sum)
{
    int64_t n;
    assert(t->n_columns > 0 && t->n_columns <= STATEMENT_PARAMETERS_MAX);
    *sum = (struct backup_sum){0};
    const char *select = select_text(d->op->arena, t);
    if (arena_failed(d->op->arena))
        return fault(d->op->fault, ERR_MEMORY, &T_store_memory);
    if (d->op->connection->engine->sends_whole_answers)
        TRY(take_pages(d, select, t, sum));
    else
        TRY(take_page(d, select, t, sum, &n));
    return end_frame(d);
}

static enum err take_tables(struct dump *d, const struct store_table *tables, size_t n, struct backup_sum *ret_sums)
{
    for (size_t i = 0; i < n; i++) {
        d->table = (uint32_t)i;
        TRY(take_table(d, &tables[i], &ret_sums[i]));
        if (!d->out)
            continue;
        backup_put_u32(&d->out->frame, d->table);
        backup_put_i64(&d->out->frame, ret_sums[i].rows);
        buf_add(&d->out->frame, ret_sums[i].digest, SM3_BYTES);
        TRY(backup_out_frame(d->out, 'T', d->op->fault));
    }
    return OK;
}

static enum err with_dump(struct op *op, struct backup_out *out, const struct store_table *tables, size_t n,
                          struct backup_sum *ret_sums)
{
    struct dump d = {.op = op, .out = out, .sm3 = sm3_new()};
    buf_init(&d.row, BACKUP_FRAME_BYTES_MAX);
    enum err e = d.sm3 ? take_tables(&d, tables, n, ret_sums) : fault(op->fault, ERR_MEMORY, &T_store_memory);
    sm3_free(d.sm3);
    buf_release(&d.row);
    return e;
}

enum err backup_sums(struct op *op, const struct store_table *tables, size_t n, struct backup_sum *ret_sums)
{
    if (!op->connection)
        TRY(op_begin_read(op));
    return with_dump(op, NULL, tables, n, ret_sums);
}

/* ---- the file ---- */

static void put_shape(struct buf *b, const struct store_table *t)
{
    backup_put_text(b, t->name);
    backup_put_u32(b, (uint32_t)t->n_columns);
    for (int i = 0; i < t->n_columns; i++) {
        backup_put_text(b, t->columns[i]);
        buf_char(b, t->types[i] == VALUE_INT ? 'i' : t->types[i] == VALUE_BYTES ? 'b' : 't');
    }
}

static enum err write_head(struct op *op, struct backup_out *o, const struct store_table *tables, size_t n,
                           const char *note)
{
    const struct engine *engine = op->store->engine;
    int64_t last_stamp_us, last_id;
    TRY(connection_int(op->connection, op, engine->last_stamp_sql, false, 0, &last_stamp_us));
    TRY(connection_int(op->connection, op, engine->last_id_sql, false, 0, &last_id));
    backup_put_i64(&o->frame, last_stamp_us);
    backup_put_i64(&o->frame, last_id);
    backup_put_text(&o->frame, note);
    backup_put_u32(&o->frame, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        put_shape(&o->frame, &tables[i]);
    return backup_out_frame(o, 'H', op->fault);
}

static enum err write_all(struct op *op, struct backup_out *o, const struct store_table *tables, size_t n,
                          const char *note, struct backup_sum *ret_sums)
{
    TRY(write_head(op, o, tables, n, note));
    TRY(with_dump(op, o, tables, n, ret_sums));
    backup_put_u32(&o->frame, (uint32_t)n);
    TRY(backup_out_frame(o, 'E', op->fault));
    return backup_out_finish(o, op->fault);
}

enum err backup_write(struct op *op, const struct store_table *tables, size_t n, const char *note, const char *path,
                      struct backup_sum *ret_sums)
{
    struct backup_out o;
    if (!op->connection)
        TRY(op_begin_read(op));
    enum err e = backup_out_open(&o, path, op->fault);
    if (e == OK)
        e = write_all(op, &o, tables, n, note, ret_sums);
    backup_out_release(&o);
    return e;
}
