/*
 * app/app_create.c — makes a data directory and its first events. Everything goes through the same
 * commands as later changes, issued by the system. A directory that was left half-made is refused
 * by a second try and has to be removed.
 */
#include "app/app_priv.h"

#include "sys/disk.h"
#include "sys/random.h"
#include "sys/totp.h"

#include <string.h>

enum {
    FILE_MODE = 0600,
    PASSWORD_RANDOM_BYTES = 10,
    PASSWORD_TEXT_BYTES = 20,
    TOTP_TEXT_BYTES = 40,
    ACCOUNTS_MAX = 16,
    ACCOUNTS_BYTES = 64 << 10,
};

enum party_key {
#define TRAINING_PARTY(key, kind, registration, ja, en, contact) PARTY_##key,
#include "app/training.def"
    PARTY_COUNT
};

struct founding {
    struct app *app;
    struct arena *arena;
    struct id parties[PARTY_COUNT];
    struct app_accounts *accounts;
};

/* ---- files ----------------------------------------------------------------------------------- */

static enum err make_directories(int fd)
{
    static const char *const names[] = {"blobs",  "letterbox", "replies",
                                        "public", "spool",     "quarantine"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        int made = -1;
        enum err e = disk_make_dir(fd, names[i], &made);
        disk_close(&made);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

static enum err directory_is_empty(int fd, struct arena *arena)
{
    struct disk_entry *entries = NULL;
    size_t count = 0;
    enum err e = disk_list(fd, 1, arena, &entries, &count);
    if (e == ERR_LIMIT)
        return ERR_EXISTS;
    return e == ERR_OK && count > 0 ? ERR_EXISTS : e;
}

static enum err make_vault(const struct app_create_options *o, int fd, struct arena *arena)
{
    struct str path = arena_format(arena, "%s/keys.db", o->data_dir);
    struct vault_options v = {
        .data_dirfd = fd,
        .path = path.ptr,
        .vfs = o->vfs,
        .source = str_is_empty(o->passphrase) ? VAULT_SOURCE_FILE : VAULT_SOURCE_PASSPHRASE,
        .passphrase = o->passphrase,
        .cost = str_equal(o->conf.password_cost, STR("reduced")) ? CRYPTO_COST_REDUCED
                                                                 : CRYPTO_COST_FULL,
    };
    return path.ptr ? vault_create(&v) : ERR_MEMORY;
}

static enum err make_clock(const struct app_create_options *o, int fd)
{
    struct clock wall;
    if (!str_equal(o->conf.clock, STR("manual")))
        return ERR_OK;
    clock_init_system(&wall);
    return clock_create_manual(fd, o->clock_start_us > 0 ? o->clock_start_us : clock_now_us(&wall));
}

static enum err write_conf(const struct app_create_options *o, int fd, struct arena *arena)
{
    struct buf text;
    struct str bytes = {0};
    buf_init(&text, arena, ACCOUNTS_BYTES);
    conf_write(&o->conf, &text);
    enum err e = buf_finish(&text, &bytes);
    return e == ERR_OK ? disk_write_atomic(fd, CONF_FILE, bytes, FILE_MODE) : e;
}

/* ---- first events ---------------------------------------------------------------------------- */

static enum err issue(struct founding *f, const struct command *c, struct id *subject)
{
    struct app_outcome outcome;
    struct app_request request = {
        .actor = app_actor_system(), .submission = app_submission_new(), .arena = f->arena};
    enum err e = app_execute(f->app, &request, c, &outcome);
    if (e == ERR_OK && outcome.refusal.code != REFUSAL_none)
        e = ERR_INVALID;
    if (subject)
        *subject = outcome.subject;
    return e;
}

static enum err found(struct founding *f)
{
    const struct conf *conf = app_conf(f->app);
    struct id scheme;
    struct cmd_found_scheme c = {
        .head = {.kind = COMMAND_found_scheme},
        .name = {conf->scheme_name_ja, conf->scheme_name_en},
        .training = conf_is_yes(conf->training),
    };
    return issue(f, &c.head, &scheme);
}

struct party_row {
    enum party_key key;
    uint32_t kind;
    uint32_t registration;
    struct text2 name;
    const char *contact;
};

static enum err register_party(struct founding *f, const struct party_row *row)
{
    struct cmd_register_party c = {
        .head = {.kind = COMMAND_register_party},
        .kind = row->kind,
        .name = row->name,
        .registration = row->registration,
        .contact = str_from_cstr(row->contact),
    };
    return issue(f, &c.head, &f->parties[row->key]);
}

struct person_row {
    enum party_key party;
    struct text2 party_name;
    struct str login;
    uint32_t role;
    struct text2 name;
};

static enum err account_add(struct founding *f, const struct person_row *row,
                            struct app_account *out)
{
    uint8_t raw[PASSWORD_RANDOM_BYTES];
    uint8_t secret[TOTP_SECRET_BYTES];
    char password[PASSWORD_TEXT_BYTES];
    char totp[TOTP_TEXT_BYTES];
    struct id person;
    struct cmd_add_person c = {
        .head = {.kind = COMMAND_add_person},
        .login = row->login,
        .name = row->name,
        .party = f->parties[row->party],
        .role = row->role,
    };
    enum err e = issue(f, &c.head, &person);
    if (e != ERR_OK)
        return e;
    random_bytes(raw, sizeof(raw));
    random_bytes(secret, sizeof(secret));
    base32_write(raw, sizeof(raw), password, sizeof(password));
    base32_write(secret, sizeof(secret), totp, sizeof(totp));
    *out =
        (struct app_account){.login = arena_copy(f->arena, row->login), .party = row->party_name};
    out->role = str_from_cstr(role_label((enum role)row->role));
    out->password = arena_copy(f->arena, str_from_cstr(password));
    out->totp_secret = arena_copy(f->arena, str_from_cstr(totp));
    out->totp_uri = totp_uri(secret, STR("todoke"), row->login, f->arena);
    e = app_set_credentials(f->app, person, out->password, secret);
    crypto_wipe(secret, sizeof(secret));
    crypto_wipe(raw, sizeof(raw));
    return e == ERR_OK && !out->totp_uri.ptr ? ERR_MEMORY : e;
}

static const struct party_row training_parties[] = {
#define TRAINING_PARTY(key, kind, registration, ja, en, contact)                                   \
    {PARTY_##key, CODE_party_kind_##kind, registration, {STR_INIT(ja), STR_INIT(en)}, contact},
#include "app/training.def"
};

struct training_person {
    enum party_key party;
    const char *login;
    uint32_t role;
    struct text2 name;
};

static const struct training_person training_persons[] = {
#define TRAINING_PERSON(party, login, role, ja, en)                                                \
    {PARTY_##party, login, role, {STR_INIT(ja), STR_INIT(en)}},
#include "app/training.def"
};

enum { PERSONS = sizeof(training_persons) / sizeof(training_persons[0]) };

_Static_assert((int)PERSONS <= (int)ACCOUNTS_MAX, "room for every account");

static enum err found_training(struct founding *f)
{
    enum err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < PARTY_COUNT; i++)
        e = register_party(f, &training_parties[i]);
    for (size_t i = 0; e == ERR_OK && i < PERSONS; i++) {
        const struct training_person *p = &training_persons[i];
        struct person_row row = {
            .party = p->party,
            .party_name = training_parties[p->party].name,
            .login = str_from_cstr(p->login),
            .role = p->role,
            .name = p->name,
        };
        e = account_add(f, &row, &f->accounts->items[f->accounts->count++]);
    }
    return e;
}

static const struct text2 operator_name = {STR_INIT("運営者"), STR_INIT("Operator")};

static enum err administrator_add(struct founding *f, struct str login, struct text2 name,
                                  struct app_account *out)
{
    struct person_row admin = {
        .party = PARTY_operator,
        .party_name = operator_name,
        .login = login,
        .role = CODE_role_admin,
        .name = name,
    };
    return account_add(f, &admin, out);
}

/* The operator's organisation and two administrators, who together make everything else (HND-06).
 */
static enum err found_plain(struct founding *f, const struct app_create_options *o)
{
    struct party_row operator= {
        .key = PARTY_operator,
        .kind = CODE_party_kind_operator,
        .name = operator_name,
        .contact = "",
    };
    struct text2 names[] = {{STR("管理者1"), STR("Administrator 1")},
                            {STR("管理者2"), STR("Administrator 2")}};
    struct str first = str_is_empty(o->admin_login) ? STR(APP_FIRST_ADMIN) : o->admin_login;
    struct str second = str_is_empty(o->second_login) ? STR(APP_SECOND_ADMIN) : o->second_login;
    struct app_accounts *a = f->accounts;
    enum err e = register_party(f, &operator);
    if (e == ERR_OK)
        e = administrator_add(f, first, names[0], &a->items[a->count++]);
    if (e == ERR_OK)
        e = administrator_add(f, second, names[1], &a->items[a->count++]);
    return e;
}

static enum err operator_find(struct app *app, struct arena *arena, struct id *out)
{
    struct app_reader r = {.app = app, .actor = app_actor_system(), .arena = arena};
    struct party_list parties;
    enum err e = app_parties(&r, &parties);
    for (size_t i = 0; e == ERR_OK && i < parties.count; i++) {
        if (parties.items[i].kind != CODE_party_kind_operator)
            continue;
        *out = parties.items[i].id;
        return ERR_OK;
    }
    return e == ERR_OK ? ERR_NOT_FOUND : e;
}

enum err app_add_administrator(struct app *app, struct str login, struct arena *arena,
                               struct app_account *out)
{
    struct founding f = {.app = app, .arena = arena};
    enum err e = app_ready(app);
    if (e == ERR_OK)
        e = operator_find(app, arena, &f.parties[PARTY_operator]);
    return e == ERR_OK ? administrator_add(&f, login, (struct text2){login, login}, out) : e;
}

/* ---- accounts file --------------------------------------------------------------------------- */

static enum err write_accounts(struct founding *f)
{
    struct buf text;
    struct str bytes = {0};
    const struct conf *conf = app_conf(f->app);
    buf_init(&text, f->arena, ACCOUNTS_BYTES);
    buf_add_cstr(
        &text,
        "TRAINING ONLY. This directory is an exercise; these accounts are invented and their\n"
        "passwords stand here in clear. Never put real information into it.\n\n");
    buf_add_format(&text, "Desk    %.*s\nPortal  %.*s\n\n", STR_ARG(conf->desk_url),
                   STR_ARG(conf->portal_url));
    buf_add_cstr(
        &text,
        "Sign in with name and password, then with the code of an authenticator app that was\n"
        "given the key; or let the program compute it:  todoke code KEY --dir DIRECTORY\n\n");
    buf_add_format(&text, "%-14s %-18s %-34s %-26s %s\n", "name", "password",
                   "key of the second factor", "role", "organisation");
    for (size_t i = 0; i < f->accounts->count; i++) {
        const struct app_account *a = &f->accounts->items[i];
        buf_add_format(&text, "%-14.*s %-18.*s %-34.*s %-26.*s %.*s\n", STR_ARG(a->login),
                       STR_ARG(a->password), STR_ARG(a->totp_secret), STR_ARG(a->role),
                       STR_ARG(a->party.en));
    }
    enum err e = buf_finish(&text, &bytes);
    return e == ERR_OK ? disk_write_atomic(f->app->data_fd, APP_ACCOUNTS_FILE, bytes, FILE_MODE)
                       : e;
}

enum err app_found(struct app *app, const struct app_create_options *o, struct arena *arena,
                   struct app_accounts *out)
{
    struct founding f = {.app = app, .arena = arena, .accounts = out};
    bool training = conf_is_yes(o->conf.training);
    *out = (struct app_accounts){0};
    out->items = ARENA_ARRAY(arena, struct app_account, ACCOUNTS_MAX);
    enum err e = out->items ? ERR_OK : ERR_MEMORY;
    if (e == ERR_OK && app_is_locked(app))
        e = app_unlock(app, o->passphrase);
    if (e == ERR_OK)
        e = found(&f);
    if (e == ERR_OK)
        e = training ? found_training(&f) : found_plain(&f, o);
    if (e == ERR_OK && training)
        e = write_accounts(&f);
    return e;
}

/* Everything but the events. */
static enum err make_files(const struct app_create_options *o, struct arena *arena)
{
    DISK_FD fd = -1;
    enum err e = disk_make_root(o->data_dir, &fd);
    if (e == ERR_OK)
        e = directory_is_empty(fd, arena);
    if (e == ERR_OK)
        e = make_directories(fd);
    if (e == ERR_OK)
        e = make_clock(o, fd);
    if (e == ERR_OK)
        e = make_vault(o, fd, arena);
    return e == ERR_OK ? write_conf(o, fd, arena) : e;
}

enum err app_create(const struct app_create_options *o, struct arena *arena,
                    struct app_accounts *out)
{
    struct app_options open = {.data_dir = o->data_dir, .vfs = o->vfs};
    struct app *app = NULL;
    *out = (struct app_accounts){0};
    enum err e = app_conf_is_sound(&o->conf) ? crypto_init() : ERR_INVALID;
    if (e == ERR_OK)
        e = make_files(o, arena);
    if (e == ERR_OK)
        e = app_open(&open, &app);
    if (e != ERR_OK)
        return e;
    e = app_found(app, o, arena, out);
    app_close(app);
    return e;
}
