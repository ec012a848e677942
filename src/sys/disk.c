/*
 * sys/disk.c — files that are on the disk when a function says so: content first, name second,
 * directory last. It must never follow a symbolic link and never leave the directory it was given.
 */
#include "sys/disk.h"

#include "base/limits.h"
#include "sys/os_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DISK_NAME_MAX = 255, DISK_TEMPORARY_MAX = 40 };


static bool disk_name_is_plain(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len <= DISK_NAME_MAX && strchr(name, '/') == NULL && strcmp(name, ".") != 0
        && strcmp(name, "..") != 0;
}

static enum err disk_open_at(int dirfd, const char *name, int flags, unsigned mode, int *fd)
{
    if (!disk_name_is_plain(name))
        return ERR_INVALID;
    int got;
    do {
        got = openat(dirfd, name, flags | O_CLOEXEC | O_NOFOLLOW, mode);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return os_err(errno);
    *fd = got;
    return ERR_OK;
}

static enum err disk_sync_fd(int fd)
{
    return fsync(fd) == 0 ? ERR_OK : os_err(errno);
}

enum err disk_open_root(const char *path, int *fd)
{
    int got = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (got < 0)
        return os_err(errno);
    *fd = got;
    return ERR_OK;
}

enum err disk_make_root(const char *path, int *fd)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return os_err(errno);
    return disk_open_root(path, fd);
}

enum err disk_open_dir(int dirfd, const char *name, int *fd)
{
    return disk_open_at(dirfd, name, O_RDONLY | O_DIRECTORY, 0, fd);
}

enum err disk_make_dir(int dirfd, const char *name, int *fd)
{
    if (!disk_name_is_plain(name))
        return ERR_INVALID;
    if (mkdirat(dirfd, name, 0700) == 0) {
        enum err e = disk_sync_fd(dirfd);
        if (e != ERR_OK)
            return e;
    } else if (errno != EEXIST) {
        return os_err(errno);
    }
    return disk_open_dir(dirfd, name, fd);
}

enum err disk_allow_reading(int dirfd)
{
    return fchmod(dirfd, 0755) == 0 ? ERR_OK : os_err(errno);
}

void disk_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

enum err disk_write(int fd, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return os_err(errno);
        }
        bytes = str_slice(bytes, (size_t)n, bytes.len);
    }
    return ERR_OK;
}

enum err disk_create_begin(int dirfd, const char *name, unsigned mode, int *fd)
{
    return disk_open_at(dirfd, name, O_WRONLY | O_CREAT | O_EXCL, mode, fd);
}

enum err disk_create_end(int dirfd, int fd)
{
    enum err e = disk_sync_fd(fd);
    return e == ERR_OK ? disk_sync_fd(dirfd) : e;
}

enum err disk_create_excl(int dirfd, const char *name, struct str bytes, unsigned mode)
{
    DISK_FD fd = -1;
    enum err e = disk_create_begin(dirfd, name, mode, &fd);
    if (e == ERR_OK)
        e = disk_write(fd, bytes);
    if (e == ERR_OK)
        e = disk_create_end(dirfd, fd);
    return e;
}

enum err disk_write_atomic(int dirfd, const char *name, struct str bytes, unsigned mode)
{
    if (!disk_name_is_plain(name))
        return ERR_INVALID;
    /* Unique among processes and threads; what a dead one left may be overwritten. */
    static atomic_uint counter;
    char temporary[DISK_TEMPORARY_MAX];
    (void)snprintf(temporary, sizeof temporary, DISK_TEMPORARY_PREFIX "%d-%u", (int)getpid(),
                   atomic_fetch_add(&counter, 1u));
    DISK_FD fd = -1;
    enum err e = disk_open_at(dirfd, temporary, O_WRONLY | O_CREAT | O_TRUNC, mode, &fd);
    if (e != ERR_OK)
        return e;
    e = disk_write(fd, bytes);
    if (e == ERR_OK)
        e = disk_sync_fd(fd);
    if (e == ERR_OK && renameat(dirfd, temporary, dirfd, name) != 0)
        e = os_err(errno);
    if (e != ERR_OK) {
        (void)unlinkat(dirfd, temporary, 0);
        return e;
    }
    return disk_sync_fd(dirfd);
}

