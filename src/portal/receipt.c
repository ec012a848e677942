/*
 * portal/receipt.c — the receipt page: with the code alone a finder follows the report and answers
 * (FND-06, FND-09, FND-10, architecture section 7).
 *
 * The code comes with each request, opens one reply and is forgotten. A code without a reply and a
 * code that opens nothing give the same answer (CON-08).
 */
#include "base/utf8.h"
#include "core/advisory/advisory.h"
#include "core/law.h"
#include "core/scheme/notice.h"
#include "messages.h"
#include "portal/receipt_priv.h"
#include "sys/disk.h"
#include "sys/random.h"
#include "templates.h"

static const char *const answer_fields[] = {"text", LETTER_FORM_FIELD, NULL};

/* ---- opening ---- */

/* The reply of the code in the form. ERR_NOT_FOUND for every code that opens nothing, mistyped ones
 * included. */
static enum err open_reply(const struct visit *v, struct receipt *receipt, struct str *code,
                           struct str *json)
{
    char normal[RECEIPT_TEXT_LEN + 1], name[ID_TEXT_LEN + 1];
    struct str sealed;
    if (!receipt_normalise(http_request_field(v->req, STR("code")), normal))
        return ERR_NOT_FOUND;
    *code = arena_copy(v->arena, str_from_cstr(normal));
    enum err err = receipt_derive(v->portal->cost, normal, receipt);
    crypto_wipe(normal, sizeof(normal));
    if (err)
        return err;
    id_write(receipt->lookup, name);
    err = disk_read_all(v->portal->replies_fd, name, LIMIT_FORM_BYTES, v->arena, &sealed);
    if (!err)
        err = receipt_open_reply(receipt, sealed, v->arena, json);
    return err == ERR_CRYPTO || err == ERR_CORRUPT ? ERR_NOT_FOUND : err;
}

/* ---- reading the view (core/access: report_view_write) ---- */

int64_t receipt_number(const struct json *view, struct str key)
{
    int64_t n = 0;
    return json_int(json_member(view, key), &n) ? n : 0;
}

bool receipt_truth(const struct json *view, struct str key)
{
    const struct json *v = json_member(view, key);
    return json_is(v, JSON_BOOL) && v->boolean;
}

static enum err read_messages(const struct visit *v, const struct json *view,
                              struct portal_receipt_page *page)
{
    const struct json *list = json_member(view, STR("messages"));
    struct portal_message *rows =
        ARENA_ARRAY(v->arena, struct portal_message, list ? list->count : 0);
    if (!rows)
        return ERR_MEMORY;
    for (const struct json *m = list ? list->first : NULL; m; m = m->next) {
        const struct json *files = json_member(m, STR("files"));
        rows[page->message_count++] = (struct portal_message){
            .at_us = receipt_number(m, STR("at_us")),
            .from_finder = receipt_truth(m, STR("from_finder")),
            .text = json_text(json_member(m, STR("text"))),
            .files = files ? (int64_t)files->count : 0,
        };
    }
    page->messages = rows;
    return ERR_OK;
}

static const char *state_text(int64_t state)
{
    switch (state) {
    case CODE_report_state_accepted:
    case CODE_report_state_handed_over:
        return N_("Your report was accepted. The developer is contacted and asked for a fix. "
                  "Please keep the information to yourself until it is published.");
    case CODE_report_state_declined:
        return N_("Your report was not accepted. The reason stands below. You are no longer asked "
                  "to keep it to yourself.");
    case CODE_report_state_withdrawn:
        return N_("The report was withdrawn at your wish. You are no longer asked to keep it to "
                  "yourself.");
    case CODE_report_state_published:
        return N_("The vulnerability was published. You are no longer asked to keep it to "
                  "yourself. Thank you for your report.");
    default:
        return N_("Your report has arrived. The reception body checks it and tells you here "
                  "whether it is accepted.");
    }
}

static const char *nondisclosure_text(const struct json *view)
{
    switch (receipt_number(view, STR("request_state"))) {
    case CODE_request_state_in_force:
        return N_("You are asked to keep the information to yourself until publication");
    case CODE_request_state_withdrawal_asked:
        return N_("In force; you asked to be freed of it");
    case CODE_request_state_withdrawn:
        return N_("Lifted");
    default:
        return N_("Not asked yet; please keep it to yourself until you hear from us");
    }
}

