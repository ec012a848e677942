/*
 * app/app_mail.c — letters from the outbox to the mail server.
 *
 * After its delay a letter goes to the courier's spool; the courier's answer becomes an event.
 * Every step may be done again after a crash: the letter's id is its name everywhere, also in its
 * Message-ID. It must never send what may not leave, and changes no word of a letter.
 */
#include "app/app_outbox_priv.h"

#include "core/notice/notice.h"
#include "sys/log.h"

#include <string.h>

/* ---- the courier's questions ----------------------------------------------------------------- */

static bool may_send(void *ctx, struct id letter)
{
    struct app *app = ctx;
    char mark[ID_TEXT_LEN + 1];
    id_write(letter, mark);
    return app_ready(app) == ERR_OK && outbox_known(app, str_from_cstr(mark)) == 0;
}

static uint32_t result_of(enum courier_end end)
{
    switch (end) {
    case COURIER_HANDED_OVER:
        return CODE_letter_result_handed_over;
    case COURIER_REFUSED:
        return CODE_letter_result_bounced; /* HND-08: the server's word is a bounce without the wait
                                            */
    case COURIER_GIVEN_UP:
        break;
    }
    return CODE_letter_result_failed;
}

static enum err done(void *ctx, const struct courier_result *result)
{
    struct app *app = ctx;
    struct arena arena;
    struct outbox_letter l;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    enum err e = app_ready(app);
    if (e == ERR_OK)
        e = outbox_get(app, result->letter, &arena, &l);
    if (e == ERR_OK)
        e = outbox_settle(app, &l, result_of(result->end), result->answer);
    arena_release(&arena);
    return e == ERR_NOT_FOUND ? ERR_OK : e; /* settled before the last crash */
}

static struct str domain_of(struct str address)
{
    size_t at = str_find(address, STR("@"), 0);
    return str_slice(address, at == SIZE_MAX ? 0 : at + 1, address.len);
}

static bool mail_is_off(const struct app *app)
{
    return str_equal(app->conf.smtp_url, STR("off"));
}

static enum err courier_begin(struct app *app)
{
    struct courier_hooks hooks = {.ctx = app, .may_send = may_send, .done = done};
    struct courier_config config = {
        .spool_fd = app->spool_fd,
        .url = app->conf.smtp_url,
        .user = app->conf.smtp_user,
        .password = app->conf.smtp_password,
        .domain = domain_of(app->conf.mail_from),
    };
    enum err e = app_secret(app, "spool", config.key);
    struct courier *courier = NULL;
    if (e == ERR_OK)
        e = courier_open(&config, &app->courier_arena, &courier);
    crypto_wipe(config.key, sizeof(config.key));
    if (e == ERR_OK)
        e = courier_start(courier, &hooks);
    if (e == ERR_OK)
        atomic_store(&app->courier, courier);
    else if (courier)
        courier_close(courier);
    return e;
}

/* ---- the round ------------------------------------------------------------------------------- */

/* SEC-05: it goes out with what may go in clear, and staff are told first. */
static enum err record_reduced(struct app *app, const struct outbox_letter *l, uint32_t why)
{
    struct arena arena;
    struct app_outcome outcome;
    arena_init(&arena, LIMIT_ARENA_DECIDE);
    struct app_request request = {.actor = app_actor_system(), .arena = &arena};
    struct cmd_record_unprotected c = {
        .head = {.kind = COMMAND_record_unprotected, .subject = l->filed},
        .letter = l->view.letter,
        .party = l->view.party,
        .why = why};
    enum err e = app_execute(app, &request, &c.head, &outcome);
    arena_release(&arena);
    log_warn("letter_unprotected", "why=%u", (unsigned)why);
    return e;
}

/* The message: encrypted where it is meant to be and can be. */
static enum err write_message(struct app *app, const struct outbox_letter *l,
                              const struct mail_envelope *envelope, struct arena *arena,
                              struct str *out)
{
    struct letter_text text = {l->view.about, l->view.text, l->sealed};
    struct app_sealing sealing = {l->view.party, l->key, envelope, &text};
    uint32_t why = 0;
    if (!str_is_empty(l->key)) {
        enum err e = app_letter_encrypt(app, &sealing, arena, out, &why);
        if (e != ERR_OK || why == 0)
            return e;
        e = record_reduced(app, l, why);
        if (e != ERR_OK)
            return e;
    }
    return mail_write(envelope, &text, arena, out);
}

