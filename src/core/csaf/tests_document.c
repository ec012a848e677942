/*
 * core/csaf/tests_document.c — category, languages, addresses and the shape of the whole document.
 * Tests 6.1.15, 6.1.26, 6.1.28, 6.2.10 to 6.2.13, 6.2.15, 6.2.20, 6.3.6 to 6.3.8.
 */
#include "core/csaf/csaf_priv.h"

#include "core/csaf/scan.h"

#include <string.h>

/* ---- category -------------------------------------------------------------------------------- */

static const char profiles20[] = "csaf_security_incident_response csaf_informational_advisory "
                                 "csaf_security_advisory csaf_vex";
static const char profiles21[] = "csaf_security_incident_response csaf_informational_advisory "
                                 "csaf_security_advisory csaf_vex "
                                 "csaf_deprecated_security_advisory csaf_withdrawn csaf_superseded "
                                 "csaf_vulnerability_report";

/* Dashes, low lines and their like, in all their graphical forms, and white space: the length of
 * the one at `at`, 0 when it is another character. */
static size_t joint_at(struct str s, size_t at)
{
    static const char *const joints[] = {
        "-",
        "_",
        "\xc2\xad",
        "\xd6\x8a",
        "\xd6\xbe",
        "\xcc\xb2",
        "\xe1\x90\x80",
        "\xe1\xa0\x86",
        "\xe2\x80\x90",
        "\xe2\x80\x91",
        "\xe2\x80\x92",
        "\xe2\x80\x93",
        "\xe2\x80\x94",
        "\xe2\x80\x95",
        "\xe2\x80\xbf",
        "\xe2\x81\x80",
        "\xe2\x81\x83",
        "\xe2\x81\x94",
        "\xe2\x81\xbb",
        "\xe2\x82\x8b",
        "\xe2\x88\x92",
        "\xe2\xb8\x97",
        "\xe2\xb8\x9a",
        "\xe2\xb8\xba",
        "\xe2\xb8\xbb",
        "\xe2\xb9\x80",
        "\xe2\xb9\x9d",
        "\xe3\x80\x9c",
        "\xe3\x80\xb0",
        "\xe3\x82\xa0",
        "\xef\xb8\xb1",
        "\xef\xb8\xb2",
        "\xef\xb8\xb3",
        "\xef\xb8\xb4",
        "\xef\xb9\x8d",
        "\xef\xb9\x8e",
        "\xef\xb9\x8f",
        "\xef\xb9\x98",
        "\xef\xb9\xa3",
        "\xef\xbc\x8d",
        "\xef\xbc\xbf",
        "\xf0\x90\xba\xad",
    };
    for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
        struct str joint = str_from_cstr(joints[i]);
        if (str_starts_with(str_slice(s, at, s.len), joint))
            return joint.len;
    }
    return pattern_space_at(s, at);
}

/* Without joints, letters in lower case. */
static struct str bare(struct csaf_check *c, struct str s)
{
    char *out = arena_alloc(c->arena, s.len);
    size_t n = 0;
    for (size_t at = 0; out != NULL && at < s.len;) {
        size_t joint = joint_at(s, at);
        if (joint > 0) {
            at += joint;
            continue;
        }
        char letter = s.ptr[at++];
        out[n++] = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
    }
    return (struct str){out, n};
}

static void find_prefix(struct csaf_check *c, const struct json *category)
{
    struct str prefix = str_slice(category->text, 0, 5);
    bool exact = str_equal(prefix, STR("csaf_"));
    struct csaf_say say = {.message = exact ? MESSAGE_prefix_unknown : MESSAGE_prefix_reserved,
                           .values = {exact ? category->text : prefix}};
    csaf_find_say(c, category, &say);
}

