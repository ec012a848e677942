/*
 * desk/step.c — one step of the law on its way from an address and a form to app: found through the
 * reader's own views, read with its files, sent. What is shown of it is not for here: the form page
 * (command.c) and the editor have that.
 */
#include "desk/command_priv.h"

#include "base/utf8.h"

/* ---- which step ---- */

/* HND-03: an officer knows those of the own body by name and nothing of their accounts. */
static enum err colleague_find(struct exchange *x, struct step *s, bool *found)
{
    struct party_list list;
    enum err e = app_colleagues(&x->reader, &list);

    for (size_t i = 0; e == ERR_OK && i < list.count; i++) {
        if (!id_equal(list.items[i].id, s->subject.stream))
            continue;
        s->title = list.items[i].name;
        *found = true;
    }
    return e;
}

enum err step_subject_find(struct exchange *x, enum stream_type type, struct step *s, bool *found)
{
    struct report_view *report = NULL;
    struct case_view *of_case = NULL;
    struct app_persons persons = {0};
    struct organisation_view *organisation = NULL;
    struct id scheme = {{0}};
    enum err e = ERR_OK;

    if (type == STREAM_party)
        e = app_organisation_view(&x->reader, s->subject.stream, &organisation);
    else if (type == STREAM_scheme)
        e = app_scheme_id(&x->reader, &scheme);
    else if (type == STREAM_report)
        e = app_report_view(&x->reader, s->subject.stream, &report);
    else if (type == STREAM_case)
        e = app_case_view(&x->reader, s->subject.stream, &of_case);
    else
        e = app_persons(&x->reader, &persons);
    if (organisation != NULL) {
        s->number = text2_pick(x, organisation->party.name);
        *found = true;
        return e;
    }
    if (report != NULL) {
        s->number = report->number;
        s->title.ja = report->product;
        s->files = report->files;
    }
    if (of_case != NULL) {
        bool of_advisory = !id_equal(s->subject.stream, of_case->id);
        s->number = of_advisory ? of_case->advisory_number : of_case->number;
        s->title = of_case->title;
        s->files = of_case->files;
        s->of_case = of_case;
    }
    *found = report != NULL ||
             (of_case != NULL && (id_equal(s->subject.stream, of_case->id) ||
                                  (s->command->flags & OF_ADVISORY) != 0)) ||
             (type == STREAM_scheme && id_equal(scheme, s->subject.stream));
    if (e == ERR_OK && type == STREAM_person && actor_is_staff(&x->reader.actor))
        return colleague_find(x, s, found);
    for (size_t i = 0; e == ERR_OK && i < persons.count; i++) {
        if (!id_equal(persons.items[i].id, s->subject.stream))
            continue;
        s->number = persons.items[i].login;
        s->title = persons.items[i].name;
        *found = true;
    }
    return e;
}

bool step_begin(struct exchange *x, enum stream_type type, struct step *s)
{
    struct str party = http_request_arg(x->req, STR("party"));
    bool found = false;

    *s = (struct step){.command = command_def_find(http_request_param(x->req, STR("command")))};
    if (s->command == NULL || (s->command->flags & (INTERNAL | CREATES)) != 0 ||
        !subject_may_be(s->command->subject, type)) {
        page_error(x, 404);
        return false;
    }
    if (!path_id(x, &s->subject.stream))
        return false;
    if (s->command->subject == SUBJECT_RELATION && !id_read(party, &s->subject.party))
        s->subject.party = x->reader.actor.party;
    if (page_failed(x, step_subject_find(x, type, s, &found)))
        return false;
    if (!found) {
        page_error(x, 404);
        return false;
    }
    s->href = stream_href(x->arena, type, s->of_case != NULL ? s->of_case->id : s->subject.stream);
    if (type == STREAM_person && actor_is_staff(&x->reader.actor))
        s->href = STR("/me");
    return true;
}

bool step_begin_new(struct exchange *x, struct step *s)
{
    *s = (struct step){.command = command_def_find(http_request_param(x->req, STR("command")))};
    if (s->command == NULL || (s->command->flags & INTERNAL) != 0 ||
        (s->command->flags & CREATES) == 0 ||
        (s->command->roles & (1u << x->reader.actor.role)) == 0) {
        page_error(x, 404);
        return false;
    }
    s->href = s->command->subject == SUBJECT_PERSON ? STR("/accounts") : STR("/organisations");
    if (s->command->subject == SUBJECT_CASE)
        s->href = STR("/");
    return true;
}

/* ---- reading ---- */

