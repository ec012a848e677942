/*
 * core/access/work_bodies.c — the lines of the two bodies: the next step of reception in a report,
 * and of either body in a case. Must never look at a field whose class the actor may not see.
 */
#include "core/access/work_priv.h"
#include "core/advisory/publication_priv.h"
#include "core/case/contact_priv.h"
#include "core/case/part_priv.h"
#include "core/scheme/edition.h"
#include "core/text/ui.h"

/* ---- reception ---- */

/* What the finder asked for or wrote comes before everything that waits for others. */
static bool finder_waits(const struct law_world *w, const struct law_report *r, struct work_item *i)
{
    uint32_t end;
    int32_t day;
    bool at_hand = r->state == CODE_report_state_received ||
                   (r->state == CODE_report_state_accepted && r->kind == CODE_report_kind_product);

    if (report_withdrawal_waits(r) && !report_has_ended(r))
        work_next(i, COMMAND_answer_withdrawal, N_("The finder wants to withdraw the report"),
                  civil_jst_day(r->withdrawal_us) + w->edition->reception_days);
    else if (report_request(r, &end, &day) == CODE_request_state_withdrawal_asked)
        work_next(i, COMMAND_release_finder, N_("The finder asks to be freed of the request"),
                  r->release_asked_day + w->edition->reception_days);
    else if (r->unread_us && !at_hand)
        work_next(i, COMMAND_message_finder, N_("Read what the finder wrote and answer"),
                  civil_jst_day(r->unread_us) + w->edition->reception_days);
    return i->next != COMMAND_none;
}

void work_reception_report(const struct law_world *w, const struct law_report *r,
                           struct work_item *i)
{
    int32_t received = civil_jst_day(r->filed->head.at_us);
    if (finder_waits(w, r, i))
        return;
    switch (report_state(r)) {
    case CODE_report_state_received:
        work_next(i, COMMAND_accept_report, N_("Check the content, then accept or do not accept"),
                  received + w->edition->reception_days);
        break;
    case CODE_report_state_accepted:
        if (r->kind == CODE_report_kind_product)
            work_next(i, COMMAND_hand_over, N_("Prepare the copy and hand over to JPCERT/CC"),
                      r->accepted_day + w->edition->reception_days);
        else
            work_waits(i, N_("Held by the reception body"), N_("Website operator"), 0);
        break;
    case CODE_report_state_handed_over:
        work_waits(i, N_("Coordination with the developers"), N_("JPCERT/CC"), 0);
        break;
    default:
        work_ends(i);
        break;
    }
}

/* ---- the case as the two bodies see it ---- */

static bool all_reported(const struct law_case *c)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (relation_is_heard(&c->relations[i]) && !c->relations[i].result)
            return false;
    }
    return true;
}

/* The way of the developers into the case; false when the detail is with at least one and nobody
 * asked for it in vain. */
static bool coordinator_contact(const struct law_world *w, const struct law_case *c,
                                struct work_item *i)
{
    size_t asked = 0, candidates = 0, requested = 0;

    for (size_t k = 0; k < c->relation_count; k++) {
        const struct law_relation *r = &c->relations[k];
        asked += relation_state(c, r) == CODE_relation_state_detail_requested;
        candidates += relation_takes_overview(r);
        requested += relation_is_unanswered(r);
    }
    int32_t opened = civil_jst_day(c->opened->head.at_us) + w->edition->reception_days;
    int32_t guide = case_guide_day(c, w->edition);
    if (asked > 0)
        work_next(i, COMMAND_disclose_detail, N_("A developer asks for the detail: disclose it"),
                  civil_jst_day(w->now_us));
    else if (case_is_disclosed(c))
        return false;
    else if (candidates > 0)
        work_next(i, COMMAND_send_overview, N_("Send the overview to the candidates"), opened);
    else if (requested > 0)
        work_waits(i, N_("Answer to the overview, or registration"), N_("Product developer"),
                   guide);
    else
        work_next(i, COMMAND_disclose_detail,
                  N_("Disclose the detail to the developer, or add candidates"), opened);
    return true;
}

