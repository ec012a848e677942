/*
 * test/fuzz/fuzz_mail.c — mail that comes in is anybody's: whatever the bytes, reading ends, stays
 * within its memory, and gives texts that are UTF-8 without controls. The same for what stood in an
 * encrypted one, which here is the encrypted text itself, and for the listing of a certificate.
 */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "core/key/key.h"
#include "core/mail/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(struct str s)
{
    assert(utf8_first_bad(s) == SIZE_MAX);
    for (size_t i = 0; i < s.len; i++)
        assert((uint8_t)s.ptr[i] >= ' ');
}

/* Any bytes may come out of a conversion. */
static enum err convert(void *ctx, struct str charset, struct str bytes, struct arena *arena,
                        struct str *out)
{
    char *to = arena_alloc(arena, bytes.len + 1);
    (void)ctx;
    for (size_t i = 0; to && i < bytes.len; i++)
        to[i] = (char)(bytes.ptr[i] ^ charset.ptr[0]);
    *out = (struct str){to, to ? bytes.len : 0};
    return to ? ERR_OK : ERR_MEMORY;
}

static void check_message(const struct mail_message *m)
{
    check_line(m->subject);
    check_line(m->status);
    check_line(m->diagnostic);
    check_line(m->from);
    assert(utf8_first_bad(m->text) == SIZE_MAX);
    assert(m->to_count <= MAIL_TO_MAX && m->conversions <= LIMIT_MAIL_CONVERSIONS);
    for (size_t i = 0; i < m->to_count; i++)
        check_line(m->to[i]);
    for (size_t n = 0; n < 4; n++)
        check_line(mail_number(m, n));
    (void)mail_is_verified(m, STR("mx"));
}

static void check_listing(struct str bytes)
{
    struct key_found found;
    key_listing_read(bytes, &found);
    if (found.verdict == KEY_SOUND)
        assert(found.fingerprint.len >= 40 &&
               key_fingerprint_is(found.fingerprint, found.fingerprint));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct mail_charsets charsets = {NULL, convert};
    struct str bytes = {(const char *)data, size};
    struct arena arena;
    struct mail_message m;
    arena_init(&arena, 16 << 20);
    check_listing(bytes);
    if (mail_read(bytes, &charsets, &arena, &m) == ERR_OK) {
        check_message(&m);
        if (m.sealed.ptr && mail_read_opened(m.sealed, &arena, &m) == ERR_OK)
            check_message(&m);
    }
    arena_release(&arena);
    return 0;
}
