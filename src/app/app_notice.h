/*
 * app/app_notice.h — one-time links of notices (CON-07, OVW-16), as part of app/app.h. They must
 * never open a detail.
 */
#ifndef APP_NOTICE_H
#define APP_NOTICE_H

#include "app/app.h"

enum { APP_NOTICE_CODE_LEN = 8 };

/* For a coordinator: a link to the overview, or to the request to register, of that developer, and
 * the code that goes to it another way. Older links of the relation end. ERR_NOT_FOUND when nothing
 * was sent. */
struct app_notice_link {
    char reference[APP_TOKEN_LEN + 1];
    char code[APP_NOTICE_CODE_LEN + 1];
};
enum err app_notice_link(const struct app_reader *r, struct subject relation,
                         struct app_notice_link *out) MUST_CHECK;
/* What the holder of link and code reads; the opening is in the log before it is shown, and the
 * link is used up. `opened` false: no such link, another code, or over; each costs the same work,
 * a write of the disk, so that its time tells nothing either. `wait_s`: too many from that address,
 * nothing was looked at. */
struct app_notice {
    bool opened;
    uint32_t wait_s;
    bool is_request; /* asked to register: neither product nor vulnerability */
    struct str number, text;
    struct text2 organisation;
};
struct app_notice_ask {
    struct str reference, code;
    struct str peer;
};
enum err app_notice_open(struct app *app, const struct app_notice_ask *ask, struct arena *arena,
                         struct app_notice *out) MUST_CHECK;

#endif
