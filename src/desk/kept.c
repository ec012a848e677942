/*
 * desk/kept.c — a form that somebody types into for long is kept as it is typed: restored when it
 * is opened again, forgotten when it was sent (interface.md, principle 5). The browser asks the
 * form's own address, so that everything is checked as for sending it; without a script a button
 * does the same. Codes, tokens and files are never kept.
 */
#include "desk/command_priv.h"

#include "sys/log.h"

enum { NO_CONTENT = 204 };

bool step_is_kept(const struct command_def *command)
{
    for (size_t i = 0; i < command->field_count; i++) {
        switch (command->fields[i].type) {
        case FIELD_BLOCK:
        case FIELD_BLOCK2:
        case FIELD_DOC:
            return true;
        case FIELD_LINE:
        case FIELD_LINE2:
        case FIELD_URL:
        case FIELD_MAIL:
        case FIELD_INSTANT:
        case FIELD_DAY:
        case FIELD_BOOL:
        case FIELD_CODE:
        case FIELD_REF:
        case FIELD_FILES:
        case FIELD_INT:
        case FIELD_BYTES:
            break;
        }
    }
    return false;
}

static struct app_form form_of(const struct step *s)
{
    return (struct app_form){s->command->kind, s->subject};
}

/* Handles of files are left out: a file lives for a day only. */
static enum err without_files(struct exchange *x, const struct step *s, const struct input *all,
                              struct input *out)
{
    enum err e = ERR_OK;

    *out = (struct input){NULL, 0};
    for (size_t i = 0; e == ERR_OK && i < all->count; i++) {
        bool is_file = false;
        for (size_t k = 0; k < s->command->field_count; k++)
            is_file = is_file ||
                      (s->command->fields[k].type == FIELD_FILES &&
                       str_equal(all->pairs[i].name, str_from_cstr(s->command->fields[k].name)));
        if (!is_file)
            e = input_add(out, x->arena, all->pairs[i].name, all->pairs[i].value);
    }
    return e;
}

bool kept_restore(struct exchange *x, struct step *s)
{
    struct app_form key = form_of(s);
    struct input kept = {NULL, 0};

    if (!step_is_kept(s->command))
        return true;
    if (page_failed(x, app_form_kept(&x->reader, &key, &kept, &s->kept_us)))
        return false;
    if (s->kept_us != 0)
        s->typed = kept;
    return true;
}

static enum err keep(struct exchange *x, const struct step *s)
{
    struct app_form key = form_of(s);
    struct input all = {NULL, 0}, typed = {NULL, 0};
    enum err e = form_input(x->req->form, x->arena, &all);

    if (e == ERR_OK)
        e = without_files(x, s, &all, &typed);
    return e == ERR_OK ? app_form_keep(&x->reader, &key, &typed) : e;
}

bool kept_answer(struct exchange *x, const struct step *s)
{
    struct str wish = http_request_field(x->req, STR("_draft"));
    struct app_form key = form_of(s);

    if (wish.ptr == NULL)
        return false;
    if (!step_is_kept(s->command)) {
        page_error(x, 400);
        return true;
    }
    if (str_equal(wish, STR("drop"))) {
        if (!page_failed(x, app_form_forget(&x->reader, &key)))
            page_redirect(x, x->req->target);
        return true;
    }
    if (page_failed(x, keep(x, s)))
        return true;
    if (str_equal(wish, STR("auto"))) {
        x->res->status = NO_CONTENT;
        http_headers_add(x->res, HTTP_HEADERS_PRIVATE_PAGE);
    } else {
        page_redirect(x, str_is_empty(s->href) ? STR("/") : s->href);
    }
    return true;
}

void kept_forget(struct exchange *x, const struct step *s)
{
    struct app_form key = form_of(s);

    if (step_is_kept(s->command) && app_form_forget(&x->reader, &key) != ERR_OK)
        log_error("kept_form", "err=\"not forgotten\""); /* it ends by itself */
}
