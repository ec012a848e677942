/*
 * crash/powerloss.c — nothing acknowledged is lost, whatever the disk does.
 *
 *     powerloss [--points N] [--seed S] [--control]
 *
 * Clients append, put records and note reads against a store on the file system of
 * crash/powerloss_vfs.h. At a random operation the power goes, a write finds the disk full, or one
 * fails. Then the store is opened anew and must hold all that was acknowledged, in an unbroken
 * chain, and go on. --control is for builds that acknowledge or sync wrongly on purpose: it
 * succeeds only when a loss is found. The seed is printed and repeats the run (with one client
 * exactly).
 * Only for tests.
 */
#include "crash/powerloss_vfs.h"

#include "base/limits.h"
#include "store/store.h"
#include "sys/db.h"
#include "sys/random.h"

#include <assert.h>
#include <pthread.h>
#include <unistd.h>

enum { CLIENTS_MAX = 4, STEPS = 40, ROUNDS = 2, ACKS_MAX = 200, RETRIES = 50, PAYLOAD_MAX = 9000 };

struct ack {
    struct id submission;
    uint64_t first_seq;
};

/* One client and what it was promised. */
struct client {
    struct run *run;
    pthread_t thread;
    uint8_t number;
    struct pl_chance chance;
    uint64_t version; /* of its two streams, which move together */
    struct ack acks[ACKS_MAX];
    size_t ack_count;
    uint8_t record;   /* newest value acknowledged, 0 = none */
    uint64_t reads;
    bool stopped;
};

struct run {
    struct arena disk, memory;
    struct store *store;
    struct store_options options;
    struct client clients[CLIENTS_MAX];
    size_t client_count;
    enum pl_fault fault;
    _Atomic uint64_t applied; /* rows that on_commit announced */
};

static char directory[] = "/tmp/todoke-powerloss-XXXXXX";
static char path[64];
static char payload[PAYLOAD_MAX];

static struct id id_of(uint8_t client, uint8_t what, uint64_t n)
{
    struct id id = {{client, what}};
    for (size_t i = 0; i < 8; i++)
        id.bytes[2 + i] = (uint8_t)(n >> (8 * i));
    return id;
}

/* --- the work --------------------------------------------------------------------------------- */

static void on_commit(void *ctx, const struct store_append *r)
{
    struct run *run = ctx;
    run->applied += r->row_count;
}

/* A full disk is asked again, with the same submission; that is what the form tells the person to
 * do. */
static enum err append_until_known(struct client *c, struct store_append *r)
{
    enum err e = ERR_FULL;
    for (int i = 0; i < RETRIES && e == ERR_FULL; i++)
        e = store_append(c->run->store, r);
    return e == ERR_EXISTS ? ERR_OK : e;
}

static enum err step_append(struct client *c)
{
    const struct store_read reads[] = {
        {3, id_of(c->number, 1, 0), c->version},
        {3, id_of(c->number, 2, 0), c->version},
    };
    struct store_row rows[2];
    for (size_t i = 0; i < 2; i++)
        rows[i] = (struct store_row){
            .stream_type = 3, .stream = reads[i].stream, .version = c->version + 1, .kind = 1,
            .schema = 1, .day = 20000, .part_count = 1,
            .parts = {{1, 1, {payload, 100 + pl_below(&c->chance, PAYLOAD_MAX - 100)}}},
        };
    struct store_append r = {
        .reads = reads, .read_count = 2, .rows = rows, .row_count = 2,
        .submission = id_of(c->number, 3, c->version + 1), .person = {c->number},
        .on_commit = on_commit, .ctx = c->run,
    };
    enum err e = append_until_known(c, &r);
    if (e != ERR_OK)
        return e;
    c->version++;
    assert(c->ack_count < ACKS_MAX);
    c->acks[c->ack_count++] = (struct ack){r.submission, r.outcome.first_seq};
    return ERR_OK;
}

static enum err step_record(struct client *c)
{
    uint8_t value = (uint8_t)(c->record + 1);
    struct store_record record = {
        .kind = STORE_RECORD_DRAFT, .key = {c->number}, .bytes = {(const char *)&value, 1},
    };
    enum err e = ERR_FULL;
    for (int i = 0; i < RETRIES && e == ERR_FULL; i++)
        e = store_record_put(c->run->store, &record);
    if (e == ERR_OK)
        c->record = value;
    return e;
}

static enum err step_read(struct client *c)
{
    enum err e = ERR_FULL;
    uint64_t seq = 0;
    for (int i = 0; i < RETRIES && e == ERR_FULL; i++)
        e = store_read_log_add(c->run->store, 20000, (struct str){payload, 60}, &seq);
    if (e == ERR_OK)
        c->reads++;
    return e;
}

