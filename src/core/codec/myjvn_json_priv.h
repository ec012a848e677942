/* core/codec/myjvn_json_priv.h — what the writers of MyJVN's JSON answers share. */
#ifndef CORE_CODEC_MYJVN_JSON_PRIV_H
#define CORE_CODEC_MYJVN_JSON_PRIV_H

#include "core/codec/codec_priv.h"
#include "core/codec/myjvn_json.h"
#include "core/ident/cpe.h"
#include "core/score/score.h"
#include "core/text/ui.h"

/* One answer being written. */
struct okajson {
    struct json_writer w;
    const struct codec_scheme *scheme;
    enum lang lang;
    struct arena *arena;
    struct str *ids; /* of the rows of products */
};

/* ERR_INVALID when an item has no number, date or title in the language. */
enum err okajson_begin(struct okajson *x, const struct codec_list *list,
                       const struct codec_scheme *s, enum lang lang, struct buf *out) MUST_CHECK;
enum err okajson_end(struct okajson *x) MUST_CHECK;

/* A text in the language of the answer alone; a name in whichever it has. */
struct str okajson_text(const struct okajson *x, struct text2 text);
struct str okajson_name(const struct okajson *x, struct text2 name);
struct str okajson_page(const struct okajson *x, const struct publication *v);
struct str okajson_cwe_url(const struct okajson *x, struct str id);
struct str okajson_cve_url(const struct okajson *x, struct str id);
/* The name in its 2.3 form; absent for what is none. */
struct str okajson_cpe(const struct okajson *x, struct str name);
/* IPA percent-encodes in 2.3 names as in 2.2; such a name becomes one of the standard. Others stay
 * as they are. */
struct str myjvn_cpe_of(struct str name, struct arena *a);
/* A text, or a number as it is spelt. */
struct str myjvn_json_text(const struct json *v, const char *key);
/* Gives the rows of products their ids: "jvnpid:1.0::vendor:product", another where an earlier
 * product has the same names. Before okajson_product_id. */
void okajson_name_products(struct okajson *x, const struct advisory *v);
struct str okajson_product_id(const struct okajson *x, size_t row);
/* Rows that follow each other and differ in their versions alone are one product. */
bool okajson_begins_product(const struct advisory *v, size_t row);
/* True when the score has a vector of its version. */
bool okajson_score(const struct advisory_analysis *v, enum cvss_version *version);

void okajson_write_distribution(struct okajson *x);
void okajson_write_generator(struct okajson *x, int64_t us);
void okajson_write_author(struct okajson *x);
void okajson_write_status(struct okajson *x, const struct myjvn_status *v);
void okajson_write_content(struct okajson *x, const struct advisory_analysis *v,
                           enum cvss_version version);

#endif
