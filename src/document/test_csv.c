#include "document/sheet.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

/* The sheet as one text: cells as column=text, rows as "row: a | b". */
static char *read_all(struct arena *a, struct workbook *w, struct fault *f)
{
    struct sheet_cursor *c;
    char *all = arena_text(a, "");
    if (workbook_sheet_rows(w, 0, SHEET_AS_IS, &c) != OK)
        return arena_printf(a, "fault: %s", f->words[LANGUAGE_EN]);
    const struct sheet_row *row;
    while (sheet_next(c, &row) == OK && row) {
        all = arena_printf(a, "%s%d:", all, row->row);
        char name[COLUMN_TEXT_BYTES];
        for (int i = 0; i < row->n_cells; i++)
            all = arena_printf(a, "%s %s=%s", all, column_name(row->cells[i].column, name), row->cells[i].text);
        all = arena_printf(a, "%s\n", all);
    }
    return f->code == OK ? all : arena_printf(a, "fault: %s", f->words[LANGUAGE_EN]);
}

static char *read_bytes(struct arena *a, const char *bytes, size_t n)
{
    struct fault f = {0};
    struct workbook *w WORKBOOK_SCOPED = NULL;
    if (workbook_open_bytes(a, &f, bytes, n, NULL, &w) != OK)
        return arena_printf(a, "fault: %s", f.words[LANGUAGE_EN]);
    return read_all(a, w, &f);
}

#define READ(a, text) read_bytes((a), (text), sizeof(text) - 1)

TEST("quotes may hold delimiters, line ends and doubled quotes, and rows are counted by record")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(READ(a, "a,\"b,\"\"c\"\"\",d\r\n\"one\r\ntwo\",x\n\n,,last"),
               "1: A=a B=b,\"c\" C=d\n2: A=one\ntwo B=x\n4: C=last\n");
    CHECK_TEXT(READ(a, "a\rb\rc"), "1: A=a\n2: A=b\n3: A=c\n");
    CHECK_TEXT(READ(a, "\"a\"b,c \"d\"\n"), "1: A=ab B=c \"d\"\n");
    CHECK_TEXT(READ(a, "\"\",\"\"\nx\n"), "2: A=x\n");
    arena_free(a);
}

TEST("the delimiter is the one that records hold evenly")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(READ(a, "a;b\n1,5;2,5\n3,5;4\n"), "1: A=a B=b\n2: A=1,5 B=2,5\n3: A=3,5 B=4\n");
    CHECK_TEXT(READ(a, "name\taddress\nx\t1, 2, 3\ny\t4\n"), "1: A=name B=address\n2: A=x B=1, 2, 3\n3: A=y B=4\n");
    CHECK_TEXT(READ(a, "sep=;\na;b\n"), "1: A=a B=b\n");
    CHECK_TEXT(READ(a, "alone"), "1: A=alone\n");
    arena_free(a);
}

TEST("what stands in quotes says nothing of the delimiter, whatever it holds")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(READ(a, "a,b\n\"\"\";;\n;;\",x\n"), "1: A=a B=b\n2: A=\";;\n;; B=x\n");
    CHECK_TEXT(READ(a, "a,b\nx,\"1;2;3\n4;5;6\n7;8;9\"\n"), "1: A=a B=b\n2: A=x B=1;2;3\n4;5;6\n7;8;9\n");
    arena_free(a);
}

TEST("a quotation mark that never closes is refused with its place")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(READ(a, "a,b\nc,\"d\ne,f\n"),
               "fault: The quotation mark opened in row 2, column 2 is never closed. Close it, or save the file as xlsx.");
    arena_free(a);
}

TEST("UTF-8, UTF-16 and GB18030 give the same text")
{
    struct arena *a = arena_new(64 << 20);
    const char *expected = "1: A=姓名 B=年纪\n2: A=张三 B=20\n";
    CHECK_TEXT(READ(a, "姓名,年纪\n张三,20\n"), expected);
    CHECK_TEXT(READ(a, "\xEF\xBB\xBF姓名,年纪\n张三,20\n"), expected);
    CHECK_TEXT(READ(a, "\xD0\xD5\xC3\xFB,\xC4\xEA\xBC\xCD\n\xD5\xC5\xC8\xFD,20\n"), expected);
    CHECK_TEXT(READ(a, "\xFF\xFE\xD3\x59\x0D\x54,\0t\x5E\xAA\x7E\n\0 _\x09\x4E,\0""2\0""0\0\n\0"), expected);
    arena_free(a);
}

