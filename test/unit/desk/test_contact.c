/*
 * test/unit/desk/test_contact.c — the pages of the first contact: pattern sentences, the matrix,
 * who has not answered, the one-time link of a notice, and the organisation's page with poc.txt.
 */
#include "office.h"

static struct visitor reception, coordinator, hanako, taro, admin;
static struct id of, outsider;

static const char *number_of_case(void)
{
    struct app_reader r = {office.desk.app, coordinator.actor, &office.arena};
    struct case_view *v = NULL;

    assert_ok(app_case_view(&r, of, &v));
    assert_non_null(v);
    return arena_copy(&office.arena, v->number).ptr;
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    hanako = office_visitor(&office, "hanako");
    taro = office_visitor(&office, "taro");
    admin = office_visitor(&office, "admin");
    struct id report = office_report(&office);
    of = office_case(&reception, report,
                     "title.ja=SECRET-TITLE|product=SECRET-PRODUCT|vulnerability=SECRET-DETAIL|"
                     "analysis=再現した");
    outsider = office_do(&office, &admin, "register_party", (struct id){{0}},
                         "kind=developer|name.ja=未登録の会社|registration=unregistered");
    return 0;
}

/* proves OVW-04: the three sentences as they stand in the rules, each one click from the text. */
static void the_patterns_start_a_text(void **state)
{
    static const struct {
        const char *name, *sentence;
    } patterns[] = {
        {"implementation", "○○の実装を用いた製品がありますか？"},
        {"technology", "××の技術に関する脆弱性情報が報告されています。該当製品はありますか？"},
        {"tool", "□□に関する検証ツールが提供されています。使用する必要はありますか？"},
    };
    const char *form = with_id("/case/", of, "/do/send_overview");
    struct told told = ask_get(&coordinator, form);

    (void)state;
    assert_int_equal(told.status, 200);
    for (size_t i = 0; i < 3; i++) {
        assert_true(holds(told.body, patterns[i].sentence));
        struct told chosen = ask_get(
            &coordinator, arena_format(&office.arena, "%s?pattern=%s", form, patterns[i].name).ptr);
        const char *filled = arena_format(&office.arena, "%s</textarea>", patterns[i].sentence).ptr;
        assert_true(holds(chosen.body, filled));
        assert_false(holds(told.body, filled));
    }
}

/* proves OVW-14: reminders, and every unanswered notice by age, for the coordinator alone. */
static void the_unanswered_stand_by_age(void **state)
{
    struct told told = ask_get(&coordinator, "/unanswered");

    (void)state;
    assert_true(holds(told.body, "督促の対象はありません"));
    office_do(&office, &coordinator, "request_registration", of,
              with_id("message=M|party=", outsider, ""));
    assert_ok(app_clock_advance(office.desk.app, app_now_us(office.desk.app) + US_PER_DAY));
    office_do(&office, &coordinator, "send_overview", of,
              with_id("text=該当製品はありますか？|party=", hanako.actor.party, ""));
    told = ask_get(&coordinator, "/unanswered");
    size_t first = str_find(told.body, STR("未登録の会社"), 0);
    size_t second = str_find(told.body, STR("株式会社ハナコソフト"), 0);
    assert_true(first != SIZE_MAX && second != SIZE_MAX && first < second);
    assert_int_equal(ask_get(&hanako, "/unanswered").status, 404);
    assert_int_equal(ask_get(&reception, "/unanswered").status, 404);
    assert_int_equal(ask_get(&admin, "/unanswered").status, 404);
    office_do(&office, &coordinator, "remind_developers", of, "");
    told = ask_get(&coordinator, "/unanswered");
    assert_true(holds(told.body, "督促 1 回"));
}

/* proves OVW-15: the page of a developer with the overview holds number and text, nothing else. */
static void the_overview_stands_alone(void **state)
{
    struct told told = ask_get(&hanako, with_id("/case/", of, ""));

    (void)state;
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "該当製品はありますか？"));
    assert_true(holds(told.body, number_of_case()));
    assert_false(holds(told.body, "SECRET-"));
    assert_false(holds(told.body, "未登録の会社"));
    assert_false(holds(ask_get(&hanako, "/").body, "SECRET-"));
    assert_int_equal(ask_get(&taro, with_id("/case/", of, "")).status, 404);
    told = ask_get(&coordinator, with_id("/case/", of, ""));
    assert_true(holds(told.body, "未登録の会社"));
    assert_true(holds(told.body, "最後の連絡"));
}

