/*
 * app/app_inbox.c — mail that comes in: opened, read, filed where it belongs or laid before a
 * person, and removed from the inbox after the commit. Its name in the inbox is the submission's
 * id, so one that was filed and not yet removed when the machine died is answered, not repeated. A
 * mail was written by anybody: nothing of it goes into a log line.
 */
#include "app/app_priv.h"

#include "base/utf8.h"
#include "core/mail/mail.h"
#include "core/notice/filing.h"
#include "sys/charset.h"
#include "sys/disk.h"
#include "sys/log.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOB = 16, SHOWN_CHARS = LIMIT_TEXT_BLOCK / 2, WAITING_TEXT_BYTES = 16 << 10 };

struct inbound {
    struct app *app;
    struct arena arena;
    struct id name; /* in the inbox */
    struct str bytes;
    struct mail_message mail;
    struct mail_filing filing;
    struct app_opening opening; /* what stood in an encrypted one */
    struct id files[2];         /* the message as a blob, and what stood in it */
    size_t file_count;
};

/* ---- reading --------------------------------------------------------------------------------- */

static enum err convert(void *ctx, struct str charset, struct str bytes, struct arena *arena,
                        struct str *out)
{
    (void)ctx;
    return charset_to_utf8(charset, bytes, arena, out);
}

/* What cannot be read as a mail waits for a person, as it is. */
static enum err read_mail(struct inbound *in)
{
    struct actor system = app_actor_system();
    struct law_world w;
    static const struct mail_charsets charsets = {NULL, convert};
    enum err e = mail_read(in->bytes, &charsets, &in->arena, &in->mail);
    if (e == ERR_INVALID || e == ERR_LIMIT) {
        in->mail = (struct mail_message){0};
        in->filing = (struct mail_filing){.doubt = CODE_mail_doubt_unreadable};
        return ERR_OK;
    }
    if (e != ERR_OK)
        return e;
    if (in->mail.sealed.ptr)
        e = app_mail_open(in->app, &in->mail, &in->arena, &in->opening);
    if (e != ERR_OK)
        return e;
    pthread_rwlock_rdlock(&in->app->lock);
    app_world_fill(in->app, &system, &w);
    law_mail_file(&w, &in->app->conf, &in->mail, &in->filing);
    pthread_rwlock_unlock(&in->app->lock);
    if (in->opening.doubt) { /* a person asks the sender to send it anew */
        in->filing.filing = 0;
        in->filing.doubt = in->opening.doubt;
        in->filing.bounced = in->filing.ignored = false;
    }
    return ERR_OK;
}

/* ---- the message as a file ------------------------------------------------------------------- */

static enum err keep_bytes(struct inbound *in, const char *name, struct str bytes)
{
    struct app_upload_info info = {
        .name = str_from_cstr(name), .type = STR("message/rfc822"), .size = bytes.len};
    struct blob_writer blob;
    struct id *file = &in->files[in->file_count];
    enum err e =
        vault_derive_id(in->app->vault, in->name, FIRST_BLOB + (uint32_t)in->file_count, file);
    if (e != ERR_OK)
        return e;
    in->file_count++;
    if (app_blob_is_named(in->app, *file))
        return ERR_OK;
    e = app_blob_begin_anew(in->app, *file, &info, &in->arena, &blob);
    if (e != ERR_OK)
        return e;
    e = blob_write(&blob, bytes);
    if (e != ERR_OK) {
        blob_abandon(&blob);
        return e;
    }
    return blob_finish(&blob);
}

/* The message as it came, and what stood in it. */
static enum err keep_files(struct inbound *in)
{
    enum err e = keep_bytes(in, "message.eml", in->bytes);
    if (e == ERR_OK && in->opening.opened.ptr)
        e = keep_bytes(in, "opened.eml", in->opening.opened);
    return e;
}

/* ---- filing ---------------------------------------------------------------------------------- */

/* What a mail says, as the log keeps it: cut to what a field holds. */
struct said {
    struct str letter, sender, about, text;
    uint32_t filing, protection;
    bool automatic;
    struct id_list files;
};

static struct str cut(struct str s, size_t chars)
{
    if (utf8_length(s) <= chars)
        return s;
    struct str shorter = utf8_truncate(s, chars * 3);
    while (utf8_length(shorter) > chars)
        shorter = utf8_truncate(shorter, shorter.len - 1);
    return shorter;
}

