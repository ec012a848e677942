/*
 * app/app_command.c — the way of every change: decide, seal, append, apply.
 *
 * The law decides on the image under the read lock; sealing and waiting for the disk happen without
 * any lock on the image; the store's writer thread applies what it has committed, before the caller
 * is answered. A conflict decides again on the newer image. No state changes on any other way.
 */
#include "app/app_priv.h"

#include "core/notice/notice.h"
#include "sys/log.h"
#include "sys/random.h"

#include <assert.h>
#include <string.h>

enum {
    KEYGROUPS = KEYGROUP_COUNT - 1,
    FRESH = sizeof(((struct law_world *)0)->fresh) / sizeof(struct id),
    DRAWN = APP_DRAWN,
};

_Static_assert((int)KEYGROUPS <= (int)STORE_PARTS_MAX, "one part of each key group");
_Static_assert(DRAWN * sizeof(struct str) == sizeof(((struct law_world *)0)->drawn), "all of them");

/* One try to carry out a command. Everything lives in `arena`, which belongs to the try. */
struct attempt {
    struct app *app;
    const struct app_request *request;
    const struct command *command;
    struct arena arena;
    struct decision decision;
    struct stream_ref refs[LIMIT_EVENTS_PER_COMMAND + LIMIT_CASE_ADVISORIES + 8];
    size_t ref_count;
    struct letter_list letters; /* that follow from the decision */
    int64_t decided_us;
    struct str plain[LIMIT_EVENTS_PER_COMMAND][KEYGROUPS];
    struct store_row *rows;
    struct store_read *reads;
    struct store_append append;
    struct vault_key keys[LIMIT_EVENTS_PER_COMMAND * KEYGROUPS];
    size_t key_count;
    struct id fresh[FRESH];
    uint8_t owner[STORE_PERSON_BYTES]; /* of the submission */
    struct app_draw draw;
    const struct key_found *key; /* what was found in the certificate that the command brings */
    bool creates; /* makes a stream with a name that people choose and that must be unique */
    bool holds_create_lock;
    bool apply_failed;
};

/* ---- deciding -------------------------------------------------------------------------------- */

/* Ids and numbers of this try. The vault may wait for the disk: not under the image's lock. */
static enum err attempt_draw(struct attempt *t)
{
    struct id submission = t->request->submission;
    for (uint32_t i = 0; i < FRESH; i++) {
        if (id_is_none(submission)) {
            t->fresh[i] = random_id();
            continue;
        }
        enum err e = vault_derive_id(t->app->vault, submission, i, &t->fresh[i]);
        if (e != ERR_OK)
            return e;
    }
    app_draw_numbers(t->app, &t->draw);
    return ERR_OK;
}

static void world_fill(const struct attempt *t, struct law_world *w)
{
    app_world_fill(t->app, &t->request->actor, w);
    w->submission = t->request->submission;
    w->key = t->key;
    memcpy(w->fresh, t->fresh, sizeof(w->fresh));
    for (size_t i = 0; i < DRAWN; i++)
        w->drawn[i] = str_from_cstr(t->draw.digits[i]);
}

/* CON-01. Creating commands have no subject, hence no view that could be stale. */
static bool view_is_stale(const struct attempt *t, const struct law_world *w)
{
    if (str_is_empty(t->request->view_token) || id_is_none(t->command->subject.stream))
        return false;
    struct arena scratch;
    arena_init(&scratch, LIMIT_ARENA_REQUEST);
    struct str now = law_view_token(w, t->command->subject.stream, &scratch);
    bool stale = !str_equal(now, t->request->view_token);
    arena_release(&scratch);
    return stale;
}

/* Reports and cases bear numbers drawn for them. What others are called, two people may choose at
 * the same time, and two may begin the first advisory of a case: no version of a stream shows that,
 * so these are made one after the other. */
static bool stream_is_one_of_its_name(enum stream_type type)
{
    return type != STREAM_report && type != STREAM_case;
}

/* The versions that the new events will have: each stream goes on from what was read. */
static void number_events(struct attempt *t)
{
    for (size_t i = 0; i < t->decision.event_count; i++) {
        struct event *e = t->decision.events[i];
        uint64_t before = 0;
        for (size_t k = 0; k < t->ref_count; k++) {
            if (id_equal(t->refs[k].stream, e->stream))
                before = t->refs[k].version;
        }
        e->version = before + 1;
        for (size_t k = 0; k < i; k++)
            e->version += id_equal(t->decision.events[k]->stream, e->stream) ? 1 : 0;
        t->creates = t->creates || (e->version == 1 && stream_is_one_of_its_name(e->stream_type));
    }
}