/* ---- one-time links ---- */

struct link {
    const char *path;
    const char *code;
};

/* What stands between two marks of a page. */
static const char *between(struct str body, const char *before, const char *after)
{
    size_t from = str_find(body, str_from_cstr(before), 0);
    assert_true(from != SIZE_MAX);
    from += strlen(before);
    size_t to = str_find(body, str_from_cstr(after), from);
    assert_true(to != SIZE_MAX);
    return arena_copy(&office.arena, str_slice(body, from, to)).ptr;
}

static struct link link_for(struct id party)
{
    const char *target = with_id(with_id("/case/", of, "/link/"), party, "");
    struct told told = ask_post(&coordinator, target, "");
    struct link link;

    assert_int_equal(told.status, 200);
    link.path = strstr(between(told.body, "<code id=\"link\">", "</code>"), "/notice/");
    link.code = between(told.body, "id=\"code\">", "</p>");
    assert_non_null(link.path);
    return link;
}

/* As somebody's browser does it, without an account: the page, then its form. */
static struct told type_code_from(uint8_t peer, const char *path, const char *code)
{
    struct told page = ask_get(NULL, path);
    struct str cookie = page.cookie;
    struct visitor stranger = {.cookie = str_split(&cookie, ';')};
    const char *token = between(page.body, "name=\"_token\" value=\"", "\"");
    const char *form = arena_format(&office.arena, "_token=%s&code=%s", token, code).ptr;

    assert_int_equal(page.status, 200);
    return office_ask(&office, &(struct ask){.method = HTTP_POST,
                                             .target = path,
                                             .who = &stranger,
                                             .form = form,
                                             .forged = true,
                                             .peer = peer});
}

/* Each time from another address, so that none waits for the one before. */
static struct told type_code(const char *path, const char *code)
{
    static uint8_t peer = 1;

    return type_code_from(peer++, path, code);
}

/* proves CON-07 CON-08: GET shows a button and tells nothing; only POST with the code opens, once;
 * a wrong code and an unknown link answer alike. proves OVW-16: the overview for who is registered.
 */
static void link_and_code_open_once(void **state)
{
    struct link link = link_for(hanako.actor.party);
    struct told asked = ask_get(NULL, link.path);
    char *other = (char *)(uintptr_t)arena_copy(&office.arena, str_from_cstr(link.path)).ptr;
    other[strlen("/notice/")] = other[strlen("/notice/")] == 'a' ? 'b' : 'a';
    struct told unknown = ask_get(NULL, other);

    (void)state;
    assert_int_equal(asked.status, 200);
    assert_int_equal(unknown.status, 200);
    assert_true(holds(asked.body, "<button"));
    assert_false(holds(asked.body, "該当製品はありますか？"));
    assert_false(holds(asked.body, number_of_case()));
    struct told wrong = type_code(link.path, "00000000x");
    struct told foreign = type_code(other, "00000000");
    assert_int_equal(wrong.status, 403);
    assert_int_equal(foreign.status, 403);
    assert_int_equal(asked.body.len, unknown.body.len);
    assert_int_equal(wrong.body.len, foreign.body.len);
    struct told opened = type_code(link.path, link.code);
    assert_int_equal(opened.status, 200);
    assert_true(holds(opened.body, "該当製品はありますか？"));
    assert_true(holds(opened.body, number_of_case()));
    assert_false(holds(opened.body, "SECRET-"));
    assert_int_equal(type_code(link.path, link.code).status, 403);
    assert_true(holds(ask_get(&coordinator, with_id("/case/", of, "")).body,
                      "opened the notice with link and code"));
}

