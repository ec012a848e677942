/*
 * core/codec/cve_write.c — a CVE record written: unchanged sections as they were read, changed and
 * new ones from the advisory, and what CVE has no place for in "x_todoke".
 *
 * What has no place is found by reading back what was written: a field that does not come back as
 * it is goes into the additions as a whole. So nothing can be lost by an oversight in a section.
 */
#include "core/codec/cve_priv.h"

/* A value that is put together from parts of others. */
struct maker {
    struct arena *arena;
    struct json *value; /* an object */
    struct json **end;
};

static void maker_begin(struct maker *m, struct arena *a)
{
    *m = (struct maker){.arena = a, .value = ARENA_NEW(a, struct json)};
    if (m->value != NULL) {
        m->value->kind = JSON_OBJECT;
        m->end = &m->value->first;
    }
}

/* Adds a copy of `v` under `key`; its content is shared. */
static void maker_add(struct maker *m, struct str key, const struct json *v)
{
    struct json *copy = ARENA_NEW(m->arena, struct json);

    if (copy == NULL || m->value == NULL) {
        return;
    }
    *copy = *v;
    copy->key = key;
    copy->next = NULL;
    *m->end = copy;
    m->end = &copy->next;
    m->value->count++;
}

static void maker_add_text(struct maker *m, struct str key, struct str text)
{
    maker_add(m, key, &(struct json){.kind = JSON_STRING, .text = text});
}

/* The members of `was`, the one of that key replaced. */
static void copy_replaced(struct maker *to, const struct json *was, struct str key,
                          const struct json *value)
{
    for (const struct json *m = was->first; m != NULL; m = m->next) {
        maker_add(to, m->key, str_equal(m->key, key) ? value : m);
    }
}

/* ---- sections -------------------------------------------------------------------------------- */

enum err cve_make_section(const struct cve_record *r, size_t section, struct arena *a,
                          const struct json **out)
{
    struct cve_out o = {.arena = a, .record = r};
    struct buf buf;
    struct str text;

    *out = NULL;
    buf_init(&buf, a, LIMIT_CVE_BYTES);
    json_write_begin(&o.w, &buf, JSON_COMPACT);
    if (!cve_sections[section].write(&o)) {
        return a->failed ? ERR_MEMORY : ERR_OK;
    }
    json_write_finish(&o.w);
    enum err e = buf_finish(&buf, &text);
    return e == ERR_OK ? json_read(text, LIMIT_CVE_BYTES, a, out, NULL) : e;
}

static bool is_unchanged(const struct cve_record *r, size_t field)
{
    return r->original != NULL && advisory_field_equal(&r->advisory, &r->as_read, field);
}

static bool all_unchanged(const struct cve_record *r)
{
    for (size_t i = 0; i < advisory_field_total(); i++) {
        if (!is_unchanged(r, i)) {
            return false;
        }
    }
    return true;
}

/* A section, and in `back` what reading it gives. */
static enum err section_of(const struct cve_record *r, size_t section, struct arena *a,
                           const struct json **out, struct advisory *back)
{
    struct cve_error error;
    struct cve_in in = {.arena = a, .id = r->id, .out = back, .error = &error};
    enum err e = ERR_OK;

    if (is_unchanged(r, cve_section_field(section))) {
        *out = json_member(cve_container(r->original), cve_sections[section].key);
    } else {
        e = cve_make_section(r, section, a, out);
    }
    return e == ERR_OK ? cve_read_section(&in, section, *out) : e;
}

/* What the additions are made from. */
struct additions {
    struct advisory rest;   /* fields that do not come back */
    bool any;               /* one of them is filled */
    bool empty[CVE_FIELDS]; /* fields that come back filled and are not */
    bool any_empty;
};

