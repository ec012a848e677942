/*
 * test/unit/app/test_release.c — releases: late rather than early, once, resumed after a death at
 * any step, tried again after a failure; and the timeline that tells of them.
 */
#include "stage.h"

#include "core/advisory/advisory.h"
#include "core/deadline/clock.h"
#include "sys/random.h"

static struct app_work_done release(struct stage *s)
{
    struct app_work_done done = {0};
    assert_ok(app_release(s->app, &done));
    return done;
}

static struct case_view *case_now(struct stage *s, struct id case_id)
{
    struct app_reader r = stage_reader(s, "coordinator1", ROLE_coordinator);
    struct case_view *v = NULL;
    assert_ok(app_case_view(&r, case_id, &v));
    assert_non_null(v);
    return v;
}

static void an_objection_stops_it(void **state)
{
    struct stage s;
    struct story story;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct actor coordinator = stage_actor(&s, "coordinator1", ROLE_coordinator);
    stage_do(&s, &(struct step){coordinator, "withdraw_approval", "reason=誤りがある",
                                .subject = story.case_id});
    assert_ok(app_clock_advance(s.app, story.date_us + US_PER_DAY));
    assert_int_equal(release(&s).released, 0);
    assert_int_equal(stage_files(&s, "public/advisory"), 0);
    stage_close(&s);
}

/* The decision is on the disk, the machine dies before anything is public: the next start finishes
 * it, once. */
static void a_death_after_the_decision_is_resumed(void **state)
{
    struct stage s;
    struct story story;
    struct app_outcome out;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    assert_ok(app_clock_advance(s.app, story.date_us));
    struct cmd_release_advisory c = {.head = {COMMAND_release_advisory, {.stream = story.case_id}}};
    struct app_request request = {.actor = app_actor_system(), .arena = &s.arena};
    assert_ok(app_execute(s.app, &request, &c.head, &out));
    assert_int_equal(out.refusal.code, REFUSAL_none);
    assert_true(case_now(&s, story.case_id)->release_pending);
    assert_int_equal(stage_files(&s, "public/advisory"), 0);
    stage_restart(&s);
    assert_int_equal(release(&s).released, 1);
    assert_int_equal(stage_files(&s, "public/advisory"), 1);
    assert_false(case_now(&s, story.case_id)->release_pending);
    stage_restart(&s);
    assert_int_equal(release(&s).released, 0);
    assert_int_equal(case_now(&s, story.case_id)->revision, 1);
    stage_close(&s);
}

/* Everything is public, the machine dies before the record: done again, the same bytes, one record.
 */
static void a_death_before_the_record_is_resumed(void **state)
{
    struct stage s;
    struct story story;
    struct str before;
    struct str after;
    struct app_reader r;
    struct app_timeline line;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    assert_ok(app_clock_advance(s.app, story.date_us));
    assert_int_equal(release(&s).released, 1);
    DISK_FD site = -1;
    assert_ok(disk_open_root(tmpdir_path(&s.dir, 0, "public/site"), &site));
    assert_ok(disk_read_all(site, "index.html", 1 << 20, &s.arena, &before));
    assert_ok(app_public_refresh(s.app));
    disk_close(&site);
    assert_ok(disk_open_root(tmpdir_path(&s.dir, 0, "public/site"), &site));
    assert_ok(disk_read_all(site, "index.html", 1 << 20, &s.arena, &after));
    assert_str(after, before);
    r = stage_reader(&s, "coordinator1", ROLE_coordinator);
    struct app_timeline_query q = {.stream = story.case_id, .lang = LANG_EN, .limit = 200};
    assert_ok(app_timeline(&r, &q, &line));
    size_t decided = 0;
    size_t recorded = 0;
    for (size_t i = 0; i < line.count; i++) {
        decided += line.items[i].kind == EVENT_release_decided ? 1 : 0;
        recorded += line.items[i].kind == EVENT_release_done ? 1 : 0;
    }
    assert_int_equal(decided, 1);
    assert_int_equal(recorded, 1);
    stage_close(&s);
}

/* The public house cannot be written: the release stays pending, says so, waits, and is done later.
 */
