/*
 * portal/letter.c — puts a letter into the box: sealed to the intake key while it is written, on
 * the disk when the reader is told so (REC-14, architecture section 7). It can never be read again
 * here. An upload is streamed from memory to the seal; it never touches the disk in clear.
 */
#include "portal/portal_priv.h"
#include "sys/random.h"
#include "sys/sealed_file.h"

enum { PIECE_BYTES = 1 << 20 };

static enum err flush(struct sealed_writer *w, struct buf *piece)
{
    enum err err = piece->failed ? ERR_MEMORY : sealed_write(w, buf_str(piece));
    buf_clear(piece);
    return err;
}

static enum err write_fields(const struct visit *v, const char *const *only,
                             struct sealed_writer *w, struct buf *piece)
{
    for (size_t i = 0; only[i]; i++) {
        struct str name = str_from_cstr(only[i]);
        struct str value = http_request_field(v->req, name);
        if (str_is_empty(value))
            continue;
        letter_write_field(piece, name, value);
        enum err err = flush(w, piece);
        if (err)
            return err;
    }
    return ERR_OK;
}

static enum err write_files(const struct visit *v, struct sealed_writer *w, struct buf *piece)
{
    for (size_t i = 0; i < v->req->form->file_count; i++) {
        const struct http_file *f = &v->req->form->files[i];
        letter_write_file(piece, f->filename, f->content_type, f->content.len);
        enum err err = flush(w, piece);
        if (!err)
            err = sealed_write(w, f->content);
        if (err)
            return err;
    }
    return ERR_OK;
}

enum err letter_send(const struct visit *v, const struct letter_head *head, const char *const *only)
{
    struct sealed_writer w;
    struct buf piece;
    buf_init(&piece, v->arena, PIECE_BYTES);
    enum err err = sealed_create_letter(&w, v->portal->letterbox_fd, random_id(),
                                        v->portal->intake_key, v->arena);
    if (err)
        return err;
    letter_write_head(&piece, head);
    err = flush(&w, &piece);
    if (!err)
        err = write_fields(v, only, &w, &piece);
    if (!err)
        err = write_files(v, &w, &piece);
    if (!err) {
        letter_write_end(&piece);
        err = flush(&w, &piece);
    }
    if (!err)
        return sealed_finish(&w);
    sealed_abandon(&w);
    return err;
}