TEST("what is no text is refused with words, not read as rubbish")
{
    struct arena *a = arena_new(64 << 20);
    CHECK(strstr(READ(a, "a,b\n\0\1\2"), "holds bytes that no text has"));
    CHECK(strstr(READ(a, ""), "empty (0 bytes)"));
    CHECK(strstr(READ(a, "%PDF-1.7 ..."), "but a PDF"));
    CHECK(strstr(READ(a, "<html><table><tr><td>1</td></tr></table></html>"), "web page"));
    arena_free(a);
}

TEST("the apostrophe of our own writer is taken away, others stay")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(READ(a, "'=1+2,''=3,'tis,-\n"), "1: A==1+2 B='=3 C='tis D=-\n");
    arena_free(a);
}

static enum err open_with(struct arena *a, struct fault *f, const char *bytes, struct sheet_limits limits)
{
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct sheet_options options = {.limits = &limits};
    fault_clear(f);
    if (workbook_open_bytes(a, f, bytes, strlen(bytes), &options, &w) == OK)
        read_all(a, w, f);
    return f->code;
}

TEST("more rows, columns, cells or bytes than a stated limit are refused")
{
    struct arena *a = arena_new(64 << 20);
    struct fault f = {0};
    struct sheet_limits limits = sheet_limits_default;
    CHECK_INT(open_with(a, &f, "a,b\nc,d\n", limits), OK);
    limits.rows = 1;
    CHECK_INT(open_with(a, &f, "a,b\n\n\n", limits), OK);
    CHECK_INT(open_with(a, &f, "a,b\nc,d\n", limits), ERR_LIMIT);
    limits = sheet_limits_default;
    limits.columns = 2;
    CHECK_INT(open_with(a, &f, "a,b,,,\n", limits), OK);
    CHECK_INT(open_with(a, &f, "a,b,c\n", limits), ERR_LIMIT);
    CHECK_TEXT(f.words[LANGUAGE_EN], "Too many columns: the limit is 2. Split the file, or delete what is not needed.");
    limits = sheet_limits_default;
    limits.cells = 3;
    CHECK_INT(open_with(a, &f, "a,b\nc,d\n", limits), ERR_LIMIT);
    limits = sheet_limits_default;
    limits.cell_bytes = 4;
    CHECK_INT(open_with(a, &f, "a,bcde\n", limits), OK);
    CHECK_INT(open_with(a, &f, "a\nb,\"cdefg\"\n", limits), ERR_LIMIT);
    CHECK_INT(f.row, 2);
    CHECK_INT(f.column, 2);
    limits = sheet_limits_default;
    limits.file_bytes = 3;
    CHECK_INT(open_with(a, &f, "a,b\n", limits), ERR_LIMIT);
    arena_free(a);
}

static void count(struct arena *a, const char *bytes, size_t n, int *ret_rows, int *ret_cells)
{
    struct fault f = {0};
    struct workbook *w WORKBOOK_SCOPED = NULL;
    struct sheet_cursor *c;
    REQUIRE(workbook_open_bytes(a, &f, bytes, n, NULL, &w) == OK);
    REQUIRE(workbook_sheet_rows(w, 0, SHEET_AS_IS, &c) == OK);
    const struct sheet_row *row;
    *ret_rows = *ret_cells = 0;
    while (sheet_next(c, &row) == OK && row) {
        ++*ret_rows;
        *ret_cells += row->n_cells;
    }
    CHECK_INT(f.code, OK);
}

TEST("a record that spans the reader's buffers arrives whole")
{
    struct arena *a = arena_new(256 << 20);
    enum { N = 400000, STEP = 1009 };
    char *bytes = arena_alloc(a, N + 1);
    memset(bytes, 'x', N);
    int fields = 0, rows, cells;
    for (int i = 0; i + 9 < N; i += STEP, fields++)
        memcpy(bytes + i, ",\"县,\r\n\"", 9);
    count(a, bytes, N, &rows, &cells);
    CHECK_INT(rows, 1);
    CHECK_INT(cells, fields);
    for (int i = 0; i + 9 < N; i += STEP)
        bytes[i] = '\n';
    count(a, bytes, N, &rows, &cells);
    CHECK_INT(rows, fields);
    CHECK_INT(cells, fields);
    arena_free(a);
}
