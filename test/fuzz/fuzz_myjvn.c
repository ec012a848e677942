/*
 * test/fuzz/fuzz_myjvn.c — any JSON as an answer of MyJVN: refused with a reason, or publications
 * that are written and read without end.
 */
#include "fuzz/publication.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 256 << 20, TEXT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    const struct json *document = NULL;
    struct myjvn_json r;
    struct myjvn_json_fault fault = {0};
    enum err e = ERR_OK;

    arena_init(&a, ARENA_BYTES);
    if (json_read((struct str){(const char *)data, size}, TEXT_MAX, &a, &document, NULL) !=
            ERR_OK ||
        myjvn_json_begin(document, &a, &r, &fault) != ERR_OK) {
        arena_release(&a);
        return 0;
    }
    if (r.kind == MYJVN_JSON_LIST) {
        struct myjvn_list list;

        if (myjvn_list_read_json(document, &a, &list, &fault) == ERR_OK)
            fuzz_list(&list, &a);
    }
    do {
        struct publication p;

        fault = (struct myjvn_json_fault){0};
        e = myjvn_json_next(&r, &a, &p, &fault);
        fuzz_must(e != ERR_INVALID || fault.reason != NULL, "refused without a reason",
                  FUZZ_FORMATS);
        if (e == ERR_OK)
            fuzz_publication(&p, r.lang, &a);
    } while ((e == ERR_OK || e == ERR_INVALID) && !a.failed);
    arena_release(&a);
    return 0;
}
