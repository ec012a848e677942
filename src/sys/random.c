/*
 * sys/random.c — random values from libsodium's generator by way of sys/crypto. It must never fall
 * back to anything weaker.
 */
#include "sys/random.h"

#include "sys/crypto.h"

#include <assert.h>

void random_bytes(void *out, size_t len)
{
    crypto_random(out, len);
}

struct id random_id(void)
{
    struct id id;
    do {
        random_bytes(id.bytes, sizeof id.bytes);
    } while (id_is_none(id));
    return id;
}

uint32_t random_below(uint32_t bound)
{
    assert(bound > 0);
    /* Values in the incomplete last block would make small results likelier: drawn again. */
    uint32_t remainder = (UINT32_MAX % bound + 1) % bound;
    uint32_t value;
    do {
        random_bytes(&value, sizeof value);
    } while (value > UINT32_MAX - remainder);
    return value % bound;
}

void random_digits8(char out[RANDOM_DIGITS + 1])
{
    (void)snprintf(out, RANDOM_DIGITS + 1, "%08u", random_below(100000000u));
}
