/*
 * portal/receipt.c — the receipt page: with the code alone a finder follows the report and answers
 * (FND-06, FND-09, FND-10, architecture section 7).
 *
 * The code comes with each request, opens one reply and is forgotten. A code without a reply and a
 * code that opens nothing give the same answer (CON-08).
 */
#include "base/utf8.h"
#include "core/advisory/advisory.h"
#include "core/json/json.h"
#include "core/law.h"
#include "messages.h"
#include "portal/portal_priv.h"
#include "sys/disk.h"
#include "templates.h"

static const char *const answer_fields[] = {"text", NULL};

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

static int64_t number_of(const struct json *view, struct str key)
{
    int64_t n = 0;
    return json_int(json_member(view, key), &n) ? n : 0;
}

static bool truth_of(const struct json *view, struct str key)
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
            .at_us = number_of(m, STR("at_us")),
            .from_finder = truth_of(m, STR("from_finder")),
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
    if (truth_of(view, STR("nondisclosure_lifted")))
        return N_("Lifted");
    return truth_of(view, STR("nondisclosure_asked"))
               ? N_("You are asked to keep the information to yourself until publication")
               : N_("Not asked yet; please keep it to yourself until you hear from us");
}

static const char *label_of(enum code_list list, int64_t number)
{
    const struct code_def *def = code_def_get(list, (uint32_t)number);
    return def ? def->label : NULL;
}

static enum err read_view(const struct visit *v, const struct json *view,
                          struct portal_receipt_page *page)
{
    int64_t state = number_of(view, STR("state"));
    page->number = json_text(json_member(view, STR("number")));
    page->product = json_text(json_member(view, STR("product")));
    page->state = label_of(CODE_LIST_report_state, state);
    page->state_text = state_text(state);
    page->received_us = number_of(view, STR("received_us"));
    page->accepted_day = (int32_t)number_of(view, STR("accepted_day"));
    page->start_day = (int32_t)number_of(view, STR("start_day"));
    page->free_from_day = (int32_t)number_of(view, STR("free_day"));
    page->nondisclosure = nondisclosure_text(view);
    page->decline_ground =
        label_of(CODE_LIST_decline_ground, number_of(view, STR("decline_ground")));
    page->decline_reason = json_text(json_member(view, STR("decline_reason")));
    page->accept_note = json_text(json_member(view, STR("accept_note")));
    page->published_number = json_text(json_member(view, STR("published_number")));
    if (!str_is_empty(page->published_number))
        page->published_url = publication_path(page->published_number, LANG_JA, v->arena);
    page->may_answer = state != CODE_report_state_declined;
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

static void show_reply(const struct visit *v, struct str json, int status,
                       struct portal_receipt_page *page)
{
    const struct json *view;
    struct json_error why;
    struct buf out;
    enum err err = json_read(json, LIMIT_FORM_BYTES, v->arena, &view, &why);
    page->action = visit_path(v, "/receipt/answer");
    page->reload = visit_path(v, "/receipt");
    if (!err)
        err = read_view(v, view, page);
    if (!err)
        err = visit_layout(v, N_("Follow your report"), "/receipt", &page->page);
    if (err) {
        visit_fail(v, err);
        return;
    }
    buf_init(&out, v->arena, LIMIT_PAGE_BYTES);
    tpl_portal_receipt(&out, &v->ui, page);
    visit_send(v, status, &out);
}

void receipt_show(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    struct portal_receipt_page page = {0};
    struct receipt receipt = {0}; /* a mistyped code derives none */
    struct str json;
    enum err err = open_reply(&v, &receipt, &page.code, &json);
    receipt_wipe(&receipt);
    if (err == ERR_NOT_FOUND)
        show_not_found(&v);
    else if (err)
        visit_fail(&v, err);
    else
        show_reply(&v, json, 200, &page);
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
    struct portal_receipt_page page = {0};
    struct letter_head head = {.kind = LETTER_ANSWER, .lang = v.ui.lang};
    struct receipt receipt = {0}; /* a mistyped code derives none */
    struct str json;
    enum err err = open_reply(&v, &receipt, &page.code, &json);
    head.lookup = receipt.lookup;
    receipt_wipe(&receipt);
    if (err == ERR_NOT_FOUND) {
        show_not_found(&v);
        return;
    }
    const char *fault = err ? NULL : answer_fault(http_request_field(req, STR("text")), v.arena);
    if (!err && !fault)
        err = letter_send(&v, &head, answer_fields);
    if (err) {
        visit_fail(&v, err);
        return;
    }
    page.sent = !fault;
    page.error = fault ? message(v.ui.lang, fault) : (struct str){NULL, 0};
    page.text = fault ? http_request_field(req, STR("text")) : (struct str){NULL, 0};
    show_reply(&v, json, fault ? 422 : 200, &page);
}