static void find_additions(const struct cve_record *r, const struct advisory *back,
                           struct additions *out)
{
    *out = (struct additions){.any = false};
    for (size_t i = 0; i < advisory_field_total(); i++) {
        if (advisory_field_equal(&r->advisory, back, i)) {
            continue;
        }
        if (advisory_field_is_empty(&r->advisory, i)) {
            out->empty[i] = out->any_empty = true;
        } else {
            advisory_field_copy(&out->rest, &r->advisory, i);
            out->any = true;
        }
    }
}

static enum err write_additions(const struct cve_record *r, const struct additions *x,
                                struct arena *a, struct buf *out)
{
    struct json_writer w;
    struct str text;
    const struct json *rest = NULL;

    json_write_begin(&w, out, JSON_COMPACT);
    json_write_object(&w);
    if (x->any) {
        enum err e = advisory_write(&x->rest, a, &text);
        e = e == ERR_OK ? json_read(text, LIMIT_CVE_BYTES, a, &rest, NULL) : e;
        if (e != ERR_OK) {
            return e;
        }
        json_write_key(&w, STR("advisory"));
        e = json_write_value(&w, rest, a);
        if (e != ERR_OK) {
            return e;
        }
    }
    if (x->any_empty) {
        json_write_member_array(&w, STR("empty"));
        for (size_t i = 0; i < advisory_field_total(); i++) {
            if (x->empty[i]) {
                json_write_str(&w, advisory_field_name(i));
            }
        }
        json_write_end(&w);
    }
    json_write_member_opt(&w, STR("page"), r->issuer.page_url);
    json_write_end(&w);
    json_write_finish(&w);
    return ERR_OK;
}

/* What does not come back, as one value; NULL when everything does. */
static enum err additions_of(const struct cve_record *r, const struct advisory *back,
                             struct arena *a, const struct json **out)
{
    struct additions x;
    struct buf buf;
    struct str text;

    *out = NULL;
    find_additions(r, back, &x);
    if (!x.any && !x.any_empty) {
        return ERR_OK;
    }
    buf_init(&buf, a, LIMIT_CVE_BYTES);
    enum err e = write_additions(r, &x, a, &buf);
    e = e == ERR_OK ? buf_finish(&buf, &text) : e;
    return e == ERR_OK ? json_read(text, LIMIT_CVE_BYTES, a, out, NULL) : e;
}

/* ---- the container --------------------------------------------------------------------------- */

static bool is_section(struct str key)
{
    for (size_t i = 0; i < CVE_SECTIONS; i++) {
        if (str_equal(cve_sections[i].key, key)) {
            return true;
        }
    }
    return str_equal(key, CVE_EXTENSION);
}

static void add_provider(struct maker *container, const struct cve_record *r)
{
    struct maker provider;

    maker_begin(&provider, container->arena);
    maker_add_text(&provider, STR("orgId"), r->issuer.org_id);
    if (!str_is_empty(r->issuer.short_name)) {
        maker_add_text(&provider, STR("shortName"), r->issuer.short_name);
    }
    if (provider.value != NULL) {
        maker_add(container, STR("providerMetadata"), provider.value);
    }
}

/* What the container has beside the sections. */
static void add_others(struct maker *container, const struct cve_record *r)
{
    const struct json *was = r->original != NULL ? cve_container(r->original) : NULL;

    for (const struct json *m = was != NULL ? was->first : NULL; m != NULL; m = m->next) {
        if (!is_section(m->key)) {
            maker_add(container, m->key, m);
        }
    }
    if (r->original == NULL) {
        add_provider(container, r);
    }
}

/* A rejected record has its reasons, and no section. */
static enum err make_rejected(const struct cve_record *r, struct arena *a, struct maker *m)
{
    const struct json *value = NULL;
    size_t section = 0;

    while (!str_equal(cve_sections[section].key, STR("descriptions"))) {
        section++;
    }
    enum err e = cve_make_section(r, section, a, &value);
    if (e == ERR_OK && value != NULL) {
        copy_replaced(m, cve_container(r->original), STR("rejectedReasons"), value);
    }
    return e;
}

