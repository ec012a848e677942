/*
 * bench/engine.h — what the measuring programs of the engines share: a clock, a yardstick, and the
 * line of a figure. Must never decide what counts as success: the table of script/bench does.
 *
 *     figure|what is measured|median|target|min / median / max of the rounds
 */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"

enum { ENGINE_ROUNDS = 7 };

/* Of computing: what else the machine does is no part of a figure. */
static inline double engine_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline void engine_must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static inline int engine_ascending(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return a < b ? -1 : a > b;
}

/* Prints the figure of the rounds and gives their median. `target` is like "<= 12" or ">= 5". */
static inline double engine_figure(const char *what, double rounds[ENGINE_ROUNDS],
                                   const char *target)
{
    qsort(rounds, ENGINE_ROUNDS, sizeof(rounds[0]), engine_ascending);
    printf("figure|%s|%.2f|%s|%.2f / %.2f / %.2f\n", what, rounds[ENGINE_ROUNDS / 2], target,
           rounds[0], rounds[ENGINE_ROUNDS / 2], rounds[ENGINE_ROUNDS - 1]);
    return rounds[ENGINE_ROUNDS / 2];
}

/* The yardstick of the parsers: memcpy plus FNV-1a over the same texts, seconds for all of them. */
static inline double engine_yardstick(const struct str *texts, size_t count)
{
    static char copy[1 << 16];
    static volatile uint64_t sink;
    double from = engine_seconds();

    for (size_t i = 0; i < count; i++) {
        size_t len = texts[i].len < sizeof(copy) ? texts[i].len : sizeof(copy);
        memcpy(copy, texts[i].ptr, len);
        sink += str_hash((struct str){copy, len});
    }
    return engine_seconds() - from;
}

#endif
