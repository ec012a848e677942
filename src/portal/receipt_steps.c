/*
 * portal/receipt_steps.c — what the finder may ask for with the receipt code alone: to withdraw the
 * report, other consents, the end of the non-disclosure request (FND-02, FND-03, FND-07).
 *
 * Each becomes a letter; the desk judges it. What cannot be open is not sent, with its reason.
 */
#include "base/utf8.h"
#include "core/law.h"
#include "messages.h"
#include "portal/receipt_priv.h"

static const char *const reason_fields[] = {"reason", LETTER_FORM_FIELD, NULL};

static const char *text_fault(const struct visit *v, const char *name, size_t limit)
{
    struct str accepted;
    size_t bad_at;
    struct str text = http_request_field(v->req, str_from_cstr(name));
    if (utf8_accept(text, true, v->arena, &accepted, &bad_at))
        return N_("The message contains characters that are not text. Remove them and send again.");
    return utf8_length(accepted) > limit
               ? N_("The message is too long. Shorten it, or send the rest as a file.")
               : NULL;
}

void receipt_withdraw(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    struct opened o;
    if (!receipt_open(&v, &o))
        return;
    const char *fault = text_fault(&v, "reason", LIMIT_TEXT_BLOCK);
    if (!fault && !o.page.may_withdraw)
        fault = N_("This cannot be asked now. What stands below is the present state.");
    o.head.kind = LETTER_WITHDRAWAL;
    if (fault)
        receipt_fault(&v, &o, fault);
    else
        receipt_send(&v, &o, reason_fields,
                     N_("Your wish to withdraw the report was sent. The answer of the reception "
                        "body appears here."));
}

void receipt_release(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    struct opened o;
    if (!receipt_open(&v, &o))
        return;
    const char *fault = text_fault(&v, "reason", LIMIT_TEXT_BLOCK);
    if (!fault && !o.page.may_release)
        fault = N_("This cannot be asked now. What stands below is the present state.");
    o.head.kind = LETTER_RELEASE;
    if (fault)
        receipt_fault(&v, &o, fault);
    else
        receipt_send(&v, &o, reason_fields,
                     N_("Your wish to be freed of the request was sent. The answer of the "
                        "reception body appears here."));
}

/* Only what differs from what stands: each consent is changed by itself. */
static size_t changed_consents(const struct visit *v, const struct opened *o,
                               const char *only[PORTAL_CONSENTS + 4])
{
    const struct command_def *def = command_def_get(COMMAND_change_consents);
    size_t count = 0;
    for (size_t i = 0; i < PORTAL_CONSENTS; i++) {
        struct str said = http_request_field(v->req, o->page.consents[i].name);
        bool given = str_equal(said, STR("yes"));
        if (!str_is_empty(said) && given != o->page.consents[i].given)
            only[count++] = def->fields[i].name;
    }
    struct str name = http_request_field(v->req, STR("credit_name"));
    if (!str_is_empty(name) && !str_equal(str_trim(name), o->page.credit_name))
        only[count++] = "credit_name";
    if (!str_is_empty(str_trim(http_request_field(v->req, STR("told_others")))))
        only[count++] = "told_others";
    return count;
}

void receipt_consents(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    const char *only[PORTAL_CONSENTS + 4] = {NULL};
    struct opened o;
    if (!receipt_open(&v, &o))
        return;
    const char *fault = text_fault(&v, "told_others", LIMIT_TEXT_BLOCK);
    if (!fault)
        fault = text_fault(&v, "credit_name", LIMIT_TEXT_LINE);
    size_t count = changed_consents(&v, &o, only);
    if (!fault && count == 0)
        fault = N_("Nothing was changed. Choose what shall be different.");
    o.head.kind = LETTER_CONSENTS;
    only[count] = LETTER_FORM_FIELD;
    if (fault)
        receipt_fault(&v, &o, fault);
    else
        receipt_send(&v, &o, only,
                     N_("Your change was sent. It is in force after about a minute."));
}
