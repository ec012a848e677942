/*
 * core/codec/csaf.c — CSAF 2.0 and 2.1: /document and the whole file.
 *
 * Keys ascend (test 6.2.13) because the JSON writer insists. Dates are UTC, so that the folder's
 * year and the year inside agree. A document without product rows cannot keep the promise of the
 * security advisory profile and says csaf_base instead. Nothing of the running program (version,
 * host, time) enters: the bytes are hashed for ever.
 */
#include "core/codec/codec_priv.h"

struct doc {
    enum csaf_form form;
    struct json_writer *w;
    const struct publication *publication;
    const struct codec_scheme *scheme;
    struct arena *arena;
};

void csaf_write_note(struct json_writer *w, const char *category, struct str title, struct str text)
{
    if (str_is_empty(text)) {
        return;
    }
    json_write_object(w);
    json_write_member(w, STR("category"), str_from_cstr(category));
    json_write_member(w, STR("text"), text);
    json_write_member_opt(w, STR("title"), title);
    json_write_end(w);
}

static struct str vendors_text(const struct publication *v, struct arena *a)
{
    struct buf text;
    struct str out;

    buf_init(&text, a, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < v->vendor_count; i++) {
        const struct publication_vendor *vendor = &v->vendors[i];

        buf_add_format(&text, "%s%.*s: %.*s", i > 0 ? "\n" : "", STR_ARG(vendor->name.ja),
                       STR_ARG(vendor_status_text(vendor->status, LANG_JA)));
        if (!str_is_empty(vendor->comment.ja)) {
            buf_add_char(&text, '\n');
            buf_add(&text, vendor->comment.ja);
        }
        if (!str_is_empty(vendor->notice_url)) {
            buf_add_char(&text, '\n');
            buf_add(&text, vendor->notice_url);
        }
    }
    return buf_finish(&text, &out) == ERR_OK ? out : (struct str){NULL, 0};
}

/* 2.1 has a profile for what was withdrawn; it wants two revisions, and no products. */
static bool is_withdrawn_profile(const struct doc *d)
{
    return d->form == CSAF_FORM_21 && d->publication->state == PUBLICATION_WITHDRAWN &&
           d->publication->revision >= 2;
}

static void write_notes(const struct doc *d)
{
    const struct publication *p = d->publication;
    const struct advisory *v = &p->advisory;

    json_write_member_array(d->w, STR("notes"));
    if (p->state == PUBLICATION_WITHDRAWN) {
        bool profile = is_withdrawn_profile(d);

        csaf_write_note(d->w, profile ? "description" : "general",
                        profile ? STR("取下げの理由") : STR("取り下げ"),
                        str_is_empty(v->change_note.ja) ? STR("この情報は取り下げられました。")
                                                        : v->change_note.ja);
    }
    csaf_write_note(d->w, "summary", STR("概要"), v->overview.ja);
    csaf_write_note(d->w, "general", STR("影響を受けるシステム"), v->affected.ja);
    csaf_write_note(d->w, "details", STR("詳細情報"), v->description.ja);
    if (v->product_count == 0) {
        csaf_write_note(d->w, "general", STR("対策方法"), v->solution.ja);
    }
    csaf_write_note(d->w, "other", STR("ベンダ情報"), vendors_text(p, d->arena));
    csaf_write_note(d->w, "other", STR("JPCERT/CCからの補足情報"), v->addendum.ja);
    json_write_end(d->w);
}

static void write_reference(struct json_writer *w, const char *category, struct str summary,
                            struct str url)
{
    json_write_object(w);
    json_write_member(w, STR("category"), str_from_cstr(category));
    json_write_member(w, STR("summary"), str_is_empty(summary) ? url : summary);
    json_write_member(w, STR("url"), url);
    json_write_end(w);
}

