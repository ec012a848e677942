/*
 * sys/test_db.c — the database wrapper: one writer, readers that cannot write, migrations, backup,
 * errors by name. Only for tests.
 */
#include "tester_sys.h"

#include "sys/db.h"

#include <sys/stat.h>
#include <unistd.h>

static struct tmpdir dir;

enum { INSERT, SELECT_ALL, STATEMENTS };

static const struct db_sql statements[] = {
    {"insert", "INSERT INTO t(a, b) VALUES (?1, ?2)", 2},
    {"select_all", "SELECT a, b, 'é' FROM t ORDER BY a", 0},
};

static const struct db_migration migrations[] = {
    {1, "CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB NOT NULL) STRICT"},
    {1, "CREATE TABLE u(a INTEGER PRIMARY KEY) STRICT"},
    {2, "ALTER TABLE t ADD COLUMN c INTEGER NOT NULL DEFAULT 0"},
    {2, "INSERT INTO u(a) VALUES (7)"},
};

static struct db_options options(int slot, const char *name)
{
    return (struct db_options){.path = tmpdir_path(&dir, slot, name)};
}

static void insert(struct db_stmt *s, int64_t a, struct str b, enum err expected)
{
    db_bind_i64(s, 1, a);
    db_bind_blob(s, 2, b);
    assert_err(db_run(s), expected);
}

static void a_second_writer_is_refused(void **state)
{
    (void)state;
    struct db one, two;
    struct db_options o = options(0, "one.db");
    assert_ok(db_open_writer(&one, &o));
    assert_err(db_open_writer(&two, &o), ERR_BUSY);
    struct stat st;
    assert_int_equal(stat(o.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    db_close(&one);
    assert_ok(db_open_writer(&two, &o));
    db_close(&two);
}

static void rows_come_back_and_readers_cannot_write(void **state)
{
    (void)state;
    struct db writer, reader;
    struct db_stmt w[STATEMENTS], r[STATEMENTS];
    struct db_options o = options(0, "rows.db");
    assert_err(db_open_reader(&reader, &o), ERR_NOT_FOUND);
    assert_ok(db_open_writer(&writer, &o));
    assert_ok(db_migrate(&writer, o.path, migrations, 2));
    assert_ok(db_prepare_all(&writer, statements, STATEMENTS, w));
    assert_ok(db_open_reader(&reader, &o));
    assert_ok(db_prepare_all(&reader, statements, STATEMENTS, r));
    assert_ok(db_begin(&writer));
    insert(&w[INSERT], 1, STR("\0binary"), ERR_OK);
    insert(&w[INSERT], INT64_MAX, (struct str){NULL, 0}, ERR_OK);
    insert(&w[INSERT], 1, STR("again"), ERR_EXISTS);
    bool row = true;
    assert_ok(db_step(&r[SELECT_ALL], &row));
    assert_false(row); /* not committed */
    db_reset(&r[SELECT_ALL]);
    assert_ok(db_commit(&writer));
    assert_ok(db_step(&r[SELECT_ALL], &row));
    assert_true(row);
    assert_int_equal(db_column_i64(&r[SELECT_ALL], 0), 1);
    assert_str(db_column_blob(&r[SELECT_ALL], 1), STR("\0binary"));
    assert_str(db_column_text(&r[SELECT_ALL], 2), STR("é"));
    assert_ok(db_step(&r[SELECT_ALL], &row));
    assert_int_equal(db_column_i64(&r[SELECT_ALL], 0), INT64_MAX);
    assert_int_equal(db_column_blob(&r[SELECT_ALL], 1).len, 0);
    db_reset(&r[SELECT_ALL]);
    insert(&r[INSERT], 2, STR("x"), ERR_DENIED);
    assert_ok(db_begin(&writer));
    insert(&w[INSERT], 5, STR("undone"), ERR_OK);
    assert_int_equal(db_changes(&writer), 1);
    db_rollback(&writer);
    db_rollback(&writer);
    insert(&w[INSERT], 5, STR("done"), ERR_OK);
    assert_ok(db_check(&writer));
    assert_ok(db_checkpoint(&writer));
    db_finalise_all(r, STATEMENTS);
    db_finalise_all(w, STATEMENTS);
    db_close(&reader);
    db_close(&writer);
}

static void statements_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct db db;
    struct db_options o = {.in_memory = true};
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, "", migrations, 2));
    static const struct db_sql wrong[] = {
        {"count", "INSERT INTO t(a, b) VALUES (?1, ?2)", 3},
        {"name", "SELECT nothing FROM t", 0},
        {"two", "SELECT a FROM t; SELECT b FROM t", 0},
        {"quoted", "SELECT \"missing\" FROM t", 0},
    };
    struct db_stmt s[1];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_err(db_prepare_all(&db, &wrong[i], 1, s), ERR_INVALID);
    db_close(&db);
}

