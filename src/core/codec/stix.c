/*
 * core/codec/stix.c — STIX 2.1: a bundle of the publisher's identity and one vulnerability for each
 * CVE number, with the address of the advisory.
 */
#include "core/codec/foreign_priv.h"

/* STIX wants thousandths. */
static struct str time_of(const struct foreign *x, int64_t us)
{
    struct str text = foreign_time(x, us);

    return arena_format(x->arena, "%.*s.000Z", STR_ARG(str_slice(text, 0, text.len - 1)));
}

static struct str id_of(const struct foreign *x, const char *type, struct str part)
{
    struct str name = foreign_name(x, part);

    if (str_equal(str_from_cstr(type), STR("identity"))) {
        name = str_is_empty(x->scheme->namespace_url) ? foreign_text(x->scheme->publisher_name)
                                                      : x->scheme->namespace_url;
    }
    return arena_format(x->arena, "%s--%.*s", type, STR_ARG(uuid_of_name(name, x->arena)));
}

static void write_identity(struct foreign *x, struct str id)
{
    struct json_writer *w = &x->w;

    json_write_object(w);
    json_write_member(w, STR("created"), time_of(x, x->publication->published_at_us));
    json_write_member(w, STR("id"), id);
    json_write_member(w, STR("identity_class"), STR("organization"));
    json_write_member(w, STR("modified"), time_of(x, x->publication->published_at_us));
    json_write_member(w, STR("name"), foreign_text(x->scheme->publisher_name));
    json_write_member(w, STR("spec_version"), STR("2.1"));
    json_write_member(w, STR("type"), STR("identity"));
    json_write_end(w);
}

/* The publication itself; a CVE number may only stand under "cve". */
static void write_own_reference(struct foreign *x, struct str cve, struct str page)
{
    bool same = str_equal(cve, x->publication->number);

    if (same && str_is_empty(page)) {
        return;
    }
    json_write_object(&x->w);
    if (!same) {
        json_write_member(&x->w, STR("external_id"), x->publication->number);
    }
    json_write_member(&x->w, STR("source_name"), foreign_text(x->scheme->site_name));
    json_write_member_opt(&x->w, STR("url"), page);
    json_write_end(&x->w);
}

static void write_references(struct foreign *x, struct str cve)
{
    struct json_writer *w = &x->w;
    struct str page = foreign_page(x);

    json_write_member_array(w, STR("external_references"));
    if (!str_is_empty(cve)) {
        json_write_object(w);
        json_write_member(w, STR("external_id"), cve);
        json_write_member(w, STR("source_name"), STR("cve"));
        json_write_end(w);
    }
    write_own_reference(x, cve, page);
    for (size_t i = 0; i < x->advisory->reference_count; i++) {
        const struct advisory_reference *r = &x->advisory->references[i];
        json_write_object(w);
        json_write_member(w, STR("source_name"),
                          str_is_empty(r->title) ? STR("reference") : r->title);
        json_write_member(w, STR("url"), r->url);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_vulnerability(struct foreign *x, struct str cve, struct str author)
{
    struct json_writer *w = &x->w;
    struct str name = str_is_empty(cve) ? x->publication->number : cve;

    json_write_object(w);
    json_write_member(w, STR("created"), time_of(x, x->publication->published_at_us));
    json_write_member(w, STR("created_by_ref"), author);
    json_write_member_opt(w, STR("description"), foreign_text(x->advisory->overview));
    write_references(x, cve);
    json_write_member(w, STR("id"), id_of(x, "vulnerability", name));
    json_write_member(w, STR("lang"),
                      str_is_empty(x->advisory->overview.en) ? STR("ja") : STR("en"));
    json_write_member(w, STR("modified"), time_of(x, x->publication->revised_at_us));
    json_write_member(w, STR("name"), name);
    if (x->publication->state == PUBLICATION_WITHDRAWN) {
        json_write_key(w, STR("revoked"));
        json_write_bool(w, true);
    }
    json_write_member(w, STR("spec_version"), STR("2.1"));
    json_write_member(w, STR("type"), STR("vulnerability"));
    json_write_end(w);
}

enum err stix_write(const struct publication *v, const struct codec_scheme *s, struct buf *out)
{
    struct foreign x;
    enum err e = foreign_begin(&x, v, s, out);

    if (e != ERR_OK) {
        return e;
    }
    struct str author = id_of(&x, "identity", STR(""));
    json_write_object(&x.w);
    json_write_member(&x.w, STR("id"), id_of(&x, "bundle", STR("stix")));
    json_write_member_array(&x.w, STR("objects"));
    write_identity(&x, author);
    for (size_t i = 0; i < foreign_vulnerabilities(&x); i++) {
        write_vulnerability(&x, foreign_cve(&x, i), author);
    }
    json_write_end(&x.w);
    json_write_member(&x.w, STR("type"), STR("bundle"));
    json_write_end(&x.w);
    return foreign_end(&x);
}
