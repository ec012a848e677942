/*
 * test/fuzz/fuzz_letter.c — bytes that claim to be a letter. Reading ends with a letter or a clear
 * error, hands on nothing longer than its limits, and a letter that was read and written again is
 * the same letter: what the desk takes in is what the portal wrote.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/letter/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 32 << 20, PIECE_BYTES = 7 };

struct source {
    const uint8_t *data;
    size_t left;
};

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_letter: %s\n", what);
    abort();
}

/* Small pieces, so that every boundary falls inside something. */
static enum err read_piece(void *ctx, uint8_t *out, size_t len, size_t *got)
{
    struct source *s = ctx;
    size_t n = len < PIECE_BYTES ? len : PIECE_BYTES;

    *got = n < s->left ? n : s->left;
    memcpy(out, s->data, *got);
    s->data += *got;
    s->left -= *got;
    return ERR_OK;
}

static enum err copy_file(struct letter_reader *r, struct buf *out)
{
    uint8_t piece[64];
    size_t got = 1;
    enum err err = ERR_OK;

    while (err == ERR_OK && got > 0) {
        err = letter_file_read(r, piece, sizeof(piece), &got);
        if (err == ERR_OK)
            buf_add_bytes(out, piece, got);
    }
    return err;
}

/* Reads the letter and writes it anew into `out`; the error of the reader. */
static enum err rewrite(struct str bytes, struct arena *a, struct buf *out)
{
    struct source s = {(const uint8_t *)bytes.ptr, bytes.len};
    struct letter_reader r;
    struct letter_head head;
    struct letter_entry entry = {.kind = LETTER_FIELD};
    enum err err = letter_open(&r, (struct letter_source){read_piece, &s}, a, &head);

    if (err == ERR_OK)
        letter_write_head(out, &head);
    while (err == ERR_OK && entry.kind != LETTER_END) {
        err = letter_next(&r, &entry);
        if (err != ERR_OK)
            return err;
        must(entry.name.len <= LETTER_NAME_MAX, "a name beyond its limit");
        if (entry.kind == LETTER_FIELD) {
            letter_write_field(out, entry.name, entry.value);
        } else if (entry.kind == LETTER_FILE) {
            letter_write_file(out, entry.name, entry.type, entry.size);
            err = copy_file(&r, out);
        } else {
            letter_write_end(out);
        }
    }
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf once, twice;
    struct str first, second;

    arena_init(&a, ARENA_BYTES);
    buf_init(&once, &a, ARENA_BYTES / 4);
    buf_init(&twice, &a, ARENA_BYTES / 4);
    enum err err = rewrite((struct str){(const char *)data, size}, &a, &once);
    must(err == ERR_OK || err == ERR_INVALID || err == ERR_LIMIT || err == ERR_MEMORY,
         "an error that is none of a letter");
    if (err == ERR_OK && buf_finish(&once, &first) == ERR_OK) {
        must(first.len == size, "a letter with something behind it was taken");
        must(rewrite(first, &a, &twice) == ERR_OK, "what was written does not read");
        must(buf_finish(&twice, &second) == ERR_OK && str_equal(first, second), "another letter");
    }
    arena_release(&a);
    return 0;
}
