/*
 * test/conformance/exact.h — whole numbers of any size and fractions, for computing a standard's
 * formula exactly and otherwise than the program does. Must never share code with src/.
 */
#ifndef TEST_CONFORMANCE_EXACT_H
#define TEST_CONFORMANCE_EXACT_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- numbers of up to 270 digits ------------------------------------------------------------- */

enum { BIG_LIMBS = 30 };
#define BIG_BASE UINT64_C(1000000000)

/* Not negative; the lowest limb first. */
struct big {
    uint64_t limb[BIG_LIMBS];
};

static inline struct big big_of(uint64_t n)
{
    struct big out = {{0}};

    for (unsigned i = 0; n > 0; i++, n /= BIG_BASE)
        out.limb[i] = n % BIG_BASE;
    return out;
}

static inline struct big big_times(const struct big *a, const struct big *b)
{
    struct big out = {{0}};

    for (unsigned i = 0; i < BIG_LIMBS; i++) {
        for (unsigned k = 0; a->limb[i] > 0 && k < BIG_LIMBS; k++) {
            if (b->limb[k] == 0)
                continue;
            uint64_t carry = a->limb[i] * b->limb[k];
            for (unsigned at = i + k; carry > 0; at++) {
                assert(at < BIG_LIMBS);
                carry += out.limb[at];
                out.limb[at] = carry % BIG_BASE;
                carry /= BIG_BASE;
            }
        }
    }
    return out;
}

static inline struct big big_times_u64(const struct big *a, uint64_t n)
{
    struct big other = big_of(n);

    return big_times(a, &other);
}

static inline struct big big_plus(const struct big *a, const struct big *b)
{
    struct big out = {{0}};
    uint64_t carry = 0;

    for (unsigned i = 0; i < BIG_LIMBS; i++) {
        carry += a->limb[i] + b->limb[i];
        out.limb[i] = carry % BIG_BASE;
        carry /= BIG_BASE;
    }
    assert(carry == 0);
    return out;
}

static inline int big_compare(const struct big *a, const struct big *b)
{
    for (unsigned i = BIG_LIMBS; i-- > 0;) {
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    }
    return 0;
}

static inline struct big big_power(uint64_t base, unsigned exponent)
{
    struct big out = big_of(1);

    while (exponent-- > 0)
        out = big_times_u64(&out, base);
    return out;
}

/* ---- fractions ------------------------------------------------------------------------------- */

__extension__ typedef __int128 exact_int;

struct fraction {
    exact_int over; /* numerator */
    exact_int under;
};

static inline exact_int fraction_gcd(exact_int a, exact_int b)
{
    a = a < 0 ? -a : a;
    while (b > INT64_MAX || a > INT64_MAX) {
        exact_int rest = a % b;
        a = b;
        b = rest;
        if (b == 0)
            return a;
    }
    int64_t x = (int64_t)a;
    int64_t y = (int64_t)b;
    while (y != 0) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

static inline struct fraction fraction_of(exact_int over, exact_int under)
{
    exact_int common = fraction_gcd(over, under);

    return (struct fraction){over / common, under / common};
}

static inline struct fraction fraction_plus(struct fraction a, struct fraction b)
{
    exact_int common = fraction_gcd(a.under, b.under);

    return fraction_of(a.over * (b.under / common) + b.over * (a.under / common),
                       a.under / common * b.under);
}

static inline struct fraction fraction_minus(struct fraction a, struct fraction b)
{
    return fraction_plus(a, (struct fraction){-b.over, b.under});
}

static inline struct fraction fraction_times(struct fraction a, struct fraction b)
{
    struct fraction left = fraction_of(a.over, b.under);
    struct fraction right = fraction_of(b.over, a.under);

    return (struct fraction){left.over * right.over, left.under * right.under};
}

/* floor */
static inline int fraction_floor(struct fraction a)
{
    exact_int out = a.over / a.under;

    return (int)(a.over % a.under < 0 ? out - 1 : out);
}

static inline bool fraction_is_whole(struct fraction a)
{
    return a.under == 1;
}

#endif
