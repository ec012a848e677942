/*
 * app/app_notice.c — one-time links of notices: the link carries a reference only, the code goes
 * another way, and both together open the overview or the request to register, once (CON-07,
 * OVW-16). The reference is kept as a hash, the code as a keyed part of the same sealed record. It
 * must never open a detail, and never tell a wrong code from a link that does not exist, by its
 * answer or by its time: a link that nobody made is remembered for an hour as one whose code
 * nothing fits.
 */
#include "app/app_priv.h"

#include "sys/random.h"

#include <string.h>

enum { RECORD_ARENA = 16 << 10, DECOY_SECONDS = 3600 };

struct notice_record {
    struct subject relation;
    uint64_t tries;
    struct str code;
};

/* Digits only: it is read out on the telephone. */
static void code_draw(char code[APP_NOTICE_CODE_LEN + 1])
{
    for (size_t i = 0; i < APP_NOTICE_CODE_LEN; i++) {
        uint8_t byte;
        do
            random_bytes(&byte, 1);
        while (byte >= 250); /* every digit equally likely */
        code[i] = (char)('0' + byte % 10);
    }
    code[APP_NOTICE_CODE_LEN] = '\0';
}

/* All links of one relation have one owner, so that a new one ends the old. */
static enum err owner_of(struct app *app, struct subject relation, uint8_t out[STORE_PERSON_BYTES])
{
    struct actor owner = {.role = ROLE_none, .person = relation.stream};
    for (size_t i = 0; i < ID_BYTES; i++)
        owner.person.bytes[i] ^= relation.party.bytes[i];
    return app_owner(app, &owner, out);
}

static enum err record_pack(const struct notice_record *n, struct arena *arena, struct str *out)
{
    struct buf plain;
    buf_init(&plain, arena, RECORD_ARENA / 2);
    pack_id(&plain, n->relation.stream);
    pack_id(&plain, n->relation.party);
    pack_u64(&plain, n->tries);
    pack_str(&plain, n->code);
    return buf_finish(&plain, out);
}

static enum err record_unpack(struct str plain, struct notice_record *n)
{
    struct pack_reader p = {.rest = plain};
    n->relation.stream = unpack_id(&p);
    n->relation.party = unpack_id(&p);
    n->tries = unpack_u64(&p);
    n->code = unpack_str(&p);
    return unpack_done(&p) ? ERR_OK : ERR_CORRUPT;
}

static bool may_make(const struct app_reader *r, struct subject relation)
{
    struct law_world w;
    struct notice_view view;

    pthread_rwlock_rdlock(&r->app->lock);
    app_world_fill(r->app, &r->actor, &w);
    bool open =
        law_open(&w, COMMAND_record_contact, (struct subject){.stream = relation.stream}).code ==
            REFUSAL_none &&
        law_notice(w.image, relation, &view);
    pthread_rwlock_unlock(&r->app->lock);
    return open;
}

enum err app_notice_link(const struct app_reader *r, struct subject relation,
                         struct app_notice_link *out)
{
    struct arena scratch;
    struct app_record record = {.kind = STORE_RECORD_NOTICE};
    enum err e = app_ready(r->app);
    if (e != ERR_OK)
        return e;
    if (!may_make(r, relation))
        return ERR_NOT_FOUND;
    e = owner_of(r->app, relation, record.owner);
    if (e == ERR_OK)
        e = store_record_delete_owner(r->app->store, STORE_RECORD_NOTICE, record.owner);
    if (e != ERR_OK)
        return e;
    app_token_draw(out->reference, record.key);
    code_draw(out->code);
    record.expires_us = app_wall_us(r->app) + LIMIT_NOTICE_DAYS * US_PER_DAY;
    arena_init(&scratch, RECORD_ARENA);
    struct notice_record n = {.relation = relation, .code = str_from_cstr(out->code)};
    e = record_pack(&n, &scratch, &record.plain);
    if (e == ERR_OK)
        e = app_record_put(r->app, &record);
    arena_release(&scratch);
    return e;
}

