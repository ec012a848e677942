/*
 * core/csaf/tests_helper.c — identification helpers against each other, hashes and ids against
 * lists of the world. Tests 6.2.32, 6.2.52, 6.2.53, 6.3.20.
 */
#include "core/csaf/scan.h"
#include "core/csaf/tuple.h"

/* ---- the same helper twice ------------------------------------------------------------------- */

/* A value as text in which the order of members and elements does not count. */
static void canonical(struct csaf_check *c, const struct json *v, struct buf *out)
{
    struct csaf_tuples parts = {0};
    if (v->kind != JSON_ARRAY && v->kind != JSON_OBJECT) {
        buf_add(out, v->text);
        return;
    }
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        struct buf part;
        struct str text = {0};
        buf_init(&part, c->arena, LIMIT_CSAF_BYTES);
        canonical(c, m, &part);
        if (buf_finish(&part, &text) == ERR_OK)
            csaf_tuple_add(c, &parts, (struct str[3]){m->key, text}, m);
    }
    csaf_tuples_sort(&parts);
    buf_add_char(out, v->kind == JSON_ARRAY ? '[' : '{');
    for (size_t i = 0; i < parts.count; i++) {
        buf_add_format(out, "%zu:", parts.items[i].key[0].len);
        buf_add(out, parts.items[i].key[0]);
        buf_add_format(out, "%zu:", parts.items[i].key[1].len);
        buf_add(out, parts.items[i].key[1]);
    }
    buf_add_char(out, v->kind == JSON_ARRAY ? ']' : '}');
}

static void add_value(struct csaf_check *c, struct csaf_tuples *t, struct str kind,
                      const struct json *v)
{
    struct buf b;
    struct str text = {0};
    buf_init(&b, c->arena, LIMIT_CSAF_BYTES);
    canonical(c, v, &b);
    if (buf_finish(&b, &text) == ERR_OK)
        csaf_tuple_add(c, t, (struct str[3]){kind, text}, v);
}

/* The helper object above a value. */
static const struct json *helper_of(const struct json *v)
{
    while (v != NULL && !str_equal(v->key, STR("product_identification_helper")))
        v = v->parent;
    return v;
}

void csaf_run_helper_repeated(struct csaf_check *c)
{
    struct csaf_tuples t = {0};
    FOR_LIST (i, c, TAG_HELPER) {
        for (const struct json *m = c->lists[TAG_HELPER].items[i]->first; m != NULL; m = m->next) {
            if (m->kind != JSON_ARRAY)
                add_value(c, &t, m->key, m);
            FOR_EACH (item, m)
                add_value(c, &t, m->key, item);
        }
    }
    csaf_tuples_sort(&t);
    for (size_t i = 1; i < t.count; i++) {
        if (csaf_tuple_repeats(&t, i) &&
            helper_of(t.items[i].node) != helper_of(t.items[i - 1].node))
            csaf_find_1(c, t.items[i].node, t.items[i].key[0]);
    }
}

/* ---- hashes ---------------------------------------------------------------------------------- */

/* The digests that the standard names (OpenSSL 3.4). */
static const char digests[] =
    "blake2b512 blake2s256 md4 md5 md5-sha1 mdc2 ripemd ripemd160 rmd160 sha1 sha224 sha256 "
    "sha3-224 sha3-256 sha3-384 sha3-512 sha384 sha512 sha512-224 sha512-256 shake128 shake256 sm3 "
    "ssl3-md5 ssl3-sha1 whirlpool";

void csaf_run_unknown_hash(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_HASHES) {
        FOR_EACH (hash, c->lists[TAG_HASHES].items[i]) {
            const struct json *algorithm = csaf_at(hash, STR("algorithm"));
            if (json_is(algorithm, JSON_STRING) && !csaf_one_of(algorithm->text, digests))
                csaf_find_1(c, algorithm, algorithm->text);
        }
    }
}

/* ---- id systems ------------------------------------------------------------------------------ */

static bool is_issue(struct str s)
{
    struct scan x = {s, 0};
    return scan_char(&x, '#') && scan_peek(&x) != '0' && scan_while(&x, is_digit) > 0 &&
           scan_end(&x);
}

static bool is_euvd(struct str s)
{
    struct scan x = {s, 0};
    return scan_text(&x, STR("EUVD-")) && scan_peek(&x) != '0' && scan_while(&x, is_digit) == 4 &&
           scan_char(&x, '-') && scan_while(&x, is_digit) >= 4 && scan_end(&x);
}

/* The register of vulnerability id systems (RVISC), version 1. */
static const struct {
    struct str system;
    bool (*fits)(struct str text);
} systems[] = {
    {STR_INIT("https://github.com/oasis-tcs/csaf"), is_issue},
    {STR_INIT("https://euvd.enisa.europa.eu"), is_euvd},
};

static void check_id(struct csaf_check *c, const struct json *id, bool want_registered)
{
    const struct json *system = csaf_at(id, STR("system_name"));
    const struct json *text = csaf_at(id, STR("text"));
    bool registered = false;
    for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
        if (!str_equal(systems[i].system, json_text(system)))
            continue;
        registered = true;
        if (!want_registered && json_is(text, JSON_STRING) && !systems[i].fits(text->text))
            csaf_find_2(c, text, text->text, systems[i].system);
    }
    if (want_registered && !registered && json_is(system, JSON_STRING))
        csaf_find_1(c, system, system->text);
}

static void each_id(struct csaf_check *c, bool want_registered)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (id, csaf_at(v, STR("ids")))
            check_id(c, id, want_registered);
    }
}

void csaf_run_id_text(struct csaf_check *c)
{
    each_id(c, false);
}

void csaf_run_id_system(struct csaf_check *c)
{
    each_id(c, true);
}
