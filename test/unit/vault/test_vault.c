/*
 * vault/test_vault.c — the vault: nothing opens at another place, under another key, while locked
 * or after shredding. Only for tests.
 */
#include "tester_sys.h"

#include "base/limits.h"
#include "sys/db.h"
#include "sys/random.h"
#include "sys/sealed_file.h"
#include "vault/vault.h"

#include "vault_sql.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct tmpdir dir;
    struct arena arena;  /* of the vault */
    struct arena memory; /* of the test */
    struct vault *vault;
    struct vault_options options;
    char path[100];
};

static const struct str passphrase = STR_INIT("correct horse battery");

static void fixture_make(struct fixture *f, enum vault_source source)
{
    tmpdir_open(&f->dir);
    arena_init(&f->arena, LIMIT_ARENA_VAULT);
    arena_init(&f->memory, 64u << 20);
    (void)snprintf(f->path, sizeof f->path, "%s/keys.db", f->dir.path);
    f->options = (struct vault_options){
        .data_dirfd = f->dir.fd,
        .path = f->path,
        .source = source,
        .passphrase = passphrase,
        .cost = CRYPTO_COST_REDUCED,
    };
    assert_err(vault_open(&f->vault, &f->options, &f->arena), ERR_NOT_FOUND);
    assert_ok(vault_create(&f->options));
    assert_ok(vault_open(&f->vault, &f->options, &f->arena));
}

static void fixture_reopen(struct fixture *f)
{
    vault_close(f->vault);
    assert_ok(vault_open(&f->vault, &f->options, &f->arena));
}

static void fixture_drop(struct fixture *f)
{
    vault_close(f->vault);
    arena_release(&f->memory);
    arena_release(&f->arena);
    tmpdir_close(&f->dir);
}

static struct id numbered(uint8_t n)
{
    return (struct id){{n, 1, 2, 3}};
}

static struct vault_part part_of(uint8_t keygroup, uint8_t stream, uint32_t generation,
                                 uint64_t version)
{
    return (struct vault_part){
        .stream_type = 2,
        .version = version,
        .key = {keygroup, numbered(stream), generation},
    };
}

static void passphrase_locks_and_unlocks(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_PASSPHRASE);
    uint32_t generation = 0;
    assert_true(vault_is_locked(f.vault));
    assert_int_equal(vault_source_of(f.vault), VAULT_SOURCE_PASSPHRASE);
    assert_err(vault_key_ensure(f.vault, 1, numbered(1), &generation), ERR_LOCKED);
    assert_err(vault_unlock(f.vault, STR("correct horse Battery")), ERR_CRYPTO);
    assert_err(vault_unlock(f.vault, (struct str){NULL, 0}), ERR_CRYPTO);
    assert_true(vault_is_locked(f.vault));
    assert_ok(vault_unlock(f.vault, passphrase));
    assert_ok(vault_unlock(f.vault, STR("harmless now")));
    assert_ok(vault_key_ensure(f.vault, 1, numbered(1), &generation));
    struct vault_part p = part_of(1, 1, generation, 1);
    struct str sealed, plain;
    assert_ok(vault_seal(f.vault, &p, STR("content"), &f.memory, &sealed));
    vault_lock(f.vault);
    assert_err(vault_unseal(f.vault, &p, sealed, &f.memory, &plain), ERR_LOCKED);
    assert_ok(vault_unlock(f.vault, passphrase));
    assert_ok(vault_unseal(f.vault, &p, sealed, &f.memory, &plain));
    assert_str(plain, STR("content"));
    fixture_drop(&f);
}

static void changing_the_passphrase_keeps_the_keys(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_PASSPHRASE);
    assert_ok(vault_unlock(f.vault, passphrase));
    uint8_t before[32], after[32];
    assert_ok(vault_sign_seed(f.vault, "advisory", before));
    assert_err(vault_change_passphrase(f.vault, STR("wrong wrong wrong"), STR("another long one")),
               ERR_CRYPTO);
    assert_err(vault_change_passphrase(f.vault, passphrase, STR("short")), ERR_INVALID);
    assert_ok(vault_change_passphrase(f.vault, passphrase, STR("another long one")));
    fixture_reopen(&f);
    assert_err(vault_unlock(f.vault, passphrase), ERR_CRYPTO);
    assert_ok(vault_unlock(f.vault, STR("another long one")));
    assert_ok(vault_sign_seed(f.vault, "advisory", after));
    assert_memory_equal(before, after, sizeof before);
    fixture_drop(&f);
}

