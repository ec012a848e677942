/*
 * test/unit/app/stage.c — the stage of the application tests (stage.h). It must never soften what
 * the program answers.
 */
#include "stage.h"

#include "sys/log.h"
#include "sys/random.h"
#include "sys/totp.h"

#include <fcntl.h>

enum { ARENA_BYTES = 256 << 20 };

/* ---- the directory --------------------------------------------------------------------------- */

static void options_fill(struct app_create_options *o, const struct stage *s)
{
    *o = (struct app_create_options){.data_dir = s->dir.path, .clock_start_us = s->start_us};
    conf_init(&o->conf);
    o->conf.training = STR("yes");
    o->conf.clock = STR("manual");
    o->conf.password_cost = STR("reduced");
}

static void stage_make(struct stage *s, bool log_in_memory, const char *vfs)
{
    struct app_create_options o;
    *s = (struct stage){0};
    log_set_fd(open("/dev/null", O_WRONLY | O_CLOEXEC));
    arena_init(&s->arena, ARENA_BYTES);
    tmpdir_open(&s->dir);
    assert_true(civil_read_rfc3339(STR("2026-03-02T10:00:00+09:00"), &s->start_us));
    options_fill(&o, s);
    o.vfs = vfs;
    assert_ok(app_create(&o, &s->arena, &s->accounts));
    s->options =
        (struct app_options){.data_dir = s->dir.path, .log_in_memory = log_in_memory, .vfs = vfs};
    assert_ok(app_open(&s->options, &s->app));
    if (log_in_memory)
        assert_ok(app_found(s->app, &o, &s->arena, &s->accounts));
}

void stage_open(struct stage *s, bool log_in_memory)
{
    stage_make(s, log_in_memory, NULL);
}

void stage_open_on(struct stage *s, const char *vfs)
{
    stage_make(s, false, vfs);
}

void stage_restart(struct stage *s)
{
    app_close(s->app);
    assert_ok(app_open(&s->options, &s->app));
}

void stage_close(struct stage *s)
{
    app_close(s->app);
    arena_release(&s->arena);
    tmpdir_close(&s->dir);
}

void stage_pass(struct stage *s, int64_t seconds)
{
    assert_ok(app_clock_advance(s->app, app_now_us(s->app) + seconds * US_PER_SECOND));
}

/* ---- people ---------------------------------------------------------------------------------- */

const struct app_account *stage_account(const struct stage *s, const char *login)
{
    for (size_t i = 0; i < s->accounts.count; i++) {
        if (str_equal(s->accounts.items[i].login, str_from_cstr(login)))
            return &s->accounts.items[i];
    }
    fail_msg("no account %s", login);
    return NULL;
}

void stage_code(struct stage *s, const char *login, char out[8])
{
    uint8_t secret[TOTP_SECRET_BYTES];
    struct str text = stage_account(s, login)->totp_secret;
    assert_int_equal(base32_read(text, secret, sizeof(secret)), TOTP_SECRET_BYTES);
    totp_code(secret, app_now_us(s->app), out);
}

struct actor stage_actor(struct stage *s, const char *login, enum role role)
{
    char token[APP_TOKEN_LEN + 1];
    struct actor a;
    assert_ok(app_token_for_login(s->app, str_from_cstr(login), role, 1, token));
    assert_ok(app_token_actor(s->app, str_from_cstr(token), &a));
    assert_false(a.stepped_up);
    a.stepped_up = true;
    return a;
}

struct app_reader stage_reader(struct stage *s, const char *login, enum role role)
{
    return (struct app_reader){
        .app = s->app, .actor = stage_actor(s, login, role), .arena = &s->arena};
}

/* ---- commands -------------------------------------------------------------------------------- */

static struct input fields_read(struct stage *s, const char *fields)
{
    struct input_pair *pairs = ARENA_ARRAY(&s->arena, struct input_pair, LIMIT_FORM_FIELDS);
    struct input in = {.pairs = pairs};
    assert_non_null(pairs);
    struct str rest = str_from_cstr(fields);
    while (rest.ptr && rest.len > 0) {
        struct str pair = str_split(&rest, '|');
        size_t equals = str_find(pair, STR("="), 0);
        assert_true(equals != SIZE_MAX);
        pairs[in.count].name = str_slice(pair, 0, equals);
        pairs[in.count++].value = str_slice(pair, equals + 1, pair.len);
    }
    return in;
}

