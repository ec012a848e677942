/*
 * press/pages_listed.h — the view structs of the public list of developers that cannot be contacted
 * (figure 3) and of the pages of their products (figures 4 and 5). There is no field for anything
 * of a vulnerability (UNR-25).
 */
#ifndef PRESS_PAGES_LISTED_H
#define PRESS_PAGES_LISTED_H

#include "press/pages.h"

struct press_listed_row {
    struct str number;
    struct press_line name; /* never empty: a mark when the name is not known */
    struct str link;
    struct str listed;
    struct str disclosed; /* empty: no page yet */
    struct str href;      /* of the product's page */
    struct press_line remark;
    bool has_deadline; /* OP-20: the remarks lead to the page with the deadline */
};

struct press_listed_page {
    struct portal_layout page;
    struct str contact;
    struct str empty; /* what stands in an empty cell (UNR-15) */
    const struct press_listed_row *rows;
    size_t count;
};

/* Figures 4-1 and 5-1 of a company, 4-2 and 5-2 of anybody else; 5-1 and 5-2 with the deadline. */
struct press_product_page {
    struct portal_layout page;
    struct press_line product;
    struct str versions;
    struct str contact;
    struct str list_href;
    bool is_company;
    struct str disclosed;
    struct str updated;  /* empty: figures 4-1 and 4-2 */
    struct str deadline; /* one value for both places (UNR-23) */
    struct str reference;
};

#endif
