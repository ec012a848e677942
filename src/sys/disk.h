/*
 * sys/disk.h — files, always relative to a directory that was opened before.
 *
 * A name is one path component: no '/', not "." or "..", not empty, at most 255 bytes
 * (ERR_INVALID). Symbolic links are never followed. What is written is on the disk, name included,
 * when the function returns ERR_OK. Errors: ERR_NOT_FOUND, ERR_EXISTS, ERR_DENIED, ERR_FULL (no
 * space or quota), ERR_LIMIT, ERR_IO.
 */
#ifndef SYS_DISK_H
#define SYS_DISK_H

#include "base/arena.h"

/* Opens an existing directory by path (start-up only). The caller closes *fd with disk_close. */
enum err disk_open_root(const char *path, int *fd) MUST_CHECK;
/* The same, making it with mode 0700 when it does not exist yet; its parent must. */
enum err disk_make_root(const char *path, int *fd) MUST_CHECK;
/* Opens the directory `name` inside `dirfd`. */
enum err disk_open_dir(int dirfd, const char *name, int *fd) MUST_CHECK;
/* Creates the directory with mode 0700 and opens it; opens it when it exists. */
enum err disk_make_dir(int dirfd, const char *name, int *fd) MUST_CHECK;
/* Lets other accounts enter and list the directory (0755): for what is published, nothing else. */
enum err disk_allow_reading(int dirfd) MUST_CHECK;
void disk_close(int *fd);
#define DISK_FD __attribute__((cleanup(disk_close))) int

/* Replaces or creates `name` as a whole: temporary file, fsync, rename, fsync of the directory. A
 * reader sees the old content or the new, never a part. `mode` such as 0600. */
enum err disk_write_atomic(int dirfd, const char *name, struct str bytes, unsigned mode) MUST_CHECK;
/* Creates `name` with these bytes; ERR_EXISTS when it is there. Needs no rename: the portal may do
 * it. */
enum err disk_create_excl(int dirfd, const char *name, struct str bytes, unsigned mode) MUST_CHECK;
/* The same in steps: create, write any number of times, sync and close. */
enum err disk_create_begin(int dirfd, const char *name, unsigned mode, int *fd) MUST_CHECK;
enum err disk_write(int fd, struct str bytes) MUST_CHECK;
/* Syncs the file and the directory. The caller still closes fd. */
enum err disk_create_end(int dirfd, int fd) MUST_CHECK;

/* Opens a regular file for reading; ERR_NOT_FOUND also when the name is something else. */
enum err disk_open_read(int dirfd, const char *name, int *fd, uint64_t *size) MUST_CHECK;
/* Opens for reading what a person named: any path, links followed, also a pipe or a device (then
 * *size is UINT64_MAX). ERR_UNSUPPORTED: a directory. */
enum err disk_open_path(const char *path, int *fd, uint64_t *size) MUST_CHECK;
/* Reads up to `len` bytes from the file's position; *got is smaller only at its end. */
enum err disk_read(int fd, void *out, size_t len, size_t *got) MUST_CHECK;
/* Reads what is there, at least one byte and at most `len`; *got is 0 only at the end. */
enum err disk_read_some(int fd, void *out, size_t len, size_t *got) MUST_CHECK;
/* Reads exactly `len` bytes from `offset`; ERR_CORRUPT when the file is shorter. */
enum err disk_read_at(int fd, uint64_t offset, void *out, size_t len) MUST_CHECK;
/* The whole file, at most `limit` bytes (ERR_LIMIT beyond); ERR_MEMORY. */
enum err disk_read_all(int dirfd, const char *name, size_t limit, struct arena *a,
                       struct str *out) MUST_CHECK;

struct disk_entry {
    struct str name;
    bool is_dir;
    uint64_t size;
    int64_t modified_us;
};
/* Regular files and directories whose names do not begin with '.', sorted by name; ERR_LIMIT beyond
 * `limit`. */
enum err disk_list(int dirfd, size_t limit, struct arena *a, struct disk_entry **out,
                   size_t *count) MUST_CHECK;
bool disk_exists(int dirfd, const char *name);
/* Removes a file and syncs the directory; ERR_NOT_FOUND when there is none. */
enum err disk_remove(int dirfd, const char *name) MUST_CHECK;
/* Removes a directory with all inside (staging). Never follows a link; at most 8 levels deep
 * (ERR_LIMIT). */
enum err disk_remove_tree(int dirfd, const char *name) MUST_CHECK;
/* Renames a file or directory, also between two directories of one file system; syncs both. With
 * `replace` false an existing target gives ERR_EXISTS; with true a file is replaced and a directory
 * is exchanged with the old one, which then stands under the old name and is the caller's to
 * remove: readers see one whole tree or the other. */
enum err disk_rename(int from_dirfd, const char *from, int to_dirfd, const char *to,
                     bool replace) MUST_CHECK;
/* Removes what disk_write_atomic left when a process died in it. At start, before others write. */
enum err disk_sweep_temporary(int dirfd) MUST_CHECK;
/* Syncs what was written below by other means. */
enum err disk_sync_dir(int dirfd) MUST_CHECK;
/* An exclusive lock on the file `name`, created when missing, held until disk_close(*fd) or the
 * process ends; ERR_BUSY when another holds it. */
enum err disk_lock(int dirfd, const char *name, int *fd) MUST_CHECK;

#endif
