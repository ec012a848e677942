/*
 * core/codec/cve_lint.c — what contradicts itself in a CVE record, in all of its containers.
 *
 * It does not judge the schema, and never what is merely unusual: every finding is something of
 * which two parts cannot both be true, or a name that names nothing.
 */
#include "core/codec/cve_lint_priv.h"

#include "base/utf8.h"
#include "core/codec/cve_priv.h"
#include "core/ident/cpe.h"
#include "core/ident/cwe.h"
#include "core/score/score.h"

#include <stdarg.h>
#include <stdio.h>

void cve_find(struct cve_findings *f, const char *rule, const struct json *where,
              const char *format, ...)
{
    char text[512];
    va_list args;

    if (f->count == LIMIT_CVE_FINDINGS) {
        f->more = true;
        return;
    }
    va_start(args, format);
    int len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    size_t bytes = len < 0 ? 0 : (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1;
    f->list[f->count++] = (struct cve_finding){
        rule, where, arena_copy(f->arena, utf8_truncate((struct str){text, bytes}, bytes))};
}

static const struct json *first_of(const struct json *list)
{
    return json_is(list, JSON_ARRAY) ? list->first : NULL;
}

/* ---- scores ---------------------------------------------------------------------------------- */

/* A number as tenths: "9", "9.0", "9.80"; CVSS_ABSENT for anything else. */
static int number_tenths(struct str spelt)
{
    while (spelt.len > 3 && spelt.ptr[spelt.len - 1] == '0') {
        spelt.len--;
    }
    return cvss_tenths(spelt);
}

static void check_score(struct cve_findings *f, const struct json *v, const char *key, int wanted)
{
    const struct json *score = json_member(v, str_from_cstr(key));

    if (score == NULL) {
        return;
    }
    if (!json_is(score, JSON_NUMBER) || number_tenths(score->text) != wanted) {
        struct str text = cvss_tenths_text(wanted, f->arena);
        cve_find(f, "cvss-score", score, "%s is %.*s, the vector gives %.*s", key,
                 STR_ARG(score->text), STR_ARG(text));
    }
}

/* A severity beside its score; the score itself is checked against the vector. */
static void check_severity(struct cve_findings *f, const struct json *v, const char *key,
                           const char *score_key)
{
    const struct json *severity = json_member(v, str_from_cstr(key));
    const struct json *score = json_member(v, str_from_cstr(score_key));
    int tenths = json_is(score, JSON_NUMBER) ? number_tenths(score->text) : CVSS_ABSENT;

    if (severity == NULL || tenths == CVSS_ABSENT) {
        return;
    }
    const char *wanted = cvss_severity_code(cvss_severity_of(CVSS_3_1, tenths));
    if (!str_equal(json_text(severity), str_from_cstr(wanted))) {
        cve_find(f, "cvss-severity", severity, "%s is %.*s, a score of %.*s is %s", key,
                 STR_ARG(json_text(severity)), STR_ARG(score->text), wanted);
    }
}

static void check_scores(struct cve_findings *f, const struct json *v, const struct cvss *vector)
{
    struct cvss_scores s;

    cvss_score(vector, &s);
    check_score(f, v, "baseScore", s.base);
    if (vector->version == CVSS_4_0) {
        check_score(f, v, "threatScore", s.temporal);
        check_severity(f, v, "threatSeverity", "threatScore");
        check_score(f, v, "environmentalScore", s.overall);
    } else {
        check_score(f, v, "temporalScore", s.temporal);
        check_score(f, v, "environmentalScore", s.environmental);
    }
    if (vector->version != CVSS_2_0) {
        check_severity(f, v, "baseSeverity", "baseScore");
        check_severity(f, v, "temporalSeverity", "temporalScore");
        check_severity(f, v, "environmentalSeverity", "environmentalScore");
    }
}

static void check_cvss(struct cve_findings *f, const struct json *v, struct str version)
{
    const struct json *text = json_member(v, STR("vectorString"));
    const struct json *named = json_member(v, STR("version"));
    struct cvss vector;
    struct cvss_error error;

    if (named != NULL && !str_equal(json_text(named), version)) {
        cve_find(f, "cvss-version", named, "version is %.*s, the object holds %.*s",
                 STR_ARG(json_text(named)), STR_ARG(version));
    }
    if (cvss_read(json_text(text), &vector, &error) != ERR_OK) {
        struct str why = cvss_error_text(&error, f->arena);
        cve_find(f, "cvss-vector", text != NULL ? text : v, "%.*s at offset %zu", STR_ARG(why),
                 error.offset);
        if (error.reason != CVSS_REASON_ORDER) {
            return;
        }
    }
    if (!str_equal(cvss_version_name(vector.version), version)) {
        struct str is = cvss_version_name(vector.version);
        cve_find(f, "cvss-version", text, "the vector is of version %.*s, the object holds %.*s",
                 STR_ARG(is), STR_ARG(version));
        return;
    }
    check_scores(f, v, &vector);
}

static void check_metrics(struct cve_findings *f, const struct json *container)
{
    const struct json *m = first_of(json_member(container, STR("metrics")));

    for (; m != NULL; m = m->next) {
        for (size_t i = 0; i < CVE_CVSS_KEYS; i++) {
            const struct json *v = json_member(m, cve_cvss_keys[i].key);
            if (v != NULL) {
                check_cvss(f, v, cve_cvss_keys[i].version);
            }
        }
    }
}

/* ---- names ----------------------------------------------------------------------------------- */

static void check_cpe(struct cve_findings *f, const struct json *v)
{
    struct cpe name;
    struct ident_error error = {0};

    if (cpe_read(json_text(v), f->arena, &name, &error) != ERR_OK) {
        cve_find(f, "cpe", v, "no CPE name: %s at offset %zu",
                 error.reason != NULL ? error.reason : "too long", error.offset);
    }
}

static void check_applicability(struct cve_findings *f, const struct json *container)
{
    const struct json *c = first_of(json_member(container, STR("cpeApplicability")));

    for (; c != NULL; c = c->next) {
        const struct json *n = first_of(json_member(c, STR("nodes")));
        for (; n != NULL; n = n->next) {
            const struct json *m = first_of(json_member(n, STR("cpeMatch")));
            for (; m != NULL; m = m->next) {
                const struct json *criteria = json_member(m, STR("criteria"));
                check_cpe(f, criteria != NULL ? criteria : m);
            }
        }
    }
}

static void check_affected(struct cve_findings *f, const struct json *container)
{
    const struct json *p = first_of(json_member(container, STR("affected")));

    for (; p != NULL; p = p->next) {
        const struct json *cpe = first_of(json_member(p, STR("cpes")));
        for (; cpe != NULL; cpe = cpe->next) {
            check_cpe(f, cpe);
        }
        cve_lint_versions(f, p);
    }
}

static void check_weakness(struct cve_findings *f, const struct json *v)
{
    struct ident_error error = {0};
    struct cwe_entry entry;
    unsigned id = 0;
    size_t list = 0;

    if (cwe_id_read(json_text(v), &id, &error) != ERR_OK) {
        cve_find(f, "cwe", v, "%.*s is no number of a weakness", STR_ARG(json_text(v)));
    } else if (!cwe_find_newest(id, &list, &entry)) {
        cve_find(f, "cwe", v, "CWE-%u is no weakness of any list", id);
    }
}

static void check_problems(struct cve_findings *f, const struct json *container)
{
    const struct json *p = first_of(json_member(container, STR("problemTypes")));

    for (; p != NULL; p = p->next) {
        const struct json *d = first_of(json_member(p, STR("descriptions")));
        for (; d != NULL; d = d->next) {
            const struct json *id = json_member(d, STR("cweId"));
            if (id != NULL) {
                check_weakness(f, id);
            }
        }
    }
}

/* ---- all containers -------------------------------------------------------------------------- */

static void check_container(struct cve_findings *f, const struct json *container)
{
    check_affected(f, container);
    check_applicability(f, container);
    check_metrics(f, container);
    check_problems(f, container);
}

enum err cve_lint(const struct json *document, struct arena *a, struct cve_findings *out)
{
    const struct json *adp = json_member(json_member(document, STR("containers")), STR("adp"));

    *out = (struct cve_findings){.arena = a,
                                 .list = ARENA_ARRAY(a, struct cve_finding, LIMIT_CVE_FINDINGS)};
    if (out->list == NULL) {
        return ERR_MEMORY;
    }
    check_container(out, cve_container(document));
    for (const struct json *c = first_of(adp); c != NULL; c = c->next) {
        check_container(out, c);
    }
    return a->failed ? ERR_MEMORY : ERR_OK;
}
