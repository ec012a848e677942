/* cli/convert_priv.h — what the parts of `todoke convert` share. */
#ifndef CLI_CONVERT_PRIV_H
#define CLI_CONVERT_PRIV_H

#include "cli/items.h"

#include "core/codec/codec.h"
#include "core/codec/cve.h"
#include "core/codec/feed_read.h"
#include "core/codec/myjvn_list.h"

struct convert;

/* One text on its way: a JSON document is one advisory, a feed has several. */
struct parcel {
    enum lang lang;      /* of what is said to the person */
    struct arena *arena; /* of the whole text */
    struct arena *entry; /* of one advisory */
    size_t index;        /* of the advisory, from 0 */
    const struct json *document;
    struct feed_reader feed;
    struct myjvn_json myjvn;
    struct publication publication;
    struct myjvn_list lists; /* all that the document has of them */
    struct myjvn_list list;  /* those that are one output */
    bool is_list;            /* vendors, products or numbers: there is no publication */
    struct cve_record cve;   /* `original` is there when it came as one */
    bool csaf;               /* `document` is a CSAF document */
    const char *reason;      /* why it cannot be read or written */
    const struct json *where;
    struct str detail;      /* what the document itself says about it */
    struct xml_fault fault; /* line 0: none */
};

struct format {
    const char *name;
    /* Begins a text; NULL: written only. */
    enum err (*open)(struct parcel *p, struct str text);
    /* Its next advisory; ERR_NOT_FOUND behind the last. After any other error but ERR_INVALID the
     * rest is not read. */
    enum err (*next)(const struct convert *v, struct parcel *p);
    enum err (*write)(const struct convert *v, struct parcel *p, struct buf *out);
    bool lists; /* also of vendors, products and numbers */
    bool text;  /* written as a document of several lines, not as one line of JSON */
};

struct convert {
    struct cli *c;
    const struct format *from;
    const struct format *to;
    struct codec_scheme scheme;
    struct cve_issuer issuer;
    struct str cve;
    struct str method; /* of answers of MyJVN */
    enum csaf_category category;
    struct str lang; /* of CSAF: "ja", "en"; absent: what the advisory has */
    bool is_named;   /* --publisher was given */
    struct arena arena;
    struct arena entry;
    bool json;
    bool all_good;
};

/* The language in which a publication is written: the one asked for; else Japanese when there is
 * Japanese. */
enum lang convert_lang(const struct convert *v, const struct publication *p);
/* The next output of `lists` as the target has them: XML all, JSON a part. ERR_NOT_FOUND behind the
 * last. */
enum err convert_take_list(const struct convert *v, struct parcel *p) MUST_CHECK;
/* Those of convert_json.c and convert_xml.c; NULL when there is none of that name. */
const struct format *convert_json_format(struct str name);
const struct format *convert_xml_format(struct str name);

#endif
