/*
 * core/codec/myjvn_list.h — the answers of MyJVN that hold no advisories: vendors with their
 * products (getVendorList, getProductList) and numbers (getStatistics), as XML (3.2) and JSON
 * (4.0). Pure.
 *
 * JSON is read and written for vendors and products; its statistics have another shape (months
 * below years) and are not read. Both ways CPE names change their spelling: 2.2 in XML, 2.3 in
 * JSON.
 */
#ifndef CORE_CODEC_MYJVN_LIST_H
#define CORE_CODEC_MYJVN_LIST_H

#include "core/codec/feed_read.h"
#include "core/codec/myjvn_json.h"

struct myjvn_product {
    struct str id; /* digits */
    struct str name;
    struct str cpe;     /* 2.2 */
    struct str version; /* JSON alone */
    struct str updated; /* XML alone, as spelt */
};

struct myjvn_vendor {
    struct str id; /* digits */
    struct str name;
    struct str cpe; /* "cpe:/:vendor" */
    struct myjvn_product *products;
    size_t product_count;
};

/* One day, month, quarter or year; counts are digits, absent where the series has none. */
struct myjvn_count {
    struct str date;
    struct str all, critical, high, medium, low, none;
};

enum myjvn_theme { MYJVN_SUM_JVNDB, MYJVN_SUM_CVSS, MYJVN_SUM_CWE, MYJVN_THEMES };

struct myjvn_series {
    enum myjvn_theme theme;
    struct str cwe_id; /* MYJVN_SUM_CWE */
    struct text2 title;
    struct str vulinfo, vendor, product; /* totals of the whole data base */
    struct myjvn_count *counts;
    size_t count_count;
};

struct myjvn_list {
    struct str method; /* "getVendorList" */
    enum lang lang;
    struct myjvn_vendor *vendors;
    size_t vendor_count;
    struct myjvn_series *series;
    size_t series_count;
};

/* The rest of a document of FEED_RESULTS. Texts lie in the events or in `a`. ERR_INVALID and
 * *fault; ERR_MEMORY. */
enum err myjvn_list_read(struct feed_reader *f, struct arena *a, struct myjvn_list *out,
                         struct xml_fault *fault) MUST_CHECK;
/* A dictionary of products. ERR_UNSUPPORTED for statistics. */
enum err myjvn_list_read_json(const struct json *document, struct arena *a, struct myjvn_list *out,
                              struct myjvn_json_fault *fault) MUST_CHECK;
/* results 3.3 with its Status. */
enum err myjvn_list_write(const struct myjvn_list *list, struct buf *out) MUST_CHECK;
/* A dictionary of products; ERR_UNSUPPORTED for statistics. Compact. */
enum err myjvn_list_write_json(const struct myjvn_list *list, const struct codec_scheme *s,
                               struct buf *out) MUST_CHECK;

#endif
