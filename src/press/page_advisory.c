/*
 * press/page_advisory.c — the page of an advisory (figure 1) and of a vendor's response (figure 2)
 * from a publication.
 *
 * Order and headings are the templates'; here the values are chosen. Nothing is left out because it
 * is empty: an empty heading tells that nothing is known (PUB-30), an empty cell that the developer
 * gave nothing (PUB-13).
 */
#include "press/press_priv.h"
#include "core/score/score.h"
#include "templates.h"

enum { ANSWER_PRODUCTS = 3 };

static struct str json_path(const struct publication *v, struct arena *a)
{
    struct str page = publication_path(v->number, LANG_JA, a);
    struct str folder = str_slice(page, 0, page.len - (sizeof("index.html") - 1));

    return arena_format(a, "%.*spublication.json", STR_ARG(folder));
}

static struct press_text first_paragraph(const struct press_text *text)
{
    struct press_text out = *text;

    if (out.prose.paragraph_count > 1) {
        out.prose.paragraph_count = 1;
    }
    return out;
}

static struct str first_line(struct str text)
{
    return str_split(&text, '\n');
}

/* The first products by name, or the first line of the prose; the whole table stands below. */
static struct press_line affected_answer(const struct press_job *j, const struct advisory *v)
{
    struct buf text;
    struct press_line prose = press_line_of(j, v->affected);

    if (v->product_count == 0) {
        return (struct press_line){first_line(prose.text), prose.in_japanese};
    }
    buf_init(&text, j->arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < v->product_count && i < ANSWER_PRODUCTS; i++) {
        const struct advisory_product *p = &v->products[i];

        buf_add_format(&text, "%s%.*s%s%.*s",
                       i == 0               ? ""
                       : j->lang == LANG_EN ? "; "
                                            : "、",
                       STR_ARG(p->product), str_is_empty(p->versions) ? "" : " ",
                       STR_ARG(p->versions));
    }
    if (v->product_count > ANSWER_PRODUCTS) {
        buf_add_cstr(&text, " …");
    }
    return (struct press_line){buf_str(&text), false};
}

static enum err fill_texts(const struct press_job *j, const struct advisory *v,
                           struct press_advisory_page *page)
{
    const struct {
        struct text2 from;
        struct press_text *to;
    } texts[] = {
        {v->overview, &page->overview},       {v->affected, &page->affected},
        {v->description, &page->description}, {v->impact, &page->impact},
        {v->solution, &page->solution},       {v->addendum, &page->addendum},
        {v->change_note, &page->change_note}, {v->credit, &page->credit},
        {v->vendor_view, &page->vendor_view}, {v->verification, &page->verification},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        enum err e = press_text_of(j, texts[i].from, texts[i].to);

        if (e != ERR_OK) {
            return e;
        }
    }
    page->affected_answer = affected_answer(j, v);
    page->impact_answer = first_paragraph(&page->impact);
    page->solution_answer = first_paragraph(&page->solution);
    return ERR_OK;
}

static enum err fill_vendors(const struct press_job *j, const struct publication *v,
                             struct press_advisory_page *page)
{
    struct press_vendor_row *rows = ARENA_ARRAY(j->arena, struct press_vendor_row, v->vendor_count);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < v->vendor_count; i++) {
        const struct publication_vendor *vendor = &v->vendors[i];
        enum err e = press_text_of(j, vendor->comment, &rows[i].comment);

        if (e != ERR_OK) {
            return e;
        }
        rows[i].name = press_line_of(j, vendor->name);
        rows[i].status = vendor_status_text(vendor->status, j->lang);
        rows[i].href = press_vendor_href(j, v->number, vendor->party);
        rows[i].notice_url = vendor->notice_url;
    }
    page->vendors = rows;
    page->vendor_count = v->vendor_count;
    return ERR_OK;
}

/* PUB-16: "YYYY.MM.DD". */
static struct str analysis_date(int32_t day, struct arena *a)
{
    struct civil c = civil_from_day(day);

