/*
 * test/fuzz/fuzz_version.c — three lines as versions of a scheme (first byte): comparing is
 * reflexive, antisymmetric and transitive, equal versions cannot be told apart, and the normal form
 * is a fixed point. Arch's order is exempt from the last two: a missing release equals every one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "core/ident/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 4 << 20, VERSIONS = 3 };

static void must(bool holds, enum version_scheme scheme, const char *what)
{
    struct str name = version_scheme_name(scheme);

    if (holds)
        return;
    fprintf(stderr, "fuzz_version: %.*s: %s\n", STR_ARG(name), what);
    abort();
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static void check_triple(enum version_scheme scheme, struct str a, struct str b, struct str c)
{
    int ab = sign(version_compare(scheme, a, b));
    int bc = sign(version_compare(scheme, b, c));
    int ac = sign(version_compare(scheme, a, c));

    if (ab <= 0 && bc <= 0)
        must(ac <= 0, scheme, "not transitive");
    if (ab == 0)
        must(ac == bc, scheme, "equal versions differ against a third");
}

static void check_normal(enum version_scheme scheme, struct str version, struct arena *a)
{
    struct buf out;
    struct str once = {NULL, 0};
    struct str twice = {NULL, 0};

    buf_init(&out, a, 8 * LIMIT_VERSION_BYTES);
    version_write_normal(scheme, version, &out);
    must(buf_finish(&out, &once) == ERR_OK, scheme, "no normal form");
    buf_init(&out, a, 8 * LIMIT_VERSION_BYTES);
    version_write_normal(scheme, once, &out);
    must(buf_finish(&out, &twice) == ERR_OK && str_equal(once, twice), scheme,
         "the normal form is not fixed");
    if (version_is_valid(scheme, version))
        must(version_compare(scheme, version, once) == 0, scheme, "the normal form is another");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str v[VERSIONS] = {{"", 0}, {"", 0}, {"", 0}};

    if (size == 0)
        return 0;
    enum version_scheme scheme = (enum version_scheme)(data[0] % VERSION_SCHEMES);
    struct str rest = {(const char *)data + 1, size - 1};
    for (size_t i = 0; i < VERSIONS && rest.len > 0; i++)
        v[i] = str_split(&rest, '\n');
    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < VERSIONS; i++) {
        must(version_compare(scheme, v[i], v[i]) == 0, scheme, "not equal to itself");
        if (v[i].len <= LIMIT_VERSION_BYTES)
            check_normal(scheme, v[i], &a);
        for (size_t k = 0; k < VERSIONS; k++) {
            must(sign(version_compare(scheme, v[i], v[k])) ==
                     -sign(version_compare(scheme, v[k], v[i])),
                 scheme, "not antisymmetric");
        }
    }
    for (size_t i = 0; scheme != VERSION_alpm && i < 6; i++) {
        static const unsigned char orders[6][VERSIONS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        check_triple(scheme, v[orders[i][0]], v[orders[i][1]], v[orders[i][2]]);
    }
    arena_release(&a);
    return 0;
}
