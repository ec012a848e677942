/*
 * core/codec/cve_sections.c — the texts of a CNA container: title, descriptions, impacts,
 * solutions, credits, references. Each is read into its field and written from it.
 *
 * Several texts of one language are joined; other languages than English and Japanese stay with the
 * record. Limits of the CVE schema are kept when writing: what is too long is cut, and the whole
 * goes into our own additions (cve_write.c).
 */
#include "core/codec/cve_priv.h"

#include "base/utf8.h"

enum { VALUE_MAX = 4096, TITLE_MAX = 256, NAME_MAX = 512 };

enum err cve_refuse(struct cve_in *in, const char *reason, const struct json *where)
{
    *in->error = (struct cve_error){reason, where};
    return ERR_INVALID;
}

/* ---- texts in languages ---------------------------------------------------------------------- */

/* "en", "en-US", "EN_gb": the place of the language in the model, NULL for any other. */
static struct str *place_of(struct text2 *text, struct str lang)
{
    if (lang.len > 2 && lang.ptr[2] != '-' && lang.ptr[2] != '_') {
        return NULL;
    }
    if (str_equal_nocase(str_slice(lang, 0, 2), STR("en"))) {
        return &text->en;
    }
    return str_equal_nocase(str_slice(lang, 0, 2), STR("ja")) ? &text->ja : NULL;
}

static enum err join(struct cve_in *in, struct str *text, struct str more, const char *between)
{
    struct buf out;

    if (text->ptr == NULL) {
        *text = more;
        return ERR_OK;
    }
    buf_init(&out, in->arena, LIMIT_CVE_BYTES);
    buf_add(&out, *text);
    buf_add_cstr(&out, between);
    buf_add(&out, more);
    return buf_finish(&out, text);
}

static enum err read_texts(struct cve_in *in, const struct json *v, struct text2 *text,
                           const char *between)
{
    enum err e = ERR_OK;

    if (!json_is(v, JSON_ARRAY) || v->count == 0) {
        return cve_refuse(in, "a list of texts must stand here", v);
    }
    for (const struct json *t = v->first; t != NULL && e == ERR_OK; t = t->next) {
        struct str lang = json_text(json_member(t, STR("lang")));
        struct str value = json_text(json_member(t, STR("value")));
        if (lang.len < 2 || value.len == 0) {
            return cve_refuse(in, "a text has lang and value", t);
        }
        struct str *place = place_of(text, lang);
        e = place != NULL ? join(in, place, value, between) : ERR_OK;
    }
    return e;
}

/* At most `max` characters. */
static struct str cut(struct str s, size_t max)
{
    if (utf8_length(s) <= max) {
        return s;
    }
    size_t at = 0;
    for (size_t seen = 0; at < s.len; at++) {
        seen += ((unsigned char)s.ptr[at] & 0xc0) != 0x80;
        if (seen > max) {
            break;
        }
    }
    return str_slice(s, 0, at);
}

static void write_text(struct json_writer *w, struct str lang, struct str value)
{
    if (str_is_empty(value)) {
        return;
    }
    json_write_object(w);
    json_write_member(w, STR("lang"), lang);
    json_write_member(w, STR("value"), cut(value, VALUE_MAX));
    json_write_end(w);
}

static bool write_texts(struct json_writer *w, struct text2 text)
{
    if (str_is_empty(text.en) && str_is_empty(text.ja)) {
        return false;
    }
    json_write_array(w);
    write_text(w, STR("en"), text.en);
    write_text(w, STR("ja"), text.ja);
    json_write_end(w);
    return true;
}

/* ---- the sections ---------------------------------------------------------------------------- */

enum err cve_read_title(struct cve_in *in, const struct json *v)
{
    if (!json_is(v, JSON_STRING) || v->text.len == 0) {
        return cve_refuse(in, "a title is a text", v);
    }
    in->out->title.en = v->text;
    return ERR_OK;
}

bool cve_write_title(struct cve_out *out)
{
    struct text2 title = out->record->advisory.title;

    if (str_is_empty(title.en)) {
        return false;
    }
    json_write_str(&out->w, cut(title.en, TITLE_MAX));
    return true;
}

