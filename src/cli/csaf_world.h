/*
 * cli/csaf_world.h — what `todoke csaf validate` knows beside the document.
 */
#ifndef CLI_CSAF_WORLD_H
#define CLI_CSAF_WORLD_H

#include "core/csaf/csaf.h"

struct csaf_world {
    struct arena *arena; /* of the document that is judged */
    struct str urls;     /* --urls: lines "ADDRESS no" or "ADDRESS yes [CONTENT-TYPE FILE]" */
    struct str schemas;  /* --schemas: the folder of extension schemas */
    struct str file;     /* the document that is judged */
    int64_t now_us;
};

/* Its answers for the core; `w` has to outlive them. */
struct csaf_services csaf_world_services(struct csaf_world *w);

#endif
