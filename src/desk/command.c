/*
 * desk/command.c — the form of any command, from the list alone.
 *
 * GET shows it with what is known already; POST reads, sends (step.c) and either goes to the
 * subject's page or shows the same form with every value kept and the sentence at its field. A step
 * that is not open says why instead of a form.
 */
#include "desk/command_priv.h"

#include "templates.h"

/* ---- the page ---- */

enum err command_form_begin(struct exchange *x, struct id stream, const struct refusal *refusal,
                            struct desk_form *form)
{
    struct str view = http_request_field(x->req, FORM_VIEW);
    struct str submission = id_text(app_submission_new(), x->arena);
    enum err e;

    form->token = page_token(x);
    /* A refused form keeps the sight it was typed on, until its writer has been told of a newer
     * one. */
    if (refusal != NULL && refusal->code == REFUSAL_stale)
        view = (struct str){0};
    if (!id_is_none(stream) && str_is_empty(view))
        view = app_view_token(&x->reader, stream);
    e = form_hide(form, x->arena, FORM_SUBMISSION, submission);
    return e != ERR_OK ? e : form_hide(form, x->arena, FORM_VIEW, view);
}

/* Files that the subject holds may be passed on: they stand beside the field, ticked when they
 * were. */
static enum err offer_files(struct exchange *x, const struct step *s, struct desk_form *form)
{
    struct app_file *list = NULL;
    enum err e = ERR_OK;

    if (s->files.count > 0)
        e = app_file_list(&x->reader, s->subject.stream, &s->files, &list);
    for (size_t i = 0; e == ERR_OK && i < form->field_count; i++) {
        struct desk_field *f = &form->fields[i];
        for (size_t k = 0; f->widget == WIDGET_FILES && k < s->files.count; k++) {
            struct desk_file *file = NULL;
            for (size_t j = 0; j < f->file_count; j++) {
                if (id_equal(f->files[j].id, s->files.ids[k]))
                    file = &f->files[j];
            }
            if (file == NULL && f->file_count < 2 * LIMIT_UPLOAD_FILES)
                file = &f->files[f->file_count++];
            if (file == NULL)
                continue;
            file->id = s->files.ids[k];
            file->text_id = id_text(file->id, x->arena);
            file->name = list[k].name;
            file->bytes = (int64_t)list[k].size;
        }
    }
    return e;
}

static enum err form_make(struct exchange *x, const struct step *s, const struct refusal *refusal,
                          struct desk_form *form)
{
    struct form_source source = {&x->reader, x->lang,   x->arena, s->command,
                                 s->subject, &s->typed, &s->names};
    enum err e = command_form_begin(x, s->subject.stream, refusal, form);

    form->action = str_is_empty(s->action) ? x->req->target : s->action;
    form->submit = s->command->title;
    form->cancel = s->href;
    form->may_preview = actor_is_staff(&x->reader.actor);
    form->keeps = step_is_kept(s->command);
    form->kept_us = s->kept_us;
    if ((s->command->flags & FINAL) != 0)
        form->irreversible = s->command->effect;
    if (e == ERR_OK)
        e = form_fields(&source, refusal, form);
    if (e == ERR_OK)
        e = offer_files(x, s, form);
    if (e == ERR_OK && s->command->subject == SUBJECT_ANY)
        e = second_choices(x, s, form);
    if (e == ERR_OK && refusal != NULL && refusal->code != REFUSAL_none)
        e = form_refused(&source, refusal, form);
    return e;
}

/* CNT-04: what a developer writes there stands on its page or on JVN. */
static bool writes_for_page(enum command_kind kind)
{
    return kind == COMMAND_report_result || kind == COMMAND_report_product;
}

/* A form says whom or what it is about, and may begin with data of it. */
static bool step_is_noted(struct exchange *x, const struct step *s)
{
    uint32_t classes = s->of_case != NULL ? CLASS_BIT(overview) : CLASS_BIT(internal);

    if (id_is_none(s->subject.stream))
        return true;
    return !page_failed(x, app_note_read(&x->reader, s->subject.stream, classes));
}

static void command_show(struct exchange *x, const struct step *s, const struct refusal *refusal,
                         struct desk_command_page *page, int status)
{
    struct refusal closed = app_is_open(&x->reader, s->command->kind, s->subject);

    if (!step_is_noted(x, s))
        return;
    page->command = s->command;
    page->subject_number = s->number;
    page->subject_title = s->title;
    page->subject_href = s->href;
    page_begin(x, &page->page, s->command->title);
    page->page.wide = s->of_case != NULL;
    if (closed.code != REFUSAL_none && closed.code != REFUSAL_step_up) {
        page->closed = refusal_sentence(&closed, x->lang, x->arena);
        page->closed_requirement = refusal_def_get(closed.code)->requirement;
        status = refusal_status(&closed);
    }
    if (writes_for_page(s->command->kind))
        page->manual_href = app_conf(x->desk->app)->disclosure_manual;
    if (page_failed(x, form_make(x, s, refusal, &page->form)) ||
        page_failed(x, reader_side(x, s, page)))
        return;
    PAGE_RENDER(x, status, tpl_desk_command, page);
}

int refusal_status(const struct refusal *refusal)
{
    return refusal_def_get(refusal->code)->status;
}