/* proves OVW-16: who is not registered reads who we are, why, and what registration means. */
static void an_outsider_reads_the_request_only(void **state)
{
    struct link link = link_for(outsider);
    struct told opened = type_code(link.path, link.code);

    (void)state;
    assert_int_equal(opened.status, 200);
    assert_true(holds(opened.body, "私たちについて"));
    assert_true(holds(opened.body, "ご連絡の趣旨"));
    assert_true(holds(opened.body, "登録について"));
    assert_false(holds(opened.body, "SECRET-"));
    assert_false(holds(opened.body, "該当製品"));
}

/* proves CON-07: wrong codes use a link up; only a coordinator makes one; a new one ends the old.
 */
static void a_link_is_not_guessed(void **state)
{
    struct link first = link_for(hanako.actor.party);
    struct link link = link_for(hanako.actor.party);
    const char *target = with_id(with_id("/case/", of, "/link/"), hanako.actor.party, "");

    (void)state;
    assert_int_equal(type_code(first.path, first.code).status, 403);
    for (int i = 0; i < LIMIT_NOTICE_TRIES; i++)
        assert_int_equal(type_code(link.path, "x").status, 403);
    assert_int_equal(type_code(link.path, link.code).status, 403);
    assert_int_equal(ask_post(&reception, target, "").status, 404);
    assert_int_equal(ask_post(&hanako, target, "").status, 404);
    target = with_id(with_id("/case/", of, "/link/"), taro.actor.party, "");
    assert_int_equal(ask_post(&coordinator, target, "").status, 404);
}

static uint64_t commits(void)
{
    struct app_state state;

    app_state(office.desk.app, &state);
    return state.commits;
}

/* proves CON-08: a wrong code and a link that there never was cost the same writes, however often,
 * and one address has to wait before any work is done. */
static void a_wrong_code_costs_what_an_unknown_link_does(void **state)
{
    struct link link = link_for(hanako.actor.party);
    char *unknown = (char *)(uintptr_t)arena_copy(&office.arena, str_from_cstr(link.path)).ptr;
    struct told told;
    int tries = 0;

    (void)state;
    unknown[strlen("/notice/")] = unknown[strlen("/notice/")] == 'a' ? 'b' : 'a';
    for (int i = 0; i < LIMIT_NOTICE_TRIES + 3; i++) {
        uint64_t before = commits();
        assert_int_equal(type_code(link.path, "x").status, 403);
        uint64_t between_them = commits();
        assert_int_equal(type_code(unknown, i % 2 == 0 ? "x" : "").status, 403);
        assert_int_equal(between_them - before, 1);
        assert_int_equal(commits() - between_them, 1);
    }
    do
        told = type_code_from(0, unknown, "x");
    while (told.status == 403 && ++tries < 20);
    assert_int_equal(told.status, 429);
    uint64_t before = commits();
    assert_int_equal(type_code_from(0, unknown, "x").status, 429);
    assert_int_equal(commits(), before);
}

/* ---- organisations ---- */

/* proves REG-05: poc.txt comes down with what is registered, for who may change it. */
static void poc_comes_down(void **state)
{
    const char *own = with_id("/organisations/", hanako.actor.party, "/poc.txt");
    struct told told;

    (void)state;
    office_do(&office, &hanako, "set_contact_data", hanako.actor.party,
              "manager_name=花岡 直美|manager_mail=naomi@hanako.example");
    told = ask_get(&hanako, own);
    assert_int_equal(told.status, 200);
    assert_true(holds(told.disposition, "poc.txt"));
    assert_true(holds(told.body, "manager_name: 花岡 直美\n"));
    assert_int_equal(ask_get(&taro, own).status, 404);
    assert_int_equal(ask_get(&reception, own).status, 404);
    assert_int_equal(ask_get(&coordinator, own).status, 200);
}

