/*
 * test/unit/gen/sample.h — views of the sample pages with which the look and the template language
 * are tested.
 */
#ifndef TEST_SAMPLE_H
#define TEST_SAMPLE_H

#include "desk/layout.h"
#include "portal/layout.h"

struct sample_row {
    struct str id;
    struct str title;
    const char *step;
    const char *duty;
    int32_t due;
    int lateness; /* 2 overdue, 1 soon, 0 otherwise */
    struct str waits_on;
};

struct sample_work {
    struct desk_layout layout;
    const struct sample_row *rows;
    size_t row_count;
    struct pager pager;
};

struct sample_case {
    struct desk_layout layout;
    int64_t release_us;
    struct str post;
};

struct sample_public {
    struct portal_layout layout;
    struct str code;
    struct str title;
    int64_t published_us;
};

/* Every form of value in every place. */
struct sample_values {
    struct str text;
    struct str url;
    const char *cstr;
    int64_t at_us;
    int32_t day;
    size_t count;
    uint32_t small;
    const struct str *items;
    size_t item_count;
    struct safe_html html;
    struct {
        struct str ja;
        struct str en;
    } both;
};

#endif
