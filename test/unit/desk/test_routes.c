/*
 * test/unit/desk/test_routes.c — every row of routes.def as everybody: nobody, each role, a
 * program.
 *
 * What a row must answer follows from its permission alone, so that a row added without one, or
 * with a wrong one, is seen here. What a role may do inside a page is judged by the scenarios.
 */
#include "office.h"

#include "sys/random.h"

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

/* ---- what is foreign and what does not exist (CON-08) ---- */

/* Addresses that lead to a subject; %s is its id. */
static const struct {
    enum http_method method;
    const char *before, *after;
    bool token;
    const char *body;
} subject_rows[] = {
    {HTTP_GET, "/report/", "", false, NULL},
    {HTTP_GET, "/report/", "/do/accept_report", false, NULL},
    {HTTP_GET, "/report/", "/file/aaaaaaaaaaaaaaaaaaaaaaaaqa", false, NULL},
    {HTTP_POST, "/report/", "/do/accept_report", false, "_confirm=yes"},
    {HTTP_GET, "/case/", "", false, NULL},
    {HTTP_GET, "/case/", "/advisory", false, NULL},
    {HTTP_GET, "/case/", "/preview", false, NULL},
    {HTTP_GET, "/case/", "/draft", false, NULL},
    {HTTP_GET, "/api/v1/advisories/", "", true, NULL},
    {HTTP_GET, "/case/", "/do/report_result", false, NULL},
    {HTTP_GET, "/case/", "/file/aaaaaaaaaaaaaaaaaaaaaaaaqa", false, NULL},
    {HTTP_POST, "/case/", "/do/report_result", false, "applicable=no"},
    {HTTP_GET, "/api/v1/reports/", "", true, NULL},
    {HTTP_GET, "/api/v1/cases/", "", true, NULL},
    {HTTP_POST, "/api/v1/reports/", "/commands/accept_report", true, "{}"},
    {HTTP_POST, "/api/v1/cases/", "/commands/report_result", true, "{\"applicable\":\"no\"}"},
};

enum { SUBJECT_ROWS = sizeof subject_rows / sizeof subject_rows[0] };

static struct told ask_subject(const struct visitor *who, size_t row, const char *id)
{
    struct ask ask = {.method = subject_rows[row].method, .who = who};

    ask.target =
        arena_format(&office.arena, "%s%s%s", subject_rows[row].before, id, subject_rows[row].after)
            .ptr;
    ask.with_token = subject_rows[row].token;
    if (ask.method == HTTP_POST) {
        ask.json = ask.with_token ? subject_rows[row].body : NULL;
        ask.form = ask.with_token ? NULL : subject_rows[row].body;
    }
    return office_ask(&office, &ask);
}

/* The body with every mention of the id, which the asker sent, as "ID". */
static struct str without_id(struct str body, const char *id)
{
    struct buf out;
    struct str text;
    size_t at = 0;

    buf_init(&out, &office.arena, LIMIT_PAGE_BYTES);
    for (size_t to; (to = str_find(body, str_from_cstr(id), at)) != SIZE_MAX;) {
        buf_add(&out, str_slice(body, at, to));
        buf_add_cstr(&out, "ID");
        at = to + strlen(id);
    }
    buf_add(&out, str_slice(body, at, body.len));
    assert_ok(buf_finish(&out, &text));
    return text;
}

static struct id handed_over_case(struct id *report)
{
    *report = office_report(&office);
    return office_case(&reception, *report, "title.ja=t|product=p|vulnerability=v|analysis=a");
}

/* proves CON-08: a foreign subject and an unknown one give the same answer, byte for byte. */
static void test_foreign_is_unknown(void **state)
{
    const struct visitor *strangers[] = {&developer, &admin};
    struct id ids[2];
    char id[ID_TEXT_LEN + 1];
    char nothing[ID_TEXT_LEN + 1];

    (void)state;
    id_write(random_id(), nothing);
    ids[1] = handed_over_case(&ids[0]);
    for (size_t who = 0; who < 2; who++) {
        for (size_t row = 0; row < SUBJECT_ROWS; row++) {
            struct told unknown = ask_subject(strangers[who], row, nothing);
            assert_in_range(unknown.status, 403, 404);
            for (size_t i = 0; i < 2; i++) {
                id_write(ids[i], id);
                struct told foreign = ask_subject(strangers[who], row, id);
                assert_int_equal(foreign.status, unknown.status);
                assert_int_equal(foreign.body.len, unknown.body.len);
                assert_str(without_id(foreign.body, id), without_id(unknown.body, nothing));
                assert_str(without_id(foreign.location, id), without_id(unknown.location, nothing));
            }
        }
    }
    id_write(ids[0], id);
    assert_int_equal(ask_subject(&reception, 0, id).status, 200);
    id_write(ids[1], id);
    assert_int_equal(ask_subject(&coordinator, 4, id).status, 200);
}

enum { TIMES = 101 };

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t time_of(const struct visitor *who, size_t row, const char *id)
{
    int64_t from = clock_monotonic_us();

    (void)ask_subject(who, row, id);
    return clock_monotonic_us() - from;
}

/* Medians of the time of three questions. The first two take turns, and so does their order: what
 * was asked before changes how warm the machine is. */
static void median_times(const char *foreign, const char *nothing, int64_t median[3])
{
    static int64_t times[3][TIMES];
    const char *ids[2] = {foreign, nothing};

    for (size_t i = 0; i < TIMES; i++) {
        times[i % 2][i] = time_of(&developer, 4, ids[i % 2]);
        times[1 - i % 2][i] = time_of(&developer, 4, ids[1 - i % 2]);
    }
    for (size_t i = 0; i < TIMES; i++)
        times[2][i] = time_of(&coordinator, 4, foreign);
    for (size_t i = 0; i < 3; i++) {
        qsort(times[i], TIMES, sizeof times[i][0], by_size);
        median[i] = times[i][TIMES / 2];
    }
}

/* proves CON-08: both take the same time, within a tenth, on a clock that tells an open case from
 * them. A busy machine gets five tries. */
static void test_foreign_takes_as_long(void **state)
{
    struct id report;
    char id[ID_TEXT_LEN + 1];
    char nothing[ID_TEXT_LEN + 1];
    int64_t median[3] = {0};
    bool same = false;

    (void)state;
    id_write(handed_over_case(&report), id);
    id_write(random_id(), nothing);
    for (int i = 0; i < 5 && !same; i++) {
        median_times(id, nothing, median);
        int64_t apart = median[0] > median[1] ? median[0] - median[1] : median[1] - median[0];
        same = apart * 10 <= median[1];
    }
    print_message("foreign %lld us, unknown %lld us, open %lld us\n", (long long)median[0],
                  (long long)median[1], (long long)median[2]);
    assert_true(same);
    assert_true(median[2] * 2 > median[1] * 3);
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
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_kinds_do_not_mix),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_foreign_is_unknown),
        cmocka_unit_test(test_foreign_takes_as_long),
        cmocka_unit_test(test_forged),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
