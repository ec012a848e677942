/*
 * core/codec/csaf_codec_priv.h — what writing and reading CSAF share: the fixed words, the notes in
 * a regular form, and how a product is named. What is written here is read back there.
 */
#ifndef CORE_CODEC_CSAF_CODEC_PRIV_H
#define CORE_CODEC_CSAF_CODEC_PRIV_H

#include "core/codec/codec_priv.h"

/* --- words --- */

enum csaf_word {
#define CSAF_WORD(name, ja, en) CSAF_WORD_##name,
#include "core/codec/csaf_words.def"
    CSAF_WORDS
};

struct str csaf_word(enum csaf_word word, enum lang lang);
/* True for the word in either language. */
bool csaf_is_word(struct str text, enum csaf_word word);
/* "JVN#12345678" is tracked as "JVN12345678", a number without '#' as it is. */
struct str csaf_tracking_id(const struct publication *p, struct arena *a);
/* The title of a document whose advisory has none: its first product, or its kind; never with the
 * tracking id in it (6.2.22). */
struct str csaf_title_without(const struct publication *p, enum lang lang, struct arena *a);
/* What the reference to a related document says: its number; one that took the place of this
 * document is named as the standard wants it (6.1.27.19). */
struct str csaf_related_summary(const struct advisory_related *v, enum lang lang, struct arena *a);
/* The text in that language alone: a document has one. */
struct str csaf_text_of(struct text2 text, enum lang lang);

/* --- one document being written --- */

struct csaf_out {
    struct json_writer *w;
    const struct publication *publication;
    const struct codec_scheme *scheme;
    struct arena *arena;
    enum csaf_form form;
    enum csaf_category category; /* never CSAF_CATEGORY_AUTO */
    enum lang lang;
};

/* What `category` says, with AUTO the one that fits best; ERR_UNSUPPORTED when the publication
 * lacks what it demands. */
enum err csaf_category_choose(struct csaf_out *o, enum csaf_category wanted) MUST_CHECK;
/* Superseded by: the first related document that says so and has an address; NULL without one. */
const struct advisory_related *csaf_successor(const struct advisory *v);

enum { CSAF_SCORES = 3 }; /* CVSS 2, 3 and 4: one of each */

/* One vulnerability of it. */
struct csaf_item {
    struct csaf_out *o;
    const struct advisory_cve *cve; /* NULL: the only item, without a CVE number */
    const struct advisory_analysis *scores[CSAF_SCORES];
};

void csaf_write_note(struct csaf_out *o, const char *category, enum csaf_word title,
                     struct str text);
void csaf_write_tree(struct csaf_out *o);
void csaf_write_vulnerabilities(struct csaf_out *o);
void csaf_write_weaknesses(const struct csaf_item *it);
/* How many notes about weaknesses there are; `write` them, or only count. */
size_t csaf_weakness_notes(const struct csaf_item *it, bool write);
struct str csaf_product_id(size_t row, struct arena *a);
/* True when each vulnerability has a score that the form can hold. */
bool csaf_all_scored(const struct csaf_out *o);

/* --- products --- */

/* "VENDOR PRODUCT VERSIONS", the name of a product; without versions also the start of it. */
struct str csaf_product_name(const struct advisory_product *p, struct arena *a);
/* One version without any word about a range. */
bool csaf_is_single_version(struct str s);
/* What people write of versions ("2.0 から 2.4 まで", "prior to 7.1", ">=1|<2") as the name of a
 * product_version_range; absent when it is not one of these. */
struct str csaf_range_of(struct str versions, struct arena *a);

/* --- notes in a regular form: lines "label: value", rows divided by an empty line --- */

/* An analysis with its CVE number, or without. */
struct str csaf_analysis_text(const struct advisory_analysis *v, bool cve, enum lang lang,
                              struct arena *a);
bool csaf_analysis_read(struct str text, enum lang lang, struct advisory_analysis *out);
struct str csaf_related_text(const struct advisory *v, enum lang lang, struct arena *a);
/* One row after the other: cuts the first from *rest. False when there is none in this form. */
bool csaf_related_read(struct str *rest, enum lang lang, struct advisory_related *out);
struct str csaf_weakness_text(const struct advisory_cve *v, enum lang lang, struct arena *a);
bool csaf_weakness_read(struct str text, enum lang lang, struct advisory_cve *out);
struct str csaf_vendor_text(const struct publication_vendor *v, enum lang lang, struct arena *a);
bool csaf_vendor_read(struct str text, enum lang lang, struct publication_vendor *out);

/* "publisher", which a document and the provider's metadata have alike. */
void csaf_write_publisher(struct json_writer *w, const struct codec_scheme *s, enum lang lang);

#endif