enum err upload_take(struct exchange *x, const struct http_file *file, struct id *handle)
{
    struct app_upload_info info = {
        .name = utf8_truncate(file->filename, LIMIT_TEXT_LINE),
        .type = file->content_type,
        .size = file->content.len,
    };
    struct app_upload *u;
    enum err e = app_upload_begin(&x->reader, &info, &u);

    if (e != ERR_OK)
        return e;
    e = app_upload_write(u, file->content);
    if (e != ERR_OK) {
        app_upload_abandon(u);
        return e;
    }
    return app_upload_finish(u, handle);
}

static enum err uploads_take(struct exchange *x, struct step *s)
{
    const struct http_form *form = x->req->form;
    enum err e = ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < form->field_count; i++) {
        struct str name = form->fields[i].name;
        if (str_starts_with(name, STR("_file.")))
            e = input_add(&s->names, x->arena, str_slice(name, 6, name.len), form->fields[i].value);
    }
    for (size_t i = 0; e == ERR_OK && i < form->file_count; i++) {
        const struct http_file *file = &form->files[i];
        struct id handle;
        struct str id;
        e = upload_take(x, file, &handle);
        if (e != ERR_OK)
            return e;
        id = id_text(handle, x->arena);
        e = input_add(&s->names, x->arena, id, file->filename);
        if (e == ERR_OK)
            e = input_add(&s->typed, x->arena, file->field, id);
        if (e == ERR_OK)
            e = input_add(&s->uploaded, x->arena, file->field, id);
        if (e == ERR_OK)
            e = input_add(&s->uploaded, x->arena, arena_format(x->arena, "_file.%.*s", STR_ARG(id)),
                          file->filename);
    }
    return e;
}

bool step_read(struct exchange *x, struct step *s)
{
    enum err e = form_input(x->req->form, x->arena, &s->typed);

    if (e == ERR_OK)
        e = form_join_keywords(s->command, x->arena, &s->typed);
    if (e == ERR_OK)
        e = uploads_take(x, s);
    return !page_failed(x, e);
}

/* ---- sending ---- */

bool command_step_up(struct exchange *x, const struct command_def *command,
                     const struct input *kept)
{
    struct str code = str_trim(http_request_field(x->req, FORM_CODE));
    struct app_signed signed_up;

    if ((command->flags & STEP_UP) == 0 || x->reader.actor.stepped_up)
        return true;
    if (str_is_empty(code)) {
        step_up_page(x, command, kept, (struct str){0});
        return false;
    }
    if (page_failed(
            x, app_session_step_up(x->desk->app, x->caller->token, code, x->arena, &signed_up)))
        return false;
    if (signed_up.result != APP_SIGN_OK) {
        step_up_page(x, command, kept, sign_sentence(x, signed_up.result, signed_up.retry_after_s));
        return false;
    }
    x->reader.actor = signed_up.session.actor;
    return true;
}

bool command_send(struct exchange *x, const struct command *command, struct app_outcome *out)
{
    struct app_request request = {.actor = x->reader.actor,
                                  .view_token = http_request_field(x->req, FORM_VIEW),
                                  .arena = x->arena};

    if (!id_read(http_request_field(x->req, FORM_SUBMISSION), &request.submission)) {
        page_error(x, 400);
        return false;
    }
    if (str_is_empty(request.view_token))
        request.view_token = (struct str){0};
    return !page_failed(x, app_command(x->desk->app, &request, command, out));
}

bool step_send(struct exchange *x, const struct step *s, struct app_outcome *out,
               struct refusal *refusal)
{
    struct command *command = NULL;

    *refusal = (struct refusal){0};
    if (page_failed(x, command_read(s->command->kind, &s->typed, x->arena, &command, refusal)) ||
        refusal->code != REFUSAL_none)
        return false;
    if ((s->command->flags & FINAL) != 0 &&
        str_is_empty(http_request_field(x->req, FORM_CONFIRM))) {
        *refusal = (struct refusal){.code = REFUSAL_field_missing,
                                    .field = N_("I have checked this and want it"),
                                    .field_name = "_confirm"};
        return false;
    }
    if (!command_step_up(x, s->command, &s->uploaded))
        return false;
    command->subject = s->subject;
    if (!command_send(x, command, out))
        return false;
    if (out->refusal.code == REFUSAL_step_up) {
        step_up_page(x, s->command, &s->uploaded, (struct str){0});
        return false;
    }
    *refusal = out->refusal;
    return refusal->code == REFUSAL_none;
}
