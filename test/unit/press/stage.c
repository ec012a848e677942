/*
 * test/unit/press/stage.c — the press of stage.h.
 */
#include "stage.h"

#include "sys/disk.h"

#include <stdlib.h>
#include <unistd.h>

enum { ARENA_BYTES = 256 << 20 };

struct arena arena;
char root[64];
int root_fd = -1;
struct press *press;

int set_up(void **state)
{
    struct press_config config = {
        .public_dir = root,
        .scheme = {.site_name = {STR("みほん脆弱性情報"), STR("Example Vulnerability Notes")},
                   .publisher_name = {STR("見本調整センター"), STR("Example Coordination Center")},
                   .base_url = STR("https://notes.example.jp"),
                   .namespace_url = STR("https://notes.example.jp"),
                   .contact = STR("contact@notes.example.jp")},
    };

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    (void)snprintf(root, sizeof(root), "/tmp/todoke-press-XXXXXX");
    assert_non_null(mkdtemp(root));
    assert_int_equal(disk_open_root(root, &root_fd), ERR_OK);
    assert_int_equal(press_open(&config, &arena, &press), ERR_OK);
    return 0;
}

int tear_down(void **state)
{
    (void)state;
    press_close(press);
    assert_int_equal(disk_remove_tree(root_fd, "advisory"), ERR_OK);
    assert_int_equal(disk_remove_tree(root_fd, "site"), ERR_OK);
    assert_int_equal(disk_remove_tree(root_fd, "staging"), ERR_OK);
    disk_close(&root_fd);
    (void)rmdir(root);
    arena_release(&arena);
    return 0;
}
