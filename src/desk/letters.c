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
        .protection = code_label(CODE_LIST_letter_protection, v->protection),
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

/* Those that the filter leaves, moved to the front. */
static size_t letters_filter(struct exchange *x, const struct list_words *words, uint32_t result,
                             struct app_letters *letters)
{
    size_t count = 0;

    for (size_t i = 0; i < letters->count; i++) {
        const struct letter_view *v = &letters->items[i].view;
        if ((result == 0 || v->result == result) &&
            (list_words_hold(x, words, party_name(x, v->party)) ||
             list_words_hold(x, words, v->address) || list_words_hold(x, words, v->about)))
            letters->items[count++] = letters->items[i];
    }
    return count;
}

static enum err letters_make(struct exchange *x, struct id id, bool of_report,
                             struct desk_letters_page *page)
{
    struct app_letters letters;
    struct list_words words;
    struct list_part part;
    uint32_t result;
    enum err e = app_letters(&x->reader, id, &letters);

    words =
        list_begin(x, x->req->path, N_("Recipient, address or subject"), &page->page, page->list);
    if (e == ERR_OK)
        e = list_kinds(x, N_("State"), CODE_LIST_letter_result, page->list, &result);
    if (e != ERR_OK)
        return e;
    part = list_part(x, page->list->action, letters_filter(x, &words, result, &letters),
                     &page->list->pager);
    page->letters = ARENA_ARRAY(x->arena, struct desk_letter_row, LIMIT_PAGE_ROWS);
    if (page->letters == NULL)
        return ERR_MEMORY;
    for (size_t i = part.first; i < part.end; i++)
        letter_row(x, &letters.items[i], of_report, page);
    return ERR_OK;
}

static enum err mails_make(struct exchange *x, struct id id, struct desk_letters_page *page)
{
    struct app_mails mails;
    enum err e = app_mails(&x->reader, id, &mails);

    if (e != ERR_OK)
        return e;
    page->mails = ARENA_ARRAY(x->arena, struct desk_mail_row, mails.count + 1);
    if (page->mails == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < mails.count; i++) {
        const struct mail_view *m = &mails.items[i];
        struct desk_mail_row *row = &page->mails[page->mail_count++];
        *row = (struct desk_mail_row){
            .at_us = m->at_us,
            .sender = m->sender,
            .about = m->about,
            .text = m->text,
            .filing = code_label(CODE_LIST_mail_filing, m->filing),
            .protection = code_label(CODE_LIST_mail_protection, m->protection),
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
    page->openpgp_missing = app_openpgp_state(x->desk->app) == APP_OPENPGP_MISSING;
    page->answer = arena_copy(x->arena, str_from_cstr(state.answer));
}

/* Addresses, and the text of a mail, which may hold detail: noted before the first byte (SEC-04).
 */
static void letters_show(struct exchange *x, struct id id, enum stream_type type,
                         struct desk_letters_page *page, uint32_t classes)
{
    struct desk_list list;

    page->list = &list;
    page->href = stream_href(x->arena, type, id);
    page_begin(x, &page->page, N_("Letters"));
    state_make(x, page);
    if (page_failed(x, letters_make(x, id, type == STREAM_report, page)) ||
        page_failed(x, mails_make(x, id, page)))
        return;
    if (page_failed(x, app_note_read(&x->reader, id, classes)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_letters, page);
}

/* The case or report of the address with its letters; false: answered, because there is none for
 * this person. */
static bool letters_subject(struct exchange *x, struct id *id, enum stream_type type,
                            struct desk_letters_page *page, uint32_t *classes)
{
    struct case_view *of_case = NULL;
    struct report_view *report = NULL;
    enum err e = ERR_OK;
    bool found;

    if (!path_id(x, id))
        return false;
    if (type == STREAM_case)
        e = app_case_view(&x->reader, *id, &of_case);
    else
        e = app_report_view(&x->reader, *id, &report);
    if (page_failed(x, e))
        return false;
    found = type == STREAM_case
                ? of_case != NULL && id_equal(of_case->id, *id) && actor_is_staff(&x->reader.actor)
                : report != NULL && x->reader.actor.role == ROLE_reception;
    if (!found) {
        page_error(x, 404);
        return false;
    }
    page->number = of_case != NULL ? of_case->number : report->number;
    *classes = of_case != NULL ? of_case->classes : report->classes;
    return true;
}

static void letters_answer(struct exchange *x, enum stream_type type)
{
    struct desk_letters_page page = {0};
    uint32_t classes;
    struct id id;

    if (!letters_subject(x, &id, type, &page, &classes))
        return;
    if (x->req->method == HTTP_POST)
        list_filter_post(x);
    else
        letters_show(x, id, type, &page, classes);
}

void case_letters(struct exchange *x)
{
    letters_answer(x, STREAM_case);
}

void report_letters(struct exchange *x)
{
    letters_answer(x, STREAM_report);
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
            l->name,    code_label(CODE_LIST_letter_recipient, l->recipient),
            l->address, l->about,
            l->text,    l->encrypted};
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

static size_t queue_filter(struct exchange *x, const struct list_words *words,
                           struct app_waiting_mails *mails)
{
    size_t count = 0;

    for (size_t i = 0; i < mails->count; i++) {
        const struct app_waiting_mail *m = &mails->items[i];
        if (list_words_hold(x, words, m->sender) || list_words_hold(x, words, m->about) ||
            list_words_hold(x, words, m->text))
            mails->items[count++] = *m;
    }
    return count;
}

static void queue_show(struct exchange *x, const struct queue_answer *answer)
{
    struct desk_list list;
    struct desk_queue_page page = {.list = &list};
    struct app_waiting_mails mails;
    struct list_words words;
    struct list_part part;
    bool refused = answer != NULL && answer->refusal.code != REFUSAL_none;

    if (page_failed(x, app_mail_queue(&x->reader, &mails)) ||
        page_failed(x, app_note_list(&x->reader)))
        return;
    page_begin(x, &page.page, N_("Mail to be filed"));
    page.token = page_token(x);
    words = list_begin(x, STR("/mail"), N_("Sender, subject or text"), &page.page, &list);
    part = list_part(x, list.action, queue_filter(x, &words, &mails), &list.pager);
    page.rows = ARENA_ARRAY(x->arena, struct desk_queue_row, LIMIT_PAGE_ROWS);
    if (page.rows == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    for (size_t i = part.first; i < part.end; i++) {
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
            .protection = code_label(CODE_LIST_mail_protection, m->protection),
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
