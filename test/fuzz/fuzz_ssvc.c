/*
 * test/fuzz/fuzz_ssvc.c — any bytes as an SSVC table, and behind a line end a selection for it.
 * What is read as a table decides every one of its rows as the row says, and any selection that is
 * read leaves at least one outcome.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/score/ssvc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 32 << 20, TEXT_MAX = 1 << 20 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_ssvc: %s\n", what);
    abort();
}

static void check_rows(const struct ssvc_table *t)
{
    for (size_t i = 0; i < t->row_count; i++) {
        const uint8_t *row = &t->rows[i * t->point_count];
        struct ssvc_selection s;
        struct ssvc_trace trace;
        for (size_t k = 0; k < LIMIT_SSVC_POINTS; k++)
            s.value[k] = k < t->point_count && k != t->outcome ? row[k] : SSVC_OPEN;
        ssvc_decide(t, &s, &trace);
        must(trace.outcome == row[t->outcome], "a row decides otherwise");
        must(trace.count == t->point_count - 1, "a step is missing");
        must(trace.steps[trace.count - 1].rows == 1, "a combination with two rows");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct ssvc_table t;
    struct ssvc_error error;
    const struct json *document = NULL;
    struct str rest = {(const char *)data, size};
    struct str head = str_split(&rest, '\n');

    arena_init(&a, ARENA_BYTES);
    if (size > 0 && json_read(head, TEXT_MAX, &a, &document, NULL) == ERR_OK) {
        if (ssvc_read(document, &a, &t, &error) != ERR_OK) {
            must(error.reason != NULL, "refused without a reason");
        } else {
            struct ssvc_selection s;
            struct ssvc_trace trace;
            check_rows(&t);
            if (rest.ptr == NULL) {
                /* no selection */
            } else if (ssvc_selection_read(&t, rest, &s, &error) == ERR_OK) {
                ssvc_decide(&t, &s, &trace);
                must(trace.outcomes != 0, "no outcome is left");
            } else {
                must(error.reason != NULL && error.offset <= rest.len, "refused without a place");
            }
        }
    }
    arena_release(&a);
    return 0;
}
