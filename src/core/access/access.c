/*
 * core/access/access.c — which information classes an actor may see of a stream, and of one event.
 *
 * This is the only file that answers "may A see X" (SEC-01…04, SEC-20, SEC-25, CON-02…08). Must
 * never depend on anything that the actor may not see.
 */
#include "core/case/part_priv.h"
#include "core/step/step_priv.h"

#define CLASSES_STAFF_CASE                                                                         \
    (CLASS_BIT(public) | CLASS_BIT(existence) | CLASS_BIT(overview) | CLASS_BIT(detail) |          \
     CLASS_BIT(attack) | CLASS_BIT(date) | CLASS_BIT(relation_own) | CLASS_BIT(finder_identity) |  \
     CLASS_BIT(internal))
#define CLASSES_RECEPTION_REPORT                                                                   \
    (CLASS_BIT(public) | CLASS_BIT(existence) | CLASS_BIT(overview) | CLASS_BIT(reception) |       \
     CLASS_BIT(finder_identity) | CLASS_BIT(internal))
#define CLASSES_FINDER_REPORT                                                                      \
    (CLASS_BIT(public) | CLASS_BIT(existence) | CLASS_BIT(overview) | CLASS_BIT(reception) |       \
     CLASS_BIT(finder_identity))
#define CLASSES_ALL 0xffffffffu

/* The finder's receipt opens its own report and nothing else (FND-10); an account the reports whose
 * receipt it showed. */
static uint32_t classes_of_report(const struct actor *a, const struct law_report *r)
{
    if (a->role == ROLE_reception)
        return CLASSES_RECEPTION_REPORT;
    if (a->role == ROLE_finder &&
        (id_equal(a->receipt, r->stream.id) || report_is_claimed(r, a->person)))
        return CLASSES_FINDER_REPORT;
    return 0;
}

/* SEC-02: a developer sees its own relation only; the detail after the first opening (SEC-22,
 * DET-15), the attack method only when it was given (SEC-03). */
static uint32_t classes_of_relation(const struct law_relation *r)
{
    if (r->part.mistake)
        return 0; /* SEC-24: what was sent by mistake is closed */
    if (!r->notified_us)
        return 0; /* OVW-16: a candidate, and who is only asked to register, knows of no case */
    uint32_t mask = CLASS_BIT(public) | CLASS_BIT(existence) | CLASS_BIT(relation_own);
    if (!r->disclosed_us)
        return mask; /* OVW-15: the overview's own text alone, not title, product or date */
    mask |= CLASS_BIT(overview) | CLASS_BIT(date);
    if (r->obtained_us)
        mask |= CLASS_BIT(detail);
    if (r->obtained_us && r->with_attack)
        mask |= CLASS_BIT(attack);
    return mask;
}

bool access_in_conflict(const struct law_image *image, const struct actor *a,
                        const struct law_case *c)
{
    const struct law_person *p = image_person(image, a->person);

    for (size_t i = 0; p && i < p->grant_count; i++) {
        const struct role_grant *g = &p->grants[i];
        const struct law_relation *r =
            g->role == ROLE_developer ? case_relation(c, g->party) : NULL;
        bool of_party = r && relation_is_live(r);
        if ((role_is_staff(a->role) && of_party) ||
            (a->role == ROLE_developer && role_is_staff(g->role)))
            return true;
    }
    return false;
}

/* SEC-25: who also sits at a developer of the case is no staff of it; who also sits at a body
 * learns no detail as a developer. */
static uint32_t classes_of_case(const struct law_image *image, const struct actor *a,
                                const struct law_case *c)
{
    bool conflict = access_in_conflict(image, a, c);
    if (role_is_staff(a->role))
        return conflict ? 0 : CLASSES_STAFF_CASE;
    if (a->role != ROLE_developer)
        return 0;
    const struct law_relation *r = case_relation(c, a->party);
    uint32_t mask = r && relation_is_read_by(r, a->person) ? classes_of_relation(r) : 0;
    return conflict ? mask & ~(CLASS_BIT(detail) | CLASS_BIT(attack)) : mask;
}

static uint32_t classes_of_party(const struct actor *a, const struct law_party *p)
{
    switch (a->role) {
    case ROLE_admin:
    case ROLE_coordinator:
    case ROLE_reception:
        return CLASS_BIT(public) | CLASS_BIT(existence) | CLASS_BIT(internal);
    case ROLE_developer:
        return id_equal(a->party, p->stream.id)
                   ? CLASS_BIT(public) | CLASS_BIT(existence) | CLASS_BIT(internal)
                   : 0;
    case ROLE_none:
    case ROLE_system:
    case ROLE_finder:
    case ROLE_COUNT:
        break;
    }
    return 0;
}

