/*
 * press/pages_library.h — the view struct of the public document library
 * (core/library/library.h).
 */
#ifndef PRESS_PAGES_LIBRARY_H
#define PRESS_PAGES_LIBRARY_H

#include "press/pages.h"

struct press_library_row {
    struct press_line title;
    struct str version; /* empty: has none */
    int32_t day;
    struct str address;
};

struct press_library_group {
    const char *label;
    const struct press_library_row *rows; /* newest first */
    size_t count;
};

struct press_library_page {
    struct portal_layout page;
    const struct press_library_group *groups; /* kinds that have a document */
    size_t count;
};

#endif