static void a_key_file_unlocks_at_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    assert_false(vault_is_locked(f.vault));
    assert_err(vault_create(&f.options), ERR_EXISTS);
    assert_err(vault_change_passphrase(f.vault, passphrase, passphrase), ERR_UNSUPPORTED);
    struct stat st;
    assert_int_equal(fstatat(f.dir.fd, "master.key", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    vault_close(f.vault);
    const struct str wrong = STR("0123456789abcdef0123456789abcdef");
    assert_ok(disk_write_atomic(f.dir.fd, "master.key", wrong, 0600));
    assert_err(vault_open(&f.vault, &f.options, &f.arena), ERR_CRYPTO);
    assert_ok(disk_write_atomic(f.dir.fd, "master.key", STR("short"), 0600));
    assert_err(vault_open(&f.vault, &f.options, &f.arena), ERR_CORRUPT);
    arena_release(&f.memory);
    arena_release(&f.arena);
    tmpdir_close(&f.dir);
}

static void a_short_passphrase_is_refused(void **state)
{
    (void)state;
    struct tmpdir dir;
    tmpdir_open(&dir);
    struct vault_options o = {
        .data_dirfd = dir.fd, .path = tmpdir_path(&dir, 0, "keys.db"),
        .source = VAULT_SOURCE_PASSPHRASE, .passphrase = STR("elevenchars"),
    };
    assert_err(vault_create(&o), ERR_INVALID);
    assert_false(disk_exists(dir.fd, "keys.db"));
    tmpdir_close(&dir);
}

/* Every part opens at its own place and at no other. */
static void ciphertexts_do_not_move(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    struct vault_part places[24];
    struct str sealed[24], plain;
    size_t count = 0;
    for (uint8_t keygroup = 1; keygroup <= 3; keygroup++) {
        for (uint8_t stream = 1; stream <= 2; stream++) {
            uint32_t generation = 0;
            assert_ok(vault_key_ensure(f.vault, keygroup, numbered(stream), &generation));
            assert_int_equal(generation, 1);
            assert_ok(vault_key_rotate(f.vault, keygroup, numbered(stream), &generation));
            assert_int_equal(generation, 2);
            for (uint32_t g = 1; g <= 2; g++) {
                for (uint64_t version = 1; version <= 2; version++)
                    places[count++] = part_of(keygroup, stream, g, version);
            }
        }
    }
    assert_int_equal(count, 24);
    for (size_t i = 0; i < count; i++)
        assert_ok(vault_seal(f.vault, &places[i], STR("same text"), &f.memory, &sealed[i]));
    fixture_reopen(&f);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            assert_err(vault_unseal(f.vault, &places[i], sealed[j], &f.memory, &plain),
                       i == j ? ERR_OK : ERR_CRYPTO);
        struct vault_part other = places[i];
        other.stream_type++;
        assert_err(vault_unseal(f.vault, &other, sealed[i], &f.memory, &plain), ERR_CRYPTO);
    }
    fixture_drop(&f);
}

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    uint32_t generation = 0;
    assert_ok(vault_key_ensure(f.vault, 2, numbered(1), &generation));
    struct vault_part p = part_of(2, 1, generation, 7);
    struct str sealed, plain;
    assert_ok(vault_seal(f.vault, &p, STR("detail"), &f.memory, &sealed));
    char *bytes = arena_alloc(&f.memory, sealed.len);
    memcpy(bytes, sealed.ptr, sealed.len);
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
        assert_err(vault_unseal(f.vault, &p, (struct str){bytes, sealed.len}, &f.memory, &plain),
                   ERR_CRYPTO);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
    }
    assert_ok(vault_unseal(f.vault, &p, (struct str){bytes, sealed.len}, &f.memory, &plain));
    fixture_drop(&f);
}

enum { WISHERS = 8, WISHES = 40, SHARED_STREAMS = 5 };

struct wisher {
    pthread_t thread;
    struct vault *vault;
    uint8_t number;
    enum err result;
    uint32_t generations[WISHES][3];
};

/* Asks for keys of its own and of streams that the others ask for too, three at a time. */
static void *wish(void *ctx)
{
    struct wisher *w = ctx;
    for (uint8_t i = 0; i < WISHES && w->result == ERR_OK; i++) {
        struct id own = {{w->number, i, 7}};
        struct vault_key keys[] = {{1, own, 0}, {2, own, 0}, {1, numbered(i % SHARED_STREAMS), 0}};
        w->result = vault_keys_ensure(w->vault, keys, 3);
        for (size_t k = 0; k < 3; k++)
            w->generations[i][k] = keys[k].generation;
    }
    return NULL;
}

