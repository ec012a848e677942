/*
 * vault/vault_priv.h — what the files of vault/ share.
 */
#ifndef VAULT_VAULT_PRIV_H
#define VAULT_VAULT_PRIV_H

#include "base/limits.h"
#include "sys/db.h"
#include "vault/vault.h"

#include "vault_sql.h"

#include <pthread.h>

/* What the master key protects beside the wraps; sealed as one block in the row `master`. */
struct vault_seeds {
    uint8_t intake[CRYPTO_KEY_BYTES]; /* seed of the key pair for letters */
    uint8_t id[CRYPTO_KEY_BYTES];     /* identifiers */
    uint8_t index[CRYPTO_KEY_BYTES];  /* look-up hashes */
    uint8_t record[CRYPTO_KEY_BYTES]; /* records outside the log */
    uint8_t sign[CRYPTO_KEY_BYTES];   /* signature keys */
};

struct vault_slot {
    struct vault_key key; /* generation 0 = free */
    uint8_t secret[CRYPTO_KEY_BYTES];
};

/* Everything that must not leave secret memory. */
struct vault_secrets {
    uint8_t master[CRYPTO_KEY_BYTES];
    struct vault_seeds seeds;
    uint8_t intake_public[CRYPTO_PUBLIC_BYTES];
    uint8_t intake_secret[CRYPTO_SECRET_BYTES];
    struct vault_slot cache[LIMIT_VAULT_CACHE];
};

/* Keys that a thread waits for; stands on its stack. */
struct vault_wish {
    struct vault_wish *next;
    struct vault_key *keys;
    size_t count;
    enum err result;
    bool granted;
};

struct vault {
    struct db db;
    struct db_stmt sql[VAULT_SQL_COUNT];
    pthread_mutex_t lock; /* over everything below and the database */
    bool unlocked;
    enum vault_source source;
    int data_dirfd;
    struct vault_secrets *secrets;

    /* Threads that want keys at the same time share one commit. Taken before `lock`, if both. */
    pthread_mutex_t wish_lock;
    pthread_cond_t wish_granted;
    struct vault_wish *wishes; /* newest first */
    bool granting;             /* one of the waiting threads is at the database */
};

enum {
    VAULT_WRAP_BYTES = CRYPTO_KEY_BYTES + CRYPTO_SEAL_OVERHEAD + CRYPTO_HASH_BYTES,
    VAULT_PASSPHRASE_MIN = 12,
    VAULT_PURPOSE_MAX = 32,
};

#define VAULT_MASTER_FILE "master.key"

/* A key under another key, with a commitment: the wrap opens under one key only, whatever an
 * attacker stores. Writes VAULT_WRAP_BYTES. */
void wrap_seal(const uint8_t under[CRYPTO_KEY_BYTES], struct str ad,
               const uint8_t secret[CRYPTO_KEY_BYTES], uint8_t out[VAULT_WRAP_BYTES]);
enum err wrap_open(const uint8_t under[CRYPTO_KEY_BYTES], struct str ad, struct str wrapped,
                   uint8_t secret[CRYPTO_KEY_BYTES]) MUST_CHECK;

/* The unwrapped key; the lock is held. ERR_LOCKED, ERR_NOT_FOUND (never made, or shredded). */
enum err keys_find(struct vault *v, const struct vault_key *key,
                   uint8_t secret[CRYPTO_KEY_BYTES]) MUST_CHECK;

#endif
