/*
 * desk/letters.c — the letters of a report or case with what became of each, the mails that came
 * in, and the mails that wait for a person. Staff only: everybody else gets the page that does not
 * exist.
 */
#include "desk/desk_priv.h"

#include "core/notice/notice.h"
#include "messages.h"
#include "templates.h"

/* ---- one report's or case's --------------------------------------------------------------------
 */

static struct str step_href(struct exchange *x, const struct desk_letters_page *page,
                            const char *command, struct str letter)
{
    return arena_format(x->arena, "%.*s/do/%s?letter=%.*s", STR_ARG(page->href), command,
                        STR_ARG(letter));
}

static bool came_back(const struct letter_view *v)
{
    return v->result == CODE_letter_result_bounced || v->result == CODE_letter_result_failed;
}

static struct str party_name(struct exchange *x, struct id party)
{
    struct party_view v;

    if (id_is_none(party) || !app_party(&x->reader, party, &v))
        return (struct str){NULL, 0};
    return text2_pick(x, v.name);
}

static void letter_row(struct exchange *x, const struct app_letter *l, bool of_report,
                       struct desk_letters_page *page)
{
    const struct letter_view *v = &l->view;
    const struct notice_def *def = notice_def_get((enum notice_kind)v->notice);
    struct desk_letter_row *row = &page->letters[page->letter_count++];

    *row = (struct desk_letter_row){
        .about_what = def ? def->subject : NULL,
        .party = party_name(x, v->party),
        .recipient = code_label(CODE_LIST_letter_recipient, v->recipient),
        .address = v->address,
        .result = code_label(CODE_LIST_letter_result, v->result),
        .waits = l->due_us != 0 && v->result == CODE_letter_result_queued,
        .failed = came_back(v),
        .at_us = l->due_us != 0 ? l->due_us : v->at_us,
        .detail = v->detail,
        .settled = v->settled,
        .about = v->about,
        .text = v->text,
        .version = v->version,
    };
    if (row->waits)
        row->stop_href =
            step_href(x, page, of_report ? "stop_report_letter" : "stop_letter", v->letter);
    bool may_settle = of_report || x->reader.actor.role == ROLE_coordinator;
    if (row->failed && str_is_empty(v->settled) && may_settle)
        row->settle_href =
            step_href(x, page, of_report ? "settle_report_letter" : "settle_letter", v->letter);
}

static enum err letters_make(struct exchange *x, struct id id, bool of_report,
                             struct desk_letters_page *page)
{
    struct app_letters letters;
    struct app_mails mails;
    enum err e = app_letters(&x->reader, id, &letters);

    if (e == ERR_OK)
        e = app_mails(&x->reader, id, &mails);
    if (e != ERR_OK)
        return e;
    page->letters = ARENA_ARRAY(x->arena, struct desk_letter_row, letters.count + 1);
    page->mails = ARENA_ARRAY(x->arena, struct desk_mail_row, mails.count + 1);
    if (page->letters == NULL || page->mails == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < letters.count; i++)
        letter_row(x, &letters.items[i], of_report, page);
    for (size_t i = 0; i < mails.count; i++) {
        const struct mail_view *m = &mails.items[i];
        struct desk_mail_row *row = &page->mails[page->mail_count++];
        *row = (struct desk_mail_row){
            .at_us = m->at_us,
            .sender = m->sender,
            .about = m->about,
            .text = m->text,
            .filing = code_label(CODE_LIST_mail_filing, m->filing),
            .automatic = m->automatic,
        };
        if (m->files.count > 0)
            row->file_href = arena_format(x->arena, "%.*s/file/%.*s", STR_ARG(page->href),
                                          STR_ARG(id_text(m->files.ids[0], x->arena)));
    }
    return ERR_OK;
}

static void state_make(struct exchange *x, struct desk_letters_page *page)
{
    struct app_mail_state state;

    app_mail_state(x->desk->app, &state);
    page->mail_is_off = state.off;
    page->unreachable = state.unreachable;
    page->answer = arena_copy(x->arena, str_from_cstr(state.answer));
}

/* The text of a mail may hold detail: its reading is noted before the first byte (SEC-04). */
static void letters_show(struct exchange *x, struct id id, enum stream_type type,
                         struct desk_letters_page *page, uint32_t classes)
{
    page->href = stream_href(x->arena, type, id);
    page_begin(x, &page->page, N_("Letters"));
    state_make(x, page);
    if (page_failed(x, letters_make(x, id, type == STREAM_report, page)))
        return;
    if (page->mail_count > 0 && page_failed(x, app_note_read(&x->reader, id, classes)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_letters, page);
}

void case_letters_get(struct exchange *x)
{
    struct desk_letters_page page = {0};
    struct case_view *v = NULL;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_case_view(&x->reader, id, &v)))
        return;
    if (v == NULL || !id_equal(v->id, id) || !actor_is_staff(&x->reader.actor)) {
        page_error(x, 404);
        return;
    }
    page.number = v->number;
    letters_show(x, id, STREAM_case, &page, v->classes);
}

