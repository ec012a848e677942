/*
 * core/case/decide_part.c — a developer's part between the detail and the page: progress, products
 * and countermeasures, readers, others that may be affected, contact with other developers, texts
 * that are returned (requirements sections 8 and 10). Must never mutate the image; a developer's
 * decision looks at its own relation only (CON-02).
 */
#include "core/case/part_priv.h"

static const struct law_relation *own(const struct law_world *w, struct subject s)
{
    return case_relation(image_case(w->image, s.stream), s.party);
}

/* After the detail was opened. */
static struct refusal open_with_detail(const struct law_world *w, struct subject s)
{
    return own(w, s)->obtained_us ? refuse_nothing() : refuse(REFUSAL_detail_not_opened);
}

/* ---- progress and products ---- */

struct refusal open_report_progress(const struct law_world *w, struct subject s)
{
    if (image_case(w->image, s.stream)->published_us)
        return refuse(REFUSAL_already_published);
    return open_with_detail(w, s);
}

enum err decide_report_progress(const struct law_world *w, const struct cmd_report_progress *c,
                                struct decision *d)
{
    struct ev_progress_reported *e =
        decision_add(d, w, EVENT_progress_reported, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->text = c->text;
    e->workaround_day = c->workaround_day;
    e->fix_day = c->fix_day;
    return ERR_OK;
}

/* CNT-05: also after publication. */
struct refusal open_report_product(const struct law_world *w, struct subject s)
{
    return open_with_detail(w, s);
}

/* DET-11: what is not applicable has no versions to be named. */
static const char *version_given(const struct cmd_report_product *c)
{
    if (!str_is_empty(c->first_version))
        return "first_version";
    if (!str_is_empty(c->last_version))
        return "last_version";
    return str_is_empty(c->fixed_version) ? NULL : "fixed_version";
}

static struct refusal judge_product(const struct cmd_report_product *c)
{
    bool applicable = c->state == CODE_applicability_yes;
    bool out = applicability_is_out(c->state);
    const char *version = version_given(c);

