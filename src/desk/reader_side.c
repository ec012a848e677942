/*
 * desk/reader_side.c — the reader's side, shown before something is sent (interface.md, principle
 * 3).
 *
 * For the few steps that show people something they have not seen: exactly what they will see, and
 * greyed out what they will not. It changes nothing about the step and judges nothing.
 */
#include "desk/command_priv.h"

#include "messages.h"

enum { PARTS_MAX = 12 };

static void side_add(struct desk_command_page *page, const char *label, struct str text,
                     const char *why_hidden)
{
    if (str_is_empty(text) || page->reader_count == PARTS_MAX)
        return;
    page->reader_side[page->reader_count++] = (struct desk_reader_part){
        .label = label, .text = text, .hidden = why_hidden != NULL, .why = why_hidden};
}

static bool is_typed(const struct step *s, struct str name)
{
    return !str_is_empty(input_get(&s->typed, name));
}

/* DET-01, SEC-23: what a developer reads after accepting the terms. */
static enum err side_of_disclosure(struct exchange *x, const struct step *s,
                                   struct desk_command_page *page)
{
    const struct case_view *v = s->of_case;
    const char *attack = is_typed(s, STR("with_attack"))
                             ? NULL
                             : N_("Only when you tick “Give the attack method too”.");

    page->reader_side = ARENA_ARRAY(x->arena, struct desk_reader_part, PARTS_MAX);
    if (page->reader_side == NULL)
        return ERR_MEMORY;
    page->audience = N_("This is what the developer will read after accepting the terms");
    side_add(page, N_("Working title"), text2_pick(x, v->title), NULL);
    side_add(page, N_("Product"), v->product, NULL);
    side_add(page, N_("Versions"), v->versions, NULL);
    side_add(page, N_("Nature of the vulnerability"), v->vulnerability, NULL);
    side_add(page, N_("How to verify that it exists"), v->verification, NULL);
    side_add(page, N_("Impact"), v->impact, NULL);
    side_add(page, N_("Attack method"), v->attack, attack);
    side_add(page, N_("Analysis by the reception body"), v->analysis, N_("Staff only."));
    side_add(page, N_("Finder"), v->finder_name, N_("Never shown to a developer here."));
    return app_note_read(&x->reader, v->id, v->classes);
}

/* OVW-03, OVW-04, OVW-15: the number and the text alone; and sentences to start from. */
static enum err side_of_overview(struct exchange *x, const struct step *s,
                                 struct desk_command_page *page)
{
    const struct case_view *v = s->of_case;
    const char *hidden = N_("Not before the detail was requested and disclosed.");
    size_t count;
    const struct code_def *patterns = code_defs(CODE_LIST_overview_pattern, &count);

    page->reader_side = ARENA_ARRAY(x->arena, struct desk_reader_part, PARTS_MAX);
    page->patterns = ARENA_ARRAY(x->arena, struct desk_pattern, count);
    if (page->reader_side == NULL || page->patterns == NULL)
        return ERR_MEMORY;
    page->audience = N_("This is what each recipient will read beside your text");
    side_add(page, N_("Number"), v->number, NULL);
    side_add(page, N_("Working title"), text2_pick(x, v->title), hidden);
    side_add(page, N_("Product"), v->product, hidden);
    side_add(page, N_("Nature of the vulnerability"), v->vulnerability, hidden);
    side_add(page, N_("Attack method"), v->attack, hidden);
    for (size_t i = 0; i < count; i++)
        page->patterns[page->pattern_count++] = (struct desk_pattern){
            patterns[i].label,
            arena_format(x->arena, "%.*s?pattern=%s", STR_ARG(x->req->path), patterns[i].name)};
    return app_note_read(&x->reader, v->id, v->classes);
}

/* PUB-28: what is approved is the frozen text with this digest, nothing else. */
static enum err side_of_approval(struct exchange *x, const struct step *s,
                                 struct desk_command_page *page)
{
    page->hash = s->of_case->hash;
    page->preview_ja = preview_href(x->arena, s->subject.stream, "ja");
    page->preview_en = preview_href(x->arena, s->subject.stream, "en");
    page->date_us = s->of_case->date_us;
    for (size_t i = 0; i < page->form.field_count; i++) {
        if (str_equal(page->form.fields[i].name, STR("hash")))
            page->form.fields[i].widget = WIDGET_FIXED;
    }
    return changes_to_approve(x, s->of_case, page);
}

/* HND-02: who hands over, and who takes over, sees what goes along. */
static bool moves_duty(enum command_kind kind)
{
    return kind == COMMAND_appoint_report || kind == COMMAND_appoint_case ||
           kind == COMMAND_take_report || kind == COMMAND_take_case;
}

enum err reader_side(struct exchange *x, const struct step *s, struct desk_command_page *page)
{
    page->confidential =
        str_is_empty(page->closed) &&
        (law_prefill_classes(s->command->kind) != 0 ||
         s->command->kind == COMMAND_disclose_detail || s->command->kind == COMMAND_send_overview);
    if (s->command->subject == SUBJECT_ANY && str_is_empty(page->closed))
        return second_side(x, s, page);
    if (moves_duty(s->command->kind) && str_is_empty(page->closed))
        return matters_make(x, s->subject.stream, page);
    if (s->of_case == NULL || !str_is_empty(page->closed))
        return ERR_OK;
    if (s->command->kind == COMMAND_disclose_detail)
        return side_of_disclosure(x, s, page);
    if (s->command->kind == COMMAND_send_overview)
        return side_of_overview(x, s, page);
    if (s->command->kind == COMMAND_approve_advisory)
        return side_of_approval(x, s, page);
    return ERR_OK;
}
