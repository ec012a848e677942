/*
 * core/key/apply_key.c — what the events about OpenPGP certificates change, and who holds which.
 * Never refuses. The certificate before stays in use until the one that follows it is confirmed.
 */
#include "core/key/key_priv.h"

static struct law_party *developer(const struct law_image *m, struct id party)
{
    struct law_party *p = image_party(m, party);
    return p && p->kind == CODE_party_kind_developer ? p : NULL;
}

enum err apply_key_registered(struct law_image *m, const struct ev_key_registered *e)
{
    struct law_party *p = developer(m, e->head.stream);
    if (!p)
        return ERR_CORRUPT;
    p->key.waits = e;
    return ERR_OK;
}

enum err apply_key_confirmed(struct law_image *m, const struct ev_key_confirmed *e)
{
    struct law_party *p = developer(m, e->head.stream);
    if (!p || !p->key.waits || !str_equal(p->key.waits->fingerprint, e->fingerprint))
        return ERR_CORRUPT;
    p->key = (struct law_key){.live = p->key.waits, .confirmed = e};
    return ERR_OK;
}

enum err apply_key_withdrawn(struct law_image *m, const struct ev_key_withdrawn *e)
{
    struct law_party *p = developer(m, e->head.stream);
    if (!p)
        return ERR_CORRUPT;
    p->key = (struct law_key){0};
    return ERR_OK;
}

enum err apply_letter_unprotected(struct law_image *m, const struct ev_letter_unprotected *e)
{
    union {
        const void *given;
        void *wanted;
    } kept = {.given = e};
    struct law_party *p = developer(m, e->party);
    if (!p || !image_case(m, e->head.stream))
        return ERR_CORRUPT;
    enum err err = str_map_set(&m->reduced, m->arena, e->letter, kept.wanted);
    if (!err && p->key.live)
        p->key.trouble = e;
    return err;
}

bool law_letter_was_reduced(const struct law_image *image, struct str letter)
{
    return str_map_get(&image->reduced, letter) != NULL;
}

/* ---- which one ---- */

bool key_is_usable(const struct law_key *k, int64_t now_us)
{
    return k->live && (!k->live->expires || k->live->expires > now_us);
}

bool key_holds_address(const struct law_party *p, struct str address)
{
    const struct ev_contact_data_set *d = p->data;
    if (str_is_empty(address))
        return false;
    return d ? str_equal_nocase(d->point_mail, address) ||
                   str_equal_nocase(d->manager_mail, address) ||
                   str_equal_nocase(d->deputy_mail, address)
             : str_equal_nocase(p->contact, address);
}

bool law_letter_key(const struct law_image *image, struct id party, int64_t now_us,
                    struct key_view *out)
{
    const struct law_party *p = image_party(image, party);
    if (!p || !key_is_usable(&p->key, now_us))
        return false;
    *out = (struct key_view){p->key.live->key, p->key.live->fingerprint};
    return true;
}

size_t law_sender_keys(const struct law_world *w, struct str address, struct key_view *out,
                       size_t max)
{
    size_t count = 0;
    for (size_t i = 0; count < max && i < w->image->parties.count; i++) {
        const struct law_party *p = w->image->parties.items[i];
        if (key_holds_address(p, address) &&
            law_letter_key(w->image, p->stream.id, w->now_us, &out[count]))
            count++;
    }
    return count;
}
