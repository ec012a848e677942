/*
 * test/unit/core/test_poc.c — poc.txt as it is written and taken in again, and what it refuses.
 */
#include "tester.h"

#include "core/party/poc.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 4 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* proves REG-05: the form is plain text, written with what is registered and taken in again. */
static void what_is_written_is_read(void **state)
{
    struct product_view product = {.name = {STR("ウィジェット"), STR("Widget")}};
    struct organisation_view v = {
        .party.name.ja = STR("商会"),
        .data = {.manager_name = STR("商会 太郎"),
                 .manager_mail = STR("taro@shop.example"),
                 .point_fax = STR("03-0000-0000"),
                 .address = STR("東京都港区 2-2\n商会 太郎"),
                 .pgp_key = STR("-----BEGIN-----\n\nabc: def\n-----END-----")},
        .products = &product,
        .product_count = 1,
    };
    struct str text;
    struct input in;
    size_t line;

    (void)state;
    assert_int_equal(poc_write(&v, &arena, &text), ERR_OK);
    assert_true(str_find(text, STR("organisation: 商会\n"), 0) != SIZE_MAX);
    assert_true(str_find(text, STR("products:\n  ウィジェット\n"), 0) != SIZE_MAX);
    assert_int_equal(poc_read(text, &arena, &in, &line), ERR_OK);
    assert_true(str_equal(input_get(&in, STR("manager_name")), v.data.manager_name));
    assert_true(str_equal(input_get(&in, STR("manager_mail")), v.data.manager_mail));
    assert_true(str_equal(input_get(&in, STR("point_fax")), v.data.point_fax));
    assert_true(str_equal(input_get(&in, STR("address")), v.data.address));
    assert_true(str_equal(input_get(&in, STR("pgp_key")), v.data.pgp_key));
    assert_true(str_is_empty(input_get(&in, STR("deputy_name"))));
    assert_false(input_has(&in, STR("organisation")));
    assert_false(input_has(&in, STR("products")));
}

static void check_bad(const char *text, size_t expected)
{
    struct input in;
    size_t line;

    assert_int_equal(poc_read(str_from_cstr(text), &arena, &in, &line), ERR_INVALID);
    assert_int_equal(line, expected);
}

static void what_cannot_be_read_is_named(void **state)
{
    struct input in;
    size_t line;

    (void)state;
    check_bad("manager_name: a\nno such key: b\n", 2);
    check_bad("# x\nmanager_name\n", 2);
    check_bad("manager_name: a\nmanager_name: b\n", 2);
    check_bad("address:\n  one\n  two\n\nunknown: x\n", 5);
    check_bad("  manager_name: a\n", 1);
    assert_int_equal(poc_read(STR("\r\nmanager_name: a\r\n"), &arena, &in, &line), ERR_OK);
    assert_true(str_equal(input_get(&in, STR("manager_name")), STR("a")));
    assert_int_equal(poc_read((struct str){0}, &arena, &in, &line), ERR_OK);
    assert_int_equal(in.count, 0);
}

/* A text that is too long is command_read's to refuse; an empty one in its place would be taken for
 * the developer's word. */
static void a_long_text_is_not_left_out(void **state)
{
    enum { LONG = 70000 };
    struct buf text;
    struct str form;
    struct input in;
    size_t line;

    (void)state;
    buf_init(&text, &arena, LONG + 100);
    buf_add_cstr(&text, "pgp_key:\n  ");
    for (size_t i = 0; i < LONG; i++)
        buf_add_char(&text, 'k');
    buf_add_cstr(&text, "\nmanager_name: a\n");
    assert_int_equal(buf_finish(&text, &form), ERR_OK);
    assert_int_equal(poc_read(form, &arena, &in, &line), ERR_OK);
    assert_int_equal(input_get(&in, STR("pgp_key")).len, LONG);
    assert_true(str_equal(input_get(&in, STR("manager_name")), STR("a")));
}

static void a_long_list_of_products_is_written(void **state)
{
    enum { PRODUCTS = 3000 };
    struct product_view *products = ARENA_ARRAY(&arena, struct product_view, PRODUCTS);
    struct organisation_view v = {.products = products, .product_count = PRODUCTS};
    struct str text;

    (void)state;
    assert_non_null(products);
    for (size_t i = 0; i < PRODUCTS; i++)
        products[i].name.ja = STR("ウィジェット・プロフェッショナル");
    assert_int_equal(poc_write(&v, &arena, &text), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_named, begin, end),
        cmocka_unit_test_setup_teardown(a_long_text_is_not_left_out, begin, end),
        cmocka_unit_test_setup_teardown(a_long_list_of_products_is_written, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
