/*
 * app/app_readlog.c — who was shown what (SEC-04): sealed, chained and on the disk before the page
 * goes out.
 */
#include "app/app_priv.h"

enum { NOTE_BYTES_MAX = 4096 };

static const struct vault_place note_place = {"readlog", STR_INIT("readlog")};

/* Classes whose reading is noted (OBJ-30): all but what everybody may know. */
static const uint32_t NOTED = ~CLASS_BIT(public);

/* A print's note is a reading's with the recipient behind it; `for_whom` NULL = not printed. */
static enum err note_add(const struct app_reader *r, struct id subject, uint32_t classes,
                         const struct str *for_whom)
{
    struct arena scratch;
    struct buf plain;
    struct str bytes = {0};
    struct str sealed = {0};
    uint64_t seq = 0;
    int64_t now_us = app_now_us(r->app);
    arena_init(&scratch, NOTE_BYTES_MAX);
    buf_init(&plain, &scratch, NOTE_BYTES_MAX);
    pack_u64(&plain, (uint64_t)now_us);
    pack_u64(&plain, (uint64_t)r->actor.role);
    pack_id(&plain, r->actor.person);
    pack_id(&plain, r->actor.party);
    pack_id(&plain, r->actor.receipt);
    pack_id(&plain, subject);
    pack_u64(&plain, classes & NOTED);
    if (for_whom != NULL)
        pack_str(&plain, *for_whom);
    enum err e = buf_finish(&plain, &bytes);
    if (e == ERR_OK)
        e = vault_seal_record(r->app->vault, &note_place, bytes, &scratch, &sealed);
    if (e == ERR_OK)
        e = store_read_log_add(r->app->store, civil_jst_day(now_us), sealed, &seq);
    arena_release(&scratch);
    return e;
}

enum err app_note_read(const struct app_reader *r, struct id subject, uint32_t classes)
{
    if ((classes & NOTED) == 0 || r->actor.role == ROLE_system)
        return ERR_OK;
    return note_add(r, subject, classes, NULL);
}

enum err app_note_list(const struct app_reader *r)
{
    struct id scheme;
    enum err e = app_scheme_id(r, &scheme);
    return e == ERR_OK ? app_note_read(r, scheme, CLASS_BIT(internal)) : e;
}

enum err app_note_print(const struct app_reader *r, struct id subject, uint32_t classes,
                        struct str for_whom)
{
    return note_add(r, subject, classes, &for_whom);
}

struct note_list {
    struct app *app;
    struct arena *arena;
    struct app_read_note *items;
    size_t count;
    size_t capacity;
};

static enum err note_grow(struct note_list *list)
{
    size_t capacity = list->capacity ? 2 * list->capacity : 64;
    struct app_read_note *items = ARENA_ARRAY(list->arena, struct app_read_note, capacity);
    if (!items)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++)
        items[i] = list->items[i];
    list->items = items;
    list->capacity = capacity;
    return ERR_OK;
}

static enum err note_one(void *ctx, uint64_t seq, int32_t day, struct str sealed)
{
    struct note_list *list = ctx;
    struct pack_reader p = {0};
    (void)seq;
    (void)day;
    if (list->count == list->capacity) {
        enum err grown = note_grow(list);
        if (grown != ERR_OK)
            return grown;
    }
    enum err e = vault_unseal_record(list->app->vault, &note_place, sealed, list->arena, &p.rest);
    if (e != ERR_OK)
        return e;
    struct app_read_note *note = &list->items[list->count++];
    note->at_us = (int64_t)unpack_u64(&p);
    note->actor.role = (enum role)unpack_u64(&p);
    note->actor.person = unpack_id(&p);
    note->actor.party = unpack_id(&p);
    note->actor.receipt = unpack_id(&p);
    note->subject = unpack_id(&p);
    note->classes = (uint32_t)unpack_u64(&p);
    note->printed = p.rest.len > 0;
    if (note->printed)
        note->for_whom = unpack_str(&p);
    return unpack_done(&p) ? ERR_OK : ERR_CORRUPT;
}

enum err app_read_notes(struct app *app, struct arena *arena, struct app_read_note **out,
                        size_t *count)
{
    struct note_list list = {.app = app, .arena = arena};
    enum err e = store_read_log_each(app->store, 1, note_one, &list);
    *out = list.items;
    *count = list.count;
    return e;
}

/* ---- the log as people read it (OBJ-30) ---- */

static const struct {
    uint32_t bit;
    const char *name;
} classes_named[] = {
#define CLASS(name, number, keygroup, label) {CLASS_BIT(name), #name},
#include "core/classes.def"
};

static void write_classes(struct buf *out, uint32_t classes)
{
    const char *between = "";
    for (size_t i = 0; i < sizeof(classes_named) / sizeof(classes_named[0]); i++) {
        if (!(classes & classes_named[i].bit))
            continue;
        buf_add_format(out, "%s%s", between, classes_named[i].name);
        between = ",";
    }
}

/* Number, sign-in name or name; what has none of them, the scheme, is called so. */
static struct str subject_name(const struct law_world *w, struct id subject, struct arena *arena)
{
    struct str number;
    struct party_view party;
    struct credential_view person;
    if (law_stream_number(w, law_case_of(w->image, subject), &number))
        return number;
    if (law_credential_of(w->image, subject, &person))
        return person.login;
    if (law_party(w, subject, &party))
        return str_is_empty(party.name.ja) ? party.name.en : party.name.ja;
    return id_equal(subject, law_scheme_id(w->image)) ? STR("scheme") : id_text(subject, arena);
}

static void write_note(const struct law_world *w, const struct app_read_note *n,
                       struct arena *arena, struct buf *out)
{
    struct credential_view person = {.login = STR("-")};
    (void)law_credential_of(w->image, n->actor.person, &person);
    buf_add_format(out, "%.*s\t%s\t%.*s\t%.*s\t", STR_ARG(civil_write_jst(n->at_us, arena)),
                   role_name(n->actor.role), STR_ARG(person.login),
                   STR_ARG(subject_name(w, n->subject, arena)));
    write_classes(out, n->classes);
    if (n->printed)
        buf_add_format(out, "\tprinted for %.*s", STR_ARG(n->for_whom));
    buf_add_char(out, '\n');
}

enum err app_read_log_write(struct app *app, struct arena *arena, struct buf *out)
{
    struct app_reader system = {.app = app, .actor = app_actor_system(), .arena = arena};
    struct app_read_note *notes = NULL;
    size_t count = 0;
    struct law_world w;
    enum err e = app_read_notes(app, arena, &notes, &count);
    if (e == ERR_OK)
        e = app_read_begin(&system, &w);
    if (e != ERR_OK)
        return e;
    for (size_t i = 0; i < count; i++)
        write_note(&w, &notes[i], arena, out);
    app_read_end(&system);
    return arena->failed ? ERR_MEMORY : ERR_OK;
}
