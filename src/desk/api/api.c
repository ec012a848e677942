/*
 * desk/api/api.c — the JSON interface: views, the work list, commands, files.
 *
 * A caller is a bearer token, which acts as one person in one role. Every command of the list is
 * one address; the body has the fields of the form. It shows nothing that the same person's page
 * does not show.
 */
#include "desk/api/api_priv.h"

#include "core/json/json.h"
#include "messages.h"

/* ---- reading ---- */

bool api_id(struct exchange *x, struct id *out)
{
    if (id_read(http_request_param(x->req, STR("id")), out) && !id_is_none(*out))
        return true;
    api_fail(x, ERR_NOT_FOUND);
    return false;
}

/* The view's token is its ETag: If-Match of a command refuses what was decided on an older sight
 * (CON-01). */
static void view_send(struct exchange *x, struct id noted, struct id stream, uint32_t classes)
{
    struct str token = app_view_token(&x->reader, stream);
    enum err e = app_note_read(&x->reader, noted, classes);

    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    http_response_header(x->res, STR("ETag"), arena_format(x->arena, "\"%.*s\"", STR_ARG(token)));
    api_send(x, 200);
}

void api_report_get(struct exchange *x)
{
    struct report_view *v = NULL;
    struct id id;
    enum err e;

    if (!api_id(x, &id))
        return;
    e = app_report_view(&x->reader, id, &v);
    if (e == ERR_OK)
        e = v == NULL ? ERR_NOT_FOUND : report_view_write(v, page_out(x));
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    view_send(x, id, id, v->classes);
}

void api_party_get(struct exchange *x)
{
    struct organisation_view *v = NULL;
    struct id id;
    enum err e;

    if (!api_id(x, &id))
        return;
    e = app_organisation_view(&x->reader, id, &v);
    if (e == ERR_OK)
        e = v == NULL ? ERR_NOT_FOUND : organisation_view_write(v, page_out(x));
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    view_send(x, id, id, CLASS_BIT(internal));
}

/* The lists of the scheme, and in `id` the stream that their steps name. */
void api_scheme_get(struct exchange *x)
{
    struct id scheme;
    enum err e = app_scheme_id(&x->reader, &scheme);

    if (e == ERR_OK)
        e = app_scheme_lists(&x->reader, page_out(x));
    if (e != ERR_OK)
        api_fail(x, e);
    else
        api_send(x, 200);
}

/* A case, or one advisory of it: the same answer, about that advisory (OBJ-04). */
void api_case_get(struct exchange *x)
{
    struct case_view *v = NULL;
    struct id id;
    enum err e;

    if (!api_id(x, &id))
        return;
    e = app_case_view(&x->reader, id, &v);
    if (e == ERR_OK)
        e = v == NULL ? ERR_NOT_FOUND : case_view_write(v, page_out(x));
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    view_send(x, v->id, id, v->classes);
}

static const char *const type_words[STREAM_TYPE_COUNT] = {"",         "scheme", "report", "case",
                                                          "advisory", "party",  "person"};

static void text2_write(struct json_writer *w, struct str key, struct text2 text)
{
    json_write_member_object(w, key);
    json_write_member_opt(w, STR("en"), text.en);
    json_write_member_opt(w, STR("ja"), text.ja);
    json_write_end(w);
}

static void item_write(struct exchange *x, struct json_writer *w, const struct work_item *item)
{
    static const char *const dues[] = {"", "overdue", "today", "week", "later", "waiting"};
    const struct command_def *next =
        item->next == COMMAND_none ? NULL : command_def_get(item->next);

    json_write_object(w);
    if (!id_is_none(item->advisory))
        json_write_member(w, STR("advisory"), id_text(item->advisory, x->arena));
    json_write_member(w, STR("due"), str_from_cstr(dues[item->due]));
    json_write_member_opt(w, STR("due_day"),
                          item->due_day == 0 ? STR("") : civil_write_date(item->due_day, x->arena));
    json_write_member(w, STR("id"), id_text(item->stream, x->arena));
    json_write_member_opt(w, STR("next"), next == NULL ? STR("") : str_from_cstr(next->name));
    json_write_member(w, STR("number"), item->number);
    json_write_member(w, STR("step"), message(x->lang, item->step));
    text2_write(w, STR("title"), item->title);
    json_write_member(w, STR("type"), str_from_cstr(type_words[item->stream_type]));
    json_write_end(w);
}

