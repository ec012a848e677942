/*
 * app/app_session.c — signing in: password, then one-time code, then one role (SEC-25), and the
 * session after that.
 *
 * A session is a random token; stored is only its hash, with a sealed record. Each step gives a new
 * token. Nobody learns from answers or their time whether an account exists. Time-outs use the
 * machine's clock, one-time codes the law's.
 */
#include "app/app_priv.h"

#include "sys/totp.h"

#include <string.h>

enum { RECORD_ARENA = 16 << 10, SEEN_EVERY_SECONDS = 60 };

/* What a session's record says. */
struct session_data {
    enum app_session_step step;
    struct id person;
    struct id party;
    enum role role;
    uint64_t credentials;                 /* those it was begun with; it ends with them */
    int64_t begun_us, seen_us, factor_us; /* real time; factor: last one-time code */
};

/* ---- records --------------------------------------------------------------------------------- */

/* A session that goes on must still be there: a request under way must not bring one back that was
 * signed out meanwhile. */
static enum err session_put(struct app *app, const uint8_t key[STORE_KEY_BYTES],
                            const struct session_data *d, bool goes_on)
{
    struct arena scratch;
    struct buf plain;
    struct app_record record = {.kind = STORE_RECORD_SESSION};
    struct actor owner = {.role = ROLE_none, .person = d->person};
    int64_t absolute_us = d->begun_us + LIMIT_SESSION_SECONDS * US_PER_SECOND;
    int64_t idle_s =
        d->step == APP_SESSION_FACTOR ? LIMIT_SIGN_IN_SECONDS : LIMIT_SESSION_IDLE_SECONDS;
    record.expires_us = d->seen_us + idle_s * US_PER_SECOND;
    if (record.expires_us > absolute_us)
        record.expires_us = absolute_us;
    memcpy(record.key, key, sizeof(record.key));
    arena_init(&scratch, RECORD_ARENA);
    buf_init(&plain, &scratch, RECORD_ARENA);
    pack_u64(&plain, (uint64_t)d->step);
    pack_id(&plain, d->person);
    pack_id(&plain, d->party);
    pack_u64(&plain, (uint64_t)d->role);
    pack_u64(&plain, d->credentials);
    pack_u64(&plain, (uint64_t)d->begun_us);
    pack_u64(&plain, (uint64_t)d->seen_us);
    pack_u64(&plain, (uint64_t)d->factor_us);
    enum err e = buf_finish(&plain, &record.plain);
    if (e == ERR_OK)
        e = app_owner(app, &owner, record.owner);
    if (e == ERR_OK)
        e = goes_on ? app_record_update(app, &record) : app_record_put(app, &record);
    arena_release(&scratch);
    return e;
}

static enum err session_load(struct app *app, const uint8_t key[STORE_KEY_BYTES],
                             struct session_data *d)
{
    struct arena scratch;
    struct app_record record = {.kind = STORE_RECORD_SESSION};
    memcpy(record.key, key, sizeof(record.key));
    arena_init(&scratch, RECORD_ARENA);
    enum err e = app_record_get(app, &record, &scratch);
    struct pack_reader p = {.rest = record.plain};
    if (e == ERR_OK) {
        d->step = (enum app_session_step)unpack_u64(&p);
        d->person = unpack_id(&p);
        d->party = unpack_id(&p);
        d->role = (enum role)unpack_u64(&p);
        d->credentials = unpack_u64(&p);
        d->begun_us = (int64_t)unpack_u64(&p);
        d->seen_us = (int64_t)unpack_u64(&p);
        d->factor_us = (int64_t)unpack_u64(&p);
        e = unpack_done(&p) ? ERR_OK : ERR_CORRUPT;
    }
    arena_release(&scratch);
    return e;
}

/* ---- what the image knows of a person -------------------------------------------------------- */