static void write_references(const struct doc *d)
{
    const struct publication *p = d->publication;
    const struct advisory *v = &p->advisory;

    json_write_member_array(d->w, STR("references"));
    write_reference(d->w, "self", p->number,
                    codec_url(d->scheme, csaf_path(p, d->arena), d->arena));
    write_reference(d->w, "self", v->title.ja,
                    codec_url(d->scheme, publication_path(p->number, LANG_JA, d->arena), d->arena));
    for (size_t i = 0; i < v->reference_count; i++) {
        write_reference(d->w, "external", v->references[i].title, v->references[i].url);
    }
    for (size_t i = 0; i < v->related_count; i++) {
        if (!str_is_empty(v->related[i].url)) {
            write_reference(d->w, "external", v->related[i].id, v->related[i].url);
        }
    }
    json_write_end(d->w);
}

static void write_revisions(const struct doc *d)
{
    const struct publication *p = d->publication;

    json_write_member_array(d->w, STR("revision_history"));
    for (int64_t number = 1; number <= p->revision; number++) {
        struct text2 text;
        int64_t at_us = codec_revision_at(p, number, &text);
        struct str summary = !str_is_empty(text.ja) ? text.ja
                             : number == 1          ? STR("公開")
                                                    : STR("更新");

        json_write_object(d->w);
        json_write_member(d->w, STR("date"), civil_write_utc(at_us, d->arena));
        json_write_member(d->w, STR("number"), arena_format(d->arena, "%lld", (long long)number));
        json_write_member(d->w, STR("summary"), summary);
        json_write_end(d->w);
    }
    json_write_end(d->w);
}

static void write_tracking(const struct doc *d)
{
    const struct publication *p = d->publication;

    json_write_member_object(d->w, STR("tracking"));
    json_write_member(d->w, STR("current_release_date"),
                      civil_write_utc(p->revised_at_us, d->arena));
    json_write_member(d->w, STR("id"), publication_segment(p->number, d->arena));
    json_write_member(d->w, STR("initial_release_date"),
                      civil_write_utc(p->published_at_us, d->arena));
    write_revisions(d);
    json_write_member(d->w, STR("status"), STR("final"));
    json_write_member(d->w, STR("version"), arena_format(d->arena, "%lld", (long long)p->revision));
    json_write_end(d->w);
}

static void write_publisher(struct json_writer *w, const struct codec_scheme *s)
{
    json_write_member_object(w, STR("publisher"));
    json_write_member(w, STR("category"), STR("coordinator"));
    json_write_member_opt(w, STR("contact_details"), s->contact);
    json_write_member(w, STR("name"), s->publisher_name.ja);
    json_write_member(w, STR("namespace"), s->namespace_url);
    json_write_end(w);
}

static void write_document(const struct doc *d)
{
    const struct advisory *v = &d->publication->advisory;

    json_write_member_object(d->w, STR("document"));
    if (!str_is_empty(v->credit.ja)) {
        json_write_member_array(d->w, STR("acknowledgments"));
        json_write_object(d->w);
        json_write_member(d->w, STR("summary"), v->credit.ja);
        json_write_end(d->w);
        json_write_end(d->w);
    }
    json_write_member(d->w, STR("category"),
                      is_withdrawn_profile(d) ? STR("csaf_withdrawn")
                      : v->product_count > 0  ? STR("csaf_security_advisory")
                                              : STR("csaf_base"));
    json_write_member(d->w, STR("csaf_version"), d->form == CSAF_FORM_21 ? STR("2.1") : STR("2.0"));
    json_write_member_object(d->w, STR("distribution"));
    if (d->scheme->training) {
        json_write_member(d->w, STR("text"), STR("【演習】 訓練用の文書です。実在しません。"));
    }
    json_write_member_object(d->w, STR("tlp"));
    json_write_member(d->w, STR("label"), d->form == CSAF_FORM_21 ? STR("CLEAR") : STR("WHITE"));
    json_write_end(d->w);
    json_write_end(d->w);
    json_write_member(d->w, STR("lang"), STR("ja"));
    write_notes(d);
    write_publisher(d->w, d->scheme);
    write_references(d);
    json_write_member(d->w, STR("title"),
                      codec_title(d->publication, d->scheme, LANG_JA, d->arena));
    write_tracking(d);
    json_write_end(d->w);
}

static enum err write_file(const struct publication *v, const struct codec_scheme *s,
                           enum csaf_form form, struct buf *out)
{
    struct json_writer w;
    struct doc d = {form, &w, v, s, out->arena};

