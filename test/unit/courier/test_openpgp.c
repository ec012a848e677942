/*
 * courier/test_openpgp.c — OpenPGP with the real programs: keys are made here, by the backend and
 * by gpg in a folder of the test, and what strangers may send is sent. Only for tests.
 */
#include "tester_sys.h"

#include "courier/openpgp.h"

#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena arena = {.limit = 256u << 20};
static const struct openpgp backend = {.backend = STR_INIT("sqop")};
static struct tmpdir dir;
static struct str office, office_cert, maker, maker_cert;

enum { MAX_BYTES = 1 << 20 };

static void make(const char *user, struct str *secret, struct str *certificate)
{
    assert_ok(openpgp_generate(&backend, str_from_cstr(user), &arena, secret));
    assert_ok(openpgp_certificate(&backend, *secret, &arena, certificate));
}

static enum err open_with(struct str secret, struct str signer, struct str sealed, struct str *out,
                          bool *good)
{
    struct openpgp_reading with = {.sealed = sealed,
                                   .max = MAX_BYTES,
                                   .secrets = {secret},
                                   .secret_count = 1,
                                   .signers = {signer},
                                   .signer_count = 1};
    struct openpgp_opened opened;
    enum err e = openpgp_decrypt(&backend, &with, &arena, &opened);
    *out = opened.text;
    *good = opened.is_signed;
    return e;
}

static enum err encrypt(const struct openpgp *o, struct str certificate, struct str secret,
                        struct str plain, struct str *out)
{
    struct openpgp_message m = {certificate, secret, plain};
    return openpgp_encrypt(o, &m, &arena, out);
}

static struct str seal(struct str certificate, struct str secret, struct str plain)
{
    struct str sealed = {NULL, 0};
    assert_ok(encrypt(&backend, certificate, secret, plain, &sealed));
    return sealed;
}

