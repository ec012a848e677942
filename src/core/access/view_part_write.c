/*
 * core/access/view_part_write.c — the views of a developer's part and of the coordination as
 * canonical JSON: keys ascend, absent fields are left out. Must never look at anything but the
 * view.
 */
#include "core/access/view_part_priv.h"
#include "core/access/view_write_priv.h"

static void write_limits(struct json_writer *w, const struct part_view *v)
{
    if (v->limit_count == 0)
        return;
    json_write_member_array(w, STR("limits"));
    for (size_t i = 0; i < v->limit_count; i++) {
        json_write_object(w);
        json_write_member_i64(w, STR("day"), v->limits[i].day);
        json_write_member_i64(w, STR("due"), (int64_t)v->limits[i].due);
        json_write_member(w, STR("name"), str_from_cstr(v->limits[i].name));
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_product(struct json_writer *w, const struct part_product_view *p)
{
    json_write_object(w);
    view_write_true(w, STR("all_customers"), p->all_customers);
    view_write_i64(w, STR("at_us"), p->at_us);
    json_write_member_opt(w, STR("first_version"), p->first_version);
    view_write_i64(w, STR("fix"), p->fix);
    view_write_i64(w, STR("fix_day"), p->fix_day);
    view_write_i64(w, STR("fix_follows"), p->fix_follows);
    view_write_i64(w, STR("fix_provided"), p->fix_provided);
    json_write_member_opt(w, STR("fix_text"), p->fix_text);
    json_write_member_opt(w, STR("fixed_version"), p->fixed_version);
    json_write_member_opt(w, STR("last_version"), p->last_version);
    json_write_member(w, STR("product"), p->product);
    view_write_i64(w, STR("state"), p->state);
    view_write_i64(w, STR("workaround"), p->workaround);
    view_write_i64(w, STR("workaround_day"), p->workaround_day);
    view_write_i64(w, STR("workaround_provided"), p->workaround_provided);
    json_write_member_opt(w, STR("workaround_text"), p->workaround_text);
    json_write_end(w);
}

static void write_products(struct json_writer *w, const struct part_view *v)
{
    if (v->product_count == 0)
        return;
    json_write_member_array(w, STR("products"));
    for (size_t i = 0; i < v->product_count; i++)
        write_product(w, &v->products[i]);
    json_write_end(w);
}

static void write_contacts(struct json_writer *w, const struct part_view *v)
{
    if (v->contact_count == 0)
        return;
    json_write_member_array(w, STR("contacts"));
    for (size_t i = 0; i < v->contact_count; i++) {
        const struct contact_view *c = &v->contacts[i];
        json_write_object(w);
        json_write_member(w, STR("address"), c->address);
        view_write_i64(w, STR("address_source"), c->address_source);
        view_write_i64(w, STR("at_us"), c->at_us);
        view_write_i64(w, STR("content"), c->content);
        view_write_true(w, STR("inbound"), c->inbound);
        view_write_i64(w, STR("means"), c->means);
        json_write_member_opt(w, STR("note"), c->note);
        view_write_id(w, STR("person"), c->person);
        json_write_member_opt(w, STR("reason"), c->reason);
        view_write_i64(w, STR("result"), c->result);
        json_write_end(w);
    }
    json_write_end(w);
}

void view_part_write(struct json_writer *w, const struct part_view *v)
{
    json_write_member_object(w, STR("part"));
    view_write_true(w, STR("contact_answered"), v->contact_answered);
    json_write_member_opt(w, STR("contact_developer"), v->contact_developer);
    view_write_true(w, STR("contact_granted"), v->contact_granted);
    view_write_true(w, STR("contact_may_be_named"), v->contact_may_be_named);
    json_write_member_opt(w, STR("contact_message"), v->contact_message);
    json_write_member_opt(w, STR("contact_purpose"), v->contact_purpose);
    view_write_i64(w, STR("contact_us"), v->contact_us);
    write_contacts(w, v);
    view_write_i64(w, STR("date_answer"), v->date_answer);
    json_write_member_opt(w, STR("date_answer_reason"), v->date_answer_reason);
    view_write_true(w, STR("ended"), v->ended);
    view_write_i64(w, STR("fix_day"), v->fix_day);
    json_write_member_opt(w, STR("kept_reason"), v->kept_reason);
    write_limits(w, v);
    json_write_member_opt(w, STR("offer_reason"), v->offer_reason);
    view_write_i64(w, STR("offered_from"), v->offered_from);
    view_write_i64(w, STR("offered_until"), v->offered_until);
    view_write_i64(w, STR("preferred_us"), v->preferred_us);
    write_products(w, v);
    json_write_member_opt(w, STR("progress"), v->progress);
    view_write_i64(w, STR("progress_us"), v->progress_us);
    view_write_i64(w, STR("received_us"), v->received_us);
    view_write_i64(w, STR("recorded_ground"), v->recorded_ground);
    json_write_member_opt(w, STR("returned_reason"), v->returned_reason);
    view_write_i64(w, STR("review_from"), v->review_from);
    json_write_member_opt(w, STR("review_reason"), v->review_reason);
    view_write_i64(w, STR("review_us"), v->review_us);
    json_write_member_opt(w, STR("support_announced"), v->support_announced);
    view_write_i64(w, STR("support_case"), v->support_case);
    view_write_i64(w, STR("support_ended"), v->support_ended);
    json_write_member_opt(w, STR("support_product"), v->support_product);
    json_write_member_opt(w, STR("support_reason"), v->support_reason);
    view_write_i64(w, STR("told_us"), v->told_us);
    json_write_member_opt(w, STR("withdrawal_evidence"), v->withdrawal_evidence);
    view_write_i64(w, STR("withdrawal_ground"), v->withdrawal_ground);
    view_write_i64(w, STR("workaround_day"), v->workaround_day);
    json_write_end(w);
}

/* ---- the whole case ---- */

static void write_corrections(struct json_writer *w, const struct coordination_view *v)
{
    if (v->correction_count == 0)
        return;
    json_write_member_array(w, STR("corrections"));
    for (size_t i = 0; i < v->correction_count; i++) {
        const struct correction_view *c = &v->corrections[i];
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), c->at_us);
        view_write_i64(w, STR("opened_us"), c->opened_us);
        view_write_i64(w, STR("overview_us"), c->overview_us);
        view_write_id(w, STR("party"), c->party);
        json_write_member(w, STR("reason"), c->reason);
        view_write_i64(w, STR("sent_us"), c->sent_us);
        view_write_i64(w, STR("told_us"), c->told_us);
        view_write_true(w, STR("with_attack"), c->with_attack);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_told(struct json_writer *w, const struct date_view *d)
{
    json_write_member_array(w, STR("told"));
    for (size_t i = 0; i < d->told_count; i++) {
        json_write_object(w);
        view_write_true(w, STR("agreed"), d->told[i].agreed);
        view_write_id(w, STR("party"), d->told[i].party);
        view_write_i64(w, STR("received_us"), d->told[i].received_us);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_dates(struct json_writer *w, const struct coordination_view *v)
{
    if (v->date_count == 0)
        return;
    json_write_member_array(w, STR("dates"));
    for (size_t i = 0; i < v->date_count; i++) {
        const struct date_view *d = &v->dates[i];
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), d->at_us);
        json_write_member_i64(w, STR("decided_us"), d->decided_us);
        view_write_i64(w, STR("grounds"), d->grounds);
        view_write_i64(w, STR("leak_risk"), d->leak_risk);
        view_write_id(w, STR("person"), d->person);
        json_write_member_opt(w, STR("reason"), d->reason);
        write_told(w, d);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_others(struct json_writer *w, const struct coordination_view *v)
{
    if (v->other_count == 0)
        return;
    json_write_member_array(w, STR("others"));
    for (size_t i = 0; i < v->other_count; i++) {
        const struct other_view *o = &v->others[i];
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), o->at_us);
        json_write_member_opt(w, STR("developer"), o->developer);
        view_write_id(w, STR("party"), o->party);
        json_write_member_opt(w, STR("product"), o->product);
        json_write_member(w, STR("reason"), o->reason);
        json_write_end(w);
    }
    json_write_end(w);
}

void view_coordination_write(struct json_writer *w, const struct coordination_view *v)
{
    json_write_member_object(w, STR("coordination"));
    view_write_i64(w, STR("common_from"), v->common_from);
    view_write_i64(w, STR("common_until"), v->common_until);
    view_write_true(w, STR("conflict"), v->conflict);
    write_corrections(w, v);
    write_dates(w, v);
    view_write_i64(w, STR("first_withdrawn_day"), v->first_withdrawn_day);
    view_write_i64(w, STR("leak_customers"), v->leak_customers);
    json_write_member_opt(w, STR("leak_findings"), v->leak_findings);
    view_write_i64(w, STR("leak_priority"), v->leak_priority);
    view_write_true(w, STR("leak_review"), v->leak_review);
    view_write_i64(w, STR("leak_reviewed_us"), v->leak_reviewed_us);
    view_write_i64(w, STR("leak_use"), v->leak_use);
    json_write_member_opt(w, STR("leaked"), v->leaked);
    json_write_member_opt(w, STR("leaked_to"), v->leaked_to);
    write_others(w, v);
    json_write_member_opt(w, STR("proposal_message"), v->proposal_message);
    view_write_i64(w, STR("proposal_us"), v->proposal_us);
    json_write_member_opt(w, STR("reopened_reason"), v->reopened_reason);
    view_write_i64(w, STR("reopened_us"), v->reopened_us);
    view_write_i64(w, STR("withdrawn_day"), v->withdrawn_day);
    json_write_member_opt(w, STR("withdrawn_evidence"), v->withdrawn_evidence);
    view_write_i64(w, STR("withdrawn_ground"), v->withdrawn_ground);
    view_write_id(w, STR("withdrawn_said_by"), v->withdrawn_said_by);
    json_write_end(w);
}
