/*
 * core/access/release.h — what is due, released, drafted and counted of advisories; a part of
 * access.h, which includes it. Must hold nothing that an actor sees without asking access.c.
 */
#ifndef CORE_ACCESS_RELEASE_H
#define CORE_ACCESS_RELEASE_H

#include "core/access/access.h"

/* Notifications, cases and advisories are different units (OBJ-04, OP-05). Counts of what the actor
 * may see: reports are reception's. */
struct tally {
    size_t reports, reports_published;
    size_t cases, cases_published;
    size_t advisories, advisories_published; /* without those given up */
};
void law_tally(const struct law_world *w, struct tally *out);

/* Cases whose release is due or pending: approvals complete and date reached, or decided but not
 * done. */
struct release_due {
    struct id case_id;
    struct id advisory;        /* the subject of both commands */
    enum command_kind command; /* release_advisory or release_status, when `decide` */
    bool decide;
    bool finish; /* decided: render, rename, then issue finish_release with this revision */
    int64_t revision;
    struct str doc; /* publication to render (finish) */
};
/* The draft that the developer was sent, with its own row only (PUB-29), as the canonical document:
 * for that developer itself, or for staff who look at its side. Absent when there is none to see.
 * `number` names one of several advisories; absent: the newest draft. */
struct draft_query {
    struct id stream; /* the case, or one of its advisories */
    struct id party;
    struct str number;
};
enum err law_draft(const struct law_world *w, const struct draft_query *q, struct arena *arena,
                   struct str *doc) MUST_CHECK;
enum err law_releases_due(const struct law_world *w, struct arena *arena, struct release_due **out,
                          size_t *count) MUST_CHECK;
/* How many are decided and not done. */
size_t law_releases_pending(const struct law_image *image);
/* What a reading of the stream is noted under: an advisory's case, else the stream itself. */
struct id law_case_of(const struct law_image *image, struct id stream);
/* Every released advisory's newest publication document, oldest case first (lists, feeds). A first
 * release that is still being carried out is left out unless it is `with`: lists may trail
 * the pages and never lead to one that is not there yet. */
enum err law_released(const struct law_image *image, struct id with, struct arena *arena,
                      struct str **docs, size_t *count) MUST_CHECK;

/* The public list of developers that cannot be contacted: decided by the timer when it has become
 * another (`decide`), made public and then noted (`finish`), as an advisory. */
struct list_due {
    struct id scheme; /* the subject of both commands */
    bool decide, finish;
    int64_t revision;
    struct str doc; /* core/unreachable/document.h */
};
void law_list_due(const struct law_world *w, struct list_due *out);
/* The list as released last; an empty one before the first release. */
enum err law_list_document(const struct law_image *image, struct arena *a,
                           struct str *out) MUST_CHECK;

/* UNR-10: the entry as it would stand on the public list after that step of the ladder, alone, and
 * whether the step is about the page of the product. No entry: another step, or not for this actor.
 */
struct developer_list;
enum err law_list_preview(const struct law_world *w, const struct command *c, struct arena *a,
                          struct developer_list *out, bool *product) MUST_CHECK;

#endif
