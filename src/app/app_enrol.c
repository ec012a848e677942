/*
 * app/app_enrol.c — how a person gets credentials: the administrator makes a one-time code, the
 * person sets password and second factor with it. The code is stored as a hash; the new secret
 * waits sealed in the same record until it is proved.
 */
#include "app/app_priv.h"

#include "base/utf8.h"
#include "sys/random.h"
#include "sys/totp.h"

#include <string.h>

enum { RECORD_ARENA = 16 << 10, TOTP_TEXT_BYTES = 40 };

struct enrol_data {
    struct id person;
    uint8_t secret[TOTP_SECRET_BYTES];
    uint8_t body_roles; /* held when the link was made */
};

enum { ENROL_BYTES = ID_BYTES + TOTP_SECRET_BYTES + 1 };

bool app_password_is_weak(struct str password, struct str login)
{
    if (password.len > LIMIT_PASSWORD_MAX || utf8_length(password) < LIMIT_PASSWORD_MIN)
        return true;
    return !str_is_empty(login) && str_find(password, login, 0) != SIZE_MAX;
}

enum err app_set_credentials(struct app *app, struct id person, struct str password,
                             const uint8_t *totp_secret)
{
    char hash[CRYPTO_PASSWORD_BYTES];
    struct arena scratch;
    struct app_outcome outcome;
    enum err e = crypto_password_hash(app->cost, password, hash);
    if (e != ERR_OK)
        return e;
    arena_init(&scratch, RECORD_ARENA);
    struct cmd_set_credentials c = {
        .head = {.kind = COMMAND_set_credentials, .subject = {.stream = person}},
        .password_hash = str_from_cstr(hash),
        .totp_secret = {(const char *)totp_secret, TOTP_SECRET_BYTES},
    };
    struct app_request request = {.actor = app_actor_system(), .arena = &scratch};
    e = app_execute(app, &request, &c.head, &outcome);
    if (e == ERR_OK && outcome.refusal.code != REFUSAL_none)
        e = ERR_NOT_FOUND;
    crypto_wipe(hash, sizeof(hash));
    arena_release(&scratch);
    return e;
}

enum err app_link_check(struct app *app, const struct app_request *request, const struct command *c,
                        struct refusal *refusal)
{
    const struct cmd_confirm_step *confirm = (const void *)c;
    struct app_reader r = {.app = app, .actor = request->actor, .arena = request->arena};
    struct app_steps steps;
    if (c->kind != COMMAND_confirm_step)
        return ERR_OK;
    enum err e = app_steps(&r, c->subject.stream, &steps);
    for (size_t i = 0; e == ERR_OK && i < steps.count; i++) {
        if (id_equal(steps.items[i].id, confirm->step) &&
            steps.items[i].command->kind == COMMAND_issue_link)
            refusal->code = REFUSAL_link_on_accounts;
    }
    return e;
}

/* A colleague's request for a link to this account; none when there is none. */
static enum err link_asked_for(const struct app_reader *r, struct id person, struct id *step)
{
    struct app_steps steps;
    enum err e = app_steps(r, person, &steps);
    for (size_t i = 0; e == ERR_OK && i < steps.count; i++) {
        if (steps.items[i].command->kind == COMMAND_issue_link && !steps.items[i].own)
            *step = steps.items[i].id;
    }
    return e;
}

/* In the log before there is a code: whoever can set a person's credentials can act as that person.
 */
static enum err link_record(const struct app_reader *r, struct id person, bool *waits)
{
    struct app_outcome outcome;
    struct cmd_issue_link ask = {
        .head = {.kind = COMMAND_issue_link, .subject = {.stream = person}},
    };
    struct cmd_confirm_step confirm = {
        .head = {.kind = COMMAND_confirm_step, .subject = {.stream = person}},
    };
    struct app_request request = {.actor = r->actor, .arena = r->arena};
    enum err e = link_asked_for(r, person, &confirm.step);
    bool second = !id_is_none(confirm.step);
    if (e == ERR_OK)
        e = app_execute(r->app, &request, second ? &confirm.head : &ask.head, &outcome);
    if (e != ERR_OK)
        return e;
    *waits = !id_is_none(outcome.step) || outcome.refusal.code == REFUSAL_step_waits_already;
    if (outcome.refusal.code == REFUSAL_none || *waits)
        return ERR_OK;
    return outcome.refusal.code == REFUSAL_step_up ? ERR_DENIED : ERR_NOT_FOUND;
}

/* SEC-25: a link that one administrator made for a developer opens nothing any more when the
 * account has become an officer's since. */
static bool body_roles_of(struct app *app, struct id person, uint8_t *out)
{
    struct credential_view c = {0};
    pthread_rwlock_rdlock(&app->lock);
    bool known = law_credential_of(app->image, person, &c);
    pthread_rwlock_unlock(&app->lock);
    *out = (uint8_t)(c.body_roles > UINT8_MAX ? UINT8_MAX : c.body_roles);
    return known;
}

