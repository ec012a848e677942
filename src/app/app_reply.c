/*
 * app/app_reply.c — what the finder reads with the receipt code: the finder's view, sealed to the
 * receipt's key, in one file of constant size. The report's own text is left out: the finder knows
 * it, and what is not in the public house cannot leave it. A reply is written when the finder's
 * view changed, never because something happened that the finder may not see (FND-10). Dummies, and
 * rewriting all of them at times, hide how many reports there are and which one moves.
 */
#include "app/app_priv.h"

#include "sys/disk.h"
#include "sys/log.h"
#include "sys/random.h"
#include "sys/receipt.h"

#include <string.h>

enum { REPLY_MODE = 0640, REPLIES_MAX = 1 << 20 };

void app_dirty_mark_all(struct app *app)
{
    pthread_mutex_lock(&app->dirty.mutex);
    app->dirty.all = true;
    pthread_mutex_unlock(&app->dirty.mutex);
    app_poke(app);
}

void app_dirty_mark(struct app *app, struct id report)
{
    struct dirty *d = &app->dirty;
    pthread_mutex_lock(&d->mutex);
    bool known = false;
    for (size_t i = 0; i < d->count; i++)
        known = known || id_equal(d->reports[i], report);
    if (!known && d->count < APP_DIRTY_MAX)
        d->reports[d->count++] = report;
    else if (!known)
        d->all = true;
    pthread_mutex_unlock(&d->mutex);
    app_poke(app);
}

void app_dirty_events(struct app *app, struct event *const *events, size_t count)
{
    struct actor reception = {.role = ROLE_reception};
    struct arena scratch;
    arena_init(&scratch, LIMIT_ARENA_REQUEST);
    for (size_t i = 0; i < count; i++) {
        const struct event *e = events[i];
        if (e->stream_type == STREAM_report)
            app_dirty_mark(app, e->stream);
        if (e->stream_type != STREAM_case)
            continue;
        struct law_world w;
        struct case_view *v = NULL;
        pthread_rwlock_rdlock(&app->lock);
        app_world_fill(app, &reception, &w);
        enum err err = law_view_case(&w, e->stream, &scratch, &v);
        pthread_rwlock_unlock(&app->lock);
        for (size_t k = 0; err == ERR_OK && v && k < v->report_count; k++)
            app_dirty_mark(app, v->reports[k].id);
        if (err != ERR_OK)
            app_dirty_mark_all(app);
    }
    arena_release(&scratch);
}

/* ---- one reply ------------------------------------------------------------------------------- */

static void view_strip(struct report_view *v)
{
    const struct str none = {0};
    v->vulnerability = v->verification = v->attack = v->impact = v->told_others = none;
    v->finder_contact = none;
}

/* The view as text of at most LIMIT_REPLY_BYTES; the oldest messages give way. */
static enum err view_text(struct report_view *v, struct arena *arena, struct str *out)
{
    struct report_view shorter = *v;
    for (;;) {
        struct buf text;
        buf_init(&text, arena, LIMIT_REPLY_BYTES);
        enum err e = report_view_write(&shorter, &text);
        if (e == ERR_OK)
            e = buf_finish(&text, out);
        if (e != ERR_LIMIT || shorter.message_count == 0)
            return e;
        shorter.messages++;
        shorter.message_count--;
    }
}

/* Digests of the replies as last written since the start; the background work alone uses them. */
static bool is_as_written(struct app *app, struct id lookup,
                          const uint8_t digest[CRYPTO_HASH_BYTES])
{
    const uint8_t *last = id_map_get(&app->replies, lookup);
    return last && crypto_equal(last, digest, CRYPTO_HASH_BYTES);
}

/* Without memory it is not remembered, and written once more than needed. */
static void remember_written(struct app *app, struct id lookup,
                             const uint8_t digest[CRYPTO_HASH_BYTES])
{
    uint8_t *last = id_map_get(&app->replies, lookup);
    if (!last) {
        last = arena_alloc(&app->reply_arena, CRYPTO_HASH_BYTES);
        if (!last || id_map_set(&app->replies, &app->reply_arena, lookup, last) != ERR_OK)
            return;
    }
    memcpy(last, digest, CRYPTO_HASH_BYTES);
}