void api_work_get(struct exchange *x)
{
    struct work_filter filter = {.include_ended =
                                     str_equal(http_request_arg(x->req, STR("ended")), STR("1"))};
    struct work_list list;
    struct json_writer w;
    enum err e = app_work(&x->reader, &filter, &list);

    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    json_write_begin(&w, page_out(x), JSON_COMPACT);
    json_write_object(&w);
    json_write_member_array(&w, STR("items"));
    for (size_t i = 0; i < list.count; i++)
        item_write(x, &w, &list.items[i]);
    json_write_end(&w);
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, 200);
}

/* ---- commands ---- */

const char *api_folder(enum subject_kind kind)
{
    switch (kind) {
    case SUBJECT_REPORT:
        return "reports";
    case SUBJECT_CASE:
    case SUBJECT_RELATION:
        return "cases";
    case SUBJECT_ADVISORY:
        return "advisories";
    case SUBJECT_PARTY:
        return "parties";
    case SUBJECT_PERSON:
        return "persons";
    case SUBJECT_NONE:
    case SUBJECT_SCHEME:
    case SUBJECT_ANY:
        break;
    }
    return "scheme";
}

static const char *const any_folders[] = API_ANY_FOLDERS;

/* Steps of anything that has a stream stand in every folder. */
static bool is_in_folder(const struct command_def *def, struct str folder)
{
    bool any = def->subject == SUBJECT_ANY;

    for (size_t i = 0; any && i < sizeof(any_folders) / sizeof(any_folders[0]); i++) {
        if (str_equal(folder, str_from_cstr(any_folders[i])))
            return true;
    }
    if ((def->flags & OF_ADVISORY) != 0 &&
        str_equal(folder, str_from_cstr(api_folder(SUBJECT_ADVISORY))))
        return true;
    return str_equal(folder, str_from_cstr(api_folder(def->subject)));
}

const struct command_def *api_command_of(struct exchange *x, bool creates)
{
    const struct command_def *def = command_def_find(http_request_param(x->req, STR("name")));
    struct refusal unknown = {.code = REFUSAL_unknown_command};
    struct str folder = http_request_param(x->req, STR("subject"));

    if (def != NULL && (def->flags & INTERNAL) == 0 && ((def->flags & CREATES) != 0) == creates &&
        is_in_folder(def, folder))
        return def;
    api_refuse(x, &unknown);
    return NULL;
}

/* A one-time code beside the token steps this one call up. */
static bool stepped_up(struct exchange *x, const struct command_def *def)
{
    struct str code = str_trim(http_request_header(x->req, STR("Todoke-Code")));
    enum app_sign result = APP_SIGN_OK;
    enum err e;

    if ((def->flags & STEP_UP) == 0 || str_is_empty(code))
        return true;
    e = app_actor_step_up(x->desk->app, &x->reader.actor, code, &result);
    if (e == ERR_OK && result == APP_SIGN_OK)
        return true;
    if (e != ERR_OK)
        api_fail(x, e);
    else
        api_problem(x, 403, "code",
                    app_sign_sentence(result == APP_SIGN_WAIT ? APP_SIGN_WRONG : result));
    return false;
}

/* Idempotency-Key is the submission: 26 characters of our own alphabet, or a fresh one when it is
 * absent. */
