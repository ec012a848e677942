/*
 * core/csaf/tests_counterpart.c — does a CPE or package URL say what the branches above say?
 * Test 6.2.42.
 *
 * Categories have fixed counterparts. What the helper cannot express is left out; names of vendors
 * and products are spelt freely in CPE and are not compared, versions are.
 */
#include "core/csaf/csaf_priv.h"

#include "core/csaf/scan.h"
#include "core/ident/cpe.h"
#include "core/ident/purl.h"

static const struct {
    enum cpe_attribute attribute;
    const char *categories; /* any of them makes the attribute expected */
} counterparts[] = {
    {CPE_VENDOR, "vendor"},
    {CPE_PRODUCT, "product_name product_family"},
    {CPE_VERSION, "product_version product_version_range"},
    {CPE_UPDATE, "patch_level service_pack"},
    {CPE_LANGUAGE, "language"},
    {CPE_TARGET_HW, "architecture"},
    {CPE_TARGET_SW, "platform host_name"},
    {CPE_EDITION, "specification legacy"},
    {CPE_SW_EDITION, "specification legacy"},
    {CPE_OTHER, "specification legacy"},
};
enum { COUNTERPARTS = sizeof(counterparts) / sizeof(counterparts[0]) };

/* The name of the nearest branch above with one of the categories, absent without one. */
static struct str name_above(const struct json *product, const char *categories)
{
    for (const struct json *up = product->parent; up != NULL; up = up->parent) {
        struct str category = csaf_text(up, STR("category"));
        if (category.len > 0 && csaf_one_of(category, categories))
            return csaf_text(up, STR("name"));
    }
    return (struct str){0};
}

/* ---- versions -------------------------------------------------------------------------------- */

static char plain(char c)
{
    return c == ' ' ? '_' : is_alpha((unsigned char)c) ? (char)(c | 0x20) : c;
}

/* How much of `name` the text of an attribute covers from `at` on: backslashes fall away, case and
 * blanks do not count. SIZE_MAX when it differs. */
static size_t cover(struct str name, size_t at, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\')
            continue;
        if (at >= name.len || plain(name.ptr[at]) != plain(text.ptr[i]))
            return SIZE_MAX;
        at++;
    }
    return at;
}

/* Equal, or version and update together ("2.0-rc1" is 2.0 and rc1). */
static bool version_fits(struct str name, const struct cpe *cpe, bool *with_update)
{
    size_t at = cover(name, 0, cpe->values[CPE_VERSION].text);
    *with_update = false;
    if (at == SIZE_MAX || at == name.len)
        return at == name.len;
    if (cpe->values[CPE_UPDATE].kind != CPE_TEXT)
        return false;
    while (at < name.len && !is_alnum((unsigned char)name.ptr[at]))
        at++;
    *with_update = cover(name, at, cpe->values[CPE_UPDATE].text) == name.len;
    return *with_update;
}

static bool has_wildcard(struct str text)
{
    return text.len > 0 && (text.ptr[0] == '*' || text.ptr[0] == '?' ||
                            ((text.ptr[text.len - 1] == '*' || text.ptr[text.len - 1] == '?') &&
                             (text.len < 2 || text.ptr[text.len - 2] != '\\')));
}

/* ---- CPE ------------------------------------------------------------------------------------- */

static void say(struct csaf_check *c, const struct json *helper, enum cpe_attribute attribute,
                enum csaf_message message)
{
    csaf_find_say(c, helper,
                  &(struct csaf_say){.message = message,
                                     .values = {str_from_cstr(cpe_attribute_name(attribute))}});
}

static void check_cpe(struct csaf_check *c, const struct json *product, const struct json *helper)
{
    struct cpe cpe;
    struct str version = name_above(product, "product_version");
    bool with_update = false;
    if (!json_is(helper, JSON_STRING) || cpe_read(helper->text, c->arena, &cpe, NULL) != ERR_OK)
        return;
    if (version.len > 0 && cpe.values[CPE_VERSION].kind == CPE_TEXT &&
        !version_fits(version, &cpe, &with_update))
        say(c, helper, CPE_VERSION, MESSAGE_OF_TEST);
    for (size_t i = 0; i < COUNTERPARTS; i++) {
        enum cpe_attribute attribute = counterparts[i].attribute;
        struct cpe_value value = cpe.values[attribute];
        bool expected = name_above(product, counterparts[i].categories).ptr != NULL;
        bool is_range = attribute == CPE_VERSION && version.len == 0;
        if (attribute == CPE_UPDATE && with_update)
            continue;
        if (expected && !is_range && attribute < CPE_EDITION &&
            (value.kind == CPE_ANY || has_wildcard(value.text)))
            say(c, helper, attribute, MESSAGE_helper_lacks);
        else if (!expected && value.kind == CPE_TEXT)
            say(c, helper, attribute, MESSAGE_helper_adds);
    }
}

/* ---- package URLs ---------------------------------------------------------------------------- */

static void check_purl(struct csaf_check *c, const struct json *product, const struct json *helper)
{
    struct purl purl;
    struct str version = name_above(product, "product_version");
    if (!json_is(helper, JSON_STRING) || version.len == 0 ||
        purl_read(helper->text, PURL_LENIENT, c->arena, &purl, NULL) != ERR_OK)
        return;
    if (purl.version.len == 0)
        say(c, helper, CPE_VERSION, MESSAGE_helper_lacks);
    else if (!str_equal(purl.version, version))
        say(c, helper, CPE_VERSION, MESSAGE_OF_TEST);
}

void csaf_run_counterpart(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_PRODUCT) {
        const struct json *product = c->lists[TAG_PRODUCT].items[i];
        const struct json *helper = csaf_at(product, STR("product_identification_helper"));
        if (!str_equal(product->key, STR("product")))
            continue;
        check_cpe(c, product, csaf_at(helper, STR("cpe")));
        FOR_EACH (purl, csaf_at(helper, STR("purls")))
            check_purl(c, product, purl);
    }
}