void report_letters_get(struct exchange *x)
{
    struct desk_letters_page page = {0};
    struct report_view *v = NULL;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_report_view(&x->reader, id, &v)))
        return;
    if (v == NULL || x->reader.actor.role != ROLE_reception) {
        page_error(x, 404);
        return;
    }
    page.number = v->number;
    letters_show(x, id, STREAM_report, &page, v->classes);
}

struct str letters_href(struct arena *arena, enum stream_type type, struct id stream)
{
    struct str page = stream_href(arena, type, stream);

    return arena_format(arena, "%.*s/letters", STR_ARG(page));
}

/* ---- the preview of a step ---------------------------------------------------------------------
 */

enum err letters_preview_make(struct exchange *x, const struct command *command,
                              struct desk_command_page *page, struct refusal *refusal)
{
    struct app_letter_previews letters;
    enum err e = app_letters_preview(&x->reader, command, &letters);

    *refusal = letters.refusal;
    if (e != ERR_OK || refusal->code != REFUSAL_none)
        return e;
    page->shows_letters = true;
    page->letters = ARENA_ARRAY(x->arena, struct desk_letter_preview, letters.count + 1);
    if (page->letters == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < letters.count; i++) {
        const struct app_letter_preview *l = &letters.items[i];
        page->letters[page->letter_count++] = (struct desk_letter_preview){
            l->name, code_label(CODE_LIST_letter_recipient, l->recipient), l->address, l->about,
            l->text};
    }
    return ERR_OK;
}

/* ---- mails that wait for a person (HND-10) -----------------------------------------------------
 */

struct queue_answer {
    struct str mail; /* that was answered, absent on GET */
    struct str number, reason;
    struct refusal refusal;
};

static void queue_show(struct exchange *x, const struct queue_answer *answer)
{
    struct desk_queue_page page = {0};
    struct app_waiting_mails mails;
    bool refused = answer != NULL && answer->refusal.code != REFUSAL_none;

    if (page_failed(x, app_mail_queue(&x->reader, &mails)))
        return;
    page_begin(x, &page.page, N_("Mail to be filed"));
    page.token = page_token(x);
    page.rows = ARENA_ARRAY(x->arena, struct desk_queue_row, mails.count + 1);
    if (page.rows == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    for (size_t i = 0; i < mails.count; i++) {
        const struct app_waiting_mail *m = &mails.items[i];
        struct desk_queue_row *row = &page.rows[page.row_count++];
        *row = (struct desk_queue_row){
            .id = id_text(m->id, x->arena),
            .at_us = m->at_us,
            .sender = m->sender,
            .about = m->about,
            .text = m->text,
            .number = m->number,
            .typed_number = m->number,
            .doubt = code_label(CODE_LIST_mail_doubt, m->doubt),
            .automatic = m->automatic,
        };
        if (refused && str_equal(row->id, answer->mail)) {
            row->error = refusal_sentence(&answer->refusal, x->lang, x->arena);
            row->typed_number = answer->number;
            row->typed_reason = answer->reason;
        }
    }
    PAGE_RENDER(x, refused ? refusal_status(&answer->refusal) : 200, tpl_desk_queue, &page);
}

void mail_queue_get(struct exchange *x)
{
    if (!actor_is_staff(&x->reader.actor)) {
        page_error(x, 404);
        return;
    }
    queue_show(x, NULL);
}

static void queue_post(struct exchange *x, bool discard)
{
    struct queue_answer answer = {
        .number = str_trim(http_request_field(x->req, STR("number"))),
        .reason = str_trim(http_request_field(x->req, STR("reason"))),
    };
    struct app_outcome out = {0};
    struct id id;

    if (!path_id(x, &id))
        return;
    if (!actor_is_staff(&x->reader.actor)) {
        page_error(x, 404);
        return;
    }
    enum err e = discard ? app_mail_discard(&x->reader, id, answer.reason, &out)
                         : app_mail_file(&x->reader, id, answer.number, &out);
    if (page_failed(x, e))
        return;
    if (out.refusal.code == REFUSAL_none) {
        page_redirect(x, STR("/mail"));
        return;
    }
    answer.mail = id_text(id, x->arena);
    answer.refusal = out.refusal;
    queue_show(x, &answer);
}

void mail_file_post(struct exchange *x)
{
    queue_post(x, false);
}

void mail_discard_post(struct exchange *x)
{
    queue_post(x, true);
}
