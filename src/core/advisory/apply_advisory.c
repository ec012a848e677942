/*
 * core/advisory/apply_advisory.c — what the advisory's events change. Never refuses.
 */
#include "core/image_priv.h"

static void approvals_end(struct law_advisory *a)
{
    a->approval_count = 0;
    a->hash = (struct str){NULL, 0};
    a->frozen = (struct str){NULL, 0};
}

enum err apply_advisory_written(struct law_image *m, const struct ev_advisory_written *e)
{
    struct law_case *c = image_case(m, e->case_id);
    struct law_advisory *a = c ? c->advisory : NULL;
    if (!c || (a && !id_equal(a->stream.id, e->head.stream)))
        return ERR_CORRUPT; /* a case has one advisory */
    if (!a) {
        a = ARENA_NEW(m->arena, struct law_advisory);
        if (!a)
            return ERR_MEMORY;
        enum err err = image_add(m, &a->stream, &e->head);
        if (err)
            return err;
        a->of = c;
        c->advisory = a;
    }
    a->doc = e->doc;
    a->written_by = e->head.person;
    a->written_us = e->head.at_us;
    a->rewritten = true;
    approvals_end(a);
    return ERR_OK;
}

enum err apply_advisory_approved(struct law_image *m, const struct ev_advisory_approved *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || a->approval_count >= 2)
        return ERR_CORRUPT;
    for (size_t i = 0; a->approval_count == 0 && i < a->of->relation_count; i++)
        a->of->relations[i].approved = a->of->relations[i].result;
    a->approvals[a->approval_count++] =
        (struct approval_view){e->head.person, e->head.party, e->head.role, e->head.at_us};
    a->hash = e->hash;
    if (!str_is_empty(e->frozen))
        a->frozen = e->frozen;
    return ERR_OK;
}

enum err apply_approval_withdrawn(struct law_image *m, const struct ev_approval_withdrawn *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a)
        return ERR_CORRUPT;
    approvals_end(a);
    return ERR_OK;
}

enum err apply_release_decided(struct law_image *m, const struct ev_release_decided *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || e->revision != a->revision + 1)
        return ERR_CORRUPT;
    a->revision = e->revision;
    a->pending = true;
    a->released_doc = e->doc;
    a->released_hash = a->hash;
    a->rewritten = false;
    for (size_t i = 0; i < a->of->relation_count; i++) {
        struct law_relation *r = &a->of->relations[i];
        r->shown = r->approved;
        r->shown_status = relation_status(r);
    }
    approvals_end(a);
    return ERR_OK;
}

enum err apply_release_done(struct law_image *m, const struct ev_release_done *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || e->revision != a->revision || !a->pending)
        return ERR_CORRUPT;
    a->pending = false;
    return ERR_OK;
}
