/*
 * test/unit/desk/office.c — the desk of office.h.
 */
#include "office.h"

#include "sys/log.h"
#include "sys/random.h"
#include "sys/totp.h"

#include <fcntl.h>
#include <stdlib.h>

enum { ARENA_BYTES = 256 << 20 };

static void desk_make(struct office *o)
{
    struct app_options options = {.data_dir = o->dir.path};
    struct http_router_app app = {.ctx = &o->desk,
                                  .permit = guard_permit,
                                  .csrf = guard_csrf,
                                  .error_page = guard_error_page};
    size_t count;
    const struct http_route *routes = desk_routes(&count);

    arena_init(&o->desk.arena, LIMIT_ARENA_REQUEST);
    assert_ok(app_open(&options, &o->desk.app));
    random_bytes(o->desk.csrf_key, sizeof o->desk.csrf_key);
    random_bytes(o->desk.words_key, sizeof o->desk.words_key);
    assert_ok(http_router_init(&o->desk.router, &o->desk.arena, routes, count, &app));
    o->engine = http_router_engine_app(o->desk.router);
}

void office_open(struct office *o)
{
    struct app_create_options create = {0};

    *o = (struct office){0};
    log_set_fd(open("/dev/null", O_WRONLY | O_CLOEXEC));
    assert_ok(crypto_init());
    arena_init(&o->arena, ARENA_BYTES);
    tmpdir_open(&o->dir);
    conf_init(&create.conf);
    create.data_dir = o->dir.path;
    create.conf.training = STR("yes");
    create.conf.clock = STR("manual");
    create.conf.password_cost = STR("reduced");
    assert_true(civil_read_rfc3339(STR("2026-03-02T10:00:00+09:00"), &create.clock_start_us));
    assert_ok(app_create(&create, &o->arena, &o->accounts));
    desk_make(o);
}

void office_close(struct office *o)
{
    app_close(o->desk.app);
    arena_release(&o->desk.arena);
    arena_release(&o->arena);
    tmpdir_close(&o->dir);
}

/* ---- people ---- */

static const struct app_account *account_of(const struct office *o, const char *login)
{
    for (size_t i = 0; i < o->accounts.count; i++) {
        if (str_equal(o->accounts.items[i].login, str_from_cstr(login)))
            return &o->accounts.items[i];
    }
    fail_msg("no account %s", login);
    abort(); /* fail_msg does not come back, which gcc does not know */
}

struct visitor office_visitor(struct office *o, const char *login)
{
    const struct app_account *account = account_of(o, login);
    struct app_credentials credentials = {STR("peer"), account->login, account->password};
    struct app_reader reader = {.app = o->desk.app, .arena = &o->arena};
    uint8_t secret[TOTP_SECRET_BYTES];
    char code[TOTP_DIGITS + 1];
    char token[APP_TOKEN_LEN + 1];
    struct app_signed in;

    /* Codes work once: everybody arrives half a minute later. */
    assert_ok(app_clock_advance(o->desk.app, app_now_us(o->desk.app) + 31 * US_PER_SECOND));
    assert_int_equal(base32_read(account->totp_secret, secret, sizeof secret), sizeof secret);
    totp_code(secret, app_now_us(o->desk.app), code);
    assert_ok(app_sign_in(o->desk.app, &credentials, &o->arena, &in));
    assert_int_equal(in.result, APP_SIGN_OK);
    assert_ok(app_sign_in_factor(o->desk.app, arena_copy(&o->arena, str_from_cstr(in.token)),
                                 str_from_cstr(code), &o->arena, &in));
    assert_int_equal(in.result, APP_SIGN_OK);
    assert_int_equal(in.session.step, APP_SESSION_ACTIVE);
    reader.actor = in.session.actor;
    assert_ok(app_token_create(&reader, 1, token));
    return (struct visitor){
        .cookie = arena_format(&o->arena, "todoke-session=%s", in.token),
        .token = arena_format(&o->arena, "Bearer %s", token),
        .actor = in.session.actor,
        .binding = in.session.binding,
    };
}

/* ---- requests ---- */

static struct str body_of(struct office *o, const struct ask *ask)
{
    char token[CSRF_TOKEN_LEN + 1];

    if (ask->json != NULL)
        return str_from_cstr(ask->json);
    if (ask->form == NULL && ask->file == NULL)
        return (struct str){0};
    if (ask->form != NULL && (ask->forged || ask->who == NULL))
        return str_from_cstr(ask->form);
    csrf_token_make(o->desk.csrf_key, CSRF_SESSION, ask->who->binding, token);
    if (ask->file != NULL)
        return arena_format(
            &o->arena,
            "--part\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n%s\r\n"
            "--part\r\nContent-Disposition: form-data; name=\"file\"; "
            "filename=\"a.txt\"\r\n\r\n%s\r\n--part--\r\n",
            token, ask->file);
    return arena_format(&o->arena, "_token=%s&%s", token, ask->form);
}

