#include "document/sniff.h"

#include "document.texts.h"

#include <string.h>

enum { SNIFF_BYTES = 4096 };

static bool begins(const char *at, size_t n, const char *with, size_t n_with)
{
    return n >= n_with && memcmp(at, with, n_with) == 0;
}
#define BEGINS(at, n, literal) begins((at), (n), (literal), sizeof(literal) - 1)

enum err sheet_other_kind(struct workbook *w, const struct text *kind)
{
    if (w->fault->code != OK)
        return w->fault->code;
    w->fault->code = ERR_INPUT;
    w->fault->says = &T_sheet_other_kind;
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        const char *args[] = {text_in(kind, (enum language)l)};
        text_format_into(w->fault->words[l], FAULT_WORDS_BYTES, &T_sheet_other_kind, (enum language)l, args, 1);
    }
    return ERR_INPUT;
}

static bool is_markup(const char *at, size_t n)
{
    if (BEGINS(at, n, "\xEF\xBB\xBF")) {
        at += 3;
        n -= 3;
    }
    while (n && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
        at++;
        n--;
    }
    static const char *const starts[] = {"<?xml", "<html", "<!doctype", "<table", "<head", "<meta", "<style"};
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (n >= strlen(starts[i]) && strncasecmp(at, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static bool is_picture(const char *at, size_t n)
{
    return BEGINS(at, n, "\x89PNG") || BEGINS(at, n, "\xFF\xD8\xFF") || BEGINS(at, n, "GIF8");
}

static bool is_packed(const char *at, size_t n)
{
    return BEGINS(at, n, "Rar!") || BEGINS(at, n, "7z\xBC\xAF\x27\x1C") || BEGINS(at, n, "\x1F\x8B");
}

/* A BIFF stream without its compound file: Excel 2 to 4, and some old programs. */
static bool is_bare_biff(const char *at, size_t n)
{
    return n >= 4 && at[0] == 0x09 && (at[1] == 0x00 || at[1] == 0x02 || at[1] == 0x04 || at[1] == 0x08) &&
           at[3] == 0x00;
}

static void take(struct workbook *w, enum sheet_format format, const struct sheet_reader *reader)
{
    w->format = format;
    w->reader = reader;
}

enum err workbook_sniff(struct workbook *w)
{
    char head[SNIFF_BYTES];
    int64_t got = source_read(&w->source, 0, head, sizeof(head));
    if (got < 0)
        return fault(w->fault, ERR_STORAGE, &T_sheet_read_failed);
    size_t n = (size_t)got;
    if (BEGINS(head, n, "PK\x03\x04") || BEGINS(head, n, "PK\x05\x06"))
        take(w, SHEET_XLSX, &xlsx_reader);
    else if (BEGINS(head, n, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
        take(w, SHEET_XLS, &xls_reader);
    else if (is_bare_biff(head, n))
        return fault(w->fault, ERR_INPUT, &T_sheet_too_old);
    else if (BEGINS(head, n, "%PDF"))
        return sheet_other_kind(w, &T_sheet_kind_pdf);
    else if (is_picture(head, n))
        return sheet_other_kind(w, &T_sheet_kind_picture);
    else if (is_packed(head, n))
        return sheet_other_kind(w, &T_sheet_kind_archive);
    else if (is_markup(head, n))
        return fault(w->fault, ERR_INPUT, &T_sheet_web_page);
    else
        take(w, SHEET_CSV, &csv_reader);
    return OK;
}
