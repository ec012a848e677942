/*
 * core/key/decide_key.c — a developer's OpenPGP certificate: taken in after it was looked at, in
 * use after its fingerprint was compared over another way, withdrawn at once (SEC-05). Must never
 * mutate the image, and never takes a certificate that nobody looked at.
 */
#include "core/key/key_priv.h"
#include "core/party/party_priv.h"

static const struct law_key *key_of(const struct law_world *w, struct id party)
{
    return &image_party(w->image, party)->key;
}

/* ---- registering ---- */

struct refusal open_register_key(const struct law_world *w, struct subject s)
{
    return party_judge_manager(w, s.stream);
}

static struct refusal judge_found(const struct law_world *w)
{
    static const enum refusal_code refusals[] = {
        [KEY_SOUND] = REFUSAL_none,
        [KEY_NOT_INSPECTED] = REFUSAL_key_not_inspected,
        [KEY_UNREADABLE] = REFUSAL_key_unreadable,
        [KEY_SECRET] = REFUSAL_key_secret,
        [KEY_SEVERAL] = REFUSAL_key_several,
        [KEY_REVOKED] = REFUSAL_key_revoked,
        [KEY_CANNOT_ENCRYPT] = REFUSAL_key_cannot_encrypt,
    };
    enum refusal_code code = refusals[w->key ? w->key->verdict : KEY_NOT_INSPECTED];
    bool ended = w->key && w->key->expires_us && w->key->expires_us <= w->now_us;
    if (code == REFUSAL_none && ended)
        code = REFUSAL_key_expired;
    return code == REFUSAL_none ? refuse_nothing()
                                : refuse_field(code, COMMAND_register_key, "key");
}

static bool is_same(const struct ev_key_registered *e, const struct cmd_register_key *c)
{
    return e && str_equal(e->key, c->key);
}

enum err decide_register_key(const struct law_world *w, const struct cmd_register_key *c,
                             struct decision *d)
{
    const struct law_key *k = key_of(w, c->head.subject.stream);

    d->refusal = judge_found(w);
    if (d->refusal.code == REFUSAL_none && (is_same(k->live, c) || is_same(k->waits, c)))
        d->refusal = refuse_field(REFUSAL_key_known, COMMAND_register_key, "key");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_key_registered *e = decision_add(d, w, EVENT_key_registered, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->key = c->key;
    e->fingerprint = w->key->fingerprint;
    e->expires = w->key->expires_us;
    e->owner = w->key->owner;
    return ERR_OK;
}

/* ---- comparing ---- */

struct refusal open_confirm_key(const struct law_world *w, struct subject s)
{
    struct refusal r = party_judge_manager(w, s.stream);
    if (r.code != REFUSAL_none)
        return r;
    return key_of(w, s.stream)->waits ? refuse_nothing() : refuse(REFUSAL_key_none_waits);
}

enum err decide_confirm_key(const struct law_world *w, const struct cmd_confirm_key *c,
                            struct decision *d)
{
    const struct ev_key_registered *waits = key_of(w, c->head.subject.stream)->waits;

    if (!key_fingerprint_is(c->fingerprint, waits->fingerprint))
        d->refusal = refuse_field(REFUSAL_key_differs, COMMAND_confirm_key, "fingerprint");
    else if (waits->expires && waits->expires <= w->now_us)
        d->refusal = refuse(REFUSAL_key_expired);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_key_confirmed *e = decision_add(d, w, EVENT_key_confirmed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->fingerprint = waits->fingerprint;
    e->means = c->means;
    e->with_whom = c->with_whom;
    return ERR_OK;
}

/* ---- withdrawing ---- */

struct refusal open_withdraw_key(const struct law_world *w, struct subject s)
{
    struct refusal r = party_judge_manager(w, s.stream);
    if (r.code != REFUSAL_none)
        return r;
    const struct law_key *k = key_of(w, s.stream);
    return k->live || k->waits ? refuse_nothing() : refuse(REFUSAL_key_none);
}

enum err decide_withdraw_key(const struct law_world *w, const struct cmd_withdraw_key *c,
                             struct decision *d)
{
    struct ev_key_withdrawn *e = decision_add(d, w, EVENT_key_withdrawn, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- a letter that could not be encrypted ---- */

struct refusal open_record_unprotected(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_record_unprotected(const struct law_world *w,
                                   const struct cmd_record_unprotected *c, struct decision *d)
{
    const struct law_party *p = image_party(w->image, c->party);

    if (!p || p->kind != CODE_party_kind_developer)
        d->refusal = refuse_field(REFUSAL_not_a_developer, COMMAND_record_unprotected, "party");
    else if (law_letter_was_reduced(w->image, c->letter))
        d->refusal = refuse(REFUSAL_unprotected_known);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_letter_unprotected *e =
        decision_add(d, w, EVENT_letter_unprotected, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->letter = c->letter;
    e->party = c->party;
    e->why = c->why;
    return ERR_OK;
}
