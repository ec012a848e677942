/*
 * core/case/apply_date.c — what the events about the date-time change. Never refuses; a decision
 * ends the proposal and every open review, because it was taken with them at hand.
 */
#include "core/case/part_priv.h"

enum err apply_dates_offered(struct law_image *m, const struct ev_dates_offered *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.offered = e;
    return ERR_OK;
}

enum err apply_date_proposed(struct law_image *m, const struct ev_date_proposed *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    c->proposal = e;
    return ERR_OK;
}

enum err apply_date_answered(struct law_image *m, const struct ev_date_answered *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    return r ? event_list_add(m, &r->part.answers, e) : ERR_CORRUPT;
}

enum err apply_date_set(struct law_image *m, const struct ev_date_set *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    enum err err = event_list_add(m, &c->dates, e);
    if (err)
        return err;
    c->date_us = e->at;
    c->proposal = NULL;
    for (size_t i = 0; i < c->relation_count; i++)
        c->relations[i].part.review = NULL;
    return ERR_OK;
}

enum err apply_review_asked(struct law_image *m, const struct ev_review_asked *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.review = e;
    r->part.kept = NULL;
    return ERR_OK;
}

enum err apply_date_kept(struct law_image *m, const struct ev_date_kept *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.review = NULL;
    r->part.kept = e;
    return ERR_OK;
}

/* Of a developer in its relation, of a body in the case. */
enum err apply_date_received(struct law_image *m, const struct ev_date_received *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    struct law_relation *r = c ? case_relation(c, e->party) : NULL;
    if (!c)
        return ERR_CORRUPT;
    return event_list_add(m, r ? &r->part.receipts : &c->receipts, e);
}
