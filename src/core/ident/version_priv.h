/*
 * core/ident/version_priv.h — the comparators of the single schemes and the tools they share.
 *
 * A comparator reads both texts at once and allocates nothing. Texts are at most
 * LIMIT_VERSION_BYTES long; version_compare sees to it.
 */
#ifndef CORE_IDENT_VERSION_PRIV_H
#define CORE_IDENT_VERSION_PRIV_H

#include "core/ident/ident_priv.h"
#include "core/ident/version.h"

typedef int version_comparator(struct str a, struct str b);

version_comparator version_compare_semver, version_compare_semver_build, version_compare_nuget;
version_comparator version_compare_composer;
version_comparator version_compare_pypi, version_compare_gem, version_compare_maven;
version_comparator version_compare_deb, version_compare_rpm, version_compare_alpm;
version_comparator version_compare_apk, version_compare_gentoo, version_compare_conan;
version_comparator version_compare_conda, version_compare_openssl, version_compare_dotted;
version_comparator version_compare_cpan, version_compare_intdot, version_compare_datetime;
version_comparator version_compare_lexicographic, version_compare_generic;

bool version_is_pypi(struct str version);
/* The normal form of PEP 440; `version` is valid. */
void version_write_pypi(struct str version, struct buf *out);
bool version_is_datetime(struct str version);
bool version_is_ebuild(struct str version);

/* "1.2.3-rc.1+build": leading v, numbers, label, nothing of the build. */
struct version_semver {
    struct str numbers; /* digits and dots */
    struct str label;   /* ptr NULL: no pre-release */
    struct str build;   /* ptr NULL: none */
};
struct version_semver version_semver_parts(struct str version);
/* Cuts every leading v off the front. */
void version_skip_v(struct str *version);
/* Cuts a leading v and the run of digits and dots off the front; the run. */
struct str version_take_numbers(struct str *version);

static inline int version_order(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static inline struct str version_skip_zeros(struct str digits)
{
    while (digits.len > 0 && digits.ptr[0] == '0') {
        digits.ptr++;
        digits.len--;
    }
    return digits;
}

/* Two runs of digits of any length as numbers; an empty one is 0. */
static inline int version_compare_digits(struct str a, struct str b)
{
    a = version_skip_zeros(a);
    b = version_skip_zeros(b);
    return a.len != b.len ? version_order(a.len, b.len) : str_compare(a, b);
}

/* Cuts `count` bytes off the front; none of an absent text. */
static inline void version_drop(struct str *s, size_t count)
{
    if (count > 0) {
        s->ptr += count;
        s->len -= count;
    }
}

/* Cuts the run of digits (of other than digits) off the front of `s`. */
static inline struct str version_take(struct str *s, bool digits)
{
    struct str run = {s->ptr, 0};
    while (run.len < s->len && ident_is_digit(s->ptr[run.len]) == digits) {
        run.len++;
    }
    version_drop(s, run.len);
    return run;
}

/* Cuts the run of ASCII letters off the front of `s`. */
static inline struct str version_take_letters(struct str *s)
{
    struct str run = {s->ptr, 0};
    while (run.len < s->len && ident_is_letter(s->ptr[run.len])) {
        run.len++;
    }
    version_drop(s, run.len);
    return run;
}

static inline char version_first(struct str s)
{
    return s.len > 0 ? s.ptr[0] : '\0';
}

/* Byte order without regard to case. */
static inline int version_compare_folded(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < common; i++) {
        unsigned char x = (unsigned char)ident_lower(a.ptr[i]);
        unsigned char y = (unsigned char)ident_lower(b.ptr[i]);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return version_order(a.len, b.len);
}

#endif
