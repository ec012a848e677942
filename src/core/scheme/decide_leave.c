/*
 * core/scheme/decide_leave.c — roles that end and accounts that are closed. One administrator does
 * it alone, because access must end at once (HND-07); what gives access again needs two. It never
 * leaves the scheme without two administrators, who alone can make a third. Must never mutate the
 * image.
 */
#include "core/image_priv.h"

enum { ADMINS_NEEDED = 2 };

/* Who never set credentials cannot confirm anything. */
static bool is_at_work(const struct law_person *p)
{
    return p->credentials > 0 && person_works_as(p, ROLE_admin);
}

static bool too_few_admins_without(const struct law_image *m, const struct law_person *leaving)
{
    size_t left = 0;

    for (size_t i = 0; i < m->persons.count; i++) {
        const struct law_person *p = m->persons.items[i];
        left += p != leaving && is_at_work(p);
    }
    return left < ADMINS_NEEDED;
}

/* A colleague does it, so that nobody shuts himself out by mistake and each ending has a witness.
 */
static struct refusal judge_person(const struct law_world *w, struct id person)
{
    if (id_equal(person, w->actor.person))
        return refuse(REFUSAL_account_own);
    return image_person(w->image, person)->closed ? refuse(REFUSAL_account_closed)
                                                  : refuse_nothing();
}

struct refusal open_take_role(const struct law_world *w, struct subject s)
{
    return judge_person(w, s.stream);
}

enum err decide_take_role(const struct law_world *w, const struct cmd_take_role *c,
                          struct decision *d)
{
    const struct law_person *p = image_person(w->image, c->head.subject.stream);

    if (!person_holds(p, c->party, (enum role)c->role))
        d->refusal = refuse_field(REFUSAL_role_not_held, COMMAND_take_role, "role");
    else if (c->role == CODE_role_admin && too_few_admins_without(w->image, p))
        d->refusal = refuse(REFUSAL_admins_too_few);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_role_taken *e = decision_add(d, w, EVENT_role_taken, p->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = c->party;
    e->role = c->role;
    return ERR_OK;
}

struct refusal open_close_account(const struct law_world *w, struct subject s)
{
    const struct law_person *p = image_person(w->image, s.stream);
    struct refusal r = judge_person(w, s.stream);

    if (r.code == REFUSAL_none && person_works_as(p, ROLE_admin) &&
        too_few_admins_without(w->image, p))
        return refuse(REFUSAL_admins_too_few);
    return r;
}

enum err decide_close_account(const struct law_world *w, const struct cmd_close_account *c,
                              struct decision *d)
{
    struct ev_account_closed *e = decision_add(d, w, EVENT_account_closed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->reason = c->reason;
    return ERR_OK;
}
