/*
 * core/csaf/csaf_priv.h — what the tests share: the document with its lists, and how to say that
 * something was found.
 */
#ifndef CORE_CSAF_CSAF_PRIV_H
#define CORE_CSAF_CSAF_PRIV_H

#include "core/csaf/csaf.h"
#include "core/csaf/schema.h"

/* Texts of findings that differ from the one of their test. */
enum csaf_message {
    MESSAGE_OF_TEST, /* the test's own */
#define CSAF_MESSAGE(name, en, ja) MESSAGE_##name,
#include "core/csaf/messages.def"
    CSAF_MESSAGES
};

struct csaf_list {
    const struct json **items;
    size_t count;
    size_t capacity;
};

/* A product or a group by its id; equal ids stand side by side, in the order of the document. */
struct csaf_named {
    struct str id;
    uint64_t head;           /* its first bytes */
    uint64_t tail;           /* its last bytes: ids of one document mostly differ there */
    const struct json *node; /* the object that defines it */
    size_t index;            /* place in the document */
    bool first;              /* of those with its id */
};

struct csaf_names {
    struct csaf_named *items;
    size_t count;
    size_t *found; /* place of the last that was found: lists of ids mostly go on from there */
};

/* One version of the revision history, sorted by date, then number. */
struct csaf_revision {
    const struct json *node;
    struct csaf_instant date;
    struct csaf_number number;
    struct str number_text;
    struct str date_text;
    size_t place;  /* in the document */
    bool numbered; /* its number can be read */
};

struct csaf_check {
    const struct csaf_options *options;
    struct arena *arena;
    unsigned version; /* one bit */
    enum csaf_test test;
    struct csaf_result *result;
    size_t capacity;
    const struct json *root;
    const struct json *document;
    const struct json *tracking;
    const struct json *tree;
    const struct json *vulnerabilities;
    struct str category; /* of the document */
    struct csaf_list lists[TAG_COUNT];
    struct csaf_names products;
    struct csaf_names groups;
    struct csaf_names strangers;     /* product ids that are used and defined nowhere, each once */
    struct csaf_revision *dated; /* revisions with a readable date, sorted */
    size_t dated_count;
    struct csaf_revision *revisions; /* those of them with a readable number */
    size_t revision_count;
    bool revisions_whole; /* every revision is among them */
};

/* ---- finding --------------------------------------------------------------------------------- */

/* The running test finds something at `node`; NULL is the whole document. */
void csaf_find(struct csaf_check *c, const struct json *node);
void csaf_find_1(struct csaf_check *c, const struct json *node, struct str one);
void csaf_find_2(struct csaf_check *c, const struct json *node, struct str one, struct str two);
struct csaf_say {
    enum csaf_message message;
    struct str below; /* a name below the node that stands in the pointer, absent: none */
    struct str values[3];
};
void csaf_find_say(struct csaf_check *c, const struct json *node, const struct csaf_say *say);
/* The running test is skipped, for a reason that the user has to hear. */
void csaf_skip_say(struct csaf_check *c, const struct json *node, const struct csaf_say *say);
/* The JSON pointer of a value. */
struct str csaf_pointer(const struct json *node, struct str below, struct arena *a);
/* The arena is full, or the list of findings: tests may stop early. */
bool csaf_is_full(const struct csaf_check *c);

/* ---- looking --------------------------------------------------------------------------------- */

/* First element of an array, NULL for anything else. */
const struct json *csaf_first(const struct json *array);
/* First member of an object, NULL for anything else. */
const struct json *csaf_first_member(const struct json *object);
/* Member of a member, and its text. */
const struct json *csaf_at(const struct json *v, struct str key);
struct str csaf_text(const struct json *v, struct str key);
bool csaf_has_text(const struct json *v, struct str key, struct str value);
#define FOR_EACH(item, array)                                                                      \
    for (const struct json *item = csaf_first(array); item != NULL; item = item->next)
#define FOR_EACH_MEMBER(member, object)                                                            \
    for (const struct json *member = csaf_first_member(object); member != NULL;                    \
         member = member->next)
#define FOR_LIST(index, c, tag) for (size_t index = 0; index < (c)->lists[tag].count; index++)
bool csaf_one_of(struct str s, const char *words);
/* Profiles: true when the category is one of these words. */
bool csaf_profile(const struct csaf_check *c, const char *words);
bool csaf_is_21(const struct csaf_check *c);
/* Its status is final or interim. */
bool csaf_is_released(const struct csaf_check *c);
/* 2.1: labelled TLP:CLEAR (tests_sharing.c). */
bool csaf_is_clear(const struct csaf_check *c);
/* Tenths of a score spelt without exponent and with at most one decimal that counts. */
bool csaf_tenths(const struct json *v, int *out);

/* ---- products (product.c) -------------------------------------------------------------------- */

void csaf_products_index(struct csaf_check *c);
/* The first definition of that id, NULL without one. */
const struct csaf_named *csaf_named_find(const struct csaf_names *names, struct str id);
/* A set of products by their place in `products`, behind them in `strangers`: that an id is defined
 * nowhere is one finding, and no reason for others. */
struct csaf_set {
    uint64_t *words;
    size_t bits;
};
struct csaf_set csaf_set_new(struct csaf_check *c);
bool csaf_set_has(const struct csaf_set *s, size_t place);
void csaf_set_add(struct csaf_set *s, size_t place);
void csaf_set_clear(struct csaf_set *s);
/* Place of a product id for sets: below products.count when it is defined; SIZE_MAX for a text that
 * stands where no product id belongs. */
size_t csaf_product_place(const struct csaf_check *c, struct str id);
/* The product id of a place. */
struct str csaf_product_of(const struct csaf_check *c, size_t place);
/* Adds the product_ids of `item` and the products of its group_ids. */
void csaf_set_add_item(struct csaf_check *c, struct csaf_set *s, const struct json *item);
/* Adds the ids of an array of product ids. */
void csaf_set_add_refs(struct csaf_check *c, struct csaf_set *s, const struct json *refs);

/* ---- the schema (schema.c) ------------------------------------------------------------------- */

/* Walks the whole document along its schema: findings of "schema" and of the tests that own a part,
 * and the lists. */
void csaf_schema_walk(struct csaf_check *c);
/* The table for a document: CSAF, or the schema or the metadata of an extension. */
const struct schema *csaf_root_schema(const struct json *root);

/* ---- revisions (revision.c) ------------------------------------------------------------------ */

void csaf_revisions_sort(struct csaf_check *c);

/* ---- the tests ------------------------------------------------------------------------------- */

#define CSAF_TEST(name, id, versions, severity, en, ja) void csaf_run_##name(struct csaf_check *c);
#include "core/csaf/tests.def"

#endif
