/*
 * core/committee/decide_committee.c — who is in the committee, what it is asked, what it judged
 * (requirements section 14). Must never mutate the image, and never publishes anything: that stays
 * a decision of both bodies (COM-08).
 */
#include "core/case/part_priv.h"
#include "core/unreachable/ladder_priv.h"

/* ---- the members (COM-01) ---- */

/* Names, one a line; empty lines do not count. */
static size_t names_count(struct str list)
{
    size_t count = 0;
    while (list.ptr)
        count += !str_is_empty(str_trim(str_split(&list, '\n')));
    return count;
}

static bool names_hold(struct str list, struct str name)
{
    while (list.ptr) {
        if (str_equal(str_trim(str_split(&list, '\n')), name))
            return true;
    }
    return false;
}

struct refusal open_set_committee(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_set_committee(const struct law_world *w, const struct cmd_set_committee *c,
                              struct decision *d)
{
    uint64_t quorum = 0;

    if (!str_to_u64(c->quorum, names_count(c->members), &quorum) || quorum == 0) {
        d->refusal = refuse_field(REFUSAL_committee_quorum_odd, COMMAND_set_committee, "quorum");
        return ERR_OK;
    }
    struct ev_committee_set *e = decision_add(d, w, EVENT_committee_set, w->image->scheme_id);
    if (!e)
        return ERR_MEMORY;
    e->members = c->members;
    e->quorum = (int64_t)quorum;
    return ERR_OK;
}

/* ---- an item (COM-02) ---- */

struct refusal open_ask_committee(const struct law_world *w, struct subject s)
{
    return ladder_open(w, COMMAND_ask_committee, s);
}

static struct refusal judge_item(const struct law_world *w, const struct law_case *of,
                                 const struct law_relation *r)
{
    int32_t from;
    struct refusal early = refuse_field(REFUSAL_ladder_too_early, COMMAND_ask_committee, "party");

    if (!relation_is_unreachable(r))
        return refuse_nothing(); /* reached, but no agreement: no interval is set for it */
    (void)ladder_next(w, of, r, &from);
    early.day = from;
    return civil_jst_day(w->now_us) < from ? early : refuse_nothing();
}

enum err decide_ask_committee(const struct law_world *w, const struct cmd_ask_committee *c,
                              struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = ladder_relation(w, &c->head, c->party, &d->refusal);

    if (r)
        d->refusal = judge_item(w, of, r);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_committee_asked *e = decision_add(d, w, EVENT_committee_asked, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->day = civil_jst_day(w->now_us);
    e->item = relation_is_unreachable(r) ? CODE_committee_item_unreachable
                                         : CODE_committee_item_uncoordinated;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- a judgement (COM-06, COM-11) ---- */

struct refusal open_record_judgement(const struct law_world *w, struct subject s)
{
    if (!w->image->committee)
        return refuse(REFUSAL_committee_missing);
    return ladder_open(w, COMMAND_record_judgement, s);
}

/* COM-07: one item is enough for a meeting; the members present are not few. */
static struct refusal judge_meeting(const struct law_world *w, const struct law_relation *r,
                                    const struct cmd_record_judgement *c)
{
    const struct ev_committee_set *committee = w->image->committee;
    struct str rest = c->present;

    while (rest.ptr) {
        struct str name = str_trim(str_split(&rest, '\n'));
        bool twice = rest.ptr && names_hold(rest, name);
        if (!str_is_empty(name) && (twice || !names_hold(committee->members, name)))
            return refuse_field(REFUSAL_committee_not_member, COMMAND_record_judgement, "present");
    }
    struct refusal few =
        refuse_field(REFUSAL_committee_no_quorum, COMMAND_record_judgement, "present");
    few.limit = (uint32_t)committee->quorum;
    if (names_count(c->present) < (size_t)committee->quorum)
        return few;
    if (c->day < relation_ladder(r)->asked->day || c->day > civil_jst_day(w->now_us))
        return refuse_field(REFUSAL_committee_day, COMMAND_record_judgement, "day");
    return refuse_nothing();
}

enum err decide_record_judgement(const struct law_world *w, const struct cmd_record_judgement *c,
                                 struct decision *d)
{
    const struct law_relation *r = ladder_relation(w, &c->head, c->party, &d->refusal);

    if (r)
        d->refusal = judge_meeting(w, r, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_judgement_recorded *e =
        decision_add(d, w, EVENT_judgement_recorded, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->day = c->day;
    e->present = c->present;
    e->deliberation = c->deliberation;
    e->judgement = c->judgement;
    e->reason = c->reason;
    /* What was approved before is another page now (COM-08). */
    return case_end_approvals(w, image_case(w->image, c->head.subject.stream), c->reason, d);
}
