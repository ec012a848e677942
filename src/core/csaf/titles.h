/* core/csaf/titles.h — titles of notes and references that the standard fixes for each language. */
#ifndef CORE_CSAF_TITLES_H
#define CORE_CSAF_TITLES_H

#include "core/csaf/csaf_priv.h"

enum csaf_title {
    TITLE_license,
    TITLE_product_description,
    TITLE_supersession,
    TITLE_withdrawal,
    TITLE_superseding,
    TITLE_summary,
    TITLE_cve_description
};

/* English or not said. */
bool csaf_is_english(const struct csaf_check *c);
/* The title in the language of the document, absent when none is recorded for it. */
struct str csaf_title(const struct csaf_check *c, enum csaf_title title);
/* The same; the running test is noted as skipped when none is recorded. */
struct str csaf_title_or_skip(struct csaf_check *c, enum csaf_title title);
/* Wants exactly one note of that title, and of that category. Nothing when no title is recorded. */
void csaf_want_note(struct csaf_check *c, enum csaf_title which, struct str category);

#endif