static void migrations_run_once_with_a_copy_before(void **state)
{
    (void)state;
    struct db db;
    struct db_options o = options(0, "m.db");
    int version = -1;
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, o.path, migrations, 2));
    assert_ok(db_version(&db, &version));
    assert_int_equal(version, 1);
    assert_false(disk_exists(dir.fd, "m.db.before-0001")); /* there was nothing to copy */
    assert_ok(db_migrate(&db, o.path, migrations, 4));
    assert_ok(db_version(&db, &version));
    assert_int_equal(version, 2);
    assert_true(disk_exists(dir.fd, "m.db.before-0002"));
    assert_ok(db_migrate(&db, o.path, migrations, 4));
    assert_err(db_migrate(&db, o.path, migrations, 2), ERR_UNSUPPORTED); /* an older program */
    db_close(&db);
}

/* A start may die while it makes the copy, and between the copy and the change. */
static void a_migration_that_was_cut_off_goes_on(void **state)
{
    (void)state;
    struct db db;
    struct db_options o = options(0, "c.db");
    int version = -1;
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, o.path, migrations, 2));
    assert_ok(disk_create_excl(dir.fd, "c.db.before-0002.part", STR("torn"), 0600));
    assert_ok(db_migrate(&db, o.path, migrations, 4));
    assert_false(disk_exists(dir.fd, "c.db.before-0002.part"));
    assert_true(disk_exists(dir.fd, "c.db.before-0002"));
    db_close(&db);

    o = options(1, "d.db");
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, o.path, migrations, 2));
    assert_ok(disk_create_excl(dir.fd, "d.db.before-0002", STR("torn"), 0600));
    assert_ok(db_migrate(&db, o.path, migrations, 4));
    assert_ok(db_version(&db, &version));
    assert_int_equal(version, 2);
    db_close(&db);
}

static void a_failing_migration_leaves_nothing(void **state)
{
    (void)state;
    struct db db;
    struct db_options o = options(0, "f.db");
    static const struct db_migration bad[] = {
        {1, "CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT"},
        {1, "CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT"},
    };
    int version = -1;
    assert_ok(db_open_writer(&db, &o));
    assert_err(db_migrate(&db, o.path, bad, 2), ERR_INVALID);
    assert_ok(db_version(&db, &version));
    assert_int_equal(version, 0);
    assert_ok(db_migrate(&db, o.path, migrations, 4));
    db_close(&db);
}

static void backup_is_a_whole_database(void **state)
{
    (void)state;
    struct db db, copy;
    struct db_options o = options(0, "b.db"), c = options(1, "copy.db");
    struct db_stmt s[STATEMENTS];
    assert_ok(db_open_writer(&db, &o));
    assert_ok(db_migrate(&db, o.path, migrations, 2));
    assert_ok(db_prepare_all(&db, statements, STATEMENTS, s));
    insert(&s[INSERT], 3, STR("kept"), ERR_OK);
    assert_ok(db_backup(&db, c.path));
    assert_err(db_backup(&db, c.path), ERR_EXISTS);
    db_finalise_all(s, STATEMENTS);
    db_close(&db);
    bool row = false;
    assert_ok(db_open_writer(&copy, &c));
    assert_ok(db_prepare_all(&copy, statements, STATEMENTS, s));
    assert_ok(db_step(&s[SELECT_ALL], &row));
    assert_true(row);
    assert_str(db_column_blob(&s[SELECT_ALL], 1), STR("kept"));
    db_finalise_all(s, STATEMENTS);
    db_close(&copy);
}

static void a_damaged_file_is_corrupt(void **state)
{
    (void)state;
    struct db db;
    struct db_options o = options(0, "junk.db");
    static char junk[8192];
    memset(junk, 'j', sizeof junk);
    assert_ok(disk_create_excl(dir.fd, "junk.db", (struct str){junk, sizeof junk}, 0600));
    assert_err(db_open_writer(&db, &o), ERR_CORRUPT);
    assert_err(db_open_writer(&db, &o), ERR_CORRUPT); /* and the lock was given back */
}

static int setup(void **state)
{
    (void)state;
    tmpdir_open(&dir);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tmpdir_close(&dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_writer_is_refused),
        cmocka_unit_test(rows_come_back_and_readers_cannot_write),
        cmocka_unit_test(statements_that_do_not_fit_are_refused),
        cmocka_unit_test(migrations_run_once_with_a_copy_before),
        cmocka_unit_test(a_migration_that_was_cut_off_goes_on),
        cmocka_unit_test(a_failing_migration_leaves_nothing),
        cmocka_unit_test(backup_is_a_whole_database),
        cmocka_unit_test(a_damaged_file_is_corrupt),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
