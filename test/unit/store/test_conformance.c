/*
 * store/test_conformance.c — what every backend must do. The whole suite runs on each. Only for
 * tests.
 */
#include "fixture.h"

#include "store/store_priv.h"

#include <unistd.h>

static bool in_memory;

/* --- reading back ---------------------------------------------------------------------------- */

struct seen {
    size_t count;
    struct store_event last;
    char text[3][64];
};

static enum err see(void *ctx, const struct store_event *e)
{
    struct seen *s = ctx;
    s->count++;
    s->last = *e;
    for (size_t i = 0; i < e->row.part_count; i++)
        (void)snprintf(s->text[i], sizeof s->text[i], "%.*s", STR_ARG(e->row.parts[i].bytes));
    return ERR_OK;
}

static enum err stop_at_two(void *ctx, const struct store_event *e)
{
    size_t *count = ctx;
    *count += 1;
    return e->seq == 2 ? ERR_LIMIT : ERR_OK;
}

static void rows_come_back_in_order(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, in_memory);
    uint64_t seq = 1;
    uint8_t hash[32];
    store_head(f.store, &seq, hash);
    assert_int_equal(seq, 0);
    const struct store_read reads[] = {{3, numbered(1), 0}, {4, numbered(2), 0}};
    struct store_row rows[] = {
        row_of(1, 1, "one", NULL), row_of(1, 2, "two", "secret"), row_of(2, 1, "three", NULL),
    };
    rows[2].stream_type = 4;
    rows[2].part_count = 0;
    struct store_append r = {
        .reads = reads, .read_count = 2, .rows = rows, .row_count = 3,
        .submission = numbered(77), .person = {1}, .subject_type = 3, .subject = numbered(1),
    };
    assert_ok(store_append(f.store, &r));
    assert_int_equal(r.outcome.first_seq, 1);
    assert_int_equal(r.outcome.last_seq, 3);
    struct seen seen = {.count = 0};
    assert_ok(store_read_from(f.store, 2, see, &seen));
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.last.seq, 3);
    assert_int_equal(seen.last.row.stream_type, 4);
    assert_true(id_equal(seen.last.submission, numbered(77)));
    assert_int_equal(seen.last.row.part_count, 0);
    assert_string_equal(seen.text[0], "two");
    assert_string_equal(seen.text[1], "secret");
    store_head(f.store, &seq, hash);
    assert_int_equal(seq, 3);
    assert_memory_equal(hash, seen.last.hash, sizeof hash);
    seen.count = 0;
    assert_ok(store_read_stream(f.store, numbered(1), see, &seen));
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.last.row.version, 2);
    assert_ok(store_read_stream(f.store, numbered(8), see, &seen));
    assert_int_equal(seen.count, 2);
    assert_int_equal(store_commits(f.store), 1);
    size_t count = 0;
    assert_err(store_read_from(f.store, 1, stop_at_two, &count), ERR_LIMIT);
    assert_int_equal(count, 2);
    assert_verifies(f.store);
    fixture_drop(&f);
}

/* --- versions -------------------------------------------------------------------------------- */

static void a_stream_read_must_not_have_moved(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, in_memory);
    assert_ok(append_one(f.store, 1, 1, 0));
    assert_err(append_one(f.store, 1, 1, 0), ERR_CONFLICT);
    assert_err(append_one(f.store, 1, 3, 0), ERR_CONFLICT);
    assert_ok(append_one(f.store, 1, 2, 0));
    /* a stream that was only read counts too */
    const struct store_read reads[] = {{3, numbered(2), 0}, {3, numbered(1), 1}};
    const struct store_row row = row_of(2, 1, "x", NULL);
    struct store_append r = {.reads = reads, .read_count = 2, .rows = &row, .row_count = 1};
    assert_err(store_append(f.store, &r), ERR_CONFLICT);
    const struct store_read fresh[] = {{3, numbered(2), 0}, {3, numbered(1), 2}};
    r.reads = fresh;
    assert_ok(store_append(f.store, &r));
    assert_verifies(f.store);
    fixture_drop(&f);
}

