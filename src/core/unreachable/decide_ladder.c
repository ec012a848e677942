/*
 * core/unreachable/decide_ladder.c — each step of the ladder: only in its order, only when its
 * interval has run, only while the developer has not answered (LIF-44, UNR-01 to UNR-11). Must
 * never mutate the image.
 */
#include "core/case/contact_priv.h"
#include "core/case/part_priv.h"
#include "core/scheme/edition.h"
#include "core/unreachable/ladder_priv.h"

static struct refusal too_early(enum command_kind kind, int32_t from)
{
    struct refusal r = refuse_field(REFUSAL_ladder_too_early, kind, "party");
    r.day = from;
    return r;
}

/* When it becomes public: at the minute that is named, else now. */
static int64_t instant_of(const struct law_world *w, int64_t at)
{
    return at ? at : w->now_us;
}

static struct refusal judge_instant(const struct law_world *w, enum command_kind kind, int64_t at)
{
    return at && at <= w->now_us ? refuse_field(REFUSAL_date_past, kind, "at") : refuse_nothing();
}

/* UNR-25: nothing of the detail on a public page of the ladder, not by mistake either. */
static struct refusal judge_public(const struct law_case *c, struct str text,
                                   enum command_kind kind, const char *field)
{
    struct refusal r = judge_text(c, text, kind, field);
    return r.code == REFUSAL_none ? r : refuse_field(REFUSAL_ladder_detail, kind, field);
}

static struct refusal judge_public2(const struct law_case *c, struct text2 text,
                                    enum command_kind kind, const char *field)
{
    struct refusal r = judge_public(c, text.ja, kind, field);
    return r.code == REFUSAL_none ? judge_public(c, text.en, kind, field) : r;
}

/* ---- U1: it cannot be contacted ---- */

struct refusal open_judge_unreachable(const struct law_world *w, struct subject s)
{
    return ladder_open(w, COMMAND_judge_unreachable, s);
}

/* A notice by mail is an attempt by mail. */
static bool was_tried(const struct law_relation *r, uint32_t means)
{
    if (means == CODE_contact_means_mail &&
        (r->registration_asked_us || r->overview || r->disclosed_us))
        return true;
    for (size_t i = 0; i < r->contacts.count; i++) {
        const struct ev_contact_recorded *e = r->contacts.items[i];
        if (!e->inbound && e->means == means)
            return true;
    }
    return false;
}

/* OVW-13: all effective means, each with an attempt. */
static struct refusal judge_means(const struct law_relation *r,
                                  const struct cmd_judge_unreachable *c)
{
    const struct {
        bool named;
        uint32_t means;
        const char *field;
    } all[] = {
        {c->by_mail, CODE_contact_means_mail, "by_mail"},
        {c->by_post, CODE_contact_means_post, "by_post"},
        {c->by_telephone, CODE_contact_means_telephone, "by_telephone"},
        {c->by_fax, CODE_contact_means_fax, "by_fax"},
    };
    size_t named = 0;

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (all[i].named && !was_tried(r, all[i].means))
            return refuse_field(REFUSAL_ladder_means_untried, COMMAND_judge_unreachable,
                                all[i].field);
        named += all[i].named;
    }
    return named > 0 ? refuse_nothing()
                     : refuse_field(REFUSAL_ladder_means, COMMAND_judge_unreachable, "by_mail");
}

/* OVW-12, UNR-03: exactly these grounds; the first two only of a developer that is not registered
 * and never answered. */
static struct refusal judge_ground(const struct law_world *w, const struct law_case *of,
                                   const struct law_relation *r,
                                   const struct cmd_judge_unreachable *c)
{
    bool registered = r->party->registration != CODE_registration_unregistered;
    int32_t from;

    if (c->ground != CODE_unreachable_ground_no_answer) {
        if (registered || relation_answered_us(r))
            return refuse_field(REFUSAL_ladder_ground, COMMAND_judge_unreachable, "ground");
        return refuse_nothing();
    }
    (void)ladder_next(w, of, r, &from);
    if (!from)
        return refuse_field(REFUSAL_ladder_no_contact, COMMAND_judge_unreachable, "party");
    if (civil_jst_day(w->now_us) < from)
        return too_early(COMMAND_judge_unreachable, from);
    return registered ? refuse_nothing() : judge_means(r, c);
}

