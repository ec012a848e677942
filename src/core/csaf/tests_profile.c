/*
 * core/csaf/tests_profile.c — what each profile wants of a document. Tests 6.1.27.1 to 6.1.27.11.
 */
#include "core/csaf/titles.h"

static const char advisories[] =
    "csaf_security_advisory csaf_vex csaf_deprecated_security_advisory";
static const char with_products[] =
    "csaf_security_advisory csaf_vex csaf_deprecated_security_advisory csaf_vulnerability_report";

/* ---- the document ---------------------------------------------------------------------------- */

/* Finds something at `v`, or at the place below `parent` where it should be. */
static void find_at_or_below(struct csaf_check *c, const struct json *v, const struct json *parent,
                             struct str key)
{
    csaf_find_say(c, v == NULL ? parent : v,
                  &(struct csaf_say){.below = v == NULL ? key : (struct str){0}});
}

static bool any_category(const struct json *array, const char *words)
{
    FOR_EACH (item, array) {
        if (csaf_one_of(csaf_text(item, STR("category")), words))
            return true;
    }
    return false;
}

void csaf_run_profile_notes(struct csaf_check *c)
{
    const struct json *notes = csaf_at(c->document, STR("notes"));
    if (csaf_profile(c, "csaf_informational_advisory csaf_security_incident_response") &&
        !any_category(notes, "description details general summary"))
        find_at_or_below(c, notes, c->document, STR("notes"));
}

/* A superseded document belongs here since the draft behind CSD03. One in another language than
 * English is left to 6.2.39.4, where CSD03 has it. */
static bool wants_references(const struct csaf_check *c)
{
    return csaf_profile(c, "csaf_informational_advisory csaf_security_incident_response") ||
           (csaf_profile(c, "csaf_superseded") && csaf_is_english(c));
}

/* 2.0: a reference without a category is an external one. 2.1 wants the category to be there. */
void csaf_run_profile_references(struct csaf_check *c)
{
    const struct json *references = csaf_at(c->document, STR("references"));
    if (!wants_references(c))
        return;
    FOR_EACH (item, references) {
        struct str category = csaf_text(item, STR("category"));
        if (str_equal(category, STR("external")) ||
            (!csaf_is_21(c) && !str_equal(category, STR("self"))))
            return;
    }
    csaf_find_say(c, references == NULL ? c->document : references,
                  &(struct csaf_say){.below = references == NULL ? STR("references")
                                                                 : (struct str){0},
                                     .values = {c->category}});
}

void csaf_run_profile_no_vulnerabilities(struct csaf_check *c)
{
    if (csaf_profile(c, "csaf_informational_advisory csaf_withdrawn csaf_superseded") &&
        c->vulnerabilities != NULL)
        csaf_find(c, c->vulnerabilities);
}

void csaf_run_profile_tree(struct csaf_check *c)
{
    if (csaf_profile(c, with_products) && c->tree == NULL)
        find_at_or_below(c, NULL, c->root, STR("product_tree"));
}

void csaf_run_profile_vulnerabilities(struct csaf_check *c)
{
    if (csaf_profile(c, with_products) && c->vulnerabilities == NULL)
        find_at_or_below(c, NULL, c->root, STR("vulnerabilities"));
}

/* ---- each vulnerability ---------------------------------------------------------------------- */

static void want_member(struct csaf_check *c, struct str key)
{
    FOR_EACH (v, c->vulnerabilities) {
        if (csaf_at(v, key) == NULL)
            find_at_or_below(c, NULL, v, key);
    }
}

void csaf_run_profile_vulnerability_notes(struct csaf_check *c)
{
    if (csaf_profile(c, advisories))
        want_member(c, STR("notes"));
}

void csaf_run_profile_status(struct csaf_check *c)
{
    if (csaf_profile(c, "csaf_security_advisory csaf_deprecated_security_advisory"))
        want_member(c, STR("product_status"));
}

