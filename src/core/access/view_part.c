/*
 * core/access/view_part.c — a developer's part and the coordination of a case as an actor may see
 * them. A developer's part is its own; of the coordination a developer sees what was told to all
 * who have the detail. Must never decide.
 */
#include "core/access/view_part_priv.h"
#include "core/case/part_priv.h"

static void fill_dates(const struct law_case *c, const struct law_relation *r, struct part_view *v)
{
    const struct law_part *p = &r->part;
    if (p->offered) {
        v->offered_from = p->offered->from;
        v->offered_until = p->offered->until;
        v->preferred_us = p->offered->preferred;
        v->offer_reason = p->offered->reason;
    }
    if (c->proposal)
        v->date_answer = relation_date_answer(r, c->proposal->at);
    if (v->date_answer)
        v->date_answer_reason =
            ((const struct ev_date_answered *)p->answers.items[p->answers.count - 1])->reason;
    if (p->review) {
        v->review_us = p->review->head.at_us;
        v->review_reason = p->review->reason;
        v->review_from = p->review->from;
    }
    if (p->kept)
        v->kept_reason = p->kept->reason;
    if (!c->date_us || !c->dates.count || !r->disclosed_us)
        return;
    const struct ev_date_set *date = c->dates.items[c->dates.count - 1];
    v->told_us = date->head.at_us > r->disclosed_us ? date->head.at_us : r->disclosed_us;
    v->received_us = relation_received_us(r, c->date_us);
}

static struct part_product_view product_of(const struct ev_product_reported *e)
{
    return (struct part_product_view){
        .product = e->product,
        .state = e->state,
        .first_version = e->first_version,
        .last_version = e->last_version,
        .fixed_version = e->fixed_version,
        .all_customers = e->all_customers,
        .workaround = e->workaround,
        .workaround_text = e->workaround_text,
        .workaround_day = e->workaround_day,
        .workaround_provided = e->workaround_provided,
        .fix = e->fix,
        .fix_text = e->fix_text,
        .fix_day = e->fix_day,
        .fix_provided = e->fix_provided,
        .fix_follows = e->fix_follows,
        .at_us = e->head.at_us,
    };
}

static enum err fill_products(const struct law_relation *r, struct arena *arena,
                              struct part_view *v)
{
    const struct event_list *list = &r->part.products;
    v->products = ARENA_ARRAY(arena, struct part_product_view, list->count);
    if (!v->products)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++)
        v->products[v->product_count++] = product_of(list->items[i]);
    return ERR_OK;
}

/* The schedule as told last, in the result or in a later word on the progress. */
void view_schedule(const struct law_relation *r, struct part_view *v)
{
    const struct ev_progress_reported *p = r->part.progress;
    if (r->result) {
        v->workaround_day = r->result->workaround_day;
        v->fix_day = r->result->fix_day;
    }
    if (!p)
        return;
    v->progress = p->text;
    v->progress_us = p->head.at_us;
    bool newer = !r->result || p->head.at_us >= r->result->head.at_us;
    if (newer && p->workaround_day)
        v->workaround_day = p->workaround_day;
    if (newer && p->fix_day)
        v->fix_day = p->fix_day;
}

static void fill_contact(const struct law_relation *r, struct part_view *v)
{
    const struct law_part *p = &r->part;
    if (p->contact) {
        v->contact_us = p->contact->head.at_us;
        v->contact_developer = p->contact->developer;
        v->contact_purpose = p->contact->purpose;
        v->contact_may_be_named = p->contact->may_be_named;
    }
    if (p->contact_answer) {
        v->contact_answered = true;
        v->contact_granted = p->contact_answer->granted;
        v->contact_message = p->contact_answer->message;
    }
}

static enum err fill_contacts(const struct law_relation *r, struct arena *arena,
                              struct part_view *v)
{
    v->contacts = ARENA_ARRAY(arena, struct contact_view, r->contacts.count);
    if (!v->contacts)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->contacts.count; i++) {
        const struct ev_contact_recorded *e = r->contacts.items[i];
        v->contacts[v->contact_count++] = (struct contact_view){
            .at_us = e->at,
            .person = e->head.person,
            .inbound = e->inbound,
            .means = e->means,
            .address_source = e->address_source,
            .content = e->content,
            .result = e->result,
            .address = e->address,
            .note = e->note,
            .reason = e->reason,
        };
    }
    return ERR_OK;
}

static enum err fill_staff(const struct law_relation *r, struct arena *arena, struct part_view *v)
{
    const struct law_part *p = &r->part;
    if (p->recorded)
        v->recorded_ground = p->recorded->ground;
    if (p->support) {
        v->support_product = p->support->product;
        v->support_announced = p->support->announced;
        v->support_reason = p->support->reason;
        v->support_ended = p->support->ended;
        v->support_case = p->support->handling;
    }
    return fill_contacts(r, arena, v);
}

