/*
 * core/codec/feed_read.h — documents with several advisories, read one publication after the other:
 * VULDEF 3.2 and answers of getVulnDetailInfo, JVNRSS and answers of getVulnOverviewList, Atom and
 * answers of getAlertList. Pure.
 *
 * Which of them a document is follows from its root. Elements and attributes that are not known are
 * passed over; what is known and wrong refuses its entry with the place, and the others go on.
 * Texts stand in the language that the entry or the document names: by xml:lang, by dc:language of
 * the channel of RSS, by the Status of an answer (Japanese when nobody names one). What the model
 * has no place for is listed in docs/convert.md.
 */
#ifndef CORE_CODEC_FEED_READ_H
#define CORE_CODEC_FEED_READ_H

#include "core/advisory/advisory.h"
#include "core/codec/xml_read.h"

enum feed_kind {
    FEED_VULDEF,  /* VULDEF-Document */
    FEED_JVNRSS,  /* rdf:RDF */
    FEED_ATOM,    /* feed, or one entry */
    FEED_RESULTS, /* Result of MyJVN: vendors, products, statistics; without advisories */
    FEED_KINDS
};

struct feed_reader {
    struct xml_stream xml;
    enum feed_kind kind;
    enum lang lang; /* of an entry that does not name one itself */
    bool is_read;   /* the only entry of a document that is one */
};

/* The stream stays behind the root. ERR_INVALID and *fault: refused as a whole, or none of these.
 */
enum err feed_begin(struct str events, struct arena *a, struct feed_reader *out,
                    struct xml_fault *fault) MUST_CHECK;
/* The next entry; ERR_NOT_FOUND behind the last. ERR_INVALID and *fault: this entry is not read,
 * the next may be. ERR_LIMIT: more rows than LIMIT_ADVISORY_ROWS. Texts lie in the events or in
 * `a`. */
enum err feed_next(struct feed_reader *f, struct arena *a, struct publication *out,
                   struct xml_fault *fault) MUST_CHECK;

#endif
