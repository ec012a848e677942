/*
 * http/csrf.h — was this POST made by a page of ours?
 *
 * Two independent answers, both required: the browser says that the request is same-origin
 * (Sec-Fetch-Site, Origin), and the form carries a token that only our page for this session could
 * hold. Tokens are a keyed digest, without randomness: the same session always sees the same page
 * (non-interference).
 */
#ifndef HTTP_CSRF_H
#define HTTP_CSRF_H

#include "http/message.h"

enum { CSRF_KEY_BYTES = 32, CSRF_TOKEN_LEN = 52 };

enum csrf_scope {
    CSRF_SESSION, /* `binding` is the session's identifier */
    CSRF_SIGN_IN, /* before there is a session: `binding` is a random cookie (double submit) */
};

/* Where tokens arrive: a form field of this name, or this header for API calls of our own pages. */
#define CSRF_FIELD STR("_token")
#define CSRF_HEADER STR("X-Todoke-Token")

/* Writes CSRF_TOKEN_LEN characters and a NUL. */
void csrf_token_make(const uint8_t key[CSRF_KEY_BYTES], enum csrf_scope scope, struct str binding,
                     char out[CSRF_TOKEN_LEN + 1]);
/* Constant time in the token. False for an empty binding. */
bool csrf_token_is_valid(const uint8_t key[CSRF_KEY_BYTES], enum csrf_scope scope,
                         struct str binding, struct str token);
/* The token that a request carries: form field first, then header; absent without one. */
struct str csrf_token_of(const struct http_request *req);
/* False when the browser says that another site made the request. Sec-Fetch-Site must be
 * same-origin; Origin must equal `origin` (or, when that is absent, name the same host as Host). A
 * request with neither is no browser's: true, the token decides. "Origin: null" is false. */
bool csrf_origin_is_ours(const struct http_request *req, struct str origin);

#endif
