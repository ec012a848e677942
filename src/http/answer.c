/*
 * http/answer.c — an answer as bytes: status line, headers, the framing that belongs to them.
 *
 * Responsible for Content-Length, Connection and Date, which nobody else may write. It must never
 * send a body where HTTP forbids one, and never let a broken answer out: a failed one becomes a
 * 500.
 */
#include "http/engine_priv.h"

#include "base/civil.h"
#include "http/headers.h"

#include <stdio.h>
#include <string.h>

struct out {
    char *at;
    size_t room;
    bool full;
};

static void put(struct out *o, struct str s)
{
    if (s.len > o->room) {
        o->full = true;
        return;
    }
    if (s.len > 0) {
        memcpy(o->at, s.ptr, s.len);
        o->at += s.len;
        o->room -= s.len;
    }
}

static void put_u64(struct out *o, uint64_t n)
{
    char digits[20];
    size_t i = sizeof(digits);
    do {
        digits[--i] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    put(o, (struct str){digits + i, sizeof(digits) - i});
}

/* "Date: Sat, 21 Nov 2026 06:00:00 GMT\r\n", made once a second. */
static struct str date_line(struct worker *w)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t now = clock_now_us(&w->engine->clock);
    if (now / US_PER_SECOND != w->date_second) {
        struct civil t = civil_from_us(now, 0);
        int n =
            snprintf(w->date, sizeof(w->date), "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n",
                     days + 3 * t.weekday, (int)t.day, months + 3 * (t.month - 1), (int)t.year,
                     (int)t.hour, (int)t.minute, (int)t.second);
        w->date_len = n > 0 && (size_t)n < sizeof(w->date) ? (size_t)n : 0;
        w->date_second = now / US_PER_SECOND;
    }
    return (struct str){w->date, w->date_len};
}

static bool status_has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

static void compose_shared(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    struct http_shared *s = k->res.shared;
    bool unchanged = k->res.status == 304;
    struct out o = {k->out, sizeof(k->out), false};
    put(&o, date_line(w));
    put(&o, c->closing ? STR("Connection: close\r\n\r\n") : STR("\r\n"));
    k->parts[0] = unchanged ? s->head_304 : s->head;
    k->parts[1] = (struct str){k->out, sizeof(k->out) - o.room};
    k->parts[2] = unchanged || k->req.method == HTTP_HEAD ? (struct str){0} : s->body;
}

static bool compose_own(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    struct http_response *res = &k->res;
    struct out o = {k->out, sizeof(k->out), false};
    uint64_t length = res->content == HTTP_CONTENT_TEXT   ? res->text.len
                      : res->content == HTTP_CONTENT_FILE ? res->length
                                                          : 0;
    bool body = status_has_body(res->status);
    put(&o, STR("HTTP/1.1 "));
    put_u64(&o, (uint64_t)res->status);
    put(&o, STR(" "));
    put(&o, http_status_text(res->status));
    put(&o, STR("\r\n"));
    put(&o, date_line(w));
    for (size_t i = 0; i < res->header_count; i++) {
        put(&o, res->headers[i].name);
        put(&o, STR(": "));
        put(&o, res->headers[i].value);
        put(&o, STR("\r\n"));
    }
    if (body) {
        put(&o, STR("Content-Length: "));
        put_u64(&o, length);
        put(&o, STR("\r\n"));
    }
    put(&o, c->closing ? STR("Connection: close\r\n\r\n") : STR("\r\n"));
    k->parts[0] = (struct str){k->out, sizeof(k->out) - o.room};
    bool send_body = body && k->req.method != HTTP_HEAD;
    if (send_body && res->content == HTTP_CONTENT_TEXT) {
        k->parts[1] = res->text;
    } else if (send_body && res->content == HTTP_CONTENT_FILE) {
        k->file_at = res->offset;
        k->file_left = res->length;
    }
    return !o.full;
}

/* Without the application, which may be what failed. */
static void answer_plain(struct http_response *res, int status)
{
    http_response_clear(res);
    http_headers_add(res, HTTP_HEADERS_API_PRIVATE);
    struct str text = http_status_text(status);
    http_response_text(res, status, STR("text/plain; charset=utf-8"), text);
}

void answer_compose(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    struct http_response *res = &k->res;
    c->closing =
        c->closing || res->close || !k->req.keep_alive || atomic_load(&w->engine->draining);
    for (size_t i = 0; i < sizeof(k->parts) / sizeof(k->parts[0]); i++) {
        k->parts[i] = (struct str){0};
    }
    k->file_left = 0;
    k->sent = 0;
    if (res->failed || res->status < 200 || res->status > 599) {
        answer_plain(res, 500);
    }
    if (res->content == HTTP_CONTENT_SHARED) {
        compose_shared(w, c);
    } else if (!compose_own(w, c)) {
        k->parts[1] = (struct str){0};
        k->file_left = 0;
        answer_plain(res, 500); /* small constants: these fit */
        (void)compose_own(w, c);
    }
}

void answer_refuse(struct worker *w, struct conn *c, int status)
{
    const struct engine_app *app = &w->engine->config.app;
    struct work *k = c->work;
    http_response_clear(&k->res);
    atomic_fetch_add(&w->engine->bad_requests, 1);
    c->closing = true;
    c->linger = true;
    if (app->refuse != NULL) {
        app->refuse(app->ctx, &k->req, &k->res, status);
    }
    if (k->res.status == 0 || k->res.failed) {
        answer_plain(&k->res, status);
    }
    answer_compose(w, c);
}

struct str answer_constant(int status)
{
    return status == 408
               ? STR("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: "
                     "close\r\n\r\n")
               : STR("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\n"
                     "Connection: close\r\n\r\n");
}
