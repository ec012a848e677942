/*
 * core/codec/csaf_tree.c — /product_tree: rows of products as branches vendor, product name,
 * version.
 *
 * Rows are at most LIMIT_ADVISORY_ROWS, so grouping by looking through all of them is cheap. The
 * order of rows is kept, and with it the product ids: the n-th row is CSAFPID-000n in every
 * revision that keeps its rows.
 */
#include "core/codec/codec_priv.h"

struct tree {
    enum csaf_form form;
    struct json_writer *w;
    const struct advisory *advisory;
    struct arena *arena;
};

struct str csaf_product_id(size_t row, struct arena *a)
{
    return arena_format(a, "CSAFPID-%04zu", row + 1);
}

/* One version without any word about a range: digits, letters and . - _ + only, and a digit among
 * them. */
static bool is_single_version(struct str s)
{
    bool digit = false;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        digit = digit || (c >= '0' && c <= '9');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_' && c != '+') {
            return false;
        }
    }
    return digit;
}

/* What the schema's patterns surely take; anything else is left out: one bad CPE stops every
 * importer. */
static bool is_cpe23(struct str s)
{
    size_t colons = 0;

    if (!str_starts_with(s, STR("cpe:2.3:")) || s.len < 10 ||
        (s.ptr[8] != 'a' && s.ptr[8] != 'o' && s.ptr[8] != 'h') || s.ptr[9] != ':') {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '_' || c == '-' || c == '*';

        if (!plain && c != ':') {
            return false;
        }
        if (c == ':' && (i + 1 == s.len || s.ptr[i + 1] == ':')) {
            return false;
        }
        colons += c == ':';
    }
    return colons == 12;
}

static bool is_purl(struct str s)
{
    struct str rest = str_slice(s, 4, s.len);
    struct str type = str_split(&rest, '/');

    if (!str_starts_with(s, STR("pkg:")) || type.len == 0 || rest.len == 0 || rest.ptr[0] == '/') {
        return false;
    }
    for (size_t i = 0; i < type.len; i++) {
        char c = type.ptr[i];
        bool letter = c >= 'a' && c <= 'z';

        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '.' || c == '-'))) {
            return false;
        }
    }
    return true;
}

static struct str full_name(const struct advisory_product *p, struct arena *a)
{
    struct str name = arena_format(a, "%.*s%s%.*s%s%.*s", STR_ARG(p->vendor),
                                   str_is_empty(p->vendor) ? "" : " ", STR_ARG(p->product),
                                   str_is_empty(p->versions) ? "" : " ", STR_ARG(p->versions));

    return name;
}

/* The members of a product; its object is open. */
static void write_product_members(struct tree *t, size_t row)
{
    const struct advisory_product *p = &t->advisory->products[row];
    bool cpe = is_cpe23(p->cpe);
    bool purl = is_purl(p->purl);

    json_write_member(t->w, STR("name"), full_name(p, t->arena));
    json_write_member(t->w, STR("product_id"), csaf_product_id(row, t->arena));
    if (cpe || purl) {
        json_write_member_object(t->w, STR("product_identification_helper"));
        json_write_member_opt(t->w, STR("cpe"), cpe ? p->cpe : (struct str){NULL, 0});
        if (t->form == CSAF_FORM_20) {
            json_write_member_opt(t->w, STR("purl"), purl ? p->purl : (struct str){NULL, 0});
        } else if (purl) {
            json_write_member_array(t->w, STR("purls"));
            json_write_str(t->w, p->purl);
            json_write_end(t->w);
        }
        json_write_end(t->w);
    }
}

/* 2.1: does the row have no place below the branches, because its versions are no range there? */
static bool stands_alone(const struct tree *t, size_t row)
{
    struct str versions = t->advisory->products[row].versions;

    return t->form == CSAF_FORM_21 && !str_is_empty(versions) && !is_single_version(versions) &&
           csaf_range_of(versions, t->arena).ptr == NULL;
}

static void write_product(struct tree *t, size_t row)
{
    json_write_member_object(t->w, STR("product"));
    write_product_members(t, row);
    json_write_end(t->w);
}

