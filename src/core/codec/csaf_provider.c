/*
 * core/codec/csaf_provider.c — how programs find the documents: by folders with their indexes, and
 * by a ROLIE feed, in both versions of the standard; the provider's metadata name them.
 *
 * The versions stand in trees of their own, because a reader of one must not meet documents of the
 * other. Only what is public is ever in `list`, so that there is one label alone.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/csaf/csaf.h"

struct form {
    const char *folder; /* of the documents */
    const char *label, *version, *schema;
    const char *feed_id;
};

static const struct form forms[] = {
    [CSAF_FORM_20] = {"/csaf/", "WHITE", "2.0",
                      "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
                      "csaf-feed-tlp-white"},
    [CSAF_FORM_21] = {"/csaf/v2.1/clear/", "CLEAR", "2.1",
                      "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
                      "csaf-feed-tlp-clear"},
};

/* ---- names ---- */

struct str csaf_file_name(struct str number, struct arena *a)
{
    struct publication p = {.number = number};

    return csaf_file_name_of(csaf_tracking_id(&p, a), a);
}

int32_t csaf_year(const struct publication *v)
{
    return civil_from_us(v->published_at_us, 0).year;
}

struct str csaf_folder(enum csaf_form form)
{
    return str_from_cstr(forms[form].folder);
}

struct str csaf_path(const struct publication *v, enum csaf_form form, struct arena *a)
{
    return arena_format(a, "%s%d/%.*s", forms[form].folder, csaf_year(v),
                        STR_ARG(csaf_file_name(v->number, a)));
}

struct str rolie_feed_path(enum csaf_form form)
{
    return form == CSAF_FORM_20 ? STR("/.well-known/csaf/feed-tlp-white.json")
                                : STR("/.well-known/csaf/v2.1/feed-tlp-clear.json");
}

struct str rolie_service_path(enum csaf_form form)
{
    return form == CSAF_FORM_20 ? STR("/.well-known/csaf/service.json")
                                : STR("/.well-known/csaf/v2.1/service.json");
}

static enum err result_of(const struct buf *out)
{
    if (out->arena->failed)
        return ERR_MEMORY;
    return out->failed ? ERR_LIMIT : ERR_OK;
}

/* ---- folders (requirements 12 and 13) ---- */

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
    return result_of(out);
}

enum err csaf_changes_write(const struct codec_list *list, enum csaf_form form, struct buf *out)
{
    const char *quote = form == CSAF_FORM_20 ? "\"" : "";

    for (size_t i = 0; i < list->count; i++) {
        buf_add_cstr(out, quote);
        write_relative(out, list->items[i]);
        buf_add_format(out, "%s,%s%.*s%s\n", quote, quote,
                       STR_ARG(civil_write_utc(list->items[i]->revised_at_us, out->arena)), quote);
    }
    return result_of(out);
}

/* ---- ROLIE (requirements 15 and 16) ---- */

static void write_category(struct json_writer *w)
{
    json_write_member_array(w, STR("category"));
    json_write_object(w);
    json_write_member(w, STR("scheme"), STR("urn:ietf:params:rolie:category:information-type"));
    json_write_member(w, STR("term"), STR("csaf"));
    json_write_end(w);
    json_write_end(w);
}

static void write_link(struct json_writer *w, const char *rel, struct str href)
{
    json_write_object(w);
    json_write_member(w, STR("href"), href);
    json_write_member(w, STR("rel"), str_from_cstr(rel));
    json_write_end(w);
}

static void write_entry(struct json_writer *w, const struct publication *v,
                        const struct codec_scheme *s, enum csaf_form form)
{
    struct arena *a = w->out->arena;
    struct str url = codec_url(s, csaf_path(v, form, a), a);

    json_write_object(w);
    json_write_member_object(w, STR("content"));
    json_write_member(w, STR("src"), url);
    json_write_member(w, STR("type"), STR("application/json"));
    json_write_end(w);
    json_write_member_object(w, STR("format"));
    json_write_member(w, STR("schema"), str_from_cstr(forms[form].schema));
    json_write_member(w, STR("version"), str_from_cstr(forms[form].version));
    json_write_end(w);
    json_write_member(w, STR("id"), publication_segment(v->number, a));
    json_write_member_array(w, STR("link"));
    write_link(w, "self", url);
    write_link(w, "hash", arena_format(a, "%.*s.sha256", STR_ARG(url)));
    write_link(w, "hash", arena_format(a, "%.*s.sha512", STR_ARG(url)));
    json_write_end(w);
    json_write_member(w, STR("published"), civil_write_utc(v->published_at_us, a));
    json_write_member(w, STR("title"), codec_title(v, s, LANG_JA, a));
    json_write_member(w, STR("updated"), civil_write_utc(v->revised_at_us, a));
    json_write_end(w);
}

static struct str feed_title(const struct codec_scheme *s, enum csaf_form form, struct arena *a)
{
    return arena_format(a, "%.*s CSAF %s (TLP:%s)", STR_ARG(s->site_name.ja), forms[form].version,
                        forms[form].label);
}

