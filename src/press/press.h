/*
 * press/press.h — renders publications, stages them, releases them into the public house.
 *
 * The press alone writes below public/; the portal alone reads there. It renders nothing by itself:
 * the desk calls press_stage when an advisory is approved and press_release when the release is
 * decided (architecture section 8). It never judges whether something may be published, and it
 * never reads a clock: every date on a page comes from the publication. docs/internals/press.md
 * describes the layout of public/ and the addresses.
 */
#ifndef PRESS_PRESS_H
#define PRESS_PRESS_H

#include "core/codec/codec.h"
#include "core/library/library.h"
#include "core/text/ui.h"
#include "core/report/public_figures.h"
#include "core/unreachable/document.h"

/* UNR-15: the forms in which the list of developers that cannot be contacted has been printed. */
struct press_list_style {
    bool marks_empty; /* an empty cell reads 「－」 */
    bool short_dates; /* YY/MM/DD instead of YYYY/MM/DD */
};

struct press_config {
    const char *public_dir; /* exists; press creates advisory/, site/ and staging/ in it (one file
                               system) */
    struct codec_scheme scheme;
    struct press_list_style list;
    bool all_sections; /* PUB-22: a page without an agreement also has what only figure 1 has */
};

struct press;

/* Opens the directories, creates what is missing. The press and the copy of the configuration live
 * in `a`, which must outlive it; press_close gives the descriptors back. */
enum err press_open(const struct press_config *config, struct arena *a,
                    struct press **out) MUST_CHECK;
void press_close(struct press *p);

/* Step 1: renders every artefact of one publication into a staged directory of its own, synced.
 * Nothing public changes. Staging the same publication again replaces the staged directory. */
enum err press_stage(struct press *p, const struct publication *v) MUST_CHECK;

/* Steps 2 and 3: makes `v` public by one rename of its directory, then replaces lists, feeds and
 * indexes so that they show `all` (newest release first, `v` among them). Idempotent: any part of
 * it may have happened before, the result is the same bytes; stages by itself when the staged
 * directory is missing or is of another revision. */
enum err press_release(struct press *p, const struct publication *v,
                       const struct codec_list *all) MUST_CHECK;

/* Only step 3, and for every publication whose public directory is missing or differs, step 2:
 * after a restart. */
enum err press_refresh(struct press *p, const struct codec_list *all) MUST_CHECK;

/* The public list of developers that cannot be contacted, with the pages of their products: each
 * language by one rename. Idempotent, as a release. */
enum err press_list_release(struct press *p, const struct developer_list *list) MUST_CHECK;
/* Its page, or that of the product of its n-th entry, as the article alone, to stand in a page of
 * those who decide about it; its links lead nowhere. ERR_NOT_FOUND without such a product. */
enum err press_list_preview(const struct press *p, const struct developer_list *list, int product,
                            enum lang lang, struct buf *out) MUST_CHECK;
enum { PRESS_NO_PRODUCT = -1 };

/* The public statistics, newest quarter first: page in both languages, and a table. Idempotent. */
struct press_statistics {
    const struct public_figures *quarters;
    size_t count;
};
enum err press_statistics_write(struct press *p, const struct press_statistics *figures) MUST_CHECK;

/* The page of the document library in both languages. Idempotent. */
enum err press_library_write(struct press *p, const struct public_library *library) MUST_CHECK;

/* Removes staged directories of no publication in `waiting` (approved and not yet released). */
enum err press_sweep(struct press *p, const struct codec_list *waiting) MUST_CHECK;

/* The advisory's page exactly as press_stage would write it. */
enum err press_preview(const struct press *p, const struct publication *v, enum lang lang,
                       struct buf *out) MUST_CHECK;
/* The same for people who write and approve: it says on top that it is a preview and not public,
 * and its navigation leads nowhere. */
struct press_view {
    enum lang lang;
    bool article;     /* the article alone, to stand in another page */
    struct id vendor; /* whose page (figure 2); none: the advisory's */
};
/* Its links lead to the same address with another question: ?vendor=…&lang=… . ERR_NOT_FOUND when
 * there is no such vendor. */
enum err press_preview_marked(const struct press *p, const struct publication *v,
                              const struct press_view *view, struct buf *out) MUST_CHECK;
/* The page of one vendor (figure 2). ERR_NOT_FOUND when `index` is no vendor of `v`. */
enum err press_preview_vendor(const struct press *p, const struct publication *v, size_t index,
                              enum lang lang, struct buf *out) MUST_CHECK;

#endif