enum err decide_judge_unreachable(const struct law_world *w, const struct cmd_judge_unreachable *c,
                                  struct decision *d)
{
    const struct law_relation *r = ladder_relation(w, &c->head, c->party, &d->refusal);
    const struct law_case *of = image_case(w->image, c->head.subject.stream);

    if (r)
        d->refusal = judge_ground(w, of, r, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_unreachable_judged *e = decision_add(d, w, EVENT_unreachable_judged, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->day = civil_jst_day(w->now_us);
    e->ground = c->ground;
    e->by_mail = c->by_mail;
    e->by_post = c->by_post;
    e->by_telephone = c->by_telephone;
    e->by_fax = c->by_fax;
    e->reason = c->reason;
    return case_end_approvals(w, of, c->reason, d); /* it leaves the page (COM-08) */
}

/* ---- U2: the name ---- */

struct refusal open_list_developer(const struct law_world *w, struct subject s)
{
    return ladder_open(w, COMMAND_list_developer, s);
}

static size_t listed_total(const struct law_image *m)
{
    size_t total = 0;
    for (size_t i = 0; i < m->cases.count; i++) {
        const struct law_case *c = m->cases.items[i];
        for (size_t k = 0; k < c->relation_count; k++) {
            const struct law_ladder *l = relation_ladder(&c->relations[k]);
            total += l->listed && !l->resumed;
        }
    }
    return total;
}

struct entry_text {
    struct text2 name, remark;
};

/* UNR-06, OP-21: without a name the remark tells who is meant. */
static struct refusal judge_entry(const struct law_case *of, const struct entry_text *t,
                                  enum command_kind kind)
{
    if (str_is_empty(t->name.ja) && str_is_empty(t->name.en) && str_is_empty(t->remark.ja))
        return refuse_field(REFUSAL_ladder_unnamed, kind, "remark");
    struct refusal r = judge_public2(of, t->name, kind, "name");
    return r.code == REFUSAL_none ? judge_public2(of, t->remark, kind, "remark") : r;
}

static struct refusal judge_room(const struct law_world *w)
{
    struct refusal full = refuse(REFUSAL_list_full);
    full.limit = LIMIT_LISTED_DEVELOPERS;
    return listed_total(w->image) < LIMIT_LISTED_DEVELOPERS ? refuse_nothing() : full;
}

enum err decide_list_developer(const struct law_world *w, const struct cmd_list_developer *c,
                               struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = ladder_relation(w, &c->head, c->party, &d->refusal);
    struct entry_text text = {c->name, c->remark};
    struct str number = r ? relation_ladder(r)->number : (struct str){NULL, 0};

    if (r)
        d->refusal = judge_entry(of, &text, COMMAND_list_developer);
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_instant(w, COMMAND_list_developer, c->at);
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_room(w);
    /* UNR-14: its own number, which says nothing of the case's; kept when it is listed again. */
    if (d->refusal.code == REFUSAL_none && !number.ptr && decision_number(w, d, "DID#", &number))
        return ERR_MEMORY;
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_developer_listed *e = decision_add(d, w, EVENT_developer_listed, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->number = number;
    e->name = c->name;
    e->link = c->link;
    e->remark = c->remark;
    e->at = instant_of(w, c->at);
    e->day = civil_jst_day(e->at);
    return ERR_OK;
}

struct refusal open_correct_entry(const struct law_world *w, struct subject s)
{
    return ladder_open(w, COMMAND_correct_entry, s);
}

enum err decide_correct_entry(const struct law_world *w, const struct cmd_correct_entry *c,
                              struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    struct entry_text text = {c->name, c->remark};

    if (ladder_relation(w, &c->head, c->party, &d->refusal))
        d->refusal = judge_entry(of, &text, COMMAND_correct_entry);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_entry_corrected *e = decision_add(d, w, EVENT_entry_corrected, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->name = c->name;
    e->link = c->link;
    e->remark = c->remark;
    return ERR_OK;
}

/* ---- U3: the product ---- */

struct refusal open_publish_product(const struct law_world *w, struct subject s)
{
    return ladder_open(w, COMMAND_publish_product, s);
}

/* OP-13: about three months; a little earlier with a reason. */
static struct refusal judge_grace(const struct law_world *w, const struct law_relation *r,
                                  const struct cmd_publish_product *c)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    int32_t day = civil_jst_day(instant_of(w, c->at));
    int32_t from;

    (void)ladder_next(w, of, r, &from);
    int32_t earliest = from - ladder_rules_get(w->edition->id)->product_days_early;
    if (day < earliest)
        return too_early(COMMAND_publish_product, earliest);
    if (day < from && str_is_empty(c->reason))
        return refuse_field(REFUSAL_ladder_reason, COMMAND_publish_product, "reason");
    return refuse_nothing();
}

enum err decide_publish_product(const struct law_world *w, const struct cmd_publish_product *c,
                                struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    const struct law_relation *r = ladder_relation(w, &c->head, c->party, &d->refusal);

    if (r)
        d->refusal = judge_instant(w, COMMAND_publish_product, c->at);
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_grace(w, r, c);
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_public2(of, c->product, COMMAND_publish_product, "product");
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_public(of, c->versions, COMMAND_publish_product, "versions");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_product_disclosed *e = decision_add(d, w, EVENT_product_disclosed, of->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->product = c->product;
    e->versions = c->versions;
    e->legal_kind = c->legal_kind;
    e->reason = c->reason;
    e->at = instant_of(w, c->at);
    e->day = civil_jst_day(e->at);
    return ERR_OK;
}

/* ---- U4: the deadline ---- */

struct refusal open_add_deadline(const struct law_world *w, struct subject s)
{
    return ladder_open(w, COMMAND_add_deadline, s);
}

/* TIM-06, TIM-07: three months since the product, and three more until the deadline. */
static struct refusal judge_deadline(const struct law_world *w, const struct law_relation *r,
                                     const struct cmd_add_deadline *c, int32_t *deadline)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    int32_t day = civil_jst_day(instant_of(w, c->at));
    int32_t from;

    (void)ladder_next(w, of, r, &from);
    if (day < from)
        return too_early(COMMAND_add_deadline, from);
    int32_t first =
        edition_after_months(w->edition, day, ladder_rules_get(w->edition->id)->committee_months);
    *deadline = c->deadline ? c->deadline : first;
    struct refusal short_one =
        refuse_field(REFUSAL_ladder_deadline, COMMAND_add_deadline, "deadline");
    short_one.day = first;
    return *deadline < first ? short_one : refuse_nothing();
}

enum err decide_add_deadline(const struct law_world *w, const struct cmd_add_deadline *c,
                             struct decision *d)
{
    const struct law_relation *r = ladder_relation(w, &c->head, c->party, &d->refusal);
    int32_t deadline = 0;

    if (r)
        d->refusal = judge_instant(w, COMMAND_add_deadline, c->at);
    if (d->refusal.code == REFUSAL_none)
        d->refusal = judge_deadline(w, r, c, &deadline);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_deadline_added *e = decision_add(d, w, EVENT_deadline_added, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->deadline = deadline;
    e->reason = c->reason;
    e->at = instant_of(w, c->at);
    e->day = civil_jst_day(e->at);
    e->edition = w->edition->id;
    return ERR_OK;
}

/* ---- R1: it answered ---- */

struct refusal open_resume_coordination(const struct law_world *w, struct subject s)
{
    return ladder_open(w, COMMAND_resume_coordination, s);
}

enum err decide_resume_coordination(const struct law_world *w,
                                    const struct cmd_resume_coordination *c, struct decision *d)
{
    if (!ladder_relation(w, &c->head, c->party, &d->refusal))
        return ERR_OK;
    struct ev_coordination_resumed *e =
        decision_add(d, w, EVENT_coordination_resumed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->day = civil_jst_day(w->now_us);
    e->capacity = c->capacity;
    e->note = c->note;
    /* A page that was approved without it is published no more. */
    return case_end_approvals(w, image_case(w->image, c->head.subject.stream), c->note, d);
}
