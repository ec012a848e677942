/*
 * core/codec/cve_read.c — a CVE record into the advisory model.
 *
 * Strict about what it takes: a record of another kind, a section of another shape, a container
 * without what CVE demands is refused with its place, and nothing half read is handed on. Sections
 * that the model does not know are not looked at; they stay with the record.
 */
#include "core/codec/cve_priv.h"

#include "core/ident/numbers.h"

const struct cve_section cve_sections[CVE_SECTIONS] = {
    {STR_INIT("affected"), STR_INIT("products"), cve_read_affected, cve_write_affected},
    {STR_INIT("credits"), STR_INIT("credit"), cve_read_credits, cve_write_credits},
    {STR_INIT("descriptions"), STR_INIT("overview"), cve_read_descriptions, cve_write_descriptions},
    {STR_INIT("impacts"), STR_INIT("impact"), cve_read_impacts, cve_write_impacts},
    {STR_INIT("metrics"), STR_INIT("analyses"), cve_read_metrics, cve_write_metrics},
    {STR_INIT("problemTypes"), STR_INIT("cves"), cve_read_problem_types, cve_write_problem_types},
    {STR_INIT("references"), STR_INIT("references"), cve_read_references, cve_write_references},
    {STR_INIT("solutions"), STR_INIT("solution"), cve_read_solutions, cve_write_solutions},
    {STR_INIT("title"), STR_INIT("title"), cve_read_title, cve_write_title},
};

size_t cve_section_field(size_t section)
{
    return advisory_field(cve_sections[section].field);
}

const struct json *cve_container(const struct json *document)
{
    const struct json *bare = json_member(document, STR("cnaContainer"));

    if (json_member(document, STR("dataType")) != NULL) {
        return json_member(json_member(document, STR("containers")), STR("cna"));
    }
    return bare != NULL ? bare : document;
}

/* ---- the sections ---------------------------------------------------------------------------- */

/* The number of the record is in its metadata, whether or not there is a weakness. */
static enum err add_number(struct cve_in *in)
{
    if (in->id.len == 0) {
        return ERR_OK;
    }
    in->out->cves = ARENA_NEW(in->arena, struct advisory_cve);
    if (in->out->cves == NULL) {
        return ERR_MEMORY;
    }
    in->out->cves[0].id = in->id;
    in->out->cve_count = 1;
    return ERR_OK;
}

enum err cve_read_section(struct cve_in *in, size_t section, const struct json *v)
{
    enum err e = ERR_OK;

    if (str_equal(cve_sections[section].field, STR("cves"))) {
        e = add_number(in);
    }
    return e == ERR_OK && v != NULL ? cve_sections[section].read(in, v) : e;
}

enum err cve_read_sections(struct cve_in *in, const struct json *container)
{
    enum err e = ERR_OK;

    for (size_t i = 0; i < CVE_SECTIONS && e == ERR_OK; i++) {
        e = cve_read_section(in, i, json_member(container, cve_sections[i].key));
    }
    return e;
}

/* ---- our own additions ----------------------------------------------------------------------- */

/* The additions as they stand in the container. */
struct additions {
    struct advisory advisory;
    const struct json *empty;
    struct str page;
};

/* False when they are none of ours. */
static bool read_additions(const struct json *v, struct arena *a, struct additions *out)
{
    const struct json *rest = json_member(v, STR("advisory"));
    struct json_writer w;
    struct buf text;

    *out = (struct additions){.empty = json_member(v, STR("empty")),
                              .page = json_text(json_member(v, STR("page")))};
    if (!json_is(v, JSON_OBJECT) || (out->empty != NULL && !json_is(out->empty, JSON_ARRAY))) {
        return false;
    }
    if (rest == NULL) {
        return true;
    }
    buf_init(&text, a, LIMIT_ADVISORY_BYTES);
    json_write_begin(&w, &text, JSON_COMPACT);
    if (json_write_value(&w, rest, a) != ERR_OK) {
        return false;
    }
    json_write_finish(&w);
    return !text.failed && advisory_read(buf_str(&text), a, &out->advisory) == ERR_OK;
}

static bool is_named_empty(const struct additions *x, struct str field)
{
    for (const struct json *v = x->empty != NULL ? x->empty->first : NULL; v != NULL; v = v->next) {
        if (str_equal(json_text(v), field)) {
            return true;
        }
    }
    return false;
}

/* One field with a section: believed only when writing it gives that section. */
static enum err add_field(struct cve_record *r, const struct cve_record *probe, size_t section,
                          const struct json *stands, struct arena *a)
{
    const struct json *written = NULL;
    enum err e = cve_make_section(probe, section, a, &written);

    bool same = written == NULL || stands == NULL ? written == stands : json_equal(written, stands);
    if (e == ERR_OK && same) {
        advisory_field_copy(&r->advisory, &probe->advisory, cve_section_field(section));
    }
    return e;
}

