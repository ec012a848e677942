/*
 * test/law/hidden.c — what an observer of the non-interference test may not notice, written down
 * from the requirements. It must never ask core/access: it would agree with any mistake there.
 */
#include <stdlib.h>

#include "law/pair.h"

static bool is_account_step(enum command_kind kind)
{
    return kind == COMMAND_register_party || kind == COMMAND_add_person ||
           kind == COMMAND_grant_role || kind == COMMAND_take_role ||
           kind == COMMAND_close_account || kind == COMMAND_set_credentials ||
           kind == COMMAND_issue_link || kind == COMMAND_found_scheme ||
           kind == COMMAND_set_absence || command_def_get(kind)->subject == SUBJECT_PARTY;
}

/* The lists of the scheme are everybody's. */
static bool is_scheme_step(enum command_kind kind)
{
    return command_def_get(kind)->subject == SUBJECT_SCHEME;
}

static bool is_report_step(enum command_kind kind)
{
    return kind == COMMAND_file_report || kind == COMMAND_accept_report ||
           kind == COMMAND_decline_report || kind == COMMAND_message_finder ||
           kind == COMMAND_answer_from_finder || kind == COMMAND_classify_report ||
           kind == COMMAND_join_case || kind == COMMAND_send_credit ||
           kind == COMMAND_check_report || kind == COMMAND_correct_kind ||
           kind == COMMAND_mark_read || kind == COMMAND_withdraw_report ||
           kind == COMMAND_answer_withdrawal || kind == COMMAND_ask_release ||
           kind == COMMAND_release_finder || kind == COMMAND_change_consents ||
           kind == COMMAND_appoint_report || kind == COMMAND_take_report ||
           kind == COMMAND_claim_report;
}

static bool is_answer(enum command_kind kind)
{
    return kind == COMMAND_confirm_step || kind == COMMAND_refuse_step ||
           kind == COMMAND_withdraw_step;
}

/* The command itself, or the one that a second person's answer is about: what is hidden of the one
 * is hidden of the other. */
static const struct command *meant(struct pair *p, const struct command *c)
{
    static const struct actor system = {.role = ROLE_system};
    struct law_world w = stage_world(&p->stage[1], &system, 0);
    struct step_view *steps;
    size_t count;

    if (!is_answer(c->kind))
        return c;
    if (law_steps(&w, c->subject.stream, &p->stage[1].memory, &steps, &count) != ERR_OK)
        abort();
    for (size_t i = 0; i < count; i++) {
        if (id_equal(steps[i].id, ((const struct cmd_confirm_step *)(const void *)c)->step))
            return steps[i].what;
    }
    return c;
}

/* The party that a step names in its field of that name; none when it names none. */
static struct id named_party(const struct command *c)
{
    const struct command_def *def = command_def_get(c->kind);

    for (size_t i = 0; i < def->field_count; i++) {
        const struct field_def *f = &def->fields[i];
        if (f->type == FIELD_REF && str_equal(str_from_cstr(f->name), STR("party")))
            return *(const struct id *)(const void *)((const char *)c + f->offset);
    }
    return (struct id){{0}};
}

struct id pair_asked_party(const struct pair *p)
{
    return p->cast.parties[p->observer == SEES_BOB ? 3 : 2];
}

/* CON-02: staff's plans about a developer that cannot be contacted; what of it is public is on the
 * public list. */
static bool is_ladder_step(enum command_kind kind)
{
    return kind == COMMAND_judge_unreachable || kind == COMMAND_list_developer ||
           kind == COMMAND_publish_product || kind == COMMAND_add_deadline ||
           kind == COMMAND_ask_committee || kind == COMMAND_record_judgement ||
           kind == COMMAND_resume_coordination || kind == COMMAND_correct_entry;
}

/* Steps of staff about who may be concerned and how it was reached: no developer is told of them.
 */
static bool is_inner_contact_step(enum command_kind kind)
{
    return kind == COMMAND_name_candidate || kind == COMMAND_drop_candidate ||
           kind == COMMAND_record_contact || kind == COMMAND_request_registration ||
           kind == COMMAND_set_case_keywords || kind == COMMAND_record_support_end ||
           is_ladder_step(kind);
}

/* Steps that tell a developer something; without a name they go to several. */
static bool is_notice(enum command_kind kind)
{
    return kind == COMMAND_disclose_detail || kind == COMMAND_send_overview ||
           kind == COMMAND_remind_developers || kind == COMMAND_send_draft ||
           kind == COMMAND_remind_status;
}

