/*
 * core/duty/apply_duty.c — what an assignment and an absence change. Who first judges a report or
 * takes a case over for a body is responsible for it until somebody else is. Never refuses.
 */
#include "core/duty/duty_priv.h"

void duty_begin(struct law_duty *duty, struct id person)
{
    if (id_is_none(duty->officer))
        duty->officer = person;
}

static void end_offer(struct law_duty *duty, struct id person)
{
    if (id_equal(duty->offered, person))
        duty->offered = (struct id){{0}};
}

void duty_end_offers(struct law_image *m, struct id person)
{
    for (size_t i = 0; i < m->reports.count; i++)
        end_offer(&((struct law_report *)m->reports.items[i])->duty, person);
    for (size_t i = 0; i < m->cases.count; i++) {
        struct law_case *c = m->cases.items[i];
        end_offer(&c->reception_duty, person);
        end_offer(&c->coordinator_duty, person);
    }
}

enum err apply_report_assigned(struct law_image *m, const struct ev_report_assigned *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->duty = (struct law_duty){e->officer, e->deputy, e->offered};
    return ERR_OK;
}

enum err apply_case_assigned(struct law_image *m, const struct ev_case_assigned *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    *(e->head.role == ROLE_reception ? &c->reception_duty : &c->coordinator_duty) =
        (struct law_duty){e->officer, e->deputy, e->offered};
    return ERR_OK;
}

enum err apply_absence_set(struct law_image *m, const struct ev_absence_set *e)
{
    struct law_person *p = image_person(m, e->head.stream);
    if (!p)
        return ERR_CORRUPT;
    p->absent_from = e->from;
    p->absent_until = e->until;
    return ERR_OK;
}
