/* Workbooks made here, part by part: what programs write differently, and what attackers write. */
#include "base/buf.h"
#include "document/sheet.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>
#include <zip.h>

/* ---- making a workbook ---- */

struct part_text {
    const char *name;
    const char *text;
    size_t n; /* 0: up to the NUL */
};

static void add_part(zip_t *zip, const char *name, const char *text, size_t n)
{
    zip_source_t *from = zip_source_buffer(zip, text, n ? n : strlen(text), 0);
    REQUIRE(from && zip_file_add(zip, name, from, ZIP_FL_OVERWRITE) >= 0);
}

#define RELATIONS "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

/* The usual parts around those given, which replace them by name. */
static void make_book(struct arena *a, const struct part_text *parts, size_t n, char **ret_bytes, size_t *ret_n)
{
    static const struct part_text usual[] = {
        {"_rels/.rels", RELATIONS "<Relationship Id='a' Type='" TYPE "officeDocument' Target='xl/workbook.xml'/></Relationships>", 0},
        {"xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='Sheet 1' sheetId='1' r:id='b'/></sheets></workbook>", 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS "<Relationship Id='b' Type='" TYPE "worksheet' Target='/xl/s.xml'/>"
         "<Relationship Id='c' Type='" TYPE "sharedStrings' Target='./t.xml'/>"
         "<Relationship Id='d' Type='" TYPE "styles' Target='../xl/u.xml'/></Relationships>", 0},
        {"xl/u.xml", "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='yyyy\"年\"m\"月\"'/></numFmts>"
         "<cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"
         "<xf numFmtId='200'/><xf numFmtId='999'/><xf numFmtId='46'/></cellXfs></styleSheet>", 0},
    };
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    REQUIRE(zip != NULL);
    zip_source_keep(memory);
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
        add_part(zip, usual[i].name, usual[i].text, 0);
    for (size_t i = 0; i < n; i++)
        add_part(zip, parts[i].name, parts[i].text, parts[i].n);
    REQUIRE(zip_close(zip) == 0);
    zip_stat_t status;
    zip_source_stat(memory, &status);
    *ret_n = (size_t)status.size;
    *ret_bytes = arena_alloc(a, *ret_n + 1);
    zip_source_open(memory);
    zip_source_read(memory, *ret_bytes, *ret_n);
    zip_source_close(memory);
    zip_source_free(memory);
    zip_error_fini(&error);
}

/* ---- reading it ---- */

struct outcome {
    enum err code;
    char *says;  /* in English */
    char *cells; /* "A1=text …"; hidden rows with a # */
};

static void read_cells(struct arena *a, struct workbook *w, enum sheet_reading reading, struct outcome *o)
{
    struct sheet_cursor *c;
    const struct sheet_row *row;
    char name[COLUMN_TEXT_BYTES];
    if (workbook_sheet_rows(w, 0, reading, &c) != OK)
        return;
    while (sheet_next(c, &row) == OK && row)
        for (int i = 0; i < row->n_cells && strlen(o->cells) < 4000; i++)
            o->cells = arena_printf(a, "%s%s%s%d=%s", o->cells, *o->cells ? " " : "",
                                    column_name(row->cells[i].column, name), row->row,
                                    row->is_hidden ? arena_printf(a, "#%s", row->cells[i].text) : row->cells[i].text);
}

static struct outcome read_bytes(struct arena *a, const char *bytes, size_t n, const struct sheet_limits *limits,
                                 enum sheet_reading reading)
{
    struct fault f = {0};
    struct workbook *w;
    struct sheet_options options = {.limits = limits};
    struct outcome o = {.cells = arena_text(a, "")};
    if (workbook_open_bytes(a, &f, bytes, n, &options, &w) == OK)
        read_cells(a, w, reading, &o);
    workbook_free(w);
    o.code = f.code;
    o.says = arena_text(a, f.words[LANGUAGE_EN]);
    return o;
}

