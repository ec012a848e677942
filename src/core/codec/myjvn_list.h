/*
 * core/codec/myjvn_list.h — the answers of MyJVN that hold no advisories: vendors with their
 * products (getVendorList, getProductList) and numbers (getStatistics), as XML (3.2) and JSON
 * (4.0). Pure.
 *
 * Both ways CPE names change their spelling: 2.2 in XML, 2.3 in JSON. JSON has the numbers of one
 * series, by severity, in years and their months (myjvn_statistics.c); what else XML may hold has
 * no place there.
 */
#ifndef CORE_CODEC_MYJVN_LIST_H
#define CORE_CODEC_MYJVN_LIST_H

#include "core/codec/feed_read.h"
#include "core/codec/myjvn_json.h"

struct myjvn_product {
    struct str id; /* digits */
    struct str name;
    struct str cpe;            /* 2.2 */
    int64_t updated_us;        /* XML alone; 0: it is not said */
    struct str version;        /* JSON alone, as the rest: */
    struct str jvnpid;         /* absent: it follows from the CPE name */
    const struct json *names;  /* by language; NULL: there are none */
    const struct json *others; /* all its identifiers; NULL: the CPE name alone */
};

struct myjvn_vendor {
    struct str id; /* digits */
    struct str name;
    struct str cpe; /* "cpe:/:vendor" */
    struct str jvnpid;
    const struct json *names;
    struct myjvn_product *products;
    size_t product_count;
};

enum myjvn_column {
    MYJVN_ALL,
    MYJVN_CRITICAL,
    MYJVN_HIGH,
    MYJVN_MEDIUM,
    MYJVN_LOW,
    MYJVN_NONE,
    MYJVN_COLUMNS
};

/* One day, month, quarter or year ("2026-10-14", "2026-10", "2026-4Q", "2026"). */
struct myjvn_count {
    struct str date;                  /* may be absent */
    struct str counts[MYJVN_COLUMNS]; /* digits, absent where the series has none */
};

enum myjvn_theme { MYJVN_SUM_JVNDB, MYJVN_SUM_CVSS, MYJVN_SUM_CWE, MYJVN_THEMES };

struct myjvn_series {
    enum myjvn_theme theme;
    struct str cwe_id; /* MYJVN_SUM_CWE */
    struct str metric; /* whose severities: "cvssV2", "cvssV4"; absent for CVSS 3 */
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
    int64_t updated_us; /* 0: it is not said */
    uint64_t total; /* entries that fit the question, and the place of the first: as an answer */
    uint64_t first; /* says them; 0: it does not */
};

/* The rest of a document of FEED_RESULTS. Texts lie in the events or in `a`. ERR_INVALID and
 * *fault; ERR_MEMORY. */
enum err myjvn_list_read(struct feed_reader *f, struct arena *a, struct myjvn_list *out,
                         struct xml_fault *fault) MUST_CHECK;
/* A dictionary of products, or numbers. ERR_INVALID and *fault; ERR_MEMORY. */
enum err myjvn_list_read_json(const struct json *document, struct arena *a, struct myjvn_list *out,
                              struct myjvn_json_fault *fault) MUST_CHECK;
/* results 3.3 with its Status. */
enum err myjvn_list_write(const struct myjvn_list *list, struct buf *out) MUST_CHECK;
/* What one JSON answer holds of a list: the vendors, or one series. False behind the last. A series
 * of plain numbers that stand in one by severity, too, is no part of its own. */
bool myjvn_list_part(const struct myjvn_list *list, size_t index, struct myjvn_list *out);
/* One part. ERR_UNSUPPORTED for numbers without severities, and for days and quarters. A dictionary
 * must have a date: one that is not said is that of the epoch. Compact. */
enum err myjvn_list_write_json(const struct myjvn_list *list, const struct codec_scheme *s,
                               struct buf *out) MUST_CHECK;

#endif