static bool may_approve(const struct law_world *w, const struct law_advisory *a)
{
    struct subject s = {.stream = a->stream.id};
    return law_open(w, COMMAND_approve_advisory, s).code == REFUSAL_none;
}

/* Given up, or public as it is written. */
static bool is_settled(const struct law_advisory *a)
{
    return a->dropped || (a->revision > 0 && !a->rewritten);
}

/* PUB-32: of a public page its readers' enquiries are left; both bodies may answer them. */
static void settled_advisory(const struct law_world *w, const struct law_advisory *a,
                             struct work_item *i)
{
    size_t open = advisory_open_enquiry(a);
    if (open == 0)
        work_ends(i);
    else
        work_next(i, COMMAND_answer_enquiry, N_("Answer the enquiry about the page"),
                  a->enquiries[open - 1].recorded->received + w->edition->reception_days);
}

static void staff_approval(const struct law_world *w, const struct law_advisory *a, int32_t due,
                           struct work_item *i)
{
    bool late = a->of->date_us && w->now_us >= a->of->date_us;
    bool both = advisory_approved_by_both(a);
    bool mine = !both && may_approve(w, a);
    if (!late && w->actor.role == ROLE_coordinator && advisory_has_late_row(a))
        work_next(i, COMMAND_withdraw_approval,
                  N_("A developer got the detail after the approval: both approve anew, or its row "
                     "waits for the next revision"),
                  due);
    else if (both && late && !w->clock_trusted)
        work_waits(i, N_("The minute has passed, but the clock is doubtful: the release waits"),
                   N_("Operation"), due);
    else if (both)
        work_waits(i, N_("Released by itself at the agreed minute"), N_("The clock"), due);
    else if (mine && late)
        work_next(i, COMMAND_approve_advisory,
                  N_("The agreed minute has passed and your approval is missing: read the page"),
                  due);
    else if (mine)
        work_next(i, COMMAND_approve_advisory, N_("Read the page and approve it"), due);
    else
        work_waits(i,
                   late ? N_("The agreed minute has passed without the other approval")
                        : N_("The other approval"),
                   N_("The other body"), due);
}

static void coordinator_advisory(const struct law_world *w, const struct law_advisory *a,
                                 int32_t due, struct arena *arena, struct work_item *i)
{
    if (is_settled(a) && !a->dropped && advisory_has_news(a))
        work_next(i, COMMAND_write_advisory,
                  N_("A developer changed its part: say so in the update line"), 0);
    else if (is_settled(a))
        settled_advisory(w, a, i);
    else if (!advisory_can_freeze(a, arena))
        work_next(i, COMMAND_write_advisory, N_("Write the advisory"), due);
    else
        staff_approval(w, a, due, i);
}

static void reception_advisory(const struct law_world *w, const struct law_advisory *a, int32_t due,
                               struct arena *arena, struct work_item *i)
{
    if (is_settled(a))
        settled_advisory(w, a, i);
    else if (!advisory_can_freeze(a, arena))
        work_waits(i, N_("Coordination with the developers"), N_("JPCERT/CC"), due);
    else
        staff_approval(w, a, due, i);
}

/* OBJ-04: one line for the case. The first advisory with a step for this actor gives it; else the
 * first that something is awaited of. */
static void staff_advisories(const struct law_world *w, const struct law_case *c, int32_t due,
                             struct arena *arena, struct work_item *i)
{
    struct work_item found = *i;
    work_ends(&found);
    for (size_t k = 0; k < c->advisory_count; k++) {
        struct work_item one = *i;
        if (w->actor.role == ROLE_coordinator)
            coordinator_advisory(w, c->advisories[k], due, arena, &one);
        else
            reception_advisory(w, c->advisories[k], due, arena, &one);
        if (c->advisory_count > 1)
            one.advisory = c->advisories[k]->stream.id;
        if (one.next != COMMAND_none) {
            *i = one;
            return;
        }
        if (found.ended && !one.ended)
            found = one;
    }
    *i = found;
}