static enum err make_container(const struct cve_record *r, struct arena *a, struct maker *m)
{
    struct advisory back = {0};
    const struct json *value = NULL;
    enum err e = ERR_OK;

    maker_begin(m, a);
    if (r->rejected) {
        return make_rejected(r, a, m);
    }
    add_others(m, r);
    for (size_t i = 0; i < CVE_SECTIONS && e == ERR_OK; i++) {
        e = section_of(r, i, a, &value, &back);
        if (e == ERR_OK && value != NULL) {
            maker_add(m, cve_sections[i].key, value);
        }
    }
    if (e == ERR_OK) {
        e = additions_of(r, &back, a, &value);
    }
    if (e == ERR_OK && value != NULL) {
        maker_add(m, CVE_EXTENSION, value);
    }
    return e;
}

/* ---- the record ------------------------------------------------------------------------------ */

static void add_metadata(struct maker *record, const struct cve_record *r)
{
    struct maker meta;

    maker_begin(&meta, record->arena);
    maker_add_text(&meta, STR("cveId"), r->id);
    maker_add_text(&meta, STR("assignerOrgId"), r->issuer.org_id);
    if (!str_is_empty(r->issuer.short_name)) {
        maker_add_text(&meta, STR("assignerShortName"), r->issuer.short_name);
    }
    maker_add_text(&meta, STR("state"), STR("PUBLISHED"));
    if (meta.value != NULL) {
        maker_add(record, STR("cveMetadata"), meta.value);
    }
}

static void wrap(struct maker *record, const struct cve_record *r, const struct json *container)
{
    struct maker containers;

    maker_begin(record, record->arena);
    maker_begin(&containers, record->arena);
    if (r->original == NULL) {
        maker_add_text(record, STR("dataType"), STR("CVE_RECORD"));
        maker_add_text(record, STR("dataVersion"), STR("5.1"));
        add_metadata(record, r);
        maker_add(&containers, STR("cna"), container);
        if (containers.value != NULL) {
            maker_add(record, STR("containers"), containers.value);
        }
        return;
    }
    if (json_member(r->original, STR("cnaContainer")) != NULL) {
        copy_replaced(record, r->original, STR("cnaContainer"), container);
        return;
    }
    copy_replaced(&containers, json_member(r->original, STR("containers")), STR("cna"), container);
    if (containers.value != NULL) {
        copy_replaced(record, r->original, STR("containers"), containers.value);
    }
}

enum err cve_new(const struct advisory *v, struct str id, const struct cve_issuer *issuer,
                 struct cve_record *out)
{
    *out = (struct cve_record){.id = id, .advisory = *v, .issuer = *issuer};
    for (size_t i = 0; i < v->cve_count; i++) {
        if (str_equal(v->cves[i].id, id)) {
            return ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

enum err cve_write(const struct cve_record *r, enum json_layout layout, struct arena *a,
                   struct str *out)
{
    struct maker container;
    struct maker record = {.arena = a};
    struct json_writer w;
    struct buf buf;
    const struct json *value = r->original;
    bool bare = r->original != NULL && cve_container(r->original) == r->original;

    if (r->original == NULL || !all_unchanged(r)) {
        enum err e = make_container(r, a, &container);
        if (e != ERR_OK || container.value == NULL) {
            return e != ERR_OK ? e : ERR_MEMORY;
        }
        value = container.value;
        if (!bare) {
            wrap(&record, r, container.value);
            value = record.value;
        }
    }
    if (a->failed || value == NULL) {
        return ERR_MEMORY;
    }
    buf_init(&buf, a, LIMIT_CVE_BYTES);
    json_write_begin(&w, &buf, layout);
    enum err e = json_write_value(&w, value, a);
    if (e != ERR_OK) {
        return e;
    }
    json_write_finish(&w);
    return buf_finish(&buf, out);
}