    return day == 0 ? (struct str){NULL, 0}
                    : arena_format(a, "%04d.%02d.%02d", c.year, c.month, c.day);
}

struct str press_severity(const struct advisory_analysis *v)
{
    static const char *const classes[] = {"none", "low", "medium", "high", "critical"};
    enum cvss_severity severity;

    return cvss_severity_named(v->cvss_version, v->score, &severity)
               ? str_from_cstr(classes[severity])
               : (struct str){NULL, 0};
}

static enum err fill_analyses(const struct press_job *j, const struct advisory *v,
                              struct press_advisory_page *page)
{
    struct press_analysis *rows = ARENA_ARRAY(j->arena, struct press_analysis, v->analysis_count);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < v->analysis_count; i++) {
        rows[i].date = analysis_date(v->analyses[i].date, j->arena);
        rows[i].values = &v->analyses[i];
        rows[i].severity = press_severity(&v->analyses[i]);
    }
    page->analyses = rows;
    page->analysis_count = v->analysis_count;
    return ERR_OK;
}

static bool is_related(const struct advisory *v, struct str id)
{
    for (size_t i = 0; i < v->related_count; i++) {
        if (str_equal(v->related[i].id, id)) {
            return true;
        }
    }
    return false;
}

/* PUB-30: CVE numbers stand under 関連文書, also those that nobody listed there. */
static enum err fill_related(const struct press_job *j, const struct advisory *v,
                             struct press_advisory_page *page)
{
    struct advisory_related *rows =
        ARENA_ARRAY(j->arena, struct advisory_related, v->cve_count + v->related_count);
    size_t count = 0;

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < v->cve_count; i++) {
        struct str id = v->cves[i].id;

        if (!is_related(v, id)) {
            rows[count++] = (struct advisory_related){
                .kind = STR("CVE"),
                .id = id,
                .url = arena_format(j->arena, "https://www.cve.org/CVERecord?id=%.*s", STR_ARG(id)),
            };
        }
    }
    for (size_t i = 0; i < v->related_count; i++) {
        rows[count++] = v->related[i];
    }
    page->related = rows;
    page->related_count = count;
    return ERR_OK;
}

static void fill_rows(const struct publication *v, struct press_advisory_page *page)
{
    page->products = v->advisory.products;
    page->product_count = v->advisory.product_count;
    page->references = v->advisory.references;
    page->reference_count = v->advisory.reference_count;
}

/* PUB-19, PUB-21: the developer, and what happened when. Before the release the day is open. */
static void fill_course(const struct press_job *j, const struct publication *v,
                        struct press_advisory_page *page)
{
    page->uncoordinated = v->kind == PUBLICATION_UNCOORDINATED;
    page->all_sections = j->press->all_sections;
    if (!page->uncoordinated) {
        return;
    }
    page->developer = press_line_of(j, v->course.developer);
    if (v->course.supplement_day != 0) {
        page->supplement_date = civil_write_slashes(v->course.supplement_day, j->arena);
        page->deadline_date = civil_write_slashes(v->course.deadline, j->arena);
    }
    page->release_date = v->published_at_us == 0
                             ? STR("YYYY/MM/DD")
                             : civil_write_slashes(civil_jst_day(v->published_at_us), j->arena);
}

static enum err fill_advisory(const struct press_job *j, const struct publication *v,
                              struct press_advisory_page *page)
{
    struct press_line title = press_line_of(j, v->advisory.title);
    struct str page_title =
        arena_format(j->arena, "%.*s %.*s", STR_ARG(v->number), STR_ARG(title.text));
    enum err e = press_layout(j, page_title, publication_path(v->number, LANG_JA, j->arena),
                              advisory_has_english(&v->advisory), &page->page);

