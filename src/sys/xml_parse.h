/*
 * sys/xml_parse.h — XML into typed events (base/xml_event.h). expat is included by xml_parse.c
 * alone.
 *
 * Well-formed XML 1.0 with name spaces, in UTF-8, UTF-16, ISO-8859-1 or US-ASCII: what expat reads
 * without tables of its own. Refused with their place: every document type declaration, so that
 * there are no entities but the five of XML and nothing is ever fetched; other encodings; what
 * passes the limits. Comments and processing instructions are passed over, CDATA is text, text of
 * blanks alone is dropped.
 *
 * Programs use xml_child_read (sys/xml_child.h); this is for the child, and for tests.
 */
#ifndef SYS_XML_PARSE_H
#define SYS_XML_PARSE_H

#include "base/xml_event.h"

/* Where the bytes come from and where the events go. */
struct xml_ends {
    /* The next bytes; *got 0 at the end. */
    enum err (*read)(void *context, char *to, size_t room, size_t *got);
    /* Takes what was written so far and empties the buffer; NULL: it is left to grow. */
    enum err (*flush)(void *context, struct buf *events);
    void *context;
};

/* Writes the events of one document; the last one is DONE, or BAD with reason and place. An error
 * only when reading, flushing or memory failed: then the events are not to be used. */
enum err xml_parse(const struct xml_ends *ends, struct buf *events) MUST_CHECK;
/* The same for bytes in memory. */
enum err xml_parse_bytes(struct str bytes, struct buf *events) MUST_CHECK;

#endif
