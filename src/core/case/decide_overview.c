/*
 * core/case/decide_overview.c — the overview: sent to candidates without technical detail, answered
 * by each developer for itself, reminded when it is not (OVW-01 to OVW-06, OVW-14, OVW-17). Must
 * never mutate the image; an answer looks at the developer's own relation only (CON-02).
 */
#include "core/case/contact_priv.h"

#include "core/scheme/edition.h"

/* ---- sending ---- */

struct refusal open_send_overview(const struct law_world *w, struct subject s)
{
    return case_open_before_page(image_case(w->image, s.stream));
}

/* To one developer, candidate or not. */
static struct refusal judge_addressee(const struct law_world *w, const struct law_case *of,
                                      const struct cmd_send_overview *c)
{
    const struct law_party *p = image_party(w->image, c->party);
    const struct law_relation *r = case_relation(of, c->party);

    if (!p)
        return refuse_field(REFUSAL_field_not_a_choice, COMMAND_send_overview, "party");
    if (p->kind != CODE_party_kind_developer)
        return refuse_field(REFUSAL_party_not_developer, COMMAND_send_overview, "party");
    if (p->registration == CODE_registration_unregistered)
        return refuse_field(REFUSAL_party_not_registered, COMMAND_send_overview, "party");
    if (person_sits_at(image_person(w->image, w->actor.person), c->party))
        return refuse_field(REFUSAL_conflict_of_interest, COMMAND_send_overview, "party");
    if (r && r->notified_us)
        return refuse_field(REFUSAL_overview_sent_already, COMMAND_send_overview, "party");
    bool reasoned =
        !str_is_empty(c->reason) || (r && r->candidate && !str_is_empty(r->candidate->reason));
    if (p->registration == CODE_registration_individual && !candidate_is_own_product(of, p) &&
        !reasoned)
        return refuse_field(REFUSAL_scope_reason_missing, COMMAND_send_overview, "reason");
    return refuse_nothing();
}

static enum err add_overview(const struct law_world *w, const struct law_case *of,
                             const struct cmd_send_overview *c, struct id party, struct decision *d)
{
    struct ev_overview_sent *e = decision_add(d, w, EVENT_overview_sent, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = party;
    e->start_day = relation_start_day(w, case_relation(of, party));
    e->text = c->text;
    e->edition = w->edition->id;
    e->reason = c->reason;
    return ERR_OK;
}

/* Every registered candidate; REG-13 was asked when it was named. More than one command can decide
 * wait for the next sending. */
static enum err add_candidates(const struct law_world *w, const struct law_case *of,
                               const struct cmd_send_overview *c, struct decision *d)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < of->relation_count; i++) {
        const struct law_relation *r = &of->relations[i];
        if (relation_takes_overview(r) && d->event_count < LIMIT_EVENTS_PER_COMMAND)
            err = add_overview(w, of, c, r->party->stream.id, d);
    }
    if (!err && d->event_count == 0)
        d->refusal = refuse_field(REFUSAL_nobody_to_send, COMMAND_send_overview, "party");
    return err;
}

enum err decide_send_overview(const struct law_world *w, const struct cmd_send_overview *c,
                              struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    bool to_all = id_is_none(c->party);

    d->refusal = judge_text(of, c->text, COMMAND_send_overview, "text");
    if (d->refusal.code == REFUSAL_none && !to_all)
        d->refusal = judge_addressee(w, of, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    return to_all ? add_candidates(w, of, c, d) : add_overview(w, of, c, c->party, d);
}

/* ---- answering ---- */

struct refusal open_answer_overview(const struct law_world *w, struct subject s)
{
    const struct law_relation *r = case_relation(image_case(w->image, s.stream), s.party);
    if (r->disclosed_us)
        return refuse(REFUSAL_detail_already_here);
    return r->overview ? refuse_nothing() : refuse(REFUSAL_overview_not_sent);
}

enum err decide_answer_overview(const struct law_world *w, const struct cmd_answer_overview *c,
                                struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, w->actor.party);

    if (r->answer && r->answer->answer == c->answer) {
        d->refusal = refuse_field(REFUSAL_answer_unchanged, COMMAND_answer_overview, "answer");
        return ERR_OK;
    }
    struct ev_overview_answered *e = decision_add(d, w, EVENT_overview_answered, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->answer = c->answer;
    e->comment = c->comment;
    return ERR_OK;
}

/* ---- reminding (OVW-14) ---- */

struct refusal open_remind_developers(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    for (size_t i = 0; i < c->relation_count; i++) {
        if (relation_is_unanswered(&c->relations[i]))
            return refuse_nothing();
    }
    return refuse(REFUSAL_nobody_to_remind);
}

enum err decide_remind_developers(const struct law_world *w, const struct cmd_remind_developers *c,
                                  struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);

    for (size_t i = 0; i < of->relation_count; i++) {
        const struct law_relation *r = &of->relations[i];
        bool meant = id_is_none(c->party) || id_equal(c->party, r->party->stream.id);
        if (!meant || !relation_is_unanswered(r) || d->event_count == LIMIT_EVENTS_PER_COMMAND)
            continue;
        struct ev_developer_reminded *e =
            decision_add(d, w, EVENT_developer_reminded, of->stream.id);
        if (!e)
            return ERR_MEMORY;
        e->party = r->party->stream.id;
        e->message = c->message;
    }
    if (d->event_count == 0)
        d->refusal = refuse_field(REFUSAL_nobody_to_remind, COMMAND_remind_developers, "party");
    return ERR_OK;
}
