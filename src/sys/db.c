/*
 * sys/db.c — SQLite 3. The rules of the header are kept here: who may write, who may checkpoint,
 * what is synced. It must never open a database that another process writes, and never run SQL that
 * did not come from a named statement or from the fixed texts below.
 */
#include "sys/db.h"

#include "base/limits.h"
#include "sys/disk.h"
#include "sys/os_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DB_PATH_MAX = 4096, DB_BUSY_MS = 5000, DB_CACHE_KIB = 8192, DB_CHECKPOINT_PAGES = 1000 };

static enum err db_err(struct sqlite3 *handle, int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_OK;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_IOERR:
        if (rc == SQLITE_IOERR_NOMEM)
            return ERR_MEMORY;
        /* SQLite knows ENOSPC; an exhausted quota is the same to us. */
        return handle != NULL && sqlite3_system_errno(handle) == EDQUOT ? ERR_FULL : ERR_IO;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_CONSTRAINT:
        return ERR_EXISTS;
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    case SQLITE_CANTOPEN:
        return ERR_NOT_FOUND;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return ERR_DENIED;
    default:
        return ERR_INVALID;
    }
}

static enum err db_exec(struct db *db, const char *sql)
{
    return db_err(db->handle, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

/* A number pragma: the name is ours, the value too. */
static enum err db_pragma(struct db *db, const char *name, long long value)
{
    char sql[80];
    int len = snprintf(sql, sizeof sql, "PRAGMA %s=%lld", name, value);
    assert(len > 0 && (size_t)len < sizeof sql);
    return db_exec(db, sql);
}

static enum err db_query_text(struct db *db, const char *sql, char *out, size_t size)
{
    struct sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(s, 0);
        (void)snprintf(out, size, "%s", text == NULL ? "" : (const char *)text);
    }
    enum err e = rc == SQLITE_DONE ? ERR_CORRUPT : db_err(db->handle, rc);
    (void)sqlite3_finalize(s);
    return e;
}

static enum err db_suffixed(const char *path, const char *suffix, char out[DB_PATH_MAX])
{
    int len = snprintf(out, DB_PATH_MAX, "%s%s", path, suffix);
    return len > 0 && len < DB_PATH_MAX ? ERR_OK : ERR_INVALID;
}

/* The lock that makes a second writer impossible, taken before SQLite sees the file. */
static enum err db_lock(const char *path, int *fd)
{
    char lock[DB_PATH_MAX];
    enum err e = db_suffixed(path, ".lock", lock);
    if (e != ERR_OK)
        return e;
    DISK_FD got = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (got < 0 || flock(got, LOCK_EX | LOCK_NB) != 0)
        return os_err(errno);
    *fd = got;
    got = -1;
    return ERR_OK;
}

/* Creates the file for our eyes only; SQLite gives the -wal file the same mode. */
static enum err db_create_private(const char *path)
{
    DISK_FD fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd >= 0 ? ERR_OK : os_err(errno);
}

static enum err db_configure_common(struct db *db, const struct db_options *o)
{
    struct sqlite3 *h = db->handle;
    (void)sqlite3_extended_result_codes(h, 1);
    (void)sqlite3_busy_timeout(h, DB_BUSY_MS);
    (void)sqlite3_limit(h, SQLITE_LIMIT_LENGTH, LIMIT_DB_VALUE_BYTES);
    if (sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK
        || sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK
        || sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL) != SQLITE_OK
        || sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) != SQLITE_OK
        || sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL) != SQLITE_OK)
        return ERR_UNSUPPORTED;
    size_t cache = o->cache_kib == 0 ? DB_CACHE_KIB : o->cache_kib;
    enum err e = db_pragma(db, "mmap_size", 0);
    if (e == ERR_OK)
        e = db_pragma(db, "foreign_keys", 1);
    if (e == ERR_OK)
        e = db_pragma(db, "temp_store", 2); /* memory: no plaintext of ours on other disks */
    if (e == ERR_OK)
        e = db_pragma(db, "cell_size_check", 1);
    if (e == ERR_OK)
        e = db_pragma(db, "cache_size", -(long long)cache);
    return e;
}

static enum err db_configure_writer(struct db *db, const struct db_options *o)
{
    enum err e = db_configure_common(db, o);
    if (e == ERR_OK)
        e = db_pragma(db, "secure_delete", 1);
    if (e != ERR_OK || o->in_memory)
        return e;
    char mode[16];
    e = db_query_text(db, "PRAGMA journal_mode=WAL", mode, sizeof mode);
    if (e == ERR_OK && strcmp(mode, "wal") != 0)
        e = ERR_UNSUPPORTED;
    if (e == ERR_OK)
        e = db_pragma(db, "synchronous", o->synchronous_off ? 0 : 2);
    if (e == ERR_OK)
        e = db_pragma(db, "wal_autocheckpoint", DB_CHECKPOINT_PAGES);
    return e;
}

