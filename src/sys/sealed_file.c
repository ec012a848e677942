/*
 * sys/sealed_file.c — letters and blobs on the disk. It must never hand out a byte that was not
 * authenticated, and never treat a file without its final chunk as whole.
 */
#include "sys/sealed_file.h"

#include "sys/disk.h"

#include <assert.h>

enum {
    SEALED_MAGIC_BYTES = 8,
    SEALED_AD_BYTES = SEALED_MAGIC_BYTES + ID_BYTES,
    SEALED_CIPHER_BYTES = SEALED_CHUNK_BYTES + CRYPTO_STREAM_OVERHEAD,
    SEALED_LETTER = 'L',
    SEALED_BLOB = 'B',
};

static void sealed_magic(char kind, uint8_t out[SEALED_MAGIC_BYTES])
{
    memcpy(out, "todoke", 7);
    out[7] = (uint8_t)kind;
}

/* What every chunk is bound to: kind and name. */
static void sealed_ad(char kind, struct id name, uint8_t out[SEALED_AD_BYTES])
{
    sealed_magic(kind, out);
    memcpy(out + SEALED_MAGIC_BYTES, name.bytes, ID_BYTES);
}

static struct str sealed_bytes(const void *bytes, size_t len)
{
    return (struct str){bytes, len};
}

static enum err sealed_write_begin(struct sealed_writer *w, struct str key_block,
                                   const uint8_t key[CRYPTO_KEY_BYTES], struct arena *a)
{
    w->fd = -1;
    w->waiting = 0;
    w->chunk = arena_alloc(a, SEALED_CHUNK_BYTES);
    w->cipher = arena_alloc(a, SEALED_CIPHER_BYTES);
    if (w->chunk == NULL || w->cipher == NULL)
        return ERR_MEMORY;
    uint8_t magic[SEALED_MAGIC_BYTES], header[CRYPTO_STREAM_HEADER_BYTES];
    sealed_magic(w->kind, magic);
    crypto_stream_begin_seal(&w->stream, key, header);
    char text[ID_TEXT_LEN + 1];
    id_write(w->name, text);
    enum err e = disk_create_begin(w->dirfd, text, 0600, &w->fd);
    if (e == ERR_OK)
        e = disk_write(w->fd, sealed_bytes(magic, sizeof magic));
    if (e == ERR_OK)
        e = disk_write(w->fd, key_block);
    if (e == ERR_OK)
        e = disk_write(w->fd, sealed_bytes(header, sizeof header));
    if (e != ERR_OK)
        sealed_abandon(w);
    return e;
}

enum err sealed_create_letter(struct sealed_writer *w, int dirfd, struct id name,
                              const uint8_t public_key[CRYPTO_PUBLIC_BYTES], struct arena *a)
{
    *w = (struct sealed_writer){.dirfd = dirfd, .fd = -1, .name = name, .kind = SEALED_LETTER};
    uint8_t key[CRYPTO_KEY_BYTES];
    crypto_random(key, sizeof key);
    struct str block = {NULL, 0};
    enum err e = crypto_box_seal_to(public_key, sealed_bytes(key, sizeof key), a, &block);
    if (e == ERR_OK)
        e = sealed_write_begin(w, block, key, a);
    crypto_wipe(key, sizeof key);
    return e;
}

enum err sealed_create_blob(struct sealed_writer *w, int dirfd, struct id name,
                            const uint8_t key[CRYPTO_KEY_BYTES], struct arena *a)
{
    *w = (struct sealed_writer){.dirfd = dirfd, .fd = -1, .name = name, .kind = SEALED_BLOB};
    return sealed_write_begin(w, (struct str){NULL, 0}, key, a);
}

static enum err sealed_write_chunk(struct sealed_writer *w, bool final)
{
    uint8_t ad[SEALED_AD_BYTES];
    sealed_ad(w->kind, w->name, ad);
    crypto_stream_seal(&w->stream, sealed_bytes(w->chunk, w->waiting), sealed_bytes(ad, sizeof ad),
                       final, w->cipher);
    size_t len = w->waiting + CRYPTO_STREAM_OVERHEAD;
    w->waiting = 0;
    return disk_write(w->fd, sealed_bytes(w->cipher, len));
}

enum err sealed_write(struct sealed_writer *w, struct str bytes)
{
    assert(w->fd >= 0);
    while (bytes.len > 0) {
        size_t room = SEALED_CHUNK_BYTES - w->waiting;
        size_t take = bytes.len < room ? bytes.len : room;
        memcpy(w->chunk + w->waiting, bytes.ptr, take);
        w->waiting += take;
        bytes = str_slice(bytes, take, bytes.len);
        if (w->waiting < SEALED_CHUNK_BYTES)
            continue;
        enum err e = sealed_write_chunk(w, false);
        if (e != ERR_OK) {
            sealed_abandon(w);
            return e;
        }
    }
    return ERR_OK;
}

enum err sealed_finish(struct sealed_writer *w)
{
    assert(w->fd >= 0);
    enum err e = sealed_write_chunk(w, true);
    if (e == ERR_OK)
        e = disk_create_end(w->dirfd, w->fd);
    sealed_abandon(w);
    return e;
}

