/*
 * core/codec/csaf.c — CSAF 2.0 and 2.1: /document and the whole file.
 *
 * Keys ascend (test 6.2.13) because the JSON writer insists. Dates are UTC, so that the folder's
 * year and the year inside agree. Nothing of the running program (version, host, time) enters: the
 * bytes are hashed for ever.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/csaf/csaf.h"

void csaf_write_note(struct csaf_out *o, const char *category, enum csaf_word title,
                     struct str text)
{
    if (str_is_empty(text)) {
        return;
    }
    json_write_object(o->w);
    json_write_member(o->w, STR("category"), str_from_cstr(category));
    json_write_member(o->w, STR("text"), text);
    json_write_member(o->w, STR("title"), csaf_word(title, o->lang));
    json_write_end(o->w);
}

static struct str text_of(const struct csaf_out *o, struct text2 text)
{
    return csaf_text_of(text, o->lang);
}

static bool has_ended(const struct csaf_out *o)
{
    return o->category == CSAF_CATEGORY_WITHDRAWN || o->category == CSAF_CATEGORY_SUPERSEDED;
}

static bool has_vulnerabilities(const struct csaf_out *o)
{
    return !has_ended(o) && o->category != CSAF_CATEGORY_INFORMATIONAL;
}

/* ---- notes ----------------------------------------------------------------------------------- */

/* Why the publication ended; 2.1 fixes category and title. */
static void write_end_reason(struct csaf_out *o)
{
    const struct publication *p = o->publication;
    bool superseded = o->category == CSAF_CATEGORY_SUPERSEDED;
    struct str text = text_of(o, p->advisory.change_note);

    if (p->state != PUBLICATION_WITHDRAWN && !superseded) {
        return;
    }
    if (str_is_empty(text)) {
        text =
            csaf_word(superseded ? CSAF_WORD_SUPERSEDED_TEXT : CSAF_WORD_WITHDRAWN_TEXT, o->lang);
    }
    csaf_write_note(o, has_ended(o) ? "description" : "general",
                    superseded     ? CSAF_WORD_SUPERSESSION
                    : has_ended(o) ? CSAF_WORD_WITHDRAWAL
                                   : CSAF_WORD_WITHDRAWN,
                    text);
}

/* Analyses that belong to no vulnerability of this document. */
static bool is_homeless(const struct csaf_out *o, const struct advisory_analysis *a)
{
    const struct advisory *v = &o->publication->advisory;

    if (str_is_empty(a->cve)) {
        return v->cve_count > 1;
    }
    for (size_t i = 0; i < v->cve_count; i++) {
        if (str_equal(v->cves[i].id, a->cve)) {
            return false;
        }
    }
    return true;
}

static void write_regular_notes(struct csaf_out *o)
{
    const struct publication *p = o->publication;
    const struct advisory *v = &p->advisory;

    for (size_t i = 0; i < p->vendor_count; i++) {
        csaf_write_note(o, "other", CSAF_WORD_VENDOR,
                        csaf_vendor_text(&p->vendors[i], o->lang, o->arena));
    }
    csaf_write_note(o, "other", CSAF_WORD_ADDENDUM, text_of(o, v->addendum));
    csaf_write_note(o, "other", CSAF_WORD_RELATED, csaf_related_text(v, o->lang, o->arena));
    for (size_t i = 0; i < v->analysis_count; i++) {
        if (!has_vulnerabilities(o) || is_homeless(o, &v->analyses[i])) {
            csaf_write_note(o, "other", CSAF_WORD_ANALYSIS,
                            csaf_analysis_text(&v->analyses[i], true, o->lang, o->arena));
        }
    }
}

/* True when one of the notes below has a text: an empty list is none. */
static bool has_notes(const struct csaf_out *o)
{
    const struct publication *p = o->publication;
    const struct advisory *v = &p->advisory;
    bool homeless = false;

    for (size_t i = 0; i < v->analysis_count; i++) {
        homeless = homeless || !has_vulnerabilities(o) || is_homeless(o, &v->analyses[i]);
    }
    return homeless || p->state == PUBLICATION_WITHDRAWN || has_ended(o) || p->vendor_count > 0 ||
           v->related_count > 0 || !str_is_empty(text_of(o, v->overview)) ||
           !str_is_empty(text_of(o, v->affected)) || !str_is_empty(text_of(o, v->description)) ||
           !str_is_empty(text_of(o, v->addendum)) || !str_is_empty(text_of(o, v->solution)) ||
           !str_is_empty(text_of(o, v->impact));
}

