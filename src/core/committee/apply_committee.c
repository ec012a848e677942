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
    struct law_ladder *l = ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
    l->asked = e;
    l->judgement = NULL;
    if (e->item == CODE_committee_item_uncoordinated) {
        /* It was reached: what it once was on the list for is over. */
        l->judged = NULL;
        l->listed = NULL;
        l->resumed = NULL;
    }
    return ERR_OK;
}

enum err apply_judgement_recorded(struct law_image *m, const struct ev_judgement_recorded *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !relation_ladder(r)->asked)
        return ERR_CORRUPT;
    struct law_ladder *l = ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
    l->judgement = e;
    return ERR_OK;
}
