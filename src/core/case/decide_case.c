/*
 * core/case/decide_case.c — coordination: detail to the developer, and its result (requirements
 * section 8). Must never mutate the image; a developer's decision looks at its
 * own relation only (CON-02).
 */
#include "core/case/part_priv.h"
#include "core/scheme/edition.h"

int32_t relation_guide_day(const struct law_relation *r, const struct edition *edition)
{
    return edition_after_days(edition, civil_jst_day(r->notified_us), edition->guide_days);
}

int32_t case_guide_day(const struct law_case *c, const struct edition *edition)
{
    int32_t guide = 0;
    for (size_t i = 0; i < c->relation_count; i++) {
        if (!c->relations[i].notified_us)
            continue;
        int32_t day = relation_guide_day(&c->relations[i], edition);
        if (guide == 0 || day < guide)
            guide = day;
    }
    return guide;
}

int32_t case_start_day(const struct law_case *c)
{
    int32_t start = 0;
    for (size_t i = 0; i < c->relation_count; i++) {
        int32_t day = c->relations[i].start_day;
        if (day && (start == 0 || day < start))
            start = day;
    }
    return start;
}

/* TIM-01, OP-11: the day of the first contact; never moved. */
int32_t relation_start_day(const struct law_world *w, const struct law_relation *r)
{
    return r && r->start_day ? r->start_day : civil_jst_day(w->now_us);
}

struct refusal case_open_before_page(const struct law_case *c)
{
    return c->published_us ? refuse(REFUSAL_already_published) : refuse_nothing();
}

struct refusal open_disclose_detail(const struct law_world *w, struct subject s)
{
    return case_open_before_page(image_case(w->image, s.stream));
}

/* OVW-07, OVW-08: directly, but only to a registered developer. */
static struct refusal judge_recipient(const struct law_world *w, const struct law_case *c,
                                      struct id party)
{
    const struct law_party *p = image_party(w->image, party);
    if (!p)
        return refuse_field(REFUSAL_field_not_a_choice, COMMAND_disclose_detail, "party");
    if (p->kind != CODE_party_kind_developer)
        return refuse_field(REFUSAL_party_not_developer, COMMAND_disclose_detail, "party");
    if (p->registration == CODE_registration_unregistered)
        return refuse_field(REFUSAL_party_not_registered, COMMAND_disclose_detail, "party");
    /* SEC-25: nobody brings in an organisation and then sits on both sides of the case. */
    if (person_sits_at(image_person(w->image, w->actor.person), party))
        return refuse_field(REFUSAL_conflict_of_interest, COMMAND_disclose_detail, "party");
    const struct law_relation *r = case_relation(c, party);
    if (r && r->disclosed_us)
        return refuse_field(REFUSAL_detail_already_disclosed, COMMAND_disclose_detail, "party");
    return refuse_nothing();
}

enum err decide_disclose_detail(const struct law_world *w, const struct cmd_disclose_detail *c,
                                struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    d->refusal = judge_recipient(w, of, c->party);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_detail_disclosed *e = decision_add(d, w, EVENT_detail_disclosed, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->start_day = relation_start_day(w, case_relation(of, c->party));
    e->with_attack = c->with_attack;
    e->message = c->message;
    e->edition = w->edition->id;
    return ERR_OK;
}

struct refusal open_open_detail(const struct law_world *w, struct subject s)
{
    const struct law_relation *r = case_relation(image_case(w->image, s.stream), s.party);
    if (!r->disclosed_us)
        return refuse(REFUSAL_detail_not_disclosed);
    return r->obtained_us ? refuse(REFUSAL_detail_already_opened) : refuse_nothing();
}

enum err decide_open_detail(const struct law_world *w, const struct cmd_open_detail *c,
                            struct decision *d)
{
    if (!c->terms) {
        d->refusal = refuse_field(REFUSAL_terms_unconfirmed, COMMAND_open_detail, "terms");
        return ERR_OK;
    }
    struct ev_detail_obtained *e =
        decision_add(d, w, EVENT_detail_obtained, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    return ERR_OK;
}

struct refusal open_report_result(const struct law_world *w, struct subject s)
{
    const struct law_relation *r = case_relation(image_case(w->image, s.stream), s.party);
    return r->obtained_us ? refuse_nothing() : refuse(REFUSAL_detail_not_opened);
}

/* PUB-01: the status chosen must say the same as the answer whether there is an applicable product.
 */
static bool status_agrees(uint32_t applicable, uint32_t status)
{
    switch (status) {
    case CODE_vendor_status_vulnerable:
        return applicable == CODE_applicability_yes;
    case CODE_vendor_status_vulnerable_investigating:
        return applicable == CODE_applicability_yes ||
               applicable == CODE_applicability_investigating;
    case CODE_vendor_status_not_vulnerable:
        return applicability_is_out(applicable);
    case CODE_vendor_status_not_vulnerable_investigating:
        return applicable != CODE_applicability_yes;
    default:
        return status == 0;
    }
}

static struct refusal judge_result(const struct cmd_report_result *c)
{
    if (c->status == CODE_vendor_status_informed)
        return refuse_field(REFUSAL_status_not_selectable, COMMAND_report_result,
                            "status"); /* PUB-11 */
    if (!status_agrees(c->applicable, c->status))
        return refuse_field(REFUSAL_status_contradicts, COMMAND_report_result, "status");
    if (c->applicable == CODE_applicability_not_vulnerability && str_is_empty(c->reason))
        return refuse_field(REFUSAL_not_vulnerability_reason, COMMAND_report_result, "reason");
    if (c->applicable == CODE_applicability_yes && str_is_empty(c->countermeasure))
        return refuse_field(REFUSAL_policy_missing, COMMAND_report_result,
                            "countermeasure"); /* DET-06 */
    return refuse_nothing();
}

enum err decide_report_result(const struct law_world *w, const struct cmd_report_result *c,
                              struct decision *d)
{
    d->refusal = judge_result(c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_result_reported *e =
        decision_add(d, w, EVENT_result_reported, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->applicable = c->applicable;
    e->reason = c->reason;
    e->products = c->products;
    e->countermeasure = c->countermeasure;
    e->workaround_day = c->workaround_day;
    e->fix_day = c->fix_day;
    e->publication = c->publication;
    e->status = c->status;
    e->comment = c->comment;
    e->notice_url = c->notice_url;
    return ERR_OK;
}
