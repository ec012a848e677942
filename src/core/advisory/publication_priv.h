/* core/advisory/publication_priv.h — what decide and access share about making a publication;
 * private to core. */
#ifndef CORE_ADVISORY_PUBLICATION_PRIV_H
#define CORE_ADVISORY_PUBLICATION_PRIV_H

#include "core/advisory/advisory.h"
#include "core/image_priv.h"

/* The publication as the case stands now: present text, present vendors, no dates. Needs a text. */
enum err publication_of(const struct law_advisory *a, struct arena *arena,
                        struct publication *p) MUST_CHECK;
/* The canonical document of the next release: approved text, status words of this minute, dates,
 * histories. */
struct released {
    struct str doc;
    bool uncoordinated; /* figure 6 */
};
enum err publication_for_release(const struct law_advisory *a, int64_t now_us, struct arena *arena,
                                 struct released *out) MUST_CHECK;
/* The newest release with the status words of this minute, and nothing else of it changed. */
enum err publication_for_status(const struct law_advisory *a, int64_t now_us, struct arena *arena,
                                struct str *out) MUST_CHECK;

#endif
