/*
 * cli/convert_json.c — the formats of `todoke convert` that are JSON: one advisory a document.
 *
 * A record of a format that is read and written keeps what the core does not know when it goes back
 * into its own format.
 */
#include "cli/convert_priv.h"

#include "core/codec/csaf_read.h"
#include "core/codec/foreign.h"

static enum err open_json(struct parcel *p, struct str text)
{
    struct json_error place = {0};
    enum err e = json_read(text, LIMIT_CVE_BYTES, p->arena, &p->document, &place);
    if (e != ERR_OK) {
        struct str why =
            cli_say(p->lang, p->arena, N_("no JSON: {reason} at line {line} column {column}"),
                    CLI_VALUES(UI_PARAM("reason", json_reason_text(place.reason, p->lang)),
                               UI_PARAM("line", place.line), UI_PARAM("column", place.column)));
        p->reason = why.ptr;
    }
    return e == ERR_LIMIT ? ERR_INVALID : e; /* refused for its place, not for the whole run */
}

/* ---- reading --------------------------------------------------------------------------------- */

/* A time of a CVE record: those without a zone are UTC. */
static int64_t cve_time(struct parcel *p, const char *key)
{
    const struct json *meta = json_member(p->document, STR("cveMetadata"));
    struct str text = json_text(json_member(meta, str_from_cstr(key)));
    int64_t us = 0;
    if (text.len == 0 || civil_read_rfc3339(text, &us))
        return us;
    text = arena_format(p->arena, "%.*sZ", STR_ARG(text));
    return civil_read_rfc3339(text, &us) ? us : 0;
}

static enum err read_cve(const struct convert *v, struct parcel *p)
{
    struct cve_error error;
    struct publication *out = &p->publication;
    (void)v;
    if (p->index > 0)
        return ERR_NOT_FOUND;
    enum err e = cve_read(p->document, p->arena, &p->cve, &error);
    if (e != ERR_OK) {
        p->reason = error.reason;
        p->where = error.where;
        return e;
    }
    out->number = p->cve.id;
    out->kind = PUBLICATION_COORDINATED;
    out->state = p->cve.rejected ? PUBLICATION_WITHDRAWN : PUBLICATION_PUBLISHED;
    out->revision = 1;
    out->published_at_us = cve_time(p, "datePublished");
    out->revised_at_us = cve_time(p, "dateUpdated");
    if (out->published_at_us == 0)
        out->published_at_us = out->revised_at_us;
    if (out->revised_at_us < out->published_at_us)
        out->revised_at_us = out->published_at_us;
    out->advisory = p->cve.advisory;
    return ERR_OK;
}

static enum err read_csaf(const struct convert *v, struct parcel *p)
{
    (void)v;
    if (p->index > 0)
        return ERR_NOT_FOUND;
    p->csaf = true;
    p->reason = N_("no CSAF document with a number and dates");
    enum err e = csaf_read(p->document, p->arena, &p->publication);
    if (e == ERR_INVALID)
        p->where = csaf_misfit(p->document);
    return e;
}

/* A publication, or an advisory alone: then its first CVE number stands for its own. */
static enum err read_core(const struct convert *v, struct parcel *p)
{
    struct buf text;
    struct json_writer w;
    struct publication *out = &p->publication;
    (void)v;
    if (p->index > 0)
        return ERR_NOT_FOUND;
    p->reason = N_("neither a publication nor an advisory of the core");
    buf_init(&text, p->arena, LIMIT_PUBLICATION_BYTES);
    json_write_begin(&w, &text, JSON_COMPACT);
    enum err e = json_write_value(&w, p->document, p->arena);
    if (e != ERR_OK)
        return e;
    json_write_finish(&w);
    if (text.failed)
        return ERR_LIMIT;
    if (json_member(p->document, STR("advisory"))) {
        e = publication_read(buf_str(&text), p->arena, out);
        if (e == ERR_INVALID)
            p->where = publication_misfit(p->document, p->arena);
        return e;
    }
    e = advisory_read(buf_str(&text), p->arena, &out->advisory);
    if (e == ERR_INVALID)
        p->where = advisory_misfit(p->document, p->arena);
    out->kind = PUBLICATION_COORDINATED;
    out->state = PUBLICATION_PUBLISHED;
    out->revision = 1;
    if (e == ERR_OK && out->advisory.cve_count > 0)
        out->number = out->advisory.cves[0].id;
    return e;
}

static void tell_fault(struct parcel *p, const struct myjvn_json_fault *fault)
{
    p->reason = fault->reason;
    p->where = fault->where;
    p->detail = fault->detail;
}

static enum err open_myjvn(struct parcel *p, struct str text)
{
    struct myjvn_json_fault fault = {0};
    enum err e = open_json(p, text);
    if (e != ERR_OK)
        return e;
    e = myjvn_json_begin(p->document, p->arena, &p->myjvn, &fault);
    tell_fault(p, &fault);
    return e;
}

