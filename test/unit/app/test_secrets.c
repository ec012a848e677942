/*
 * test/unit/app/test_secrets.c — what lies on the disk: words that people typed are looked for in
 * every byte of the data directory, and must not be there before they are public (SEC-04). Also
 * that a directory is an exercise or is not, for good (HND-14).
 */
#include "stage.h"

#include "sys/random.h"

#include <ftw.h>
#include <stdio.h>

/* Typed by stage_story, by whom and where; CANARY- words are typed below. */
static const char *const secrets[] = {
    "SECRET-DETAIL",       /* the finder, and the prepared copy */
    "SECRET-ATTACK",       /* the finder */
    "SECRET-FILE",         /* bytes of an attached file */
    "発見 太郎",           /* the finder's name */
    "例示ウィジェット",    /* product, working title, title of the draft */
    "画面.png",            /* the file's own name */
    "修正版を出す",        /* the developer's countermeasure */
    "概要です",            /* the draft of the advisory */
    "CANARY-NOTE",         /* reception to the finder */
    "CANARY-ANSWER",       /* the finder to reception */
    "CANARY-MESSAGE",      /* the coordinator to a developer */
    "CANARY-CONTACT",      /* contact of an organisation */
    "2026-04-11T10:00:00", /* the agreed date-time as it is typed */
};

enum { SECRETS = sizeof(secrets) / sizeof(secrets[0]) };

/* ---- the search ------------------------------------------------------------------------------ */

static struct {
    size_t found[SECRETS];
    size_t files;
    size_t bytes;
    struct arena *arena;
} search;

static int look(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)at;
    if (type != FTW_F || !S_ISREG(st->st_mode))
        return 0;
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t size = (size_t)st->st_size;
    char *bytes = arena_alloc(search.arena, size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, size, f), size);
    (void)fclose(f);
    for (size_t i = 0; i < SECRETS; i++) {
        if (str_find((struct str){bytes, size}, str_from_cstr(secrets[i]), 0) != SIZE_MAX) {
            search.found[i]++;
            print_message("%s holds %s\n", path, secrets[i]);
        }
    }
    search.files++;
    search.bytes += size;
    return 0;
}

/* Every file of the directory as it lies there, journals too. */
static void search_disk(struct stage *s)
{
    memset(search.found, 0, sizeof(search.found));
    search.files = search.bytes = 0;
    search.arena = &s->arena;
    assert_int_equal(nftw(s->dir.path, look, 20, FTW_PHYS), 0);
    assert_true(search.files > 5 && search.bytes > 10000);
}

static size_t found_any(void)
{
    size_t n = 0;
    for (size_t i = 0; i < SECRETS; i++)
        n += search.found[i];
    return n;
}

