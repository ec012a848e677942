/*
 * desk/pages_accounts.h — the administrator's pages: organisations, accounts, one-time links.
 * Nothing of a case.
 */
#ifndef DESK_PAGES_ACCOUNTS_H
#define DESK_PAGES_ACCOUNTS_H

#include "desk/pages_form.h"

struct desk_party_row {
    struct text2 name;
    const char *kind;
    const char *registration;
    struct str href;
};

struct desk_parties_page {
    struct desk_layout page;
    struct desk_list list;
    struct desk_party_row *rows;
    size_t row_count;
    struct str add_href; /* absent: this role does not register organisations */
};

struct desk_person_role {
    const char *role;
    struct text2 party;
};

struct desk_person_row {
    struct str id;
    struct str login;
    struct text2 name;
    struct str mail;
    bool enrolled, closed;
    struct desk_person_role *roles;
    size_t role_count;
    struct str grant_href, take_href, close_href;
    bool link_waits; /* a one-time link for this account waits for a second administrator */
    bool link_is_own;
    struct text2 link_asked_by;
    struct str answer_href; /* to refuse it, or to withdraw one's own */
};

/* A step about accounts that waits for a second administrator; a link waits at its row. */
struct desk_waiting {
    const char *step;
    struct text2 where; /* person, or the organisation of a new account */
    struct text2 sent_by;
    bool own;
    struct str href; /* to read and confirm it, or to withdraw one's own */
};

struct desk_persons_page {
    struct desk_layout page;
    struct desk_waiting *waiting;
    size_t waiting_count;
    struct desk_list list;
    struct desk_person_row *rows;
    size_t row_count;
    struct str add_href;
    struct str enrol_action; /* POST here makes a new one-time link */
    struct str token;
};

struct desk_link_page {
    struct desk_layout page;
    struct text2 name;
    struct str login;
    struct desk_link_code made;
    int64_t days; /* until it ends */
};

#endif
