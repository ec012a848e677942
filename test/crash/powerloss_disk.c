/*
 * crash/powerloss_disk.c — the disk of the power-loss test. It must never keep a byte that was not
 * written, and never lose one that was synced. Only for tests.
 */
#include "crash/powerloss_disk.h"

#include <assert.h>

enum { PL_SECTOR = 512, PL_PENDING_MAX = 1 << 16 };

/* --- chance ----------------------------------------------------------------------------------- */

uint64_t pl_draw(struct pl_chance *c)
{
    c->state += 0x9e3779b97f4a7c15u;
    uint64_t z = c->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t pl_below(struct pl_chance *c, uint32_t bound)
{
    return (uint32_t)(pl_draw(c) % bound);
}

/* --- bytes ------------------------------------------------------------------------------------ */

void *disk_alloc(struct arena *a, uint64_t size)
{
    void *memory = arena_alloc(a, (size_t)size);
    assert(memory != NULL);
    return memory;
}

static void bytes_resize(struct arena *a, struct pl_bytes *b, uint64_t len)
{
    if (len > b->capacity) {
        uint64_t capacity = b->capacity == 0 ? 65536 : b->capacity;
        while (capacity < len)
            capacity *= 2;
        uint8_t *ptr = disk_alloc(a, capacity);
        if (b->len > 0)
            memcpy(ptr, b->ptr, b->len);
        b->ptr = ptr;
        b->capacity = capacity;
    }
    if (len < b->len)
        memset(b->ptr + len, 0, b->len - len);
    b->len = len;
}

static void bytes_put(struct arena *a, struct pl_bytes *b, uint64_t offset, struct str from)
{
    if (offset + from.len > b->len)
        bytes_resize(a, b, offset + from.len);
    memcpy(b->ptr + offset, from.ptr, from.len);
}

static void bytes_apply(struct arena *a, struct pl_bytes *b, const struct pl_write *w)
{
    if (w->len == 0)
        bytes_resize(a, b, w->offset);
    else
        bytes_put(a, b, w->offset, (struct str){(const char *)w->bytes, w->len});
}

/* --- writing and syncing ---------------------------------------------------------------------- */

static void file_pend(struct pl_file *f, uint64_t offset, const void *bytes, uint64_t len)
{
    struct pl_write *w = disk_alloc(f->arena, sizeof *w);
    uint8_t *copy = disk_alloc(f->arena, len);
    if (len > 0)
        memcpy(copy, bytes, len);
    *w = (struct pl_write){.offset = offset, .len = len, .bytes = copy};
    bytes_apply(f->arena, &f->now, w);
    if (f->last == NULL)
        f->first = w;
    else
        f->last->next = w;
    f->last = w;
}

void disk_put(struct pl_file *f, uint64_t offset, const void *bytes, uint64_t len)
{
    file_pend(f, offset, bytes, len);
}

void disk_cut(struct pl_file *f, uint64_t len)
{
    file_pend(f, len, NULL, 0);
}

void disk_remove_name(struct pl_file *f, bool durably)
{
    f->exists = false;
    f->first = f->last = NULL;
    bytes_resize(f->arena, &f->now, 0);
    if (durably) {
        f->exists_durably = false;
        bytes_resize(f->arena, &f->durable, 0);
    }
}

void disk_sync_names(struct pl_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct pl_file *f = &files[i];
        if (f->name[0] == '\0' || (f->exists && f->exists_durably && !f->replaced))
            continue;
        if (!f->exists || f->replaced)
            bytes_resize(f->arena, &f->durable, 0);
        f->exists_durably = f->exists;
        f->replaced = false;
    }
}

void disk_sync_bytes(struct pl_file *f)
{
    assert(!f->replaced); /* only journals are, and they sync the directory first */
    for (const struct pl_write *w = f->first; w != NULL; w = w->next)
        bytes_apply(f->arena, &f->durable, w);
    f->first = f->last = NULL;
}

/* --- after the loss --------------------------------------------------------------------------- */

enum keep { KEEP_NOTHING, KEEP_ALL, KEEP_SOME, KEEP_SHUFFLED, KEEP_TORN, KEEP_MODES };

/* A write, sector by sector: each is kept or lost, and in the torn mode may be kept in part. */
static void keep_sectors(struct pl_file *f, const struct pl_write *w, struct pl_chance *c,
                         bool torn)
{
    uint64_t at = 0;
    while (at < w->len) {
        uint64_t room = PL_SECTOR - (w->offset + at) % PL_SECTOR;
        uint64_t len = w->len - at < room ? w->len - at : room;
        bool kept = pl_below(c, 2) == 0;
        uint64_t part = kept && torn && pl_below(c, 4) == 0 ? pl_below(c, (uint32_t)len + 1) : len;
        if (kept && part > 0)
            bytes_put(f->arena, &f->durable, w->offset + at,
                      (struct str){(const char *)w->bytes + at, part});
        at += len;
    }
}

static size_t keep_order(struct pl_write *first, const struct pl_write **order, enum keep mode,
                         struct pl_chance *c)
{
    size_t count = 0;
    for (const struct pl_write *w = first; w != NULL; w = w->next) {
        assert(count < PL_PENDING_MAX);
        order[count++] = w;
    }
    for (size_t i = count; mode == KEEP_SHUFFLED && i > 1; i--) {
        size_t j = pl_below(c, (uint32_t)i);
        const struct pl_write *swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
    return count;
}

static void keep_pending(struct pl_file *f, enum keep mode, struct pl_chance *c)
{
    static const struct pl_write *order[PL_PENDING_MAX];
    size_t count = keep_order(f->first, order, mode, c);
    for (size_t i = 0; i < count; i++) {
        const struct pl_write *w = order[i];
        if (mode == KEEP_ALL)
            bytes_apply(f->arena, &f->durable, w);
        else if (w->len > 0)
            keep_sectors(f, w, c, mode == KEEP_TORN);
        else if (pl_below(c, 2) == 0)
            bytes_apply(f->arena, &f->durable, w);
    }
}

void disk_restore(struct pl_file *f, struct pl_chance *c)
{
    enum keep mode = (enum keep)pl_below(c, KEEP_MODES);
    bool names_lost = mode == KEEP_NOTHING || (mode != KEEP_ALL && pl_below(c, 2) == 0);
    if (f->exists && (f->replaced || !f->exists_durably) && !names_lost) {
        if (f->replaced)
            bytes_resize(f->arena, &f->durable, 0);
        f->exists_durably = true;
        f->replaced = false;
    } else if (!f->exists && !names_lost) {
        f->exists_durably = false; /* the deletion reached the disk */
        bytes_resize(f->arena, &f->durable, 0);
    }
    if (f->exists && f->exists_durably && !f->replaced && mode != KEEP_NOTHING)
        keep_pending(f, mode, c);
    f->exists = f->exists_durably;
    f->replaced = false;
    f->first = f->last = NULL;
    bytes_resize(f->arena, &f->now, 0);
    if (f->exists && f->durable.len > 0)
        bytes_put(f->arena, &f->now, 0,
                  (struct str){(const char *)f->durable.ptr, f->durable.len});
    memset(f->regions, 0, sizeof f->regions);
}
