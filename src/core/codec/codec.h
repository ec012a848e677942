/*
 * core/codec/codec.h — a publication in the formats of other programs. Pure; byte-stable: the same
 * input gives the same bytes for ever, because the bytes are hashed and must not change when a
 * server is restarted.
 */
#ifndef CORE_CODEC_CODEC_H
#define CORE_CODEC_CODEC_H

#include "core/advisory/advisory.h"

/* Who publishes. Texts are configuration (names of bodies change); addresses are without a final
 * slash. */
struct codec_scheme {
    struct text2 site_name;      /* "Example Vulnerability Notes" */
    struct text2 publisher_name; /* the coordinator */
    struct str base_url;         /* "https://jvn.example.jp" */
    struct str namespace_url;    /* publisher namespace of CSAF */
    struct str contact;          /* contact details, one line */
    bool training;               /* HND-14: every title begins with 【演習】 */
};

/* The newest first; never more than the caller wants in the document. */
struct codec_list {
    const struct publication *const *items;
    size_t count;
    int64_t updated_at_us; /* newest revision among ALL publications: the date of the feed */
};

enum csaf_form { CSAF_FORM_20, CSAF_FORM_21 };

/* /document/category. */
enum csaf_category {
    CSAF_CATEGORY_AUTO, /* what fits best; csaf_base in the worst case */
    CSAF_CATEGORY_BASE,
    CSAF_CATEGORY_INCIDENT, /* csaf_security_incident_response */
    CSAF_CATEGORY_INFORMATIONAL,
    CSAF_CATEGORY_ADVISORY,
    CSAF_CATEGORY_VEX,
    CSAF_CATEGORY_DEPRECATED, /* from here on in 2.1 only */
    CSAF_CATEGORY_WITHDRAWN,
    CSAF_CATEGORY_SUPERSEDED,
    CSAF_CATEGORY_REPORT /* csaf_vulnerability_report, TLP:AMBER */
};

struct str csaf_category_name(enum csaf_category category);
/* False for a text that names no profile. */
bool csaf_category_named(struct str name, enum csaf_category *out) MUST_CHECK;

struct csaf_choice {
    enum csaf_form form;
    enum csaf_category category;
    enum lang lang;
};

/* A CSAF document in one language: it holds the texts of that language, and everything that has
 * none. The Japanese text is the original (PUB-31). A withdrawn publication says so in title and
 * notes (PUB-32), in 2.1 by the profile csaf_withdrawn. Versions that cannot be written as a range
 * stand in the name of the product alone. ERR_LIMIT, ERR_MEMORY through buf_finish; ERR_INVALID
 * when number or dates are missing, ERR_UNSUPPORTED when the publication lacks what the category
 * demands. */
enum err csaf_write(const struct publication *v, const struct codec_scheme *s,
                    const struct csaf_choice *choice, struct buf *out) MUST_CHECK;
/* The language in which a publication is written when nobody chose: Japanese where there is any. */
enum lang csaf_lang_of(const struct publication *v);
/* "jvn12345678.json" (CSAF 2.0 section 5.1). */
struct str csaf_file_name(struct str number, struct arena *a);
/* Folder of the document: UTC year of the first release, fixed for ever. */
int32_t csaf_year(const struct publication *v);
/* "/csaf/2026/jvn12345678.json", in 2.1 "/csaf/v2.1/clear/2026/jvn12345678.json" */
struct str csaf_path(const struct publication *v, enum csaf_form form, struct arena *a);

/* What a CSAF provider offers beside the documents (2.0 section 7.1, requirements 7 and 11 to 16);
 * all of it about TLP:WHITE, in 2.1 TLP:CLEAR, because nothing else is ever published. `list` holds
 * ALL publications, the last changed first. */
enum err csaf_index_write(const struct codec_list *list, struct buf *out) MUST_CHECK;
/* 2.0 has its values in quotation marks, 2.1 has not. */
enum err csaf_changes_write(const struct codec_list *list, enum csaf_form form,
                            struct buf *out) MUST_CHECK;
/* `path` is the address at which the file will stand: it names itself. */
enum err csaf_provider_write(const struct codec_list *list, const struct codec_scheme *s,
                             enum csaf_form form, struct str path, struct buf *out) MUST_CHECK;
enum err rolie_feed_write(const struct codec_list *list, const struct codec_scheme *s,
                          enum csaf_form form, struct buf *out) MUST_CHECK;
enum err rolie_service_write(const struct codec_scheme *s, enum csaf_form form,
                             struct buf *out) MUST_CHECK;
/* Addresses: folder of the documents, "/csaf/"; feed and service document. */
struct str csaf_folder(enum csaf_form form);
struct str rolie_feed_path(enum csaf_form form);
struct str rolie_service_path(enum csaf_form form);

/* JVNRSS 3.2 (RSS 1.0 RDF, sec 3.0). Items in minute precision, the channel with seconds: clients
 * parse exactly that. Items without a text in `lang` are left out. */
enum err jvnrss_write(const struct codec_list *list, const struct codec_scheme *s, enum lang lang,
                      struct buf *out) MUST_CHECK;
/* The same as an answer of MyJVN: items with seconds, and the Status; NULL: a feed. */
struct myjvn_status;
enum err jvnrss_write_answer(const struct codec_list *list, const struct codec_scheme *s,
                             enum lang lang, const struct myjvn_status *status,
                             struct buf *out) MUST_CHECK;
/* RFC 4287. */
enum err atom_write(const struct codec_list *list, const struct codec_scheme *s, enum lang lang,
                    struct buf *out) MUST_CHECK;

#endif