    page->number = v->number;
    page->title = title;
    page->published_us = v->published_at_us;
    page->revised_us = v->revised_at_us;
    page->withdrawn = v->state == PUBLICATION_WITHDRAWN;
    page->csaf_url = csaf_path(v, CSAF_FORM_20, j->arena);
    page->csaf21_url = csaf_path(v, CSAF_FORM_21, j->arena);
    page->json_url = json_path(v, j->arena);
    page->page.description = first_line(press_line_of(j, v->advisory.overview).text);
    fill_rows(v, page);
    fill_course(j, v, page);
    if (e == ERR_OK) {
        e = fill_texts(j, &v->advisory, page);
    }
    if (e == ERR_OK) {
        e = fill_related(j, &v->advisory, page);
    }
    if (e == ERR_OK) {
        e = fill_vendors(j, v, page);
    }
    if (e == ERR_OK) {
        e = fill_analyses(j, &v->advisory, page);
    }
    if (e == ERR_OK) {
        e = press_history_of(j, v, &(struct press_history){v->history, v->history_count},
                             &page->history);
    }
    return e;
}

static enum err result_of(const struct press_job *j, const struct buf *out)
{
    if (j->arena->failed || out->arena->failed) {
        return ERR_MEMORY;
    }
    return out->failed ? ERR_LIMIT : ERR_OK;
}

enum err press_render_advisory(const struct press_job *j, const struct publication *v,
                               struct buf *out)
{
    struct press_advisory_page page = {.withdrawn = false};
    struct ui ui = {.lang = j->lang, .training = j->press->scheme.training};
    enum err e = fill_advisory(j, v, &page);

    if (e != ERR_OK) {
        return e;
    }
    tpl_press_advisory(out, &ui, &page);
    return result_of(j, out);
}

enum err press_render_article(const struct press_job *j, const struct publication *v,
                              struct buf *out)
{
    struct press_advisory_page page = {.withdrawn = false};
    struct ui ui = {.lang = j->lang, .training = j->press->scheme.training};
    enum err e = fill_advisory(j, v, &page);

    if (e != ERR_OK) {
        return e;
    }
    if (page.uncoordinated) {
        tpl_press_article_uncoordinated(out, &ui, &page);
    } else {
        tpl_press_article(out, &ui, &page);
    }
    return result_of(j, out);
}

/* An English vendor page exists where the English advisory does. */
static enum err fill_vendor(const struct press_job *j, const struct publication *v,
                            const struct publication_vendor *vendor, struct press_vendor_page *page)
{
    struct str page_title;
    enum err e;

    page->number = v->number;
    page->advisory_href = press_page_href(j, v->number);
    page->title = press_line_of(j, v->advisory.title);
    page->name = press_line_of(j, vendor->name);
    page->status = vendor_status_text(vendor->status, j->lang);
    page->notice_url = vendor->notice_url;
    page->withdrawn = v->state == PUBLICATION_WITHDRAWN;
    page_title = arena_format(j->arena, "%.*s %.*s", STR_ARG(v->number), STR_ARG(page->name.text));
    e = press_layout(j, page_title,
                     publication_vendor_path(v->number, vendor->party, LANG_JA, j->arena),
                     advisory_has_english(&v->advisory), &page->page);
    if (e == ERR_OK) {
        e = press_text_of(j, vendor->comment, &page->comment);
    }
    if (e == ERR_OK) {
        e = press_history_of(j, v, &(struct press_history){vendor->history, vendor->history_count},
                             &page->history);
    }
    return e;
}

enum err press_render_vendor(const struct press_job *j, const struct publication *v, size_t index,
                             struct buf *out)
{
    struct press_vendor_page page = {.withdrawn = false};
    struct ui ui = {.lang = j->lang, .training = j->press->scheme.training};
    enum err e;

    if (index >= v->vendor_count) {
        return ERR_NOT_FOUND;
    }
    e = fill_vendor(j, v, &v->vendors[index], &page);
    if (e != ERR_OK) {
        return e;
    }
    tpl_press_vendor(out, &ui, &page);
    return result_of(j, out);
}
