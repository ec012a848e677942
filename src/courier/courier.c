/*
 * courier/courier.c — the one thread that sends, and the list of what waits. A letter leaves the
 * list only after `done` took its result and its file is gone. Times here are the machine's own: a
 * training clock does not hurry a mail server.
 */
#include "courier/courier_priv.h"

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/log.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { BACKOFF_FIRST_S = 5, IDLE_S = 3600 };

#define SECOND_US INT64_C(1000000)

struct job {
    struct id id;
    uint32_t tries;
    int64_t next_us; /* not before */
    bool ended;      /* sent or refused; only `done` is still to be told */
    enum courier_end end;
    char answer[COURIER_ANSWER_BYTES];
};

struct courier {
    int spool_fd;
    uint8_t key[CRYPTO_KEY_BYTES];
    struct smtp_server server;
    struct courier_hooks hooks;
    pthread_t thread;
    bool running;

    /* Under the lock. */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    struct job *jobs; /* LIMIT_SPOOL_FILES of them */
    size_t count;
    struct id current; /* being sent now */
    uint32_t failures; /* of reaching the server, in a row */
    int64_t hold_us;   /* nothing is tried before */
    struct courier_state state;
};

bool courier_url_is_sound(struct str url)
{
    struct str host = {NULL, 0};
    if (str_starts_with(url, STR("smtp://")))
        host = str_slice(url, 7, url.len);
    else if (str_starts_with(url, STR("smtps://")))
        host = str_slice(url, 8, url.len);
    for (size_t i = 0; i < host.len; i++) {
        if (host.ptr[i] <= ' ' || host.ptr[i] > '~' || strchr("/@?#\\", host.ptr[i]))
            return false;
    }
    return host.len > 0;
}

static int64_t backoff_us(uint32_t failures)
{
    int64_t wait_s = BACKOFF_FIRST_S;
    for (uint32_t i = 1; i < failures && wait_s < LIMIT_MAIL_BACKOFF_SECONDS; i++)
        wait_s *= 2;
    return (wait_s < LIMIT_MAIL_BACKOFF_SECONDS ? wait_s : LIMIT_MAIL_BACKOFF_SECONDS) * SECOND_US;
}

/* ---- the list ---- */

static struct job *job_find(struct courier *c, struct id id)
{
    for (size_t i = 0; i < c->count; i++) {
        if (id_equal(c->jobs[i].id, id))
            return &c->jobs[i];
    }
    return NULL;
}

static void job_forget(struct courier *c, struct id id)
{
    struct job *job = job_find(c, id);
    if (job)
        *job = c->jobs[--c->count];
}

/* The one that has waited longest for its turn; NULL: *until_us says when to look again. */
static struct job *job_due(struct courier *c, int64_t now_us, int64_t *until_us)
{
    struct job *first = NULL;
    *until_us = now_us + IDLE_S * SECOND_US;
    for (size_t i = 0; i < c->count; i++) {
        struct job *job = &c->jobs[i];
        int64_t at_us = job->ended || job->next_us > c->hold_us ? job->next_us : c->hold_us;
        if (at_us < *until_us)
            *until_us = at_us;
        if (at_us <= now_us && (!first || job->next_us < first->next_us))
            first = job;
    }
    return first;
}

/* ---- one letter ---- */

static void keep_answer(struct courier *c, const struct smtp_answer *answer)
{
    c->state.unreachable = answer->verdict == SMTP_UNREACHABLE;
    if (!c->state.unreachable) { /* its words are about the letter and go into its history alone */
        c->state.answer[0] = '\0';
        c->failures = 0;
        c->hold_us = 0;
        return;
    }
    memcpy(c->state.answer, answer->line, sizeof(c->state.answer));
    c->failures++;
    c->hold_us = clock_monotonic_us() + backoff_us(c->failures);
    log_warn("mail_server", "state=unreachable retry_s=%lld",
             (long long)(backoff_us(c->failures) / SECOND_US));
}

