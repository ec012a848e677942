/*
 * app/app_timeline.c — what happened in a stream, for one reader. Read from the log each time,
 * never cached: only parts whose class the reader may see are opened at all, and what the reader
 * may not even know of is left out.
 */
#include "app/app_priv.h"

#include "core/describe.h"

#include <string.h>

enum { STREAMS_MAX = 2 };

struct timeline_read {
    struct app_reader *reader; /* asks for names */
    const struct app_timeline_query *query;
    struct app_timeline_entry *entries;
    size_t count;
    size_t capacity;
};

static bool keygroup_is_visible(const struct event_def *def, uint8_t keygroup, uint32_t classes)
{
    for (size_t i = 0; i < def->part_count; i++) {
        enum info_class c = def->parts[i].info_class;
        if ((uint8_t)class_keygroup(c) == keygroup && (classes & (1u << c)))
            return true;
    }
    return false;
}

/* ---- words ----------------------------------------------------------------------------------- */

static struct str name_of_party(void *names, enum lang lang, struct id party)
{
    struct party_view v;
    return app_party(names, party, &v) ? ui_pick(lang, v.name.ja, v.name.en) : (struct str){0};
}

static struct str name_of_person(void *names, enum lang lang, struct id person)
{
    struct text2 name;
    return app_person_name(names, person, &name) ? ui_pick(lang, name.ja, name.en)
                                                 : (struct str){0};
}

static struct str words(const struct app_reader *r, enum lang lang, const char *message)
{
    return r->app->translate ? r->app->translate(lang, message) : str_from_cstr(message);
}

static struct str actor_name(struct app_reader *r, enum lang lang, const struct event *e)
{
    struct str name = {0};
    if (!id_is_none(e->person))
        name = name_of_person(r, lang, e->person);
    if (str_is_empty(name) && !id_is_none(e->party))
        name = name_of_party(r, lang, e->party);
    if (!str_is_empty(name))
        return name;
    return words(r, lang, role_label(e->role));
}

/* By the kind of event alone, never by what it holds: a reader must not learn whether there is
 * more. */
static bool kind_has_hidden_parts(const struct event_def *def, uint32_t classes)
{
    for (size_t i = 0; i < def->part_count; i++) {
        enum info_class c = def->parts[i].info_class;
        if (c != CLASS_secret && !(classes & (1u << c)))
            return true;
    }
    return false;
}

static enum err entry_add(struct timeline_read *t, const struct event *e, uint32_t classes,
                          struct arena *scratch)
{
    struct app_reader *r = t->reader;
    struct describer d = {
        .lang = t->query->lang,
        .translate = r->app->translate,
        .party_name = name_of_party,
        .person_name = name_of_person,
        .names = r,
    };
    if (t->count == t->capacity) {
        size_t capacity = t->capacity ? 2 * t->capacity : LIMIT_PAGE_ROWS;
        struct app_timeline_entry *entries =
            ARENA_ARRAY(r->arena, struct app_timeline_entry, capacity);
        if (!entries)
            return ERR_MEMORY;
        if (t->count > 0)
            memcpy(entries, t->entries, t->count * sizeof(*entries));
        t->entries = entries;
        t->capacity = capacity;
    }
    struct app_timeline_entry *out = &t->entries[t->count++];
    *out = (struct app_timeline_entry){.seq = e->seq, .at_us = e->at_us, .kind = e->kind};
    out->sentence = arena_copy(r->arena, describe_event(e, classes, &d, scratch));
    out->actor = actor_name(r, t->query->lang, e);
    if (kind_has_hidden_parts(event_def_get(e->kind), classes))
        out->fields_hidden =
            words(r, t->query->lang, N_("Parts of this entry are not for your role."));
    return out->sentence.ptr ? ERR_OK : ERR_MEMORY;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The case part first: from it the law tells what of the rest the reader may see. */
static enum err row_read(struct timeline_read *t, const struct store_event *row,
                         struct arena *scratch)
{
    const struct app_reader *r = t->reader;
    struct store_event part = *row;
    struct event *e = NULL;
    struct law_world w;
    part.row.part_count = 0;
    for (size_t i = 0; i < row->row.part_count; i++) {
        if (row->row.parts[i].keygroup == KEYGROUP_case)
            part.row.parts[part.row.part_count++] = row->row.parts[i];
    }
    enum err err = app_event_read(r->app, &part, scratch, &e);
    if (err != ERR_OK)
        return err;
    pthread_rwlock_rdlock(&r->app->lock);
    app_world_fill(r->app, &r->actor, &w);
    uint32_t classes = law_event_classes(&w, e);
    pthread_rwlock_unlock(&r->app->lock);
    if (classes == 0)
        return ERR_OK;
    const struct event_def *def = event_def_get(e->kind);
    for (size_t i = 0; i < row->row.part_count && err == ERR_OK; i++) {
        uint8_t keygroup = row->row.parts[i].keygroup;
        if (keygroup != KEYGROUP_case && keygroup_is_visible(def, keygroup, classes))
            err = app_part_read(r->app, row, i, e, scratch);
    }
    return err == ERR_OK ? entry_add(t, e, classes, scratch) : err;
}

static enum err row_each(void *ctx, const struct store_event *row)
{
    struct timeline_read *t = ctx;
    struct arena scratch;
    if (t->query->before_seq > 0 && row->seq >= t->query->before_seq)
        return ERR_OK;
    arena_init(&scratch, LIMIT_ARENA_COMMAND);
    enum err e = row_read(t, row, &scratch);
    arena_release(&scratch);
    return e;
}

/* Newest first. */
static void entries_sort(struct app_timeline_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct app_timeline_entry moving = entries[i];
        size_t k = i;
        for (; k > 0 && entries[k - 1].seq < moving.seq; k--)
            entries[k] = entries[k - 1];
        entries[k] = moving;
    }
}

enum err app_timeline(const struct app_reader *r, const struct app_timeline_query *q,
                      struct app_timeline *out)
{
    struct app_reader names = *r;
    struct timeline_read t = {.reader = &names, .query = q};
    struct case_view *v = NULL;
    struct id streams[STREAMS_MAX] = {q->stream};
    size_t limit = q->limit ? q->limit : LIMIT_PAGE_ROWS;
    *out = (struct app_timeline){0};
    enum err e = app_case_view(r, q->stream, &v);
    if (e == ERR_OK && v)
        streams[1] = v->advisory_id;
    for (size_t i = 0; e == ERR_OK && i < STREAMS_MAX; i++) {
        if (!id_is_none(streams[i]))
            e = store_read_stream(r->app->store, streams[i], row_each, &t);
    }
    if (e != ERR_OK)
        return e;
    entries_sort(t.entries, t.count);
    out->items = t.entries;
    out->more = t.count > limit;
    out->count = out->more ? limit : t.count;
    return ERR_OK;
}
