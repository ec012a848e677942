/*
 * core/csaf/tests_branch.c — how branches are stacked, and numbers with wildcards.
 * Tests 6.1.34, 6.1.43, 6.1.44, 6.1.57, 6.1.58, 6.1.61, 6.2.31, 6.2.48, 6.3.22.
 */
#include "core/csaf/csaf_priv.h"

#include "core/csaf/scan.h"

enum { BRANCHES_MAX = 30 };

/* The branch above a branch, NULL at the top: a branch stands in an array that stands in it. */
static const struct json *branch_above(const struct json *branch)
{
    const struct json *up = branch->parent != NULL ? branch->parent->parent : NULL;
    return up != NULL && json_is(up->parent, JSON_ARRAY) ? up : NULL;
}

/* ---- depth and categories -------------------------------------------------------------------- */

void csaf_run_branch_depth(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_PRODUCT) {
        const struct json *product = c->lists[TAG_PRODUCT].items[i];
        size_t depth = 0;
        for (const struct json *up = product; up != NULL; up = up->parent)
            depth += str_equal(up->key, STR("branches")) ? 1 : 0;
        if (depth > BRANCHES_MAX)
            csaf_find_1(c, product, csaf_text(product, STR("product_id")));
    }
}

/* The nearest branch above that has this category. */
static bool is_below(const struct json *branch, struct str category)
{
    for (const struct json *up = branch_above(branch); up != NULL; up = branch_above(up)) {
        if (csaf_has_text(up, STR("category"), category))
            return true;
    }
    return false;
}

void csaf_run_branch_stacked(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_BRANCH) {
        const struct json *category = csaf_at(c->lists[TAG_BRANCH].items[i], STR("category"));
        if (json_is(category, JSON_STRING) && !str_equal(category->text, STR("product_family")) &&
            is_below(c->lists[TAG_BRANCH].items[i], category->text))
            csaf_find_1(c, category, category->text);
    }
}

void csaf_run_version_and_range(struct csaf_check *c)
{
    static const struct str version = STR_INIT("product_version");
    static const struct str range = STR_INIT("product_version_range");
    FOR_LIST (i, c, TAG_BRANCH) {
        const struct json *branch = c->lists[TAG_BRANCH].items[i];
        const struct json *category = csaf_at(branch, STR("category"));
        if ((str_equal(json_text(category), version) && is_below(branch, range)) ||
            (str_equal(json_text(category), range) && is_below(branch, version)))
            csaf_find(c, category);
    }
}

/* ---- names ----------------------------------------------------------------------------------- */

/* Case and white space do not count. */
static bool is_open_source(struct str name)
{
    static const char wanted[] = "opensource";
    size_t n = 0;
    for (size_t at = 0; at < name.len;) {
        size_t space = pattern_space_at(name, at);
        char letter =
            (char)(is_alpha((unsigned char)name.ptr[at]) ? name.ptr[at] | 0x20 : name.ptr[at]);
        if (space > 0) {
            at += space;
            continue;
        }
        if (n >= sizeof(wanted) - 1 || letter != wanted[n])
            return false;
        n++;
        at++;
    }
    return n == sizeof(wanted) - 1;
}

void csaf_run_open_source_vendor(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_BRANCH) {
        const struct json *branch = c->lists[TAG_BRANCH].items[i];
        const struct json *name = csaf_at(branch, STR("name"));
        if (csaf_has_text(branch, STR("category"), STR("vendor")) && json_is(name, JSON_STRING) &&
            is_open_source(name->text))
            csaf_find(c, name);
    }
}

/* ---- numbers with wildcards ------------------------------------------------------------------ */

static size_t stars(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == '*')
            count++;
    }
    return count;
}

static void find_stars(struct csaf_check *c, struct str key)
{
    FOR_LIST (i, c, TAG_HELPER) {
        FOR_EACH (number, csaf_at(c->lists[TAG_HELPER].items[i], key)) {
            if (stars(json_text(number)) > 1)
                csaf_find_1(c, number, number->text);
        }
    }
}

void csaf_run_model_stars(struct csaf_check *c)
{
    find_stars(c, STR("model_numbers"));
}

void csaf_run_serial_stars(struct csaf_check *c)
{
    find_stars(c, STR("serial_numbers"));
}

void csaf_run_sku_stars(struct csaf_check *c)
{
    find_stars(c, STR("skus"));
}

/* ---- product paths --------------------------------------------------------------------------- */

static void add_path_refs(struct csaf_check *c, struct csaf_set *s)
{
    FOR_EACH (path, csaf_at(c->tree, STR("product_paths"))) {
        csaf_set_add(s, csaf_product_place(c, csaf_text(path, STR("beginning_product_reference"))));
        FOR_EACH (step, csaf_at(path, STR("subpaths")))
            csaf_set_add(s, csaf_product_place(c, csaf_text(step, STR("next_product_reference"))));
    }
}

/* Hardware carries software by a path that refers to it. */
void csaf_run_hardware(struct csaf_check *c)
{
    struct csaf_set used = csaf_set_new(c);
    add_path_refs(c, &used);
    FOR_LIST (i, c, TAG_PRODUCT) {
        const struct json *product = c->lists[TAG_PRODUCT].items[i];
        const struct json *helper = csaf_at(product, STR("product_identification_helper"));
        struct str id = csaf_text(product, STR("product_id"));
        if ((csaf_at(helper, STR("serial_numbers")) != NULL ||
             csaf_at(helper, STR("model_numbers")) != NULL) &&
            !csaf_set_has(&used, csaf_product_place(c, id)))
            csaf_find_1(c, product, id);
    }
}

static bool is_path(const struct csaf_check *c, struct str id)
{
    const struct csaf_named *named = csaf_named_find(&c->products, id);
    return named != NULL && str_equal(named->node->key, STR("full_product_name"));
}

/* A path that begins with, or goes over, the product of another path. */
void csaf_run_nested_path(struct csaf_check *c)
{
    FOR_EACH (path, csaf_at(c->tree, STR("product_paths"))) {
        const struct json *beginning = csaf_at(path, STR("beginning_product_reference"));
        if (is_path(c, json_text(beginning)))
            csaf_find_1(c, beginning, json_text(beginning));
        FOR_EACH (step, csaf_at(path, STR("subpaths"))) {
            const struct json *next = csaf_at(step, STR("next_product_reference"));
            if (is_path(c, json_text(next)))
                csaf_find_1(c, next, json_text(next));
        }
    }
}