static enum err attempt_decide(struct attempt *t)
{
    struct app *app = t->app;
    struct law_world w;
    t->decision.arena = &t->arena;
    t->decision.event_count = 0;
    t->decision.refusal = (struct refusal){0};
    t->letters = (struct letter_list){0};
    enum err e = attempt_draw(t);
    if (e != ERR_OK)
        return e;
    pthread_rwlock_rdlock(&app->lock);
    world_fill(t, &w);
    e = law_decide(&w, t->command, &t->decision);
    if (e == ERR_OK && t->decision.refusal.code == REFUSAL_none && view_is_stale(t, &w))
        t->decision.refusal.code = REFUSAL_stale;
    if (e == ERR_OK && t->decision.refusal.code == REFUSAL_none) {
        t->ref_count =
            law_reads(&w, t->command, &t->decision, t->refs, sizeof(t->refs) / sizeof(t->refs[0]));
        number_events(t);
        t->decided_us = w.now_us;
        e = law_letters(&w, &t->decision, &t->arena, &t->letters);
    }
    pthread_rwlock_unlock(&app->lock);
    return e;
}

/* ---- sealing --------------------------------------------------------------------------------- */

static void key_want(struct attempt *t, const struct vault_key *key)
{
    for (size_t i = 0; i < t->key_count; i++) {
        if (t->keys[i].keygroup == key->keygroup && id_equal(t->keys[i].stream, key->stream))
            return;
    }
    t->keys[t->key_count++] = *key;
}

static enum err encode_part(struct attempt *t, size_t index, size_t group)
{
    const struct event *e = t->decision.events[index];
    struct str *kept = &t->plain[index][group];
    struct buf plain;
    buf_init(&plain, &t->arena, LIMIT_EVENT_BYTES);
    enum err err = event_encode(e, (enum keygroup)(group + 1), &plain);
    if (err == ERR_OK)
        err = buf_finish(&plain, kept);
    if (err == ERR_OK && kept->len > 0)
        key_want(t, &(struct vault_key){.keygroup = (uint8_t)(group + 1), .stream = e->stream});
    return err;
}

/* All keys at once: making one costs a sync of the disk. */
static enum err attempt_encode(struct attempt *t)
{
    t->key_count = 0;
    for (size_t i = 0; i < t->decision.event_count; i++) {
        for (size_t group = 0; group < KEYGROUPS; group++) {
            enum err e = encode_part(t, i, group);
            if (e != ERR_OK)
                return e;
        }
    }
    return vault_keys_ensure(t->app->vault, t->keys, t->key_count);
}

static uint32_t key_generation(const struct attempt *t, uint8_t keygroup, struct id stream)
{
    for (size_t i = 0; i < t->key_count; i++) {
        if (t->keys[i].keygroup == keygroup && id_equal(t->keys[i].stream, stream))
            return t->keys[i].generation;
    }
    return 0; /* the vault has no such key and says so */
}

static enum err seal_part(struct attempt *t, size_t index, size_t group)
{
    const struct event *e = t->decision.events[index];
    struct store_row *row = &t->rows[index];
    uint8_t keygroup = (uint8_t)(group + 1);
    if (t->plain[index][group].len == 0)
        return ERR_OK;
    struct vault_part part = {
        .stream_type = (uint8_t)e->stream_type,
        .version = e->version,
        .key = {keygroup, e->stream, key_generation(t, keygroup, e->stream)},
    };
    struct store_part *out = &row->parts[row->part_count++];
    out->keygroup = keygroup;
    out->generation = part.key.generation;
    return vault_seal(t->app->vault, &part, t->plain[index][group], &t->arena, &out->bytes);
}

