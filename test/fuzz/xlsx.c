/* An xlsx: as it stands, or made of the parts that the input holds, divided by
 * \x01, since no fuzzer guesses a checksum: the first byte says which.  The
 * parts are sheet, strings, styles, workbook, relations; an empty one is the
 * usual. */
#include "fuzz/fuzz.h"
#include "fuzz/sheets.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 6, DIVIDER = 1 };

static const struct {
    const char *name, *usual;
} parts[PARTS] = {
    {"xl/s.xml", "<worksheet/>"},
    {"xl/t.xml", "<sst/>"},
    {"xl/u.xml", "<styleSheet/>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name='s' r:id='b'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='b' Type='worksheet' Target='s.xml'/>"
     "<Relationship Id='c' Type='sharedStrings' Target='t.xml'/><Relationship Id='d' Type='styles' Target='u.xml'/>"
     "</Relationships>"},
    {"_rels/.rels", "<Relationships><Relationship Id='a' Type='officeDocument' Target='xl/workbook.xml'/></Relationships>"},
};

struct archive_bytes {
    uint8_t *bytes;
    size_t n;
};

static uint32_t checksum(const uint8_t *bytes, size_t n)
{
    uint32_t crc = ~UINT32_C(0);
    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static void put(struct archive_bytes *to, const void *bytes, size_t n)
{
    memcpy(to->bytes + to->n, bytes, n);
    to->n += n;
}

static void put_number(struct archive_bytes *to, uint64_t number, int n)
{
    for (int i = 0; i < n; i++)
        to->bytes[to->n++] = (uint8_t)(number >> (8 * i));
}

/* What local and central headers share: stored, no date. */
static void put_header(struct archive_bytes *to, const uint8_t *bytes, size_t n, const char *name)
{
    put_number(to, 20, 2);
    put_number(to, 0, 2 + 2 + 4);
    put_number(to, checksum(bytes, n), 4);
    put_number(to, (uint32_t)n, 4);
    put_number(to, (uint32_t)n, 4);
    put_number(to, (uint32_t)strlen(name), 2);
    put_number(to, 0, 2);
}

static struct archive_bytes make_archive(const uint8_t *contents[PARTS], const size_t sizes[PARTS], size_t total)
{
    struct archive_bytes zip = {.bytes = malloc(total + 4096)};
    uint32_t offsets[PARTS];
    if (!zip.bytes)
        abort();
    for (int i = 0; i < PARTS; i++) {
        offsets[i] = (uint32_t)zip.n;
        put(&zip, "PK\3\4", 4);
        put_header(&zip, contents[i], sizes[i], parts[i].name);
        put(&zip, parts[i].name, strlen(parts[i].name));
        put(&zip, contents[i], sizes[i]);
    }
    uint32_t directory = (uint32_t)zip.n;
    for (int i = 0; i < PARTS; i++) {
        put(&zip, "PK\1\2\x14\0", 6);
        put_header(&zip, contents[i], sizes[i], parts[i].name);
        put_number(&zip, 0, 4);
        put_number(&zip, 0, 2 + 4);
        put_number(&zip, offsets[i], 4);
        put(&zip, parts[i].name, strlen(parts[i].name));
    }
    uint32_t directory_bytes = (uint32_t)zip.n - directory;
    put(&zip, "PK\5\6\0\0\0\0", 8);
    put_number(&zip, PARTS, 2);
    put_number(&zip, PARTS, 2);
    put_number(&zip, directory_bytes, 4);
    put_number(&zip, directory, 4);
    put_number(&zip, 0, 2);
    return zip;
}

void fuzz_xlsx(const uint8_t *bytes, size_t n)
{
    if (n < 1)
        return;
    if (bytes[0] != DIVIDER) {
        fuzz_sheets(bytes, n);
        return;
    }
    const uint8_t *contents[PARTS], *at = bytes + 1, *end = bytes + n;
    size_t sizes[PARTS], total = 0;
    for (int i = 0; i < PARTS; i++) {
        const uint8_t *stop = at < end ? memchr(at, DIVIDER, (size_t)(end - at)) : NULL;
        stop = stop ? stop : end;
        sizes[i] = (size_t)(stop - at);
        contents[i] = at;
        if (sizes[i] == 0) {
            contents[i] = (const uint8_t *)parts[i].usual;
            sizes[i] = strlen(parts[i].usual);
        }
        total += sizes[i];
        at = stop < end ? stop + 1 : end;
    }
    struct archive_bytes zip = make_archive(contents, sizes, total);
    fuzz_sheets(zip.bytes, zip.n);
    free(zip.bytes);
}
