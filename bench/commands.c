/*
 * bench/commands.c — acknowledged commands a second, beside bare SQLite writing the same rows.
 *
 *     commands FOLDER ROUNDS COMMANDS THREADS
 *
 * A round files COMMANDS reports from THREADS threads in a new data directory on the disk of
 * FOLDER, each acknowledged before its thread sends the next. Slice by slice the rows and bytes of
 * its log are then written by bare SQLite into a fresh database of the same schema, with the
 * settings of sys/db.c, prepared statements and the slice's mean number of commands in a
 * transaction. The ratio is what law, keys, sealing, chain, queue and image cost. Bare means bare:
 * nothing of src/ runs in that half but the memory that holds the rows.
 */
#include "scene.h"

#include <pthread.h>
#include <sqlite3.h>
#include <time.h>

enum { THREADS_MAX = 64, ROUNDS_MAX = 99, SLICE_EACH = 25, PATH_BYTES = 512, BARE_ARENA_MIB = 512 };

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct plan {
    const char *dir;
    size_t rounds;
    size_t commands; /* of a round */
    size_t threads;
    size_t slice; /* commands that one side writes before the other has its turn */
};

struct round {
    double program_s, bare_s;
    double cpu_s;          /* of the program's side, all threads */
    uint64_t transactions; /* likewise */
    /* of the present slice */
    double group; /* mean commands of a transaction */
    int64_t from_seq;
};

/* ---- the program ------------------------------------------------------------------------------
 */

struct sender {
    struct app *app;
    pthread_t thread;
    size_t commands;
};

static void *sender_main(void *arg)
{
    struct sender *s = arg;
    struct actor system = scene_system();
    struct cmd_file_report report = scene_report();
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < s->commands; i++) {
        scene_issue_in(s->app, &system, &report.head, &arena);
        arena_clear(&arena);
    }
    arena_release(&arena);
    return NULL;
}

static struct app_state state_of(struct app *app)
{
    struct app_state state = {0};
    app_state(app, &state);
    return state;
}

/* `commands` commands, each acknowledged before its thread sends the next. Adds to the round. */
static void program_slice(struct app *app, const struct plan *plan, struct round *r)
{
    struct sender senders[THREADS_MAX];
    struct app_state before = state_of(app);
    double cpu = cpu_seconds();
    double begin = seconds_now();
    for (size_t i = 0; i < plan->threads; i++) {
        senders[i] = (struct sender){.app = app, .commands = plan->slice / plan->threads};
        if (pthread_create(&senders[i].thread, NULL, sender_main, &senders[i]) != 0)
            scene_fail("thread", "cannot start");
    }
    for (size_t i = 0; i < plan->threads; i++)
        pthread_join(senders[i].thread, NULL);
    r->program_s += seconds_now() - begin;
    r->cpu_s += cpu_seconds() - cpu;
    struct app_state after = state_of(app);
    r->from_seq = before.events + 1;
    r->group = (double)plan->slice / (double)(after.commits - before.commits);
    r->transactions += after.commits - before.commits;
    if (after.events - before.events != (int64_t)plan->slice)
        scene_fail("commands", "another number of events than of commands");
}

/* ---- bare SQLite ------------------------------------------------------------------------------
 */

/* One row of a table as it stands in the log. */
struct bare_row {
    int table;
    int64_t group; /* number of the event it belongs to */
    int columns;
    struct bare_value {
        bool is_blob;
        int64_t number;
        struct str bytes;
    } values[10];
};

enum { TABLES = 3 };

/* Rows of a command: the event, its parts, its submission; read in the order of the log. */
static const struct {
    const char *read;
    const char *write;
} tables[TABLES] = {
    {"SELECT seq, * FROM event WHERE seq >= ?1 ORDER BY seq",
     "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"},
    {"SELECT seq, * FROM event_part WHERE seq >= ?1 ORDER BY seq",
     "INSERT INTO event_part VALUES (?1, ?2, ?3, ?4)"},
    {"SELECT last_seq, * FROM submission WHERE first_seq >= ?1 ORDER BY last_seq",
     "INSERT INTO submission VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
};

struct bare {
    struct arena arena;
    sqlite3 *log;
    sqlite3 *fresh;
    sqlite3_stmt *insert[TABLES];
    struct bare_row *rows; /* in the order of their commands */
    size_t count;
    size_t capacity;
};

static void bare_must(sqlite3 *db, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
        scene_fail("bare SQLite", sqlite3_errmsg(db));
}

static sqlite3 *bare_open(const char *path)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bare_must(db, sqlite3_open_v2(path, &db, flags, NULL));
    bare_must(db, sqlite3_extended_result_codes(db, 1));
    return db;
}