/* HND-03: officers of one body know of each other who is away. */
static uint32_t classes_of_person(const struct actor *a, const struct law_person *p)
{
    if (a->role == ROLE_admin)
        return CLASS_BIT(public) | CLASS_BIT(internal);
    return role_is_staff(a->role) && person_sits_at(p, a->party) ? CLASS_BIT(public) : 0;
}

uint32_t access_classes(const struct law_image *image, const struct actor *a, struct id stream)
{
    const struct stream *s = id_map_get(&image->streams, stream);
    if (!s || a->role == ROLE_none)
        return 0;
    if (a->role == ROLE_system)
        return CLASSES_ALL & ~CLASS_BIT(secret);
    switch (s->type) {
    case STREAM_report:
        return classes_of_report(a, (const struct law_report *)(const void *)s);
    case STREAM_case:
        return classes_of_case(image, a, (const struct law_case *)(const void *)s);
    case STREAM_advisory:
        return a->role == ROLE_developer
                   ? 0
                   : classes_of_case(image, a, ((const struct law_advisory *)(const void *)s)->of);
    case STREAM_party:
        return classes_of_party(a, (const struct law_party *)(const void *)s);
    case STREAM_person:
        return classes_of_person(a, (const struct law_person *)(const void *)s);
    case STREAM_scheme:
        return CLASS_BIT(public);
    case STREAM_TYPE_COUNT:
        break;
    }
    return 0;
}

/* The developer that an event of a case concerns, from its part of that name; none when it concerns
 * all. */
struct id event_party(const struct event *e)
{
    const struct event_def *def = event_def_get(e->kind);

    for (size_t i = 0; i < def->part_count; i++) {
        const struct part_def *part = &def->parts[i];
        if (part->type == FIELD_REF && str_equal(str_from_cstr(part->name), STR("party")))
            return *(const struct id *)(const void *)((const char *)e + part->offset);
    }
    return (struct id){{0}};
}

/* CON-02, CON-03: a developer's history begins with its own first contact, and shows its own events
 * and those that concern the whole case, never how the case came to be. */
static bool developer_may_know(const struct law_world *w, const struct event *e)
{
    const struct law_case *c = image_case(w->image, e->stream);
    const struct law_relation *r = c ? case_relation(c, w->actor.party) : NULL;
    if (!r || e->seq < r->notified_seq)
        return false;
    if ((e->kind == EVENT_date_set || e->kind == EVENT_date_proposed) && !r->disclosed_us)
        return false; /* the date is of those who have the detail */
    struct id party = event_party(e);
    return id_is_none(party) || id_equal(party, w->actor.party);
}

/* The command that an event of a step is about; COMMAND_none for any other event. */
static enum command_kind step_of_event(const struct event *e)
{
    const void *p = e;
    if (e->kind == EVENT_step_proposed)
        return (enum command_kind)((const struct ev_step_proposed *)p)->command;
    if (e->kind == EVENT_step_confirmed)
        return (enum command_kind)((const struct ev_step_confirmed *)p)->command;
    if (e->kind == EVENT_step_refused)
        return (enum command_kind)((const struct ev_step_refused *)p)->command;
    if (e->kind == EVENT_step_withdrawn)
        return (enum command_kind)((const struct ev_step_withdrawn *)p)->command;
    return COMMAND_none;
}

bool law_event_is_step(enum event_kind kind)
{
    const struct event_def *def = event_def_get(kind);
    return def && def->hidden == HIDDEN_all_but_its_step;
}

uint32_t law_event_classes(const struct law_world *w, const struct event *e)
{
    const struct event_def *def = event_def_get(e->kind);
    uint32_t mask = access_classes(w->image, &w->actor, e->stream);
    if (mask == 0 || !def)
        return 0;
    if (law_event_is_step(e->kind)) {
        enum command_kind step = step_of_event(e);
        return step != COMMAND_none && step_is_visible(&w->actor, step) ? mask | CLASS_BIT(proposal)
                                                                        : 0;
    }
    if (def->hidden & (1u << w->actor.role))
        return 0;
    if (w->actor.role == ROLE_developer && e->stream_type == STREAM_case &&
        !developer_may_know(w, e))
        return 0;
    if (e->stream_type == STREAM_person && role_is_staff(w->actor.role) &&
        e->kind != EVENT_absence_set)
        return 0; /* of a colleague's account nothing else */
    return mask;
}