static void a_failure_is_tried_again(void **state)
{
    struct stage s;
    struct story story;
    struct app_work_done done = {0};
    struct app_state now;
    DISK_FD staging = -1;
    int file = -1;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct str number = case_now(&s, story.case_id)->number;
    struct str slug = publication_slug(publication_segment(number, &s.arena), &s.arena);
    assert_ok(disk_open_root(tmpdir_path(&s.dir, 0, "public/staging"), &staging));
    assert_ok(disk_create_begin(staging, slug.ptr, 0600, &file)); /* in the way */
    disk_close(&file);
    assert_ok(app_clock_advance(s.app, story.date_us));
    assert_true(app_release(s.app, &done) != ERR_OK);
    assert_int_equal(done.released, 0);
    assert_true(case_now(&s, story.case_id)->release_pending);
    app_state(s.app, &now);
    assert_int_equal(now.releases_pending, 1);
    assert_true(now.release_retry_us > 0);
    assert_ok(disk_remove(staging, slug.ptr));
    assert_int_equal(release(&s).released, 0); /* waits */
    s.app->release_retry_us = 1;               /* the wait is over */
    assert_int_equal(release(&s).released, 1);
    app_state(s.app, &now);
    assert_int_equal(now.releases_pending, 0);
    assert_int_equal(now.release_retry_us, 0);
    stage_close(&s);
}

static void put_in_the_way(struct stage *s, struct id case_id)
{
    struct str number = case_now(s, case_id)->number;
    struct str slug = publication_slug(publication_segment(number, &s->arena), &s->arena);
    DISK_FD staging = -1;
    int file = -1;
    assert_ok(disk_open_root(tmpdir_path(&s->dir, 0, "public/staging"), &staging));
    assert_ok(disk_create_begin(staging, slug.ptr, 0600, &file));
    disk_close(&file);
}

static bool front_page_names(struct stage *s, struct id case_id)
{
    struct str page;
    DISK_FD site = -1;
    assert_ok(disk_open_root(tmpdir_path(&s->dir, 0, "public/site"), &site));
    assert_ok(disk_read_all(site, "index.html", 1 << 20, &s->arena, &page));
    return str_find(page, case_now(s, case_id)->number, 0) != SIZE_MAX;
}

/* Two are due at the same minute and the first cannot be written: the second comes all the same, no
 * list names a page that is not there, and what is due later is not late. */
static void a_failure_keeps_no_other_back(void **state)
{
    struct stage s;
    struct story broken;
    struct story whole;
    struct story later;
    struct app_work_done done = {0};
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &broken);
    stage_story(&s, &whole);
    stage_story(&s, &later);
    later.date_us += US_PER_DAY;
    struct str date =
        arena_format(&s.arena, "at=%.*s|ground_overseas=yes|day_checked=yes|reason=海外との調整",
                     STR_ARG(civil_write_jst(later.date_us, &s.arena)));
    stage_do(&s, &(struct step){stage_actor(&s, "coordinator1", ROLE_coordinator), "set_date",
                                date.ptr, .subject = later.case_id});
    put_in_the_way(&s, broken.case_id);
    assert_ok(app_clock_advance(s.app, whole.date_us));
    assert_true(app_release(s.app, &done) != ERR_OK);
    assert_int_equal(done.released, 1);
    assert_true(case_now(&s, broken.case_id)->release_pending);
    assert_false(case_now(&s, whole.case_id)->release_pending);
    assert_true(front_page_names(&s, whole.case_id));
    assert_false(front_page_names(&s, broken.case_id));
    assert_int_equal(release(&s).released, 0); /* waits before it tries again */
    assert_ok(app_clock_advance(s.app, later.date_us));
    assert_true(s.app->release_retry_us > 0);
    done = (struct app_work_done){0};
    assert_true(app_release(s.app, &done) != ERR_OK);
    assert_int_equal(done.released, 1);
    assert_true(front_page_names(&s, later.case_id));
    stage_close(&s);
}

/* Comments of many developers are too long together: their case can still be opened and worked on,
 * and what is to be done stands there. */