static void contradictions_are_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, in_memory);
    const struct store_read read = {3, numbered(1), 0};
    struct store_row row = row_of(1, 1, "x", "y");
    struct store_append r = {.reads = &read, .read_count = 1, .rows = &row, .row_count = 1};
    row.version = 2; /* a gap */
    assert_err(store_append(f.store, &r), ERR_INVALID);
    row = row_of(2, 1, "x", NULL); /* written without being read */
    assert_err(store_append(f.store, &r), ERR_INVALID);
    row = row_of(1, 1, "x", NULL);
    row.stream_type = 4;
    assert_err(store_append(f.store, &r), ERR_INVALID);
    row = row_of(1, 1, "x", "y");
    row.parts[1].keygroup = 1; /* twice */
    assert_err(store_append(f.store, &r), ERR_INVALID);
    row = row_of(1, 1, "x", "y");
    row.parts[0].generation = 0;
    assert_err(store_append(f.store, &r), ERR_INVALID);
    row = row_of(1, 1, "", NULL);
    assert_err(store_append(f.store, &r), ERR_INVALID);
    row = row_of(1, 1, "x", NULL);
    r.row_count = LIMIT_EVENTS_PER_COMMAND + 1;
    assert_err(store_append(f.store, &r), ERR_INVALID);
    r.row_count = 1;
    assert_ok(store_append(f.store, &r));
    /* a stream keeps its type */
    const struct store_read other = {4, numbered(1), 1};
    row = row_of(1, 2, "x", NULL);
    row.stream_type = 4;
    r.reads = &other;
    assert_err(store_append(f.store, &r), ERR_INVALID);
    assert_verifies(f.store);
    fixture_drop(&f);
}

/* --- submissions ----------------------------------------------------------------------------- */

static void a_submission_is_answered_once(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, in_memory);
    assert_ok(append_one(f.store, 1, 1, 0));
    const struct store_read read = {3, numbered(2), 0};
    const struct store_row row = row_of(2, 1, "x", NULL);
    struct store_append first = {
        .reads = &read, .read_count = 1, .rows = &row, .row_count = 1, .submission = numbered(50),
        .person = {1, 2}, .subject_type = 3, .subject = numbered(2),
    };
    struct store_append again = first, stranger = first;
    assert_ok(store_append(f.store, &first));
    assert_err(store_append(f.store, &again),
               ERR_EXISTS); /* although its versions are stale by now */
    assert_int_equal(again.outcome.first_seq, 2);
    assert_int_equal(again.outcome.last_seq, 2);
    assert_int_equal(again.outcome.subject_type, 3);
    assert_true(id_equal(again.outcome.subject, numbered(2)));
    stranger.person[0] = 8;
    assert_err(store_append(f.store, &stranger), ERR_DENIED);
    assert_int_equal(stranger.outcome.first_seq, 0); /* learns nothing */
    struct store_outcome outcome;
    assert_ok(store_submission_find(f.store, numbered(50), first.person, &outcome));
    assert_int_equal(outcome.first_seq, 2);
    assert_err(store_submission_find(f.store, numbered(50), stranger.person, &outcome), ERR_DENIED);
    assert_err(store_submission_find(f.store, numbered(51), first.person, &outcome), ERR_NOT_FOUND);
    /* a refused request leaves its submission free */
    struct store_append stale = first;
    stale.submission = numbered(52);
    assert_err(store_append(f.store, &stale), ERR_CONFLICT);
    assert_err(store_submission_find(f.store, numbered(52), first.person, &outcome), ERR_NOT_FOUND);
    struct store_append none = {.submission = numbered(53), .subject_type = 1};
    assert_ok(store_append(f.store, &none)); /* nothing to record but that it was answered */
    assert_int_equal(none.outcome.first_seq, 0);
    fixture_drop(&f);
}

/* --- threads --------------------------------------------------------------------------------- */

enum { THREADS = 8, ROUNDS = 40 };