/* Threads that share a commit get the same key for the same stream, and it is on the disk. */
static void keys_are_made_once_for_many(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    static struct wisher wishers[WISHERS];
    for (uint8_t i = 0; i < WISHERS; i++) {
        wishers[i] = (struct wisher){.vault = f.vault, .number = (uint8_t)(100 + i)};
        assert_int_equal(pthread_create(&wishers[i].thread, NULL, wish, &wishers[i]), 0);
    }
    for (size_t i = 0; i < WISHERS; i++) {
        (void)pthread_join(wishers[i].thread, NULL);
        assert_ok(wishers[i].result);
        for (size_t n = 0; n < (size_t)WISHES * 3; n++)
            assert_int_equal(wishers[i].generations[n / 3][n % 3], 1);
    }
    struct str sealed, plain;
    struct vault_part own = {2, 1, {2, {{100 + WISHERS - 1, WISHES - 1, 7}}, 1}};
    assert_ok(vault_seal(f.vault, &own, STR("text"), &f.memory, &sealed));
    fixture_reopen(&f);
    assert_ok(vault_unseal(f.vault, &own, sealed, &f.memory, &plain));
    assert_true(str_equal(plain, STR("text")));
    fixture_drop(&f);
}

static void shredded_keys_stay_dead(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    uint32_t generation = 0;
    struct str sealed, other, plain;
    assert_ok(vault_key_ensure(f.vault, 3, numbered(1), &generation));
    struct vault_part p = part_of(3, 1, generation, 1), q = part_of(3, 2, 1, 1);
    assert_ok(vault_seal(f.vault, &p, STR("name of the finder"), &f.memory, &sealed));
    assert_ok(vault_key_ensure(f.vault, 3, numbered(2), &generation));
    assert_ok(vault_seal(f.vault, &q, STR("another"), &f.memory, &other));
    assert_ok(vault_shred(f.vault, 3, numbered(1)));
    assert_err(vault_unseal(f.vault, &p, sealed, &f.memory, &plain), ERR_NOT_FOUND);
    fixture_reopen(&f);
    assert_err(vault_unseal(f.vault, &p, sealed, &f.memory, &plain), ERR_NOT_FOUND);
    assert_ok(vault_unseal(f.vault, &q, other, &f.memory, &plain));
    assert_ok(vault_key_ensure(f.vault, 3, numbered(1), &generation));
    assert_int_equal(generation, 2); /* a new key never takes the place of a shredded one */
    assert_err(vault_unseal(f.vault, &p, sealed, &f.memory, &plain), ERR_NOT_FOUND);
    fixture_drop(&f);
}

static bool file_contains(struct fixture *f, const char *name, struct str needle)
{
    struct str bytes;
    if (disk_read_all(f->dir.fd, name, 16u << 20, &f->memory, &bytes) != ERR_OK)
        return false;
    return str_find(bytes, needle, 0) != SIZE_MAX;
}

/* The bytes of the wrap leave the files, write-ahead log included. */
static void shredding_reaches_the_disk(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    uint32_t generation = 0;
    struct id stream = random_id();
    assert_ok(vault_key_ensure(f.vault, 3, stream, &generation));
    struct db reader;
    struct db_stmt sql[VAULT_SQL_COUNT];
    const struct db_options o = {.path = f.path};
    assert_ok(db_open_reader(&reader, &o));
    assert_ok(db_prepare_all(&reader, vault_sql, VAULT_SQL_COUNT, sql));
    struct db_stmt *q = &sql[VAULT_SQL_wrap_get];
    db_bind_i64(q, 1, 3);
    db_bind_blob(q, 2, (struct str){(const char *)stream.bytes, ID_BYTES});
    db_bind_i64(q, 3, 1);
    bool row = false;
    assert_ok(db_step(q, &row));
    assert_true(row);
    struct str wrapped = arena_copy(&f.memory, db_column_blob(q, 0));
    assert_true(wrapped.len > 0);
    db_reset(q);
    db_finalise_all(sql, VAULT_SQL_COUNT);
    db_close(&reader);
    assert_true(file_contains(&f, "keys.db", wrapped) || file_contains(&f, "keys.db-wal", wrapped));
    assert_ok(vault_shred(f.vault, 3, stream));
    assert_false(file_contains(&f, "keys.db", wrapped));
    assert_false(file_contains(&f, "keys.db-wal", wrapped));
    fixture_drop(&f);
}

