/*
 * sys/db.h — SQLite behind a few functions; the only file that knows sqlite3.h.
 *
 * The rules that keep SQLite 3.40's WAL-reset bug away are enforced here, not by discipline: one
 * writer connection per database file, guarded by a lock file; all commits and all checkpoints
 * happen on it; readers are query_only and never checkpoint, also not when they close. WAL,
 * synchronous=FULL, no memory mapping, foreign keys on, secure_delete. A connection belongs to one
 * thread at a time. Errors: ERR_FULL, ERR_IO, ERR_BUSY, ERR_CORRUPT, ERR_EXISTS (a unique index
 * refused), ERR_MEMORY, ERR_DENIED, ERR_NOT_FOUND.
 *
 * SQL comes from named statements (src/<module>/sql/<name>.sql, compiled by tools/sqlc); the only
 * SQL in C is the set-up and transaction text of sys/db.c itself.
 */
#ifndef SYS_DB_H
#define SYS_DB_H

#include "base/arena.h"

struct sqlite3;
struct sqlite3_stmt;

struct db {
    struct sqlite3 *handle;
    int lock_fd; /* the writer's lock file; -1 for readers */
};

struct db_stmt {
    struct sqlite3_stmt *handle;
    enum err bound; /* first bind that failed since the last reset */
};

/* One named statement of a .sql file, as tools/sqlc writes it. */
struct db_sql {
    const char *name;
    const char *text;
    int parameters;
};

/* One statement of a migration file NNNN.sql. */
struct db_migration {
    int number;
    const char *text;
};

struct db_options {
    const char *path;
    const char *vfs;       /* NULL = the system's; tests name their own */
    bool in_memory;        /* no file, no lock: to prepare statements in tests */
    /* control builds of fault tests only: proves that they notice missing syncs */
    bool synchronous_off;
    size_t cache_kib;      /* page cache; 0 = 8 MiB */
};

/* Opens or creates for writing. ERR_BUSY when another writer holds `<path>.lock`. */
enum err db_open_writer(struct db *db, const struct db_options *o) MUST_CHECK;
/* Opens an existing database for reading; ERR_NOT_FOUND. */
enum err db_open_reader(struct db *db, const struct db_options *o) MUST_CHECK;
/* Finalise statements first. The writer checkpoints when it closes. */
void db_close(struct db *db);

/* Applies the migrations whose number is above the database's own, all in one transaction. A
 * database with a number above all of these was made by a newer program: ERR_UNSUPPORTED. Before
 * the first change to a database that is not empty it is copied to `<path>.before-NNNN`; a copy
 * that a start before this one left there whole is kept, one that it left in the making is made
 * anew. */
enum err db_migrate(struct db *db, const char *path, const struct db_migration *list,
                    size_t count) MUST_CHECK;
enum err db_version(struct db *db, int *number) MUST_CHECK;

/* Prepares `count` statements into out[]; on error all of them are finalised. */
enum err db_prepare_all(struct db *db, const struct db_sql *list, size_t count,
                        struct db_stmt *out) MUST_CHECK;
void db_finalise_all(struct db_stmt *list, size_t count);

/* Positions begin at 1. Bytes are borrowed until db_reset. An absent blob binds as empty,
 * never as NULL. */
void db_bind_i64(struct db_stmt *s, int position, int64_t value);
void db_bind_blob(struct db_stmt *s, int position, struct str bytes);
/* row says whether a row is there. Every run ends in db_reset. A bind that failed is reported here.
 * */
enum err db_step(struct db_stmt *s, bool *row) MUST_CHECK;
/* Runs a statement that gives no rows, and resets it. */
enum err db_run(struct db_stmt *s) MUST_CHECK;
void db_reset(struct db_stmt *s);
/* Columns begin at 0; bytes are borrowed until the next db_step or db_reset. */
int64_t db_column_i64(struct db_stmt *s, int column);
struct str db_column_blob(struct db_stmt *s, int column);
struct str db_column_text(struct db_stmt *s, int column);
/* Rows changed by the last db_run. */
int64_t db_changes(struct db *db);

enum err db_begin(struct db *db) MUST_CHECK; /* BEGIN IMMEDIATE */
enum err db_commit(struct db *db) MUST_CHECK;
void db_rollback(struct db *db); /* harmless outside a transaction */

/* A compact copy of the whole database, written by the writer; ERR_EXISTS when `to_path` exists. */
enum err db_backup(struct db *db, const char *to_path) MUST_CHECK;
/* Gives back the memory of pages that were read and are not in use. */
void db_forget_pages(struct db *db);
/* Writes the log back into the database file and empties it. Writer only. */
enum err db_checkpoint(struct db *db) MUST_CHECK;
/* SQLite's own check of the file. ERR_CORRUPT. */
enum err db_check(struct db *db) MUST_CHECK;

#endif
