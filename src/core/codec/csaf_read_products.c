/*
 * core/codec/csaf_read_products.c — the product tree of a CSAF document as rows of products.
 *
 * A product stands below branches that say vendor, name and version, or alone with its whole name.
 * Versions in the words of the author stand behind vendor and product in that name. Rows whose ids
 * are numbered as ours are stand in the order of the numbers. Products that come out of
 * relationships stay with the document.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/codec/csaf_read_priv.h"

#include <stdlib.h>

/* A row and the number in its id. */
struct numbered {
    uint64_t number;
    struct advisory_product row;
};

struct products {
    struct arena *arena;
    struct numbered *rows;
    size_t count;
    bool unnumbered;      /* an id is not one of ours */
    struct str *affected; /* sorted */
    size_t affected_count;
    bool all;
    enum err e;
};

static int compare_ids(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static const struct str affected_lists[] = {STR_INIT("first_affected"), STR_INIT("known_affected"),
                                            STR_INIT("last_affected")};

enum { LISTS = sizeof(affected_lists) / sizeof(affected_lists[0]) };

static void collect_affected(struct products *p, const struct json *document)
{
    const struct json *list = json_member(document, STR("vulnerabilities"));
    size_t total = 0;

    p->all = true;
    for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
        const struct json *status = json_member(v, STR("product_status"));
        p->all = p->all && status == NULL;
        for (size_t i = 0; i < LISTS; i++) {
            const struct json *ids = json_member(status, affected_lists[i]);
            total += ids != NULL ? ids->count : 0;
        }
    }
    p->affected = ARENA_ARRAY(p->arena, struct str, total + 1);
    if (p->affected == NULL) {
        p->e = ERR_MEMORY;
        return;
    }
    for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
        const struct json *status = json_member(v, STR("product_status"));
        for (size_t i = 0; i < LISTS; i++) {
            const struct json *ids = json_member(status, affected_lists[i]);
            for (const struct json *id = ids != NULL ? ids->first : NULL; id != NULL;
                 id = id->next) {
                p->affected[p->affected_count++] = json_text(id);
            }
        }
    }
    if (p->affected_count > 0) {
        qsort(p->affected, p->affected_count, sizeof(struct str), compare_ids);
    }
}

/* The words behind vendor and product in the name of a product; absent when it begins otherwise. */
static struct str versions_in_name(const struct advisory_product *row, struct str name,
                                   struct arena *a)
{
    struct advisory_product bare = {.vendor = row->vendor, .product = row->product};
    struct str start = csaf_product_name(&bare, a);

    if (!str_starts_with(name, start) || name.len < start.len + 2 || name.ptr[start.len] != ' ') {
        return (struct str){NULL, 0};
    }
    return str_slice(name, start.len + 1, name.len);
}

static void read_names(struct products *p, const struct json *product, struct advisory_product *row)
{
    struct str name = json_text(json_member(product, STR("name")));
    struct str versions;

    if (str_is_empty(row->product)) {
        row->product = name;
        return;
    }
    versions = versions_in_name(row, name, p->arena);
    if (versions.len > 0 && (str_is_empty(row->versions) ||
                             str_equal(csaf_range_of(versions, p->arena), row->versions))) {
        row->versions = versions;
    }
}

static void read_helper(const struct json *product, struct advisory_product *row)
{
    const struct json *helper = json_member(product, STR("product_identification_helper"));
    const struct json *purls = json_member(helper, STR("purls"));

    row->cpe = json_text(json_member(helper, STR("cpe")));
    row->purl = json_text(purls != NULL ? purls->first : json_member(helper, STR("purl")));
}

static void add_product(struct products *p, const struct json *product,
                        const struct advisory_product *branch)
{
    static const struct str ours = STR_INIT("CSAFPID-");
    struct str id = json_text(json_member(product, STR("product_id")));
    struct numbered row = {.row = *branch};

    if (p->e != ERR_OK ||
        (!p->all && (p->affected_count == 0 || bsearch(&id, p->affected, p->affected_count,
                                                       sizeof(struct str), compare_ids) == NULL))) {
        return;
    }
    read_names(p, product, &row.row);
    read_helper(product, &row.row);
    p->unnumbered = p->unnumbered || !str_starts_with(id, ours) ||
                    !str_to_u64(str_slice(id, ours.len, id.len), UINT32_MAX, &row.number);
    p->rows = csaf_row(p->rows, p->count, sizeof(row), p->arena, &p->e);
    if (p->e == ERR_OK) {
        p->rows[p->count++] = row;
    }
}

/* As deep as the reader lets a text be. */
static void walk(struct products *p, const struct json *branches, struct advisory_product above)
{
    for (const struct json *b = json_is(branches, JSON_ARRAY) ? branches->first : NULL; b != NULL;
         b = b->next) {
        struct str category = json_text(json_member(b, STR("category")));
        struct str name = json_text(json_member(b, STR("name")));
        const struct json *product = json_member(b, STR("product"));
        struct advisory_product here = above;

        if (str_equal(category, STR("vendor"))) {
            here.vendor = name;
        } else if (str_equal(category, STR("product_name"))) {
            here.product = name;
        } else if (str_starts_with(category, STR("product_version"))) {
            here.versions = name;
        }
        if (product != NULL) {
            add_product(p, product, &here);
        }
        walk(p, json_member(b, STR("branches")), here);
    }
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t left = ((const struct numbered *)a)->number;
    uint64_t right = ((const struct numbered *)b)->number;

    return left < right ? -1 : left > right;
}

static void hand_over(struct products *p, struct advisory *out)
{
    out->products = ARENA_ARRAY(p->arena, struct advisory_product, p->count);
    if (out->products == NULL) {
        p->e = p->count > 0 ? ERR_MEMORY : p->e;
        return;
    }
    if (!p->unnumbered && p->count > 0) {
        qsort(p->rows, p->count, sizeof(*p->rows), compare_numbers);
    }
    for (size_t i = 0; i < p->count; i++) {
        out->products[i] = p->rows[i].row;
    }
    out->product_count = p->count;
}

enum err csaf_read_products(const struct json *document, struct arena *a, struct advisory *out)
{
    struct products p = {.arena = a, .e = ERR_OK};
    const struct json *tree = json_member(document, STR("product_tree"));
    const struct json *alone = json_member(tree, STR("full_product_names"));
    const struct advisory_product none = {0};

    collect_affected(&p, document);
    if (p.e == ERR_OK) {
        walk(&p, json_member(tree, STR("branches")), none);
    }
    for (const struct json *v = json_is(alone, JSON_ARRAY) ? alone->first : NULL; v != NULL;
         v = v->next) {
        add_product(&p, v, &none);
    }
    if (p.e == ERR_OK) {
        hand_over(&p, out);
    }
    return p.e;
}