enum err rolie_feed_write(const struct codec_list *list, const struct codec_scheme *s,
                          enum csaf_form form, struct buf *out)
{
    struct json_writer w;

    json_write_begin(&w, out, JSON_INDENTED);
    json_write_object(&w);
    json_write_member_object(&w, STR("feed"));
    write_category(&w);
    json_write_member_array(&w, STR("entry"));
    for (size_t i = 0; i < list->count; i++)
        write_entry(&w, list->items[i], s, form);
    json_write_end(&w);
    json_write_member(&w, STR("id"), str_from_cstr(forms[form].feed_id));
    json_write_member_array(&w, STR("link"));
    write_link(&w, "self", codec_url(s, rolie_feed_path(form), out->arena));
    write_link(&w, "service", codec_url(s, rolie_service_path(form), out->arena));
    json_write_end(&w);
    json_write_member(&w, STR("title"), feed_title(s, form, out->arena));
    json_write_member(&w, STR("updated"), civil_write_utc(list->updated_at_us, out->arena));
    json_write_end(&w);
    json_write_end(&w);
    json_write_finish(&w);
    return result_of(out);
}

enum err rolie_service_write(const struct codec_scheme *s, enum csaf_form form, struct buf *out)
{
    struct json_writer w;

    json_write_begin(&w, out, JSON_INDENTED);
    json_write_object(&w);
    json_write_member_object(&w, STR("service"));
    json_write_member_array(&w, STR("workspace"));
    json_write_object(&w);
    json_write_member_array(&w, STR("collection"));
    json_write_object(&w);
    json_write_member_object(&w, STR("categories"));
    write_category(&w);
    json_write_end(&w);
    json_write_member(&w, STR("href"), codec_url(s, rolie_feed_path(form), out->arena));
    json_write_member(&w, STR("title"), feed_title(s, form, out->arena));
    json_write_end(&w);
    json_write_end(&w);
    json_write_member(&w, STR("title"), s->site_name.ja);
    json_write_end(&w);
    json_write_end(&w);
    json_write_end(&w);
    json_write_end(&w);
    json_write_finish(&w);
    return result_of(out);
}

/* ---- metadata (requirement 7) ---- */

static void write_directory(struct json_writer *w, const struct codec_scheme *s,
                            enum csaf_form form)
{
    struct str url = codec_url(s, csaf_folder(form), w->out->arena);

    json_write_object(w);
    if (form == CSAF_FORM_20) {
        json_write_member(w, STR("directory_url"), url);
    } else {
        json_write_member_object(w, STR("directory"));
        json_write_member(w, STR("tlp_label"), str_from_cstr(forms[form].label));
        json_write_member(w, STR("url"), url);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_rolie(struct json_writer *w, const struct codec_list *list,
                        const struct codec_scheme *s, enum csaf_form form)
{
    struct arena *a = w->out->arena;

    json_write_object(w);
    json_write_member_object(w, STR("rolie"));
    json_write_member_array(w, STR("feeds"));
    json_write_object(w);
    if (form == CSAF_FORM_21)
        json_write_member(w, STR("last_updated"), civil_write_utc(list->updated_at_us, a));
    json_write_member(w, STR("summary"), feed_title(s, form, a));
    json_write_member(w, STR("tlp_label"), str_from_cstr(forms[form].label));
    json_write_member(w, STR("url"), codec_url(s, rolie_feed_path(form), a));
    json_write_end(w);
    json_write_end(w);
    json_write_member_array(w, STR("services"));
    json_write_str(w, codec_url(s, rolie_service_path(form), a));
    json_write_end(w);
    json_write_end(w);
    json_write_end(w);
}

enum err csaf_provider_write(const struct codec_list *list, const struct codec_scheme *s,
                             enum csaf_form form, struct str path, struct buf *out)
{
    struct json_writer w;

    json_write_begin(&w, out, JSON_INDENTED);
    json_write_object(&w);
    if (form == CSAF_FORM_21)
        json_write_member(&w, STR("$schema"),
                          STR("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/provider.json"));
    json_write_member(&w, STR("canonical_url"), codec_url(s, path, out->arena));
    json_write_member_array(&w, STR("distributions"));
    write_directory(&w, s, form);
    write_rolie(&w, list, s, form);
    json_write_end(&w);
    json_write_member(&w, STR("last_updated"), civil_write_utc(list->updated_at_us, out->arena));
    json_write_key(&w, STR("list_on_CSAF_aggregators"));
    json_write_bool(&w, !s->training);
    json_write_member(&w, STR("metadata_version"), str_from_cstr(forms[form].version));
    json_write_key(&w, STR("mirror_on_CSAF_aggregators"));
    json_write_bool(&w, !s->training);
    csaf_write_publisher(&w, s, LANG_JA);
    json_write_member(&w, STR("role"), STR("csaf_provider"));
    json_write_end(&w);
    json_write_finish(&w);
    return result_of(out);
}
