/*
 * cli/operate.c — what whoever runs the machine does: makes directories, moves a training clock,
 * unlocks, verifies.
 */
#include "cli/cli_priv.h"

#include "app/app.h"
#include "core/json/json.h"
#include "sys/disk.h"
#include "sys/totp.h"

#include <stdio.h>
#include <string.h>

enum { URL_BYTES = 512, READS_BYTES = 1 << 30 };

/* ---- init ------------------------------------------------------------------------------------ */

/* "name=value" of each --set. */
static bool settings_apply(const struct cli *c, struct conf *conf)
{
    for (size_t i = 0; i < c->options.count; i++) {
        struct str value = c->options.pairs[i].value;
        if (!str_equal(c->options.pairs[i].name, STR("set")))
            continue;
        size_t equals = str_find(value, STR("="), 0);
        struct str name = str_slice(value, 0, equals);
        if (equals == SIZE_MAX ||
            !conf_assign(conf, name, str_slice(value, equals + 1, value.len))) {
            cli_complain("there is no setting \"%.*s\", or its value cannot be read",
                         STR_ARG(value));
            return false;
        }
    }
    return true;
}

/* An address that was not given follows from where the program listens. */
static void urls_follow(struct cli *c, struct conf *conf)
{
    struct conf standard;
    conf_init(&standard);
    if (str_equal(conf->portal_url, standard.portal_url))
        conf->portal_url = arena_format(&c->arena, "http://%.*s", STR_ARG(conf->portal_listen));
    if (str_equal(conf->desk_url, standard.desk_url))
        conf->desk_url = arena_format(&c->arena, "http://%.*s", STR_ARG(conf->desk_listen));
}

static void training_defaults(struct conf *conf)
{
    conf->training = STR("yes");
    conf->clock = STR("manual");
    conf->password_cost = STR("reduced");
    conf->scheme_name_ja = STR("脆弱性届出の枠組み（演習）");
    conf->scheme_name_en = STR("Vulnerability reporting scheme (training)");
    conf->handling_mail = STR("desk@coordinator.example");
    conf->handling_telephone = STR("00-0000-0000");
    conf->handling_fax = STR("00-0000-0001");
}

static void account_print(const struct app_account *a)
{
    (void)printf("%.*s (%.*s)\n  password  %.*s\n  key       %.*s\n", STR_ARG(a->login),
                 STR_ARG(a->role), STR_ARG(a->password), STR_ARG(a->totp_secret));
}

static void accounts_print(const struct cli *c, const struct app_accounts *accounts, bool training)
{
    (void)printf("%s is ready.\n\n", c->dir);
    for (size_t i = 0; i < accounts->count; i++)
        account_print(&accounts->items[i]);
    (void)printf("\nPasswords and keys are shown only now%s.\n",
                 training ? "; of this training directory they also stand in " APP_ACCOUNTS_FILE
                          : ". Give each of the two accounts to another person");
}

int cli_init(struct cli *c)
{
    struct app_create_options o = {.data_dir = c->dir,
                                   .admin_login = cli_option(c, "admin"),
                                   .second_login = cli_option(c, "second-admin")};
    struct app_accounts accounts;
    struct str start = cli_option(c, "clock-start");
    struct str secret = cli_option(c, "passphrase-file");
    conf_init(&o.conf);
    if (input_has(&c->options, STR("training")))
        training_defaults(&o.conf);
    if (!settings_apply(c, &o.conf))
        return CLI_USAGE;
    urls_follow(c, &o.conf);
    if (!str_is_empty(start) && !civil_read_rfc3339(start, &o.clock_start_us)) {
        cli_complain("--clock-start takes a time with its zone: 2026-11-21T15:00:00+09:00");
        return CLI_USAGE;
    }
    if (!str_is_empty(secret)) {
        enum err e = cli_read(c, secret, &o.passphrase);
        if (e != ERR_OK)
            return cli_failed("--passphrase-file", e);
        o.passphrase = str_trim(o.passphrase);
    }
    /* A real directory never keeps its master key in the clear by a forgotten or empty option. */
    if (str_is_empty(o.passphrase) && !conf_is_yes(o.conf.training)) {
        cli_complain("a real directory needs a passphrase: write it into a file and give "
                     "--passphrase-file FILE; nothing was made");
        return CLI_USAGE;
    }
    if (str_is_empty(o.admin_login))
        o.admin_login = STR(APP_FIRST_ADMIN);
    if (str_is_empty(o.second_login))
        o.second_login = STR(APP_SECOND_ADMIN);
    if (str_equal(o.admin_login, o.second_login)) {
        cli_complain("--admin and --second-admin are two persons; nothing was made");
        return CLI_USAGE;
    }
    enum err e = app_create(&o, &c->arena, &accounts);
    if (e == ERR_EXISTS) {
        cli_complain("%s holds something already; nothing was changed", c->dir);
        return CLI_REFUSED;
    }
    if (e != ERR_OK)
        return cli_failed(c->dir, e);
    accounts_print(c, &accounts, conf_is_yes(o.conf.training));
    return CLI_OK;
}

