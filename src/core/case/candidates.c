/*
 * core/case/candidates.c — who may be concerned by a case, and what its detail is. Pure questions
 * about the image; must never decide or change anything.
 */
#include "core/case/contact_priv.h"

/* A line this short stands in many texts by chance: "overflow" is no detail. */
enum { TELLING_LINE_BYTES = 24 };

bool relation_is_candidate(const struct law_relation *r)
{
    return relation_is_live(r) && !r->start_day && !relation_ladder(r)->judged;
}

bool relation_takes_overview(const struct law_relation *r)
{
    return relation_is_live(r) && !r->notified_us &&
           r->party->registration != CODE_registration_unregistered;
}

static bool holds(struct str text, struct str part)
{
    return !str_is_empty(part) && str_find(text, part, 0) != SIZE_MAX;
}

/* A product of its list, or the name of the developer itself, as the case words it. */
bool candidate_is_own_product(const struct law_case *c, const struct law_party *p)
{
    const struct ev_case_opened *o = c->opened;
    for (size_t i = 0; i < p->product_count; i++) {
        const struct ev_product_set *e = p->products[i];
        if (holds(o->product, e->name.ja) || holds(o->product, e->name.en))
            return true;
    }
    return holds(o->developer, p->name.ja) || holds(o->developer, p->name.en) ||
           holds(o->product, p->name.ja) || holds(o->product, p->name.en);
}

static bool repeats_a_line(struct str text, struct str detail)
{
    while (detail.ptr) {
        struct str line = str_trim(str_split(&detail, '\n'));
        if (line.len >= TELLING_LINE_BYTES && holds(text, line))
            return true;
    }
    return false;
}

struct refusal judge_text(const struct law_case *c, struct str text, enum command_kind kind,
                          const char *field)
{
    const struct ev_case_opened *o = c->opened;
    const struct str detail[] = {o->vulnerability, o->verification, o->attack, o->impact};

    for (size_t i = 0; i < sizeof(detail) / sizeof(detail[0]); i++) {
        if (repeats_a_line(text, detail[i]))
            return refuse_field(REFUSAL_overview_holds_detail, kind, field);
    }
    return refuse_nothing();
}

bool contact_is_choice(enum command_kind kind, const struct law_case *c, const struct law_party *p)
{
    const struct law_relation *r = case_relation(c, p->stream.id);
    bool registered = p->registration != CODE_registration_unregistered;

    switch ((int)kind) {
    case COMMAND_disclose_detail:
        return registered && !(r && r->disclosed_us);
    case COMMAND_name_candidate:
        return !r || r->dropped;
    case COMMAND_drop_candidate:
        return r && relation_is_candidate(r);
    case COMMAND_request_registration:
        return !registered;
    case COMMAND_send_overview:
        return registered && !(r && r->notified_us);
    case COMMAND_remind_developers:
        return r && relation_is_unanswered(r);
    default:
        return kind == COMMAND_record_contact;
    }
}
