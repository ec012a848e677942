/*
 * store/test_sqlite.c — what only the database file can show: reopening, one writer, backup, and
 * tampering behind the store's back. The control is the same database untouched, which must verify.
 * Only for tests.
 */
#include "fixture.h"

#include "sys/db.h"
#include "sys/random.h"

#include "store_sql.h"

static void every_statement_prepares(void **state)
{
    (void)state;
    struct db db;
    struct db_stmt sql[1];
    const struct db_options o = {.in_memory = true};
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, "", store_migrations, store_migration_count));
    for (size_t i = 0; i < STORE_SQL_COUNT; i++) {
        if (db_prepare_all(&db, &store_sql[i], 1, sql) != ERR_OK)
            fail_msg("%s", store_sql[i].name);
        db_finalise_all(sql, 1);
    }
    db_close(&db);
}

static void reopening_continues_where_it_ended(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, false);
    assert_ok(append_one(f.store, 1, 1, 70));
    assert_ok(append_one(f.store, 2, 1, 71));
    assert_ok(append_one(f.store, 1, 2, 72));
    uint64_t seq = 0, seq_after = 0;
    uint8_t hash[32], after[32];
    store_head(f.store, &seq, hash);
    fixture_shut(&f);
    fixture_open(&f);
    store_head(f.store, &seq_after, after);
    assert_int_equal(seq, seq_after);
    assert_memory_equal(hash, after, sizeof hash);
    assert_err(append_one(f.store, 1, 2, 0), ERR_CONFLICT);
    assert_err(append_one(f.store, 1, 3, 71), ERR_EXISTS);
    assert_ok(append_one(f.store, 1, 3, 73));
    assert_verifies(f.store);
    fixture_drop(&f);
}

static void a_second_store_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct store *other;
    struct arena a;
    fixture_make(&f, false);
    arena_init(&a, 1u << 20);
    assert_err(store_open(&other, &f.options, &a), ERR_BUSY);
    arena_release(&a);
    fixture_drop(&f);
}

static void a_newer_database_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct store *other;
    struct arena a;
    fixture_make(&f, false);
    fixture_shut(&f);
    static const struct db_migration future = {9999, "CREATE TABLE later (a INTEGER) STRICT"};
    struct db db;
    const struct db_options o = {.path = f.path};
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, f.path, &future, 1));
    db_close(&db);
    arena_init(&a, 1u << 20);
    assert_err(store_open(&other, &f.options, &a), ERR_UNSUPPORTED);
    arena_release(&a);
    tmpdir_close(&f.dir);
}

static void a_backup_is_a_store(void **state)
{
    (void)state;
    struct fixture f, copy;
    fixture_make(&f, false);
    assert_ok(append_one(f.store, 1, 1, 70));
    copy = f;
    (void)snprintf(copy.path, sizeof copy.path, "%s/copy.db", f.dir.path);
    copy.options.path = copy.path;
    assert_ok(store_backup(f.store, copy.path));
    assert_err(store_backup(f.store, copy.path), ERR_EXISTS);
    assert_ok(append_one(f.store, 1, 2, 71));
    fixture_open(&copy);
    assert_verifies(copy.store);
    assert_ok(append_one(copy.store, 1, 2, 71)); /* the copy ends where it was taken */
    fixture_shut(&copy);
    fixture_drop(&f);
}

/* --- tampering ------------------------------------------------------------------------------- */

static const char *const guards[] = {
    "DROP TRIGGER event_kept_delete", "DROP TRIGGER event_kept_update",
    "DROP TRIGGER event_part_kept_delete", "DROP TRIGGER event_part_kept_update",
    "DROP TRIGGER read_log_kept_delete", "DROP TRIGGER read_log_kept_update",
};

