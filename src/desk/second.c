/*
 * desk/second.c — a step that waits for a second person, shown to those who may confirm it: the
 * choices of the form and everything that the step will do (HND-06). It judges nothing.
 */
#include "desk/command_priv.h"

#include "core/text/ui.h"
#include "desk/forms.h"
#include "messages.h"

enum { PARTS_MAX = 96 };

/* ---- values as their reader reads them ---- */

struct showing {
    struct exchange *x;
    const struct step *step;
    struct desk_reader_part *parts;
    size_t count;
};

static void show(struct showing *s, const char *label, struct str text)
{
    if (!str_is_empty(text) && s->count < PARTS_MAX)
        s->parts[s->count++] = (struct desk_reader_part){.label = label, .text = text};
}

static struct str filled(struct exchange *x, const char *msgid, struct ui_param param)
{
    return desk_text(x->arena, x->lang, msgid, &param, 1);
}

static struct str both_languages(struct exchange *x, const struct text2 *t)
{
    if (str_is_empty(t->ja) || str_is_empty(t->en))
        return str_is_empty(t->ja) ? t->en : t->ja;
    return arena_format(x->arena, "%.*s\n\n%.*s", STR_ARG(t->ja), STR_ARG(t->en));
}

static struct str party_name(struct exchange *x, struct id id)
{
    struct party_view party;

    return app_party(&x->reader, id, &party) ? text2_pick(x, party.name) : (struct str){NULL, 0};
}

static struct str value_text(struct exchange *x, const struct field_def *f, const void *value)
{
    const struct code_def *code;

    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
        return *(const struct str *)value;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        return both_languages(x, value);
    case FIELD_INSTANT:
        return *(const int64_t *)value == 0
                   ? (struct str){NULL, 0}
                   : filled(x, "{at}", ui_param_instant("at", *(const int64_t *)value));
    case FIELD_DAY:
        return *(const int32_t *)value == 0
                   ? (struct str){NULL, 0}
                   : filled(x, "{day}", ui_param_day("day", *(const int32_t *)value));
    case FIELD_BOOL:
        return message(x->lang, *(const bool *)value ? N_("Yes") : N_("No"));
    case FIELD_CODE:
        code = code_def_get((enum code_list)f->argument, *(const uint32_t *)value);
        return code == NULL ? (struct str){NULL, 0} : message(x->lang, code->label);
    case FIELD_REF:
        return party_name(x, *(const struct id *)value);
    case FIELD_FILES:
    case FIELD_DOC:
    case FIELD_INT:
    case FIELD_BYTES:
        break;
    }
    return (struct str){NULL, 0};
}

static struct str person_name(struct exchange *x, struct id person)
{
    struct text2 name;

    return app_person_name(&x->reader, person, &name) ? text2_pick(x, name) : (struct str){NULL, 0};
}

/* Files that would be passed on can be read before. */
static enum err show_files(struct showing *s, const char *label, const struct id_list *files)
{
    struct desk_reader_part part = {.label = label};
    enum err e = part_files(s->x, s->step->subject.stream, files, &part.files, &part.file_count);

    for (size_t i = 0; e == ERR_OK && i < part.file_count; i++)
        part.files[i].href = arena_format(s->x->arena, "%.*s/file/%.*s", STR_ARG(s->step->href),
                                          STR_ARG(part.files[i].text_id));
    if (e == ERR_OK && part.file_count > 0 && s->count < PARTS_MAX)
        s->parts[s->count++] = part;
    return e;
}

static enum err show_step(struct showing *s, const struct step_view *v)
{
    struct exchange *x = s->x;
    enum err e = ERR_OK;

    show(s, N_("Step"), message(x->lang, v->command->title));
    show(s, N_("Sent by"), person_name(x, v->person));
    show(s, N_("Sent at"), filled(x, "{at}", ui_param_instant("at", v->at_us)));
    for (size_t i = 0; e == ERR_OK && i < v->command->field_count; i++) {
        const struct field_def *f = &v->command->fields[i];
        const void *value = (const char *)v->what + f->offset;
        if (f->type == FIELD_FILES)
            e = show_files(s, f->label, value);
        else
            show(s, f->label, value_text(x, f, value));
    }
    show(s, N_("What becomes of it"), message(x->lang, v->command->effect));
    return e;
}

/* One after the other when several steps wait. */
enum err public_page_make(struct exchange *x, const struct command *command,
                          struct desk_command_page *page)
{
    struct buf out;

    buf_init(&out, x->arena, LIMIT_PAGE_BYTES);
    buf_add(&out, page->public_page.html);
    enum err e = app_list_preview(&x->reader, command, x->lang, &out);
    return e != ERR_OK ? e : buf_finish(&out, &page->public_page.html);
}

static bool concerns(const struct step *s, const struct step_view *v)
{
    return v->own == (s->command->kind == COMMAND_withdraw_step);
}

enum err second_side(struct exchange *x, const struct step *s, struct desk_command_page *page)
{
    struct app_steps steps;
    struct showing showing = {.x = x, .step = s};
    enum err e = app_steps(&x->reader, s->subject.stream, &steps);

    if (e != ERR_OK)
        return e;
    showing.parts = ARENA_ARRAY(x->arena, struct desk_reader_part, PARTS_MAX);
    if (showing.parts == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < steps.count; i++) {
        if (e == ERR_OK && concerns(s, &steps.items[i]))
            e = show_step(&showing, &steps.items[i]);
        if (e == ERR_OK && concerns(s, &steps.items[i]))
            e = public_page_make(x, steps.items[i].what, page);
    }
    if (e != ERR_OK)
        return e;
    page->audience = N_("This is what will happen");
    page->reader_side = showing.parts;
    page->reader_count = showing.count;
    page->confidential = true;
    return app_note_read(&x->reader, s->subject.stream, CLASS_BIT(proposal));
}

/* ---- the choice ---- */

/* The organisation that a step names tells two of the same kind apart; of something new, its name.
 */
static struct str choice_text(struct exchange *x, const struct step_view *v)
{
    struct str title = message(x->lang, v->command->title);
    bool creates = (v->command->flags & CREATES) != 0;

    for (size_t i = 0; i < v->command->field_count; i++) {
        const struct field_def *f = &v->command->fields[i];
        if (f->type == (creates ? FIELD_LINE : FIELD_REF))
            return arena_format(x->arena, "%.*s: %.*s", STR_ARG(title),
                                STR_ARG(value_text(x, f, (const char *)v->what + f->offset)));
    }
    return title;
}

enum err second_choices(struct exchange *x, const struct step *s, struct desk_form *form)
{
    struct app_steps steps;
    enum err e = app_steps(&x->reader, s->subject.stream, &steps);
    struct desk_field *f = form->fields; /* the step is the first field */

    if (e != ERR_OK)
        return e;
    f->options = ARENA_ARRAY(x->arena, struct desk_option, steps.count + 1);
    if (f->options == NULL)
        return ERR_MEMORY;
    f->option_count = 0;
    for (size_t i = 0; i < steps.count; i++) {
        struct str text = choice_text(x, &steps.items[i]);
        struct str id = id_text(steps.items[i].id, x->arena);
        if (!concerns(s, &steps.items[i]))
            continue;
        f->options[f->option_count++] = (struct desk_option){
            id, NULL, {text, text}, str_equal(id, f->value) || steps.count == 1};
    }
    f->widget = WIDGET_RADIO;
    return ERR_OK;
}
