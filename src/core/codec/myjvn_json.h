/*
 * core/codec/myjvn_json.h — answers of MyJVN 4.0 (OKA) as JSON: details in the shape of CSAF
 * (jvncsaf), details inside STIX (jvnstix), lists (getVulnOverviewList), alerts (getAlertList, of
 * 3.2 too). Pure.
 *
 * Read as the XML formats are (feed_read.h): members that are not known are passed over, what is
 * known and wrong refuses its entry. Written: one detail, or a list. What has no place is listed in
 * docs/convert.md.
 */
#ifndef CORE_CODEC_MYJVN_JSON_H
#define CORE_CODEC_MYJVN_JSON_H

#include "core/codec/feed_read.h"
#include "core/codec/myjvn.h"
#include "core/json/json.h"

enum myjvn_json_kind {
    MYJVN_JSON_DETAIL, /* "document" */
    MYJVN_JSON_STIX,   /* a bundle */
    MYJVN_JSON_FEED,   /* "feed" */
    MYJVN_JSON_LIST    /* vendors, products or numbers (myjvn_list.h): without advisories */
};

struct myjvn_json {
    enum myjvn_json_kind kind;
    const struct json *next;   /* entry, detail, or object of the bundle */
    const struct json *detail; /* of the present object of the bundle */
    enum lang lang;
};

struct myjvn_json_fault {
    const char *reason; /* English */
    const struct json *where;
    struct str detail; /* what the answer itself says about it, one line; may be absent */
};

/* ERR_INVALID and *fault: none of these answers, or one that tells an error. */
enum err myjvn_json_begin(const struct json *document, struct arena *a, struct myjvn_json *out,
                          struct myjvn_json_fault *fault) MUST_CHECK;
/* The next advisory; ERR_NOT_FOUND behind the last; ERR_INVALID and *fault: this one is not read.
 * Texts lie in the document or in `a`. */
enum err myjvn_json_next(struct myjvn_json *r, struct arena *a, struct publication *out,
                         struct myjvn_json_fault *fault) MUST_CHECK;

/* The answer of getVulnDetailInfo (ft=jvncsaf) about one publication, which needs number, dates and
 * a title (ERR_INVALID); compact. ERR_LIMIT, ERR_MEMORY through the buffer. */
enum err myjvn_detail_write(const struct publication *v, const struct codec_scheme *s,
                            enum lang lang, struct buf *out) MUST_CHECK;
/* The answer of getVulnOverviewList with all items of the list, under the same conditions. */
enum err myjvn_overview_write(const struct codec_list *list, const struct codec_scheme *s,
                              enum lang lang, struct buf *out) MUST_CHECK;

#endif