static void *client_main(void *arg)
{
    struct client *c = arg;
    for (int i = 0; i < STEPS && !c->stopped; i++) {
        uint32_t what = pl_below(&c->chance, 8);
        enum err e = what == 0 ? step_record(c) : what == 1 ? step_read(c) : step_append(c);
        c->stopped = e != ERR_OK;
    }
    return NULL;
}

static enum err run_open(struct run *run)
{
    arena_init(&run->memory, LIMIT_ARENA_STORE);
    enum err e = store_open(&run->store, &run->options, &run->memory);
    if (e != ERR_OK)
        arena_release(&run->memory);
    return e;
}

static void run_close(struct run *run)
{
    store_close(run->store);
    arena_release(&run->memory);
}

/* Open, work, close, as often as the disk lets it. A close writes the log back into the database.
 * */
static void run_work(struct run *run)
{
    for (int round = 0; round < ROUNDS; round++) {
        enum err e = ERR_FULL;
        for (int i = 0; i < RETRIES && e == ERR_FULL; i++)
            e = run_open(run);
        if (e != ERR_OK)
            return;
        for (size_t i = 0; i < run->client_count; i++) {
            struct client *c = &run->clients[i];
            if (run->client_count == 1) {
                (void)client_main(c);
                break;
            }
            int rc = pthread_create(&c->thread, NULL, client_main, c);
            assert(rc == 0);
            (void)rc;
        }
        for (size_t i = 0; i < run->client_count && run->client_count > 1; i++)
            (void)pthread_join(run->clients[i].thread, NULL);
        run_close(run);
    }
}

/* --- the proof -------------------------------------------------------------------------------- */

static bool complain(const char *what, enum err e)
{
    printf("  %s: %s\n", what, err_text(e));
    return false;
}

static enum err count_read(void *ctx, uint64_t seq, int32_t day, struct str sealed)
{
    uint64_t *count = ctx;
    *count += 1;
    return seq == *count && day == 20000 && sealed.len == 60 ? ERR_OK : ERR_CORRUPT;
}

static bool client_is_kept(struct run *run, const struct client *c)
{
    for (size_t i = 0; i < c->ack_count; i++) {
        struct store_outcome outcome;
        const uint8_t person[STORE_PERSON_BYTES] = {c->number};
        enum err e = store_submission_find(run->store, c->acks[i].submission, person, &outcome);
        if (e != ERR_OK || outcome.first_seq != c->acks[i].first_seq)
            return complain("an acknowledged append is lost", e);
    }
    if (c->record == 0)
        return true;
    struct arena a;
    arena_init(&a, 4096);
    struct store_record r = {.kind = STORE_RECORD_DRAFT, .key = {c->number}};
    enum err e = store_record_get(run->store, 1, &a, &r);
    /* the one after may have been committed without being acknowledged */
    bool kept = e == ERR_OK && r.bytes.len == 1
        && ((uint8_t)r.bytes.ptr[0] == c->record || (uint8_t)r.bytes.ptr[0] == c->record + 1);
    arena_release(&a);
    return kept ? true : complain("an acknowledged record is lost", e);
}

/* The streams may be one version ahead of what was acknowledged, and must then answer the
 * submission. */
static bool client_goes_on(struct client *c)
{
    size_t before = c->ack_count;
    enum err e = step_append(c);
    if (e == ERR_OK && c->ack_count == before + 1)
        e = step_append(c);
    return e == ERR_OK ? true : complain("it does not go on", e);
}

static bool store_is_whole(struct run *run)
{
    struct store_verdict verdict;
    enum err e = store_verify(run->store, &verdict);
    if (e != ERR_OK)
        return complain("the chain does not verify", e);
    uint64_t reads = 0, promised = 0, seq = 0;
    e = store_read_log_each(run->store, 1, count_read, &reads);
    for (size_t i = 0; i < run->client_count; i++)
        promised += run->clients[i].reads;
    if (e != ERR_OK || reads < promised)
        return complain("an acknowledged read is lost", e);
    uint8_t hash[CRYPTO_HASH_BYTES];
    store_head(run->store, &seq, hash);
    if (seq < run->applied)
        return complain("an announced row is lost", e);
    /* the process lived on: its memory must not lack a row that the log has */
    if (run->fault == PL_FULL && seq != run->applied)
        return complain("a stored row was not announced", e);
    for (size_t i = 0; i < run->client_count; i++) {
        if (!client_is_kept(run, &run->clients[i]))
            return false;
    }
    return true;
}

static bool database_is_whole(void)
{
    struct db db;
    const struct db_options o = {.path = path, .vfs = PL_VFS};
    enum err e = db_open_writer(&db, &o);
    if (e == ERR_OK) {
        e = db_check(&db);
        db_close(&db);
    }
    return e == ERR_OK ? true : complain("the database is damaged", e);
}

