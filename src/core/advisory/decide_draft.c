/*
 * core/advisory/decide_draft.c — before the approval: each developer is shown the page with its own
 * row only and answers or stays silent; the finder is shown the credit line (PUB-29). Must never
 * mutate the image; a developer's decision looks at its own row only (CON-02).
 */
#include "core/advisory/publication_priv.h"

/* ---- sending the draft ---- */

struct refusal open_send_draft(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    struct refusal written = advisory_open_written(a);
    if (written.code != REFUSAL_none)
        return written;
    return a->rewritten ? refuse_nothing() : refuse(REFUSAL_advisory_unchanged);
}

bool draft_goes_to(const struct law_advisory *a, size_t relation)
{
    return a->of->relations[relation].obtained_us != 0 && !law_row_of(a, relation)->left_out;
}

static enum err add_draft(const struct law_world *w, const struct law_advisory *a, size_t relation,
                          const struct cmd_send_draft *c, struct decision *d)
{
    struct ev_draft_sent *e = decision_add(d, w, EVENT_draft_sent, a->of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = a->of->relations[relation].party->stream.id;
    e->advisory = a->stream.id;
    e->until = c->until;
    e->message = c->message;
    return ERR_OK;
}

/* Without a name: everybody who has not got this very draft. More than one command can decide wait
 * for the next sending. */
static enum err add_drafts(const struct law_world *w, const struct law_advisory *a,
                           const struct cmd_send_draft *c, struct str draft, struct decision *d)
{
    size_t others = d->event_count;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < a->of->relation_count; i++) {
        const struct law_row *row = law_row_of(a, i);
        bool meant = id_is_none(c->party)
                         ? !(row->sent && str_equal(row->draft, draft))
                         : id_equal(c->party, a->of->relations[i].party->stream.id);
        if (meant && draft_goes_to(a, i) && d->event_count < LIMIT_EVENTS_PER_COMMAND)
            err = add_draft(w, a, i, c, d);
    }
    if (!err && d->event_count == others)
        d->refusal = refuse_field(REFUSAL_no_draft_to_send, COMMAND_send_draft, "party");
    return err;
}

enum err decide_send_draft(const struct law_world *w, const struct cmd_send_draft *c,
                           struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    struct str draft;
    enum err err = advisory_freeze(a, d->arena, &draft, &d->refusal);
    if (err || d->refusal.code != REFUSAL_none)
        return err;
    if (c->until <= civil_jst_day(w->now_us)) {
        d->refusal = refuse_field(REFUSAL_day_past, COMMAND_send_draft, "until");
        return ERR_OK;
    }
    if (!str_equal(draft, a->draft)) {
        struct ev_draft_made *e = decision_add(d, w, EVENT_draft_made, a->stream.id);
        if (!e)
            return ERR_MEMORY;
        e->doc = draft;
    }
    return add_drafts(w, a, c, draft, d);
}

/* ---- answering it ---- */

const struct law_advisory *draft_for(const struct law_case *c, struct id party, struct str number)
{
    const struct law_relation *r = case_relation(c, party);
    const struct law_advisory *found = NULL;
    uint64_t newest = 0;
    for (size_t i = 0; r && i < c->advisory_count; i++) {
        const struct law_advisory *a = c->advisories[i];
        const struct law_row *row = law_row_of(a, (size_t)(r - c->relations));
        if (!row->sent || (!str_is_empty(number) && !str_equal(number, a->number)))
            continue;
        if (!found || row->sent->head.seq > newest) {
            found = a;
            newest = row->sent->head.seq;
        }
    }
    return found;
}

struct refusal open_answer_draft(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    return draft_for(c, s.party, (struct str){NULL, 0}) ? refuse_nothing()
                                                        : refuse(REFUSAL_no_draft);
}