static size_t headers_make(const struct ask *ask, struct str body, struct http_header *out)
{
    size_t count = 0;

    out[count++] = (struct http_header){STR("Host"), STR("desk.example")};
    out[count++] = (struct http_header){STR("Accept-Language"),
                                        str_from_cstr(ask->lang == NULL ? "ja" : ask->lang)};
    if (body.ptr != NULL && !ask->with_token && ask->json == NULL)
        out[count++] = (struct http_header){STR("Sec-Fetch-Site"), STR("same-origin")};
    if (ask->who != NULL && ask->with_token)
        out[count++] = (struct http_header){STR("Authorization"), ask->who->token};
    else if (ask->who != NULL)
        out[count++] = (struct http_header){STR("Cookie"), ask->who->cookie};
    return count;
}

static struct str header_of(const struct http_response *res, struct str name, struct str without)
{
    for (size_t i = 0; i < res->header_count; i++) {
        if (str_equal_nocase(res->headers[i].name, name) &&
            (without.ptr == NULL || !str_starts_with(res->headers[i].value, without)))
            return res->headers[i].value;
    }
    return (struct str){0};
}

static void request_make(struct office *o, const struct ask *ask, struct http_request *req)
{
    struct str target = str_from_cstr(ask->target);
    size_t mark = str_find(target, STR("?"), 0);
    struct str body = body_of(o, ask);

    *req = (struct http_request){.method = ask->method, .target = target, .path = target};
    if (mark != SIZE_MAX) {
        req->path = str_slice(target, 0, mark);
        req->query = str_slice(target, mark + 1, target.len);
    }
    req->host = STR("desk.example");
    req->has_body = body.ptr != NULL;
    req->body_length_known = true;
    req->body_length = body.len;
    req->body = body;
    if (ask->file != NULL)
        req->content_type = STR("multipart/form-data; boundary=part");
    else if (body.ptr != NULL)
        req->content_type =
            ask->json != NULL ? STR("application/json") : STR("application/x-www-form-urlencoded");
    req->peer.is_unix = ask->on_socket;
    req->peer.address[sizeof req->peer.address - 1] = ask->peer;
}

struct told office_ask(struct office *o, const struct ask *ask)
{
    struct http_header headers[OFFICE_HEADERS_MAX];
    struct http_response res = {.fd = -1};
    struct http_body_plan plan = {0};
    struct arena arena;
    struct http_request req;
    struct told told;

    arena_init(&arena, LIMIT_ARENA_REQUEST);
    request_make(o, ask, &req);
    req.headers = headers;
    req.header_count = headers_make(ask, req.body, headers);
    req.arena = &arena;
    o->engine.begin(o->engine.ctx, &req, &res, &plan);
    if (res.status == 0 && plan.write != NULL)
        assert_ok(plan.write(plan.arg, req.body));
    if (res.status == 0)
        o->engine.handle(o->engine.ctx, &req, &res);
    assert_false(res.failed);
    told = (struct told){
        .status = res.status,
        .body = arena_copy(&o->arena, res.text),
        .location = arena_copy(&o->arena, header_of(&res, STR("Location"), (struct str){0})),
        .retry_after = arena_copy(&o->arena, header_of(&res, STR("Retry-After"), (struct str){0})),
        .disposition =
            arena_copy(&o->arena, header_of(&res, STR("Content-Disposition"), (struct str){0})),
        .cookie = arena_copy(&o->arena, header_of(&res, STR("Set-Cookie"), STR("todoke-lang="))),
    };
    for (struct http_cleanup *c = req.cleanups; c != NULL; c = c->next)
        c->run(c->arg);
    arena_release(&arena);
    return told;
}

/* ---- commands ---- */

struct app_outcome office_send(struct office *o, const struct visitor *who, const char *command,
                               struct id subject, const char *fields)
{
    const struct command_def *def = command_def_find(str_from_cstr(command));
    struct app_request request = {.submission = app_submission_new(), .arena = &o->arena};
    struct input_pair pairs[32];
    struct input in = {pairs, 0};
    struct str rest = str_from_cstr(fields);
    struct refusal refusal = {0};
    struct command *c = NULL;
    struct app_outcome outcome;

