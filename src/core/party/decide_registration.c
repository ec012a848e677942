/*
 * core/party/decide_registration.c — into the developer list: application, manager's data, rules,
 * keywords, meeting, entry (requirements section 7). Must never mutate the image.
 */
#include "core/party/party_priv.h"

struct refusal party_judge_manager(const struct law_world *w, struct id party)
{
    const struct law_party *p = image_party(w->image, party);

    if (p->kind != CODE_party_kind_developer)
        return refuse(REFUSAL_not_a_developer);
    if (w->actor.role == ROLE_developer && !id_equal(p->manager, w->actor.person))
        return refuse(REFUSAL_manager_only);
    return refuse_nothing();
}

/* ---- application (REG-04, REG-11, REG-20) ---- */

struct refusal open_apply_registration(const struct law_world *w, struct subject s)
{
    return party_judge_manager(w, s.stream);
}

enum err decide_apply_registration(const struct law_world *w,
                                   const struct cmd_apply_registration *c, struct decision *d)
{
    const struct law_party *p = image_party(w->image, c->head.subject.stream);

    if (c->kind != CODE_registration_general && c->kind != CODE_registration_individual)
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_apply_registration, "kind");
    else if (c->kind == p->registration)
        d->refusal = refuse_field(REFUSAL_registered_so, COMMAND_apply_registration, "kind");
    else if (!c->cooperate)
        d->refusal = refuse_field(REFUSAL_consent_missing, COMMAND_apply_registration, "cooperate");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_registration_applied *e =
        decision_add(d, w, EVENT_registration_applied, p->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->kind = c->kind;
    e->means = c->means;
    return ERR_OK;
}

/* ---- the manager's data (REG-05, REG-12, REG-14) ---- */

struct refusal open_set_contact_data(const struct law_world *w, struct subject s)
{
    return party_judge_manager(w, s.stream);
}

static bool same_data(const struct ev_contact_data_set *a, const struct cmd_set_contact_data *b)
{
    bool same = a != NULL;
#define CONTACT_DATA(name) same = same && str_equal(a->name, b->name);
#include "core/party/contact_data.def"
    return same;
}

bool contact_data_changes(const struct law_party *p, const struct cmd_set_contact_data *c)
{
    return p->data && !same_data(p->data, c);
}

static void copy_data(struct ev_contact_data_set *e, const struct cmd_set_contact_data *c)
{
#define CONTACT_DATA(name) e->name = c->name;
#include "core/party/contact_data.def"
}

static bool waits_for_forms(const struct law_party *p)
{
    return p->applied && p->applied->kind == CODE_registration_general && !p->forms_day;
}

enum err decide_set_contact_data(const struct law_world *w, const struct cmd_set_contact_data *c,
                                 struct decision *d)
{
    const struct law_party *p = image_party(w->image, c->head.subject.stream);

    /* REG-12: who is registered stays reachable. */
    if (str_is_empty(c->manager_mail) && str_is_empty(c->address)) {
        d->refusal =
            refuse_field(REFUSAL_manager_not_reachable, COMMAND_set_contact_data, "manager_mail");
        return ERR_OK;
    }
    struct ev_contact_data_set *e = decision_add(d, w, EVENT_contact_data_set, p->stream.id);
    if (!e)
        return ERR_MEMORY;
    copy_data(e, c);
    e->confirmed = same_data(p->data, c);
    e->day = civil_jst_day(w->now_us);
    e->forms_sent = waits_for_forms(p); /* REG-06: step 2 follows step 1 */
    return ERR_OK;
}

/* ---- rules (REG-09, REG-16) ---- */

struct refusal open_agree_rules(const struct law_world *w, struct subject s)
{
    return party_judge_manager(w, s.stream);
}

enum err decide_agree_rules(const struct law_world *w, const struct cmd_agree_rules *c,
                            struct decision *d)
{
    int32_t today = civil_jst_day(w->now_us);

    if (c->day > today) {
        d->refusal = refuse_field(REFUSAL_day_in_future, COMMAND_agree_rules, "day");
        return ERR_OK;
    }
    struct ev_rules_agreed *e = decision_add(d, w, EVENT_rules_agreed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->version = c->version;
    e->day = c->day ? c->day : today;
    return ERR_OK;
}

/* ---- keywords (REG-09, REG-19) ---- */

struct refusal open_answer_keywords(const struct law_world *w, struct subject s)
{
    struct refusal r = party_judge_manager(w, s.stream);
    if (r.code != REFUSAL_none)
        return r;
    return w->image->keywords ? refuse_nothing() : refuse(REFUSAL_keywords_missing);
}

enum err decide_answer_keywords(const struct law_world *w, const struct cmd_answer_keywords *c,
                                struct decision *d)
{
    uint64_t version;
    bool in_force = str_to_u64(c->version, UINT32_MAX, &version) &&
                    (int64_t)version == w->image->keywords->version;

