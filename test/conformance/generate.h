/*
 * test/conformance/generate.h — advisories and publications made from a number: the same number
 * gives the same one for ever. Texts hold everything that has ever broken a writer; now and then
 * they are far too long, absent, or no good value at all. For inclusion by the programs of this
 * folder.
 */
#ifndef TEST_CONFORMANCE_GENERATE_H
#define TEST_CONFORMANCE_GENERATE_H

#include "core/advisory/advisory.h"

struct random {
    uint64_t state;
    struct arena *arena;
};

static inline uint64_t next(struct random *r)
{
    uint64_t x = r->state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static inline bool often(struct random *r)
{
    return next(r) % 4 != 0;
}

/* Words with everything that has ever broken a writer; now and then far too long. */
static inline struct str some_text(struct random *r, bool lines)
{
    static const char *const words[] = {"脆弱性",   "buffer", "\"quoted\"", "back\\slash", "é",
                                        "ソフト",   "<b>",    "a/b",        "%00",         "n/a",
                                        "CWE-79",   "1.0",    "未満",       "🐦",           "~",
                                        "affected", "*",      "0",          "unspecified", "'"};
    struct buf out;
    struct str text = {NULL, 0};
    size_t count = 1 + next(r) % (lines && next(r) % 50 == 0 ? 1500 : 8);

    if (next(r) % 8 == 0)
        return (struct str){NULL, 0};
    buf_init(&out, r->arena, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_cstr(&out, lines && next(r) % 5 == 0 ? "\n\n" : " ");
        buf_add_cstr(&out, words[next(r) % (sizeof(words) / sizeof(words[0]))]);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

static inline struct str some_filled(struct random *r)
{
    struct str text = some_text(r, false);

    return text.len > 0 ? text : STR("x");
}

static inline struct text2 some_text2(struct random *r, bool lines)
{
    return (struct text2){.ja = some_text(r, lines), .en = some_text(r, lines)};
}

static inline struct str pick(struct random *r, const char *const *list, size_t count)
{
    return str_from_cstr(list[next(r) % count]);
}

#define PICK(r, list) pick((r), (list), sizeof(list) / sizeof((list)[0]))

static inline void some_products(struct random *r, struct advisory *v)
{
    static const char *const cpes[] = {"", "cpe:2.3:a:example:app:1.0:*:*:*:*:*:*:*",
                                       "cpe:/a:example:app:1.0", "cpe:nothing", "not-a-cpe"};
    static const char *const purls[] = {"", "pkg:npm/example@1.0", "pkg:generic/x", "pkg:x"};
    static const char *const versions[] = {
        "1.0",        "2.0 から 2.4 まで", "prior to 7.1", "3.1 以前", "vers:npm/<1.4.0",
        ">=1.0|<2.0", "all versions",      "n/a",          "1.0-all"};
    static const char *const vendors[] = {"", "Example", "見本"};

    v->product_count = next(r) % 4;
    v->products = ARENA_ARRAY(r->arena, struct advisory_product, v->product_count);
    for (size_t i = 0; i < v->product_count; i++)
        v->products[i] = (struct advisory_product){
            often(r) ? PICK(r, vendors) : some_text(r, false),
            often(r) ? STR("Editor") : some_filled(r),
            often(r) ? PICK(r, versions) : some_text(r, false), PICK(r, cpes), PICK(r, purls)};
}

static inline void some_references(struct random *r, struct advisory *v)
{
    static const char *const urls[] = {"https://example.jp/", "https://vendor.example/a?b=c",
                                       "https://vendor.example/%E3%81%82"};

    v->reference_count = next(r) % 4;
    v->references = ARENA_ARRAY(r->arena, struct advisory_reference, v->reference_count);
    for (size_t i = 0; i < v->reference_count; i++)
        v->references[i] = (struct advisory_reference){PICK(r, urls), some_text(r, false)};
}

struct score {
    const char *version, *vector, *score;
};

static inline void some_analyses(struct random *r, struct advisory *v)
{
    static const struct score scores[] = {
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.7"},
        {"3.0", "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10"},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "0.0"},
        {"2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "7.5"},
        {"4.0", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "9.3"},
        {"4.0", "", "5.0"},
        {"", "", "7.0"}};
    static const char *const severities[] = {"", "CRITICAL", "Critical", "緊急", "HIGH"};
    static const char *const sources[] = {"", "", "example-cna", "Vendor"};
    static const char *const numbers[] = {"", "CVE-1900-0001", "CVE-1900-0002"};

    v->analysis_count = next(r) % 4;
    v->analyses = ARENA_ARRAY(r->arena, struct advisory_analysis, v->analysis_count);
    for (size_t i = 0; i < v->analysis_count; i++) {
        const struct score *s = &scores[next(r) % (sizeof(scores) / sizeof(scores[0]))];
        v->analyses[i] = (struct advisory_analysis){.date = often(r) ? 0 : 20000 + (int)i,
                                                    .cve = PICK(r, numbers),
                                                    .cvss_version = str_from_cstr(s->version),
                                                    .vector = str_from_cstr(s->vector),
                                                    .score = str_from_cstr(s->score),
                                                    .severity = PICK(r, severities),
                                                    .source = PICK(r, sources)};
    }
}

static inline void some_numbers(struct random *r, struct advisory *v)
{
    static const char *const ids[] = {"CVE-1900-0001", "CVE-1900-0002", "CVE-1900-0003"};

    v->cve_count = 1 + next(r) % 3;
    v->cves = ARENA_ARRAY(r->arena, struct advisory_cve, v->cve_count);
    for (size_t i = 0; i < v->cve_count; i++) {
        v->cves[i] = (struct advisory_cve){.id = str_from_cstr(ids[i])};
        if (often(r)) {
            v->cves[i].cwe_id = STR("CWE-79");
            v->cves[i].cwe_name = some_text(r, false);
        }
    }
    v->related_count = next(r) % 2;
    v->related = ARENA_ARRAY(r->arena, struct advisory_related, v->related_count);
    for (size_t i = 0; i < v->related_count; i++)
        v->related[i] = (struct advisory_related){STR("JVN iPedia"), STR("JVNDB-1900-000001"),
                                                  STR("https://example.jp/")};
}

static inline void some_advisory(struct random *r, struct advisory *v)
{
    *v = (struct advisory){.title = some_text2(r, false),
                           .overview = some_text2(r, true),
                           .affected = some_text2(r, true),
                           .description = some_text2(r, true),
                           .impact = some_text2(r, true),
                           .solution = some_text2(r, true),
                           .addendum = some_text2(r, true),
                           .credit = some_text2(r, true),
                           .change_note = some_text2(r, true)};
    some_products(r, v);
    some_references(r, v);
    some_analyses(r, v);
    some_numbers(r, v);
}

/* ---- publications ---------------------------------------------------------------------------- */

static inline void some_weaknesses(struct random *r, struct advisory *v)
{
    static const struct str weaknesses[][2] = {
        {STR_INIT("CWE-79"), STR_INIT("Improper Neutralization of Input During Web Page Generation "
                                      "('Cross-site Scripting')")},
        {STR_INIT("CWE-787"), STR_INIT("Out-of-bounds Write")},
        {STR_INIT("CWE-787"), {NULL, 0}},
        {STR_INIT("CWE-787"), STR_INIT("out of bounds")},
        {STR_INIT("CWE-1"), STR_INIT("A view or nothing at all")},
        {{NULL, 0}, STR_INIT("OS コマンドインジェクション")},
        {{NULL, 0}, {NULL, 0}}};
    size_t count = next(r) % 4;
    struct advisory_cve *rows = ARENA_ARRAY(r->arena, struct advisory_cve, count);

    for (size_t i = 0; i < count; i++) {
        const struct str *w = weaknesses[next(r) % (sizeof(weaknesses) / sizeof(weaknesses[0]))];

        rows[i] = (struct advisory_cve){
            pick(r, (const char *const[]){"CVE-1900-0001", "CVE-1900-0002", "CVE-1900-0003"}, 3),
            w[0], w[1]};
    }
    v->cves = rows;
    v->cve_count = count;
}

static inline void some_vendors(struct random *r, struct publication *p)
{
    p->vendor_count = next(r) % 3;
    p->vendors = ARENA_ARRAY(r->arena, struct publication_vendor, p->vendor_count);
    for (size_t i = 0; i < p->vendor_count; i++) {
        p->vendors[i] = (struct publication_vendor){
            .party = {{1, (unsigned char)i}},
            .name = {some_filled(r), some_text(r, false)},
            .status = 1 + (uint32_t)(next(r) % VENDOR_STATUS_INFORMED),
            .comment = some_text2(r, true),
            .notice_url = often(r) ? STR("https://vendor.example/notice") : STR("")};
    }
}

/* Released up to three times, one day after the other. */
static inline void some_publication(struct random *r, struct publication *p)
{
    const int64_t day_us = US_PER_DAY;

    *p = (struct publication){.number = STR("JVN#19000001"),
                              .kind = PUBLICATION_COORDINATED,
                              .state = PUBLICATION_PUBLISHED,
                              .revision = 1 + (int64_t)(next(r) % 3),
                              .published_at_us = INT64_C(1791946800000000)};
    some_advisory(r, &p->advisory);
    if (next(r) % 8 == 0) {
        p->advisory.title = (struct text2){{NULL, 0}, {NULL, 0}};
    }
    if (often(r)) {
        some_weaknesses(r, &p->advisory);
    }
    some_vendors(r, p);
    if (p->revision > 1 && next(r) % 8 == 0) {
        p->state = PUBLICATION_WITHDRAWN;
    }
    p->revised_at_us = p->published_at_us + (p->revision - 1) * day_us;
    p->history_count = (size_t)p->revision - next(r) % 2;
    p->history = ARENA_ARRAY(r->arena, struct history_line, (size_t)p->revision);
    for (size_t i = 0; i < p->history_count; i++) {
        int64_t back = (int64_t)(p->history_count - 1 - i);

        p->history[i] = (struct history_line){
            .at_us = p->revised_at_us - back * day_us,
            .text = back == 0 && p->revision > 1 ? p->advisory.change_note : some_text2(r, false)};
    }
}

#endif