static enum err next_myjvn(const struct convert *v, struct parcel *p)
{
    struct myjvn_json_fault fault = {0};
    if (p->myjvn.kind == MYJVN_JSON_LIST && v->to->lists) {
        enum err e = ERR_OK;
        if (p->index == 0)
            e = myjvn_list_read_json(p->document, p->arena, &p->lists, &fault);
        tell_fault(p, &fault);
        return e == ERR_OK ? convert_take_list(v, p) : e;
    }
    enum err e = myjvn_json_next(&p->myjvn, p->entry, &p->publication, &fault);
    tell_fault(p, &fault);
    if (e == ERR_NOT_FOUND)
        p->reason = N_("there is no advisory in it");
    return e;
}

/* ---- writing --------------------------------------------------------------------------------- */

static enum err write_core(const struct convert *v, struct parcel *p, struct buf *out)
{
    struct str text = {0};
    enum err e = publication_write(&p->publication, p->arena, &text);
    (void)v;
    if (e == ERR_OK)
        buf_add(out, text);
    return e;
}

/* The advisory's only number, in however many rows; absent when there are several. */
static struct str only_number(const struct advisory *a)
{
    for (size_t i = 1; i < a->cve_count; i++) {
        if (!str_equal(a->cves[i].id, a->cves[0].id))
            return (struct str){0};
    }
    return a->cve_count > 0 ? a->cves[0].id : (struct str){0};
}

static enum err write_cve(const struct convert *v, struct parcel *p, struct buf *out)
{
    const struct advisory *a = &p->publication.advisory;
    struct str id = v->cve;
    struct str text = {0};
    enum err e = ERR_OK;
    if (!p->cve.original) {
        if (id.len == 0)
            id = only_number(a);
        p->reason = N_("the advisory does not have this CVE number; name one with --cve");
        e = cve_new(a, id, &v->issuer, &p->cve);
        if (e == ERR_OK && v->issuer.org_id.len == 0) {
            p->reason = N_("a new CVE record needs --org, the UUID of the CNA");
            e = ERR_INVALID;
        }
    }
    if (e == ERR_OK)
        e = cve_write(&p->cve, JSON_COMPACT, p->arena, &text);
    if (e == ERR_OK)
        buf_add(out, text);
    return e;
}

/* A document of the same version goes back as it came. */
static bool is_csaf(const struct parcel *p, struct str version)
{
    const struct json *head = p->csaf ? json_member(p->document, STR("document")) : NULL;
    return head && str_equal(json_text(json_member(head, STR("csaf_version"))), version);
}

static enum err rewrite_csaf(const struct convert *v, struct parcel *p, struct buf *out)
{
    return csaf_rewrite(p->document, &p->publication, &v->scheme, JSON_COMPACT, out);
}

/* Names nobody when nobody was named. */
static const struct str nowhere = STR_INIT("https://publisher.invalid");

/* Who publishes: what was said, else who published the document that was read. */
static struct codec_scheme csaf_scheme(const struct convert *v, const struct parcel *p)
{
    const struct json *publisher =
        json_member(json_member(p->document, STR("document")), STR("publisher"));
    struct str name = p->csaf ? json_text(json_member(publisher, STR("name"))) : (struct str){0};
    struct str space =
        p->csaf ? json_text(json_member(publisher, STR("namespace"))) : (struct str){0};
    struct codec_scheme s = v->scheme;
    if (name.len > 0 && !v->is_named) {
        s.publisher_name = (struct text2){name, name};
        s.contact = (struct str){0};
    }
    if (s.base_url.len == 0)
        s.base_url = nowhere;
    if (s.namespace_url.len == 0)
        s.namespace_url = space.len > 0 ? space : s.base_url;
    return s;
}

/* In the category that was asked for; else in that of the document that was read, where the other
 * version has it and the advisory fills it. */
static enum err write_csaf_choice(const struct convert *v, struct parcel *p, bool v21,
                                  struct buf *out)
{
    const struct advisory *a = &p->publication.advisory;
    struct codec_scheme scheme = csaf_scheme(v, p);
    struct csaf_choice choice = {.form = v21 ? CSAF_FORM_21 : CSAF_FORM_20,
                                 .category = v->category,
                                 .lang = csaf_lang_of(&p->publication)};
    if (v->lang.len > 0)
        choice.lang = str_equal(v->lang, STR("en")) ? LANG_EN : LANG_JA;
    bool en = choice.lang == LANG_EN;
    if (v->lang.len > 0 && str_is_empty(en ? a->overview.en : a->overview.ja) &&
        str_is_empty(en ? a->title.en : a->title.ja)) {
        p->reason = N_("the advisory has no title and no overview in this language");
        return ERR_UNSUPPORTED;
    }
    if (v->category == CSAF_CATEGORY_AUTO && p->csaf &&
        csaf_category_of(p->document) != CSAF_CATEGORY_BASE) {
        choice.category = csaf_category_of(p->document);
        enum err e = csaf_write(&p->publication, &scheme, &choice, out);
        if (e != ERR_UNSUPPORTED)
            return e;
        choice.category = CSAF_CATEGORY_AUTO;
    }
    enum err e = csaf_write(&p->publication, &scheme, &choice, out);
    p->reason = e == ERR_UNSUPPORTED ? N_("the advisory lacks what this category demands")
                                     : "CSAF needs a number and the dates of release";
    return e;
}

