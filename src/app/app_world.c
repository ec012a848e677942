/*
 * app/app_world.c — what the law is shown: the present, the actor, the image, the edition in force.
 * Must never decide.
 */
#include "app/app_priv.h"

#include "core/deadline/clock.h"
#include "core/scheme/edition.h"

#include <string.h>

enum err app_ready(struct app *app)
{
    if (!atomic_load(&app->open))
        return ERR_LOCKED;
    return atomic_load(&app->failed) ? ERR_IO : ERR_OK;
}

static struct str world_digest(struct str bytes, struct arena *arena)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    char hex[2 * CRYPTO_HASH_BYTES + 1];
    crypto_sha256(bytes, hash);
    hex_write(hash, sizeof(hash), hex, sizeof(hex));
    return arena_copy(arena, str_from_cstr(hex));
}

bool app_clock_is_trusted(struct app *app, const char **reason)
{
    struct clock_reading now = clock_read(&app->clock);
    struct clock_facts facts = {
        .now_us = now.now_us,
        .manual = now.kind == CLOCK_MANUAL,
        .synchronised = now.synchronised,
        .boot_offset_us = now.boot_offset_us,
        .boot_offset_first_us = now.boot_offset_first_us,
        .high_water_us = now.high_water_us,
    };
    enum clock_verdict verdict = clock_judge(&facts);
    *reason = clock_verdict_reason(verdict);
    return verdict == CLOCK_TRUSTED;
}

void app_world_fill(struct app *app, const struct actor *actor, struct law_world *w)
{
    const char *reason = NULL;
    struct scheme_view scheme;
    *w = (struct law_world){
        .now_us = clock_now_us(&app->clock),
        .clock_trusted = app_clock_is_trusted(app, &reason),
        .actor = *actor,
        .image = app->image,
        .digest = world_digest,
    };
    law_scheme(app->image, &scheme);
    w->edition = edition_counting(scheme.founded ? edition_get(scheme.edition) : edition_latest(),
                                  conf_is_yes(app->conf.first_day_counts));
}

int64_t app_wall_us(struct app *app)
{
    return clock_now_us(&app->wall);
}

int64_t app_now_us(struct app *app)
{
    return clock_now_us(&app->clock);
}

struct str app_words(const struct app *app, enum lang lang, const char *message_id)
{
    return app->translate ? app->translate(lang, message_id) : str_from_cstr(message_id);
}

struct actor app_actor_system(void)
{
    return (struct actor){.role = ROLE_system, .stepped_up = true};
}

enum err app_owner(struct app *app, const struct actor *a, uint8_t out[STORE_PERSON_BYTES])
{
    bool by_receipt = a->role == ROLE_finder && id_is_none(a->person);
    const struct id *who = by_receipt ? &a->receipt : &a->person;
    memset(out, 0, STORE_PERSON_BYTES);
    if (id_is_none(*who))
        return ERR_OK;
    _Static_assert((int)STORE_PERSON_BYTES == (int)VAULT_INDEX_BYTES, "owners are look-up hashes");
    return vault_index(app->vault, "owner", (struct str){(const char *)who->bytes, ID_BYTES}, out);
}

const struct conf *app_conf(const struct app *app)
{
    return &app->conf;
}

bool app_is_locked(struct app *app)
{
    return !atomic_load(&app->open);
}

enum err app_secret(struct app *app, const char *purpose, uint8_t out[CRYPTO_KEY_BYTES])
{
    uint8_t seed[CRYPTO_KEY_BYTES];
    enum err e = vault_sign_seed(app->vault, "desk", seed);
    if (e == ERR_OK)
        crypto_blake2b_keyed(seed, str_from_cstr(purpose), out);
    crypto_wipe(seed, sizeof(seed));
    return e;
}

void app_state(struct app *app, struct app_state *out)
{
    *out = (struct app_state){.locked = app_is_locked(app), .failed = atomic_load(&app->failed)};
    uint8_t hash[CRYPTO_HASH_BYTES];
    uint64_t seq = 0;
    store_head(app->store, &seq, hash);
    out->events = (int64_t)seq;
    out->commits = store_commits(app->store);
    out->clock_trusted = app_clock_is_trusted(app, &out->clock_reason);
    if (out->locked)
        return;
    pthread_rwlock_rdlock(&app->lock);
    law_scheme(app->image, &out->scheme);
    out->releases_pending = law_releases_pending(app->image);
    pthread_rwlock_unlock(&app->lock);
    int64_t wait_us = app->release_retry_us - clock_monotonic_us();
    if (app->release_retry_us > 0)
        out->release_retry_us = app_wall_us(app) + (wait_us > 0 ? wait_us : 0);
}
