/*
 * http/parse.h — HTTP/1.1 framing as pure functions over bytes. No socket, no clock, no allocation.
 *
 * Strict by design: what two programs could read differently is refused, not interpreted (RFC 9112
 * section 11.2). Lines end in CR LF only; no folded lines; no chunk extensions and no trailer
 * fields; one Host; one Content-Length or one "Transfer-Encoding: chunked", never both.
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http/message.h"

/* Looks for the end of the header block as bytes arrive, so that a broken line is refused when it
 * is seen. */
struct http_scan {
    size_t at;    /* bytes already looked at */
    size_t line;  /* where the current line starts */
    size_t lines; /* complete lines seen */
};

/* `bytes` is everything received so far. 0: the block is complete, *head_len is its length
 * including the empty line. -1: more bytes are needed. Else the status to refuse with (400, 414,
 * 431). */
int http_scan_head(struct http_scan *scan, struct str bytes, size_t *head_len);

/* Reads a complete header block into method … body_length of `req`; texts point into `head`.
 * `headers` has room for LIMIT_HEADER_COUNT entries and becomes req->headers. 0, or the status to
 * refuse with (400, 414, 417, 431, 501, 505). */
int http_parse_head(struct str head, struct http_header *headers, struct http_request *req);

enum http_chunk_state {
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK_SIZE_LF,
    HTTP_CHUNK_DATA,
    HTTP_CHUNK_DATA_CR,
    HTTP_CHUNK_DATA_LF,
    HTTP_CHUNK_END_CR,
    HTTP_CHUNK_END_LF,
    HTTP_CHUNK_DONE,
};

/* All zero before the first byte of the body. */
struct http_chunks {
    enum http_chunk_state state;
    uint32_t digits; /* of the size being read */
    uint64_t left;   /* bytes left of the current chunk */
};

enum http_chunk_result {
    HTTP_CHUNK_MORE,     /* everything was consumed */
    HTTP_CHUNK_BYTES,    /* *data holds body bytes; call again with the rest */
    HTTP_CHUNK_FINISHED, /* the body is complete; *used bytes were its last */
    HTTP_CHUNK_BAD,
};

/* Takes a step through `bytes`: *used tells how many were consumed. */
enum http_chunk_result http_chunks_feed(struct http_chunks *c, struct str bytes, size_t *used,
                                        struct str *data);

#endif
