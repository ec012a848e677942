/*
 * desk/figures.c — "Figures so far": what reception has received, what became of it and by what it
 * is classified, as of the end of a day that stands in the address (REC-05, LIF-01 to LIF-07).
 *
 * Both bodies also read where the cases came from: those that JPCERT/CC opened without a report are
 * counted apart (REC-10). It shows counts of the core and adds nothing to them. Who may not have
 * them gets the page that does not exist.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

/* The definitions that stand beside figures 1-2 and 1-3. */
static const struct {
    uint32_t kind;
    uint32_t disposition;
    const char *text;
} definitions[] = {
    {CODE_report_kind_product, CODE_disposition_in_progress,
     N_("IPA or JPCERT/CC is checking the content, or the developer is investigating or handling "
        "it")},
    {CODE_report_kind_product, CODE_disposition_published,
     N_("How the vulnerability was dealt with was published on JVN")},
    {CODE_report_kind_product, CODE_disposition_individual,
     N_("Not published on JVN; the developer dealt with it individually")},
    {CODE_report_kind_product, CODE_disposition_not_vulnerability,
     N_("Judged by the developer not to be a vulnerability")},
    {CODE_report_kind_product, CODE_disposition_not_accepted,
     N_("Does not fall under what the public notice says is to be reported")},
    {CODE_report_kind_website, CODE_disposition_in_progress,
     N_("IPA is checking the content, or the operator of the website is investigating or handling "
        "it")},
    {CODE_report_kind_website, CODE_disposition_not_accepted,
     N_("Does not fall under what the public notice says is to be reported")},
};

static const char *definition_of(const struct figure_table *t, uint32_t code)
{
    for (size_t i = 0; i < sizeof(definitions) / sizeof(definitions[0]); i++) {
        if (t->list == CODE_LIST_disposition && definitions[i].kind == t->kind &&
            definitions[i].disposition == code)
            return definitions[i].text;
    }
    return NULL;
}

/* LIF-02, LIF-07: what stands within a line, below it. */
static void parts_make(const struct figure_table *from, uint32_t disposition,
                       struct desk_figure_table *to)
{
    bool products = from->list == CODE_LIST_disposition && from->kind == CODE_report_kind_product;

    if (products && disposition == CODE_disposition_published)
        to->rows[to->row_count++] = (struct desk_figure_row){
            N_("Of these: no coordination possible"),
            N_("The committee judged that publication on JVN is suitable"), from->uncoordinated};
    if (products && disposition == CODE_disposition_in_progress)
        to->rows[to->row_count++] = (struct desk_figure_row){
            N_("Of these: developer that cannot be contacted"),
            N_("In progress, and on the public list of developers that cannot be contacted"),
            from->listed};
}

static enum err table_make(struct exchange *x, const struct figure_table *from,
                           struct desk_figure_table *to)
{
    *to = (struct desk_figure_table){
        .title = code_list_label(from->list),
        .kind = code_label(CODE_LIST_report_kind, from->kind),
        .is_breakdown = from->list != CODE_LIST_disposition,
        .received = from->received,
        .left_out = from->left_out,
        .total = from->total,
    };
    to->rows = ARENA_ARRAY(x->arena, struct desk_figure_row, from->line_count + 2);
    if (to->rows == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < from->line_count; i++) {
        const struct figure_line *line = &from->lines[i];
        to->rows[to->row_count++] = (struct desk_figure_row){
            line->code == 0 ? N_("Not classified yet") : code_label(from->list, line->code),
            definition_of(from, line->code), line->count};
        parts_make(from, line->code, to);
    }
    return ERR_OK;
}

static enum err sources_make(struct exchange *x, struct desk_figures_page *page)
{
    page->sources = ARENA_ARRAY(x->arena, struct desk_source_row, page->cases->line_count);
    if (page->sources == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < page->cases->line_count; i++) {
        const struct case_figure_line *line = &page->cases->lines[i];
        page->sources[page->source_count++] = (struct desk_source_row){
            line->source == 0 ? N_("Handed over by the reception body")
                              : code_label(CODE_LIST_case_source, line->source),
            line->source != 0, line->opened, line->published};
    }
    return ERR_OK;
}

/* The day asked for; today when there is none, when it cannot be read and when it lies ahead. */
static int32_t day_asked(struct exchange *x, int32_t today)
{
    int32_t day;

    if (!civil_read_date(http_request_arg(x->req, STR("day")), &day) || day > today)
        return today;
    return day;
}

void figures_get(struct exchange *x)
{
    struct desk_figures_page page = {0};
    struct report_figures *figures;
    int32_t today = civil_jst_day(app_now_us(x->desk->app));
    struct id scheme;

    page.as_of = day_asked(x, today);
    if (page_failed(x, app_report_figures(&x->reader, page.as_of, &figures)) ||
        page_failed(x, app_case_figures(&x->reader, page.as_of, &page.cases)))
        return;
    if (page.cases == NULL) {
        page_error(x, 404);
        return;
    }
    page_begin(x, &page.page, N_("Figures so far"));
    page.day = civil_write_date(page.as_of, x->arena);
    page.today = civil_write_date(today, x->arena);
    page.public_href =
        arena_format(x->arena, "%.*s/statistics/", STR_ARG(app_conf(x->desk->app)->portal_url));
    if (page_failed(x, app_scheme_id(&x->reader, &scheme)))
        return;
    (void)is_open_here(x, COMMAND_release_figures, scheme, &page.release_href);
    page.with_reports = figures != NULL;
    for (size_t i = 0; figures != NULL && i < REPORT_FIGURE_TABLES; i++) {
        page.received = figures->received;
        if (page_failed(x, table_make(x, &figures->tables[i], &page.tables[page.table_count++])))
            return;
    }
    if (page_failed(x, sources_make(x, &page)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_figures, &page);
}
