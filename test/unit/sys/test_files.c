/*
 * sys/test_files.c — files: atomic replacement, exclusive creation, listing, removal, and sealed
 * files that prove they are whole. Only for tests.
 */
#include "tester_sys.h"

#include "base/limits.h"
#include "sys/random.h"
#include "sys/sealed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

TESTER_DIR(8u << 20);

static void names_outside_the_directory_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", ".", "..", "a/b", "/etc/passwd", "../x"};
    struct str out;
    int fd = -1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_err(disk_write_atomic(dir.fd, bad[i], STR("x"), 0600), ERR_INVALID);
        assert_err(disk_create_excl(dir.fd, bad[i], STR("x"), 0600), ERR_INVALID);
        assert_err(disk_read_all(dir.fd, bad[i], 10, &arena, &out), ERR_INVALID);
        assert_err(disk_remove(dir.fd, bad[i]), ERR_INVALID);
        assert_err(disk_make_dir(dir.fd, bad[i], &fd), ERR_INVALID);
    }
    char longer[300];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_err(disk_create_excl(dir.fd, longer, STR("x"), 0600), ERR_INVALID);
}

static void replacing_is_whole_and_private(void **state)
{
    (void)state;
    struct str out;
    assert_ok(disk_write_atomic(dir.fd, "page", STR("one"), 0600));
    assert_ok(disk_write_atomic(dir.fd, "page", STR("two!"), 0600));
    assert_ok(disk_read_all(dir.fd, "page", 10, &arena, &out));
    assert_str(out, STR("two!"));
    assert_err(disk_read_all(dir.fd, "page", 3, &arena, &out), ERR_LIMIT);
    struct stat st;
    assert_int_equal(fstatat(dir.fd, "page", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_err(disk_create_excl(dir.fd, "page", STR("three"), 0600), ERR_EXISTS);
    assert_err(disk_read_all(dir.fd, "none", 3, &arena, &out), ERR_NOT_FOUND);
    struct disk_entry *list;
    size_t count;
    assert_ok(disk_list(dir.fd, 10, &arena, &list, &count));
    assert_int_equal(count, 1); /* nothing temporary is left */
    assert_ok(disk_remove(dir.fd, "page"));
    assert_err(disk_remove(dir.fd, "page"), ERR_NOT_FOUND);
}

static void links_and_pipes_are_not_files(void **state)
{
    (void)state;
    struct str out;
    assert_int_equal(symlinkat("/etc/passwd", dir.fd, "link"), 0);
    assert_int_equal(mkfifoat(dir.fd, "pipe", 0600), 0);
    assert_err(disk_read_all(dir.fd, "link", 1u << 20, &arena, &out), ERR_NOT_FOUND);
    assert_err(disk_read_all(dir.fd, "pipe", 10, &arena, &out), ERR_NOT_FOUND);
    struct disk_entry *list;
    size_t count;
    assert_ok(disk_list(dir.fd, 10, &arena, &list, &count));
    assert_int_equal(count, 0);
    assert_ok(disk_remove(dir.fd, "link"));
    assert_ok(disk_remove(dir.fd, "pipe"));
}

static void full_disk_is_told_apart(void **state)
{
    (void)state;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_err(disk_write(fd, STR("x")), ERR_FULL);
    (void)close(fd);
}

static void trees_are_listed_renamed_and_removed(void **state)
{
    (void)state;
    DISK_FD staging = -1;
    DISK_FD inner = -1;
    DISK_FD public_fd = -1;
    assert_ok(disk_make_dir(dir.fd, "staging", &staging));
    assert_ok(disk_make_dir(staging, "b", &inner));
    assert_ok(disk_create_excl(staging, "c", STR("12345"), 0600));
    assert_ok(disk_create_excl(inner, "deep", STR("1"), 0600));
    assert_ok(disk_create_excl(staging, "a", STR(""), 0600));
    assert_ok(disk_create_excl(staging, ".hidden", STR(""), 0600));
    struct disk_entry *list;
    size_t count;
    assert_ok(disk_list(staging, 3, &arena, &list, &count));
    assert_int_equal(count, 3);
    assert_str(list[0].name, STR("a"));
    assert_true(list[1].is_dir);
    assert_int_equal(list[2].size, 5);
    assert_err(disk_list(staging, 2, &arena, &list, &count), ERR_LIMIT);
    assert_ok(disk_make_dir(dir.fd, "public", &public_fd));
    assert_ok(disk_rename(dir.fd, "staging", public_fd, "advisory", false));
    assert_true(disk_exists(public_fd, "advisory"));
    assert_false(disk_exists(dir.fd, "staging"));
    DISK_FD again = -1;
    assert_ok(disk_make_dir(dir.fd, "staging", &again));
    assert_ok(disk_create_excl(again, "new", STR("1"), 0600));
    assert_err(disk_rename(dir.fd, "staging", public_fd, "advisory", false), ERR_EXISTS);
    assert_ok(disk_rename(dir.fd, "staging", public_fd, "advisory", true));
    DISK_FD now = -1;
    assert_ok(disk_open_dir(public_fd, "advisory", &now));
    assert_true(disk_exists(now, "new"));
    assert_ok(disk_remove_tree(dir.fd, "staging")); /* the old tree, exchanged */
    assert_ok(disk_remove_tree(dir.fd, "public"));
    assert_err(disk_remove_tree(dir.fd, "public"), ERR_NOT_FOUND);
}

static void a_tree_that_is_too_deep_is_left(void **state)
{
    (void)state;
    int fds[LIMIT_DISK_DEPTH + 1];
    int at = dir.fd;
    for (int i = 0; i < LIMIT_DISK_DEPTH + 1; i++) {
        assert_ok(disk_make_dir(at, "d", &fds[i]));
        at = fds[i];
    }
    assert_err(disk_remove_tree(dir.fd, "d"), ERR_LIMIT);
    assert_ok(disk_remove_tree(fds[0], "d"));
    assert_ok(disk_remove_tree(dir.fd, "d"));
    for (int i = 0; i < LIMIT_DISK_DEPTH + 1; i++)
        disk_close(&fds[i]);
}

static void what_a_dead_writer_left_is_swept(void **state)
{
    (void)state;
    assert_int_equal(close(openat(dir.fd, ".tmp-1-1", O_CREAT | O_WRONLY, 0600)), 0);
    assert_ok(disk_create_excl(dir.fd, "kept", STR("1"), 0600));
    assert_ok(disk_sweep_temporary(dir.fd));
    assert_false(disk_exists(dir.fd, ".tmp-1-1"));
    assert_ok(disk_remove(dir.fd, "kept"));
}

static void a_lock_is_held_once(void **state)
{
    (void)state;
    DISK_FD one = -1;
    DISK_FD two = -1;
    assert_ok(disk_lock(dir.fd, "lock", &one));
    assert_err(disk_lock(dir.fd, "lock", &two), ERR_BUSY);
    disk_close(&one);
    assert_ok(disk_lock(dir.fd, "lock", &two));
    assert_ok(disk_remove(dir.fd, "lock"));
}

static const size_t lengths[] = {0,
                                 1,
                                 SEALED_CHUNK_BYTES - 1,
                                 SEALED_CHUNK_BYTES,
                                 SEALED_CHUNK_BYTES + 1,
                                 3 * SEALED_CHUNK_BYTES};

static char content[3 * SEALED_CHUNK_BYTES];

static void letters_come_back_whole(void **state)
{
    (void)state;
    uint8_t seed[32] = {3}, public_key[32], secret_key[32], block[SEALED_KEY_BLOCK_BYTES];
    crypto_box_keypair_from(seed, public_key, secret_key);
    random_bytes(content, sizeof content);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct sealed_writer w;
        struct sealed_reader r;
        struct id name = random_id();
        assert_ok(sealed_create_letter(&w, dir.fd, name, public_key, &arena));
        struct str all = {content, lengths[i]};
        assert_ok(sealed_write(&w, str_slice(all, 0, 7)));
        assert_ok(sealed_write(&w, str_slice(all, 7, all.len)));
        assert_ok(sealed_finish(&w));
        sealed_abandon(&w);
        assert_ok(sealed_open_letter(&r, dir.fd, name, &arena, block));
        struct str key, back;
        const struct str sealed_key = {(char *)block, sizeof block};
        assert_ok(crypto_box_open_with(public_key, secret_key, sealed_key, &arena, &key));
        assert_ok(sealed_start(&r, (const uint8_t *)key.ptr));
        assert_ok(sealed_read_all(&r, sizeof content, &arena, &back));
        assert_true(str_equal(back, all));
        sealed_close(&r);
        arena_clear(&arena);
    }
}

static const uint8_t blob_key[CRYPTO_KEY_BYTES] = {42};

static enum err read_blob(struct id name, const uint8_t *key, size_t limit)
{
    struct sealed_reader r;
    struct str back;
    enum err e = sealed_open_blob(&r, dir.fd, name, key, &arena);
    if (e == ERR_OK)
        e = sealed_read_all(&r, limit, &arena, &back);
    sealed_close(&r);
    arena_clear(&arena);
    return e;
}

static struct str make_blob(struct id name, size_t len)
{
    struct sealed_writer w;
    assert_ok(sealed_create_blob(&w, dir.fd, name, blob_key, &arena));
    assert_ok(sealed_write(&w, (struct str){content, len}));
    assert_ok(sealed_finish(&w));
    char text[ID_TEXT_LEN + 1];
    id_write(name, text);
    static struct arena kept = {.limit = 1u << 20};
    struct str bytes;
    assert_ok(disk_read_all(dir.fd, text, 1u << 20, &kept, &bytes));
    return bytes;
}

static void put_file(struct id name, struct str bytes)
{
    char text[ID_TEXT_LEN + 1];
    id_write(name, text);
    assert_ok(disk_write_atomic(dir.fd, text, bytes, 0600));
}

static void damaged_sealed_files_are_refused(void **state)
{
    (void)state;
    struct id name = random_id();
    const size_t len = SEALED_CHUNK_BYTES + 100;
    struct str good = make_blob(name, len);
    assert_ok(read_blob(name, blob_key, len));
    assert_err(read_blob(name, blob_key, len - 1), ERR_LIMIT);
    uint8_t other[CRYPTO_KEY_BYTES] = {43};
    assert_true(read_blob(name, other, len) != ERR_OK);
    /* every way to cut it, one chunk boundary included */
    size_t boundary = good.len - 100 - CRYPTO_STREAM_OVERHEAD;
    const size_t cuts[] = {0, 7, 8, 20, 32, 33, boundary - 1, boundary, boundary + 1, good.len - 1};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        put_file(name, str_slice(good, 0, cuts[i]));
        assert_true(read_blob(name, blob_key, len) != ERR_OK);
    }
    for (size_t i = 0; i < 200; i++) {
        char *bytes = arena_alloc(&arena, good.len + 1);
        assert_non_null(bytes);
        memcpy(bytes, good.ptr, good.len);
        if (i == 0) { /* one byte behind the end */
            put_file(name, (struct str){bytes, good.len + 1});
        } else {
            size_t at = i < 100 ? i - 1 : random_below((uint32_t)good.len);
            bytes[at] = (char)(bytes[at] ^ 1 << i % 8);
            put_file(name, (struct str){bytes, good.len});
        }
        assert_true(read_blob(name, blob_key, len) != ERR_OK);
        arena_clear(&arena);
    }
    put_file(name, good);
    assert_ok(read_blob(name, blob_key, len));
    struct id renamed = random_id();
    put_file(renamed, good);
    assert_err(read_blob(renamed, blob_key, len), ERR_CRYPTO);
}

