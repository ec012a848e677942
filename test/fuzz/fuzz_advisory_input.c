/*
 * test/fuzz/fuzz_advisory_input.c — any pairs as an advisory: lines of "name=value". What is taken
 * is canonical at once (reading and writing it again changes nothing), goes back into a form and
 * comes out the same; what is refused names its field.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "core/advisory/advisory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, PAIRS_MAX = 500 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_advisory_input: %s\n", what);
    abort();
}

static struct str canonical(const struct advisory *v, struct arena *a)
{
    struct str out = {NULL, 0};

    must(advisory_write(v, a, &out) == ERR_OK, "what was taken cannot be written");
    return out;
}

static void check_taken(const struct advisory *v, struct arena *a)
{
    struct str once = canonical(v, a);
    struct advisory again;
    struct advisory_problem problem;
    struct input pairs;

    must(advisory_read(once, a, &again) == ERR_OK, "own document is refused");
    must(str_equal(canonical(&again, a), once), "a document changes when it is read");
    must(advisory_to_input(v, STR("doc."), a, &pairs) == ERR_OK, "no way back to a form");
    must(advisory_from_input(&pairs, STR("doc."), a, &again, &problem) == ERR_OK,
         "own form is refused");
    must(str_equal(canonical(&again, a), once), "a form changes the document");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct input_pair pairs[PAIRS_MAX];
    struct str rest = {(const char *)data, size};
    struct input in = {pairs, 0};
    struct advisory v;
    struct advisory_problem problem;
    struct arena a;
    enum err e;

    arena_init(&a, ARENA_BYTES);
    while (rest.ptr != NULL && in.count < PAIRS_MAX) {
        struct str value = str_split(&rest, '\n');
        struct str name = str_split(&value, '=');
        size_t bad_at;

        /* the edge lets no other texts in */
        if (value.ptr == NULL || utf8_accept(value, true, &a, &value, &bad_at) != ERR_OK)
            continue;
        pairs[in.count++] = (struct input_pair){name, value};
    }
    e = advisory_from_input(&in, STR("doc."), &a, &v, &problem);
    if (e == ERR_OK)
        check_taken(&v, &a);
    else
        must(e == ERR_LIMIT || (e == ERR_INVALID && problem.reason != ADVISORY_REASON_NONE &&
                                str_starts_with(problem.field, STR("doc."))),
             "refused without a field");
    arena_release(&a);
    return 0;
}