static void long_comments_close_no_case(void **state)
{
    enum { DEVELOPERS = 20 };
    struct stage s;
    struct story story;
    (void)state;
    stage_open(&s, true);
    stage_story(&s, &story);
    struct actor coordinator = stage_actor(&s, "coordinator1", ROLE_coordinator);
    struct buf long_text;
    struct str comment;
    buf_init(&long_text, &s.arena, 1 << 20);
    for (int i = 0; i < 20000; i++)
        buf_add_cstr(&long_text, "脆");
    assert_ok(buf_finish(&long_text, &comment));
    struct str result = arena_format(&s.arena, "applicable=no|comment.ja=%.*s|comment.en=%.*s",
                                     STR_ARG(comment), STR_ARG(comment));
    stage_do(&s, &(struct step){coordinator, "withdraw_approval", "reason=長い",
                                .subject = story.case_id});
    for (int i = 0; i < DEVELOPERS; i++) {
        char id[ID_TEXT_LEN + 1];
        struct str name =
            arena_format(&s.arena, "kind=developer|name.ja=開発者%d|registration=general", i);
        struct actor developer = {ROLE_developer, random_id(), {{0}}, {{0}}, true};
        developer.party = stage_do(&s, &(struct step){.actor = app_actor_system(),
                                                      .command = "register_party",
                                                      .fields = name.ptr});
        id_write(developer.party, id);
        struct str party = arena_format(&s.arena, "party=%s", id);
        struct str account = arena_format(
            &s.arena, "login=dev%d|name.ja=担当者%d|party=%s|role=developer", i, i, id);
        developer.person = stage_do(&s, &(struct step){.actor = app_actor_system(),
                                                       .command = "add_person",
                                                       .fields = account.ptr});
        stage_do(&s, &(struct step){coordinator, "disclose_detail", party.ptr,
                                    .subject = story.case_id});
        stage_do(&s,
                 &(struct step){developer, "open_detail", "terms=yes", .subject = story.case_id});
        stage_do(&s,
                 &(struct step){developer, "report_result", result.ptr, .subject = story.case_id});
    }
    assert_int_equal(case_now(&s, story.case_id)->incomplete.code, REFUSAL_advisory_too_long);
    struct app_outcome out =
        stage_try(&s, &(struct step){stage_actor(&s, "reception1", ROLE_reception),
                                     "approve_advisory", "hash=x", .subject = story.case_id});
    assert_string_equal(stage_refusal(&out), "advisory_too_long");
    stage_close(&s);
}

/* ---- the verdict on the clock ---------------------------------------------------------------- */