/* SEC-05: the office's public key comes down once there is one, for everybody who is signed in. */
static void the_office_key_comes_down(void **state)
{
    char id[ID_TEXT_LEN + 1], name[ID_TEXT_LEN + 8], folder[256];
    DISK_FD fd = -1;
    struct told told;

    (void)state;
    assert_int_equal(ask_get(&hanako, "/office-key.asc").status, 404);
    (void)snprintf(folder, sizeof folder, "%s/" APP_OPENPGP, office.dir.path);
    assert_ok(disk_open_root(folder, &fd));
    id_write(hanako.actor.party, id);
    (void)snprintf(name, sizeof name, "%s.asc", id);
    assert_ok(disk_write_atomic(fd, name, STR("-----BEGIN PGP PUBLIC KEY BLOCK-----"), 0600));
    assert_ok(disk_write_atomic(fd, APP_OPENPGP_CURRENT, (struct str){id, ID_TEXT_LEN}, 0600));
    told = ask_get(&hanako, "/office-key.asc");
    assert_int_equal(told.status, 200);
    assert_true(holds(told.disposition, "office-key.asc"));
    assert_true(holds(told.body, "BEGIN PGP PUBLIC KEY BLOCK"));
    assert_ok(disk_remove(fd, APP_OPENPGP_CURRENT));
}

static struct told fill_in(const struct visitor *who, const char *text)
{
    return office_ask(
        &office, &(struct ask){.method = HTTP_POST,
                               .target = with_id("/organisations/", hanako.actor.party, "/poc"),
                               .who = who,
                               .file = text});
}

/* proves REG-05: a filled-in poc.txt stands in the form to be read and sent; a line that cannot be
 * read is named, and nobody else uploads it. */
static void poc_goes_up(void **state)
{
    (void)state;
    struct told told = fill_in(&hanako, "manager_name: 花岡 次郎\r\npoint_fax: 03-9999-0000\r\n");
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "value=\"花岡 次郎\""));
    assert_true(holds(told.body, "value=\"03-9999-0000\""));
    told = fill_in(&hanako, "manager_name: a\nno such line\n");
    assert_int_equal(told.status, 422);
    assert_true(holds(told.body, "ファイルの2行目を読み取れません"));
    assert_int_equal(fill_in(&hanako, "manager_name: \xff\n").status, 422);
    assert_int_equal(fill_in(&taro, "manager_name: a\n").status, 404);
}

static void organisations_show_what_is_open(void **state)
{
    const char *page = with_id("/organisations/", outsider, "");

    (void)state;
    struct app_reader r = {office.desk.app, coordinator.actor, &office.arena};
    struct id scheme;
    assert_ok(app_scheme_id(&r, &scheme));
    office_do(&office, &coordinator, "set_keywords", scheme, "list=tcp: TCP/IP");
    office_do(&office, &coordinator, "apply_registration", outsider,
              "kind=general|cooperate=yes|means=mail");
    assert_true(holds(ask_get(&coordinator, page).body, "管理者の情報がありません"));
    office_do(&office, &coordinator, "set_contact_data", outsider,
              "manager_name=商会 太郎|manager_mail=taro@shop.example");
    assert_true(holds(ask_get(&coordinator, page).body, "未提出の書類があります"));
    assert_int_equal(ask_get(&hanako, page).status, 404);
    assert_int_equal(ask_get(&hanako, with_id("/organisations/", hanako.actor.party, "")).status,
                     200);
    struct told form =
        ask_get(&hanako, with_id("/organisations/", hanako.actor.party, "/do/answer_keywords"));
    assert_int_equal(form.status, 200);
    assert_true(holds(form.body, "type=\"checkbox\" name=\"yes\" value=\"tcp\""));
    assert_true(holds(ask_get(&coordinator, "/scheme").body, "vultures@jpcert.or.jp"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_patterns_start_a_text),
        cmocka_unit_test(the_unanswered_stand_by_age),
        cmocka_unit_test(the_overview_stands_alone),
        cmocka_unit_test(link_and_code_open_once),
        cmocka_unit_test(an_outsider_reads_the_request_only),
        cmocka_unit_test(a_link_is_not_guessed),
        cmocka_unit_test(a_wrong_code_costs_what_an_unknown_link_does),
        cmocka_unit_test(the_office_key_comes_down),
        cmocka_unit_test(poc_comes_down),
        cmocka_unit_test(poc_goes_up),
        cmocka_unit_test(organisations_show_what_is_open),
    };
    return cmocka_run_group_tests(tests, open_office, close_office);
}
