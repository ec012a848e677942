/*
 * core/committee/apply_committee.c — what the committee's events change. Never refuses.
 */
#include "core/unreachable/ladder_priv.h"

enum err apply_committee_set(struct law_image *m, const struct ev_committee_set *e)
{
    if (!id_equal(m->scheme_id, e->head.stream))
        return ERR_CORRUPT;
    m->committee = e;
    return ERR_OK;
}

enum err apply_committee_asked(struct law_image *m, const struct ev_committee_asked *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->ladder.asked = e;
    r->ladder.judgement = NULL;
    if (e->item == CODE_committee_item_uncoordinated) {
        /* It was reached: what it once was on the list for is over. */
        r->ladder.judged = NULL;
        r->ladder.listed = NULL;
        r->ladder.resumed = NULL;
    }
    return ladder_note(m, r, e);
}

enum err apply_judgement_recorded(struct law_image *m, const struct ev_judgement_recorded *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !r->ladder.asked)
        return ERR_CORRUPT;
    r->ladder.judgement = e;
    return ladder_note(m, r, e);
}
