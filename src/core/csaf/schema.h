/*
 * core/csaf/schema.h — the shape of a CSAF document as constant tables, both versions in one.
 *
 * A node says which values may stand somewhere; schema_*.c hold the tables, schema.c walks a value
 * along them. On its way it puts the values of interest (product references, dates, texts …) into
 * lists, so that no test has to search for them again.
 */
#ifndef CORE_CSAF_SCHEMA_H
#define CORE_CSAF_SCHEMA_H

#include "core/csaf/csaf.h"
#include "core/csaf/pattern.h"

enum schema_kind {
    SCHEMA_ANY,
    SCHEMA_STRING,
    SCHEMA_BOOL,
    SCHEMA_SCORE, /* a number from 0 to 10 */
    SCHEMA_COUNT, /* a whole number, at least `min` */
    SCHEMA_ARRAY,
    SCHEMA_OBJECT,
    SCHEMA_CVSS3, /* 3.0 or 3.1 by the value of "version" */
};

/* The lists that the walk fills. */
enum schema_tag {
    TAG_NONE,
    TAG_PRODUCT,     /* full_product_name_t: the object */
    TAG_PRODUCT_REF, /* a product id that refers to a product */
    TAG_GROUP,       /* a product group: the object */
    TAG_GROUP_REF,
    TAG_BRANCH, /* one item of branches */
    TAG_DATE,
    TAG_LANGUAGE,
    TAG_VERSION,    /* document versions and revision numbers */
    TAG_REFERENCE,  /* one item of references */
    TAG_URI,        /* any other address */
    TAG_WORDS,      /* text for the spelling test alone */
    TAG_PROSE,      /* text for spelling and grammar */
    TAG_HELPER,     /* product_identification_helper: the object */
    TAG_HASHES,     /* file_hashes: the array */
    TAG_EXTENSIONS, /* x_extensions: the array */
    TAG_CVSS,       /* a CVSS object */
    TAG_SSVC,       /* an SSVC object */
    TAG_EPSS,       /* an EPSS object */
    TAG_UNKNOWN,    /* a property that the schema does not know */
    TAG_COUNT
};

struct schema;

struct schema_member {
    struct str key;
    unsigned in;       /* versions that know it */
    unsigned required; /* versions that demand it */
    const struct schema *is;
};

struct schema {
    enum schema_kind kind;
    enum schema_tag tag;
    size_t min;   /* code points, items or properties; CSAF 2.0 and 2.1 alike */
    size_t min21; /* of CSAF 2.1 where it differs, else 0 */
    size_t max;   /* 0: any */
    enum pattern pattern20;
    enum pattern pattern21;
    const char *values20; /* enumeration, parted by blanks; NULL: any */
    const char *values21;
    unsigned unique; /* versions that want the items of the array to differ */
    unsigned closed; /* versions that forbid properties not listed */
    bool owned;      /* what is wrong here and below belongs to the test `owner` */
    enum csaf_test owner;
    struct str needs[2]; /* an object with the first of these properties needs the second */
    const struct schema *items;
    const struct schema_member *members;
    size_t member_count;
};

extern const struct schema schema_csaf;         /* the whole document */
extern const struct schema schema_document;     /* schema_document.c */
extern const struct schema schema_product_tree; /* schema_tree.c */
extern const struct schema schema_vulnerabilities;
extern const struct schema schema_cvss2; /* schema_cvss.c */
extern const struct schema schema_cvss3;
extern const struct schema schema_cvss30;
extern const struct schema schema_cvss31;
extern const struct schema schema_cvss4;
extern const struct schema schema_ssvc; /* schema_ssvc.c */
/* What makers of extensions publish (schema_extension.c). */
extern const struct schema schema_extension_schema;
extern const struct schema schema_extension_metadata;
/* Pieces used in several places (schema_document.c). */
extern const struct schema schema_text;
extern const struct schema schema_words;
extern const struct schema schema_prose;
extern const struct schema schema_uri;
extern const struct schema schema_date;
extern const struct schema schema_acknowledgments;
extern const struct schema schema_notes;
extern const struct schema schema_references;
extern const struct schema schema_product_refs;
extern const struct schema schema_group_refs;
extern const struct schema schema_extensions;

#define SCHEMA_MEMBERS(list) .members = (list), .member_count = sizeof(list) / sizeof((list)[0])
/* For values of an enumeration that is the same in both versions. */
#define SCHEMA_VALUES(text) .values20 = (text), .values21 = (text)
#define SCHEMA_PATTERN(which) .pattern20 = PATTERN_##which, .pattern21 = PATTERN_##which
#define SCHEMA_OWNER(test) .owned = true, .owner = CSAF_TEST_##test

#endif
