/*
 * app/app_background.c — the one thread that works without being asked: letters, releases, replies,
 * mail, expiry. Each round is complete in itself; a round that fails is tried again by the next.
 */
#include "app/app_priv.h"

#include "sys/log.h"

#include <time.h>

enum {
    ROUND_MS = 250,
    INTAKE_MS = 1000,
    EXPIRY_MINUTES = 10,
    REPLIES_HOURS = 24,
    REFRESH_SECONDS = 10
};

static bool is_due(int64_t *last_us, int64_t every_us)
{
    int64_t now_us = clock_monotonic_us();
    if (*last_us != 0 && now_us - *last_us < every_us)
        return false;
    *last_us = now_us;
    return true;
}

static enum err expire(struct app *app)
{
    size_t count = 0;
    enum err e = store_record_expire(app->store, app_wall_us(app), &count);
    return e == ERR_OK ? app_sweep_blobs(app) : e;
}

static enum err first(enum err a, enum err b)
{
    return a != ERR_OK ? a : b;
}

/* One kind of work that fails does not keep the others from being done. */
static enum err tick(struct app *app, bool intake, struct app_work_done *done)
{
    enum err e = app_release(app, done);
    if (intake)
        e = first(e, app_intake(app, done));
    if (intake)
        e = first(e, app_inbox(app, done));
    bool all = is_due(&app->replies_all_us, REPLIES_HOURS * INT64_C(3600) * US_PER_SECOND);
    e = first(e, app_replies(app, all, done));
    e = first(e, app_mail(app, done));
    if (is_due(&app->expired_us, EXPIRY_MINUTES * INT64_C(60) * US_PER_SECOND))
        e = first(e, expire(app));
    return e;
}

enum err app_tick(struct app *app, struct app_work_done *done)
{
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    pthread_mutex_lock(&app->work_lock);
    e = tick(app, true, done);
    pthread_mutex_unlock(&app->work_lock);
    return e;
}

/* Waits for the next round; *poked: somebody asked for it. False: stop. */
static bool background_wait(struct background *b, bool *poked)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ROUND_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&b->mutex);
    while (!b->stop && !b->poked) {
        if (pthread_cond_timedwait(&b->wake, &b->mutex, &until) != 0)
            break;
    }
    *poked = b->poked;
    b->poked = false;
    bool go_on = !b->stop;
    pthread_mutex_unlock(&b->mutex);
    return go_on;
}

static void *background_main(void *ctx)
{
    struct app *app = ctx;
    bool poked = false;
    bool refreshed = false;
    int64_t refresh_us = 0;
    while (background_wait(&app->background, &poked)) {
        struct app_work_done done = {0};
        if (app_ready(app) != ERR_OK)
            continue;
        pthread_mutex_lock(&app->work_lock);
        bool intake = is_due(&app->intake_us, INTAKE_MS * INT64_C(1000)) || poked;
        enum err e = tick(app, intake, &done);
        /* After what was left half-released: until it is finished the lists do not have it. */
        if (!refreshed && is_due(&refresh_us, REFRESH_SECONDS * US_PER_SECOND))
            refreshed = app_public_refresh(app) == ERR_OK;
        pthread_mutex_unlock(&app->work_lock);
        if (e != ERR_OK)
            log_warn("background", "err=\"%s\"", err_text(e));
    }
    return NULL;
}

enum err app_background_start(struct app *app)
{
    struct background *b = &app->background;
    if (pthread_create(&b->thread, NULL, background_main, app) != 0)
        return ERR_MEMORY;
    b->running = true;
    return ERR_OK;
}

void app_background_stop(struct app *app)
{
    struct background *b = &app->background;
    if (!b->running)
        return;
    pthread_mutex_lock(&b->mutex);
    b->stop = true;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->mutex);
    pthread_join(b->thread, NULL);
    b->running = false;
}

void app_poke(struct app *app)
{
    pthread_mutex_lock(&app->background.mutex);
    app->background.poked = true;
    pthread_cond_signal(&app->background.wake);
    pthread_mutex_unlock(&app->background.mutex);
}
