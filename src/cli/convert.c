/*
 * cli/convert.c — `todoke convert`: advisories from one format into another.
 *
 * Everything passes through the publication of the core. A record of a format that is read and
 * written keeps what the core does not know when it goes back into its own format. One line of JSON
 * for each record, in order.
 */
#include "cli/items.h"

#include "core/codec/csaf_read.h"
#include "core/codec/cve.h"
#include "core/codec/foreign.h"

#include <stdio.h>

enum { ARENA_BYTES = 512 << 20 };

/* One record on its way. */
struct parcel {
    struct arena *arena;
    const struct json *document;
    struct publication publication;
    struct cve_record cve; /* `original` is there when it came as one */
    bool csaf;             /* `document` is a CSAF document */
    const char *reason;    /* why it cannot be read or written */
    const struct json *where;
};

struct convert {
    struct cli *c;
    const struct format *from;
    const struct format *to;
    struct codec_scheme scheme;
    struct cve_issuer issuer;
    struct str cve;
    struct arena arena;
    bool json;
    bool all_good;
};

struct format {
    const char *name;
    enum err (*read)(const struct convert *v, struct parcel *p); /* NULL: written only */
    enum err (*write)(const struct convert *v, struct parcel *p, struct buf *out);
};

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
    enum err e = cve_read(p->document, p->arena, &p->cve, &error);
    (void)v;
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
    p->csaf = true;
    p->reason = "no CSAF document with a number and dates";
    return csaf_read(p->document, p->arena, &p->publication);
}

