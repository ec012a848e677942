/*
 * core/case/decide_date.c — the general disclosure date-time: possible days, proposal, agreement,
 * decision, review and receipt (requirements section 9). Must never mutate the image; a developer's
 * decision looks at its own relation and at what the whole case was told only (CON-02).
 */
#include "core/case/part_priv.h"
#include "core/scheme/edition.h"

/* ---- a developer's possible days (DAT-02, DAT-03) ---- */

static struct refusal open_for_part(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    const struct law_relation *r = case_relation(c, s.party);
    if (!r->disclosed_us)
        return refuse(REFUSAL_detail_not_disclosed);
    if (r->part.ended)
        return refuse(REFUSAL_nothing_waits);
    return case_open_before_page(c);
}

struct refusal open_offer_dates(const struct law_world *w, struct subject s)
{
    return open_for_part(w, s);
}

enum err decide_offer_dates(const struct law_world *w, const struct cmd_offer_dates *c,
                            struct decision *d)
{
    int32_t preferred = c->preferred ? civil_jst_day(c->preferred) : 0;
    if (c->until && c->until < c->from)
        d->refusal = refuse_field(REFUSAL_dates_reversed, COMMAND_offer_dates, "until");
    else if (preferred && (preferred < c->from || (c->until && preferred > c->until)))
        d->refusal = refuse_field(REFUSAL_dates_reversed, COMMAND_offer_dates, "preferred");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_dates_offered *e = decision_add(d, w, EVENT_dates_offered, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->from = c->from;
    e->until = c->until;
    e->preferred = c->preferred;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- the proposal ---- */

struct refusal case_open_to_coordinate(const struct law_case *c)
{
    if (c->published_us)
        return refuse(REFUSAL_already_published);
    if (case_is_releasing(c))
        return refuse(REFUSAL_release_pending);
    return case_part_count(c) > 0 ? refuse_nothing() : refuse(REFUSAL_no_developer_yet);
}

struct refusal open_propose_date(const struct law_world *w, struct subject s)
{
    return case_open_to_coordinate(image_case(w->image, s.stream));
}

static struct refusal judge_day(const struct law_world *w, enum command_kind kind, int64_t at,
                                bool checked)
{
    if (at <= w->now_us)
        return refuse_field(REFUSAL_date_past, kind, "at");
    if (date_day_is_unusual(civil_jst_day(at)) && !checked)
        return refuse_field(REFUSAL_date_day_unusual, kind, "day_checked");
    return refuse_nothing();
}

enum err decide_propose_date(const struct law_world *w, const struct cmd_propose_date *c,
                             struct decision *d)
{
    d->refusal = judge_day(w, COMMAND_propose_date, c->at, c->day_checked);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_date_proposed *e = decision_add(d, w, EVENT_date_proposed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->at = c->at;
    e->message = c->message;
    return ERR_OK;
}

struct refusal open_answer_date(const struct law_world *w, struct subject s)
{
    struct refusal r = open_for_part(w, s);
    if (r.code != REFUSAL_none)
        return r;
    return image_case(w->image, s.stream)->proposal ? refuse_nothing()
                                                    : refuse(REFUSAL_nothing_waits);
}

enum err decide_answer_date(const struct law_world *w, const struct cmd_answer_date *c,
                            struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_relation(of, w->actor.party);
    if (c->answer == CODE_date_answer_object && str_is_empty(c->reason))
        d->refusal = refuse_field(REFUSAL_objection_reason, COMMAND_answer_date, "reason");
    else if (c->answer == CODE_date_answer_agree &&
             relation_date_answer(r, of->proposal->at) == c->answer)
        d->refusal = refuse_field(REFUSAL_date_answer_same, COMMAND_answer_date, "answer");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_date_answered *e = decision_add(d, w, EVENT_date_answered, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->at = of->proposal->at;
    e->answer = c->answer;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- the decision ---- */

/* COM-08: with a positive judgement of the committee also when nobody takes part. */
struct refusal open_set_date(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    struct refusal r = case_open_to_coordinate(c);
    return r.code == REFUSAL_no_developer_yet && case_judged(c) ? refuse_nothing() : r;
}

static bool has_ground(const struct cmd_set_date *c)
{
    return c->ground_countermeasure || c->ground_overseas || c->ground_leak;
}

/* DAT-05: later than the guide value only with one or more recorded grounds and a reason. SEC-18:
 * who names the risk of a leak says how great it is. */
static struct refusal judge_grounds(const struct law_world *w, const struct law_case *of,
                                    const struct cmd_set_date *c)
{
    int32_t guide = case_guide_day(of, w->edition);
    if (guide && civil_jst_day(c->at) > guide && (!has_ground(c) || str_is_empty(c->reason))) {
        struct refusal r = refuse_field(REFUSAL_date_ground_missing, COMMAND_set_date,
                                        has_ground(c) ? "reason" : "ground_countermeasure");
        r.day = guide;
        return r;
    }
    if (c->ground_leak && c->leak_risk != CODE_leak_risk_raised &&
        c->leak_risk != CODE_leak_risk_acute)
        return refuse_field(REFUSAL_leak_risk_missing, COMMAND_set_date, "leak_risk");
    return refuse_nothing();
}

/* DAT-19: what some have neither reported nor agreed to is decided with a reason. */
static bool all_have_spoken(const struct law_case *of, int64_t at)
{
    for (size_t i = 0; i < of->relation_count; i++) {
        const struct law_relation *r = &of->relations[i];
        uint32_t answer = relation_date_answer(r, at);
        bool spoken =
            answer == CODE_date_answer_agree || (r->result && answer != CODE_date_answer_object);
        if (relation_is_heard(r) && !spoken)
            return false;
    }
    return true;
}

/* DAT-07: several keep the present date-time, so that a new one is put to all of them before. */
static bool needs_coordination(const struct law_case *of, const struct cmd_set_date *c)
{
    bool proposed = of->proposal && of->proposal->at == c->at;
    bool leak = c->ground_leak && !str_is_empty(c->reason);
    int64_t told = case_told_date_us(of);
    return told && c->at != told && case_part_count(of) > 1 && !proposed && !leak;
}

static struct refusal judge_date(const struct law_world *w, const struct law_case *of,
                                 const struct cmd_set_date *c)
{
    if (c->at <= w->now_us)
        return refuse_field(REFUSAL_date_past, COMMAND_set_date, "at");
    struct refusal r = judge_grounds(w, of, c);
    if (r.code == REFUSAL_none)
        r = judge_day(w, COMMAND_set_date, c->at, c->day_checked);
    if (r.code != REFUSAL_none)
        return r;
    if (needs_coordination(of, c))
        return refuse(REFUSAL_date_not_recoordinated);
    if (str_is_empty(c->reason) && !all_have_spoken(of, c->at))
        return refuse_field(REFUSAL_date_without_all, COMMAND_set_date, "reason");
    return refuse_nothing();
}

static int64_t grounds_of(const struct cmd_set_date *c)
{
    int64_t grounds = 0;
    if (c->ground_countermeasure)
        grounds |= 1 << CODE_date_ground_countermeasure;
    if (c->ground_overseas)
        grounds |= 1 << CODE_date_ground_overseas;
    if (c->ground_leak)
        grounds |= 1 << CODE_date_ground_leak_risk;
    return grounds;
}

enum err decide_set_date(const struct law_world *w, const struct cmd_set_date *c,
                         struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    d->refusal = judge_date(w, of, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_date_set *e = decision_add(d, w, EVENT_date_set, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->at = c->at;
    e->grounds = grounds_of(c);
    e->leak_risk = c->leak_risk;
    e->reason = c->reason;
    /* PUB-28, DAT-14: two persons approved a release at a later minute; nobody alone may bring it
     * forward, so their approvals end with the earlier date. */
    return c->at < case_told_date_us(of) ? case_end_approvals(w, of, c->reason, d) : ERR_OK;
}

/* ---- review (DAT-07, LIF-30) ---- */

struct refusal open_ask_review(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    struct refusal r = open_for_part(w, s);
    if (r.code != REFUSAL_none)
        return r;
    if (case_is_releasing(c))
        return refuse(REFUSAL_already_published); /* the minute has come; the same as after it */
    bool open = c->date_us && !case_relation(c, s.party)->part.review;
    return open ? refuse_nothing() : refuse(REFUSAL_nothing_waits);
}

enum err decide_ask_review(const struct law_world *w, const struct cmd_ask_review *c,
                           struct decision *d)
{
    struct ev_review_asked *e = decision_add(d, w, EVENT_review_asked, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->reason = c->reason;
    e->from = c->from;
    return ERR_OK;
}

struct refusal open_keep_date(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    for (size_t i = 0; !c->published_us && i < c->relation_count; i++) {
        if (c->relations[i].part.review && relation_is_live(&c->relations[i]))
            return refuse_nothing();
    }
    return refuse(REFUSAL_nothing_waits);
}

enum err decide_keep_date(const struct law_world *w, const struct cmd_keep_date *c,
                          struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = case_part(of, c->party);
    if (!r || !r->part.review) {
        d->refusal = refuse_field(REFUSAL_not_in_case, COMMAND_keep_date, "party");
        return ERR_OK;
    }
    struct ev_date_kept *e = decision_add(d, w, EVENT_date_kept, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- receipt (DAT-06) ---- */

/* The developer's or, of a body, the case's receipts. */
static bool has_received(const struct law_world *w, const struct law_case *c)
{
    if (w->actor.role == ROLE_developer) {
        const struct law_relation *r = case_relation(c, w->actor.party);
        return relation_received_us(r, c->date_us) != 0;
    }
    for (size_t i = 0; i < c->receipts.count; i++) {
        const struct ev_date_received *e = c->receipts.items[i];
        if (e->at == c->date_us && id_equal(e->party, w->actor.party))
            return true;
    }
    return false;
}

struct refusal open_acknowledge_date(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    const struct law_relation *r =
        w->actor.role == ROLE_developer ? case_relation(c, w->actor.party) : NULL;
    bool told = w->actor.role != ROLE_developer || (r && relation_takes_part(r));
    return told && c->date_us && !c->published_us && !has_received(w, c)
               ? refuse_nothing()
               : refuse(REFUSAL_nothing_waits);
}

enum err decide_acknowledge_date(const struct law_world *w, const struct cmd_acknowledge_date *c,
                                 struct decision *d)
{
    struct ev_date_received *e = decision_add(d, w, EVENT_date_received, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->at = image_case(w->image, c->head.subject.stream)->date_us;
    return ERR_OK;
}