/* ---- the manual clock ------------------------------------------------------------------------ */

/* "45d", "3h", "10m", "30s". */
static bool duration_read(struct str text, int64_t *us)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
    uint64_t number = 0;
    if (text.len < 2 || !str_to_u64(str_slice(text, 0, text.len - 1), 1000000, &number))
        return false;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (text.ptr[text.len - 1] == units[i].unit) {
            *us = (int64_t)number * units[i].seconds * US_PER_SECOND;
            return true;
        }
    }
    return false;
}

/* A directory that is not ours is refused, not taken for one that runs on the system's clock. */
static enum err clock_of_directory(struct cli *c, struct clock *out)
{
    DISK_FD fd = -1;
    struct conf conf;
    enum err e = cli_conf(c, &conf);
    if (e != ERR_OK)
        return e;
    if (!str_equal(conf.clock, STR("manual"))) {
        clock_init_system(out);
        return ERR_OK;
    }
    e = disk_open_root(c->dir, &fd);
    return e == ERR_OK ? clock_open_manual(out, fd, false) : e;
}

static enum err directory_now(struct cli *c, int64_t *now_us)
{
    struct clock clock;
    enum err e = clock_of_directory(c, &clock);
    if (e != ERR_OK)
        return e;
    *now_us = clock_now_us(&clock);
    if (clock.kind == CLOCK_MANUAL)
        clock_release(&clock);
    return ERR_OK;
}

static int clock_move(struct cli *c, int64_t now_us, int64_t to_us)
{
    if (to_us <= now_us) {
        cli_complain("the clock stands at %.*s and only moves on; give a later time, or --by 45d",
                     STR_ARG(civil_write_jst(now_us, &c->arena)));
        return CLI_REFUSED;
    }
    struct input_pair pair = {STR("to"), civil_write_utc(to_us, &c->arena)};
    struct input in = {.pairs = &pair, .count = 1};
    struct cli_call call = {.method = "POST", .path = STR("/control/clock")};
    enum err e = cli_json(c, &in, &call.body);
    return e == ERR_OK ? cli_call_and_print(c, &call) : cli_failed("clock", e);
}

int cli_clock(struct cli *c)
{
    int64_t now_us = 0;
    int64_t by_us = 0;
    int64_t to_us = 0;
    enum err e = directory_now(c, &now_us);
    if (e != ERR_OK)
        return cli_dir_failed(c, e);
    if (str_equal(cli_word(c, 1), STR("now"))) {
        (void)printf("%.*s\n", STR_ARG(civil_write_jst(now_us, &c->arena)));
        return CLI_OK;
    }
    if (!str_equal(cli_word(c, 1), STR("advance"))) {
        cli_complain("use: todoke clock now | todoke clock advance --to TIME | --by 45d");
        return CLI_USAGE;
    }
    if (civil_read_rfc3339(cli_option(c, "to"), &to_us))
        return clock_move(c, now_us, to_us);
    if (duration_read(cli_option(c, "by"), &by_us))
        return clock_move(c, now_us, now_us + by_us);
    cli_complain("say --to 2026-11-21T15:00:00+09:00 or --by 45d, 3h, 10m, 30s");
    return CLI_USAGE;
}

int cli_code(struct cli *c)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    char code[TOTP_DIGITS + 1];
    int64_t now_us = 0;
    if (base32_read(cli_word(c, 1), secret, sizeof(secret)) != sizeof(secret)) {
        cli_complain("use: todoke code KEY, with the key of the second factor");
        return CLI_USAGE;
    }
    enum err e = directory_now(c, &now_us);
    if (e != ERR_OK)
        return cli_dir_failed(c, e);
    totp_code(secret, now_us, code);
    (void)printf("%s\n", code);
    return CLI_OK;
}

/* ---- the running desk ------------------------------------------------------------------------ */

static int control(struct cli *c, const char *path, const struct input *in)
{
    struct cli_call call = {.method = "POST", .path = str_from_cstr(path)};
    enum err e = cli_json(c, in, &call.body);
    return e == ERR_OK ? cli_call_and_print(c, &call) : cli_failed(path, e);
}

int cli_unlock(struct cli *c)
{
    struct input_pair pair = {.name = STR("passphrase")};
    struct input in = {.pairs = &pair, .count = 1};
    enum err e = cli_read_secret(c, "Passphrase: ", &pair.value);
    return e == ERR_OK ? control(c, "/control/unlock", &in) : cli_failed("passphrase", e);
}

int cli_health(struct cli *c)
{
    struct cli_call call = {.method = "GET", .path = STR("/control/health")};
    return cli_call_and_print(c, &call);
}

int cli_tick(struct cli *c)
{
    struct input none = {0};
    return control(c, "/control/tick", &none);
}

