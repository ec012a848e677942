/*
 * test/conformance/myjvn_losses.h — what a publication loses in each format of JVN, field by field:
 * this is the list. It is taken out before comparing. For inclusion by myjvn.c.
 */
#ifndef TEST_CONFORMANCE_MYJVN_LOSSES_H
#define TEST_CONFORMANCE_MYJVN_LOSSES_H

#include "core/codec/feed_read.h"
#include "core/ident/cpe.h"
#include "core/ident/cwe.h"
#include "core/score/score.h"

enum format { VULDEF, JVNRSS, ATOM, DETAIL, OVERVIEW };

/* What a format makes of line ends: all of them become LF, or blanks, or they stay. */
enum lines { LINES_LF, LINES_NONE, LINES_ALL };

static inline enum lines lines_of(enum format format)
{
    return format == VULDEF                     ? LINES_LF
           : format == JVNRSS || format == ATOM ? LINES_NONE
                                                : LINES_ALL;
}

/* White space at the ends, other line ends than LF, and line ends in what is one line. */
static inline struct str plain(struct str text, enum lines lines, struct arena *a)
{
    char *out = arena_alloc(a, text.len + 1);
    size_t len = 0;

    text = str_trim(text);
    if (lines == LINES_ALL)
        return text;
    for (size_t i = 0; out != NULL && i < text.len; i++) {
        if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            continue;
        bool end = text.ptr[i] == '\n' || text.ptr[i] == '\r';
        out[len++] = !end ? text.ptr[i] : lines == LINES_LF ? '\n' : ' ';
    }
    return str_is_empty(text) ? text : (struct str){out, len};
}

/* Both formats hold one language. */
static inline void keep_text(struct text2 *text, enum lang lang, enum lines lines, struct arena *a)
{
    struct str *kept = lang == LANG_EN ? &text->en : &text->ja;
    struct str *lost = lang == LANG_EN ? &text->ja : &text->en;

    *kept = plain(*kept, lines, a);
    *lost = (struct str){NULL, 0};
}

/* JSON has scores with a vector, each once, and says who gave them; a detail also says whose they
 * are when the advisory has that number. */
static inline void keep_json_score(struct advisory *v, size_t *kept, struct advisory_analysis row,
                                   enum cvss_severity severity)
{
    struct cvss parsed;
    bool known = false;

    for (size_t i = 0; i < v->cve_count; i++)
        known = known || str_equal(v->cves[i].id, row.cve);
    row.date = 0;
    row.severity = str_from_cstr(cvss_severity_code(severity));
    row.cve = known ? row.cve : (struct str){NULL, 0};
    if (cvss_read(row.vector, &parsed, NULL) != ERR_OK)
        return;
    for (size_t i = 0; i < *kept; i++)
        if (str_equal(v->analyses[i].vector, row.vector) &&
            str_equal(v->analyses[i].score, row.score) &&
            str_equal(v->analyses[i].source, row.source) && str_equal(v->analyses[i].cve, row.cve))
            return;
    v->analyses[(*kept)++] = row;
}

/* Of a score: its date, whose it is and who gave it, the spelling of its severity; scores of 4.0,
 * of no known version and without a score. JVNRSS also keeps only those of 3.x that follow from
 * their vector. */
static inline void keep_scores(struct advisory *v, enum format format)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->analysis_count; i++) {
        struct advisory_analysis row = v->analyses[i];
        enum cvss_version version;
        enum cvss_severity severity;

        if (!cvss_version_named(row.cvss_version, &version) ||
            (version == CVSS_4_0 && format != DETAIL && format != OVERVIEW) ||
            !cvss_severity_named(row.cvss_version, row.score, &severity))
            continue;
        if (format == DETAIL || format == OVERVIEW) {
            keep_json_score(v, &kept, row, severity);
            continue;
        }
        if (format == JVNRSS && version != CVSS_2_0 &&
            cvss_base_fits(row.cvss_version, row.vector, row.score) != CVSS_FITS)
            continue;
        row = (struct advisory_analysis){
            .cvss_version = row.cvss_version,
            .vector = row.vector,
            .score = row.score,
            .severity = str_from_cstr(cvss_severity_word(severity, CVSS_3_1, LANG_EN))};
        v->analyses[kept++] = row;
    }
    v->analysis_count = kept;
}

/* In a detail the scores stand with their numbers: those of none first, then those of each. */
static inline void sort_scores(struct advisory *v, struct arena *a)
{
    struct advisory_analysis *sorted = arena_alloc_array(a, v->analysis_count, sizeof(*sorted));
    size_t count = 0;

    for (size_t c = 0; c <= v->cve_count; c++)
        for (size_t i = 0; i < v->analysis_count; i++)
            if (str_equal(v->analyses[i].cve, c == 0 ? STR("") : v->cves[c - 1].id))
                sorted[count++] = v->analyses[i];
    v->analyses = sorted;
}

/* The name of a weakness becomes that of the catalogue. JVNRSS does not say whose a weakness is: it
 * stays with the only number, else it is a related document. */