/* A shell line in the test's folder with a gpg of its own; what it writes to out. */
static struct str shell(const char *line)
{
    char *const argv[] = {"bash",
                          "-c",
                          "cd \"$1\" && eval \"$2\" >out 2>err",
                          "bash",
                          dir.path,
                          arena_copy(&arena, str_from_cstr(line)).ptr
                              ? (char *)(uintptr_t)arena_copy(&arena, str_from_cstr(line)).ptr
                              : NULL,
                          NULL};
    char home[128];
    (void)snprintf(home, sizeof home, "GNUPGHOME=%s", dir.path);
    char *const environment[] = {home, "PATH=/usr/bin:/bin", NULL};
    pid_t pid;
    int status = 1;
    struct str out = {NULL, 0};
    assert_int_equal(posix_spawn(&pid, "/usr/bin/bash", NULL, NULL, argv, environment), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (status != 0) {
        assert_ok(disk_read_all(dir.fd, "err", 1u << 20, &arena, &out));
        fail_msg("%s: %.*s", line, STR_ARG(out));
    }
    assert_ok(disk_read_all(dir.fd, "out", 16u << 20, &arena, &out));
    return out;
}

/* proves SEC-05: what is sealed to a key opens with it alone, says who signed, and shows nothing.
 */
static void a_message_goes_to_its_holder_only(void **state)
{
    struct str plain = STR("secret detail of the overview");
    struct str sealed = seal(maker_cert, office, plain), out;
    bool good = false;
    (void)state;
    assert_true(str_starts_with(sealed, STR("-----BEGIN PGP MESSAGE-----")));
    assert_true(str_find(sealed, plain, 0) == SIZE_MAX);
    assert_ok(open_with(maker, office_cert, sealed, &out, &good));
    assert_str(out, plain);
    assert_true(good);
    assert_ok(open_with(maker, maker_cert, sealed, &out, &good));
    assert_false(good);
    assert_err(open_with(office, office_cert, sealed, &out, &good), ERR_INVALID);
    assert_false(good);
}

static void an_unsigned_message_opens_without_a_verdict(void **state)
{
    struct str sealed = seal(maker_cert, STR(""), STR("text")), out;
    bool good = true;
    (void)state;
    assert_ok(open_with(maker, office_cert, sealed, &out, &good));
    assert_str(out, STR("text"));
    assert_false(good);
}

static void what_was_changed_does_not_open(void **state)
{
    struct str sealed =
        seal(maker_cert, office, STR("text of some length, so that there is a body"));
    struct str out;
    bool good = false;
    (void)state;
    for (size_t len = 0; len < sealed.len - 40; len += 61)
        assert_err(open_with(maker, office_cert, str_slice(sealed, 0, len), &out, &good),
                   ERR_INVALID);
    struct str nested = seal(maker_cert, office, sealed);
    assert_ok(open_with(maker, office_cert, nested, &out, &good));
    assert_str(out, sealed); /* one layer, never more */
    assert_err(open_with(maker, office_cert, STR("-----BEGIN PGP MESSAGE-----\n\n"), &out, &good),
               ERR_INVALID);
}

/* A letter of a few kilobytes that unpacks to more than anybody wants. */
static void a_bomb_is_stopped_at_the_limit(void **state)
{
    struct str bomb, out;
    bool good = false;
    (void)state;
    assert_ok(disk_write_atomic(dir.fd, "maker.cert", maker_cert, 0600));
    bomb = shell("head -c 200000000 /dev/zero | gpg --batch --trust-model always -z 9 "
                 "--compress-algo bzip2 --armor --recipient-file maker.cert --encrypt");
    assert_true(bomb.len < 16384);
    assert_err(open_with(maker, office_cert, bomb, &out, &good), ERR_LIMIT);
    assert_false(good);
}

static void a_certificate_is_looked_at(void **state)
{
    struct str listing;
    (void)state;
    assert_ok(openpgp_inspect(&backend, maker_cert, &arena, &listing));
    assert_true(str_find(listing, STR("psirt@maker.example"), 0) != SIZE_MAX);
    assert_true(str_find(listing, STR("\nfpr:"), 0) != SIZE_MAX);
    assert_err(openpgp_inspect(&backend, STR("no key at all"), &arena, &listing), ERR_INVALID);
    assert_err(openpgp_inspect(&backend, str_slice(maker_cert, 0, 300), &arena, &listing),
               ERR_INVALID);
}

/* What cannot be used any more is a certificate all the same, and the listing says what ails it. */
static void ended_and_revoked_certificates_are_listed(void **state)
{
    struct str cert, listing;
    (void)state;
    cert = shell("gpg --batch --passphrase '' --faked-system-time 20200101T000000 "
                 "--quick-generate-key ended@maker.example future-default default 2020-02-01 "
                 "&& gpg --armor --export ended@maker.example");
    assert_ok(openpgp_inspect(&backend, cert, &arena, &listing));
    assert_true(str_starts_with(listing, STR("pub:e:")));
    cert = shell("gpg --batch --passphrase '' --quick-generate-key gone@maker.example "
                 "&& sed 's/^:---/---/' $(ls -t \"$GNUPGHOME\"/openpgp-revocs.d/*.rev | head -1) "
                 "| gpg --batch --import && gpg --armor --export gone@maker.example");
    assert_ok(openpgp_inspect(&backend, cert, &arena, &listing));
    assert_true(str_starts_with(listing, STR("pub:r:")));
}

/* gpg makes it, the backend refuses to write to it once it has ended. */
static void an_ended_certificate_is_not_written_to(void **state)
{
    struct str cert, sealed;
    (void)state;
    cert = shell("gpg --batch --passphrase '' --faked-system-time 20200101T000000 "
                 "--quick-generate-key old@maker.example future-default default 2020-02-01 "
                 "&& gpg --armor --export old@maker.example");
    assert_err(encrypt(&backend, cert, office, STR("text"), &sealed), ERR_INVALID);
    assert_true(sealed.len == 0);
}

/* The other program understands what this one wrote, and the other way round. */
static void gpg_and_the_backend_understand_each_other(void **state)
{
    struct str cert, out;
    bool good = false;
    (void)state;
    cert = shell("gpg --batch --passphrase '' --quick-generate-key gnu@maker.example rsa3072 "
                 "default never && gpg --quick-add-key --batch --passphrase '' $(gpg --with-colons "
                 "-k gnu@maker.example | awk -F: '/^fpr/{print $10; exit}') rsa3072 encr never && "
                 "gpg --armor --export gnu@maker.example");
    cert = str_slice(cert, str_find(cert, STR("-----BEGIN"), 0), cert.len);
    assert_ok(disk_write_atomic(dir.fd, "to-gpg", seal(cert, office, STR("to gpg")), 0600));
    assert_ok(disk_write_atomic(dir.fd, "office.cert", office_cert, 0600));
    assert_str(
        shell("gpg --batch --quiet --import office.cert && gpg --batch --quiet --decrypt to-gpg"),
        STR("to gpg"));
    out = shell("echo from gpg | gpg --batch --trust-model always --armor --sign "
                "--local-user gnu@maker.example --recipient-file maker.cert --encrypt");
    assert_ok(open_with(maker, cert, out, &out, &good));
    assert_str(out, STR("from gpg\n"));
    assert_true(good);
    (void)shell("gpgconf --kill all");
}

static void without_a_backend_nothing_is_done(void **state)
{
    const struct openpgp off = {.backend = STR_INIT("off")};
    const struct openpgp gone = {.backend = STR_INIT("no-such-sop")};
    struct str out = {NULL, 0};
    (void)state;
    assert_true(openpgp_is_there(&backend));
    assert_false(openpgp_is_there(&off));
    assert_false(openpgp_is_there(&gone));
    assert_err(encrypt(&off, maker_cert, office, STR("x"), &out), ERR_NOT_FOUND);
    assert_err(encrypt(&gone, maker_cert, office, STR("x"), &out), ERR_NOT_FOUND);
    assert_err(openpgp_inspect(&off, maker_cert, &arena, &out), ERR_NOT_FOUND);
}

static int open_all(void **state)
{
    (void)state;
    tmpdir_open(&dir);
    make("Office <todoke@body.example>", &office, &office_cert);
    make("Maker <psirt@maker.example>", &maker, &maker_cert);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    tmpdir_close(&dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_goes_to_its_holder_only),
        cmocka_unit_test(an_unsigned_message_opens_without_a_verdict),
        cmocka_unit_test(what_was_changed_does_not_open),
        cmocka_unit_test(a_bomb_is_stopped_at_the_limit),
        cmocka_unit_test(a_certificate_is_looked_at),
        cmocka_unit_test(ended_and_revoked_certificates_are_listed),
        cmocka_unit_test(an_ended_certificate_is_not_written_to),
        cmocka_unit_test(gpg_and_the_backend_understand_each_other),
        cmocka_unit_test(without_a_backend_nothing_is_done),
    };
    return cmocka_run_group_tests_name("courier/openpgp", tests, open_all, close_all);
}
