/*
 * core/csaf/tests_remediation.c — remediations against each other and against the product status.
 * Tests 6.1.35, 6.1.36, 6.2.27.
 */
#include "core/csaf/status.h"

enum remedy {
    REMEDY_workaround,
    REMEDY_mitigation,
    REMEDY_vendor_fix,
    REMEDY_optional_patch,
    REMEDY_none_available,
    REMEDY_fix_planned,
    REMEDY_no_fix_planned,
    REMEDIES
};

static const struct str remedy_words[REMEDIES] = {
    STR_INIT("workaround"),     STR_INIT("mitigation"),     STR_INIT("vendor_fix"),
    STR_INIT("optional_patch"), STR_INIT("none_available"), STR_INIT("fix_planned"),
    STR_INIT("no_fix_planned")};

/* Bits of the remedies that a product must not have beside this one. */
static const unsigned contradicting[REMEDIES] = {
    [REMEDY_workaround] = 1u << REMEDY_optional_patch | 1u << REMEDY_none_available,
    [REMEDY_mitigation] = 1u << REMEDY_optional_patch | 1u << REMEDY_none_available,
    [REMEDY_vendor_fix] = 1u << REMEDY_optional_patch | 1u << REMEDY_none_available |
                          1u << REMEDY_fix_planned | 1u << REMEDY_no_fix_planned,
    [REMEDY_optional_patch] = 0x7fu & ~(1u << REMEDY_optional_patch),
    [REMEDY_none_available] = 0x7fu & ~(1u << REMEDY_none_available),
    [REMEDY_fix_planned] = 1u << REMEDY_vendor_fix | 1u << REMEDY_optional_patch |
                           1u << REMEDY_none_available | 1u << REMEDY_no_fix_planned,
    [REMEDY_no_fix_planned] = 1u << REMEDY_vendor_fix | 1u << REMEDY_optional_patch |
                              1u << REMEDY_none_available | 1u << REMEDY_fix_planned,
};

/* a: allowed, d: discouraged, p: prohibited; in the order of enum status_group. */
static const char combinations[REMEDIES][STATUS_GROUPS + 1] = {
    [REMEDY_workaround] = "appdda",     [REMEDY_mitigation] = "appdda",
    [REMEDY_vendor_fix] = "appdda",     [REMEDY_optional_patch] = "padaaa",
    [REMEDY_none_available] = "appaaa", [REMEDY_fix_planned] = "adpdda",
    [REMEDY_no_fix_planned] = "adpaaa",
};

static enum remedy remedy_of(const struct json *remediation)
{
    struct str category = csaf_text(remediation, STR("category"));
    for (size_t i = 0; i < REMEDIES; i++) {
        if (str_equal(remedy_words[i], category))
            return (enum remedy)i;
    }
    return REMEDIES;
}

/* ---- against each other ---------------------------------------------------------------------- */

static void check_item(struct csaf_check *c, const struct json *item,
                       struct csaf_set sets[REMEDIES], struct csaf_set *own)
{
    enum remedy remedy = remedy_of(item);
    if (remedy == REMEDIES)
        return;
    csaf_set_clear(own);
    csaf_set_add_item(c, own, item);
    for (size_t p = 0; p < own->bits; p++) {
        if (!csaf_set_has(own, p))
            continue;
        for (size_t other = 0; other < REMEDIES; other++) {
            if (contradicting[remedy] >> other & 1 && csaf_set_has(&sets[other], p))
                csaf_find_say(
                    c, item,
                    &(struct csaf_say){.values = {csaf_product_of(c, p), remedy_words[other],
                                                  remedy_words[remedy]}});
        }
        csaf_set_add(&sets[remedy], p);
    }
}

void csaf_run_remediations_contradict(struct csaf_check *c)
{
    struct csaf_set sets[REMEDIES];
    struct csaf_set own = csaf_set_new(c);
    for (size_t i = 0; i < REMEDIES; i++)
        sets[i] = csaf_set_new(c);
    FOR_EACH (v, c->vulnerabilities) {
        for (size_t i = 0; i < REMEDIES; i++)
            csaf_set_clear(&sets[i]);
        FOR_EACH (item, csaf_at(v, STR("remediations")))
            check_item(c, item, sets, &own);
    }
}

/* ---- against the status ---------------------------------------------------------------------- */

static void collect_status(struct csaf_check *c, const struct json *vulnerability,
                           struct csaf_set groups[STATUS_GROUPS])
{
    const struct json *status = csaf_at(vulnerability, STR("product_status"));
    for (size_t g = 0; g < STATUS_GROUPS; g++)
        csaf_set_clear(&groups[g]);
    FOR_EACH_MEMBER (list, status) {
        enum status_group group = csaf_status_group(list->key);
        if (group != STATUS_GROUPS)
            csaf_set_add_refs(c, &groups[group], list);
    }
}

static void find_combinations(struct csaf_check *c, char kind)
{
    struct csaf_set groups[STATUS_GROUPS];
    struct csaf_set own = csaf_set_new(c);
    for (size_t g = 0; g < STATUS_GROUPS; g++)
        groups[g] = csaf_set_new(c);
    FOR_EACH (v, c->vulnerabilities) {
        collect_status(c, v, groups);
        FOR_EACH (item, csaf_at(v, STR("remediations"))) {
            enum remedy remedy = remedy_of(item);
            csaf_set_clear(&own);
            csaf_set_add_item(c, &own, item);
            for (size_t p = 0; remedy != REMEDIES && p < own.bits; p++) {
                for (size_t g = 0; csaf_set_has(&own, p) && g < STATUS_GROUPS; g++) {
                    if (combinations[remedy][g] == kind && csaf_set_has(&groups[g], p))
                        csaf_find_say(c, item,
                                      &(struct csaf_say){
                                          .values = {csaf_product_of(c, p), remedy_words[remedy],
                                                     str_from_cstr(csaf_status_words[g])}});
                }
            }
        }
    }
}

void csaf_run_remediation_prohibited(struct csaf_check *c)
{
    find_combinations(c, 'p');
}

void csaf_run_remediation_discouraged(struct csaf_check *c)
{
    find_combinations(c, 'd');
}