/* Written in the writer thread, read by the appending threads after their answer. */
struct shared {
    struct store *store;
    pthread_mutex_t lock;
    uint64_t next_seq;
    bool in_order;
    bool applied[THREADS * ROUNDS + 1];
};

struct worker {
    struct shared *shared;
    pthread_t thread;
    uint64_t number;
    size_t done, conflicts;
    bool seen_before_answer;
};

static void on_commit(void *ctx, const struct store_append *r)
{
    struct shared *s = ctx;
    (void)pthread_mutex_lock(&s->lock);
    s->in_order = s->in_order && r->outcome.first_seq == s->next_seq;
    s->next_seq = r->outcome.last_seq + 1;
    s->applied[r->outcome.first_seq] = true;
    (void)pthread_mutex_unlock(&s->lock);
}

static void *increment(void *arg)
{
    struct worker *w = arg;
    struct shared *shared = w->shared;
    uint64_t version = 0;
    w->seen_before_answer = true;
    while (w->done < ROUNDS) {
        const struct store_read read = {3, numbered(1), version};
        const struct store_row row = row_of(1, version + 1, "add", "one");
        struct store_append r = {
            .reads = &read, .read_count = 1, .rows = &row, .row_count = 1,
            .submission = numbered(1000 * w->number + w->done + 1), .person = {1},
            .on_commit = on_commit, .ctx = shared,
        };
        enum err e = store_append(shared->store, &r);
        version++; /* what is there now is at least this */
        if (e == ERR_CONFLICT) {
            w->conflicts++;
            continue;
        }
        if (e != ERR_OK)
            return NULL;
        (void)pthread_mutex_lock(&shared->lock);
        w->seen_before_answer = w->seen_before_answer && shared->applied[r.outcome.first_seq];
        (void)pthread_mutex_unlock(&shared->lock);
        w->done++;
    }
    return w;
}

static void concurrent_appends_lose_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, in_memory);
    static struct shared shared;
    shared = (struct shared){.store = f.store, .next_seq = 1, .in_order = true};
    (void)pthread_mutex_init(&shared.lock, NULL);
    struct worker workers[THREADS];
    for (uint64_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.shared = &shared, .number = i + 1};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, increment, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(workers[i].thread, &result), 0);
        assert_non_null(result);
        assert_true(workers[i].seen_before_answer);
    }
    assert_true(shared.in_order);
    uint64_t seq = 0;
    uint8_t hash[32];
    store_head(f.store, &seq, hash);
    assert_int_equal(seq,
                     THREADS * ROUNDS); /* one version each: nothing overwritten, nothing twice */
    assert_verifies(f.store);
    (void)pthread_mutex_destroy(&shared.lock);
    fixture_drop(&f);
}

/* Holds the writer in its on_commit until it is let go. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool entered, open;
};

static void wait_at_gate(void *ctx, const struct store_append *r)
{
    (void)r;
    struct gate *g = ctx;
    (void)pthread_mutex_lock(&g->lock);
    g->entered = true;
    (void)pthread_cond_broadcast(&g->change);
    while (!g->open)
        (void)pthread_cond_wait(&g->change, &g->lock);
    (void)pthread_mutex_unlock(&g->lock);
}

struct waiter {
    struct store *store;
    struct gate *gate; /* NULL: an ordinary append */
    uint64_t stream;
    enum err result;
    pthread_t thread;
};

static void *append_waiting(void *arg)
{
    struct waiter *w = arg;
    const struct store_read read = {3, numbered(w->stream), 0};
    const struct store_row row = row_of(w->stream, 1, "x", NULL);
    struct store_append r = {.reads = &read, .read_count = 1, .rows = &row, .row_count = 1};
    if (w->gate != NULL) {
        r.on_commit = wait_at_gate;
        r.ctx = w->gate;
    }
    w->result = store_append(w->store, &r);
    return NULL;
}

