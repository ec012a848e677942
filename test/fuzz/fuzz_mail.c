/*
 * test/fuzz/fuzz_mail.c — mail that comes in is anybody's: whatever the bytes, reading ends, stays
 * within its memory, and gives texts that are UTF-8 without controls.
 */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "core/mail/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(struct str s)
{
    assert(utf8_first_bad(s) == SIZE_MAX);
    for (size_t i = 0; i < s.len; i++)
        assert((uint8_t)s.ptr[i] >= ' ');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct mail_message m;
    arena_init(&arena, 16 << 20);
    if (mail_read((struct str){(const char *)data, size}, NULL, &arena, &m) == ERR_OK) {
        check_line(m.subject);
        check_line(m.status);
        check_line(m.diagnostic);
        check_line(m.from);
        assert(utf8_first_bad(m.text) == SIZE_MAX);
        assert(m.to_count <= MAIL_TO_MAX);
        for (size_t i = 0; i < m.to_count; i++)
            check_line(m.to[i]);
        for (size_t n = 0; n < 4; n++)
            check_line(mail_number(&m, n));
        (void)mail_is_verified(&m, STR("mx"));
    }
    arena_release(&arena);
    return 0;
}
