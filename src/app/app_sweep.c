/*
 * app/app_sweep.c — removes what died between two steps: keys and blobs that no event and no living
 * upload mentions. When in doubt it keeps.
 */
#include "app/app_priv.h"

#include "base/map.h"
#include "sys/log.h"

#include <string.h>

enum { YOUNG_SECONDS = 2 * 3600 };

struct sweep {
    struct app *app;
    struct arena arena;
    struct id_map uploads;
};

static enum err sweep_upload(void *ctx, const struct store_record *record)
{
    struct sweep *s = ctx;
    struct id id;
    memcpy(id.bytes, record->key, ID_BYTES);
    return id_map_set(&s->uploads, &s->arena, id, s);
}

static enum err sweep_begin(struct sweep *s, struct app *app)
{
    *s = (struct sweep){.app = app};
    arena_init(&s->arena, LIMIT_ARENA_COMMAND);
    return store_record_each(app->store, STORE_RECORD_UPLOAD, sweep_upload, s);
}

static bool blob_is_live(void *ctx, struct id blob)
{
    struct sweep *s = ctx;
    if (id_map_get(&s->uploads, blob))
        return true;
    pthread_rwlock_rdlock(&s->app->lock);
    bool named = law_blob_is_named(s->app->image, blob);
    pthread_rwlock_unlock(&s->app->lock);
    return named;
}

static bool key_is_known(void *ctx, uint8_t keygroup, struct id stream)
{
    struct sweep *s = ctx;
    (void)keygroup;
    pthread_rwlock_rdlock(&s->app->lock);
    bool known = law_stream_version(s->app->image, stream) > 0;
    pthread_rwlock_unlock(&s->app->lock);
    return known || blob_is_live(s, stream);
}

enum err app_sweep_keys(struct app *app)
{
    struct sweep s;
    size_t removed = 0;
    enum err e = sweep_begin(&s, app);
    if (e == ERR_OK)
        e = vault_sweep(app->vault, key_is_known, &s, &removed);
    arena_release(&s.arena);
    if (removed > 0)
        log_info("sweep_keys", "removed=%zu", removed);
    return e;
}

enum err app_sweep_blobs(struct app *app)
{
    struct sweep s;
    size_t removed = 0;
    enum err e = sweep_begin(&s, app);
    if (e == ERR_OK)
        e = blob_sweep(app->blobs_fd, app_wall_us(app) - YOUNG_SECONDS * US_PER_SECOND,
                       blob_is_live, &s, &removed);
    arena_release(&s.arena);
    if (removed > 0)
        log_info("sweep_blobs", "removed=%zu", removed);
    return e;
}
