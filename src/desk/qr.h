/*
 * desk/qr.h — a QR code as the path of an SVG, for the page that hands over a second factor.
 *
 * Only path data come from here; the element around them is the template's.
 */
#ifndef DESK_QR_H
#define DESK_QR_H

#include "base/arena.h"

struct qr_path {
    struct str data; /* "M4 4h7v1h-7z…", one rectangle a run of dark modules, in `arena` */
    struct str box;  /* value of viewBox: "0 0 41 41", a quiet zone of four modules included */
};

/* Encodes `text` (at most LIMIT_QR_BYTES bytes) with error correction M. ERR_LIMIT, ERR_MEMORY. */
enum err qr_path_make(struct str text, struct arena *arena, struct qr_path *out) MUST_CHECK;

#endif
