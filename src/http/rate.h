/*
 * http/rate.h — a token bucket per peer, in a table of fixed size.
 *
 * A peer is an IPv4 address, an IPv6 /64, or a user on a unix socket (never limited). The table
 * forgets the fullest bucket first, so a flood of addresses cannot push out one that is being
 * limited. Safe between threads.
 */
#ifndef HTTP_RATE_H
#define HTTP_RATE_H

#include "http/message.h"

struct http_rate;

enum http_rate_kind {
    HTTP_RATE_REQUEST, /* LIMIT_RATE_REQUESTS a minute, bursts of LIMIT_RATE_REQUESTS_BURST */
    HTTP_RATE_SLOW, /* LIMIT_RATE_SLOW a minute, bursts of LIMIT_RATE_SLOW_BURST: reports, sign-ins,
                       receipts */
};

/* `seed` is secret and random, so that nobody can aim at a bucket. Memory from `a` (process
 * lifetime). */
enum err http_rate_init(struct http_rate **out, struct arena *a, uint64_t seed) MUST_CHECK;
/* Takes a token at monotonic time `now_us`. False: none left; *retry_s is when one will be there,
 * at least 1. */
bool http_rate_take(struct http_rate *r, const struct http_peer *peer, enum http_rate_kind kind,
                    int64_t now_us, uint32_t *retry_s);

#endif