static void an_abandoned_file_is_not_a_letter(void **state)
{
    (void)state;
    struct id name = random_id();
    struct sealed_writer w;
    assert_ok(sealed_create_blob(&w, dir.fd, name, blob_key, &arena));
    assert_ok(sealed_write(&w, (struct str){content, 2 * SEALED_CHUNK_BYTES}));
    sealed_abandon(&w);
    assert_err(read_blob(name, blob_key, sizeof content), ERR_CORRUPT);
    assert_err(sealed_create_blob(&w, dir.fd, name, blob_key, &arena), ERR_EXISTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_outside_the_directory_are_refused),
        cmocka_unit_test(replacing_is_whole_and_private),
        cmocka_unit_test(links_and_pipes_are_not_files),
        cmocka_unit_test(full_disk_is_told_apart),
        cmocka_unit_test(trees_are_listed_renamed_and_removed),
        cmocka_unit_test(a_tree_that_is_too_deep_is_left),
        cmocka_unit_test(what_a_dead_writer_left_is_swept),
        cmocka_unit_test(a_lock_is_held_once),
        cmocka_unit_test(letters_come_back_whole),
        cmocka_unit_test(damaged_sealed_files_are_refused),
        cmocka_unit_test(an_abandoned_file_is_not_a_letter),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
