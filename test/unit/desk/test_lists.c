/*
 * test/unit/desk/test_lists.c — the lists of the desk: what is typed into a filter never stands in
 * an address and is good in its own session only; a long list comes in pages that together hold
 * every row once; an empty one says why.
 */
#include "office.h"

enum { MORE = 60 }; /* organisations beside those of the exercise: more than a page holds */

static struct visitor coordinator, other, admin;

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    coordinator = office_visitor(&office, "coordinator1");
    other = office_visitor(&office, "coordinator2");
    admin = office_visitor(&office, "admin");
    for (size_t i = 0; i < MORE; i++)
        (void)office_do(&office, &admin, "register_party", (struct id){{0}},
                        arena_format(&office.arena,
                                     "kind=developer|name.ja=見本%03zu工房|registration=general", i)
                            .ptr);
    return 0;
}

static struct told get(const struct visitor *who, struct str target)
{
    return office_ask(&office, &(struct ask){.method = HTTP_GET, .target = target.ptr, .who = who});
}

static struct told filter(const struct visitor *who, const char *list, const char *form)
{
    return office_ask(&office,
                      &(struct ask){.method = HTTP_POST, .target = list, .who = who, .form = form});
}

static size_t count_of(struct str body, const char *text)
{
    size_t count = 0;

    for (size_t at = 0; (at = str_find(body, str_from_cstr(text), at)) != SIZE_MAX; at++)
        count++;
    return count;
}

static void words_are_sealed(void **state)
{
    static const char *const lists[] = {"/", "/search", "/organisations", "/unanswered", "/mail"};

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct told told = filter(&coordinator, lists[i], "text=CANARY&due=week");
        assert_int_equal(told.status, 303);
        assert_true(str_starts_with(told.location, str_from_cstr(lists[i])));
        assert_true(holds(told.location, "due=week"));
        assert_false(holds(told.location, "CANARY"));
        assert_true(holds(get(&coordinator, told.location).body, "value=\"CANARY\""));
        struct str foreign = get(&other, told.location).body;
        assert_false(holds(foreign, "CANARY"));
        assert_true(holds(foreign, "この一覧は絞り込まれていません"));
    }
    assert_int_equal(filter(&coordinator, "/accounts", "text=a").status, 403);
}

static void a_filter_finds(void **state)
{
    struct str found;

    (void)state;
    found = get(&coordinator,
                filter(&coordinator, "/organisations", "text=%E8%A6%8B%E6%9C%AC007").location)
                .body;
    assert_int_equal(count_of(found, "class=\"row-link\""), 1);
    assert_true(holds(found, "見本007工房"));
    found = get(&coordinator, filter(&coordinator, "/organisations",
                                     "text=%E8%A6%8B%E6%9C%AC&kind=reception_body")
                                  .location)
                .body;
    assert_int_equal(count_of(found, "class=\"row-link\""), 0);
    assert_true(holds(found, "条件に合うものはありません"));
    found = get(&admin, filter(&admin, "/accounts", "text=CoordinatoR1").location).body;
    assert_true(holds(found, ">coordinator1<"));
    assert_false(holds(found, ">coordinator2<"));
}

/* %E8%A6%8B%E6%9C%AC is 見本. Every organisation stands on exactly one page, and the filter goes
 * along. */
static void pages_hold_each_row_once(void **state)
{
    struct str location =
        filter(&coordinator, "/organisations", "text=%E8%A6%8B%E6%9C%AC").location;
    struct str first = get(&coordinator, location).body;
    struct str second;

    (void)state;
    location = arena_format(&office.arena, "%.*s&from=50", STR_ARG(location));
    second = get(&coordinator, location).body;
    assert_int_equal(count_of(first, "class=\"row-link\""), 50);
    assert_int_equal(count_of(second, "class=\"row-link\""), MORE - 50);
    for (size_t i = 0; i < MORE; i++) {
        const char *name = arena_format(&office.arena, "見本%03zu工房", i).ptr;
        assert_int_equal(count_of(first, name) + count_of(second, name), 1);
    }
    assert_true(holds(first, "rel=\"next\""));
    assert_true(holds(second, "rel=\"prev\""));
    /* A place behind the end is the beginning. */
    location = arena_format(&office.arena, "/organisations?from=%d", 100000);
    assert_true(holds(get(&coordinator, location).body, "rel=\"next\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_sealed),
        cmocka_unit_test(a_filter_finds),
        cmocka_unit_test(pages_hold_each_row_once),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