static enum err reply_write(struct app *app, const struct receipt_entry *entry, bool always)
{
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_COMMAND);
    struct app_reader finder = {
        .app = app,
        .actor = {.role = ROLE_finder, .receipt = entry->report},
        .arena = &arena,
    };
    struct report_view *v = NULL;
    struct str plain = {0};
    struct str sealed = {0};
    struct id lookup;
    uint8_t digest[CRYPTO_HASH_BYTES];
    bool same = false;
    char name[ID_TEXT_LEN + 1];
    if (entry->lookup.len != ID_BYTES || entry->public_key.len != CRYPTO_PUBLIC_BYTES)
        return ERR_OK; /* filed without a receipt */
    memcpy(lookup.bytes, entry->lookup.ptr, ID_BYTES);
    id_write(lookup, name);
    enum err e = app_report_view(&finder, entry->report, &v);
    if (e == ERR_OK && !v)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK) {
        view_strip(v);
        e = view_text(v, &arena, &plain);
    }
    if (e == ERR_OK) {
        crypto_sha256(plain, digest);
        same = !always && is_as_written(app, lookup, digest);
    }
    if (e == ERR_OK && !same)
        e = receipt_seal_reply((const uint8_t *)entry->public_key.ptr, plain, &arena, &sealed);
    if (e == ERR_CRYPTO) { /* a letter may bring any bytes as a key: nobody can open such a reply */
        log_warn("reply_key", "err=\"%s\"", err_text(e));
        e = ERR_OK;
        same = true;
    }
    if (e == ERR_OK && !same)
        e = disk_write_atomic(app->replies_fd, name, sealed, REPLY_MODE);
    if (e == ERR_OK && !same)
        remember_written(app, lookup, digest);
    if (e != ERR_OK)
        log_error("reply", "err=\"%s\"", err_text(e));
    arena_release(&arena);
    return e;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static bool receipt_at(struct app *app, size_t index, struct receipt_entry *out)
{
    pthread_rwlock_rdlock(&app->lock);
    bool found = law_receipt_at(app->image, index, out);
    pthread_rwlock_unlock(&app->lock);
    return found;
}

static bool lookup_is_real(struct app *app, struct id lookup)
{
    struct receipt_entry entry;
    pthread_rwlock_rdlock(&app->lock);
    bool found =
        law_receipt_find(app->image, (struct str){(const char *)lookup.bytes, ID_BYTES}, &entry);
    pthread_rwlock_unlock(&app->lock);
    return found;
}

/* Sealed to a key that nobody has: of the same size and as unreadable as the real ones. */
static enum err dummy_write(struct app *app, struct id lookup)
{
    struct arena arena;
    uint8_t seed[CRYPTO_KEY_BYTES];
    uint8_t public_key[CRYPTO_PUBLIC_BYTES];
    uint8_t secret_key[CRYPTO_SECRET_BYTES];
    struct str sealed = {0};
    char name[ID_TEXT_LEN + 1];
    arena_init(&arena, LIMIT_ARENA_COMMAND);
    random_bytes(seed, sizeof(seed));
    crypto_box_keypair_from(seed, public_key, secret_key);
    crypto_wipe(secret_key, sizeof(secret_key));
    crypto_wipe(seed, sizeof(seed));
    id_write(lookup, name);
    enum err e = receipt_seal_reply(public_key, STR("{}"), &arena, &sealed);
    if (e == ERR_OK)
        e = disk_write_atomic(app->replies_fd, name, sealed, REPLY_MODE);
    arena_release(&arena);
    return e;
}

static enum err dummies_write(struct app *app)
{
    struct arena arena;
    struct disk_entry *entries = NULL;
    size_t count = 0;
    size_t dummies = 0;
    arena_init(&arena, LIMIT_ARENA_APP);
    enum err e = disk_list(app->replies_fd, REPLIES_MAX, &arena, &entries, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        struct id lookup;
        if (!id_read(entries[i].name, &lookup) || lookup_is_real(app, lookup))
            continue;
        dummies++;
        e = dummy_write(app, lookup);
    }
    for (; e == ERR_OK && dummies < LIMIT_REPLY_DUMMIES; dummies++)
        e = dummy_write(app, random_id());
    arena_release(&arena);
    return e;
}

static enum err replies_all(struct app *app, struct app_work_done *done)
{
    struct receipt_entry entry;
    enum err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && receipt_at(app, i, &entry); i++) {
        e = reply_write(app, &entry, true);
        done->replies += e == ERR_OK ? 1 : 0;
    }
    return e == ERR_OK ? dummies_write(app) : e;
}

static bool id_stands_in(const struct id *ids, size_t count, struct id id)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equal(ids[i], id))
            return true;
    }
    return false;
}

static enum err replies_of(struct app *app, const struct id *reports, size_t count,
                           struct app_work_done *done)
{
    struct receipt_entry entry;
    enum err e = ERR_OK;
    for (size_t i = 0; count > 0 && e == ERR_OK && receipt_at(app, i, &entry); i++) {
        if (!id_stands_in(reports, count, entry.report))
            continue;
        e = reply_write(app, &entry, false);
        done->replies += e == ERR_OK ? 1 : 0;
    }
    return e;
}

enum err app_replies(struct app *app, bool all, struct app_work_done *done)
{
    struct id reports[APP_DIRTY_MAX];
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    pthread_mutex_lock(&app->dirty.mutex);
    size_t count = app->dirty.count;
    memcpy(reports, app->dirty.reports, count * sizeof(*reports));
    all = all || app->dirty.all;
    app->dirty.count = 0;
    app->dirty.all = false;
    pthread_mutex_unlock(&app->dirty.mutex);
    e = all ? replies_all(app, done) : replies_of(app, reports, count, done);
    if (e != ERR_OK) {
        pthread_mutex_lock(&app->dirty.mutex);
        app->dirty.all = true; /* none is forgotten: the next round writes them again */
        pthread_mutex_unlock(&app->dirty.mutex);
    }
    return e;
}