bool app_grant_is_held(struct app *app, struct id person, struct id party, enum role role)
{
    struct credential_view c;
    bool held = false;
    pthread_rwlock_rdlock(&app->lock);
    if (law_credential_of(app->image, person, &c)) {
        for (size_t i = 0; i < c.grant_count; i++)
            held = held || (id_equal(c.grants[i].party, party) && c.grants[i].role == role);
    }
    pthread_rwlock_unlock(&app->lock);
    return held;
}

static enum err session_fill(struct app *app, const struct session_data *d, struct arena *arena,
                             struct app_session *out)
{
    struct credential_view c;
    struct law_world w;
    struct actor self = {.role = d->role, .person = d->person, .party = d->party};
    *out = (struct app_session){.step = d->step, .person = d->person};
    out->ends_us = d->begun_us + LIMIT_SESSION_SECONDS * US_PER_SECOND;
    pthread_rwlock_rdlock(&app->lock);
    bool known = law_credential_of(app->image, d->person, &c);
    if (known && c.grant_count > 0) {
        struct role_grant *grants = ARENA_ARRAY(arena, struct role_grant, c.grant_count);
        if (grants)
            memcpy(grants, c.grants, c.grant_count * sizeof(*grants));
        out->grants = grants;
        out->grant_count = grants ? c.grant_count : 0;
    }
    app_world_fill(app, &self, &w);
    if (known && d->step == APP_SESSION_ACTIVE)
        (void)law_party(&w, d->party, &out->party);
    if (known) {
        out->login = c.login;
        out->name = c.name;
    }
    pthread_rwlock_unlock(&app->lock);
    if (!known || c.credentials != d->credentials)
        return ERR_NOT_FOUND;
    if (d->step != APP_SESSION_ACTIVE)
        return ERR_OK;
    self.stepped_up = app_wall_us(app) - d->factor_us < LIMIT_STEP_UP_SECONDS * US_PER_SECOND;
    out->actor = self;
    return ERR_OK;
}

static enum err session_begin(struct app *app, const struct session_data *d, struct arena *arena,
                              struct app_signed *out)
{
    uint8_t key[STORE_KEY_BYTES];
    app_token_draw(out->token, key);
    enum err e = session_put(app, key, d, false);
    if (e == ERR_OK)
        e = session_fill(app, d, arena, &out->session);
    char binding[APP_TOKEN_LEN + 1];
    base32_write(key, sizeof(key), binding, sizeof(binding));
    out->session.binding = arena_copy(arena, str_from_cstr(binding));
    out->result = e == ERR_NOT_FOUND ? APP_SIGN_EXPIRED : APP_SIGN_OK;
    return e == ERR_NOT_FOUND ? ERR_OK : e; /* other credentials were set meanwhile */
}

/* ---- step 1 ---------------------------------------------------------------------------------- */

static bool credential_find(struct app *app, struct str login, char hash[CRYPTO_PASSWORD_BYTES],
                            struct session_data *d)
{
    struct credential_view c;
    bool found = false;
    memcpy(hash, app->no_such_person, CRYPTO_PASSWORD_BYTES);
    pthread_rwlock_rdlock(&app->lock);
    if (law_credential(app->image, login, &c) && !str_is_empty(c.password_hash) &&
        c.password_hash.len < CRYPTO_PASSWORD_BYTES) {
        memset(hash, 0, CRYPTO_PASSWORD_BYTES);
        memcpy(hash, c.password_hash.ptr, c.password_hash.len);
        d->person = c.person;
        d->credentials = c.credentials;
        found = true;
    }
    pthread_rwlock_unlock(&app->lock);
    return found;
}

static uint32_t sign_in_wait(struct app *app, const struct app_credentials *c)
{
    uint32_t login = throttle_wait(&app->throttle, "login", c->login);
    uint32_t peer = throttle_wait(&app->throttle, "peer", c->peer);
    return login > peer ? login : peer;
}