/* A publication, or an advisory alone: then its first CVE number stands for its own. */
static enum err read_core(const struct convert *v, struct parcel *p)
{
    struct buf text;
    struct json_writer w;
    struct publication *out = &p->publication;
    (void)v;
    p->reason = "neither a publication nor an advisory of the core";
    buf_init(&text, p->arena, LIMIT_PUBLICATION_BYTES);
    json_write_begin(&w, &text, JSON_COMPACT);
    enum err e = json_write_value(&w, p->document, p->arena);
    if (e != ERR_OK)
        return e;
    json_write_finish(&w);
    if (text.failed)
        return ERR_LIMIT;
    if (json_member(p->document, STR("advisory")))
        return publication_read(buf_str(&text), p->arena, out);
    e = advisory_read(buf_str(&text), p->arena, &out->advisory);
    out->kind = PUBLICATION_COORDINATED;
    out->state = PUBLICATION_PUBLISHED;
    out->revision = 1;
    if (e == ERR_OK && out->advisory.cve_count > 0)
        out->number = out->advisory.cves[0].id;
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

static enum err write_cve(const struct convert *v, struct parcel *p, struct buf *out)
{
    const struct advisory *a = &p->publication.advisory;
    struct str id = v->cve;
    struct str text = {0};
    enum err e = ERR_OK;
    if (!p->cve.original) {
        if (id.len == 0 && a->cve_count == 1)
            id = a->cves[0].id;
        p->reason = "the advisory does not have this CVE number; name one with --cve";
        e = cve_new(a, id, &v->issuer, &p->cve);
        if (e == ERR_OK && v->issuer.org_id.len == 0) {
            p->reason = "a new CVE record needs --org, the UUID of the CNA";
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

/* The CSAF writer indents; a line holds the same document compact. */
static enum err write_csaf_of(const struct convert *v, struct parcel *p, bool v21, struct buf *out)
{
    struct buf text;
    struct json_writer w;
    struct str whole = {0};
    const struct json *document = NULL;
    if (is_csaf(p, v21 ? STR("2.1") : STR("2.0")))
        return rewrite_csaf(v, p, out);
    if (str_is_empty(p->publication.advisory.overview.ja)) {
        p->reason = "CSAF is written in Japanese, and the advisory has no Japanese overview";
        return ERR_UNSUPPORTED;
    }
    p->reason = "CSAF needs a number and the dates of release";
    buf_init(&text, p->arena, LIMIT_CVE_BYTES);
    enum err e = v21 ? csaf21_write(&p->publication, &v->scheme, &text)
                     : csaf20_write(&p->publication, &v->scheme, &text);
    if (e == ERR_OK)
        e = buf_finish(&text, &whole);
    if (e == ERR_OK)
        e = json_read(whole, LIMIT_CVE_BYTES, p->arena, &document, NULL);
    if (e != ERR_OK)
        return e;
    json_write_begin(&w, out, JSON_COMPACT);
    e = json_write_value(&w, document, p->arena);
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

static const char needs_dates[] = "this format needs a number and the dates of release";

static enum err write_osv(const struct convert *v, struct parcel *p, struct buf *out)
{
    enum err e = osv_write(&p->publication, &v->scheme, out);
    p->reason =
        e == ERR_UNSUPPORTED ? "no product is a package of an ecosystem of OSV" : needs_dates;
    return e;
}

static enum err write_openvex(const struct convert *v, struct parcel *p, struct buf *out)
{
    enum err e = openvex_write(&p->publication, &v->scheme, out);
    p->reason = e == ERR_UNSUPPORTED ? "no product has a package URL or a CPE name" : needs_dates;
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

static const struct format formats[] = {
    {"core", read_core, write_core},
    {"cve", read_cve, write_cve},
    {"csaf", read_csaf, write_csaf20},
    {"csaf21", read_csaf, write_csaf21},
    {"cyclonedx", NULL, write_cyclonedx},
    {"openvex", NULL, write_openvex},
    {"osv", NULL, write_osv},
    {"stix", NULL, write_stix},
};

static const struct format *format_named(struct str name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (str_equal(name, str_from_cstr(formats[i].name)))
            return &formats[i];
    }
    return NULL;
}

/* ---- one record after the other -------------------------------------------------------------- */

static void tell(struct convert *v, struct item *item, const struct parcel *p, enum err e)
{
    const char *reason = p->reason && e != ERR_MEMORY ? p->reason : err_text(e);
    struct str where = p->where ? json_pointer(p->where, item->arena) : (struct str){0};
    v->all_good = false;
    if (!v->json) {
        cli_complain("%.*s: %s%s%.*s", STR_ARG(item->text), reason, where.len > 0 ? " at " : "",
                     STR_ARG(where));
        return;
    }
    struct item_value *error = item_set_object(item, item->answer, "error");
    item_set_text(item, error, "message", str_from_cstr(reason));
    item_set_text(item, error, "where", where);
}

static enum err convert_text(struct convert *v, struct parcel *p, struct str text, struct buf *out)
{
    struct json_error place = {0};
    enum err e = json_read(text, LIMIT_CVE_BYTES, p->arena, &p->document, &place);
    if (e != ERR_OK) {
        struct str why = arena_format(p->arena, "no JSON: %s at line %zu column %zu",
                                      json_reason_word(place.reason), place.line, place.column);
        p->reason = why.ptr;
        return e;
    }
    e = v->from->read(v, p);
    if (e != ERR_OK)
        return e;
    p->reason = NULL;
    e = v->to->write(v, p, out);
    return e == ERR_OK && out->failed ? ERR_LIMIT : e;
}

static void take(void *context, const struct cli_record *record)
{
    struct convert *v = context;
    struct parcel p = {.arena = &v->arena};
    struct buf out;
    arena_clear(&v->arena);
    struct str name = cli_as_text(record->file, &v->arena);
    if (record->line > 0)
        name = arena_format(&v->arena, "%.*s:%zu", STR_ARG(name), record->line);
    struct item item = {.text = name, .arena = &v->arena};
    item.answer = item_object(&item);
    buf_init(&out, &v->arena, LIMIT_CVE_BYTES);
    enum err e = record->unread;
    if (e == ERR_OK)
        e = convert_text(v, &p, record->text, &out);
    if (e != ERR_OK)
        tell(v, &item, &p, e);
    if (!v->json) {
        if (e == ERR_OK)
            (void)printf("%.*s\n", STR_ARG(buf_str(&out)));
        return;
    }
    item_set_text(&item, item.answer, "input", name);
    item_set_bool(&item, item.answer, "valid", e == ERR_OK);
    if (e == ERR_OK)
        item_set_json(&item, item.answer, "document", buf_str(&out));
    if (item_print(&item) != ERR_OK)
        v->all_good = cli_failed("answer", ERR_MEMORY) == CLI_OK;
}

static struct str option_or(struct cli *c, const char *name, struct str otherwise)
{
    struct str value = cli_option(c, name);
    return value.len > 0 ? value : otherwise;
}

static void read_options(struct convert *v, struct cli *c)
{
    struct str publisher = option_or(c, "publisher", STR("Unnamed publisher"));
    v->cve = cli_option(c, "cve");
    v->scheme = (struct codec_scheme){
        .site_name = {publisher, publisher},
        .publisher_name = {publisher, publisher},
        .base_url = cli_option(c, "url"),
        .namespace_url = option_or(c, "namespace", cli_option(c, "url")),
        .contact = publisher,
    };
    v->issuer =
        (struct cve_issuer){cli_option(c, "org"), cli_option(c, "org-name"), cli_option(c, "url")};
}

int cli_convert(struct cli *c)
{
    struct convert v = {.c = c,
                        .from = format_named(cli_option(c, "from")),
                        .to = format_named(cli_option(c, "to")),
                        .json = input_has(&c->options, STR("json")),
                        .all_good = true};
    const struct cli_records records = {take, &v};
    if (!v.from || !v.to || !v.from->read) {
        cli_complain("convert needs --from and --to with formats that can be read and written; see "
                     "todoke help");
        return CLI_USAGE;
    }
    read_options(&v, c);
    arena_init(&v.arena, ARENA_BYTES);
    cli_each_record(c, 1, &records);
    (void)fflush(stdout);
    arena_release(&v.arena);
    return v.all_good ? CLI_OK : CLI_REFUSED;
}
