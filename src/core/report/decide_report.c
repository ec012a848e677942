/*
 * core/report/decide_report.c — reception: from the finder's report to the hand-over (requirements
 * sections 5 and 6). Must never mutate the image and never show JPCERT/CC the original (SEC-23).
 */
#include "core/image_priv.h"

struct refusal open_file_report(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

/* REC-02: any one of the three parts of OBJ-01 suffices, none does not. OP-27: somebody must be
 * findable. */
static struct refusal judge_report(const struct law_world *w, const struct cmd_file_report *c)
{
    /* The receipt of an earlier report would lead to this one from now on. */
    if (!str_is_empty(c->receipt_lookup) && str_map_get(&w->image->receipts, c->receipt_lookup))
        return refuse(REFUSAL_submission_reused);
    if (str_is_empty(c->vulnerability) && str_is_empty(c->verification) && str_is_empty(c->attack))
        return refuse_field(REFUSAL_nothing_reported, COMMAND_file_report, "vulnerability");
    if (c->kind == CODE_report_kind_website && str_is_empty(c->site_url))
        return refuse_field(REFUSAL_product_missing, COMMAND_file_report, "site_url");
    if (c->kind == CODE_report_kind_product && str_is_empty(c->product))
        return refuse_field(REFUSAL_product_missing, COMMAND_file_report, "product");
    if (!c->guideline_read)
        return refuse_field(REFUSAL_guideline_unconfirmed, COMMAND_file_report, "guideline_read");
    return refuse_nothing();
}

static void copy_report(struct ev_report_filed *e, const struct cmd_file_report *c)
{
    e->kind = c->kind;
    e->source = c->source ? c->source : (uint32_t)CODE_source_finder;
    e->product = c->product;
    e->versions = c->versions;
    e->developer = c->developer;
    e->site_url = c->site_url;
    e->vulnerability = c->vulnerability;
    e->verification = c->verification;
    e->attack = c->attack;
    e->impact = c->impact;
    e->told_others = c->told_others;
    e->finder_name = c->finder_name;
    e->finder_contact = c->finder_contact;
    e->tell_developer = c->tell_developer;
    e->direct_contact = c->direct_contact;
    e->named = c->named;
    e->credit_name = c->credit_name;
    e->files = c->files;
    e->receipt_lookup = c->receipt_lookup;
    e->receipt_key = c->receipt_key;
    e->language = c->language ? c->language : (uint32_t)CODE_language_ja;
}

/* HND-01: a random number, never reused; a taken one is drawn again by app. */
enum err decision_number(const struct law_world *w, struct decision *d, const char *prefix,
                         struct str *out)
{
    *out = arena_format(d->arena, "%s%.*s", prefix, STR_ARG(w->drawn[0]));
    if (!out->ptr)
        return ERR_MEMORY;
    if (str_map_get(&w->image->numbers, *out))
        d->refusal = refuse(REFUSAL_number_taken);
    return ERR_OK;
}

enum err decide_file_report(const struct law_world *w, const struct cmd_file_report *c,
                            struct decision *d)
{
    struct str number = {NULL, 0};
    d->refusal = judge_report(w, c);
    if (d->refusal.code == REFUSAL_none && decision_number(w, d, "IPA#", &number))
        return ERR_MEMORY;
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_report_filed *e = decision_add(d, w, EVENT_report_filed, w->fresh[0]);
    if (!e)
        return ERR_MEMORY;
    e->number = number;
    copy_report(e, c);
    return ERR_OK;
}

static struct refusal open_to_judge(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    return r->state == CODE_report_state_received ? refuse_nothing()
                                                  : refuse(REFUSAL_report_already_judged);
}

struct refusal open_accept_report(const struct law_world *w, struct subject s)
{
    return open_to_judge(w, s);
}

/* REC-06: the acceptance date is the day the finder was told, and telling is part of accepting: the
 * receipt page shows it from this event on. */
enum err decide_accept_report(const struct law_world *w, const struct cmd_accept_report *c,
                              struct decision *d)
{
    struct ev_report_accepted *e =
        decision_add(d, w, EVENT_report_accepted, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->accepted_day = civil_jst_day(w->now_us);
    e->note = c->note;
    return ERR_OK;
}

struct refusal open_decline_report(const struct law_world *w, struct subject s)
{
    return open_to_judge(w, s);
}

enum err decide_decline_report(const struct law_world *w, const struct cmd_decline_report *c,
                               struct decision *d)
{
    struct ev_report_declined *e =
        decision_add(d, w, EVENT_report_declined, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->ground = c->ground;
    e->reason = c->reason;
    return ERR_OK;
}

struct refusal open_hand_over(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    if (r->kind != CODE_report_kind_product)
        return refuse(REFUSAL_website_stays);
    switch (r->state) {
    case CODE_report_state_accepted:
        return refuse_nothing();
    case CODE_report_state_handed_over:
        return refuse(REFUSAL_report_already_handed_over);
    case CODE_report_state_declined:
    case CODE_report_state_withdrawn:
        return refuse(REFUSAL_report_ended);
    default:
        return refuse(REFUSAL_report_not_accepted);
    }
}

bool report_has_file(const struct law_report *r, struct id file)
{
    for (size_t i = 0; i < r->filed->files.count; i++) {
        if (id_equal(r->filed->files.ids[i], file))
            return true;
    }
    for (size_t m = 0; m < r->message_count; m++) {
        for (size_t i = 0; i < r->messages[m].files.count; i++) {
            if (id_equal(r->messages[m].files.ids[i], file))
                return true;
        }
    }
    return false;
}

static bool may_pass_on(const struct law_report *r, const struct id_list *files)
{
    for (size_t i = 0; i < files->count; i++) {
        if (!r->tell_developer && report_has_file(r, files->ids[i]))
            return false;
    }
    return true;
}

/* SEC-23: only what the finder released by recorded consent. A file of the finder's may carry name
 * and metadata in it, so without that consent a cleaned copy goes on, uploaded by reception; that
 * other files are the actor's own uploads is judged by app. */
static struct refusal judge_copy(const struct law_report *r, const struct cmd_hand_over *c)
{
    if (str_is_empty(c->vulnerability) && str_is_empty(c->verification) && str_is_empty(c->attack))
        return refuse_field(REFUSAL_copy_empty, COMMAND_hand_over, "vulnerability");
    if (c->release_identity && !r->tell_developer)
        return refuse_field(REFUSAL_identity_without_consent, COMMAND_hand_over,
                            "release_identity");
    if (!may_pass_on(r, &c->files))
        return refuse_field(REFUSAL_file_without_consent, COMMAND_hand_over, "files");
    if (!may_pass_on(r, &c->attack_files))
        return refuse_field(REFUSAL_file_without_consent, COMMAND_hand_over, "attack_files");
    if (str_is_empty(c->analysis) && str_is_empty(r->analysis))
        return refuse_field(REFUSAL_analysis_missing, COMMAND_hand_over, "analysis"); /* REC-08 */
    return refuse_nothing();
}

static void copy_case(struct ev_case_opened *e, const struct cmd_hand_over *c,
                      const struct law_report *r)
{
    e->report = r->stream.id;
    e->title = c->title;
    e->product = c->product;
    e->versions = c->versions;
    e->developer = c->developer;
    e->vulnerability = c->vulnerability;
    e->verification = c->verification;
    e->attack = c->attack;
    e->impact = c->impact;
    e->analysis = str_is_empty(c->analysis) ? r->analysis : c->analysis;
    e->files = c->files;
    e->attack_files = c->attack_files;
    if (c->release_identity) {
        e->finder_name = r->filed->finder_name;
        e->finder_contact = r->filed->finder_contact;
    }
}

enum err decide_hand_over(const struct law_world *w, const struct cmd_hand_over *c,
                          struct decision *d)
{
    const struct law_report *r = image_report(w->image, c->head.subject.stream);
    struct str number = {NULL, 0};
    d->refusal = judge_copy(r, c);
    if (d->refusal.code == REFUSAL_none && decision_number(w, d, "JVN#", &number))
        return ERR_MEMORY;
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_case_opened *opened = decision_add(d, w, EVENT_case_opened, w->fresh[0]);
    struct ev_report_handed_over *handed =
        decision_add(d, w, EVENT_report_handed_over, r->stream.id);
    if (!opened || !handed)
        return ERR_MEMORY;
    opened->number = number;
    copy_case(opened, c, r);
    handed->case_id = w->fresh[0];
    return ERR_OK;
}

/* FND-09: writing stays open after the end. Who is told that a report was not accepted may ask why,
 * and must not write into nothing. */
static struct refusal open_to_write(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

struct refusal open_message_finder(const struct law_world *w, struct subject s)
{
    return open_to_write(w, s);
}

enum err decide_message_finder(const struct law_world *w, const struct cmd_message_finder *c,
                               struct decision *d)
{
    struct ev_finder_messaged *e =
        decision_add(d, w, EVENT_finder_messaged, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->text = c->text;
    return ERR_OK;
}

struct refusal open_answer_from_finder(const struct law_world *w, struct subject s)
{
    return open_to_write(w, s);
}

enum err decide_answer_from_finder(const struct law_world *w,
                                   const struct cmd_answer_from_finder *c, struct decision *d)
{
    struct ev_finder_answered *e =
        decision_add(d, w, EVENT_finder_answered, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->text = c->text;
    e->files = c->files;
    return ERR_OK;
}