    if (str_is_empty(v->number) || v->published_at_us == 0 || v->revised_at_us == 0 ||
        v->revision < 1) {
        return ERR_INVALID;
    }
    json_write_begin(&w, out, JSON_INDENTED);
    json_write_object(&w);
    if (form == CSAF_FORM_21) {
        json_write_member(&w, STR("$schema"),
                          STR("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"));
    }
    write_document(&d);
    if (!is_withdrawn_profile(&d)) {
        if (v->advisory.product_count > 0) {
            csaf_write_tree(&w, &v->advisory, form, out->arena);
        }
        csaf_write_vulnerabilities(&w, v, form, out->arena);
    }
    json_write_end(&w);
    json_write_finish(&w);
    if (out->arena->failed) {
        return ERR_MEMORY;
    }
    return out->failed ? ERR_LIMIT : ERR_OK;
}

enum err csaf20_write(const struct publication *v, const struct codec_scheme *s, struct buf *out)
{
    return write_file(v, s, CSAF_FORM_20, out);
}

enum err csaf21_write(const struct publication *v, const struct codec_scheme *s, struct buf *out)
{
    return write_file(v, s, CSAF_FORM_21, out);
}

/* --- names and indexes --- */

struct str csaf_file_name(struct str number, struct arena *a)
{
    return arena_format(a, "%.*s.json",
                        STR_ARG(publication_slug(publication_segment(number, a), a)));
}

int32_t csaf_year(const struct publication *v)
{
    return civil_from_us(v->published_at_us, 0).year;
}

struct str csaf_path(const struct publication *v, struct arena *a)
{
    return arena_format(a, "/csaf/%d/%.*s", csaf_year(v), STR_ARG(csaf_file_name(v->number, a)));
}

static enum err index_result(const struct buf *out)
{
    if (out->arena->failed) {
        return ERR_MEMORY;
    }
    return out->failed ? ERR_LIMIT : ERR_OK;
}

static void write_relative(struct buf *out, const struct publication *v)
{
    buf_add_format(out, "%d/%.*s", csaf_year(v), STR_ARG(csaf_file_name(v->number, out->arena)));
}

enum err csaf_index_write(const struct codec_list *list, struct buf *out)
{
    for (size_t i = 0; i < list->count; i++) {
        write_relative(out, list->items[i]);
        buf_add_char(out, '\n');
    }
    return index_result(out);
}

enum err csaf_changes_write(const struct codec_list *list, struct buf *out)
{
    for (size_t i = 0; i < list->count; i++) {
        buf_add_char(out, '"');
        write_relative(out, list->items[i]);
        buf_add_format(out, "\",\"%.*s\"\n",
                       STR_ARG(civil_write_utc(list->items[i]->revised_at_us, out->arena)));
    }
    return index_result(out);
}

enum err csaf_provider_write(const struct codec_list *list, const struct codec_scheme *s,
                             struct buf *out)
{
    struct json_writer w;

    json_write_begin(&w, out, JSON_INDENTED);
    json_write_object(&w);
    json_write_member(&w, STR("canonical_url"),
                      codec_url(s, STR("/.well-known/csaf/provider-metadata.json"), out->arena));
    json_write_member_array(&w, STR("distributions"));
    json_write_object(&w);
    json_write_member(&w, STR("directory_url"), codec_url(s, STR("/csaf/"), out->arena));
    json_write_end(&w);
    json_write_end(&w);
    json_write_member(&w, STR("last_updated"), civil_write_utc(list->updated_at_us, out->arena));
    json_write_key(&w, STR("list_on_CSAF_aggregators"));
    json_write_bool(&w, !s->training);
    json_write_member(&w, STR("metadata_version"), STR("2.0"));
    json_write_key(&w, STR("mirror_on_CSAF_aggregators"));
    json_write_bool(&w, !s->training);
    write_publisher(&w, s);
    json_write_member(&w, STR("role"), STR("csaf_provider"));
    json_write_end(&w);
    json_write_finish(&w);
    return index_result(out);
}
