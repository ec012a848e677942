/*
 * core/codec/feed_read_priv.h — what the readers of VULDEF, JVNRSS, Atom and MyJVN share: a
 * publication that is put together row by row.
 */
#ifndef CORE_CODEC_FEED_READ_PRIV_H
#define CORE_CODEC_FEED_READ_PRIV_H

#include "core/codec/feed_read.h"

enum { BUILD_WEAKNESSES = 64 };

/* A weakness as a document names it; which CVE number it belongs to is seen at the end. */
struct build_weakness {
    struct str id;
    struct str name;
    struct str url;
    struct str cve; /* said by the document; may be absent */
};

struct build {
    struct publication *out;
    struct arena *arena;
    enum lang lang;
    enum err e; /* the first thing that was wrong */
    struct xml_fault *fault;
    struct build_weakness weaknesses[BUILD_WEAKNESSES];
    size_t weakness_count;
};

void build_begin(struct build *b, struct publication *out, enum lang lang, struct arena *a,
                 struct xml_fault *fault);
/* Puts weaknesses to their numbers and fills what follows from the rest. `entry` is where a number
 * is missing; NULL: the caller looked. */
enum err build_end(struct build *b, const struct xml_node *entry) MUST_CHECK;
/* Refuses the entry because of this element; the first refusal stays. */
void build_refuse(struct build *b, const struct xml_node *at, const char *reason);

/* The language of an element: its own xml:lang, or `otherwise`. Of other languages than Japanese
 * the texts stand as English. */
enum lang build_lang_of(const struct xml_node *v, enum lang otherwise);
enum lang build_lang_named(struct str tag, enum lang otherwise);

/* Adds a paragraph. */
void build_text(struct build *b, struct text2 *to, struct str text);
/* The time of an element: absent or empty gives 0. Without a zone it is Japan's; a date alone is
 * the beginning of the day. Refuses what is no time. */
int64_t build_time(struct build *b, const struct xml_node *at);
/* The same for a text that is not in an element; false for what is no time. */
bool build_time_of(struct build *b, struct str text, int64_t *us);
/* The child of that name; refuses a second one. */
const struct xml_node *build_only(struct build *b, const struct xml_node *parent, enum xml_ns ns,
                                  struct str name);

void build_product(struct build *b, struct advisory_product row);
void build_reference(struct build *b, struct str url, struct str title);
/* A vendor's page: "Name: title", so that both come back; the announcement of a listed vendor
 * belongs to its row. */
void build_vendor_page(struct build *b, struct str name, struct str title, struct str url);
void build_related(struct build *b, struct advisory_related row);
/* A CVE number, once. */
void build_cve(struct build *b, struct str id);
void build_weakness(struct build *b, struct build_weakness row);
void build_analysis(struct build *b, struct advisory_analysis row);
void build_history(struct build *b, int64_t at_us, struct str text);
/* The row of a vendor, made when there is none; NULL when memory ends. */
struct publication_vendor *build_vendor(struct build *b, struct str name);

/* The title, without our own mark of a withdrawn one (PUB-32), which becomes the state. */
void build_title(struct build *b, struct str title);
/* The number in the last part of a page's address that is one; absent when there is none. */
struct str build_number_of_link(struct str link, struct arena *a);
/* The product of a CPE name as a name for people; the name itself when it cannot be read. */
struct str build_product_of_cpe(struct str cpe, struct arena *a);

/* True for "CVE-1900-0001" and "CWE-79" alone. */
bool build_is_cve(struct str text);
bool build_is_cwe(struct str text);

/* One entry of each kind. */
void vuldef_read_entry(struct build *b, const struct xml_node *vulinfo);
void jvnrss_read_entry(struct build *b, const struct xml_node *item);
void atom_read_entry(struct build *b, const struct xml_node *entry);

#endif