static void start_waiter(struct waiter *w)
{
    pthread_attr_t small;
    assert_int_equal(pthread_attr_init(&small), 0);
    assert_int_equal(pthread_attr_setstacksize(&small, 256u << 10), 0);
    assert_int_equal(pthread_create(&w->thread, &small, append_waiting, w), 0);
    (void)pthread_attr_destroy(&small);
}

static size_t waiting_jobs(struct store *s)
{
    (void)pthread_mutex_lock(&s->lock);
    size_t waiting = s->waiting;
    (void)pthread_mutex_unlock(&s->lock);
    return waiting;
}

static void a_full_queue_is_busy(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, in_memory);
    struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false};
    static struct waiter waiters[LIMIT_WRITER_QUEUE + 1];
    waiters[0] = (struct waiter){.store = f.store, .gate = &gate, .stream = 1};
    start_waiter(&waiters[0]);
    (void)pthread_mutex_lock(&gate.lock);
    while (!gate.entered)
        (void)pthread_cond_wait(&gate.change, &gate.lock);
    (void)pthread_mutex_unlock(&gate.lock);
    for (size_t i = 1; i <= LIMIT_WRITER_QUEUE; i++) {
        waiters[i] = (struct waiter){.store = f.store, .stream = i + 1};
        start_waiter(&waiters[i]);
    }
    while (waiting_jobs(f.store) < LIMIT_WRITER_QUEUE)
        (void)usleep(1000);
    assert_err(append_one(f.store, 5000, 1, 0), ERR_BUSY);
    (void)pthread_mutex_lock(&gate.lock);
    gate.open = true;
    (void)pthread_cond_broadcast(&gate.change);
    (void)pthread_mutex_unlock(&gate.lock);
    for (size_t i = 0; i <= LIMIT_WRITER_QUEUE; i++) {
        assert_int_equal(pthread_join(waiters[i].thread, NULL), 0);
        assert_ok(waiters[i].result);
    }
    /* the first alone, the others in groups as large as they may be */
    assert_int_equal(store_commits(f.store), 1 + LIMIT_WRITER_QUEUE / LIMIT_GROUP_COMMIT);
    assert_ok(append_one(f.store, 5000, 1, 0));
    assert_verifies(f.store);
    fixture_drop(&f);
}

/* --- records --------------------------------------------------------------------------------- */

static struct store_record record_of(enum store_record_kind kind, uint8_t key, uint8_t owner,
                                     int64_t expires_us, const char *text)
{
    return (struct store_record){
        .kind = kind, .key = {key}, .owner = {owner}, .expires_us = expires_us,
        .bytes = str_from_cstr(text),
    };
}

static enum err count_record(void *ctx, const struct store_record *r)
{
    size_t *count = ctx;
    *count = *count * 10 + r->key[0];
    return ERR_OK;
}

static size_t keys_of(struct store *s, enum store_record_kind kind)
{
    size_t keys = 0;
    assert_ok(store_record_each(s, kind, count_record, &keys));
    return keys;
}

static enum err get_session(struct store *s, uint8_t key, int64_t now_us, struct arena *a,
                            struct store_record *got)
{
    *got = record_of(STORE_RECORD_SESSION, key, 0, 0, "");
    return store_record_get(s, now_us, a, got);
}

