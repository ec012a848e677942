/*
 * core/csaf/tests_extension.c — where extensions stand and of which class they are.
 * Tests 6.2.54.1 to 6.2.54.4, 6.3.21.1 to 6.3.21.9.
 *
 * Classes: official ones lie below the standard's own address; registered ones stand in the
 * register, which is empty as yet; all others are experimental.
 */
#include "core/csaf/csaf_priv.h"

static bool is_official(const struct json *extension)
{
    return str_starts_with(csaf_text(extension, STR("$schema")),
                           STR("https://docs.oasis-open.org/csaf/csaf/v2.1/"));
}

static bool is_experimental(const struct json *extension)
{
    return !is_official(extension);
}

static bool is_critical(const struct json *extension)
{
    const struct json *critical = csaf_at(extension, STR("critical"));
    return json_is(critical, JSON_BOOL) && critical->boolean;
}

static bool is_essential(const struct json *extension)
{
    return csaf_has_text(extension, STR("category"), STR("essential"));
}

/* ---- each item ------------------------------------------------------------------------------- */

/* Finds something at the member `key` of each extension that `is`, at the item when key is absent.
 */
static void each_extension(struct csaf_check *c, struct str key,
                           bool (*is)(const struct json *extension))
{
    FOR_LIST (i, c, TAG_EXTENSIONS) {
        FOR_EACH (extension, c->lists[TAG_EXTENSIONS].items[i]) {
            if (is(extension))
                csaf_find_1(c, key.ptr != NULL ? csaf_at(extension, key) : extension,
                            csaf_text(extension, STR("$schema")));
        }
    }
}

void csaf_run_extension_unregistered(struct csaf_check *c)
{
    each_extension(c, (struct str){0}, is_experimental);
}

void csaf_run_extension_unofficial(struct csaf_check *c)
{
    each_extension(c, (struct str){0}, is_experimental);
}

void csaf_run_extension_critical(struct csaf_check *c)
{
    each_extension(c, STR("critical"), is_critical);
}

void csaf_run_extension_essential(struct csaf_check *c)
{
    each_extension(c, STR("category"), is_essential);
}

void csaf_run_extension_clear(struct csaf_check *c)
{
    if (csaf_is_clear(c))
        each_extension(c, (struct str){0}, is_experimental);
}

void csaf_run_extension_not_clear(struct csaf_check *c)
{
    if (!csaf_is_clear(c))
        each_extension(c, (struct str){0}, is_experimental);
}

/* ---- places ---------------------------------------------------------------------------------- */

/* The ancestor of `v` that is a member of `top`, itself included; NULL when it lies elsewhere. */
static const struct json *member_above(const struct json *v, const struct json *top)
{
    while (v != NULL && v->parent != top)
        v = v->parent;
    return v;
}

static void find_below_tree(struct csaf_check *c, struct str key)
{
    FOR_LIST (i, c, TAG_EXTENSIONS) {
        const struct json *list = c->lists[TAG_EXTENSIONS].items[i];
        const struct json *above = c->tree == NULL ? NULL : member_above(list, c->tree);
        if (above != NULL && str_equal(above->key, key))
            csaf_find(c, list);
    }
}

void csaf_run_extension_in_branches(struct csaf_check *c)
{
    find_below_tree(c, STR("branches"));
}

void csaf_run_extension_in_products(struct csaf_check *c)
{
    find_below_tree(c, STR("full_product_names"));
}

void csaf_run_extension_in_paths(struct csaf_check *c)
{
    find_below_tree(c, STR("product_paths"));
}

static void find_member(struct csaf_check *c, const struct json *parent)
{
    const struct json *list = csaf_at(parent, STR("x_extensions"));
    if (list != NULL)
        csaf_find(c, list);
}

void csaf_run_extension_in_document(struct csaf_check *c)
{
    find_member(c, c->document);
}

void csaf_run_extension_in_root(struct csaf_check *c)
{
    find_member(c, c->root);
}

void csaf_run_extension_in_vulnerability(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities)
        find_member(c, v);
}

void csaf_run_extension_in_metrics(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (metric, csaf_at(v, STR("metrics")))
            find_member(c, csaf_at(metric, STR("content")));
    }
}
