/*
 * core/advisory/advisory.h — the one language-neutral model of an advisory and of its publication.
 *
 * An advisory is what people write and approve; a publication is an advisory with its number, its
 * vendors and its dates. Every artefact (page, CSAF, feeds) is derived from `struct publication`
 * alone. The functions are pure; all results live in the arena given and borrow nothing from the
 * input unless said. One table (advisory.c) lists every field once: form reading, canonical JSON
 * and limits come from it.
 */
#ifndef CORE_ADVISORY_ADVISORY_H
#define CORE_ADVISORY_ADVISORY_H

#include "base/buf.h"
#include "core/advisory/difference.h"
#include "core/law_types.h"

/* --- the model --- */

struct advisory_product {
    struct str vendor;
    struct str product;
    struct str versions; /* prose or `vers:` range, as the developer gave it */
    struct str cpe;      /* CPE 2.3 or 2.2, optional, without blanks */
    struct str purl;     /* optional */
};

struct advisory_reference {
    struct str url;
    struct str title;
};

/* PUB-16, PUB-30: one block of the analysis section, for one CVE number. */
struct advisory_analysis {
    int32_t date;            /* JST day; 0 = not dated */
    struct str cve;          /* "CVE-1900-0001", may be absent */
    struct str cvss_version; /* "2.0", "3.0", "3.1", "4.0" */
    struct str vector;       /* as given */
    struct str score;        /* as given: "9.8" */
    struct str severity;     /* as given */
    struct str source;       /* body that scored, when it is not the coordinator */
};

struct advisory_related {
    struct str kind; /* e.g. "CVE", "JVN iPedia" */
    struct str id;
    struct str url;
};

struct advisory_cve {
    struct str id;       /* "CVE-1900-0001" */
    struct str cwe_id;   /* "CWE-79" */
    struct str cwe_name; /* catalogue name, exactly */
};

struct advisory {
    struct text2 title;
    struct text2 overview;
    struct text2 affected; /* prose of 影響を受けるシステム, before the table of products */
    struct text2 description;
    struct text2 impact;
    struct text2 solution;
    struct text2 addendum; /* JPCERT/CCからの補足情報 */
    struct text2 credit;
    struct text2 vendor_view; /* figure 6, ベンダの見解 */
    struct text2
        verification; /* figure 6, 検証情報: what was confirmed and what was not (PUB-24) */
    struct text2 change_note; /* what this revision changes; becomes a line of the update history */
    struct advisory_product *products;
    size_t product_count;
    struct advisory_reference *references;
    size_t reference_count;
    struct advisory_analysis *analyses;
    size_t analysis_count;
    struct advisory_related *related;
    size_t related_count;
    struct advisory_cve *cves;
    size_t cve_count;
};

/* PUB-10. Numbers of the code list vendor_status; stored in events, never reused. */
enum vendor_status {
    VENDOR_STATUS_AFFECTED = 1,                   /* 該当製品あり */
    VENDOR_STATUS_AFFECTED_INVESTIGATING = 2,     /* 該当製品あり：調査中 */
    VENDOR_STATUS_NOT_AFFECTED = 3,               /* 該当製品なし */
    VENDOR_STATUS_NOT_AFFECTED_INVESTIGATING = 4, /* 該当製品なし：調査中 */
    VENDOR_STATUS_INFORMED = 5 /* 脆弱性情報提供済み: shown by default (PUB-11) */
};

struct history_line {
    int64_t at_us;
    struct text2 text;
    struct id party;                /* whose status changed; none: `text` says what changed */
    struct difference_list changes; /* what this revision changed on the page, where it is kept */
};

struct publication_vendor {
    struct id party;
    struct text2 name;
    uint32_t status;       /* enum vendor_status */
    struct text2 comment;  /* the developer's own words, never edited (PUB-02) */
    struct str notice_url; /* ベンダの告知ページ; empty cell when absent (PUB-13) */
    struct history_line *history;
    size_t history_count;
};

