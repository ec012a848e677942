/*
 * app/app_openpgp.c — encrypted letters out and in, and looking at certificates (SEC-05). Keys and
 * verdicts come from the law and the vault, the work is courier/openpgp.c's. Must never send in
 * clear what was to be encrypted: it says that it cannot, and why.
 */
#include "app/app_priv.h"

#include "core/mail/mail.h"
#include "core/notice/notice.h"
#include "courier/openpgp.h"
#include "sys/disk.h"
#include "sys/log.h"
#include "sys/sealed_file.h"

#include <string.h>

enum { SECRET_BYTES = 64 << 10, CERTIFICATE_BYTES_MAX = 256 << 10, KEY_FILES_MAX = 64 };

static struct openpgp backend_of(const struct app *app)
{
    return (struct openpgp){
        .backend = app->conf.openpgp_backend,
        .allow_degraded = str_equal(app->conf.sandbox, STR("degraded")),
    };
}

/* ---- sealed files -----------------------------------------------------------------------------
 */

enum err app_sealed_read(struct app *app, const struct app_sealed *file, struct arena *arena,
                         struct str *out)
{
    struct sealed_reader sealed;
    uint8_t block[SEALED_KEY_BLOCK_BYTES];
    uint8_t key[CRYPTO_KEY_BYTES];
    enum err e = sealed_open_letter(&sealed, file->dirfd, file->name, arena, block);
    if (e != ERR_OK)
        return e;
    e = vault_intake_key(app->vault, (struct str){(const char *)block, sizeof(block)}, key);
    if (e == ERR_OK)
        e = sealed_start(&sealed, key);
    crypto_wipe(key, sizeof(key));
    if (e == ERR_OK)
        e = sealed_read_all(&sealed, file->limit, arena, out);
    sealed_close(&sealed);
    return e;
}

/* ---- the office's keys ------------------------------------------------------------------------
 */

struct office_keys {
    struct str secrets[OPENPGP_KEYS_MAX]; /* the one that signs is the first */
    size_t count;
};

static enum err add_secret(struct app *app, struct id name, struct arena *arena,
                           struct office_keys *keys)
{
    if (keys->count == OPENPGP_KEYS_MAX)
        return ERR_OK;
    struct app_sealed file = {app->openpgp_fd, name, SECRET_BYTES};
    enum err e = app_sealed_read(app, &file, arena, &keys->secrets[keys->count]);
    keys->count += e == ERR_OK ? 1 : 0;
    return e;
}

static bool current_key(struct app *app, struct arena *arena, struct id *out)
{
    struct str text = {NULL, 0};
    return disk_read_all(app->openpgp_fd, APP_OPENPGP_CURRENT, ID_TEXT_LEN + 1, arena, &text) ==
               ERR_OK &&
           id_read(str_trim(text), out);
}

/* Read anew each time: no secret key stays in the arena of a whole life, and a new one counts at
 * once. No current key: none at all. */
static enum err office_keys_read(struct app *app, struct arena *arena, struct office_keys *keys)
{
    struct disk_entry *entries = NULL;
    struct id current, one;
    size_t count = 0;
    *keys = (struct office_keys){.count = 0};
    if (!current_key(app, arena, &current))
        return ERR_OK;
    enum err e = add_secret(app, current, arena, keys);
    if (e == ERR_OK)
        e = disk_list(app->openpgp_fd, KEY_FILES_MAX, arena, &entries, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        if (!entries[i].is_dir && id_read(entries[i].name, &one) && !id_equal(one, current))
            e = add_secret(app, one, arena, keys);
    }
    return e;
}

static void office_keys_wipe(struct office_keys *keys)
{
    union {
        const char *given;
        char *wanted;
    } bytes;
    for (size_t i = 0; i < keys->count; i++) {
        bytes.given = keys->secrets[i].ptr;
        crypto_wipe(bytes.wanted, keys->secrets[i].len);
    }
    keys->count = 0;
}

enum app_openpgp_state app_openpgp_state(struct app *app)
{
    struct openpgp o = backend_of(app);
    struct arena arena;
    struct id current;
    if (str_equal(o.backend, STR("off")))
        return APP_OPENPGP_OFF;
    if (!openpgp_is_there(&o))
        return APP_OPENPGP_MISSING;
    arena_init(&arena, 4096);
    bool has_key = current_key(app, &arena, &current);
    arena_release(&arena);
    return has_key ? APP_OPENPGP_READY : APP_OPENPGP_NO_KEY;
}

enum err app_openpgp_certificate(struct app *app, struct arena *arena, struct str *out)
{
    struct id current;
    if (!current_key(app, arena, &current))
        return ERR_NOT_FOUND;
    struct str name = arena_format(arena, "%.*s.asc", STR_ARG(id_text(current, arena)));
    return name.ptr ? disk_read_all(app->openpgp_fd, name.ptr, CERTIFICATE_BYTES_MAX, arena, out)
                    : ERR_MEMORY;
}

/* ---- looking at a certificate -----------------------------------------------------------------
 */

bool app_key_look(struct app *app, const struct command *c, struct arena *arena,
                  struct key_found *out)
{
    struct openpgp o = backend_of(app);
    struct str listing = {NULL, 0};
    if (c->kind != COMMAND_register_key)
        return false;
    struct str key = ((const struct cmd_register_key *)(const void *)c)->key;
    if (str_find(key, STR("PGP PRIVATE KEY BLOCK"), 0) != SIZE_MAX) { /* no other program sees it */
        *out = (struct key_found){.verdict = KEY_SECRET};
        return true;
    }
    enum err e = openpgp_inspect(&o, key, arena, &listing);
    *out = (struct key_found){.verdict = e == ERR_INVALID || e == ERR_LIMIT ? KEY_UNREADABLE
                                                                            : KEY_NOT_INSPECTED};
    if (e == ERR_OK)
        key_listing_read(listing, out);
    else
        log_info("key_look", "err=\"%s\"", err_text(e));
    return true;
}

