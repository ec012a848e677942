/*
 * core/codec/stix.c — STIX 2.1: a bundle of the publisher's identity, one vulnerability for each
 * CVE number with the addresses of the advisory, its products as software that has the
 * vulnerability, and the solution as a course of action that mitigates it.
 *
 * Scores and weaknesses have no property there; they are external references with a description, as
 * CVE and CWE numbers are, and the title is that of the reference to our page. What is said in two
 * languages stands in English, and in Japanese in a language-content object.
 */
#include "core/codec/foreign_priv.h"
#include "core/ident/cpe.h"

/* The marking that the standard defines for what is for everybody. */
#define MARKING_OF_ALL "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"

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

static struct str vulnerability_id(const struct foreign *x, size_t index)
{
    struct str cve = foreign_cve(x, index);

    return id_of(x, "vulnerability", str_is_empty(cve) ? x->publication->number : cve);
}

static void write_marks(struct json_writer *w)
{
    json_write_member_array(w, STR("object_marking_refs"));
    json_write_str(w, STR(MARKING_OF_ALL));
    json_write_end(w);
}

static void write_tail(struct json_writer *w, const char *type)
{
    json_write_member(w, STR("spec_version"), STR("2.1"));
    json_write_member(w, STR("type"), str_from_cstr(type));
    json_write_end(w);
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
    write_tail(w, "identity");
}

static void write_marking(struct json_writer *w)
{
    json_write_object(w);
    json_write_member(w, STR("created"), STR("2017-01-20T00:00:00.000Z"));
    json_write_member_object(w, STR("definition"));
    json_write_member(w, STR("tlp"), STR("white"));
    json_write_end(w);
    json_write_member(w, STR("definition_type"), STR("tlp"));
    json_write_member(w, STR("id"), STR(MARKING_OF_ALL));
    json_write_member(w, STR("name"), STR("TLP:WHITE"));
    write_tail(w, "marking-definition");
}

/* ---- external references --------------------------------------------------------------------- */

/* Needs one of description, number and address. */
static void write_reference(struct json_writer *w, struct str source, struct str description,
                            struct str number, struct str url)
{
    if (str_is_empty(description) && str_is_empty(number) && str_is_empty(url)) {
        return;
    }
    json_write_object(w);
    json_write_member_opt(w, STR("description"), description);
    json_write_member_opt(w, STR("external_id"), number);
    json_write_member(w, STR("source_name"), source);
    json_write_member_opt(w, STR("url"), url);
    json_write_end(w);
}

static const struct str none = {NULL, 0};

/* What says something of this one: its number, its weaknesses and scores. */
static void write_facts(struct foreign *x, size_t index)
{
    struct str cve = foreign_cve(x, index);
    uint64_t cwe;

    write_reference(&x->w, STR("cve"), none, cve, none);
    for (size_t n = 0; foreign_weakness(x, index, n, &cwe); n++) {
        write_reference(&x->w, STR("cwe"), none,
                        arena_format(x->arena, "CWE-%llu", (unsigned long long)cwe), none);
    }
    for (size_t i = 0; i < x->advisory->analysis_count; i++) {
        const struct advisory_analysis *v = &x->advisory->analyses[i];
        enum cvss_version version;
        enum cvss_severity severity;

        if (foreign_score(v, cve, &version, &severity)) {
            write_reference(&x->w, str_is_empty(v->source) ? STR("cvss") : v->source,
                            arena_format(x->arena, "CVSS %.*s %.*s %.*s", STR_ARG(v->cvss_version),
                                         STR_ARG(v->score), STR_ARG(v->vector)),
                            none, none);
        }
    }
}

