/*
 * app/app_verify.c — proves that the log is whole and says one thing only: the chain holds, every
 * part opens, and folding it twice gives the same views to everybody. Changes nothing.
 */
#include "app/app_priv.h"

#include <string.h>

/* Adds the view of every case and report that this role works with to the digest. */
static enum err digest_role(struct app *app, const struct law_image *image, enum role role,
                            struct crypto_hasher *h)
{
    const struct work_filter all = {.include_ended = true};
    struct actor actor = {.role = role};
    struct work_list work = {0};
    struct arena arena;
    struct law_world w;
    arena_init(&arena, LIMIT_ARENA_RELEASE);
    pthread_rwlock_rdlock(&app->lock);
    app_world_fill(app, &actor, &w);
    pthread_rwlock_unlock(&app->lock);
    w.image = image;
    enum err e = law_work(&w, &all, &arena, &work);
    for (size_t i = 0; e == ERR_OK && i < work.count; i++) {
        struct str token = law_view_token(&w, work.items[i].stream, &arena);
        if (!token.ptr)
            e = ERR_MEMORY;
        else
            crypto_hasher_add(h, token.ptr, token.len);
    }
    arena_release(&arena);
    return e;
}

static enum err fold_digest(struct app *app, uint8_t out[CRYPTO_HASH_BYTES])
{
    struct arena arena;
    struct crypto_hasher h;
    struct fold f = {.app = app, .arena = &arena};
    arena_init(&arena, LIMIT_ARENA_IMAGE);
    crypto_hasher_init(&h);
    enum err e = app_fold(&f);
    if (e == ERR_OK)
        e = digest_role(app, f.image, ROLE_reception, &h);
    if (e == ERR_OK)
        e = digest_role(app, f.image, ROLE_coordinator, &h);
    crypto_hasher_finish(&h, out);
    arena_release(&arena);
    return e;
}

enum err app_verify(struct app *app, int64_t *bad_seq)
{
    struct store_verdict verdict = {0};
    uint8_t once[CRYPTO_HASH_BYTES];
    uint8_t again[CRYPTO_HASH_BYTES];
    *bad_seq = 0;
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    e = store_verify(app->store, &verdict);
    if (e == ERR_CORRUPT)
        *bad_seq = verdict.bad_event ? (int64_t)verdict.bad_event : -(int64_t)verdict.bad_read;
    if (e == ERR_OK)
        e = fold_digest(app, once);
    if (e == ERR_OK)
        e = fold_digest(app, again);
    if (e == ERR_OK && memcmp(once, again, sizeof(once)) != 0)
        e = ERR_CORRUPT;
    return e;
}
