/*
 * core/duty/decide_duty.c — who of a body is responsible for a report or a case, who stands in, and
 * who is away (HND-02, HND-03). Nobody is made responsible without saying so: a colleague's duty
 * begins when the colleague takes it over. Must never look at another body's persons.
 */
#include "core/duty/duty_priv.h"

const struct law_duty *duty_of(const struct law_image *m, struct id stream, enum role role)
{
    const struct law_report *r = image_report(m, stream);
    const struct law_case *c = image_case(m, stream);

    if (r)
        return role == ROLE_reception ? &r->duty : NULL;
    if (c && role == ROLE_reception)
        return &c->reception_duty;
    return c && role == ROLE_coordinator ? &c->coordinator_duty : NULL;
}

bool duty_is_absent(const struct law_image *m, struct id person, enum role role, int32_t day)
{
    const struct law_person *p = image_person(m, person);
    return p && (!person_works_as(p, role) ||
                 (p->absent_from && p->absent_from <= day && day <= p->absent_until));
}

bool duty_is_colleague(const struct law_world *w, struct id stream, struct id person)
{
    const struct law_person *p = image_person(w->image, person);
    const struct actor a = {.role = w->actor.role, .person = person, .party = w->actor.party};
    const struct law_case *c = image_case(w->image, stream);

    return person_holds(p, a.party, a.role) && (!c || !access_in_conflict(w->image, &a, c));
}

/* ---- naming ---- */

struct naming {
    enum command_kind kind;
    struct id stream;
    struct id officer, deputy;
};

static struct refusal judge(const struct law_world *w, const struct naming *n,
                            const struct law_duty *next)
{
    const struct law_duty *now = duty_of(w->image, n->stream, w->actor.role);

    if (!id_is_none(n->officer) && !duty_is_colleague(w, n->stream, n->officer))
        return refuse_field(REFUSAL_duty_not_yours, n->kind, "officer");
    if (!id_is_none(n->deputy) && !duty_is_colleague(w, n->stream, n->deputy))
        return refuse_field(REFUSAL_duty_not_yours, n->kind, "deputy");
    if (!id_is_none(next->deputy) &&
        (id_equal(next->officer, next->deputy) || id_equal(next->offered, next->deputy)))
        return refuse_field(REFUSAL_duty_same_person, n->kind, "deputy");
    if (id_equal(now->officer, next->officer) && id_equal(now->deputy, next->deputy) &&
        id_equal(now->offered, next->offered))
        return refuse(REFUSAL_duty_unchanged);
    return refuse_nothing();
}

/* Oneself at once, a colleague by an offer. A deputy who becomes the officer is deputy no longer.
 */
static struct law_duty name(const struct law_world *w, const struct naming *n)
{
    struct law_duty next = *duty_of(w->image, n->stream, w->actor.role);

    if (id_equal(n->officer, next.officer) && !id_is_none(n->officer))
        next.offered = (struct id){{0}}; /* the offer to somebody else is taken back */
    else if (id_equal(n->officer, w->actor.person) && !id_is_none(n->officer))
        next = (struct law_duty){.officer = n->officer, .deputy = next.deputy};
    else if (!id_is_none(n->officer))
        next.offered = n->officer;
    if (!id_is_none(n->deputy))
        next.deputy = n->deputy;
    else if (id_equal(next.deputy, next.officer))
        next.deputy = (struct id){{0}};
    return next;
}

static enum err assign(const struct law_world *w, struct id stream, const struct law_duty *next,
                       struct decision *d)
{
    if (image_report(w->image, stream)) {
        struct ev_report_assigned *e = decision_add(d, w, EVENT_report_assigned, stream);
        if (!e)
            return ERR_MEMORY;
        e->officer = next->officer;
        e->deputy = next->deputy;
        e->offered = next->offered;
        return ERR_OK;
    }
    struct ev_case_assigned *e = decision_add(d, w, EVENT_case_assigned, stream);
    if (!e)
        return ERR_MEMORY;
    e->officer = next->officer;
    e->deputy = next->deputy;
    e->offered = next->offered;
    return ERR_OK;
}

static enum err appoint(const struct law_world *w, const struct naming *n, struct decision *d)
{
    struct law_duty next = name(w, n);
    d->refusal = judge(w, n, &next);
    return d->refusal.code != REFUSAL_none ? ERR_OK : assign(w, n->stream, &next, d);
}

struct refusal open_appoint_report(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_appoint_report(const struct law_world *w, const struct cmd_appoint_report *c,
                               struct decision *d)
{
    return appoint(w, &(struct naming){c->head.kind, c->head.subject.stream, c->officer, c->deputy},
                   d);
}

struct refusal open_appoint_case(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_appoint_case(const struct law_world *w, const struct cmd_appoint_case *c,
                             struct decision *d)
{
    return appoint(w, &(struct naming){c->head.kind, c->head.subject.stream, c->officer, c->deputy},
                   d);
}

/* ---- taking over ---- */

static struct refusal open_take(const struct law_world *w, struct subject s)
{
    const struct law_duty *duty = duty_of(w->image, s.stream, w->actor.role);
    return id_equal(duty->offered, w->actor.person) && !id_is_none(duty->offered)
               ? refuse_nothing()
               : refuse(REFUSAL_duty_not_offered);
}

static enum err take(const struct law_world *w, struct id stream, struct decision *d)
{
    struct law_duty next = *duty_of(w->image, stream, w->actor.role);
    next.officer = w->actor.person;
    next.offered = (struct id){{0}};
    if (id_equal(next.deputy, next.officer))
        next.deputy = (struct id){{0}};
    return assign(w, stream, &next, d);
}

struct refusal open_take_report(const struct law_world *w, struct subject s)
{
    return open_take(w, s);
}

enum err decide_take_report(const struct law_world *w, const struct cmd_take_report *c,
                            struct decision *d)
{
    return take(w, c->head.subject.stream, d);
}

struct refusal open_take_case(const struct law_world *w, struct subject s)
{
    return open_take(w, s);
}

enum err decide_take_case(const struct law_world *w, const struct cmd_take_case *c,
                          struct decision *d)
{
    return take(w, c->head.subject.stream, d);
}

/* ---- absence ---- */

/* A colleague may record it too: who falls ill does not sign in first. */
struct refusal open_set_absence(const struct law_world *w, struct subject s)
{
    return duty_is_colleague(w, (struct id){{0}}, s.stream) ? refuse_nothing()
                                                            : refuse(REFUSAL_role);
}

enum err decide_set_absence(const struct law_world *w, const struct cmd_set_absence *c,
                            struct decision *d)
{
    bool back = !c->from && !c->until;
    if (!back && (!c->from || c->until < c->from || c->until < civil_jst_day(w->now_us))) {
        d->refusal = refuse_field(REFUSAL_absence_malformed, COMMAND_set_absence, "until");
        return ERR_OK;
    }
    struct ev_absence_set *e = decision_add(d, w, EVENT_absence_set, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->from = c->from;
    e->until = c->until;
    return ERR_OK;
}