static struct outcome read_parts(struct arena *a, const struct part_text *parts, size_t n,
                                 const struct sheet_limits *limits)
{
    char *bytes;
    size_t n_bytes;
    make_book(a, parts, n, &bytes, &n_bytes);
    return read_bytes(a, bytes, n_bytes, limits, SHEET_AS_IS);
}

static struct outcome read_sheet(struct arena *a, const char *sheet_xml, const char *strings_xml)
{
    const struct part_text parts[] = {{"xl/s.xml", sheet_xml, 0}, {"xl/t.xml", strings_xml ? strings_xml : "<sst/>", 0}};
    return read_parts(a, parts, 2, NULL);
}

#define SHEET(inside) "<worksheet><sheetData>" inside "</sheetData></worksheet>"

TEST("shared, inline and rich texts are read without their readings aloud")
{
    struct arena *a = arena_new(64 << 20);
    struct outcome o = read_sheet(
        a,
        SHEET("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='inlineStr'><is><r><t>x</t></r>"
              "<r><t xml:space='preserve'> y</t></r><rPh><t>no</t></rPh></is></c><c r='D1' t='str'><f>A1</f><v>f</v></c>"
              "<c r='E1' t='s'><v>2</v></c><c r='F1' t='str'><f>\"\"</f><v></v></c></row>"),
        "<sst><si><t>plain</t></si><si><r><rPr/><t>ri</t></r><r><t>ch</t></r><rPh sb='0' eb='1'><t>aloud</t></rPh></si>"
        "<si><t></t></si></sst>");
    CHECK_INT(o.code, OK);
    CHECK_TEXT(o.cells, "A1=plain B1=rich C1=x y D1=f");
    arena_free(a);
}

TEST("cells and rows without numbers follow one another; cells out of order are sorted, the later of two stands")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(read_sheet(a, SHEET("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r='5'><c><v>3</v></c></row><row>"
                                   "<c r='C6'><v>4</v></c><c r='A6'><v>5</v></c><c r='C6'><v>6</v></c></row>"), NULL).cells,
               "A1=1 C1=2 A5=3 A6=5 C6=6");
    struct outcome o = read_sheet(a, SHEET("<row r='5'><c><v>1</v></c></row><row r='4'><c><v>1</v></c></row>"), NULL);
    CHECK_INT(o.code, ERR_INPUT);
    CHECK(strstr(o.says, "row 4 stands after row 5"));
    arena_free(a);
}

TEST("strict files and prefixed elements are read, elements of other namespaces are passed over")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(read_sheet(a, "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main' xmlns:y='y'>"
                             "<x:sheetData><x:row r='1'><x:c r='A1' t='d'><x:v>2026-03-05</x:v></x:c>"
                             "<x:c r='B1' t='d'><x:v>2026-03-05T14:07:00Z</x:v></x:c><y:c r='C1'><y:v>no</y:v></y:c>"
                             "<x:c r='D1' t='d'><x:v>soon</x:v></x:c></x:row></x:sheetData></x:worksheet>", NULL).cells,
               "A1=2026/3/5 B1=2026-3-5 14:07 D1=soon");
    arena_free(a);
}

TEST("numbers take the formats of their styles, and text where a number should be stays text")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(read_sheet(a, SHEET("<row><c s='1'><v>46086</v></c><c s='2'><v>46082</v></c><c s='3'><v>1.5</v></c>"
                                   "<c s='77'><v>2</v></c><c s='4'><v>1.5</v></c><c><v>12ab</v></c><c t='b'><v>1</v></c>"
                                   "<c t='e'><v>#N/A</v></c><c s='1'><v>-3</v></c><c><v>1e400</v></c></row>"), NULL).cells,
               "A1=2026/3/5 B1=2026年3月 C1=1.5 D1=2 E1=36:00:00 F1=12ab G1=TRUE H1=#N/A I1=-3 J1=1e400");
    arena_free(a);
}

