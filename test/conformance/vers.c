/*
 * test/conformance/vers.c — the test suite of the version range specification: order and equality
 * of versions, native ranges, parsing, validation, containment. One set a file. Must never judge by
 * anything but the suite's own expectation.
 */
#include "conformance.h"

#include "core/ident/vers.h"
#include "core/json/json.h"

enum { ARENA_BYTES = 64 << 20, FILE_BYTES = 16 << 20, VERSIONS_MAX = 100 };

static struct arena arena;

static struct str spell(const struct vers *range)
{
    struct buf out;
    struct str text = {0};

    buf_init(&out, &arena, FILE_BYTES);
    vers_write(range, &out);
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}

static struct str normal(enum version_scheme scheme, struct str version)
{
    struct buf out;
    struct str text = {0};

    buf_init(&out, &arena, FILE_BYTES);
    version_write_normal(scheme, version, &out);
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}

static size_t texts_of(const struct json *list, struct str texts[VERSIONS_MAX])
{
    size_t count = 0;

    for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
        if (count < VERSIONS_MAX)
            texts[count++] = json_text(v);
    }
    return count;
}

/* "comparison" and "equality" */
static bool order_holds(const struct json *input, const struct json *expected, bool equality)
{
    struct str versions[VERSIONS_MAX];
    struct str wanted[VERSIONS_MAX];
    enum version_scheme scheme =
        version_scheme_find(json_text(json_member(input, STR("input_scheme"))));
    size_t count = texts_of(json_member(input, STR("versions")), versions);

    if (scheme == VERSION_unknown || count < 2)
        return false;
    if (equality)
        return (version_compare(scheme, versions[0], versions[1]) == 0) == expected->boolean;
    for (size_t i = 1; i < count; i++) {
        for (size_t k = i; k > 0 && version_compare(scheme, versions[k - 1], versions[k]) > 0;
             k--) {
            struct str other = versions[k];
            versions[k] = versions[k - 1];
            versions[k - 1] = other;
        }
    }
    if (texts_of(expected, wanted) != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(normal(scheme, versions[i]), wanted[i]))
            return false;
    }
    return true;
}

static bool native_holds(const struct json *input, const struct json *expected)
{
    enum version_scheme scheme = version_scheme_find(json_text(json_member(input, STR("scheme"))));
    struct vers range;

    return scheme != VERSION_unknown &&
           vers_from_native(scheme, json_text(json_member(input, STR("native_range"))), &arena,
                            &range, NULL) == ERR_OK &&
           str_equal(spell(&range), json_text(expected));
}

static bool contains_holds(const struct json *input, const struct json *expected)
{
    struct vers range;

    return vers_read(json_text(json_member(input, STR("vers"))), VERS_LENIENT, &arena, &range,
                     NULL) == ERR_OK &&
           vers_contains(&range, json_text(json_member(input, STR("version")))) ==
               expected->boolean;
}

static bool validate_holds(const struct json *input, const struct json *expected)
{
    struct vers range;

    return vers_read(json_text(input), VERS_LENIENT, &arena, &range, NULL) == ERR_OK &&
           str_equal(spell(&range), json_text(expected));
}

static bool same_constraints(const struct vers *range, const struct json *expected)
{
    const struct json *list = json_member(expected, STR("version_constraints"));
    size_t i = 0;

    if (list == NULL || range->count != list->count ||
        !str_equal(range->type, json_text(json_member(expected, STR("scheme")))))
        return false;
    for (const struct json *c = list->first; c != NULL; c = c->next, i++) {
        struct str name = str_from_cstr(vers_comparator_name(range->constraints[i].comparator));
        struct str wanted = json_text(c->first);

        if (!str_equal(str_is_empty(name) ? STR("=") : name, wanted) ||
            !str_equal(range->constraints[i].version, json_text(c->first->next)))
            return false;
    }
    return true;
}

static bool parse_holds(const struct json *input, const struct json *test)
{
    const struct json *failure = json_member(test, STR("expected_failure"));
    struct vers range;
    enum err e = vers_read(json_text(input), VERS_CANONICAL, &arena, &range, NULL);

    if (failure != NULL && failure->boolean)
        return e == ERR_INVALID;
    return e == ERR_OK && same_constraints(&range, json_member(test, STR("expected_output")));
}

static bool case_holds(const struct json *test)
{
    const struct json *input = json_member(test, STR("input"));
    const struct json *expected = json_member(test, STR("expected_output"));
    struct str type = json_text(json_member(test, STR("test_type")));

    if (str_equal(type, STR("comparison")) || str_equal(type, STR("equality")))
        return order_holds(input, expected, str_equal(type, STR("equality")));
    if (str_equal(type, STR("from_native")))
        return native_holds(input, expected);
    if (str_equal(type, STR("containment")))
        return contains_holds(input, expected);
    if (str_equal(type, STR("validate")))
        return validate_holds(input, expected);
    return str_equal(type, STR("parse")) && parse_holds(input, test);
}

/* What a case is about, for the list of wrong ones. */
static struct str told(const struct json *test)
{
    const struct json *input = json_member(test, STR("input"));
    struct str text = json_text(input);

    if (str_is_empty(text))
        text = json_text(json_member(input, STR("native_range")));
    if (str_is_empty(text))
        text = json_text(json_member(input, STR("vers")));
    const struct json *versions = json_member(input, STR("versions"));
    if (str_is_empty(text) && versions != NULL && versions->count >= 2)
        text = arena_format(&arena, "%.*s, %.*s", STR_ARG(versions->first->text),
                            STR_ARG(versions->first->next->text));
    return text;
}

static void run_file(struct conformance *c, const char *file)
{
    const struct json *document = NULL;
    struct str text;

    arena_clear(&arena);
    text = conformance_read(conformance_path(c, file), &arena);
    if (json_read(text, FILE_BYTES, &arena, &document, NULL) != ERR_OK) {
        conformance_case(c, false, "%s: no JSON", file);
        return;
    }
    const struct json *tests = json_member(document, STR("tests"));
    for (const struct json *t = tests != NULL ? tests->first : NULL; t != NULL; t = t->next)
        conformance_case(c, case_holds(t), "%s: %.*s %.*s", file,
                         STR_ARG(json_text(json_member(t, STR("test_type")))), STR_ARG(told(t)));
}

int main(void)
{
    struct conformance c;

    arena_init(&arena, ARENA_BYTES);
    conformance_open(&c, "vers");
    if (conformance_has(&c, "package-url/vers-spec tests",
                        "data/vers/tests/vers_canonical_parse_test.json")) {
        conformance_folder(&c, "data/vers/tests", run_file);
        conformance_set(&c, "package-url/vers-spec tests");
    }
    arena_release(&arena);
    return conformance_close(&c);
}
