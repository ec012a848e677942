/*
 * desk/files.c — download of a file of a report or case: always as an attachment, sandboxed, never
 * rendered here.
 *
 * app opens only what the reader may see and notes the reading before the first byte (SEC-04). The
 * plain bytes stand in wiped memory and are never written to a disk.
 */
#include "desk/desk_priv.h"
#include "http/spool.h"
#include "messages.h"

enum { CHUNK_BYTES = 64 << 10 };

static void spool_end(void *arg)
{
    spool_release(arg);
}

static enum err file_collect(struct exchange *x, struct app_file *file, struct spool *spool)
{
    uint8_t *chunk = arena_alloc(x->arena, CHUNK_BYTES);
    size_t got = 1;
    enum err e = chunk == NULL ? ERR_MEMORY : ERR_OK;

    while (e == ERR_OK && got > 0) {
        e = app_file_read(file, chunk, CHUNK_BYTES, &got);
        if (e == ERR_OK && got > 0)
            e = spool_write(spool, (struct str){(const char *)chunk, got});
    }
    return e;
}

static void file_send(struct exchange *x, struct app_file *file)
{
    struct spool *spool = ARENA_NEW(x->arena, struct spool);
    enum err e = spool == NULL ? ERR_MEMORY : ERR_OK;

    if (e == ERR_OK) {
        spool_init(spool, LIMIT_UPLOAD_BYTES);
        e = http_request_on_end(x->req, spool_end, spool);
    }
    if (e == ERR_OK)
        e = file_collect(x, file, spool);
    if (page_failed(x, e))
        return;
    http_response_text(x->res, 200, STR("application/octet-stream"),
                       (struct str){spool->ptr, spool->len});
    http_headers_add(x->res, HTTP_HEADERS_DOWNLOAD);
    /* DET-05: what is downloaded keeps its mark outside the desk. */
    struct str mark = message(x->lang, N_("CONFIDENTIAL"));
    struct str name = str_is_empty(file->name) ? STR("file") : file->name;
    http_headers_attachment(x->res, x->arena,
                            arena_format(x->arena, "%.*s %.*s", STR_ARG(mark), STR_ARG(name)));
}

void file_get(struct exchange *x)
{
    struct app_file file;
    struct id stream;
    struct id id;

    if (!path_id(x, &stream))
        return;
    if (!id_read(http_request_param(x->req, STR("file")), &id)) {
        page_error(x, 404);
        return;
    }
    if (page_failed(x, app_file_open(&x->reader, stream, id, &file)))
        return;
    file_send(x, &file);
    app_file_close(&file);
}
