/*
 * vault/vault.c — the master key: made, wrapped, unlocked, changed. It must never write the master
 * key anywhere but wrapped, except into the key file of a training, which is that file's purpose.
 */
#include "vault/vault_priv.h"

#include "sys/disk.h"
#include "sys/random.h"

/* The row `master` as stored. */
struct vault_master {
    enum vault_source source;
    enum crypto_cost cost;
    uint8_t salt[CRYPTO_SALT_BYTES];
    uint8_t wrapped[VAULT_WRAP_BYTES];
    uint8_t seeds[sizeof(struct vault_seeds) + CRYPTO_SEAL_OVERHEAD];
};

static const struct str master_ad = STR_INIT("todoke/master/1");
static const struct str seeds_ad = STR_INIT("todoke/seeds/1");

static struct str bytes_of(const void *bytes, size_t len)
{
    return (struct str){bytes, len};
}

/* --- the row ---------------------------------------------------------------------------------- */

static enum err master_insert(struct db_stmt *q, const struct vault_master *m)
{
    db_bind_i64(q, 1, m->source);
    db_bind_i64(q, 2, m->cost);
    db_bind_blob(q, 3, bytes_of(m->salt, sizeof m->salt));
    db_bind_blob(q, 4, bytes_of(m->wrapped, sizeof m->wrapped));
    db_bind_blob(q, 5, bytes_of(m->seeds, sizeof m->seeds));
    return db_run(q);
}

static bool master_copy(struct db_stmt *q, int column, void *out, size_t len)
{
    struct str bytes = db_column_blob(q, column);
    if (bytes.len == len)
        memcpy(out, bytes.ptr, len);
    return bytes.len == len;
}

static enum err master_read(struct vault *v, struct vault_master *m)
{
    struct db_stmt *q = &v->sql[VAULT_SQL_master_get];
    bool row = false;
    enum err e = db_step(q, &row);
    if (e == ERR_OK && !row)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK) {
        m->source = db_column_i64(q, 0) == VAULT_SOURCE_FILE ? VAULT_SOURCE_FILE
                                                             : VAULT_SOURCE_PASSPHRASE;
        m->cost = db_column_i64(q,
                                1) == CRYPTO_COST_REDUCED ? CRYPTO_COST_REDUCED : CRYPTO_COST_FULL;
        if (!master_copy(q, 2, m->salt, sizeof m->salt)
            || !master_copy(q, 3, m->wrapped, sizeof m->wrapped)
            || !master_copy(q, 4, m->seeds, sizeof m->seeds))
            e = ERR_CORRUPT;
    }
    db_reset(q);
    return e;
}

/* --- the source ------------------------------------------------------------------------------- */

static enum err source_key_file(int dirfd, uint8_t out[CRYPTO_KEY_BYTES])
{
    DISK_FD fd = -1;
    uint64_t size = 0;
    enum err e = disk_open_read(dirfd, VAULT_MASTER_FILE, &fd, &size);
    if (e == ERR_OK && size != CRYPTO_KEY_BYTES)
        e = ERR_CORRUPT;
    return e == ERR_OK ? disk_read_at(fd, 0, out, CRYPTO_KEY_BYTES) : e;
}

/* The key that wraps the master key. */
static enum err source_key(const struct vault_master *m, int dirfd, struct str passphrase,
                           uint8_t out[CRYPTO_KEY_BYTES])
{
    if (m->source == VAULT_SOURCE_FILE)
        return source_key_file(dirfd, out);
    return crypto_password_derive(m->cost, passphrase, m->salt, out, CRYPTO_KEY_BYTES);
}

static enum err master_wrap(struct vault_master *m, int dirfd, struct str passphrase,
                            const uint8_t master[CRYPTO_KEY_BYTES])
{
    uint8_t under[CRYPTO_KEY_BYTES];
    random_bytes(m->salt, sizeof m->salt);
    enum err e = source_key(m, dirfd, passphrase, under);
    if (e == ERR_OK)
        wrap_seal(under, master_ad, master, m->wrapped);
    crypto_wipe(under, sizeof under);
    return e;
}

/* --- creating --------------------------------------------------------------------------------- */