static enum err add_additions(struct cve_record *r, const struct json *container, struct arena *a)
{
    struct additions x;
    bool placed[CVE_FIELDS] = {false};
    enum err e = ERR_OK;

    if (!read_additions(json_member(container, CVE_EXTENSION), a, &x)) {
        return a->failed ? ERR_MEMORY : ERR_OK;
    }
    struct cve_record probe = *r;
    r->issuer.page_url = probe.issuer.page_url = x.page;
    for (size_t field = 0; field < advisory_field_total(); field++) {
        if (!advisory_field_is_empty(&x.advisory, field) ||
            is_named_empty(&x, advisory_field_name(field))) {
            advisory_field_copy(&probe.advisory, &x.advisory, field);
        }
    }
    for (size_t i = 0; i < CVE_SECTIONS && e == ERR_OK; i++) {
        placed[cve_section_field(i)] = true;
        e = add_field(r, &probe, i, json_member(container, cve_sections[i].key), a);
    }
    for (size_t field = 0; field < advisory_field_total(); field++) {
        if (!placed[field]) {
            advisory_field_copy(&r->advisory, &x.advisory, field);
        }
    }
    return a->failed ? ERR_MEMORY : e;
}

/* ---- the record ------------------------------------------------------------------------------ */

/* Notes what is wrong with a member of `object`, or with the object when it has none. */
static enum err refuse_member(struct cve_in *in, const char *reason, const struct json *object,
                              struct str key)
{
    const struct json *member = json_member(object, key);

    return cve_refuse(in, reason, member != NULL ? member : object);
}

/* What makes it a record of this format; fills id and rejected. */
static enum err read_head(struct cve_in *in, const struct json *document, struct cve_record *out)
{
    const struct json *meta = json_member(document, STR("cveMetadata"));
    struct str type = json_text(json_member(document, STR("dataType")));
    struct str version = json_text(json_member(document, STR("dataVersion")));
    struct str state = json_text(json_member(meta, STR("state")));
    struct number number;

    if (json_member(document, STR("dataType")) == NULL && meta == NULL) {
        return ERR_OK; /* a bare container */
    }
    if (!str_equal(type, STR("CVE_RECORD"))) {
        return refuse_member(in, N_("not a CVE record of format 5"), document, STR("dataType"));
    }
    if (!str_starts_with(version, STR("5."))) {
        return refuse_member(in, N_("not a CVE record of format 5"), document, STR("dataVersion"));
    }
    out->id = json_text(json_member(meta, STR("cveId")));
    if (number_read_kind(out->id, NUMBER_CVE, &number, NULL) != ERR_OK ||
        !str_equal(out->id, (struct str){number.text, number.len})) {
        return refuse_member(in, N_("the record has no CVE number"), meta != NULL ? meta : document,
                             STR("cveId"));
    }
    out->rejected = str_equal(state, STR("REJECTED"));
    if (!out->rejected && !str_equal(state, STR("PUBLISHED"))) {
        return refuse_member(in, N_("the state is neither PUBLISHED nor REJECTED"), meta,
                             STR("state"));
    }
    in->id = out->id;
    return ERR_OK;
}

static enum err read_container(struct cve_in *in, const struct json *container,
                               struct cve_record *out, struct arena *a)
{
    const struct json *reasons = json_member(container, STR("rejectedReasons"));

    if (!json_is(container, JSON_OBJECT)) {
        const struct json *containers = json_member(out->original, STR("containers"));
        return refuse_member(in, N_("there is no container of a CNA"),
                             containers != NULL ? containers : out->original, STR("cna"));
    }
    if (out->rejected || (out->id.ptr == NULL && reasons != NULL)) {
        out->rejected = true;
        return reasons != NULL ? cve_read_descriptions(in, reasons)
                               : cve_refuse(in, N_("a rejected record has reasons"), container);
    }
    if (json_member(container, STR("descriptions")) == NULL ||
        json_member(container, STR("affected")) == NULL ||
        json_member(container, STR("references")) == NULL) {
        return cve_refuse(in, N_("the container lacks descriptions, affected or references"),
                          container);
    }
    enum err e = cve_read_sections(in, container);
    return e == ERR_OK ? add_additions(out, container, a) : e;
}

enum err cve_read(const struct json *document, struct arena *a, struct cve_record *out,
                  struct cve_error *error)
{
    struct cve_in in = {.arena = a, .out = &out->advisory, .error = error};
    enum err e;

    *out = (struct cve_record){.original = document};
    *error = (struct cve_error){N_("memory limit reached"), NULL};
    e = read_head(&in, document, out);
    if (e == ERR_OK) {
        e = read_container(&in, cve_container(document), out, a);
    }
    out->as_read = out->advisory;
    return e == ERR_OK && a->failed ? ERR_MEMORY : e;
}
