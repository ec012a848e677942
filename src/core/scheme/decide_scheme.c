/*
 * core/scheme/decide_scheme.c — founding, organisations and accounts. The administrator makes
 * accounts and never sees a case. Must never mutate the image.
 */
#include "core/image_priv.h"
#include "core/scheme/edition.h"

struct refusal open_found_scheme(const struct law_world *w, struct subject s)
{
    (void)s;
    return w->image->scheme.founded ? refuse(REFUSAL_already_founded) : refuse_nothing();
}

enum err decide_found_scheme(const struct law_world *w, const struct cmd_found_scheme *c,
                             struct decision *d)
{
    struct ev_scheme_founded *e = decision_add(d, w, EVENT_scheme_founded, w->fresh[0]);
    if (!e)
        return ERR_MEMORY;
    e->name = c->name;
    e->training = c->training;
    e->edition = w->edition->id;
    return ERR_OK;
}

struct refusal open_register_party(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

static bool same_name(struct str a, struct str b)
{
    return !str_is_empty(a) && str_equal(a, b);
}

/* An overseas organisation may have an English name alone. */
static bool party_name_is_taken(const struct law_image *m, struct text2 name)
{
    for (size_t i = 0; i < m->parties.count; i++) {
        const struct law_party *p = m->parties.items[i];
        if (same_name(p->name.ja, name.ja) || same_name(p->name.en, name.en))
            return true;
    }
    return false;
}

/* OVW-08, REG-08: JPCERT/CC sets down whom it has to ask for registration; what comes of that is
 * entered by the steps of the registration. */
static struct refusal judge_party(const struct law_world *w, const struct cmd_register_party *c)
{
    bool developer = c->kind == CODE_party_kind_developer;
    bool coordinator = w->actor.role == ROLE_coordinator;

    if (coordinator && !developer)
        return refuse_field(REFUSAL_party_kind_of_admin, COMMAND_register_party, "kind");
    if (developer && !c->registration)
        return refuse_field(REFUSAL_registration_missing, COMMAND_register_party, "registration");
    if (coordinator && c->registration != CODE_registration_unregistered)
        return refuse_field(REFUSAL_registration_by_steps, COMMAND_register_party, "registration");
    return refuse_nothing();
}

enum err decide_register_party(const struct law_world *w, const struct cmd_register_party *c,
                               struct decision *d)
{
    d->refusal = judge_party(w, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    if (party_name_is_taken(w->image, c->name)) {
        d->refusal = refuse_field(REFUSAL_name_taken, COMMAND_register_party, "name");
        return ERR_OK;
    }
    struct ev_party_registered *e = decision_add(d, w, EVENT_party_registered, w->fresh[0]);
    if (!e)
        return ERR_MEMORY;
    e->kind = c->kind;
    e->name = c->name;
    e->registration = c->registration;
    e->contact = c->contact;
    if (c->kind == CODE_party_kind_developer)
        e->legal_kind = c->legal_kind ? c->legal_kind : (uint32_t)CODE_legal_kind_company;
    return ERR_OK;
}

struct refusal open_add_person(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

/* Which role an organisation of that kind can give (ACT-02, ACT-03, ACT-05). */
static bool role_fits(uint32_t role, uint32_t party_kind)
{
    switch (role) {
    case CODE_role_reception:
        return party_kind == CODE_party_kind_reception_body;
    case CODE_role_coordinator:
        return party_kind == CODE_party_kind_coordinating_body;
    case CODE_role_developer:
        return party_kind == CODE_party_kind_developer;
    case CODE_role_finder:
        return party_kind == CODE_party_kind_finders;
    case CODE_role_admin:
        return party_kind != CODE_party_kind_developer && party_kind != CODE_party_kind_finders;
    default:
        return false;
    }
}

static bool login_is_well_formed(struct str login)
{
    if (login.len < 2 || login.len > 64)
        return false;
    for (size_t i = 0; i < login.len; i++) {
        char ch = login.ptr[i];
        bool ok = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '.' || ch == '-';
        if (!ok)
            return false;
    }
    return true;
}

static struct refusal judge_grant(const struct law_world *w, enum command_kind kind,
                                  struct id party, uint32_t role)
{
    const struct law_party *p = image_party(w->image, party);
    if (!p)
        return refuse_field(REFUSAL_field_not_a_choice, kind, "party");
    if (!role_fits(role, p->kind))
        return refuse_field(REFUSAL_role_not_for_party, kind, "role");
    return refuse_nothing();
}

static enum err add_grant(const struct law_world *w, struct decision *d, struct id person,
                          struct id party, uint32_t role)
{
    struct ev_role_granted *e = decision_add(d, w, EVENT_role_granted, person);
    if (!e)
        return ERR_MEMORY;
    e->party = party;
    e->role = role;
    return ERR_OK;
}

enum err decide_add_person(const struct law_world *w, const struct cmd_add_person *c,
                           struct decision *d)
{
    if (!login_is_well_formed(c->login))
        d->refusal = refuse_field(REFUSAL_login_malformed, COMMAND_add_person, "login");
    else if (str_map_get(&w->image->logins, c->login))
        d->refusal = refuse_field(REFUSAL_name_taken, COMMAND_add_person, "login");
    else
        d->refusal = judge_grant(w, COMMAND_add_person, c->party, c->role);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_person_added *e = decision_add(d, w, EVENT_person_added, w->fresh[0]);
    if (!e)
        return ERR_MEMORY;
    e->login = c->login;
    e->name = c->name;
    e->mail = c->mail;
    return add_grant(w, d, w->fresh[0], c->party, c->role);
}

/* SEC-25: who adds roles never makes an officer of himself. */
struct refusal open_grant_role(const struct law_world *w, struct subject s)
{
    if (image_person(w->image, s.stream)->closed)
        return refuse(REFUSAL_account_closed);
    return id_equal(s.stream, w->actor.person) ? refuse(REFUSAL_role_own) : refuse_nothing();
}

enum err decide_grant_role(const struct law_world *w, const struct cmd_grant_role *c,
                           struct decision *d)
{
    const struct law_person *p = image_person(w->image, c->head.subject.stream);
    d->refusal = judge_grant(w, COMMAND_grant_role, c->party, c->role);
    if (person_holds(p, c->party, (enum role)c->role))
        d->refusal = refuse_field(REFUSAL_role_held, COMMAND_grant_role, "role");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    return add_grant(w, d, p->stream.id, c->party, c->role);
}

struct refusal open_set_credentials(const struct law_world *w, struct subject s)
{
    return image_person(w->image, s.stream)->closed ? refuse(REFUSAL_account_closed)
                                                    : refuse_nothing();
}

enum err decide_set_credentials(const struct law_world *w, const struct cmd_set_credentials *c,
                                struct decision *d)
{
    struct ev_credentials_set *e =
        decision_add(d, w, EVENT_credentials_set, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->password_hash = c->password_hash;
    e->totp_secret = c->totp_secret;
    return ERR_OK;
}

struct refusal open_issue_link(const struct law_world *w, struct subject s)
{
    return image_person(w->image, s.stream)->closed ? refuse(REFUSAL_account_closed)
                                                    : refuse_nothing();
}

enum err decide_issue_link(const struct law_world *w, const struct cmd_issue_link *c,
                           struct decision *d)
{
    struct event *e = decision_add(d, w, EVENT_link_issued, c->head.subject.stream);
    return e ? ERR_OK : ERR_MEMORY;
}
