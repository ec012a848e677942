/*
 * core/codec/csaf_read.h — CSAF 2.0 and 2.1 documents read into a publication, and written again
 * with changes without losing what the model does not know. Pure.
 *
 * A document is read generously: validity is asked of core/csaf. Texts of a Japanese document
 * are Japanese, those of any other stand in the place of English. Rewriting compares what our
 * writer would write before and after the change and brings the difference alone into the original;
 * where the original says it in another way, or the change would not be there when read again, it
 * refuses.
 */
#ifndef CORE_CODEC_CSAF_READ_H
#define CORE_CODEC_CSAF_READ_H

#include "core/codec/codec.h"
#include "core/json/json.h"

/* Texts lie in `document`, which must outlive the publication. ERR_INVALID: no CSAF document, or
 * without number or dates; ERR_LIMIT: more rows than LIMIT_ADVISORY_ROWS; ERR_MEMORY. */
enum err csaf_read(const struct json *document, struct arena *a,
                   struct publication *out) MUST_CHECK;
/* Where a document that is ERR_INVALID is none; NULL when no place is to blame. */
const struct json *csaf_misfit(const struct json *document);
/* What the document says of itself; csaf_base when its category names no profile. */
enum csaf_category csaf_category_of(const struct json *document);
/* The document with the changes of `changed` against what csaf_read gives. The same value as the
 * original when nothing was changed. `out` is empty before. ERR_UNSUPPORTED: a change that cannot
 * be told without loss. */
enum err csaf_rewrite(const struct json *original, const struct publication *changed,
                      const struct codec_scheme *s, enum json_layout layout,
                      struct buf *out) MUST_CHECK;

#endif
