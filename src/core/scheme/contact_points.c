/*
 * core/scheme/contact_points.c — where the scheme is reached, as set or by default (OBJ-28,
 * SEC-07). Public facts; must never hold a party's or a person's address.
 */
#include "core/image_priv.h"

static const struct contact_point_view defaults[CONTACT_POINT_COUNT] = {
#define CONTACT_POINT(name, address, ja_text, en_text)                                             \
    [CODE_contact_point_##                                                                         \
        name] = {.mail = STR_INIT(address), .hours = {STR_INIT(ja_text), STR_INIT(en_text)}},
#include "core/scheme/contact_points.def"
};

void law_contact_point(const struct law_image *image, uint32_t point,
                       struct contact_point_view *out)
{
    *out = (struct contact_point_view){0};
    if (point == 0 || point >= CONTACT_POINT_COUNT)
        return;
    const struct ev_contact_point_set *e = image->contact_points[point];
    *out = defaults[point];
    if (e)
        *out = (struct contact_point_view){e->mail, e->telephone, e->hours, e->fax, true};
}

struct refusal open_set_contact_point(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

/* Each body answers its own; the list of developers that cannot be contacted is JVN's, which
 * JPCERT/CC keeps. */
static enum role body_of(uint32_t point)
{
    return point == CODE_contact_point_enquiry_reception ||
                   point == CODE_contact_point_press_reception
               ? ROLE_reception
               : ROLE_coordinator;
}

enum err decide_set_contact_point(const struct law_world *w, const struct cmd_set_contact_point *c,
                                  struct decision *d)
{
    if (!code_def_get(CODE_LIST_contact_point, c->point)) {
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_set_contact_point, "point");
        return ERR_OK;
    }
    if (w->actor.role != ROLE_admin && w->actor.role != body_of(c->point)) {
        d->refusal =
            refuse_field(REFUSAL_contact_point_of_other, COMMAND_set_contact_point, "point");
        return ERR_OK;
    }
    struct ev_contact_point_set *e =
        decision_add(d, w, EVENT_contact_point_set, w->image->scheme_id);
    if (!e)
        return ERR_MEMORY;
    e->point = c->point;
    e->mail = c->mail;
    e->telephone = c->telephone;
    e->hours = c->hours;
    e->fax = c->fax;
    return ERR_OK;
}
