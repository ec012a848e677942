/*
 * crash/powerloss_vfs.h — a file system for SQLite that can lose power: it remembers what was
 * synced and what was only written, and makes from both what a disk may hold afterwards. All of it
 * lives in one arena. Only for tests.
 */
#ifndef CRASH_POWERLOSS_VFS_H
#define CRASH_POWERLOSS_VFS_H

#include "base/arena.h"

#define PL_VFS "powerloss"

/* Deterministic chance; the seed is printed by whoever makes it. */
struct pl_chance {
    uint64_t state;
};
uint64_t pl_draw(struct pl_chance *c);
uint32_t pl_below(struct pl_chance *c, uint32_t bound);

enum pl_fault {
    PL_NONE,
    PL_POWER, /* from the operation on, everything fails: the machine is off */
    PL_FULL,  /* a few writes find no space, then there is space again */
    PL_IO,    /* one write or sync fails */
};

/* Once per process. */
void pl_register(void);
/* An empty disk. The arena holds every file until the next pl_format. */
void pl_format(struct arena *a);
/* The fault to come at the n-th operation from now (1 = next) that changes or syncs something. */
void pl_arm(enum pl_fault fault, uint64_t at_operation, uint32_t times);
/* Changing operations since the last pl_format. */
uint64_t pl_operations(void);
/* Whether the armed fault has happened. */
bool pl_has_struck(void);
/*
 * The power comes back: each file becomes what was synced of it plus a choice of what was not. The
 * choice is by 512-byte sectors and may be none, all, any subset in any order, with sectors torn in
 * the middle; files that were created or deleted without a sync may be there or not.
 */
void pl_restore(struct pl_chance *c);

#endif
