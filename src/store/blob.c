/*
 * store/blob.c — attached files. The sealed content is: length (8 bytes), the file, zeros up to the
 * bucket. It must never keep a name, a type or a hash of the content in clear.
 */
#include "store/blob.h"

#include "base/limits.h"
#include "sys/disk.h"

enum { BLOB_LENGTH_BYTES = 8, BLOB_BUCKET_MIN = 4096 };

static unsigned log2_floor(uint64_t n)
{
    return 63u - (unsigned)__builtin_clzll(n);
}

/* Padmé (Nikitin and others, 2019): keeps the leading bits of the length and rounds the rest up, so
 * that a length tells about log log n bits. */
static uint64_t blob_bucket(uint64_t len)
{
    if (len <= BLOB_BUCKET_MIN)
        return BLOB_BUCKET_MIN;
    unsigned exponent = log2_floor(len);
    unsigned kept = log2_floor(exponent) + 1;
    uint64_t mask = (UINT64_C(1) << (exponent - kept)) - 1;
    return (len + mask) & ~mask;
}

enum err blob_create(struct blob_writer *w, const struct blob_place *p, uint64_t length,
                     struct arena *a)
{
    *w = (struct blob_writer){.file = {.fd = -1, .dirfd = -1}, .left = length};
    if (length > LIMIT_BLOB_BYTES)
        return ERR_LIMIT;
    uint64_t whole = BLOB_LENGTH_BYTES + length;
    w->padding = blob_bucket(whole) - whole;
    enum err e = sealed_create_blob(&w->file, p->dirfd, p->id, p->key, a);
    if (e != ERR_OK) {
        w->file.dirfd = -1; /* nothing of ours is there to remove */
        return e;
    }
    char head[BLOB_LENGTH_BYTES];
    for (size_t i = 0; i < BLOB_LENGTH_BYTES; i++)
        head[i] = (char)(uint8_t)(length >> (8 * i));
    return sealed_write(&w->file, (struct str){head, sizeof head});
}

enum err blob_write(struct blob_writer *w, struct str bytes)
{
    if (bytes.len > w->left)
        return ERR_INVALID;
    w->left -= bytes.len;
    return sealed_write(&w->file, bytes);
}

enum err blob_finish(struct blob_writer *w)
{
    static const char zeros[4096];
    if (w->left > 0)
        return ERR_INVALID;
    enum err e = ERR_OK;
    while (e == ERR_OK && w->padding > 0) {
        size_t take = w->padding < sizeof zeros ? (size_t)w->padding : sizeof zeros;
        e = sealed_write(&w->file, (struct str){zeros, take});
        w->padding -= take;
    }
    if (e == ERR_OK)
        e = sealed_finish(&w->file);
    if (e == ERR_OK)
        w->file.dirfd = -1;
    return e;
}

void blob_abandon(struct blob_writer *w)
{
    if (w->file.dirfd < 0)
        return;
    sealed_abandon(&w->file);
    enum err e = blob_remove(w->file.dirfd, w->file.name);
    (void)e; /* the sweep finds what could not be removed */
    w->file.dirfd = -1;
}

enum err blob_open(struct blob_reader *r, const struct blob_place *p, struct arena *a)
{
    r->length = r->left = 0;
    enum err e = sealed_open_blob(&r->file, p->dirfd, p->id, p->key, a);
    if (e != ERR_OK)
        return e;
    uint8_t head[BLOB_LENGTH_BYTES];
    size_t got = 0;
    e = sealed_read(&r->file, head, sizeof head, &got);
    if (e == ERR_OK && got != sizeof head)
        e = ERR_CORRUPT;
    for (size_t i = 0; e == ERR_OK && i < sizeof head; i++)
        r->length |= (uint64_t)head[i] << (8 * i);
    if (e == ERR_OK && r->length > LIMIT_BLOB_BYTES)
        e = ERR_CORRUPT;
    r->left = r->length;
    if (e != ERR_OK)
        blob_close(r);
    return e;
}

/* Reads the padding to its end: only then is it sure that the file is whole. */
static enum err blob_drain(struct blob_reader *r)
{
    uint8_t padding[4096];
    size_t got = 0;
    enum err e;
    do {
        e = sealed_read(&r->file, padding, sizeof padding, &got);
    } while (e == ERR_OK && got > 0);
    return e;
}

enum err blob_read(struct blob_reader *r, uint8_t *out, size_t len, size_t *got)
{
    *got = 0;
    if (r->left == 0)
        return len == 0 ? ERR_OK : blob_drain(r);
    size_t want = len < r->left ? len : (size_t)r->left;
    enum err e = sealed_read(&r->file, out, want, got);
    if (e == ERR_OK && *got != want)
        e = ERR_CORRUPT;
    r->left -= e == ERR_OK ? want : 0;
    return e;
}

void blob_close(struct blob_reader *r)
{
    sealed_close(&r->file);
}

enum err blob_remove(int blobs_dirfd, struct id id)
{
    char name[ID_TEXT_LEN + 1];
    id_write(id, name);
    return disk_remove(blobs_dirfd, name);
}

enum err blob_sweep(int blobs_dirfd, int64_t before_us, bool (*is_live)(void *ctx, struct id id),
                    void *ctx, size_t *removed)
{
    struct arena a;
    arena_init(&a, (size_t)LIMIT_BLOB_FILES * 256);
    struct disk_entry *list = NULL;
    size_t count = 0;
    *removed = 0;
    enum err e = disk_list(blobs_dirfd, LIMIT_BLOB_FILES, &a, &list, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        struct id id;
        if (list[i].is_dir || !id_read(list[i].name, &id) || list[i].modified_us >= before_us
            || is_live(ctx, id))
            continue;
        e = blob_remove(blobs_dirfd, id);
        *removed += e == ERR_OK;
    }
    arena_release(&a);
    return e;
}
