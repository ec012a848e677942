/*
 * desk/report.c — one report, one page: what to do now, the facts, the finder's texts, the exchange
 * with the finder.
 *
 * Only reception sees reports (SEC-23), and a finder's account those whose receipts it showed: a
 * page of its own, made of the finder's view. The reading of the original is noted before the page
 * goes out (SEC-04).
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

static void facts_make(const struct report_view *v, struct desk_report_page *page)
{
    fact_word(&page->facts, N_("Kind of report"), code_label(CODE_LIST_report_kind, v->kind));
    fact_word(&page->facts, N_("Source"), code_label(CODE_LIST_source, v->source));
    fact_text(&page->facts, N_("Product"), v->product);
    fact_text(&page->facts, N_("Versions"), v->versions);
    fact_text(&page->facts, N_("Developer"), v->developer);
    fact_text(&page->facts, N_("Address of the website"), v->site_url);
    fact_instant(&page->facts, N_("Received on"), v->received_us);
    fact_day(&page->facts, N_("Acceptance date"), v->accepted_day);
    fact_word(&page->facts, N_("Disposition"), code_label(CODE_LIST_disposition, v->disposition));
    fact_day(&page->facts, N_("Disposition reached on"), v->disposition_day);
    fact_day(&page->facts, N_("Start date"), v->start_day);
    fact_word(&page->facts, N_("Condition not met"),
              code_label(CODE_LIST_decline_ground, v->decline_ground));
    fact_word(&page->facts, N_("Kind of product"),
              code_label(CODE_LIST_product_kind, v->product_kind));
    fact_word(&page->facts, N_("Cause"), code_label(CODE_LIST_cause, v->cause));
    fact_word(&page->facts, N_("Type of vulnerability"),
              code_label(CODE_LIST_web_type, v->web_type));
    fact_word(&page->facts, N_("Expected impact"), code_label(CODE_LIST_web_impact, v->web_impact));
    fact_word(&page->facts, N_("Language of the finder"),
              code_label(CODE_LIST_language, v->language));
}

static void finder_make(const struct report_view *v, struct desk_report_page *page)
{
    fact_text(&page->finder, N_("Name"), v->finder_name);
    fact_text(&page->finder, N_("Contact"), v->finder_contact);
    fact_word(&page->finder, N_("May the developer be told?"),
              v->tell_developer ? N_("Yes") : N_("No"));
    fact_word(&page->finder, N_("May the developer write directly?"),
              v->direct_contact ? N_("Yes") : N_("No"));
    fact_word(&page->finder, N_("Named under Credit?"), v->named ? N_("Yes") : N_("No"));
    fact_text(&page->finder, N_("Name under Credit"), v->credit_name);
    fact_text(&page->finder, N_("Reported elsewhere"), v->told_others);
    if (v->nondisclosure_asked)
        fact_word(&page->finder, N_("Non-disclosure request"),
                  code_label(CODE_LIST_request_state, v->request_state));
}

static void parts_make(const struct report_view *v, struct desk_report_page *page)
{
    const char *mark = N_("Original: reception only");

    part_add(&page->parts, N_("Nature of the vulnerability"), mark, v->vulnerability);
    part_add(&page->parts, N_("How to verify that it exists"), mark, v->verification);
    part_add(&page->parts, N_("Attack method"), mark, v->attack);
    part_add(&page->parts, N_("Impact"), mark, v->impact);
    part_add(&page->parts, N_("Check of the content"), N_("Staff only"), v->checked);
    part_add(&page->parts, N_("Analysis by the reception body"), N_("Staff only"), v->analysis);
    part_add(&page->parts, N_("Message to the finder on acceptance"), NULL, v->accept_note);
    part_add(&page->parts, N_("Reason told to the finder"), NULL, v->decline_reason);
}

static void steps_make(const struct report_view *v, struct desk_report_page *page)
{
    bool website = v->kind == CODE_report_kind_website;
    bool handed = !id_is_none(v->case_id);

    step_add(&page->steps, N_("Reception"), true, civil_jst_day(v->received_us));
    if (v->state == CODE_report_state_declined || v->state == CODE_report_state_withdrawn) {
        step_add(&page->steps, code_label(CODE_LIST_report_state, v->state), true,
                 v->disposition_day);
        return;
    }
    step_add(&page->steps, N_("Acceptance"), v->accepted_day != 0, v->accepted_day);
    if (website)
        return;
    step_add(&page->steps, N_("Hand-over"), handed, 0);
    step_add(&page->steps, N_("Coordination"), v->state == CODE_report_state_published,
             v->start_day);
    step_add(&page->steps, N_("Publication"), v->state == CODE_report_state_published, 0);
    steps_finish(&page->steps);
}

static bool is_finder(const struct exchange *x)
{
    return x->reader.actor.role == ROLE_finder;
}

static enum err messages_make(struct exchange *x, const struct report_view *v,
                              struct desk_report_page *page)
{
    page->messages = ARENA_ARRAY(x->arena, struct desk_message, v->message_count + 1);
    if (page->messages == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->message_count; i++) {
        struct desk_message *m = &page->messages[page->message_count++];
        enum err e;
        *m = (struct desk_message){.at_us = v->messages[i].at_us,
                                   .from_finder = v->messages[i].from_finder,
                                   .text = v->messages[i].text};
        e = part_files(x, v->id, &v->messages[i].files, &m->files, &m->file_count);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

/* The box below the messages: the ordinary form of the command, shown in place. */
static enum err reply_make(struct exchange *x, const struct report_view *v,
                           struct desk_report_page *page)
{
    const struct command_def *command =
        command_def_get(is_finder(x) ? COMMAND_answer_from_finder : COMMAND_message_finder);
    struct subject subject = {.stream = v->id};
    struct input nothing = {0};
    struct form_source source = {&x->reader, x->lang,  x->arena, command,
                                 subject,    &nothing, &nothing};
    enum err e;