/* About the case of the visible steps, or about one of its advisories. */
static bool is_on_case(const struct pair *p, const struct command *c)
{
    return id_equal(law_case_of(p->stage[1].image, c->subject.stream), p->of);
}

/* Steps of staff about one developer, told to it alone. */
static bool is_about_one(enum command_kind kind)
{
    return kind == COMMAND_keep_date || kind == COMMAND_answer_contact ||
           kind == COMMAND_record_obtained || kind == COMMAND_end_part ||
           kind == COMMAND_reopen_part || kind == COMMAND_correct_send;
}

/* SEC-24: each of the two finds its letter on its own page, whatever the case. */
static bool is_letter_to(const struct command *c, struct id own)
{
    const struct cmd_tell_mistake *t = (const void *)c;
    return c->kind == COMMAND_tell_mistake && (id_equal(t->party, own) || id_equal(t->owner, own));
}

/* proves SEC-02 CON-01 CON-05 OVW-15 CON-12: what is hidden changes no answer and no token.
 * Other developers, other cases, drafts and approvals. After the last visible step
 * only, because an approval tells a developer whose words changed later that they wait (PUB-28). */
static bool hidden_from_developer(const struct pair *p, const struct command *c, struct id own)
{
    bool on_case = is_on_case(p, c);

    if (c->kind == COMMAND_tell_mistake)
        return !is_letter_to(c, own);
    if (is_inner_contact_step(c->kind))
        return true;
    if (is_notice(c->kind) && id_is_none(named_party(c)))
        return !on_case; /* to all of them: this one may be among them */
    if (command_def_get(c->kind)->subject == SUBJECT_PARTY)
        return !id_equal(c->subject.stream, own);
    if (is_account_step(c->kind) || is_notice(c->kind))
        return !id_equal(named_party(c), own);
    if (!on_case) /* FND-03: only the end of the request is told, a year later */
        return c->kind != COMMAND_ask_release && c->kind != COMMAND_release_finder;
    if (command_def_get(c->kind)->subject == SUBJECT_RELATION)
        return !id_equal(c->subject.party, own);
    if (is_about_one(c->kind))
        return !id_equal(named_party(c), own);
    switch ((int)c->kind) {
    case COMMAND_acknowledge_handover:
    case COMMAND_return_handover:
    case COMMAND_ask_finder:
    case COMMAND_relay_question:
    case COMMAND_pass_answer:
    case COMMAND_appoint_case:
    case COMMAND_take_case:
        return true;
    case COMMAND_set_date:
    case COMMAND_propose_date:
        return p->observer == SEES_BOB;
    case COMMAND_close_leak_review:
        return true;
    case COMMAND_return_text:
        return !id_equal(named_party(c), own) && p->step == STEPS - 1;
    case COMMAND_write_advisory:
    case COMMAND_approve_advisory:
    case COMMAND_withdraw_approval:
    case COMMAND_leave_out_developer:
    case COMMAND_take_in_developer:
        return p->observer == SEES_BOB || p->step == STEPS - 1;
    case COMMAND_begin_advisory:
    case COMMAND_drop_advisory:
    case COMMAND_record_enquiry:
    case COMMAND_answer_enquiry:
    case COMMAND_propose_withdrawal:
        return true;
    default:
        return false;
    }
}

/* It rests from then on, and the finder is freed. */
static bool ends_case(enum command_kind kind)
{
    return kind == COMMAND_withdraw_publication || kind == COMMAND_reopen_case;
}

/* FND-06, FND-10: of the case only its earliest start date and its publication, and not how the
 * report is counted (REC-16). */
static bool hidden_from_finder(const struct pair *p, const struct command *c)
{
    if (!is_on_case(p, c))
        return !id_equal(c->subject.stream, p->report) || c->kind == COMMAND_classify_report ||
               c->kind == COMMAND_check_report || c->kind == COMMAND_mark_read ||
               c->kind == COMMAND_appoint_report || c->kind == COMMAND_take_report;
    if (c->kind == COMMAND_relay_question) /* is a message to the finder */
        return false;
    if (c->kind == COMMAND_record_contact)
        return false; /* it may tell of an earlier day */
    if (is_notice(c->kind) || c->kind == COMMAND_request_registration)
        return p->step >= STEP_OVERVIEW;
    return c->kind != COMMAND_release_advisory && !ends_case(c->kind);
}

