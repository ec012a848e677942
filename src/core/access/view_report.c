/*
 * core/access/view_report.c — the report as an actor may see it. A field is copied only when its
 * class is in the mask.
 */
#include "core/image_priv.h"
#include "core/access/view_write_priv.h"
#include "core/scheme/edition.h"

static void copy_original(struct report_view *v, const struct law_report *r)
{
    const struct ev_report_filed *f = r->filed;
    v->vulnerability = f->vulnerability;
    v->verification = f->verification;
    v->attack = f->attack;
    v->impact = f->impact;
    v->told_others = r->told_others;
    v->release_reason = r->release_reason;
    v->release_text = r->release_text;
    v->withdrawal_reason = r->withdrawal_reason;
    v->withdrawal_text = r->withdrawal_text;
    v->files = f->files;
    v->decline_reason = r->decline_reason;
    v->accept_note = r->accept_note;
    v->messages = r->messages;
    v->message_count = r->message_count;
}

static void copy_finder(struct report_view *v, const struct law_report *r)
{
    v->finder_name = r->filed->finder_name;
    v->finder_contact = r->filed->finder_contact;
    v->credit_name = r->credit_name;
    v->tell_developer = r->tell_developer;
    v->direct_contact = r->direct_contact;
    v->named = r->named;
}

static void copy_internal(struct report_view *v, const struct law_report *r)
{
    v->checked = r->checked;
    v->analysis = r->analysis;
    v->checked_us = r->checked_us;
    v->unread_us = r->unread_us;
    v->officer = r->duty.officer;
    v->deputy = r->duty.deputy;
    v->offered = r->duty.offered;
}

/* PUB-29: reception and the finder; the class is the one of the other words between them. */
static void copy_credit(struct report_view *v, const struct law_report *r)
{
    if (!r->credit || !(v->classes & CLASS_BIT(reception)))
        return;
    v->credit_line = r->credit->credit;
    v->credit_until = r->credit->until;
}

/* FND-01, FND-06, FND-08, FND-10: from the case the finder learns the start date and, once it is
 * public, the number. */
static void copy_case(struct report_view *v, const struct law_report *r,
                      const struct edition *edition)
{
    const struct law_case *c = r->handed_to;
    v->request_state = report_request(r, &v->request_end, &v->request_end_day);
    v->nondisclosure_asked = r->accepted_day != 0;
    v->nondisclosure_lifted = v->request_state == CODE_request_state_withdrawn;
    v->release_asked_day = r->release_asked_day;
    v->withdrawal_us = r->withdrawal_us;
    v->withdrawal_answer = r->withdrawal_answer;
    if (!c)
        return;
    v->start_day = case_start_day(c);
    if (v->start_day)
        v->free_day = edition_after_months(edition, v->start_day, edition->free_months);
    if (c->published_us)
        v->published_number = case_first_released(c)->number;
    if (v->classes & CLASS_BIT(internal)) {
        v->case_id = c->stream.id;
        v->case_number = c->opened->number;
    }
}

/* To the finder the inner step of handing over is still "accepted". */
uint32_t report_state_for(enum role role, const struct law_report *r)
{
    uint32_t state = report_state(r);
    bool inner = role == ROLE_finder && state == CODE_report_state_handed_over;
    return inner ? (uint32_t)CODE_report_state_accepted : state;
}

/* The words of figures 1-2 and 1-3, and since when. */
static void copy_disposition(struct report_view *v, const struct law_report *r)
{
    int32_t since;
    bool staff = v->classes & CLASS_BIT(internal);
    v->disposition = staff ? report_disposition(r, INT32_MAX, &since)
                           : report_disposition_decided(r, INT32_MAX, &since);
    if (staff)
        v->disposition_day = since;
}

static void copy_classification(struct report_view *v, const struct law_report *r)
{
    v->product_kind = r->product_kind;
    v->cause = r->cause;
    v->web_type = r->web_type;
    v->web_impact = r->web_impact;
}

enum err law_view_report(const struct law_world *w, struct id report, struct arena *arena,
                         struct report_view **out)
{
    const struct law_report *r = image_report(w->image, report);
    uint32_t classes = access_classes(w->image, &w->actor, report);
    *out = NULL;
    if (!r || classes == 0)
        return ERR_OK;
    struct report_view *v = ARENA_NEW(arena, struct report_view);
    if (!v)
        return ERR_MEMORY;
    v->id = report;
    v->classes = classes;
    v->number = r->filed->number;
    v->state = report_state_for(w->actor.role, r);
    v->kind = r->kind;
    v->source = r->filed->source;
    v->language = r->filed->language;
    v->received_us = r->filed->head.at_us;
    v->accepted_day = r->accepted_day;
    v->decline_ground = r->decline_ground;
    if (classes & CLASS_BIT(overview)) {
        v->product = r->product;
        v->versions = r->filed->versions;
        v->developer = r->filed->developer;
        v->site_url = r->site_url;
    }
    if (classes & CLASS_BIT(reception))
        copy_original(v, r);
    if (classes & CLASS_BIT(finder_identity))
        copy_finder(v, r);
    if (classes & CLASS_BIT(internal)) {
        copy_classification(v, r);
        copy_internal(v, r);
    }
    copy_disposition(v, r);
    copy_credit(v, r);
    copy_case(v, r, w->edition);
    enum err err = law_steps(w, report, arena, &v->steps, &v->step_count);
    if (!err)
        *out = v;
    return err;
}

