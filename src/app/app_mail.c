/*
 * app/app_mail.c — letters from the decision to the mail server and what became of them, back into
 * the log.
 *
 * A letter is sealed into the outbox in the transaction of the event that it tells of, words and
 * all: so what is sent is what the law said at that moment (HND-09), and nothing is told that did
 * not happen. After its delay it goes to the courier's spool; the courier's answer becomes an
 * event; only then the outbox forgets it. Every step may be done again after a crash: the letter's
 * id is its name everywhere, also in its Message-ID.
 */
#include "app/app_priv.h"

#include "core/notice/notice.h"
#include "sys/log.h"

#include <string.h>

enum { LETTER_BYTES = 3 * LIMIT_LETTER_TEXT_BYTES, MINUTE_S = 60 };

/* What the outbox keeps of a letter. */
struct outbox_letter {
    struct id id;
    struct subject filed;
    enum stream_type type;
    int64_t due_us;
    struct letter_view view; /* as it will stand in the log */
    struct str key;          /* fingerprint to encrypt to, empty when it goes in clear */
    struct str sealed;       /* its body then */
};

/* ---- into the outbox ------------------------------------------------------------------------- */

static struct vault_place outbox_place(const struct id *id)
{
    return (struct vault_place){.purpose = "outbox", .key = {(const char *)id->bytes, ID_BYTES}};
}

static enum err letter_pack(const struct letter *l, const struct letter_text *text,
                            struct arena *arena, struct str *out)
{
    struct buf b;
    buf_init(&b, arena, LETTER_BYTES);
    pack_u64(&b, l->notice);
    pack_u64(&b, notice_def_get(l->notice)->version);
    pack_u64(&b, l->recipient);
    pack_id(&b, l->party);
    pack_str(&b, l->address);
    pack_u64(&b, l->lang == LANG_EN ? CODE_language_en : CODE_language_ja);
    pack_str(&b, text->subject);
    pack_str(&b, text->body);
    pack_str(&b, l->key);
    pack_str(&b, text->sealed);
    return buf_finish(&b, out);
}

static enum err letter_unpack(struct str bytes, struct outbox_letter *l)
{
    struct pack_reader r = {.rest = bytes};
    struct letter_view *out = &l->view;
    out->notice = (int64_t)unpack_u64(&r);
    out->version = (int64_t)unpack_u64(&r);
    out->recipient = (uint32_t)unpack_u64(&r);
    out->party = unpack_id(&r);
    out->address = unpack_str(&r);
    out->language = (uint32_t)unpack_u64(&r);
    out->about = unpack_str(&r);
    out->text = unpack_str(&r);
    if (r.rest.len > 0) { /* a release before this one sealed no more than that */
        l->key = unpack_str(&r);
        l->sealed = unpack_str(&r);
    }
    return unpack_done(&r) ? ERR_OK : ERR_CORRUPT;
}

/* OBJ-28, SEC-07 */
void app_letter_conf(struct app *app, enum lang lang, struct conf *conf)
{
    struct contact_point_view point;

    *conf = app->conf;
    law_contact_point(app->image, CODE_contact_point_handling, &point);
    if (!point.is_set)
        return;
    conf->handling_mail = point.mail;
    conf->handling_telephone = point.telephone;
    conf->handling_hours =
        lang == LANG_EN && !str_is_empty(point.hours.en) ? point.hours.en : point.hours.ja;
    conf->handling_fax = point.fax;
}

void app_handling_contact(struct app *app, enum lang lang, struct conf *conf)
{
    pthread_rwlock_rdlock(&app->lock);
    app_letter_conf(app, lang, conf);
    pthread_rwlock_unlock(&app->lock);
}

static enum err letter_seal(struct app *app, const struct letter *l, struct arena *arena,
                            struct store_letter *out)
{
    struct conf conf;
    struct letter_frame frame = {.conf = &conf, .translate = app->translate};
    struct letter_text text;
    struct str plain = {NULL, 0};
    struct vault_place place = outbox_place(&out->id);
    app_handling_contact(app, l->lang, &conf);
    enum err e = letter_render(&frame, l, arena, &text);
    if (e == ERR_OK)
        e = letter_pack(l, &text, arena, &plain);
    return e == ERR_OK ? vault_seal_record(app->vault, &place, plain, arena, &out->bytes) : e;
}

