/*
 * app/app_release.c — carries out what the law has decided to be due: the decision first, the
 * rename after it, the record last. Each step may be done again after a crash. Nothing here looks
 * at a date: whether it is time is the law's to say, and a clock that is not trusted makes the law
 * say no (PUB-05: late, never early).
 */
#include "app/app_priv.h"

#include "sys/log.h"

#include <stdlib.h>

enum { BACKOFF_FIRST_S = 1, BACKOFF_MAX_S = 300 };

static enum err due_list(struct app *app, struct arena *arena, struct release_due **out,
                         size_t *count)
{
    struct actor system = app_actor_system();
    struct law_world w;
    pthread_rwlock_rdlock(&app->lock);
    app_world_fill(app, &system, &w);
    enum err e = law_releases_due(&w, arena, out, count);
    pthread_rwlock_unlock(&app->lock);
    return e;
}

/* Commands of the timer have no submission: after a crash they are decided again, and refused when
 * they are done. */
static enum err issue(struct app *app, const struct command *command, struct arena *arena,
                      bool *refused)
{
    struct app_outcome outcome;
    struct app_request request = {.actor = app_actor_system(), .arena = arena};
    enum err e = app_execute(app, &request, command, &outcome);
    *refused = e == ERR_OK && outcome.refusal.code != REFUSAL_none;
    if (*refused)
        log_info("release_waits", "refusal=%s", refusal_def_get(outcome.refusal.code)->name);
    return e;
}

/* The last changed first; among equals the number decides, so that the order never depends on when
 * the cases were opened. */
static int compare_released(const void *a, const void *b)
{
    const struct publication *left = *(const struct publication *const *)a;
    const struct publication *right = *(const struct publication *const *)b;
    if (left->revised_at_us != right->revised_at_us)
        return left->revised_at_us > right->revised_at_us ? -1 : 1;
    return str_compare(left->number, right->number);
}

/* Every released publication, newest first, as the lists and feeds show them; of those still being
 * released only the advisory `with`. */
static enum err released_list(struct app *app, struct id with, struct arena *arena,
                              struct codec_list *out)
{
    struct str *docs = NULL;
    size_t count = 0;
    *out = (struct codec_list){0};
    pthread_rwlock_rdlock(&app->lock);
    enum err e = law_released(app->image, with, arena, &docs, &count);
    pthread_rwlock_unlock(&app->lock);
    if (e != ERR_OK)
        return e;
    const struct publication **items = ARENA_ARRAY(arena, const struct publication *, count);
    struct publication *all = ARENA_ARRAY(arena, struct publication, count);
    if (!items || !all)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        e = publication_read(docs[i], arena, &all[i]);
        if (e == ERR_INVALID) { /* its page stands; it must not hold back every other release */
            log_error("released_unreadable", "place=%zu", i);
            continue;
        }
        if (e != ERR_OK)
            return e;
        items[out->count++] = &all[i];
        if (all[i].revised_at_us > out->updated_at_us)
            out->updated_at_us = all[i].revised_at_us;
    }
    if (out->count > 1)
        qsort(items, out->count, sizeof(*items), compare_released);
    out->items = items;
    return ERR_OK;
}

/* In memory of its own: the documents of all lists are read for each. */
static enum err make_public(struct app *app, const struct release_due *due)
{
    struct publication publication = {0};
    struct codec_list all;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_RELEASE);
    enum err e = publication_read(due->doc, &arena, &publication);
    if (e == ERR_OK)
        e = released_list(app, due->advisory, &arena, &all);
    if (e == ERR_OK)
        e = press_stage(app->press, &publication);
    if (e == ERR_OK)
        e = press_release(app->press, &publication, &all);
    arena_release(&arena);
    return e;
}

static enum err finish_one(struct app *app, const struct release_due *due, struct arena *arena,
                           struct app_work_done *done)
{
    bool refused = false;
    enum err e = make_public(app, due);
    if (e != ERR_OK)
        return e;
    struct cmd_finish_release c = {
        .head = {.kind = COMMAND_finish_release, .subject = {.stream = due->advisory}},
        .revision = due->revision,
    };
    e = issue(app, &c.head, arena, &refused);
    if (e == ERR_OK && !refused) {
        done->released++;
        log_info("released", "revision=%lld", (long long)due->revision);
    }
    return e;
}

static enum err decide_one(struct app *app, const struct release_due *due, struct arena *arena)
{
    bool refused = false;
    const struct command_def *def = command_def_get(due->command);
    struct command *c = arena_alloc(arena, def->size);
    if (!c)
        return ERR_MEMORY;
    c->kind = due->command;
    c->subject.stream = due->advisory;
    return issue(app, c, arena, &refused);
}

static enum err keep_first(enum err a, enum err b)
{
    return a != ERR_OK ? a : b;
}

/* First everything is decided, then everything decided is finished, also what an earlier run left
 * behind. A case that fails keeps no other one back; the first error is returned. */
static enum err release_due(struct app *app, struct arena *arena, struct app_work_done *done)
{
    struct release_due *due = NULL;
    size_t count = 0;
    enum err failed = ERR_OK;
    enum err e = due_list(app, arena, &due, &count);
    app->release_stuck = 0;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        enum err one = due[i].decide ? decide_one(app, &due[i], arena) : ERR_OK;
        app->release_stuck += one == ERR_OK ? 0 : 1;
        failed = keep_first(failed, one);
    }
    if (e == ERR_OK)
        e = due_list(app, arena, &due, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        if (due[i].finish)
            failed = keep_first(failed, finish_one(app, &due[i], arena, done));
    }
    return keep_first(e, failed);
}