enum err app_sign_in(struct app *app, const struct app_credentials *c, struct arena *arena,
                     struct app_signed *out)
{
    char hash[CRYPTO_PASSWORD_BYTES];
    struct session_data d = {.step = APP_SESSION_FACTOR};
    *out = (struct app_signed){.result = APP_SIGN_WRONG};
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    out->retry_after_s = sign_in_wait(app, c);
    if (out->retry_after_s > 0) {
        out->result = APP_SIGN_WAIT;
        return ERR_OK;
    }
    bool known = credential_find(app, c->login, hash, &d);
    /* The same work for every name: the comparison comes first, what is known second. */
    bool matches =
        c->password.len <= LIMIT_PASSWORD_MAX && crypto_password_matches(hash, c->password);
    crypto_wipe(hash, sizeof(hash));
    if (!matches || !known) {
        throttle_fail(&app->throttle, "login", c->login);
        throttle_fail(&app->throttle, "peer", c->peer);
        return ERR_OK;
    }
    throttle_forget(&app->throttle, "login", c->login);
    d.begun_us = d.seen_us = app_wall_us(app);
    return session_begin(app, &d, arena, out);
}

/* ---- the second factor ----------------------------------------------------------------------- */

static bool totp_secret_of(struct app *app, struct id person, uint8_t secret[TOTP_SECRET_BYTES])
{
    struct credential_view c;
    bool found = false;
    pthread_rwlock_rdlock(&app->lock);
    if (law_credential_of(app->image, person, &c) && c.totp_secret.len == TOTP_SECRET_BYTES) {
        memcpy(secret, c.totp_secret.ptr, TOTP_SECRET_BYTES);
        found = true;
    }
    pthread_rwlock_unlock(&app->lock);
    return found;
}

static enum err factor_last_step(struct app *app, struct app_record *record, struct arena *arena,
                                 int64_t *step)
{
    *step = 0;
    enum err e = app_record_get(app, record, arena);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    struct pack_reader p = {.rest = record->plain};
    if (e == ERR_OK) {
        *step = (int64_t)unpack_u64(&p);
        e = unpack_done(&p) ? ERR_OK : ERR_CORRUPT;
    }
    return e;
}

/* The step is on the disk before anybody is let in: a code counts once, also after a crash. */
static enum err factor_use(struct app *app, struct id person, struct str code, bool *good)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    struct arena scratch;
    struct buf plain;
    struct app_record record = {.kind = STORE_RECORD_FACTOR};
    struct actor owner = {.role = ROLE_none, .person = person};
    int64_t last = 0;
    int64_t step = 0;
    *good = false;
    if (!totp_secret_of(app, person, secret))
        return ERR_OK;
    arena_init(&scratch, RECORD_ARENA);
    buf_init(&plain, &scratch, RECORD_ARENA);
    app_key_of_id(person, record.key);
    enum err e = factor_last_step(app, &record, &scratch, &last);
    *good = e == ERR_OK && totp_verify(secret, code, app_now_us(app), last, &step);
    crypto_wipe(secret, sizeof(secret));
    if (*good) {
        pack_u64(&plain, (uint64_t)step);
        e = buf_finish(&plain, &record.plain);
        if (e == ERR_OK)
            e = app_owner(app, &owner, record.owner);
        if (e == ERR_OK)
            e = app_record_put(app, &record);
    }
    arena_release(&scratch);
    return e;
}

enum err app_factor_check(struct app *app, struct id person, struct str code, enum app_sign *result)
{
    struct str who = {(const char *)person.bytes, ID_BYTES};
    bool good = false;
    if (throttle_wait(&app->throttle, "factor", who) > 0) {
        *result = APP_SIGN_WAIT;
        return ERR_OK;
    }
    pthread_mutex_lock(&app->factor_lock);
    enum err e = factor_use(app, person, code, &good);
    pthread_mutex_unlock(&app->factor_lock);
    if (e != ERR_OK)
        return e;
    if (good)
        throttle_forget(&app->throttle, "factor", who);
    else
        throttle_fail(&app->throttle, "factor", who);
    *result = good ? APP_SIGN_OK : APP_SIGN_WRONG;
    return ERR_OK;
}