    assert_non_null(def);
    request.actor = who == NULL ? (struct actor){.role = ROLE_system} : who->actor;
    request.actor.stepped_up = true;
    while (rest.len > 0) {
        struct str value = str_split(&rest, '|');
        assert_true(in.count < sizeof pairs / sizeof pairs[0]);
        struct str name = str_split(&value, '=');
        pairs[in.count++] = (struct input_pair){name, value};
    }
    assert_ok(command_read(def->kind, &in, &o->arena, &c, &refusal));
    assert_int_equal(refusal.code, REFUSAL_none);
    c->subject.stream = subject;
    if (def->subject == SUBJECT_RELATION)
        c->subject.party = request.actor.party;
    assert_ok(app_command(o->desk.app, &request, c, &outcome));
    assert_int_equal(outcome.refusal.code, REFUSAL_none);
    return outcome;
}

struct id office_do(struct office *o, const struct visitor *who, const char *command,
                    struct id subject, const char *fields)
{
    struct app_request request = {.submission = app_submission_new(), .arena = &o->arena};
    struct app_outcome outcome = office_send(o, who, command, subject, fields);

    request.actor = who == NULL ? (struct actor){.role = ROLE_system} : who->actor;
    request.actor.stepped_up = true;
    if (!id_is_none(outcome.step)) { /* HND-06: a colleague confirms it */
        struct cmd_confirm_step confirm = {
            .head = {.kind = COMMAND_confirm_step, .subject.stream = outcome.subject},
            .step = outcome.step};
        request.actor.person = app_submission_new();
        assert_ok(app_command(o->desk.app, &request, &confirm.head, &outcome));
        if (outcome.refusal.code != REFUSAL_none) { /* the other body's to confirm */
            request.submission = app_submission_new();
            request.actor.role = ROLE_reception;
            assert_ok(app_command(o->desk.app, &request, &confirm.head, &outcome));
        }
        assert_int_equal(outcome.refusal.code, REFUSAL_none);
    }
    return outcome.subject;
}

struct id office_report(struct office *o)
{
    return office_do(o, NULL, "file_report", (struct id){{0}},
                     "kind=product|product=サンプルCMS|"
                     "vulnerability=検索画面で<script>が動きます。|guideline_read=yes");
}

/* ---- short words for the one office ---- */

struct office office;

int close_office(void **state)
{
    (void)state;
    office_close(&office);
    return 0;
}

struct told ask_get(const struct visitor *who, const char *target)
{
    return ask_by(who, target, false);
}

struct told ask_english(const struct visitor *who, const char *target)
{
    return office_ask(
        &office, &(struct ask){.method = HTTP_GET, .target = target, .who = who, .lang = "en"});
}

struct told ask_by(const struct visitor *who, const char *target, bool with_token)
{
    return office_ask(
        &office,
        &(struct ask){.method = HTTP_GET, .target = target, .who = who, .with_token = with_token});
}

struct told ask_post(const struct visitor *who, const char *target, const char *form)
{
    return office_ask(
        &office, &(struct ask){.method = HTTP_POST, .target = target, .who = who, .form = form});
}

const char *with_id(const char *before, struct id id, const char *after)
{
    struct str text =
        arena_format(&office.arena, "%s%s%s", before, id_text(id, &office.arena).ptr, after);

    assert_non_null(text.ptr);
    return text.ptr;
}

const char *fresh_code(const char *login)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    char *code = arena_alloc(&office.arena, 8);

    assert_ok(app_clock_advance(office.desk.app, app_now_us(office.desk.app) + 30 * US_PER_SECOND));
    for (size_t i = 0; i < office.accounts.count; i++) {
        const struct app_account *a = &office.accounts.items[i];
        if (str_equal(a->login, str_from_cstr(login)))
            assert_int_equal(base32_read(a->totp_secret, secret, sizeof secret), sizeof secret);
    }
    totp_code(secret, app_now_us(office.desk.app), code);
    return code;
}

struct id upload(const struct visitor *who, const char *name, const char *text)
{
    struct app_reader r = {office.desk.app, who->actor, &office.arena};
    struct str bytes = str_from_cstr(text);
    struct app_upload_info info = {str_from_cstr(name), STR("text/plain"), bytes.len};
    struct app_upload *u = NULL;
    struct id handle;

    assert_ok(app_upload_begin(&r, &info, &u));
    assert_ok(app_upload_write(u, bytes));
    assert_ok(app_upload_finish(u, &handle));
    return handle;
}

size_t read_notes(struct app_read_note *newest)
{
    struct app_read_note *list = NULL;
    size_t count = 0;

    assert_ok(app_read_notes(office.desk.app, &office.arena, &list, &count));
    if (count > 0)
        *newest = list[count - 1];
    return count;
}

struct id office_case(const struct visitor *reception, struct id report, const char *fields)
{
    struct app_reader r = {office.desk.app, reception->actor, &office.arena};
    struct report_view *v = NULL;

    office_do(&office, reception, "accept_report", report, "");
    office_do(&office, reception, "hand_over", report, fields);
    assert_ok(app_report_view(&r, report, &v));
    assert_non_null(v);
    return v->case_id;
}
