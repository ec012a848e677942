/*
 * portal/layout.h — what surrounds every public page (templates/portal/layout.html).
 *
 * A page's view embeds `struct portal_layout page` and its template begins with
 * {layout portal/layout with &v->page}. Nothing here comes from the case store.
 */
#ifndef PORTAL_LAYOUT_H
#define PORTAL_LAYOUT_H

#include "http/parts.h"

/* An advisory that readers must not miss, on every page while it is urgent. */
struct portal_urgent {
    struct str title;
    struct str href;
};

struct portal_layout {
    struct str title;       /* of the page; absent on the front page */
    struct str description; /* for search engines; may be absent */
    struct str site;        /* name of the scheme's site, in the reader's language */
    struct str operators;   /* who runs it, for the foot */
    struct str home;        /* address of the front page in this language */
    struct str search_url;  /* where the search form leads; absent: no search is shown */
    struct str search;      /* what was searched for */
    const struct nav_item *nav;
    size_t nav_count;
    const struct nav_item *foot; /* links of the foot */
    size_t foot_count;
    const struct portal_urgent *urgent;
    size_t urgent_count;
    struct str url_ja; /* this page in Japanese */
    struct str url_en; /* and in English */
    struct str feed;   /* Atom feed of the page; may be absent */
    bool private_page; /* report and receipt pages: not for search engines, no referrer */
    struct flash_list flashes;
};

#endif
