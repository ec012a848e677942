/*
 * http/problem.h — errors of the API as RFC 9457 problem details (application/problem+json).
 */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/buf.h"
#include "http/message.h"

struct http_problem_error {
    struct str pointer; /* JSON pointer to the field ("/files/2/name"); absent: the whole request */
    struct str code;    /* stable word */
    struct str detail;  /* sentence in the reader's language; absent without one */
};

struct http_problem {
    int status;
    struct str code;  /* stable word: member "code", and behind "/problems/" in "type"; absent: type
                         is about:blank */
    struct str title; /* absent: the status text */
    struct str requirement; /* of the catalogue, that the refusal follows; absent without one */
    struct str detail;
    const struct http_problem_error *errors;
    size_t error_count;
};

/* Fills the response: status, body, headers of HTTP_HEADERS_API_PRIVATE. When memory runs out the
 * answer is a 503 with a constant body. */
void http_problem_write(struct http_request *req, struct http_response *res,
                        const struct http_problem *problem);
/* Appends `text` as a JSON string with its quotes. */
void http_json_string(struct buf *out, struct str text);

#endif