TEST("hidden rows are told: by themselves, by a height of zero, by default")
{
    struct arena *a = arena_new(64 << 20);
    CHECK_TEXT(read_sheet(a, SHEET("<row hidden='1'><c><v>1</v></c></row><row ht='0'><c><v>2</v></c></row>"
                                   "<row hidden='false'><c><v>3</v></c></row>"), NULL).cells,
               "A1=#1 A2=#2 A3=3");
    CHECK_TEXT(read_sheet(a, "<worksheet><sheetFormatPr zeroHeight='1'/><sheetData><row><c><v>1</v></c></row>"
                             "<row hidden='0'><c><v>2</v></c></row></sheetData></worksheet>", NULL).cells,
               "A1=#1 A2=2");
    arena_free(a);
}

TEST("merges are spread over their cells, down and across, and what they cover is not shown")
{
    struct arena *a = arena_new(64 << 20);
    const struct part_text parts[] = {
        {"xl/s.xml",
         "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='A2'><v>9</v></c><c r='D2'><v>2</v></c>"
         "</row><row r='3'><c r='B3'><v>3</v></c><c r='C3'><v>8</v></c></row><row r='9'><c r='A9'><v>7</v></c></row></sheetData>"
         "<mergeCells><mergeCell ref='B3:C4'/><mergeCell ref='A1:B2'/><mergeCell ref='C2'/><mergeCell ref='E2:E9'/>"
         "<mergeCell ref='B1:C1'/></mergeCells></worksheet>", 0}};
    char *bytes;
    size_t n;
    make_book(a, parts, 1, &bytes, &n);
    CHECK_TEXT(read_bytes(a, bytes, n, NULL, SHEET_SPREAD).cells,
               "A1=1 B1=1 A2=1 B2=1 D2=2 B3=3 C3=3 A9=7");
    arena_free(a);
}

TEST("sheets are found by name, blanks and case aside, and hidden ones are told")
{
    struct arena *a = arena_new(64 << 20);
    const struct part_text parts[] = {
        {"xl/workbook.xml", "<workbook xmlns:q='r'><workbookPr date1904='1'/><sheets><sheet name='Sheet 1' q:id='b'/>"
         "<sheet name='透 视' state='veryHidden' q:id='e'/><sheet name='chart' q:id='f'/></sheets></workbook>", 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS "<Relationship Id='b' Type='worksheet' Target='s.xml'/>"
         "<Relationship Id='e' Type='worksheet' Target='S2.XML'/><Relationship Id='f' Type='chartsheet' Target='c.xml'/>"
         "</Relationships>", 0},
        {"xl/s.xml", SHEET(""), 0}, {"xl\\s2.xml", SHEET("<row><c><v>0.5</v></c></row>"), 0}};
    char *bytes;
    size_t n;
    struct fault f = {0};
    struct workbook *w;
    make_book(a, parts, 4, &bytes, &n);
    REQUIRE(workbook_open_bytes(a, &f, bytes, n, NULL, &w) == OK);
    CHECK_INT(workbook_sheet_count(w), 2);
    CHECK_INT(workbook_sheet_find(w, "sheet1"), 0);
    CHECK_INT(workbook_sheet_find(w, " 透视"), 1);
    CHECK_INT(workbook_sheet_find(w, "chart"), -1);
    CHECK(!workbook_sheet_is_hidden(w, 0));
    CHECK(workbook_sheet_is_hidden(w, 1));
    CHECK(workbook_is_1904(w));
    CHECK_INT(workbook_format(w), SHEET_XLSX);
    workbook_free(w);
    arena_free(a);
}