/* A developer without a relation learns nothing of any case; giving it one is not hidden. */
static bool hidden_from_outsider(const struct pair *p, const struct command *c)
{
    if (is_inner_contact_step(c->kind))
        return true;
    if (is_letter_to(c, p->cast.parties[4]))
        return false;
    if (command_def_get(c->kind)->subject == SUBJECT_PARTY)
        return !id_equal(c->subject.stream, p->cast.parties[4]);
    return !id_equal(named_party(c), p->cast.parties[4]) &&
           !(is_notice(c->kind) && id_is_none(named_party(c)));
}

/* proves SEC-21: who is no reader learns nothing of a case of the own organisation. */
static bool hidden_from_colleague(const struct pair *p, const struct command *c)
{
    if (c->kind == COMMAND_name_reader)
        return ((const struct cmd_name_reader *)(const void *)c)->remove;
    if (is_account_step(c->kind))
        return hidden_from_developer(p, c, p->cast.parties[2]);
    return true;
}

/* SEC-25: a further role would shut its holder out of the case; without a role the visible steps
 * are not open. A developer sees who of its organisation has an account. */
static bool changes_people(const struct pair *p, const struct command *c)
{
    struct credential_view person;
    bool leaves = c->kind == COMMAND_take_role || c->kind == COMMAND_close_account;

    for (size_t i = 0; (leaves || c->kind == COMMAND_grant_role) && i < CAST_COUNT; i++) {
        if (id_equal(c->subject.stream, p->cast.actors[i].person))
            return true;
    }
    if (c->kind != COMMAND_close_account ||
        !law_credential_of(p->stage[1].image, c->subject.stream, &person))
        return false;
    for (size_t i = 0; i < person.grant_count; i++) {
        if (person.grants[i].role == ROLE_developer)
            return true;
    }
    return false;
}

/* Steps that would undo or forestall a visible step are left out: the visible history must stay the
 * same. */
static bool spoils_visible_steps(const struct pair *p, const struct command *c)
{
    bool on_report = id_equal(c->subject.stream, p->report);
    bool on_case = is_on_case(p, c);

    if (changes_people(p, c) || c->kind == COMMAND_name_manager)
        return true;
    if (on_report && c->kind != COMMAND_message_finder && c->kind != COMMAND_answer_from_finder &&
        c->kind != COMMAND_classify_report && c->kind != COMMAND_check_report &&
        c->kind != COMMAND_mark_read && c->kind != COMMAND_change_consents)
        return true;
    /* Who cannot be contacted has no date to agree; the visible steps agree one with Acme. */
    if (on_case && is_ladder_step(c->kind) && !id_equal(named_party(c), p->cast.parties[5]))
        return true;
    bool names_acme = id_equal(named_party(c), p->cast.parties[2]) ||
                      id_equal(named_party(c), pair_asked_party(p));
    if (on_case && names_acme &&
        (c->kind == COMMAND_disclose_detail || c->kind == COMMAND_send_overview))
        return true;
    if (on_case && p->step < STEP_OVERVIEW &&
        (c->kind == COMMAND_send_overview || (names_acme && c->kind == COMMAND_record_contact)))
        return true;
    if (on_case && (ends_case(c->kind) || (names_acme && is_about_one(c->kind))))
        return true;
    if (on_case && command_def_get(c->kind)->subject == SUBJECT_RELATION)
        return id_equal(c->subject.party, p->cast.parties[2]) ||
               id_equal(c->subject.party, pair_asked_party(p));
    return on_case && c->kind == COMMAND_release_advisory;
}

static bool is_hidden(const struct pair *p, const struct command *c)
{
    if (spoils_visible_steps(p, c) || is_scheme_step(c->kind))
        return false;
    switch (p->observer) {
    case SEES_ALICE:
        return hidden_from_developer(p, c, p->cast.parties[2]);
    case SEES_BOB:
        return hidden_from_developer(p, c, p->cast.parties[3]);
    case SEES_EVE:
        return hidden_from_colleague(p, c);
    case SEES_DAN:
        return hidden_from_outsider(p, c);
    case SEES_FINDER:
        return hidden_from_finder(p, c);
    case SEES_KEN:
        return is_report_step(c->kind) || c->kind == COMMAND_set_credentials;
    case SEES_HANAKO:
        return c->kind == COMMAND_set_credentials;
    case SEES_ROOT:
        return !is_account_step(c->kind);
    case SEES_NOBODY:
        return true;
    case OBSERVERS:
        break;
    }
    return false;
}

bool pair_hides(struct pair *p, const struct command *c)
{
    return is_hidden(p, meant(p, c));
}
