/*
 * core/access/view_case_write.c — the case view as canonical JSON: keys ascend, absent fields are
 * left out, so that two equal views give equal bytes. Must never look at anything but the view.
 */
#include "core/image_priv.h"
#include "core/access/view_part_priv.h"
#include "core/access/view_write_priv.h"

static void write_relation(struct json_writer *w, const struct relation_view *r)
{
    json_write_object(w);
    view_write_i64(w, STR("answer"), r->answer);
    json_write_member_opt(w, STR("answer_comment"), r->answer_comment);
    view_write_id(w, STR("answered_by"), r->answered_by);
    view_write_i64(w, STR("answered_us"), r->answered_us);
    view_write_i64(w, STR("applicable"), r->applicable);
    json_write_member_text2_opt(w, STR("comment"), r->comment);
    view_write_true(w, STR("comment_waits"), r->comment_waits);
    view_write_i64(w, STR("contact_limit_day"), r->contact_limit_day);
    view_write_i64(w, STR("contacted_us"), r->contacted_us);
    json_write_member_opt(w, STR("countermeasure"), r->countermeasure);
    view_write_i64(w, STR("disclosed_us"), r->disclosed_us);
    view_write_i64(w, STR("draft_answer"), r->draft_answer);
    view_write_i64(w, STR("draft_answered_us"), r->draft_answered_us);
    json_write_member_opt(w, STR("draft_message"), r->draft_message);
    json_write_member_opt(w, STR("draft_number"), r->draft_number);
    json_write_member_opt(w, STR("draft_text"), r->draft_text);
    view_write_i64(w, STR("draft_until"), r->draft_until);
    view_write_i64(w, STR("draft_us"), r->draft_us);
    view_write_i64(w, STR("due_day"), r->due_day);
    view_write_i64(w, STR("fix_day"), r->fix_day);
    view_write_i64(w, STR("free_day"), r->free_day);
    view_write_i64(w, STR("ground"), r->ground);
    json_write_member_opt(w, STR("ground_reason"), r->ground_reason);
    view_write_i64(w, STR("guide_day"), r->guide_day);
    view_ladder_write(w, &r->ladder);
    view_write_true(w, STR("left_out"), r->left_out);
    json_write_member_opt(w, STR("message"), r->message);
    json_write_member_opt(w, STR("notice_url"), r->notice_url);
    view_write_i64(w, STR("notified_us"), r->notified_us);
    view_write_i64(w, STR("obtained_us"), r->obtained_us);
    view_write_i64(w, STR("opened_us"), r->opened_us);
    json_write_member_opt(w, STR("overview"), r->overview);
    view_write_i64(w, STR("overview_us"), r->overview_us);
    view_part_write(w, &r->part);
    view_write_id(w, STR("party"), r->party.id);
    json_write_member_text2_opt(w, STR("party_name"), r->party.name);
    json_write_member_opt(w, STR("products"), r->products);
    json_write_member_opt(w, STR("publication"), r->publication);
    view_write_ids(w, STR("readers"), &(struct id_list){r->readers, r->reader_count});
    json_write_member_opt(w, STR("reason"), r->reason);
    view_write_i64(w, STR("registration_asked_us"), r->registration_asked_us);
    view_write_i64(w, STR("reminded_us"), r->reminded_us);
    view_write_i64(w, STR("reminders"), r->reminders);
    view_write_i64(w, STR("reported_us"), r->reported_us);
    view_write_i64(w, STR("start_day"), r->start_day);
    json_write_member_i64(w, STR("state"), r->state);
    view_write_i64(w, STR("status"), r->status);
    view_write_i64(w, STR("status_reminded_us"), r->status_reminded_us);
    view_write_true(w, STR("unanswered"), r->unanswered);
    view_write_true(w, STR("with_attack"), r->with_attack);
    view_write_i64(w, STR("workaround_day"), r->workaround_day);
    json_write_end(w);
}

static void write_approvals(struct json_writer *w, const struct case_view *v)
{
    if (v->approval_count == 0)
        return;
    json_write_member_array(w, STR("approvals"));
    for (size_t i = 0; i < v->approval_count; i++) {
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), v->approvals[i].at_us);
        view_write_id(w, STR("party"), v->approvals[i].party);
        view_write_id(w, STR("person"), v->approvals[i].person);
        json_write_member(w, STR("role"), str_from_cstr(role_name(v->approvals[i].role)));
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_relations(struct json_writer *w, const struct case_view *v)
{
    json_write_member_array(w, STR("relations"));
    for (size_t i = 0; i < v->relation_count; i++)
        write_relation(w, &v->relations[i]);
    json_write_end(w);
}