/* Draws everything new, in secret memory, and fills the row and the public key. */
static enum err create_secrets(const struct vault_options *o, struct vault_master *m,
                               uint8_t intake_public[CRYPTO_PUBLIC_BYTES])
{
    struct vault_secrets *s = crypto_secret_alloc(sizeof *s);
    if (s == NULL)
        return ERR_MEMORY;
    random_bytes(s->master, sizeof s->master);
    random_bytes(&s->seeds, sizeof s->seeds);
    crypto_box_keypair_from(s->seeds.intake, intake_public, s->intake_secret);
    enum err e = master_wrap(m, o->data_dirfd, o->passphrase, s->master);
    if (e == ERR_OK)
        crypto_seal_into(s->master, seeds_ad, bytes_of(&s->seeds, sizeof s->seeds), m->seeds);
    crypto_secret_free(s);
    return e;
}

static enum err create_key_file(int dirfd)
{
    uint8_t key[CRYPTO_KEY_BYTES];
    random_bytes(key, sizeof key);
    enum err e = disk_create_excl(dirfd, VAULT_MASTER_FILE, bytes_of(key, sizeof key), 0600);
    crypto_wipe(key, sizeof key);
    return e;
}

static enum err create_database(const struct vault_options *o, const struct vault_master *m)
{
    struct db db;
    struct db_stmt sql[VAULT_SQL_COUNT];
    const struct db_options options = {.path = o->path, .vfs = o->vfs};
    enum err e = db_open_writer(&db, &options);
    if (e != ERR_OK)
        return e;
    e = db_migrate(&db, o->path, vault_migrations, vault_migration_count);
    if (e == ERR_OK)
        e = db_prepare_all(&db, vault_sql, VAULT_SQL_COUNT, sql);
    if (e == ERR_OK) {
        e = master_insert(&sql[VAULT_SQL_master_insert], m);
        db_finalise_all(sql, VAULT_SQL_COUNT);
    }
    db_close(&db);
    return e;
}

enum err vault_create(const struct vault_options *o)
{
    if (o->source == VAULT_SOURCE_PASSPHRASE && o->passphrase.len < VAULT_PASSPHRASE_MIN)
        return ERR_INVALID;
    /* The public key comes last: where it stands, the rest stands too. */
    if (disk_exists(o->data_dirfd, VAULT_INTAKE_FILE))
        return ERR_EXISTS;
    struct vault_master m = {.source = o->source, .cost = o->cost};
    uint8_t intake_public[CRYPTO_PUBLIC_BYTES];
    enum err e = o->source == VAULT_SOURCE_FILE ? create_key_file(o->data_dirfd) : ERR_OK;
    if (e == ERR_OK)
        e = create_secrets(o, &m, intake_public);
    if (e == ERR_OK)
        e = create_database(o, &m);
    if (e == ERR_OK)
        e = disk_create_excl(o->data_dirfd, VAULT_INTAKE_FILE,
                             bytes_of(intake_public, sizeof intake_public), 0644);
    return e;
}

/* --- opening ---------------------------------------------------------------------------------- */

/* Opens the row with the source's key; the lock is held. */
static enum err master_open(struct vault *v, const struct vault_master *m, struct str passphrase,
                            uint8_t master[CRYPTO_KEY_BYTES])
{
    uint8_t under[CRYPTO_KEY_BYTES];
    enum err e = source_key(m, v->data_dirfd, passphrase, under);
    if (e == ERR_OK)
        e = wrap_open(under, master_ad, bytes_of(m->wrapped, sizeof m->wrapped), master);
    crypto_wipe(under, sizeof under);
    return e;
}

static enum err seeds_open(struct vault *v, const struct vault_master *m)
{
    struct vault_secrets *s = v->secrets;
    enum err e = crypto_open_into(s->master, seeds_ad, bytes_of(m->seeds, sizeof m->seeds),
                                  (uint8_t *)&s->seeds);
    if (e == ERR_OK)
        crypto_box_keypair_from(s->seeds.intake, s->intake_public, s->intake_secret);
    return e;
}

static enum err vault_unlock_held(struct vault *v, struct str passphrase)
{
    struct vault_master m;
    enum err e = master_read(v, &m);
    if (e == ERR_OK)
        e = master_open(v, &m, passphrase, v->secrets->master);
    if (e == ERR_OK)
        e = seeds_open(v, &m);
    if (e == ERR_OK)
        v->unlocked = true;
    else
        crypto_wipe(v->secrets, sizeof *v->secrets);
    return e;
}

