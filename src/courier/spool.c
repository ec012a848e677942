/*
 * courier/spool.c — the folder of finished letters: one sealed file each, created under its final
 * name and synced before anybody is told. A file is whole or it does not open.
 */
#include "courier/courier_priv.h"

#include "base/buf.h"
#include "base/limits.h"
#include "sys/disk.h"

#include <string.h>

#define SUFFIX ".letter"

enum {
    NAME_BYTES = ID_TEXT_LEN + sizeof(SUFFIX),
    FILE_MODE = 0600,
    FILE_BYTES_MAX = LIMIT_LETTER_MESSAGE_BYTES + 2048,
    FILES_MAX = LIMIT_SPOOL_FILES * 2,
};

static void name_of(struct id id, char out[NAME_BYTES])
{
    id_write(id, out);
    memcpy(out + ID_TEXT_LEN, SUFFIX, sizeof(SUFFIX));
}

/* The name is bound to the content: a file does not open under another letter's name. */
static struct str place_of(const char *name)
{
    return str_from_cstr(name);
}

enum err spool_file_write(int spool_fd, const uint8_t key[CRYPTO_KEY_BYTES],
                          const struct courier_letter *letter, struct arena *arena)
{
    char name[NAME_BYTES];
    struct buf plain;
    struct str bytes = {NULL, 0}, sealed = {NULL, 0};
    name_of(letter->id, name);
    buf_init(&plain, arena, FILE_BYTES_MAX);
    buf_add(&plain, letter->from);
    buf_add_char(&plain, '\n');
    buf_add(&plain, letter->to);
    buf_add_char(&plain, '\n');
    buf_add(&plain, letter->message);
    enum err e = buf_finish(&plain, &bytes);
    if (e == ERR_OK)
        e = crypto_seal(key, place_of(name), bytes, arena, &sealed);
    return e == ERR_OK ? disk_create_excl(spool_fd, name, sealed, FILE_MODE) : e;
}

enum err spool_file_read(int spool_fd, const uint8_t key[CRYPTO_KEY_BYTES], struct id id,
                         struct arena *arena, struct courier_letter *out)
{
    char name[NAME_BYTES];
    struct str sealed = {NULL, 0}, plain = {NULL, 0};
    name_of(id, name);
    enum err e =
        disk_read_all(spool_fd, name, FILE_BYTES_MAX + CRYPTO_SEAL_OVERHEAD, arena, &sealed);
    if (e == ERR_OK)
        e = crypto_open(key, place_of(name), sealed, arena, &plain);
    if (e == ERR_CRYPTO || e == ERR_LIMIT)
        return ERR_CORRUPT;
    if (e != ERR_OK)
        return e;
    out->id = id;
    out->from = str_split(&plain, '\n');
    out->to = str_split(&plain, '\n');
    out->message = plain;
    return plain.ptr ? ERR_OK : ERR_CORRUPT;
}

enum err spool_file_remove(int spool_fd, struct id id)
{
    char name[NAME_BYTES];
    name_of(id, name);
    enum err e = disk_remove(spool_fd, name);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err spool_file_list(int spool_fd, struct arena *arena, struct id **out, size_t *count)
{
    struct disk_entry *entries = NULL;
    size_t entry_count = 0;
    *count = 0;
    enum err e = disk_list(spool_fd, FILES_MAX, arena, &entries, &entry_count);
    if (e != ERR_OK)
        return e;
    *out = ARENA_ARRAY(arena, struct id, entry_count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < entry_count; i++) {
        struct str name = entries[i].name;
        bool ours = !entries[i].is_dir && name.len == NAME_BYTES - 1 &&
                    str_ends_with(name, STR(SUFFIX)) &&
                    id_read(str_slice(name, 0, ID_TEXT_LEN), &(*out)[*count]);
        *count += ours ? 1 : 0;
    }
    return ERR_OK;
}
