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
    struct law_ladder *l = ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
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
    return r && relation_is_unreachable(r);
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
    struct law_ladder *l = err ? NULL : ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
    l->listed = e;
    l->number = e->number;
    l->name = e->name;
    l->link = e->link;
    l->remark = e->remark;
    return ERR_OK;
}

enum err apply_product_disclosed(struct law_image *m, const struct ev_product_disclosed *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!is_judged(r) || !relation_ladder(r)->listed)
        return ERR_CORRUPT;
    struct law_ladder *l = ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
    l->product = e;
    return ERR_OK;
}

enum err apply_deadline_added(struct law_image *m, const struct ev_deadline_added *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!is_judged(r) || !relation_ladder(r)->product)
        return ERR_CORRUPT;
    struct law_ladder *l = ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
    l->deadline = e;
    return ERR_OK;
}

/* The entry leaves the list, its record stays (OP-16). */
enum err apply_coordination_resumed(struct law_image *m, const struct ev_coordination_resumed *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    struct law_ladder *l = r ? r->ladder : NULL;
    if (!l || (!l->judged && !l->asked) || l->resumed)
        return ERR_CORRUPT;
    l = ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
    l->resumed = e;
    return ERR_OK;
}

enum err apply_entry_corrected(struct law_image *m, const struct ev_entry_corrected *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !relation_ladder(r)->listed)
        return ERR_CORRUPT;
    struct law_ladder *l = ladder_note(m, r, e);
    if (!l)
        return ERR_MEMORY;
    l->name = e->name;
    l->link = e->link;
    l->remark = e->remark;
    return ERR_OK;
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
