/*
 * sys/clock.h — the only source of time.
 *
 * Two kinds: the system clock, and the manual clock of a training directory: a file `clock` in the
 * data directory that holds microseconds since 1970 UTC, only moves forward and is read anew by
 * every role at each call. The manual clock drives law and one-time codes; time-outs and rate
 * limits use clock_monotonic_us, which is always the machine's own. Whether an instant may be
 * trusted for a release is not decided here: clock_read gives the reading, a pure function of core
 * gives the verdict ("fail late, never early").
 */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include "base/err.h"
#include "base/str.h"

#include <stdatomic.h>

enum clock_kind {
    CLOCK_SYSTEM,
    CLOCK_MANUAL,
};

struct clock {
    enum clock_kind kind;
    int fd;                        /* the open clock file; -1 for the system clock */
    int64_t boot_offset_first_us;  /* wall clock minus boot clock when this clock was opened */
    /* manual: newest value read; an unreadable file never moves time */
    _Atomic int64_t latest_us;
    _Atomic int64_t high_water_us; /* greatest instant known to have been reached */
};

struct clock_reading {
    enum clock_kind kind;
    int64_t now_us;
    /* the kernel says so and its greatest error is under one second; manual: true */
    bool synchronised;
    /* wall clock minus boot clock now: changes when somebody sets the clock; manual: 0 */
    int64_t boot_offset_us;
    int64_t boot_offset_first_us; /* the same when the clock was opened; manual: 0 */
    /* greatest instant seen before this reading, or raised by the caller; 0 = none */
    int64_t high_water_us;
};

/* The machine's clock. Cannot fail; needs no release but accepts one. */
void clock_init_system(struct clock *c);
/* Creates the file `clock` in the data directory; ERR_EXISTS when it is there, ERR_INVALID unless
 * start_us > 0. */
enum err clock_create_manual(int data_dirfd, int64_t start_us) MUST_CHECK;
/* Opens the file `clock`; writable only where clock_advance is called. ERR_NOT_FOUND when the
 * directory has a system clock, ERR_CORRUPT when the file does not hold a number. */
enum err clock_open_manual(struct clock *c, int data_dirfd, bool writable) MUST_CHECK;
void clock_release(struct clock *c);

/* Microseconds since 1970 UTC. Thread-safe. */
int64_t clock_now_us(struct clock *c);
/* Microseconds of a clock that never jumps and is not shared between machines; for time-outs only.
 * */
int64_t clock_monotonic_us(void);
/* Moves a manual clock to `to_us` and syncs it. ERR_INVALID when that is not later than now or the
 * clock is the system's, ERR_DENIED when opened read-only. */
enum err clock_advance(struct clock *c, int64_t to_us) MUST_CHECK;
/* Tells the clock that `us` has been reached before (the newest instant of the log at start). */
void clock_raise_high_water(struct clock *c, int64_t us);
/* One reading for the verdict; afterwards the high-water mark covers now_us. Thread-safe. */
struct clock_reading clock_read(struct clock *c);

#endif