static enum err put(struct app *app, const struct outbox_letter *l, struct arena *arena)
{
    const struct conf *conf = &app->conf;
    bool english = l->view.language == CODE_language_en;
    struct str marked = mail_address_marked(conf->mail_from, l->view.letter, arena);
    struct mail_envelope envelope = {
        .sender_name = english ? conf->publisher_name_en : conf->publisher_name_ja,
        .from = conf->mail_from,
        .reply_to = marked,
        .to = l->view.address,
        .message_id = arena_format(arena, "%.*s@%.*s", STR_ARG(l->view.letter),
                                   STR_ARG(domain_of(conf->mail_from))),
        .date_us = app_now_us(app),
    };
    struct courier_letter out = {.id = l->id, .from = marked, .to = l->view.address};
    if (courier_has(app->courier, l->id)) /* encrypting it again would be for nothing */
        return ERR_EXISTS;
    enum err e = write_message(app, l, &envelope, arena, &out.message);
    return e == ERR_OK ? courier_put(app->courier, &out) : e;
}

/* HND-14: an exercise writes to nobody who exists. */
static bool may_leave(const struct app *app, const struct outbox_letter *l)
{
    return !conf_is_yes(app->conf.training) || mail_address_is_example(l->view.address);
}

static enum err send_one(struct app *app, const struct store_letter *row, size_t *sent)
{
    struct arena arena;
    struct outbox_letter l;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    enum err e = outbox_open(app, row, &arena, &l);
    uint32_t known = e == ERR_OK ? outbox_known(app, l.view.letter) : 0;
    if (e == ERR_OK && known == CODE_letter_result_queued)
        e = outbox_settle(app, &l, CODE_letter_result_stopped, (struct str){NULL, 0});
    else if (e == ERR_OK && known)
        e = store_letter_remove(app->store, l.id);
    else if (e == ERR_OK && !may_leave(app, &l))
        e = outbox_settle(app, &l, CODE_letter_result_failed, STR("outside .example"));
    else if (e == ERR_OK)
        e = put(app, &l, &arena);
    *sent += e == ERR_OK && !known ? 1 : 0;
    arena_release(&arena);
    return e == ERR_EXISTS ? ERR_OK : e;
}

struct due_rows {
    struct arena *arena;
    struct store_letter *rows;
    size_t count;
};

static enum err due_add(void *ctx, const struct store_letter *row)
{
    struct due_rows *due = ctx;
    struct store_letter *to = &due->rows[due->count];
    *to = *row;
    to->bytes = arena_copy(due->arena, row->bytes);
    due->count++;
    return due->arena->failed ? ERR_MEMORY : ERR_OK;
}

/* What is due now and not with the courier yet. */
static enum err send_due(struct app *app, struct arena *arena, size_t *sent)
{
    struct due_rows due = {.arena = arena};
    due.rows = ARENA_ARRAY(arena, struct store_letter, LIMIT_OUTBOX_ROUND);
    enum err e =
        due.rows ? store_letters_due(app->store, app_now_us(app), LIMIT_OUTBOX_ROUND, due_add, &due)
                 : ERR_MEMORY;
    for (size_t i = 0; e == ERR_OK && i < due.count; i++) {
        e = send_one(app, &due.rows[i], sent);
        if (e == ERR_CORRUPT || e == ERR_INVALID) { /* one damaged row holds back no other */
            log_error("letter_unreadable", "place=%zu", i);
            e = ERR_OK;
        }
    }
    return e == ERR_LIMIT ? ERR_OK : e; /* the spool is full: the rest waits here */
}

enum err app_mail(struct app *app, struct app_work_done *work)
{
    struct arena arena;
    if (mail_is_off(app))
        return ERR_OK;
    enum err e = app->courier ? ERR_OK : courier_begin(app);
    if (e != ERR_OK)
        return e;
    arena_init(&arena, LIMIT_ARENA_COMMAND);
    e = send_due(app, &arena, &work->mailed);
    arena_release(&arena);
    return e;
}

void app_mail_state(struct app *app, struct app_mail_state *out)
{
    struct courier *courier = app->courier;
    struct courier_state state = {0};
    *out = (struct app_mail_state){.off = mail_is_off(app)};
    if (store_letter_count(app->store, &out->waiting) != ERR_OK)
        out->waiting = 0;
    if (courier)
        courier_state(courier, &state);
    out->unreachable = state.unreachable;
    memcpy(out->answer, state.answer, sizeof(out->answer));
}
