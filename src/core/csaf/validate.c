/*
 * core/csaf/validate.c — one document through the selected tests, in their order.
 *
 * The walk along the schema always comes first, because it fills the lists that the tests use; what
 * it finds counts only when "schema" or the test that owns the place is selected.
 */
#include "core/csaf/csaf_priv.h"

static const struct csaf_test_def defs[] = {
#define CSAF_TEST(name, id, versions, severity, en, ja) {id, versions, severity, en, ja},
#include "core/csaf/tests.def"
};

static void (*const runs[])(struct csaf_check *) = {
#define CSAF_TEST(name, id, versions, severity, en, ja) csaf_run_##name,
#include "core/csaf/tests.def"
};

const struct csaf_test_def *csaf_test_def(enum csaf_test test)
{
    return &defs[test];
}

enum csaf_test csaf_test_find(struct str id)
{
    for (size_t i = 0; i < CSAF_TESTS; i++) {
        if (str_equal(str_from_cstr(defs[i].id), id))
            return (enum csaf_test)i;
    }
    return CSAF_TESTS;
}

void csaf_options_mandatory(struct csaf_options *o)
{
    for (size_t i = 0; i < CSAF_TESTS; i++)
        o->selected[i] = defs[i].severity == CSAF_MANDATORY;
}

void csaf_options_all(struct csaf_options *o)
{
    for (size_t i = 0; i < CSAF_TESTS; i++)
        o->selected[i] = true;
}

static unsigned version_of(const struct json *root)
{
    struct str says = csaf_text(csaf_at(root, STR("document")), STR("csaf_version"));
    if (str_equal(says, STR("2.1")))
        return CSAF_21;
    return says.len == 0 && csaf_at(root, STR("$schema")) != NULL ? CSAF_21 : CSAF_20;
}

/* The findings in the order of their tests; those of one test stay in theirs. */
static void sort_findings(struct csaf_check *c)
{
    struct csaf_result *r = c->result;
    size_t starts[CSAF_TESTS + 1] = {0};
    struct csaf_finding *sorted = ARENA_ARRAY(c->arena, struct csaf_finding, r->count);
    if (sorted == NULL)
        return;
    for (size_t i = 0; i < r->count; i++)
        starts[r->findings[i].test + 1]++;
    for (size_t i = 1; i <= CSAF_TESTS; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < r->count; i++)
        sorted[starts[r->findings[i].test]++] = r->findings[i];
    r->findings = sorted;
}

static void begin(struct csaf_check *c, const struct csaf_options *o, struct arena *a,
                  struct csaf_result *out)
{
    *out = (struct csaf_result){.valid = true, .passed = true};
    *c = (struct csaf_check){.options = o, .arena = a, .result = out};
}

enum err csaf_validate_json(const struct json *root, const struct csaf_options *o, struct arena *a,
                            struct csaf_result *out)
{
    struct csaf_check c;
    begin(&c, o, a, out);
    c.root = root;
    c.version = out->version = o->version != 0 ? o->version : version_of(root);
    if (root->kind != JSON_OBJECT) {
        c.test = CSAF_TEST_json;
        csaf_find_say(&c, root,
                      &(struct csaf_say){.message = MESSAGE_type, .values = {STR("an object")}});
        return a->failed ? ERR_MEMORY : ERR_OK;
    }
    c.document = csaf_at(root, STR("document"));
    c.tracking = csaf_at(c.document, STR("tracking"));
    c.tree = csaf_at(root, STR("product_tree"));
    c.vulnerabilities = csaf_at(root, STR("vulnerabilities"));
    c.category = csaf_text(c.document, STR("category"));
    csaf_schema_walk(&c);
    csaf_products_index(&c);
    csaf_revisions_sort(&c);
    bool is_csaf = csaf_root_schema(root) == &schema_csaf;
    for (size_t i = 0; is_csaf && i < CSAF_TESTS && !a->failed; i++) {
        c.test = (enum csaf_test)i;
        if (defs[i].versions & c.version && o->selected[i])
            runs[i](&c);
    }
    if (out->count > 1)
        sort_findings(&c);
    return a->failed ? ERR_MEMORY : ERR_OK;
}

enum err csaf_validate(struct str text, const struct csaf_options *o, struct arena *a,
                       struct csaf_result *out)
{
    struct csaf_check c;
    struct json_error error = {0};
    const struct json *root = NULL;
    enum err e = json_read(text, LIMIT_CSAF_BYTES, a, &root, &error);
    if (e == ERR_OK)
        return csaf_validate_json(root, o, a, out);
    if (e == ERR_MEMORY)
        return e;
    begin(&c, o, a, out);
    c.version = out->version = o->version != 0 ? o->version : (unsigned)CSAF_20;
    c.test = CSAF_TEST_json;
    struct str line = arena_format(a, "%zu", error.line);
    struct str column = arena_format(a, "%zu", error.column);
    struct str reason = str_from_cstr(json_reason_text(error.reason, o->lang));
    struct csaf_say say = {.values = {reason, line, column}};
    csaf_find_say(&c, NULL, &say);
    return a->failed ? ERR_MEMORY : ERR_OK;
}

bool csaf_cpe_fits(struct str s, unsigned version)
{
    return version == CSAF_20 ? pattern_cpe20(s) : pattern_cpe21(s);
}

/* ---- tests that have nothing left to do ------------------------------------------------------ */

/* "json" is found by the reader; the others by the walk along the schema, before all tests. */
void csaf_run_json(struct csaf_check *c)
{
    (void)c;
}

void csaf_run_schema(struct csaf_check *c)
{
    (void)c;
}

void csaf_run_invalid_ssvc(struct csaf_check *c)
{
    (void)c;
}

void csaf_run_extension_content(struct csaf_check *c)
{
    (void)c;
}