static void write_notes(struct csaf_out *o)
{
    const struct advisory *v = &o->publication->advisory;

    if (!has_notes(o)) {
        return;
    }
    json_write_member_array(o->w, STR("notes"));
    write_end_reason(o);
    csaf_write_note(o, "summary", CSAF_WORD_OVERVIEW, text_of(o, v->overview));
    csaf_write_note(o, "general", CSAF_WORD_AFFECTED, text_of(o, v->affected));
    csaf_write_note(o, "details", CSAF_WORD_DETAILS, text_of(o, v->description));
    if (!has_vulnerabilities(o)) {
        csaf_write_note(o, "general", CSAF_WORD_IMPACT, text_of(o, v->impact));
    }
    if (!has_vulnerabilities(o) || v->product_count == 0) {
        csaf_write_note(o, "general", CSAF_WORD_SOLUTION, text_of(o, v->solution));
    }
    write_regular_notes(o);
    json_write_end(o->w);
}

/* ---- references ------------------------------------------------------------------------------ */

static void write_reference(struct csaf_out *o, const char *category, struct str summary,
                            struct str url)
{
    json_write_object(o->w);
    json_write_member(o->w, STR("category"), str_from_cstr(category));
    json_write_member(o->w, STR("summary"), str_is_empty(summary) ? url : summary);
    json_write_member(o->w, STR("url"), url);
    json_write_end(o->w);
}

static void write_references(struct csaf_out *o)
{
    const struct publication *p = o->publication;
    const struct advisory *v = &p->advisory;
    struct str title = text_of(o, v->title);

    json_write_member_array(o->w, STR("references"));
    write_reference(o, "self", p->number,
                    codec_url(o->scheme, csaf_path(p, o->form, o->arena), o->arena));
    write_reference(o, "self", str_is_empty(title) ? p->number : title,
                    codec_url(o->scheme, publication_path(p->number, o->lang, o->arena), o->arena));
    for (size_t i = 0; i < v->reference_count; i++) {
        write_reference(o, "external", v->references[i].title, v->references[i].url);
    }
    for (size_t i = 0; i < v->related_count; i++) {
        if (!str_is_empty(v->related[i].url)) {
            write_reference(o, "external", csaf_related_summary(&v->related[i], o->lang, o->arena),
                            v->related[i].url);
        }
    }
    json_write_end(o->w);
}

/* ---- tracking -------------------------------------------------------------------------------- */

/* What the history says of a revision; of the first only when it has a line of its own. */
static struct str revision_text(const struct csaf_out *o, int64_t number, struct text2 text)
{
    const struct publication *p = o->publication;
    struct str summary = text_of(o, text);

    if (number == 1 && (int64_t)p->history_count == p->revision) {
        summary = text_of(o, p->history[0].text);
    }
    return !str_is_empty(summary)
               ? summary
               : csaf_word(number == 1 ? CSAF_WORD_FIRST : CSAF_WORD_LATER, o->lang);
}

/* Dates ascend (6.1.14): a line that was dated before the one above it has its date. */
static void write_revisions(struct csaf_out *o)
{
    const struct publication *p = o->publication;
    int64_t last_us = p->published_at_us;

    json_write_member_array(o->w, STR("revision_history"));
    for (int64_t number = 1; number <= p->revision; number++) {
        struct text2 text;
        int64_t at_us = codec_revision_at(p, number, &text);

        last_us = at_us > last_us ? at_us : last_us;
        json_write_object(o->w);
        json_write_member(o->w, STR("date"), civil_write_utc(last_us, o->arena));
        json_write_member(o->w, STR("number"), arena_format(o->arena, "%lld", (long long)number));
        json_write_member(o->w, STR("summary"), revision_text(o, number, text));
        json_write_end(o->w);
    }
    json_write_end(o->w);
}

static void write_tracking(struct csaf_out *o)
{
    const struct publication *p = o->publication;

    json_write_member_object(o->w, STR("tracking"));
    json_write_member(o->w, STR("current_release_date"),
                      civil_write_utc(p->revised_at_us, o->arena));
    json_write_member(o->w, STR("id"), csaf_tracking_id(p, o->arena));
    json_write_member(o->w, STR("initial_release_date"),
                      civil_write_utc(p->published_at_us, o->arena));
    write_revisions(o);
    json_write_member(o->w, STR("status"), STR("final"));
    json_write_member(o->w, STR("version"), arena_format(o->arena, "%lld", (long long)p->revision));
    json_write_end(o->w);
}