    if (out && version)
        return refuse_field(REFUSAL_versions_not_applicable, COMMAND_report_product, version);
    if (applicable && !c->workaround)
        return refuse_field(REFUSAL_countermeasure_missing, COMMAND_report_product, "workaround");
    if (applicable && !c->fix)
        return refuse_field(REFUSAL_countermeasure_missing, COMMAND_report_product, "fix");
    if (c->fix == CODE_fix_kind_none && !c->fix_follows)
        return refuse_field(REFUSAL_fix_follows_missing, COMMAND_report_product, "fix_follows");
    return refuse_nothing();
}

static void copy_product(struct ev_product_reported *e, const struct cmd_report_product *c)
{
    e->product = c->product;
    e->state = c->state;
    e->first_version = c->first_version;
    e->last_version = c->last_version;
    e->fixed_version = c->fixed_version;
    e->all_customers = c->all_customers;
    e->workaround = c->workaround;
    e->workaround_text = c->workaround_text;
    e->workaround_day = c->workaround_day;
    e->workaround_provided = c->workaround_provided;
    e->fix = c->fix;
    e->fix_text = c->fix_text;
    e->fix_day = c->fix_day;
    e->fix_provided = c->fix_provided;
    e->fix_follows = c->fix_follows;
}

enum err decide_report_product(const struct law_world *w, const struct cmd_report_product *c,
                               struct decision *d)
{
    d->refusal = judge_product(c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_product_reported *e =
        decision_add(d, w, EVENT_product_reported, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    copy_product(e, c);
    return ERR_OK;
}

/* ---- others that may be affected (DET-08, CON-12) ---- */

struct refusal open_name_others(const struct law_world *w, struct subject s)
{
    return open_with_detail(w, s);
}

enum err decide_name_others(const struct law_world *w, const struct cmd_name_others *c,
                            struct decision *d)
{
    if (str_is_empty(c->developer) && str_is_empty(c->product)) {
        d->refusal = refuse_field(REFUSAL_others_empty, COMMAND_name_others, "developer");
        return ERR_OK;
    }
    struct ev_others_named *e = decision_add(d, w, EVENT_others_named, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->developer = c->developer;
    e->product = c->product;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- contact between developers (SEC-06) ---- */

struct refusal open_ask_contact(const struct law_world *w, struct subject s)
{
    if (own(w, s)->part.contact)
        return refuse(REFUSAL_nothing_waits);
    return open_with_detail(w, s);
}

enum err decide_ask_contact(const struct law_world *w, const struct cmd_ask_contact *c,
                            struct decision *d)
{
    struct ev_contact_asked *e = decision_add(d, w, EVENT_contact_asked, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->developer = c->developer;
    e->purpose = c->purpose;
    e->may_be_named = c->may_be_named;
    return ERR_OK;
}

/* Is there a developer whom the step could name? */
static struct refusal open_with_choice(const struct law_world *w, enum command_kind kind,
                                       struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    for (size_t i = 0; i < c->relation_count; i++) {
        if (part_is_choice(kind, c, c->relations[i].party))
            return refuse_nothing();
    }
    return refuse(REFUSAL_nothing_waits);
}

static bool names_choice(const struct law_world *w, const struct command *c, struct id party,
                         struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->subject.stream);
    const struct law_party *p = image_party(w->image, party);
    if (p && part_is_choice(c->kind, of, p))
        return true;
    d->refusal = refuse_field(REFUSAL_not_in_case, c->kind, "party");
    return false;
}

struct refusal open_answer_contact(const struct law_world *w, struct subject s)
{
    return open_with_choice(w, COMMAND_answer_contact, s);
}

enum err decide_answer_contact(const struct law_world *w, const struct cmd_answer_contact *c,
                               struct decision *d)
{
    if (!names_choice(w, &c->head, c->party, d))
        return ERR_OK;
    struct ev_contact_answered *e =
        decision_add(d, w, EVENT_contact_answered, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->granted = c->granted;
    e->message = c->message;
    return ERR_OK;
}

/* ---- texts that are returned (CON-11) ---- */

struct refusal open_return_text(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    if (case_is_releasing(c))
        return refuse(REFUSAL_release_pending);
    return open_with_choice(w, COMMAND_return_text, s);
}

enum err decide_return_text(const struct law_world *w, const struct cmd_return_text *c,
                            struct decision *d)
{
    if (!names_choice(w, &c->head, c->party, d))
        return ERR_OK;
    struct ev_text_returned *e = decision_add(d, w, EVENT_text_returned, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->reason = c->reason;
    /* What was approved holds the text. */
    return case_end_approvals(w, image_case(w->image, c->head.subject.stream), c->reason, d);
}

/* ---- obtained without opening (DET-15) ---- */

struct refusal open_record_obtained(const struct law_world *w, struct subject s)
{
    return open_with_choice(w, COMMAND_record_obtained, s);
}

enum err decide_record_obtained(const struct law_world *w, const struct cmd_record_obtained *c,
                                struct decision *d)
{
    if (!names_choice(w, &c->head, c->party, d))
        return ERR_OK;
    struct ev_obtained_recorded *e =
        decision_add(d, w, EVENT_obtained_recorded, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->ground = c->ground;
    e->note = c->note;
    return ERR_OK;
}

/* ---- products without support ---- */

struct refusal open_record_support_end(const struct law_world *w, struct subject s)
{
    return open_with_choice(w, COMMAND_record_support_end, s);
}

enum err decide_record_support_end(const struct law_world *w,
                                   const struct cmd_record_support_end *c, struct decision *d)
{
    if (!names_choice(w, &c->head, c->party, d))
        return ERR_OK;
    if (c->ended > civil_jst_day(w->now_us)) {
        d->refusal = refuse_field(REFUSAL_day_future, COMMAND_record_support_end, "ended");
        return ERR_OK;
    }
    struct ev_support_end_recorded *e =
        decision_add(d, w, EVENT_support_end_recorded, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->product = c->product;
    e->ended = c->ended;
    e->announced = c->announced;
    e->handling = c->handling;
    e->reason = c->reason;
    return ERR_OK;
}
