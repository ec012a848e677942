/*
 * crash/powerloss_vfs.c — see the header. Shared memory and locks are those of one process: they
 * vanish with the power. It must never keep a byte that SQLite did not hand over.
 * Only for tests.
 */
#include "crash/powerloss_vfs.h"

#include "crash/powerloss_disk.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>

enum { PL_FILES = 8 };


struct pl_handle {
    sqlite3_file base;
    struct pl_file *file;
    struct pl_handle *next;
    bool syncs_dir;            /* as SQLite's own file system does at a journal's first sync */
    int level;                 /* SQLite's lock */
    uint16_t shared, exclusive; /* locks in shared memory, a bit each */
};

static struct {
    pthread_mutex_t lock;
    struct arena *arena;
    struct pl_file files[PL_FILES];
    uint64_t operations;
    enum pl_fault fault;
    uint64_t strike_at;
    uint32_t times;
    bool struck;
} pl = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* --- faults ----------------------------------------------------------------------------------- */

void pl_arm(enum pl_fault fault, uint64_t at_operation, uint32_t times)
{
    (void)pthread_mutex_lock(&pl.lock);
    pl.fault = fault;
    pl.strike_at = pl.operations + at_operation;
    pl.times = times;
    pl.struck = false;
    (void)pthread_mutex_unlock(&pl.lock);
}

uint64_t pl_operations(void)
{
    (void)pthread_mutex_lock(&pl.lock);
    uint64_t n = pl.operations;
    (void)pthread_mutex_unlock(&pl.lock);
    return n;
}

bool pl_has_struck(void)
{
    (void)pthread_mutex_lock(&pl.lock);
    bool struck = pl.struck;
    (void)pthread_mutex_unlock(&pl.lock);
    return struck;
}

static bool pl_is_off(void)
{
    return pl.fault == PL_POWER && pl.struck;
}

