/*
 * core/case/apply_end.c — what ends, re-openings and corrections change. Never refuses. The first
 * disposition and its day stay for ever (LIF-47).
 */
#include "core/case/part_priv.h"

enum err apply_unpublishing_asked(struct law_image *m, const struct ev_unpublishing_asked *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.withdrawal = e;
    return ERR_OK;
}

enum err apply_publication_withdrawn(struct law_image *m, const struct ev_publication_withdrawn *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c || c->withdrawn || c->published_us)
        return ERR_CORRUPT;
    c->withdrawn = e;
    c->proposal = NULL;
    if (!c->first_withdrawn)
        c->first_withdrawn = e;
    return ERR_OK;
}

enum err apply_part_ended(struct law_image *m, const struct ev_part_ended *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || r->part.ended)
        return ERR_CORRUPT;
    r->part.ended = e;
    r->part.review = NULL;
    return ERR_OK;
}

enum err apply_part_reopened(struct law_image *m, const struct ev_part_reopened *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !r->part.ended)
        return ERR_CORRUPT;
    r->part.ended = NULL;
    return ERR_OK;
}

/* A date-time is decided anew: the old one may lie in the past, and nothing may be released at it.
 */
enum err apply_case_reopened(struct law_image *m, const struct ev_case_reopened *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c || !c->withdrawn)
        return ERR_CORRUPT;
    c->withdrawn = NULL;
    c->reopened = e;
    c->date_us = 0;
    return ERR_OK;
}

enum err apply_report_reopened(struct law_image *m, const struct ev_report_reopened *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r || r->state != CODE_report_state_declined)
        return ERR_CORRUPT;
    r->state = CODE_report_state_received;
    r->reopened = e;
    return ERR_OK;
}

enum err apply_send_corrected(struct law_image *m, const struct ev_send_corrected *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    struct law_relation *r = c ? case_relation(c, e->party) : NULL;
    if (!r || r->part.mistake)
        return ERR_CORRUPT;
    enum err err = event_list_add(m, &c->corrections, e);
    if (err)
        return err;
    r->part.mistake = e;
    c->leak_review = true;
    return ERR_OK;
}

enum err apply_mistake_told(struct law_image *m, const struct ev_mistake_told *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || (!e->to_owner && (!r->part.mistake || r->part.told)))
        return ERR_CORRUPT;
    if (!e->to_owner)
        r->part.told = e;
    return event_list_add(m, &r->party->letters, e);
}

enum err apply_leak_review_closed(struct law_image *m, const struct ev_leak_review_closed *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c || !c->leak_review)
        return ERR_CORRUPT;
    c->leak_review = false;
    c->leak_reviewed = e;
    return ERR_OK;
}
