/*
 * base/xml_event.h — what the XML parser child tells through its pipe: typed events, one frame
 * each.
 *
 * A document is STARTs, each followed by its ATTRIBUTEs, TEXTs and ENDs, and closes with DONE, or
 * with BAD where it was refused. Name spaces are numbers of xml_names.def, texts are UTF-8. The
 * reading side trusts nothing: a child that was taken over can only give another document, never a
 * frame that is half read. Nothing here knows what an element means.
 */
#ifndef BASE_XML_EVENT_H
#define BASE_XML_EVENT_H

#include "base/buf.h"

enum xml_ns {
    XML_NS_NONE,  /* no name space */
    XML_NS_OTHER, /* one that nobody here reads */
#define NS(name, address) XML_NS_##name,
#include "base/xml_names.def"
    XML_NS_COUNT
};

enum xml_reason {
    XML_REASON_NONE,
#define REASON(name, text) XML_REASON_##name,
#include "base/xml_reasons.def"
    XML_REASON_COUNT
};

enum xml_event_kind {
    XML_EVENT_START = 1, /* name */
    XML_EVENT_ATTRIBUTE, /* name, value */
    XML_EVENT_TEXT,      /* value: all text up to the next tag */
    XML_EVENT_END,
    XML_EVENT_DONE, /* the document was well-formed to its end */
    XML_EVENT_BAD   /* reason */
};

struct xml_event {
    enum xml_event_kind kind;
    enum xml_ns ns;
    enum xml_reason reason;
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in characters */
    struct str name;
    struct str value;
};

/* Bytes before name and value of a frame. */
enum { XML_FRAME_HEAD = 20 };

/* Appends the frame of an event. */
void xml_event_write(struct buf *out, const struct xml_event *event);
/* Takes one frame off `*rest`; its texts lie in there. ERR_NOT_FOUND at the end; ERR_CORRUPT for
 * what is no frame: cut off, an unknown number, a name or text that is too long or not UTF-8. */
enum err xml_event_read(struct str *rest, struct xml_event *out) MUST_CHECK;

/* The name space of an address: OTHER for those not in the list, NONE for the empty one. */
enum xml_ns xml_ns_of(struct str address);
/* English, for the person whose text was refused. */
const char *xml_reason_text(enum xml_reason reason);

#endif
