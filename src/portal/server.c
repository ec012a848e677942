/*
 * portal/server.c — the portal as a process: opens what it will ever need, confines itself, serves,
 * ends on SIGTERM.
 *
 * Order matters: descriptors first, then the sandbox, then threads. After the sandbox nothing can
 * be opened but files below public/ and replies/, and new letters.
 */
#include "portal/portal.h"

#include "assets.h"
#include "portal/portal_priv.h"
#include "sys/disk.h"
#include "sys/log.h"
#include "sys/net.h"
#include "sys/random.h"
#include "sys/sandbox.h"

#include <signal.h>
#include <string.h>

enum { DRAIN_MS = 5000 };

#define INTAKE_KEY_FILE "letterbox.pub" /* written by the vault: 32 bytes */

static enum err open_conf(struct portal *p)
{
    struct str text;
    size_t line = 0;
    conf_init(&p->conf);
    enum err err = disk_read_all(p->data_fd, CONF_FILE, LIMIT_FORM_BYTES, &p->arena, &text);
    if (!err)
        err = conf_read(text, &p->arena, &p->conf, &line);
    if (err == ERR_INVALID)
        log_error("portal_conf", "line=%zu", line);
    p->training = conf_is_yes(p->conf.training);
    p->cost =
        str_equal(p->conf.password_cost, STR("reduced")) ? CRYPTO_COST_REDUCED : CRYPTO_COST_FULL;
    return err;
}

static enum err open_intake_key(struct portal *p)
{
    struct str key;
    enum err err = disk_read_all(p->data_fd, INTAKE_KEY_FILE, CRYPTO_PUBLIC_BYTES, &p->arena, &key);
    if (err)
        return err;
    if (key.len != CRYPTO_PUBLIC_BYTES)
        return ERR_CORRUPT;
    memcpy(p->intake_key, key.ptr, key.len);
    return ERR_OK;
}

static enum err open_clock(struct portal *p)
{
    if (str_equal(p->conf.clock, STR("manual")))
        return clock_open_manual(&p->clock, p->data_fd, false);
    clock_init_system(&p->clock);
    return ERR_OK;
}

static enum err open_directories(struct portal *p, const char *data_dir)
{
    enum err err = disk_open_root(data_dir, &p->data_fd);
    if (!err)
        err = disk_open_dir(p->data_fd, "public", &p->public_fd);
    if (!err)
        err = disk_open_dir(p->data_fd, "replies", &p->replies_fd);
    if (!err)
        err = disk_open_dir(p->data_fd, "letterbox", &p->letterbox_fd);
    return err;
}

static enum err open_web(struct portal *p)
{
    struct http_router_app app = {
        .ctx = p, .permit = page_permit, .error_page = page_error, .fallback = page_published};
    size_t count;
    const struct http_route *routes = portal_routes(&count);
    uint64_t seed;
    random_bytes(&seed, sizeof(seed));
    enum err err = http_rate_init(&p->rate, &p->arena, seed);
    if (!err)
        err = http_published_init(&p->published, p->public_fd);
    app.rate = p->rate;
    return err ? err : http_router_init(&p->router, &p->arena, routes, count, &app);
}

static enum err confine(const struct portal *p)
{
    const struct sandbox_portal s = {
        .public_fd = p->public_fd,
        .replies_fd = p->replies_fd,
        .letterbox_fd = p->letterbox_fd,
        .clock_fd = p->clock.fd,
        .allow_degraded = str_equal(p->conf.sandbox, STR("degraded")),
    };
    struct sandbox_report report = {0};
    enum err err = sandbox_apply_portal(&s, &report);
    log_info("portal_sandbox", "landlock=%d abi=%d seccomp=%d tcp_denied=%d", report.landlock,
             report.landlock_abi, report.seccomp, report.tcp_denied);
    return err;
}

static enum err listen_on(struct portal *p, const struct portal_options *o, int *fd)
{
    const char *address;
    uint16_t port;
    if (o->listen_fd >= 0)
        return net_inherit(o->listen_fd, fd);
    if (!conf_listen(p->conf.portal_listen, &p->arena, &address, &port))
        return ERR_INVALID;
    enum err err = net_listen_tcp(address, port, fd, &port);
    if (!err)
        log_info("portal_listen", "address=%s port=%u", address, (unsigned)port);
    return err;
}

static enum err open_all(struct portal *p, const struct portal_options *o, int *listener)
{
    arena_init(&p->arena, LIMIT_ARENA_REQUEST);
    enum err err = crypto_init();
    if (!err)
        err = open_directories(p, o->data_dir);
    if (!err)
        err = open_conf(p);
    if (!err)
        err = open_intake_key(p);
    if (!err)
        err = open_clock(p);
    if (!err)
        err = listen_on(p, o, listener);
    if (!err)
        err = open_web(p);
    return err;
}

static enum err serve(struct portal *p, int listener)
{
    sigset_t ending;
    int caught = 0;
    struct engine *engine;
    struct engine_config config = {
        .app = http_router_engine_app(p->router),
        .listeners = &listener,
        .listener_count = 1,
        .workers = p->conf.portal_workers ? p->conf.portal_workers : 1,
        .trust_local_proxy = conf_is_yes(p->conf.trust_local_proxy),
    };
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &ending, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    enum err err = engine_start(&config, &engine);
    if (err)
        return err;
    log_info("portal_ready", "");
    (void)sigwait(&ending, &caught);
    log_info("portal_ends", "signal=%d", caught);
    engine_stop(engine, DRAIN_MS);
    return ERR_OK;
}

static void close_all(struct portal *p, int listener)
{
    if (p->published)
        http_published_free(p->published);
    clock_release(&p->clock);
    disk_close(&listener);
    disk_close(&p->letterbox_fd);
    disk_close(&p->replies_fd);
    disk_close(&p->public_fd);
    disk_close(&p->data_fd);
    arena_release(&p->arena);
}

enum err portal_run(const struct portal_options *options)
{
    struct portal p = {
        .data_fd = -1, .public_fd = -1, .replies_fd = -1, .letterbox_fd = -1, .clock = {.fd = -1}};
    int listener = -1;
    log_set_role("portal");
    enum err err = open_all(&p, options, &listener);
    /* The data directory itself is closed before the first request: only its three public rooms
     * stay reachable. */
    disk_close(&p.data_fd);
    p.data_fd = -1;
    if (!err)
        err = confine(&p);
    if (!err)
        err = serve(&p, listener);
    if (err)
        log_error("portal_start", "error=\"%s\"", err_text(err));
    close_all(&p, listener);
    return err;
}
