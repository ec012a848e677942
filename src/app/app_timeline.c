/*
 * app/app_timeline.c — what happened in a stream, for one reader. Read from the log each time,
 * never cached: only parts whose class the reader may see are opened at all, and what the reader
 * may not even know of is left out.
 */
#include "app/app_priv.h"

#include "core/describe.h"

#include <stdlib.h>
#include <string.h>

enum { STREAMS_MAX = 1 + LIMIT_CASE_ADVISORIES };

struct timeline_read {
    const struct app_reader *reader;
    const struct app_timeline_query *query;
    struct law_world world; /* one moment for the whole page; used under the lock only */
    struct arena scratch;   /* of one row */
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
    const struct timeline_read *t = names;
    struct party_view v;
    pthread_rwlock_rdlock(&t->reader->app->lock);
    bool known = law_party(&t->world, party, &v);
    pthread_rwlock_unlock(&t->reader->app->lock);
    return known ? ui_pick(lang, v.name.ja, v.name.en) : (struct str){0};
}

static struct str name_of_person(void *names, enum lang lang, struct id person)
{
    const struct timeline_read *t = names;
    struct text2 name;
    pthread_rwlock_rdlock(&t->reader->app->lock);
    bool known = law_person_name(&t->world, person, &name);
    pthread_rwlock_unlock(&t->reader->app->lock);
    return known ? ui_pick(lang, name.ja, name.en) : (struct str){0};
}

static struct str actor_name(struct timeline_read *t, const struct event *e)
{
    enum lang lang = t->query->lang;
    struct str name = {0};
    if (!id_is_none(e->person))
        name = name_of_person(t, lang, e->person);
    if (str_is_empty(name) && !id_is_none(e->party))
        name = name_of_party(t, lang, e->party);
    if (!str_is_empty(name))
        return name;
    return app_words(t->reader->app, lang, role_label(e->role));
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

static enum err entry_add(struct timeline_read *t, const struct event *e, uint32_t classes)
{
    const struct app_reader *r = t->reader;
    struct describer d = {
        .lang = t->query->lang,
        .translate = r->app->translate,
        .party_name = name_of_party,
        .person_name = name_of_person,
        .names = t,
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
    out->sentence = arena_copy(r->arena, describe_event(e, classes, &d, &t->scratch));
    out->actor = actor_name(t, e);
    if (kind_has_hidden_parts(event_def_get(e->kind), classes))
        out->fields_hidden =
            app_words(r->app, t->query->lang, N_("Parts of this entry are not for your role."));
    return out->sentence.ptr ? ERR_OK : ERR_MEMORY;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The case part first: from it the law tells what of the rest the reader may see. Of a step that
 * two persons do, the law has to know which step it is (HND-06). */
static enum err row_read(struct timeline_read *t, const struct store_event *row)
{
    const struct app_reader *r = t->reader;
    struct store_event part = *row;
    struct event *e = NULL;
    bool is_step = law_event_is_step((enum event_kind)row->row.kind);
    part.row.part_count = 0;
    for (size_t i = 0; i < row->row.part_count; i++) {
        if (is_step || row->row.parts[i].keygroup == KEYGROUP_case)
            part.row.parts[part.row.part_count++] = row->row.parts[i];
    }
    enum err err = app_event_read(r->app, &part, &t->scratch, &e);
    if (err != ERR_OK)
        return err;
    pthread_rwlock_rdlock(&r->app->lock);
    uint32_t classes = law_event_classes(&t->world, e);
    pthread_rwlock_unlock(&r->app->lock);
    if (classes == 0)
        return ERR_OK;
    const struct event_def *def = event_def_get(e->kind);
    for (size_t i = 0; !is_step && i < row->row.part_count && err == ERR_OK; i++) {
        uint8_t keygroup = row->row.parts[i].keygroup;
        if (keygroup != KEYGROUP_case && keygroup_is_visible(def, keygroup, classes))
            err = app_part_read(r->app, row, i, e, &t->scratch);
    }
    return err == ERR_OK ? entry_add(t, e, classes) : err;
}

static enum err row_each(void *ctx, const struct store_event *row)
{
    struct timeline_read *t = ctx;
    arena_clear(&t->scratch);
    return row_read(t, row);
}

static int newest_first(const void *left, const void *right)
{
    const struct app_timeline_entry *a = left;
    const struct app_timeline_entry *b = right;
    return a->seq < b->seq ? 1 : a->seq > b->seq ? -1 : 0;
}

enum err app_timeline(const struct app_reader *r, const struct app_timeline_query *q,
                      struct app_timeline *out)
{
    struct timeline_read t = {.reader = r, .query = q};
    struct case_view *v = NULL;
    struct id streams[STREAMS_MAX] = {q->stream};
    size_t limit = q->limit ? q->limit : LIMIT_PAGE_ROWS;
    *out = (struct app_timeline){0};
    enum err e = app_case_view(r, q->stream, &v);
    if (e != ERR_OK)
        return e;
    for (size_t i = 0; v && i < v->advisory_count; i++)
        streams[1 + i] = v->advisories[i].id;
    pthread_rwlock_rdlock(&r->app->lock);
    app_world_fill(r->app, &r->actor, &t.world);
    pthread_rwlock_unlock(&r->app->lock);
    arena_init(&t.scratch, LIMIT_ARENA_COMMAND);
    for (size_t i = 0; e == ERR_OK && i < STREAMS_MAX; i++) {
        if (!id_is_none(streams[i]))
            e = store_read_stream(r->app->store, streams[i], row_each, &t);
    }
    arena_release(&t.scratch);
    if (e != ERR_OK)
        return e;
    if (t.count > 0)
        qsort(t.entries, t.count, sizeof(*t.entries), newest_first);
    size_t left = q->before > 0 && q->before <= t.count ? q->before - 1 : t.count;
    out->count = left > limit ? limit : left;
    out->items = t.entries ? t.entries + (t.count - left) : NULL;
    out->older = left > limit ? left - limit + 1 : 0;
    return ERR_OK;
}
