/*
 * store/test_blob.c — attached files: they come back, their size on disk tells little, and what is
 * unfinished or unknown goes away. Only for tests.
 */
#include "tester_sys.h"

#include "base/limits.h"
#include "store/blob.h"
#include "sys/random.h"

TESTER_DIR(8u << 20);
static char content[300000];

static struct blob_place place_of(uint8_t key)
{
    return (struct blob_place){.dirfd = dir.fd, .id = random_id(), .key = {key}};
}

static void put(const struct blob_place *p, size_t len)
{
    struct blob_writer w;
    assert_ok(blob_create(&w, p, len, &arena));
    assert_ok(blob_write(&w, (struct str){content, len / 2}));
    assert_ok(blob_write(&w, (struct str){content + len / 2, len - len / 2}));
    assert_ok(blob_finish(&w));
    blob_abandon(&w); /* harmless */
    arena_clear(&arena);
}

static uint64_t size_of(const struct blob_place *p)
{
    char name[ID_TEXT_LEN + 1];
    id_write(p->id, name);
    int fd = -1;
    uint64_t size = 0;
    assert_ok(disk_open_read(dir.fd, name, &fd, &size));
    disk_close(&fd);
    return size;
}

static void files_come_back(void **state)
{
    (void)state;
    random_bytes(content, sizeof content);
    static const size_t lengths[] = {0, 1, 4088, 4089, 65536, 131072, 299999};
    static char back[sizeof content];
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct blob_place p = place_of(1);
        put(&p, lengths[i]);
        struct blob_reader r;
        assert_ok(blob_open(&r, &p, &arena));
        assert_int_equal(r.length, lengths[i]);
        size_t at = 0, got = 0;
        do {
            assert_ok(blob_read(&r, (uint8_t *)back + at, 10007, &got));
            at += got;
        } while (got > 0);
        assert_int_equal(at, lengths[i]);
        assert_memory_equal(back, content, at);
        blob_close(&r);
        p.key[5] ^= 1;
        assert_err(blob_open(&r, &p, &arena), ERR_CRYPTO);
        p.id = random_id();
        assert_err(blob_open(&r, &p, &arena), ERR_NOT_FOUND);
        arena_clear(&arena);
    }
}

static void sizes_fall_into_few_buckets(void **state)
{
    (void)state;
    struct blob_place small = place_of(1), larger = place_of(1);
    put(&small, 1);
    put(&larger, 4000);
    assert_int_equal(size_of(&small), size_of(&larger));
    size_t kinds = 0;
    uint64_t before = 0;
    for (size_t len = 200000; len < 210000; len += 500) {
        struct blob_place p = place_of(1);
        put(&p, len);
        uint64_t size = size_of(&p);
        assert_true(size >= len && size < len + len / 8);
        kinds += size != before;
        before = size;
    }
    assert_in_range(kinds, 1, 4);
}

static void announced_and_written_must_agree(void **state)
{
    (void)state;
    struct blob_place p = place_of(1);
    struct blob_writer w;
    struct disk_entry *list;
    size_t before, after;
    assert_ok(disk_list(dir.fd, 1000, &arena, &list, &before));
    assert_err(blob_create(&w, &p, (uint64_t)LIMIT_BLOB_BYTES + 1, &arena), ERR_LIMIT);
    blob_abandon(&w);
    assert_ok(blob_create(&w, &p, 10, &arena));
    assert_err(blob_write(&w, STR("eleven byte")), ERR_INVALID);
    assert_ok(blob_write(&w, STR("nine byte")));
    assert_err(blob_finish(&w), ERR_INVALID);
    blob_abandon(&w);
    assert_ok(disk_list(dir.fd, 1000, &arena, &list, &after));
    assert_int_equal(before, after);
    put(&p, 10);
    assert_err(blob_create(&w, &p, 10, &arena), ERR_EXISTS);
    blob_abandon(&w); /* must not remove what was there before */
    struct blob_reader r;
    assert_ok(blob_open(&r, &p, &arena));
    blob_close(&r);
}

static struct id kept;

static bool is_kept(void *ctx, struct id id)
{
    (void)ctx;
    return id_equal(id, kept);
}

static void orphans_are_swept_when_old(void **state)
{
    (void)state;
    struct blob_place live = place_of(1), orphan = place_of(1);
    put(&live, 10);
    put(&orphan, 10);
    kept = live.id;
    assert_ok(disk_create_excl(dir.fd, "README", STR("x"), 0600));
    size_t removed = 9;
    assert_ok(blob_sweep(dir.fd, 1, is_kept, NULL, &removed)); /* nothing is that old */
    assert_int_equal(removed, 0);
    assert_ok(blob_sweep(dir.fd, INT64_MAX, is_kept, NULL, &removed));
    assert_true(removed > 0);
    struct blob_reader r;
    assert_ok(blob_open(&r, &live, &arena));
    blob_close(&r);
    assert_err(blob_open(&r, &orphan, &arena), ERR_NOT_FOUND);
    assert_true(disk_exists(dir.fd, "README"));
    assert_ok(blob_remove(dir.fd, live.id));
    assert_err(blob_remove(dir.fd, live.id), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_back),
        cmocka_unit_test(sizes_fall_into_few_buckets),
        cmocka_unit_test(announced_and_written_must_agree),
        cmocka_unit_test(orphans_are_swept_when_old),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