    page->can_write = app_is_open(&x->reader, command->kind, subject).code == REFUSAL_none;
    if (!page->can_write)
        return ERR_OK;
    e = command_form_begin(x, v->id, NULL, &page->reply);
    page->reply.action = action_href(x->arena, command, subject, STREAM_report);
    page->reply.submit = command->title;
    return e != ERR_OK ? e : form_fields(&source, NULL, &page->reply);
}

/* FND-03, FND-08: what the finder asked for, and why the request ended. */
static void wishes_make(const struct report_view *v, struct desk_report_page *page)
{
    fact_day(&page->finder, N_("Asked to be freed of the request on"), v->release_asked_day);
    fact_word(&page->finder, N_("Why the request ended"),
              code_label(CODE_LIST_request_end, v->request_end));
    fact_day(&page->finder, N_("Ended on"), v->request_end_day);
    fact_instant(&page->finder, N_("Asked to withdraw the report on"), v->withdrawal_us);
    fact_word(&page->finder, N_("Answer to the withdrawal"),
              code_label(CODE_LIST_withdrawal_answer, v->withdrawal_answer));
    part_add(&page->parts, N_("Why the finder wants to withdraw the report"), NULL,
             v->withdrawal_reason);
    part_add(&page->parts, N_("Answer to the withdrawal"), NULL, v->withdrawal_text);
    part_add(&page->parts, N_("Why the finder asks to be freed of the request"), NULL,
             v->release_reason);
    part_add(&page->parts, N_("Message to the finder on being freed"), NULL, v->release_text);
}

static enum err page_make(struct exchange *x, const struct report_view *v,
                          struct desk_report_page *page)
{
    struct str here = stream_href(x->arena, STREAM_report, v->id);
    enum err e = part_now(x, v->id, &page->now);

    if (e == ERR_OK)
        e = part_actions(x, v->id, &page->now, &page->actions);
    if (e == ERR_OK)
        e = part_timeline(x, v->id, here, &page->timeline);
    if (e == ERR_OK)
        e = part_files(x, v->id, &v->files, &page->files, &page->file_count);
    if (e == ERR_OK)
        e = messages_make(x, v, page);
    if (e == ERR_OK)
        e = reply_make(x, v, page);
    if (e == ERR_OK)
        e = likely_make(x, v->id, &page->likely, &page->likely_count);
    return e;
}

void report_get(struct exchange *x)
{
    struct desk_report_page page = {0};
    struct report_view *v;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_report_view(&x->reader, id, &v)))
        return;
    if (v == NULL) {
        page_error(x, 404);
        return;
    }
    page_begin_text(x, &page.page, v->number);
    page.letters_href = letters_href(x->arena, STREAM_report, id);
    page.report = v;
    page.state = code_label(CODE_LIST_report_state, v->state);
    facts_make(v, &page);
    finder_make(v, &page);
    parts_make(v, &page);
    wishes_make(v, &page);
    steps_make(v, &page);
    duties_of_report(x, v, &page.duties);
    if (is_finder(x))
        fact_text(&page.facts, N_("Published as"), v->published_number);
    if (!id_is_none(v->case_id))
        page.case_href = stream_href(x->arena, STREAM_case, v->case_id);
    if (page_failed(x, page_make(x, v, &page)) ||
        page_failed(x, app_note_read(&x->reader, id, v->classes)))
        return;
    if (is_finder(x))
        PAGE_RENDER(x, 200, tpl_desk_my_report, &page);
    else
        PAGE_RENDER(x, 200, tpl_desk_report, &page);
}
