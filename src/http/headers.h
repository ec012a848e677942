/*
 * http/headers.h — the headers that every answer of a kind carries; handlers never write a security
 * header by hand.
 */
#ifndef HTTP_HEADERS_H
#define HTTP_HEADERS_H

#include "http/message.h"

enum http_header_set {
    HTTP_HEADERS_PUBLIC_PAGE,  /* portal pages: strict CSP, revalidate always */
    HTTP_HEADERS_PRIVATE_PAGE, /* desk pages, report form and receipt: the same and no-store */
    HTTP_HEADERS_API_PUBLIC,   /* JSON, XML, feeds for any origin's reading */
    HTTP_HEADERS_API_PRIVATE,  /* no-store */
    HTTP_HEADERS_ASSET, /* packed scripts, styles, images: kept for ever, their address is a hash */
    HTTP_HEADERS_DOWNLOAD, /* somebody's file: sandboxed, never rendered, no-store; add
                              Content-Disposition */
};

/* Adds the set. Call once per answer, before or after the body is set. */
void http_headers_add(struct http_response *res, enum http_header_set set);
/* The same as header lines with CRLF, for prebuilt answers (http/static.h). Constant. */
struct str http_headers_lines(enum http_header_set set);
/* Content-Disposition: attachment, with an ASCII name and the UTF-8 one (RFC 8187). */
void http_headers_attachment(struct http_response *res, struct arena *a, struct str filename);

#endif