static bool only_first(void *ctx, uint8_t keygroup, struct id stream)
{
    (void)ctx;
    return keygroup == 1 && id_equal(stream, numbered(1));
}

static void orphans_are_swept(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    uint32_t generation = 0;
    for (uint8_t i = 1; i <= 3; i++)
        assert_ok(vault_key_ensure(f.vault, 1, numbered(i), &generation));
    struct vault_part kept = part_of(1, 1, 1, 1), gone = part_of(1, 2, 1, 1);
    struct str sealed, plain;
    assert_ok(vault_seal(f.vault, &kept, STR("x"), &f.memory, &sealed));
    size_t removed = 0;
    assert_ok(vault_sweep(f.vault, only_first, NULL, &removed));
    assert_int_equal(removed, 2);
    assert_err(vault_seal(f.vault, &gone, STR("x"), &f.memory, &plain), ERR_NOT_FOUND);
    assert_ok(vault_unseal(f.vault, &kept, sealed, &f.memory, &plain));
    assert_ok(vault_sweep(f.vault, only_first, NULL, &removed));
    assert_int_equal(removed, 0);
    fixture_drop(&f);
}

static void more_keys_than_the_cache_holds(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    enum { KEYS = 100 };
    struct str sealed[KEYS], plain;
    struct vault_part parts[KEYS];
    for (size_t i = 0; i < KEYS; i++) {
        /* the same first bytes, so that all want the same slot */
        parts[i] = part_of(1, 9, 1, 1);
        parts[i].key.stream.bytes[15] = (uint8_t)i;
        uint32_t generation = 0;
        assert_ok(vault_key_ensure(f.vault, 1, parts[i].key.stream, &generation));
        assert_ok(vault_seal(f.vault, &parts[i], STR("x"), &f.memory, &sealed[i]));
    }
    for (size_t i = 0; i < KEYS; i++)
        assert_ok(vault_unseal(f.vault, &parts[i], sealed[i], &f.memory, &plain));
    fixture_drop(&f);
}

static void records_are_bound_to_purpose_and_key(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    struct str sealed, plain;
    const struct vault_place place = {"session", STR("key")};
    const struct vault_place other_purpose = {"draft", STR("key")};
    const struct vault_place other_key = {"session", STR("kez")};
    assert_ok(vault_seal_record(f.vault, &place, STR("who"), &f.memory, &sealed));
    assert_ok(vault_unseal_record(f.vault, &place, sealed, &f.memory, &plain));
    assert_str(plain, STR("who"));
    assert_err(vault_unseal_record(f.vault, &other_purpose, sealed, &f.memory, &plain), ERR_CRYPTO);
    assert_err(vault_unseal_record(f.vault, &other_key, sealed, &f.memory, &plain), ERR_CRYPTO);
    fixture_drop(&f);
}

static void derived_values_are_stable_and_separate(void **state)
{
    (void)state;
    struct fixture f, other;
    fixture_make(&f, VAULT_SOURCE_FILE);
    fixture_make(&other, VAULT_SOURCE_FILE);
    struct id one, two;
    uint8_t a[VAULT_INDEX_BYTES], b[VAULT_INDEX_BYTES], key[32], key2[32];
    assert_ok(vault_derive_id(f.vault, numbered(1), 0, &one));
    assert_ok(vault_derive_id(f.vault, numbered(1), 1, &two));
    assert_false(id_equal(one, two));
    assert_ok(vault_derive_id(other.vault, numbered(1), 0, &two));
    assert_false(id_equal(one, two));
    assert_ok(vault_index(f.vault, "mail", STR("a@example.jp"), a));
    assert_ok(vault_index(f.vault, "person", STR("a@example.jp"), b));
    assert_memory_not_equal(a, b, sizeof a);
    uint32_t generation = 0;
    assert_ok(vault_key_ensure(f.vault, 2, numbered(1), &generation));
    const struct vault_key k = {2, numbered(1), generation};
    assert_ok(vault_file_key(f.vault, &k, numbered(5), key));
    fixture_reopen(&f);
    assert_ok(vault_derive_id(f.vault, numbered(1), 0, &two));
    assert_true(id_equal(one, two));
    assert_ok(vault_index(f.vault, "mail", STR("a@example.jp"), b));
    assert_memory_equal(a, b, sizeof a);
    assert_ok(vault_file_key(f.vault, &k, numbered(5), key2));
    assert_memory_equal(key, key2, sizeof key);
    assert_ok(vault_file_key(f.vault, &k, numbered(6), key2));
    assert_memory_not_equal(key, key2, sizeof key);
    fixture_drop(&f);
    fixture_drop(&other);
}

