/* core/codec/csaf_read_priv.h — what the parts of reading CSAF share. */
#ifndef CORE_CODEC_CSAF_READ_PRIV_H
#define CORE_CODEC_CSAF_READ_PRIV_H

#include "core/codec/csaf_codec_priv.h"
#include "core/codec/csaf_read.h"

struct csaf_reader {
    struct arena *arena;
    struct publication *out;
    enum lang lang; /* of the document's texts */
    bool withdrawn;
    bool superseded;
    enum err e; /* the first; what is read behind it is thrown away */
};

/* First item of an array; NULL when there is none. */
const struct json *csaf_items(const struct json *v, struct str key);
/* Adds a text in the document's language behind what stands there, unless it stands there. */
void csaf_add_text(struct csaf_reader *r, struct text2 *to, struct str text);
/* The text of a note with this title, absent for others. */
struct str csaf_note_text(const struct json *note, enum csaf_word title);
/* The notes of a document or vulnerability that are texts of the advisory. */
void csaf_read_texts(struct csaf_reader *r, const struct json *owner);
void csaf_read_vulnerabilities(struct csaf_reader *r, const struct json *document);

/* Room for one more row behind `count` of them; NULL and ERR_LIMIT or ERR_MEMORY in *e. */
void *csaf_row(void *rows, size_t count, size_t size, struct arena *a, enum err *e);
/* The products of the tree that a vulnerability calls affected; all when none says anything. */
enum err csaf_read_products(const struct json *document, struct arena *a,
                            struct advisory *out) MUST_CHECK;
/* Writes `original` with what differs between `before` and `after`. */
enum err csaf_merge(struct json_writer *w, const struct json *original, const struct json *before,
                    const struct json *after, struct arena *a) MUST_CHECK;

#endif