enum err decide_answer_draft(const struct law_world *w, const struct cmd_answer_draft *c,
                             struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_advisory *a = draft_for(of, w->actor.party, c->number);
    if (!a)
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_answer_draft, "number");
    else if (c->answer == CODE_draft_answer_change && str_is_empty(c->text))
        d->refusal = refuse_field(REFUSAL_field_missing, COMMAND_answer_draft, "text");
    if (!a || d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_draft_answered *e = decision_add(d, w, EVENT_draft_answered, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = w->actor.party;
    e->advisory = a->stream.id;
    e->answer = c->answer;
    e->text = c->text;
    return ERR_OK;
}

/* ---- the finder's line ---- */

struct refusal open_send_credit(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    if (!r->handed_to)
        return refuse(REFUSAL_credit_not_yet);
    if (r->handed_to->withdrawn)
        return refuse(REFUSAL_case_withdrawn);
    return r->handed_to->published_us ? refuse(REFUSAL_already_published) : refuse_nothing();
}

enum err decide_send_credit(const struct law_world *w, const struct cmd_send_credit *c,
                            struct decision *d)
{
    if (c->until <= civil_jst_day(w->now_us)) {
        d->refusal = refuse_field(REFUSAL_day_past, COMMAND_send_credit, "until");
        return ERR_OK;
    }
    struct ev_credit_sent *e = decision_add(d, w, EVENT_credit_sent, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->credit = c->credit;
    e->until = c->until;
    return ERR_OK;
}

/* ---- what a developer is shown ---- */

static bool is_own_product(const struct advisory_product *p, struct text2 name)
{
    return str_is_empty(p->vendor) || str_equal(p->vendor, name.ja) ||
           str_equal(p->vendor, name.en);
}

/* CON-05: its own row, its own products, no history; nothing of the page tells of another. */
static enum err keep_own(struct publication *p, const struct law_relation *r, struct arena *arena,
                         struct str *out)
{
    size_t vendors = 0, products = 0;
    for (size_t i = 0; i < p->vendor_count; i++) {
        if (id_equal(p->vendors[i].party, r->party->stream.id))
            p->vendors[vendors++] = p->vendors[i];
    }
    for (size_t i = 0; i < p->advisory.product_count; i++) {
        if (is_own_product(&p->advisory.products[i], r->party->name))
            p->advisory.products[products++] = p->advisory.products[i];
    }
    p->vendor_count = vendors;
    p->advisory.product_count = products;
    for (size_t i = 0; i < vendors; i++)
        p->vendors[i].status = relation_status(r);
    p->history_count = 0;
    p->state = p->state ? p->state : (uint32_t)PUBLICATION_PUBLISHED;
    return publication_write(p, arena, out);
}

enum err law_draft(const struct law_world *w, const struct draft_query *q, struct arena *arena,
                   struct str *doc)
{
    const struct law_case *c = subject_case(w->image, q->stream);
    uint32_t classes = access_classes(w->image, &w->actor, q->stream);
    bool own = w->actor.role == ROLE_developer && id_equal(q->party, w->actor.party);
    struct publication p = {0};
    *doc = (struct str){NULL, 0};
    if (!c || !(own ? classes & CLASS_BIT(detail) : classes & CLASS_BIT(internal)))
        return ERR_OK;
    const struct law_relation *r = case_relation(c, q->party);
    const struct law_advisory *a = draft_for(c, q->party, q->number);
    if (!r || (!a && own))
        return ERR_OK;
    struct str sent = a ? law_row_of(a, (size_t)(r - c->relations))->draft : (struct str){NULL, 0};
    const struct law_advisory *of = own ? NULL : subject_advisory(w->image, q->stream);
    struct refusal incomplete;
    enum err err = ERR_OK;
    if (of && of->rewritten) /* staff: as it would be sent now */
        err = advisory_freeze(of, arena, &sent, &incomplete);
    if (err || !sent.ptr)
        return err;
    err = publication_read(sent, arena, &p);
    return err ? err : keep_own(&p, r, arena, doc);
}
