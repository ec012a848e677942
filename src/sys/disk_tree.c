/*
 * sys/disk_tree.c — listing and removing directories. Kept apart from sys/disk.c because the
 * portal, which may not list or remove, needs none of it.
 */
#include "sys/disk.h"

#include "base/limits.h"
#include "sys/os_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct disk_name {
    struct disk_name *next;
    struct disk_entry entry;
};

static void disk_closedir(DIR **d)
{
    if (*d != NULL)
        (void)closedir(*d);
}

/* A stream of its own position: the caller's descriptor is not moved. */
static enum err disk_opendir(int dirfd, DIR **out)
{
    DISK_FD fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return os_err(errno);
    *out = fdopendir(fd);
    if (*out == NULL)
        return os_err(errno);
    fd = -1;
    return ERR_OK;
}

/* The next name, or NULL at the end with *e telling whether it was one. */
static const char *disk_next(DIR *d, enum err *e)
{
    errno = 0;
    const struct dirent *entry = readdir(d);
    *e = entry == NULL && errno != 0 ? os_err(errno) : ERR_OK;
    return entry == NULL ? NULL : entry->d_name;
}

/* *kept is false for what is neither a file nor a directory, and for what vanished meanwhile. */
static enum err disk_describe(int dirfd, const char *name, struct arena *a, struct disk_entry *out,
                              bool *kept)
{
    struct stat st;
    *kept = false;
    if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? ERR_OK : os_err(errno);
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return ERR_OK;
    *kept = true;
    *out = (struct disk_entry){
        .name = arena_copy(a, str_from_cstr(name)),
        .is_dir = S_ISDIR(st.st_mode),
        .size = (uint64_t)st.st_size,
        .modified_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000,
    };
    return a->failed ? ERR_MEMORY : ERR_OK;
}

static int disk_entry_compare(const void *a, const void *b)
{
    return str_compare(((const struct disk_entry *)a)->name, ((const struct disk_entry *)b)->name);
}

struct disk_collection {
    struct arena *arena;
    struct disk_name *list;
    size_t count;
    size_t limit;
};

static enum err disk_collect(int dirfd, DIR *d, struct disk_collection *to)
{
    enum err e;
    const char *name;
    while ((name = disk_next(d, &e)) != NULL) {
        if (name[0] == '.')
            continue;
        struct disk_name *node = ARENA_NEW(to->arena, struct disk_name);
        if (node == NULL)
            return ERR_MEMORY;
        bool kept = false;
        e = disk_describe(dirfd, name, to->arena, &node->entry, &kept);
        if (e != ERR_OK)
            return e;
        if (!kept)
            continue;
        if (to->count == to->limit)
            return ERR_LIMIT;
        node->next = to->list;
        to->list = node;
        to->count++;
    }
    return e;
}

enum err disk_list(int dirfd, size_t limit, struct arena *a, struct disk_entry **out, size_t *count)
{
    DIR *d __attribute__((cleanup(disk_closedir))) = NULL;
    struct disk_collection found = {.arena = a, .limit = limit};
    enum err e = disk_opendir(dirfd, &d);
    if (e == ERR_OK)
        e = disk_collect(dirfd, d, &found);
    if (e != ERR_OK)
        return e;
    struct disk_entry *entries = ARENA_ARRAY(a, struct disk_entry, found.count);
    if (entries == NULL)
        return ERR_MEMORY;
    size_t i = 0;
    for (const struct disk_name *n = found.list; n != NULL; n = n->next)
        entries[i++] = n->entry;
    if (found.count > 0)
        qsort(entries, found.count, sizeof *entries, disk_entry_compare);
    *out = entries;
    *count = found.count;
    return ERR_OK;
}

static enum err disk_remove_inside(int dirfd, int depth)
{
    if (depth > LIMIT_DISK_DEPTH)
        return ERR_LIMIT;
    DIR *d __attribute__((cleanup(disk_closedir))) = NULL;
    enum err e = disk_opendir(dirfd, &d);
    if (e != ERR_OK)
        return e;
    const char *name;
    while ((name = disk_next(d, &e)) != NULL) {
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        DISK_FD inner = -1;
        enum err opened = disk_open_dir(dirfd, name, &inner);
        if (opened == ERR_OK) {
            e = disk_remove_inside(inner, depth + 1);
            if (e != ERR_OK)
                return e;
        }
        if (unlinkat(dirfd, name, opened == ERR_OK ? AT_REMOVEDIR : 0) != 0)
            return os_err(errno);
    }
    return e;
}

enum err disk_remove_tree(int dirfd, const char *name)
{
    DISK_FD fd = -1;
    enum err e = disk_open_dir(dirfd, name, &fd);
    if (e == ERR_OK)
        e = disk_remove_inside(fd, 1);
    if (e != ERR_OK)
        return e;
    if (unlinkat(dirfd, name, AT_REMOVEDIR) != 0)
        return os_err(errno);
    return disk_sync_dir(dirfd);
}

enum err disk_sweep_temporary(int dirfd)
{
    DIR *d __attribute__((cleanup(disk_closedir))) = NULL;
    enum err e = disk_opendir(dirfd, &d);
    if (e != ERR_OK)
        return e;
    const char *name;
    while ((name = disk_next(d, &e)) != NULL) {
        bool half = strncmp(name, DISK_TEMPORARY_PREFIX, strlen(DISK_TEMPORARY_PREFIX)) == 0;
        if (half && unlinkat(dirfd, name, 0) != 0)
            return os_err(errno);
    }
    return e;
}
