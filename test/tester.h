/*
 * test/tester.h — what every cmocka test of ours begins with: the headers in the order that cmocka
 * wants, and the checks for texts. Must never hold test data.
 */
#ifndef TEST_TESTER_H
#define TEST_TESTER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

/* Fails with both texts shown unless they hold the same bytes. */
#define assert_str(actual, expected) tester_str((actual), (expected), __FILE__, __LINE__)

static inline void tester_str(struct str actual, struct str expected, const char *file, int line)
{
    if (!str_equal(actual, expected)) {
        print_error("got:      \"%.*s\"\nexpected: \"%.*s\"\n", STR_ARG(actual), STR_ARG(expected));
        _fail(file, line);
    }
}

/* Do these words stand anywhere in the text? */
static inline bool holds(struct str text, const char *words)
{
    return str_find(text, str_from_cstr(words), 0) != SIZE_MAX;
}

#endif