static const char *label_of(enum code_list list, int64_t number)
{
    const struct code_def *def = code_def_get(list, (uint32_t)number);
    return def ? def->label : NULL;
}

/* FND-02, TIM-08: a closed door with its date. The desk judges again. */
static void read_request(const struct visit *v, const struct json *view,
                         struct portal_receipt_page *page)
{
    int32_t today = civil_jst_day(clock_now_us(&v->portal->clock));
    int64_t state = receipt_number(view, STR("request_state"));
    page->nondisclosure = nondisclosure_text(view);
    page->free_from_day = (int32_t)receipt_number(view, STR("free_day"));
    page->request_end = label_of(CODE_LIST_request_end, receipt_number(view, STR("request_end")));
    page->request_end_day = (int32_t)receipt_number(view, STR("request_end_day"));
    page->release_asked_day = (int32_t)receipt_number(view, STR("release_asked_day"));
    page->release_text = json_text(json_member(view, STR("release_text")));
    page->may_release =
        state == CODE_request_state_in_force && page->free_from_day && page->free_from_day <= today;
    page->release_is_closed = state == CODE_request_state_in_force && !page->may_release;
}

static void read_withdrawal(const struct json *view, int64_t state,
                            struct portal_receipt_page *page)
{
    int64_t answer = receipt_number(view, STR("withdrawal_answer"));
    bool ended = state == CODE_report_state_declined || state == CODE_report_state_published ||
                 state == CODE_report_state_withdrawn;
    page->withdrawal_us = receipt_number(view, STR("withdrawal_us"));
    page->withdrawal_answer = label_of(CODE_LIST_withdrawal_answer, answer);
    page->withdrawal_text = json_text(json_member(view, STR("withdrawal_text")));
    page->may_withdraw = !ended && (!page->withdrawal_us || answer);
}

/* The labels are those of the command, as everywhere. */
static void read_consents(const struct json *view, struct portal_receipt_page *page)
{
    const struct command_def *def = command_def_get(COMMAND_change_consents);
    for (size_t i = 0; i < PORTAL_CONSENTS; i++) {
        struct str name = str_from_cstr(def->fields[i].name);
        page->consents[i] =
            (struct portal_consent){name, def->fields[i].label, receipt_truth(view, name)};
    }
    page->credit_name = json_text(json_member(view, STR("credit_name")));
}

static enum err read_view(const struct visit *v, const struct json *view,
                          struct portal_receipt_page *page)
{
    int64_t state = receipt_number(view, STR("state"));
    page->number = json_text(json_member(view, STR("number")));
    page->product = json_text(json_member(view, STR("product")));
    page->kind = label_of(CODE_LIST_report_kind, receipt_number(view, STR("kind")));
    page->state = label_of(CODE_LIST_report_state, state);
    page->state_text = state_text(state);
    page->received_us = receipt_number(view, STR("received_us"));
    page->accepted_day = (int32_t)receipt_number(view, STR("accepted_day"));
    page->start_day = (int32_t)receipt_number(view, STR("start_day"));
    page->out_of_scope =
        receipt_number(view, STR("decline_ground")) == CODE_decline_ground_out_of_scope;
    page->notice = notice_in_force()->name;
    page->citation = notice_in_force()->citation;
    page->owner = notice_in_force()->owner;
    page->decline_ground =
        label_of(CODE_LIST_decline_ground, receipt_number(view, STR("decline_ground")));
    page->decline_reason = json_text(json_member(view, STR("decline_reason")));
    page->accept_note = json_text(json_member(view, STR("accept_note")));
    page->credit_line = json_text(json_member(view, STR("credit_line")));
    page->credit_until = (int32_t)receipt_number(view, STR("credit_until"));
    page->published_number = json_text(json_member(view, STR("published_number")));
    if (!str_is_empty(page->published_number))
        page->published_url = publication_path(page->published_number, LANG_JA, v->arena);
    read_request(v, view, page);
    read_withdrawal(view, state, page);
    read_consents(view, page);
    return read_messages(v, view, page);
}

/* ---- pages ---- */

