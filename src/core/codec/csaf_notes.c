/*
 * core/codec/csaf_notes.c — what CSAF has no place of its own for, as notes that people can read
 * and that read back exactly: analyses with their date and evaluator, related documents, weaknesses
 * as they were named, and the status of each vendor.
 *
 * A row is lines "label: value" in a fixed order, empty values left out; rows are divided by an
 * empty line. Values have no line breaks (they are one-line fields), so nothing is ambiguous.
 */
#include "core/codec/csaf_codec_priv.h"

/* One line of a row and where its value lies. */
struct line {
    enum csaf_word label;
    struct str *value;
};

static void write_lines(struct buf *out, const struct line *lines, size_t count, enum lang lang)
{
    bool first = true;

    for (size_t i = 0; i < count; i++) {
        if (!str_is_empty(*lines[i].value)) {
            buf_add_format(out, "%s%.*s: %.*s", first ? "" : "\n",
                           STR_ARG(csaf_word(lines[i].label, lang)), STR_ARG(*lines[i].value));
            first = false;
        }
    }
}

static bool cut_label(struct str *line, struct str label)
{
    if (!str_starts_with(*line, label) ||
        !str_starts_with(str_slice(*line, label.len, line->len), STR(": "))) {
        return false;
    }
    *line = str_slice(*line, label.len + 2, line->len);
    return line->len > 0;
}

/* Takes the lines of one row, up to an empty line or the end. False when a line is none of these,
 * or they stand in another order: then the text is somebody's own. */
static bool read_lines(struct str *rest, const struct line *lines, size_t count, enum lang lang)
{
    size_t next = 0;
    bool any = false;

    while (rest->ptr != NULL && rest->len > 0) {
        struct str line = str_split(rest, '\n');

        if (line.len == 0) {
            break;
        }
        while (next < count && !cut_label(&line, csaf_word(lines[next].label, lang))) {
            next++;
        }
        if (next == count) {
            return false;
        }
        *lines[next++].value = line;
        any = true;
    }
    return any;
}

static bool at_end(struct str rest)
{
    return rest.ptr == NULL || rest.len == 0;
}

static struct str text_of(const struct line *lines, size_t count, enum lang lang, struct arena *a)
{
    struct buf text;
    struct str out;

    buf_init(&text, a, LIMIT_PAGE_BYTES);
    write_lines(&text, lines, count, lang);
    return buf_finish(&text, &out) == ERR_OK ? out : (struct str){NULL, 0};
}

/* ---- analyses -------------------------------------------------------------------------------- */

enum { ANALYSIS_LINES = 7 };

static void analysis_lines(struct advisory_analysis *v, struct str *date, struct line *out)
{
    out[0] = (struct line){CSAF_WORD_DATE, date};
    out[1] = (struct line){CSAF_WORD_CVE, &v->cve};
    out[2] = (struct line){CSAF_WORD_CVSS, &v->cvss_version};
    out[3] = (struct line){CSAF_WORD_VECTOR, &v->vector};
    out[4] = (struct line){CSAF_WORD_SCORE, &v->score};
    out[5] = (struct line){CSAF_WORD_SEVERITY, &v->severity};
    out[6] = (struct line){CSAF_WORD_SOURCE, &v->source};
}

struct str csaf_analysis_text(const struct advisory_analysis *v, bool cve, enum lang lang,
                              struct arena *a)
{
    struct advisory_analysis copy = *v;
    struct str date = v->date != 0 ? civil_write_date(v->date, a) : (struct str){NULL, 0};
    struct line lines[ANALYSIS_LINES];

    copy.cve = cve ? v->cve : (struct str){NULL, 0};
    analysis_lines(&copy, &date, lines);
    return text_of(lines, ANALYSIS_LINES, lang, a);
}

bool csaf_analysis_read(struct str text, enum lang lang, struct advisory_analysis *out)
{
    struct str date = {NULL, 0};
    struct line lines[ANALYSIS_LINES];

    *out = (struct advisory_analysis){0};
    analysis_lines(out, &date, lines);
    return read_lines(&text, lines, ANALYSIS_LINES, lang) && at_end(text) &&
           (date.len == 0 || civil_read_date(date, &out->date));
}

/* ---- related documents ----------------------------------------------------------------------- */

enum { RELATED_LINES = 3 };

static void related_lines(struct advisory_related *v, struct line *out)
{
    out[0] = (struct line){CSAF_WORD_KIND, &v->kind};
    out[1] = (struct line){CSAF_WORD_NUMBER, &v->id};
    out[2] = (struct line){CSAF_WORD_ADDRESS, &v->url};
}