static enum err attempt_seal(struct attempt *t)
{
    size_t count = t->decision.event_count;
    enum err e = attempt_encode(t);
    if (e != ERR_OK)
        return e;
    t->rows = ARENA_ARRAY(&t->arena, struct store_row, count);
    t->reads = ARENA_ARRAY(&t->arena, struct store_read, t->ref_count);
    if (!t->rows || !t->reads)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->ref_count; i++) {
        t->reads[i] = (struct store_read){
            .stream_type = (uint8_t)t->refs[i].type,
            .stream = t->refs[i].stream,
            .version = t->refs[i].version,
        };
    }
    for (size_t i = 0; i < count; i++) {
        const struct event *event = t->decision.events[i];
        t->rows[i] = (struct store_row){
            .stream_type = (uint8_t)event->stream_type,
            .stream = event->stream,
            .version = event->version,
            .kind = (uint16_t)event->kind,
            .schema = (uint16_t)event->schema,
            .day = civil_jst_day(event->at_us),
        };
        for (size_t group = 0; group < KEYGROUPS && e == ERR_OK; group++)
            e = seal_part(t, i, group);
    }
    if (e != ERR_OK || t->letters.count == 0)
        return e;
    struct store_letter *letters = NULL;
    e = app_letters_seal(t->app, &t->letters, t->decided_us, &t->arena, &letters);
    t->append.letters = letters;
    t->append.letter_count = t->letters.count;
    return e;
}

/* ---- applying -------------------------------------------------------------------------------- */

/* The event as a later start would read it from the log, with texts that live as long as the image.
 */
static enum err event_rebuild(const struct attempt *t, size_t index, struct event **out)
{
    struct arena *arena = &t->app->image_arena;
    const struct event *decided = t->decision.events[index];
    struct event *e = event_new(decided->kind, arena);
    if (!e)
        return ERR_MEMORY;
    e->stream = decided->stream;
    e->stream_type = decided->stream_type;
    e->version = decided->version;
    e->seq = t->append.outcome.first_seq + index;
    for (size_t group = 0; group < KEYGROUPS; group++) {
        if (t->plain[index][group].len == 0)
            continue;
        struct str bytes = arena_copy(arena, t->plain[index][group]);
        if (!bytes.ptr)
            return ERR_MEMORY;
        enum err err = event_decode(e, (enum keygroup)(group + 1), bytes, arena);
        if (err != ERR_OK)
            return err;
    }
    *out = e;
    return ERR_OK;
}

/* Runs in the store's writer thread, in the order of the log. */
static void attempt_apply(void *ctx, const struct store_append *append)
{
    struct attempt *t = ctx;
    struct app *app = t->app;
    assert(append == &t->append);
    pthread_rwlock_wrlock(&app->lock);
    for (size_t i = 0; i < t->decision.event_count && !t->apply_failed; i++) {
        struct event *e = NULL;
        enum err err = event_rebuild(t, i, &e);
        if (err == ERR_OK)
            err = law_apply(app->image, e);
        t->apply_failed = err != ERR_OK;
    }
    pthread_rwlock_unlock(&app->lock);
    if (t->apply_failed) {
        atomic_store(&app->failed, true);
        log_error("image_apply", "seq=%llu", (unsigned long long)append->outcome.first_seq);
    }
}

/* What was committed must fit into the image: refuse before the commit, while nothing has happened.
 */