enum err app_enrol_code(const struct app_reader *r, struct id person, char code[APP_TOKEN_LEN + 1],
                        bool *waits)
{
    uint8_t raw[ENROL_BYTES];
    struct actor owner = {.role = ROLE_none, .person = person};
    struct app_record record = {.kind = STORE_RECORD_ENROL};
    enum err e = link_record(r, person, waits);
    if (e != ERR_OK || *waits)
        return e;
    e = app_owner(r->app, &owner, record.owner);
    if (e == ERR_OK)
        e = store_record_delete_owner(r->app->store, STORE_RECORD_ENROL, record.owner);
    if (e != ERR_OK)
        return e;
    app_token_draw(code, record.key);
    memcpy(raw, person.bytes, ID_BYTES);
    random_bytes(raw + ID_BYTES, TOTP_SECRET_BYTES);
    if (!body_roles_of(r->app, person, &raw[ENROL_BYTES - 1]))
        return ERR_NOT_FOUND;
    record.plain = (struct str){(const char *)raw, sizeof(raw)};
    record.expires_us = app_wall_us(r->app) + LIMIT_ENROL_DAYS * US_PER_DAY;
    e = app_record_put(r->app, &record);
    crypto_wipe(raw, sizeof(raw));
    return e;
}

static enum err enrol_find(struct app *app, struct str code, struct app_record *record,
                           struct enrol_data *out)
{
    struct arena scratch;
    *record = (struct app_record){.kind = STORE_RECORD_ENROL};
    if (!app_key_of_token(code, record->key))
        return ERR_NOT_FOUND;
    arena_init(&scratch, RECORD_ARENA);
    enum err e = app_record_get(app, record, &scratch);
    if (e == ERR_OK && record->plain.len != ENROL_BYTES)
        e = ERR_CORRUPT;
    if (e == ERR_OK) {
        uint8_t now = 0;
        memcpy(out->person.bytes, record->plain.ptr, ID_BYTES);
        memcpy(out->secret, record->plain.ptr + ID_BYTES, TOTP_SECRET_BYTES);
        out->body_roles = (uint8_t)record->plain.ptr[ENROL_BYTES - 1];
        if (!body_roles_of(app, out->person, &now) || now != out->body_roles)
            e = ERR_NOT_FOUND;
    }
    arena_release(&scratch);
    return e;
}

static enum err enrol_show(struct app *app, const struct enrol_data *d, struct arena *arena,
                           struct app_enrolment *out)
{
    struct credential_view c = {0};
    char text[TOTP_TEXT_BYTES];
    pthread_rwlock_rdlock(&app->lock);
    bool known = law_credential_of(app->image, d->person, &c);
    pthread_rwlock_unlock(&app->lock);
    if (!known)
        return ERR_NOT_FOUND;
    base32_write(d->secret, TOTP_SECRET_BYTES, text, sizeof(text));
    out->login = c.login;
    out->totp_secret = arena_copy(arena, str_from_cstr(text));
    out->totp_uri = totp_uri(d->secret, STR("todoke"), c.login, arena);
    crypto_wipe(text, sizeof(text));
    out->result = APP_SIGN_OK;
    return out->totp_secret.ptr && out->totp_uri.ptr ? ERR_OK : ERR_MEMORY;
}

/* An unknown code is a result: begin again. */
static enum err enrol_begin(struct app *app, struct str code, struct app_record *record,
                            struct enrol_data *d, struct app_enrolment *out)
{
    *out = (struct app_enrolment){.result = APP_SIGN_EXPIRED};
    enum err e = app_ready(app);
    if (e == ERR_OK)
        e = enrol_find(app, code, record, d);
    if (e == ERR_OK)
        out->result = APP_SIGN_OK;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err app_enrol_view(struct app *app, struct str code, struct arena *arena,
                        struct app_enrolment *out)
{
    struct app_record record;
    struct enrol_data d;
    enum err e = enrol_begin(app, code, &record, &d, out);
    if (e == ERR_OK && out->result == APP_SIGN_OK)
        e = enrol_show(app, &d, arena, out);
    crypto_wipe(&d, sizeof(d));
    return e;
}

/* Every older session and code of the person ends; the proving code is used up. */
static enum err enrol_settle(struct app *app, const struct enrol_data *d, struct str factor)
{
    enum app_sign used = APP_SIGN_WRONG;
    enum err e = app_access_end(app, d->person);
    return e == ERR_OK ? app_factor_check(app, d->person, factor, &used) : e;
}

static enum err enrol_finish(struct app *app, const struct app_enrol_answer *a,
                             const struct enrol_data *d, struct app_enrolment *out)
{
    int64_t step = 0;
    if (app_password_is_weak(a->password, out->login)) {
        out->result = APP_SIGN_WEAK;
        return ERR_OK;
    }
    if (!totp_verify(d->secret, a->factor, app_now_us(app), 0, &step)) {
        out->result = APP_SIGN_WRONG;
        return ERR_OK;
    }
    enum err e = app_set_credentials(app, d->person, a->password, d->secret);
    return e == ERR_OK ? enrol_settle(app, d, a->factor) : e;
}

enum err app_enrol_finish(struct app *app, const struct app_enrol_answer *a, struct arena *arena,
                          struct app_enrolment *out)
{
    struct app_record record;
    struct enrol_data d;
    enum err e = enrol_begin(app, a->code, &record, &d, out);
    if (e == ERR_OK && out->result == APP_SIGN_OK) {
        e = enrol_show(app, &d, arena, out);
        if (e == ERR_OK)
            e = enrol_finish(app, a, &d, out);
    }
    crypto_wipe(&d, sizeof(d));
    return e;
}