/* ---- canonical JSON: keys ascend, absent fields are left out ---- */

static void write_messages(struct json_writer *w, const struct report_view *v)
{
    if (v->message_count == 0)
        return;
    json_write_member_array(w, STR("messages"));
    for (size_t i = 0; i < v->message_count; i++) {
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), v->messages[i].at_us);
        view_write_ids(w, STR("files"), &v->messages[i].files);
        view_write_true(w, STR("from_finder"), v->messages[i].from_finder);
        json_write_member(w, STR("text"), v->messages[i].text);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_credit(struct json_writer *w, const struct report_view *v)
{
    json_write_member_opt(w, STR("credit_line"), v->credit_line);
    json_write_member_opt(w, STR("credit_name"), v->credit_name);
    view_write_i64(w, STR("credit_until"), v->credit_until);
}

enum err report_view_write(const struct report_view *v, struct buf *out)
{
    struct json_writer w;
    json_write_begin(&w, out, JSON_COMPACT);
    json_write_object(&w);
    json_write_member_opt(&w, STR("accept_note"), v->accept_note);
    view_write_i64(&w, STR("accepted_day"), v->accepted_day);
    json_write_member_opt(&w, STR("analysis"), v->analysis);
    json_write_member_opt(&w, STR("attack"), v->attack);
    view_write_id(&w, STR("case_id"), v->case_id);
    json_write_member_opt(&w, STR("case_number"), v->case_number);
    view_write_i64(&w, STR("cause"), v->cause);
    json_write_member_opt(&w, STR("checked"), v->checked);
    view_write_i64(&w, STR("checked_us"), v->checked_us);
    write_credit(&w, v);
    view_write_i64(&w, STR("decline_ground"), v->decline_ground);
    json_write_member_opt(&w, STR("decline_reason"), v->decline_reason);
    view_write_id(&w, STR("deputy"), v->deputy);
    json_write_member_opt(&w, STR("developer"), v->developer);
    view_write_true(&w, STR("direct_contact"), v->direct_contact);
    json_write_member_i64(&w, STR("disposition"), v->disposition);
    view_write_i64(&w, STR("disposition_day"), v->disposition_day);
    view_write_ids(&w, STR("files"), &v->files);
    json_write_member_opt(&w, STR("finder_contact"), v->finder_contact);
    json_write_member_opt(&w, STR("finder_name"), v->finder_name);
    view_write_i64(&w, STR("free_day"), v->free_day);
    view_write_id(&w, STR("id"), v->id);
    json_write_member_opt(&w, STR("impact"), v->impact);
    json_write_member_i64(&w, STR("kind"), v->kind);
    json_write_member_i64(&w, STR("language"), v->language);
    view_write_marking(
        &w, (const struct str[4]){v->vulnerability, v->verification, v->attack, v->impact});
    write_messages(&w, v);
    view_write_true(&w, STR("named"), v->named);
    view_write_true(&w, STR("nondisclosure_asked"), v->nondisclosure_asked);
    view_write_true(&w, STR("nondisclosure_lifted"), v->nondisclosure_lifted);
    json_write_member(&w, STR("number"), v->number);
    view_write_id(&w, STR("offered"), v->offered);
    view_write_id(&w, STR("officer"), v->officer);
    json_write_member_opt(&w, STR("product"), v->product);
    view_write_i64(&w, STR("product_kind"), v->product_kind);
    json_write_member_opt(&w, STR("published_number"), v->published_number);
    json_write_member_i64(&w, STR("received_us"), v->received_us);
    view_write_i64(&w, STR("release_asked_day"), v->release_asked_day);
    json_write_member_opt(&w, STR("release_reason"), v->release_reason);
    json_write_member_opt(&w, STR("release_text"), v->release_text);
    view_write_i64(&w, STR("request_end"), v->request_end);
    view_write_i64(&w, STR("request_end_day"), v->request_end_day);
    view_write_i64(&w, STR("request_state"), v->request_state);
    json_write_member_opt(&w, STR("site_url"), v->site_url);
    json_write_member_i64(&w, STR("source"), v->source);
    view_write_i64(&w, STR("start_day"), v->start_day);
    json_write_member_i64(&w, STR("state"), v->state);
    view_write_steps(&w, v->steps, v->step_count);
    view_write_true(&w, STR("tell_developer"), v->tell_developer);
    json_write_member_opt(&w, STR("told_others"), v->told_others);
    view_write_i64(&w, STR("unread_us"), v->unread_us);
    json_write_member_opt(&w, STR("verification"), v->verification);
    json_write_member_opt(&w, STR("versions"), v->versions);
    json_write_member_opt(&w, STR("vulnerability"), v->vulnerability);
    view_write_i64(&w, STR("web_impact"), v->web_impact);
    view_write_i64(&w, STR("web_type"), v->web_type);
    view_write_i64(&w, STR("withdrawal_answer"), v->withdrawal_answer);
    json_write_member_opt(&w, STR("withdrawal_reason"), v->withdrawal_reason);
    json_write_member_opt(&w, STR("withdrawal_text"), v->withdrawal_text);
    view_write_i64(&w, STR("withdrawal_us"), v->withdrawal_us);
    json_write_end(&w);
    json_write_finish(&w);
    return out->failed ? ERR_LIMIT : ERR_OK;
}
