/*
 * core/scheme/apply_scheme.c — what events of scheme, organisations and persons change. Never
 * refuses, never looks at an edition.
 */
#include "core/duty/duty_priv.h"

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

/* SEC-21: who comes back is named a reader again, or not. */
static void forget_reader(struct law_image *m, struct id person, struct id party)
{
    for (size_t i = 0; i < m->cases.count; i++) {
        struct law_relation *r = case_relation(m->cases.items[i], party);
        for (size_t k = 0; r && k < r->reader_count; k++) {
            if (id_equal(r->readers[k], person))
                r->readers[k--] = r->readers[--r->reader_count];
        }
    }
}

/* A manager who leaves stays named until another is (ACT-06): that takes two coordinators, and no
 * new account becomes the manager of itself. Views borrow the grants, so the old list stays as it
 * was. */
static void keep_grants(struct law_image *m, struct law_person *p, struct role_grant *kept,
                        size_t count)
{
    const struct role_grant *before = p->grants;
    size_t before_count = p->grant_count;

    p->grants = kept;
    p->grant_count = p->grant_capacity = count;
    for (size_t i = 0; i < before_count; i++) {
        if (before[i].role == ROLE_developer && !person_holds(p, before[i].party, ROLE_developer))
            forget_reader(m, p->stream.id, before[i].party);
    }
    duty_end_offers(m, p->stream.id);
}

enum err apply_role_taken(struct law_image *m, const struct ev_role_taken *e)
{
    struct law_person *p = image_person(m, e->head.stream);
    size_t count = 0;

    if (!person_holds(p, e->party, (enum role)e->role))
        return ERR_CORRUPT;
    struct role_grant *kept = ARENA_ARRAY(m->arena, struct role_grant, p->grant_count);
    if (!kept)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->grant_count; i++) {
        if (p->grants[i].role != (enum role)e->role || !id_equal(p->grants[i].party, e->party))
            kept[count++] = p->grants[i];
    }
    keep_grants(m, p, kept, count);
    return ERR_OK;
}

/* The sign-in name stays given: the log speaks of this person for ever. */
enum err apply_account_closed(struct law_image *m, const struct ev_account_closed *e)
{
    struct law_person *p = image_person(m, e->head.stream);

    if (!p || p->closed)
        return ERR_CORRUPT;
    p->closed = true;
    p->password_hash = p->totp_secret = (struct str){NULL, 0};
    keep_grants(m, p, NULL, 0);
    return ERR_OK;
}

/* Who let whom set new credentials: for the history alone. */
enum err apply_link_issued(struct law_image *m, const struct ev_link_issued *e)
{
    return image_person(m, e->head.stream) ? ERR_OK : ERR_CORRUPT;
}
