/*
 * sys/sealed_file.h — files that are sealed while they are written and prove that they are whole.
 *
 *     "todoke\0" | kind (1) | key block | stream header (24) | chunks of 64 KiB + 17 | final chunk
 *
 * kind 'L' (letter): the key block is the file's own random key, sealed to a public key (80 bytes):
 * the writer cannot read it again. kind 'B' (blob): no key block, the key is given. The associated
 * data of every chunk is the file's first 8 bytes and its name, so a renamed file does not open. A
 * file without its final chunk, or with bytes behind it, is not a sealed file (ERR_CORRUPT): a
 * writer that died leaves nothing that could be taken for a letter.
 */
#ifndef SYS_SEALED_FILE_H
#define SYS_SEALED_FILE_H

#include "base/id.h"
#include "sys/crypto.h"

enum {
    SEALED_CHUNK_BYTES = 65536,
    SEALED_KEY_BLOCK_BYTES = CRYPTO_KEY_BYTES + CRYPTO_BOX_OVERHEAD,
};

struct sealed_writer {
    int dirfd;
    int fd;
    struct id name;
    char kind;
    struct crypto_stream stream;
    uint8_t *chunk;  /* plaintext waiting, SEALED_CHUNK_BYTES, of the arena */
    uint8_t *cipher; /* one sealed chunk, of the arena */
    size_t waiting;
};

/* Creates the file `name` (its 26 characters) O_EXCL with mode 0600; the dirfd and the arena (about
 * 130 KiB) must outlive the writer. After an error the writer is closed; what it left on the disk
 * has no end and is ignored. */
enum err sealed_create_letter(struct sealed_writer *w, int dirfd, struct id name,
                              const uint8_t public_key[CRYPTO_PUBLIC_BYTES],
                              struct arena *a) MUST_CHECK;
enum err sealed_create_blob(struct sealed_writer *w, int dirfd, struct id name,
                            const uint8_t key[CRYPTO_KEY_BYTES], struct arena *a) MUST_CHECK;
enum err sealed_write(struct sealed_writer *w, struct str bytes) MUST_CHECK;
/* Writes the final chunk and syncs file and directory: then the file is there for good. Closes the
 * writer. */
enum err sealed_finish(struct sealed_writer *w) MUST_CHECK;
/* Closes without an end. The portal may not unlink: the desk sweeps. Harmless after sealed_finish.
 * */
void sealed_abandon(struct sealed_writer *w);

struct sealed_reader {
    int fd;
    struct id name;
    char kind;
    uint64_t left; /* sealed bytes not yet read */
    struct crypto_stream stream;
    uint8_t *chunk;
    uint8_t *cipher;
    size_t have, taken; /* plaintext in `chunk`, and how much of it was handed out */
    bool final;
};

/* Opens a letter as far as its key block, which only the vault can open. */
enum err sealed_open_letter(struct sealed_reader *r, int dirfd, struct id name, struct arena *a,
                            uint8_t key_block[SEALED_KEY_BLOCK_BYTES]) MUST_CHECK;
/* Goes on with the key found in the key block. */
enum err sealed_start(struct sealed_reader *r, const uint8_t key[CRYPTO_KEY_BYTES]) MUST_CHECK;
/* Opens a blob and starts it. */
enum err sealed_open_blob(struct sealed_reader *r, int dirfd, struct id name,
                          const uint8_t key[CRYPTO_KEY_BYTES], struct arena *a) MUST_CHECK;
/* Up to `len` bytes; *got == 0 only at the authenticated end. ERR_CRYPTO, ERR_CORRUPT: throw away
 * what came before. */
enum err sealed_read(struct sealed_reader *r, uint8_t *out, size_t len, size_t *got) MUST_CHECK;
/* All that remains, at most `limit` bytes (ERR_LIMIT). */
enum err sealed_read_all(struct sealed_reader *r, size_t limit, struct arena *a,
                         struct str *out) MUST_CHECK;
void sealed_close(struct sealed_reader *r);

#endif
