/*
 * core/csaf/tests_metric.c — metrics of 2.1: ratings in words, SSVC targets, CVSS 4.0.
 * Tests 6.1.47, 6.1.56, 6.2.47, 6.3.12, 6.3.18.
 */
#include "core/csaf/tuple.h"

static bool has_cvss(const struct json *content)
{
    FOR_EACH_MEMBER (m, content) {
        if (str_starts_with(m->key, STR("cvss_v")))
            return true;
    }
    return false;
}

/* ---- SSVC ------------------------------------------------------------------------------------ */

/* The document's own id names the vulnerability only when there is no other. */
static bool names_vulnerability(const struct csaf_check *c, const struct json *v, struct str target)
{
    if (csaf_has_text(c->tracking, STR("id"), target))
        return c->vulnerabilities->count == 1;
    if (csaf_has_text(v, STR("cve"), target))
        return true;
    FOR_EACH (id, csaf_at(v, STR("ids"))) {
        if (csaf_has_text(id, STR("text"), target))
            return true;
    }
    return false;
}

void csaf_run_ssvc_target(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (metric, csaf_at(v, STR("metrics"))) {
            const struct json *ssvc = csaf_at(csaf_at(metric, STR("content")), STR("ssvc_v2"));
            FOR_EACH (target, csaf_at(ssvc, STR("target_ids"))) {
                if (!names_vulnerability(c, v, json_text(target)))
                    csaf_find_1(c, target, json_text(target));
            }
        }
    }
}

/* ---- ratings in words ------------------------------------------------------------------------ */

/* A product and source with both: the CVSS values sort before the rating. */
void csaf_run_cvss_and_rating(struct csaf_check *c)
{
    static const struct str rating_key = STR_INIT("qualitative_severity_rating");
    FOR_EACH (v, c->vulnerabilities) {
        struct csaf_tuples t = {0};
        FOR_EACH (metric, csaf_at(v, STR("metrics"))) {
            const struct json *content = csaf_at(metric, STR("content"));
            struct str source = csaf_text(metric, STR("source"));
            FOR_EACH (ref, csaf_at(metric, STR("products"))) {
                if (has_cvss(content))
                    csaf_tuple_add(c, &t, (struct str[3]){json_text(ref), source, STR("cvss")},
                                   ref);
                if (csaf_at(content, rating_key) != NULL)
                    csaf_tuple_add(c, &t, (struct str[3]){json_text(ref), source, STR("words")},
                                   ref);
            }
        }
        csaf_tuples_sort(&t);
        for (size_t i = 1; i < t.count; i++) {
            const struct csaf_tuple *before = &t.items[i - 1];
            const struct csaf_tuple *x = &t.items[i];
            if (str_equal(x->key[2], STR("words")) && str_equal(before->key[2], STR("cvss")) &&
                str_equal(before->key[0], x->key[0]) && str_equal(before->key[1], x->key[1]))
                csaf_find_1(c, x->node, x->key[0]);
        }
    }
}

static bool is_canonical(const struct csaf_check *c, struct str source)
{
    struct str name = csaf_file_name_of(csaf_text(c->tracking, STR("id")), c->arena);
    FOR_EACH (r, csaf_at(c->document, STR("references"))) {
        if (csaf_has_text(r, STR("category"), STR("self")) &&
            csaf_has_text(r, STR("url"), source) && str_starts_with(source, STR("https://")) &&
            str_ends_with(source, name))
            return true;
    }
    return false;
}

static void find_ratings(struct csaf_check *c, bool own_only)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (metric, csaf_at(v, STR("metrics"))) {
            const struct json *content = csaf_at(metric, STR("content"));
            const struct json *rating = csaf_at(content, STR("qualitative_severity_rating"));
            const struct json *source = csaf_at(metric, STR("source"));
            if (rating != NULL &&
                (!own_only || source == NULL || is_canonical(c, json_text(source))))
                csaf_find(c, rating);
        }
    }
}

void csaf_run_own_rating(struct csaf_check *c)
{
    find_ratings(c, true);
}

void csaf_run_any_rating(struct csaf_check *c)
{
    find_ratings(c, false);
}

/* ---- CVSS 4.0 -------------------------------------------------------------------------------- */

static void find_unscored(struct csaf_check *c, const struct json *v, const struct csaf_set *scored)
{
    const struct json *status = csaf_at(v, STR("product_status"));
    FOR_EACH_MEMBER (list, status) {
        if (!csaf_one_of(list->key, "first_affected known_affected last_affected"))
            continue;
        FOR_EACH (ref, list) {
            if (!csaf_set_has(scored, csaf_product_place(c, json_text(ref))))
                csaf_find_say(c, ref,
                              &(struct csaf_say){.message = MESSAGE_product_without_cvss,
                                                 .values = {json_text(ref)}});
        }
    }
}

void csaf_run_missing_cvss4(struct csaf_check *c)
{
    struct csaf_set scored = csaf_set_new(c);
    FOR_EACH (v, c->vulnerabilities) {
        csaf_set_clear(&scored);
        FOR_EACH (metric, csaf_at(v, STR("metrics"))) {
            const struct json *content = csaf_at(metric, STR("content"));
            if (!has_cvss(content))
                continue;
            csaf_set_add_refs(c, &scored, csaf_at(metric, STR("products")));
            if (csaf_at(content, STR("cvss_v4")) == NULL)
                csaf_find(c, content);
        }
        find_unscored(c, v, &scored);
    }
}