/* Counts an operation and says what becomes of it; the lock is held. */
static int pl_operation(bool is_sync)
{
    pl.operations++;
    if (pl_is_off())
        return SQLITE_IOERR;
    if (pl.fault == PL_NONE || pl.operations < pl.strike_at || pl.times == 0)
        return SQLITE_OK;
    if (pl.fault == PL_FULL && is_sync)
        return SQLITE_OK;
    pl.struck = true;
    pl.times--;
    if (pl.fault == PL_FULL)
        return SQLITE_FULL;
    return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

/* --- files ------------------------------------------------------------------------------------ */

static struct pl_file *file_find(const char *name)
{
    struct pl_file *empty = NULL;
    for (size_t i = 0; i < PL_FILES; i++) {
        struct pl_file *f = &pl.files[i];
        if (strcmp(f->name, name) == 0)
            return f;
        if (empty == NULL && f->name[0] == '\0')
            empty = f;
    }
    assert(empty != NULL && strlen(name) < PL_NAME);
    (void)snprintf(empty->name, PL_NAME, "%s", name);
    empty->arena = pl.arena;
    return empty;
}

static struct pl_file *file_of(sqlite3_file *handle)
{
    return ((struct pl_handle *)(void *)handle)->file;
}

static int pl_read(sqlite3_file *handle, void *out, int amount, sqlite3_int64 offset)
{
    (void)pthread_mutex_lock(&pl.lock);
    struct pl_file *f = file_of(handle);
    uint64_t at = (uint64_t)offset, len = (uint64_t)amount, have = 0;
    int rc = pl_is_off() ? SQLITE_IOERR_READ : SQLITE_OK;
    if (rc == SQLITE_OK && at < f->now.len) {
        have = f->now.len - at < len ? f->now.len - at : len;
        memcpy(out, f->now.ptr + at, have);
    }
    if (rc == SQLITE_OK && have < len) {
        memset((uint8_t *)out + have, 0, len - have);
        rc = SQLITE_IOERR_SHORT_READ;
    }
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static int pl_write_at(sqlite3_file *handle, const void *bytes, int amount, sqlite3_int64 offset)
{
    (void)pthread_mutex_lock(&pl.lock);
    int rc = pl_operation(false);
    if (rc == SQLITE_OK)
        disk_put(file_of(handle), (uint64_t)offset, bytes, (uint64_t)amount);
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static int pl_truncate(sqlite3_file *handle, sqlite3_int64 size)
{
    (void)pthread_mutex_lock(&pl.lock);
    int rc = pl_operation(false);
    if (rc == SQLITE_OK)
        disk_cut(file_of(handle), (uint64_t)size);
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static int pl_sync(sqlite3_file *base, int flags)
{
    (void)flags;
    struct pl_handle *h = (struct pl_handle *)(void *)base;
    (void)pthread_mutex_lock(&pl.lock);
    int rc = pl_operation(true);
    if (rc == SQLITE_OK) {
        if (h->syncs_dir)
            disk_sync_names(pl.files, PL_FILES);
        h->syncs_dir = false;
        disk_sync_bytes(h->file);
    }
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static int pl_size(sqlite3_file *handle, sqlite3_int64 *size)
{
    (void)pthread_mutex_lock(&pl.lock);
    *size = (sqlite3_int64)file_of(handle)->now.len;
    (void)pthread_mutex_unlock(&pl.lock);
    return SQLITE_OK;
}

/* --- locks ------------------------------------------------------------------------------------ */

static int pl_lock(sqlite3_file *base, int level)
{
    struct pl_handle *h = (struct pl_handle *)(void *)base;
    int rc = SQLITE_OK;
    (void)pthread_mutex_lock(&pl.lock);
    for (const struct pl_handle *o = h->file->handles; o != NULL; o = o->next) {
        if (o == h)
            continue;
        bool clash = level == SQLITE_LOCK_SHARED ? o->level >= SQLITE_LOCK_PENDING
            : level == SQLITE_LOCK_RESERVED      ? o->level >= SQLITE_LOCK_RESERVED
                                                 : o->level >= SQLITE_LOCK_SHARED;
        if (clash)
            rc = SQLITE_BUSY;
    }
    if (rc == SQLITE_OK && level > h->level)
        h->level = level;
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static int pl_unlock(sqlite3_file *base, int level)
{
    struct pl_handle *h = (struct pl_handle *)(void *)base;
    (void)pthread_mutex_lock(&pl.lock);
    h->level = level < h->level ? level : h->level;
    (void)pthread_mutex_unlock(&pl.lock);
    return SQLITE_OK;
}

static int pl_is_reserved(sqlite3_file *base, int *out)
{
    *out = 0;
    (void)pthread_mutex_lock(&pl.lock);
    for (const struct pl_handle *o = file_of(base)->handles; o != NULL; o = o->next)
        *out |= o->level >= SQLITE_LOCK_RESERVED;
    (void)pthread_mutex_unlock(&pl.lock);
    return SQLITE_OK;
}

static int pl_control(sqlite3_file *base, int op, void *arg)
{
    (void)base;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int pl_sector(sqlite3_file *base)
{
    (void)base;
    return 4096;
}

static int pl_device(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* --- shared memory ---------------------------------------------------------------------------- */

static int pl_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
    (void)pthread_mutex_lock(&pl.lock);
    struct pl_file *f = file_of(base);
    assert(region < PL_REGIONS);
    if (f->regions[region] == NULL && extend != 0)
        f->regions[region] = disk_alloc(pl.arena, (uint64_t)size);
    *out = f->regions[region];
    (void)pthread_mutex_unlock(&pl.lock);
    return SQLITE_OK;
}

static int pl_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
    struct pl_handle *h = (struct pl_handle *)(void *)base;
    uint16_t mask = (uint16_t)(((1u << n) - 1) << offset);
    int rc = SQLITE_OK;
    (void)pthread_mutex_lock(&pl.lock);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        h->shared &= (uint16_t)~mask;
        h->exclusive &= (uint16_t)~mask;
    } else {
        bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        for (const struct pl_handle *o = h->file->handles; o != NULL; o = o->next) {
            if (o != h && ((o->exclusive & mask) != 0 || (exclusive && (o->shared & mask) != 0)))
                rc = SQLITE_BUSY;
        }
        if (rc == SQLITE_OK && exclusive)
            h->exclusive |= mask;
        else if (rc == SQLITE_OK)
            h->shared |= mask;
    }
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static void pl_shm_barrier(sqlite3_file *base)
{
    (void)base;
    (void)pthread_mutex_lock(&pl.lock);
    (void)pthread_mutex_unlock(&pl.lock);
}

static int pl_shm_unmap(sqlite3_file *base, int drop)
{
    (void)pthread_mutex_lock(&pl.lock);
    struct pl_handle *h = (struct pl_handle *)(void *)base;
    h->shared = h->exclusive = 0;
    if (drop != 0)
        memset(h->file->regions, 0, sizeof h->file->regions);
    (void)pthread_mutex_unlock(&pl.lock);
    return SQLITE_OK;
}

/* --- opening and closing ---------------------------------------------------------------------- */

static int pl_close(sqlite3_file *base)
{
    struct pl_handle *h = (struct pl_handle *)(void *)base;
    (void)pthread_mutex_lock(&pl.lock);
    struct pl_handle **at = &h->file->handles;
    while (*at != h)
        at = &(*at)->next;
    *at = h->next;
    (void)pthread_mutex_unlock(&pl.lock);
    return SQLITE_OK;
}

static const sqlite3_io_methods pl_methods = {
    .iVersion = 2,
    .xClose = pl_close,
    .xRead = pl_read,
    .xWrite = pl_write_at,
    .xTruncate = pl_truncate,
    .xSync = pl_sync,
    .xFileSize = pl_size,
    .xLock = pl_lock,
    .xUnlock = pl_unlock,
    .xCheckReservedLock = pl_is_reserved,
    .xFileControl = pl_control,
    .xSectorSize = pl_sector,
    .xDeviceCharacteristics = pl_device,
    .xShmMap = pl_shm_map,
    .xShmLock = pl_shm_lock,
    .xShmBarrier = pl_shm_barrier,
    .xShmUnmap = pl_shm_unmap,
};

static int pl_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out)
{
    (void)vfs;
    struct pl_handle *h = (struct pl_handle *)(void *)base;
    memset(h, 0, sizeof *h);
    int rc = SQLITE_OK;
    (void)pthread_mutex_lock(&pl.lock);
    struct pl_file *f = name == NULL ? NULL : file_find(name);
    if (f == NULL || pl_is_off() || (!f->exists && (flags & SQLITE_OPEN_CREATE) == 0)) {
        rc = SQLITE_CANTOPEN;
    } else {
        if (!f->exists) {
            f->replaced = f->exists_durably;
            f->exists = true;
        }
        const int journal = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
        h->file = f;
        h->syncs_dir = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & journal) != 0;
        h->base.pMethods = &pl_methods;
        h->next = f->handles;
        f->handles = h;
        if (out != NULL)
            *out = flags;
    }
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static int pl_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    (void)pthread_mutex_lock(&pl.lock);
    int rc = pl_operation(true) == SQLITE_OK ? SQLITE_OK : SQLITE_IOERR_DELETE;
    struct pl_file *f = file_find(name);
    if (rc == SQLITE_OK && !f->exists)
        rc = SQLITE_IOERR_DELETE_NOENT;
    if (rc == SQLITE_OK)
        disk_remove_name(f, sync != 0);
    (void)pthread_mutex_unlock(&pl.lock);
    return rc;
}

static int pl_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    (void)flags;
    (void)pthread_mutex_lock(&pl.lock);
    const struct pl_file *f = file_find(name);
    *out = f->exists && f->now.len > 0;
    (void)pthread_mutex_unlock(&pl.lock);
    return SQLITE_OK;
}

static int pl_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    (void)vfs;
    int len = snprintf(out, (size_t)size, "%s", name);
    return len < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int pl_randomness(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    static struct pl_chance chance = {1};
    (void)pthread_mutex_lock(&pl.lock);
    for (int i = 0; i < size; i++)
        out[i] = (char)pl_draw(&chance);
    (void)pthread_mutex_unlock(&pl.lock);
    return size;
}

static int pl_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    const struct timespec pause = {0, 1000};
    (void)nanosleep(&pause, NULL);
    return us;
}

static int pl_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    *out = 2460000.5;
    return SQLITE_OK;
}

void pl_register(void)
{
    static sqlite3_vfs vfs = {
        .iVersion = 1,
        .szOsFile = sizeof(struct pl_handle),
        .mxPathname = PL_NAME,
        .zName = PL_VFS,
        .xOpen = pl_open,
        .xDelete = pl_delete,
        .xAccess = pl_access,
        .xFullPathname = pl_path,
        .xRandomness = pl_randomness,
        .xSleep = pl_sleep,
        .xCurrentTime = pl_time,
    };
    int rc = sqlite3_vfs_register(&vfs, 0);
    assert(rc == SQLITE_OK);
    (void)rc;
}

void pl_format(struct arena *a)
{
    (void)pthread_mutex_lock(&pl.lock);
    arena_release(a);
    pl.arena = a;
    memset(pl.files, 0, sizeof pl.files);
    pl.operations = 0;
    pl.fault = PL_NONE;
    pl.struck = false;
    (void)pthread_mutex_unlock(&pl.lock);
}

void pl_restore(struct pl_chance *c)
{
    (void)pthread_mutex_lock(&pl.lock);
    for (size_t i = 0; i < PL_FILES; i++) {
        assert(pl.files[i].handles == NULL);
        if (pl.files[i].name[0] != '\0')
            disk_restore(&pl.files[i], c);
    }
    pl.fault = PL_NONE;
    pl.struck = false;
    (void)pthread_mutex_unlock(&pl.lock);
}
