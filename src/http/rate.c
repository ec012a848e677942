/*
 * http/rate.c — how often one peer may ask.
 *
 * A bucket is one instant per kind: when it will be full again (the "theoretical arrival time" of
 * GCRA). That makes taking a token one comparison and the fullest bucket the one with the earliest
 * instant. Peers share sets of WAYS places; a set that is full forgets its fullest bucket. It must
 * never allocate after its start.
 */
#include "http/rate.h"

#include <pthread.h>
#include <string.h>

enum { WAYS = 8, SETS = LIMIT_RATE_PEERS / WAYS, LOCKS = 64, KINDS = HTTP_RATE_SLOW + 1 };

struct bucket {
    uint8_t peer[16];       /* IPv6 without the lower half */
    int64_t full_us[KINDS]; /* 0: never used */
};

struct http_rate {
    uint64_t seed;
    pthread_mutex_t locks[LOCKS];
    struct bucket sets[SETS][WAYS];
};

static const struct {
    int64_t per_minute, burst;
} rates[KINDS] = {
    [HTTP_RATE_REQUEST] = {LIMIT_RATE_REQUESTS, LIMIT_RATE_REQUESTS_BURST},
    [HTTP_RATE_SLOW] = {LIMIT_RATE_SLOW, LIMIT_RATE_SLOW_BURST},
};

enum err http_rate_init(struct http_rate **out, struct arena *a, uint64_t seed)
{
    struct http_rate *r = ARENA_NEW(a, struct http_rate);
    if (r == NULL) {
        return ERR_MEMORY;
    }
    r->seed = seed;
    for (size_t i = 0; i < LOCKS; i++) {
        pthread_mutex_init(&r->locks[i], NULL);
    }
    *out = r;
    return ERR_OK;
}

static void peer_key(const struct http_peer *peer, uint8_t key[16])
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    memcpy(key, peer->address, 16);
    if (memcmp(key, mapped, sizeof(mapped)) != 0) {
        memset(key + 8, 0, 8);
    }
}

static size_t set_of(const struct http_rate *r, const uint8_t key[16])
{
    uint64_t halves[2];
    memcpy(halves, key, sizeof(halves));
    uint64_t h = r->seed;
    for (size_t i = 0; i < 2; i++) {
        h = (h ^ halves[i]) * UINT64_C(0x9e3779b97f4a7c15);
        h = (h ^ h >> 32 ^ r->seed) * UINT64_C(0xbf58476d1ce4e5b9);
        h ^= h >> 29;
    }
    return (size_t)(h % SETS);
}

static int64_t full_at(const struct bucket *b)
{
    int64_t latest = 0;
    for (size_t i = 0; i < KINDS; i++) {
        latest = b->full_us[i] > latest ? b->full_us[i] : latest;
    }
    return latest;
}

static struct bucket *bucket_of(struct bucket set[WAYS], const uint8_t key[16])
{
    struct bucket *fullest = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (memcmp(set[i].peer, key, 16) == 0) {
            return &set[i];
        }
        if (full_at(&set[i]) < full_at(fullest)) {
            fullest = &set[i];
        }
    }
    *fullest = (struct bucket){0};
    memcpy(fullest->peer, key, 16);
    return fullest;
}

bool http_rate_take(struct http_rate *r, const struct http_peer *peer, enum http_rate_kind kind,
                    int64_t now_us, uint32_t *retry_s)
{
    if (peer->is_unix) {
        return true;
    }
    uint8_t key[16];
    peer_key(peer, key);
    size_t set = set_of(r, key);
    int64_t step_us = INT64_C(60000000) / rates[kind].per_minute;
    pthread_mutex_lock(&r->locks[set % LOCKS]);
    struct bucket *b = bucket_of(r->sets[set], key);
    int64_t full_us = (b->full_us[kind] > now_us ? b->full_us[kind] : now_us) + step_us;
    int64_t late_us = full_us - now_us - rates[kind].burst * step_us;
    if (late_us <= 0) {
        b->full_us[kind] = full_us;
    }
    pthread_mutex_unlock(&r->locks[set % LOCKS]);
    if (late_us > 0) {
        *retry_s = (uint32_t)((late_us + 999999) / 1000000);
    }
    return late_us <= 0;
}
