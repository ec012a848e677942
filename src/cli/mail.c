/*
 * cli/mail.c — `todoke mail import`: mail that comes in, laid into the desk's inbox.
 *
 * For a mail server's pipe or a timer over a mailbox. Each message is sealed to the intake key and
 * synced before the next is read, so a desk that does not run loses nothing; it takes in what lies
 * there within a second of running. The name of a message is the hash of its bytes: imported twice
 * it is one. Nothing is read or judged here.
 */
#include "cli/cli_priv.h"

#include "app/app.h"
#include "base/limits.h"
#include "sys/charset.h"
#include "sys/crypto.h"
#include "sys/disk.h"
#include "sys/sealed_file.h"
#include "vault/vault.h"

#include <stdio.h>
#include <string.h>

enum { FOLDER_FILES_MAX = 10000 };

struct importing {
    struct cli *c;
    int inbox_fd;
    uint8_t key[CRYPTO_PUBLIC_BYTES];
    size_t taken, failed;
};

static enum err import_open(struct importing *im)
{
    struct conf conf;
    DISK_FD data_fd = -1;
    enum err e = crypto_init();
    if (e == ERR_OK)
        e = cli_conf(im->c, &conf);
    if (e == ERR_OK)
        e = disk_open_root(im->c->dir, &data_fd);
    if (e == ERR_OK)
        e = vault_intake_public(data_fd, im->key);
    if (e == ERR_OK)
        e = disk_make_dir(data_fd, APP_INBOX, &im->inbox_fd);
    return e;
}

static enum err seal(const struct importing *im, struct str message, struct arena *arena)
{
    struct sealed_writer w;
    uint8_t hash[CRYPTO_HASH_BYTES];
    struct id name;
    crypto_blake2b(message, hash);
    memcpy(name.bytes, hash, ID_BYTES);
    enum err e = sealed_create_letter(&w, im->inbox_fd, name, im->key, arena);
    if (e == ERR_EXISTS)
        return ERR_OK;
    if (e == ERR_OK)
        e = sealed_write(&w, message);
    if (e == ERR_OK)
        return sealed_finish(&w);
    sealed_abandon(&w);
    return e;
}

static bool import_one(struct importing *im, struct str path)
{
    struct arena arena;
    struct str message = {NULL, 0};
    arena_init(&arena, LIMIT_MAIL_BYTES * 2 + (1u << 20));
    enum err e = cli_read_file(path, LIMIT_MAIL_BYTES, &arena, &message);
    if (e == ERR_OK)
        e = seal(im, message, &arena);
    arena_release(&arena);
    if (e != ERR_OK) {
        cli_complain("%.*s: %s", STR_ARG(path), err_text(e));
        im->failed++;
        return false;
    }
    im->taken++;
    return true;
}

/* Every file of one folder; what lies safely in the inbox is removed from it. */
static enum err import_folder(struct importing *im, struct str folder)
{
    DISK_FD fd = -1;
    struct disk_entry *entries = NULL;
    size_t count = 0;
    enum err e = disk_open_root(folder.ptr, &fd);
    if (e == ERR_OK)
        e = disk_list(fd, FOLDER_FILES_MAX, &im->c->arena, &entries, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        if (entries[i].is_dir)
            continue;
        struct str path =
            arena_format(&im->c->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(entries[i].name));
        if (!path.ptr)
            return ERR_MEMORY;
        if (import_one(im, path))
            e = disk_remove(fd, entries[i].name.ptr);
    }
    return e;
}

/* A Maildir keeps its messages in new and cur, any other folder in itself. */
static enum err import_mailbox(struct importing *im, struct str folder)
{
    static const char *const parts[] = {"new", "cur"};
    DISK_FD fd = -1;
    enum err e = disk_open_root(arena_copy(&im->c->arena, folder).ptr, &fd);
    bool maildir = e == ERR_OK && disk_exists(fd, "new") && disk_exists(fd, "cur");
    if (e != ERR_OK || !maildir)
        return e == ERR_OK ? import_folder(im, arena_copy(&im->c->arena, folder)) : e;
    for (size_t i = 0; e == ERR_OK && i < 2; i++)
        e = import_folder(im, arena_format(&im->c->arena, "%.*s/%s", STR_ARG(folder), parts[i]));
    return e;
}

/* The child that converts what a mail says in another character set. */
int cli_role_charset(struct cli *c)
{
    struct str label = arena_copy(&c->arena, cli_word(c, 1));
    return label.ptr ? charset_child_main(label.ptr) : CLI_USAGE;
}

int cli_mail(struct cli *c)
{
    struct importing im = {.c = c, .inbox_fd = -1};
    struct str folder = cli_option(c, "folder");
    if (str_equal(cli_word(c, 1), STR("key")))
        return cli_mail_key(c);
    if (!str_equal(cli_word(c, 1), STR("import"))) {
        cli_complain("usage: todoke mail import [FILE …|-] [--folder DIR] | mail key …");
        return CLI_USAGE;
    }
    enum err e = import_open(&im);
    if (e != ERR_OK)
        return cli_dir_failed(c, e);
    for (size_t i = 2; i < c->word_count; i++)
        (void)import_one(&im, c->words[i]);
    if (c->word_count == 2 && !folder.ptr)
        (void)import_one(&im, STR("-"));
    if (folder.ptr)
        e = import_mailbox(&im, folder);
    disk_close(&im.inbox_fd);
    (void)printf("%zu taken in\n", im.taken);
    if (e != ERR_OK)
        return cli_failed("import", e);
    return im.failed == 0 ? CLI_OK : CLI_FAILED;
}