/* Values known before anybody typed: those of the law, and the choice an address names. */
static bool prefill(struct exchange *x, struct step *s)
{
    struct input known = {0};
    struct str party = http_request_arg(x->req, STR("party"));
    enum err e = app_prefill(&x->reader, s->command->kind, s->subject, &known);

    for (size_t i = 0; e == ERR_OK && i < known.count; i++)
        e = input_add(&s->typed, x->arena, known.pairs[i].name, known.pairs[i].value);
    if (e == ERR_OK && !str_is_empty(party) && s->command->subject != SUBJECT_RELATION)
        e = input_add(&s->typed, x->arena, STR("party"), party);
    if (e == ERR_OK)
        e = contact_prefill(x, s);
    struct str letter = http_request_arg(x->req, STR("letter"));
    if (e == ERR_OK && !str_is_empty(letter))
        e = input_add(&s->typed, x->arena, STR("letter"), letter);
    return !page_failed(x, e);
}

/* ---- answers ---- */

static void command_done(struct exchange *x, const struct step *s, const struct app_outcome *out)
{
    struct str href = s->href;

    if (str_is_empty(href) || out->subject_type == STREAM_case)
        href = stream_href(x->arena, out->subject_type, out->subject);
    if (id_is_none(out->step))
        page_flash_next(x, str_from_cstr(s->command->name));
    else
        page_flash_waits(x, str_from_cstr(s->command->name));
    page_redirect(x, href);
}

/* The same form with the letters above it; nothing was sent. */
static void command_preview(struct exchange *x, const struct step *s)
{
    struct desk_command_page page = {0};
    struct command *command = NULL;
    struct refusal refusal = {0};

    if (page_failed(x, command_read(s->command->kind, &s->typed, x->arena, &command, &refusal)))
        return;
    if (refusal.code == REFUSAL_none) {
        command->subject = s->subject;
        if (page_failed(x, letters_preview_make(x, command, &page, &refusal)) ||
            page_failed(x, public_page_make(x, command, &page)))
            return;
    }
    bool refused = refusal.code != REFUSAL_none;
    command_show(x, s, refused ? &refusal : NULL, &page, refused ? refusal_status(&refusal) : 200);
}

static void command_post(struct exchange *x, struct step *s)
{
    struct desk_command_page page = {0};
    struct app_outcome out;
    struct refusal refusal;

    if (kept_answer(x, s) || !step_read(x, s))
        return;
    if (actor_is_staff(&x->reader.actor) &&
        !str_is_empty(http_request_field(x->req, STR("_preview")))) {
        command_preview(x, s);
        return;
    }
    if (step_send(x, s, &out, &refusal)) {
        kept_forget(x, s);
        command_done(x, s, &out);
        return;
    }
    if (refusal.code == REFUSAL_none)
        return;
    if (refusal.code == REFUSAL_unknown) {
        page_error(x, 404);
        return;
    }
    command_show(x, s, &refusal, &page, refusal_status(&refusal));
}

/* ---- handlers ---- */

static void step_get(struct exchange *x, enum stream_type type)
{
    struct desk_command_page page = {0};
    struct step s;

    if (step_begin(x, type, &s) && prefill(x, &s) && kept_restore(x, &s))
        command_show(x, &s, NULL, &page, 200);
}

static void step_post(struct exchange *x, enum stream_type type)
{
    struct step s;

    if (step_begin(x, type, &s))
        command_post(x, &s);
}

void report_command_get(struct exchange *x)
{
    step_get(x, STREAM_report);
}

void report_command_post(struct exchange *x)
{
    step_post(x, STREAM_report);
}

void case_command_get(struct exchange *x)
{
    step_get(x, STREAM_case);
}

void case_command_post(struct exchange *x)
{
    step_post(x, STREAM_case);
}

void party_command_get(struct exchange *x)
{
    step_get(x, STREAM_party);
}

void party_command_post(struct exchange *x)
{
    step_post(x, STREAM_party);
}

void scheme_command_get(struct exchange *x)
{
    step_get(x, STREAM_scheme);
}

void scheme_command_post(struct exchange *x)
{
    step_post(x, STREAM_scheme);
}

/* REG-05: what an uploaded poc.txt says stands in the form, to be read and sent. */
void poc_post(struct exchange *x)
{
    struct step s = {.command = command_def_get(COMMAND_set_contact_data)};
    struct desk_command_page page = {0};
    const struct http_form *form = x->req->form;
    size_t bad_line = 0;
    bool found = false;

    if (!path_id(x, &s.subject.stream) ||
        page_failed(x, step_subject_find(x, STREAM_party, &s, &found)))
        return;
    if (!found || form->file_count == 0) {
        page_error(x, found ? 400 : 404);
        return;
    }
    s.href = stream_href(x->arena, STREAM_party, s.subject.stream);
    s.action = action_href(x->arena, s.command, s.subject, STREAM_party);
    enum err e = poc_take(form->files[0].content, x->arena, &s.typed, &bad_line);
    if (e == ERR_INVALID) {
        const struct refusal refusal = {.code = REFUSAL_poc_line, .limit = (uint32_t)bad_line};
        command_show(x, &s, &refusal, &page, refusal_status(&refusal));
        return;
    }
    if (!page_failed(x, e))
        command_show(x, &s, NULL, &page, 200);
}

void person_command_get(struct exchange *x)
{
    step_get(x, STREAM_person);
}

void person_command_post(struct exchange *x)
{
    step_post(x, STREAM_person);
}

void new_command_get(struct exchange *x)
{
    struct desk_command_page page = {0};
    struct step s;

    if (step_begin_new(x, &s) && prefill(x, &s) && kept_restore(x, &s))
        command_show(x, &s, NULL, &page, 200);
}

void new_command_post(struct exchange *x)
{
    struct step s;

    if (step_begin_new(x, &s))
        command_post(x, &s);
}
