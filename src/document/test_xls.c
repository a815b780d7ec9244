/* Compound files and BIFF8 streams made here, record by record. */
#include "base/buf.h"
#include "document/sheet.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

/* ---- making a compound file ---- */

enum { SECTOR = 512, END_OF_CHAIN = -2, FREE = -1, FAT_SECTOR = -3 };

static void u8(struct buf *b, int value)
{
    buf_char(b, (char)value);
}

static void u16(struct buf *b, int value)
{
    u8(b, value);
    u8(b, value >> 8);
}

static void u32(struct buf *b, int64_t value)
{
    u16(b, (int)(value & 0xFFFF));
    u16(b, (int)(value >> 16 & 0xFFFF));
}

static void zeros(struct buf *b, size_t n)
{
    while (n--)
        u8(b, 0);
}

static void f64(struct buf *b, double value)
{
    buf_add(b, &value, sizeof(value));
}

static void directory_entry(struct buf *b, const char *name, int type, int child, int start, size_t n)
{
    size_t from = b->n;
    for (const char *at = name; *at; at++)
        u16(b, *at);
    zeros(b, from + 64 - b->n);
    u16(b, 2 * ((int)strlen(name) + 1));
    u8(b, type);
    u8(b, 1);
    u32(b, FREE);
    u32(b, FREE);
    u32(b, child);
    zeros(b, from + 116 - b->n);
    u32(b, start);
    u32(b, (int64_t)n);
    u32(b, 0);
}

