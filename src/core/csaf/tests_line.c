/*
 * core/csaf/tests_line.c — versions of one product: to what is fixed belongs what was affected, and
 * the reverse. Tests 6.1.27.13, 6.2.39.1.
 *
 * Two products are versions of each other when their paths in the tree differ in nothing but
 * version, range, patch level and service pack; two product paths, when that holds for exactly one
 * of their parts and the others are the same. A product outside the branches says nothing about its
 * line: any other of its kind may belong to it.
 */
#include "core/csaf/tuple.h"

enum { PARTS_MAX = 32 };

/* ---- lines ----------------------------------------------------------------------------------- */

static bool is_path(const struct json *product)
{
    return str_equal(product->key, STR("full_product_name"));
}

/* The names of the branches above, versions left out. */
static void write_line(const struct json *product, struct buf *out)
{
    buf_add_char(out, 'L');
    if (!str_equal(product->key, STR("product")))
        return;
    for (const struct json *up = product->parent; up != NULL; up = up->parent) {
        struct str category = csaf_text(up, STR("category"));
        struct str name = csaf_text(up, STR("name"));
        if (category.len == 0 || csaf_one_of(category, "product_version product_version_range "
                                                       "patch_level service_pack"))
            continue;
        buf_add_format(out, "/%zu:%zu:", category.len, name.len);
        buf_add(out, category);
        buf_add(out, name);
    }
}

static void write_part(struct csaf_check *c, struct str id, bool as_line, struct buf *out)
{
    const struct csaf_named *named = csaf_named_find(&c->products, id);
    if (as_line && named != NULL && !is_path(named->node))
        write_line(named->node, out);
    else
        buf_add(out, id);
    buf_add_format(out, "|%zu|", id.len * !as_line);
}

/* A path as text: its first `parts` parts, the one at `line` (none: SIZE_MAX) as its line. */
static struct str path_key(struct csaf_check *c, const struct json *path, size_t parts, size_t line)
{
    struct buf b;
    struct str out = {0};
    size_t n = 1;
    buf_init(&b, c->arena, LIMIT_CSAF_BYTES);
    buf_add_char(&b, 'P');
    write_part(c, csaf_text(path, STR("beginning_product_reference")), line == 0, &b);
    FOR_EACH (step, csaf_at(path, STR("subpaths"))) {
        if (n == parts)
            break;
        buf_add(&b, csaf_text(step, STR("category")));
        write_part(c, csaf_text(step, STR("next_product_reference")), line == n, &b);
        n++;
    }
    return buf_finish(&b, &out) == ERR_OK ? out : (struct str){0};
}

static size_t parts_of(const struct json *path)
{
    const struct json *steps = csaf_at(path, STR("subpaths"));
    return 1 + (json_is(steps, JSON_ARRAY) ? steps->count : 0);
}

/* All keys under which a product may meet another version of itself. */
static void add_keys(struct csaf_check *c, struct csaf_tuples *t, const struct json *product)
{
    struct buf b;
    struct str line = {0};
    if (is_path(product)) {
        size_t parts = parts_of(product->parent);
        for (size_t i = 0; i < parts && parts <= PARTS_MAX; i++)
            csaf_tuple_add(c, t, (struct str[3]){path_key(c, product->parent, parts, i)}, product);
        csaf_tuple_add(c, t, (struct str[3]){path_key(c, product->parent, parts, SIZE_MAX)},
                       product);
        return;
    }
    buf_init(&b, c->arena, LIMIT_CSAF_BYTES);
    write_line(product, &b);
    if (buf_finish(&b, &line) == ERR_OK)
        csaf_tuple_add(c, t, (struct str[3]){line}, product);
}

static bool has_key(const struct csaf_tuples *t, struct str key, const struct json *but)
{
    size_t low = 0;
    size_t high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(t->items[middle].key[0], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < t->count && str_equal(t->items[low].key[0], key); low++) {
        if (t->items[low].node != but)
            return true;
    }
    return false;
}

/* ---- what is installed with something -------------------------------------------------------- */

/* The path up to the part before an `installed_with` that is or leads to `product` belongs to it.
 */
