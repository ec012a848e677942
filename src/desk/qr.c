/*
 * desk/qr.c — QR codes; the only file that knows libqrencode. It never writes markup and keeps
 * nothing.
 */
#include "desk/qr.h"

#include "base/buf.h"
#include "base/limits.h"

#include <qrencode.h>

enum { QUIET_MODULES = 4 };

static void row_write(struct buf *out, const QRcode *code, int y)
{
    int from = -1;

    for (int x = 0; x <= code->width; x++) {
        bool dark = x < code->width && (code->data[y * code->width + x] & 1) != 0;
        if (dark && from < 0)
            from = x;
        if (dark || from < 0)
            continue;
        buf_add_format(out, "M%d %dh%dv1h-%dz", from + QUIET_MODULES, y + QUIET_MODULES, x - from,
                       x - from);
        from = -1;
    }
}

enum err qr_path_make(struct str text, struct arena *arena, struct qr_path *out)
{
    struct str copy = arena_copy(arena, text); /* the library wants a NUL */
    struct buf path;
    QRcode *code;
    enum err e;

    if (text.len > LIMIT_QR_BYTES)
        return ERR_LIMIT;
    if (copy.ptr == NULL)
        return ERR_MEMORY;
    code = QRcode_encodeString8bit(copy.ptr, 0, QR_ECLEVEL_M);
    if (code == NULL)
        return ERR_MEMORY;
    buf_init(&path, arena, LIMIT_PAGE_BYTES);
    for (int y = 0; y < code->width; y++)
        row_write(&path, code, y);
    out->box = arena_format(arena, "0 0 %d %d", code->width + 2 * QUIET_MODULES,
                            code->width + 2 * QUIET_MODULES);
    QRcode_free(code);
    e = buf_finish(&path, &out->data);
    if (e != ERR_OK)
        return e;
    return out->box.ptr == NULL ? ERR_MEMORY : ERR_OK;
}