static enum err image_has_room(struct app *app)
{
    pthread_rwlock_rdlock(&app->lock);
    size_t left = app->image_arena.limit - app->image_arena.used;
    pthread_rwlock_unlock(&app->lock);
    if (left < LIMIT_IMAGE_RESERVE) {
        log_error("image_full", "left=%zu", left);
        return ERR_FULL;
    }
    return ERR_OK;
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void append_fill(struct attempt *t)
{
    const struct command_def *def = command_def_get(t->command->kind);
    bool creates = (def->flags & CREATES) != 0;
    t->append.reads = t->reads;
    t->append.read_count = t->ref_count;
    t->append.rows = t->rows;
    t->append.row_count = t->decision.event_count;
    t->append.submission = t->request->submission;
    memcpy(t->append.person, t->owner, sizeof(t->append.person));
    /* What creates may have made a step instead, which waits at another stream. */
    t->append.subject_type =
        (uint8_t)(creates || def->subject == SUBJECT_ANY ? t->decision.events[0]->stream_type
                                                         : subject_stream_type(def->subject));
    t->append.subject = creates ? t->decision.events[0]->stream : t->command->subject.stream;
    t->append.on_commit = attempt_apply;
    t->append.ctx = t;
}

/* ---- the loop -------------------------------------------------------------------------------- */

static void refusal_keep(const struct attempt *t, struct app_outcome *out)
{
    *out = (struct app_outcome){.refusal = t->decision.refusal};
    out->refusal.reason = arena_copy(t->request->arena, t->decision.refusal.reason);
}

/* ERR_CONFLICT: decide again. */
static enum err attempt_run(struct attempt *t, struct app_outcome *out)
{
    struct app *app = t->app;
    enum err e = attempt_decide(t);
    if (e != ERR_OK)
        return e;
    if (t->decision.refusal.code == REFUSAL_number_taken)
        return ERR_CONFLICT;
    if (t->decision.refusal.code != REFUSAL_none) {
        refusal_keep(t, out);
        return ERR_OK;
    }
    if (t->creates && !t->holds_create_lock)
        return ERR_CONFLICT;
    if ((e = image_has_room(app)) != ERR_OK || (e = attempt_seal(t)) != ERR_OK)
        return e;
    append_fill(t);
    e = store_append(app->store, &t->append);
    if (e == ERR_OK && t->apply_failed)
        return ERR_IO;
    if (e == ERR_OK || e == ERR_EXISTS) {
        app_outcome_take(app, &t->append.outcome, e == ERR_EXISTS, out);
        app_dirty_events(app, t->decision.events, t->decision.event_count);
        return ERR_OK;
    }
    if (e == ERR_DENIED) {
        *out = (struct app_outcome){.refusal = {.code = REFUSAL_submission_reused}};
        return ERR_OK;
    }
    return e;
}

static enum err execute_tries(struct attempt *t, struct app_outcome *out)
{
    enum err e = ERR_CONFLICT;
    for (int i = 0; i < LIMIT_CONFLICT_RETRIES && e == ERR_CONFLICT; i++) {
        arena_clear(&t->arena);
        t->append = (struct store_append){0};
        memset(t->plain, 0, sizeof(t->plain));
        e = attempt_run(t, out);
        app_draw_release(t->app, &t->draw);
        if (e == ERR_CONFLICT && t->creates && !t->holds_create_lock) {
            pthread_mutex_lock(&t->app->create_lock);
            t->holds_create_lock = true;
        }
    }
    if (t->holds_create_lock)
        pthread_mutex_unlock(&t->app->create_lock);
    return e == ERR_CONFLICT ? ERR_BUSY : e;
}

enum err app_execute(struct app *app, const struct app_request *request,
                     const struct command *command, struct app_outcome *out)
{
    uint8_t owner[STORE_PERSON_BYTES];
    bool found = false;
    *out = (struct app_outcome){0};
    enum err e = app_ready(app);
    if (e == ERR_OK)
        e = app_submission_owner(app, request, command, owner);
    if (e == ERR_OK)
        e = app_submission_find(app, request, owner, &found, out);
    if (e != ERR_OK || found)
        return e;
    struct arena home;
    arena_init(&home, sizeof(struct attempt) + 64);
    struct attempt *t = ARENA_NEW(&home, struct attempt);
    if (!t)
        return ERR_MEMORY;
    t->app = app;
    t->request = request;
    t->command = command;
    struct key_found key;
    if (app_key_look(app, command, request->arena, &key))
        t->key = &key;
    memcpy(t->owner, owner, sizeof(t->owner));
    arena_init(&t->arena, LIMIT_ARENA_COMMAND);
    e = execute_tries(t, out);
    arena_release(&t->arena);
    arena_release(&home);
    return e;
}

enum err app_command(struct app *app, const struct app_request *request,
                     const struct command *command, struct app_outcome *out)
{
    struct refusal refusal = {0};
    *out = (struct app_outcome){0};
    enum err e = app_ready(app);
    if (e == ERR_OK)
        e = app_files_check(app, request, command, &refusal);
    if (e == ERR_OK && refusal.code == REFUSAL_none)
        e = app_letter_check(app, command, &refusal);
    if (e == ERR_OK && refusal.code == REFUSAL_none)
        e = app_link_check(app, request, command, &refusal);
    if (e != ERR_OK)
        return e;
    if (refusal.code != REFUSAL_none) {
        uint8_t owner[STORE_PERSON_BYTES];
        bool found = false;
        e = app_submission_owner(app, request, command, owner);
        if (e == ERR_OK)
            e = app_submission_find(app, request, owner, &found, out);
        if (e == ERR_OK && !found)
            out->refusal = refusal;
        return e;
    }
    e = app_execute(app, request, command, out);
    if (e == ERR_OK && out->refusal.code == REFUSAL_none)
        app_files_taken(app, command);
    if (e == ERR_OK && out->refusal.code == REFUSAL_none)
        app_letter_taken(app, command);
    if (e == ERR_OK && out->refusal.code == REFUSAL_none)
        app_leaver_forget(app, command);
    return e;
}
