/*
 * core/scheme/apply_scheme.c — what events of scheme, organisations and persons change. Never
 * refuses, never looks at an edition.
 */
#include "core/image_priv.h"

enum err apply_scheme_founded(struct law_image *m, const struct ev_scheme_founded *e)
{
    struct stream *s = ARENA_NEW(m->arena, struct stream);
    if (!s)
        return ERR_MEMORY;
    enum err err = image_add(m, s, &e->head);
    if (err)
        return err;
    m->scheme_id = e->head.stream;
    m->scheme = (struct scheme_view){true, e->training, e->name, e->edition, e->head.stream};
    return ERR_OK;
}

enum err apply_party_registered(struct law_image *m, const struct ev_party_registered *e)
{
    struct law_party *p = ARENA_NEW(m->arena, struct law_party);
    if (!p || ptr_list_reserve(m, &m->parties))
        return ERR_MEMORY;
    enum err err = image_add(m, &p->stream, &e->head);
    if (err)
        return err;
    p->kind = e->kind;
    p->name = e->name;
    p->registration = e->registration;
    p->contact = e->contact;
    p->legal_kind = e->legal_kind;
    p->confirmed_day = civil_jst_day(e->head.at_us);
    m->parties.items[m->parties.count++] = p;
    return ERR_OK;
}

enum err apply_person_added(struct law_image *m, const struct ev_person_added *e)
{
    struct law_person *p = ARENA_NEW(m->arena, struct law_person);
    if (!p || ptr_list_reserve(m, &m->persons))
        return ERR_MEMORY;
    if (str_map_get(&m->logins, e->login))
        return ERR_CORRUPT;
    enum err err = image_add(m, &p->stream, &e->head);
    if (!err)
        err = str_map_set(&m->logins, m->arena, e->login, p);
    if (err)
        return err;
    p->login = e->login;
    p->name = e->name;
    p->mail = e->mail;
    m->persons.items[m->persons.count++] = p;
    return ERR_OK;
}

enum err apply_role_granted(struct law_image *m, const struct ev_role_granted *e)
{
    struct law_person *p = image_person(m, e->head.stream);
    struct law_party *at = image_party(m, e->party);
    if (!p || !at)
        return ERR_CORRUPT;
    void *grants = p->grants;
    enum err err = image_grow(m, &grants, &p->grant_capacity, p->grant_count, sizeof(*p->grants));
    p->grants = grants;
    if (err)
        return err;
    p->grants[p->grant_count++] = (struct role_grant){e->party, (enum role)e->role};
    /* ACT-06: a developer's first account is its manager's until another is named. */
    if (e->role == CODE_role_developer && id_is_none(at->manager))
        at->manager = p->stream.id;
    return ERR_OK;
}

enum err apply_credentials_set(struct law_image *m, const struct ev_credentials_set *e)
{
    struct law_person *p = image_person(m, e->head.stream);
    if (!p)
        return ERR_CORRUPT;
    p->password_hash = e->password_hash;
    p->totp_secret = e->totp_secret;
    p->credentials++;
    return ERR_OK;
}

/* Who let whom set new credentials: for the history alone. */
enum err apply_link_issued(struct law_image *m, const struct ev_link_issued *e)
{
    return image_person(m, e->head.stream) ? ERR_OK : ERR_CORRUPT;
}
