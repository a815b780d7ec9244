#include "web/multipart.h"

#include "base/utf8.h"
#include "web.texts.h"

#include <string.h>
#include <strings.h>

enum { BOUNDARY_BYTES_MAX = 70 };

struct reader {
    struct arena *arena;
    struct fault *fault;
    const char *at, *end;
    char delimiter[BOUNDARY_BYTES_MAX + 5]; /* CRLF -- boundary */
    size_t delimiter_n;
};

struct part {
    const char *name, *filename, *content_type; /* filename NULL: a field */
    const char *bytes;
    size_t n_bytes;
};

static enum err malformed(struct reader *r)
{
    return fault(r->fault, ERR_USAGE, &T_web_bad_multipart);
}

/* ;name=value or ;name="value" of a header; NULL when it is not there or not closed. */
static const char *parameter(struct arena *a, const char *header, const char *name)
{
    size_t name_n = strlen(name);
    for (const char *at = strchr(header, ';'); at; at = strchr(at, ';')) {
        at += 1 + strspn(at + 1, " \t");
        bool here = strncasecmp(at, name, name_n) == 0 && at[name_n] == '=';
        at += strcspn(at, "=;");
        if (*at != '=')
            continue;
        at++;
        size_t n = *at == '"' ? strcspn(at + 1, "\"") : strcspn(at, "; \t");
        if (*at == '"' && at[1 + n] != '"')
            return NULL;
        if (here)
            return arena_text_n(a, at + (*at == '"'), n);
        at += n + (*at == '"' ? 2 : 0);
    }
    return NULL;
}

/* Browsers write a quote and line ends in a name as escapes. */
static const char *unescaped(struct arena *a, const char *name)
{
    char *out = arena_text(a, name), *to = out;
    for (const char *at = out; *at;) {
        bool escaped =
            strncasecmp(at, "%22", 3) == 0 || strncasecmp(at, "%0D", 3) == 0 || strncasecmp(at, "%0A", 3) == 0;
        *to++ = !escaped ? *at : at[1] == '2' ? '"' : ' ';
        at += escaped ? 3 : 1;
    }
    *to = '\0';
    return out;
}

/* The last part of a path of either kind, without control characters. */
static const char *file_part(struct arena *a, const char *filename)
{
    const char *last = filename;
    for (const char *at = filename; *at; at++)
        if (*at == '/' || *at == '\\')
            last = at + 1;
    return utf8_tidy(a, last, false);
}

static enum err read_header_line(struct reader *r, const char *line, struct part *part)
{
    static const char disposition[] = "Content-Disposition:", type[] = "Content-Type:";
    if (strncasecmp(line, disposition, sizeof(disposition) - 1) == 0) {
        const char *name = parameter(r->arena, line, "name"), *filename = parameter(r->arena, line, "filename");
        if (!name || !strcasestr(line, "form-data"))
            return malformed(r);
        part->name = unescaped(r->arena, name);
        part->filename = filename ? file_part(r->arena, unescaped(r->arena, filename)) : NULL;
    } else if (strncasecmp(line, type, sizeof(type) - 1) == 0) {
        line += sizeof(type) - 1;
        part->content_type = arena_text(r->arena, line + strspn(line, " \t"));
    }
    return OK;
}

static enum err read_head(struct reader *r, struct part *part)
{
    const char *limit = r->end - r->at > MULTIPART_HEAD_BYTES_MAX ? r->at + MULTIPART_HEAD_BYTES_MAX : r->end;
    for (;;) {
        const char *stop = memmem(r->at, (size_t)(limit - r->at), "\r\n", 2);
        if (!stop)
            return malformed(r);
        size_t n = (size_t)(stop - r->at);
        if (memchr(r->at, '\0', n) || !utf8_is_valid(r->at, n))
            return malformed(r);
        const char *line = arena_text_n(r->arena, r->at, n);
        r->at = stop + 2;
        if (n == 0)
            return part->name ? OK : malformed(r);
        TRY(read_header_line(r, line, part));
    }
}

/* After the delimiter: CRLF and another part, or -- and the end. */
static enum err read_part(struct reader *r, struct part *part, bool *ret_last)
{
    *part = (struct part){.content_type = ""};
    if (r->end - r->at >= 2 && memcmp(r->at, "--", 2) == 0) {
        *ret_last = true;
        return OK;
    }
    if (r->end - r->at < 2 || memcmp(r->at, "\r\n", 2) != 0)
        return malformed(r);
    r->at += 2;
    TRY(read_head(r, part));
    /* The line end that closes the head may be the one that opens the delimiter: an empty part. */
    const char *from = r->at - 2;
    const char *stop = memmem(from, (size_t)(r->end - from), r->delimiter, r->delimiter_n);
    if (!stop)
        return malformed(r);
    part->bytes = r->at;
    part->n_bytes = stop < r->at ? 0 : (size_t)(stop - r->at);
    r->at = stop + r->delimiter_n;
    *ret_last = false;
    return OK;
}

static enum err begin(struct reader *r, const char *content_type)
{
    const char *boundary = parameter(r->arena, content_type, "boundary");
    size_t n = boundary ? strlen(boundary) : 0;
    if (n == 0 || n > BOUNDARY_BYTES_MAX)
        return malformed(r);
    memcpy(r->delimiter, "\r\n--", 4);
    memcpy(r->delimiter + 4, boundary, n);
    r->delimiter_n = n + 4;
    if ((size_t)(r->end - r->at) < n + 2 || memcmp(r->at, r->delimiter + 2, n + 2) != 0)
        return malformed(r);
    r->at += n + 2;
    return OK;
}

static enum err keep_field(struct reader *r, const struct part *part, struct pairs *fields)
{
    if (part->n_bytes > MULTIPART_VALUE_BYTES_MAX)
        return fault(r->fault, ERR_LIMIT, &T_web_value_too_long, part->name);
    if (memchr(part->bytes, '\0', part->n_bytes) || !utf8_is_valid(part->bytes, part->n_bytes))
        return malformed(r);
    if (!pairs_add(r->arena, fields, part->name, arena_text_n(r->arena, part->bytes, part->n_bytes)))
        return fault(r->fault, ERR_LIMIT, &T_web_too_many_parts);
    return OK;
}

enum err multipart_parse(struct arena *a, struct fault *f, const char *content_type, const char *body, size_t n,
                         struct pairs *fields, struct upload **ret_uploads, size_t *ret_n_uploads)
{
    struct reader r = {.arena = a, .fault = f, .at = body, .end = body + n};
    size_t capacity = 0, parts = 0;
    *ret_uploads = NULL;
    *ret_n_uploads = 0;
    TRY(begin(&r, content_type));
    for (;;) {
        struct part part;
        bool last = false;
        TRY(read_part(&r, &part, &last));
        if (last)
            return arena_failed(a) ? fault(f, ERR_MEMORY, &T_web_no_memory) : OK;
        if (++parts > MULTIPART_PARTS_MAX)
            return fault(f, ERR_LIMIT, &T_web_too_many_parts);
        if (!part.filename) {
            TRY(keep_field(&r, &part, fields));
            continue;
        }
        if (!arena_grow(a, ret_uploads, *ret_n_uploads, &capacity))
            return fault(f, ERR_MEMORY, &T_web_no_memory);
        (*ret_uploads)[(*ret_n_uploads)++] =
            (struct upload){part.name, part.filename, part.content_type, part.bytes, part.n_bytes};
    }
}
