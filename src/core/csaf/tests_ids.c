/*
 * core/csaf/tests_ids.c — product ids and group ids: defined, once, without circles, used.
 * Tests 6.1.1 to 6.1.5, 6.2.1.
 */
#include "core/csaf/csaf_priv.h"

#include <stdlib.h>

/* Is there a product of that id anywhere in the content of an extension? */
static bool defines(const struct json *v, struct str id)
{
    if (csaf_has_text(v, STR("product_id"), id))
        return true;
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        if (defines(m, id)) /* as deep as the reader lets a text be */
            return true;
    }
    return false;
}

/* A critical extension may do what would fail a mandatory test without it: define products. */
static bool extension_defines(const struct csaf_check *c, struct str id)
{
    FOR_LIST (i, c, TAG_EXTENSIONS) {
        FOR_EACH (extension, c->lists[TAG_EXTENSIONS].items[i]) {
            const struct json *critical = csaf_at(extension, STR("critical"));
            if (json_is(critical, JSON_BOOL) && critical->boolean && defines(extension, id))
                return true;
        }
    }
    return false;
}

static void find_undefined(struct csaf_check *c, enum schema_tag tag,
                           const struct csaf_names *names)
{
    FOR_LIST (i, c, tag) {
        const struct json *ref = c->lists[tag].items[i];
        if (csaf_named_find(names, ref->text) == NULL && !extension_defines(c, ref->text))
            csaf_find_1(c, ref, ref->text);
    }
}

void csaf_run_missing_product(struct csaf_check *c)
{
    if (c->strangers.count > 0)
        find_undefined(c, TAG_PRODUCT_REF, &c->products);
}

void csaf_run_missing_group(struct csaf_check *c)
{
    find_undefined(c, TAG_GROUP_REF, &c->groups);
}

/* Definitions are sorted by id: a repeated one stands behind its twin. */
static void find_repeated(struct csaf_check *c, const struct csaf_names *names, struct str key)
{
    for (size_t i = 1; i < names->count; i++) {
        const struct csaf_named *named = &names->items[i];
        if (str_equal(names->items[i - 1].id, named->id))
            csaf_find_1(c, json_member(named->node, key), named->id);
    }
}

void csaf_run_duplicate_product(struct csaf_check *c)
{
    find_repeated(c, &c->products, STR("product_id"));
}

void csaf_run_duplicate_group(struct csaf_check *c)
{
    find_repeated(c, &c->groups, STR("group_id"));
}

/* ---- circles --------------------------------------------------------------------------------- */

/* A product that is made of other products refers to them. */
struct edge {
    size_t from;
    size_t to;
};

struct graph {
    struct edge *edges; /* sorted by `to` once all are there */
    size_t count;
    size_t capacity;
    size_t *open;  /* edges that leave a product towards others not yet resolved */
    size_t *queue; /* products that end in no circle */
    size_t queued;
};

static void edge_add(struct csaf_check *c, struct graph *g, size_t from, const struct json *ref)
{
    size_t to = csaf_product_place(c, json_text(ref));
    if (to >= c->products.count || g->count == g->capacity)
        return;
    g->edges[g->count++] = (struct edge){from, to};
    g->open[from]++;
}

static int compare_edges(const void *a, const void *b)
{
    const struct edge *left = a;
    const struct edge *right = b;
    return (left->to > right->to) - (left->to < right->to);
}

/* The object that combines products (relationship of 2.0, path of 2.1), NULL for plain products. */
static const struct json *combination_of(const struct json *product)
{
    return str_equal(product->key, STR("full_product_name")) ? product->parent : NULL;
}

static void edges_collect(struct csaf_check *c, struct graph *g)
{
    for (size_t i = 0; i < c->products.count; i++) {
        const struct json *item = combination_of(c->products.items[i].node);
        size_t from = csaf_product_place(c, c->products.items[i].id);
        if (item == NULL)
            continue;
        edge_add(c, g, from, csaf_at(item, STR("product_reference")));
        edge_add(c, g, from, csaf_at(item, STR("relates_to_product_reference")));
        edge_add(c, g, from, csaf_at(item, STR("beginning_product_reference")));
        FOR_EACH (step, csaf_at(item, STR("subpaths")))
            edge_add(c, g, from, csaf_at(step, STR("next_product_reference")));
    }
    if (g->count > 1)
        qsort(g->edges, g->count, sizeof(*g->edges), compare_edges);
}

static size_t first_edge_to(const struct graph *g, size_t to)
{
    size_t low = 0;
    size_t high = g->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (g->edges[middle].to < to)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Takes away, again and again, the products that refer to nothing any more: what is left ends in a
 * circle. */
void csaf_run_circular_product(struct csaf_check *c)
{
    size_t count = c->products.count;
    struct graph g = {.capacity = c->lists[TAG_PRODUCT_REF].count};
    g.edges = ARENA_ARRAY(c->arena, struct edge, g.capacity);
    g.open = ARENA_ARRAY(c->arena, size_t, count);
    g.queue = ARENA_ARRAY(c->arena, size_t, count);
    if (g.edges == NULL || g.open == NULL || g.queue == NULL)
        return;
    edges_collect(c, &g);
    for (size_t i = 0; i < count; i++) {
        if (g.open[i] == 0)
            g.queue[g.queued++] = i;
    }
    for (size_t done = 0; done < g.queued; done++) {
        size_t to = g.queue[done];
        for (size_t e = first_edge_to(&g, to); e < g.count && g.edges[e].to == to; e++) {
            size_t from = g.edges[e].from;
            if (--g.open[from] == 0)
                g.queue[g.queued++] = from;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct csaf_named *named = &c->products.items[i];
        if (g.open[i] > 0)
            csaf_find_1(c, json_member(named->node, STR("product_id")), named->id);
    }
}

/* ---- use ------------------------------------------------------------------------------------- */

void csaf_run_unused_product(struct csaf_check *c)
{
    struct csaf_set used = csaf_set_new(c);
    if (csaf_profile(c, "csaf_informational_advisory"))
        return;
    FOR_LIST (i, c, TAG_PRODUCT_REF)
        csaf_set_add(&used, csaf_product_place(c, c->lists[TAG_PRODUCT_REF].items[i]->text));
    for (size_t i = 0; i < c->products.count; i++) {
        const struct csaf_named *named = &c->products.items[i];
        if (!csaf_set_has(&used, csaf_product_place(c, named->id)))
            csaf_find_1(c, json_member(named->node, STR("product_id")), named->id);
    }
}
