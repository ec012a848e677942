/*
 * core/unreachable/document.h — the public list of developers that cannot be contacted (figure 3)
 * and the pages of their products (figures 4 and 5) as one language-neutral document.
 *
 * The pages are made from this alone, so that nothing of a vulnerability can stand on them
 * (UNR-25): the document has no field for it. The functions are pure.
 */
#ifndef CORE_UNREACHABLE_DOCUMENT_H
#define CORE_UNREACHABLE_DOCUMENT_H

#include "core/law_types.h"

struct listed_developer {
    struct str number; /* DID#12345678 (UNR-14) */
    struct text2 name; /* empty: not known */
    struct str link;
    struct text2 remark;
    int32_t listed_day;
    int32_t product_day; /* figures 4-1, 4-2; 0 = no page yet */
    struct text2 product;
    struct str versions;
    uint32_t legal_kind;  /* CODE_legal_kind_…: which figure (UNR-18) */
    int32_t deadline_day; /* figures 5-1, 5-2: updated then; 0 = no deadline yet */
    int32_t deadline;     /* one value for both places (UNR-23) */
    int64_t edition;      /* whose chapters the page names (UNR-24) */
};

struct developer_list {
    const struct listed_developer *rows; /* in the order of the page: the newest entry first */
    size_t count;
    struct str contact; /* mail address (OBJ-28) */
};

/* Compact, keys ascending, absent fields left out. ERR_LIMIT, ERR_MEMORY. */
enum err developer_list_write(const struct developer_list *v, struct arena *a,
                              struct str *out) MUST_CHECK;
/* Strict: an unknown key or a wrong kind is ERR_INVALID. */
enum err developer_list_read(struct str json, struct arena *a,
                             struct developer_list *out) MUST_CHECK;
/* "DID12345678.html" for the number: the file of a product's page. */
struct str listed_page(struct str number, struct arena *a);
/* UNR-24: message id of the chapters and appendices that a deadline page names. */
const char *listed_reference(int64_t edition);

#endif
