#include "document/sheet.h"

#include "document.texts.h"
#include "document/reader.h"
#include "document/sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (INT64_C(1024) * 1024)

const struct sheet_limits sheet_limits_default = {
    .file_bytes = 64 * MIB,
    .part_bytes = 1024 * MIB,
    .ratio = 200,
    .entries = 10000,
    .sheets = 1000,
    .string_bytes = 256 * MIB,
    .formats = 65535,
    .rows = 1048576,
    .columns = 16384,
    .cells = 50000000,
    .cell_bytes = 128 * 1024,
    .merges = 200000,
    .depth = 64,
};

int64_t source_read(const struct source *s, int64_t offset, void *to, size_t n)
{
    if (offset >= s->n_bytes)
        return 0;
    if ((int64_t)n > s->n_bytes - offset)
        n = (size_t)(s->n_bytes - offset);
    if (s->bytes) {
        memcpy(to, s->bytes + offset, n);
        return (int64_t)n;
    }
    size_t got = 0;
    while (got < n) {
        ssize_t step = pread(s->fd, (char *)to + got, n - got, offset + (int64_t)got);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return -1;
        if (step == 0)
            break;
        got += (size_t)step;
    }
    return (int64_t)got;
}

/* ---- faults that readers share ---- */

static const char *number_text(struct arena *a, int64_t n)
{
    return arena_printf(a, "%" PRId64, n);
}

enum err sheet_too_many(struct workbook *w, const struct text *what, int64_t limit)
{
    if (w->fault->code != OK)
        return w->fault->code;
    w->fault->code = ERR_LIMIT;
    w->fault->says = &T_sheet_too_many;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        const char *args[] = {text_in(what, (enum language)l), number_text(w->arena, limit)};
        text_format_into(w->fault->words[l], FAULT_WORDS_BYTES, &T_sheet_too_many, (enum language)l, args, 2);
    }
    return ERR_LIMIT;
}

enum err sheet_damaged(struct workbook *w, const char *where)
{
    return fault(w->fault, ERR_INPUT, &T_sheet_damaged, where);
}

enum err sheet_out_of_memory(struct workbook *w)
{
    return fault(w->fault, ERR_MEMORY, &T_sheet_memory);
}

/* ---- opening ---- */

static enum err open_path(struct workbook *w, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        int why = errno;
        fault(w->fault, why == EMFILE || why == ENFILE ? ERR_STORAGE : ERR_MISSING, &T_sheet_no_file, path);
        return fault_detail(w->fault, "open: errno %d", why);
    }
    w->source.fd = fd;
    w->owns_fd = true;
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return fault(w->fault, ERR_INPUT, &T_sheet_not_a_file, path);
    w->source.n_bytes = status.st_size;
    return OK;
}

static enum err open_source(struct workbook *w)
{
    if (w->source.n_bytes == 0)
        return fault(w->fault, ERR_INPUT, &T_sheet_empty_file);
    if (w->source.n_bytes > w->limits->file_bytes)
        return fault(w->fault, ERR_LIMIT, &T_sheet_file_too_large,
                     number_text(w->arena, (w->source.n_bytes + MIB - 1) / MIB),
                     number_text(w->arena, w->limits->file_bytes / MIB));
    TRY(workbook_sniff(w));
    return w->reader->open(w);
}

static struct workbook *workbook_new(struct arena *a, struct fault *f, const struct sheet_options *options)
{
    struct workbook *w = arena_one(a, struct workbook);
    if (!w)
        return NULL;
    w->arena = a;
    w->fault = f;
    w->limits = options && options->limits ? options->limits : &sheet_limits_default;
    w->language = options ? options->language : LANGUAGE_ZH;
    w->encoding = ENCODING_UTF8;
    return w;
}

static enum err open_either(struct arena *a, struct fault *f, const char *path, const void *bytes, size_t n_bytes,
                            const struct sheet_options *options, struct workbook **ret_workbook)
{
    *ret_workbook = NULL;
    struct workbook *w = workbook_new(a, f, options);
    if (!w)
        return fault(f, ERR_MEMORY, &T_sheet_memory);
    enum err e = OK;
    if (path)
        e = open_path(w, path);
    else
        w->source = (struct source){.bytes = bytes, .n_bytes = (int64_t)n_bytes};
    if (e == OK)
        e = open_source(w);
    if (e != OK) {
        workbook_free(w);
        return e;
    }
    *ret_workbook = w;
    return OK;
}

enum err workbook_open(struct arena *a, struct fault *f, const char *path, const struct sheet_options *options,
                       struct workbook **ret_workbook)
{
    return open_either(a, f, path, NULL, 0, options, ret_workbook);
}

enum err workbook_open_bytes(struct arena *a, struct fault *f, const void *bytes, size_t n_bytes,
                             const struct sheet_options *options, struct workbook **ret_workbook)
{
    return open_either(a, f, NULL, bytes, n_bytes, options, ret_workbook);
}

