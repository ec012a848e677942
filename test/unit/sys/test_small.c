/*
 * sys/test_small.c — the small seams: clock, randomness, log, one-time codes, receipt codes. Only
 * for tests.
 */
#include "tester_sys.h"

#include "base/civil.h"
#include "base/limits.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/random.h"
#include "sys/receipt.h"
#include "sys/totp.h"

#include <unistd.h>

TESTER_DIR(8u << 20);

static void manual_clock_moves_forward_only(void **state)
{
    (void)state;
    struct clock writer, reader;
    const int64_t start = INT64_C(1700000000000000);
    assert_err(clock_open_manual(&writer, dir.fd, true), ERR_NOT_FOUND);
    assert_err(clock_create_manual(dir.fd, 0), ERR_INVALID);
    assert_ok(clock_create_manual(dir.fd, start));
    assert_err(clock_create_manual(dir.fd, start), ERR_EXISTS);
    assert_ok(clock_open_manual(&writer, dir.fd, true));
    assert_ok(clock_open_manual(&reader, dir.fd, false));
    assert_int_equal(clock_now_us(&reader), start);
    assert_err(clock_advance(&writer, start), ERR_INVALID);
    assert_err(clock_advance(&writer, start - 1), ERR_INVALID);
    assert_err(clock_advance(&reader, start + 5), ERR_DENIED);
    assert_ok(clock_advance(&writer, start + 5));
    assert_int_equal(clock_now_us(&reader), start + 5); /* other roles see it at once */
    assert_int_equal(clock_now_us(&writer), start + 5);
    clock_release(&writer);
    clock_release(&reader);
}

static void damaged_clock_file_never_moves_time(void **state)
{
    (void)state;
    struct clock c;
    assert_ok(clock_open_manual(&c, dir.fd, true));
    int64_t before = clock_now_us(&c);
    static const char *const damaged[] = {"99999999999999999999\n", "0000170000000000000x\n",
                                          "00000000000000000000\n", "00000000000000000001\n",
                                          "000017"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        assert_int_equal(ftruncate(c.fd, 0), 0);
        assert_int_equal(pwrite(c.fd, damaged[i], strlen(damaged[i]), 0), strlen(damaged[i]));
        assert_int_equal(clock_now_us(&c), before);
    }
    struct clock again;
    assert_err(clock_open_manual(&again, dir.fd, false), ERR_CORRUPT);
    clock_release(&c);
}

static void reading_carries_high_water_and_offsets(void **state)
{
    (void)state;
    struct clock c;
    clock_init_system(&c);
    struct clock_reading r = clock_read(&c);
    assert_int_equal(r.high_water_us, 0);
    assert_true(r.now_us > INT64_C(1600000000) * US_PER_SECOND);
    assert_true(llabs(r.boot_offset_us - r.boot_offset_first_us) < 2 * US_PER_SECOND);
    struct clock_reading next = clock_read(&c);
    assert_true(next.high_water_us >= r.now_us);
    clock_raise_high_water(&c, next.now_us + 7 * US_PER_SECOND);
    clock_raise_high_water(&c, 5);
    assert_int_equal(clock_read(&c).high_water_us, next.now_us + 7 * US_PER_SECOND);
    assert_err(clock_advance(&c, INT64_MAX), ERR_INVALID);
    int64_t m = clock_monotonic_us();
    assert_true(clock_monotonic_us() >= m);
}

static void random_values_keep_their_range(void **state)
{
    (void)state;
    struct id a = random_id(), b = random_id();
    assert_false(id_is_none(a));
    assert_false(id_equal(a, b));
    bool seen[5] = {false};
    for (int i = 0; i < 1000; i++) {
        uint32_t n = random_below(5);
        assert_true(n < 5);
        seen[n] = true;
        char digits[RANDOM_DIGITS + 1];
        random_digits8(digits);
        assert_int_equal(strspn(digits, "0123456789"), RANDOM_DIGITS);
    }
    for (int i = 0; i < 5; i++)
        assert_true(seen[i]); /* fails once in 10^96 runs */
    assert_int_equal(random_below(1), 0);
}

