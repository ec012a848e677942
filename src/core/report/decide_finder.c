/*
 * core/report/decide_finder.c — what the finder may ask for after sending the report: its
 * withdrawal, other consents, the end of the non-disclosure request (FND-02, FND-03, FND-07), and
 * reception's answers. A finder's decision looks only at what the finder may know (FND-10).
 */
#include "core/image_priv.h"
#include "core/scheme/edition.h"

/* ---- following with an account ---- */

/* Known only to who shows the receipt; the account that does so keeps it. */
struct refusal open_claim_report(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    return id_is_none(w->actor.person) || report_is_claimed(r, w->actor.person)
               ? refuse(REFUSAL_claim_impossible)
               : refuse_nothing();
}

enum err decide_claim_report(const struct law_world *w, const struct cmd_claim_report *c,
                             struct decision *d)
{
    struct ev_report_claimed *e = decision_add(d, w, EVENT_report_claimed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->person = w->actor.person;
    return ERR_OK;
}

/* ---- withdrawing the report ---- */

struct refusal open_withdraw_report(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    if (report_has_ended(r) || report_state(r) == CODE_report_state_published ||
        (r->handed_to && r->handed_to->withdrawn))
        return refuse(REFUSAL_report_ended);
    return report_withdrawal_waits(r) ? refuse(REFUSAL_withdrawal_asked_already) : refuse_nothing();
}

enum err decide_withdraw_report(const struct law_world *w, const struct cmd_withdraw_report *c,
                                struct decision *d)
{
    struct ev_withdrawal_asked *e =
        decision_add(d, w, EVENT_withdrawal_asked, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->reason = c->reason;
    return ERR_OK;
}

struct refusal open_answer_withdrawal(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    if (report_has_ended(r))
        return refuse(REFUSAL_report_ended);
    return report_withdrawal_waits(r) ? refuse_nothing() : refuse(REFUSAL_withdrawal_not_asked);
}

/* After the hand-over the vulnerability is known to others: the finder alone cannot undo that. */
enum err decide_answer_withdrawal(const struct law_world *w, const struct cmd_answer_withdrawal *c,
                                  struct decision *d)
{
    const struct law_report *r = image_report(w->image, c->head.subject.stream);
    if (!c->answer) {
        d->refusal = refuse_field(REFUSAL_field_missing, COMMAND_answer_withdrawal, "answer");
        return ERR_OK;
    }
    if (c->answer == CODE_withdrawal_answer_ended && r->handed_to) {
        d->refusal = refuse_field(REFUSAL_withdrawal_too_late, COMMAND_answer_withdrawal, "answer");
        return ERR_OK;
    }
    struct ev_withdrawal_answered *e = decision_add(d, w, EVENT_withdrawal_answered, r->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->answer = c->answer;
    e->text = c->text;
    return ERR_OK;
}

/* ---- consents ---- */

/* FND-07: changeable for ever: a name may have to leave a published page too. */
struct refusal open_change_consents(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_change_consents(const struct law_world *w, const struct cmd_change_consents *c,
                                struct decision *d)
{
    if (!c->tell_developer && !c->direct_contact && !c->named && str_is_empty(c->credit_name) &&
        str_is_empty(c->told_others)) {
        d->refusal = refuse(REFUSAL_consents_unchanged);
        return ERR_OK;
    }
    struct ev_consents_changed *e =
        decision_add(d, w, EVENT_consents_changed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->tell_developer = c->tell_developer;
    e->direct_contact = c->direct_contact;
    e->named = c->named;
    e->credit_name = c->credit_name;
    e->told_others = c->told_others;
    return ERR_OK;
}

/* ---- the non-disclosure request ---- */

/* FND-02, TIM-08: a year after the start date of the case, which the finder is told (FND-06). */
struct refusal open_ask_release(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    uint32_t end;
    int32_t ended;
    uint32_t state = report_request(r, &end, &ended);
    int32_t start = r->handed_to ? case_start_day(r->handed_to) : 0;

    if (state == CODE_request_state_withdrawal_asked)
        return refuse(REFUSAL_release_asked_already);
    if (state != CODE_request_state_in_force)
        return refuse(REFUSAL_request_not_in_force);
    if (!start)
        return refuse(REFUSAL_release_no_start);
    struct refusal early = refuse(REFUSAL_release_not_yet);
    early.day = edition_after_months(w->edition, start, w->edition->free_months);
    return civil_jst_day(w->now_us) < early.day ? early : refuse_nothing();
}

/* FND-03: JPCERT/CC and the developers are told in the case. */
enum err decide_ask_release(const struct law_world *w, const struct cmd_ask_release *c,
                            struct decision *d)
{
    const struct law_report *r = image_report(w->image, c->head.subject.stream);
    struct ev_release_asked *e = decision_add(d, w, EVENT_release_asked, r->stream.id);
    if (!e || !decision_add(d, w, EVENT_release_announced, r->handed_to->stream.id))
        return ERR_MEMORY;
    e->reason = c->reason;
    return ERR_OK;
}

struct refusal open_release_finder(const struct law_world *w, struct subject s)
{
    uint32_t end;
    int32_t day;
    uint32_t state = report_request(image_report(w->image, s.stream), &end, &day);
    return state == CODE_request_state_withdrawal_asked ? refuse_nothing()
                                                        : refuse(REFUSAL_release_not_asked);
}

enum err decide_release_finder(const struct law_world *w, const struct cmd_release_finder *c,
                               struct decision *d)
{
    const struct law_report *r = image_report(w->image, c->head.subject.stream);
    struct ev_request_withdrawn *e = decision_add(d, w, EVENT_request_withdrawn, r->stream.id);
    if (!e || !decision_add(d, w, EVENT_request_lifted, r->handed_to->stream.id))
        return ERR_MEMORY;
    e->day = civil_jst_day(w->now_us);
    e->text = c->text;
    return ERR_OK;
}
