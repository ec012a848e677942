/*
 * http/csrf.c — tokens and origins. Must never accept an empty token, and compares tokens in
 * constant time.
 */
#include "http/csrf.h"

#include "base/id.h"
#include "http/form.h"
#include "sys/crypto.h"

_Static_assert(CSRF_TOKEN_LEN == (CRYPTO_HASH_BYTES * 8 + 4) / 5, "a token is a digest in base32");
_Static_assert((int)CSRF_KEY_BYTES == (int)CRYPTO_KEY_BYTES, "the key is the digest's");

void csrf_token_make(const uint8_t key[CSRF_KEY_BYTES], enum csrf_scope scope, struct str binding,
                     char out[CSRF_TOKEN_LEN + 1])
{
    uint8_t scoped[CRYPTO_KEY_BYTES];
    uint8_t digest[CRYPTO_HASH_BYTES];
    crypto_derive_key(key, (uint64_t)scope + 1, "csrf-tok", scoped);
    crypto_hmac_sha256((struct str){(const char *)scoped, sizeof(scoped)}, binding, digest);
    base32_write(digest, sizeof(digest), out, CSRF_TOKEN_LEN + 1);
    crypto_wipe(scoped, sizeof(scoped));
}

bool csrf_token_is_valid(const uint8_t key[CSRF_KEY_BYTES], enum csrf_scope scope,
                         struct str binding, struct str token)
{
    char expected[CSRF_TOKEN_LEN + 1];
    if (binding.len == 0 || token.len != CSRF_TOKEN_LEN) {
        return false;
    }
    csrf_token_make(key, scope, binding, expected);
    bool equal = crypto_equal(expected, token.ptr, CSRF_TOKEN_LEN);
    crypto_wipe(expected, sizeof(expected));
    return equal;
}

struct str csrf_token_of(const struct http_request *req)
{
    struct str token = http_request_field(req, CSRF_FIELD);
    return token.ptr != NULL ? token : http_request_header(req, CSRF_HEADER);
}

static bool origin_matches(struct str origin, struct str expected, struct str host)
{
    if (expected.ptr != NULL) {
        return str_equal_nocase(origin, expected);
    }
    size_t mark = str_find(origin, STR("://"), 0);
    return mark != SIZE_MAX && host.len > 0 &&
           str_equal_nocase(str_slice(origin, mark + 3, origin.len), host);
}

bool csrf_origin_is_ours(const struct http_request *req, struct str origin)
{
    struct str site = http_request_header(req, STR("sec-fetch-site"));
    if (site.ptr != NULL && !str_equal(site, STR("same-origin"))) {
        return false;
    }
    struct str sent = http_request_header(req, STR("origin"));
    return sent.ptr == NULL || origin_matches(sent, origin, req->host);
}