static enum err file_under(struct app *app, const struct app_request *request, struct id stream,
                           const struct said *m, struct app_outcome *out)
{
    pthread_rwlock_rdlock(&app->lock);
    bool is_report = law_stream_is(app->image, stream, STREAM_report);
    pthread_rwlock_unlock(&app->lock);
    struct cmd_file_report_mail report = {
        .head = {.kind = COMMAND_file_report_mail, .subject = {.stream = stream}},
        .letter = m->letter,
        .sender = m->sender,
        .about = m->about,
        .filing = m->filing,
        .automatic = m->automatic,
        .text = m->text,
        .files = m->files,
        .protection = m->protection};
    struct cmd_file_mail of_case = {
        .head = {.kind = COMMAND_file_mail, .subject = {.stream = stream}},
        .letter = m->letter,
        .sender = m->sender,
        .about = m->about,
        .filing = m->filing,
        .automatic = m->automatic,
        .text = m->text,
        .files = m->files,
        .protection = m->protection};
    return app_execute(app, request, is_report ? &report.head : &of_case.head, out);
}

static struct said said_of(const struct inbound *in)
{
    return (struct said){
        .letter = in->filing.letter,
        .sender = cut(in->mail.from, LIMIT_TEXT_LINE),
        .about = cut(in->mail.subject, LIMIT_TEXT_LINE),
        .text = cut(in->mail.text, SHOWN_CHARS),
        .filing = in->filing.filing,
        .automatic = in->mail.automatic,
        .protection = in->opening.protection,
        .files = {in->files, in->file_count},
    };
}

static enum err file_it(struct inbound *in)
{
    struct app_outcome out;
    struct app_request request = {
        .actor = app_actor_system(), .submission = in->name, .arena = &in->arena};
    enum err e = keep_files(in);
    if (e != ERR_OK)
        return e;
    struct said said = said_of(in);
    e = file_under(in->app, &request, in->filing.stream, &said, &out);
    return e == ERR_OK && out.refusal.code != REFUSAL_none ? ERR_INVALID : e;
}

/* HND-08: the letter itself came back. */
static enum err bounce(struct inbound *in)
{
    struct app_outcome out;
    struct str why = cut(str_is_empty(in->mail.diagnostic) ? in->mail.status : in->mail.diagnostic,
                         LIMIT_TEXT_LINE);
    struct app_request request = {
        .actor = app_actor_system(), .submission = in->name, .arena = &in->arena};
    struct subject filed = {.stream = in->filing.stream};
    struct cmd_record_letter of_case = {.head = {.kind = COMMAND_record_letter, .subject = filed},
                                        .letter = in->filing.letter,
                                        .address = in->mail.recipient,
                                        .result = CODE_letter_result_bounced,
                                        .detail = why};
    struct cmd_record_report_letter of_report = {
        .head = {.kind = COMMAND_record_report_letter, .subject = filed},
        .letter = in->filing.letter,
        .address = in->mail.recipient,
        .result = CODE_letter_result_bounced,
        .detail = why};
    bool report = in->filing.type == STREAM_report;
    enum err e = app_execute(in->app, &request, report ? &of_report.head : &of_case.head, &out);
    if (e == ERR_OK && out.refusal.code != REFUSAL_none) /* it was known, or answered since */
        log_info("mail_bounce_known", "refusal=%s", refusal_def_get(out.refusal.code)->name);
    return e;
}

/* ---- the queue ------------------------------------------------------------------------------- */

static enum err waiting_pack(struct inbound *in, struct str *out)
{
    struct buf b;
    struct said m = said_of(in);
    buf_init(&b, &in->arena, WAITING_TEXT_BYTES * 2);
    pack_u64(&b, (uint64_t)app_now_us(in->app));
    pack_u64(&b, in->filing.doubt);
    pack_id(&b, in->filing.stream);
    pack_u64(&b, in->mail.automatic ? 1 : 0);
    pack_id(&b, in->files[0]);
    pack_str(&b, m.sender);
    pack_str(&b, m.about);
    pack_str(&b, utf8_truncate(m.text, WAITING_TEXT_BYTES));
    pack_u64(&b, m.protection);
    pack_id(&b, in->files[1]);
    return buf_finish(&b, out);
}

/* The same mail imported again, after somebody filed or discarded it. */
static bool was_dealt_with(struct inbound *in)
{
    static const uint8_t nobody[STORE_PERSON_BYTES];
    struct store_outcome earlier;
    return store_submission_find(in->app->store, in->name, nobody, &earlier) != ERR_NOT_FOUND;
}

/* The blob belongs to nobody until somebody files the mail: it lives as an upload without an end.
 */
static enum err queue(struct inbound *in)
{
    struct app_record waiting = {.kind = STORE_RECORD_MAIL};
    if (was_dealt_with(in))
        return ERR_OK;
    enum err e = keep_files(in);
    if (e != ERR_OK)
        return e;
    app_key_of_id(in->name, waiting.key);
    e = waiting_pack(in, &waiting.plain);
    for (size_t i = 0; e == ERR_OK && i < in->file_count; i++) {
        struct app_record upload = {.kind = STORE_RECORD_UPLOAD};
        app_key_of_id(in->files[i], upload.key);
        e = app_record_put(in->app, &upload);
    }
    return e == ERR_OK ? app_record_put(in->app, &waiting) : e;
}

