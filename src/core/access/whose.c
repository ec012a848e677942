/*
 * core/access/whose.c — whose a line of the work list is: mine, one I stand in for, nobody's
 * (HND-02 to HND-04). No line that is due lies with an absent person alone: it goes to the deputy
 * from the first day, and to nobody's list when the deputy is away too. Must never show a line that
 * work.c would not.
 */
#include "core/access/work_priv.h"
#include "core/duty/duty_priv.h"
#include "core/text/ui.h"

static const struct waits_on waits[] = {
    {"reception", N_("Reception (IPA)")},
    {"coordinator", N_("JPCERT/CC")},
    {"developer", N_("Product developer")},
    {"other_body", N_("The other body")},
    {"colleague", N_("A colleague")},
    {"operator", N_("Website operator")},
    {"clock", N_("The clock")},
};

const struct waits_on *law_waits_on(size_t *count)
{
    *count = sizeof(waits) / sizeof(waits[0]);
    return waits;
}

bool law_absence(const struct law_world *w, struct id person, int32_t *from, int32_t *until)
{
    const struct law_person *p = image_person(w->image, person);

    *from = *until = 0;
    if (!p || !access_classes(w->image, &w->actor, person) || !p->absent_from ||
        p->absent_until < civil_jst_day(w->now_us))
        return false;
    *from = p->absent_from;
    *until = p->absent_until;
    return true;
}

static bool is_me(const struct law_world *w, struct id person)
{
    return !id_is_none(person) && id_equal(person, w->actor.person);
}

static bool is_there(const struct law_world *w, struct id person)
{
    return !id_is_none(person) &&
           !duty_is_absent(w->image, person, w->actor.role, civil_jst_day(w->now_us));
}

static bool of_person(const struct law_world *w, enum work_whose whose,
                      const struct work_item *item)
{
    switch (whose) {
    case WHOSE_body:
        return true;
    case WHOSE_mine:
        return is_me(w, item->officer) || (is_me(w, item->deputy) && !is_there(w, item->officer));
    case WHOSE_deputy:
        return is_me(w, item->deputy);
    case WHOSE_unassigned:
        return !is_there(w, item->officer) && !is_there(w, item->deputy);
    }
    return false;
}

static bool of_developer(const struct law_world *w, struct id party, struct id stream)
{
    const struct law_case *c = image_case(w->image, stream);
    bool staff = role_is_staff(w->actor.role);
    const struct law_relation *r = c && staff ? case_relation(c, party) : NULL;

    return r && !r->dropped;
}

bool work_is_mine(const struct law_world *w, struct id stream)
{
    const struct law_duty *duty = duty_of(w->image, stream, w->actor.role);
    struct work_item item = {.stream = stream};

    if (!duty)
        return false;
    item.officer = duty->officer;
    item.deputy = duty->deputy;
    return of_person(w, WHOSE_mine, &item);
}

bool work_is_asked_for(const struct law_world *w, const struct work_filter *filter,
                       struct work_item *item)
{
    const struct law_duty *duty = duty_of(w->image, item->stream, w->actor.role);

    if (duty) {
        item->officer = duty->officer;
        item->deputy = duty->deputy;
        item->officer_is_absent =
            duty_is_absent(w->image, duty->officer, w->actor.role, civil_jst_day(w->now_us));
    }
    if (filter->whose != WHOSE_body && (!duty || !of_person(w, filter->whose, item)))
        return false;
    if (!id_is_none(filter->party) && !of_developer(w, filter->party, item->stream))
        return false;
    return !filter->waits_on ||
           str_equal(str_from_cstr(filter->waits_on), str_from_cstr(item->waits_on));
}