static void show_ask(const struct visit *v, struct str code, const char *error)
{
    struct portal_receipt_ask_page page = {.code = code};
    struct buf out;
    page.action = visit_path(v, "/receipt");
    if (error)
        page.error = message(v->ui.lang, error);
    if (visit_layout(v, N_("Follow your report"), "/receipt", &page.page)) {
        visit_fail(v, ERR_MEMORY);
        return;
    }
    buf_init(&out, v->arena, LIMIT_PAGE_BYTES);
    tpl_portal_receipt_ask(&out, &v->ui, &page);
    visit_send(v, error ? 404 : 200, &out);
}

void receipt_ask(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    show_ask(&v, (struct str){NULL, 0}, NULL);
}

static void show_not_found(const struct visit *v)
{
    show_ask(v, http_request_field(v->req, STR("code")),
             N_("No report opens with this code. Check each character. A report that was sent just "
                "now can be followed "
                "after about a minute."));
}

bool receipt_open(const struct visit *v, struct opened *o)
{
    struct receipt receipt = {0}; /* a mistyped code derives none */
    struct str json;
    struct json_error why;
    *o = (struct opened){.head = {.lang = v->ui.lang}};
    enum err err = open_reply(v, &receipt, &o->page.code, &json);
    o->head.lookup = receipt.lookup;
    receipt_wipe(&receipt);
    if (err == ERR_NOT_FOUND) {
        show_not_found(v);
        return false;
    }
    if (!err)
        err = json_read(json, LIMIT_FORM_BYTES, v->arena, &o->view, &why);
    if (!err)
        err = read_view(v, o->view, &o->page);
    if (err)
        visit_fail(v, err);
    return !err;
}

void receipt_render(const struct visit *v, struct opened *o, int status)
{
    struct portal_receipt_page *page = &o->page;
    struct buf out;
    page->action = visit_path(v, "/receipt/answer");
    page->reload = visit_path(v, "/receipt");
    page->withdraw = visit_path(v, "/receipt/withdraw");
    page->consent = visit_path(v, "/receipt/consents");
    page->release = visit_path(v, "/receipt/release");
    page->form = id_text(random_id(), v->arena);
    if (visit_layout(v, N_("Follow your report"), "/receipt", &page->page)) {
        visit_fail(v, ERR_MEMORY);
        return;
    }
    buf_init(&out, v->arena, LIMIT_PAGE_BYTES);
    tpl_portal_receipt(&out, &v->ui, page);
    visit_send(v, status, &out);
}

void receipt_show(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    struct opened o;
    if (receipt_open(&v, &o))
        receipt_render(&v, &o, 200);
}

void receipt_send(const struct visit *v, struct opened *o, const char *const *only,
                  const char *sent_what)
{
    enum err err = letter_send(v, &o->head, only);
    if (err) {
        visit_fail(v, err);
        return;
    }
    o->page.sent_what = sent_what;
    receipt_render(v, o, 200);
}

void receipt_fault(const struct visit *v, struct opened *o, const char *sentence)
{
    o->page.error = message(v->ui.lang, sentence);
    receipt_render(v, o, 422);
}

/* Why an answer cannot be taken: empty, or longer than the command's limit. */
static const char *answer_fault(struct str text, struct arena *arena)
{
    struct str accepted;
    size_t bad_at;
    if (str_is_empty(str_trim(text)))
        return N_("The message is empty. Write something and send again.");
    if (utf8_accept(text, true, arena, &accepted, &bad_at))
        return N_("The message contains characters that are not text. Remove them and send again.");
    if (utf8_length(accepted) > LIMIT_TEXT_BLOCK)
        return N_("The message is too long. Shorten it, or send the rest as a file.");
    return NULL;
}

void receipt_answer(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    struct opened o;
    if (!receipt_open(&v, &o))
        return;
    const char *fault = answer_fault(http_request_field(req, STR("text")), v.arena);
    o.head.kind = LETTER_ANSWER;
    if (fault) {
        o.page.text = http_request_field(req, STR("text"));
        receipt_fault(&v, &o, fault);
        return;
    }
    receipt_send(&v, &o, answer_fields,
                 N_("Your message was sent. It appears below after about a minute."));
}