enum err vault_open(struct vault **out, const struct vault_options *o, struct arena *a)
{
    struct vault *v = ARENA_NEW(a, struct vault);
    if (v == NULL)
        return ERR_MEMORY;
    if (!disk_exists(o->data_dirfd, VAULT_INTAKE_FILE))
        return ERR_NOT_FOUND;
    *v = (struct vault){.db = {.lock_fd = -1}, .data_dirfd = o->data_dirfd};
    (void)pthread_mutex_init(&v->lock, NULL);
    (void)pthread_mutex_init(&v->wish_lock, NULL);
    (void)pthread_cond_init(&v->wish_granted, NULL);
    v->secrets = crypto_secret_alloc(sizeof *v->secrets);
    enum err e = v->secrets == NULL ? ERR_MEMORY : ERR_OK;
    const struct db_options options = {.path = o->path, .vfs = o->vfs};
    if (e == ERR_OK)
        e = db_open_writer(&v->db, &options);
    if (e == ERR_OK)
        e = db_migrate(&v->db, o->path, vault_migrations, vault_migration_count);
    if (e == ERR_OK)
        e = db_prepare_all(&v->db, vault_sql, VAULT_SQL_COUNT, v->sql);
    struct vault_master m;
    if (e == ERR_OK)
        e = master_read(v, &m);
    if (e == ERR_OK) {
        v->source = m.source;
        if (m.source == VAULT_SOURCE_FILE)
            e = vault_unlock_held(v, (struct str){NULL, 0});
    }
    if (e != ERR_OK) {
        vault_close(v);
        return e;
    }
    *out = v;
    return ERR_OK;
}

void vault_close(struct vault *v)
{
    db_finalise_all(v->sql, VAULT_SQL_COUNT);
    db_close(&v->db);
    crypto_secret_free(v->secrets);
    v->secrets = NULL;
    (void)pthread_cond_destroy(&v->wish_granted);
    (void)pthread_mutex_destroy(&v->wish_lock);
    (void)pthread_mutex_destroy(&v->lock);
}

bool vault_is_locked(struct vault *v)
{
    (void)pthread_mutex_lock(&v->lock);
    bool locked = !v->unlocked;
    (void)pthread_mutex_unlock(&v->lock);
    return locked;
}

enum vault_source vault_source_of(struct vault *v)
{
    return v->source;
}

enum err vault_unlock(struct vault *v, struct str passphrase)
{
    (void)pthread_mutex_lock(&v->lock);
    enum err e = v->unlocked ? ERR_OK : vault_unlock_held(v, passphrase);
    (void)pthread_mutex_unlock(&v->lock);
    return e;
}

void vault_lock(struct vault *v)
{
    (void)pthread_mutex_lock(&v->lock);
    crypto_wipe(v->secrets, sizeof *v->secrets);
    v->unlocked = false;
    (void)pthread_mutex_unlock(&v->lock);
}

static enum err passphrase_replace(struct vault *v, struct str old, struct str new)
{
    struct vault_master m;
    uint8_t master[CRYPTO_KEY_BYTES];
    enum err e = master_read(v, &m);
    if (e == ERR_OK)
        e = master_open(v, &m, old, master);
    if (e == ERR_OK)
        e = master_wrap(&m, v->data_dirfd, new, master);
    crypto_wipe(master, sizeof master);
    if (e != ERR_OK)
        return e;
    struct db_stmt *q = &v->sql[VAULT_SQL_master_rewrap];
    db_bind_blob(q, 1, bytes_of(m.salt, sizeof m.salt));
    db_bind_blob(q, 2, bytes_of(m.wrapped, sizeof m.wrapped));
    e = db_run(q);
    return e == ERR_OK ? db_checkpoint(&v->db) : e; /* the old wrap leaves the disk with it */
}

enum err vault_change_passphrase(struct vault *v, struct str old, struct str new)
{
    if (v->source != VAULT_SOURCE_PASSPHRASE)
        return ERR_UNSUPPORTED;
    if (new.len < VAULT_PASSPHRASE_MIN)
        return ERR_INVALID;
    (void)pthread_mutex_lock(&v->lock);
    enum err e = passphrase_replace(v, old, new);
    (void)pthread_mutex_unlock(&v->lock);
    return e;
}
