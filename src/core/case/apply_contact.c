/*
 * core/case/apply_contact.c — what the events of a developer's way into the case change: candidate,
 * contact, request to register, overview, answer. Never refuses, never looks at an edition.
 */
#include "core/image_priv.h"

/* The relation of an event that may be the first of its developer; NULL with *err set. */
static struct law_relation *relation_begin(struct law_image *m, const struct event *e,
                                           struct id party, enum err *err)
{
    struct law_case *c = image_case(m, e->stream);
    struct law_party *p = image_party(m, party);
    struct law_relation *r = c && p ? case_relation_make(m, c, p) : NULL;

    *err = !c || !p ? ERR_CORRUPT : r ? ERR_OK : ERR_MEMORY;
    if (r)
        case_taken_over(c, e);
    return r;
}

/* TIM-01: the first contact attempt sets the start date; a later one that says another is damage.
 */
static enum err contact_note(struct law_relation *r, int32_t start_day, int64_t at_us)
{
    if (!start_day || (r->start_day && r->start_day != start_day))
        return ERR_CORRUPT;
    r->start_day = start_day;
    r->dropped = false;
    if (at_us > r->contacted_us)
        r->contacted_us = at_us;
    return ERR_OK;
}

enum err apply_candidate_named(struct law_image *m, const struct ev_candidate_named *e)
{
    enum err err;
    struct law_relation *r = relation_begin(m, &e->head, e->party, &err);
    if (!r)
        return err;
    if (r->start_day)
        return ERR_CORRUPT;
    r->candidate = e;
    r->dropped = false;
    return ERR_OK;
}

enum err apply_candidate_dropped(struct law_image *m, const struct ev_candidate_dropped *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || r->start_day || r->dropped)
        return ERR_CORRUPT;
    r->dropped = true;
    return ERR_OK;
}

enum err apply_contact_recorded(struct law_image *m, const struct ev_contact_recorded *e)
{
    enum err err;
    struct law_relation *r = relation_begin(m, &e->head, e->party, &err);
    if (r)
        err = event_list_add(m, &r->contacts, e);
    return r && !err ? contact_note(r, e->start_day, e->at) : err;
}

enum err apply_registration_requested(struct law_image *m,
                                      const struct ev_registration_requested *e)
{
    enum err err;
    struct law_relation *r = relation_begin(m, &e->head, e->party, &err);
    if (!r)
        return err;
    r->registration_asked_us = e->head.at_us;
    r->registration_message = e->message;
    return contact_note(r, e->start_day, e->head.at_us);
}

enum err apply_overview_sent(struct law_image *m, const struct ev_overview_sent *e)
{
    enum err err;
    struct law_relation *r = relation_begin(m, &e->head, e->party, &err);
    if (!r)
        return err;
    if (r->notified_us)
        return ERR_CORRUPT;
    r->overview = e;
    r->notified_us = e->head.at_us;
    r->notified_seq = e->head.seq;
    return contact_note(r, e->start_day, e->head.at_us);
}

enum err apply_overview_answered(struct law_image *m, const struct ev_overview_answered *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !r->overview || r->disclosed_us)
        return ERR_CORRUPT;
    r->answer = e;
    r->contacted_us = e->head.at_us;
    return ERR_OK;
}

enum err apply_developer_reminded(struct law_image *m, const struct ev_developer_reminded *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !r->start_day)
        return ERR_CORRUPT;
    r->reminded_us = e->head.at_us;
    r->contacted_us = e->head.at_us;
    r->reminders++;
    return ERR_OK;
}
