/*
 * app/app_throttle.c — failures of a name or an address make the next try wait: five are free, then
 * one second, doubling to LIMIT_SIGN_IN_WAIT_SECONDS. In memory only; the fewest failures are
 * forgotten first when the table is full.
 */
#include "app/app_priv.h"

enum { FREE_FAILURES = 5, PROBES = 8, FORGET_SECONDS = 24 * 3600 };

static uint64_t throttle_hash(const char *space, struct str who)
{
    uint8_t digest[CRYPTO_HASH_BYTES];
    struct crypto_hasher h;
    struct str name = str_from_cstr(space);
    crypto_hasher_init(&h);
    crypto_hasher_add(&h, name.ptr, name.len + 1);
    crypto_hasher_add(&h, who.ptr, who.len);
    crypto_hasher_finish(&h, digest);
    uint64_t hash = 1;
    for (size_t i = 0; i < 8; i++)
        hash = hash << 8 | digest[i];
    return hash | 1;
}

static struct throttle_slot *slot_find(struct throttle *t, uint64_t hash)
{
    for (size_t i = 0; i < PROBES; i++) {
        struct throttle_slot *s = &t->slots[(hash + i) % APP_THROTTLE_SLOTS];
        if (s->hash == hash)
            return s;
    }
    return NULL;
}

static int64_t slot_wait_us(const struct throttle_slot *s)
{
    if (s->failures < FREE_FAILURES)
        return 0;
    uint32_t doublings = s->failures - FREE_FAILURES;
    int64_t seconds = doublings < 20 ? INT64_C(1) << doublings : LIMIT_SIGN_IN_WAIT_SECONDS;
    if (seconds > LIMIT_SIGN_IN_WAIT_SECONDS)
        seconds = LIMIT_SIGN_IN_WAIT_SECONDS;
    return s->last_us + seconds * US_PER_SECOND - clock_monotonic_us();
}

uint32_t throttle_wait(struct throttle *t, const char *space, struct str who)
{
    pthread_mutex_lock(&t->mutex);
    const struct throttle_slot *s = slot_find(t, throttle_hash(space, who));
    int64_t wait_us = s ? slot_wait_us(s) : 0;
    pthread_mutex_unlock(&t->mutex);
    return wait_us > 0 ? (uint32_t)((wait_us + US_PER_SECOND - 1) / US_PER_SECOND) : 0;
}

/* The slot of the fewest failures among those where this hash may stand. */
static struct throttle_slot *slot_take(struct throttle *t, uint64_t hash)
{
    struct throttle_slot *best = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        struct throttle_slot *s = &t->slots[(hash + i) % APP_THROTTLE_SLOTS];
        if (!best || s->failures < best->failures)
            best = s;
    }
    *best = (struct throttle_slot){.hash = hash};
    return best;
}

void throttle_fail(struct throttle *t, const char *space, struct str who)
{
    uint64_t hash = throttle_hash(space, who);
    int64_t now_us = clock_monotonic_us();
    pthread_mutex_lock(&t->mutex);
    struct throttle_slot *s = slot_find(t, hash);
    if (!s)
        s = slot_take(t, hash);
    if (now_us - s->last_us > FORGET_SECONDS * US_PER_SECOND)
        s->failures = 0;
    s->failures++;
    s->last_us = now_us;
    pthread_mutex_unlock(&t->mutex);
}

void throttle_forget(struct throttle *t, const char *space, struct str who)
{
    pthread_mutex_lock(&t->mutex);
    struct throttle_slot *s = slot_find(t, throttle_hash(space, who));
    if (s)
        *s = (struct throttle_slot){0};
    pthread_mutex_unlock(&t->mutex);
}
