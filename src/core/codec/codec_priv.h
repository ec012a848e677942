/*
 * core/codec/codec_priv.h — what the codecs share: an XML writer, titles, and which scores may be
 * published as such.
 */
#ifndef CORE_CODEC_CODEC_PRIV_H
#define CORE_CODEC_CODEC_PRIV_H

#include "core/codec/codec.h"
#include "core/json/json.h"

/* --- XML out --- */

enum { XML_DEPTH_MAX = 16 };

/* Elements close in the order in which they were opened (asserted). Names are literals of the
 * program. */
struct xml_writer {
    struct buf *out;
    const char *names[XML_DEPTH_MAX];
    size_t depth;
    bool tag_is_open; /* attributes may still be added */
};

void xml_begin(struct xml_writer *w, struct buf *out);
void xml_finish(struct xml_writer *w);
void xml_open(struct xml_writer *w, const char *name);
/* An attribute of a table. */
struct xml_pair {
    const char *name;
    struct str value;
};
/* The same with these attributes; those with an absent value are left out. */
void xml_open_with(struct xml_writer *w, const char *name, const struct xml_pair *pairs,
                   size_t count);
void xml_attribute(struct xml_writer *w, const char *name, struct str value);
void xml_close(struct xml_writer *w);
/* An element with text alone; nothing when the text is empty. */
void xml_leaf(struct xml_writer *w, const char *name, struct str text);
/* Text and end of the element that is open: for leaves with attributes. */
void xml_text_close(struct xml_writer *w, struct str text);

/* The mark TLP:WHITE as JVN's documents carry it; prefixes sec, marking, tlpMarking, xsi. */
void codec_write_handling(struct xml_writer *w);
/* The Status of an answer of MyJVN; prefix status. */
struct myjvn_status;
void myjvn_write_status(struct xml_writer *w, const struct myjvn_status *v, enum lang lang,
                        struct arena *a);

/* What the Status of somebody else's answer says; texts as they stand there. */
struct myjvn_error {
    struct str code;    /* retCd: "0" for success */
    struct str name;    /* errCd */
    struct str message; /* errMsg */
};

/* NULL for an answer without error, also for one that does not say so; else why it is refused, in
 * English, and in *detail what the service says, as one line without controls. */
const char *myjvn_refusal(const struct myjvn_error *v, struct arena *a, struct str *detail);

/* --- texts --- */

/* For names, and for pages whose reader is better off with Japanese than with nothing: English
 * falls back to Japanese. */
struct str codec_pick(struct text2 text, enum lang lang);
/* For documents that say which one language they are in: absent where there is no such text. */
struct str codec_only(struct text2 text, enum lang lang);
/* Title in `lang`, with 【演習】 (HND-14) and 【取り下げ】 (PUB-32) in front where they apply. */
struct str codec_title(const struct publication *v, const struct codec_scheme *s, enum lang lang,
                       struct arena *a);
struct str codec_url(const struct codec_scheme *s, struct str path, struct arena *a);
/* Line ends become blanks: feeds show one line. */
struct str codec_one_line(struct str text, struct arena *a);
/* True when the publication has a page in `lang`. */
bool codec_has_lang(const struct publication *v, enum lang lang);
/* Latest day of release of revision `number` (1 to v->revision) and its line of the history, absent
 * for the first. */
int64_t codec_revision_at(const struct publication *v, int64_t number, struct text2 *text);

/* --- weaknesses --- */

/* A related document that names a weakness of no certain CVE number: kind "CWE", id "CWE-…". */
bool codec_is_weakness(const struct advisory_related *row);
/* The name in the newest list of the catalogue; absent for what is not in it ("CWE-Other"). */
struct str codec_weakness_name(struct str id);

/* --- scores --- */

/* True when the analysis is of CVSS 3.0 or 3.1 and its score is the base score of its vector:
 * everything a CSAF validator will compute again. */
bool codec_score_is_3(const struct advisory_analysis *v);

#endif
