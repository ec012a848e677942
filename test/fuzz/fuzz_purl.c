/*
 * test/fuzz/fuzz_purl.c — any bytes as a package URL: what is accepted has one canonical spelling
 * that the strict reader takes and gives back, and the same components build the same purl.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "core/ident/purl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 8 << 20, TEXT_BYTES = 256 << 10 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_purl: %s\n", what);
    abort();
}

static struct str spell(const struct purl *p, struct arena *a)
{
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, a, TEXT_BYTES);
    purl_write(p, &out);
    must(buf_finish(&out, &text) == ERR_OK, "cannot be written");
    return text;
}

static void check(const struct purl *p, struct arena *a)
{
    struct str canonical = spell(p, a);
    struct purl again;

    for (size_t i = 0; i < canonical.len; i++)
        must(canonical.ptr[i] > 0x20 && canonical.ptr[i] < 0x7f, "a spelling that is not ASCII");
    if (canonical.len <= LIMIT_PURL_BYTES) {
        must(purl_read(canonical, PURL_STRICT, a, &again, NULL) == ERR_OK, "own form is refused");
        must(purl_equal(p, &again), "the spelling lost something");
        must(str_equal(spell(&again, a), canonical), "the form is not fixed");
    }
    must(purl_build(p, a, &again, NULL) == ERR_OK, "own components are refused");
    must(purl_equal(p, &again), "the components build another purl");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str text = {(const char *)data, size};
    struct ident_error error = {0, NULL};
    struct purl lenient;
    struct purl strict;

    arena_init(&a, ARENA_BYTES);
    enum err e = purl_read(text, PURL_LENIENT, &a, &lenient, &error);
    if (e == ERR_OK)
        check(&lenient, &a);
    else
        must(error.reason != NULL && error.offset <= size, "refused without a place");
    if (purl_read(text, PURL_STRICT, &a, &strict, &error) == ERR_OK)
        must(e == ERR_OK && purl_equal(&strict, &lenient), "strict and lenient disagree");
    else
        must(error.reason != NULL && error.offset <= size, "strictly refused without a place");
    arena_release(&a);
    return 0;
}
