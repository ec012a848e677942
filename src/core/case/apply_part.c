/*
 * core/case/apply_part.c — what the events of a developer's part change. Never refuses.
 */
#include "core/case/part_priv.h"

enum err apply_progress_reported(struct law_image *m, const struct ev_progress_reported *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.progress = e;
    return ERR_OK;
}

/* A product of the same name is replaced where it stands. */
enum err apply_product_reported(struct law_image *m, const struct ev_product_reported *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    struct event_list *list = &r->part.products;
    size_t at = 0;
    while (at < list->count &&
           !str_equal(((const struct ev_product_reported *)list->items[at])->product, e->product))
        at++;
    enum err err = at < list->count ? ERR_OK : event_list_add(m, list, e);
    if (err)
        return err;
    list->items[at] = e;
    r->part.products_us = e->head.at_us;
    return ERR_OK;
}

enum err apply_others_named(struct law_image *m, const struct ev_others_named *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    return c ? event_list_add(m, &c->others, e) : ERR_CORRUPT;
}

enum err apply_contact_asked(struct law_image *m, const struct ev_contact_asked *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.contact = e;
    r->part.contact_answer = NULL;
    return ERR_OK;
}

enum err apply_contact_answered(struct law_image *m, const struct ev_contact_answered *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.contact = NULL;
    r->part.contact_answer = e;
    return ERR_OK;
}

enum err apply_text_returned(struct law_image *m, const struct ev_text_returned *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !r->result)
        return ERR_CORRUPT;
    r->part.returned = e;
    return ERR_OK;
}

enum err apply_support_end_recorded(struct law_image *m, const struct ev_support_end_recorded *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.support = e;
    return ERR_OK;
}

enum err apply_obtained_recorded(struct law_image *m, const struct ev_obtained_recorded *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->part.recorded = e;
    return ERR_OK;
}