struct waiting {
    struct app_waiting_mail mail;
    struct id stream;
    struct id files[2];
    size_t file_count;
};

static enum err waiting_unpack(struct str plain, struct waiting *out)
{
    struct pack_reader r = {.rest = plain};
    out->mail.at_us = (int64_t)unpack_u64(&r);
    out->mail.doubt = (uint32_t)unpack_u64(&r);
    out->stream = unpack_id(&r);
    out->mail.automatic = unpack_u64(&r) != 0;
    out->mail.file = unpack_id(&r);
    out->mail.sender = unpack_str(&r);
    out->mail.about = unpack_str(&r);
    out->mail.text = unpack_str(&r);
    if (r.rest.len > 0) { /* a release before this one knew no encrypted mail */
        out->mail.protection = (uint32_t)unpack_u64(&r);
        out->files[1] = unpack_id(&r);
    }
    out->files[0] = out->mail.file;
    out->file_count = id_is_none(out->files[1]) ? 1 : 2;
    return unpack_done(&r) ? ERR_OK : ERR_CORRUPT;
}

/* May this person look at it? */
static bool is_for(const struct app_reader *r, const struct waiting *m, struct str *number)
{
    struct law_world w;
    if (app_read_begin(r, &w) != ERR_OK)
        return false;
    bool known = law_stream_number(&w, m->stream, number);
    app_read_end(r);
    return r->actor.role == ROLE_reception || (r->actor.role == ROLE_coordinator && known);
}

static enum err waiting_get(const struct app_reader *r, struct id id, struct waiting *out)
{
    struct app_record record = {.kind = STORE_RECORD_MAIL};
    *out = (struct waiting){.mail = {.id = id}};
    app_key_of_id(id, record.key);
    enum err e = app_record_get(r->app, &record, r->arena);
    if (e == ERR_OK)
        e = waiting_unpack(record.plain, out);
    if (e == ERR_OK && !is_for(r, out, &out->mail.number))
        e = ERR_NOT_FOUND;
    return e;
}

struct queue_ids {
    struct arena *arena;
    struct id *ids;
    size_t count;
};

static enum err queue_id(void *ctx, const struct store_record *record)
{
    struct queue_ids *q = ctx;
    if (q->count < LIMIT_MAIL_QUEUE_SHOWN)
        memcpy(q->ids[q->count++].bytes, record->key, ID_BYTES);
    return ERR_OK;
}

static int oldest_first(const void *a, const void *b)
{
    const struct app_waiting_mail *x = a, *y = b;
    return x->at_us < y->at_us ? -1 : x->at_us > y->at_us;
}

enum err app_mail_queue(const struct app_reader *r, struct app_waiting_mails *out)
{
    struct queue_ids q = {.arena = r->arena};
    *out = (struct app_waiting_mails){0};
    q.ids = ARENA_ARRAY(r->arena, struct id, LIMIT_MAIL_QUEUE_SHOWN);
    out->items = ARENA_ARRAY(r->arena, struct app_waiting_mail, LIMIT_MAIL_QUEUE_SHOWN);
    enum err e = q.ids && out->items ? app_ready(r->app) : ERR_MEMORY;
    if (e == ERR_OK)
        e = store_record_each(r->app->store, STORE_RECORD_MAIL, queue_id, &q);
    for (size_t i = 0; e == ERR_OK && i < q.count; i++) {
        struct waiting m;
        e = waiting_get(r, q.ids[i], &m);
        if (e == ERR_OK)
            out->items[out->count++] = m.mail;
        else if (e == ERR_NOT_FOUND)
            e = ERR_OK;
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof(*out->items), oldest_first);
    return e;
}

static enum err refuse_as(enum refusal_code code, struct app_outcome *out)
{
    *out = (struct app_outcome){.refusal = {.code = code}};
    return ERR_OK;
}

static void waiting_forget(struct app *app, struct id mail)
{
    uint8_t key[STORE_KEY_BYTES];
    app_key_of_id(mail, key);
    if (store_record_delete(app->store, STORE_RECORD_MAIL, key) != ERR_OK)
        log_warn("mail_queue", "state=cannot-forget");
}

static void files_forget(struct app *app, const struct waiting *m)
{
    uint8_t key[STORE_KEY_BYTES];
    for (size_t i = 0; i < m->file_count; i++) {
        app_key_of_id(m->files[i], key);
        if (store_record_delete(app->store, STORE_RECORD_UPLOAD, key) != ERR_OK)
            log_warn("mail_queue", "state=cannot-forget-file");
    }
}