enum publication_kind {
    PUBLICATION_COORDINATED = 1,  /* figure 1 */
    PUBLICATION_UNCOORDINATED = 2 /* figure 6: after the committee's judgement, 調整不能 */
};

/* What figure 6 tells of the developer and of the course of events (PUB-19, PUB-21). */
struct publication_course {
    struct text2 developer;
    int32_t supplement_day; /* the deadline was put on the public list; 0 = never listed */
    int32_t deadline;
};

enum publication_state {
    PUBLICATION_PUBLISHED = 1,
    PUBLICATION_WITHDRAWN = 2 /* PUB-32: same address, says that it is withdrawn */
};

struct publication {
    struct str number;       /* "JVN#12345678" */
    uint32_t kind;           /* enum publication_kind */
    uint32_t state;          /* enum publication_state */
    int64_t revision;        /* 1 for the first release */
    int64_t published_at_us; /* first release; never changes afterwards (the CSAF folder's year
                                hangs on it) */
    int64_t revised_at_us;   /* last release; equals published_at_us at first */
    struct advisory advisory;
    struct publication_vendor
        *vendors; /* in the order of the page; the caller's order is kept everywhere */
    size_t vendor_count;
    struct history_line *history; /* oldest first */
    size_t history_count;
    struct publication_course course; /* of PUBLICATION_UNCOORDINATED */
};

/* --- from what people typed --- */

enum advisory_reason {
    ADVISORY_REASON_NONE,
    ADVISORY_REASON_UNKNOWN, /* no such field, or the field stands twice */
    ADVISORY_REASON_LONG,    /* longer than `limit` characters */
    ADVISORY_REASON_LINES,   /* a line break in a field of one line */
    ADVISORY_REASON_ROWS,    /* more than LIMIT_ROWS rows */
    ADVISORY_REASON_URL,     /* not an http or https address */
    ADVISORY_REASON_CVE,     /* not CVE-YYYY-NNNN (4 to 19 digits) */
    ADVISORY_REASON_CWE,     /* not CWE-n */
    ADVISORY_REASON_CVSS,    /* not a version 2.0 3.0 3.1 4.0, vector, or score 0.0 to 10.0 */
    ADVISORY_REASON_DATE,    /* not YYYY-MM-DD */
    ADVISORY_REASON_TOKEN,   /* a blank or a foreign character in a cpe or purl */
    ADVISORY_REASON_MISSING  /* must be filled */
};

struct advisory_problem {
    struct str field; /* full name as typed: "doc.products.0.vendor"; lives in the arena */
    enum advisory_reason reason;
    int64_t limit; /* for LONG and ROWS */
};

/* Stable word of a reason ("url", "missing") for answers of the API and parameters of refusals. */
const char *advisory_reason_word(enum advisory_reason reason);

/*
 * Reads the pairs whose name begins with `prefix` ("doc."); others are not looked at. Names:
 *   title.ja title.en overview.* affected.* description.* impact.* solution.* addendum.* credit.*
 *   vendor_view.* verification.*
 * change_note.* products.N.{vendor product versions cpe purl}   references.N.{url title}
 *   analyses.N.{date cve cvss_version vector score severity source}
 *   related.N.{kind id url}                         cves.N.{id cwe_id cwe_name}
 * N is 0 to LIMIT_ROWS-1, without leading zeros; rows keep the order of N; gaps and rows without
 * any value are dropped. All values trimmed. ERR_INVALID with *problem for the first fault in the
 * order of the pairs (for a missing column: of the rows); ERR_MEMORY; ERR_LIMIT when the canonical
 * document would pass LIMIT_ADVISORY_BYTES. A draft may be incomplete: see advisory_is_complete.
 */
enum err advisory_from_input(const struct input *in, struct str prefix, struct arena *a,
                             struct advisory *out, struct advisory_problem *problem) MUST_CHECK;
/* The reverse, for the editor: every filled field as a pair. Reading the pairs again gives the same
 * advisory. */
enum err advisory_to_input(const struct advisory *v, struct str prefix, struct arena *a,
                           struct input *out) MUST_CHECK;
