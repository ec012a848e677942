/*
 * test/unit/desk/test_routes.c — every row of routes.def as everybody: nobody, each role, a
 * program.
 *
 * What a row must answer follows from its permission alone, so that a row added without one, or
 * with a wrong one, is seen here. What a role may do inside a page is judged by the scenarios.
 */
#include "office.h"

static struct office office;
static struct visitor reception;
static struct visitor coordinator;
static struct visitor developer;
static struct visitor admin;

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    developer = office_visitor(&office, "hanako");
    admin = office_visitor(&office, "admin");
    return 0;
}

static int close_office(void **state)
{
    (void)state;
    office_close(&office);
    return 0;
}

/* The row's path with an id that nothing has, and words that mean nothing. */
static const char *path_of(const struct http_route *route)
{
    struct buf out;
    struct str text;
    struct str rest = route->path;

    buf_init(&out, &office.arena, LIMIT_URL_BYTES);
    while (rest.len > 0) {
        size_t open = str_find(rest, STR("{"), 0);
        size_t close = str_find(rest, STR("}"), 0);
        buf_add(&out, str_slice(rest, 0, open));
        if (open == SIZE_MAX)
            break;
        if (str_equal(str_slice(rest, open, close), STR("{id")) ||
            str_equal(str_slice(rest, open, close), STR("{file")))
            buf_add_cstr(&out, "aaaaaaaaaaaaaaaaaaaaaaaaqa");
        else
            buf_add_cstr(&out, "nothing");
        rest = str_slice(rest, close + 1, rest.len);
    }
    assert_ok(buf_finish(&out, &text));
    return text.ptr;
}

static struct told ask_row(const struct http_route *route, const struct visitor *who, bool token)
{
    struct ask ask = {.method = route->method, .target = path_of(route), .who = who};
    bool json = (route->form.kinds & HTTP_BODY_JSON) != 0;

    ask.with_token = token;
    if (route->method == HTTP_POST) {
        ask.form = json ? NULL : "nothing=1";
        ask.json = json ? "{}" : NULL;
    }
    return office_ask(&office, &ask);
}

static void check(const struct http_route *route, const char *who, int status, int expected)
{
    if (status != expected) {
        print_error("%.*s as %s: %d, expected %d\n", STR_ARG(route->path), who, status, expected);
        fail();
    }
}

static void test_nobody(void **state)
{
    size_t count;
    const struct http_route *routes = desk_routes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        int status = ask_row(&routes[i], NULL, false).status;
        switch ((enum desk_permission)routes[i].permission) {
        case PERM_SESSION:
        case PERM_ADMIN:
        case PERM_TOKEN:
            check(&routes[i], "nobody", status, 401);
            break;
        case PERM_SOCKET:
            check(&routes[i], "nobody", status, 404);
            break;
        case PERM_ANYONE:
            assert_int_not_equal(status, 401);
            assert_int_not_equal(status, 500);
            break;
        }
    }
}

/* A cookie is no token and a token is no cookie. */
static void test_kinds_do_not_mix(void **state)
{
    size_t count;
    const struct http_route *routes = desk_routes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (routes[i].permission == PERM_TOKEN)
            check(&routes[i], "cookie", ask_row(&routes[i], &coordinator, false).status, 401);
        if (routes[i].permission == PERM_SESSION || routes[i].permission == PERM_ADMIN)
            check(&routes[i], "token", ask_row(&routes[i], &coordinator, true).status, 400);
        if (routes[i].permission == PERM_SOCKET)
            check(&routes[i], "cookie", ask_row(&routes[i], &admin, false).status, 404);
    }
}

/* Rows about a subject answer 404 for one that does not exist, whoever asks; the administrator's
 * rows are closed to everybody else. */
static void test_roles(void **state)
{
    const struct visitor *people[] = {&reception, &coordinator, &developer, &admin};
    const char *names[] = {"reception", "coordinator", "developer", "admin"};
    size_t count;
    const struct http_route *routes = desk_routes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool session = routes[i].permission == PERM_SESSION || routes[i].permission == PERM_ADMIN;
        bool subject = str_find(routes[i].path, STR("{id}"), 0) != SIZE_MAX;
        for (size_t who = 0; session && who < 4; who++) {
            int status;
            if (str_starts_with(routes[i].path, STR("/sign-out")) ||
                str_starts_with(routes[i].path, STR("/me/")))
                continue;
            status = ask_row(&routes[i], people[who], false).status;
            if (routes[i].permission == PERM_ADMIN && who != 3)
                check(&routes[i], names[who], status, 403);
            else if (subject)
                check(&routes[i], names[who], status, 404);
            else
                assert_true(status == 200 || status == 303 || status == 404);
        }
    }
}

/* CON-08: a foreign subject and an unknown one give the same answer, to the byte of its length. */
static void test_foreign_is_unknown(void **state)
{
    struct id report = office_report(&office);
    char id[ID_TEXT_LEN + 1];
    const char *const paths[] = {"/report/%s", "/report/%s/do/accept_report", "/case/%s",
                                 "/case/%s/advisory", "/case/%s/preview"};

    (void)state;
    id_write(report, id);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char foreign[100];
        char unknown[100];
        struct told a;
        struct told b;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        (void)snprintf(foreign, sizeof foreign, paths[i], id);
        (void)snprintf(unknown, sizeof unknown, paths[i], "aaaaaaaaaaaaaaaaaaaaaaaaqa");
#pragma GCC diagnostic pop
        a = office_ask(&office, &(struct ask){HTTP_GET, foreign, &developer, .lang = "ja"});
        b = office_ask(&office, &(struct ask){HTTP_GET, unknown, &developer, .lang = "ja"});
        assert_int_equal(a.status, 404);
        assert_int_equal(b.status, 404);
        assert_int_equal(a.body.len, b.body.len);
    }
    struct ask own = {.method = HTTP_GET, .who = &reception};
    own.target = arena_format(&office.arena, "/report/%s", id).ptr;
    assert_int_equal(office_ask(&office, &own).status, 200);
}

/* A form without our token does nothing, and the administrator's search for cases leads nowhere. */
static void test_forged(void **state)
{
    struct id report = office_report(&office);
    struct str path = arena_format(&office.arena, "/report/%s/do/accept_report",
                                   id_text(report, &office.arena).ptr);
    struct str token = id_text(app_submission_new(), &office.arena);
    struct str form = arena_format(&office.arena, "_submission=%s&_confirm=yes", token.ptr);
    struct ask ask = {HTTP_POST, path.ptr, &reception, .form = form.ptr, .forged = true};

    (void)state;
    assert_int_equal(office_ask(&office, &ask).status, 403);
    ask.forged = false;
    assert_int_equal(office_ask(&office, &ask).status, 303);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody), cmocka_unit_test(test_kinds_do_not_mix),
        cmocka_unit_test(test_roles),  cmocka_unit_test(test_foreign_is_unknown),
        cmocka_unit_test(test_forged),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