static void records_live_and_expire(void **state)
{
    (void)state;
    struct fixture f;
    struct arena a;
    fixture_make(&f, in_memory);
    arena_init(&a, 1u << 20);
    struct store_record r = record_of(STORE_RECORD_SESSION, 2, 7, 1000, "second"), got;
    assert_err(store_record_update(f.store, &r), ERR_NOT_FOUND);
    assert_ok(store_record_put(f.store, &r));
    assert_ok(store_record_update(f.store, &r));
    r = record_of(STORE_RECORD_SESSION, 1, 7, 0, "");
    assert_ok(store_record_put(f.store, &r));
    r = record_of(STORE_RECORD_SESSION, 3, 8, 2000, "third");
    assert_ok(store_record_put(f.store, &r));
    r = record_of(STORE_RECORD_DRAFT, 2, 7, 0, "draft");
    assert_ok(store_record_put(f.store, &r));
    const uint8_t two[STORE_KEY_BYTES] = {2};
    assert_ok(get_session(f.store, 2, 999, &a, &got));
    assert_str(got.bytes, STR("second"));
    assert_int_equal(got.owner[0], 7);
    assert_int_equal(got.expires_us, 1000);
    assert_err(get_session(f.store, 2, 1000, &a, &got), ERR_NOT_FOUND);
    assert_err(get_session(f.store, 9, 0, &a, &got), ERR_NOT_FOUND);
    assert_ok(get_session(f.store, 1, INT64_MAX, &a, &got));
    assert_int_equal(got.bytes.len, 0);
    r = record_of(STORE_RECORD_SESSION, 2, 7, 5000, "replaced");
    assert_ok(store_record_put(f.store, &r));
    assert_int_equal(keys_of(f.store, STORE_RECORD_SESSION), 123);
    size_t count = 9;
    assert_ok(store_record_expire(f.store, 2000, &count));
    assert_int_equal(count, 1);
    assert_int_equal(keys_of(f.store, STORE_RECORD_SESSION), 12);
    assert_ok(store_record_delete_owner(f.store, STORE_RECORD_SESSION, (const uint8_t[16]){7}));
    assert_int_equal(keys_of(f.store, STORE_RECORD_SESSION), 0);
    assert_int_equal(keys_of(f.store, STORE_RECORD_DRAFT), 2);
    assert_ok(store_record_delete(f.store, STORE_RECORD_DRAFT, two));
    assert_ok(store_record_delete(f.store, STORE_RECORD_DRAFT, two));
    assert_int_equal(keys_of(f.store, STORE_RECORD_DRAFT), 0);
    static char large[LIMIT_RECORD_BYTES + 1];
    r.bytes = (struct str){large, sizeof large};
    assert_err(store_record_put(f.store, &r), ERR_LIMIT);
    r.bytes.len--;
    assert_ok(store_record_put(f.store, &r));
    arena_release(&a);
    fixture_drop(&f);
}

/* --- letters --------------------------------------------------------------------------------- */

static enum err append_letters(struct store *s, uint64_t stream, uint64_t version,
                               const struct store_letter *letters, size_t count)
{
    const struct store_read read = {3, numbered(stream), version - 1};
    const struct store_row rows[] = {row_of(stream, version, "content", NULL),
                                     row_of(stream, version + 1, "more", NULL)};
    struct store_append r = {
        .reads = &read, .read_count = 1, .rows = rows, .row_count = 2, .letters = letters,
        .letter_count = count, .person = {9}, .subject_type = 3, .subject = numbered(stream),
    };
    return store_append(s, &r);
}

static struct store_letter letter_of(uint64_t id, uint64_t row, uint16_t place, int64_t due_us)
{
    return (struct store_letter){.id = numbered(id), .seq = row, .place = place, .stream_type = 3,
                                 .stream = numbered(5), .due_us = due_us, .bytes = STR("sealed")};
}

struct letters_seen {
    uint64_t ids, seqs;
    bool whole;
};

static enum err see_letter(void *ctx, const struct store_letter *l)
{
    struct letters_seen *seen = ctx;
    seen->ids = seen->ids * 10 + l->id.bytes[0];
    seen->seqs = seen->seqs * 10 + l->seq;
    seen->whole = str_equal(l->bytes, STR("sealed")) && l->stream_type == 3 &&
                  id_equal(l->stream, numbered(5));
    return ERR_OK;
}

