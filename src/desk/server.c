/*
 * desk/server.c — the desk as a process: opens the application, serves the router, ends on SIGTERM.
 *
 * Threads start after everything is open. What was opened is closed in reverse order; requests
 * under way finish.
 */
#include "desk/desk.h"

#include "desk/desk_priv.h"
#include "messages.h"
#include "sys/log.h"
#include "sys/net.h"
#include "sys/random.h"

#include <signal.h>
#include <unistd.h>

enum { DRAIN_MS = 5000, LISTENERS = 2 };

struct server {
    struct desk desk;
    struct engine *engine;
    int listeners[LISTENERS];
    bool owns_tcp;
    sigset_t ending;
};

static struct str translate(enum lang lang, const char *message_id)
{
    return message(lang, message_id);
}

static enum err listen_tcp(struct server *s, const struct desk_options *o)
{
    const struct conf *conf = app_conf(s->desk.app);
    struct str where = o->listen != NULL ? str_from_cstr(o->listen) : conf->desk_listen;
    const char *address;
    uint16_t port;
    enum err e;

    if (o->listen_fd >= 0) {
        s->listeners[0] = o->listen_fd;
        return ERR_OK;
    }
    if (!conf_listen(where, &s->desk.arena, &address, &port))
        return ERR_INVALID;
    e = net_listen_tcp(address, port, &s->listeners[0], &port);
    if (e != ERR_OK)
        return e;
    s->owns_tcp = true;
    log_info("desk_listen", "address=%s port=%u", address, (unsigned)port);
    return ERR_OK;
}

static enum err listen_all(struct server *s, const struct desk_options *o)
{
    struct str path = arena_format(&s->desk.arena, "%s/%s", o->data_dir, DESK_SOCKET_FILE);
    enum err e;

    if (path.ptr == NULL)
        return ERR_MEMORY;
    e = listen_tcp(s, o);
    return e != ERR_OK ? e : net_listen_unix(path.ptr, &s->listeners[1]);
}

static enum err router_open(struct desk *d)
{
    struct http_router_app app = {.ctx = d,
                                  .permit = guard_permit,
                                  .csrf = guard_csrf,
                                  .error_page = guard_error_page,
                                  .error_sentence = api_error_sentence};
    size_t count;
    const struct http_route *routes = desk_routes(&count);
    uint64_t seed;
    enum err e;

    random_bytes(&seed, sizeof(seed));
    e = http_rate_init(&d->rate, &d->arena, seed);
    if (e != ERR_OK)
        return e;
    app.rate = d->rate;
    app.origin = d->origin;
    return http_router_init(&d->router, &d->arena, routes, count, &app);
}

static enum err desk_open(struct desk *d, const struct desk_options *o)
{
    struct app_options options = {.data_dir = o->data_dir, .translate = translate};
    enum err e;

    arena_init(&d->arena, LIMIT_ARENA_REQUEST);
    e = app_open(&options, &d->app);
    if (e != ERR_OK)
        return e;
    d->secure = str_starts_with(app_conf(d->app)->desk_url, STR("https://"));
    /* A fixed Origin only where the address is known for sure: a proxy's; a machine's own use has
     * many names. */
    d->origin = d->secure ? app_conf(d->app)->desk_url : (struct str){0};
    d->degraded = o->sandbox_degraded;
    random_bytes(d->csrf_key, sizeof(d->csrf_key));
    random_bytes(d->words_key, sizeof(d->words_key));
    return router_open(d);
}

static enum err engine_open(struct server *s)
{
    const struct conf *conf = app_conf(s->desk.app);
    struct engine_config config = {
        .app = http_router_engine_app(s->desk.router),
        .listeners = s->listeners,
        .listener_count = LISTENERS,
        .workers = conf->desk_workers == 0 ? 1 : conf->desk_workers,
        .blocking_handlers = true,
        .trust_local_proxy = conf_is_yes(conf->trust_local_proxy),
    };

    return engine_start(&config, &s->engine);
}

static void server_close(struct server *s)
{
    if (s->engine != NULL)
        engine_stop(s->engine, DRAIN_MS);
    if (s->listeners[1] >= 0)
        (void)close(s->listeners[1]);
    if (s->owns_tcp)
        (void)close(s->listeners[0]);
    if (s->desk.app != NULL)
        app_close(s->desk.app);
    crypto_wipe(s->desk.csrf_key, sizeof(s->desk.csrf_key));
    crypto_wipe(s->desk.words_key, sizeof(s->desk.words_key));
    arena_release(&s->desk.arena);
}

enum err desk_run(const struct desk_options *options)
{
    struct server s = {.listeners = {-1, -1}};
    int caught = 0;
    enum err e;

    log_set_role("desk");
    /* Blocked before any thread exists, so that only this thread takes them. */
    (void)sigemptyset(&s.ending);
    (void)sigaddset(&s.ending, SIGTERM);
    (void)sigaddset(&s.ending, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &s.ending, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    e = desk_open(&s.desk, options);
    if (e == ERR_OK)
        e = listen_all(&s, options);
    if (e == ERR_OK)
        e = app_background_start(s.desk.app);
    if (e == ERR_OK)
        e = engine_open(&s);
    if (e == ERR_OK) {
        log_info("desk_ready", "dir=%s", options->data_dir);
        (void)sigwait(&s.ending, &caught);
        log_info("desk_ends", "signal=%d", caught);
    } else {
        log_error("desk_start", "error=\"%s\"", err_text(e));
    }
    server_close(&s);
    return e;
}
