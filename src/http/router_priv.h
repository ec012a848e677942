/*
 * http/router_priv.h — the table of rows, shared by the router and the file that searches it.
 */
#ifndef HTTP_ROUTER_PRIV_H
#define HTTP_ROUTER_PRIV_H

#include "http/router.h"

enum { ROUTE_BUCKETS = 256 };

struct route_entry; /* one row */

struct route_table {
    struct route_entry *buckets[ROUTE_BUCKETS]; /* by the first segment, when that is literal */
    struct route_entry *wild;                   /* all others */
};

/* ERR_INVALID: a pattern that cannot be read, or one that another row has for the same method. */
enum err route_table_add(struct route_table *t, struct arena *a,
                         const struct http_route *route) MUST_CHECK;
/* Sets req->route and its parameters. ERR_OK with req->route NULL: no row is of that path.
 * ERR_UNSUPPORTED: there are rows, but none of this method; *allow lists the methods that there
 * are. ERR_INVALID: the path cannot be decoded. */
enum err route_table_find(const struct route_table *t, struct http_request *req,
                          struct str *allow) MUST_CHECK;

#endif