static bool has_base(struct csaf_check *c, const struct json *path, const struct json *product,
                     const struct csaf_set *others, const struct csaf_tuples *keys)
{
    struct str id = csaf_text(product, STR("product_id"));
    struct str beginning = csaf_text(path, STR("beginning_product_reference"));
    bool own = path == product->parent;
    size_t n = 1;
    FOR_EACH (step, csaf_at(path, STR("subpaths"))) {
        bool leads = own || csaf_has_text(step, STR("next_product_reference"), id);
        if (leads && csaf_has_text(step, STR("category"), STR("installed_with"))) {
            if (n == 1 ? csaf_set_has(others, csaf_product_place(c, beginning))
                       : has_key(keys, path_key(c, path, n, SIZE_MAX), product))
                return true;
        }
        n++;
    }
    return false;
}

/* ---- the tests ------------------------------------------------------------------------------- */

static void collect(struct csaf_check *c, const struct json *status, const char *lists,
                    struct csaf_set *set)
{
    csaf_set_clear(set);
    FOR_EACH_MEMBER (list, status) {
        if (csaf_one_of(list->key, lists))
            csaf_set_add_refs(c, set, list);
    }
}

static struct csaf_tuples keys_of(struct csaf_check *c, const struct csaf_set *set)
{
    struct csaf_tuples t = {0};
    for (size_t p = 0; p < c->products.count; p++) {
        if (csaf_set_has(set, p))
            add_keys(c, &t, c->products.items[p].node);
    }
    csaf_tuples_sort(&t);
    return t;
}

static bool has_counterpart(struct csaf_check *c, const struct json *product,
                            const struct csaf_set *others, const struct csaf_tuples *keys)
{
    struct csaf_tuples own = {0};
    add_keys(c, &own, product);
    for (size_t i = 0; i < own.count; i++) {
        if (has_key(keys, own.items[i].key[0], product))
            return true;
    }
    FOR_EACH (path, csaf_at(c->tree, STR("product_paths"))) {
        if (has_base(c, path, product, others, keys))
            return true;
    }
    return false;
}

static const char affected_lists[] = "first_affected known_affected last_affected";
static const char fixed_lists[] = "first_fixed fixed";

void csaf_run_fixed_without_affected(struct csaf_check *c)
{
    struct csaf_set affected = csaf_set_new(c);
    struct csaf_set fixed = csaf_set_new(c);
    if (!csaf_profile(c, "csaf_security_advisory"))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *status = csaf_at(v, STR("product_status"));
        collect(c, status, affected_lists, &affected);
        collect(c, status, fixed_lists, &fixed);
        struct csaf_tuples keys = keys_of(c, &affected);
        for (size_t p = 0; p < c->products.count; p++) {
            if (csaf_set_has(&fixed, p) &&
                !has_counterpart(c, c->products.items[p].node, &affected, &keys))
                csaf_find_say(c, status == NULL ? v : status,
                              &(struct csaf_say){.below = STR("known_affected"),
                                                 .values = {c->products.items[p].id}});
        }
    }
}

/* Is it said of the product that there is no fixed version? A fix by the vendor says the reverse.
 */
static void collect_unfixed(struct csaf_check *c, const struct json *v, struct csaf_set *unfixed,
                            struct csaf_set *fixable)
{
    csaf_set_clear(unfixed);
    csaf_set_clear(fixable);
    FOR_EACH (r, csaf_at(v, STR("remediations"))) {
        struct str category = csaf_text(r, STR("category"));
        if (csaf_one_of(category, "fix_planned no_fix_planned none_available"))
            csaf_set_add_item(c, unfixed, r);
        else if (str_equal(category, STR("vendor_fix")))
            csaf_set_add_item(c, fixable, r);
    }
}

void csaf_run_affected_without_fixed(struct csaf_check *c)
{
    struct csaf_set affected = csaf_set_new(c);
    struct csaf_set fixed = csaf_set_new(c);
    struct csaf_set unfixed = csaf_set_new(c);
    struct csaf_set fixable = csaf_set_new(c);
    if (!csaf_profile(c, "csaf_security_advisory"))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *status = csaf_at(v, STR("product_status"));
        collect(c, status, affected_lists, &affected);
        collect(c, status, fixed_lists, &fixed);
        collect_unfixed(c, v, &unfixed, &fixable);
        struct csaf_tuples keys = keys_of(c, &fixed);
        for (size_t p = 0; p < c->products.count; p++) {
            if (csaf_set_has(&affected, p) &&
                (!csaf_set_has(&unfixed, p) || csaf_set_has(&fixable, p)) &&
                !has_counterpart(c, c->products.items[p].node, &fixed, &keys))
                csaf_find_1(c, status, c->products.items[p].id);
        }
    }
}