enum { REMINDER_DAYS = 30 };

/* PUB-15: once, some time after the publication, for everybody on the page. */
static void coordinator_reminder(const struct law_case *c, struct work_item *i)
{
    for (size_t k = 0; k < c->relation_count; k++) {
        const struct law_relation *r = &c->relations[k];
        if (!r->obtained_us || r->status_reminded_us)
            continue;
        i->ended = false;
        work_next(i, COMMAND_remind_status, N_("Remind the developers to report later changes"),
                  civil_jst_day(c->published_us) + REMINDER_DAYS);
        return;
    }
}

void work_coordinator_case(const struct law_world *w, const struct law_case *c, struct arena *arena,
                           struct work_item *i)
{
    int32_t guide = case_guide_day(c, w->edition);
    int32_t date = c->date_us ? civil_jst_day(c->date_us) : guide;
    if (work_coordinator_asked(w, c, i))
        return;
    if (c->published_us) {
        staff_advisories(w, c, 0, arena, i);
        if (i->next == COMMAND_none && !work_coordinator_ladder(w, c, i))
            coordinator_reminder(c, i);
    } else if (c->relation_count == 0 && c->with_body == ROLE_reception)
        work_waits(i, N_("The answer of the reception body"), N_("Reception (IPA)"), 0);
    else if (c->with_body == ROLE_coordinator)
        work_next(i, COMMAND_acknowledge_handover,
                  N_("Acknowledge the hand-over, or return it with questions"),
                  civil_jst_day(c->with_since_us) + w->edition->reception_days);
    else if (work_coordinator_ladder(w, c, i))
        return;
    else if (!case_judged(c) && coordinator_contact(w, c, i))
        return;
    else if (!c->published_us && work_coordinator_date(w, c, i))
        return;
    else if (!c->date_us && case_ended_day(c, INT32_MAX))
        work_next(i, COMMAND_withdraw_publication,
                  N_("No developer has an affected product: name others, or withdraw the case"),
                  guide);
    else if (!c->date_us && all_reported(c))
        work_next(i, COMMAND_set_date, N_("Agree the disclosure date-time"), guide);
    else if (!c->date_us)
        work_waits(i, N_("Result and status"), N_("Product developer"), guide);
    else if (c->advisory_count == 0)
        work_next(i, COMMAND_write_advisory, N_("Write the advisory"), date);
    else
        staff_advisories(w, c, date, arena, i);
}

static bool any_unread(const struct law_case *c)
{
    for (size_t i = 0; i < c->report_count; i++) {
        if (c->reports[i]->unread_us)
            return true;
    }
    return false;
}

void work_reception_case(const struct law_world *w, const struct law_case *c, struct arena *arena,
                         struct work_item *i)
{
    int32_t date = c->date_us ? civil_jst_day(c->date_us) : 0;
    if (c->withdrawn)
        work_ends(i);
    else if (work_reception_judgement(w, c, i))
        return;
    else if (c->published_us)
        staff_advisories(w, c, 0, arena, i);
    else if (c->question_waits)
        work_next(i, COMMAND_relay_question, N_("Relay JPCERT/CC's question to the finder"),
                  civil_jst_day(c->with_since_us) + w->edition->reception_days);
    else if (c->with_body == ROLE_reception)
        work_next(i, COMMAND_pass_answer, N_("Answer the questions of JPCERT/CC"),
                  civil_jst_day(c->with_since_us) + w->edition->reception_days);
    else if (c->question_is_out && any_unread(c))
        work_next(i, COMMAND_pass_answer, N_("Pass on the finder's answer"), 0);
    else if (c->advisory_count == 0)
        work_waits(i, N_("Coordination with the developers"), N_("JPCERT/CC"), date);
    else
        staff_advisories(w, c, date, arena, i);
}