static bool code_is(const struct notice_record *n, struct str code)
{
    return !id_is_none(n->relation.stream) && n->code.len == code.len &&
           crypto_equal(n->code.ptr, code.ptr, code.len);
}

/* A wrong code counts; after the last try the link is dead. */
static enum err count_try(struct app *app, struct app_record *record, struct notice_record *n,
                          struct arena *scratch)
{
    n->tries++;
    if (n->tries >= LIMIT_NOTICE_TRIES)
        return store_record_delete(app->store, STORE_RECORD_NOTICE, record->key);
    enum err e = record_pack(n, scratch, &record->plain);
    if (e != ERR_OK)
        return e;
    /* One that an officer replaced meanwhile must not come back. */
    bool is_link = !id_is_none(n->relation.stream);
    e = is_link ? app_record_update(app, record) : app_record_put(app, record);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* In the log before anything is shown, and the link is used up. */
static enum err open_now(struct app *app, const struct app_record *record,
                         const struct notice_record *n, struct arena *arena, struct app_notice *out)
{
    struct app_outcome outcome;
    struct cmd_open_notice c = {.head = {.kind = COMMAND_open_notice, .subject = n->relation}};
    struct app_request request = {.actor = app_actor_system(), .arena = arena};
    struct notice_view view = {0};
    enum err e = store_record_delete(app->store, STORE_RECORD_NOTICE, record->key);
    if (e == ERR_OK)
        e = app_execute(app, &request, &c.head, &outcome);
    if (e != ERR_OK || outcome.refusal.code != REFUSAL_none)
        return e;
    pthread_rwlock_rdlock(&app->lock);
    bool found = law_notice(app->image, n->relation, &view);
    pthread_rwlock_unlock(&app->lock);
    if (found)
        *out = (struct app_notice){.opened = true,
                                   .is_request = view.is_request,
                                   .number = view.number,
                                   .text = view.text,
                                   .organisation = view.organisation};
    return ERR_OK;
}

/* What is kept of a link: its record, or that of a link that there never was. */
static enum err link_find(struct app *app, struct app_record *record, struct notice_record *n,
                          struct arena *scratch)
{
    enum err e = app_record_get(app, record, scratch);
    if (e == ERR_OK)
        return record_unpack(record->plain, n);
    if (e != ERR_NOT_FOUND)
        return e;
    *n = (struct notice_record){0};
    record->expires_us = app_wall_us(app) + DECOY_SECONDS * US_PER_SECOND;
    return owner_of(app, n->relation, record->owner);
}

static enum err link_try(struct app *app, const struct app_notice_ask *ask,
                         struct app_record *record, struct arena *arena, struct app_notice *out)
{
    struct arena scratch;
    struct notice_record n = {0};
    arena_init(&scratch, RECORD_ARENA);
    pthread_mutex_lock(
        &app->factor_lock); /* a code counts once, also when it comes twice at once */
    enum err e = link_find(app, record, &n, &scratch);
    if (e == ERR_OK)
        e = code_is(&n, ask->code) ? open_now(app, record, &n, arena, out)
                                   : count_try(app, record, &n, &scratch);
    pthread_mutex_unlock(&app->factor_lock);
    arena_release(&scratch);
    return e;
}

enum err app_notice_open(struct app *app, const struct app_notice_ask *ask, struct arena *arena,
                         struct app_notice *out)
{
    struct app_record record = {.kind = STORE_RECORD_NOTICE};
    *out = (struct app_notice){0};
    enum err e = app_ready(app);
    if (e != ERR_OK || !app_key_of_token(ask->reference, record.key))
        return e;
    out->wait_s = throttle_wait(&app->throttle, "notice", ask->peer);
    if (out->wait_s > 0)
        return ERR_OK;
    throttle_fail(&app->throttle, "notice", ask->peer); /* every try writes */
    e = link_try(app, ask, &record, arena, out);
    if (e == ERR_OK && out->opened)
        throttle_forget(&app->throttle, "notice", ask->peer);
    return e;
}