void workbook_free(struct workbook *w)
{
    if (!w)
        return;
    while (w->cursors)
        sheet_cursor_close(w->cursors);
    if (w->reader)
        w->reader->close(w);
    if (w->owns_fd)
        close(w->source.fd);
    w->owns_fd = false;
    w->reader = NULL;
}

/* ---- the workbook ---- */

enum sheet_format workbook_format(const struct workbook *w)
{
    return w->format;
}

enum encoding workbook_encoding(const struct workbook *w)
{
    return w->encoding;
}

char workbook_delimiter(const struct workbook *w)
{
    return w->delimiter;
}

bool workbook_is_1904(const struct workbook *w)
{
    return w->is_1904;
}

int workbook_sheet_count(const struct workbook *w)
{
    return (int)w->n_sheets;
}

const char *workbook_sheet_name(const struct workbook *w, int sheet)
{
    return w->sheets[sheet].name;
}

bool workbook_sheet_is_hidden(const struct workbook *w, int sheet)
{
    return w->sheets[sheet].is_hidden;
}

int workbook_sheet_find(const struct workbook *w, const char *name)
{
    const char *wanted = utf8_squeeze(w->arena, name);
    for (size_t i = 0; i < w->n_sheets; i++)
        if (strcasecmp(utf8_squeeze(w->arena, w->sheets[i].name), wanted) == 0)
            return (int)i;
    return -1;
}

enum err workbook_add_sheet(struct workbook *w, const char *name, bool is_hidden, int64_t place)
{
    if (w->n_sheets >= (size_t)w->limits->sheets)
        return sheet_too_many(w, &T_sheet_sheets, w->limits->sheets);
    if (!arena_grow(w->arena, &w->sheets, w->n_sheets, &w->sheets_capacity))
        return sheet_out_of_memory(w);
    w->sheets[w->n_sheets++] = (struct sheet_entry){
        .name = arena_text(w->arena, name), .is_hidden = is_hidden, .place = place};
    return OK;
}

/* ---- layout ---- */

static int compare_ranges(const void *a, const void *b)
{
    const struct sheet_range *x = a, *y = b;
    if (x->first_row != y->first_row)
        return x->first_row < y->first_row ? -1 : 1;
    return (x->first_column > y->first_column) - (x->first_column < y->first_column);
}

enum err range_add(struct workbook *w, struct range_list *list, struct sheet_range range)
{
    const struct sheet_limits *limits = w->limits;
    range.last_row = range.last_row < limits->rows ? range.last_row : limits->rows;
    range.last_column = range.last_column < limits->columns ? range.last_column : limits->columns;
    if (range.first_row > range.last_row || range.first_column > range.last_column)
        return OK;
    if (list->n >= (size_t)limits->merges)
        return sheet_too_many(w, &T_sheet_merges, limits->merges);
    if (!arena_grow(w->arena, &list->ranges, list->n, &list->capacity))
        return sheet_out_of_memory(w);
    list->ranges[list->n++] = range;
    return OK;
}

enum err workbook_sheet_layout(struct workbook *w, int sheet, const struct sheet_layout **ret_layout)
{
    struct sheet_entry *entry = &w->sheets[sheet];
    if (!entry->has_layout) {
        entry->merges.n = entry->hidden_columns.n = 0;
        TRY(w->reader->layout(w, entry));
        if (entry->merges.n)
            qsort(entry->merges.ranges, entry->merges.n, sizeof(struct sheet_range), compare_ranges);
        if (entry->hidden_columns.n)
            qsort(entry->hidden_columns.ranges, entry->hidden_columns.n, sizeof(struct sheet_range), compare_ranges);
        entry->layout = (struct sheet_layout){
            .merges = entry->merges.ranges,
            .n_merges = entry->merges.n,
            .hidden_columns = entry->hidden_columns.ranges,
            .n_hidden_columns = entry->hidden_columns.n,
        };
        entry->has_layout = true;
    }
    *ret_layout = &entry->layout;
    return OK;
}

bool sheet_layout_hides_column(const struct sheet_layout *layout, int32_t column)
{
    for (size_t i = 0; i < layout->n_hidden_columns; i++)
        if (layout->hidden_columns[i].first_column <= column && column <= layout->hidden_columns[i].last_column)
            return true;
    return false;
}

char *column_name(int32_t column, char text[COLUMN_TEXT_BYTES])
{
    char reversed[COLUMN_TEXT_BYTES];
    int n = 0;
    for (; column > 0 && n < COLUMN_TEXT_BYTES - 1; column = (column - 1) / 26)
        reversed[n++] = (char)('A' + (column - 1) % 26);
    for (int i = 0; i < n; i++)
        text[i] = reversed[n - 1 - i];
    text[n] = '\0';
    return text;
}