enum err app_letters_seal(struct app *app, const struct letter_list *letters, int64_t now_us,
                          struct arena *arena, struct store_letter **out)
{
    int64_t delay_us = (int64_t)app->conf.mail_delay_minutes * MINUTE_S * US_PER_SECOND;
    *out = ARENA_ARRAY(arena, struct store_letter, letters->count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < letters->count; i++) {
        const struct letter *l = &letters->items[i];
        (*out)[i] = (struct store_letter){
            .id = random_id(),
            .seq = l->event,
            .place = (uint16_t)i,
            .stream_type = (uint8_t)l->stream_type,
            .stream = l->stream,
            .due_us = now_us + delay_us,
        };
        enum err e = letter_seal(app, l, arena, &(*out)[i]);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

/* ---- out of the outbox ----------------------------------------------------------------------- */

static enum err outbox_open(struct app *app, const struct store_letter *row, struct arena *arena,
                            struct outbox_letter *out)
{
    struct str plain = {NULL, 0};
    struct vault_place place = outbox_place(&row->id);
    *out = (struct outbox_letter){.id = row->id,
                                  .filed = {.stream = row->stream},
                                  .type = (enum stream_type)row->stream_type,
                                  .due_us = row->due_us};
    enum err e = vault_unseal_record(app->vault, &place, row->bytes, arena, &plain);
    if (e == ERR_OK)
        e = letter_unpack(plain, out);
    out->view.letter = id_text(row->id, arena);
    out->view.result = CODE_letter_result_queued;
    return e == ERR_OK && arena->failed ? ERR_MEMORY : e;
}

static enum err outbox_get(struct app *app, struct id id, struct arena *arena,
                           struct outbox_letter *out)
{
    struct store_letter row = {.id = id};
    enum err e = store_letter_get(app->store, arena, &row);
    return e == ERR_OK ? outbox_open(app, &row, arena, out) : e;
}

/* What the log knows; 0: nothing yet. */
static uint32_t known_result(struct app *app, struct str mark)
{
    struct letter_view view = {0};
    struct subject filed;
    enum stream_type type;
    pthread_rwlock_rdlock(&app->lock);
    bool known = law_letter_find(app->image, mark, &view, &filed, &type);
    pthread_rwlock_unlock(&app->lock);
    return known ? view.result : 0;
}

#define RECORD(name, l, outcome, words)                                                            \
    {                                                                                              \
        .head = {.kind = COMMAND_##name, .subject = (l)->filed}, .letter = (l)->view.letter,       \
        .notice = (l)->view.notice, .version = (l)->view.version,                                  \
        .recipient = (l)->view.recipient, .party = (l)->view.party, .address = (l)->view.address,  \
        .language = (l)->view.language, .result = (outcome), .detail = (words),                    \
        .about = (l)->view.about, .text = (l)->view.text                                           \
    }

/* SEC-05: how a letter left that was to be encrypted. */
static uint32_t protection_of(struct app *app, const struct outbox_letter *l)
{
    if (str_is_empty(l->key))
        return 0;
    pthread_rwlock_rdlock(&app->lock);
    bool reduced = law_letter_was_reduced(app->image, l->view.letter);
    pthread_rwlock_unlock(&app->lock);
    return reduced ? CODE_letter_protection_reduced : CODE_letter_protection_encrypted;
}

/* Into the log. A refusal means that it stands there already. */
static enum err record(struct app *app, const struct outbox_letter *l, uint32_t result,
                       struct str detail)
{
    struct arena arena;
    struct app_outcome outcome;
    arena_init(&arena, LIMIT_ARENA_DECIDE);
    struct app_request request = {.actor = app_actor_system(), .arena = &arena};
    struct cmd_record_letter of_case = RECORD(record_letter, l, result, detail);
    struct cmd_record_report_letter of_report = RECORD(record_report_letter, l, result, detail);
    of_case.protection = protection_of(app, l);
    enum err e = app_execute(app, &request,
                             l->type == STREAM_report ? &of_report.head : &of_case.head, &outcome);
    if (e == ERR_OK && outcome.refusal.code != REFUSAL_none)
        log_info("letter_recorded_before", "refusal=%s",
                 refusal_def_get(outcome.refusal.code)->name);
    arena_release(&arena);
    return e;
}

/* The log first, then the outbox: between the two lies at most a letter that is recorded twice and
 * refused the second time. */
static enum err settle(struct app *app, const struct outbox_letter *l, uint32_t result,
                       struct str detail)
{
    enum err e = record(app, l, result, detail);
    return e == ERR_OK ? store_letter_remove(app->store, l->id) : e;
}

/* ---- the courier's questions ----------------------------------------------------------------- */

static bool may_send(void *ctx, struct id letter)
{
    struct app *app = ctx;
    char mark[ID_TEXT_LEN + 1];
    id_write(letter, mark);
    return app_ready(app) == ERR_OK && known_result(app, str_from_cstr(mark)) == 0;
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
        e = settle(app, &l, result_of(result->end), result->answer);
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
    uint32_t known = e == ERR_OK ? known_result(app, l.view.letter) : 0;
    if (e == ERR_OK && known == CODE_letter_result_queued)
        e = settle(app, &l, CODE_letter_result_stopped, (struct str){NULL, 0});
    else if (e == ERR_OK && known)
        e = store_letter_remove(app->store, l.id);
    else if (e == ERR_OK && !may_leave(app, &l))
        e = settle(app, &l, CODE_letter_result_failed, STR("outside .example"));
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

void app_mail_poke(struct app *app)
{
    struct courier *courier = app->courier;
    if (courier)
        courier_poke(courier);
    app_poke(app);
}

/* ---- staff ----------------------------------------------------------------------------------- */

struct listing {
    struct app *app;
    struct arena *arena;
    struct app_letters *out;
    size_t capacity;
};

static enum err listing_reserve(struct listing *l, size_t more)
{
    if (l->out->count + more <= l->capacity)
        return ERR_OK;
    size_t capacity = 2 * l->capacity + more;
    struct app_letter *items = ARENA_ARRAY(l->arena, struct app_letter, capacity);
    if (!items)
        return ERR_MEMORY;
    if (l->out->count > 0)
        memcpy(items, l->out->items, l->out->count * sizeof(*items));
    l->out->items = items;
    l->capacity = capacity;
    return ERR_OK;
}

static enum err listing_add(void *ctx, const struct store_letter *row)
{
    struct listing *l = ctx;
    struct outbox_letter letter;
    enum err e = outbox_open(l->app, row, l->arena, &letter);
    if (e == ERR_OK)
        e = listing_reserve(l, 1);
    if (e == ERR_OK)
        l->out->items[l->out->count++] = (struct app_letter){letter.view, letter.due_us};
    return e;
}

/* Of a letter that is told by both, the log's word counts. */
static void listing_merge(struct listing *l, const struct letter_view *known)
{
    for (size_t i = 0; i < l->out->count; i++) {
        struct letter_view *waiting = &l->out->items[i].view;
        if (!str_equal(waiting->letter, known->letter))
            continue;
        if (known->notice)
            *waiting = *known;
        else
            waiting->result = CODE_letter_result_stopped;
        return;
    }
    l->out->items[l->out->count++] = (struct app_letter){*known, 0};
}

enum err app_letters(const struct app_reader *r, struct id stream, struct app_letters *out)
{
    struct listing l = {.app = r->app, .arena = r->arena, .out = out};
    struct letter_view *known = NULL;
    struct law_world w;
    size_t count = 0;
    *out = (struct app_letters){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    bool staff = access_classes(w.image, &r->actor, stream) & CLASS_BIT(internal);
    e = law_letters_known(&w, stream, r->arena, &known, &count);
    app_read_end(r);
    if (e == ERR_OK && staff)
        e = store_letters_of_stream(r->app->store, stream, listing_add, &l);
    if (e == ERR_OK)
        e = listing_reserve(&l, count);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        listing_merge(&l, &known[i]);
    return e;
}

static struct str stopped_letter(const struct command *c)
{
    const void *command = c;
    if (c->kind == COMMAND_stop_letter)
        return ((const struct cmd_stop_letter *)command)->letter;
    if (c->kind == COMMAND_stop_report_letter)
        return ((const struct cmd_stop_report_letter *)command)->letter;
    return (struct str){NULL, 0};
}

enum err app_letter_check(struct app *app, const struct command *c, struct refusal *refusal)
{
    struct arena arena;
    struct store_letter row = {0};
    struct str mark = stopped_letter(c);
    struct courier *courier = app->courier;
    if (!mark.ptr || known_result(app, mark))
        return ERR_OK;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    enum err e =
        id_read(mark, &row.id) ? store_letter_get(app->store, &arena, &row) : ERR_NOT_FOUND;
    if (e == ERR_OK && !id_equal(row.stream, c->subject.stream))
        e = ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND)
        refusal->code = REFUSAL_letter_unknown;
    else if (e == ERR_OK && courier && courier_withdraw(courier, row.id) == ERR_BUSY)
        refusal->code = REFUSAL_letter_left;
    arena_release(&arena);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

void app_letter_taken(struct app *app, const struct command *c)
{
    struct arena arena;
    struct outbox_letter l;
    struct id id;
    struct str mark = stopped_letter(c);
    if (!mark.ptr || !id_read(mark, &id))
        return;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    enum err e = outbox_get(app, id, &arena, &l);
    if (e == ERR_OK)
        e = settle(app, &l, CODE_letter_result_stopped, (struct str){NULL, 0});
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        log_warn("letter_stop", "err=\"%s\"", err_text(e)); /* the next round does it */
    arena_release(&arena);
}