static const char *const tampers[] = {
    "UPDATE event SET stream_type = stream_type + 1 WHERE seq = 3",
    "UPDATE event SET stream = x'00000000000000000000000000000009' WHERE seq = 3",
    "UPDATE event SET version = version + 1 WHERE seq = 9",
    "UPDATE event SET kind = kind + 1 WHERE seq = 3",
    "UPDATE event SET schema = schema + 1 WHERE seq = 3",
    "UPDATE event SET day = day - 1 WHERE seq = 3",
    "UPDATE event SET submission = x'00000000000000000000000000000009' WHERE seq = 3",
    "UPDATE event SET prev = hash WHERE seq = 3",
    "UPDATE event SET hash = prev WHERE seq = 3",
    "UPDATE event SET hash = prev WHERE seq = 10",
    "UPDATE event SET seq = 99 WHERE seq = 10",
    "DELETE FROM event WHERE seq = 4",
    "DELETE FROM event WHERE seq = 1",
    "DELETE FROM event_part WHERE seq = 4 AND keygroup = 2",
    "DELETE FROM event_part WHERE seq = 10 AND keygroup = 1",
    "UPDATE event_part SET keygroup = 3 WHERE seq = 4 AND keygroup = 2",
    "UPDATE event_part SET generation = generation + 1 WHERE seq = 4 AND keygroup = 2",
    "UPDATE event_part SET bytes = CAST(bytes || x'00' AS BLOB) WHERE seq = 4 AND keygroup = 2",
    "UPDATE event_part SET bytes = (SELECT bytes FROM event_part WHERE seq = 5) WHERE seq = 4",
    "INSERT INTO event_part (seq, keygroup, generation, bytes) VALUES (4, 3, 1, x'00')",
    "INSERT INTO event_part (seq, keygroup, generation, bytes) VALUES (0, 1, 1, x'00')",
    "UPDATE read_log SET day = day + 1 WHERE seq = 1",
    "UPDATE read_log SET bytes = x'00' WHERE seq = 2",
    "UPDATE read_log SET hash = prev WHERE seq = 3",
    "DELETE FROM read_log WHERE seq = 1",
    "DELETE FROM read_log WHERE seq = 2",
};

enum { EVENTS = 10 };

/* The database on which every tampering begins, as bytes. */
static struct str make_pristine(struct fixture *f, struct arena *a)
{
    fixture_make(f, false);
    for (uint64_t i = 1; i <= EVENTS; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "content %d", (int)i);
        const struct store_read read = {3, numbered(i % 2), (i - 1) / 2};
        const struct store_row row = row_of(i % 2, (i - 1) / 2 + 1, text, "detail");
        struct store_append r = {.reads = &read, .read_count = 1, .rows = &row, .row_count = 1};
        r.submission = numbered(100 + i);
        assert_ok(store_append(f->store, &r));
    }
    uint64_t seq = 0;
    for (int i = 0; i < 3; i++)
        assert_ok(store_read_log_add(f->store, 5, STR("read"), &seq));
    assert_verifies(f->store);
    fixture_shut(f);
    struct str bytes;
    assert_ok(disk_read_all(f->dir.fd, "log.db", 16u << 20, a, &bytes));
    return bytes;
}

static void run_sql(struct db *db, const char *text)
{
    const struct db_sql sql = {"tamper", text, 0};
    struct db_stmt s;
    assert_ok(db_prepare_all(db, &sql, 1, &s));
    enum err e = db_run(&s);
    if (e != ERR_OK)
        fail_msg("%s: %s", text, err_text(e));
    db_finalise_all(&s, 1);
}

/* True when nobody notices: neither the opening nor the verification. */
static bool goes_unnoticed(struct fixture *f)
{
    struct store_verdict verdict;
    arena_init(&f->arena, LIMIT_ARENA_STORE);
    if (store_open(&f->store, &f->options, &f->arena) != ERR_OK) {
        arena_release(&f->arena);
        return false;
    }
    enum err e = store_verify(f->store, &verdict);
    fixture_shut(f);
    return e == ERR_OK;
}

