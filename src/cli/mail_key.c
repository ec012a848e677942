/*
 * cli/mail_key.c — `todoke mail key`: the office's OpenPGP key (SEC-05). The secret half is sealed
 * to the intake key before it touches the disk, so only an unlocked desk can use it; this program
 * cannot read it back. The file that names the key in use is written last: what a crash interrupts
 * leaves the key before in use.
 */
#include "app/app.h"
#include "base/limits.h"
#include "cli/cli_priv.h"
#include "courier/openpgp.h"
#include "sys/crypto.h"
#include "sys/disk.h"
#include "sys/sealed_file.h"
#include "vault/vault.h"

#include <string.h>

enum { SECRET_BYTES_MAX = 64 << 10, CERTIFICATE_BYTES_MAX = 256 << 10 };

struct office {
    struct cli *c;
    struct conf conf;
    struct openpgp openpgp;
    int openpgp_fd;
    uint8_t intake[CRYPTO_PUBLIC_BYTES];
};

static enum err office_open(struct office *o)
{
    DISK_FD data_fd = -1;
    enum err e = crypto_init();
    if (e == ERR_OK)
        e = cli_conf(o->c, &o->conf);
    if (e == ERR_OK)
        e = disk_open_root(o->c->dir, &data_fd);
    if (e == ERR_OK)
        e = vault_intake_public(data_fd, o->intake);
    if (e == ERR_OK)
        e = disk_make_dir(data_fd, APP_OPENPGP, &o->openpgp_fd);
    o->openpgp = (struct openpgp){.backend = o->conf.openpgp_backend,
                                  .allow_degraded = str_equal(o->conf.sandbox, STR("degraded"))};
    return e;
}

static const char *certificate_name(struct cli *c, const char *id)
{
    return arena_format(&c->arena, "%s.asc", id).ptr;
}

static enum err seal_secret(const struct office *o, struct id name, struct str secret)
{
    struct sealed_writer w;
    enum err e = sealed_create_letter(&w, o->openpgp_fd, name, o->intake, &o->c->arena);
    if (e != ERR_OK)
        return e;
    e = sealed_write(&w, secret);
    if (e == ERR_OK)
        return sealed_finish(&w);
    sealed_abandon(&w);
    return e;
}

/* Named by its certificate: the same key taken in again is the same file. */
static enum err keep(const struct office *o, struct str secret, struct str certificate)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    char id[ID_TEXT_LEN + 1];
    struct id name;
    crypto_blake2b(certificate, hash);
    memcpy(name.bytes, hash, ID_BYTES);
    id_write(name, id);
    const char *public = certificate_name(o->c, id);
    if (!public)
        return ERR_MEMORY;
    enum err e = seal_secret(o, name, secret);
    if (e == ERR_OK || e == ERR_EXISTS)
        e = disk_write_atomic(o->openpgp_fd, public, certificate, 0600);
    return e == ERR_OK ? disk_write_atomic(o->openpgp_fd, APP_OPENPGP_CURRENT,
                                           (struct str){id, ID_TEXT_LEN}, 0600)
                       : e;
}

static int take_in(const struct office *o, struct str secret)
{
    struct str certificate = {NULL, 0};
    bool is_secret = str_find(secret, STR("-----BEGIN PGP PRIVATE KEY BLOCK-----"), 0) != SIZE_MAX;
    enum err e = is_secret ? openpgp_certificate(&o->openpgp, secret, &o->c->arena, &certificate)
                           : ERR_INVALID;
    if (e == ERR_INVALID) {
        cli_complain("this is no armored OpenPGP secret key");
        return CLI_FAILED;
    }
    if (e == ERR_OK)
        e = keep(o, secret, certificate);
    if (e != ERR_OK)
        return cli_failed("mail key", e);
    cli_print(certificate);
    return CLI_OK;
}

static int make(const struct office *o)
{
    struct str name = o->conf.publisher_name_en;
    struct str user =
        arena_format(&o->c->arena, "%.*s <%.*s>", STR_ARG(name), STR_ARG(o->conf.mail_from));
    struct str secret = {NULL, 0};
    enum err e = openpgp_generate(&o->openpgp, user, &o->c->arena, &secret);
    return e == ERR_OK ? take_in(o, secret) : cli_failed("mail key make", e);
}

static int import(const struct office *o, struct str path)
{
    struct str secret = {NULL, 0};
    enum err e = cli_read_file(path, SECRET_BYTES_MAX, &o->c->arena, &secret);
    return e == ERR_OK ? take_in(o, secret) : cli_failed("mail key import", e);
}

static int show(const struct office *o)
{
    struct str id = {NULL, 0}, certificate = {NULL, 0};
    struct arena *a = &o->c->arena;
    enum err e = disk_read_all(o->openpgp_fd, APP_OPENPGP_CURRENT, ID_TEXT_LEN, a, &id);
    if (e == ERR_NOT_FOUND) {
        cli_complain("there is no key yet; `todoke mail key make` makes one");
        return CLI_FAILED;
    }
    const char *name = e == ERR_OK ? certificate_name(o->c, arena_copy(a, id).ptr) : NULL;
    if (e == ERR_OK)
        e = name ? disk_read_all(o->openpgp_fd, name, CERTIFICATE_BYTES_MAX, a, &certificate)
                 : ERR_MEMORY;
    if (e != ERR_OK)
        return cli_failed("mail key show", e);
    cli_print(certificate);
    return CLI_OK;
}

int cli_mail_key(struct cli *c)
{
    struct office o = {.c = c, .openpgp_fd = -1};
    struct str verb = cli_word(c, 2), path = cli_word(c, 3);
    bool shows = str_equal(verb, STR("show")), makes = str_equal(verb, STR("make"));
    bool imports = str_equal(verb, STR("import")) && path.ptr;
    if (!shows && !makes && !imports) {
        cli_complain("usage: todoke mail key make | import FILE|- | show");
        return CLI_USAGE;
    }
    enum err e = office_open(&o);
    int code = CLI_FAILED;
    if (e != ERR_OK)
        return cli_dir_failed(c, e);
    if (shows)
        code = show(&o);
    else if (!openpgp_is_there(&o.openpgp))
        cli_complain("set openpgp_backend in %s/todoke.conf to a program that is installed",
                     c->dir);
    else
        code = makes ? make(&o) : import(&o, path);
    disk_close(&o.openpgp_fd);
    return code;
}