/* Sector 0 is the table, 1 the directory, the stream follows. */
static void make_compound(struct buf *out, const char *name, const struct buf *stream)
{
    size_t n_sectors = (stream->n + SECTOR - 1) / SECTOR;
    REQUIRE(n_sectors + 2 <= SECTOR / 4);
    buf_add(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    zeros(out, 16);
    u16(out, 0x3E), u16(out, 3), u16(out, 0xFFFE), u16(out, 9), u16(out, 6);
    zeros(out, 6 + 4);
    u32(out, 1), u32(out, 1), u32(out, 0);
    u32(out, 0); /* small streams stand with the others */
    u32(out, END_OF_CHAIN), u32(out, 0), u32(out, END_OF_CHAIN), u32(out, 0);
    u32(out, 0);
    for (int i = 1; i < 109; i++)
        u32(out, FREE);
    u32(out, FAT_SECTOR), u32(out, END_OF_CHAIN);
    for (size_t i = 0; i < SECTOR / 4 - 2; i++)
        u32(out, i + 1 < n_sectors ? (int64_t)i + 3 : i + 1 == n_sectors ? END_OF_CHAIN : FREE);
    directory_entry(out, "Root Entry", 5, 1, END_OF_CHAIN, 0);
    directory_entry(out, name, 2, FREE, 2, stream->n);
    zeros(out, 256);
    buf_add(out, stream->bytes, stream->n);
    zeros(out, n_sectors * SECTOR - stream->n);
}

/* ---- making the stream ---- */

static size_t begin(struct buf *b, int id)
{
    u16(b, id);
    u16(b, 0);
    return b->n;
}

static void end(struct buf *b, size_t from)
{
    size_t n = b->n - from;
    b->bytes[from - 2] = (char)n;
    b->bytes[from - 1] = (char)(n >> 8);
}

static void record16(struct buf *b, int id, const int *values, size_t n)
{
    size_t at = begin(b, id);
    for (size_t i = 0; i < n; i++)
        u16(b, values[i]);
    end(b, at);
}
#define RECORD(b, id, ...) record16((b), (id), (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))
#define EMPTY_RECORD(b, id) record16((b), (id), NULL, 0)

static void narrow(struct buf *b, const char *text, int count_bytes)
{
    count_bytes == 1 ? u8(b, (int)strlen(text)) : u16(b, (int)strlen(text));
    u8(b, 0);
    buf_text(b, text);
}

static void cell_begin(struct buf *b, int row, int column, int style)
{
    u16(b, row);
    u16(b, column);
    u16(b, style);
}

static void number_cell(struct buf *b, int row, int column, int style, double value)
{
    size_t at = begin(b, 0x203);
    cell_begin(b, row, column, style);
    f64(b, value);
    end(b, at);
}

static void formula_cell(struct buf *b, int row, int column, const unsigned char result[8])
{
    size_t at = begin(b, 0x06);
    cell_begin(b, row, column, 0);
    buf_add(b, result, 8);
    zeros(b, 8);
    end(b, at);
}

struct globals {
    bool is_1904, is_encrypted, has_strings;
    int version;
};

/* "ab你" cut between its characters, then "rich" with a run, then 3 narrow characters cut in the middle. */
static void shared_strings(struct buf *b)
{
    size_t at = begin(b, 0xFC);
    u32(b, 3), u32(b, 3);
    u16(b, 3), u8(b, 1), u16(b, 'a'), u16(b, 'b');
    end(b, at);
    at = begin(b, 0x3C);
    u8(b, 1), u16(b, 0x4F60);
    u16(b, 4), u8(b, 8 | 4), u16(b, 1), u32(b, 3), buf_text(b, "rich"), zeros(b, 2);
    end(b, at);
    at = begin(b, 0x3C);
    zeros(b, 2 + 3);
    u16(b, 3), u8(b, 0), u8(b, 'x');
    end(b, at);
    at = begin(b, 0x3C);
    u8(b, 1), u16(b, 'y'), u16(b, 0x597D);
    end(b, at);
}

static void globals(struct buf *b, struct globals g)
{
    RECORD(b, 0x809, g.version ? g.version : 0x600, 5, 0, 0, 0, 0, 0, 0);
    if (g.is_encrypted)
        RECORD(b, 0x2F, 1, 1);
    RECORD(b, 0x22, g.is_1904);
    size_t at = begin(b, 0x41E);
    u16(b, 164), narrow(b, "yyyy\\-mm", 2);
    end(b, at);
    RECORD(b, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    RECORD(b, 0xE0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0);
    RECORD(b, 0xE0, 0, 164, 0, 0, 0, 0, 0, 0, 0, 0);
    at = begin(b, 0x85);
    u32(b, 0); /* set below */
    u8(b, 0), u8(b, 0), narrow(b, "one", 1);
    end(b, at);
    size_t chart = begin(b, 0x85);
    u32(b, 0), u8(b, 0), u8(b, 2), narrow(b, "chart", 1);
    end(b, chart);
    if (g.has_strings)
        shared_strings(b);
    EMPTY_RECORD(b, 0x0A);
    b->bytes[at] = (char)b->n;
    b->bytes[at + 1] = (char)(b->n >> 8);
}

static void sheet(struct buf *b)
{
    static const unsigned char text_result[8] = {0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char true_result[8] = {1, 0, 1, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char error_result[8] = {2, 0, 7, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char empty_result[8] = {3, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char half[8] = {0, 0, 0, 0, 0, 0, 0xE0, 0x3F};
    RECORD(b, 0x809, 0x600, 0x10, 0, 0, 0, 0, 0, 0);
    RECORD(b, 0x7D, 2, 4, 2000, 0, 1, 0);  /* columns C to E hidden */
    RECORD(b, 0x208, 0, 0, 9, 300, 0, 0, 0, 0);
    RECORD(b, 0x208, 1, 0, 9, 300, 0, 0, 0x20, 0); /* row 2 hidden */
    number_cell(b, 0, 0, 1, 46086);
    number_cell(b, 0, 1, 2, 46082);
    RECORD(b, 0x27E, 0, 2, 0, 12 << 2 | 2, 0);          /* 12 */
    RECORD(b, 0x27E, 0, 3, 0, 12345 << 2 | 3, 0);       /* 123.45 */
    RECORD(b, 0x27E, 0, 4, 0, 0, 0x3FF0);               /* 1.0 */
    RECORD(b, 0xBD, 0, 5, 0, 0xFFFE, 0xFFFF, 0, 7 << 2 | 2, 0, 6); /* -1 and 7 */
    RECORD(b, 0x205, 1, 0, 0, 1);                       /* TRUE */
    RECORD(b, 0x205, 1, 1, 0, 0x100 | 0x2A);            /* #N/A */
    formula_cell(b, 1, 2, text_result);
    RECORD(b, 0x4BC, 0, 0, 0);                          /* a shared formula stands between */
    size_t at = begin(b, 0x207);
    u16(b, 4), u8(b, 0), buf_text(b, "fo");
    end(b, at);
    at = begin(b, 0x3C);
    u8(b, 0), buf_text(b, "ur");
    end(b, at);
    formula_cell(b, 1, 3, true_result);
    formula_cell(b, 1, 4, error_result);
    formula_cell(b, 1, 5, empty_result);
    formula_cell(b, 1, 6, half);
    RECORD(b, 0xFD, 3, 0, 0, 0, 0);
    RECORD(b, 0xFD, 3, 1, 0, 1, 0);
    RECORD(b, 0xFD, 3, 2, 0, 2, 0);
    RECORD(b, 0x809, 0x600, 0x20, 0, 0, 0, 0, 0, 0); /* a chart inside the sheet */
    number_cell(b, 0, 0, 0, 99);
    EMPTY_RECORD(b, 0x0A);
    at = begin(b, 0x204);
    cell_begin(b, 4, 0, 0), narrow(b, "l\r\nm", 2);
    end(b, at);
    RECORD(b, 0xE5, 2, 0, 0, 0, 1, 3, 4, 0, 0);
    EMPTY_RECORD(b, 0x0A);
}

static void make_file(struct buf *out, struct globals g)
{
    struct buf stream;
    buf_init(&stream, 0);
    g.has_strings = true;
    globals(&stream, g);
    sheet(&stream);
    make_compound(out, "Workbook", &stream);
    buf_release(&stream);
}

/* ---- reading it ---- */

static char *read_bytes(struct arena *a, const char *bytes, size_t n)
{
    struct fault f = {0};
    struct workbook *w;
    struct sheet_cursor *c;
    const struct sheet_row *row;
    char *all = arena_text(a, ""), name[COLUMN_TEXT_BYTES];
    if (workbook_open_bytes(a, &f, bytes, n, NULL, &w) == OK) {
        if (workbook_sheet_rows(w, 0, SHEET_AS_IS, &c) == OK)
            while (sheet_next(c, &row) == OK && row)
                for (int i = 0; i < row->n_cells; i++)
                    all = arena_printf(a, "%s%s%s%d=%s%s", all, *all ? " " : "", column_name(row->cells[i].column, name),
                                       row->row, row->is_hidden ? "#" : "", row->cells[i].value);
        const struct sheet_layout *layout;
        workbook_sheet_layout(w, 0, &layout);
        workbook_free(w);
    }
    return f.code == OK ? all : arena_printf(a, "fault: %s", f.words[LANGUAGE_EN]);
}

TEST("every kind of cell of an xls is read, charts inside a sheet are passed over")
{
    struct arena *a = arena_new(16 << 20);
    struct buf b;
    buf_init(&b, 0);
    make_file(&b, (struct globals){0});
    CHECK_TEXT(read_bytes(a, b.bytes, b.n),
               "A1=2026-03-05 B1=2026-03 C1=12 D1=123.45 E1=1 F1=-1 G1=7 "
               "A2=#true B2=##N/A C2=#four D2=#true E2=##DIV/0! G2=#0.5 A4=ab你 B4=rich C4=xy好 A5=l\nm");
    buf_release(&b);
    arena_free(a);
}

TEST("an xls tells its calendar, its merges and hidden columns, and counts sheets of cells alone")
{
    struct arena *a = arena_new(16 << 20);
    struct fault f = {0};
    struct workbook *w;
    const struct sheet_layout *layout;
    struct buf b;
    buf_init(&b, 0);
    make_file(&b, (struct globals){.is_1904 = true});
    REQUIRE(workbook_open_bytes(a, &f, b.bytes, b.n, NULL, &w) == OK);
    CHECK_INT(workbook_format(w), SHEET_XLS);
    CHECK(workbook_is_1904(w));
    CHECK_INT(workbook_sheet_count(w), 1);
    CHECK_TEXT(workbook_sheet_name(w, 0), "one");
    REQUIRE(workbook_sheet_layout(w, 0, &layout) == OK);
    REQUIRE(layout->n_merges == 2);
    CHECK_INT(layout->merges[1].first_row, 4);
    CHECK_INT(layout->merges[1].last_row, 5);
    CHECK(!sheet_layout_hides_column(layout, 2));
    CHECK(sheet_layout_hides_column(layout, 3));
    CHECK(sheet_layout_hides_column(layout, 5));
    workbook_free(w);
    CHECK(strstr(read_bytes(a, b.bytes, b.n), "A1=2030-03-06"));
    buf_release(&b);
    arena_free(a);
}

TEST("a merge that reaches beyond the limits of a sheet ends there")
{
    struct arena *a = arena_new(16 << 20);
    struct fault f = {0};
    struct workbook *w;
    const struct sheet_layout *layout;
    struct sheet_limits narrow_sheet = sheet_limits_default;
    struct buf b;
    buf_init(&b, 0);
    make_file(&b, (struct globals){0});
    narrow_sheet.columns = 2;
    REQUIRE(workbook_open_bytes(a, &f, b.bytes, b.n, &(struct sheet_options){.limits = &narrow_sheet}, &w) == OK);
    REQUIRE(workbook_sheet_layout(w, 0, &layout) == OK);
    REQUIRE(layout->n_merges > 0);
    for (size_t i = 0; i < layout->n_merges; i++)
        CHECK(layout->merges[i].last_column <= narrow_sheet.columns);
    for (size_t i = 0; i < layout->n_hidden_columns; i++)
        CHECK(layout->hidden_columns[i].last_column <= narrow_sheet.columns);
    workbook_free(w);
    buf_release(&b);
    arena_free(a);
}

static void check_refused(struct globals g, const char *stream_name, const char *says)
{
    struct arena *a = arena_new(16 << 20);
    struct buf stream, b;
    buf_init(&stream, 0);
    buf_init(&b, 0);
    globals(&stream, g);
    sheet(&stream);
    make_compound(&b, stream_name, &stream);
    const char *said = read_bytes(a, b.bytes, b.n);
    if (!CHECK(strstr(said, says) != NULL))
        printf("  %s\n", said);
    buf_release(&b);
    buf_release(&stream);
    arena_free(a);
}

TEST("compound files that are no xls of now are refused for what they are")
{
    check_refused((struct globals){.is_encrypted = true}, "Workbook", "remove the password");
    check_refused((struct globals){.version = 0x500}, "Workbook", "Excel 95 or older");
    check_refused((struct globals){0}, "Book", "Excel 95 or older");
    check_refused((struct globals){0}, "EncryptedPackage", "remove the password");
    check_refused((struct globals){0}, "WordDocument", "a document or a presentation");
    check_refused((struct globals){0}, "Other", "a file of another program");
    struct arena *a = arena_new(1 << 20);
    CHECK(strstr(read_bytes(a, "\x09\x08\x08\x00\x00\x05\x05\x00", 8), "Excel 95 or older"));
    arena_free(a);
}

TEST("chains of sectors that loop or lead nowhere end, cut files are told as damage")
{
    struct arena *a = arena_new(256 << 20);
    struct buf b;
    buf_init(&b, 0);
    make_file(&b, (struct globals){0});
    for (size_t cut = 8; cut < b.n; cut += 61)
        CHECK(strncmp(read_bytes(a, b.bytes, cut), "fault: ", 7) == 0 || cut > b.n - SECTOR);
    for (int entry = 0; entry < 8; entry++) {
        for (int to = -3; to < 6; to++) {
            char *looped = arena_text_n(a, b.bytes, b.n);
            memcpy(looped + SECTOR + 4 * entry, &to, 4);
            CHECK(*read_bytes(a, looped, b.n));
        }
    }
    buf_release(&b);
    arena_free(a);
}

TEST("an xls with flipped bytes is read or refused, never worse")
{
    uint64_t random = test_seed();
    struct buf b;
    buf_init(&b, 0);
    make_file(&b, (struct globals){0});
    for (int round = 0; round < test_rounds(1000, 100000); round++) {
        struct arena *a = arena_new(64 << 20);
        char *flipped = arena_text_n(a, b.bytes, b.n);
        for (int i = 0; i < 3; i++)
            flipped[test_random(&random) % b.n] ^= (char)(1 << test_random(&random) % 8);
        read_bytes(a, flipped, b.n);
        arena_free(a);
    }
    buf_release(&b);
}

TEST("whichever allocation fails, reading an xls says so or gives the same answer")
{
    struct buf b;
    buf_init(&b, 0);
    make_file(&b, (struct globals){0});
    struct arena *a = arena_new(16 << 20);
    arena_fail_nth(0);
    const char *whole = read_bytes(a, b.bytes, b.n);
    size_t made = arena_fail_nth(0);
    for (size_t i = 1; i <= made; i++) {
        struct arena *short_of_memory = arena_new(16 << 20);
        arena_fail_nth(i);
        const char *said = read_bytes(short_of_memory, b.bytes, b.n);
        arena_fail_nth(0);
        CHECK(arena_failed(short_of_memory) || strstr(said, "not enough memory") || strcmp(said, whole) == 0);
        arena_free(short_of_memory);
    }
    arena_free(a);
    buf_release(&b);
}