static struct command *command_make(struct stage *s, const struct step *step)
{
    const struct command_def *def = command_def_find(str_from_cstr(step->command));
    struct input in = fields_read(s, step->fields ? step->fields : "");
    struct command *c = NULL;
    struct refusal refusal = {0};
    assert_non_null(def);
    assert_ok(command_read(def->kind, &in, &s->arena, &c, &refusal));
    if (refusal.code != REFUSAL_none)
        fail_msg("%s: %s", step->command, refusal_def_get(refusal.code)->name);
    c->subject.stream = step->subject;
    if (def->subject == SUBJECT_RELATION)
        c->subject.party = step->actor.party;
    for (size_t i = 0; i < def->field_count; i++) {
        if (def->fields[i].type == FIELD_FILES && step->files.count > 0)
            memcpy((char *)c + def->fields[i].offset, &step->files, sizeof(step->files));
    }
    return c;
}

enum err stage_command(struct stage *s, const struct step *step, struct app_outcome *out)
{
    struct app_request request = {
        .actor = step->actor,
        .submission = id_is_none(step->submission) ? app_submission_new() : step->submission,
        .view_token = step->view,
        .arena = &s->arena,
    };
    return app_command(s->app, &request, command_make(s, step), out);
}

struct app_outcome stage_try(struct stage *s, const struct step *step)
{
    struct app_outcome out;
    assert_ok(stage_command(s, step, &out));
    return out;
}

const char *stage_refusal(const struct app_outcome *o)
{
    return o->refusal.code == REFUSAL_none ? "none" : refusal_def_get(o->refusal.code)->name;
}

/* HND-06: a colleague confirms what waits for one. */
static void stage_confirm(struct stage *s, const struct step *step,
                          const struct app_outcome *proposed)
{
    struct cmd_confirm_step c = {
        .head = {.kind = COMMAND_confirm_step, .subject.stream = proposed->subject},
        .step = proposed->step};
    struct app_request request = {
        .actor = step->actor, .submission = app_submission_new(), .arena = &s->arena};
    struct app_outcome out;
    request.actor.person = random_id();
    request.actor.stepped_up = true;
    assert_ok(app_command(s->app, &request, &c.head, &out));
    if (out.refusal.code != REFUSAL_none)
        fail_msg("confirm %s: %s", step->command, stage_refusal(&out));
}

struct id stage_do(struct stage *s, const struct step *step)
{
    struct app_outcome out = stage_try(s, step);
    if (out.refusal.code != REFUSAL_none)
        fail_msg("%s: %s %s", step->command, stage_refusal(&out),
                 out.refusal.field_name ? out.refusal.field_name : "");
    if (!id_is_none(out.step))
        stage_confirm(s, step, &out);
    return out.subject;
}

/* ---- letters --------------------------------------------------------------------------------- */

static void letter_send(struct sealed_writer *w, struct buf *piece)
{
    struct str bytes;
    assert_ok(buf_finish(piece, &bytes));
    assert_ok(sealed_write(w, bytes));
    buf_clear(piece);
}

struct id stage_letter(struct stage *s, const struct letter_spec *spec)
{
    uint8_t intake[CRYPTO_PUBLIC_BYTES];
    struct letter_head head = {.kind = spec->kind, .lang = LANG_JA, .lookup = spec->lookup};
    struct input in = fields_read(s, spec->fields);
    struct sealed_writer w;
    struct buf piece;
    struct id name = random_id();
    memcpy(head.public_key, spec->public_key, LETTER_KEY_BYTES);
    buf_init(&piece, &s->arena, LIMIT_FORM_BYTES);
    assert_ok(vault_intake_public(s->dir.fd, intake));
    assert_ok(sealed_create_letter(&w, s->app->letterbox_fd, name, intake, &s->arena));
    letter_write_head(&piece, &head);
    for (size_t i = 0; i < in.count; i++)
        letter_write_field(&piece, in.pairs[i].name, in.pairs[i].value);
    letter_send(&w, &piece);
    if (spec->file) {
        letter_write_file(&piece, STR("画面.png"), STR("image/png"), strlen(spec->file));
        buf_add_cstr(&piece, spec->file);
        letter_send(&w, &piece);
    }
    letter_write_end(&piece);
    letter_send(&w, &piece);
    if (spec->torn)
        sealed_abandon(&w);
    else
        assert_ok(sealed_finish(&w));
    return name;
}

size_t stage_files(struct stage *s, const char *folder)
{
    DISK_FD fd = -1;
    struct disk_entry *entries;
    size_t count = 0;
    assert_ok(disk_open_root(tmpdir_path(&s->dir, 0, folder), &fd));
    assert_ok(disk_list(fd, 100000, &s->arena, &entries, &count));
    return count;
}