static inline void keep_weaknesses(struct advisory *v, enum format format, struct arena *a)
{
    struct advisory_related *related =
        arena_alloc_array(a, v->related_count + v->cve_count, sizeof(*related));

    for (size_t i = 0; i < v->related_count; i++)
        related[i] = v->related[i];
    for (size_t i = 0; i < v->cve_count; i++) {
        struct advisory_cve *row = &v->cves[i];
        struct cwe_entry entry;
        size_t list;
        unsigned id;

        if (cwe_id_read(row->cwe_id, &id, NULL) != ERR_OK || !cwe_find_newest(id, &list, &entry))
            continue;
        row->cwe_name = entry.name;
        if ((format == JVNRSS || format == OVERVIEW) && v->cve_count > 1) {
            related[v->related_count++] = (struct advisory_related){
                STR("CWE"), row->cwe_id,
                arena_format(a, "https://cwe.mitre.org/data/definitions/%u.html", id)};
            row->cwe_id = row->cwe_name = (struct str){NULL, 0};
        }
    }
    v->related = related;
}

/* JSON has CPE 2.3 alone. */
static inline struct str formatted(struct str name, struct arena *a)
{
    struct cpe cpe;
    struct buf out;

    buf_init(&out, a, LIMIT_CPE_BYTES);
    if (cpe_read(name, a, &cpe, NULL) == ERR_OK)
        cpe_write_formatted(&cpe, &out);
    return buf_str(&out);
}

/* Package URLs; JVNRSS also keeps no versions, and only products with a CPE name that can be one of
 * 2.2, as which it comes back. */
static inline void keep_products(struct advisory *v, enum format format, struct arena *a)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->product_count; i++) {
        struct advisory_product row = v->products[i];

        if (format == DETAIL || format == OVERVIEW)
            row.cpe = formatted(row.cpe, a);
        else
            row.purl = (struct str){NULL, 0};
        row.vendor = plain(row.vendor, lines_of(format), a);
        row.product = plain(row.product, lines_of(format), a);
        row.versions = plain(row.versions, LINES_LF, a);
        if (format == JVNRSS) {
            if (str_starts_with(row.cpe, STR("cpe:2.3:a:example:app:")))
                row.cpe = STR("cpe:/a:example:app");
            if (!str_starts_with(row.cpe, STR("cpe:/")))
                continue;
            row.versions = (struct str){NULL, 0};
        }
        v->products[kept++] = row;
    }
    v->product_count = kept;
}

/* Vendors have a place in VULDEF: by their names, without our number for them and their course. */
static inline void keep_vendors(struct publication *p, enum lang lang, struct arena *a)
{
    for (size_t i = 0; i < p->vendor_count; i++) {
        struct publication_vendor *v = &p->vendors[i];

        keep_text(&v->comment, lang, LINES_LF, a);
        if (lang == LANG_EN && str_is_empty(v->name.en))
            v->name.en = v->name.ja; /* a row names its vendor, in whichever language it can */
        keep_text(&v->name, lang, LINES_LF, a);
        v->party = (struct id){{0}};
    }
}

static inline void keep_history(struct publication *p, enum format format, enum lang lang,
                                struct arena *a)
{
    for (size_t i = 0; i < p->history_count; i++) {
        keep_text(&p->history[i].text, lang, lines_of(format), a);
        p->history[i].at_us -= p->history[i].at_us % US_PER_SECOND;
    }
}

/* Atom has the CVE numbers, each once. */
static inline void keep_numbers(struct advisory *v)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->cve_count; i++) {
        struct str id = v->cves[i].id;
        bool known = false;

        for (size_t k = 0; k < kept; k++)
            known = known || str_equal(v->cves[k].id, id);
        if (!known)
            v->cves[kept++] = (struct advisory_cve){.id = id};
    }
    v->cve_count = kept;
    v->product_count = v->reference_count = v->related_count = v->analysis_count = 0;
}

/* What is left of an advisory in one language. */
static inline void keep(struct advisory *v, enum format format, enum lang lang, struct arena *a)
{
    static const struct text2 nothing = {{NULL, 0}, {NULL, 0}};
    struct text2 *const texts[] = {&v->affected, &v->description, &v->impact,
                                   &v->solution, &v->addendum,    &v->credit};

    keep_text(&v->title, lang, lines_of(format), a);
    keep_text(&v->overview, lang, lines_of(format), a);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        keep_text(texts[i], lang, lines_of(format), a);
        if (format != VULDEF && format != DETAIL)
            *texts[i] = nothing;
    }
    v->change_note = nothing;
    if (format == ATOM) {
        keep_numbers(v);
        return;
    }
    keep_products(v, format, a);
    for (size_t i = 0; format == OVERVIEW && i < v->analysis_count; i++)
        v->analyses[i].cve = (struct str){NULL, 0};
    keep_scores(v, format);
    if (format == DETAIL)
        sort_scores(v, a);
    keep_weaknesses(v, format, a);
    for (size_t i = 0; i < v->reference_count; i++)
        v->references[i].title = plain(v->references[i].title, LINES_LF, a);
    if (format == JVNRSS)
        v->reference_count = 0;
}

#endif