/* After a failure the next try waits; but what fails must not make the release of another case late
 * (PUB-05: to the minute). */
static enum err must_wait(struct app *app, struct arena *arena, bool *waits)
{
    struct release_due *due = NULL;
    size_t count = 0;
    size_t to_decide = 0;
    *waits = app->release_retry_us > clock_monotonic_us();
    if (!*waits)
        return ERR_OK;
    enum err e = due_list(app, arena, &due, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        to_decide += due[i].decide ? 1 : 0;
    *waits = to_decide <= app->release_stuck;
    return e;
}

static void back_off(struct app *app, enum err e)
{
    int64_t wait_s = BACKOFF_FIRST_S;
    for (uint32_t i = 0; i < app->release_failures && wait_s < BACKOFF_MAX_S; i++)
        wait_s *= 2;
    if (wait_s > BACKOFF_MAX_S)
        wait_s = BACKOFF_MAX_S;
    app->release_failures++;
    app->release_retry_us = clock_monotonic_us() + wait_s * US_PER_SECOND;
    log_error("release", "err=\"%s\" retry_s=%lld", err_text(e), (long long)wait_s);
}

/* ---- the list of developers that cannot be contacted ---- */

static void list_due(struct app *app, struct list_due *out)
{
    struct actor system = app_actor_system();
    struct law_world w;
    pthread_rwlock_rdlock(&app->lock);
    app_world_fill(app, &system, &w);
    law_list_due(&w, out);
    pthread_rwlock_unlock(&app->lock);
}

static enum err publish_list(struct app *app, struct str document, struct arena *arena)
{
    struct developer_list list;
    enum err e = developer_list_read(document, arena, &list);
    return e == ERR_OK ? press_list_release(app->press, &list) : e;
}

static enum err release_list(struct app *app, struct arena *arena)
{
    struct list_due due;
    bool refused = false;
    enum err e = ERR_OK;
    list_due(app, &due);
    if (due.decide) {
        struct cmd_release_list c = {
            .head = {.kind = COMMAND_release_list, .subject = {.stream = due.scheme}}};
        e = issue(app, &c.head, arena, &refused);
        list_due(app, &due);
    }
    if (e != ERR_OK || !due.finish)
        return e;
    e = publish_list(app, due.doc, arena);
    if (e != ERR_OK)
        return e;
    struct cmd_finish_list c = {
        .head = {.kind = COMMAND_finish_list, .subject = {.stream = due.scheme}},
        .revision = due.revision,
    };
    return issue(app, &c.head, arena, &refused);
}

/* Figures were decided by an officer and are public with that: there is nothing to be noted. What
 * stands on the site already is left alone unless `all`. */
static enum err publish_figures(struct app *app, bool all, struct arena *arena)
{
    struct public_figures *quarters = NULL;
    struct press_statistics figures = {NULL, 0};
    pthread_rwlock_rdlock(&app->lock);
    enum err e = law_public_figures(app->image, arena, &quarters, &figures.count);
    pthread_rwlock_unlock(&app->lock);
    figures.quarters = quarters;
    if (e == ERR_OK && (all || figures.count != app->figures_public))
        e = press_statistics_write(app->press, &figures);
    if (e == ERR_OK)
        app->figures_public = figures.count;
    return e;
}

/* Likewise of the document library. */
static enum err publish_library(struct app *app, bool all, struct arena *arena)
{
    struct public_library library = {NULL, 0};
    enum err e = ERR_OK;
    pthread_rwlock_rdlock(&app->lock);
    uint64_t revision = law_library_revision(app->image);
    bool due = all || revision != app->library_public;
    if (due)
        e = law_public_library(app->image, arena, &library);
    pthread_rwlock_unlock(&app->lock);
    if (e == ERR_OK && due)
        e = press_library_write(app->press, &library);
    if (e == ERR_OK)
        app->library_public = revision;
    return e;
}

enum err app_release(struct app *app, struct app_work_done *done)
{
    struct arena arena;
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    bool waits = false;
    arena_init(&arena, LIMIT_ARENA_REQUEST);
    e = must_wait(app, &arena, &waits);
    if (e == ERR_OK && !waits) {
        e = release_due(app, &arena, done);
        e = keep_first(e, release_list(app, &arena));
        e = keep_first(e, publish_figures(app, false, &arena));
        e = keep_first(e, publish_library(app, false, &arena));
    }
    arena_release(&arena);
    if (e == ERR_OK && waits)
        return ERR_OK;
    if (e != ERR_OK) {
        back_off(app, e);
    } else {
        app->release_failures = 0;
        app->release_retry_us = 0;
    }
    return e;
}

static enum err refresh_list(struct app *app, struct arena *arena)
{
    struct str document;
    pthread_rwlock_rdlock(&app->lock);
    enum err e = law_list_document(app->image, arena, &document);
    pthread_rwlock_unlock(&app->lock);
    return e == ERR_OK ? publish_list(app, document, arena) : e;
}

enum err app_public_refresh(struct app *app)
{
    struct arena arena;
    struct codec_list all;
    arena_init(&arena, LIMIT_ARENA_RELEASE);
    enum err e = released_list(app, (struct id){{0}}, &arena, &all);
    if (e == ERR_OK)
        e = press_refresh(app->press, &all);
    if (e == ERR_OK)
        e = refresh_list(app, &arena);
    if (e == ERR_OK)
        e = publish_figures(app, true, &arena);
    if (e == ERR_OK)
        e = publish_library(app, true, &arena);
    arena_release(&arena);
    if (e != ERR_OK)
        log_error("public_refresh", "err=\"%s\"", err_text(e));
    return e;
}
