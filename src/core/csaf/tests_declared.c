/*
 * core/csaf/tests_declared.c — extensions against what their makers publish: a schema, and metadata
 * that say where and how often they may stand. Tests 6.1.60.2, 6.1.60.3.
 *
 * Both files are asked from the services; of an extension whose files are not at hand nothing is
 * said here (the tests 6.2.54.* say that it is not a registered one). What the limits of a schema
 * leave unjudged is never called valid.
 */
#include "core/csaf/csaf_priv.h"

#include "core/json/jsonschema.h"

/* ---- files ----------------------------------------------------------------------------------- */

struct loading {
    struct csaf_check *c;
};

static const struct json *load(void *context, struct str url)
{
    struct csaf_check *c = ((struct loading *)context)->c;
    const struct csaf_services *s = &c->options->services;
    const struct json *root = NULL;
    struct str text = s->schema != NULL ? s->schema(s->context, url) : (struct str){0};
    if (text.ptr == NULL || json_read(text, LIMIT_CSAF_BYTES, c->arena, &root, NULL) != ERR_OK)
        return NULL;
    return root;
}

/* The address of the metadata: "-metadata_" where the schema's file name has "-content_". */
static struct str metadata_url(struct csaf_check *c, struct str url)
{
    static const struct str content = STR_INIT("-content_");
    size_t at = SIZE_MAX;
    for (size_t next = str_find(url, content, 0); next != SIZE_MAX;
         next = str_find(url, content, next + 1))
        at = next;
    if (at == SIZE_MAX)
        return (struct str){0};
    return arena_format(c->arena, "%.*s-metadata_%.*s", STR_ARG(str_slice(url, 0, at)),
                        STR_ARG(str_slice(url, at + content.len, url.len)));
}

/* ---- the schema ------------------------------------------------------------------------------ */

static void check_declared(struct csaf_check *c, const struct json *extension)
{
    struct loading loading = {c};
    struct jsonschema schema = {.load = load, .context = &loading};
    const struct json *where = NULL;
    struct str keyword = {0};
    schema.root = load(&loading, csaf_text(extension, STR("$schema")));
    if (schema.root == NULL)
        return;
    enum err e = jsonschema_check(&schema, extension, &where, &keyword);
    if (e == ERR_LIMIT)
        csaf_find_say(c, extension, &(struct csaf_say){.message = MESSAGE_extension_unjudged});
    else if (e != ERR_OK)
        csaf_find_1(c, where != NULL ? where : extension, keyword);
}

void csaf_run_extension_declared(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_EXTENSIONS) {
        FOR_EACH (extension, c->lists[TAG_EXTENSIONS].items[i])
            check_declared(c, extension);
    }
}

/* ---- the metadata ---------------------------------------------------------------------------- */

/* The name of a place in the metadata; paths are still called relationships there. */
static struct str place_of(const struct csaf_check *c, const struct json *list)
{
    const struct json *holder = list->parent;
    const struct json *up = holder;
    if (holder == c->document)
        return STR("$.document.x_extensions");
    if (holder == c->root)
        return STR("$.x_extensions");
    if (holder->parent == c->vulnerabilities)
        return STR("$.vulnerabilities[*].x_extensions");
    if (str_equal(holder->key, STR("content")))
        return STR("$.vulnerabilities[*].metrics[*].content.x_extensions");
    while (up->parent != NULL && up->parent != c->tree)
        up = up->parent;
    if (str_equal(up->key, STR("branches")))
        return STR("$.product_tree.branches..product.x_extensions");
    if (str_equal(up->key, STR("full_product_names")))
        return STR("$.product_tree.full_product_names[*].x_extensions");
    return STR("$.product_tree.relationships[*].full_product_name.x_extensions");
}

/* Occurrences of an address in one list; *first is the first of them. */
static size_t count_of(const struct json *list, struct str url, const struct json **first)
{
    size_t n = 0;
    FOR_EACH (extension, list) {
        if (!csaf_has_text(extension, STR("$schema"), url))
            continue;
        if (n == 0)
            *first = extension;
        n++;
    }
    return n;
}

static bool is_used(const struct csaf_check *c, struct str url)
{
    const struct json *first = NULL;
    FOR_LIST (i, c, TAG_EXTENSIONS) {
        if (count_of(c->lists[TAG_EXTENSIONS].items[i], url, &first) > 0)
            return true;
    }
    return false;
}

static void check_metadata(struct csaf_check *c, const struct json *list,
                           const struct json *extension)
{
    struct loading loading = {c};
    struct str url = csaf_text(extension, STR("$schema"));
    const struct json *first = NULL;
    size_t count = count_of(list, url, &first);
    const struct json *metadata = first == extension ? load(&loading, metadata_url(c, url)) : NULL;
    const struct json *place =
        json_member(json_member(metadata, STR("requirement")), place_of(c, list));
    const struct json *max = json_member(place, STR("max_occurrence"));
    int64_t most = 0;
    if (metadata == NULL || !csaf_has_text(metadata, STR("extension_schema"), url))
        return;
    if (json_int(max, &most) && most >= 0 && count > (uint64_t)most)
        csaf_find_2(c, list, url, max->text);
    FOR_EACH (other, json_member(metadata, STR("incompatible_extensions"))) {
        if (json_text(other).len > 0 && is_used(c, json_text(other)))
            csaf_find_say(c, list,
                          &(struct csaf_say){.message = MESSAGE_extension_incompatible,
                                             .values = {url, json_text(other)}});
    }
}

void csaf_run_extension_metadata(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_EXTENSIONS) {
        const struct json *list = c->lists[TAG_EXTENSIONS].items[i];
        FOR_EACH (extension, list)
            check_metadata(c, list, extension);
    }
}