/* The portal knows the public key only; the letter opens at the desk, when it is unlocked. */
static void letters_open_at_the_desk(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_PASSPHRASE);
    uint8_t public_key[32], block[SEALED_KEY_BLOCK_BYTES], key[32];
    assert_ok(vault_intake_public(f.dir.fd, public_key));
    struct sealed_writer w;
    struct sealed_reader r;
    struct id name = random_id();
    assert_ok(sealed_create_letter(&w, f.dir.fd, name, public_key, &f.memory));
    assert_ok(sealed_write(&w, STR("a report")));
    assert_ok(sealed_finish(&w));
    assert_ok(sealed_open_letter(&r, f.dir.fd, name, &f.memory, block));
    const struct str sealed_key = {(const char *)block, sizeof block};
    assert_err(vault_intake_key(f.vault, sealed_key, key), ERR_LOCKED);
    assert_ok(vault_unlock(f.vault, passphrase));
    assert_ok(vault_intake_key(f.vault, sealed_key, key));
    struct str text;
    assert_ok(sealed_start(&r, key));
    assert_ok(sealed_read_all(&r, 100, &f.memory, &text));
    assert_str(text, STR("a report"));
    sealed_close(&r);
    block[40] ^= 1;
    assert_err(vault_intake_key(f.vault, sealed_key, key), ERR_CRYPTO);
    fixture_drop(&f);
}

/* Nothing of the content stands in the files. */
static void files_hold_no_plaintext(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, VAULT_SOURCE_FILE);
    uint8_t seed[32];
    uint32_t generation = 0;
    assert_ok(vault_sign_seed(f.vault, "canary", seed));
    assert_ok(vault_key_ensure(f.vault, 1, numbered(1), &generation));
    const struct vault_key k = {1, numbered(1), generation};
    uint8_t key[32];
    assert_ok(vault_file_key(f.vault, &k, numbered(1), key));
    static const char *const files[] = {"keys.db", "keys.db-wal", "letterbox.pub"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_false(file_contains(&f, files[i], (struct str){(const char *)seed, 32}));
        assert_false(file_contains(&f, files[i], (struct str){(const char *)key, 32}));
    }
    uint8_t public_key[32];
    assert_ok(vault_intake_public(f.dir.fd, public_key));
    /* the control: what does stand there is found */
    assert_true(file_contains(&f, "letterbox.pub", (struct str){(const char *)public_key, 32}));
    fixture_drop(&f);
}

static void every_statement_prepares(void **state)
{
    (void)state;
    struct db db;
    struct db_stmt sql[VAULT_SQL_COUNT];
    const struct db_options o = {.in_memory = true};
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, "", vault_migrations, vault_migration_count));
    for (size_t i = 0; i < VAULT_SQL_COUNT; i++) {
        if (db_prepare_all(&db, &vault_sql[i], 1, sql) != ERR_OK)
            fail_msg("%s", vault_sql[i].name);
        db_finalise_all(sql, 1);
    }
    db_close(&db);
}

static int setup(void **state)
{
    (void)state;
    return crypto_init() == ERR_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_prepares),
        cmocka_unit_test(passphrase_locks_and_unlocks),
        cmocka_unit_test(changing_the_passphrase_keeps_the_keys),
        cmocka_unit_test(a_key_file_unlocks_at_once),
        cmocka_unit_test(a_short_passphrase_is_refused),
        cmocka_unit_test(ciphertexts_do_not_move),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(keys_are_made_once_for_many),
        cmocka_unit_test(shredded_keys_stay_dead),
        cmocka_unit_test(shredding_reaches_the_disk),
        cmocka_unit_test(orphans_are_swept),
        cmocka_unit_test(more_keys_than_the_cache_holds),
        cmocka_unit_test(records_are_bound_to_purpose_and_key),
        cmocka_unit_test(derived_values_are_stable_and_separate),
        cmocka_unit_test(letters_open_at_the_desk),
        cmocka_unit_test(files_hold_no_plaintext),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