static bool run_proves(struct run *run)
{
    enum err e = run_open(run);
    if (e != ERR_OK)
        return complain("it does not open", e);
    bool ok = store_is_whole(run);
    for (size_t i = 0; ok && i < run->client_count; i++)
        ok = client_goes_on(&run->clients[i]);
    if (ok)
        ok = store_is_whole(run);
    run_close(run);
    return ok && database_is_whole();
}

/* --- points ----------------------------------------------------------------------------------- */

static void run_prepare(struct run *run, uint64_t seed, size_t clients)
{
    pl_format(&run->disk);
    memset(run->clients, 0, sizeof run->clients);
    run->client_count = clients;
    run->applied = 0;
    run->fault = PL_NONE;
    for (size_t i = 0; i < clients; i++) {
        run->clients[i].run = run;
        run->clients[i].number = (uint8_t)(i + 1);
        run->clients[i].chance.state = seed + i;
    }
}

/* Operations of a run without a fault, so that faults can fall anywhere in one. It must prove
 * itself too. */
static uint64_t run_measure(struct run *run, size_t clients)
{
    run_prepare(run, 1, clients);
    run_work(run);
    uint64_t operations = pl_operations();
    return run_proves(run) ? operations : 0;
}

static bool run_point(struct run *run, enum pl_fault fault, size_t clients, struct pl_chance *c)
{
    static uint64_t operations[CLIENTS_MAX + 1];
    if (operations[clients] == 0)
        operations[clients] = run_measure(run, clients);
    if (operations[clients] == 0)
        return complain("a run without a fault fails", ERR_CORRUPT);
    run_prepare(run, pl_draw(c), clients);
    run->fault = fault;
    uint32_t times = fault == PL_FULL ? 1 + pl_below(c, 8) : 1;
    pl_arm(fault, 1 + pl_below(c, (uint32_t)operations[clients]), times);
    run_work(run);
    if (fault == PL_POWER)
        pl_restore(c);
    else
        pl_arm(PL_NONE, 0, 0);
    return run_proves(run);
}

struct plan {
    uint64_t points;
    struct pl_chance chance;
    bool control;
};

static struct plan plan_read(int argc, char **argv)
{
    struct plan p = {.points = 1000};
    random_bytes(&p.chance.state, sizeof p.chance.state);
    p.chance.state >>= 1;
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--control") == 0)
            p.control = true;
        else if (more && strcmp(argv[i], "--points") == 0)
            p.points = strtoull(argv[++i], NULL, 10);
        else if (more && strcmp(argv[i], "--seed") == 0)
            p.chance.state = strtoull(argv[++i], NULL, 10);
        else
            exit(2);
    }
    printf("powerloss: seed %llu\n", (unsigned long long)p.chance.state);
    return p;
}

/* A third as many points as power losses for a full disk and for failing writes each. */
static uint64_t plan_run(struct plan *p, struct run *run, uint64_t *passed)
{
    static const struct {
        enum pl_fault fault;
        unsigned share;
        const char *name;
    } parts[] = {
        {PL_POWER, 1, "power losses"},
        {PL_FULL, 3, "full disks"},
        {PL_IO, 3, "failing writes"},
    };
    uint64_t failed = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t count = p->points / parts[i].share;
        for (uint64_t n = 0; n < count; n++) {
            uint64_t state = p->chance.state;
            size_t clients = n % 4 == 3 ? CLIENTS_MAX : 1;
            bool ok = run_point(run, parts[i].fault, clients, &p->chance);
            if (!ok && !p->control)
                printf("  point %llu of %s, state %llu\n", (unsigned long long)n, parts[i].name,
                       (unsigned long long)state);
            *passed += ok;
            failed += !ok;
            if (failed > 0 && p->control)
                return failed;
        }
        printf("powerloss: %llu %s\n", (unsigned long long)count, parts[i].name);
    }
    return failed;
}

int main(int argc, char **argv)
{
    static struct run run;
    if (crypto_init() != ERR_OK || mkdtemp(directory) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/log.db", directory);
    memset(payload, 'p', sizeof payload);
    pl_register();
    arena_init(&run.disk, 1u << 30);
    run.options = (struct store_options){.path = path, .vfs = PL_VFS};
    struct plan p = plan_read(argc, argv);
    uint64_t passed = 0;
    uint64_t failed = plan_run(&p, &run, &passed);
    arena_release(&run.disk);
    (void)snprintf(payload, sizeof payload, "%s.lock", path);
    (void)unlink(payload);
    (void)rmdir(directory);
    if (p.control) {
        bool caught = failed > 0;
        printf("powerloss control: %d passed, %d failed\n", caught, !caught);
        return caught ? 0 : 1;
    }
    printf("powerloss: %llu passed, %llu failed\n", (unsigned long long)passed,
           (unsigned long long)failed);
    return failed == 0 ? 0 : 1;
}
