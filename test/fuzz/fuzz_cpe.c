/*
 * test/fuzz/fuzz_cpe.c — two lines as CPE names: what is accepted has one spelling in each form
 * that reads back to itself, the forms convert into each other, and comparing is symmetric.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "core/ident/cpe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 4 << 20, TEXT_BYTES = 64 << 10 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_cpe: %s\n", what);
    abort();
}

static struct str spell(const struct cpe *c, struct arena *a,
                        void (*write)(const struct cpe *, struct buf *))
{
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, a, TEXT_BYTES);
    write(c, &out);
    must(buf_finish(&out, &text) == ERR_OK, "cannot be written");
    return text;
}

static bool has_wildcards(const struct cpe *c)
{
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        struct str v = c->values[i].text;
        bool quoted = false;

        for (size_t k = 0; c->values[i].kind == CPE_TEXT && k < v.len; k++) {
            if (!quoted && (v.ptr[k] == '*' || v.ptr[k] == '?'))
                return true;
            quoted = !quoted && v.ptr[k] == '\\';
        }
    }
    return false;
}

static void check_spellings(const struct cpe *c, struct arena *a)
{
    struct cpe again;
    struct str formatted = spell(c, a, cpe_write_formatted);
    struct str uri = spell(c, a, cpe_write_uri);

    if (formatted.len <= LIMIT_CPE_BYTES) {
        must(cpe_read_formatted(formatted, a, &again, NULL) == ERR_OK, "own form is refused");
        must(str_equal(spell(&again, a, cpe_write_formatted), formatted), "form is not fixed");
    }
    if (uri.len <= LIMIT_CPE_BYTES) {
        must(cpe_read_uri(uri, a, &again, NULL) == ERR_OK, "own URI is refused");
        must(str_equal(spell(&again, a, cpe_write_uri), uri), "URI is not fixed");
        must(str_equal_nocase(spell(&again, a, cpe_write_formatted), formatted),
             "the URI lost something");
    }
}

static void check_relation(const struct cpe *x, const struct cpe *y)
{
    static const enum cpe_relation mirror[] = {
        [CPE_EQUAL] = CPE_EQUAL,       [CPE_SUBSET] = CPE_SUPERSET,     [CPE_SUPERSET] = CPE_SUBSET,
        [CPE_DISJOINT] = CPE_DISJOINT, [CPE_UNDEFINED] = CPE_UNDEFINED,
    };
    enum cpe_relation there = cpe_compare(x, y, NULL);

    if (has_wildcards(x) || has_wildcards(y))
        return;
    must(cpe_compare(y, x, NULL) == mirror[there], "the relation is not symmetric");
    must(cpe_compare(x, x, NULL) == CPE_EQUAL, "not equal to itself");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str rest = {(const char *)data, size};
    struct cpe names[2];
    size_t read = 0;

    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < 2 && rest.ptr != NULL; i++) {
        struct str line = str_split(&rest, '\n');
        struct ident_error error = {0, NULL};

        if (cpe_read(line, &a, &names[read], &error) == ERR_OK)
            check_spellings(&names[read++], &a);
        else
            must(error.reason != NULL && error.offset <= line.len, "refused without a place");
    }
    if (read == 2)
        check_relation(&names[0], &names[1]);
    arena_release(&a);
    return 0;
}