TEST("archives of another kind are named for what they are")
{
    struct arena *a = arena_new(64 << 20);
    static const struct {
        const char *part, *says;
    } kinds[] = {{"xl/workbook.bin", "xlsb"}, {"mimetype", "ODF"}, {"word/document.xml", "a document"},
                 {"photo.jpg", "an archive"}};
    for (size_t i = 0; i < 4; i++) {
        const struct part_text parts[] = {{"_rels/.rels", RELATIONS "</Relationships>", 0}, {kinds[i].part, "x", 0},
                                          {"xl/workbook.xml", "x", 0}};
        char *bytes;
        size_t n;
        make_book(a, parts, 3, &bytes, &n);
        /* The usual workbook part is taken out of sight by its name. */
        for (char *at = bytes; at + 15 < bytes + n; at++)
            if (memcmp(at, "xl/workbook.xml", 15) == 0)
                at[0] = 'y';
        struct outcome o = read_bytes(a, bytes, n, NULL, SHEET_AS_IS);
        CHECK_INT(o.code, ERR_INPUT);
        if (!CHECK(strstr(o.says, kinds[i].says) != NULL))
            printf("  %s\n", o.says);
    }
    arena_free(a);
}

/* ---- attacks ---- */

static char *repeat(struct arena *a, const char *before, const char *unit, size_t times, const char *after)
{
    size_t n_before = strlen(before), n_unit = strlen(unit), n_after = strlen(after);
    char *text = arena_alloc(a, n_before + n_unit * times + n_after + 1);
    memcpy(text, before, n_before);
    for (size_t i = 0; i < times; i++)
        memcpy(text + n_before + i * n_unit, unit, n_unit);
    memcpy(text + n_before + times * n_unit, after, n_after);
    return text;
}

static void check_refused(const struct outcome *o, enum err code, const char *says)
{
    CHECK_INT(o->code, code);
    if (!CHECK(strstr(o->says, says) != NULL))
        printf("  %s\n", o->says);
}

TEST("a part that unpacks to hundreds of times the file is refused, be it blanks, cells or strings")
{
    struct arena *a = arena_new(512 << 20);
    char *blanks = repeat(a, "<worksheet>", "                ", 2 << 20, "<sheetData/></worksheet>");
    struct outcome o = read_sheet(a, blanks, NULL);
    check_refused(&o, ERR_LIMIT, "unpacks to too much: more than 16 MB");
    char *strings = repeat(a, "<sst>", "<si><t>aaaaaaaaaaaaaaaa</t></si>", 1 << 20, "</sst>");
    o = read_sheet(a, SHEET(""), strings);
    check_refused(&o, ERR_LIMIT, "unpacks to too much");
    arena_free(a);
}

TEST("the billion laughs, and any DOCTYPE, are refused before they are laughed")
{
    struct arena *a = arena_new(64 << 20);
    struct outcome o = read_sheet(a, "<!DOCTYPE lolz [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
                                     "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><worksheet><sheetData><row><c t='str'><v>&c;</v>"
                                     "</c></row></sheetData></worksheet>", NULL);
    check_refused(&o, ERR_INPUT, "DOCTYPE");
    o = read_sheet(a, SHEET("<row><c t='str'><v>&unknown;</v></c></row>"), NULL);
    check_refused(&o, ERR_INPUT, "damaged");
    arena_free(a);
}

TEST("deep nesting, endless tags and a sheet of a million columns are refused at their limits")
{
    struct arena *a = arena_new(256 << 20);
    struct outcome o = read_sheet(a, repeat(a, "<worksheet>", "<a>", 100000, ""), NULL);
    check_refused(&o, ERR_LIMIT, "Too many nested XML levels: the limit is 64");
    o = read_sheet(a, repeat(a, "<worksheet a='", "0123456789abcdef", 1 << 17, "'/>"), NULL);
    check_refused(&o, ERR_INPUT, "damaged");
    o = read_sheet(a, SHEET("<row><c r='BDWGO1'><v>1</v></c></row>"), NULL);
    check_refused(&o, ERR_LIMIT, "Too many columns: the limit is 16384");
    o = read_sheet(a, SHEET("<row><c r='ABCDEFGH1'><v>1</v></c></row>"), NULL);
    check_refused(&o, ERR_INPUT, "damaged");
    o = read_sheet(a, repeat(a, "<worksheet><sheetData><row>", "<c><v>1</v></c>", 20000, "</row></sheetData></worksheet>"), NULL);
    check_refused(&o, ERR_LIMIT, "Too many columns");
    o = read_sheet(a, SHEET("<row r='1048577'><c><v>1</v></c></row>"), NULL);
    check_refused(&o, ERR_LIMIT, "Too many rows: the limit is 1048576");
    o = read_sheet(a, SHEET("<row r='99999999999999999999'><c><v>1</v></c></row>"), NULL);
    check_refused(&o, ERR_INPUT, "damaged");
    o = read_sheet(a, SHEET("<row r='1048577'/><row r='2000000000'><c r='XFD2000000000' s='1'/></row>"), NULL);
    CHECK_INT(o.code, OK);
    arena_free(a);
}

