/*
 * core/codec/csaf_tree.c — /product_tree: rows of products as branches vendor, product name,
 * version.
 *
 * Rows are at most LIMIT_ADVISORY_ROWS, so grouping by looking through all of them is cheap. The
 * n-th row is CSAFPID-000n in every revision that keeps its rows, and the reader puts rows back
 * into that order. The name of a product is vendor, product and versions as they were written: what
 * the branches cannot say (prose about versions) is read from there.
 */
#include "core/codec/csaf_codec_priv.h"

#include "core/csaf/csaf.h"
#include "core/ident/purl.h"

struct str csaf_product_id(size_t row, struct arena *a)
{
    return arena_format(a, "CSAFPID-%04zu", row + 1);
}

struct str csaf_product_name(const struct advisory_product *p, struct arena *a)
{
    return arena_format(a, "%.*s%s%.*s%s%.*s", STR_ARG(p->vendor),
                        str_is_empty(p->vendor) ? "" : " ", STR_ARG(p->product),
                        str_is_empty(p->versions) ? "" : " ", STR_ARG(p->versions));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Words that speak of more than one version (test 6.1.31). */
static bool is_range_word(struct str s)
{
    static const struct str words[] = {STR_INIT("after"),   STR_INIT("all"),     STR_INIT("before"),
                                       STR_INIT("earlier"), STR_INIT("later"),   STR_INIT("prior"),
                                       STR_INIT("version"), STR_INIT("versions")};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_equal_nocase(s, words[i])) {
            return true;
        }
    }
    return false;
}

bool csaf_is_single_version(struct str s)
{
    bool digit = false;
    size_t from = 0;

    for (size_t i = 0; i <= s.len; i++) {
        char c = i < s.len ? s.ptr[i] : '.';

        if (is_letter(c)) {
            continue;
        }
        if (is_range_word(str_slice(s, from, i))) {
            return false;
        }
        from = i + 1;
        digit = digit || (c >= '0' && c <= '9');
        if (!(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_' && c != '+') {
            return false;
        }
    }
    return digit;
}

/* One that is no package URL stops every importer, and is left out. */
static bool is_purl(struct str s, struct arena *a)
{
    struct purl purl;

    return !str_is_empty(s) && purl_read(s, PURL_STRICT, a, &purl, NULL) == ERR_OK;
}

/* Whatever identifies the product; without anything, its place on our own page does (6.2.16). */
static void write_helper(struct csaf_out *o, size_t row)
{
    const struct advisory_product *p = &o->publication->advisory.products[row];
    bool cpe = csaf_cpe_fits(p->cpe, o->form == CSAF_FORM_21 ? CSAF_21 : CSAF_20);
    bool purl = is_purl(p->purl, o->arena);
    struct json_writer *w = o->w;

    json_write_member_object(w, STR("product_identification_helper"));
    json_write_member_opt(w, STR("cpe"), cpe ? p->cpe : (struct str){NULL, 0});
    if (purl && o->form == CSAF_FORM_20) {
        json_write_member(w, STR("purl"), p->purl);
    } else if (purl) {
        json_write_member_array(w, STR("purls"));
        json_write_str(w, p->purl);
        json_write_end(w);
    }
    if (!cpe && !purl) {
        struct str page = codec_url(
            o->scheme, publication_path(o->publication->number, o->lang, o->arena), o->arena);

        json_write_member_array(w, STR("x_generic_uris"));
        json_write_object(w);
        json_write_member(w, STR("namespace"), page);
        json_write_member(w, STR("uri"),
                          arena_format(o->arena, "%.*s#%.*s", STR_ARG(page),
                                       STR_ARG(csaf_product_id(row, o->arena))));
        json_write_end(w);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_product(struct csaf_out *o, size_t row)
{
    json_write_member_object(o->w, STR("product"));
    json_write_member(o->w, STR("name"),
                      csaf_product_name(&o->publication->advisory.products[row], o->arena));
    json_write_member(o->w, STR("product_id"), csaf_product_id(row, o->arena));
    write_helper(o, row);
    json_write_end(o->w);
}

static bool same_product(const struct advisory *v, size_t a, size_t b)
{
    return str_equal(v->products[a].vendor, v->products[b].vendor) &&
           str_equal(v->products[a].product, v->products[b].product);
}

/* Has the row a branch for its versions? */
static bool has_version(const struct csaf_out *o, size_t row)
{
    struct str versions = o->publication->advisory.products[row].versions;

    return !str_is_empty(versions) &&
           (csaf_is_single_version(versions) || csaf_range_of(versions, o->arena).ptr != NULL);
}

static void write_version(struct csaf_out *o, size_t row)
{
    struct str versions = o->publication->advisory.products[row].versions;
    bool single = csaf_is_single_version(versions);

    json_write_object(o->w);
    json_write_member(o->w, STR("category"),
                      single ? STR("product_version") : STR("product_version_range"));
    json_write_member(o->w, STR("name"), single ? versions : csaf_range_of(versions, o->arena));
    write_product(o, row);
    json_write_end(o->w);
}

/* The branch of one product name, from its first row on. A row without a branch for its versions is
 * one of its own. */
static void write_product_name(struct csaf_out *o, size_t first)
{
    const struct advisory *v = &o->publication->advisory;
    bool versions = has_version(o, first);

    json_write_object(o->w);
    if (versions) {
        json_write_member_array(o->w, STR("branches"));
        for (size_t row = first; row < v->product_count; row++) {
            if (same_product(v, first, row) && has_version(o, row)) {
                write_version(o, row);
            }
        }
        json_write_end(o->w);
    }
    json_write_member(o->w, STR("category"), STR("product_name"));
    json_write_member(o->w, STR("name"), v->products[first].product);
    if (!versions) {
        write_product(o, first);
    }
    json_write_end(o->w);
}

/* True when a row before this one opened the branch that holds it. */
static bool is_covered(const struct csaf_out *o, size_t row)
{
    const struct advisory *v = &o->publication->advisory;

    for (size_t i = 0; i < row && has_version(o, row); i++) {
        if (same_product(v, i, row) && has_version(o, i)) {
            return true;
        }
    }
    return false;
}

static void write_vendor(struct csaf_out *o, size_t first)
{
    const struct advisory *v = &o->publication->advisory;
    struct str vendor = v->products[first].vendor;

    if (!str_is_empty(vendor)) {
        json_write_object(o->w);
        json_write_member_array(o->w, STR("branches"));
    }
    for (size_t row = first; row < v->product_count; row++) {
        if (str_equal(v->products[row].vendor, vendor) && !is_covered(o, row)) {
            write_product_name(o, row);
        }
    }
    if (!str_is_empty(vendor)) {
        json_write_end(o->w);
        json_write_member(o->w, STR("category"), STR("vendor"));
        json_write_member(o->w, STR("name"), vendor);
        json_write_end(o->w);
    }
}

void csaf_write_tree(struct csaf_out *o)
{
    const struct advisory *v = &o->publication->advisory;

    json_write_member_object(o->w, STR("product_tree"));
    json_write_member_array(o->w, STR("branches"));
    for (size_t row = 0; row < v->product_count; row++) {
        bool came_before = false;

        for (size_t i = 0; i < row && !came_before; i++) {
            came_before = str_equal(v->products[i].vendor, v->products[row].vendor);
        }
        if (!came_before) {
            write_vendor(o, row);
        }
    }
    json_write_end(o->w);
    json_write_end(o->w);
}