enum err disk_open_read(int dirfd, const char *name, int *fd, uint64_t *size)
{
    /* O_NONBLOCK: a pipe under that name must not hold us. */
    DISK_FD got = -1;
    enum err e = disk_open_at(dirfd, name, O_RDONLY | O_NONBLOCK, 0, &got);
    if (e != ERR_OK)
        return e;
    struct stat st;
    if (fstat(got, &st) != 0)
        return os_err(errno);
    if (!S_ISREG(st.st_mode))
        return ERR_NOT_FOUND;
    *size = (uint64_t)st.st_size;
    *fd = got;
    got = -1;
    return ERR_OK;
}

enum err disk_open_path(const char *path, int *fd, uint64_t *size)
{
    struct stat st;
    DISK_FD got = open(path, O_RDONLY | O_CLOEXEC);
    if (got < 0 || fstat(got, &st) != 0)
        return os_err(errno);
    if (S_ISDIR(st.st_mode))
        return ERR_UNSUPPORTED;
    *size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : UINT64_MAX;
    *fd = got;
    got = -1;
    return ERR_OK;
}

enum err disk_read_some(int fd, void *out, size_t len, size_t *got)
{
    ssize_t n;
    do {
        n = read(fd, out, len);
    } while (n < 0 && errno == EINTR);
    *got = n > 0 ? (size_t)n : 0;
    return n < 0 ? os_err(errno) : ERR_OK;
}

enum err disk_read(int fd, void *out, size_t len, size_t *got)
{
    size_t part = 1;
    enum err e = ERR_OK;
    for (*got = 0; e == ERR_OK && part > 0 && *got < len; *got += part)
        e = disk_read_some(fd, (char *)out + *got, len - *got, &part);
    return e;
}

enum err disk_read_at(int fd, uint64_t offset, void *out, size_t len)
{
    size_t got = 0;
    while (got < len) {
        ssize_t n = pread(fd, (char *)out + got, len - got, (off_t)(offset + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return os_err(errno);
        if (n == 0)
            return ERR_CORRUPT;
        got += (size_t)n;
    }
    return ERR_OK;
}

enum err disk_read_all(int dirfd, const char *name, size_t limit, struct arena *a, struct str *out)
{
    DISK_FD fd = -1;
    uint64_t size = 0;
    enum err e = disk_open_read(dirfd, name, &fd, &size);
    if (e != ERR_OK)
        return e;
    if (size > limit)
        return ERR_LIMIT;
    char *bytes = arena_alloc(a, (size_t)size);
    if (bytes == NULL)
        return ERR_MEMORY;
    size_t got = 0;
    e = disk_read(fd, bytes, (size_t)size, &got);
    if (e == ERR_OK)
        *out = (struct str){bytes, got};
    return e;
}

bool disk_exists(int dirfd, const char *name)
{
    struct stat st;
    return disk_name_is_plain(name) && fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

enum err disk_remove(int dirfd, const char *name)
{
    if (!disk_name_is_plain(name))
        return ERR_INVALID;
    if (unlinkat(dirfd, name, 0) != 0)
        return os_err(errno);
    return disk_sync_fd(dirfd);
}

static enum err disk_rename_once(int from_dirfd, const char *from, int to_dirfd, const char *to,
                                 bool replace)
{
    if (renameat2(from_dirfd, from, to_dirfd, to, RENAME_NOREPLACE) == 0)
        return ERR_OK;
    if (errno != EEXIST || !replace)
        return os_err(errno);
    struct stat st;
    if (fstatat(to_dirfd, to, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return os_err(errno);
    unsigned flags = S_ISDIR(st.st_mode) ? RENAME_EXCHANGE : 0;
    return renameat2(from_dirfd, from, to_dirfd, to, flags) == 0 ? ERR_OK : os_err(errno);
}

enum err disk_rename(int from_dirfd, const char *from, int to_dirfd, const char *to, bool replace)
{
    if (!disk_name_is_plain(from) || !disk_name_is_plain(to))
        return ERR_INVALID;
    enum err e = disk_rename_once(from_dirfd, from, to_dirfd, to, replace);
    if (e == ERR_OK)
        e = disk_sync_fd(to_dirfd);
    if (e == ERR_OK)
        e = disk_sync_fd(from_dirfd);
    return e;
}

enum err disk_sync_dir(int dirfd)
{
    return disk_sync_fd(dirfd);
}

enum err disk_lock(int dirfd, const char *name, int *fd)
{
    DISK_FD got = -1;
    enum err e = disk_open_at(dirfd, name, O_RDWR | O_CREAT, 0600, &got);
    if (e != ERR_OK)
        return e;
    if (flock(got, LOCK_EX | LOCK_NB) != 0)
        return os_err(errno);
    *fd = got;
    got = -1;
    return ERR_OK;
}
