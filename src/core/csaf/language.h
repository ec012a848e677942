/*
 * core/csaf/language.h — language tags of BCP 47: whether all subtags are registered, and whether
 * one is reserved for private use.
 */
#ifndef CORE_CSAF_LANGUAGE_H
#define CORE_CSAF_LANGUAGE_H

#include "base/str.h"

enum language_verdict {
    LANGUAGE_REGISTERED,
    LANGUAGE_UNKNOWN, /* ill-formed, or a subtag that is not registered */
    LANGUAGE_PRIVATE  /* well-formed, but a subtag is for private use */
};

/* *subtag is the first subtag that made the verdict. Case does not count. */
enum language_verdict language_judge(struct str tag, struct str *subtag);

/* The lists (language_list*.c). */
extern const struct str language_two;
extern const struct str language_three;
extern const struct str language_extended; /* "ar-aao" */
extern const struct str language_scripts;
extern const struct str language_regions_two;
extern const struct str language_regions_three;
extern const struct str language_variants;

#endif
