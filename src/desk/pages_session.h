/*
 * desk/pages_session.h — pages before and about one's own session: sign-in, the second factor,
 * roles, one's own account.
 */
#ifndef DESK_PAGES_SESSION_H
#define DESK_PAGES_SESSION_H

#include "desk/pages_form.h"
#include "desk/qr.h"

struct desk_sign_in_page {
    struct desk_layout page;
    struct desk_form form;
    bool expired; /* the session ended while something was typed: it is kept */
    bool lost;    /* … and it was too long to be kept */
    bool stale;   /* signed in all the time, but the form was of before a restart */
    struct str login;
    enum { SIGN_IN_PASSWORD, SIGN_IN_CODE, SIGN_IN_ROLE, SIGN_IN_RESEND } stage;
    struct desk_option *roles;
    size_t role_count;
};

struct desk_enrol_page {
    struct desk_layout page;
    struct desk_form form;
    enum { ENROL_START, ENROL_CONFIRM, ENROL_DONE, ENROL_DEAD } stage;
    struct str login;
    struct text2 name;
    struct qr_path qr;
    struct str secret; /* in groups of four */
};

struct desk_me_page {
    struct desk_layout page;
    struct desk_form role_form;
    struct desk_option *roles;
    size_t role_count;
    struct str api_token;     /* just made: shown once */
    struct str calendar_href; /* the same */
    bool calendar_is_on;
    struct desk_colleague {
        struct text2 name;
        int32_t from, until; /* 0 = not absent */
        struct str href;     /* to record an absence */
    } * colleagues;          /* officers of this body, oneself first (HND-03) */
    size_t colleague_count;
};

struct desk_step_up_page {
    struct desk_layout page;
    struct desk_form form;
    const char *title;
    const char *effect;
};

#endif
