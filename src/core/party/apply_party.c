/*
 * core/party/apply_party.c — what the events of the developer list change. Never refuses, never
 * looks at an edition. What was before stays in the log; the image holds the newest of each.
 */
#include "core/image_priv.h"

static bool is_developer(const struct law_party *p)
{
    return p && p->kind == CODE_party_kind_developer;
}

enum err apply_manager_named(struct law_image *m, const struct ev_manager_named *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p) || !image_person(m, e->person))
        return ERR_CORRUPT;
    p->manager = e->person;
    return ERR_OK;
}

enum err apply_registration_applied(struct law_image *m, const struct ev_registration_applied *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p))
        return ERR_CORRUPT;
    p->applied = e;
    p->forms_day = 0;
    p->meeting = NULL;
    return ERR_OK;
}

enum err apply_contact_data_set(struct law_image *m, const struct ev_contact_data_set *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p))
        return ERR_CORRUPT;
    p->data = e;
    p->confirmed_day = e->day;
    if (e->forms_sent)
        p->forms_day = e->day;
    return ERR_OK;
}

enum err apply_rules_agreed(struct law_image *m, const struct ev_rules_agreed *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p))
        return ERR_CORRUPT;
    p->rules = e;
    return ERR_OK;
}

enum err apply_keywords_answered(struct law_image *m, const struct ev_keywords_answered *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p))
        return ERR_CORRUPT;
    p->keywords = e;
    return ERR_OK;
}

enum err apply_meeting_set(struct law_image *m, const struct ev_meeting_set *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p) || !p->applied)
        return ERR_CORRUPT;
    p->meeting = e;
    return ERR_OK;
}

/* REG-20: the entries before stay beside the new one. */
enum err apply_registration_completed(struct law_image *m,
                                      const struct ev_registration_completed *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p) || !p->applied || p->applied->kind != e->kind ||
        p->registration != e->before)
        return ERR_CORRUPT;
    void *list = p->registrations;
    enum err err = image_grow(m, &list, &p->registration_capacity, p->registration_count,
                              sizeof(*p->registrations));
    p->registrations = list;
    if (err)
        return err;
    p->registrations[p->registration_count++] = e;
    p->registration = e->kind;
    p->applied = NULL;
    return ERR_OK;
}

enum err apply_product_set(struct law_image *m, const struct ev_product_set *e)
{
    struct law_party *p = image_party(m, e->head.stream);
    if (!is_developer(p))
        return ERR_CORRUPT;
    for (size_t i = 0; i < p->product_count; i++) {
        if (str_equal(p->products[i]->name.ja, e->name.ja) &&
            str_equal(p->products[i]->name.en, e->name.en)) {
            p->products[i] = e;
            return ERR_OK;
        }
    }
    void *list = p->products;
    enum err err =
        image_grow(m, &list, &p->product_capacity, p->product_count, sizeof(*p->products));
    p->products = list;
    if (!err)
        p->products[p->product_count++] = e;
    return err;
}

/* ---- within a case ---- */

static size_t reader_index(const struct law_relation *r, struct id person)
{
    size_t i = 0;
    while (i < r->reader_count && !id_equal(r->readers[i], person))
        i++;
    return i;
}

enum err apply_reader_named(struct law_image *m, const struct ev_reader_named *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !image_person(m, e->person))
        return ERR_CORRUPT;
    size_t at = reader_index(r, e->person);
    if ((at < r->reader_count) != e->removed)
        return ERR_CORRUPT;
    if (e->removed) {
        r->readers[at] = r->readers[--r->reader_count];
        return ERR_OK;
    }
    void *list = r->readers;
    enum err err = image_grow(m, &list, &r->reader_capacity, r->reader_count, sizeof(*r->readers));
    r->readers = list;
    if (!err)
        r->readers[r->reader_count++] = e->person;
    return err;
}

enum err apply_notice_opened(struct law_image *m, const struct ev_notice_opened *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || (!r->overview && !r->registration_asked_us))
        return ERR_CORRUPT;
    if (!r->opened_us)
        r->opened_us = e->head.at_us;
    return ERR_OK;
}

enum err apply_case_keywords_set(struct law_image *m, const struct ev_case_keywords_set *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    c->keywords = e->keywords;
    return ERR_OK;
}

/* ---- lists of the scheme ---- */

enum err apply_keywords_set(struct law_image *m, const struct ev_keywords_set *e)
{
    if (e->version != (m->keywords ? m->keywords->version : 0) + 1)
        return ERR_CORRUPT;
    m->keywords = e;
    return ERR_OK;
}

enum err apply_contact_point_set(struct law_image *m, const struct ev_contact_point_set *e)
{
    if (e->point == 0 || e->point >= CONTACT_POINT_COUNT)
        return ERR_CORRUPT;
    m->contact_points[e->point] = e;
    return ERR_OK;
}
