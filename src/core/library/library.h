/*
 * core/library/library.h — the public document library: what its page is made from. Must never hold
 * a document itself, only where each edition lies.
 */
#ifndef CORE_LIBRARY_LIBRARY_H
#define CORE_LIBRARY_LIBRARY_H

#include "core/law_types.h"

struct law_image;

struct library_document {
    uint32_t kind; /* CODE_LIST_library_kind */
    struct text2 title;
    struct str version; /* empty: has none */
    int32_t day;
    struct str address;
};

struct public_library {
    const struct library_document *documents; /* newest first */
    size_t count;
};

/* Grows with every change of the library. */
uint64_t law_library_revision(const struct law_image *image);
/* All texts are copies in `arena`. ERR_MEMORY. */
enum err law_public_library(const struct law_image *image, struct arena *arena,
                            struct public_library *out) MUST_CHECK;

#endif
