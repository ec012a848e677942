/*
 * vault/keys.c — the keys of streams: made, found, rotated, shredded. The database is asked under
 * the lock; a key that was just made is committed with synchronous=FULL before anybody can seal
 * with it. It must never hand a key of one stream to another: place and wrap are bound together.
 */
#include "vault/vault_priv.h"

#include "sys/random.h"

/* What a wrap is bound to. */
struct wrap_place {
    uint8_t bytes[16 + 1 + ID_BYTES + 4];
};

static struct str place_of(const struct vault_key *key, struct wrap_place *out)
{
    static const char purpose[16] = "todoke/wrap/1";
    memcpy(out->bytes, purpose, sizeof purpose);
    out->bytes[16] = key->keygroup;
    memcpy(out->bytes + 17, key->stream.bytes, ID_BYTES);
    for (size_t i = 0; i < 4; i++)
        out->bytes[17 + ID_BYTES + i] = (uint8_t)(key->generation >> (8 * i));
    return (struct str){(const char *)out->bytes, sizeof out->bytes};
}

static struct str stream_bytes(const struct id *stream)
{
    return (struct str){(const char *)stream->bytes, ID_BYTES};
}

/* --- the cache -------------------------------------------------------------------------------- */

/* Each key has one slot; another key that wants it pushes it out. */
static struct vault_slot *slot_of(struct vault *v, const struct vault_key *key)
{
    uint64_t hash = id_hash(key->stream) ^ (uint64_t)key->keygroup * 0x9e3779b97f4a7c15u
        ^ (uint64_t)key->generation * 0xc2b2ae3d27d4eb4fu;
    return &v->secrets->cache[(hash ^ hash >> 32) % LIMIT_VAULT_CACHE];
}

static bool slot_holds(const struct vault_slot *slot, const struct vault_key *key)
{
    return slot->key.generation == key->generation && slot->key.keygroup == key->keygroup
        && id_equal(slot->key.stream, key->stream);
}

static void slot_fill(struct vault *v, const struct vault_key *key,
                      const uint8_t secret[CRYPTO_KEY_BYTES])
{
    struct vault_slot *slot = slot_of(v, key);
    slot->key = *key;
    memcpy(slot->secret, secret, CRYPTO_KEY_BYTES);
}

static void slots_forget(struct vault *v, uint8_t keygroup, struct id stream)
{
    for (size_t i = 0; i < LIMIT_VAULT_CACHE; i++) {
        struct vault_slot *slot = &v->secrets->cache[i];
        if (slot->key.keygroup == keygroup && id_equal(slot->key.stream, stream))
            crypto_wipe(slot, sizeof *slot);
    }
}

/* --- the database ----------------------------------------------------------------------------- */

static enum err wrap_load(struct vault *v, const struct vault_key *key,
                          uint8_t secret[CRYPTO_KEY_BYTES])
{
    struct db_stmt *q = &v->sql[VAULT_SQL_wrap_get];
    db_bind_i64(q, 1, key->keygroup);
    db_bind_blob(q, 2, stream_bytes(&key->stream));
    db_bind_i64(q, 3, key->generation);
    bool row = false;
    enum err e = db_step(q, &row);
    struct str wrapped = row ? db_column_blob(q, 0) : (struct str){NULL, 0};
    if (e == ERR_OK && wrapped.len == 0)
        e = ERR_NOT_FOUND; /* none, or shredded */
    struct wrap_place place;
    if (e == ERR_OK)
        e = wrap_open(v->secrets->master, place_of(key, &place), wrapped, secret);
    db_reset(q);
    return e;
}

enum err keys_find(struct vault *v, const struct vault_key *key, uint8_t secret[CRYPTO_KEY_BYTES])
{
    if (!v->unlocked)
        return ERR_LOCKED;
    if (key->generation == 0)
        return ERR_NOT_FOUND;
    const struct vault_slot *slot = slot_of(v, key);
    if (slot_holds(slot, key)) {
        memcpy(secret, slot->secret, CRYPTO_KEY_BYTES);
        return ERR_OK;
    }
    enum err e = wrap_load(v, key, secret);
    if (e == ERR_OK)
        slot_fill(v, key, secret);
    return e;
}

/* The newest generation, 0 when there is none; *usable is false when it was shredded. */
static enum err wrap_newest(struct vault *v, uint8_t keygroup, const struct id *stream,
                            uint32_t *generation, bool *usable)
{
    struct db_stmt *q = &v->sql[VAULT_SQL_wrap_newest];
    db_bind_i64(q, 1, keygroup);
    db_bind_blob(q, 2, stream_bytes(stream));
    bool row = false;
    enum err e = db_step(q, &row);
    *generation = 0;
    *usable = false;
    if (e == ERR_OK && row) {
        *generation = (uint32_t)db_column_i64(q, 0);
        *usable = db_column_i64(q, 1) > 0;
    }
    db_reset(q);
    return e;
}