TEST("more cells, sheets, strings, parts or merges than a stated limit are refused")
{
    struct arena *a = arena_new(64 << 20);
    const struct part_text parts[] = {
        {"xl/s.xml", SHEET("<row><c t='s'><v>0</v></c><c><v>1</v></c></row>"), 0},
        {"xl/t.xml", "<sst><si><t>abc</t></si><si><t>def</t></si></sst>", 0}};
    struct sheet_limits limits = sheet_limits_default;
    limits.cells = 1;
    struct outcome o = read_parts(a, parts, 2, &limits);
    check_refused(&o, ERR_LIMIT, "Too many cells: the limit is 1");
    limits = sheet_limits_default;
    limits.string_bytes = 7;
    o = read_parts(a, parts, 2, &limits);
    check_refused(&o, ERR_LIMIT, "bytes of text: the limit is 7");
    limits = sheet_limits_default;
    limits.entries = 3;
    o = read_parts(a, parts, 2, &limits);
    check_refused(&o, ERR_LIMIT, "parts of the archive: the limit is 3");
    limits = sheet_limits_default;
    limits.sheets = 0;
    o = read_parts(a, parts, 2, &limits);
    check_refused(&o, ERR_LIMIT, "Too many sheets");
    limits = sheet_limits_default;
    limits.cell_bytes = 2;
    o = read_parts(a, parts, 2, &limits);
    CHECK_INT(o.code, ERR_LIMIT);
    limits = sheet_limits_default;
    limits.formats = 4;
    o = read_parts(a, parts, 2, &limits);
    check_refused(&o, ERR_LIMIT, "Too many cell styles");

    char *bytes;
    size_t n;
    const struct part_text merged = {
        "xl/s.xml", repeat(a, "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells>",
                           "<mergeCell ref='A1:B1'/>", 10, "</mergeCells></worksheet>"), 0};
    make_book(a, &merged, 1, &bytes, &n);
    limits = sheet_limits_default;
    limits.merges = 9;
    o = read_bytes(a, bytes, n, &limits, SHEET_SPREAD);
    check_refused(&o, ERR_LIMIT, "Too many merged cells");
    arena_free(a);
}

TEST("merges that cover the whole sheet cost no more than the limit of cells")
{
    struct arena *a = arena_new(256 << 20);
    char *bytes;
    size_t n;
    const struct part_text merged = {
        "xl/s.xml", repeat(a, "<worksheet><sheetData>", "<row><c><v>1</v></c></row>", 100000,
                           "</sheetData><mergeCells><mergeCell ref='A1:ZZZ99999999'/></mergeCells></worksheet>"), 0};
    make_book(a, &merged, 1, &bytes, &n);
    struct sheet_limits limits = sheet_limits_default;
    limits.cells = 200000;
    struct outcome o = read_bytes(a, bytes, n, &limits, SHEET_SPREAD);
    check_refused(&o, ERR_LIMIT, "Too many cells");
    arena_free(a);
}

