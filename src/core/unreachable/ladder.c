/*
 * core/unreachable/ladder.c — questions to the ladder of a developer that cannot be contacted: its
 * stage, whether it has answered, what comes next (LIF-36 to LIF-45). Must never decide; the
 * intervals come from the edition, the days from the events.
 */
#include "core/unreachable/ladder_priv.h"

#include "core/case/part_priv.h"
#include "core/scheme/edition.h"
#include "core/text/ui.h"

static const struct ladder_rules rules[] = {
#define LADDER(edition, product, early, deadline, committee, reference)                            \
    {(edition), (product), (early), (deadline), (committee), N_(reference)},
#include "core/unreachable/rules.def"
};

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

const struct ladder_rules *ladder_rules_get(int64_t edition)
{
    for (size_t i = 0; i < RULES; i++) {
        if (rules[i].edition == edition)
            return &rules[i];
    }
    return &rules[RULES - 1];
}

/* ---- answers ---- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t newest_at(const struct event_list *list)
{
    return list->count ? ((const struct event *)list->items[list->count - 1])->at_us : 0;
}

/* What the developer said itself, and what was recorded of its calls and letters. */
int64_t relation_answered_us(const struct law_relation *r)
{
    const struct law_part *p = &r->part;
    int64_t at = r->answer ? r->answer->head.at_us : 0;

    at = later(at, r->reported_us);
    at = later(at, p->offered ? p->offered->head.at_us : 0);
    at = later(at, newest_at(&p->answers));
    at = later(at, newest_at(&p->receipts));
    at = later(at, p->progress ? p->progress->head.at_us : 0);
    at = later(at, p->products_us);
    at = later(at, p->contact ? p->contact->head.at_us : 0);
    at = later(at, p->withdrawal ? p->withdrawal->head.at_us : 0);
    at = later(at, relation_ladder(r)->resumed ? relation_ladder(r)->resumed->head.at_us : 0);
    for (size_t i = 0; i < r->contacts.count; i++) {
        const struct ev_contact_recorded *e = r->contacts.items[i];
        if (e->inbound || e->result == CODE_contact_result_answered)
            at = later(at, e->at);
    }
    return at;
}

bool ladder_is_answered(const struct law_relation *r)
{
    const struct law_ladder *l = relation_ladder(r);
    return l->judged && !l->resumed && relation_answered_us(r) > l->judged->head.at_us;
}

/* ---- the stage ---- */

/* The earlier of two moments; 0 = it has not come. */
static int64_t earlier(int64_t a, int64_t b)
{
    return a && (!b || a < b) ? a : b;
}

/* When the coordination with this developer came to its end, 0 = it has not. */
static int64_t ended_us(const struct law_case *c, const struct law_relation *r)
{
    bool no_product =
        r->answer && !r->disclosed_us && r->answer->answer == CODE_overview_answer_no_product;
    int64_t at = earlier(c->published_us, c->withdrawn ? c->withdrawn->head.at_us : 0);

    at = earlier(at, r->part.ended ? r->part.ended->head.at_us : 0);
    return earlier(at, no_product ? r->answer->head.at_us : 0);
}

static bool has_ended(const struct law_case *c, const struct law_relation *r)
{
    return ended_us(c, r) != 0;
}

int64_t ladder_completed_us(const struct law_case *c, const struct law_relation *r)
{
    const struct law_ladder *l = relation_ladder(r);
    int64_t ended = ended_us(c, r);
    return l->resumed && ended ? later(l->resumed->head.at_us, ended) : 0;
}

/* OP-18: an item that was judged not suitable goes back to coordination. */
static bool is_before_committee(const struct law_ladder *l)
{
    return l->asked && (!l->judgement || l->judgement->judgement != CODE_judgement_not_suitable);
}

uint32_t ladder_stage(const struct law_case *c, const struct law_relation *r)
{
    const struct law_ladder *l = relation_ladder(r);
    bool suitable = l->judgement && l->judgement->judgement == CODE_judgement_suitable;

    if (l->resumed)
        return has_ended(c, r) ? CODE_unreachable_stage_completed : CODE_unreachable_stage_resumed;
    if (suitable && c->uncoordinated_us)
        return CODE_unreachable_stage_published;
    if (is_before_committee(l))
        return CODE_unreachable_stage_committee;
    if (l->deadline)
        return CODE_unreachable_stage_deadline;
    if (l->product)
        return CODE_unreachable_stage_product;
    if (l->listed)
        return CODE_unreachable_stage_listed;
    return l->judged ? CODE_unreachable_stage_judged : 0;
}

/* From the record, which keeps what was resumed since. */
static bool relation_was_listed(const struct law_relation *r, int32_t as_of)
{
    bool listed = false;

    for (size_t i = 0; i < relation_ladder(r)->record.count; i++) {
        const struct event *e = relation_ladder(r)->record.items[i];
        const void *step = e;
        if (e->kind == EVENT_developer_listed)
            listed = listed || ((const struct ev_developer_listed *)step)->day <= as_of;
        else if (e->kind == EVENT_coordination_resumed)
            listed = listed && ((const struct ev_coordination_resumed *)step)->day > as_of;
    }
    return listed;
}

bool case_is_listed(const struct law_case *c, int32_t as_of)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (relation_was_listed(&c->relations[i], as_of))
            return true;
    }
    return false;
}