/* ---- the document ---------------------------------------------------------------------------- */

void csaf_write_publisher(struct json_writer *w, const struct codec_scheme *s, enum lang lang)
{
    struct str name = csaf_text_of(s->publisher_name, lang);

    json_write_member_object(w, STR("publisher"));
    json_write_member(w, STR("category"), STR("coordinator"));
    json_write_member_opt(w, STR("contact_details"), s->contact);
    json_write_member(w, STR("name"), str_is_empty(name) ? s->publisher_name.ja : name);
    json_write_member(w, STR("namespace"), s->namespace_url);
    json_write_end(w);
}

/* Everything we publish is for everybody; a report that asks for coordination is not. */
static struct str tlp_label(const struct csaf_out *o)
{
    return o->category == CSAF_CATEGORY_REPORT ? STR("AMBER")
           : o->form == CSAF_FORM_21           ? STR("CLEAR")
                                               : STR("WHITE");
}

static struct str title_of(const struct csaf_out *o)
{
    struct publication p = *o->publication;
    struct str title = text_of(o, p.advisory.title);

    p.advisory.product_count = has_ended(o) ? 0 : p.advisory.product_count;
    if (str_is_empty(title)) {
        title = csaf_title_without(&p, o->lang, o->arena);
    }
    p.advisory.title = (struct text2){title, title};
    return codec_title(&p, o->scheme, o->lang, o->arena);
}

static void write_document(struct csaf_out *o)
{
    struct str credit = text_of(o, o->publication->advisory.credit);
    struct json_writer *w = o->w;

    json_write_member_object(w, STR("document"));
    if (!str_is_empty(credit)) {
        json_write_member_array(w, STR("acknowledgments"));
        json_write_object(w);
        json_write_member(w, STR("summary"), credit);
        json_write_end(w);
        json_write_end(w);
    }
    json_write_member(w, STR("category"), csaf_category_name(o->category));
    json_write_member(w, STR("csaf_version"), o->form == CSAF_FORM_21 ? STR("2.1") : STR("2.0"));
    json_write_member_object(w, STR("distribution"));
    if (o->scheme->training) {
        json_write_member(w, STR("text"), csaf_word(CSAF_WORD_TRAINING, o->lang));
    }
    json_write_member_object(w, STR("tlp"));
    json_write_member(w, STR("label"), tlp_label(o));
    json_write_end(w);
    json_write_end(w);
    json_write_member(w, STR("lang"), o->lang == LANG_EN ? STR("en") : STR("ja"));
    write_notes(o);
    csaf_write_publisher(w, o->scheme, o->lang);
    write_references(o);
    json_write_member(w, STR("title"), title_of(o));
    write_tracking(o);
    json_write_end(w);
}

enum lang csaf_lang_of(const struct publication *v)
{
    return str_is_empty(v->advisory.overview.ja) && str_is_empty(v->advisory.title.ja) ? LANG_EN
                                                                                       : LANG_JA;
}

enum err csaf_write(const struct publication *v, const struct codec_scheme *s,
                    const struct csaf_choice *choice, struct buf *out)
{
    struct json_writer w;
    struct csaf_out o = {.w = &w,
                         .publication = v,
                         .scheme = s,
                         .arena = out->arena,
                         .form = choice->form,
                         .lang = choice->lang};
    enum err e;

    if (str_is_empty(v->number) || v->published_at_us == 0 || v->revised_at_us == 0 ||
        v->revision < 1) {
        return ERR_INVALID;
    }
    e = csaf_category_choose(&o, choice->category);
    if (e != ERR_OK) {
        return e;
    }
    json_write_begin(&w, out, JSON_INDENTED);
    json_write_object(&w);
    if (choice->form == CSAF_FORM_21) {
        json_write_member(&w, STR("$schema"),
                          STR("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"));
    }
    write_document(&o);
    if (!has_ended(&o) && v->advisory.product_count > 0) {
        csaf_write_tree(&o);
    }
    if (has_vulnerabilities(&o)) {
        csaf_write_vulnerabilities(&o);
    }
    json_write_end(&w);
    json_write_finish(&w);
    if (out->arena->failed) {
        return ERR_MEMORY;
    }
    return out->failed ? ERR_LIMIT : ERR_OK;
}
