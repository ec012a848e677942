/*
 * core/deadline/clock.h — may this reading of the clock release an advisory? Pure: the verdict over
 * a reading that somebody else took ("fail late, never early", architecture section 8).
 */
#ifndef CORE_DEADLINE_CLOCK_H
#define CORE_DEADLINE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* What a clock said. A manual clock is synchronised by definition and has no boot offset. */
struct clock_facts {
    int64_t now_us;
    bool manual;
    bool synchronised;            /* the kernel says that its error is under a second */
    int64_t boot_offset_us;       /* wall clock minus boot clock now … */
    int64_t boot_offset_first_us; /* … and when the program started */
    int64_t high_water_us;        /* the newest instant known to have been reached */
};

enum clock_verdict {
    CLOCK_TRUSTED,
    CLOCK_NOT_SYNCHRONISED, /* nobody vouches for the time */
    CLOCK_SET_BY_HAND,      /* it jumped forward since the start by more than a correction */
    CLOCK_BELOW_THE_PAST,   /* it shows a time before something that has already happened */
};

/* The first reason not to trust the reading. A clock set back makes releases late, so only jumps
 * forward and times before the recorded past matter. */
enum clock_verdict clock_judge(const struct clock_facts *facts);
/* Message id for the desk: why releases wait; NULL for CLOCK_TRUSTED. */
const char *clock_verdict_reason(enum clock_verdict v);

#endif
