/*
 * core/csaf/tests_tree.c — branches, helpers and hashes of the product tree.
 * Tests 6.1.25, 6.1.31, 6.2.8, 6.2.9, 6.2.16, 6.2.18, 6.3.5, 6.3.9 to 6.3.11.
 */
#include "core/csaf/scan.h"
#include "core/csaf/tuple.h"

/* ---- hashes ---------------------------------------------------------------------------------- */

/* Algorithms are named in either case. */
static struct str lower(struct str s, struct arena *a)
{
    char *out = arena_alloc(a, s.len + 1);
    if (out == NULL)
        return (struct str){0};
    for (size_t i = 0; i < s.len; i++)
        out[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] - 'A' + 'a') : s.ptr[i];
    return (struct str){out, s.len};
}

void csaf_run_hash_repeated(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_HASHES) {
        struct csaf_tuples t = {0};
        FOR_EACH (hash, c->lists[TAG_HASHES].items[i]) {
            struct str algorithm = csaf_text(hash, STR("algorithm"));
            if (algorithm.ptr != NULL)
                csaf_tuple_add(c, &t, (struct str[3]){lower(algorithm, c->arena)}, hash);
        }
        csaf_tuples_find_repeated(c, &t);
    }
}

static void find_only(struct csaf_check *c, struct str algorithm)
{
    FOR_LIST (i, c, TAG_HASHES) {
        const struct json *hashes = c->lists[TAG_HASHES].items[i];
        bool only = hashes->count > 0;
        FOR_EACH (hash, hashes)
            only = only && str_equal_nocase(csaf_text(hash, STR("algorithm")), algorithm);
        if (only)
            csaf_find(c, hashes);
    }
}

void csaf_run_only_md5(struct csaf_check *c)
{
    find_only(c, STR("md5"));
}

void csaf_run_only_sha1(struct csaf_check *c)
{
    find_only(c, STR("sha1"));
}

void csaf_run_short_hash(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_HASHES) {
        FOR_EACH (hash, c->lists[TAG_HASHES].items[i]) {
            const struct json *value = csaf_at(hash, STR("value"));
            if (json_is(value, JSON_STRING) && value->text.len < 64)
                csaf_find_1(c, value, arena_format(c->arena, "%zu", value->text.len));
        }
    }
}

/* ---- helpers --------------------------------------------------------------------------------- */

void csaf_run_missing_helper(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_PRODUCT) {
        const struct json *product = c->lists[TAG_PRODUCT].items[i];
        if (csaf_at(product, STR("product_identification_helper")) == NULL)
            csaf_find_1(c, product, csaf_text(product, STR("product_id")));
    }
}

/* ---- names of branches ----------------------------------------------------------------------- */

/* Finds something at the name of each branch of the category whose name `is_wrong`. */
static void each_name(struct csaf_check *c, struct str category,
                      bool (*is_wrong)(const struct csaf_check *, struct str))
{
    FOR_LIST (i, c, TAG_BRANCH) {
        const struct json *branch = c->lists[TAG_BRANCH].items[i];
        const struct json *name = csaf_at(branch, STR("name"));
        if (csaf_has_text(branch, STR("category"), category) && json_is(name, JSON_STRING) &&
            is_wrong(c, name->text))
            csaf_find_1(c, name, name->text);
    }
}

static const char *const range_words[] = {"after", "all",   "before",  "earlier",
                                          "later", "prior", "versions"};
enum { RANGE_WORDS = sizeof(range_words) / sizeof(range_words[0]) };

static bool is_range_word(struct str word)
{
    for (size_t i = 0; i < RANGE_WORDS; i++) {
        if (str_equal_nocase(word, str_from_cstr(range_words[i])))
            return true;
    }
    return false;
}

/* Is one of the words there, white space or an end on both sides? */
static bool has_range_word(struct str s)
{
    size_t from = 0;
    for (size_t at = 0; at <= s.len;) {
        size_t space = at < s.len ? pattern_space_at(s, at) : 1;
        if (space > 0 && is_range_word(str_slice(s, from, at)))
            return true;
        at += space > 0 ? space : 1;
        from = space > 0 ? at : from;
    }
    return false;
}

static bool names_range(const struct csaf_check *c, struct str name)
{
    (void)c;
    return str_find(name, STR("<"), 0) != SIZE_MAX || str_find(name, STR(">"), 0) != SIZE_MAX ||
           has_range_word(name);
}

void csaf_run_version_range(struct csaf_check *c)
{
    each_name(c, STR("product_version"), names_range);
}

static bool is_vers_type(int c)
{
    return is_lower(c) || is_digit(c) || c == '.' || c == '-' || c == '+';
}

static bool lacks_vers(const struct csaf_check *c, struct str name)
{
    struct scan x = {name, 0};
    (void)c;
    return !(scan_text(&x, STR("vers:")) && !is_digit(scan_peek(&x)) &&
             scan_while(&x, is_vers_type) > 0 && scan_char(&x, '/') && !scan_end(&x));
}

void csaf_run_range_without_vers(struct csaf_check *c)
{
    each_name(c, STR("product_version_range"), lacks_vers);
}

static bool has_v(const struct csaf_check *c, struct str name)
{
    (void)c;
    return name.len >= 2 && (name.ptr[0] == 'v' || name.ptr[0] == 'V') &&
           is_digit((unsigned char)name.ptr[1]);
}

void csaf_run_v_prefix(struct csaf_check *c)
{
    each_name(c, STR("product_version"), has_v);
}

void csaf_run_uses_range(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_BRANCH) {
        const struct json *category = csaf_at(c->lists[TAG_BRANCH].items[i], STR("category"));
        if (str_equal(json_text(category), STR("product_version_range")))
            csaf_find(c, category);
    }
}

/* ---- paths ----------------------------------------------------------------------------------- */

/* Upwards from the product: version, name, vendor must come in this order. */
void csaf_run_branch_categories(struct csaf_check *c)
{
    static const struct str wanted[] = {STR_INIT("product_version"), STR_INIT("product_name"),
                                        STR_INIT("vendor")};
    FOR_LIST (i, c, TAG_PRODUCT) {
        const struct json *product = c->lists[TAG_PRODUCT].items[i];
        size_t met = 0;
        if (!str_equal(product->key, STR("product")))
            continue;
        for (const struct json *up = product->parent; up != NULL && met < 3; up = up->parent) {
            if (csaf_has_text(up, STR("category"), wanted[met]))
                met++;
        }
        if (met < 3)
            csaf_find_1(c, product, csaf_text(product, STR("product_id")));
    }
}
