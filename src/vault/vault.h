/*
 * vault/vault.h — the keys (architecture sections 3 and 6).
 *
 * keys.db holds, each wrapped by the master key: one random key per key group, stream and
 * generation; the intake secret; the seeds of identifiers and look-up hashes. Nothing in it opens
 * without the master key, which is itself wrapped by the source: a key file (training; protects
 * copies of the database only) or a passphrase (Argon2id). A wrap is on the disk before the
 * function that made it returns, hence before any event uses it. The keys stay in secret memory.
 * All functions are thread-safe; ERR_LOCKED before vault_unlock. It must never write a key or a
 * plaintext anywhere else, and knows nothing of cases, roles or access: who may ask is decided
 * before.
 */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "base/id.h"
#include "sys/crypto.h"

struct vault;

enum vault_source {
    VAULT_SOURCE_FILE = 1,       /* the file `master.key` in the data directory, 0600 */
    VAULT_SOURCE_PASSPHRASE = 2, /* typed at start */
};

enum { VAULT_INDEX_BYTES = 16 };

struct vault_options {
    int data_dirfd;        /* keys.db, master.key and letterbox.pub stand here */
    const char *path;      /* of keys.db, the same file by path */
    const char *vfs;       /* NULL = the system's */
    enum vault_source source; /* vault_create only */
    /* vault_create with VAULT_SOURCE_PASSPHRASE: at least 12 characters (ERR_INVALID) */
    struct str passphrase;
    enum crypto_cost cost;
};

/* Makes keys.db (ERR_EXISTS when there is one), the master key, the seeds, the intake pair and
 * `letterbox.pub`. Leaves nothing open. */
enum err vault_create(const struct vault_options *o) MUST_CHECK;
/* Opens; unlocked at once when the source is the file. The arena must outlive the vault and is not
 * used by others. ERR_NOT_FOUND before vault_create. */
enum err vault_open(struct vault **out, const struct vault_options *o, struct arena *a) MUST_CHECK;
void vault_close(struct vault *v);
bool vault_is_locked(struct vault *v);
enum vault_source vault_source_of(struct vault *v);
/* ERR_CRYPTO for a wrong passphrase. Harmless when unlocked. */
enum err vault_unlock(struct vault *v, struct str passphrase) MUST_CHECK;
/* Forgets every key. */
void vault_lock(struct vault *v);
/* Wraps the master key under another passphrase. ERR_CRYPTO when `old` is wrong. */
enum err vault_change_passphrase(struct vault *v, struct str old, struct str new) MUST_CHECK;

/* --- keys of streams -------------------------------------------------------------------------- */
/* Which key: `keygroup` is the number of the law's enum keygroup (1 case, 2 detail, 3 person). */
struct vault_key {
    uint8_t keygroup;
    struct id stream;
    uint32_t generation; /* 1, 2 … */
};

/* The newest generation of the stream's key; made, wrapped and synced when there is none. */
enum err vault_key_ensure(struct vault *v, uint8_t keygroup, struct id stream,
                          uint32_t *generation) MUST_CHECK;
/* The same for several keys: those that are missing are made together, and threads that come at the
 * same time share one commit. Fills in the generations; on an error none of them may be used. */
enum err vault_keys_ensure(struct vault *v, struct vault_key *keys, size_t count) MUST_CHECK;
/* A further generation: what is sealed from now on is out of reach of who knew the old key. */
enum err vault_key_rotate(struct vault *v, uint8_t keygroup, struct id stream,
                          uint32_t *generation) MUST_CHECK;
/* Deletes every wrap of the key group and stream (crypto-shredding) and remembers that it was done.
 * What was sealed under it never opens again here; complete only when backups of keys.db have
 * expired. */
enum err vault_shred(struct vault *v, uint8_t keygroup, struct id stream) MUST_CHECK;
/* Removes the keys of streams that the log does not know (a command that died between key and
 * event). Only at start, before commands run. */
enum err vault_sweep(struct vault *v, bool (*is_known)(void *ctx, uint8_t keygroup,
                     struct id stream), void *ctx, size_t *removed) MUST_CHECK;

/* --- sealing ---------------------------------------------------------------------------------- */
/* A part of an event: its place in the log is bound to it, so it opens nowhere else. */
struct vault_part {
    uint8_t stream_type;
    uint64_t version;
    struct vault_key key;
};
/* ERR_NOT_FOUND: no such key (never made, or shredded). ERR_CRYPTO: bytes or place are not the
 * sealed ones. */
enum err vault_seal(struct vault *v, const struct vault_part *part, struct str plain,
                    struct arena *a, struct str *out) MUST_CHECK;
enum err vault_unseal(struct vault *v, const struct vault_part *part, struct str sealed,
                      struct arena *a, struct str *out) MUST_CHECK;
/* A record outside the log (session, draft, upload, read log) is bound to a purpose such as
 * "session", at most 31 bytes, and to a key within it. */
struct vault_place {
    const char *purpose;
    struct str key;
};
enum err vault_seal_record(struct vault *v, const struct vault_place *place, struct str plain,
                           struct arena *a, struct str *out) MUST_CHECK;
enum err vault_unseal_record(struct vault *v, const struct vault_place *place, struct str sealed,
                             struct arena *a, struct str *out) MUST_CHECK;
/* The key of one attached file under the key of a stream (store/blob.h). The caller wipes it. */
enum err vault_file_key(struct vault *v, const struct vault_key *key, struct id file,
                        uint8_t out[CRYPTO_KEY_BYTES]) MUST_CHECK;

/* --- derived values --------------------------------------------------------------------------- */
/* Keyed hash for exact look-up (an address, a person): leaks equality only, and only with keys.db.
 * `purpose` separates the spaces. */
enum err vault_index(struct vault *v, const char *purpose, struct str value,
                     uint8_t out[VAULT_INDEX_BYTES]) MUST_CHECK;
/* The n-th identifier made by a submission: the same again when it is repeated, unpredictable to
 * others. */
enum err vault_derive_id(struct vault *v, struct id submission, uint32_t n,
                         struct id *out) MUST_CHECK;
/* The seed of a signature key, by purpose ("advisory"). The caller wipes it. */
enum err vault_sign_seed(struct vault *v, const char *purpose,
                         uint8_t out[CRYPTO_KEY_BYTES]) MUST_CHECK;

/* --- intake ----------------------------------------------------------------------------------- */
/* The public key to which letters are sealed, from `letterbox.pub`; works without keys.db and while
 * locked. The portal reads the same file itself: 32 bytes. */
#define VAULT_INTAKE_FILE "letterbox.pub"
enum err vault_intake_public(int data_dirfd, uint8_t out[CRYPTO_PUBLIC_BYTES]) MUST_CHECK;
/* Opens the key block of a letter (sys/sealed_file.h). The caller wipes `key`. */
enum err vault_intake_key(struct vault *v, struct str key_block,
                          uint8_t key[CRYPTO_KEY_BYTES]) MUST_CHECK;

#endif