/* Loads the session of a token; a missing one is a result, not an error. */
static enum err session_find(struct app *app, struct str token, uint8_t key[STORE_KEY_BYTES],
                             struct session_data *d, struct app_signed *out)
{
    *out = (struct app_signed){.result = APP_SIGN_EXPIRED};
    *d = (struct session_data){0};
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    if (!app_key_of_token(token, key))
        return ERR_OK;
    e = session_load(app, key, d);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e == ERR_OK)
        out->result = APP_SIGN_OK;
    return e;
}

static enum err factor_of_session(struct app *app, struct session_data *d, struct str code,
                                  struct app_signed *out)
{
    enum err e = app_factor_check(app, d->person, code, &out->result);
    if (e == ERR_OK && out->result == APP_SIGN_WAIT) {
        struct str who = {(const char *)d->person.bytes, ID_BYTES};
        out->retry_after_s = throttle_wait(&app->throttle, "factor", who);
    }
    if (e == ERR_OK && out->result == APP_SIGN_OK)
        d->factor_us = d->seen_us = app_wall_us(app);
    return e;
}

/* With one role only there is nothing to choose. */
static void choose_only_role(struct app *app, struct session_data *d)
{
    struct credential_view c;
    d->step = APP_SESSION_ROLE;
    pthread_rwlock_rdlock(&app->lock);
    if (law_credential_of(app->image, d->person, &c) && c.grant_count == 1) {
        d->party = c.grants[0].party;
        d->role = c.grants[0].role;
        d->step = APP_SESSION_ACTIVE;
    }
    pthread_rwlock_unlock(&app->lock);
}

enum err app_sign_in_factor(struct app *app, struct str token, struct str code, struct arena *arena,
                            struct app_signed *out)
{
    uint8_t key[STORE_KEY_BYTES];
    struct session_data d;
    enum err e = session_find(app, token, key, &d, out);
    if (e != ERR_OK || out->result != APP_SIGN_OK)
        return e;
    if (d.step != APP_SESSION_FACTOR) {
        out->result = APP_SIGN_EXPIRED;
        return ERR_OK;
    }
    e = factor_of_session(app, &d, code, out);
    if (e != ERR_OK || out->result != APP_SIGN_OK)
        return e;
    choose_only_role(app, &d);
    e = store_record_delete(app->store, STORE_RECORD_SESSION, key);
    return e == ERR_OK ? session_begin(app, &d, arena, out) : e;
}

enum err app_sign_in_role(struct app *app, struct str token, size_t grant, struct arena *arena,
                          struct app_signed *out)
{
    uint8_t key[STORE_KEY_BYTES];
    struct session_data d;
    struct credential_view c;
    bool chosen = false;
    enum err e = session_find(app, token, key, &d, out);
    if (e != ERR_OK || out->result != APP_SIGN_OK)
        return e;
    if (d.step == APP_SESSION_ROLE || d.step == APP_SESSION_ACTIVE) {
        pthread_rwlock_rdlock(&app->lock);
        if (law_credential_of(app->image, d.person, &c) && grant < c.grant_count) {
            d.party = c.grants[grant].party;
            d.role = c.grants[grant].role;
            chosen = true;
        }
        pthread_rwlock_unlock(&app->lock);
    }
    if (!chosen) {
        out->result = APP_SIGN_EXPIRED;
        return ERR_OK;
    }
    d.step = APP_SESSION_ACTIVE;
    d.seen_us = app_wall_us(app);
    e = store_record_delete(app->store, STORE_RECORD_SESSION, key);
    return e == ERR_OK ? session_begin(app, &d, arena, out) : e;
}

/* ---- afterwards ------------------------------------------------------------------------------ */

