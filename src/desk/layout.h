/*
 * desk/layout.h — what surrounds every page of the desk (templates/desk/layout.html).
 *
 * A page's view embeds `struct desk_layout page` and its template begins with
 * {layout desk/layout with &v->page}. The layout never decides what a person may see: `nav` holds
 * only what is open to the role of the session.
 */
#ifndef DESK_LAYOUT_H
#define DESK_LAYOUT_H

#include "http/parts.h"

struct desk_layout {
    struct str title;        /* of the page, in the reader's language */
    struct str person;       /* display name; absent: nobody is signed in, no navigation is shown */
    struct str organisation; /* for which the person works in this session */
    const char *role;        /* msgid of the role of this session */
    const struct nav_item *nav;
    size_t nav_count;
    bool may_search;     /* there is something to search in this role */
    struct str search;   /* what was searched for, shown in the field again */
    struct str csrf;     /* token of the session, for the sign-out form */
    struct str url_ja;   /* this page in Japanese */
    struct str url_en;   /* and in English */
    bool locked;         /* keys are not unlocked after a restart: cases cannot be read */
    bool degraded;       /* the sandbox of the portal is incomplete on this machine */
    bool clock_doubtful; /* nothing is released until the clock is trusted */
    bool wide;           /* editor and boards use the whole width */
    struct flash_list flashes;
};

#endif