struct str csaf_related_text(const struct advisory *v, enum lang lang, struct arena *a)
{
    struct buf text;
    struct str out;

    buf_init(&text, a, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < v->related_count; i++) {
        struct advisory_related row = v->related[i];
        struct line lines[RELATED_LINES];

        if (i > 0) {
            buf_add_cstr(&text, "\n\n");
        }
        related_lines(&row, lines);
        write_lines(&text, lines, RELATED_LINES, lang);
    }
    return buf_finish(&text, &out) == ERR_OK ? out : (struct str){NULL, 0};
}

bool csaf_related_read(struct str *rest, enum lang lang, struct advisory_related *out)
{
    struct line lines[RELATED_LINES];

    *out = (struct advisory_related){0};
    related_lines(out, lines);
    return read_lines(rest, lines, RELATED_LINES, lang);
}

/* ---- weaknesses ------------------------------------------------------------------------------ */

enum { WEAKNESS_LINES = 2 };

static void weakness_lines(struct advisory_cve *v, struct line *out)
{
    out[0] = (struct line){CSAF_WORD_CWE, &v->cwe_id};
    out[1] = (struct line){CSAF_WORD_NAME, &v->cwe_name};
}

struct str csaf_weakness_text(const struct advisory_cve *v, enum lang lang, struct arena *a)
{
    struct advisory_cve copy = *v;
    struct line lines[WEAKNESS_LINES];

    weakness_lines(&copy, lines);
    return text_of(lines, WEAKNESS_LINES, lang, a);
}

bool csaf_weakness_read(struct str text, enum lang lang, struct advisory_cve *out)
{
    struct line lines[WEAKNESS_LINES];

    *out = (struct advisory_cve){0};
    weakness_lines(out, lines);
    return read_lines(&text, lines, WEAKNESS_LINES, lang) && at_end(text);
}

/* ---- vendors --------------------------------------------------------------------------------- */

static struct str vendor_name(const struct publication_vendor *v, enum lang lang)
{
    return lang == LANG_EN && !str_is_empty(v->name.en) ? v->name.en : v->name.ja;
}

/* "NAME: STATUS", the page of its notice, its own words. */
struct str csaf_vendor_text(const struct publication_vendor *v, enum lang lang, struct arena *a)
{
    struct str comment = csaf_text_of(v->comment, lang);
    struct buf text;
    struct str out;

    buf_init(&text, a, LIMIT_PAGE_BYTES);
    buf_add_format(&text, "%.*s: %.*s", STR_ARG(vendor_name(v, lang)),
                   STR_ARG(vendor_status_text(v->status, lang)));
    if (!str_is_empty(v->notice_url)) {
        buf_add_format(&text, "\n%.*s: %.*s", STR_ARG(csaf_word(CSAF_WORD_NOTICE, lang)),
                       STR_ARG(v->notice_url));
    }
    if (!str_is_empty(comment)) {
        buf_add_format(&text, "\n%.*s", STR_ARG(comment));
    }
    return buf_finish(&text, &out) == ERR_OK ? out : (struct str){NULL, 0};
}

/* The longest status that the line ends with. */
static bool cut_status(struct str line, enum lang lang, struct str *name, uint32_t *status)
{
    size_t longest = 0;

    for (uint32_t s = VENDOR_STATUS_AFFECTED; s <= VENDOR_STATUS_INFORMED; s++) {
        struct str text = vendor_status_text(s, lang);
        size_t at = line.len - text.len;

        if (text.len > longest && text.len + 2 < line.len && str_ends_with(line, text) &&
            str_equal(str_slice(line, at - 2, at), STR(": "))) {
            longest = text.len;
            *status = s;
            *name = str_slice(line, 0, at - 2);
        }
    }
    return longest > 0;
}

bool csaf_vendor_read(struct str text, enum lang lang, struct publication_vendor *out)
{
    struct str rest = text;
    struct str line = str_split(&rest, '\n');
    struct str after = rest;
    struct str name;

    *out = (struct publication_vendor){0};
    if (!cut_status(line, lang, &name, &out->status)) {
        return false;
    }
    *(lang == LANG_EN ? &out->name.en : &out->name.ja) = name;
    if (!at_end(rest)) {
        line = str_split(&after, '\n');
        if (cut_label(&line, csaf_word(CSAF_WORD_NOTICE, lang))) {
            out->notice_url = line;
            rest = after;
        }
    }
    if (!at_end(rest)) {
        *(lang == LANG_EN ? &out->comment.en : &out->comment.ja) = rest;
    }
    return true;
}
