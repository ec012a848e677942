/*
 * core/codec/openvex.c — OpenVEX: for each CVE number, which products are affected and what to do.
 *
 * A product is named by its package URL or CPE name, without either by its place on the page of the
 * publication. What to do is the solution of the advisory: a statement that a product is affected
 * must say it. A withdrawn publication says nothing of products, and no statement can say that.
 */
#include "core/codec/csaf_codec_priv.h"
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

/* The package with the one version that is affected, where the product names one and the package
 * does not. */
static struct str purl_of(const struct foreign *x, const struct advisory_product *p,
                          struct str written)
{
    struct str version = foreign_single_version(p);
    struct purl purl;
    struct buf text;

    if (str_is_empty(written) || str_is_empty(version) ||
        purl_read(written, PURL_LENIENT, x->arena, &purl, NULL) != ERR_OK ||
        !str_is_empty(purl.version)) {
        return written;
    }
    purl.version = version;
    buf_init(&text, x->arena, LIMIT_PAGE_BYTES);
    purl_write(&purl, &text);
    return buf_str(&text);
}

static size_t write_products(struct foreign *x)
{
    struct json_writer *w = &x->w;
    size_t written = 0;

    json_write_member_array(w, STR("products"));
    for (size_t i = 0; i < x->advisory->product_count; i++) {
        const struct advisory_product *p = &x->advisory->products[i];
        struct names names;
        bool named = names_of(p, x->arena, &names);
        struct str purl = purl_of(x, p, names.purl);
        struct str id = !str_is_empty(purl) ? purl : foreign_product_address(x, i);

        if ((!named && str_is_empty(id)) || (named && named_before(x, i, &names))) {
            continue;
        }
        written++;
        json_write_object(w);
        json_write_member_opt(w, STR("@id"), id);
        if (named) {
            json_write_member_object(w, STR("identifiers"));
            json_write_member_opt(w, str_from_cstr(names.cpe_key), names.cpe);
            json_write_member_opt(w, STR("purl"), purl);
            json_write_end(w);
        }
        json_write_end(w);
    }
    json_write_end(w);
    return written;
}

/* Which versions, in the words of the advisory: a product is named here, not a range. */
static struct str status_notes(struct foreign *x)
{
    struct buf text;
    struct str out;

    buf_init(&text, x->arena, LIMIT_PAGE_BYTES);
    buf_add(&text, foreign_text(x->advisory->affected));
    for (size_t i = 0; i < x->advisory->product_count; i++) {
        buf_add_format(&text, "%s%.*s", text.len > 0 ? "\n" : "",
                       STR_ARG(csaf_product_name(&x->advisory->products[i], x->arena)));
    }
    return buf_finish(&text, &out) == ERR_OK ? out : (struct str){NULL, 0};
}

static void write_vulnerability(struct foreign *x, struct str cve)
{
    struct json_writer *w = &x->w;
    struct str overview = foreign_text(x->advisory->overview);
    struct str number = x->publication->number;
    struct str title = foreign_text(x->advisory->title);

    json_write_member_object(w, STR("vulnerability"));
    if (!str_is_empty(cve)) {
        json_write_member(
            w, STR("@id"),
            arena_format(x->arena, "https://www.cve.org/CVERecord?id=%.*s", STR_ARG(cve)));
    }
    if (!str_is_empty(cve) && !str_equal(cve, number)) {
        json_write_member_array(w, STR("aliases"));
        json_write_str(w, number);
        json_write_end(w);
    }
    json_write_member_opt(w, STR("description"), str_is_empty(overview) ? title : overview);
    json_write_member(w, STR("name"), str_is_empty(cve) ? number : cve);
    json_write_end(w);
}

static size_t write_statement(struct foreign *x, size_t index)
{
    struct json_writer *w = &x->w;
    struct str action = foreign_text(x->advisory->solution);

    json_write_object(w);
    json_write_member(w, STR("action_statement"),
                      str_is_empty(action) ? STR("See the advisory.") : action);
    json_write_member(w, STR("last_updated"), foreign_time(x, x->publication->revised_at_us));
    size_t products = write_products(x);
    json_write_member(w, STR("status"), STR("affected"));
    json_write_member_opt(w, STR("status_notes"), status_notes(x));
    json_write_member(w, STR("timestamp"), foreign_time(x, x->publication->published_at_us));
    write_vulnerability(x, foreign_cve(x, index));
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
    if (v->state == PUBLICATION_WITHDRAWN) {
        return ERR_UNSUPPORTED;
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
