/*
 * core/unreachable/apply_ladder.c — what the steps of the ladder change. Never refuses, never looks
 * at an edition: every day that was decided stands in its event (UNR-05).
 */
#include "core/unreachable/ladder_priv.h"

enum err apply_unreachable_judged(struct law_image *m, const struct ev_unreachable_judged *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    struct law_ladder *l = &r->ladder;
    enum err err = ladder_note(m, r, e);
    if (err)
        return err;
    /* OP-17: silent again. The name is published anew, the rest as far as it had come; a deadline
     * that passed meanwhile is set anew. */
    l->judged = e;
    l->resumed = NULL;
    l->listed = NULL;
    l->deadline = NULL;
    l->asked = NULL;
    l->judgement = NULL;
    return ERR_OK;
}

static bool is_judged(const struct law_relation *r)
{
    return r && r->ladder.judged && !r->ladder.resumed;
}

enum err apply_developer_listed(struct law_image *m, const struct ev_developer_listed *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    const struct stream *holder = str_map_get(&m->numbers, e->number);
    if (!is_judged(r) || (holder && !id_equal(holder->id, e->head.stream)))
        return ERR_CORRUPT;
    enum err err = holder ? ERR_OK
                          : str_map_set(&m->numbers, m->arena, e->number,
                                        &image_case(m, e->head.stream)->stream);
    if (!err)
        err = ladder_note(m, r, e);
    if (err)
        return err;
    r->ladder.listed = e;
    r->ladder.number = e->number;
    r->ladder.name = e->name;
    r->ladder.link = e->link;
    r->ladder.remark = e->remark;
    return ERR_OK;
}

enum err apply_product_disclosed(struct law_image *m, const struct ev_product_disclosed *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!is_judged(r) || !r->ladder.listed)
        return ERR_CORRUPT;
    r->ladder.product = e;
    return ladder_note(m, r, e);
}

enum err apply_deadline_added(struct law_image *m, const struct ev_deadline_added *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!is_judged(r) || !r->ladder.product)
        return ERR_CORRUPT;
    r->ladder.deadline = e;
    return ladder_note(m, r, e);
}

/* The entry leaves the list, its record stays (OP-16). */
enum err apply_coordination_resumed(struct law_image *m, const struct ev_coordination_resumed *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || (!r->ladder.judged && !r->ladder.asked) || r->ladder.resumed)
        return ERR_CORRUPT;
    r->ladder.resumed = e;
    return ladder_note(m, r, e);
}

enum err apply_entry_corrected(struct law_image *m, const struct ev_entry_corrected *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !r->ladder.listed)
        return ERR_CORRUPT;
    r->ladder.name = e->name;
    r->ladder.link = e->link;
    r->ladder.remark = e->remark;
    return ladder_note(m, r, e);
}

/* ---- the released list ---- */

enum err apply_list_decided(struct law_image *m, const struct ev_list_decided *e)
{
    if (e->revision != (m->list ? m->list->revision : 0) + 1)
        return ERR_CORRUPT;
    m->list = e;
    m->list_pending = true;
    return ERR_OK;
}

enum err apply_list_released(struct law_image *m, const struct ev_list_released *e)
{
    if (!m->list_pending || e->revision != m->list->revision)
        return ERR_CORRUPT;
    m->list_pending = false;
    return ERR_OK;
}
