/*
 * core/letter/letter.h — what a letter says: the plaintext of one file in letterbox/, written by
 * the portal and read by the desk. Pure; sealing, names and files are others' (sys/sealed_file.h).
 *
 *     "todoke letter 1\n" | head | entries | end
 *     head   kind (1) lang (1) look-up value (16) public key (32)
 * entry 'F' name (u16 length, bytes) value (u32 length, bytes) one field, as typed and accepted
 * 'A' name (u16 length, bytes) type (u16 length, bytes) size (u64) then `size` bytes: one file
 *     end    'E'
 *
 * Numbers are big-endian. A letter is a report (the fields of command file_report, a fresh
 * receipt's look-up value and public key in the head) or something about a report that was sent
 * before (the fields of its command; the look-up value of the report's receipt, public key zero).
 * The field "_form" is no command's: it names the form that was filled in, so that one that is sent
 * twice counts once. Entries come in any order; nothing may follow the end.
 */
#ifndef CORE_LETTER_LETTER_H
#define CORE_LETTER_LETTER_H

#include "base/buf.h"
#include "base/id.h"
#include "core/law_types.h"

enum letter_kind {
    LETTER_REPORT = 1,
    LETTER_ANSWER,
    LETTER_WITHDRAWAL, /* asks to withdraw the report */
    LETTER_CONSENTS,
    LETTER_RELEASE, /* asks to withdraw the non-disclosure request */
    LETTER_KIND_END
};

#define LETTER_FORM_FIELD "_form"

enum { LETTER_KEY_BYTES = 32, LETTER_NAME_MAX = 255 };

struct letter_head {
    enum letter_kind kind;
    enum lang lang; /* of the page on which it was written */
    struct id lookup;
    uint8_t public_key[LETTER_KEY_BYTES]; /* report only */
};

/* ---- writing: append to a small buffer, send it to the sealed file, clear the buffer --------- */
void letter_write_head(struct buf *out, const struct letter_head *head);
/* name at most LETTER_NAME_MAX bytes, value at most LIMIT_FORM_BYTES. */
void letter_write_field(struct buf *out, struct str name, struct str value);
/* The caller then sends exactly `size` bytes. Name and type are cut to LETTER_NAME_MAX bytes. */
void letter_write_file(struct buf *out, struct str name, struct str type, uint64_t size);
void letter_write_end(struct buf *out);

/* ---- reading: pulls from a source, never holds a file in memory ------------------------------ */
struct letter_source {
    /* Up to len bytes; *got == 0 only at the end. */
    enum err (*read)(void *ctx, uint8_t *out, size_t len, size_t *got);
    void *ctx;
};

struct letter_reader {
    struct letter_source source;
    struct arena *arena;
    uint64_t file_left; /* bytes of the present file not yet read */
    size_t fields, files;
    size_t field_bytes;
    bool ended;
};

enum letter_entry_kind { LETTER_FIELD, LETTER_FILE, LETTER_END };

struct letter_entry {
    enum letter_entry_kind kind;
    struct str name;
    struct str value; /* LETTER_FIELD */
    struct str type;  /* LETTER_FILE */
    uint64_t size;    /* LETTER_FILE */
};

/* ERR_INVALID for anything but a letter of this format; errors of the source pass through. */
enum err letter_open(struct letter_reader *r, struct letter_source source, struct arena *a,
                     struct letter_head *head) MUST_CHECK;
/* The next entry; what was not read of a file is skipped. ERR_LIMIT beyond LIMIT_FORM_FIELDS,
 * LIMIT_UPLOAD_FILES, LIMIT_FORM_BYTES of fields or LIMIT_UPLOAD_BYTES of one file. LETTER_END only
 * at a proper end. */
enum err letter_next(struct letter_reader *r, struct letter_entry *out) MUST_CHECK;
/* Bytes of the present file; *got == 0 at its end. */
enum err letter_file_read(struct letter_reader *r, uint8_t *out, size_t len,
                          size_t *got) MUST_CHECK;

#endif