static struct str logged(int fd)
{
    static char text[8192];
    ssize_t n = pread(fd, text, sizeof text, 0);
    assert_true(n >= 0);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_true(lseek(fd, 0, SEEK_SET) == 0);
    return (struct str){text, (size_t)n};
}

static void log_lines_are_single_lines(void **state)
{
    (void)state;
    char path[] = "/tmp/todoke-log-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    log_set_fd(fd);
    log_set_role("desk");
    log_info("store_open", "");
    struct str line = logged(fd);
    assert_true(str_starts_with(line, STR("ts=20")));
    assert_true(str_ends_with(line, STR(" level=info role=desk event=store_open\n")));
    log_error("bad", "value=%s", "a\nts=forged level=info\x1b[2J");
    line = logged(fd);
    assert_true(str_ends_with(line, STR("event=bad value=a?ts=forged level=info?[2J\n")));
    char longer[LIMIT_LOG_LINE + 100];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    log_warn("long", "value=%s", longer);
    line = logged(fd);
    assert_true(line.len <= LIMIT_LOG_LINE);
    assert_true(str_ends_with(line, STR("x\n")));
    log_set_fd(STDERR_FILENO);
    (void)close(fd);
    (void)unlink(path);
}

static const uint8_t totp_secret[] = "12345678901234567890";

/* RFC 6238, appendix B, last six digits */
static void totp_matches_the_standard(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *code;
    } table[] = {
        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char code[TOTP_DIGITS + 1];
        totp_code(totp_secret, table[i].seconds * US_PER_SECOND, code);
        assert_string_equal(code, table[i].code);
    }
}

