/*
 * core/case/decide_end.c — ending without a page, going on again, and correcting a wrong send
 * (DAT-08 to DAT-11, LIF-31, LIF-47, LIF-48, SEC-24). Every end is a person's decision with its
 * ground. Must never mutate the image.
 */
#include "core/case/part_priv.h"

/* ---- withdrawal from publication ---- */

struct refusal open_ask_withdrawal(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    const struct law_relation *r = case_relation(c, s.party);
    if (!r->disclosed_us)
        return refuse(REFUSAL_detail_not_disclosed);
    return case_open_before_page(c);
}

enum err decide_ask_withdrawal(const struct law_world *w, const struct cmd_ask_withdrawal *c,
                               struct decision *d)
{
    struct ev_unpublishing_asked *e =
        decision_add(d, w, EVENT_unpublishing_asked, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->ground = c->ground;
    e->evidence = c->evidence;
    return ERR_OK;
}

struct refusal open_withdraw_publication(const struct law_world *w, struct subject s)
{
    return case_open_to_coordinate(image_case(w->image, s.stream));
}

/* DAT-10, LIF-48: with several developers "no impact" is one developer's alone. */
static struct refusal judge_no_impact(const struct law_case *of, const struct law_relation *r)
{
    if (r->result && r->result->applicable == CODE_applicability_yes)
        return refuse_field(REFUSAL_withdrawal_contradicts, COMMAND_withdraw_publication, "ground");
    return case_part_count(of) > 1 ? refuse(REFUSAL_withdrawal_others) : refuse_nothing();
}

/* DAT-09: every product that is applicable, whoever's it is. */
static struct refusal judge_customers(const struct law_case *of, const struct law_relation *said)
{
    bool known = relation_customers_known(said);
    for (size_t i = 0; i < of->relation_count; i++) {
        const struct law_relation *r = &of->relations[i];
        bool applicable = r->result && r->result->applicable == CODE_applicability_yes;
        if (relation_takes_part(r) && applicable && !relation_customers_known(r))
            known = false;
    }
    return known
               ? refuse_nothing()
               : refuse_field(REFUSAL_customers_not_known, COMMAND_withdraw_publication, "ground");
}

static struct refusal judge_withdrawal(const struct law_case *of,
                                       const struct cmd_withdraw_publication *c)
{
    const struct law_relation *r = case_part(of, c->party);
    if (!r)
        return refuse_field(REFUSAL_not_in_case, COMMAND_withdraw_publication, "party");
    if (!r->result && !r->part.withdrawal)
        return refuse_field(REFUSAL_withdrawal_not_said, COMMAND_withdraw_publication, "party");
    if (c->ground == CODE_withdrawal_ground_no_impact)
        return judge_no_impact(of, r);
    if (c->ground == CODE_withdrawal_ground_users_informed)
        return judge_customers(of, r);
    return refuse_nothing();
}

enum err decide_withdraw_publication(const struct law_world *w,
                                     const struct cmd_withdraw_publication *c, struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    d->refusal = judge_withdrawal(of, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_publication_withdrawn *e =
        decision_add(d, w, EVENT_publication_withdrawn, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->day = civil_jst_day(w->now_us);
    e->ground = c->ground;
    e->said_by = c->party;
    e->evidence = c->evidence;
    return ERR_OK;
}

/* ---- one developer's part ---- */

struct refusal open_end_part(const struct law_world *w, struct subject s)
{
    const struct law_case *of = image_case(w->image, s.stream);
    const struct refusal before = case_open_to_coordinate(of);

    if (before.code != REFUSAL_none)
        return before;
    return case_part_count(of) == 1 ? refuse(REFUSAL_part_is_only) : refuse_nothing();
}

enum err decide_end_part(const struct law_world *w, const struct cmd_end_part *c,
                         struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_part(of, c->party);
    if (!r)
        d->refusal = refuse_field(REFUSAL_not_in_case, COMMAND_end_part, "party");
    else if (!relation_reports_no_product(r))
        d->refusal = refuse_field(REFUSAL_part_has_product, COMMAND_end_part, "party");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_part_ended *e = decision_add(d, w, EVENT_part_ended, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->reason = c->reason;
    return ERR_OK;
}

struct refusal open_reopen_part(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    for (size_t i = 0; !c->published_us && i < c->relation_count; i++) {
        if (c->relations[i].part.ended && relation_is_live(&c->relations[i]))
            return refuse_nothing();
    }
    return refuse(REFUSAL_nothing_waits);
}

enum err decide_reopen_part(const struct law_world *w, const struct cmd_reopen_part *c,
                            struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, c->party);
    if (!r || !r->part.ended) {
        d->refusal = refuse_field(REFUSAL_not_in_case, COMMAND_reopen_part, "party");
        return ERR_OK;
    }
    struct ev_part_reopened *e = decision_add(d, w, EVENT_part_reopened, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- re-opening (LIF-47) ---- */

struct refusal open_reopen_case(const struct law_world *w, struct subject s)
{
    return image_case(w->image, s.stream)->withdrawn ? refuse_nothing()
                                                     : refuse(REFUSAL_nothing_waits);
}

/* What was approved was approved for another date-time. */
enum err decide_reopen_case(const struct law_world *w, const struct cmd_reopen_case *c,
                            struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    struct ev_case_reopened *e = decision_add(d, w, EVENT_case_reopened, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->reason = c->reason;
    return case_end_approvals(w, of, c->reason, d);
}

struct refusal open_reopen_report(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    return r->state == CODE_report_state_declined ? refuse_nothing()
                                                  : refuse(REFUSAL_nothing_waits);
}

enum err decide_reopen_report(const struct law_world *w, const struct cmd_reopen_report *c,
                              struct decision *d)
{
    struct ev_report_reopened *e =
        decision_add(d, w, EVENT_report_reopened, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- a wrong send (SEC-24) ---- */

struct refusal open_correct_send(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    return case_is_notified(c) ? refuse_nothing() : refuse(REFUSAL_no_developer_yet);
}

/* What was opened stands in the event: the relation is closed from then on. */
enum err decide_correct_send(const struct law_world *w, const struct cmd_correct_send *c,
                             struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, c->party);
    if (!r || !relation_is_live(r) || !r->notified_us) {
        d->refusal = refuse_field(REFUSAL_not_in_case, COMMAND_correct_send, "party");
        return ERR_OK;
    }
    struct ev_send_corrected *e = decision_add(d, w, EVENT_send_corrected, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->reason = c->reason;
    e->overview_us = r->overview ? r->overview->head.at_us : 0;
    e->opened_us = r->obtained_us;
    e->with_attack = r->obtained_us && r->with_attack;
    return ERR_OK;
}

const struct law_relation *case_untold_mistake(const struct law_case *c)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (c->relations[i].part.mistake && !c->relations[i].part.told)
            return &c->relations[i];
    }
    return NULL;
}

struct refusal open_tell_mistake(const struct law_world *w, struct subject s)
{
    return case_untold_mistake(image_case(w->image, s.stream)) ? refuse_nothing()
                                                               : refuse(REFUSAL_nothing_waits);
}

/* Whose information it was has been told of the case, or its letter would be the first it hears. */
static struct refusal judge_letters(const struct law_case *of, const struct cmd_tell_mistake *c)
{
    const struct law_relation *r = case_relation(of, c->party);
    const struct law_relation *owner = case_relation(of, c->owner);

    if (!r || !r->part.mistake || r->part.told)
        return refuse_field(REFUSAL_not_in_case, COMMAND_tell_mistake, "party");
    if (id_is_none(c->owner) && !str_is_empty(c->owner_text))
        return refuse_field(REFUSAL_field_missing, COMMAND_tell_mistake, "owner");
    if (id_is_none(c->owner))
        return refuse_nothing();
    if (!owner || !relation_is_live(owner) || !owner->notified_us)
        return refuse_field(REFUSAL_not_in_case, COMMAND_tell_mistake, "owner");
    return str_is_empty(c->owner_text)
               ? refuse_field(REFUSAL_field_missing, COMMAND_tell_mistake, "owner_text")
               : refuse_nothing();
}

static enum err tell(const struct law_world *w, const struct ev_mistake_told *letter,
                     struct decision *d)
{
    struct ev_mistake_told *e = decision_add(d, w, EVENT_mistake_told, letter->head.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = letter->party;
    e->text = letter->text;
    e->to_owner = letter->to_owner;
    return ERR_OK;
}

enum err decide_tell_mistake(const struct law_world *w, const struct cmd_tell_mistake *c,
                             struct decision *d)
{
    struct ev_mistake_told letter = {
        .head.stream = c->head.subject.stream, .party = c->party, .text = c->text};
    d->refusal = judge_letters(image_case(w->image, letter.head.stream), c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    enum err err = tell(w, &letter, d);
    if (err || id_is_none(c->owner))
        return err;
    letter.party = c->owner;
    letter.text = c->owner_text;
    letter.to_owner = true;
    return tell(w, &letter, d);
}

struct refusal open_close_leak_review(const struct law_world *w, struct subject s)
{
    return image_case(w->image, s.stream)->leak_review ? refuse_nothing()
                                                       : refuse(REFUSAL_nothing_waits);
}

enum err decide_close_leak_review(const struct law_world *w, const struct cmd_close_leak_review *c,
                                  struct decision *d)
{
    struct ev_leak_review_closed *e =
        decision_add(d, w, EVENT_leak_review_closed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->findings = c->findings;
    e->leaked = c->leaked;
    e->whom = c->whom;
    e->exploitable = c->exploitable;
    e->priority = c->priority;
    e->customers = c->customers;
    return ERR_OK;
}