/* The CSAF writer indents; a line holds the same document compact. */
static enum err write_csaf_of(const struct convert *v, struct parcel *p, bool v21, struct buf *out)
{
    struct buf text;
    struct json_writer w;
    struct str whole = {0};
    const struct json *document = NULL;
    if (is_csaf(p, v21 ? STR("2.1") : STR("2.0")) && v->category == CSAF_CATEGORY_AUTO)
        return rewrite_csaf(v, p, out);
    buf_init(&text, p->entry, LIMIT_CVE_BYTES);
    enum err e = write_csaf_choice(v, p, v21, &text);
    if (e == ERR_OK)
        e = buf_finish(&text, &whole);
    if (e == ERR_OK)
        e = json_read(whole, LIMIT_CVE_BYTES, p->entry, &document, NULL);
    if (e != ERR_OK)
        return e;
    json_write_begin(&w, out, JSON_COMPACT);
    e = json_write_value(&w, document, p->entry);
    if (e == ERR_OK)
        json_write_finish(&w);
    return e;
}

static enum err write_csaf20(const struct convert *v, struct parcel *p, struct buf *out)
{
    return write_csaf_of(v, p, false, out);
}

static enum err write_csaf21(const struct convert *v, struct parcel *p, struct buf *out)
{
    return write_csaf_of(v, p, true, out);
}

static const char needs_dates[] = N_("this format needs a number and the dates of release");

static enum err write_osv(const struct convert *v, struct parcel *p, struct buf *out)
{
    enum err e = osv_write(&p->publication, &v->scheme, out);
    p->reason =
        e == ERR_UNSUPPORTED ? N_("no product is a package of an ecosystem of OSV") : needs_dates;
    return e;
}

static enum err write_openvex(const struct convert *v, struct parcel *p, struct buf *out)
{
    enum err e = openvex_write(&p->publication, &v->scheme, out);
    p->reason = e == ERR_UNSUPPORTED ? N_("no product can be named, or the advisory is withdrawn")
                                     : needs_dates;
    return e;
}

static enum err write_cyclonedx(const struct convert *v, struct parcel *p, struct buf *out)
{
    p->reason = needs_dates;
    return cyclonedx_write(&p->publication, &v->scheme, out);
}

static enum err write_stix(const struct convert *v, struct parcel *p, struct buf *out)
{
    p->reason = needs_dates;
    return stix_write(&p->publication, &v->scheme, out);
}

static enum err write_myjvn(const struct convert *v, struct parcel *p, struct buf *out)
{
    const struct publication *item = &p->publication;
    const struct codec_list list = {&item, 1, item->revised_at_us};
    p->reason = N_("this format has numbers of years and months alone, each with its severities");
    if (p->is_list)
        return myjvn_list_write_json(&p->list, &v->scheme, out);
    p->reason = N_("this format needs a number, a title and the dates of release");
    if (str_equal(v->method, STR("getVulnOverviewList")))
        return myjvn_overview_write(&list, &v->scheme, convert_lang(v, item), out);
    return myjvn_detail_write(item, &v->scheme, convert_lang(v, item), out);
}

static const struct format formats[] = {
    {"core", open_json, read_core, write_core, false, false},
    {"cve", open_json, read_cve, write_cve, false, false},
    {"csaf", open_json, read_csaf, write_csaf20, false, false},
    {"csaf2.0", open_json, read_csaf, write_csaf20, false, false},
    {"csaf21", open_json, read_csaf, write_csaf21, false, false},
    {"csaf2.1", open_json, read_csaf, write_csaf21, false, false},
    {"myjvn-json", open_myjvn, next_myjvn, write_myjvn, true, false},
    {"cyclonedx", NULL, NULL, write_cyclonedx, false, false},
    {"openvex", NULL, NULL, write_openvex, false, false},
    {"osv", NULL, NULL, write_osv, false, false},
    {"stix", NULL, NULL, write_stix, false, false},
};

const struct format *convert_json_format(struct str name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (str_equal(name, str_from_cstr(formats[i].name)))
            return &formats[i];
    }
    return NULL;
}