/* ---- what comes next ---- */

/* OP-12: a month limit ends on the same day number; it has passed from the day after. */
static int32_t after_months(const struct law_world *w, int32_t day, int32_t months)
{
    return edition_after_months(w->edition, day, months) + 1;
}

/* OP-17: the start date stays; after an answer the three months begin again with it. */
static int32_t judge_from(const struct law_world *w, const struct law_relation *r)
{
    int64_t answered = relation_answered_us(r);
    int32_t from = answered ? civil_jst_day(answered) : r->start_day;
    return from ? after_months(w, from, w->edition->contact_months) : 0;
}

static int32_t later_day(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

enum command_kind ladder_next(const struct law_world *w, const struct law_case *c,
                              const struct law_relation *r, int32_t *from)
{
    const struct law_ladder *l = relation_ladder(r);
    const struct ladder_rules *rule = ladder_rules_get(w->edition->id);

    *from = 0;
    switch (ladder_stage(c, r)) {
    case 0:
    case CODE_unreachable_stage_resumed:
        *from = judge_from(w, r);
        return COMMAND_judge_unreachable;
    case CODE_unreachable_stage_judged:
        return COMMAND_list_developer;
    case CODE_unreachable_stage_listed:
        *from = after_months(w, l->listed->day, rule->product_months);
        return COMMAND_publish_product;
    case CODE_unreachable_stage_product:
        *from = after_months(w, later_day(l->product->day, l->listed->day), rule->deadline_months);
        return COMMAND_add_deadline;
    case CODE_unreachable_stage_deadline:
        *from = later_day(after_months(w, l->deadline->day, rule->committee_months),
                          l->deadline->deadline + 1);
        return COMMAND_ask_committee;
    case CODE_unreachable_stage_committee:
        return l->judgement && l->judgement->judgement == CODE_judgement_suitable
                   ? COMMAND_none
                   : COMMAND_record_judgement;
    default:
        return COMMAND_none;
    }
}

/* ---- choices ---- */

static bool may_be_judged(const struct law_case *c, const struct law_relation *r, uint32_t stage)
{
    return (stage == 0 || stage == CODE_unreachable_stage_resumed) && !has_ended(c, r);
}

/* COM-02: reached, but no agreement. */
static bool is_uncoordinated(const struct law_case *c, const struct law_relation *r, uint32_t stage)
{
    return (stage == 0 || stage == CODE_unreachable_stage_resumed) && r->disclosed_us &&
           relation_answered_us(r) && !has_ended(c, r);
}

bool ladder_is_choice(enum command_kind kind, const struct law_case *c,
                      const struct law_relation *r)
{
    const struct law_ladder *l = relation_ladder(r);
    uint32_t stage = ladder_stage(c, r);

    if (!relation_is_live(r))
        return false;
    switch ((int)kind) {
    case COMMAND_judge_unreachable:
        return may_be_judged(c, r, stage);
    case COMMAND_list_developer:
        return stage == CODE_unreachable_stage_judged;
    case COMMAND_publish_product:
        return stage == CODE_unreachable_stage_listed;
    case COMMAND_add_deadline:
        return stage == CODE_unreachable_stage_product;
    case COMMAND_ask_committee:
        return stage == CODE_unreachable_stage_deadline || is_uncoordinated(c, r, stage);
    case COMMAND_record_judgement:
        return stage == CODE_unreachable_stage_committee &&
               (!l->judgement || l->judgement->judgement != CODE_judgement_suitable);
    case COMMAND_resume_coordination:
        return stage >= CODE_unreachable_stage_judged && stage <= CODE_unreachable_stage_committee;
    case COMMAND_correct_entry:
        return l->listed && stage >= CODE_unreachable_stage_listed &&
               stage <= CODE_unreachable_stage_committee;
    default:
        return false;
    }
}

struct refusal ladder_open(const struct law_world *w, enum command_kind kind, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);

    if (case_is_releasing(c))
        return refuse(REFUSAL_release_pending);
    for (size_t i = 0; i < c->relation_count; i++) {
        if (ladder_is_choice(kind, c, &c->relations[i]))
            return refuse_nothing();
    }
    return refuse(REFUSAL_ladder_no_developer);
}

struct law_relation *ladder_relation(const struct law_world *w, const struct command *c,
                                     struct id party, struct refusal *refusal)
{
    const struct law_case *of = image_case(w->image, c->subject.stream);
    struct law_relation *r = case_relation(of, party);

    if (!r || !relation_is_live(r))
        *refusal = refuse_field(REFUSAL_not_in_case, c->kind, "party");
    else if (!ladder_is_choice(c->kind, of, r))
        *refusal = refuse_field(REFUSAL_ladder_not_next, c->kind, "party");
    else if (ladder_is_answered(r) && c->kind != COMMAND_resume_coordination)
        *refusal = refuse_field(REFUSAL_ladder_answered, c->kind, "party");
    return refusal->code == REFUSAL_none ? r : NULL;
}

struct law_ladder *ladder_note(struct law_image *m, struct law_relation *r, const void *event)
{
    if (!r->ladder)
        r->ladder = ARENA_NEW(m->arena, struct law_ladder);
    return r->ladder && event_list_add(m, &r->ladder->record, event) == ERR_OK ? r->ladder : NULL;
}
