/*
 * core/csaf/tests_cvss.c — CVSS objects against their vectors. Tests 6.1.9, 6.1.10, 6.2.19.
 *
 * The vector is what counts (section 6.1.9); a property whose metric the vector does not hold
 * contradicts nothing.
 */
#include "core/csaf/csaf_priv.h"

#include "core/score/score.h"

#include <string.h>

static const struct json *vector_of(const struct json *cvss)
{
    return csaf_at(cvss, STR("vectorString"));
}

/* Reads the vector of a CVSS object and scores it. */
static bool score_object(const struct json *cvss, struct cvss *vector, struct cvss_scores *scores)
{
    struct str text = json_text(vector_of(cvss));
    if (text.len == 0 || cvss_read(text, vector, NULL) != ERR_OK)
        return false;
    cvss_score(vector, scores);
    return true;
}

/* ---- 6.1.9 ----------------------------------------------------------------------------------- */

static void compare_score(struct csaf_check *c, const struct json *score, int computed)
{
    int stated = 0;
    if (!json_is(score, JSON_NUMBER) || (csaf_tenths(score, &stated) && stated == computed))
        return;
    csaf_find_2(c, score, score->text, cvss_tenths_text(computed, c->arena));
}

static void compare_severity(struct csaf_check *c, const struct json *severity,
                             enum cvss_version version, int computed)
{
    const char *code = cvss_severity_code(cvss_severity_of(version, computed));
    if (json_is(severity, JSON_STRING) && !str_equal(severity->text, str_from_cstr(code)))
        csaf_find_2(c, severity, severity->text, str_from_cstr(code));
}

/* Version 4.0 has one score, of all metrics together, under the name of the base score. */
void csaf_run_cvss_computation(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_CVSS) {
        const struct json *cvss = c->lists[TAG_CVSS].items[i];
        struct cvss vector;
        struct cvss_scores s;
        if (!score_object(cvss, &vector, &s)) {
            if (json_text(vector_of(cvss)).len > 0)
                csaf_find_say(c, vector_of(cvss),
                              &(struct csaf_say){.message = MESSAGE_vector_unreadable,
                                                 .values = {json_text(vector_of(cvss))}});
            continue;
        }
        int base = vector.version == CVSS_4_0 ? s.overall : s.base;
        compare_score(c, csaf_at(cvss, STR("baseScore")), base);
        compare_severity(c, csaf_at(cvss, STR("baseSeverity")), vector.version, base);
        if (vector.version == CVSS_4_0)
            continue;
        compare_score(c, csaf_at(cvss, STR("temporalScore")), s.temporal);
        compare_severity(c, csaf_at(cvss, STR("temporalSeverity")), vector.version, s.temporal);
        compare_score(c, csaf_at(cvss, STR("environmentalScore")), s.environmental);
        compare_severity(c, csaf_at(cvss, STR("environmentalSeverity")), vector.version,
                         s.environmental);
    }
}

/* ---- 6.1.10 ---------------------------------------------------------------------------------- */

/* Most objects have the vector and what follows from it, and nothing to be compared with it. */
static bool has_properties(const struct json *cvss)
{
    FOR_EACH_MEMBER (m, cvss) {
        if (json_is(m, JSON_STRING) &&
            !csaf_one_of(m->key, "vectorString version baseSeverity temporalSeverity"))
            return true;
    }
    return false;
}

static void compare_properties(struct csaf_check *c, const struct json *cvss, char version)
{
    struct str vector = json_text(vector_of(cvss));
    const struct cvss_property *p;
    if (!has_properties(cvss))
        return;
    for (size_t at = 0; (p = cvss_property_next(version, &at)) != NULL;) {
        const struct json *v = csaf_at(cvss, p->name);
        if (!json_is(v, JSON_STRING))
            continue;
        struct str value = cvss_vector_value(vector, p->metric);
        if (value.ptr != NULL && !cvss_value_abbreviates(value, v->text))
            csaf_find_say(c, v, &(struct csaf_say){.values = {v->text, p->metric, value}});
    }
}

void csaf_run_cvss_inconsistent(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_CVSS) {
        const struct json *cvss = c->lists[TAG_CVSS].items[i];
        if (cvss->key.len == 7)
            compare_properties(c, cvss, cvss->key.ptr[6]);
    }
}

/* ---- 6.2.19 ---------------------------------------------------------------------------------- */

/* Is the metric at its lowest value, in the vector or, when that does not hold it, in a property?
 */
static bool is_none(const struct json *cvss, char version, struct str metric)
{
    struct str value = cvss_vector_value(json_text(vector_of(cvss)), metric);
    if (value.ptr != NULL && !str_equal(value, STR("X")))
        return str_equal(value, STR("N"));
    const struct cvss_property *p;
    for (size_t at = 0; (p = cvss_property_next(version, &at)) != NULL;) {
        if (str_equal(p->metric, metric) &&
            csaf_one_of(csaf_text(cvss, p->name), "NONE NEGLIGIBLE"))
            return true;
    }
    return false;
}

static bool all_none(const struct json *cvss, char version, const char *metrics)
{
    struct str rest = str_from_cstr(metrics);
    while (rest.ptr != NULL) {
        if (!is_none(cvss, version, str_split(&rest, ' ')))
            return false;
    }
    return true;
}

static bool reduced_to_zero(const struct json *cvss)
{
    struct cvss vector;
    struct cvss_scores s;
    int stated = -1;
    char version = cvss->key.len == 7 ? cvss->key.ptr[6] : '0';
    const char *metrics = version == '2'   ? "TD"
                          : version == '3' ? "MC MI MA"
                                           : "MVC MVI MVA MSC MSI MSA";
    if (csaf_tenths(csaf_at(cvss, STR("environmentalScore")), &stated) && stated == 0)
        return true;
    if (score_object(cvss, &vector, &s) && s.overall == 0)
        return true;
    return all_none(cvss, version, metrics);
}

static void find_scored(struct csaf_check *c, const struct csaf_set *scored,
                        const struct json *refs)
{
    FOR_EACH (ref, refs) {
        if (csaf_set_has(scored, csaf_product_place(c, json_text(ref))))
            csaf_find_1(c, ref, json_text(ref));
    }
}

void csaf_run_fixed_score(struct csaf_check *c)
{
    struct csaf_set scored = csaf_set_new(c);
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *status = csaf_at(v, STR("product_status"));
        csaf_set_clear(&scored);
        FOR_EACH (item, csaf_at(v, csaf_is_21(c) ? STR("metrics") : STR("scores"))) {
            const struct json *content = csaf_is_21(c) ? csaf_at(item, STR("content")) : item;
            FOR_EACH_MEMBER (m, content) {
                if (str_starts_with(m->key, STR("cvss_v")) && !reduced_to_zero(m))
                    csaf_set_add_refs(c, &scored, csaf_at(item, STR("products")));
            }
        }
        find_scored(c, &scored, csaf_at(status, STR("first_fixed")));
        find_scored(c, &scored, csaf_at(status, STR("fixed")));
    }
}