static bool request_make(struct exchange *x, struct app_request *out)
{
    struct str key = str_trim(http_request_header(x->req, STR("Idempotency-Key")));
    struct str match = str_trim(http_request_header(x->req, STR("If-Match")));

    *out = (struct app_request){
        .actor = x->reader.actor, .submission = app_submission_new(), .arena = x->arena};
    if (match.len > 2 && match.ptr[0] == '"')
        out->view_token = str_slice(match, 1, match.len - 1);
    if (str_is_empty(key) || id_read(key, &out->submission))
        return true;
    api_problem(x, 400, "idempotency-key",
                N_("Idempotency-Key has 26 characters a–z and 2–7, made at random for each call."));
    return false;
}

static void outcome_send(struct exchange *x, const struct app_outcome *outcome, bool creates)
{
    struct json_writer w;

    json_write_begin(&w, page_out(x), JSON_COMPACT);
    json_write_object(&w);
    json_write_member(&w, STR("id"), id_text(outcome->subject, x->arena));
    json_write_key(&w, STR("repeated"));
    json_write_bool(&w, outcome->repeated);
    if (!id_is_none(outcome->step))
        json_write_member(&w, STR("step"), id_text(outcome->step, x->arena));
    json_write_member(&w, STR("type"), str_from_cstr(type_words[outcome->subject_type]));
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, creates && !outcome->repeated ? 201 : 200);
}

static void command_run(struct exchange *x, const struct command_def *def, struct subject subject)
{
    struct command *command = NULL;
    struct refusal refusal = {0};
    struct app_outcome outcome;
    struct app_request request;
    struct input in;
    enum err e;

    if (!api_body(x, &in))
        return;
    e = command_read(def->kind, &in, x->arena, &command, &refusal);
    if (e == ERR_OK && refusal.code != REFUSAL_none) {
        api_refuse(x, &refusal);
        return;
    }
    if (e == ERR_OK && (!stepped_up(x, def) || !request_make(x, &request)))
        return;
    if (e == ERR_OK) {
        command->subject = subject;
        e = app_command(x->desk->app, &request, command, &outcome);
    }
    if (e != ERR_OK)
        api_fail(x, e);
    else if (outcome.refusal.code != REFUSAL_none)
        api_refuse(x, &outcome.refusal);
    else
        outcome_send(x, &outcome, (def->flags & CREATES) != 0);
}

void api_create_post(struct exchange *x)
{
    const struct command_def *def = api_command_of(x, true);

    if (def != NULL)
        command_run(x, def, (struct subject){0});
}

void api_command_post(struct exchange *x)
{
    const struct command_def *def = api_command_of(x, false);
    struct subject subject = {0};

    if (def == NULL || !api_id(x, &subject.stream))
        return;
    if (def->subject == SUBJECT_RELATION &&
        !id_read(http_request_arg(x->req, STR("party")), &subject.party))
        subject.party = x->reader.actor.party;
    command_run(x, def, subject);
}

/* ---- files ---- */

static enum err upload_one(struct exchange *x, const struct http_file *file, struct json_writer *w)
{
    struct id handle;
    enum err e = upload_take(x, file, &handle);

    if (e != ERR_OK)
        return e;
    json_write_object(w);
    json_write_member(w, STR("id"), id_text(handle, x->arena));
    json_write_member(w, STR("name"), file->filename);
    json_write_end(w);
    return ERR_OK;
}

/* Each file of the form becomes a handle that a command may name within a day. */
void api_files_post(struct exchange *x)
{
    struct json_writer w;
    enum err e = x->req->form->file_count == 0 ? ERR_INVALID : ERR_OK;

    json_write_begin(&w, page_out(x), JSON_COMPACT);
    json_write_object(&w);
    json_write_member_array(&w, STR("files"));
    for (size_t i = 0; e == ERR_OK && i < x->req->form->file_count; i++)
        e = upload_one(x, &x->req->form->files[i], &w);
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    json_write_end(&w);
    json_write_end(&w);
    json_write_finish(&w);
    api_send(x, 201);
}
