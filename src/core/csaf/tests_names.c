/*
 * core/csaf/tests_names.c — names that others keep lists of: weaknesses, languages, packages.
 * Tests 6.1.11 to 6.1.13, 6.1.42, 6.2.14, 6.2.23 to 6.2.26.
 */
#include "core/csaf/csaf_priv.h"

#include "base/civil.h"
#include "core/csaf/language.h"
#include "core/ident/cwe.h"
#include "core/ident/purl.h"

/* ---- weaknesses ------------------------------------------------------------------------------ */

/* 2.0: the id and the name of any list. */
static void check_cwe_20(struct csaf_check *c, const struct json *cwe, unsigned number)
{
    struct str name = csaf_text(cwe, STR("name"));
    struct cwe_entry entry = {0};
    size_t list = 0;
    if (cwe_find_name(number, name, &list))
        return;
    bool known = cwe_find_newest(number, &list, &entry);
    csaf_find_say(c, csaf_at(cwe, known ? STR("name") : STR("id")),
                  &(struct csaf_say){.message = known ? MESSAGE_cwe_name : MESSAGE_cwe_unknown,
                                     .values = {csaf_text(cwe, STR("id")), entry.name}});
}

/* 2.1: those of the list that it names. */
static void check_cwe_21(struct csaf_check *c, const struct json *cwe, unsigned number)
{
    struct str id = csaf_text(cwe, STR("id"));
    struct str version = csaf_text(cwe, STR("version"));
    struct cwe_entry entry = {0};
    size_t list = 0;
    if (!cwe_list_find(version, &list))
        csaf_find_say(c, csaf_at(cwe, STR("version")),
                      &(struct csaf_say){.message = MESSAGE_cwe_version, .values = {version}});
    else if (!cwe_find(list, number, &entry))
        csaf_find_2(c, csaf_at(cwe, STR("id")), id, version);
    else if (!csaf_has_text(cwe, STR("name"), entry.name))
        csaf_find_say(c, csaf_at(cwe, STR("name")),
                      &(struct csaf_say){.message = MESSAGE_cwe_name, .values = {id, entry.name}});
}

/* What is no number of a weakness at all has the number 0, which no list has. */
static void check_cwe(struct csaf_check *c, const struct json *cwe)
{
    const struct json *id = csaf_at(cwe, STR("id"));
    unsigned number = 0;
    if (!json_is(id, JSON_STRING))
        return;
    if (cwe_id_read(id->text, &number, NULL) != ERR_OK)
        number = 0;
    if (csaf_is_21(c))
        check_cwe_21(c, cwe, number);
    else
        check_cwe_20(c, cwe, number);
}

void csaf_run_cwe(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        check_cwe(c, csaf_at(v, STR("cwe")));
        FOR_EACH (cwe, csaf_at(v, STR("cwes")))
            check_cwe(c, cwe);
    }
}

/* Calls `is_wrong` for each weakness that its list has. */
static void each_cwe(struct csaf_check *c, bool (*is_wrong)(const struct cwe_entry *))
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (cwe, csaf_at(v, STR("cwes"))) {
            struct cwe_entry entry = {0};
            unsigned number = 0;
            size_t list = 0;
            struct str version = csaf_text(cwe, STR("version"));
            if (cwe_list_find(version, &list) &&
                cwe_id_read(csaf_text(cwe, STR("id")), &number, NULL) == ERR_OK &&
                cwe_find(list, number, &entry) && is_wrong(&entry))
                csaf_find_2(c, cwe, csaf_text(cwe, STR("id")), version);
        }
    }
}

static bool is_deprecated(const struct cwe_entry *e)
{
    return e->deprecated;
}

static bool is_not_allowed(const struct cwe_entry *e)
{
    return e->usage == CWE_USAGE_DISCOURAGED || e->usage == CWE_USAGE_PROHIBITED;
}

static bool needs_review(const struct cwe_entry *e)
{
    return e->usage == CWE_USAGE_ALLOWED_WITH_REVIEW;
}

void csaf_run_cwe_deprecated(struct csaf_check *c)
{
    each_cwe(c, is_deprecated);
}

void csaf_run_cwe_not_allowed(struct csaf_check *c)
{
    each_cwe(c, is_not_allowed);
}

