/*
 * core/csaf/tests_status.c — what a vulnerability says about products: status, remediations, flags,
 * scores. Tests 6.1.6, 6.1.23, 6.1.24, 6.1.29, 6.1.32, 6.1.33, 6.2.2, 6.2.3, 6.2.7, 6.2.17, 6.3.3,
 * 6.3.4.
 */
#include "core/csaf/status.h"
#include "core/csaf/tuple.h"

#include <string.h>

/* ---- contradicting groups -------------------------------------------------------------------- */

static const struct {
    struct str key;
    enum status_group group;
} status_keys[] = {
    {STR_INIT("first_affected"), STATUS_AFFECTED},
    {STR_INIT("known_affected"), STATUS_AFFECTED},
    {STR_INIT("last_affected"), STATUS_AFFECTED},
    {STR_INIT("known_not_affected"), STATUS_NOT_AFFECTED},
    {STR_INIT("first_fixed"), STATUS_FIXED},
    {STR_INIT("fixed"), STATUS_FIXED},
    {STR_INIT("under_investigation"), STATUS_INVESTIGATED},
    {STR_INIT("unknown"), STATUS_UNKNOWN},
    {STR_INIT("recommended"), STATUS_RECOMMENDED},
};
enum { STATUS_KEYS = sizeof(status_keys) / sizeof(status_keys[0]) };

enum status_group csaf_status_group(struct str key)
{
    for (size_t i = 0; i < STATUS_KEYS; i++) {
        if (str_equal(status_keys[i].key, key))
            return status_keys[i].group;
    }
    return STATUS_GROUPS;
}

/* The product stands in other groups already, a bit each. */
static void find_contradictions(struct csaf_check *c, const struct json *ref, unsigned others,
                                enum status_group own)
{
    for (size_t g = 0; g < STATUS_RECOMMENDED; g++) {
        if (others >> g & 1)
            csaf_find_say(
                c, ref,
                &(struct csaf_say){.values = {ref->text, str_from_cstr(csaf_status_words[g]),
                                              str_from_cstr(csaf_status_words[own])}});
    }
}

void csaf_run_contradicting_status(struct csaf_check *c)
{
    size_t count = c->products.count + c->strangers.count;
    uint8_t *groups = ARENA_ARRAY(c->arena, uint8_t, count); /* of each product, a bit each */
    if (groups == NULL)
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *status = csaf_at(v, STR("product_status"));
        memset(groups, 0, count);
        FOR_EACH_MEMBER (list, status) {
            enum status_group own = csaf_status_group(list->key);
            if (own >= STATUS_RECOMMENDED || (own == STATUS_UNKNOWN && !csaf_is_21(c)))
                continue;
            FOR_EACH (ref, list) {
                size_t place = csaf_product_place(c, json_text(ref));
                if (place >= count)
                    continue;
                find_contradictions(c, ref, groups[place] & ~(1u << own), own);
                groups[place] |= (uint8_t)(1u << own);
            }
        }
    }
}

const char *const csaf_status_words[STATUS_GROUPS] = {
    "Affected", "Not affected", "Fixed", "Under investigation", "Unknown", "Recommended"};

/* ---- products of remediations and flags ------------------------------------------------------ */

static void want_products(struct csaf_check *c, struct str key)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (item, csaf_at(v, key)) {
            if (csaf_at(item, STR("product_ids")) == NULL &&
                csaf_at(item, STR("group_ids")) == NULL)
                csaf_find(c, item);
        }
    }
}

void csaf_run_remediation_product(struct csaf_check *c)
{
    want_products(c, STR("remediations"));
}

void csaf_run_flag_product(struct csaf_check *c)
{
    want_products(c, STR("flags"));
}

static bool is_justification(const struct json *flag)
{
    return csaf_one_of(csaf_text(flag, STR("label")),
                       "component_not_present inline_mitigations_already_exist "
                       "vulnerable_code_cannot_be_controlled_by_adversary "
                       "vulnerable_code_not_in_execute_path vulnerable_code_not_present");
}

void csaf_run_flags_repeated(struct csaf_check *c)
{
    struct csaf_set before = csaf_set_new(c);
    struct csaf_set own = csaf_set_new(c);
    FOR_EACH (v, c->vulnerabilities) {
        csaf_set_clear(&before);
        FOR_EACH (flag, csaf_at(v, STR("flags"))) {
            if (!is_justification(flag))
                continue;
            csaf_set_clear(&own);
            csaf_set_add_item(c, &own, flag);
            for (size_t p = 0; p < own.bits; p++) {
                if (!csaf_set_has(&own, p))
                    continue;
                if (csaf_set_has(&before, p))
                    csaf_find_1(c, flag, csaf_product_of(c, p));
                csaf_set_add(&before, p);
            }
        }
    }
}

/* ---- what products in a group need ----------------------------------------------------------- */

