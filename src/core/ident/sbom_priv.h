/* core/ident/sbom_priv.h — what the readers of the two formats share. */
#ifndef CORE_IDENT_SBOM_PRIV_H
#define CORE_IDENT_SBOM_PRIV_H

#include "core/ident/sbom.h"

/* A component by its reference. */
struct sbom_ref {
    struct str ref;
    size_t index;
};

struct sbom_reader {
    struct arena *arena;
    struct sbom_component *list;
    size_t count;
    size_t room;
    struct sbom_ref *refs; /* sorted, once all components are read */
    size_t ref_count;
    struct sbom_error *error;
};

/* Where a value lies: its key or index and the place around it, on the stack of the reader. */
struct sbom_place {
    const struct sbom_place *parent;
    const char *key; /* NULL: `index` counts */
    size_t index;
};

/* Notes pointer and reason; gives ERR_INVALID. */
enum err sbom_refuse(const struct sbom_reader *r, const struct sbom_place *place,
                     const char *reason);
/* The same for a value of the document. */
enum err sbom_refuse_value(const struct sbom_reader *r, const struct json *v, const char *reason);
/* Member `key` of `object` that must be a text when it is there; absent text without it. */
enum err sbom_text(const struct sbom_reader *r, const struct sbom_place *place,
                   const struct json *object, const char *key, struct str *out) MUST_CHECK;
/* The same for a text that must be a timestamp of RFC 3339. */
enum err sbom_time(const struct sbom_reader *r, const struct sbom_place *place,
                   const struct json *object, const char *key, struct str *out) MUST_CHECK;
/* The same for an array, and for an object; NULL without it. */
enum err sbom_array(const struct sbom_reader *r, const struct sbom_place *place,
                    const struct json *object, const char *key, const struct json **out) MUST_CHECK;
enum err sbom_object(const struct sbom_reader *r, const struct sbom_place *place,
                     const struct json *object, const char *key,
                     const struct json **out) MUST_CHECK;
/* The pairs of a list of objects, by the keys of both texts; empty without a list. Objects that
 * lack one of the texts are left out. */
struct sbom_pair_keys {
    struct str kind;
    struct str value;
};
enum err sbom_pairs(const struct sbom_reader *r, const struct json *list,
                    const struct sbom_pair_keys *keys, struct sbom_pairs *out) MUST_CHECK;
/* Appends a component; checks name, purl and CPE name. */
enum err sbom_add(struct sbom_reader *r, const struct sbom_place *place,
                  const struct sbom_component *component) MUST_CHECK;

/* After the last component: the references, each of one component only. */
enum err sbom_index(struct sbom_reader *r) MUST_CHECK;
/* Index of the component of that reference, SIZE_MAX when there is none. */
size_t sbom_find(const struct sbom_reader *r, struct str ref);

enum err sbom_read_cyclonedx(struct sbom_reader *r, const struct json *document,
                             struct sbom *out) MUST_CHECK;
enum err sbom_read_spdx(struct sbom_reader *r, const struct json *document,
                        struct sbom *out) MUST_CHECK;

#endif