TEST("a cut file and a wrong checksum are told as damage; sizes that lie change nothing")
{
    struct arena *a = arena_new(256 << 20);
    char *bytes;
    size_t n;
    const struct part_text sheet = {
        "xl/s.xml", repeat(a, "<worksheet><sheetData>", "<row><c><v>123456</v></c></row>", 5000, "</sheetData></worksheet>"), 0};
    make_book(a, &sheet, 1, &bytes, &n);
    struct outcome whole = read_bytes(a, bytes, n, NULL, SHEET_AS_IS);
    for (size_t cut = 30; cut < n; cut += n / 37) {
        struct outcome o = read_bytes(a, bytes, cut, NULL, SHEET_AS_IS);
        CHECK(o.code == ERR_INPUT);
    }
    /* The sizes in the central directory and the local header, one after the other. */
    int lies = 0;
    for (size_t at = 0; at + 46 < n; at++) {
        bool central = memcmp(bytes + at, "PK\1\2", 4) == 0, local = memcmp(bytes + at, "PK\3\4", 4) == 0;
        size_t name_at = at + (central ? 46 : 30);
        if ((!central && !local) || name_at + 8 > n || memcmp(bytes + name_at, "xl/s.xml", 8) != 0)
            continue;
        char *lying = arena_text_n(a, bytes, n);
        size_t size_at = at + (central ? 24 : 22);
        memset(lying + size_at, 0, 4);
        lying[size_at] = 10;
        struct outcome o = read_bytes(a, lying, n, NULL, SHEET_AS_IS);
        CHECK(o.code == ERR_INPUT || strcmp(o.cells, whole.cells) == 0);
        memcpy(lying, bytes, n);
        lying[at + (central ? 16 : 14)] ^= 1;
        o = read_bytes(a, lying, n, NULL, SHEET_AS_IS);
        CHECK(o.code == ERR_INPUT || local);
        lies++;
    }
    CHECK_INT(lies, 2);
    arena_free(a);
}

/* ---- whatever fails, nothing is torn ---- */

static const struct part_text small_sheet[] = {
    {"xl/s.xml", "<worksheet><cols><col min='2' max='3' hidden='1'/></cols><sheetData><row><c t='s'><v>0</v></c>"
     "<c t='inlineStr'><is><t>b</t></is></c></row><row><c s='1'><v>46086</v></c></row></sheetData>"
     "<mergeCells><mergeCell ref='A1:A2'/></mergeCells></worksheet>", 0},
    {"xl/t.xml", "<sst><si><t>a</t></si></sst>", 0}};

TEST("whichever allocation fails, reading says so or gives the same answer")
{
    struct arena *maker = arena_new(16 << 20);
    char *bytes;
    size_t n;
    make_book(maker, small_sheet, 2, &bytes, &n);
    struct arena *a = arena_new(16 << 20);
    arena_fail_nth(0);
    struct outcome whole = read_bytes(a, bytes, n, NULL, SHEET_SPREAD);
    size_t made = arena_fail_nth(0);
    CHECK_INT(whole.code, OK);
    CHECK_TEXT(whole.cells, "A1=a B1=b A2=a");
    for (size_t i = 1; i <= made; i++) {
        struct arena *short_of_memory = arena_new(16 << 20);
        arena_fail_nth(i);
        struct outcome o = read_bytes(short_of_memory, bytes, n, NULL, SHEET_SPREAD);
        arena_fail_nth(0);
        CHECK(o.code == ERR_MEMORY || arena_failed(short_of_memory) || strcmp(o.cells, whole.cells) == 0);
        arena_free(short_of_memory);
    }
    arena_free(a);
    arena_free(maker);
}

TEST("files with flipped bytes are read or refused, never worse")
{
    struct arena *maker = arena_new(16 << 20);
    char *bytes;
    size_t n;
    make_book(maker, small_sheet, 2, &bytes, &n);
    uint64_t random = test_seed();
    int refused = 0;
    for (int round = 0; round < test_rounds(300, 20000); round++) {
        struct arena *a = arena_new(64 << 20);
        char *flipped = arena_text_n(a, bytes, n);
        for (int i = 0; i < 3; i++)
            flipped[test_random(&random) % n] ^= (char)(1 << test_random(&random) % 8);
        struct outcome o = read_bytes(a, flipped, n, NULL, SHEET_SPREAD);
        refused += o.code != OK;
        CHECK(o.code == OK || o.says[0]);
        arena_free(a);
    }
    CHECK(refused > 0);
    arena_free(maker);
}
