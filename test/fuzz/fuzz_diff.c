/*
 * test/fuzz/fuzz_diff.c — two texts, the bytes before and behind the first 0xFF, compared. With
 * what was added the marks must give the new text, with what was removed the old one; shortening
 * must lose no mark.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "core/text/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, CONTEXT = 3 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_diff: %s\n", what);
    abort();
}

/* The runs whose kind is one of the two, one behind the other. */
static struct str side(const struct diff *d, enum diff_kind a, enum diff_kind b,
                       struct arena *arena)
{
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, arena, ARENA_BYTES / 4);
    for (size_t i = 0; i < d->count; i++) {
        if (d->runs[i].kind == a || d->runs[i].kind == b)
            buf_add(&out, d->runs[i].text);
    }
    must(buf_finish(&out, &text) == ERR_OK, "no memory");
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str after = {(const char *)data, size};
    struct str before = str_split(&after, (char)0xFF);
    struct diff d, shown;
    struct arena a;

    if (utf8_first_bad(before) != SIZE_MAX || utf8_first_bad(after) != SIZE_MAX)
        return 0;
    arena_init(&a, ARENA_BYTES);
    must(diff_texts(before, after, &a, &d) == ERR_OK, "no comparison");
    must(str_equal(side(&d, DIFF_SAME, DIFF_ADDED, &a), after), "not the new text");
    must(str_equal(side(&d, DIFF_SAME, DIFF_REMOVED, &a), before), "not the old text");
    must(diff_is_change(&d) == !str_equal(before, after), "a change that is none");
    must(diff_shorten(&d, CONTEXT, &a, &shown) == ERR_OK, "not shortened");
    must(str_equal(side(&d, DIFF_ADDED, DIFF_REMOVED, &a),
                   side(&shown, DIFF_ADDED, DIFF_REMOVED, &a)),
         "a mark was lost");
    arena_release(&a);
    return 0;
}