static sqlite3_stmt *bare_prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    bare_must(db, sqlite3_prepare_v2(db, sql, -1, &s, NULL));
    return s;
}

static void bare_run(sqlite3 *db, const char *sql)
{
    bare_must(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static struct str bare_copy(struct bare *b, sqlite3_stmt *s, int column)
{
    struct str bytes = {sqlite3_column_blob(s, column), (size_t)sqlite3_column_bytes(s, column)};
    return bytes.len == 0 ? STR("") : arena_copy(&b->arena, bytes);
}

static void bare_row_add(struct bare *b, int table, sqlite3_stmt *s)
{
    if (b->count == b->capacity) {
        size_t grown = b->capacity == 0 ? 1024 : 2 * b->capacity;
        b->rows = arena_resize(&b->arena, b->rows, b->capacity * sizeof(*b->rows),
                               grown * sizeof(*b->rows));
        b->capacity = grown;
        if (b->rows == NULL)
            scene_fail("bare SQLite", "no memory");
    }
    struct bare_row *row = &b->rows[b->count++];
    row->table = table;
    row->group = sqlite3_column_int64(s, 0);
    row->columns = sqlite3_column_count(s) - 1;
    for (int i = 0; i < row->columns; i++) {
        row->values[i].is_blob = sqlite3_column_type(s, i + 1) == SQLITE_BLOB;
        if (row->values[i].is_blob)
            row->values[i].bytes = bare_copy(b, s, i + 1);
        else
            row->values[i].number = sqlite3_column_int64(s, i + 1);
    }
}

static int by_command(const void *left, const void *right)
{
    const struct bare_row *a = left;
    const struct bare_row *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return a->table - b->table;
}

static void bare_read(struct bare *b, int64_t from_seq)
{
    b->rows = NULL;
    b->count = b->capacity = 0;
    arena_clear(&b->arena);
    for (int t = 0; t < TABLES; t++) {
        sqlite3_stmt *s = bare_prepare(b->log, tables[t].read);
        bare_must(b->log, sqlite3_bind_int64(s, 1, from_seq));
        while (sqlite3_step(s) == SQLITE_ROW)
            bare_row_add(b, t, s);
        bare_must(b->log, sqlite3_finalize(s));
    }
    /* The command is its event here: each of these has exactly one. The sort keeps parts in order
     * because (event, key group) was read that way and each group has one row of a table. */
    qsort(b->rows, b->count, sizeof(*b->rows), by_command);
}

/* The settings of sys/db.c's writer; the schema is the log's own. */
static void bare_schema(struct bare *b)
{
    bare_run(b->fresh, "PRAGMA mmap_size=0; PRAGMA foreign_keys=1; PRAGMA temp_store=2;"
                       "PRAGMA cell_size_check=1; PRAGMA cache_size=-8192;"
                       "PRAGMA secure_delete=1; PRAGMA journal_mode=WAL;"
                       "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;");
    sqlite3_stmt *s = bare_prepare(b->log, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
                                           "ORDER BY rowid");
    while (sqlite3_step(s) == SQLITE_ROW)
        bare_run(b->fresh, (const char *)sqlite3_column_text(s, 0));
    bare_must(b->log, sqlite3_finalize(s));
    for (int t = 0; t < TABLES; t++)
        b->insert[t] = bare_prepare(b->fresh, tables[t].write);
}

static void bare_insert(struct bare *b, const struct bare_row *row)
{
    sqlite3_stmt *s = b->insert[row->table];
    for (int i = 0; i < row->columns; i++) {
        const struct bare_value *v = &row->values[i];
        if (v->is_blob)
            bare_must(b->fresh,
                      sqlite3_bind_blob64(s, i + 1, v->bytes.ptr, v->bytes.len, SQLITE_STATIC));
        else
            bare_must(b->fresh, sqlite3_bind_int64(s, i + 1, v->number));
    }
    bare_must(b->fresh, sqlite3_step(s));
    bare_must(b->fresh, sqlite3_reset(s));
}

/* Commits whenever the commands written reach the next multiple of the mean group. */
static void bare_slice(struct bare *b, const struct plan *plan, struct round *r)
{
    size_t commands = 0, transactions = 0;
    bare_read(b, r->from_seq);
    double begin = seconds_now();
    for (size_t i = 0; i < b->count; i++) {
        if (sqlite3_get_autocommit(b->fresh))
            bare_run(b->fresh, "BEGIN IMMEDIATE");
        bare_insert(b, &b->rows[i]);
        bool ends = i + 1 == b->count || b->rows[i + 1].group != b->rows[i].group;
        commands += ends ? 1 : 0;
        if (!ends || (double)commands + 0.001 < r->group * (double)(transactions + 1))
            continue;
        bare_run(b->fresh, "COMMIT");
        transactions++;
    }
    if (!sqlite3_get_autocommit(b->fresh))
        bare_run(b->fresh, "COMMIT");
    r->bare_s += seconds_now() - begin;
    if (commands != plan->slice)
        scene_fail("bare SQLite", "another number of commands");
}

static void bare_begin(struct bare *b, const char *dir)
{
    char path[PATH_BYTES];
    *b = (struct bare){.count = 0};
    arena_init(&b->arena, (size_t)BARE_ARENA_MIB << 20);
    snprintf(path, sizeof(path), "%s/log.db", dir);
    b->log = bare_open(path);
    snprintf(path, sizeof(path), "%s/bare.db", dir);
    b->fresh = bare_open(path);
    bare_schema(b);
}

static void bare_end(struct bare *b)
{
    for (int t = 0; t < TABLES; t++)
        bare_must(b->fresh, sqlite3_finalize(b->insert[t]));
    bare_must(b->fresh, sqlite3_close(b->fresh));
    bare_must(b->log, sqlite3_close(b->log));
    arena_release(&b->arena);
}

/* ---- the figures ------------------------------------------------------------------------------
 */

/* What a start costs: the log read, every part opened and decoded, the image folded. */
static double reopen_rate(const char *dir)
{
    struct app_options options = {.data_dir = dir};
    struct app *app = NULL;
    double begin = seconds_now();
    scene_must(app_open(&options, &app), "open again");
    double took = seconds_now() - begin;
    double rate = (double)state_of(app).events / took;
    app_close(app);
    return rate;
}

/* Both sides take turns, so that a disk that slows down slows both. */
static double run_round(const struct plan *plan, size_t number)
{
    char dir[PATH_BYTES - 16];
    struct scene scene;
    struct bare bare;
    struct conf conf;
    struct round r = {.program_s = 0};
    conf_init(&conf);
    snprintf(dir, sizeof(dir), "%s/round-%zu", plan->dir, number);
    scene_open(&scene, dir, &conf);
    bare_begin(&bare, dir);
    double commands = 0;
    for (size_t done = 0; done < plan->commands; done += plan->slice) {
        program_slice(scene.app, plan, &r);
        bare_slice(&bare, plan, &r);
        commands += (double)plan->slice;
    }
    bare_end(&bare);
    scene_close(&scene);
    double ratio = r.bare_s / r.program_s;
    printf("round %zu: %.0f acknowledged/s, %.2f commands a transaction, %.0f us CPU each; "
           "bare %.0f/s; ratio %.3f; opened again %.0f events/s\n",
           number, commands / r.program_s, commands / (double)r.transactions,
           r.cpu_s / commands * 1e6, commands / r.bare_s, ratio, reopen_rate(dir));
    fflush(stdout);
    return ratio;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static size_t number_read(const char *text, size_t most)
{
    uint64_t n = 0;
    if (!str_to_u64(str_from_cstr(text), most, &n) || n == 0)
        scene_fail(text, "not a number, or too large");
    return (size_t)n;
}

int main(int argc, char **argv)
{
    double ratios[ROUNDS_MAX];
    if (argc != 5) {
        fprintf(stderr, "usage: commands FOLDER ROUNDS COMMANDS THREADS\n");
        return 2;
    }
    struct plan plan = {
        .dir = argv[1],
        .rounds = number_read(argv[2], ROUNDS_MAX),
        .commands = number_read(argv[3], 10000000),
        .threads = number_read(argv[4], THREADS_MAX),
    };
    plan.slice = plan.threads * SLICE_EACH;
    for (size_t i = 0; i < plan.rounds; i++)
        ratios[i] = run_round(&plan, i + 1);
    qsort(ratios, plan.rounds, sizeof(ratios[0]), ascending);
    double median = ratios[plan.rounds / 2];
    printf("figure|acknowledged commands, share of bare SQLite|%.3f|>= 0.3|%.3f / %.3f / %.3f\n",
           median, ratios[0], median, ratios[plan.rounds - 1]);
    return 0;
}