static void find_uncovered(struct csaf_check *c, const struct csaf_set *covered,
                           const struct json *vulnerability, const char *lists)
{
    const struct json *status = csaf_at(vulnerability, STR("product_status"));
    FOR_EACH_MEMBER (list, status) {
        if (!csaf_one_of(list->key, lists))
            continue;
        FOR_EACH (ref, list) {
            if (!csaf_set_has(covered, csaf_product_place(c, json_text(ref))))
                csaf_find_1(c, ref, json_text(ref));
        }
    }
}

void csaf_run_missing_remediation(struct csaf_check *c)
{
    struct csaf_set covered = csaf_set_new(c);
    FOR_EACH (v, c->vulnerabilities) {
        csaf_set_clear(&covered);
        FOR_EACH (remediation, csaf_at(v, STR("remediations")))
            csaf_set_add_item(c, &covered, remediation);
        find_uncovered(c, &covered, v,
                       "first_affected known_affected last_affected under_investigation");
    }
}

void csaf_run_missing_score(struct csaf_check *c)
{
    struct csaf_set covered = csaf_set_new(c);
    struct str key = csaf_is_21(c) ? STR("metrics") : STR("scores");
    FOR_EACH (v, c->vulnerabilities) {
        csaf_set_clear(&covered);
        FOR_EACH (score, csaf_at(v, key))
            csaf_set_add_refs(c, &covered, csaf_at(score, STR("products")));
        find_uncovered(c, &covered, v, "first_affected known_affected last_affected");
    }
}

/* ---- numbers and parties --------------------------------------------------------------------- */

void csaf_run_cve_repeated(struct csaf_check *c)
{
    struct csaf_tuples t = {0};
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *cve = csaf_at(v, STR("cve"));
        if (json_is(cve, JSON_STRING))
            csaf_tuple_add(c, &t, (struct str[3]){cve->text}, cve);
    }
    csaf_tuples_find_repeated(c, &t);
}

void csaf_run_involvement_repeated(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        struct csaf_tuples t = {0};
        FOR_EACH (item, csaf_at(v, STR("involvements"))) {
            struct str date = csaf_text(item, STR("date"));
            struct str party = csaf_text(item, STR("party"));
            struct csaf_instant at;
            if (!csaf_instant_read(date, &at))
                continue;
            date = arena_format(c->arena, "%lld.%.*s", (long long)at.seconds, STR_ARG(at.fraction));
            csaf_tuple_add(c, &t, (struct str[3]){party, date}, item);
        }
        csaf_tuples_find_repeated(c, &t);
    }
}

void csaf_run_involvement_date(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (item, csaf_at(v, STR("involvements"))) {
            if (csaf_at(item, STR("date")) == NULL)
                csaf_find(c, item);
        }
    }
}

/* Characters that take no room: soft hyphen, joiners, invisible operators, byte order mark. */
static size_t invisible_at(struct str s, size_t at)
{
    static const struct str invisible[] = {
        STR_INIT("\xc2\xad"),     STR_INIT("\xcd\x8f"),     STR_INIT("\xe1\xa0\x8e"),
        STR_INIT("\xe2\x80\x8b"), STR_INIT("\xe2\x80\x8c"), STR_INIT("\xe2\x80\x8d"),
        STR_INIT("\xe2\x81\xa0"), STR_INIT("\xe2\x81\xa1"), STR_INIT("\xe2\x81\xa2"),
        STR_INIT("\xe2\x81\xa3"), STR_INIT("\xe2\x81\xa4"), STR_INIT("\xef\xbb\xbf")};
    for (size_t i = 0; i < sizeof(invisible) / sizeof(invisible[0]); i++) {
        if (str_starts_with(str_slice(s, at, s.len), invisible[i]))
            return invisible[i].len;
    }
    return pattern_space_at(s, at);
}

/* 2.1 reads a number as people do: what cannot be seen does not count. */
static bool looks_like_cve(struct csaf_check *c, struct str text)
{
    struct buf b;
    struct str seen = {0};
    if (!csaf_is_21(c) || text.len > LIMIT_CSAF_VALUE)
        return pattern_cve(text);
    buf_init(&b, c->arena, LIMIT_CSAF_VALUE);
    for (size_t at = 0; at < text.len;) {
        size_t skip = invisible_at(text, at);
        if (skip == 0)
            buf_add_char(&b, text.ptr[at]);
        at += skip > 0 ? skip : 1;
    }
    return buf_finish(&b, &seen) == ERR_OK && pattern_cve(seen);
}

void csaf_run_cve_in_ids(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (id, csaf_at(v, STR("ids"))) {
            const struct json *text = csaf_at(id, STR("text"));
            if (looks_like_cve(c, json_text(text)))
                csaf_find_1(c, text, text->text);
        }
    }
}

static void want_member(struct csaf_check *c, struct str key)
{
    FOR_EACH (v, c->vulnerabilities) {
        if (csaf_at(v, key) == NULL)
            csaf_find_say(c, v, &(struct csaf_say){.below = key});
    }
}

void csaf_run_missing_cve(struct csaf_check *c)
{
    want_member(c, STR("cve"));
}

void csaf_run_missing_cwe(struct csaf_check *c)
{
    want_member(c, csaf_is_21(c) ? STR("cwes") : STR("cwe"));
}
