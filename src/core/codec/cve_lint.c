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

static const struct {
    const char *rule;
    struct str text[LANG_COUNT];
} says[] = {
#define CVE_SAY(id, rule, english, japanese)                                                       \
    {rule, {[LANG_EN] = STR_INIT(english), [LANG_JA] = STR_INIT(japanese)}},
#include "core/codec/cve_lint.def"
};

enum { MESSAGE_BYTES = 512, VALUE_BYTES = 120 };

/* A text with its values, each cut to a readable length. */
static struct str spell(struct str text, const struct str values[4], struct arena *a)
{
    struct buf out;
    struct str message = {0};

    buf_init(&out, a, MESSAGE_BYTES + 4 * VALUE_BYTES);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '{') {
            buf_add_char(&out, text.ptr[i]);
            continue;
        }
        buf_add(&out, utf8_truncate(values[text.ptr[i + 1] - '1'], VALUE_BYTES));
        i += 2;
    }
    return buf_finish(&out, &message) == ERR_OK ? message : (struct str){0};
}

void cve_find(struct cve_findings *f, const struct json *where, const struct cve_say *say)
{
    if (f->count == LIMIT_CVE_FINDINGS) {
        f->more = true;
        return;
    }
    struct cve_finding *out = &f->list[f->count++];

    *out = (struct cve_finding){.rule = says[say->id].rule, .where = where};
    for (size_t lang = 0; lang < LANG_COUNT; lang++) {
        out->message[lang] = spell(says[say->id].text[lang], say->values, f->arena);
    }
}

static const struct json *first_of(const struct json *list)
{
    return json_is(list, JSON_ARRAY) ? list->first : NULL;
}

static struct str number_text(size_t n, struct arena *a)
{
    return arena_format(a, "%zu", n);
}

/* ---- scores ---------------------------------------------------------------------------------- */

/* A number as tenths: "9", "10.0", "9.80"; CVSS_ABSENT for anything else. */
static int number_tenths(struct str spelt)
{
    size_t point = str_find(spelt, STR("."), 0);

    while (point != SIZE_MAX && spelt.len > point + 2 && spelt.ptr[spelt.len - 1] == '0') {
        spelt.len--;
    }
    return cvss_tenths(spelt);
}

/* `wanted` are the scores that the property may mean. */
static void check_score(struct cve_findings *f, const struct json *v, const char *key,
                        const int wanted[2])
{
    const struct json *score = json_member(v, str_from_cstr(key));

    if (score == NULL || score->text.len == 0) {
        return; /* no number, nor one in quotation marks */
    }
    int stated = number_tenths(score->text);
    if (stated != wanted[0] && stated != wanted[1]) {
        CVE_FIND(f, score, score, score->key, score->text, cvss_tenths_text(wanted[0], f->arena));
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
    if (!str_equal_nocase(json_text(severity), str_from_cstr(wanted))) {
        CVE_FIND(f, severity, severity, severity->key, json_text(severity), score->text,
                 str_from_cstr(wanted));
    }
}

static void check_scores(struct cve_findings *f, const struct json *v, const struct cvss *vector)
{
    struct cvss_scores s;

    cvss_score(vector, &s);
    /* Version 4.0 has one score, of all metrics together; some write it under the base's name. */
    bool four = vector->version == CVSS_4_0;
    check_score(f, v, "baseScore", (const int[]){s.base, four ? s.overall : s.base});
    if (four) {
        check_score(f, v, "threatScore", (const int[]){s.temporal, s.overall});
        check_severity(f, v, "threatSeverity", "threatScore");
        check_score(f, v, "environmentalScore", (const int[]){s.overall, s.environmental});
    } else {
        check_score(f, v, "temporalScore", (const int[]){s.temporal, s.temporal});
        check_score(f, v, "environmentalScore", (const int[]){s.environmental, s.environmental});
    }
    if (vector->version != CVSS_2_0) {
        check_severity(f, v, "baseSeverity", "baseScore");
        check_severity(f, v, "temporalSeverity", "temporalScore");
        check_severity(f, v, "environmentalSeverity", "environmentalScore");
    }
}

/* What the vector gives a metric; one that it leaves out is not defined, a modified one then has
 * the value of the base. */
static struct str value_of(struct str vector, struct str metric, char version)
{
    struct str value = cvss_vector_value(vector, metric);

    if (value.ptr == NULL && metric.len > 1 && metric.ptr[0] == 'M') {
        value = cvss_vector_value(vector, str_slice(metric, 1, metric.len));
    }
    return value.ptr != NULL ? value : version == '2' ? STR("ND") : STR("X");
}

/* "attackVector" and its like beside the metrics that they repeat. */
static void check_properties(struct cve_findings *f, const struct json *v, char version)
{
    struct str vector = json_text(json_member(v, STR("vectorString")));
    const struct cvss_property *p;

    for (size_t at = 0; (p = cvss_property_next(version, &at)) != NULL;) {
        const struct json *word = json_member(v, p->name);
        struct str stated = json_text(word);
        struct str value = value_of(vector, p->metric, version);
        bool left_out = cvss_vector_value(vector, p->metric).ptr == NULL;
        if (json_is(word, JSON_STRING) && !cvss_value_abbreviates(value, stated) &&
            !(left_out && str_equal(stated, STR("NOT_DEFINED")))) {
            CVE_FIND(f, word, metric, word->key, stated, p->metric, value);
        }
    }
}

static void check_cvss(struct cve_findings *f, const struct json *v, struct str version)
{
    const struct json *text = json_member(v, STR("vectorString"));
    const struct json *named = json_member(v, STR("version"));
    struct cvss vector;
    struct cvss_error error;

    if (named != NULL && !str_equal(json_text(named), version)) {
        CVE_FIND(f, named, version_named, json_text(named), version);
    }
    if (cvss_read(json_text(text), &vector, &error) != ERR_OK) {
        CVE_FIND(f, text != NULL ? text : v, vector, cvss_error_text(&error, LANG_EN, f->arena),
                 cvss_error_text(&error, LANG_JA, f->arena), number_text(error.offset, f->arena));
        if (error.reason != CVSS_REASON_ORDER) {
            return;
        }
    }
    if (!str_equal(cvss_version_name(vector.version), version)) {
        CVE_FIND(f, text, version_vector, cvss_version_name(vector.version), version);
        return;
    }
    check_scores(f, v, &vector);
    check_properties(f, v, version.ptr[0]);
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
        CVE_FIND(f, v, cpe, str_from_cstr(error.reason != NULL ? error.reason : "too long"),
                 number_text(error.offset, f->arena));
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
                cve_lint_match(f, m);
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
        CVE_FIND(f, v, cwe_number, json_text(v));
    } else if (!cwe_find_newest(id, &list, &entry)) {
        CVE_FIND(f, v, cwe_unknown, number_text(id, f->arena));
    }
}

/* "CWE-79: …" beside another number. */
static void check_weakness_text(struct cve_findings *f, const struct json *id,
                                const struct json *text)
{
    struct str named = json_text(text);
    size_t digits = 4;

    if (!str_starts_with(named, STR("CWE-"))) {
        return;
    }
    while (digits < named.len && named.ptr[digits] >= '0' && named.ptr[digits] <= '9') {
        digits++;
    }
    named = str_slice(named, 0, digits);
    if (digits > 4 && !str_equal(named, json_text(id))) {
        CVE_FIND(f, text, cwe_other, json_text(id), named);
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
                check_weakness_text(f, id, json_member(d, STR("description")));
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