static void every_tampering_is_noticed(void **state)
{
    (void)state;
    struct fixture f;
    struct arena a;
    arena_init(&a, 16u << 20);
    struct str pristine = make_pristine(&f, &a);
    const struct db_options o = {.path = f.path};
    for (size_t i = 0; i <= sizeof tampers / sizeof *tampers; i++) {
        struct db db;
        bool control = i == sizeof tampers / sizeof *tampers;
        assert_ok(disk_write_atomic(f.dir.fd, "log.db", pristine, 0600));
        assert_ok(db_open_writer(&db, &o));
        run_sql(&db, "PRAGMA foreign_keys = OFF");
        for (size_t g = 0; g < sizeof guards / sizeof *guards; g++)
            run_sql(&db, guards[g]);
        if (!control) {
            run_sql(&db, tampers[i]);
            assert_true(db_changes(&db) > 0);
        }
        db_close(&db);
        bool unnoticed = goes_unnoticed(&f);
        if (unnoticed != control)
            print_error("%s\n", control ? "control" : tampers[i]);
        assert_int_equal(unnoticed, control);
    }
    arena_release(&a);
    tmpdir_close(&f.dir);
}

/* Any bit of any part, flipped in the file itself. */
static void every_flipped_bit_of_content_is_noticed(void **state)
{
    (void)state;
    struct fixture f;
    struct arena a;
    arena_init(&a, 64u << 20);
    struct str pristine = make_pristine(&f, &a);
    char *bytes = arena_alloc(&a, pristine.len);
    assert_non_null(bytes);
    size_t found = 0;
    for (int i = 1; i <= EVENTS; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "content %d", i);
        size_t at = str_find(pristine, str_from_cstr(text), 0);
        assert_true(at != SIZE_MAX);
        for (size_t bit = 0; bit < strlen(text) * 8; bit += 5) {
            memcpy(bytes, pristine.ptr, pristine.len);
            bytes[at + bit / 8] = (char)(bytes[at + bit / 8] ^ (1 << bit % 8));
            const struct str damaged = {bytes, pristine.len};
            assert_ok(disk_write_atomic(f.dir.fd, "log.db", damaged, 0600));
            assert_false(goes_unnoticed(&f));
            found++;
        }
    }
    assert_true(found > 100);
    arena_release(&a);
    tmpdir_close(&f.dir);
}

/* While the program runs, it also notices that the end was cut off. */
static void a_log_cut_while_running_is_noticed(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, false);
    assert_ok(append_one(f.store, 1, 1, 0));
    assert_ok(append_one(f.store, 1, 2, 0));
    assert_ok(disk_remove(f.dir.fd, "log.db.lock")); /* as an attacker with the file would */
    struct db db;
    const struct db_options o = {.path = f.path};
    assert_ok(db_open_writer(&db, &o));
    run_sql(&db, "PRAGMA foreign_keys = OFF");
    for (size_t g = 0; g < sizeof guards / sizeof *guards; g++)
        run_sql(&db, guards[g]);
    run_sql(&db, "DELETE FROM event_part WHERE seq = 2");
    run_sql(&db, "DELETE FROM event WHERE seq = 2");
    struct store_verdict verdict;
    assert_err(store_verify(f.store, &verdict), ERR_CORRUPT);
    assert_int_equal(verdict.bad_event, 2);
    db_close(&db);
    fixture_drop(&f);
}

/* The guards of the schema themselves. */
static void the_log_only_grows(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, false);
    assert_ok(append_one(f.store, 1, 1, 0));
    fixture_shut(&f);
    static const char *const attempts[] = {
        "DELETE FROM event", "UPDATE event SET day = 1", "DELETE FROM event_part",
        "UPDATE event_part SET bytes = x'00'",
    };
    struct db db;
    const struct db_options o = {.path = f.path};
    assert_ok(db_open_writer(&db, &o));
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        const struct db_sql sql = {"attempt", attempts[i], 0};
        struct db_stmt s;
        assert_ok(db_prepare_all(&db, &sql, 1, &s));
        assert_err(db_run(&s), ERR_EXISTS);
        db_finalise_all(&s, 1);
    }
    db_close(&db);
    tmpdir_close(&f.dir);
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
        cmocka_unit_test(reopening_continues_where_it_ended),
        cmocka_unit_test(a_second_store_is_refused),
        cmocka_unit_test(a_newer_database_is_refused),
        cmocka_unit_test(a_backup_is_a_store),
        cmocka_unit_test(every_tampering_is_noticed),
        cmocka_unit_test(every_flipped_bit_of_content_is_noticed),
        cmocka_unit_test(a_log_cut_while_running_is_noticed),
        cmocka_unit_test(the_log_only_grows),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