enum err cve_read_descriptions(struct cve_in *in, const struct json *v)
{
    return read_texts(in, v, &in->out->overview, "\n\n");
}

/* One description must be English: without an overview in English the title stands in for it. */
bool cve_write_descriptions(struct cve_out *out)
{
    const struct advisory *v = &out->record->advisory;
    struct text2 text = v->overview;

    if (str_is_empty(text.en)) {
        text.en = !str_is_empty(v->title.en)
                      ? v->title.en
                      : STR("The description of this vulnerability is available in Japanese.");
    }
    return write_texts(&out->w, text);
}

enum err cve_read_impacts(struct cve_in *in, const struct json *v)
{
    enum err e = ERR_OK;

    if (!json_is(v, JSON_ARRAY) || v->count == 0) {
        return cve_refuse(in, "a list of impacts must stand here", v);
    }
    for (const struct json *i = v->first; i != NULL && e == ERR_OK; i = i->next) {
        const struct json *texts = json_member(i, STR("descriptions"));
        e = texts != NULL ? read_texts(in, texts, &in->out->impact, "\n\n")
                          : cve_refuse(in, "an impact has descriptions", i);
    }
    return e;
}

/* An impact is described in English, or not at all. */
bool cve_write_impacts(struct cve_out *out)
{
    struct text2 impact = out->record->advisory.impact;

    if (str_is_empty(impact.en)) {
        return false;
    }
    json_write_array(&out->w);
    json_write_object(&out->w);
    json_write_key(&out->w, STR("descriptions"));
    (void)write_texts(&out->w, impact);
    json_write_end(&out->w);
    json_write_end(&out->w);
    return true;
}

enum err cve_read_solutions(struct cve_in *in, const struct json *v)
{
    return read_texts(in, v, &in->out->solution, "\n\n");
}

bool cve_write_solutions(struct cve_out *out)
{
    return write_texts(&out->w, out->record->advisory.solution);
}

enum err cve_read_credits(struct cve_in *in, const struct json *v)
{
    return read_texts(in, v, &in->out->credit, "\n");
}

bool cve_write_credits(struct cve_out *out)
{
    return write_texts(&out->w, out->record->advisory.credit);
}

/* ---- references ------------------------------------------------------------------------------ */

enum err cve_read_references(struct cve_in *in, const struct json *v)
{
    if (!json_is(v, JSON_ARRAY) || v->count == 0) {
        return cve_refuse(in, "a list of references must stand here", v);
    }
    in->out->references = ARENA_ARRAY(in->arena, struct advisory_reference, v->count);
    if (in->out->references == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *r = v->first; r != NULL; r = r->next) {
        struct str url = json_text(json_member(r, STR("url")));
        if (url.len == 0) {
            return cve_refuse(in, "a reference has an url", r);
        }
        in->out->references[in->out->reference_count++] =
            (struct advisory_reference){url, json_text(json_member(r, STR("name")))};
    }
    return ERR_OK;
}

static bool stood_before(const struct advisory *v, size_t row)
{
    for (size_t i = 0; i < row; i++) {
        if (str_equal(v->references[i].url, v->references[row].url) &&
            str_equal(v->references[i].title, v->references[row].title)) {
            return true;
        }
    }
    return false;
}

/* One reference must be there, each only once. */
bool cve_write_references(struct cve_out *out)
{
    const struct advisory *v = &out->record->advisory;
    struct str page = out->record->issuer.page_url;

    if (v->reference_count == 0 && str_is_empty(page)) {
        return false;
    }
    json_write_array(&out->w);
    for (size_t i = 0; i < v->reference_count; i++) {
        if (stood_before(v, i)) {
            continue;
        }
        json_write_object(&out->w);
        json_write_member_opt(&out->w, STR("name"), cut(v->references[i].title, NAME_MAX));
        json_write_member(&out->w, STR("url"), v->references[i].url);
        json_write_end(&out->w);
    }
    if (v->reference_count == 0) {
        json_write_object(&out->w);
        json_write_member(&out->w, STR("url"), page);
        json_write_end(&out->w);
    }
    json_write_end(&out->w);
    return true;
}