/* ---- out --------------------------------------------------------------------------------------
 */

/* The certificate that the letter was meant for, if it is still the one in use. */
static uint32_t find_key(struct app *app, const struct app_sealing *s, struct arena *arena,
                         struct str *certificate)
{
    struct key_view key;
    pthread_rwlock_rdlock(&app->lock);
    bool same = law_letter_key(app->image, s->party, app_now_us(app), &key) &&
                str_equal(key.fingerprint, s->fingerprint);
    bool held = same || law_letter_key(app->image, s->party, INT64_MIN, &key);
    bool ended = !same && held && str_equal(key.fingerprint, s->fingerprint);
    if (same)
        *certificate = arena_copy(arena, key.key);
    pthread_rwlock_unlock(&app->lock);
    if (same)
        return 0;
    return ended ? CODE_unprotected_key_ended : CODE_unprotected_key_gone;
}

static uint32_t reason_of(enum err e)
{
    if (e == ERR_OK)
        return 0;
    bool absent = e == ERR_NOT_FOUND || e == ERR_TIMEOUT || e == ERR_UNSUPPORTED;
    return absent ? CODE_unprotected_no_program : CODE_unprotected_refused;
}

enum err app_letter_encrypt(struct app *app, const struct app_sealing *s, struct arena *arena,
                            struct str *out, uint32_t *why)
{
    struct openpgp o = backend_of(app);
    struct office_keys keys;
    struct str certificate = {NULL, 0}, inner = {NULL, 0}, armored = {NULL, 0};
    *why = find_key(app, s, arena, &certificate);
    if (*why != 0)
        return ERR_OK;
    enum err e = mail_write_inner(s->envelope, s->text, arena, &inner);
    if (e == ERR_OK)
        e = office_keys_read(app, arena, &keys);
    if (e != ERR_OK)
        return e;
    struct openpgp_message message = {.certificate = certificate, .plain = inner};
    if (keys.count > 0)
        message.secret = keys.secrets[0];
    e = openpgp_encrypt(&o, &message, arena, &armored);
    office_keys_wipe(&keys);
    if (e == ERR_OK)
        e = mail_write_encrypted(s->envelope, armored, arena, out);
    *why = e == ERR_MEMORY ? 0 : reason_of(e);
    return e == ERR_MEMORY ? e : ERR_OK;
}

/* ---- in ---------------------------------------------------------------------------------------
 */

/* Whose signature counts: copies, because the image goes on meanwhile. */
static void find_signers(struct app *app, struct str sender, struct arena *arena,
                         struct openpgp_reading *with)
{
    struct actor system = app_actor_system();
    struct key_view keys[OPENPGP_KEYS_MAX];
    struct law_world w;
    pthread_rwlock_rdlock(&app->lock);
    app_world_fill(app, &system, &w);
    size_t count = law_sender_keys(&w, sender, keys, OPENPGP_KEYS_MAX);
    for (size_t i = 0; i < count; i++)
        with->signers[with->signer_count++] = arena_copy(arena, keys[i].key);
    pthread_rwlock_unlock(&app->lock);
}

static uint32_t doubt_of(enum err e)
{
    if (e == ERR_OK)
        return 0;
    if (e == ERR_LIMIT)
        return CODE_mail_doubt_opened_too_large;
    return e == ERR_INVALID ? CODE_mail_doubt_not_opened : CODE_mail_doubt_no_program;
}

enum err app_mail_open(struct app *app, struct mail_message *m, struct arena *arena,
                       struct app_opening *out)
{
    struct openpgp o = backend_of(app);
    struct openpgp_reading with = {.sealed = m->sealed, .max = LIMIT_MAIL_OPENED_BYTES};
    struct openpgp_opened opened = {.is_signed = false};
    struct office_keys keys;
    *out = (struct app_opening){.doubt = 0};
    enum err e = office_keys_read(app, arena, &keys);
    if (e != ERR_OK)
        return e;
    find_signers(app, m->from, arena, &with);
    memcpy(with.secrets, keys.secrets, sizeof(with.secrets));
    with.secret_count = keys.count;
    if (arena->failed) {
        office_keys_wipe(&keys);
        return ERR_MEMORY;
    }
    if (!openpgp_is_there(&o)) {
        out->doubt = CODE_mail_doubt_no_program;
    } else if (keys.count == 0) {
        out->doubt = CODE_mail_doubt_no_key;
    } else {
        e = openpgp_decrypt(&o, &with, arena, &opened);
        out->opened = opened.text;
        m->vouched = opened.is_signed;
        out->doubt = doubt_of(e);
    }
    office_keys_wipe(&keys);
    if (e == ERR_MEMORY || out->doubt != 0)
        return e == ERR_MEMORY ? e : ERR_OK;
    out->protection = m->vouched ? CODE_mail_protection_signed : CODE_mail_protection_unsigned;
    e = mail_read_opened(out->opened, arena, m);
    if (e == ERR_OK && m->sealed.ptr)
        out->doubt = CODE_mail_doubt_nested;
    if (e == ERR_LIMIT || e == ERR_INVALID)
        out->doubt = CODE_mail_doubt_not_opened;
    return e == ERR_LIMIT || e == ERR_INVALID ? ERR_OK : e;
}
