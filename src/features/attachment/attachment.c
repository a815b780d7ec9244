/* Adding, listing, fetching and removing files beside records. */
#include "features/attachment/attachment.h"

#include "attachment.queries.h"
#include "attachment.texts.h"
#include "base/utf8.h"
#include "features/attachment/pages.h"
#include "features/generic/generic.h"
#include "record/list.h"
#include "store/sm3.h"
#include "web/request.h"
#include "web/response.h"

#include <inttypes.h>
#include <string.h>

enum { PIECE_BYTES = 256 * 1024, NAME_CHARACTERS_MAX = 200 };

static const struct kind *attachment_kind_of(const struct op *op)
{
    return kinds_find(op->kinds, "attachment");
}

/* ---- listing ---- */

static enum err take_row(const struct list_page *page, size_t i, struct attachment *a)
{
    const struct list_cell *cells = page->rows[i].cells;
    *a = (struct attachment){
        .id = page->rows[i].id,
        .name = cells[0].value.text,
        .media_type = cells[1].value.text,
        .size_bytes = cells[2].value.integer,
        .added_us = cells[3].value.integer,
    };
    return OK;
}

enum err attachments_of(struct op *op, const struct record *about, struct attachment **ret_list, size_t *ret_n)
{
    static const char *const columns[] = {"name", "media_type", "size_bytes", "changed"};
    struct list_query q = {.kind = attachment_kind_of(op), .columns = columns, .n_columns = 4};
    struct list_page page;
    struct filter *kind, *id;
    q.limit = ATTACHMENTS_LISTED;
    *ret_n = 0;
    TRY(filter_condition(op, q.kind, "about_kind", "=", about->kind->id, &kind));
    TRY(filter_condition(op, q.kind, "about", "=", arena_printf(op->arena, "%" PRId64, about->id), &id));
    q.filter = filter_and(op->arena, kind, id);
    TRY(list_run(op, &q, &page));
    *ret_list = arena_array(op->arena, page.n + 1, struct attachment);
    if (!*ret_list)
        return fault(op->fault, ERR_MEMORY, &T_attachment_memory);
    for (size_t i = 0; i < page.n; i++)
        TRY(take_row(&page, i, &(*ret_list)[i]));
    *ret_n = page.n;
    return OK;
}

/* ---- adding ---- */

struct adding {
    const struct record *about;
    const char *name, *media_type, *digest;
    const unsigned char *bytes;
    size_t n_bytes;
};

static enum err put_bytes(struct op *op, const struct adding *a)
{
    struct attachment_has_row there;
    bool found;
    TRY(store_lock(op, a->digest));
    TRY(attachment_has(op, a->digest, &there, &found));
    if (found && there.pieces_n)
        return OK;
    int64_t piece = 0;
    for (size_t at = 0; at < a->n_bytes; at += PIECE_BYTES) {
        size_t n = a->n_bytes - at < PIECE_BYTES ? a->n_bytes - at : PIECE_BYTES;
        TRY(attachment_put_piece(op, a->digest, piece++, value_bytes(a->bytes + at, n), NULL));
    }
    return OK;
}

static enum err add(struct op *op, void *arg)
{
    const struct adding *a = arg;
    struct findings findings = {0};
    struct record *r;
    TRY(put_bytes(op, a));
    TRY(record_new(op, attachment_kind_of(op), &r));
    record_set_text(r, "about_kind", a->about->kind->id);
    record_set_int(r, "about", a->about->id);
    record_set_int(r, "access", a->about->kind->access);
    record_set_text(r, "name", a->name);
    record_set_text(r, "media_type", a->media_type);
    record_set_int(r, "size_bytes", (int64_t)a->n_bytes);
    record_set_text(r, "digest", a->digest);
    return record_save(op, r, "", &findings);
}

/* The record that {kind}/{id} names: its code, or "~17". */
static enum err load_about(struct request *rq, struct record **ret_record)
{
    return record_named(rq->op, rq->kind, request_parameter(rq, "id"), ret_record);
}

static enum err read_upload(struct request *rq, struct adding *a)
{
    const struct upload *file = request_upload(rq, "file");
    struct op *op = rq->op;
    unsigned char digest[SM3_BYTES];
    char hex[SM3_HEX_BYTES];
    if (!file)
        return fault(op->fault, ERR_INPUT, &T_attachment_none);
    if (file->n_bytes > ATTACHMENT_BYTES_MAX)
        return fault(op->fault, ERR_LIMIT, &T_attachment_large);
    a->media_type = attachment_sniff(file->bytes, file->n_bytes);
    if (!a->media_type)
        return fault(op->fault, ERR_INPUT, &T_attachment_program);
    a->name = utf8_tidy(op->arena, file->filename, false);
    if (!*a->name || utf8_length(a->name) > NAME_CHARACTERS_MAX)
        a->name = text_in(&T_attachment_unnamed, op->language);
    if (!sm3_of(file->bytes, file->n_bytes, digest))
        return fault(op->fault, ERR_MEMORY, &T_attachment_memory);
    a->digest = arena_text(op->arena, sm3_hex(digest, hex));
    a->bytes = file->bytes;
    a->n_bytes = file->n_bytes;
    return OK;
}

enum err attachment_add_post(struct request *rq, struct response *rs)
{
    struct record *about;
    struct adding a = {0};
    TRY(load_about(rq, &about));
    TRY(read_upload(rq, &a));
    a.about = about;
    TRY(request_act(rq, "attachment.save", "", add, &a, NULL));
    return response_redirect_saying(rs, record_path(rq->op, rq->kind, about->id, about->code), &T_attachment_added,
                                    (const char *[]){a.name}, 1);
}

/* ---- fetching ---- */

struct fetching {
    struct stream *stream;
};

static enum err send_piece(void *arg, const struct attachment_pieces_row *row)
{
    struct fetching *f = arg;
    return stream_write(f->stream, row->bytes.text, row->bytes.n_bytes);
}

static enum err load(struct request *rq, struct record **ret_record)
{
    int64_t id;
    TRY(request_parameter_id(rq, "id", &id));
    return record_load(rq->op, attachment_kind_of(rq->op), id, ret_record);
}

enum err attachment_get(struct request *rq, struct response *rs)
{
    struct record *r;
    struct fetching f = {0};
    TRY(load(rq, &r));
    TRY(response_stream(rs, record_text(r, "name"), record_text(r, "media_type"), &f.stream));
    return attachment_pieces(rq->op, record_text(r, "digest"), send_piece, &f);
}

/* ---- removing ---- */

static enum err delete_attachment(struct op *op, void *arg)
{
    const struct record *r = arg;
    return record_delete(op, r->kind, r->id, r->rev);
}

enum err attachment_delete_post(struct request *rq, struct response *rs)
{
    struct record *r;
    TRY(load(rq, &r));
    TRY(request_act(rq, "attachment.delete", "", delete_attachment, r, NULL));
    const struct kind *about = kinds_find(rq->op->kinds, record_text(r, "about_kind"));
    const char *path = about ? record_path(rq->op, about, record_int(r, "about"), NULL) : NULL;
    return response_redirect_saying(rs, path ? path : "/", &T_attachment_removed,
                                    (const char *[]){record_text(r, "name")}, 1);
}