static enum err db_configure_reader(struct db *db, const struct db_options *o)
{
    enum err e = db_configure_common(db, o);
    if (e == ERR_OK
        && sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK)
        e = ERR_UNSUPPORTED;
    if (e == ERR_OK)
        e = db_pragma(db, "wal_autocheckpoint", 0);
    if (e == ERR_OK)
        e = db_pragma(db, "query_only", 1);
    return e;
}

enum err db_open_writer(struct db *db, const struct db_options *o)
{
    *db = (struct db){.handle = NULL, .lock_fd = -1};
    enum err e = ERR_OK;
    if (!o->in_memory) {
        e = db_lock(o->path, &db->lock_fd);
        if (e == ERR_OK && o->vfs == NULL)
            e = db_create_private(o->path);
    }
    if (e != ERR_OK)
        goto fail;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        | SQLITE_OPEN_NOFOLLOW;
    int rc = sqlite3_open_v2(o->in_memory ? ":memory:" : o->path, &db->handle, flags, o->vfs);
    e = db_err(db->handle, rc);
    if (e == ERR_OK)
        e = db_configure_writer(db, o);
    if (e == ERR_OK)
        return ERR_OK;
fail:
    db_close(db);
    return e;
}

enum err db_open_reader(struct db *db, const struct db_options *o)
{
    *db = (struct db){.handle = NULL, .lock_fd = -1};
    /* Read-write, because a read-only connection cannot use a WAL after a crash; query_only forbids
     * the rest. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    enum err e = db_err(db->handle, sqlite3_open_v2(o->path, &db->handle, flags, o->vfs));
    if (e == ERR_OK)
        e = db_configure_reader(db, o);
    if (e != ERR_OK)
        db_close(db);
    return e;
}

void db_close(struct db *db)
{
    if (db->handle != NULL) {
        int rc = sqlite3_close(db->handle);
        assert(rc == SQLITE_OK); /* else a statement was not finalised */
        (void)rc;
    }
    db->handle = NULL;
    disk_close(&db->lock_fd);
}

/* --- migrations ------------------------------------------------------------------------------- */

enum err db_version(struct db *db, int *number)
{
    char text[16];
    enum err e = db_query_text(db, "PRAGMA user_version", text, sizeof text);
    uint64_t n = 0;
    if (e == ERR_OK && !str_to_u64(str_from_cstr(text), INT32_MAX, &n))
        e = ERR_CORRUPT;
    *number = (int)n;
    return e;
}

/* Syncs a file and its directory: VACUUM INTO leaves that to us. */
static enum err db_sync_path(const char *path)
{
    DISK_FD file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || fchmod(file, 0600) != 0 || fsync(file) != 0)
        return os_err(errno);
    char dir[DB_PATH_MAX];
    enum err e = db_suffixed(path, "", dir);
    if (e != ERR_OK)
        return e;
    char *slash = strrchr(dir, '/');
    if (slash != NULL)
        slash[slash == dir ? 1 : 0] = '\0';
    DISK_FD fd = -1;
    e = disk_open_root(slash == NULL ? "." : dir, &fd);
    return e == ERR_OK ? disk_sync_dir(fd) : e;
}

/* All of them or none: a directory that was begun and cut off holds no half of its tables. */
static enum err db_migrate_all(struct db *db, const struct db_migration *list, size_t count)
{
    enum err e = db_begin(db);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = db_exec(db, list[i].text);
    if (e == ERR_OK)
        e = db_pragma(db, "user_version", list[count - 1].number);
    if (e == ERR_OK)
        e = db_commit(db);
    if (e != ERR_OK)
        db_rollback(db);
    return e;
}

/* The copy gets its name when it is whole and on the disk. One that has it already was made by a
 * start that died between the copy and the change: the database is still the one it shows. */
static enum err db_keep_copy(struct db *db, const char *path, int number)
{
    char suffix[32], copy[DB_PATH_MAX], part[DB_PATH_MAX];
    (void)snprintf(suffix, sizeof suffix, ".before-%04d", number);
    enum err e = db_suffixed(path, suffix, copy);
    if (e == ERR_OK)
        e = db_suffixed(copy, ".part", part);
    if (e != ERR_OK || access(copy, F_OK) == 0)
        return e;
    if (unlink(part) != 0 && errno != ENOENT)
        return os_err(errno);
    e = db_backup(db, part);
    if (e == ERR_OK && rename(part, copy) != 0)
        e = os_err(errno);
    return e == ERR_OK ? db_sync_path(copy) : e;
}