void csaf_run_profile_vex_status(struct csaf_check *c)
{
    if (!csaf_profile(c, "csaf_vex"))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *status = csaf_at(v, STR("product_status"));
        if (csaf_at(status, STR("fixed")) == NULL &&
            csaf_at(status, STR("known_affected")) == NULL &&
            csaf_at(status, STR("known_not_affected")) == NULL &&
            csaf_at(status, STR("under_investigation")) == NULL)
            find_at_or_below(c, status, v, STR("product_status"));
    }
}

/* 2.1: ids that are bound to products cover only those. False when one covers all. */
static bool collect_bound_ids(struct csaf_check *c, struct csaf_set *covered,
                              const struct json *ids)
{
    FOR_EACH (id, ids) {
        if (csaf_at(id, STR("product_ids")) == NULL && csaf_at(id, STR("group_ids")) == NULL)
            return false;
        csaf_set_add_item(c, covered, id);
    }
    return true;
}

static void find_uncovered(struct csaf_check *c, const struct csaf_set *covered,
                           const struct json *status)
{
    FOR_EACH_MEMBER (list, status) {
        FOR_EACH (ref, list) {
            if (!csaf_set_has(covered, csaf_product_place(c, json_text(ref))))
                csaf_find_say(c, ref,
                              &(struct csaf_say){.message = MESSAGE_product_without_id,
                                                 .values = {json_text(ref)}});
        }
    }
}

void csaf_run_profile_vulnerability_id(struct csaf_check *c)
{
    struct csaf_set covered = csaf_set_new(c);
    if (!csaf_profile(c, "csaf_vex csaf_vulnerability_report"))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *ids = csaf_at(v, STR("ids"));
        if (csaf_at(v, STR("cve")) != NULL)
            continue;
        if (ids == NULL) {
            csaf_find(c, v);
            continue;
        }
        csaf_set_clear(&covered);
        if (csaf_is_21(c) && collect_bound_ids(c, &covered, ids))
            find_uncovered(c, &covered, csaf_at(v, STR("product_status")));
    }
}

/* ---- statements for products ----------------------------------------------------------------- */

static void find_missing(struct csaf_check *c, const struct csaf_set *covered,
                         const struct json *refs)
{
    FOR_EACH (ref, refs) {
        if (!csaf_set_has(covered, csaf_product_place(c, json_text(ref))))
            csaf_find_1(c, ref, json_text(ref));
    }
}

void csaf_run_profile_impact(struct csaf_check *c)
{
    struct csaf_set covered = csaf_set_new(c);
    if (!csaf_profile(c, "csaf_vex"))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        csaf_set_clear(&covered);
        FOR_EACH (flag, csaf_at(v, STR("flags")))
            csaf_set_add_item(c, &covered, flag);
        FOR_EACH (threat, csaf_at(v, STR("threats"))) {
            if (csaf_has_text(threat, STR("category"), STR("impact")))
                csaf_set_add_item(c, &covered, threat);
        }
        find_missing(c, &covered,
                     csaf_at(csaf_at(v, STR("product_status")), STR("known_not_affected")));
    }
}

void csaf_run_profile_action(struct csaf_check *c)
{
    struct csaf_set covered = csaf_set_new(c);
    if (!csaf_profile(c, "csaf_vex"))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        csaf_set_clear(&covered);
        FOR_EACH (remediation, csaf_at(v, STR("remediations")))
            csaf_set_add_item(c, &covered, remediation);
        find_missing(c, &covered,
                     csaf_at(csaf_at(v, STR("product_status")), STR("known_affected")));
    }
}

void csaf_run_profile_affected(struct csaf_check *c)
{
    if (!csaf_profile(c, "csaf_security_advisory csaf_vulnerability_report"))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *status = csaf_at(v, STR("product_status"));
        if (csaf_at(status, STR("known_affected")) == NULL)
            find_at_or_below(c, status, v, STR("product_status"));
    }
}
