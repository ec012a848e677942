/*
 * sys/clock.c — reading and moving time. A manual clock never goes back, not even when its file is
 * damaged while the program runs: then the newest value read stays, because late is harmless and
 * early is not.
 */
#include "sys/clock.h"

#include "base/civil.h"
#include "sys/disk.h"
#include "sys/os_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/timex.h>
#include <unistd.h>

/* 20 digits and a line end: one page, so a reader never sees a half */
enum { CLOCK_FILE_LEN = 21 };

#define CLOCK_FILE "clock"

static int64_t clock_machine_us(clockid_t id)
{
    struct timespec t = {0};
    (void)clock_gettime(id, &t);
    return (int64_t)t.tv_sec * US_PER_SECOND + t.tv_nsec / 1000;
}

static int64_t clock_boot_offset_us(void)
{
    return clock_machine_us(CLOCK_REALTIME) - clock_machine_us(CLOCK_BOOTTIME);
}

/* 0 when the file does not hold a value. */
static int64_t clock_file_read(int fd)
{
    char text[CLOCK_FILE_LEN];
    if (pread(fd, text, sizeof text, 0) != CLOCK_FILE_LEN || text[CLOCK_FILE_LEN - 1] != '\n')
        return 0;
    uint64_t us = 0;
    if (!str_to_u64((struct str){text, CLOCK_FILE_LEN - 1}, INT64_MAX, &us))
        return 0;
    return (int64_t)us;
}

static void clock_file_format(int64_t us, char out[CLOCK_FILE_LEN + 1])
{
    (void)snprintf(out, CLOCK_FILE_LEN + 1, "%020lld\n", (long long)us);
}

static int64_t clock_raise(_Atomic int64_t *mark, int64_t us)
{
    int64_t seen = atomic_load(mark);
    while (seen < us && !atomic_compare_exchange_weak(mark, &seen, us)) {
    }
    return seen < us ? us : seen;
}

void clock_init_system(struct clock *c)
{
    c->kind = CLOCK_SYSTEM;
    c->fd = -1;
    c->boot_offset_first_us = clock_boot_offset_us();
    atomic_init(&c->latest_us, 0);
    atomic_init(&c->high_water_us, 0);
}

enum err clock_create_manual(int data_dirfd, int64_t start_us)
{
    if (start_us <= 0)
        return ERR_INVALID;
    char text[CLOCK_FILE_LEN + 1];
    clock_file_format(start_us, text);
    return disk_create_excl(data_dirfd, CLOCK_FILE, str_from_cstr(text), 0644);
}

enum err clock_open_manual(struct clock *c, int data_dirfd, bool writable)
{
    clock_init_system(c);
    c->kind = CLOCK_MANUAL;
    c->boot_offset_first_us = 0;
    int mode = writable ? O_RDWR : O_RDONLY;
    c->fd = openat(data_dirfd, CLOCK_FILE, mode | O_CLOEXEC | O_NOFOLLOW);
    if (c->fd < 0)
        return os_err(errno);
    int64_t us = clock_file_read(c->fd);
    if (us == 0) {
        clock_release(c);
        return ERR_CORRUPT;
    }
    atomic_store(&c->latest_us, us);
    return ERR_OK;
}

void clock_release(struct clock *c)
{
    disk_close(&c->fd);
}

int64_t clock_now_us(struct clock *c)
{
    if (c->kind == CLOCK_SYSTEM)
        return clock_machine_us(CLOCK_REALTIME);
    return clock_raise(&c->latest_us, clock_file_read(c->fd));
}

int64_t clock_monotonic_us(void)
{
    return clock_machine_us(CLOCK_MONOTONIC);
}

enum err clock_advance(struct clock *c, int64_t to_us)
{
    if (c->kind != CLOCK_MANUAL)
        return ERR_INVALID;
    int flags = fcntl(c->fd, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) != O_RDWR)
        return ERR_DENIED;
    /* Two roles may advance at once; the lock makes "later than now" one step with the writing. */
    if (flock(c->fd, LOCK_EX) != 0)
        return os_err(errno);
    enum err e = ERR_OK;
    char text[CLOCK_FILE_LEN + 1];
    if (to_us <= clock_now_us(c)) {
        e = ERR_INVALID;
        goto done;
    }
    clock_file_format(to_us, text);
    if (pwrite(c->fd, text, CLOCK_FILE_LEN, 0) != CLOCK_FILE_LEN || fsync(c->fd) != 0)
        e = os_err(errno);
done:
    (void)flock(c->fd, LOCK_UN);
    return e;
}

void clock_raise_high_water(struct clock *c, int64_t us)
{
    (void)clock_raise(&c->high_water_us, us);
}

struct clock_reading clock_read(struct clock *c)
{
    struct clock_reading r = {
        .kind = c->kind,
        .synchronised = true,
        .boot_offset_first_us = c->boot_offset_first_us,
    };
    if (c->kind == CLOCK_SYSTEM) {
        struct timex t = {0};
        int state = adjtimex(&t);
        r.synchronised = state >= 0 && state != TIME_ERROR && (t.status & STA_UNSYNC) == 0
            && t.maxerror < US_PER_SECOND;
        r.boot_offset_us = clock_boot_offset_us();
    }
    r.high_water_us = atomic_load(&c->high_water_us);
    r.now_us = clock_now_us(c);
    (void)clock_raise(&c->high_water_us, r.now_us);
    return r;
}
