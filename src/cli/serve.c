/*
 * cli/serve.c — the master: starts the roles, restarts those that die, passes the end on; does
 * nothing else. Of the data directory it reads the settings only, and it speaks to nobody.
 */
#include "cli/cli_priv.h"

#include "core/conf/conf.h"
#include "desk/desk.h"
#include "sys/child.h"
#include "sys/clock.h"
#include "sys/disk.h"
#include "sys/log.h"
#include "sys/net.h"

#include <stdio.h>

enum {
    ARGUMENTS = 6,
    PATIENCE_S = 10, /* for a role that was asked to end */
    STEADY_S = 3,    /* a role that ran so long had begun well: it begins again at once */
    BACKOFF_FIRST_MS = 250,
    BACKOFF_MAX_MS = 30000,
    ROUND_MS = 250,
};

struct role_process {
    const char *name;
    const char *program;
    const char *argv[ARGUMENTS];
    int pid; /* 0 = not running */
    int64_t started_us;
    int64_t start_at_us;
    int64_t backoff_ms;
};

static void role_begin(struct role_process *r)
{
    int64_t now_us = clock_monotonic_us();
    enum err e = child_start(r->program, r->argv, &r->pid);
    r->started_us = now_us;
    if (e == ERR_OK) {
        log_info("role_start", "name=%s pid=%d", r->name, r->pid);
        return;
    }
    r->pid = 0;
    r->start_at_us = now_us + BACKOFF_MAX_MS * INT64_C(1000);
    log_error("role_start", "name=%s err=\"%s\"", r->name, err_text(e));
}

static void role_ended(struct role_process *r, const struct child_end *end)
{
    int64_t now_us = clock_monotonic_us();
    if (now_us - r->started_us > STEADY_S * US_PER_SECOND)
        r->backoff_ms = 0;
    else
        r->backoff_ms = r->backoff_ms == 0 ? BACKOFF_FIRST_MS : 2 * r->backoff_ms;
    if (r->backoff_ms > BACKOFF_MAX_MS)
        r->backoff_ms = BACKOFF_MAX_MS;
    r->pid = 0;
    r->start_at_us = now_us + r->backoff_ms * INT64_C(1000);
    log_warn("role_end", "name=%s %s=%d restart_ms=%lld", r->name,
             end->killed ? "signal" : "status", end->status, (long long)r->backoff_ms);
}

static void roles_reap(struct role_process *roles, size_t count)
{
    struct child_end end;
    while (child_reap(&end)) {
        for (size_t i = 0; i < count; i++) {
            if (roles[i].pid == end.pid)
                role_ended(&roles[i], &end);
        }
    }
}

static bool any_runs(const struct role_process *roles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (roles[i].pid != 0)
            return true;
    }
    return false;
}

static void roles_signal(const struct role_process *roles, size_t count, bool hard)
{
    for (size_t i = 0; i < count; i++) {
        if (roles[i].pid != 0)
            child_stop(roles[i].pid, hard);
    }
}

static void roles_end(struct role_process *roles, size_t count)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_S * US_PER_SECOND;
    roles_signal(roles, count, false);
    while (any_runs(roles, count) && clock_monotonic_us() < until_us) {
        (void)child_wait(ROUND_MS / 2);
        roles_reap(roles, count);
    }
    roles_signal(roles, count, true);
    log_info("serve_end", "roles=%zu", count);
}

static void roles_run(struct role_process *roles, size_t count)
{
    for (;;) {
        for (size_t i = 0; i < count; i++) {
            if (roles[i].pid == 0 && clock_monotonic_us() >= roles[i].start_at_us)
                role_begin(&roles[i]);
        }
        enum child_event event = child_wait(ROUND_MS);
        if (event == CHILD_STOP)
            break;
        roles_reap(roles, count);
    }
    roles_end(roles, count);
}

/* A port that is taken is told once and in words, before the roles would try again and again. */
static bool is_free(struct cli *c, const char *setting, struct str where)
{
    const char *address;
    uint16_t port;
    int fd = -1;
    enum err e = ERR_INVALID;
    if (conf_listen(where, &c->arena, &address, &port))
        e = net_listen_tcp(address, port, &fd, &port);
    disk_close(&fd);
    if (e == ERR_EXISTS)
        cli_complain("%.*s is in use by another program; end it, or change %s in %s/%s",
                     STR_ARG(where), setting, c->dir, CONF_FILE);
    else if (e != ERR_OK)
        cli_complain("cannot listen on %.*s (%s); change %s in %s/%s", STR_ARG(where), err_text(e),
                     setting, c->dir, CONF_FILE);
    return e == ERR_OK;
}

int cli_serve(struct cli *c)
{
    struct conf conf;
    struct str home = child_program_dir(&c->arena);
    enum err e = cli_conf(c, &conf);
    if (e != ERR_OK)
        return cli_dir_failed(c, e);
    if (!is_free(c, "portal_listen", conf.portal_listen) ||
        !is_free(c, "desk_listen", conf.desk_listen))
        return CLI_FAILED;
    const char *self = arena_format(&c->arena, "%.*s/todoke", STR_ARG(home)).ptr;
    const char *portal = arena_format(&c->arena, "%.*s/todoke-portal", STR_ARG(home)).ptr;
    if (!home.ptr || !self || !portal)
        return cli_failed("serve", ERR_MEMORY);
    struct role_process roles[] = {
        {.name = "desk", .program = self, .argv = {self, "role-desk", "--dir", c->dir, NULL}},
        {.name = "portal", .program = portal, .argv = {portal, "--dir", c->dir, NULL}},
    };
    log_set_role("master");
    child_signals_hold();
    (void)printf("Portal  %.*s\nDesk    %.*s\nEnd with Ctrl-C.\n", STR_ARG(conf.portal_url),
                 STR_ARG(conf.desk_url));
    (void)fflush(stdout);
    roles_run(roles, sizeof(roles) / sizeof(roles[0]));
    return CLI_OK;
}

int cli_role_desk(struct cli *c)
{
    struct conf conf;
    enum err e = cli_conf(c, &conf);
    if (e == ERR_OK) {
        struct desk_options options = {
            .data_dir = c->dir,
            .listen_fd = -1,
            .sandbox_degraded = str_equal(conf.sandbox, STR("degraded")),
        };
        e = desk_run(&options);
    }
    return e == ERR_OK ? CLI_OK : cli_failed("desk", e);
}