/* Our page first; a CVE number may only stand under "cve". */
static void write_references(struct foreign *x, size_t index)
{
    struct json_writer *w = &x->w;
    struct str number = x->publication->number;
    struct str notice;

    json_write_member_array(w, STR("external_references"));
    write_facts(x, index);
    write_reference(w, foreign_text(x->scheme->site_name), foreign_text(x->advisory->title),
                    str_equal(foreign_cve(x, index), number) ? none : number, foreign_page(x));
    for (size_t i = 0; (notice = foreign_notice(x, i)).len > 0; i++) {
        write_reference(w, STR("vendor"), none, none, notice);
    }
    for (size_t i = 0; i < x->advisory->reference_count; i++) {
        const struct advisory_reference *r = &x->advisory->references[i];

        write_reference(w, str_is_empty(r->title) ? STR("reference") : r->title, none, none,
                        r->url);
    }
    for (size_t i = 0; i < x->advisory->related_count; i++) {
        const struct advisory_related *r = &x->advisory->related[i];

        if (!str_starts_with(r->id, STR("CVE-"))) {
            write_reference(w, str_is_empty(r->kind) ? STR("related") : r->kind, none, r->id,
                            r->url);
        }
    }
    json_write_end(w);
}

/* Of what foreign_text takes. */
static struct str language_of(struct text2 text)
{
    return str_is_empty(text.en) && !str_is_empty(text.ja) ? STR("ja") : STR("en");
}

/* ---- objects --------------------------------------------------------------------------------- */

static void write_vulnerability(struct foreign *x, size_t index, struct str author)
{
    struct json_writer *w = &x->w;
    struct str cve = foreign_cve(x, index);

    json_write_object(w);
    json_write_member(w, STR("created"), time_of(x, x->publication->published_at_us));
    json_write_member(w, STR("created_by_ref"), author);
    json_write_member_opt(w, STR("description"), foreign_text(x->advisory->overview));
    write_references(x, index);
    json_write_member(w, STR("id"), vulnerability_id(x, index));
    json_write_member(w, STR("lang"), language_of(x->advisory->overview));
    json_write_member(w, STR("modified"), time_of(x, x->publication->revised_at_us));
    json_write_member(w, STR("name"), str_is_empty(cve) ? x->publication->number : cve);
    write_marks(w);
    if (x->publication->state == PUBLICATION_WITHDRAWN) {
        json_write_key(w, STR("revoked"));
        json_write_bool(w, true);
    }
    write_tail(w, "vulnerability");
}

/* The properties that identify a software, in their order; with the others, the object. */
static void write_software_names(struct json_writer *w, const struct advisory_product *p,
                                 struct str cpe, struct str id)
{
    bool whole = !str_is_empty(id);

    json_write_object(w);
    json_write_member_opt(w, STR("cpe"), cpe);
    json_write_member_opt(w, STR("id"), id);
    json_write_member(w, STR("name"), p->product);
    if (whole) {
        write_marks(w);
        json_write_member(w, STR("spec_version"), STR("2.1"));
        json_write_member(w, STR("type"), STR("software"));
    }
    json_write_member_opt(w, STR("vendor"), p->vendor);
    json_write_member_opt(w, STR("version"), p->versions);
    json_write_end(w);
}

static struct str software_cpe(const struct foreign *x, size_t row)
{
    struct str text = x->advisory->products[row].cpe;
    struct cpe cpe;
    bool good =
        str_starts_with(text, STR("cpe:2.3:")) && cpe_read(text, x->arena, &cpe, NULL) == ERR_OK;

    return good ? text : none;
}

/* The same software has the same id in every bundle, as the standard recommends. */
static struct str software_id(const struct foreign *x, size_t row)
{
    struct json_writer w;
    struct buf text;

    buf_init(&text, x->arena, LIMIT_ADVISORY_BYTES);
    json_write_begin(&w, &text, JSON_COMPACT);
    write_software_names(&w, &x->advisory->products[row], software_cpe(x, row), none);
    json_write_finish(&w);
    return arena_format(x->arena, "software--%.*s",
                        STR_ARG(uuid_of_observable(buf_str(&text), x->arena)));
}

/* False for a software that stands in an earlier row. */
static bool write_software(struct foreign *x, size_t row, struct str id)
{
    for (size_t i = 0; i < row; i++) {
        const struct advisory_product *p = &x->advisory->products[i];
        const struct advisory_product *q = &x->advisory->products[row];
        if (str_equal(p->product, q->product) && str_equal(p->vendor, q->vendor) &&
            str_equal(p->versions, q->versions) &&
            str_equal(software_cpe(x, i), software_cpe(x, row))) {
            return false;
        }
    }
    write_software_names(&x->w, &x->advisory->products[row], software_cpe(x, row), id);
    return true;
}