static void say(struct stage *s, const struct story *story)
{
    struct actor reception = stage_actor(s, "reception1", ROLE_reception);
    struct actor coordinator = stage_actor(s, "coordinator1", ROLE_coordinator);
    struct actor admin = stage_actor(s, "admin", ROLE_admin);
    struct actor finder = {.role = ROLE_finder, .receipt = story->report};
    char id[ID_TEXT_LEN + 1];
    stage_do(s, &(struct step){reception, "message_finder", "text=CANARY-NOTE",
                               .subject = story->report});
    stage_do(s, &(struct step){finder, "answer_from_finder", "text=CANARY-ANSWER",
                               .subject = story->report});
    stage_do(s, &(struct step){.actor = admin,
                               .command = "register_party",
                               .fields = "kind=developer|name.ja=株式会社さがし|registration="
                                         "general|contact=CANARY-CONTACT@sagashi.example"});
    id_write(stage_actor(s, "taro", ROLE_developer).party, id);
    stage_do(s, &(struct step){coordinator, "disclose_detail",
                               arena_format(&s->arena, "party=%s|message=CANARY-MESSAGE", id).ptr,
                               .subject = story->case_id});
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* proves SEC-04: letter box, log, keys, files and replies hold no word of it before publication. */
static void nothing_lies_open_on_the_disk(void **state)
{
    struct stage s;
    struct story story;
    struct app_work_done done = {0};
    (void)state;
    stage_open(&s, false);
    struct letter_spec letter = {
        .kind = LETTER_REPORT,
        .lookup = random_id(),
        .fields = "kind=product|product=例示ウィジェット|vulnerability=SECRET-DETAIL|"
                  "finder_name=発見 太郎|guideline_read=yes",
        .file = "SECRET-FILE",
    };
    uint8_t seed[CRYPTO_KEY_BYTES];
    uint8_t secret[CRYPTO_SECRET_BYTES];
    random_bytes(seed, sizeof(seed));
    crypto_box_keypair_from(seed, letter.public_key, secret);
    stage_letter(&s, &letter);
    assert_int_equal(stage_files(&s, "letterbox"), 1);
    search_disk(&s); /* while it waits in the letter box */
    assert_int_equal(found_any(), 0);
    assert_ok(app_intake(s.app, &done));
    stage_story(&s, &story);
    say(&s, &story);
    assert_ok(app_replies(s.app, true, &done));
    assert_true(stage_files(&s, "replies") > 0 && stage_files(&s, "blobs") > 0);
    search_disk(&s); /* with the journals of open databases */
    assert_int_equal(found_any(), 0);
    stage_restart(&s);
    search_disk(&s);
    assert_int_equal(found_any(), 0);
    stage_close(&s);
}

/* The search can find: what has been published lies open, the rest still does not. */
static void what_is_public_is_found(void **state)
{
    struct stage s;
    struct story story;
    struct app_work_done done = {0};
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    say(&s, &story);
    stage_pass(&s, 41 * 86400);
    assert_ok(app_tick(s.app, &done));
    assert_int_equal(done.released, 1);
    search_disk(&s);
    for (size_t i = 0; i < SECRETS; i++) {
        bool is_public =
            strcmp(secrets[i], "概要です") == 0 || strcmp(secrets[i], "例示ウィジェット") == 0;
        bool may_be = strncmp(secrets[i], "2026-", 5) == 0;
        if (!may_be && (search.found[i] > 0) != is_public)
            fail_msg("%s: in %zu files", secrets[i], search.found[i]);
    }
    stage_close(&s);
}

static void conf_write_with(struct stage *s, const char *from, const char *to)
{
    struct str text;
    DISK_FD fd = -1;
    assert_ok(disk_open_root(s->dir.path, &fd));
    assert_ok(disk_read_all(fd, "todoke.conf", 1 << 20, &s->arena, &text));
    size_t at = str_find(text, str_from_cstr(from), 0);
    assert_true(at != SIZE_MAX);
    struct str after = str_slice(text, at + strlen(from), text.len);
    text = arena_format(&s->arena, "%.*s%s%.*s", (int)at, text.ptr, to, STR_ARG(after));
    assert_ok(disk_write_atomic(fd, "todoke.conf", text, 0600));
}

/* proves HND-14: a directory is an exercise from its first event on, and only such a one has a
 * clock that can be moved. */
static void an_exercise_stays_one(void **state)
{
    static const struct {
        const char *from, *to;
    } changes[] = {
        {"training = yes", "training = no"},
        {"training = yes\n", "# \n"},
    };
    struct stage s;
    (void)state;
    stage_open(&s, false);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct app *app = NULL;
        app_close(s.app);
        conf_write_with(&s, changes[i].from, changes[i].to);
        assert_err(app_open(&s.options, &app), ERR_INVALID);
        conf_write_with(&s, changes[i].to, changes[i].from);
        assert_ok(app_open(&s.options, &s.app));
    }
    app_close(s.app);
    conf_write_with(&s, "training = yes", "training = no");
    conf_write_with(&s, "clock = manual", "clock = system");
    struct app *app = NULL;
    assert_err(app_open(&s.options, &app), ERR_INVALID); /* it was founded as an exercise */
    conf_write_with(&s, "training = no", "training = yes");
    assert_ok(app_open(&s.options, &s.app));
    stage_close(&s);
}

/* proves HND-14: no movable clock outside an exercise, neither when it is made nor later. */
static void a_real_directory_has_the_machines_clock(void **state)
{
    struct tmpdir dir;
    struct arena arena;
    struct app_accounts accounts;
    struct app *app = NULL;
    (void)state;
    arena_init(&arena, 64 << 20);
    tmpdir_open(&dir);
    struct app_create_options o = {.data_dir = dir.path, .admin_login = STR("kanri")};
    conf_init(&o.conf);
    o.conf.password_cost = STR("reduced");
    o.conf.clock = STR("manual");
    assert_err(app_create(&o, &arena, &accounts), ERR_INVALID);
    o.conf.clock = STR("system");
    assert_ok(app_create(&o, &arena, &accounts));
    struct stage s = {.dir = dir, .options = {.data_dir = dir.path}};
    arena_init(&s.arena, 1 << 20);
    assert_ok(app_open(&s.options, &app));
    assert_err(app_clock_advance(app, app_now_us(app) + US_PER_DAY), ERR_UNSUPPORTED);
    app_close(app);
    conf_write_with(&s, "clock = system", "clock = manual");
    assert_err(app_open(&s.options, &app), ERR_INVALID);
    conf_write_with(&s, "training = no", "training = yes"); /* it was founded as a real one */
    assert_true(app_open(&s.options, &app) != ERR_OK);
    arena_release(&s.arena);
    arena_release(&arena);
    tmpdir_close(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_lies_open_on_the_disk),
        cmocka_unit_test(what_is_public_is_found),
        cmocka_unit_test(an_exercise_stays_one),
        cmocka_unit_test(a_real_directory_has_the_machines_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