void csaf_run_category(struct csaf_check *c)
{
    const struct json *category = csaf_at(c->document, STR("category"));
    const char *profiles = csaf_is_21(c) ? profiles21 : profiles20;
    struct str names = str_from_cstr(profiles);
    if (!json_is(category, JSON_STRING) || csaf_one_of(category->text, profiles) ||
        str_equal(category->text, STR("csaf_base")))
        return;
    if (str_equal_nocase(str_slice(category->text, 0, 5), STR("csaf_"))) {
        find_prefix(c, category);
        return;
    }
    struct str own = bare(c, category->text);
    while (names.ptr != NULL) {
        struct str value = bare(c, str_split(&names, ' '));
        if (str_equal(own, value) || str_equal(own, str_slice(value, 4, value.len))) {
            csaf_find_1(c, category, category->text);
            return;
        }
    }
}

/* ---- languages ------------------------------------------------------------------------------- */

/* Missing, or there without a value: the two are told apart. */
static void want_text(struct csaf_check *c, struct str key, enum csaf_message empty)
{
    const struct json *v = csaf_at(c->document, key);
    struct csaf_say say = {.below = v == NULL ? key : (struct str){0},
                           .message = v == NULL ? MESSAGE_OF_TEST : empty};
    if (str_is_empty(json_text(v)))
        csaf_find_say(c, v == NULL ? c->document : v, &say);
}

void csaf_run_translator(struct csaf_check *c)
{
    if (csaf_has_text(csaf_at(c->document, STR("publisher")), STR("category"), STR("translator")))
        want_text(c, STR("source_lang"), MESSAGE_source_lang_empty);
}

void csaf_run_missing_language(struct csaf_check *c)
{
    want_text(c, STR("lang"), MESSAGE_language_empty);
}

void csaf_run_translation(struct csaf_check *c)
{
    const struct json *source = csaf_at(c->document, STR("source_lang"));
    struct str lang = csaf_text(c->document, STR("lang"));
    if (lang.len > 0 && str_equal_nocase(lang, json_text(source)))
        csaf_find_1(c, source, lang);
}

void csaf_run_default_language(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_LANGUAGE) {
        const struct json *lang = c->lists[TAG_LANGUAGE].items[i];
        if (str_equal_nocase(lang->text, STR("i-default")))
            csaf_find(c, lang);
    }
}

void csaf_run_deprecated_profile(struct csaf_check *c)
{
    if (str_starts_with(c->category, STR("csaf_deprecated_")))
        csaf_find_1(c, csaf_at(c->document, STR("category")), c->category);
}

void csaf_run_id_in_title(struct csaf_check *c)
{
    const struct json *title = csaf_at(c->document, STR("title"));
    struct str id = csaf_text(c->tracking, STR("id"));
    if (id.len > 0 && str_find(json_text(title), id, 0) != SIZE_MAX)
        csaf_find_1(c, title, id);
}

void csaf_run_missing_license(struct csaf_check *c)
{
    want_text(c, STR("license_expression"), MESSAGE_license_empty);
}

/* ---- distribution and address ---------------------------------------------------------------- */

void csaf_run_missing_tlp(struct csaf_check *c)
{
    const struct json *distribution = csaf_at(c->document, STR("distribution"));
    const struct json *label = csaf_at(csaf_at(distribution, STR("tlp")), STR("label"));
    if (label == NULL)
        csaf_find_say(c, distribution == NULL ? c->document : distribution,
                      &(struct csaf_say){.below = distribution == NULL ? STR("distribution")
                                                                       : (struct str){0}});
    else if (!csaf_one_of(json_text(label), "AMBER GREEN RED WHITE"))
        csaf_find_say(
            c, label,
            &(struct csaf_say){.message = MESSAGE_tlp_invalid, .values = {json_text(label)}});
}

static bool is_file_name(int c)
{
    return is_lower(c) || is_digit(c) || c == '+' || c == '-';
}