void csaf_run_cwe_review(struct csaf_check *c)
{
    each_cwe(c, needs_review);
}

/* The list that was the newest on that day; SIZE_MAX before the first. */
static size_t list_of_day(struct str day)
{
    for (size_t n = cwe_list_latest() + 1; n-- > 0;) {
        if (str_compare(cwe_list(n)->date, day) <= 0)
            return n;
    }
    return SIZE_MAX;
}

/* The day of a list's publication, in UTC, counts as a whole. */
void csaf_run_cwe_latest(struct csaf_check *c)
{
    if (c->dated_count == 0)
        return;
    const struct csaf_revision *last = &c->dated[c->dated_count - 1];
    struct str day =
        str_slice(civil_write_utc(last->date.seconds * US_PER_SECOND, c->arena), 0, 10);
    size_t wanted = list_of_day(day);
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (cwe, csaf_at(v, STR("cwes"))) {
            const struct json *version = csaf_at(cwe, STR("version"));
            size_t list = 0;
            if (json_is(version, JSON_STRING) && wanted != SIZE_MAX &&
                (!cwe_list_find(version->text, &list) || list != wanted))
                csaf_find_2(c, version, version->text, cwe_list(wanted)->name);
        }
    }
}

/* ---- languages ------------------------------------------------------------------------------- */

static void each_language(struct csaf_check *c, enum language_verdict wrong)
{
    FOR_LIST (i, c, TAG_LANGUAGE) {
        const struct json *lang = c->lists[TAG_LANGUAGE].items[i];
        struct str subtag = {0};
        if (language_judge(lang->text, &subtag) == wrong)
            csaf_find_2(c, lang, lang->text, subtag);
    }
}

void csaf_run_language(struct csaf_check *c)
{
    each_language(c, LANGUAGE_UNKNOWN);
}

void csaf_run_private_language(struct csaf_check *c)
{
    each_language(c, LANGUAGE_PRIVATE);
}

/* ---- packages -------------------------------------------------------------------------------- */

static void check_purl(struct csaf_check *c, const struct json *purl)
{
    struct purl read;
    struct ident_error error = {0};
    if (!json_is(purl, JSON_STRING))
        return;
    if (purl_read(purl->text, PURL_STRICT, c->arena, &read, &error) != ERR_OK)
        csaf_find_2(c, purl, purl->text,
                    str_from_cstr(error.reason != NULL ? error.reason : "too long"));
}

void csaf_run_purl(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_HELPER) {
        const struct json *helper = c->lists[TAG_HELPER].items[i];
        check_purl(c, csaf_at(helper, STR("purl")));
        FOR_EACH (purl, csaf_at(helper, STR("purls")))
            check_purl(c, purl);
    }
}

/* A purl without its qualifiers: in canonical spelling, or as it stands when it is none. */
static struct str unqualified(struct csaf_check *c, struct str purl)
{
    struct purl read;
    struct str out = {0};
    struct str rest = purl;
    struct buf b;
    if (purl_read(purl, PURL_LENIENT, c->arena, &read, NULL) == ERR_OK) {
        read.qualifier_count = 0;
        buf_init(&b, c->arena, 3 * (size_t)LIMIT_PURL_BYTES);
        purl_write(&read, &b);
        return buf_finish(&b, &out) == ERR_OK ? out : purl;
    }
    struct str before = str_split(&rest, '?');
    if (rest.ptr == NULL)
        return before;
    (void)str_split(&rest, '#');
    return arena_format(c->arena, "%.*s%s%.*s", STR_ARG(before), rest.ptr != NULL ? "#" : "",
                        STR_ARG(rest));
}

/* All must be like the first. */
void csaf_run_purl_qualifiers(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_HELPER) {
        struct str first = {0};
        FOR_EACH (purl, csaf_at(c->lists[TAG_HELPER].items[i], STR("purls"))) {
            if (!json_is(purl, JSON_STRING))
                continue;
            struct str own = unqualified(c, purl->text);
            if (first.ptr == NULL)
                first = own;
            else if (!str_equal(first, own))
                csaf_find_1(c, purl, purl->text);
        }
    }
}
