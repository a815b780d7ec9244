/* Parts of an xlsx: what the workbook is made of, its strings and formats.
 * ECMA-376 part 1, 12 and 18; strict files differ in namespaces alone, which
 * are not looked at. */
#include "document/xlsx.h"

#include "base/buf.h"
#include "document.texts.h"
#include "document/sniff.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- relations between parts ---- */

struct relation {
    const char *id, *type, *target; /* type: its last word; target: the part's name */
};

struct relations {
    struct workbook *workbook;
    const char *folder; /* of the part that they belong to, with its slash, or "" */
    struct relation *relations;
    size_t n, capacity;
};

static const char *last_word(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* "worksheets/sheet1.xml" below "xl/", "../a.xml", "/xl/a.xml". */
static const char *resolve(struct arena *a, const char *folder, const char *target)
{
    if (target[0] == '/')
        return target + 1;
    size_t n = strlen(folder);
    while (strncmp(target, "../", 3) == 0 || strncmp(target, "./", 2) == 0) {
        bool up = target[1] == '.';
        target += up ? 3 : 2;
        if (up && n)
            n--;
        while (up && n && folder[n - 1] != '/')
            n--;
    }
    return arena_printf(a, "%.*s%s", (int)n, folder, target);
}

static void relation_begin(void *own, const char *name, const char **attributes)
{
    struct relations *all = own;
    struct workbook *w = all->workbook;
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"),
               *target = xml_attribute(attributes, "Target"), *mode = xml_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target || (mode && strcmp(mode, "External") == 0))
        return;
    if (!arena_grow(w->arena, &all->relations, all->n, &all->capacity)) {
        sheet_out_of_memory(w);
        return;
    }
    all->relations[all->n++] = (struct relation){
        arena_text(w->arena, id), arena_text(w->arena, last_word(type)), resolve(w->arena, all->folder,
                                                                                 arena_text(w->arena, target))};
}

static void ignore_end(void *own, const char *name)
{
    (void)own, (void)name;
}

static enum err read_relations(struct workbook *w, const char *part, struct relations *ret_relations)
{
    static const struct xml_handlers handlers = {relation_begin, ignore_end, NULL};
    struct xlsx *x = w->own;
    const char *file = last_word(part);
    *ret_relations = (struct relations){
        .workbook = w, .folder = arena_text_n(w->arena, part, (size_t)(file - part))};
    int64_t found = archive_find(x->archive, arena_printf(w->arena, "%s_rels/%s.rels", ret_relations->folder, file));
    return found < 0 ? OK : xml_read(x->archive, found, &handlers, ret_relations);
}

static const struct relation *relation_of_type(const struct relations *all, const char *type)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->relations[i].type, type) == 0)
            return &all->relations[i];
    return NULL;
}

static const struct relation *relation_by_id(const struct relations *all, const char *id)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->relations[i].id, id) == 0)
            return &all->relations[i];
    return NULL;
}

/* ---- the workbook part ---- */

struct sheet_list {
    struct workbook *workbook;
    const struct relations *relations;
};

static void add_sheet(struct sheet_list *list, const char **attributes)
{
    struct workbook *w = list->workbook;
    struct xlsx *x = w->own;
    const char *name = xml_attribute(attributes, "name"), *state = xml_attribute(attributes, "state");
    const char *id = xml_local_attribute(attributes, "id");
    const struct relation *to = id ? relation_by_id(list->relations, id) : NULL;
    if (!name || !to) {
        sheet_damaged(w, "workbook.xml");
        return;
    }
    if (strcmp(to->type, "worksheet") != 0)
        return;
    int64_t part = archive_find(x->archive, to->target);
    if (part < 0)
        sheet_damaged(w, to->target);
    else
        workbook_add_sheet(w, name, state && strcmp(state, "visible") != 0, part);
}

static void workbook_begin(void *own, const char *name, const char **attributes)
{
    struct sheet_list *list = own;
    if (strcmp(name, "sheet") == 0)
        add_sheet(list, attributes);
    else if (strcmp(name, "workbookPr") == 0)
        list->workbook->is_1904 = xml_is_true(xml_attribute(attributes, "date1904"));
}

/* An archive without a workbook is something else; say what. */
static enum err refuse_other(struct workbook *w)
{
    const struct archive *ar = ((struct xlsx *)w->own)->archive;
    if (archive_find(ar, "xl/workbook.bin") >= 0)
        return fault(w->fault, ERR_INPUT, &T_sheet_binary_workbook);
    if (archive_find(ar, "mimetype") >= 0)
        return fault(w->fault, ERR_INPUT, &T_sheet_open_document);
    if (archive_find(ar, "word/document.xml") >= 0 || archive_find(ar, "ppt/presentation.xml") >= 0)
        return sheet_other_kind(w, &T_sheet_kind_word);
    return sheet_other_kind(w, &T_sheet_kind_archive);
}