struct str csaf_file_name_of(struct str tracking_id, struct arena *a)
{
    char *out = arena_alloc(a, tracking_id.len + 6);
    size_t n = 0;
    if (out == NULL)
        return (struct str){0};
    for (size_t i = 0; i < tracking_id.len; i++) {
        char c = tracking_id.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (is_file_name((unsigned char)c))
            out[n++] = c;
        else if (n == 0 || out[n - 1] != '_')
            out[n++] = '_';
    }
    memcpy(out + n, ".json", 5);
    return (struct str){out, n + 5};
}

bool csaf_file_name_fits(struct str name, const struct json *root, struct arena *a)
{
    struct str id = csaf_text(csaf_at(csaf_at(root, STR("document")), STR("tracking")), STR("id"));
    return id.len > 0 && str_equal(name, csaf_file_name_of(id, a));
}

void csaf_run_canonical_url(struct csaf_check *c)
{
    const struct json *references = csaf_at(c->document, STR("references"));
    struct str name = csaf_file_name_of(csaf_text(c->tracking, STR("id")), c->arena);
    FOR_EACH (r, references) {
        struct str url = csaf_text(r, STR("url"));
        size_t slash = url.len > name.len ? url.len - name.len - 1 : 0;
        if (csaf_has_text(r, STR("category"), STR("self")) &&
            str_starts_with(url, STR("https://")) && str_ends_with(url, name) &&
            url.ptr[slash] == '/')
            return;
    }
    csaf_find_say(
        c, references == NULL ? c->document : references,
        &(struct csaf_say){.below = references == NULL ? STR("references") : (struct str){0},
                           .values = {name}});
}

/* ---- shape ----------------------------------------------------------------------------------- */

/* Order of code units, as the suites of the standard have it: bytes of UTF-8 sort likewise. */
static void check_sorted(struct csaf_check *c, const struct json *v)
{
    for (const struct json *m = v->first; m != NULL && !csaf_is_full(c); m = m->next) {
        if (v->kind == JSON_OBJECT && m->next != NULL && str_compare(m->key, m->next->key) > 0)
            csaf_find_1(c, m->next, m->next->key);
        check_sorted(c, m); /* as deep as the reader lets a text be */
    }
}

void csaf_run_sorting(struct csaf_check *c)
{
    check_sorted(c, c->root);
}

void csaf_run_additional(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_UNKNOWN) {
        const struct json *m = c->lists[TAG_UNKNOWN].items[i];
        csaf_find_1(c, m, m->key);
    }
}

/* ---- what only the world knows --------------------------------------------------------------- */

/* Names that RFC 2606 and RFC 6761 promise never to exist. */
static bool never_exists(struct str url)
{
    size_t from = str_find(url, STR("://"), 0);
    struct str rest = str_slice(url, from == SIZE_MAX ? url.len : from + 3, url.len);
    struct str host = str_split(&rest, '/');
    host = str_split(&host, ':');
    return str_ends_with(host, STR(".invalid"));
}

static void check_reach(struct csaf_check *c, const struct json *url)
{
    const struct csaf_services *s = &c->options->services;
    enum csaf_reach reach = CSAF_REACH_UNKNOWN;
    if (!json_is(url, JSON_STRING))
        return;
    if (s->reach != NULL)
        reach = s->reach(s->context, url->text);
    if (reach == CSAF_REACH_NO || (reach == CSAF_REACH_UNKNOWN && never_exists(url->text)))
        csaf_find_1(c, url, url->text);
}

static void check_references(struct csaf_check *c, bool self)
{
    FOR_LIST (i, c, TAG_REFERENCE) {
        const struct json *r = c->lists[TAG_REFERENCE].items[i];
        if (csaf_has_text(r, STR("category"), STR("self")) == self)
            check_reach(c, csaf_at(r, STR("url")));
    }
}

void csaf_run_dead_url(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_URI)
        check_reach(c, c->lists[TAG_URI].items[i]);
    check_references(c, false);
}

void csaf_run_dead_self_url(struct csaf_check *c)
{
    check_references(c, true);
}
