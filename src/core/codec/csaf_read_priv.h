/* core/codec/csaf_read_priv.h — what the parts of reading CSAF share. */
#ifndef CORE_CODEC_CSAF_READ_PRIV_H
#define CORE_CODEC_CSAF_READ_PRIV_H

#include "core/codec/csaf_read.h"

/* Room for one more row behind `count` of them; NULL and ERR_LIMIT or ERR_MEMORY in *e. */
void *csaf_row(void *rows, size_t count, size_t size, struct arena *a, enum err *e);
/* The products of the tree that a vulnerability calls affected; all when none says anything. */
enum err csaf_read_products(const struct json *document, struct arena *a,
                            struct advisory *out) MUST_CHECK;
/* Writes `original` with what differs between `before` and `after`. */
enum err csaf_merge(struct json_writer *w, const struct json *original, const struct json *before,
                    const struct json *after, struct arena *a) MUST_CHECK;

#endif
