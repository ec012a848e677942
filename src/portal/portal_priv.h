/*
 * portal/portal_priv.h — what the files of the portal share: the process, the exchange of one
 * request, rendering.
 *
 * Everything here must work after the sandbox: directories are descriptors, nothing is listed,
 * renamed or removed.
 */
#ifndef PORTAL_PORTAL_PRIV_H
#define PORTAL_PORTAL_PRIV_H

#include "core/conf/conf.h"
#include "core/letter/letter.h"
#include "http/headers.h"
#include "http/rate.h"
#include "http/router.h"
#include "http/static.h"
#include "portal/pages.h"
#include "sys/clock.h"
#include "sys/crypto.h"
#include "sys/receipt.h"

struct portal {
    struct arena arena; /* process lifetime */
    struct conf conf;
    bool training;
    enum crypto_cost cost;
    int data_fd, public_fd, replies_fd, letterbox_fd;
    struct clock clock;
    uint8_t intake_key[CRYPTO_PUBLIC_BYTES];
    struct http_router *router;
    struct http_rate *rate;
    struct http_published *published;
};

enum portal_permission { PERM_PUBLIC = 1 };

/* One request and its reader. */
struct visit {
    struct portal *portal;
    struct http_request *req;
    struct http_response *res;
    struct arena *arena;
    struct ui ui;
};

http_handler page_asset, report_begin, report_step, receipt_ask, receipt_show, receipt_answer;
http_handler security_txt;
http_handler receipt_withdraw, receipt_consents, receipt_release;
const struct http_route *portal_routes(size_t *count);
bool page_permit(void *ctx, struct http_request *req, struct http_response *res);
bool page_published(void *ctx, struct http_request *req, struct http_response *res);
void page_error(void *ctx, struct http_request *req, struct http_response *res, struct str code);

struct visit visit_begin(void *ctx, struct http_request *req, struct http_response *res);
/* Fills what surrounds the page. `path` is the Japanese address ("/report"); the English one is
 * "/en" before it. */
enum err visit_layout(const struct visit *v, const char *title, const char *path,
                      struct portal_layout *out) MUST_CHECK;
/* The address in the reader's language. */
struct str visit_path(const struct visit *v, const char *path);
/* Sends a rendered private page (report and receipt: never cached), or the error page when
 * rendering failed. */
void visit_send(const struct visit *v, int status, const struct buf *page);
void visit_fail(const struct visit *v, enum err err);

/* Writes a letter with the form's fields and files; it is on the disk when this returns. `only`
 * names the fields to take, NULL-terminated. ERR_FULL, ERR_IO, ERR_MEMORY. */
enum err letter_send(const struct visit *v, const struct letter_head *head,
                     const char *const *only) MUST_CHECK;

#endif