static bool same_product(const struct advisory *v, size_t a, size_t b)
{
    return str_equal(v->products[a].vendor, v->products[b].vendor) &&
           str_equal(v->products[a].product, v->products[b].product);
}

static void write_version(struct tree *t, size_t row)
{
    struct str versions = t->advisory->products[row].versions;
    bool single = is_single_version(versions);

    if (!single && t->form == CSAF_FORM_21) {
        versions = csaf_range_of(versions, t->arena);
    }
    json_write_object(t->w);
    json_write_member(t->w, STR("category"),
                      single ? STR("product_version") : STR("product_version_range"));
    json_write_member(t->w, STR("name"), versions);
    write_product(t, row);
    json_write_end(t->w);
}

/* The branch of one product name, from its first row on. A row without a version is a branch of its
 * own. */
static void write_product_name(struct tree *t, size_t first)
{
    const struct advisory *v = t->advisory;

    json_write_object(t->w);
    if (!str_is_empty(v->products[first].versions)) {
        json_write_member_array(t->w, STR("branches"));
        for (size_t row = first; row < v->product_count; row++) {
            if (same_product(v, first, row) && !str_is_empty(v->products[row].versions) &&
                !stands_alone(t, row)) {
                write_version(t, row);
            }
        }
        json_write_end(t->w);
    }
    json_write_member(t->w, STR("category"), STR("product_name"));
    json_write_member(t->w, STR("name"), v->products[first].product);
    if (str_is_empty(v->products[first].versions)) {
        write_product(t, first);
    }
    json_write_end(t->w);
}

/* True when a row before this one opened the branch that holds it. */
static bool is_covered(const struct tree *t, size_t row)
{
    const struct advisory *v = t->advisory;

    if (str_is_empty(v->products[row].versions)) {
        return false;
    }
    for (size_t i = 0; i < row; i++) {
        if (same_product(v, i, row) && !str_is_empty(v->products[i].versions) &&
            !stands_alone(t, i)) {
            return true;
        }
    }
    return false;
}

static void write_vendor(struct tree *t, size_t first)
{
    const struct advisory *v = t->advisory;
    struct str vendor = v->products[first].vendor;

    if (!str_is_empty(vendor)) {
        json_write_object(t->w);
        json_write_member_array(t->w, STR("branches"));
    }
    for (size_t row = first; row < v->product_count; row++) {
        if (str_equal(v->products[row].vendor, vendor) && !is_covered(t, row) &&
            !stands_alone(t, row)) {
            write_product_name(t, row);
        }
    }
    if (!str_is_empty(vendor)) {
        json_write_end(t->w);
        json_write_member(t->w, STR("category"), STR("vendor"));
        json_write_member(t->w, STR("name"), vendor);
        json_write_end(t->w);
    }
}

static bool vendor_came_before(const struct tree *t, size_t row)
{
    const struct advisory *v = t->advisory;

    for (size_t i = 0; i < row; i++) {
        if (str_equal(v->products[i].vendor, v->products[row].vendor) && !stands_alone(t, i)) {
            return true;
        }
    }
    return false;
}

static void write_alone(struct tree *t)
{
    bool open = false;

    for (size_t row = 0; row < t->advisory->product_count; row++) {
        if (!stands_alone(t, row)) {
            continue;
        }
        if (!open) {
            json_write_member_array(t->w, STR("full_product_names"));
        }
        open = true;
        json_write_object(t->w);
        write_product_members(t, row);
        json_write_end(t->w);
    }
    if (open) {
        json_write_end(t->w);
    }
}

void csaf_write_tree(struct json_writer *w, const struct advisory *v, enum csaf_form form,
                     struct arena *a)
{
    struct tree t = {form, w, v, a};
    bool open = false;

    json_write_member_object(w, STR("product_tree"));
    for (size_t row = 0; row < v->product_count; row++) {
        if (stands_alone(&t, row) || vendor_came_before(&t, row)) {
            continue;
        }
        if (!open) {
            json_write_member_array(w, STR("branches"));
        }
        open = true;
        write_vendor(&t, row);
    }
    if (open) {
        json_write_end(w);
    }
    write_alone(&t);
    json_write_end(w);
}
