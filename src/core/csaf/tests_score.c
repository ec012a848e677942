/*
 * core/csaf/tests_score.c — CVSS in scores (2.0) and metrics (2.1).
 * Tests 6.1.7, 6.1.8, 6.3.1, 6.3.2.
 */
#include "core/csaf/tuple.h"

/* The object that holds the CVSS objects of a score. */
static const struct json *content_of(const struct csaf_check *c, const struct json *score)
{
    return csaf_is_21(c) ? csaf_at(score, STR("content")) : score;
}

static const struct json *scores_of(const struct csaf_check *c, const struct json *vulnerability)
{
    return csaf_at(vulnerability, csaf_is_21(c) ? STR("metrics") : STR("scores"));
}

/* ---- one score a version and source ---------------------------------------------------------- */

void csaf_run_repeated_score(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        struct csaf_tuples t = {0};
        FOR_EACH (score, scores_of(c, v)) {
            struct str source = csaf_text(score, STR("source"));
            FOR_EACH_MEMBER (m, content_of(c, score)) {
                struct str version = csaf_text(m, STR("version"));
                if (!str_starts_with(m->key, STR("cvss_v")))
                    continue;
                FOR_EACH (ref, csaf_at(score, STR("products")))
                    csaf_tuple_add(c, &t, (struct str[3]){json_text(ref), version, source}, ref);
            }
        }
        csaf_tuples_find_repeated(c, &t);
    }
}

/* ---- the object ------------------------------------------------------------------------------ */

/* The schema walk has judged the rest already; FIRST's schema of 4.0 also binds the severity to the
 * score. */
void csaf_run_invalid_cvss(struct csaf_check *c)
{
    static const struct {
        struct str word;
        int low; /* tenths */
        int high;
    } severities[] = {{STR_INIT("NONE"), 0, 0},
                      {STR_INIT("LOW"), 1, 39},
                      {STR_INIT("MEDIUM"), 40, 69},
                      {STR_INIT("HIGH"), 70, 89},
                      {STR_INIT("CRITICAL"), 90, 100}};
    FOR_LIST (i, c, TAG_CVSS) {
        const struct json *cvss = c->lists[TAG_CVSS].items[i];
        const struct json *score = csaf_at(cvss, STR("baseScore"));
        int tenths = 0;
        if (!str_equal(cvss->key, STR("cvss_v4")) || !csaf_tenths(score, &tenths))
            continue;
        for (size_t s = 0; s < sizeof(severities) / sizeof(severities[0]); s++) {
            if (csaf_has_text(cvss, STR("baseSeverity"), severities[s].word) &&
                (tenths < severities[s].low || tenths > severities[s].high))
                csaf_find_say(c, score, &(struct csaf_say){.message = MESSAGE_score_severity});
        }
    }
}

/* A score spelt with at most one decimal that counts. */
bool csaf_tenths(const struct json *v, int *out)
{
    struct str s = json_is(v, JSON_NUMBER) ? v->text : (struct str){0};
    struct str whole = str_split(&s, '.');
    uint64_t units = 0;
    uint64_t tenth = 0;
    while (s.len > 1 && s.ptr[s.len - 1] == '0')
        s.len--;
    if (!str_to_u64(whole, 10, &units) || (s.ptr != NULL && !str_to_u64(s, 9, &tenth)))
        return false;
    *out = (int)(units * 10 + tenth);
    return true;
}

/* ---- which version --------------------------------------------------------------------------- */

/* Adds the products of the items that have a scoring object other than CVSS v2. */
static void collect_other(struct csaf_check *c, struct csaf_set *s, const struct json *scores)
{
    FOR_EACH (score, scores) {
        bool other = false;
        FOR_EACH_MEMBER (m, content_of(c, score))
            other = other || !csaf_one_of(m->key, "cvss_v2 products x_extensions");
        if (other)
            csaf_set_add_refs(c, s, csaf_at(score, STR("products")));
    }
}

/* A product that has CVSS v2 and nothing else, whichever item and source says so. */
void csaf_run_only_cvss2(struct csaf_check *c)
{
    struct csaf_set other = csaf_set_new(c);
    FOR_EACH (v, c->vulnerabilities) {
        csaf_set_clear(&other);
        collect_other(c, &other, scores_of(c, v));
        FOR_EACH (score, scores_of(c, v)) {
            bool all = true;
            FOR_EACH (ref, csaf_at(score, STR("products")))
                all = all && csaf_set_has(&other, csaf_product_place(c, json_text(ref)));
            if (csaf_at(content_of(c, score), STR("cvss_v2")) != NULL && !all)
                csaf_find(c, csaf_at(content_of(c, score), STR("cvss_v2")));
        }
    }
}

void csaf_run_cvss30(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_CVSS) {
        const struct json *cvss = c->lists[TAG_CVSS].items[i];
        const struct json *version = csaf_at(cvss, STR("version"));
        const struct json *vector = csaf_at(cvss, STR("vectorString"));
        if (!str_equal(cvss->key, STR("cvss_v3")))
            continue;
        if (str_equal(json_text(version), STR("3.0")))
            csaf_find(c, version);
        else if (str_starts_with(json_text(vector), STR("CVSS:3.0/")))
            csaf_find(c, vector);
    }
}
