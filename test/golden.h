/*
 * test/golden.h — comparing output with a file of test/golden/.
 *
 * The files are read by people in reviews: a change of an artefact is a change of such a file.
 * TODOKE_GOLDEN=write writes them anew; a normal run never writes. Tests run in the root of the
 * source tree.
 */
#ifndef TEST_GOLDEN_H
#define TEST_GOLDEN_H

#include "base/arena.h"
#include "tester.h"

#include <stdio.h>
#include <stdlib.h>

/* Fails when test/golden/`name` holds other bytes; shows the first line that differs. */
static inline void golden_check(const char *name, struct str actual)
{
    enum { GOLDEN_MAX = 1 << 20 };
    static char expected[GOLDEN_MAX];
    const char *mode = getenv("TODOKE_GOLDEN");
    char path[256];
    FILE *file;
    size_t len;
    size_t line = 1;
    size_t at = 0;

    (void)snprintf(path, sizeof(path), "test/golden/%s", name);
    if (mode != NULL && str_equal(str_from_cstr(mode), STR("write"))) {
        file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(actual.ptr, 1, actual.len, file), actual.len);
        assert_int_equal(fclose(file), 0);
        return;
    }
    file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s is missing", path);
    }
    len = fread(expected, 1, sizeof(expected), file);
    (void)fclose(file);
    if (str_equal(actual, (struct str){expected, len})) {
        return;
    }
    for (; at < len && at < actual.len && expected[at] == actual.ptr[at]; at++) {
        line += expected[at] == '\n';
    }
    fail_msg("%s differs in line %zu: …%.*s", path, line, STR_ARG(str_slice(actual, at, at + 60)));
}

#endif
