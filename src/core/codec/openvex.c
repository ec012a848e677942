/*
 * core/codec/openvex.c — OpenVEX: for each CVE number, which products are affected and what to do.
 *
 * A product is named by its package URL or CPE name; without either it has no place here. What to
 * do is the solution of the advisory: a statement that a product is affected must say it.
 */
#include "core/codec/foreign_priv.h"

#include "core/ident/cpe.h"
#include "core/ident/purl.h"

struct names {
    struct str purl;
    struct str cpe;
    const char *cpe_key;
};

/* The identifiers of a product that are good ones; false when there is none. */
static bool names_of(const struct advisory_product *p, struct arena *a, struct names *out)
{
    struct purl purl;
    struct cpe cpe;

    *out = (struct names){.cpe_key = "cpe23"};
    if (p->purl.len > 0 && purl_read(p->purl, PURL_LENIENT, a, &purl, NULL) == ERR_OK) {
        out->purl = p->purl;
    }
    if (p->cpe.len > 0 && cpe_read(p->cpe, a, &cpe, NULL) == ERR_OK) {
        out->cpe = p->cpe;
        out->cpe_key = str_starts_with(p->cpe, STR("cpe:2.3:")) ? "cpe23" : "cpe22";
    }
    return out->purl.len > 0 || out->cpe.len > 0;
}

/* A product that is named like an earlier one is the same product here. */
static bool named_before(const struct foreign *x, size_t row, const struct names *names)
{
    for (size_t i = 0; i < row; i++) {
        struct names earlier;
        if (names_of(&x->advisory->products[i], x->arena, &earlier) &&
            str_equal(earlier.purl, names->purl) && str_equal(earlier.cpe, names->cpe)) {
            return true;
        }
    }
    return false;
}

static size_t write_products(struct foreign *x)
{
    struct json_writer *w = &x->w;
    size_t written = 0;

    json_write_member_array(w, STR("products"));
    for (size_t i = 0; i < x->advisory->product_count; i++) {
        struct names names;
        if (!names_of(&x->advisory->products[i], x->arena, &names) || named_before(x, i, &names)) {
            continue;
        }
        written++;
        json_write_object(w);
        json_write_member_opt(w, STR("@id"), names.purl);
        json_write_member_object(w, STR("identifiers"));
        json_write_member_opt(w, str_from_cstr(names.cpe_key), names.cpe);
        json_write_member_opt(w, STR("purl"), names.purl);
        json_write_end(w);
        json_write_end(w);
    }
    json_write_end(w);
    return written;
}

static size_t write_statement(struct foreign *x, size_t index)
{
    struct json_writer *w = &x->w;
    struct str action = foreign_text(x->advisory->solution);
    struct str cve = foreign_cve(x, index);

    json_write_object(w);
    json_write_member(w, STR("action_statement"),
                      str_is_empty(action) ? STR("See the advisory.") : action);
    size_t products = write_products(x);
    json_write_member(w, STR("status"), STR("affected"));
    json_write_member(w, STR("timestamp"), foreign_time(x, x->publication->revised_at_us));
    json_write_member_object(w, STR("vulnerability"));
    if (!str_is_empty(cve) && !str_equal(cve, x->publication->number)) {
        json_write_member_array(w, STR("aliases"));
        json_write_str(w, x->publication->number);
        json_write_end(w);
    }
    json_write_member_opt(w, STR("description"), foreign_text(x->advisory->title));
    json_write_member(w, STR("name"), str_is_empty(cve) ? x->publication->number : cve);
    json_write_end(w);
    json_write_end(w);
    return products;
}

enum err openvex_write(const struct publication *v, const struct codec_scheme *s, struct buf *out)
{
    struct foreign x;
    size_t products = 0;
    enum err e = foreign_begin(&x, v, s, out);

    if (e != ERR_OK) {
        return e;
    }
    json_write_object(&x.w);
    json_write_member(&x.w, STR("@context"), STR("https://openvex.dev/ns/v0.2.0"));
    json_write_member(
        &x.w, STR("@id"),
        arena_format(x.arena, "urn:uuid:%.*s",
                     STR_ARG(uuid_of_name(foreign_name(&x, STR("openvex")), x.arena))));
    json_write_member(&x.w, STR("author"), foreign_text(s->publisher_name));
    json_write_member(&x.w, STR("last_updated"), foreign_time(&x, v->revised_at_us));
    json_write_member(&x.w, STR("role"), STR("coordinator"));
    json_write_member_array(&x.w, STR("statements"));
    for (size_t i = 0; i < foreign_vulnerabilities(&x); i++) {
        products += write_statement(&x, i);
    }
    json_write_end(&x.w);
    json_write_member(&x.w, STR("timestamp"), foreign_time(&x, v->published_at_us));
    json_write_member_i64(&x.w, STR("version"), v->revision > 0 ? v->revision : 1);
    json_write_end(&x.w);
    e = foreign_end(&x);
    return e == ERR_OK && products == 0 ? ERR_UNSUPPORTED : e;
}
