/*
 * app/app_calendar.c — the calendar feed (CON-09). There is none until a person makes its address;
 * the address is the key, kept as a hash, for this person in this role alone, and ends when the
 * person ends it, makes another, or no longer holds the role.
 */
#include "app/app_priv.h"

#include "core/codec/ical.h"

#include <string.h>

enum { RECORD_ARENA = 16 << 10, FEED_BYTES = 1 << 20 };

static enum err owner_of(const struct app_reader *r, uint8_t out[STORE_PERSON_BYTES])
{
    struct actor person = {.role = ROLE_none, .person = r->actor.person};
    return app_owner(r->app, &person, out);
}

enum err app_calendar_end(const struct app_reader *r)
{
    uint8_t owner[STORE_PERSON_BYTES];
    if (id_is_none(r->actor.person))
        return ERR_NOT_FOUND;
    enum err e = owner_of(r, owner);
    return e == ERR_OK ? store_record_delete_owner(r->app->store, STORE_RECORD_CALENDAR, owner) : e;
}

enum err app_calendar_make(const struct app_reader *r, enum lang lang,
                           char token[APP_TOKEN_LEN + 1])
{
    struct app_record record = {.kind = STORE_RECORD_CALENDAR};
    struct buf plain;
    enum err e = app_ready(r->app);
    if (e != ERR_OK)
        return e;
    if (!app_grant_is_held(r->app, r->actor.person, r->actor.party, r->actor.role))
        return ERR_NOT_FOUND;
    app_token_draw(token, record.key);
    buf_init(&plain, r->arena, RECORD_ARENA);
    pack_id(&plain, r->actor.person);
    pack_id(&plain, r->actor.party);
    pack_u64(&plain, (uint64_t)r->actor.role);
    pack_u64(&plain, (uint64_t)lang);
    e = buf_finish(&plain, &record.plain);
    if (e == ERR_OK)
        e = owner_of(r, record.owner);
    if (e == ERR_OK)
        e = app_calendar_end(r); /* one address at a time */
    return e == ERR_OK ? app_record_put(r->app, &record) : e;
}

struct owned {
    const uint8_t *owner;
    bool found;
};

static enum err look_at(void *ctx, const struct store_record *record)
{
    struct owned *o = ctx;
    o->found = o->found || memcmp(record->owner, o->owner, STORE_PERSON_BYTES) == 0;
    return ERR_OK;
}

enum err app_calendar_is_on(const struct app_reader *r, bool *out)
{
    uint8_t owner[STORE_PERSON_BYTES];
    struct owned o = {owner, false};
    enum err e = owner_of(r, owner);
    if (e == ERR_OK)
        e = store_record_each(r->app->store, STORE_RECORD_CALENDAR, look_at, &o);
    *out = o.found;
    return e;
}

/* ---- the feed ----------------------------------------------------------------------------------
 */

struct feed_of {
    struct actor actor;
    enum lang lang;
};

static enum err feed_find(struct app *app, struct str token, struct arena *arena,
                          struct feed_of *out)
{
    struct app_record record = {.kind = STORE_RECORD_CALENDAR};
    if (!app_key_of_token(token, record.key))
        return ERR_NOT_FOUND;
    enum err e = app_record_get(app, &record, arena);
    struct pack_reader p = {.rest = record.plain};
    if (e != ERR_OK)
        return e;
    out->actor = (struct actor){.person = unpack_id(&p)};
    out->actor.party = unpack_id(&p);
    out->actor.role = (enum role)unpack_u64(&p);
    out->lang = unpack_u64(&p) == LANG_EN ? LANG_EN : LANG_JA;
    if (!unpack_done(&p))
        return ERR_CORRUPT;
    return app_grant_is_held(app, out->actor.person, out->actor.party, out->actor.role)
               ? ERR_OK
               : ERR_NOT_FOUND;
}

static struct str words(const struct app *app, enum lang lang, const char *msgid)
{
    return app->translate ? app->translate(lang, msgid) : str_from_cstr(msgid);
}

/* Number and kind, nothing else. */
static void entry_fill(struct app *app, const struct feed_of *f, const struct calendar_entry *from,
                       struct arena *arena, struct ical_entry *to)
{
    struct str what = words(app, f->lang, from->what);
    struct str mark =
        conf_is_yes(app->conf.training) ? words(app, f->lang, N_("[Exercise]")) : STR("");
    to->day = from->day;
    to->uid = arena_format(arena, "%.*s-%s", STR_ARG(id_text(from->stream, arena)), from->kind);
    to->summary = arena_format(arena, "%.*s%.*s%s%.*s", STR_ARG(mark), STR_ARG(from->number),
                               from->number.len > 0 ? " " : "", STR_ARG(what));
}

static enum err feed_write(struct app *app, const struct feed_of *f, struct arena *arena,
                           struct str *out)
{
    struct ical_feed feed = {words(app, f->lang, N_("Own deadlines")), app_now_us(app), arena};
    struct app_reader r = {.app = app, .actor = f->actor, .arena = arena};
    struct calendar_entry *entries = NULL;
    struct law_world w;
    struct buf text;
    size_t count = 0;
    enum err e = app_read_begin(&r, &w);
    if (e != ERR_OK)
        return e;
    e = law_calendar(&w, arena, &entries, &count);
    struct ical_entry *lines = e == ERR_OK ? ARENA_ARRAY(arena, struct ical_entry, count) : NULL;
    for (size_t i = 0; lines && i < count; i++)
        entry_fill(app, f, &entries[i], arena, &lines[i]);
    app_read_end(&r);
    if (!lines || arena->failed)
        return ERR_MEMORY;
    buf_init(&text, arena, FEED_BYTES);
    e = ical_write(&feed, lines, count, &text);
    return e == ERR_OK ? buf_finish(&text, out) : e;
}

enum err app_calendar(struct app *app, struct str token, struct arena *arena, struct str *out)
{
    struct feed_of f;
    enum err e = app_ready(app);
    if (e == ERR_OK)
        e = feed_find(app, token, arena, &f);
    return e == ERR_OK ? feed_write(app, &f, arena, out) : e;
}
