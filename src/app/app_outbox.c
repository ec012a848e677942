/*
 * app/app_outbox.c — the letters of a decision, sealed until the log says what became of them.
 *
 * A letter is sealed into the outbox in the transaction of the event that it tells of, words and
 * all: so what is sent is what the law said at that moment (HND-09), and nothing is told that did
 * not happen. What became of it becomes an event; only then the outbox forgets it. It must never
 * speak to the courier.
 */
#include "app/app_outbox_priv.h"

#include "core/notice/notice.h"
#include "sys/log.h"

enum { LETTER_BYTES = 3 * LIMIT_LETTER_TEXT_BYTES, MINUTE_S = 60 };

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

enum err outbox_open(struct app *app, const struct store_letter *row, struct arena *arena,
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

enum err outbox_get(struct app *app, struct id id, struct arena *arena, struct outbox_letter *out)
{
    struct store_letter row = {.id = id};
    enum err e = store_letter_get(app->store, arena, &row);
    return e == ERR_OK ? outbox_open(app, &row, arena, out) : e;
}

uint32_t outbox_known(struct app *app, struct str mark)
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

enum err outbox_settle(struct app *app, const struct outbox_letter *l, uint32_t result,
                       struct str detail)
{
    enum err e = record(app, l, result, detail);
    return e == ERR_OK ? store_letter_remove(app->store, l->id) : e;
}