static void totp_accepts_neighbours_once(void **state)
{
    (void)state;
    const int64_t now = INT64_C(1111111111) * US_PER_SECOND;
    const int64_t here = 1111111111 / TOTP_STEP_SECONDS;
    int64_t step = 0;
    for (int64_t away = -3; away <= 3; away++) {
        char code[TOTP_DIGITS + 1];
        totp_code(totp_secret, now + away * TOTP_STEP_SECONDS * US_PER_SECOND, code);
        bool accepted = totp_verify(totp_secret, str_from_cstr(code), now, 0, &step);
        assert_int_equal(accepted, away >= -1 && away <= 1);
        if (accepted)
            assert_int_equal(step, here + away);
        assert_false(totp_verify(totp_secret, str_from_cstr(code), now, here + 1, &step));
    }
    char code[TOTP_DIGITS + 1];
    totp_code(totp_secret, now, code);
    assert_false(totp_verify(totp_secret, str_from_cstr(code), now, here, &step)); /* replay */
    assert_true(totp_verify(totp_secret, str_from_cstr(code), now, here - 1, &step));
    assert_false(totp_verify(totp_secret, STR("05047"), now, 0, &step));
    assert_false(totp_verify(totp_secret, (struct str){NULL, 0}, now, 0, &step));
    assert_str(totp_uri(totp_secret, STR("todoke"), STR("a&b@example.jp"), &arena),
               STR("otpauth://totp/todoke:a%26b%40example.jp"
                   "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                   "&issuer=todoke&algorithm=SHA1&digits=6&period=30"));
}

static void receipt_survives_typing(void **state)
{
    (void)state;
    char code[RECEIPT_TEXT_LEN + 1], back[RECEIPT_TEXT_LEN + 1];
    receipt_draw(code);
    assert_int_equal(strlen(code), RECEIPT_TEXT_LEN);
    assert_true(receipt_normalise(str_from_cstr(code), back));
    assert_string_equal(code, back);
    char upper[2 * RECEIPT_TEXT_LEN + 1];
    size_t n = 0;
    for (size_t i = 0; code[i] != '\0'; i++) {
        upper[n++] = (char)(code[i] >= 'a' && code[i] <= 'z' ? code[i] - 32 : code[i]);
        upper[n++] = ' ';
    }
    assert_true(receipt_normalise((struct str){upper, n}, back));
    assert_string_equal(code, back);
    for (size_t i = 0; i < n; i++)
        upper[i] = upper[i] == 'O' ? '0' : upper[i] == 'L' ? '1' : upper[i] == 'B' ? '8' : upper[i];
    assert_true(receipt_normalise((struct str){upper, n}, back));
    assert_string_equal(code, back);
    assert_false(receipt_normalise(str_slice(str_from_cstr(code), 0, RECEIPT_TEXT_LEN - 1), back));
    assert_false(receipt_normalise(STR(""), back));
    assert_false(receipt_normalise(STR("!"), back));
}

static void receipt_mistakes_are_found(void **state)
{
    (void)state;
    int passed = 0, tried = 0;
    for (int round = 0; round < 100; round++) {
        char code[RECEIPT_TEXT_LEN + 1], back[RECEIPT_TEXT_LEN + 1];
        receipt_draw(code);
        for (size_t i = 0; i < RECEIPT_TEXT_LEN; i++) {
            if (code[i] == '-')
                continue;
            char kept = code[i];
            code[i] = kept == 'q' ? 'r' : 'q';
            passed += receipt_normalise(str_from_cstr(code), back);
            tried++;
            code[i] = kept;
        }
    }
    assert_true(tried == 2800);
    assert_in_range(passed, 0, 40); /* 2.7 expected; a checksum that is ignored passes 2,700 */
}

static void receipt_opens_its_own_reply_only(void **state)
{
    (void)state;
    char code[RECEIPT_TEXT_LEN + 1], other[RECEIPT_TEXT_LEN + 1];
    receipt_draw(code);
    receipt_draw(other);
    struct receipt one, again, two;
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &one));
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &again));
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, other, &two));
    assert_memory_equal(&one, &again, sizeof one);
    assert_false(id_equal(one.lookup, two.lookup));
    struct str small, large, plain;
    static char most[LIMIT_REPLY_BYTES + 1];
    assert_ok(receipt_seal_reply(one.public_key, STR("accepted"), &arena, &small));
    const struct str longest = {most, LIMIT_REPLY_BYTES};
    assert_ok(receipt_seal_reply(one.public_key, longest, &arena, &large));
    assert_int_equal(small.len, large.len);
    assert_err(receipt_seal_reply(one.public_key, (struct str){most, sizeof most}, &arena, &large),
               ERR_LIMIT);
    assert_ok(receipt_open_reply(&again, small, &arena, &plain));
    assert_str(plain, STR("accepted"));
    assert_err(receipt_open_reply(&two, small, &arena, &plain), ERR_CRYPTO);
    receipt_wipe(&one);
    assert_err(receipt_derive(CRYPTO_COST_REDUCED, "abcd", &one), ERR_INVALID);
}

/* A stored code must lead to its reply for ever: the derivation may never change. */
static void receipt_derivation_is_pinned(void **state)
{
    (void)state;
    char code[RECEIPT_TEXT_LEN + 1];
    struct receipt r;
    assert_true(receipt_normalise(STR("anjm-2vej-tgr4-rrun-dnjn-g325-h462"), code));
    assert_ok(receipt_derive(CRYPTO_COST_FULL, code, &r));
    char text[ID_TEXT_LEN + 1], hex[80];
    id_write(r.lookup, text);
    hex_write(r.public_key, sizeof r.public_key, hex, sizeof hex);
    assert_string_equal(text, "4df34fgi5es4k76wdn5u4hk3oi");
    assert_string_equal(hex, "0da7582fb14313aaa222ddf3f7a457f60f37623b54db72ac7fc60665917d3d5c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(manual_clock_moves_forward_only),
        cmocka_unit_test(damaged_clock_file_never_moves_time),
        cmocka_unit_test(reading_carries_high_water_and_offsets),
        cmocka_unit_test(random_values_keep_their_range),
        cmocka_unit_test(log_lines_are_single_lines),
        cmocka_unit_test(totp_matches_the_standard),
        cmocka_unit_test(totp_accepts_neighbours_once),
        cmocka_unit_test(receipt_survives_typing),
        cmocka_unit_test(receipt_mistakes_are_found),
        cmocka_unit_test(receipt_opens_its_own_reply_only),
        cmocka_unit_test(receipt_derivation_is_pinned),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
