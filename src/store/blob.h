/*
 * store/blob.h — files that people attached, sealed, under random names in blobs/.
 *
 * The name is an id without meaning, the length on disk is rounded up so that it tells little (at
 * most 12 % more), the key is given by the caller (vault_file_key). A blob is on the disk,
 * directory included, before any event may mention it. Nobody edits a blob; what no event and no
 * upload mentions is swept.
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include "sys/sealed_file.h"

/* Which file, where, under which key. */
struct blob_place {
    int dirfd; /* of blobs/ */
    struct id id;
    uint8_t key[CRYPTO_KEY_BYTES];
};

struct blob_writer {
    struct sealed_writer file;
    uint64_t left; /* content bytes still to come */
    uint64_t padding;
};

/* Begins a new blob of exactly `length` bytes, at most LIMIT_BLOB_BYTES (ERR_LIMIT). ERR_EXISTS.
 * The arena (about 130 KiB) must outlive the writer. After an error call blob_abandon. */
enum err blob_create(struct blob_writer *w, const struct blob_place *p, uint64_t length,
                     struct arena *a) MUST_CHECK;
/* ERR_INVALID when more comes than was announced. */
enum err blob_write(struct blob_writer *w, struct str bytes) MUST_CHECK;
/* Pads, ends, syncs file and directory. After this the blob may be mentioned. ERR_INVALID when less
 * came than was announced. */
enum err blob_finish(struct blob_writer *w) MUST_CHECK;
/* Closes and removes what was written. Harmless after blob_finish. */
void blob_abandon(struct blob_writer *w);

struct blob_reader {
    struct sealed_reader file;
    uint64_t length; /* content bytes in all; known from the start */
    uint64_t left;
};

/* ERR_NOT_FOUND; ERR_CRYPTO or ERR_CORRUPT for a file that is not whole or not of this key. */
enum err blob_open(struct blob_reader *r, const struct blob_place *p, struct arena *a) MUST_CHECK;
/* Up to len bytes; *got == 0 only at the end, which is authenticated before it is told. */
enum err blob_read(struct blob_reader *r, uint8_t *out, size_t len, size_t *got) MUST_CHECK;
void blob_close(struct blob_reader *r);
/* ERR_NOT_FOUND. */
enum err blob_remove(int blobs_dirfd, struct id id) MUST_CHECK;

/* Removes every file of the directory that `is_live` does not know and that is older than
 * `before_us` (by its time on disk, so that an upload under way is left alone). ERR_LIMIT beyond
 * LIMIT_BLOB_FILES. */
enum err blob_sweep(int blobs_dirfd, int64_t before_us, bool (*is_live)(void *ctx, struct id id),
                    void *ctx, size_t *removed) MUST_CHECK;

#endif