enum err view_part_fill(const struct law_world *w, const struct law_case *c,
                        const struct law_relation *r, struct arena *arena, struct part_view *v)
{
    const struct law_part *p = &r->part;
    fill_dates(c, r, v);
    view_schedule(r, v);
    fill_contact(r, v);
    if (p->returned)
        v->returned_reason = p->returned->reason;
    if (p->withdrawal) {
        v->withdrawal_ground = p->withdrawal->ground;
        v->withdrawal_evidence = p->withdrawal->evidence;
    }
    v->ended = p->ended != NULL;
    v->limit_count = limits_of_relation(w, c, r, v->limits);
    enum err err = fill_products(r, arena, v);
    if (!err && w->actor.role != ROLE_developer)
        err = fill_staff(r, arena, v);
    return err;
}

/* ---- the whole case ---- */

static bool has_agreed(const struct law_relation *r, int64_t at)
{
    return relation_date_answer(r, at) == CODE_date_answer_agree;
}

static enum err fill_told(const struct law_case *c, const struct ev_date_set *e,
                          struct arena *arena, struct date_view *v)
{
    v->told = ARENA_ARRAY(arena, struct date_told, c->relation_count + c->receipts.count);
    if (!v->told)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->relation_count; i++) {
        const struct law_relation *r = &c->relations[i];
        if (r->disclosed_us && relation_is_live(r))
            v->told[v->told_count++] = (struct date_told){r->party->stream.id, has_agreed(r, e->at),
                                                          relation_received_us(r, e->at)};
    }
    for (size_t i = 0; i < c->receipts.count; i++) {
        const struct ev_date_received *got = c->receipts.items[i];
        if (got->at == e->at)
            v->told[v->told_count++] = (struct date_told){got->party, false, got->head.at_us};
    }
    return ERR_OK;
}

static enum err fill_history(const struct law_case *c, struct arena *arena,
                             struct coordination_view *v)
{
    v->dates = ARENA_ARRAY(arena, struct date_view, c->dates.count);
    if (!v->dates)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->dates.count; i++) {
        const struct ev_date_set *e = c->dates.items[i];
        struct date_view *d = &v->dates[v->date_count++];
        *d = (struct date_view){.at_us = e->at,
                                .decided_us = e->head.at_us,
                                .person = e->head.person,
                                .grounds = (uint32_t)e->grounds,
                                .leak_risk = e->leak_risk,
                                .reason = e->reason};
        enum err err = fill_told(c, e, arena, d);
        if (err)
            return err;
    }
    return ERR_OK;
}

static void fill_withdrawal(const struct law_case *c, struct coordination_view *v)
{
    if (c->withdrawn) {
        v->withdrawn_ground = c->withdrawn->ground;
        v->withdrawn_said_by = c->withdrawn->said_by;
        v->withdrawn_evidence = c->withdrawn->evidence;
    }
    if (c->first_withdrawn)
        v->first_withdrawn_day = c->first_withdrawn->day;
    if (c->reopened) {
        v->reopened_us = c->reopened->head.at_us;
        v->reopened_reason = c->reopened->reason;
    }
}

static enum err fill_others(const struct law_case *c, struct arena *arena,
                            struct coordination_view *v)
{
    v->others = ARENA_ARRAY(arena, struct other_view, c->others.count);
    v->corrections = ARENA_ARRAY(arena, struct correction_view, c->corrections.count);
    if (!v->others || !v->corrections)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->others.count; i++) {
        const struct ev_others_named *e = c->others.items[i];
        v->others[v->other_count++] =
            (struct other_view){e->party, e->developer, e->product, e->reason, e->head.at_us};
    }
    for (size_t i = 0; i < c->corrections.count; i++) {
        const struct ev_send_corrected *e = c->corrections.items[i];
        const struct law_relation *r = case_relation(c, e->party);
        v->corrections[v->correction_count++] = (struct correction_view){
            .party = e->party,
            .at_us = e->head.at_us,
            .reason = e->reason,
            .overview_us = e->overview_us,
            .opened_us = e->opened_us,
            .with_attack = e->with_attack,
            .sent_us = r->notified_us,
            .told_us = r->part.told ? r->part.told->head.at_us : 0,
        };
    }
    return ERR_OK;
}

static void fill_leak(const struct ev_leak_review_closed *e, struct coordination_view *o)
{
    if (!e)
        return;
    o->leak_reviewed_us = e->head.at_us;
    o->leaked = e->leaked;
    o->leaked_to = e->whom;
    o->leak_use = e->exploitable;
    o->leak_priority = e->priority;
    o->leak_customers = e->customers;
    o->leak_findings = e->findings;
}

enum err view_coordination_fill(const struct law_case *c, struct arena *arena, struct case_view *v)
{
    struct coordination_view *o = &v->coordination;
    if (c->withdrawn)
        o->withdrawn_day = c->withdrawn->day;
    if (c->proposal && (v->classes & CLASS_BIT(date))) {
        o->proposal_us = c->proposal->at;
        o->proposal_message = c->proposal->message;
    }
    if (!(v->classes & CLASS_BIT(internal)))
        return ERR_OK;
    struct day_range common = case_common_days(c);
    o->common_from = common.from;
    o->common_until = common.until;
    o->conflict = common.conflict;
    o->leak_review = c->leak_review;
    fill_leak(c->leak_reviewed, o);
    fill_withdrawal(c, o);
    enum err err = fill_history(c, arena, o);
    return err ? err : fill_others(c, arena, o);
}