void sealed_abandon(struct sealed_writer *w)
{
    disk_close(&w->fd);
    if (w->chunk != NULL)
        crypto_wipe(w->chunk, SEALED_CHUNK_BYTES);
    crypto_wipe(&w->stream, sizeof w->stream);
}

static enum err sealed_take(struct sealed_reader *r, void *out, size_t len)
{
    if (r->left < len)
        return ERR_CORRUPT;
    size_t got = 0;
    enum err e = disk_read(r->fd, out, len, &got);
    if (e == ERR_OK && got != len)
        e = ERR_CORRUPT;
    r->left -= len;
    return e;
}

static enum err sealed_read_begin(struct sealed_reader *r, int dirfd, struct id name, char kind,
                                  struct arena *a)
{
    *r = (struct sealed_reader){.fd = -1, .name = name, .kind = kind};
    r->chunk = arena_alloc(a, SEALED_CHUNK_BYTES);
    r->cipher = arena_alloc(a, SEALED_CIPHER_BYTES);
    if (r->chunk == NULL || r->cipher == NULL)
        return ERR_MEMORY;
    char text[ID_TEXT_LEN + 1];
    id_write(name, text);
    enum err e = disk_open_read(dirfd, text, &r->fd, &r->left);
    if (e != ERR_OK)
        return e;
    uint8_t magic[SEALED_MAGIC_BYTES], expected[SEALED_MAGIC_BYTES];
    sealed_magic(kind, expected);
    e = sealed_take(r, magic, sizeof magic);
    if (e == ERR_OK && memcmp(magic, expected, sizeof magic) != 0)
        e = ERR_CORRUPT;
    return e;
}

enum err sealed_open_letter(struct sealed_reader *r, int dirfd, struct id name, struct arena *a,
                            uint8_t key_block[SEALED_KEY_BLOCK_BYTES])
{
    enum err e = sealed_read_begin(r, dirfd, name, SEALED_LETTER, a);
    if (e == ERR_OK)
        e = sealed_take(r, key_block, SEALED_KEY_BLOCK_BYTES);
    if (e != ERR_OK)
        sealed_close(r);
    return e;
}

enum err sealed_start(struct sealed_reader *r, const uint8_t key[CRYPTO_KEY_BYTES])
{
    uint8_t header[CRYPTO_STREAM_HEADER_BYTES];
    enum err e = sealed_take(r, header, sizeof header);
    if (e == ERR_OK)
        e = crypto_stream_begin_open(&r->stream, key, header);
    if (e != ERR_OK)
        sealed_close(r);
    return e;
}

enum err sealed_open_blob(struct sealed_reader *r, int dirfd, struct id name,
                          const uint8_t key[CRYPTO_KEY_BYTES], struct arena *a)
{
    enum err e = sealed_read_begin(r, dirfd, name, SEALED_BLOB, a);
    if (e != ERR_OK) {
        sealed_close(r);
        return e;
    }
    return sealed_start(r, key);
}

/* Opens the next chunk. The final one must be the last bytes of the file, and no other may be. */
static enum err sealed_next_chunk(struct sealed_reader *r)
{
    size_t len = r->left < SEALED_CIPHER_BYTES ? (size_t)r->left : SEALED_CIPHER_BYTES;
    if (len < CRYPTO_STREAM_OVERHEAD)
        return ERR_CORRUPT;
    enum err e = sealed_take(r, r->cipher, len);
    if (e != ERR_OK)
        return e;
    uint8_t ad[SEALED_AD_BYTES];
    sealed_ad(r->kind, r->name, ad);
    e = crypto_stream_open(&r->stream, sealed_bytes(r->cipher, len), sealed_bytes(ad, sizeof ad),
                           r->chunk, &r->final);
    if (e != ERR_OK)
        return e;
    if (r->final != (r->left == 0))
        return ERR_CORRUPT;
    r->have = len - CRYPTO_STREAM_OVERHEAD;
    r->taken = 0;
    return ERR_OK;
}

enum err sealed_read(struct sealed_reader *r, uint8_t *out, size_t len, size_t *got)
{
    *got = 0;
    while (*got < len) {
        if (r->taken == r->have) {
            if (r->final)
                break;
            enum err e = sealed_next_chunk(r);
            if (e != ERR_OK)
                return e;
            continue;
        }
        size_t rest = r->have - r->taken;
        size_t take = len - *got < rest ? len - *got : rest;
        memcpy(out + *got, r->chunk + r->taken, take);
        r->taken += take;
        *got += take;
    }
    return ERR_OK;
}

enum err sealed_read_all(struct sealed_reader *r, size_t limit, struct arena *a, struct str *out)
{
    uint64_t most = r->left + (r->have - r->taken);
    size_t room = most < limit ? (size_t)most : limit;
    uint8_t *bytes = arena_alloc(a, room + 1);
    if (bytes == NULL)
        return ERR_MEMORY;
    size_t got = 0;
    enum err e = sealed_read(r, bytes, room + 1, &got);
    if (e != ERR_OK)
        return e;
    if (got > limit)
        return ERR_LIMIT;
    *out = sealed_bytes(bytes, got);
    return ERR_OK;
}

void sealed_close(struct sealed_reader *r)
{
    disk_close(&r->fd);
    if (r->chunk != NULL)
        crypto_wipe(r->chunk, SEALED_CHUNK_BYTES);
    crypto_wipe(&r->stream, sizeof r->stream);
}