int cli_token(struct cli *c)
{
    struct input_pair pairs[3] = {
        {STR("login"), cli_option(c, "login")},
        {STR("role"), cli_option(c, "role")},
        {STR("days"), cli_option(c, "days")},
    };
    struct input in = {.pairs = pairs, .count = str_is_empty(pairs[2].value) ? 2 : 3};
    struct cli_call call = {.method = "POST", .path = STR("/control/token")};
    struct cli_answer answer = {0};
    const struct json *root = NULL;
    enum err e = cli_json(c, &in, &call.body);
    if (e == ERR_OK)
        e = cli_call(c, &call, &answer);
    if (e != ERR_OK)
        return cli_failed("desk", e);
    if (answer.status >= 400) {
        cli_complain("there is no such account with that role, or the desk is locked (%d)",
                     answer.status);
        return CLI_REFUSED;
    }
    if ((e = json_read(answer.body, URL_BYTES, &c->arena, &root, NULL)) != ERR_OK)
        return cli_failed("desk", e);
    (void)printf("%.*s\n", STR_ARG(json_text(json_member(root, STR("token")))));
    return CLI_OK;
}

/* ---- the log --------------------------------------------------------------------------------- */

static enum err open_unlocked(struct cli *c, struct app **app)
{
    struct app_options o = {.data_dir = c->dir};
    struct str passphrase = {0};
    enum err e = app_open(&o, app);
    if (e != ERR_OK || !app_is_locked(*app))
        return e;
    e = cli_read_secret(c, "Passphrase: ", &passphrase);
    if (e == ERR_OK)
        e = app_unlock(*app, passphrase);
    if (e != ERR_OK)
        app_close(*app);
    return e;
}

/* Opens the directory that no desk holds; says itself what went wrong. */
static int open_offline(struct cli *c, struct app **app)
{
    struct conf conf;
    enum err e = cli_conf(c, &conf);
    if (e != ERR_OK)
        return cli_dir_failed(c, e);
    e = open_unlocked(c, app);
    if (e == ERR_BUSY) {
        cli_complain("the desk is running; end it first");
        return CLI_REFUSED;
    }
    return e == ERR_OK ? CLI_OK : cli_failed(c->dir, e);
}

int cli_administrator(struct cli *c)
{
    struct app *app = NULL;
    struct app_account account;
    struct str login = cli_option(c, "login");
    if (!str_equal(cli_word(c, 1), STR("add")) || str_is_empty(login)) {
        cli_complain("use: todoke administrator add --login NAME --dir DIR");
        return CLI_USAGE;
    }
    int code = open_offline(c, &app);
    if (code != CLI_OK)
        return code;
    enum err e = app_add_administrator(app, login, &c->arena, &account);
    app_close(app);
    if (e == ERR_INVALID) {
        cli_complain("the name is given already, or holds something else than lower-case letters, "
                     "digits, dots and hyphens");
        return CLI_REFUSED;
    }
    if (e != ERR_OK)
        return cli_failed(c->dir, e);
    account_print(&account);
    (void)printf("\nPassword and key are shown only now.\n");
    return CLI_OK;
}

/* OBJ-30: for whoever has to show who saw what; it holds numbers and names, so it goes nowhere but
 * to the standard output of who can open the directory. */
static int store_reads(struct cli *c)
{
    struct app *app = NULL;
    struct arena arena;
    struct buf text;
    struct str bytes = {0};
    int code = open_offline(c, &app);
    if (code != CLI_OK)
        return code;
    arena_init(&arena, READS_BYTES);
    buf_init(&text, &arena, READS_BYTES);
    enum err e = app_read_log_write(app, &arena, &text);
    if (e == ERR_OK)
        e = buf_finish(&text, &bytes);
    if (e == ERR_OK)
        cli_print(bytes);
    arena_release(&arena);
    app_close(app);
    return e == ERR_OK ? CLI_OK : cli_failed(c->dir, e);
}

int cli_store(struct cli *c)
{
    struct app *app = NULL;
    int64_t bad = 0;
    if (str_equal(cli_word(c, 1), STR("reads")))
        return store_reads(c);
    if (!str_equal(cli_word(c, 1), STR("verify"))) {
        cli_complain("use: todoke store verify|reads --dir DIR");
        return CLI_USAGE;
    }
    int code = open_offline(c, &app);
    if (code != CLI_OK)
        return code;
    struct app_state state;
    app_state(app, &state);
    enum err e = app_verify(app, &bad);
    app_close(app);
    if (e == ERR_CORRUPT) {
        cli_complain("the %s is damaged at number %lld", bad < 0 ? "read log" : "log",
                     (long long)(bad < 0 ? -bad : bad));
        return CLI_REFUSED;
    }
    if (e != ERR_OK)
        return cli_failed(c->dir, e);
    (void)printf("%lld events: the chain holds, every part opens, folding twice gives the same.\n",
                 (long long)state.events);
    return CLI_OK;
}
