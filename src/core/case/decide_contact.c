/*
 * core/case/decide_contact.c — who may be concerned and who is told what first: candidates, contact
 * attempts, requests to register, overviews and their answers (requirements section 8). Must never
 * mutate the image; a developer's decision looks at its own relation only (CON-02).
 */
#include "core/case/contact_priv.h"

/* What every step asks of the developer that it names. */
static struct refusal judge_developer(const struct law_world *w, enum command_kind kind,
                                      struct id party)
{
    const struct law_party *p = image_party(w->image, party);
    if (!p)
        return refuse_field(REFUSAL_field_not_a_choice, kind, "party");
    if (p->kind != CODE_party_kind_developer)
        return refuse_field(REFUSAL_party_not_developer, kind, "party");
    /* SEC-25: nobody brings in an organisation and then sits on both sides of the case. */
    if (person_sits_at(image_person(w->image, w->actor.person), party))
        return refuse_field(REFUSAL_conflict_of_interest, kind, "party");
    return refuse_nothing();
}

/* REG-04, REG-13: individual registration reaches its own products only. */
static struct refusal judge_scope(const struct law_case *c, const struct law_party *p,
                                  enum command_kind kind, struct str reason)
{
    bool outside =
        p->registration == CODE_registration_individual && !candidate_is_own_product(c, p);
    if (outside && str_is_empty(reason))
        return refuse_field(REFUSAL_scope_reason_missing, kind, "reason");
    return refuse_nothing();
}

/* ---- candidates (OVW-02) ---- */

struct refusal open_name_candidate(const struct law_world *w, struct subject s)
{
    return case_open_before_page(image_case(w->image, s.stream));
}

enum err decide_name_candidate(const struct law_world *w, const struct cmd_name_candidate *c,
                               struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, c->party);

    d->refusal = judge_developer(w, COMMAND_name_candidate, c->party);
    if (d->refusal.code == REFUSAL_none && r && !r->dropped)
        d->refusal = refuse_field(REFUSAL_already_in_case, COMMAND_name_candidate, "party");
    if (d->refusal.code == REFUSAL_none)
        d->refusal =
            judge_scope(of, image_party(w->image, c->party), COMMAND_name_candidate, c->reason);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_candidate_named *e = decision_add(d, w, EVENT_candidate_named, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->ground = c->ground;
    e->reason = c->reason;
    return ERR_OK;
}

struct refusal open_drop_candidate(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    for (size_t i = 0; i < c->relation_count; i++) {
        if (relation_is_candidate(&c->relations[i]))
            return refuse_nothing();
    }
    return refuse(REFUSAL_not_a_candidate);
}

enum err decide_drop_candidate(const struct law_world *w, const struct cmd_drop_candidate *c,
                               struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, c->party);

    if (!r || !relation_is_candidate(r)) {
        d->refusal = refuse_field(REFUSAL_not_a_candidate, COMMAND_drop_candidate, "party");
        return ERR_OK;
    }
    struct ev_candidate_dropped *e = decision_add(d, w, EVENT_candidate_dropped, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- contacts (OVW-09, OVW-10, REG-15) ---- */

struct refusal open_record_contact(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing(); /* OBJ-30: a contact after publication is a contact too */
}

static struct refusal judge_contact(const struct law_world *w, const struct cmd_record_contact *c)
{
    const struct law_party *p = image_party(w->image, c->party);
    bool registered = p->registration != CODE_registration_unregistered;
    bool has_reason = !str_is_empty(c->reason);

    if (c->at > w->now_us)
        return refuse_field(REFUSAL_contact_in_future, COMMAND_record_contact, "at");
    if (c->means == CODE_contact_means_public_place &&
        (c->content == CODE_contact_content_overview || c->content == CODE_contact_content_detail))
        return refuse_field(REFUSAL_public_place_content, COMMAND_record_contact, "content");
    if (c->means == CODE_contact_means_public_place && !has_reason)
        return refuse_field(REFUSAL_public_place_reason, COMMAND_record_contact, "reason");
    if (registered && !c->inbound && c->address_source != CODE_address_source_registered &&
        !has_reason)
        return refuse_field(REFUSAL_contact_not_registered_data, COMMAND_record_contact, "reason");
    return refuse_nothing();
}

enum err decide_record_contact(const struct law_world *w, const struct cmd_record_contact *c,
                               struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, c->party);

    d->refusal = judge_developer(w, COMMAND_record_contact, c->party);
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_contact(w, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_contact_recorded *e = decision_add(d, w, EVENT_contact_recorded, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->at = c->at ? c->at : w->now_us;
    e->inbound = c->inbound;
    e->means = c->means;
    e->address = c->address;
    e->address_source = c->address_source;
    e->content = c->content;
    e->result = c->result;
    e->note = c->note;
    e->reason = c->reason;
    /* TIM-01: what is recorded first is the first attempt, on the day on which it was made. */
    e->start_day = r && r->start_day ? r->start_day : civil_jst_day(e->at);
    return ERR_OK;
}

/* ---- request to register (OVW-08) ---- */

struct refusal open_request_registration(const struct law_world *w, struct subject s)
{
    return case_open_before_page(image_case(w->image, s.stream));
}

enum err decide_request_registration(const struct law_world *w,
                                     const struct cmd_request_registration *c, struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_party *p = image_party(w->image, c->party);

    d->refusal = judge_developer(w, COMMAND_request_registration, c->party);
    if (d->refusal.code == REFUSAL_none && p->registration != CODE_registration_unregistered)
        d->refusal =
            refuse_field(REFUSAL_registered_already, COMMAND_request_registration, "party");
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_text(of, c->message, COMMAND_request_registration, "message");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_registration_requested *e =
        decision_add(d, w, EVENT_registration_requested, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->start_day = relation_start_day(w, case_relation(of, c->party));
    e->message = c->message;
    return ERR_OK;
}