static enum err session_open(struct app *app, const uint8_t key[STORE_KEY_BYTES],
                             const struct session_data *d, struct arena *arena,
                             struct app_session *out)
{
    char binding[APP_TOKEN_LEN + 1];
    if (d->step == APP_SESSION_ACTIVE && !app_grant_is_held(app, d->person, d->party, d->role))
        return ERR_NOT_FOUND;
    enum err e = session_fill(app, d, arena, out);
    base32_write(key, STORE_KEY_BYTES, binding, sizeof(binding));
    out->binding = arena_copy(arena, str_from_cstr(binding));
    return e == ERR_OK && !out->binding.ptr ? ERR_MEMORY : e;
}

enum err app_session_get(struct app *app, struct str token, struct arena *arena,
                         struct app_session *out)
{
    uint8_t key[STORE_KEY_BYTES];
    struct session_data d;
    struct app_signed found;
    *out = (struct app_session){0};
    enum err e = session_find(app, token, key, &d, &found);
    if (e == ERR_OK && found.result != APP_SIGN_OK)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = session_open(app, key, &d, arena, out);
    if (e != ERR_OK)
        return e;
    int64_t now_us = app_wall_us(app);
    if (d.step == APP_SESSION_FACTOR || now_us - d.seen_us < SEEN_EVERY_SECONDS * US_PER_SECOND)
        return ERR_OK;
    d.seen_us = now_us;
    return session_put(app, key, &d, true);
}

enum err app_session_step_up(struct app *app, struct str token, struct str code,
                             struct arena *arena, struct app_signed *out)
{
    uint8_t key[STORE_KEY_BYTES];
    struct session_data d;
    enum err e = session_find(app, token, key, &d, out);
    if (e != ERR_OK || out->result != APP_SIGN_OK)
        return e;
    if (d.step != APP_SESSION_ACTIVE) {
        out->result = APP_SIGN_EXPIRED;
        return ERR_OK;
    }
    e = factor_of_session(app, &d, code, out);
    if (e != ERR_OK || out->result != APP_SIGN_OK)
        return e;
    e = session_put(app, key, &d, true);
    if (e == ERR_OK)
        e = session_open(app, key, &d, arena, &out->session);
    if (e == ERR_OK)
        memcpy(out->token, token.ptr, APP_TOKEN_LEN);
    if (e == ERR_NOT_FOUND)
        out->result = APP_SIGN_EXPIRED;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err app_access_end(struct app *app, struct id person)
{
    static const enum store_record_kind kinds[] = {STORE_RECORD_SESSION, STORE_RECORD_TOKEN,
                                                   STORE_RECORD_FACTOR, STORE_RECORD_ENROL};
    struct actor owner = {.role = ROLE_none, .person = person};
    uint8_t key[STORE_PERSON_BYTES];
    enum err e = app_owner(app, &owner, key);
    for (size_t i = 0; e == ERR_OK && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        e = store_record_delete_owner(app->store, kinds[i], key);
    return e;
}

void app_leaver_forget(struct app *app, const struct command *c)
{
    if (c->kind == COMMAND_close_account && app_access_end(app, c->subject.stream) != ERR_OK)
        app_poke(app); /* nothing of it opens anything, and it expires */
}

void app_sign_out(struct app *app, struct str token)
{
    uint8_t key[STORE_KEY_BYTES];
    if (app_key_of_token(token, key) &&
        store_record_delete(app->store, STORE_RECORD_SESSION, key) != ERR_OK)
        app_poke(app);
}

const char *app_sign_sentence(enum app_sign result)
{
    switch (result) {
    case APP_SIGN_OK:
        return N_("Signed in.");
    case APP_SIGN_WRONG:
        return N_(
            "This combination is not right. Check sign-in name, password and code, and try again.");
    case APP_SIGN_WAIT:
        return N_("Too many failed tries. Wait {seconds} seconds, then try again.");
    case APP_SIGN_EXPIRED:
        return N_("This took too long or the link was used already. Begin again.");
    case APP_SIGN_WEAK:
        return N_(
            "Choose a password of at least 12 characters that does not contain the sign-in name.");
    }
    return "";
}