static void letters_come_with_their_events(void **state)
{
    (void)state;
    struct fixture f;
    struct arena a;
    struct letters_seen seen = {0};
    fixture_make(&f, in_memory);
    arena_init(&a, 1u << 20);
    const struct store_letter two[] = {letter_of(1, 0, 0, 100), letter_of(2, 1, 1, 100)};
    assert_ok(append_letters(f.store, 5, 1, two, 2));
    const struct store_letter third = letter_of(3, 1, 0, 200);
    assert_err(append_letters(f.store, 5, 1, &third, 1), ERR_CONFLICT); /* nor rows */
    assert_ok(append_letters(f.store, 5, 3, &third, 1));
    assert_ok(store_letters_due(f.store, 99, 10, see_letter, &seen));
    assert_int_equal(seen.ids, 0);
    assert_ok(store_letters_due(f.store, 100, 10, see_letter, &seen));
    assert_int_equal(seen.ids, 12);
    assert_int_equal(seen.seqs, 12);
    assert_true(seen.whole);
    seen = (struct letters_seen){0};
    assert_ok(store_letters_due(f.store, 1000, 2, see_letter, &seen));
    assert_int_equal(seen.ids, 12);
    seen = (struct letters_seen){0};
    assert_ok(store_letters_of_stream(f.store, numbered(5), see_letter, &seen));
    assert_int_equal(seen.ids, 123);
    assert_int_equal(seen.seqs, 124);
    assert_ok(store_letters_of_stream(f.store, numbered(6), see_letter, &seen));
    assert_int_equal(seen.ids, 123);
    uint64_t count = 0;
    assert_ok(store_letter_remove(f.store, numbered(2)));
    assert_ok(store_letter_remove(f.store, numbered(2)));
    assert_ok(store_letter_count(f.store, &count));
    assert_int_equal(count, 2);
    struct store_letter got = {.id = numbered(3)};
    assert_ok(store_letter_get(f.store, &a, &got));
    assert_str(got.bytes, STR("sealed"));
    assert_int_equal(got.due_us, 200);
    got.id = numbered(2);
    assert_err(store_letter_get(f.store, &a, &got), ERR_NOT_FOUND);
    struct store_letter bad = letter_of(4, 2, 0, 0); /* of a row that is not there */
    assert_err(append_letters(f.store, 5, 5, &bad, 1), ERR_INVALID);
    bad = letter_of(4, 0, 0, 0);
    bad.bytes = STR("");
    assert_err(append_letters(f.store, 5, 5, &bad, 1), ERR_INVALID);
    arena_release(&a);
    fixture_drop(&f);
}

/* --- the read log ---------------------------------------------------------------------------- */

static enum err check_read(void *ctx, uint64_t seq, int32_t day, struct str sealed)
{
    uint64_t *next = ctx;
    if (seq != *next || day != 20000 + (int32_t)seq || !str_equal(sealed, STR("who read what")))
        return ERR_CORRUPT;
    *next += 1;
    return ERR_OK;
}

static void reads_are_recorded_in_order(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, in_memory);
    for (uint64_t i = 1; i <= 5; i++) {
        uint64_t seq = 0;
        assert_ok(store_read_log_add(f.store, 20000 + (int32_t)i, STR("who read what"), &seq));
        assert_int_equal(seq, i);
        if (!in_memory && i == 3) {
            fixture_shut(&f);
            fixture_open(&f);
        }
    }
    uint64_t next = 1;
    assert_ok(store_read_log_each(f.store, 1, check_read, &next));
    assert_int_equal(next, 6);
    next = 4;
    assert_ok(store_read_log_each(f.store, 4, check_read, &next));
    assert_int_equal(next, 6);
    assert_verifies(f.store);
    fixture_drop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back_in_order),
        cmocka_unit_test(a_stream_read_must_not_have_moved),
        cmocka_unit_test(contradictions_are_refused),
        cmocka_unit_test(a_submission_is_answered_once),
        cmocka_unit_test(concurrent_appends_lose_nothing),
        cmocka_unit_test(a_full_queue_is_busy),
        cmocka_unit_test(records_live_and_expire),
        cmocka_unit_test(letters_come_with_their_events),
        cmocka_unit_test(reads_are_recorded_in_order),
    };
    int failed = 0;
    for (int round = 0; round < 2; round++) {
        in_memory = round == 0;
        failed += cmocka_run_group_tests_name(in_memory ? "memory" : "sqlite", tests, NULL, NULL);
    }
    return failed;
}
