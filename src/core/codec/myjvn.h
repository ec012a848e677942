/*
 * core/codec/myjvn.h — publications as VULDEF documents and as answers of MyJVN. Pure and
 * byte-stable.
 *
 * An answer is a document of its format with a Status. VULDEF holds one language; scores of
 * CVSS 4.0 are left out of both XML formats, because readers of JVN's data give up on them. What
 * else has no place is listed in docs/convert.md.
 */
#ifndef CORE_CODEC_MYJVN_H
#define CORE_CODEC_MYJVN_H

#include "core/codec/codec.h"

/* Entries that one answer of each method has at most. */
enum { MYJVN_MAX_OVERVIEW = 50, MYJVN_MAX_DETAIL = 10, MYJVN_MAX_LIST = 10000 };

/* The Status of an answer without error. Method and numbers as the service gives them. */
struct myjvn_status {
    struct str method;  /* "getVulnDetailInfo" */
    struct str vuln_id; /* the parameter, echoed; may be absent */
    int64_t max;        /* entries of one answer at most */
    int64_t total;      /* entries that fit the question */
    int64_t returned;   /* of which in this answer */
    int64_t first;      /* place of the first of them, from 1 */
};

/* VULDEF 3.2 with all items of the list, which must be some (ERR_INVALID). `status` NULL: no
 * answer, the document alone. ERR_INVALID also for an item without number; ERR_LIMIT, ERR_MEMORY.
 */
enum err vuldef_write(const struct codec_list *list, const struct codec_scheme *s, enum lang lang,
                      const struct myjvn_status *status, struct buf *out) MUST_CHECK;

#endif
