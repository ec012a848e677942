/*
 * app/app_again.c — a report form that was sent twice: the receipt of the second letter leads to a
 * report already. The same content is the same report; what differs becomes a message of the finder
 * to it, so that nothing that was typed is lost and there is one report. It must never change what
 * was reported.
 */
#include "app/app_priv.h"

struct again {
    struct buf text;
    const struct command_def *def;
};

static const char *label_of(const struct again *a, const char *name)
{
    for (size_t i = 0; i < a->def->field_count; i++) {
        if (str_equal(str_from_cstr(a->def->fields[i].name), str_from_cstr(name)))
            return a->def->fields[i].label;
    }
    return name;
}

static void compare_text(struct again *a, const char *name, struct str now, struct str before)
{
    if (!str_equal(now, before))
        buf_add_format(&a->text, "%s: %.*s\n", label_of(a, name), STR_ARG(now));
}

static void compare_number(struct again *a, const char *name, uint32_t now, uint32_t before)
{
    if (now != before)
        buf_add_format(&a->text, "%s: %u\n", label_of(a, name), now);
}

static void compare(struct again *a, const struct cmd_file_report *c, const struct report_view *v)
{
    uint32_t source = c->source ? c->source : (uint32_t)CODE_source_finder;

    compare_number(a, "kind", c->kind, v->kind);
    compare_number(a, "source", source, v->source);
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
    compare_number(a, "tell_developer", c->tell_developer, v->tell_developer);
    compare_number(a, "direct_contact", c->direct_contact, v->direct_contact);
    compare_number(a, "named", c->named, v->named);
    compare_text(a, "credit_name", c->credit_name, v->credit_name);
}

enum err app_report_again(struct app *app, const struct cmd_file_report *c, struct id report,
                          struct arena *arena, struct str *text)
{
    struct app_reader r = {app, app_actor_system(), arena};
    struct again a = {.def = command_def_get(COMMAND_file_report)};
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
    buf_add_cstr(&out, "（届出フォームがもう一度送信されました。変更された項目 / The form was sent "
                       "once more; what differs:）\n");
    buf_add(&out, buf_str(&a.text));
    return buf_finish(&out, text);
}