enum err db_migrate(struct db *db, const char *path, const struct db_migration *list, size_t count)
{
    int now = 0;
    enum err e = db_version(db, &now);
    if (e != ERR_OK)
        return e;
    if (count > 0 && now > list[count - 1].number)
        return ERR_UNSUPPORTED;
    size_t at = 0;
    while (at < count && list[at].number <= now)
        at++;
    if (at == count)
        return ERR_OK;
    if (now > 0)
        e = db_keep_copy(db, path, list[at].number);
    return e == ERR_OK ? db_migrate_all(db, list + at, count - at) : e;
}

/* --- statements ------------------------------------------------------------------------------- */

enum err db_prepare_all(struct db *db, const struct db_sql *list, size_t count, struct db_stmt *out)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct db_stmt){NULL, ERR_OK};
        const char *tail = NULL;
        int rc = sqlite3_prepare_v3(db->handle, list[i].text, -1, SQLITE_PREPARE_PERSISTENT,
                                    &out[i].handle, &tail);
        enum err e = db_err(db->handle, rc);
        if (e == ERR_OK && (sqlite3_bind_parameter_count(out[i].handle) != list[i].parameters
                            || *tail != '\0'))
            e = ERR_INVALID;
        if (e != ERR_OK) {
            db_finalise_all(out, i + 1);
            return e;
        }
    }
    return ERR_OK;
}

void db_finalise_all(struct db_stmt *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)sqlite3_finalize(list[i].handle);
        list[i].handle = NULL;
    }
}

static void db_bound(struct db_stmt *s, int rc)
{
    if (rc != SQLITE_OK && s->bound == ERR_OK)
        s->bound = db_err(NULL, rc);
}

void db_bind_i64(struct db_stmt *s, int position, int64_t value)
{
    db_bound(s, sqlite3_bind_int64(s->handle, position, value));
}

void db_bind_blob(struct db_stmt *s, int position, struct str bytes)
{
    db_bound(s,
             sqlite3_bind_blob64(s->handle, position, bytes.ptr == NULL ? "" : bytes.ptr, bytes.len,
                                 SQLITE_STATIC));
}

enum err db_step(struct db_stmt *s, bool *row)
{
    *row = false;
    if (s->bound != ERR_OK)
        return s->bound;
    int rc = sqlite3_step(s->handle);
    *row = rc == SQLITE_ROW;
    return db_err(sqlite3_db_handle(s->handle), rc);
}

enum err db_run(struct db_stmt *s)
{
    bool row = false;
    enum err e = db_step(s, &row);
    assert(!row);
    db_reset(s);
    return e;
}

void db_reset(struct db_stmt *s)
{
    (void)sqlite3_reset(s->handle); /* its result repeats the step's */
    (void)sqlite3_clear_bindings(s->handle);
    s->bound = ERR_OK;
}

int64_t db_column_i64(struct db_stmt *s, int column)
{
    return sqlite3_column_int64(s->handle, column);
}

struct str db_column_blob(struct db_stmt *s, int column)
{
    const void *bytes = sqlite3_column_blob(s->handle, column);
    return (struct str){bytes, (size_t)sqlite3_column_bytes(s->handle, column)};
}

struct str db_column_text(struct db_stmt *s, int column)
{
    const unsigned char *text = sqlite3_column_text(s->handle, column);
    return (struct str){(const char *)text, (size_t)sqlite3_column_bytes(s->handle, column)};
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

/* --- transactions and files ------------------------------------------------------------------- */

enum err db_begin(struct db *db)
{
    return db_exec(db, "BEGIN IMMEDIATE");
}

enum err db_commit(struct db *db)
{
    return db_exec(db, "COMMIT");
}

void db_rollback(struct db *db)
{
    if (sqlite3_get_autocommit(db->handle) == 0)
        (void)db_exec(db, "ROLLBACK");
}

enum err db_backup(struct db *db, const char *to_path)
{
    if (access(to_path, F_OK) == 0)
        return ERR_EXISTS;
    struct sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->handle, "VACUUM INTO ?1", -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(s, 1, to_path, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    enum err e = db_err(db->handle, rc);
    (void)sqlite3_finalize(s);
    if (e == ERR_OK)
        e = db_sync_path(to_path);
    return e;
}

void db_forget_pages(struct db *db)
{
    (void)sqlite3_db_release_memory(db->handle); /* what could not be freed stays in use */
}

enum err db_checkpoint(struct db *db)
{
    int rc = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return db_err(db->handle, rc);
}

enum err db_check(struct db *db)
{
    char text[64];
    enum err e = db_query_text(db, "PRAGMA integrity_check(1)", text, sizeof text);
    if (e == ERR_OK && strcmp(text, "ok") != 0)
        e = ERR_CORRUPT;
    return e;
}
