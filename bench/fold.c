/*
 * bench/fold.c — how fast a start of the program is: events folded into the image per second, and
 * decoding them apart.
 *
 *   fold [CASES]      default 15,000: as many reports as the scheme had in fifteen years, a dozen
 * events each
 *
 * One core. Reads nothing, writes nothing; unsealing is measured with the store, not here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "law/cast.h"

enum { ROUNDS = 7 };

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* One case with its report, two developers, results, date and advisory: 14 events. */
static void play_case(struct stage *s, const struct cast *cast, uint64_t submission, struct str doc)
{
    struct id of = cast_open_case(s, cast, submission);
    struct cmd_open_detail open = {.head = {.kind = COMMAND_open_detail}, .terms = true};
    struct cmd_report_result result = {.head = {.kind = COMMAND_report_result},
                                       .applicable = CODE_applicability_no};
    struct cmd_set_date date = {.head = {.kind = COMMAND_set_date},
                                .at = s->now_us + US_PER_DAY,
                                .reason = STR("bench"),
                                .ground_leak = true,
                                .leak_risk = CODE_leak_risk_raised,
                                .day_checked = true};
    struct cmd_write_advisory write = {.head = {.kind = COMMAND_write_advisory}, .doc = doc};
    const struct command *steps[] = {&open.head, &result.head, &date.head, &write.head};
    static const enum cast_role who[] = {CAST_ALICE, CAST_ALICE, CAST_KEN, CAST_KEN};

    open.head.subject = result.head.subject = (struct subject){of, cast->parties[2]};
    date.head.subject = write.head.subject = (struct subject){.stream = of};
    for (unsigned i = 0; i < 4; i++) {
        struct actor actor = cast->actors[who[i]];
        struct decision d;
        actor.stepped_up = true;
        must(stage_submit(s, &actor, submission + 5 + i, steps[i], &d) == ERR_OK &&
             d.event_count > 0);
    }
}

/* Decodes the whole log; the events stand in `events` afterwards. */
static double decode_all(const struct stage *s, struct arena *arena, struct event **events)
{
    double from = seconds();

    for (size_t i = 0; i < s->count; i++) {
        const struct stage_entry *entry = &s->log[i];
        struct event *e = event_new(entry->head.kind, arena);
        must(e != NULL);
        e->stream_type = entry->head.stream_type; /* a step stands in a stream of any type */
        e->stream = entry->head.stream;
        e->version = entry->head.version;
        e->seq = entry->head.seq;
        for (int g = KEYGROUP_case; g < KEYGROUP_COUNT; g++)
            must(event_decode(e, (enum keygroup)g, entry->parts[g], arena) == ERR_OK);
        events[i] = e;
    }
    return seconds() - from;
}

static double fold_all(const struct stage *s, struct event **events, struct arena *arena)
{
    struct law_image *image = law_image_new(arena);
    double from = seconds();

    for (size_t i = 0; i < s->count; i++)
        must(law_apply(image, events[i]) == ERR_OK);
    return seconds() - from;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return a < b ? -1 : a > b;
}

int main(int argc, char **argv)
{
    unsigned long cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 15000;
    static struct stage s;
    struct cast cast;
    struct arena decoded, folded;

    stage_open(&s, 1);
    cast_found(&s, &cast);
    for (unsigned long i = 0; i < cases; i++) {
        arena_clear(&s.scratch);
        play_case(&s, &cast, CAST_FIRST_SUBMISSION + 10 * i, STR("{\"title\":{\"ja\":\"題\"}}"));
    }
    arena_init(&decoded, (size_t)4 << 30);
    struct event **events = ARENA_ARRAY(&decoded, struct event *, s.count);
    double decoding = decode_all(&s, &decoded, events);
    double rates[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        arena_init(&folded, (size_t)4 << 30);
        rates[round] = (double)s.count / fold_all(&s, events, &folded);
        arena_release(&folded);
    }
    qsort(rates, ROUNDS, sizeof(rates[0]), ascending);
    printf("%zu events of %lu cases; decoding them %.0f/s, folding them %.0f/s\n", s.count, cases,
           (double)s.count / decoding, rates[ROUNDS / 2]);
    printf("figure|fold of decoded events a second, one core|%.0f|>= 1000000|%.0f / %.0f / %.0f\n",
           rates[ROUNDS / 2], rates[0], rates[ROUNDS / 2], rates[ROUNDS - 1]);
    arena_release(&decoded);
    stage_close(&s);
    return 0;
}
