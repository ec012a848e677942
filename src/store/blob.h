/*
 * store/blob.h — files that people attached, sealed, under random names in blobs/.
 *
 * The name is an id without meaning, the length on disk is rounded up so that it tells little, the
 * key is given by the caller (vault_file_key). A blob is on the disk, directory included, before
 * any event may mention it. Nobody edits a blob; what no event and no upload mentions is swept.
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include "sys/sealed_file.h"

struct blob_writer {
    struct sealed_writer file;
    uint64_t length; /* plaintext bytes so far */
    uint64_t limit;
};

/* Begins a new blob under a fresh name (*id). At most LIMIT_UPLOAD_BYTES of content (ERR_LIMIT). */
enum err blob_create(struct blob_writer *w, int blobs_dirfd, const uint8_t key[CRYPTO_KEY_BYTES],
                     struct id id, struct arena *a) MUST_CHECK;
enum err blob_write(struct blob_writer *w, struct str bytes) MUST_CHECK;
/* Pads, ends, syncs. After this the blob may be mentioned. */
enum err blob_finish(struct blob_writer *w) MUST_CHECK;
/* Closes and removes what was written. */
void blob_abandon(struct blob_writer *w);

struct blob_reader {
    struct sealed_reader file;
    uint64_t length; /* plaintext bytes in all; known from the start */
    uint64_t left;
};

enum err blob_open(struct blob_reader *r, int blobs_dirfd, const uint8_t key[CRYPTO_KEY_BYTES],
                   struct id id, struct arena *a) MUST_CHECK;
/* Up to len bytes; *got == 0 only at the end. */
enum err blob_read(struct blob_reader *r, uint8_t *out, size_t len, size_t *got) MUST_CHECK;
void blob_close(struct blob_reader *r);
enum err blob_remove(int blobs_dirfd, struct id id) MUST_CHECK;

/* Removes every file of the directory that `is_live` does not know and that is older than
 * `before_us` (by its time on disk, so that an upload under way is left alone). */
enum err blob_sweep(int blobs_dirfd, int64_t before_us, bool (*is_live)(void *ctx, struct id id),
                    void *ctx, size_t *removed) MUST_CHECK;

#endif