static void write_reports(struct json_writer *w, const struct case_view *v)
{
    if (v->report_count == 0)
        return;
    json_write_member_array(w, STR("reports"));
    for (size_t i = 0; i < v->report_count; i++) {
        json_write_object(w);
        view_write_id(w, STR("id"), v->reports[i].id);
        json_write_member(w, STR("number"), v->reports[i].number);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_duties(struct json_writer *w, const struct case_view *v)
{
    if (v->duties[0].body == ROLE_none)
        return;
    json_write_member_array(w, STR("duties"));
    for (size_t i = 0; i < 2; i++) {
        json_write_object(w);
        json_write_member(w, STR("body"), str_from_cstr(role_name(v->duties[i].body)));
        view_write_id(w, STR("deputy"), v->duties[i].deputy);
        view_write_id(w, STR("offered"), v->duties[i].offered);
        view_write_id(w, STR("officer"), v->duties[i].officer);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_inquiries(struct json_writer *w, const struct case_view *v)
{
    if (v->inquiry_count == 0)
        return;
    json_write_member_array(w, STR("inquiries"));
    for (size_t i = 0; i < v->inquiry_count; i++) {
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), v->inquiries[i].at_us);
        view_write_ids(w, STR("files"), &v->inquiries[i].files);
        json_write_member_i64(w, STR("kind"), v->inquiries[i].kind);
        json_write_member(w, STR("text"), v->inquiries[i].text);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_enquiries(struct json_writer *w, const struct case_view *v)
{
    if (v->enquiry_count == 0)
        return;
    json_write_member_array(w, STR("enquiries"));
    for (size_t i = 0; i < v->enquiry_count; i++) {
        const struct enquiry_view *q = &v->enquiries[i];
        json_write_object(w);
        json_write_member_opt(w, STR("answer"), q->answer);
        view_write_i64(w, STR("answered_us"), q->answered_us);
        view_write_true(w, STR("by_revision"), q->by_revision);
        json_write_member_i64(w, STR("received_day"), q->received_day);
        json_write_member_opt(w, STR("sender"), q->sender);
        json_write_member(w, STR("text"), q->text);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_advisories(struct json_writer *w, const struct case_view *v)
{
    if (v->advisory_count == 0)
        return;
    json_write_member_array(w, STR("advisories"));
    for (size_t i = 0; i < v->advisory_count; i++) {
        const struct advisory_view *a = &v->advisories[i];
        json_write_object(w);
        view_write_i64(w, STR("approvals"), (int64_t)a->approval_count);
        view_write_true(w, STR("dropped"), a->dropped);
        view_write_id(w, STR("id"), a->id);
        json_write_member(w, STR("number"), a->number);
        view_write_i64(w, STR("published_us"), a->published_us);
        view_write_true(w, STR("release_pending"), a->release_pending);
        view_write_i64(w, STR("revision"), a->revision);
        json_write_member_text2_opt(w, STR("title"), a->title);
        view_write_true(w, STR("written"), a->written);
        json_write_end(w);
    }
    json_write_end(w);
}

enum err case_view_write(const struct case_view *v, struct buf *out)
{
    struct json_writer w;
    json_write_begin(&w, out, JSON_COMPACT);
    json_write_object(&w);
    view_write_i64(&w, STR("acknowledged_us"), v->acknowledged_us);
    write_advisories(&w, v);
    view_write_true(&w, STR("advisory_dropped"), v->advisory_dropped);
    view_write_id(&w, STR("advisory_id"), v->advisory_id);
    json_write_member_opt(&w, STR("advisory_number"), v->advisory_number);
    view_write_i64(&w, STR("advisory_published_us"), v->advisory_published_us);
    json_write_member_opt(&w, STR("analysis"), v->analysis);
    write_approvals(&w, v);
    json_write_member_opt(&w, STR("attack"), v->attack);
    view_write_ids(&w, STR("attack_files"), &v->attack_files);
    view_coordination_write(&w, &v->coordination);
    view_write_i64(&w, STR("coordinator_us"), v->coordinator_us);
    view_write_i64(&w, STR("date_us"), v->date_us);
    json_write_member_opt(&w, STR("developer"), v->developer);
    json_write_member_opt(&w, STR("doc"), v->doc);
    write_duties(&w, v);
    write_enquiries(&w, v);
    view_write_ids(&w, STR("files"), &v->files);
    json_write_member_opt(&w, STR("finder_contact"), v->finder_contact);
    json_write_member_opt(&w, STR("finder_name"), v->finder_name);
    view_write_i64(&w, STR("guide_day"), v->guide_day);
    json_write_member_opt(&w, STR("hash"), v->hash);
    view_write_id(&w, STR("id"), v->id);
    json_write_member_opt(&w, STR("impact"), v->impact);
    write_inquiries(&w, v);
    json_write_member_opt(&w, STR("keywords"), v->keywords);
    view_write_marking(
        &w, (const struct str[4]){v->vulnerability, v->verification, v->attack, v->impact});
    json_write_member(&w, STR("number"), v->number);
    view_write_i64(&w, STR("opened_us"), v->opened_us);
    json_write_member_opt(&w, STR("product"), v->product);
    view_write_i64(&w, STR("published_us"), v->published_us);
    view_write_true(&w, STR("question_is_out"), v->question_is_out);
    view_write_true(&w, STR("question_waits"), v->question_waits);
    view_write_i64(&w, STR("reception_us"), v->reception_us);
    write_relations(&w, v);
    view_write_i64(&w, STR("release_asked_day"), v->release_asked_day);
    view_write_true(&w, STR("release_pending"), v->release_pending);
    view_write_i64(&w, STR("released_day"), v->released_day);
    write_reports(&w, v);
    view_write_i64(&w, STR("revision"), v->revision);
    json_write_member_opt(&w, STR("sender"), v->sender);
    view_write_i64(&w, STR("source"), v->source);
    view_write_steps(&w, v->steps, v->step_count);
    json_write_member_text2_opt(&w, STR("title"), v->title);
    json_write_member_opt(&w, STR("verification"), v->verification);
    json_write_member_opt(&w, STR("versions"), v->versions);
    json_write_member_opt(&w, STR("vulnerability"), v->vulnerability);
    view_write_i64(&w, STR("with_body"), v->with_body);
    view_write_i64(&w, STR("with_since_us"), v->with_since_us);
    view_write_true(&w, STR("withdrawing"), v->withdrawing);
    view_write_true(&w, STR("withdrawn"), v->withdrawn);
    view_write_id(&w, STR("written_by"), v->written_by);
    view_write_i64(&w, STR("written_us"), v->written_us);
    json_write_end(&w);
    json_write_finish(&w);
    return out->failed ? ERR_LIMIT : ERR_OK;
}