static enum err wrap_make(struct vault *v, const struct vault_key *key)
{
    uint8_t secret[CRYPTO_KEY_BYTES], wrapped[VAULT_WRAP_BYTES];
    struct wrap_place place;
    random_bytes(secret, sizeof secret);
    wrap_seal(v->secrets->master, place_of(key, &place), secret, wrapped);
    struct db_stmt *q = &v->sql[VAULT_SQL_wrap_insert];
    db_bind_i64(q, 1, key->keygroup);
    db_bind_blob(q, 2, stream_bytes(&key->stream));
    db_bind_i64(q, 3, key->generation);
    db_bind_blob(q, 4, (struct str){(const char *)wrapped, sizeof wrapped});
    enum err e = db_run(q);
    if (e == ERR_OK)
        slot_fill(v, key, secret);
    crypto_wipe(secret, sizeof secret);
    return e;
}

static enum err key_provide(struct vault *v, uint8_t keygroup, struct id stream, bool anew,
                            uint32_t *generation)
{
    bool usable = false;
    enum err e = v->unlocked ? ERR_OK : ERR_LOCKED;
    if (e == ERR_OK)
        e = wrap_newest(v, keygroup, &stream, generation, &usable);
    if (e != ERR_OK || (usable && !anew))
        return e;
    if (*generation == UINT32_MAX)
        return ERR_LIMIT;
    struct vault_key key = {keygroup, stream, *generation + 1};
    e = wrap_make(v, &key);
    if (e == ERR_OK)
        *generation = key.generation;
    return e;
}

/* --- keys for many threads at once ------------------------------------------------------------ */

/* Fills in the generations that exist; *missing when one does not. */
static enum err wish_look(struct vault *v, struct vault_wish *wish, bool *missing)
{
    enum err e = v->unlocked ? ERR_OK : ERR_LOCKED;
    for (size_t i = 0; e == ERR_OK && i < wish->count; i++) {
        struct vault_key *key = &wish->keys[i];
        bool usable = false;
        e = wrap_newest(v, key->keygroup, &key->stream, &key->generation, &usable);
        *missing = *missing || !usable;
    }
    return e;
}

static enum err wish_make(struct vault *v, struct vault_wish *wish)
{
    enum err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < wish->count; i++) {
        struct vault_key *key = &wish->keys[i];
        e = key_provide(v, key->keygroup, key->stream, false, &key->generation);
    }
    return e;
}

/* What was made for a transaction that did not come about must not stay in the cache. */
static void wishes_forget(struct vault *v, const struct vault_wish *list)
{
    for (const struct vault_wish *w = list; w != NULL; w = w->next) {
        for (size_t i = 0; i < w->count; i++)
            slots_forget(v, w->keys[i].keygroup, w->keys[i].stream);
    }
}

/* One transaction for all of them: either every wish is granted or none. */
static enum err wishes_grant(struct vault *v, struct vault_wish *list)
{
    enum err e = ERR_OK;
    bool missing = false;
    for (struct vault_wish *w = list; e == ERR_OK && w != NULL; w = w->next)
        e = wish_look(v, w, &missing);
    if (e != ERR_OK || !missing)
        return e;
    e = db_begin(&v->db);
    for (struct vault_wish *w = list; e == ERR_OK && w != NULL; w = w->next)
        e = wish_make(v, w);
    if (e == ERR_OK)
        e = db_commit(&v->db);
    if (e != ERR_OK) {
        db_rollback(&v->db);
        wishes_forget(v, list);
    }
    return e;
}

/* The calling thread does it for everybody who waits; wish_lock is held, but not meanwhile. */
static void wishes_serve(struct vault *v)
{
    struct vault_wish *list = v->wishes;
    v->wishes = NULL;
    v->granting = true;
    (void)pthread_mutex_unlock(&v->wish_lock);
    (void)pthread_mutex_lock(&v->lock);
    enum err e = wishes_grant(v, list);
    (void)pthread_mutex_unlock(&v->lock);
    (void)pthread_mutex_lock(&v->wish_lock);
    v->granting = false;
    for (struct vault_wish *w = list, *next; w != NULL; w = next) {
        next = w->next; /* its thread may go on as soon as it is granted */
        w->result = e;
        w->granted = true;
    }
    (void)pthread_cond_broadcast(&v->wish_granted);
}

