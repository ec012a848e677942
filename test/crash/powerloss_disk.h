/*
 * crash/powerloss_disk.h — the model of a disk: per file what is there now, what was synced, and
 * what was written in between. Knows nothing of SQLite. Only for tests.
 */
#ifndef CRASH_POWERLOSS_DISK_H
#define CRASH_POWERLOSS_DISK_H

#include "crash/powerloss_vfs.h"

enum { PL_NAME = 160, PL_REGIONS = 16 };

struct pl_bytes {
    uint8_t *ptr;
    uint64_t len, capacity;
};

struct pl_write {
    struct pl_write *next;
    uint64_t offset; /* of a truncation: the new length */
    uint64_t len;    /* 0 = truncation */
    const uint8_t *bytes;
};

struct pl_handle;

struct pl_file {
    struct arena *arena;
    char name[PL_NAME];
    bool exists, exists_durably;
    bool replaced; /* deleted and made anew since the last sync: nothing of the old may mix in */
    struct pl_bytes now, durable;
    struct pl_write *first, *last;
    struct pl_handle *handles; /* open ones */
    void *regions[PL_REGIONS];
};

/* Zeroed memory; an exhausted arena ends the test. */
void *disk_alloc(struct arena *a, uint64_t size);
/* Written, not synced. */
void disk_put(struct pl_file *f, uint64_t offset, const void *bytes, uint64_t len);
void disk_cut(struct pl_file *f, uint64_t len);
/* The content of one file reaches the disk. */
void disk_sync_bytes(struct pl_file *f);
/* Every name that is there stays there, every name that is gone stays gone. */
void disk_sync_names(struct pl_file *files, size_t count);
void disk_remove_name(struct pl_file *f, bool durably);
/* What the file may be after a loss of power. */
void disk_restore(struct pl_file *f, struct pl_chance *c);

#endif
