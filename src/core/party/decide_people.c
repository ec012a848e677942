/*
 * core/party/decide_people.c — managers, readers, products, and the notice opened by link. Must
 * never mutate the image.
 */
#include "core/party/party_priv.h"

/* ---- who is the manager (ACT-06) ---- */

static bool is_developer_at(const struct law_person *p, struct id party)
{
    return person_holds(p, party, ROLE_developer);
}

bool party_manager_left(const struct law_image *m, const struct law_party *p)
{
    return !id_is_none(p->manager) && !is_developer_at(image_person(m, p->manager), p->stream.id);
}

struct refusal open_name_manager(const struct law_world *w, struct subject s)
{
    return party_judge_manager(w, s.stream);
}

enum err decide_name_manager(const struct law_world *w, const struct cmd_name_manager *c,
                             struct decision *d)
{
    const struct law_party *p = image_party(w->image, c->head.subject.stream);

    if (!is_developer_at(image_person(w->image, c->person), p->stream.id))
        d->refusal = refuse_field(REFUSAL_not_of_organisation, COMMAND_name_manager, "person");
    else if (id_equal(p->manager, c->person))
        d->refusal = refuse_field(REFUSAL_is_manager, COMMAND_name_manager, "person");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_manager_named *e = decision_add(d, w, EVENT_manager_named, p->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->person = c->person;
    return ERR_OK;
}

/* ---- who reads a case (SEC-21) ---- */

struct refusal open_name_reader(const struct law_world *w, struct subject s)
{
    return party_judge_manager(w, s.party);
}

enum err decide_name_reader(const struct law_world *w, const struct cmd_name_reader *c,
                            struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, w->actor.party);
    bool reads = relation_is_read_by(r, c->person);

    if (!is_developer_at(image_person(w->image, c->person), w->actor.party))
        d->refusal = refuse_field(REFUSAL_not_of_organisation, COMMAND_name_reader, "person");
    else if (!c->remove && reads)
        d->refusal = refuse_field(REFUSAL_reads_already, COMMAND_name_reader, "person");
    else if (c->remove && (!reads || id_equal(r->party->manager, c->person)))
        d->refusal = refuse_field(REFUSAL_reads_not, COMMAND_name_reader, "person");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_reader_named *e = decision_add(d, w, EVENT_reader_named, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->person = c->person;
    e->removed = c->remove;
    return ERR_OK;
}

/* ---- products (ACT-11) ---- */

struct refusal open_set_product(const struct law_world *w, struct subject s)
{
    return party_judge_manager(w, s.stream);
}

enum err decide_set_product(const struct law_world *w, const struct cmd_set_product *c,
                            struct decision *d)
{
    struct ev_product_set *e = decision_add(d, w, EVENT_product_set, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->name = c->name;
    e->all_customers_known = c->all_customers_known;
    e->ended = c->ended;
    return ERR_OK;
}

/* ---- technologies of a case (OVW-02) ---- */

struct refusal open_set_case_keywords(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    if (c->published_us)
        return refuse(REFUSAL_already_published);
    return w->image->keywords ? refuse_nothing() : refuse(REFUSAL_keywords_missing);
}

enum err decide_set_case_keywords(const struct law_world *w, const struct cmd_set_case_keywords *c,
                                  struct decision *d)
{
    d->refusal = keywords_judge(w->image, c->keywords, COMMAND_set_case_keywords, "keywords");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_case_keywords_set *e =
        decision_add(d, w, EVENT_case_keywords_set, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->keywords = c->keywords;
    return ERR_OK;
}

/* ---- a notice opened with link and code (CON-07) ---- */

struct refusal open_open_notice(const struct law_world *w, struct subject s)
{
    const struct law_relation *r = case_relation(image_case(w->image, s.stream), s.party);
    return notice_is_there(r) ? refuse_nothing() : refuse(REFUSAL_overview_not_sent);
}

enum err decide_open_notice(const struct law_world *w, const struct cmd_open_notice *c,
                            struct decision *d)
{
    struct ev_notice_opened *e = decision_add(d, w, EVENT_notice_opened, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->head.subject.party;
    return ERR_OK;
}
