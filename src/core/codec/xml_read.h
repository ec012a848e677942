/*
 * core/codec/xml_read.h — the events of the parser child (base/xml_event.h) as elements, one child
 * of the root after the other. Pure.
 *
 * The whole stream is checked before anything is handed on: a document that is refused anywhere is
 * refused as a whole. A feed of any length needs the memory of its longest entry.
 */
#ifndef CORE_CODEC_XML_READ_H
#define CORE_CODEC_XML_READ_H

#include "base/arena.h"
#include "base/xml_event.h"

struct xml_value {
    enum xml_ns ns;
    struct str name;
    struct str value;
    struct xml_value *next;
};

struct xml_node {
    enum xml_ns ns;
    struct str name;
    struct str text; /* without blanks at its ends; text among elements: all words (xml_words) */
    bool is_split;   /* into several pieces */
    uint32_t line, column;
    struct str inside; /* its events, for xml_words */
    struct xml_value *attributes;
    struct xml_node *first; /* child elements in their order */
    struct xml_node *next;
};

/* Why a document, or one of its entries, was not read. */
struct xml_fault {
    const char *reason; /* English */
    struct str name;    /* of the element it is about; may be absent */
    uint32_t line, column;
    struct str detail; /* what the document itself says about it, one line; may be absent */
};

struct xml_stream {
    struct str rest;
    const struct xml_node *root;  /* without its children */
    const struct xml_node *aside; /* see below; NULL: there is none */
};

/* Checks all events and reads the root. The first of its children in the name space `aside` is read
 * as well, wherever it stands: what a document says of itself may be its end. ERR_INVALID with
 * *fault: the document was refused; ERR_CORRUPT: these are no events; ERR_MEMORY. Texts lie in
 * `events`. */
enum err xml_stream_begin(struct str events, enum xml_ns aside, struct arena *a,
                          struct xml_stream *out, struct xml_fault *fault) MUST_CHECK;
/* The next child of the root with all that is in it; NULL at the end. ERR_MEMORY; ERR_LIMIT for an
 * element with text among elements of more than four LIMIT_XML_TEXT. */
enum err xml_stream_next(struct xml_stream *s, struct arena *a,
                         const struct xml_node **out) MUST_CHECK;

/* The root itself with all that is in it: for documents that are one entry. Instead of
 * xml_stream_next. ERR_MEMORY. */
enum err xml_stream_whole(struct xml_stream *s, struct arena *a,
                          const struct xml_node **out) MUST_CHECK;

/* First child of that name, or the next sibling of that name; NULL when there is none or the node
 * is NULL. */
const struct xml_node *xml_child(const struct xml_node *v, enum xml_ns ns, struct str name);
const struct xml_node *xml_again(const struct xml_node *v);
/* Its text; absent for NULL. */
struct str xml_text_of(const struct xml_node *v);
/* An attribute without name space; absent when there is none. */
struct str xml_attribute_of(const struct xml_node *v, struct str name);
struct str xml_attribute_in(const struct xml_node *v, enum xml_ns ns, struct str name);
/* All words in it and in what is in it, in their order: the text of XHTML. Elements that begin a
 * line there begin one here, white space is one blank. The arena remembers when it was full. */
struct str xml_words(const struct xml_node *v, struct arena *a);
bool xml_is(const struct xml_node *v, enum xml_ns ns, struct str name);

#endif