/* The Japanese of an object's description, when the object itself speaks English. */
static void write_japanese(struct foreign *x, struct str object, struct text2 description,
                           struct str author)
{
    struct json_writer *w = &x->w;

    if (str_is_empty(description.en) || str_is_empty(description.ja)) {
        return;
    }
    json_write_object(w);
    json_write_member_object(w, STR("contents"));
    json_write_member_object(w, STR("ja"));
    json_write_member(w, STR("description"), description.ja);
    json_write_end(w);
    json_write_end(w);
    json_write_member(w, STR("created"), time_of(x, x->publication->published_at_us));
    json_write_member(w, STR("created_by_ref"), author);
    json_write_member(w, STR("id"), id_of(x, "language-content", object));
    json_write_member(w, STR("modified"), time_of(x, x->publication->revised_at_us));
    write_marks(w);
    json_write_member(w, STR("object_modified"), time_of(x, x->publication->revised_at_us));
    json_write_member(w, STR("object_ref"), object);
    write_tail(w, "language-content");
}

static void write_solution(struct foreign *x, struct str id, struct str author)
{
    struct json_writer *w = &x->w;

    json_write_object(w);
    json_write_member(w, STR("created"), time_of(x, x->publication->published_at_us));
    json_write_member(w, STR("created_by_ref"), author);
    json_write_member(w, STR("description"), foreign_text(x->advisory->solution));
    json_write_member(w, STR("id"), id);
    json_write_member(w, STR("lang"), language_of(x->advisory->solution));
    json_write_member(w, STR("modified"), time_of(x, x->publication->revised_at_us));
    json_write_member(w, STR("name"), x->publication->number);
    write_marks(w);
    write_tail(w, "course-of-action");
    write_japanese(x, id, x->advisory->solution, author);
}

static void write_relation(struct foreign *x, struct str source, const char *kind,
                           struct str target)
{
    struct json_writer *w = &x->w;
    struct str part =
        arena_format(x->arena, "%.*s %s %.*s", STR_ARG(source), kind, STR_ARG(target));

    json_write_object(w);
    json_write_member(w, STR("created"), time_of(x, x->publication->published_at_us));
    json_write_member(w, STR("id"), id_of(x, "relationship", part));
    json_write_member(w, STR("modified"), time_of(x, x->publication->revised_at_us));
    write_marks(w);
    json_write_member(w, STR("relationship_type"), str_from_cstr(kind));
    json_write_member(w, STR("source_ref"), source);
    json_write_member(w, STR("spec_version"), STR("2.1"));
    json_write_member(w, STR("target_ref"), target);
    json_write_member(w, STR("type"), STR("relationship"));
    json_write_end(w);
}

/* What belongs to the vulnerabilities; nothing of it when the publication was withdrawn. */
static void write_surroundings(struct foreign *x, struct str author)
{
    struct str solution = id_of(x, "course-of-action", STR("solution"));
    bool has_solution = !str_is_empty(foreign_text(x->advisory->solution));

    if (x->publication->state == PUBLICATION_WITHDRAWN) {
        return;
    }
    for (size_t i = 0; i < x->advisory->product_count; i++) {
        struct str software = software_id(x, i);
        if (!write_software(x, i, software)) {
            continue;
        }
        for (size_t k = 0; k < foreign_vulnerabilities(x); k++) {
            write_relation(x, software, "has", vulnerability_id(x, k));
        }
    }
    if (!has_solution) {
        return;
    }
    write_solution(x, solution, author);
    for (size_t k = 0; k < foreign_vulnerabilities(x); k++) {
        write_relation(x, solution, "mitigates", vulnerability_id(x, k));
    }
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
        write_vulnerability(&x, i, author);
        write_japanese(&x, vulnerability_id(&x, i), v->advisory.overview, author);
    }
    write_marking(&x.w);
    write_surroundings(&x, author);
    json_write_end(&x.w);
    json_write_member(&x.w, STR("type"), STR("bundle"));
    json_write_end(&x.w);
    return foreign_end(&x);
}
