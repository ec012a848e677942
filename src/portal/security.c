/*
 * portal/security.c — security.txt. It is no published file, because it has a day on which it ends:
 * what press writes must not grow old.
 */
#include "portal/portal_priv.h"

#include "core/codec/security_txt.h"

void security_txt(void *ctx, struct http_request *req, struct http_response *res)
{
    struct portal *p = ctx;
    const struct security_txt text = {
        .base_url = p->conf.portal_url,
        .contact = p->conf.publisher_contact,
        .now_us = clock_now_us(&p->clock),
    };
    struct buf out;

    buf_init(&out, req->arena, LIMIT_FORM_BYTES);
    if (security_txt_write(&text, &out) != ERR_OK) {
        http_router_error(req, res, 503, STR("unavailable"));
        return;
    }
    http_response_text(res, 200, STR("text/plain; charset=utf-8"), buf_str(&out));
    http_headers_add(res, HTTP_HEADERS_API_PUBLIC);
}
