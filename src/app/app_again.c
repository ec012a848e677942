/*
 * app/app_again.c — a report form that was sent twice: the receipt of the second letter leads to a
 * report already. The same content is the same report; what differs becomes a message of the finder
 * to it, so that nothing that was typed is lost and there is one report. It must never change what
 * was reported.
 */
#include "app/app_priv.h"

struct again {
    const struct app *app;
    enum lang lang; /* of the form */
    const struct command_def *def;
    struct buf text;
};

static struct str words(const struct again *a, const char *message_id)
{
    return app_words(a->app, a->lang, message_id);
}

static const struct field_def *field_of(const struct again *a, const char *name)
{
    size_t i = 0;
    while (!str_equal(str_from_cstr(a->def->fields[i].name), str_from_cstr(name)))
        i++;
    return &a->def->fields[i];
}

static void compare_text(struct again *a, const char *name, struct str now, struct str before)
{
    struct str label = words(a, field_of(a, name)->label);
    if (!str_equal(now, before))
        buf_add_format(&a->text, "%.*s: %.*s\n", STR_ARG(label), STR_ARG(now));
}

static void compare_code(struct again *a, const char *name, uint32_t now, uint32_t before)
{
    const struct field_def *field = field_of(a, name);
    const struct code_def *code = code_def_get((enum code_list)field->argument, now);
    if (now != before)
        compare_text(a, name, code ? words(a, code->label) : STR("-"), (struct str){NULL, 0});
}

static void compare_yes(struct again *a, const char *name, bool now, bool before)
{
    if (now != before)
        compare_text(a, name, words(a, now ? N_("Yes") : N_("No")), (struct str){NULL, 0});
}

static void compare(struct again *a, const struct cmd_file_report *c, const struct report_view *v)
{
    uint32_t source = c->source ? c->source : (uint32_t)CODE_source_finder;

    compare_code(a, "kind", c->kind, v->kind);
    compare_code(a, "source", source, v->source);
    compare_text(a, "product", c->product, v->product);
    compare_text(a, "versions", c->versions, v->versions);
    compare_text(a, "developer", c->developer, v->developer);
    compare_text(a, "site_url", c->site_url, v->site_url);
    compare_text(a, "vulnerability", c->vulnerability, v->vulnerability);
    compare_text(a, "verification", c->verification, v->verification);
    compare_text(a, "attack", c->attack, v->attack);
    compare_text(a, "impact", c->impact, v->impact);
    compare_text(a, "told_others", c->told_others, v->told_others);
    compare_text(a, "finder_name", c->finder_name, v->finder_name);
    compare_text(a, "finder_contact", c->finder_contact, v->finder_contact);
    compare_yes(a, "tell_developer", c->tell_developer, v->tell_developer);
    compare_yes(a, "direct_contact", c->direct_contact, v->direct_contact);
    compare_yes(a, "named", c->named, v->named);
    compare_text(a, "credit_name", c->credit_name, v->credit_name);
}

enum err app_report_again(struct app *app, const struct cmd_file_report *c, struct id report,
                          struct arena *arena, struct str *text)
{
    struct app_reader r = {app, app_actor_system(), arena};
    struct again a = {.app = app,
                      .lang = c->language == CODE_language_en ? LANG_EN : LANG_JA,
                      .def = command_def_get(COMMAND_file_report)};
    struct report_view *v = NULL;
    enum err e = app_report_view(&r, report, &v);

    *text = (struct str){0};
    if (e != ERR_OK || !v)
        return e != ERR_OK ? e : ERR_NOT_FOUND;
    buf_init(&a.text, arena, LIMIT_FORM_BYTES);
    compare(&a, c, v);
    if (a.text.len == 0 && c->files.count == v->files.count)
        return ERR_OK;
    struct buf out;
    buf_init(&out, arena, LIMIT_FORM_BYTES);
    buf_add(&out, words(&a, N_("The form was sent once more. What differs:")));
    buf_add_char(&out, '\n');
    buf_add(&out, buf_str(&a.text));
    return buf_finish(&out, text);
}
