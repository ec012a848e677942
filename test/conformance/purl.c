/*
 * test/conformance/purl.c — the test suite of the package URL specification: parse, build and
 * round trip of every file. Must never judge by anything but the suite's own expectation.
 */
#include "conformance.h"

#include "core/ident/purl.h"
#include "core/json/json.h"

enum { ARENA_BYTES = 64 << 20, FILE_BYTES = 4 << 20 };

static struct arena arena;

static struct str member_text(const struct json *v, const char *key)
{
    return json_text(json_member(v, str_from_cstr(key)));
}

/* Components as the suite writes them; null is absent. */
static struct purl components_of(const struct json *v)
{
    const struct json *qualifiers = json_member(v, STR("qualifiers"));
    struct purl p = {
        .type = member_text(v, "type"),
        .space = member_text(v, "namespace"),
        .name = member_text(v, "name"),
        .version = member_text(v, "version"),
        .subpath = member_text(v, "subpath"),
    };

    if (json_is(qualifiers, JSON_OBJECT)) {
        struct purl_qualifier *list = ARENA_ARRAY(&arena, struct purl_qualifier, qualifiers->count);
        for (const struct json *q = qualifiers->first; list != NULL && q != NULL; q = q->next)
            list[p.qualifier_count++] = (struct purl_qualifier){q->key, json_text(q)};
        p.qualifiers = list;
    }
    return p;
}

/* The suite's qualifiers stand in any order; ours are sorted. */
static bool same_components(const struct purl *got, const struct json *expected)
{
    struct purl want = components_of(expected);

    if (!str_equal(got->type, want.type) || !str_equal(got->space, want.space) ||
        !str_equal(got->name, want.name) || !str_equal(got->version, want.version) ||
        !str_equal(got->subpath, want.subpath) || got->qualifier_count != want.qualifier_count)
        return false;
    for (size_t i = 0; i < want.qualifier_count; i++) {
        if (!str_equal(purl_qualifier_get(got, want.qualifiers[i].key), want.qualifiers[i].value))
            return false;
    }
    return true;
}

static struct str spell(const struct purl *p)
{
    struct buf out;
    struct str text = {0};

    buf_init(&out, &arena, FILE_BYTES);
    purl_write(p, &out);
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}

static bool case_holds(const struct json *test, const char **reason)
{
    const struct json *input = json_member(test, STR("input"));
    const struct json *expected = json_member(test, STR("expected_output"));
    const struct json *failure = json_member(test, STR("expected_failure"));
    struct str type = member_text(test, "test_type");
    struct purl p = {0};
    struct ident_error error = {0};
    enum err e;

    if (str_equal(type, STR("build"))) {
        struct purl parts = components_of(input);
        e = purl_build(&parts, &arena, &p, &error);
    } else {
        bool parse = str_equal(type, STR("parse"));
        e = purl_read(json_text(input), parse ? PURL_STRICT : PURL_LENIENT, &arena, &p, &error);
    }
    *reason = error.reason != NULL ? error.reason : "read";
    if (failure != NULL && failure->boolean)
        return e == ERR_INVALID;
    if (e != ERR_OK)
        return false;
    return str_equal(type, STR("parse")) ? same_components(&p, expected)
                                         : str_equal(spell(&p), json_text(expected));
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
    for (const struct json *t = tests != NULL ? tests->first : NULL; t != NULL; t = t->next) {
        const struct json *input = json_member(t, STR("input"));
        const char *reason = "";
        bool right = case_holds(t, &reason);

        conformance_case(c, right, "%s: %.*s %.*s: %s", file, STR_ARG(member_text(t, "test_type")),
                         STR_ARG(json_text(input)), reason);
    }
}

int main(void)
{
    struct conformance c;

    arena_init(&arena, ARENA_BYTES);
    conformance_open(&c, "purl");
    if (conformance_has(&c, "package-url/purl-spec tests",
                        "data/purl/tests/spec/specification-test.json")) {
        conformance_folder(&c, "data/purl/tests/spec", run_file);
        conformance_folder(&c, "data/purl/tests/types", run_file);
        conformance_set(&c, "package-url/purl-spec tests");
    }
    arena_release(&arena);
    return conformance_close(&c);
}