static int64_t related_part(const struct archive *ar, const struct relations *all, const char *type)
{
    const struct relation *to = relation_of_type(all, type);
    return to ? archive_find(ar, to->target) : -1;
}

static enum err xlsx_open(struct workbook *w)
{
    static const struct xml_handlers handlers = {workbook_begin, ignore_end, NULL};
    struct xlsx *x = arena_one(w->arena, struct xlsx);
    if (!x)
        return sheet_out_of_memory(w);
    w->own = x;
    TRY(archive_open(w, &x->archive));
    struct relations root, inner;
    TRY(read_relations(w, "", &root));
    const struct relation *document = relation_of_type(&root, "officeDocument");
    const char *name = document ? document->target : "xl/workbook.xml";
    int64_t part = archive_find(x->archive, name);
    if (part < 0 || strcmp(last_word(name), "workbook.bin") == 0 || archive_find(x->archive, "word/document.xml") >= 0 ||
        archive_find(x->archive, "ppt/presentation.xml") >= 0)
        return refuse_other(w);
    TRY(read_relations(w, name, &inner));
    x->strings_part = related_part(x->archive, &inner, "sharedStrings");
    x->styles_part = related_part(x->archive, &inner, "styles");
    struct sheet_list list = {.workbook = w, .relations = &inner};
    return xml_read(x->archive, part, &handlers, &list);
}

static void xlsx_close(struct workbook *w)
{
    struct xlsx *x = w->own;
    if (x)
        archive_close(x->archive);
}