/* PUB-06, PUB-31: what must be filled before approval can be asked: Japanese title, overview,
 * impact, solution. False names the first missing field (a literal with the given prefix put in
 * front, in `a`). */
bool advisory_is_complete(const struct advisory *v, struct str prefix, struct arena *a,
                          struct advisory_problem *problem);
/* PUB-31: an English page exists when title and overview are there in English. */
bool advisory_has_english(const struct advisory *v);

/* --- its fields, for codecs that compare and copy --- */

/* Number of the field of that name ("products", "title"); asserts that there is one. */
size_t advisory_field(struct str name);
struct str advisory_field_name(size_t field);
bool advisory_field_is_empty(const struct advisory *v, size_t field);
bool advisory_field_equal(const struct advisory *a, const struct advisory *b, size_t field);
/* Shares texts and rows. */
void advisory_field_copy(struct advisory *to, const struct advisory *from, size_t field);
/* Number of fields: they are counted from 0. */
size_t advisory_field_total(void);

/* --- canonical JSON --- */

/* Compact, keys ascending, absent fields left out: equal advisories give equal bytes. ERR_LIMIT,
 * ERR_MEMORY. */
enum err advisory_write(const struct advisory *v, struct arena *a, struct str *out) MUST_CHECK;
/* Strict: an unknown key or a wrong kind is ERR_INVALID. Reads what advisory_write wrote, of every
 * release. */
enum err advisory_read(struct str json, struct arena *a, struct advisory *out) MUST_CHECK;
enum err publication_write(const struct publication *v, struct arena *a,
                           struct str *out) MUST_CHECK;
/* Reads both spellings, the whole one and the frozen one; what the frozen one leaves out is then 0
 * (state, dates, status words) or empty. */
enum err publication_read(struct str json, struct arena *a, struct publication *out) MUST_CHECK;
/* Why a value is not read as one: the innermost part of it that does not fit; NULL when it is
 * something that is missing. */
const struct json *advisory_misfit(const struct json *v, struct arena *a);
const struct json *publication_misfit(const struct json *v, struct arena *a);
/* PUB-28: the bytes that two persons approve and that are hashed: number, kind, advisory, vendors
 * with name, comment and notice address, and whether it is a withdrawal. Without status words,
 * dates of release, revision and both histories (a developer's change of its status word adds a
 * line there and must not undo an approval; the coordinator's own line is advisory.change_note and
 * therefore inside). ERR_LIMIT beyond
 * LIMIT_FROZEN_BYTES, which leaves room for what the release adds. */
enum err publication_frozen_write(const struct publication *v, struct arena *a,
                                  struct str *out) MUST_CHECK;

/* --- names and addresses --- */

/* "JVN#12345678" -> "JVN12345678": the last segment of the page's address, the id in CSAF. ASCII
 * letters, digits and '-' stay, everything else is dropped. */
struct str publication_segment(struct str number, struct arena *a);
/* Lower case of the same: the directory below public/advisory and the stem of the CSAF file. Also
 * takes a segment of an address; absent when the text holds anything but letters, digits and '-',
 * or is longer than 64. */
struct str publication_slug(struct str segment, struct arena *a);
/* "/jp/JVN12345678/index.html", in English "/en/jp/JVN12345678/index.html" (jp, or vu and ta for
 * JVNVU, JVNTA). */
struct str publication_path(struct str number, enum lang lang, struct arena *a);
/* "/jp/JVN12345678/vendor-<party>.html" */
struct str publication_vendor_path(struct str number, struct id party, enum lang lang,
                                   struct arena *a);
/* Where the file behind an address of the public site lies below public/ (docs/internals/press.md):
 * pages of an advisory and its CSAF documents in the advisory's own directory, everything else
 * below site/. Absolute path without query; a path that ends in '/' stays one. False when the
 * address cannot be a published file. */
bool published_path(struct str path, struct arena *a, struct str *out);
/* PUB-10: the exact Japanese wording, and the English one; absent for other numbers. */
struct str vendor_status_text(uint32_t status, enum lang lang);

#endif
