/* What a file is, by its first bytes. */
#include "features/attachment/attachment.h"

#include "base/utf8.h"

#include <string.h>

static const struct {
    const char *begin;
    size_t n;
    const char *media_type; /* NULL: a program, not kept */
} signatures[] = {
    {"%PDF-", 5, "application/pdf"},
    {"\x89PNG\r\n\x1a\n", 8, "image/png"},
    {"\xff\xd8\xff", 3, "image/jpeg"},
    {"GIF8", 4, "image/gif"},
    {"BM", 2, "image/bmp"},
    {"PK\x03\x04", 4, "application/zip"},                                 /* also docx, xlsx, ofd, wps */
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/x-ole-storage"}, /* doc, xls, wps, et */
    {"Rar!\x1a\x07", 6, "application/vnd.rar"},
    {"7z\xbc\xaf\x27\x1c", 6, "application/x-7z-compressed"},
    {"MZ", 2, NULL},
    {"\x7f"
     "ELF",
     4, NULL},
    {"#!", 2, NULL},
    {"\xca\xfe\xba\xbe", 4, NULL},
};

const char *attachment_sniff(const void *bytes, size_t n_bytes)
{
    static const size_t text_looked_at = 4096;
    const char *text = bytes;
    for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
        if (n_bytes >= signatures[i].n && memcmp(bytes, signatures[i].begin, signatures[i].n) == 0)
            return signatures[i].media_type;
    if (n_bytes >= 12 && memcmp(text, "RIFF", 4) == 0 && memcmp(text + 8, "WEBP", 4) == 0)
        return "image/webp";
    if (n_bytes >= 12 && memcmp(text + 4, "ftyp", 4) == 0)
        return "video/mp4";
    size_t n = n_bytes < text_looked_at ? n_bytes : text_looked_at;
    return !memchr(text, '\0', n) && encoding_guess(text, n) == ENCODING_UTF8 && utf8_is_valid(text, n)
               ? "text/plain"
               : "application/octet-stream";
}
