/* backup, restore, copy: everything in one file, and back, from either database to either. */
#include "store/backup.h"

#include "app.texts.h"
#include "app/commands.h"
#include "record/access.h"
#include "record/schema.h"
#include "record/search.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command_option copy_options[] = {
    {"to", "URL", &T_app_copy_to},
    {0},
};

enum { RESTORE_LIMIT_MS = 3600 * 1000 };

/* What is derived (the words of search, who may see what) is made anew where the rows go, as is the account of the
 * structure. */
static bool is_kept(const struct store_table *t)
{
    return t->n_columns && strncmp(t->name, "scope", 5) != 0 && strncmp(t->name, "schema_", 7) != 0;
}

static enum err kept_tables(struct command_call *call, struct store_table **ret_tables, size_t *ret_n)
{
    size_t all, kept = 0;
    TRY(schema_tables(call->arena, call->kinds, ret_tables, &all));
    for (size_t i = 0; i < all; i++)
        if (is_kept(&(*ret_tables)[i]))
            (*ret_tables)[kept++] = (*ret_tables)[i];
    *ret_n = kept;
    return OK;
}

static struct op whole_operation(struct command_call *call, struct store *store)
{
    struct op op = app_operation(call, store, call->kinds);
    op.as_of_us = 0;
    op.sees_all = true;
    op.login = "console";
    return op;
}

static enum err write_file(struct command_call *call, const char *path)
{
    struct store *store;
    struct store_table *tables;
    size_t n;
    TRY(kept_tables(call, &tables, &n));
    struct backup_sum *sums = arena_array(call->arena, n + 1, struct backup_sum);
    if (!sums)
        return ERR_MEMORY;
    TRY(app_open_store(call, false, &store));
    struct op op = whole_operation(call, store);
    enum err e = op_begin_read(&op);
    if (e == OK)
        e = schema_check(&op, call->kinds);
    if (e == OK)
        e = backup_write(&op, tables, n, LZ_VERSION, path, sums);
    op_end(&op);
    store_close(store);
    return e == ERR_NO ? ERR_STORAGE : e;
}

static enum err derive_anew(struct op *op, void *arg)
{
    (void)arg;
    TRY(access_rebuild_all(op));
    return search_rebuild(op);
}

enum { WORDS_AT_ONCE = 2000 };

static enum err derive(struct op *op)
{
    bool left = true;
    TRY(store_write(op, derive_anew, NULL));
    while (left)
        TRY(search_catch_up(op, WORDS_AT_ONCE, &left));
    return OK;
}

/* What lies there now is what the file says, table by table. */
static enum err compare(struct op *op, const struct backup_contents *contents)
{
    struct backup_sum *sums = arena_array(op->arena, contents->n_tables + 1, struct backup_sum);
    if (!sums)
        return ERR_MEMORY;
    TRY(op_begin_read(op));
    enum err e = backup_sums(op, contents->tables, contents->n_tables, sums);
    op_end(op);
    for (size_t i = 0; i < contents->n_tables && e == OK; i++)
        if (!backup_sum_equal(&sums[i], &contents->sums[i]))
            e = fault(op->fault, ERR_STORAGE, &T_app_copy_differs, contents->tables[i].name);
    return e;
}

/* Into an empty database, which gets its structure first; nothing is sealed anew. */
static enum err load_file(struct command_call *call, const char *url, const char *path)
{
    struct store_settings settings = {.create = true, .write_limit_ms = RESTORE_LIMIT_MS};
    struct backup_contents contents;
    struct store *store;
    struct store_table *tables;
    size_t n;
    TRY(kept_tables(call, &tables, &n));
    TRY(store_open(url, &settings, call->fault, &store));
    struct op op = whole_operation(call, store);
    enum err e = schema_upgrade(&op, call->kinds);
    if (e == OK)
        e = backup_load(&op, tables, n, path, &contents);
    if (e == OK)
        e = compare(&op, &contents);
    if (e == OK)
        e = derive(&op);
    op_end(&op);
    store_close(store);
    return e;
}

enum err run_backup(struct command_call *call)
{
    TRY(write_file(call, call->arguments[0]));
    fprintf(call->words, "%s\n", text_in(&T_app_backup_done, call->language));
    return OK;
}

enum err run_restore(struct command_call *call)
{
    TRY(load_file(call, call->database_url, call->arguments[0]));
    fprintf(call->words, "%s\n", text_in(&T_app_restore_done, call->language));
    return OK;
}

/* By way of a file of our own beside the source's temporary ones, gone afterwards. */
enum err run_copy(struct command_call *call)
{
    char path[] = "/tmp/lianzhang-copy-XXXXXX";
    const char *to = command_option(call, "to");
    if (!to)
        return fault(call->fault, ERR_USAGE, &T_app_copy_needs_to);
    int file = mkstemp(path);
    if (file < 0)
        return fault(call->fault, ERR_STORAGE, &T_app_no_scratch);
    close(file);
    enum err e = write_file(call, path);
    if (e == OK)
        e = load_file(call, to, path);
    unlink(path);
    TRY(e);
    fprintf(call->words, "%s\n", text_in(&T_app_copy_done, call->language));
    return OK;
}
