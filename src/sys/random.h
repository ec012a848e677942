/*
 * sys/random.h — the only source of randomness: the kernel's, through libsodium. Never seeded,
 * never cached. crypto_init must have succeeded.
 */
#ifndef SYS_RANDOM_H
#define SYS_RANDOM_H

#include "base/id.h"

enum { RANDOM_DIGITS = 8 };

void random_bytes(void *out, size_t len);
/* A fresh identifier; never the "none" one. */
struct id random_id(void);
/* Eight decimal digits, uniform over 00000000–99999999, and a NUL (numbers sent to parties,
 * one-time codes). */
void random_digits8(char out[RANDOM_DIGITS + 1]);
/* Uniform in 0 .. bound-1; bound > 0. */
uint32_t random_below(uint32_t bound);

#endif