enum err app_mail_file(const struct app_reader *r, struct id mail, struct str number,
                       struct app_outcome *out)
{
    struct waiting m;
    struct law_world w;
    struct id stream;
    enum stream_type type;
    enum err e = waiting_get(r, mail, &m);
    if (e == ERR_NOT_FOUND)
        return refuse_as(REFUSAL_mail_unknown, out);
    if (e == ERR_OK)
        e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    bool found = law_number_find(&w, number, &stream, &type);
    app_read_end(r);
    if (!found)
        return refuse_as(REFUSAL_mail_number_unknown, out);
    struct said said = {.sender = m.mail.sender,
                        .about = m.mail.about,
                        .text = m.mail.text,
                        .filing = CODE_mail_filing_by_hand,
                        .automatic = m.mail.automatic,
                        .protection = m.mail.protection,
                        .files = {m.files, m.file_count}};
    struct app_request request = {.actor = r->actor, .submission = mail, .arena = r->arena};
    e = file_under(r->app, &request, stream, &said, out);
    if (e == ERR_OK && out->refusal.code == REFUSAL_none) {
        waiting_forget(r->app, mail);
        files_forget(r->app, &m);
    }
    return e;
}

enum err app_mail_discard(const struct app_reader *r, struct id mail, struct str reason,
                          struct app_outcome *out)
{
    struct waiting m;
    enum err e = waiting_get(r, mail, &m);
    if (e == ERR_NOT_FOUND)
        return refuse_as(REFUSAL_mail_unknown, out);
    if (e != ERR_OK)
        return e;
    struct cmd_discard_mail c = {.head = {.kind = COMMAND_discard_mail},
                                 .sender = m.mail.sender,
                                 .about = m.mail.about,
                                 .reason = reason};
    pthread_rwlock_rdlock(&r->app->lock);
    c.head.subject.stream = law_scheme_id(r->app->image);
    pthread_rwlock_unlock(&r->app->lock);
    struct app_request request = {.actor = r->actor, .submission = mail, .arena = r->arena};
    e = app_execute(r->app, &request, &c.head, out);
    if (e == ERR_OK && out->refusal.code == REFUSAL_none) {
        waiting_forget(r->app, mail);
        files_forget(r->app, &m); /* the sweep deletes the blobs */
    }
    return e;
}

enum err app_mails(const struct app_reader *r, struct id stream, struct app_mails *out)
{
    struct law_world w;
    *out = (struct app_mails){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_mails(&w, stream, r->arena, &out->items, &out->count);
    app_read_end(r);
    return e;
}

/* ---- the inbox ------------------------------------------------------------------------------- */

static enum err take(struct inbound *in)
{
    struct app_sealed file = {in->app->inbox_fd, in->name, LIMIT_MAIL_BYTES};
    enum err e = app_sealed_read(in->app, &file, &in->arena, &in->bytes);
    if (e == ERR_OK)
        e = read_mail(in);
    if (e != ERR_OK || in->filing.ignored)
        return e;
    if (in->filing.bounced)
        return bounce(in);
    return in->filing.filing ? file_it(in) : queue(in);
}

static enum err take_one(struct app *app, const struct disk_entry *entry,
                         struct app_work_done *done)
{
    struct arena home;
    char name[ID_TEXT_LEN + 1];
    arena_init(&home, sizeof(struct inbound) + 64);
    struct inbound *in = ARENA_NEW(&home, struct inbound);
    if (!in)
        return ERR_MEMORY;
    in->app = app;
    arena_init(&in->arena, LIMIT_ARENA_MAIL);
    enum err e = ERR_OK;
    if (!entry->is_dir && id_read(entry->name, &in->name)) {
        id_write(in->name, name);
        e = take(in);
        if (e == ERR_OK) {
            done->mails++;
            e = disk_remove(app->inbox_fd, name);
        } else if (e == ERR_LIMIT || e == ERR_INVALID) {
            e = disk_rename(app->inbox_fd, name, app->quarantine_fd, name, false);
            done->quarantined += e == ERR_OK ? 1 : 0;
        } else if (e == ERR_CORRUPT || e == ERR_CRYPTO) {
            e = ERR_OK; /* still being written, or left by an import that died */
        }
    }
    arena_release(&in->arena);
    arena_release(&home);
    return e;
}

enum err app_inbox(struct app *app, struct app_work_done *done)
{
    struct arena arena;
    struct disk_entry *entries = NULL;
    size_t count = 0;
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    arena_init(&arena, LIMIT_ARENA_COMMAND);
    e = disk_list(app->inbox_fd, LIMIT_LETTERS_WAITING, &arena, &entries, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = take_one(app, &entries[i], done);
    arena_release(&arena);
    return e;
}