/* ---- texts ---- */

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character of "_x000D_", or -1. */
static int32_t escaped_character(const char *at, size_t n)
{
    if (n < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_')
        return -1;
    int32_t character = 0;
    for (int i = 2; i < 6; i++) {
        if (hex_value(at[i]) < 0)
            return -1;
        character = character * 16 + hex_value(at[i]);
    }
    return character;
}

static size_t put_character(char *to, int32_t character)
{
    if (character == 0)
        return 0;
    bool is_surrogate = character >= 0xD800 && character < 0xE000;
    return utf8_encode(is_surrogate ? 0xFFFD : (uint32_t)character, to);
}

/* \r\n and \r become \n. */
static size_t join_line_ends(char *text, size_t n)
{
    size_t to = 0;
    for (size_t at = 0; at < n; at++) {
        if (text[at] == '\r' && at + 1 < n && text[at + 1] == '\n')
            continue;
        text[to++] = text[at] == '\r' ? '\n' : text[at];
    }
    return to;
}

size_t xlsx_unescape(char *text, size_t n)
{
    size_t to = 0;
    bool has_return = memchr(text, '\r', n) != NULL;
    for (size_t at = 0; at < n;) {
        int32_t character = text[at] == '_' ? escaped_character(text + at, n - at) : -1;
        if (character < 0) {
            text[to++] = text[at++];
            continue;
        }
        has_return |= character == '\r';
        to += put_character(text + to, character);
        at += 7;
    }
    return has_return ? join_line_ends(text, to) : to;
}

/* ---- shared strings ---- */

struct string_reading {
    struct workbook *workbook;
    struct buf text;
    bool is_in_text, is_in_phonetic;
};

static void string_begin(void *own, const char *name, const char **attributes)
{
    (void)attributes;
    struct string_reading *r = own;
    if (strcmp(name, "si") == 0)
        buf_clear(&r->text);
    else if (strcmp(name, "rPh") == 0)
        r->is_in_phonetic = true;
    else if (strcmp(name, "t") == 0)
        r->is_in_text = !r->is_in_phonetic;
}

static void string_text(void *own, const char *text, size_t n)
{
    struct string_reading *r = own;
    if (r->is_in_text)
        buf_add(&r->text, text, n);
}

static void keep_string(struct string_reading *r)
{
    struct workbook *w = r->workbook;
    struct xlsx *x = w->own;
    if (buf_failed(&r->text)) {
        sheet_too_many(w, &T_sheet_string_bytes, w->limits->cell_bytes);
        return;
    }
    size_t n = r->text.n ? xlsx_unescape(r->text.bytes, r->text.n) : 0;
    x->string_bytes += (int64_t)n + 1;
    if (x->string_bytes > w->limits->string_bytes) {
        sheet_too_many(w, &T_sheet_string_bytes, w->limits->string_bytes);
        return;
    }
    if (!arena_grow(w->arena, &x->strings, x->n_strings, &x->strings_capacity)) {
        sheet_out_of_memory(w);
        return;
    }
    x->strings[x->n_strings++] = arena_text_n(w->arena, buf_string(&r->text), n);
}

static void string_end(void *own, const char *name)
{
    struct string_reading *r = own;
    if (strcmp(name, "t") == 0)
        r->is_in_text = false;
    else if (strcmp(name, "rPh") == 0)
        r->is_in_phonetic = false;
    else if (strcmp(name, "si") == 0)
        keep_string(r);
}

static enum err read_strings(struct workbook *w)
{
    static const struct xml_handlers handlers = {string_begin, string_end, string_text};
    struct xlsx *x = w->own;
    if (x->strings_part < 0)
        return OK;
    struct string_reading reading = {.workbook = w};
    buf_init(&reading.text, (size_t)w->limits->cell_bytes);
    enum err e = xml_read(x->archive, x->strings_part, &handlers, &reading);
    buf_release(&reading.text);
    return e == OK && arena_failed(w->arena) ? sheet_out_of_memory(w) : e;
}

/* ---- styles ---- */

/* Distinct number formats; the office programs allow some 250. */
enum { NUMBER_FORMATS_MAX = 4096 };

struct style_reading {
    struct workbook *workbook;
    bool is_in_cell_styles;
};

static int32_t find_format(const struct xlsx *x, int id)
{
    for (size_t i = 0; i < x->n_formats; i++)
        if (x->formats[i].id == id)
            return (int32_t)i;
    return -1;
}

static int32_t add_format(struct workbook *w, int id, const char *code)
{
    struct xlsx *x = w->own;
    if (x->n_formats >= NUMBER_FORMATS_MAX) {
        sheet_too_many(w, &T_sheet_formats, NUMBER_FORMATS_MAX);
        return -1;
    }
    if (!arena_grow(w->arena, &x->formats, x->n_formats, &x->formats_capacity)) {
        sheet_out_of_memory(w);
        return -1;
    }
    x->formats[x->n_formats] = (struct xlsx_format){.id = id, .code = arena_text(w->arena, code)};
    return (int32_t)x->n_formats++;
}

static int number_attribute(const char **attributes, const char *name)
{
    const char *text = xml_attribute(attributes, name);
    long number = text ? strtol(text, NULL, 10) : 0;
    return number < 0 || number > INT_MAX ? 0 : (int)number;
}

static void add_style(struct workbook *w, int id)
{
    struct xlsx *x = w->own;
    if (x->n_styles >= (size_t)w->limits->formats) {
        sheet_too_many(w, &T_sheet_formats, w->limits->formats);
        return;
    }
    int32_t place = find_format(x, id);
    if (place < 0)
        place = add_format(w, id, number_format_builtin(id) ? number_format_builtin(id) : "General");
    if (place < 0)
        return;
    if (!arena_grow(w->arena, &x->styles, x->n_styles, &x->styles_capacity)) {
        sheet_out_of_memory(w);
        return;
    }
    x->styles[x->n_styles++] = place;
}

static void style_begin(void *own, const char *name, const char **attributes)
{
    struct style_reading *r = own;
    struct xlsx *x = r->workbook->own;
    if (strcmp(name, "numFmt") == 0) {
        int id = number_attribute(attributes, "numFmtId");
        const char *code = xml_attribute(attributes, "formatCode");
        if (code && find_format(x, id) < 0)
            add_format(r->workbook, id, code);
    } else if (strcmp(name, "cellXfs") == 0) {
        r->is_in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && r->is_in_cell_styles) {
        add_style(r->workbook, number_attribute(attributes, "numFmtId"));
    }
}

static void style_end(void *own, const char *name)
{
    struct style_reading *r = own;
    if (strcmp(name, "cellXfs") == 0)
        r->is_in_cell_styles = false;
}

static enum err read_styles(struct workbook *w)
{
    static const struct xml_handlers handlers = {style_begin, style_end, NULL};
    struct xlsx *x = w->own;
    struct style_reading reading = {.workbook = w};
    return x->styles_part < 0 ? OK : xml_read(x->archive, x->styles_part, &handlers, &reading);
}

enum err xlsx_load_tables(struct workbook *w)
{
    struct xlsx *x = w->own;
    if (x->has_tables)
        return OK;
    if (add_format(w, 0, "General") < 0)
        return w->fault->code;
    TRY(read_strings(w));
    TRY(read_styles(w));
    x->has_tables = true;
    return OK;
}

const struct number_format *xlsx_format(struct workbook *w, int64_t style)
{
    struct xlsx *x = w->own;
    int32_t place = style >= 0 && style < (int64_t)x->n_styles ? x->styles[style] : 0;
    struct xlsx_format *format = &x->formats[place];
    if (!format->compiled)
        format->compiled = number_format_compile(w->arena, format->code);
    return format->compiled;
}

const struct sheet_reader xlsx_reader = {
    .open = xlsx_open,
    .close = xlsx_close,
    .layout = xlsx_layout,
    .rows_begin = xlsx_rows_begin,
    .rows_next = xlsx_rows_next,
    .rows_end = xlsx_rows_end,
};