static void clocks_are_judged(void **state)
{
    static const struct {
        struct clock_facts facts;
        enum clock_verdict verdict;
    } cases[] = {
        {{.now_us = 100, .manual = true}, CLOCK_TRUSTED},
        {{.now_us = 100, .synchronised = true}, CLOCK_TRUSTED},
        {{.now_us = 100}, CLOCK_NOT_SYNCHRONISED},
        {{.now_us = 100, .synchronised = true, .high_water_us = 3000000}, CLOCK_BELOW_THE_PAST},
        {{.now_us = 100, .manual = true, .high_water_us = 3000000}, CLOCK_BELOW_THE_PAST},
        {{.now_us = 2500000, .synchronised = true, .high_water_us = 3000000}, CLOCK_TRUSTED},
        {{.now_us = 100, .synchronised = true, .boot_offset_us = 31000000}, CLOCK_SET_BY_HAND},
        {{.now_us = 100, .synchronised = true, .boot_offset_us = 29000000}, CLOCK_TRUSTED},
        {{.now_us = 100,
          .synchronised = true,
          .boot_offset_us = 5,
          .boot_offset_first_us = 90000000},
         CLOCK_TRUSTED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        enum clock_verdict v = clock_judge(&cases[i].facts);
        if (v != cases[i].verdict)
            fail_msg("case %zu: %d", i, (int)v);
        assert_true((clock_verdict_reason(v) == NULL) == (v == CLOCK_TRUSTED));
    }
}

/* ---- the timeline ---------------------------------------------------------------------------- */

static bool tells(const struct app_timeline *line, const char *needle)
{
    for (size_t i = 0; i < line->count; i++) {
        if (str_find(line->items[i].sentence, str_from_cstr(needle), 0) != SIZE_MAX ||
            str_find(line->items[i].actor, str_from_cstr(needle), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static void timelines_show_what_may_be_seen(void **state)
{
    struct stage s;
    struct story story;
    struct app_timeline line;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct app_timeline_query q = {.stream = story.case_id, .lang = LANG_JA, .limit = 200};
    struct app_reader staff = stage_reader(&s, "coordinator1", ROLE_coordinator);
    assert_ok(app_timeline(&staff, &q, &line));
    assert_true(line.count >= 8);
    assert_true(tells(&line, "調整 良子"));
    for (size_t i = 1; i < line.count; i++)
        assert_true(line.items[i - 1].seq > line.items[i].seq);
    size_t all = line.count;
    struct app_reader hanako = stage_reader(&s, "hanako", ROLE_developer);
    assert_ok(app_timeline(&hanako, &q, &line));
    assert_true(line.count > 0 && line.count < all);
    assert_false(tells(&line, "調整 良子")); /* persons of others are not named */
    struct app_reader taro = stage_reader(&s, "taro", ROLE_developer);
    assert_ok(app_timeline(&taro, &q, &line));
    assert_int_equal(line.count, 0); /* not even that there is a case */
    q.limit = 3;
    assert_ok(app_timeline(&staff, &q, &line));
    assert_int_equal(line.count, 3);
    size_t told = 3;
    uint64_t last = line.items[2].seq;
    for (q.before = line.older; q.before > 0; q.before = line.older) {
        assert_ok(app_timeline(&staff, &q, &line));
        assert_true(line.items[0].seq < last); /* none twice */
        last = line.items[line.count - 1].seq;
        told += line.count;
    }
    assert_int_equal(told, all); /* and none left out */
    stage_close(&s);
}

static struct app_timeline timeline_of(struct stage *s, const char *login, enum role role,
                                       struct id stream)
{
    struct app_reader r = stage_reader(s, login, role);
    struct app_timeline_query q = {.stream = stream, .lang = LANG_JA, .limit = 200};
    struct app_timeline line;

    assert_ok(app_timeline(&r, &q, &line));
    return line;
}

/* proves CON-05: that the detail goes to one more developer leaves no trace in the history of the
 * first, though two persons had a hand in it; those who could have sent the step read which it
 * was. */
static void a_step_of_two_is_not_told_to_others(void **state)
{
    struct stage s;
    struct story story;
    char id[ID_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    size_t hanako = timeline_of(&s, "hanako", ROLE_developer, story.case_id).count;
    size_t reception = timeline_of(&s, "reception1", ROLE_reception, story.case_id).count;
    size_t staff = timeline_of(&s, "coordinator1", ROLE_coordinator, story.case_id).count;
    id_write(stage_actor(&s, "taro", ROLE_developer).party, id);
    struct str party = arena_format(&s.arena, "party=%s", id);
    stage_do(&s, &(struct step){stage_actor(&s, "coordinator1", ROLE_coordinator),
                                "disclose_detail", party.ptr, .subject = story.case_id});
    assert_int_equal(timeline_of(&s, "hanako", ROLE_developer, story.case_id).count, hanako);
    struct app_timeline line = timeline_of(&s, "coordinator1", ROLE_coordinator, story.case_id);
    assert_true(line.count >= staff + 3); /* proposed, confirmed, disclosed */
    assert_true(tells(&line, "Disclose the detail to a developer"));
    assert_false(tells(&line, "…"));
    line = timeline_of(&s, "reception1", ROLE_reception, story.case_id);
    assert_true(line.count > reception); /* that it was disclosed */
    assert_false(tells(&line, "…"));
    stage_close(&s);
}

/* The place where a developer's page goes on must not count what happens in other cases. */
static void the_cursor_tells_nothing_of_other_cases(void **state)
{
    struct stage s;
    struct story story;
    struct app_timeline before;
    struct app_timeline after;
    (void)state;
    stage_open(&s, false);
    (void)stage_report(&s, random_id());
    stage_story(&s, &story);
    struct app_reader hanako = stage_reader(&s, "hanako", ROLE_developer);
    struct app_timeline_query q = {.stream = story.case_id, .lang = LANG_JA, .limit = 1};
    assert_ok(app_timeline(&hanako, &q, &before));
    assert_true(before.older > 0);
    q.limit = 200;
    assert_ok(app_timeline(&hanako, &q, &after));
    assert_int_equal(before.older, after.count);
    assert_int_equal(after.older, 0);
    stage_close(&s);
}

/* ---- locked ---------------------------------------------------------------------------------- */

static void a_locked_desk_does_nothing(void **state)
{
    struct tmpdir dir;
    struct arena arena;
    struct app_accounts accounts;
    struct app *app = NULL;
    struct app_create_options o = {.passphrase = STR("a passphrase of some length")};
    struct app_work_done done = {0};
    (void)state;
    tmpdir_open(&dir);
    arena_init(&arena, 64 << 20);
    o.data_dir = dir.path;
    conf_init(&o.conf);
    o.conf.password_cost = STR("reduced");
    assert_ok(app_create(&o, &arena, &accounts));
    assert_int_equal(accounts.count, 2); /* HND-06: one administrator alone could do nothing */
    assert_false(disk_exists(dir.fd, APP_ACCOUNTS_FILE)); /* no passwords lie about */
    struct app_options open = {.data_dir = dir.path};
    assert_ok(app_open(&open, &app));
    assert_true(app_is_locked(app));
    struct app_reader r = {.app = app, .actor = {.role = ROLE_reception}, .arena = &arena};
    struct work_list work;
    struct work_filter all = {0};
    assert_err(app_work(&r, &all, &work), ERR_LOCKED);
    assert_err(app_tick(app, &done), ERR_LOCKED);
    struct app_signed in;
    struct app_credentials c = {STR("192.0.2.1"), STR("admin"), accounts.items[0].password};
    assert_err(app_sign_in(app, &c, &arena, &in), ERR_LOCKED);
    assert_err(app_unlock(app, STR("another passphrase")), ERR_CRYPTO);
    assert_true(app_is_locked(app));
    assert_ok(app_unlock(app, o.passphrase));
    assert_false(app_is_locked(app));
    assert_ok(app_sign_in(app, &c, &arena, &in));
    assert_int_equal(in.result, APP_SIGN_OK);
    assert_err(app_clock_advance(app, app_now_us(app) + 1),
               ERR_UNSUPPORTED); /* no training directory */
    app_close(app);
    assert_err(app_create(&o, &arena, &accounts), ERR_EXISTS);
    arena_release(&arena);
    tmpdir_close(&dir);
}

/* proves OBJ-04: a further advisory has a page and a number of its own, with the rows of those
 * developers only that stand on it; a case has no more of them than the limit. */
static void several_advisories_have_their_own_pages(void **state)
{
    static const char TEXT[] = "doc.title.ja=別の件|doc.overview.ja=o|doc.impact.ja=i|"
                               "doc.solution.ja=s";
    struct stage s;
    struct story story;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct actor ken = stage_actor(&s, "coordinator1", ROLE_coordinator);
    struct step begin = {ken, "begin_advisory", "", .subject = story.case_id};
    stage_do(&s, &begin);
    struct case_view *v = case_now(&s, story.case_id);
    assert_int_equal(v->advisory_count, 2);
    struct id second = v->advisories[1].id;
    struct str number =
        publication_slug(publication_segment(v->advisories[1].number, &s.arena), &s.arena);
    char party[ID_TEXT_LEN + 1];
    id_write(stage_actor(&s, "hanako", ROLE_developer).party, party);
    stage_do(&s, &(struct step){ken, "leave_out_developer",
                                arena_format(&s.arena, "party=%s", party).ptr, .subject = second});
    stage_do(&s, &(struct step){ken, "write_advisory", TEXT, .subject = second});
    stage_approve(&s, "coordinator2", ROLE_coordinator, second);
    stage_approve(&s, "reception1", ROLE_reception, second);
    assert_ok(app_clock_advance(s.app, story.date_us));
    assert_int_equal(release(&s).released, 2);
    assert_int_equal(stage_files(&s, "public/advisory"), 2);
    DISK_FD site = -1;
    struct str page;
    const char *folder = arena_format(&s.arena, "public/advisory/%.*s", STR_ARG(number)).ptr;
    assert_ok(disk_open_root(tmpdir_path(&s.dir, 0, folder), &site));
    assert_ok(disk_read_all(site, "index.html", 1 << 20, &s.arena, &page));
    assert_true(str_find(page, STR("別の件"), 0) != SIZE_MAX);
    const char *row = arena_format(&s.arena, "vendor-%s.html", party).ptr;
    assert_err(disk_read_all(site, row, 1 << 20, &s.arena, &page), ERR_NOT_FOUND);
    disk_close(&site);
    for (size_t i = 2; i < LIMIT_CASE_ADVISORIES; i++)
        stage_do(&s, &begin);
    struct app_outcome out = stage_try(&s, &begin);
    assert_string_equal(stage_refusal(&out), "too_many_advisories");
    stage_restart(&s);
    assert_int_equal(case_now(&s, story.case_id)->advisory_count, LIMIT_CASE_ADVISORIES);
    stage_close(&s);
}

/* What the newest released document says about its own revision. */
static struct publication released_now(struct stage *s, struct id case_id)
{
    struct publication p;
    assert_ok(publication_read(case_now(s, case_id)->released, &s->arena, &p));
    return p;
}

static void approve_and_release(struct stage *s, struct id case_id)
{
    stage_approve(s, "coordinator2", ROLE_coordinator, case_id);
    stage_approve(s, "reception1", ROLE_reception, case_id);
    assert_int_equal(release(s).released, 1);
}

/* proves PUB-07 PUB-28: a developer that obtained the detail after the approvals has no row that
 * nobody approved; the coordinator is told, before and after, and the next revision has it. */
static void a_row_after_the_approvals_waits(void **state)
{
    struct stage s;
    struct story story;
    struct work_list work;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct app_reader ken = stage_reader(&s, "coordinator1", ROLE_coordinator);
    struct actor taro = stage_actor(&s, "taro", ROLE_developer);
    const char *party = arena_format(&s.arena, "party=%s", id_text(taro.party, &s.arena).ptr).ptr;
    stage_do(&s, &(struct step){ken.actor, "disclose_detail", party, .subject = story.case_id});
    assert_ok(app_work(&ken, &(struct work_filter){0}, &work));
    assert_int_equal(work.items[0].next, COMMAND_none); /* it may still not open it */
    stage_do(&s, &(struct step){taro, "open_detail", "terms=yes", .subject = story.case_id});
    assert_ok(app_work(&ken, &(struct work_filter){0}, &work));
    assert_int_equal(work.items[0].next, COMMAND_withdraw_approval);
    assert_ok(app_clock_advance(s.app, story.date_us));
    assert_int_equal(release(&s).released, 1);
    assert_int_equal(released_now(&s, story.case_id).vendor_count, 1);
    assert_ok(app_work(&ken, &(struct work_filter){0}, &work));
    assert_int_equal(work.items[0].next, COMMAND_write_advisory);
    stage_restart(&s);
    stage_do(&s, &(struct step){ken.actor, "write_advisory",
                                "doc.title.ja=題|doc.overview.ja=o|doc.impact.ja=i|"
                                "doc.solution.ja=s|doc.change_note.ja=ベンダ情報を追加しました。",
                                .subject = story.case_id});
    approve_and_release(&s, story.case_id);
    assert_int_equal(released_now(&s, story.case_id).vendor_count, 2);
    stage_close(&s);
}

/* The history of a page shows what a revision changed; a withdrawn page has dropped its text, and
 * its history shows none either. */
static void revisions_tell_what_changed(void **state)
{
    static const char REVISED[] = "doc.title.ja=改めた件|doc.overview.ja=o|doc.impact.ja=i|"
                                  "doc.solution.ja=版2へ更新|doc.change_note.ja=改めました。";
    struct stage s;
    struct story story;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    assert_ok(app_clock_advance(s.app, story.date_us));
    assert_int_equal(release(&s).released, 1);
    assert_int_equal(released_now(&s, story.case_id).history_count, 0);
    struct actor ken = stage_actor(&s, "coordinator1", ROLE_coordinator);
    stage_do(&s, &(struct step){ken, "write_advisory", REVISED, .subject = story.case_id});
    approve_and_release(&s, story.case_id);
    struct publication p = released_now(&s, story.case_id);
    assert_int_equal(p.history_count, 1);
    struct difference_list title = difference_of_field(&p.history[0].changes, STR("title"));
    assert_int_equal(title.count, 1);
    assert_int_equal(difference_of_field(&p.history[0].changes, STR("change_note")).count, 0);
    stage_do(&s,
             &(struct step){ken, "propose_withdrawal", "reason.ja=誤り", .subject = story.case_id});
    approve_and_release(&s, story.case_id);
    p = released_now(&s, story.case_id);
    assert_int_equal(p.history_count, 2);
    assert_int_equal(p.history[0].changes.count, 0);
    assert_int_equal(p.history[1].changes.count, 0);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_objection_stops_it),
        cmocka_unit_test(a_death_after_the_decision_is_resumed),
        cmocka_unit_test(a_death_before_the_record_is_resumed),
        cmocka_unit_test(a_failure_is_tried_again),
        cmocka_unit_test(several_advisories_have_their_own_pages),
        cmocka_unit_test(a_row_after_the_approvals_waits),
        cmocka_unit_test(revisions_tell_what_changed),
        cmocka_unit_test(a_failure_keeps_no_other_back),
        cmocka_unit_test(long_comments_close_no_case),
        cmocka_unit_test(clocks_are_judged),
        cmocka_unit_test(timelines_show_what_may_be_seen),
        cmocka_unit_test(a_step_of_two_is_not_told_to_others),
        cmocka_unit_test(the_cursor_tells_nothing_of_other_cases),
        cmocka_unit_test(a_locked_desk_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