/* ---- a whole story --------------------------------------------------------------------------- */

struct id stage_report(struct stage *s, struct id lookup)
{
    struct letter_spec letter = {
        .kind = LETTER_REPORT,
        .lookup = lookup,
        .fields = "kind=product|product=例示ウィジェット|versions=1.0|vulnerability=SECRET-DETAIL|"
                  "attack=SECRET-ATTACK|"
                  "finder_name=発見 太郎|tell_developer=yes|guideline_read=yes",
        .file = "SECRET-FILE",
    };
    struct app_work_done done = {0};
    struct receipt_entry entry;
    uint8_t seed[CRYPTO_KEY_BYTES];
    uint8_t secret[CRYPTO_SECRET_BYTES];
    random_bytes(seed, sizeof(seed));
    crypto_box_keypair_from(seed, letter.public_key, secret);
    stage_letter(s, &letter);
    assert_ok(app_intake(s->app, &done));
    assert_int_equal(done.letters, 1);
    assert_int_equal(stage_files(s, "letterbox"), 0);
    assert_true(law_receipt_find(s->app->image, (struct str){(const char *)lookup.bytes, ID_BYTES},
                                 &entry));
    return entry.report;
}

static struct id party_named(struct stage *s, const char *login)
{
    return stage_actor(s, login, ROLE_developer).party;
}

static const char ADVISORY[] = "doc.title.ja=例示ウィジェットにおける脆弱性|doc.overview.ja="
                               "概要です|doc.impact.ja=影響です|doc.solution.ja=更新する";

void stage_approve(struct stage *s, const char *login, enum role role, struct id subject)
{
    struct app_reader r = stage_reader(s, login, role);
    struct case_view *v = NULL;
    assert_ok(app_case_view(&r, subject, &v));
    assert_non_null(v);
    struct str fields = arena_format(&s->arena, "hash=%.*s", STR_ARG(v->hash));
    stage_do(s, &(struct step){r.actor, "approve_advisory", fields.ptr, .subject = subject});
}

void stage_story(struct stage *s, struct story *out)
{
    struct actor reception = stage_actor(s, "reception1", ROLE_reception);
    struct actor coordinator = stage_actor(s, "coordinator1", ROLE_coordinator);
    struct actor hanako = stage_actor(s, "hanako", ROLE_developer);
    struct report_view *report = NULL;
    struct app_reader r = stage_reader(s, "reception1", ROLE_reception);
    char id[ID_TEXT_LEN + 1];
    out->report = stage_report(s, random_id());
    stage_do(s, &(struct step){reception, "accept_report", "", .subject = out->report});
    assert_ok(app_report_view(&r, out->report, &report));
    stage_do(
        s, &(struct step){
               reception, "hand_over",
               "title.ja=例示ウィジェットの件|product=例示ウィジェット|vulnerability=SECRET-DETAIL|"
               "analysis=再現した",
               .subject = out->report, .files = report->files});
    assert_ok(app_report_view(&r, out->report, &report));
    out->case_id = report->case_id;
    assert_false(id_is_none(out->case_id));
    id_write(party_named(s, "hanako"), id);
    struct str party = arena_format(&s->arena, "party=%s", id);
    stage_do(s, &(struct step){coordinator, "disclose_detail", party.ptr, .subject = out->case_id});
    stage_do(s, &(struct step){hanako, "open_detail", "terms=yes", .subject = out->case_id});
    stage_do(s,
             &(struct step){
                 hanako, "report_result",
                 "applicable=yes|countermeasure=修正版を出す|fix_day=2026-04-10|status=vulnerable",
                 .subject = out->case_id});
    out->date_us = s->start_us + 40 * US_PER_DAY;
    struct str at = arena_format(&s->arena, "at=%.*s|day_checked=yes",
                                 STR_ARG(civil_write_jst(out->date_us, &s->arena)));
    stage_do(s, &(struct step){coordinator, "set_date", at.ptr, .subject = out->case_id});
    stage_do(s, &(struct step){coordinator, "write_advisory", ADVISORY, .subject = out->case_id});
    stage_approve(s, "coordinator2", ROLE_coordinator, out->case_id);
    stage_approve(s, "reception1", ROLE_reception, out->case_id);
}

struct app_work_done stage_intake(struct stage *s)
{
    struct app_work_done done = {0};
    assert_ok(app_intake(s->app, &done));
    return done;
}

uint64_t stage_events(struct stage *s)
{
    struct app_state state;
    app_state(s->app, &state);
    return (uint64_t)state.events;
}
