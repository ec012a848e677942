/*
 * bench/http_static.c — serves a folder of published files and nothing else, for
 * bench/portal-page.sh.
 *
 *     http_static PORT WORKERS FOLDER
 *
 * The engine, the router with its rate limit off, and http/static.h as the portal uses them. It
 * must measure nothing itself: the script reads the CPU time that the kernel counted.
 */
#include "http/router.h"
#include "http/static.h"
#include "sys/crypto.h"
#include "sys/net.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool serve_file(void *ctx, struct http_request *req, struct http_response *res)
{
    return http_published_serve(ctx, req, res, str_slice(req->path, 1, req->path.len));
}

static bool permit(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx, (void)req, (void)res;
    return true;
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct http_router *router = NULL;
    struct http_published *published = NULL;
    struct engine *engine = NULL;
    uint16_t port = 0;
    uint64_t wanted = 0, workers = 0;
    int fd = -1;
    if (argc != 4 || !str_to_u64(str_from_cstr(argv[1]), 65535, &wanted) ||
        !str_to_u64(str_from_cstr(argv[2]), 64, &workers)) {
        fprintf(stderr, "usage: http_static port workers folder\n");
        return 2;
    }
    int dir = open(argv[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    arena_init(&arena, 1 << 20);
    if (dir < 0 || crypto_init() != ERR_OK || http_published_init(&published, dir) != ERR_OK ||
        http_router_init(&router, &arena, NULL, 0,
                         &(struct http_router_app){.ctx = published,
                                                   .permit = permit,
                                                   .fallback = serve_file}) != ERR_OK ||
        net_listen_tcp("127.0.0.1", (uint16_t)wanted, &fd, &port) != ERR_OK ||
        engine_start(&(struct engine_config){.app = http_router_engine_app(router),
                                             .listeners = &fd,
                                             .listener_count = 1,
                                             .workers = (uint32_t)workers,
                                             .connections_per_peer = 1000},
                     &engine) != ERR_OK) {
        fprintf(stderr, "http_static: cannot start\n");
        return 1;
    }
    sigset_t ends;
    int signal_seen = 0;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    printf("port %u\n", (unsigned)port);
    fflush(stdout);
    sigwait(&ends, &signal_seen);
    engine_stop(engine, 1000);
    http_published_free(published);
    arena_release(&arena);
    return 0;
}
