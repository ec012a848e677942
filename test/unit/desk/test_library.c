/*
 * test/unit/desk/test_library.c — what is for everybody reaches a reader who shows nothing: no
 * cookie, no token, no header at all.
 */
#include "office.h"

#include "http/static.h"

static struct visitor reception;
static struct visitor coordinator;
static struct http_published *published;
static int site = -1;

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    assert_ok(app_public_refresh(office.desk.app));
    assert_ok(disk_open_root(tmpdir_path(&office.dir, 0, "public/site"), &site));
    assert_ok(http_published_init(&published, site));
    return 0;
}

static int close_library(void **state)
{
    (void)state;
    http_published_free(published);
    disk_close(&site);
    office_close(&office);
    return 0;
}

/* What is answered to a request without any header. */
static struct str read_publicly(const char *path)
{
    struct http_request req = {.method = HTTP_GET, .arena = &office.arena};
    struct http_response res = {.fd = -1};

    assert_true(http_published_serve(published, &req, &res, str_from_cstr(path)));
    assert_int_equal(res.status, 200);
    struct str text = arena_copy(&office.arena, res.shared->body);
    http_response_clear(&res);
    return text;
}

static void act(const struct visitor *who, const char *command, const char *fields)
{
    struct app_reader r = {office.desk.app, who->actor, &office.arena};
    struct app_work_done done = {0};
    struct id scheme;

    assert_ok(app_scheme_id(&r, &scheme));
    (void)office_do(&office, who, command, scheme, fields);
    assert_ok(app_release(office.desk.app, &done));
}

/* proves ACT-23: the notes, the developers looked for, the statistics and the library, in both
 * languages; each is reached from the front page. */
static void everything_public_needs_no_account(void **state)
{
    static const struct {
        const char *path, *ja, *en;
    } pages[] = {
        {"", "まだ公開された情報はありません", "Nothing has been published here yet"},
        {"vendors/", "まだ公開された情報はありません", "No advisory has been published yet"},
        {"reply/", "連絡不能開発者一覧", "List of developers that cannot be contacted"},
        {"statistics/", "公表された件数はまだありません", "No figures have been published yet"},
        {"library/", "公開された資料はまだありません", "No document has been put"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        assert_true(holds(read_publicly(pages[i].path), pages[i].ja));
        const char *english = arena_format(&office.arena, "en/%s", pages[i].path).ptr;
        assert_true(holds(read_publicly(english), pages[i].en));
    }
    struct str front = read_publicly("");
    assert_true(holds(front, "<a href=\"/reply/index.html\">"));
    assert_true(holds(front, "<a href=\"/statistics/\">"));
    assert_true(holds(front, "<a href=\"/library/\">"));
}

/* An officer's act brings a document to the page; what is mended there is mended on the page; a
 * new start shows the same. */
static void a_document_becomes_public(void **state)
{
    static const char old[] = "kind=notice|title.ja=取扱規程|version=1|day=2017-02-08|"
                              "address=https://documents.example.jp/old.pdf";
    static const char mended[] = "kind=notice|title.ja=取扱規程|version=1|day=2017-02-08|"
                                 "address=https://documents.example.jp/new.pdf";
    static const char later[] = "kind=notice|title.ja=取扱規程|version=2|day=2019-02-08|"
                                "address=https://documents.example.jp/second.pdf";

    (void)state;
    act(&reception, "publish_document", old);
    assert_true(holds(read_publicly("library/"), "https://documents.example.jp/old.pdf"));
    act(&coordinator, "publish_document", later);
    act(&reception, "publish_document", mended);
    struct str page = read_publicly("library/");
    assert_false(holds(page, "old.pdf"));
    size_t newest = str_find(page, STR("second.pdf"), 0);
    assert_true(newest < str_find(page, STR("new.pdf"), 0) && holds(page, "new.pdf"));
    assert_ok(disk_remove_tree(site, "library"));
    assert_ok(app_public_refresh(office.desk.app));
    assert_str(read_publicly("library/"), page);
}

/* Both bodies find the act on the page of the lists. */
static void the_act_is_offered(void **state)
{
    const struct visitor *officers[] = {&reception, &coordinator};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct told told = office_ask(
            &office, &(struct ask){.method = HTTP_GET, .target = "/scheme", .who = officers[i]});
        assert_int_equal(told.status, 200);
        assert_true(holds(told.body, "/do/publish_document"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_public_needs_no_account),
        cmocka_unit_test(a_document_becomes_public),
        cmocka_unit_test(the_act_is_offered),
    };

    return cmocka_run_group_tests(tests, open_office, close_library);
}
