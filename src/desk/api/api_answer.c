/*
 * desk/api/api_answer.c — what every address of the API answers with and reads: JSON, problem
 * documents in the reader's language, and the body as flat pairs. It must never say more of a
 * failure than the same person's page says.
 */
#include "desk/api/api_priv.h"

#include "core/json/json.h"
#include "messages.h"

enum { POINTER_MAX = 300 };

/* ---- answers ---- */

void api_send(struct exchange *x, int status)
{
    struct str text;

    if (buf_finish(&x->out, &text) != ERR_OK) {
        api_fail(x, ERR_MEMORY);
        return;
    }
    http_response_text(x->res, status, STR("application/json"), text);
    http_headers_add(x->res, HTTP_HEADERS_API_PRIVATE);
}

void api_problem(struct exchange *x, int status, const char *code, const char *sentence)
{
    struct http_problem problem = {
        .status = status, .code = str_from_cstr(code), .detail = message(x->lang, sentence)};

    http_problem_write(x->req, x->res, &problem);
}

void api_fail(struct exchange *x, enum err e)
{
    switch (e) {
    case ERR_NOT_FOUND:
        api_problem(x, 404, "unknown", refusal_def_get(REFUSAL_unknown)->sentence);
        return;
    case ERR_INVALID:
        api_problem(x, 400, "malformed",
                    N_("The request cannot be read. Compare it with the API description."));
        return;
    case ERR_LIMIT:
        api_problem(x, 413, "too-large",
                    N_("What you sent is larger than possible. Nothing was changed."));
        return;
    case ERR_CRYPTO:
        api_problem(x, 403, "wrong-secret", N_("This passphrase or code is not right."));
        return;
    case ERR_UNSUPPORTED:
        api_problem(x, 409, "unsupported",
                    N_("This directory does not have that. Nothing was changed."));
        return;
    case ERR_MEMORY:
    case ERR_BUSY:
    case ERR_FULL:
    case ERR_TIMEOUT:
        http_response_header(x->res, STR("Retry-After"), STR("5"));
        api_problem(x, 503, "busy",
                    N_("The desk is busy. Nothing was changed; send the same request again."));
        return;
    case ERR_LOCKED:
        http_response_header(x->res, STR("Retry-After"), STR("60"));
        api_problem(
            x, 503, "locked",
            N_("The desk is locked after its restart. Nothing was changed; send again later."));
        return;
    case ERR_OK:
    case ERR_EXISTS:
    case ERR_CONFLICT:
    case ERR_IO:
    case ERR_CORRUPT:
    case ERR_DENIED:
        break;
    }
    api_problem(x, 500, "internal", N_("This went wrong on our side. Nothing was changed."));
}

static const char *status_sentence(int status)
{
    switch (status) {
    case 401:
        return N_(
            "The token is missing, has ended or is not known. Make a new one at the desk under "
            "your name.");
    case 403:
        return refusal_def_get(REFUSAL_role)->sentence;
    case 404:
        return refusal_def_get(REFUSAL_unknown)->sentence;
    case 405:
        return N_("This address does not take this method. Compare it with the API description.");
    case 413:
        return N_("What you sent is larger than possible. Nothing was changed.");
    case 415:
        return N_("This address does not take this type of body. Compare it with the API "
                  "description.");
    case 429:
        return N_("Too many requests came from your address. Wait a minute, then send again.");
    case 503:
        return N_("The desk is busy. Nothing was changed; send the same request again.");
    case 500:
        return N_("This went wrong on our side. Nothing was changed.");
    default:
        return N_("The request cannot be read. Compare it with the API description.");
    }
}

struct str api_error_sentence(void *ctx, struct http_request *req, int status)
{
    struct http_response unused = {0};
    struct exchange x;

    exchange_begin(&x, ctx, req, &unused);
    return message(x.lang, status_sentence(status));
}

/* "comment.ja" -> "/comment/ja" */
static struct str pointer_of(struct exchange *x, const char *field)
{
    struct buf out;
    struct str text;

    if (field == NULL)
        return (struct str){0};
    buf_init(&out, x->arena, POINTER_MAX);
    buf_add_char(&out, '/');
    for (const char *c = field; *c != '\0'; c++) {
        if (*c == '~')
            buf_add_cstr(&out, "~0");
        else if (*c == '/')
            buf_add_cstr(&out, "~1");
        else
            buf_add_char(&out, *c == '.' ? '/' : *c);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}

void api_refuse(struct exchange *x, const struct refusal *refusal)
{
    const struct refusal_def *def = refusal_def_get(refusal->code);
    struct str sentence = refusal_sentence(refusal, x->lang, x->arena);
    struct http_problem_error error = {pointer_of(x, refusal->field_name), str_from_cstr(def->name),
                                       sentence};
    struct http_problem problem = {
        .status = def->status,
        .code = str_from_cstr(def->name),
        .requirement = str_from_cstr(def->requirement),
        .detail = sentence,
        .errors = &error,
        .error_count = refusal->field_name == NULL ? 0 : 1,
    };

    http_problem_write(x->req, x->res, &problem);
}

/* ---- the body ---- */

bool api_body(struct exchange *x, struct input *out)
{
    struct json_error error = {0};
    const struct json *root;
    enum err e;

    *out = (struct input){0};
    if (str_is_empty(x->req->body))
        return true;
    e = json_read(x->req->body, LIMIT_FORM_BYTES, x->arena, &root, &error);
    if (e == ERR_OK && root->kind != JSON_OBJECT)
        e = ERR_INVALID;
    if (e == ERR_OK)
        e = json_flatten(root, STR(""), x->arena, out);
    if (e == ERR_OK)
        return true;
    if (error.reason != JSON_REASON_NONE && error.reason != JSON_REASON_MEMORY) {
        struct str where = arena_format(x->arena, "%s, line %zu, column %zu",
                                        json_reason_word(error.reason), error.line, error.column);
        struct http_problem problem = {.status = 400, .code = STR("json"), .detail = where};
        http_problem_write(x->req, x->res, &problem);
        return false;
    }
    api_fail(x, e);
    return false;
}
