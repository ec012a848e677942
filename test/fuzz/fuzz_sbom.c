/*
 * test/fuzz/fuzz_sbom.c — any bytes as a bill of materials: what is accepted is a list of named
 * components, each inside an earlier one or none, with no reference twice; what is refused has a
 * reason.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/ident/purl.h"
#include "core/ident/sbom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, TEXT_BYTES = 1 << 20, COMPARED = 200, ANCESTORS = 200 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_sbom: %s\n", what);
    abort();
}

static void check(const struct sbom *b, struct arena *a)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct sbom_component *c = &b->components[i];
        struct purl p;

        must(c->name.len > 0, "a component without a name");
        size_t above = i;
        for (size_t k = 0; k <= b->count && k < ANCESTORS && above != SIZE_MAX; k++)
            above = b->components[above].parent;
        must(b->format == SBOM_SPDX || c->parent == SIZE_MAX || c->parent < i,
             "a component inside a later one");
        must(b->format == SBOM_CYCLONEDX || above == SIZE_MAX, "a component inside itself");
        must(c->purl_is_valid ==
                 (c->purl.len > 0 && purl_read(c->purl, PURL_LENIENT, a, &p, NULL) == ERR_OK),
             "a purl marked wrongly");
        for (size_t k = i + 1; k < b->count && k < i + COMPARED; k++)
            must(c->ref.len == 0 || !str_equal(c->ref, b->components[k].ref), "a reference twice");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str text = {(const char *)data, size};
    const struct json *v = NULL;
    struct sbom b;
    struct sbom_error error = {{NULL, 0}, NULL};

    arena_init(&a, ARENA_BYTES);
    if (json_read(text, TEXT_BYTES, &a, &v, NULL) == ERR_OK) {
        if (sbom_read(v, &a, &b, &error) == ERR_OK)
            check(&b, &a);
        else
            must(error.reason != NULL, "refused without a reason");
    }
    arena_release(&a);
    return 0;
}
