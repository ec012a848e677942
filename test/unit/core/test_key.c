/*
 * test/unit/core/test_key.c — listings of certificates as gpg writes them, and what follows from
 * them; and fingerprints as people type them. The listings are written by hand after real ones.
 */
#include "tester.h"

#include "core/key/key.h"

#define FPR "fpr:::::::::0321519638242C9DD082044F21368F4426ECB810:\n"
#define UID "uid:-::::1795288996::CEC4D9::Dev <psirt@dev.example>::::::::::0:\n"
#define SUB "sub:-:255:18:2222222222222222:1795288996:1889637796:::::e:::::cv25519::\n"
#define SUB_FPR "fpr:::::::::BFA54F384A83A3EDC105D6F5BC15FA12E3663F87:\n"

static struct key_found read(const char *listing)
{
    struct key_found found;
    key_listing_read(str_from_cstr(listing), &found);
    return found;
}

static void a_sound_one_tells_fingerprint_owner_and_end(void **state)
{
    struct key_found f =
        read("tru::1:1:0\npub:-:255:22:11:1795288996:1889637000::-:::cESC:\n" FPR UID
             "uid:-::::1::2::Second <s@dev.example>:\n" SUB SUB_FPR);
    (void)state;
    assert_int_equal(f.verdict, KEY_SOUND);
    assert_str(f.fingerprint, STR("0321519638242C9DD082044F21368F4426ECB810"));
    assert_str(f.owner, STR("Dev <psirt@dev.example>"));
    assert_true(f.expires_us == INT64_C(1889637000) * 1000000); /* the earlier of the two */
}

static void all_user_ids_are_told(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 4096);
    assert_str(
        key_listing_users(
            STR("pub:-:255:22:11:1:::-:::cESC:\n" FPR UID "uid:-::::1::2::Second:\n" SUB), &a),
        STR("Dev <psirt@dev.example>\nSecond"));
    assert_null(key_listing_users(STR("pub:-:255:22:11:1:::-:::cESC:\n" FPR), &a).ptr);
    arena_release(&a);
}

static void of_several_ways_to_encrypt_the_longest_counts(void **state)
{
    struct key_found f = read("pub:-:255:22:11:1:::-:::cSC:\n" FPR "sub:-:255:18:22:1:100:::::e:\n"
                              "sub:-:255:18:33:1:200:::::e:\nsub:r:255:18:44:1:900:::::e:\nsub:-:"
                              "255:22:55:1:950:::::s:\n");
    (void)state;
    assert_int_equal(f.verdict, KEY_SOUND);
    assert_true(f.expires_us == INT64_C(200) * 1000000);
    f = read("pub:-:255:22:11:1:::-:::cSC:\n" FPR "sub:-:255:18:22:1:100:::::e:\n"
             "sub:-:255:18:33:1::::::e:\n");
    assert_true(f.expires_us == 0);
    f = read("pub:-:3072:1:11:1:::-:::escESC:\n" FPR); /* the primary key itself encrypts */
    assert_int_equal(f.verdict, KEY_SOUND);
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *listing;
        enum key_verdict verdict;
    } rows[] = {
        {"", KEY_UNREADABLE},
        {"nonsense", KEY_UNREADABLE},
        {FPR UID SUB, KEY_UNREADABLE},
        {"pub:-:255:22:11:1:::-:::cESC:\n" UID SUB, KEY_UNREADABLE},
        {"pub:-:255:22:11:1:x::-:::cESC:\n" FPR SUB, KEY_UNREADABLE},
        {"pub:-:255:22:11:1:99999999999999999999::-:::cESC:\n" FPR SUB, KEY_UNREADABLE},
        {"pub:-:255:22:11:1:::-:::cESC:\nfpr:::::::::03215G:\n" SUB, KEY_UNREADABLE},
        {"sec:-:255:22:11:1:::-:::cESC:\n" FPR SUB, KEY_SECRET},
        {"pub:-:255:22:11:1:::-:::cESC:\n" FPR SUB "pub:-:255:22:22:1:::-:::cESC:\n" FPR SUB,
         KEY_SEVERAL},
        {"pub:r:255:22:11:1:::-:::cESC:\n" FPR SUB, KEY_REVOKED},
        {"pub:-:255:22:11:1:::-:::cSC:\n" FPR, KEY_CANNOT_ENCRYPT},
        {"pub:-:255:22:11:1:::-:::cESC:\n" FPR "sub:r:255:18:22:1::::::e:\n", KEY_CANNOT_ENCRYPT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (read(rows[i].listing).verdict != rows[i].verdict)
            fail_msg("row %zu", i);
    }
}

static void a_fingerprint_may_be_typed_in_groups(void **state)
{
    static const struct str print = STR_INIT("0321519638242C9DD082044F21368F4426ECB810");
    (void)state;
    assert_true(key_fingerprint_is(print, print));
    assert_true(
        key_fingerprint_is(STR("0321 5196 3824 2c9d d082  044F 2136 8f44 26ec b810"), print));
    assert_true(
        key_fingerprint_is(STR("0321:5196:3824:2C9D:D082:044F:2136:8F44:26EC:B810"), print));
    assert_false(key_fingerprint_is(STR("0321519638242C9DD082044F21368F4426ECB81"), print));
    assert_false(key_fingerprint_is(STR("0321519638242C9DD082044F21368F4426ECB8100"), print));
    assert_false(key_fingerprint_is(STR("0321519638242C9DD082044F21368F4426ECB811"), print));
    assert_false(key_fingerprint_is(STR("26ECB810"), print));
    assert_false(key_fingerprint_is(STR(""), (struct str){NULL, 0}));
    assert_false(key_fingerprint_is(STR("  "), STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_one_tells_fingerprint_owner_and_end),
        cmocka_unit_test(all_user_ids_are_told),
        cmocka_unit_test(of_several_ways_to_encrypt_the_longest_counts),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_fingerprint_may_be_typed_in_groups),
    };
    return cmocka_run_group_tests_name("core/key", tests, NULL, NULL);
}