static void judge(struct job *job, const struct smtp_answer *answer)
{
    memcpy(job->answer, answer->line, sizeof(job->answer));
    switch (answer->verdict) {
    case SMTP_TAKEN:
        job->ended = true;
        job->end = COURIER_HANDED_OVER;
        return;
    case SMTP_REFUSED:
        job->ended = true;
        job->end = COURIER_REFUSED;
        return;
    case SMTP_LATER:
        job->tries++;
        job->ended = job->tries >= LIMIT_MAIL_TRIES;
        job->end = COURIER_GIVEN_UP;
        job->next_us = clock_monotonic_us() + backoff_us(job->tries);
        return;
    case SMTP_UNREACHABLE:
        return;
    }
}

/* True: nothing more is to be done with it. */
static bool try_letter(struct courier *c, struct job *job, struct arena *arena)
{
    struct courier_letter letter;
    struct smtp_answer answer;
    if (!c->hooks.may_send(c->hooks.ctx, job->id))
        return true;
    enum err e = spool_file_read(c->spool_fd, c->key, job->id, arena, &letter);
    if (e == ERR_CORRUPT || e == ERR_NOT_FOUND)
        return true; /* the outbox still has it and writes it anew */
    if (e != ERR_OK) {
        job->next_us = clock_monotonic_us() + backoff_us(1);
        return false;
    }
    smtp_send(&c->server, &letter, arena, &answer);
    judge(job, &answer);
    pthread_mutex_lock(&c->lock);
    keep_answer(c, &answer);
    pthread_mutex_unlock(&c->lock);
    return false;
}

static bool tell(struct courier *c, struct job *job)
{
    struct courier_result result = {
        .letter = job->id, .end = job->end, .answer = str_from_cstr(job->answer)};
    enum err e = c->hooks.done(c->hooks.ctx, &result);
    if (e == ERR_OK)
        return true;
    log_error("mail_result", "err=\"%s\"", err_text(e));
    job->next_us = clock_monotonic_us() + backoff_us(1);
    return false;
}

static void work(struct courier *c, struct job *job)
{
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    bool over = !job->ended && try_letter(c, job, &arena);
    if (!over && job->ended)
        over = tell(c, job);
    if (over && spool_file_remove(c->spool_fd, job->id) != ERR_OK)
        log_error("mail_spool", "state=cannot-remove");
    arena_release(&arena);
    pthread_mutex_lock(&c->lock);
    struct job *kept = job_find(c, job->id);
    if (over)
        job_forget(c, job->id);
    else if (kept)
        *kept = *job;
    c->current = (struct id){{0}};
    pthread_mutex_unlock(&c->lock);
}

static void wait_until(struct courier *c, int64_t now_us, int64_t until_us)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    int64_t wait_us = until_us > now_us ? until_us - now_us : 0;
    at.tv_sec += (time_t)(wait_us / SECOND_US);
    at.tv_nsec += (long)(wait_us % SECOND_US) * 1000;
    at.tv_sec += at.tv_nsec / 1000000000L;
    at.tv_nsec %= 1000000000L;
    (void)pthread_cond_timedwait(&c->wake, &c->lock, &at);
}