    d->refusal = in_force
                     ? keywords_judge(w->image, c->yes, COMMAND_answer_keywords, "yes")
                     : refuse_field(REFUSAL_keywords_version, COMMAND_answer_keywords, "version");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_keywords_answered *e =
        decision_add(d, w, EVENT_keywords_answered, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->version = w->image->keywords->version;
    e->yes = c->yes;
    return ERR_OK;
}

/* ---- meeting (REG-07, REG-10) ---- */

struct refusal open_set_meeting(const struct law_world *w, struct subject s)
{
    const struct law_party *p = image_party(w->image, s.stream);
    struct refusal r = party_judge_manager(w, s.stream);

    if (r.code != REFUSAL_none)
        return r;
    return p->applied && p->applied->kind == CODE_registration_general
               ? refuse_nothing()
               : refuse(REFUSAL_no_general_application);
}

static struct refusal judge_meeting(const struct law_world *w, const struct cmd_set_meeting *c)
{
    bool all_explained = c->handling && c->organisation && c->products && c->internal;

    if (!c->result)
        return refuse_nothing();
    if (c->at > w->now_us)
        return refuse_field(REFUSAL_meeting_in_future, COMMAND_set_meeting, "result");
    if (str_is_empty(c->participants))
        return refuse_field(REFUSAL_participants_missing, COMMAND_set_meeting, "participants");
    if (c->result == CODE_meeting_result_complete && !all_explained)
        return refuse_field(REFUSAL_agenda_incomplete, COMMAND_set_meeting, "result");
    return refuse_nothing();
}

enum err decide_set_meeting(const struct law_world *w, const struct cmd_set_meeting *c,
                            struct decision *d)
{
    d->refusal = judge_meeting(w, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_meeting_set *e = decision_add(d, w, EVENT_meeting_set, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->at = c->at;
    e->place = c->place;
    e->participants = c->participants;
    e->handling = c->handling;
    e->organisation = c->organisation;
    e->products = c->products;
    e->internal = c->internal;
    e->result = c->result;
    e->note = c->note;
    return ERR_OK;
}

/* ---- the entry (REG-01, REG-08, REG-12) ---- */

struct refusal registration_general_open(const struct law_party *p)
{
    if (!p->applied || p->applied->kind != CODE_registration_general)
        return refuse(REFUSAL_no_application);
    if (!p->data || !p->forms_day)
        return refuse(REFUSAL_manager_data_missing);
    if (!p->rules || !p->keywords)
        return refuse(REFUSAL_documents_open);
    if (!p->meeting || p->meeting->result != CODE_meeting_result_complete)
        return refuse(REFUSAL_meeting_open);
    return refuse_nothing();
}

struct refusal registration_individual_open(const struct law_party *p)
{
    if (!p->applied || p->applied->kind != CODE_registration_individual)
        return refuse(REFUSAL_no_application);
    return p->data ? refuse_nothing() : refuse(REFUSAL_manager_data_missing);
}

int32_t registration_confirm_day(const struct law_party *p)
{
    return civil_add_months(p->confirmed_day, REGISTRATION_CONFIRM_MONTHS);
}

struct refusal open_complete_registration(const struct law_world *w, struct subject s)
{
    const struct law_party *p = image_party(w->image, s.stream);
    struct refusal r = party_judge_manager(w, s.stream);

    if (r.code != REFUSAL_none)
        return r;
    return p->applied && p->applied->kind == CODE_registration_general
               ? registration_general_open(p)
               : registration_individual_open(p);
}

enum err decide_complete_registration(const struct law_world *w,
                                      const struct cmd_complete_registration *c, struct decision *d)
{
    const struct law_party *p = image_party(w->image, c->head.subject.stream);

    if (c->kind != p->applied->kind) {
        d->refusal = refuse_field(REFUSAL_no_application, COMMAND_complete_registration, "kind");
        return ERR_OK;
    }
    struct ev_registration_completed *e =
        decision_add(d, w, EVENT_registration_completed, p->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->kind = c->kind;
    e->before = p->registration;
    return ERR_OK;
}
