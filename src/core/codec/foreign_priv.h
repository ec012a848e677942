/* core/codec/foreign_priv.h — what the writers of other programs' formats share. */
#ifndef CORE_CODEC_FOREIGN_PRIV_H
#define CORE_CODEC_FOREIGN_PRIV_H

#include "core/codec/codec_priv.h"
#include "core/codec/foreign.h"
#include "core/score/score.h"

/* One document being written. */
struct foreign {
    struct json_writer w;
    struct arena *arena;
    const struct publication *publication;
    const struct advisory *advisory;
    const struct codec_scheme *scheme;
    size_t *rows; /* of the CVE numbers: each number once, in its first row */
    size_t row_count;
};

/* ERR_INVALID without number or dates; begins the document. */
enum err foreign_begin(struct foreign *x, const struct publication *v, const struct codec_scheme *s,
                       struct buf *out) MUST_CHECK;
enum err foreign_end(struct foreign *x) MUST_CHECK;

/* English where there is some, else Japanese. */
struct str foreign_text(struct text2 text);
/* The page of the publication; absent when the scheme has no address. */
struct str foreign_page(const struct foreign *x);
/* A name that is unique in the world, for derived ids: the page, or the number. */
struct str foreign_name(const struct foreign *x, struct str part);
struct str foreign_time(const struct foreign *x, int64_t us);
/* The score of an analysis, when it follows from its vector and belongs to this CVE number (absent:
 * to any); false otherwise. */
bool foreign_score(const struct advisory_analysis *v, struct str cve, enum cvss_version *version,
                   enum cvss_severity *severity);
/* How many vulnerabilities there are, and the CVE number of each: one without a number when the
 * advisory has none. A number that stands in several rows, for its weaknesses, is one. */
size_t foreign_vulnerabilities(const struct foreign *x);
struct str foreign_cve(const struct foreign *x, size_t index);
/* The number of the n-th weakness ("CWE-79" to 79) of a vulnerability; false behind the last. */
bool foreign_weakness(const struct foreign *x, size_t index, size_t n, uint64_t *cwe);
/* A name for a product that has none elsewhere: its place on the page of the publication. Absent
 * without a page. */
struct str foreign_product_address(const struct foreign *x, size_t row);
/* The one version of a product; absent when it has several, or words. */
struct str foreign_single_version(const struct advisory_product *p);
/* The address of a vendor's notice number n; absent behind the last. */
struct str foreign_notice(const struct foreign *x, size_t n);

#endif
