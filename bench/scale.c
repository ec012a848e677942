/*
 * bench/scale.c — makes a training directory with many played cases, for the measurements of a
 * desk that has years behind it.
 *
 *     scale FOLDER CASES EVENTS PUBLISHED DESK_PORT PORTAL_PORT
 *
 * EVENTS is what the log holds in the end, spread evenly over the cases (at least 24 each): report,
 * hand-over, three developers, results and dates, an advisory. The first PUBLISHED cases are
 * approved by both bodies and released. Prints the time it took. Several threads play, each one
 * case at a time, so that commits are shared; it must never write into the log on another way than
 * app_command.
 */
#include "stage.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum {
    THREADS = 64,
    CASE_LEAST = 24,
    OPENING_EVENTS = 4,
    ADVISORY_EVENTS = 1,
    APPROVAL_EVENTS = 2,
    THREAD_MIB = 64
};

struct plan {
    uint64_t cases, events, published;
    uint64_t each; /* events of one case, its report and its advisory */
    atomic_uint_fast64_t next;
    const struct scene *scene;
};

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t events_now(struct app *app)
{
    struct app_state state;
    app_state(app, &state);
    return (uint64_t)state.events;
}

static void case_play(struct stage *s, const struct plan *plan, bool published)
{
    arena_clear(&s->scene.arena);
    s->events = 0;
    stage_open_case(s);
    s->events = OPENING_EVENTS;
    stage_inform(s);
    uint64_t rest = ADVISORY_EVENTS + (published ? APPROVAL_EVENTS : 0);
    stage_lengthen(s, plan->each - rest);
    stage_write_advisory(s);
    if (published)
        stage_approve(s);
}

static void *play(void *arg)
{
    struct plan *plan = arg;
    struct stage s = {.scene = *plan->scene};
    arena_init(&s.scene.arena, (size_t)THREAD_MIB << 20);
    stage_call(&s);
    for (uint64_t n; (n = atomic_fetch_add(&plan->next, 1)) < plan->cases;) {
        case_play(&s, plan, n < plan->published);
        if (n % 1000 == 999)
            fprintf(stderr, "%llu cases\n", (unsigned long long)n + 1);
    }
    arena_release(&s.scene.arena);
    return NULL;
}

static void cases_play(struct plan *plan)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, play, plan) != 0)
            scene_fail("thread", "could not be started");
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* The dates move while the cases are played: released is what was approved last. */
static void cases_release(const struct plan *plan)
{
    struct app_work_done done = {0};
    if (plan->published == 0)
        return;
    scene_must(app_clock_advance(plan->scene->app, SCENE_START_US + 45 * US_PER_DAY), "clock");
    scene_must(app_release(plan->scene->app, &done), "release");
    if (done.released != plan->published)
        scene_fail("release", "not every approved advisory was released");
}

static uint64_t number_read(const char *text, uint64_t most)
{
    uint64_t n = 0;
    if (!str_to_u64(str_from_cstr(text), most, &n))
        scene_fail(text, "not a number, or too large");
    return n;
}

int main(int argc, char **argv)
{
    struct scene scene;
    struct conf conf;
    char address[2][32];
    if (argc != 7) {
        fprintf(stderr, "usage: scale FOLDER CASES EVENTS PUBLISHED DESK_PORT PORTAL_PORT\n");
        return 2;
    }
    struct plan plan = {.cases = number_read(argv[2], 1000000),
                        .events = number_read(argv[3], 100000000),
                        .published = number_read(argv[4], 10000),
                        .scene = &scene};
    plan.each = plan.cases ? (plan.events + plan.cases - 1) / plan.cases : 0;
    if (plan.each < CASE_LEAST || plan.published > plan.cases)
        scene_fail("EVENTS", "too few for so many cases");
    conf_init(&conf);
    for (int i = 0; i < 2; i++)
        snprintf(address[i], sizeof(address[i]), "127.0.0.1:%u",
                 (unsigned)number_read(argv[5 + i], UINT16_MAX));
    conf.desk_listen = str_from_cstr(address[0]);
    conf.portal_listen = str_from_cstr(address[1]);
    conf.trust_local_proxy = STR("yes");
    scene_open(&scene, argv[1], &conf);
    double begin = seconds_now();
    cases_play(&plan);
    double played = seconds_now() - begin;
    cases_release(&plan);
    printf("%llu cases, %llu events, %llu published; played in %.0f s, released in %.0f s\n",
           (unsigned long long)plan.cases, (unsigned long long)events_now(scene.app),
           (unsigned long long)plan.published, played, seconds_now() - begin - played);
    scene_close(&scene);
    return 0;
}
