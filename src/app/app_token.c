/*
 * app/app_token.c — API tokens: a person in one role, without a browser. Stored as hashes,
 * expiring, never stepped up by themselves; and the receipt code, which makes its holder the finder
 * of one report.
 */
#include "app/app_priv.h"

#include "sys/receipt.h"

#include <string.h>

enum { RECORD_ARENA = 16 << 10 };

static enum err token_make(struct app *app, const struct actor *a, uint32_t days,
                           char token[APP_TOKEN_LEN + 1])
{
    struct arena scratch;
    struct buf plain;
    struct app_record record = {.kind = STORE_RECORD_TOKEN};
    struct actor owner = {.role = ROLE_none, .person = a->person};
    uint32_t life = days == 0 || days > LIMIT_TOKEN_DAYS ? LIMIT_TOKEN_DAYS : days;
    record.expires_us = app_wall_us(app) + life * US_PER_DAY;
    app_token_draw(token, record.key);
    arena_init(&scratch, RECORD_ARENA);
    buf_init(&plain, &scratch, RECORD_ARENA);
    pack_id(&plain, a->person);
    pack_id(&plain, a->party);
    pack_u64(&plain, (uint64_t)a->role);
    enum err e = buf_finish(&plain, &record.plain);
    if (e == ERR_OK)
        e = app_owner(app, &owner, record.owner);
    if (e == ERR_OK)
        e = app_record_put(app, &record);
    arena_release(&scratch);
    return e;
}

enum err app_token_create(const struct app_reader *r, uint32_t days, char token[APP_TOKEN_LEN + 1])
{
    enum err e = app_ready(r->app);
    if (e != ERR_OK)
        return e;
    if (!app_grant_is_held(r->app, r->actor.person, r->actor.party, r->actor.role))
        return ERR_NOT_FOUND;
    return token_make(r->app, &r->actor, days, token);
}

enum err app_token_for_login(struct app *app, struct str login, enum role role, uint32_t days,
                             char token[APP_TOKEN_LEN + 1])
{
    struct credential_view c;
    struct actor a = {.role = role};
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    e = ERR_NOT_FOUND;
    pthread_rwlock_rdlock(&app->lock);
    if (law_credential(app->image, login, &c)) {
        for (size_t i = 0; i < c.grant_count; i++) {
            if (c.grants[i].role != role)
                continue;
            a.person = c.person;
            a.party = c.grants[i].party;
            e = ERR_OK;
        }
    }
    pthread_rwlock_unlock(&app->lock);
    return e == ERR_OK ? token_make(app, &a, days, token) : e;
}

enum err app_token_actor(struct app *app, struct str token, struct actor *out)
{
    struct arena scratch;
    struct app_record record = {.kind = STORE_RECORD_TOKEN};
    *out = (struct actor){0};
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    if (!app_key_of_token(token, record.key))
        return ERR_NOT_FOUND;
    arena_init(&scratch, RECORD_ARENA);
    e = app_record_get(app, &record, &scratch);
    struct pack_reader p = {.rest = record.plain};
    struct actor a = {0};
    if (e == ERR_OK) {
        a.person = unpack_id(&p);
        a.party = unpack_id(&p);
        a.role = (enum role)unpack_u64(&p);
        e = unpack_done(&p) ? ERR_OK : ERR_CORRUPT;
    }
    arena_release(&scratch);
    if (e == ERR_OK && !app_grant_is_held(app, a.person, a.party, a.role))
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        *out = a;
    return e;
}

enum err app_actor_step_up(struct app *app, struct actor *actor, struct str code,
                           enum app_sign *result)
{
    *result = APP_SIGN_WRONG;
    if (id_is_none(actor->person))
        return ERR_OK;
    enum err e = app_factor_check(app, actor->person, code, result);
    if (e == ERR_OK && *result == APP_SIGN_OK)
        actor->stepped_up = true;
    return e;
}

enum err app_tokens_revoke(const struct app_reader *r)
{
    uint8_t owner[STORE_PERSON_BYTES];
    struct actor person = {.role = ROLE_none, .person = r->actor.person};
    if (id_is_none(person.person))
        return ERR_NOT_FOUND;
    enum err e = app_owner(r->app, &person, owner);
    return e == ERR_OK ? store_record_delete_owner(r->app->store, STORE_RECORD_TOKEN, owner) : e;
}

/* The report of a code; deriving it from the code costs as much as a password. */
static enum err receipt_find(struct app *app, struct str code, struct receipt_entry *entry)
{
    char normal[RECEIPT_TEXT_LEN + 1];
    struct receipt receipt;
    if (!receipt_normalise(code, normal))
        return ERR_NOT_FOUND;
    enum err e = receipt_derive(app->cost, normal, &receipt);
    if (e != ERR_OK)
        return e;
    struct str lookup = {(const char *)receipt.lookup.bytes, ID_BYTES};
    pthread_rwlock_rdlock(&app->lock);
    bool found = law_receipt_find(app->image, lookup, entry);
    pthread_rwlock_unlock(&app->lock);
    receipt_wipe(&receipt);
    return found ? ERR_OK : ERR_NOT_FOUND;
}

/* Every try counts before its work is done, also one that opens what the account holds already;
 * only a report that is new to the account shows that nobody is guessing. */
enum err app_receipt_actor(const struct app_reader *r, struct str code, struct actor *out,
                           uint32_t *wait_s)
{
    struct str who = {(const char *)r->actor.person.bytes, ID_BYTES};
    struct receipt_entry entry;
    *out = (struct actor){0};
    enum err e = app_ready(r->app);
    if (e != ERR_OK)
        return e;
    *wait_s = throttle_wait(&r->app->throttle, "receipt", who);
    if (*wait_s > 0)
        return ERR_NOT_FOUND;
    throttle_fail(&r->app->throttle, "receipt", who);
    e = receipt_find(r->app, code, &entry);
    if (e != ERR_OK)
        return e;
    struct app_reader shown = *r;
    shown.actor.receipt = entry.report;
    struct subject s = {.stream = entry.report};
    if (app_is_open(&shown, COMMAND_claim_report, s).code == REFUSAL_none)
        throttle_forget(&r->app->throttle, "receipt", who);
    *out = (struct actor){.role = ROLE_finder, .receipt = entry.report};
    return ERR_OK;
}
