/*
 * sys/test_crypto.c — known answers from the standards for every primitive, and refusal of every
 * flipped bit. Only for tests.
 */
#include "tester_sys.h"

#include "base/id.h"
#include "sys/crypto.h"

static size_t unhex(const char *hex, uint8_t *out)
{
    size_t n = strlen(hex) / 2;
    for (size_t i = 0; i < n; i++) {
        char two[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        out[i] = (uint8_t)strtoul(two, NULL, 16);
    }
    return n;
}

static void assert_hex(const uint8_t *bytes, size_t len, const char *expected)
{
    char text[512];
    hex_write(bytes, len, text, sizeof text);
    assert_string_equal(text, expected);
}

static void hashes_match_their_standards(void **state)
{
    (void)state;
    uint8_t out[64];
    crypto_blake2b(STR("abc"), out);
    assert_hex(out, 32, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    crypto_sha256(STR("abc"), out);
    assert_hex(out, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    crypto_sha512(STR("abc"), out);
    assert_hex(out, 64,
               "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    char key[20];
    memset(key, 0x0b, sizeof key);
    crypto_hmac_sha256((struct str){key, sizeof key}, STR("Hi There"), out); /* RFC 4231, case 1 */
    assert_hex(out, 32, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

static void hashing_in_steps_gives_the_same(void **state)
{
    (void)state;
    struct crypto_hasher h;
    uint8_t out[32];
    crypto_hasher_init(&h);
    crypto_hasher_add(&h, "a", 1);
    crypto_hasher_add(&h, "", 0);
    crypto_hasher_add(&h, "bc", 2);
    crypto_hasher_finish(&h, out);
    assert_hex(out, 32, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void keyed_hash_depends_on_key_and_text(void **state)
{
    (void)state;
    uint8_t key[32] = {1}, a[32], b[32];
    crypto_blake2b_keyed(key, STR("x"), a);
    crypto_blake2b(STR("x"), b);
    assert_memory_not_equal(a, b, 32);
    key[31] ^= 1;
    crypto_blake2b_keyed(key, STR("x"), b);
    assert_memory_not_equal(a, b, 32);
}

/* draft-irtf-cfrg-xchacha-03, A.3.1 */
static void seal_opens_the_published_vector(void **state)
{
    struct arena *a = *state;
    uint8_t key[32], ad[16], sealed[256];
    unhex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", key);
    size_t ad_len = unhex("50515253c0c1c2c3c4c5c6c7", ad);
    size_t len = unhex(
        "404142434445464748494a4b4c4d4e4f5051525354555657"
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4e"
        "da7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2"
        "383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49", sealed);
    struct str plain;
    struct str bytes = {(char *)sealed, len}, bound = {(char *)ad, ad_len};
    assert_ok(crypto_open(key, bound, bytes, a, &plain));
    assert_str(plain,
               STR("Ladies and Gentlemen of the class of '99: If I could offer you only one tip "
                   "for the future, sunscreen would be it."));
    for (size_t bit = 0; bit < len * 8; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_err(crypto_open(key, bound, bytes, a, &plain), ERR_CRYPTO);
        sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t bit = 0; bit < ad_len * 8; bit++) {
        ad[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_err(crypto_open(key, bound, bytes, a, &plain), ERR_CRYPTO);
        ad[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t cut = 0; cut < len; cut++)
        assert_err(crypto_open(key, bound, (struct str){(char *)sealed, cut}, a, &plain),
                   ERR_CRYPTO);
}

static void seals_of_the_same_text_differ(void **state)
{
    struct arena *a = *state;
    uint8_t key[32] = {7};
    struct str one, two, plain;
    assert_ok(crypto_seal(key, STR("ad"), STR("text"), a, &one));
    assert_ok(crypto_seal(key, STR("ad"), STR("text"), a, &two));
    assert_int_equal(one.len, 4 + CRYPTO_SEAL_OVERHEAD);
    assert_false(str_equal(one, two));
    assert_ok(crypto_open(key, STR("ad"), two, a, &plain));
    assert_str(plain, STR("text"));
    assert_ok(crypto_seal(key, (struct str){NULL, 0}, (struct str){NULL, 0}, a, &one));
    assert_ok(crypto_open(key, (struct str){NULL, 0}, one, a, &plain));
    assert_int_equal(plain.len, 0);
}

/* RFC 8032, 7.1, tests 1 and 2 */
static void signatures_match_the_standard(void **state)
{
    (void)state;
    uint8_t seed[32], public_key[32], secret_key[64], signature[64];
    unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", seed);
    crypto_sign_keypair_from(seed, public_key, secret_key);
    assert_hex(public_key, 32, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    crypto_sign_message(secret_key, (struct str){NULL, 0}, signature);
    assert_hex(signature, 64,
               "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
               "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    assert_true(crypto_sign_matches(public_key, (struct str){NULL, 0}, signature));
    assert_false(crypto_sign_matches(public_key, STR("x"), signature));
    signature[3] ^= 1;
    assert_false(crypto_sign_matches(public_key, (struct str){NULL, 0}, signature));
}

static void boxes_open_with_their_own_key_only(void **state)
{
    struct arena *a = *state;
    uint8_t seed[32] = {1}, other_seed[32] = {2}, public_key[32], secret_key[32], other_public[32],
            other_secret[32];
    crypto_box_keypair_from(seed, public_key, secret_key);
    crypto_box_keypair_from(other_seed, other_public, other_secret);
    struct str sealed, plain;
    assert_ok(crypto_box_seal_to(public_key, STR("letter"), a, &sealed));
    assert_ok(crypto_box_open_with(public_key, secret_key, sealed, a, &plain));
    assert_str(plain, STR("letter"));
    assert_err(crypto_box_open_with(other_public, other_secret, sealed, a, &plain), ERR_CRYPTO);
    assert_err(crypto_box_open_with(public_key, secret_key, str_slice(sealed, 0, 20), a, &plain),
               ERR_CRYPTO);
}

static void passwords_verify_and_know_their_cost(void **state)
{
    (void)state;
    char hash[CRYPTO_PASSWORD_BYTES], full[CRYPTO_PASSWORD_BYTES];
    assert_ok(crypto_password_hash(CRYPTO_COST_REDUCED, STR("correct horse"), hash));
    assert_true(crypto_password_matches(hash, STR("correct horse")));
    assert_false(crypto_password_matches(hash, STR("correct Horse")));
    assert_false(crypto_password_matches("$argon2id$nonsense", STR("correct horse")));
    assert_false(crypto_password_matches("", STR("")));
    assert_false(crypto_password_is_outdated(CRYPTO_COST_REDUCED, hash));
    assert_true(crypto_password_is_outdated(CRYPTO_COST_FULL, hash));
    assert_ok(crypto_password_hash(CRYPTO_COST_FULL, STR("correct horse"), full));
    assert_non_null(strstr(full, "$argon2id$v=19$m=65536,t=3,p=1$"));
    assert_true(crypto_password_matches(full, STR("correct horse")));
    assert_false(crypto_password_is_outdated(CRYPTO_COST_FULL, full));
}

static void derivation_is_stable_and_separated(void **state)
{
    (void)state;
    static const uint8_t salt[CRYPTO_SALT_BYTES] = {1}, other[CRYPTO_SALT_BYTES] = {2};
    uint8_t a[48], b[48], key[32] = {9};
    assert_ok(crypto_password_derive(CRYPTO_COST_REDUCED, STR("code"), salt, a, sizeof a));
    assert_ok(crypto_password_derive(CRYPTO_COST_REDUCED, STR("code"), salt, b, sizeof b));
    assert_memory_equal(a, b, sizeof a);
    assert_ok(crypto_password_derive(CRYPTO_COST_REDUCED, STR("code"), other, b, sizeof b));
    assert_memory_not_equal(a, b, sizeof a);
    crypto_derive_key(key, 1, "purpose1", a);
    crypto_derive_key(key, 2, "purpose1", b);
    assert_memory_not_equal(a, b, 32);
    crypto_derive_key(key, 1, "purpose2", b);
    assert_memory_not_equal(a, b, 32);
    crypto_derive_key(key, 1, "purpose1", b);
    assert_memory_equal(a, b, 32);
}

static void secret_memory_is_zero_and_writable(void **state)
{
    (void)state;
    uint8_t *secret = crypto_secret_alloc(100);
    assert_non_null(secret);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(secret[i], 0);
    memset(secret, 5, 100);
    crypto_wipe(secret, 100);
    assert_int_equal(secret[99], 0);
    crypto_secret_free(secret);
}

static int setup(void **state)
{
    static struct arena arena;
    arena_init(&arena, 64u << 20);
    *state = &arena;
    return crypto_init() == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
    arena_release(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_match_their_standards),
        cmocka_unit_test(hashing_in_steps_gives_the_same),
        cmocka_unit_test(keyed_hash_depends_on_key_and_text),
        cmocka_unit_test(seal_opens_the_published_vector),
        cmocka_unit_test(seals_of_the_same_text_differ),
        cmocka_unit_test(signatures_match_the_standard),
        cmocka_unit_test(boxes_open_with_their_own_key_only),
        cmocka_unit_test(passwords_verify_and_know_their_cost),
        cmocka_unit_test(derivation_is_stable_and_separated),
        cmocka_unit_test(secret_memory_is_zero_and_writable),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
