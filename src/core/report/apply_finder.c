/*
 * core/report/apply_finder.c — what the later events of a report change: its kind and check, the
 * finder's wishes and their answers. Never refuses, never looks at an edition.
 */
#include "core/image_priv.h"

/* A code of the other kind would be counted where it does not belong. */
enum err apply_kind_corrected(struct law_image *m, const struct ev_kind_corrected *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->kind = e->kind;
    r->product = str_is_empty(e->product) ? r->product : e->product;
    r->site_url = str_is_empty(e->site_url) ? r->site_url : e->site_url;
    r->product_kind = r->cause = r->web_type = r->web_impact = 0;
    return ERR_OK;
}

enum err apply_report_checked(struct law_image *m, const struct ev_report_checked *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->checked = e->checked;
    r->analysis = str_is_empty(e->analysis) ? r->analysis : e->analysis;
    r->checked_us = e->head.at_us;
    return ERR_OK;
}

enum err apply_messages_read(struct law_image *m, const struct ev_messages_read *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->unread_us = 0;
    return ERR_OK;
}

bool report_is_claimed(const struct law_report *r, struct id person)
{
    for (size_t i = 0; !id_is_none(person) && i < r->claim_count; i++) {
        if (id_equal(r->claimed_by[i], person))
            return true;
    }
    return false;
}

enum err apply_report_claimed(struct law_image *m, const struct ev_report_claimed *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    void *claims = r->claimed_by;
    enum err err =
        image_grow(m, &claims, &r->claim_capacity, r->claim_count, sizeof(*r->claimed_by));
    r->claimed_by = claims;
    if (!err)
        r->claimed_by[r->claim_count++] = e->person;
    return err;
}

enum err apply_withdrawal_asked(struct law_image *m, const struct ev_withdrawal_asked *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->withdrawal_us = e->head.at_us;
    r->withdrawal_reason = e->reason;
    r->withdrawal_answer = 0;
    return ERR_OK;
}

enum err apply_withdrawal_answered(struct law_image *m, const struct ev_withdrawal_answered *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    bool ends = e->answer == CODE_withdrawal_answer_ended;
    if (!r || !r->withdrawal_us || (ends && r->handed_to))
        return ERR_CORRUPT;
    r->withdrawal_answer = e->answer;
    r->withdrawal_text = e->text;
    if (ends) {
        r->state = CODE_report_state_withdrawn;
        r->withdrawn_day = civil_jst_day(e->head.at_us);
    }
    return ERR_OK;
}

static void consent(bool *held, uint32_t said)
{
    if (said)
        *held = said == CODE_consent_yes;
}

enum err apply_consents_changed(struct law_image *m, const struct ev_consents_changed *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    consent(&r->tell_developer, e->tell_developer);
    consent(&r->direct_contact, e->direct_contact);
    consent(&r->named, e->named);
    r->credit_name = str_is_empty(e->credit_name) ? r->credit_name : e->credit_name;
    r->told_others = str_is_empty(e->told_others) ? r->told_others : e->told_others;
    return ERR_OK;
}

enum err apply_release_asked(struct law_image *m, const struct ev_release_asked *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->release_asked_day = civil_jst_day(e->head.at_us);
    r->release_reason = e->reason;
    return ERR_OK;
}

enum err apply_request_withdrawn(struct law_image *m, const struct ev_request_withdrawn *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->released_day = e->day;
    r->release_text = e->text;
    return ERR_OK;
}
