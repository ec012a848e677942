/*
 * press/files.c — sets of files that belong together, compared with a folder or written into one.
 *
 * Comparing first keeps a repeated release cheap and quiet: a file that is right is not touched, so
 * its time of modification tells readers and caches the truth.
 */
#include "press/press_priv.h"


enum { FILE_MODE = 0644 };

enum err press_files_init(struct press_files *set, struct arena *a)
{
    *set = (struct press_files){.arena = a,
                                .rows = ARENA_ARRAY(a, struct press_file, PRESS_FILES_MAX)};
    return set->rows == NULL ? ERR_MEMORY : ERR_OK;
}

enum err press_files_add(struct press_files *set, struct str path, struct str bytes)
{
    if (set->arena->failed) {
        return ERR_MEMORY;
    }
    if (set->count >= PRESS_FILES_MAX) {
        return ERR_LIMIT;
    }
    set->rows[set->count++] = (struct press_file){path, bytes};
    return ERR_OK;
}

enum err press_open_folder(int fd, const char *name, int *out)
{
    enum err e = disk_make_dir(fd, name, out);

    if (e == ERR_OK) {
        e = disk_allow_reading(*out);
        if (e != ERR_OK) {
            disk_close(out);
        }
    }
    return e;
}

/* Where a file stands: its folder, borrowed or owned, and its name. */
struct place {
    int fd;
    int owned; /* -1 while the folder is the root itself */
    struct str name;
};

static void place_leave(struct place *at)
{
    disk_close(&at->owned);
}

static enum err place_enter(struct place *at, struct str folder, bool create, struct arena *a)
{
    struct str name = arena_copy(a, folder);
    int next = -1;
    enum err e;

    if (name.ptr == NULL) {
        return ERR_MEMORY;
    }
    e = create ? press_open_folder(at->fd, name.ptr, &next)
               : disk_open_dir(at->fd, name.ptr, &next);
    place_leave(at);
    at->owned = next;
    at->fd = next;
    return e;
}

/* Opens the folder of `path` below `root`. The caller leaves the place, whatever the result. */
static enum err place_find(struct place *at, int root, struct str path, bool create,
                           struct arena *a)
{
    struct str rest = path;
    enum err e = ERR_OK;

    *at = (struct place){.fd = root, .owned = -1};
    for (at->name = str_split(&rest, '/'); e == ERR_OK && rest.ptr != NULL;
         at->name = str_split(&rest, '/')) {
        e = place_enter(at, at->name, create, a);
    }
    if (e != ERR_OK) {
        return e;
    }
    at->name = arena_copy(a, at->name);
    return at->name.ptr == NULL ? ERR_MEMORY : ERR_OK;
}

static bool file_matches(int fd, const struct press_file *file, struct arena *a)
{
    struct place at;
    struct str bytes = {NULL, 0};
    enum err e = place_find(&at, fd, file->path, false, a);

    if (e == ERR_OK) {
        size_t max = file->bytes.len > LIMIT_PAGE_BYTES ? file->bytes.len : LIMIT_PAGE_BYTES;

        e = disk_read_all(at.fd, at.name.ptr, max, a, &bytes);
    }
    place_leave(&at);
    return e == ERR_OK && str_equal(bytes, file->bytes);
}

/* What is read for the comparison is forgotten file by file: a large set must not fill the set's
 * own arena. */
bool press_files_match(const struct press_files *set, int fd)
{
    struct arena scratch;
    bool match = true;

    arena_init(&scratch, 2 * (size_t)LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < set->count && match; i++) {
        match = file_matches(fd, &set->rows[i], &scratch);
        arena_clear(&scratch);
    }
    arena_release(&scratch);
    return match;
}

static enum err file_write(int fd, const struct press_file *file, struct arena *a)
{
    struct place at;
    enum err e = place_find(&at, fd, file->path, true, a);

    if (e == ERR_OK) {
        e = disk_write_atomic(at.fd, at.name.ptr, file->bytes, FILE_MODE);
    }
    place_leave(&at);
    return e;
}

enum err press_files_write(const struct press_files *set, int fd)
{
    enum err e = ERR_OK;

    for (size_t i = 0; i < set->count && e == ERR_OK; i++) {
        e = file_write(fd, &set->rows[i], set->arena);
    }
    return e;
}

enum err press_file_replace(int fd, const struct press_file *file, struct arena *a)
{
    return file_matches(fd, file, a) ? ERR_OK : file_write(fd, file, a);
}

enum err press_folder_list(int fd, struct str folder, struct arena *a, struct disk_entry **out,
                           size_t *count)
{
    struct place at;
    enum err e = place_find(&at, fd, folder, false, a);

    *count = 0;
    if (e == ERR_OK) {
        e = disk_list(at.fd, LIMIT_SITE_FOLDER, a, out, count);
    }
    place_leave(&at);
    return e;
}

enum err press_file_remove(int fd, struct str path, struct arena *a)
{
    struct place at;
    enum err e = place_find(&at, fd, path, false, a);

    if (e == ERR_OK) {
        e = disk_remove(at.fd, at.name.ptr);
    }
    place_leave(&at);
    return e;
}

enum err press_files_add_page(struct press_files *set, struct str path, enum err rendered,
                              struct buf *page)
{
    struct str bytes;
    enum err e = rendered != ERR_OK ? rendered : buf_finish(page, &bytes);

    return e != ERR_OK ? e : press_files_add(set, path, bytes);
}
