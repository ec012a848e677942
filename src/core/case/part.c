/*
 * core/case/part.c — who takes part in a coordination, what was agreed, and which days are usual.
 * Only questions to the image; must never decide.
 */
#include "core/case/part_priv.h"

#include "core/scheme/edition.h"

bool relation_takes_part(const struct law_relation *r)
{
    return r->disclosed_us && relation_is_live(r) && !r->part.ended;
}

bool relation_is_heard(const struct law_relation *r)
{
    return relation_takes_part(r) && !relation_is_unreachable(r);
}

bool applicability_is_out(uint32_t applicability)
{
    return applicability == CODE_applicability_no ||
           applicability == CODE_applicability_not_vulnerability;
}

bool relation_reports_no_product(const struct law_relation *r)
{
    return r->result && applicability_is_out(r->result->applicable);
}

/* Its first day in the case, known to it or not. */
static int32_t relation_begin_day(const struct law_relation *r)
{
    if (r->candidate)
        return civil_jst_day(r->candidate->head.at_us);
    if (r->start_day)
        return r->start_day;
    int64_t at_us = r->registration_asked_us;
    if (!at_us || (r->notified_us && r->notified_us < at_us))
        at_us = r->notified_us;
    return civil_jst_day(at_us);
}

/* LIF-26, LIF-48: the day on which nothing more was to come of it, 0 while something is. */
static int32_t relation_ended_day(const struct law_relation *r)
{
    if (r->part.ended)
        return civil_jst_day(r->part.ended->head.at_us);
    if (relation_reports_no_product(r))
        return civil_jst_day(r->result->head.at_us);
    if (r->answer && r->answer->answer == CODE_overview_answer_no_product && !r->disclosed_us)
        return civil_jst_day(r->answer->head.at_us);
    return 0;
}

int32_t case_ended_day(const struct law_case *c, int32_t as_of)
{
    bool judged = false;
    int32_t last = 0;

    for (size_t i = 0; i < c->relation_count; i++) {
        const struct law_relation *r = &c->relations[i];
        if (!relation_is_live(r) || relation_begin_day(r) > as_of)
            continue;
        int32_t day = relation_ended_day(r);
        if (!day || day > as_of)
            return 0;
        judged = judged || relation_reports_no_product(r);
        last = day > last ? day : last;
    }
    return judged ? last : 0;
}

size_t case_part_count(const struct law_case *c)
{
    size_t count = 0;
    for (size_t i = 0; i < c->relation_count; i++)
        count += relation_is_heard(&c->relations[i]) ? 1 : 0;
    return count;
}

struct law_relation *case_part(const struct law_case *c, struct id party)
{
    struct law_relation *r = case_relation(c, party);
    return r && relation_takes_part(r) ? r : NULL;
}

uint32_t relation_date_answer(const struct law_relation *r, int64_t at)
{
    for (size_t i = r->part.answers.count; i-- > 0;) {
        const struct ev_date_answered *e = r->part.answers.items[i];
        if (e->at == at)
            return e->answer;
    }
    return 0;
}

int64_t relation_received_us(const struct law_relation *r, int64_t at)
{
    for (size_t i = r->part.receipts.count; i-- > 0;) {
        const struct ev_date_received *e = r->part.receipts.items[i];
        if (e->at == at)
            return e->head.at_us;
    }
    return 0;
}

struct day_range case_common_days(const struct law_case *c)
{
    struct day_range range = {0, 0, false};
    for (size_t i = 0; i < c->relation_count; i++) {
        const struct ev_dates_offered *o = c->relations[i].part.offered;
        if (!o || !relation_is_heard(&c->relations[i]))
            continue;
        if (o->from > range.from)
            range.from = o->from;
        if (o->until && (!range.until || o->until < range.until))
            range.until = o->until;
    }
    range.conflict = range.until && range.until < range.from;
    return range;
}

bool date_day_is_unusual(int32_t day)
{
    enum { DECEMBER = 12, YEAR_END = 25 };
    struct civil c = civil_from_day(day);
    bool year_end = c.month == DECEMBER && c.day >= YEAR_END;
    return year_end || !civil_is_working_day(day) || !civil_is_working_day(day + 1);
}

int64_t case_proposed_us(const struct law_case *c, const struct edition *edition)
{
    int32_t guide = case_guide_day(c, edition);
    struct day_range common = case_common_days(c);
    if (!guide)
        return 0;
    int32_t day = guide;
    if (!common.conflict && common.until && common.until < day)
        day = common.until;
    while (date_day_is_unusual(day))
        day--;
    if (common.from > day) {
        for (day = common.from; date_day_is_unusual(day);)
            day++;
    }
    return civil_jst_day_start_us(day) + edition->publication_hour * 3600 * US_PER_SECOND;
}

/* Marked in the report on it, or once for all in the developer's list of products. */
static bool is_marked(const struct law_party *party, const struct ev_product_reported *p)
{
    for (size_t i = 0; i < party->product_count; i++) {
        const struct ev_product_set *set = party->products[i];
        bool same = str_equal(set->name.ja, p->product) || str_equal(set->name.en, p->product);
        if (same && set->all_customers_known)
            return true;
    }
    return p->all_customers;
}

bool relation_customers_known(const struct law_relation *r)
{
    size_t applicable = 0;
    for (size_t i = 0; i < r->part.products.count; i++) {
        const struct ev_product_reported *p = r->part.products.items[i];
        if (p->state != CODE_applicability_yes)
            continue;
        if (!is_marked(r->party, p))
            return false;
        applicable++;
    }
    return applicable > 0;
}

bool case_is_releasing(const struct law_case *c)
{
    for (size_t i = 0; i < c->advisory_count; i++) {
        if (c->advisories[i]->pending)
            return true;
    }
    return false;
}

int64_t case_told_date_us(const struct law_case *c)
{
    const struct ev_date_set *newest =
        c->dates.count > 0 ? c->dates.items[c->dates.count - 1] : NULL;
    return newest ? newest->at : 0;
}

enum err case_end_approvals(const struct law_world *w, const struct law_case *c, struct str reason,
                            struct decision *d)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < c->advisory_count; i++) {
        if (c->advisories[i]->approval_count > 0)
            err = advisory_end_approvals(w, c->advisories[i], reason, d);
    }
    return err;
}

/* ---- choices ---- */

bool part_is_choice(enum command_kind kind, const struct law_case *c, const struct law_party *p)
{
    const struct law_relation *r = case_relation(c, p->stream.id);
    if (kind == COMMAND_tell_mistake && r && r->part.mistake)
        return !r->part.told;
    if (!r || !relation_is_live(r))
        return false;
    if (kind == COMMAND_record_support_end) /* EOL-09: also when it cannot be notified */
        return true;
    if (!r->notified_us)
        return false;
    switch ((int)kind) {
    case COMMAND_keep_date:
        return r->part.review != NULL;
    case COMMAND_answer_contact:
        return r->part.contact != NULL;
    case COMMAND_return_text:
        return r->result && !r->part.returned;
    case COMMAND_record_obtained:
        return r->disclosed_us && !r->obtained_us && !r->part.recorded;
    case COMMAND_withdraw_publication:
        return r->result || r->part.withdrawal;
    case COMMAND_end_part:
        return relation_takes_part(r) && relation_reports_no_product(r);
    case COMMAND_reopen_part:
        return r->part.ended != NULL;
    default:
        return kind == COMMAND_correct_send || kind == COMMAND_tell_mistake;
    }
}