static void *courier_main(void *arg)
{
    struct courier *c = arg;
    pthread_mutex_lock(&c->lock);
    while (!c->stop) {
        int64_t until_us = 0;
        int64_t now_us = clock_monotonic_us();
        const struct job *due = job_due(c, now_us, &until_us);
        if (!due) {
            wait_until(c, now_us, until_us);
            continue;
        }
        struct job job = *due;
        c->current = job.id;
        pthread_mutex_unlock(&c->lock);
        work(c, &job);
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

/* ---- opening and closing ---- */

static enum err set_server(struct courier *c, const struct courier_config *config,
                           struct arena *arena)
{
    struct str url =
        arena_format(arena, "%.*s/%.*s", STR_ARG(config->url), STR_ARG(config->domain));
    struct str user = arena_format(arena, "%.*s", STR_ARG(config->user));
    struct str password = arena_format(arena, "%.*s", STR_ARG(config->password));
    c->server = (struct smtp_server){
        .url = url.ptr,
        .user = user.ptr,
        .password = password.ptr,
        .insist_on_tls = !smtp_is_local(config->url),
    };
    return arena->failed ? ERR_MEMORY : ERR_OK;
}

static enum err take_up(struct courier *c, struct arena *arena)
{
    struct id *ids = NULL;
    size_t count = 0;
    enum err e = spool_file_list(c->spool_fd, arena, &ids, &count);
    for (size_t i = 0; e == ERR_OK && i < count && c->count < LIMIT_SPOOL_FILES; i++)
        c->jobs[c->count++] = (struct job){.id = ids[i]};
    return e;
}

enum err courier_open(const struct courier_config *config, struct arena *arena,
                      struct courier **out)
{
    pthread_condattr_t monotonic;
    if (!courier_url_is_sound(config->url))
        return ERR_INVALID;
    struct courier *c = ARENA_NEW(arena, struct courier);
    if (!c)
        return ERR_MEMORY;
    c->spool_fd = config->spool_fd;
    memcpy(c->key, config->key, sizeof(c->key));
    c->jobs = ARENA_ARRAY(arena, struct job, LIMIT_SPOOL_FILES);
    enum err e = c->jobs ? smtp_init() : ERR_MEMORY;
    if (e == ERR_OK)
        e = set_server(c, config, arena);
    if (e == ERR_OK)
        e = take_up(c, arena);
    if (e != ERR_OK)
        return e;
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&c->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *out = c;
    return ERR_OK;
}

enum err courier_start(struct courier *c, const struct courier_hooks *hooks)
{
    c->hooks = *hooks;
    if (pthread_create(&c->thread, NULL, courier_main, c) != 0)
        return ERR_MEMORY;
    c->running = true;
    return ERR_OK;
}

void courier_close(struct courier *c)
{
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    if (c->running)
        pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
    crypto_wipe(c->key, sizeof(c->key));
}

/* ---- from outside ---- */

enum err courier_put(struct courier *c, const struct courier_letter *letter)
{
    struct arena arena;
    pthread_mutex_lock(&c->lock);
    bool known = job_find(c, letter->id) != NULL;
    bool full = c->count >= LIMIT_SPOOL_FILES;
    pthread_mutex_unlock(&c->lock);
    if (known || full)
        return known ? ERR_EXISTS : ERR_LIMIT;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    enum err e = spool_file_write(c->spool_fd, c->key, letter, &arena);
    arena_release(&arena);
    if (e != ERR_OK)
        return e;
    pthread_mutex_lock(&c->lock);
    if (c->count < LIMIT_SPOOL_FILES)
        c->jobs[c->count++] = (struct job){.id = letter->id, .next_us = clock_monotonic_us()};
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    return ERR_OK;
}

bool courier_has(struct courier *c, struct id letter)
{
    pthread_mutex_lock(&c->lock);
    bool known = job_find(c, letter) != NULL;
    pthread_mutex_unlock(&c->lock);
    return known;
}

enum err courier_withdraw(struct courier *c, struct id letter)
{
    pthread_mutex_lock(&c->lock);
    bool busy = id_equal(c->current, letter);
    bool known = !busy && job_find(c, letter) != NULL;
    if (known)
        job_forget(c, letter);
    pthread_mutex_unlock(&c->lock);
    if (busy)
        return ERR_BUSY;
    return known ? spool_file_remove(c->spool_fd, letter) : ERR_OK;
}

void courier_poke(struct courier *c)
{
    pthread_mutex_lock(&c->lock);
    c->hold_us = 0;
    c->failures = 0;
    for (size_t i = 0; i < c->count; i++)
        c->jobs[i].next_us = 0;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
}

void courier_state(struct courier *c, struct courier_state *out)
{
    pthread_mutex_lock(&c->lock);
    *out = c->state;
    out->waiting = c->count;
    pthread_mutex_unlock(&c->lock);
}