enum err vault_keys_ensure(struct vault *v, struct vault_key *keys, size_t count)
{
    struct vault_wish wish = {.keys = keys, .count = count};
    (void)pthread_mutex_lock(&v->wish_lock);
    wish.next = v->wishes;
    v->wishes = &wish;
    while (!wish.granted) {
        if (v->granting)
            (void)pthread_cond_wait(&v->wish_granted, &v->wish_lock);
        else
            wishes_serve(v);
    }
    (void)pthread_mutex_unlock(&v->wish_lock);
    return wish.result;
}

enum err vault_key_ensure(struct vault *v, uint8_t keygroup, struct id stream, uint32_t *generation)
{
    struct vault_key key = {keygroup, stream, 0};
    enum err e = vault_keys_ensure(v, &key, 1);
    if (e == ERR_OK)
        *generation = key.generation;
    return e;
}

/* --- keys for one thread ---------------------------------------------------------------------- */

enum err vault_key_rotate(struct vault *v, uint8_t keygroup, struct id stream, uint32_t *generation)
{
    (void)pthread_mutex_lock(&v->lock);
    enum err e = key_provide(v, keygroup, stream, true, generation);
    (void)pthread_mutex_unlock(&v->lock);
    return e;
}

enum err vault_shred(struct vault *v, uint8_t keygroup, struct id stream)
{
    (void)pthread_mutex_lock(&v->lock);
    struct db_stmt *q = &v->sql[VAULT_SQL_wrap_shred];
    db_bind_i64(q, 1, keygroup);
    db_bind_blob(q, 2, stream_bytes(&stream));
    enum err e = db_run(q);
    if (e == ERR_OK) {
        slots_forget(v, keygroup, stream);
        /* The old wraps also stand in the write-ahead log: it is emptied now, not some day. */
        e = db_checkpoint(&v->db);
    }
    (void)pthread_mutex_unlock(&v->lock);
    return e;
}

/* --- the sweep -------------------------------------------------------------------------------- */

struct orphan {
    struct orphan *next;
    uint8_t keygroup;
    struct id stream;
};

static enum err orphans_find(struct vault *v, bool (*is_known)(void *, uint8_t, struct id),
                             void *ctx, struct arena *a, struct orphan **list)
{
    struct db_stmt *q = &v->sql[VAULT_SQL_wrap_each];
    bool row = false;
    enum err e = db_step(q, &row);
    while (e == ERR_OK && row) {
        struct orphan found = {*list, (uint8_t)db_column_i64(q, 0), {{0}}};
        struct str stream = db_column_blob(q, 1);
        if (stream.len != ID_BYTES) {
            e = ERR_CORRUPT;
            break;
        }
        memcpy(found.stream.bytes, stream.ptr, ID_BYTES);
        if (!is_known(ctx, found.keygroup, found.stream)) {
            struct orphan *node = ARENA_NEW(a, struct orphan);
            if (node == NULL) {
                e = ERR_MEMORY;
                break;
            }
            *node = found;
            *list = node;
        }
        e = db_step(q, &row);
    }
    db_reset(q);
    return e;
}

static enum err orphans_delete(struct vault *v, const struct orphan *list, size_t *removed)
{
    enum err e = db_begin(&v->db);
    for (const struct orphan *o = list; e == ERR_OK && o != NULL; o = o->next) {
        struct db_stmt *q = &v->sql[VAULT_SQL_wrap_delete];
        db_bind_i64(q, 1, o->keygroup);
        db_bind_blob(q, 2, stream_bytes(&o->stream));
        e = db_run(q);
        *removed += e == ERR_OK;
    }
    if (e == ERR_OK)
        e = db_commit(&v->db);
    if (e != ERR_OK)
        db_rollback(&v->db);
    return e;
}

enum err vault_sweep(struct vault *v,
                     bool (*is_known)(void *ctx, uint8_t keygroup, struct id stream), void *ctx,
                     size_t *removed)
{
    struct arena a;
    struct orphan *list = NULL;
    arena_init(&a, LIMIT_ARENA_STORE);
    *removed = 0;
    (void)pthread_mutex_lock(&v->lock);
    enum err e = orphans_find(v, is_known, ctx, &a, &list);
    if (e == ERR_OK && list != NULL)
        e = orphans_delete(v, list, removed);
    for (const struct orphan *o = list; e == ERR_OK && o != NULL; o = o->next)
        slots_forget(v, o->keygroup, o->stream);
    (void)pthread_mutex_unlock(&v->lock);
    arena_release(&a);
    return e;
}
