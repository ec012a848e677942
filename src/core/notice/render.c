/*
 * core/notice/render.c — the words of a letter. What goes in clear is made of the number, the link
 * and the contact of the handling body; what the letter is about stands in the sealed body alone.
 */
#include "core/notice/notice.h"

#include "core/text/ui.h"

static struct str words(const struct letter_frame *f, enum lang lang, const char *msgid)
{
    return f->translate ? f->translate(lang, msgid) : str_from_cstr(msgid);
}

/* What may stand in a letter: this and no more. */
enum { PARAMS = 6, TOLD_BYTES = 4096 };

struct filling {
    const struct letter_frame *frame;
    enum lang lang;
    struct str link;
    struct ui_param params[PARAMS];
};

static void fill(const struct filling *f, struct buf *out, const char *msgid)
{
    struct str text = words(f->frame, f->lang, msgid);
    ui_fill(out, plain_text, f->lang, (struct ui_words){text, f->params, PARAMS});
}

/* The finder's page is opened by the receipt code; everybody else signs in at the desk. */
static struct str link_of(const struct letter_frame *f, const struct letter *l, struct arena *arena)
{
    char id[ID_TEXT_LEN + 1];
    const char *language = l->lang == LANG_EN ? "en/" : "";
    struct str site = f->conf->portal_url;
    switch (l->link) {
    case LETTER_LINK_RECEIPT:
        return arena_format(arena, "%.*s/%sreceipt", STR_ARG(site), language);
    case LETTER_LINK_SITE:
        return arena_format(arena, "%.*s/%s", STR_ARG(site), language);
    case LETTER_LINK_OWN:
        id_write(l->party, id);
        return arena_format(arena, "%.*s/organisations/%s", STR_ARG(f->conf->desk_url), id);
    case LETTER_LINK_DESK:
        break;
    }
    id_write(l->stream, id);
    return arena_format(arena, "%.*s/%s/%s", STR_ARG(f->conf->desk_url),
                        l->stream_type == STREAM_report ? "report" : "case", id);
}

/* SEC-07, TIM-14: whom to ask, with the hours of the telephone. */
static void add_contact(const struct filling *f, struct buf *out)
{
    const struct conf *c = f->frame->conf;
    fill(f, out, N_("Enquiries about this letter (please quote the number {number}):"));
    buf_add_cstr(out, "\n  ");
    fill(f, out, N_("Mail: {mail}"));
    if (!str_is_empty(c->handling_telephone)) {
        buf_add_cstr(out, "\n  ");
        fill(f, out, N_("Telephone: {telephone} ({hours})"));
    }
    if (!str_is_empty(c->handling_fax)) {
        buf_add_cstr(out, "\n  ");
        fill(f, out, N_("FAX: {fax}"));
    }
    buf_add_char(out, '\n');
}

static void add_salutation(const struct filling *f, const struct letter *l, struct buf *out)
{
    fill(f, out,
         l->recipient == CODE_letter_recipient_finder ? N_("Dear finder,")
                                                      : N_("Dear person in charge,"));
    buf_add_cstr(out, "\n\n");
}

static void add_sender(const struct filling *f, struct buf *out)
{
    const struct conf *c = f->frame->conf;
    buf_add_cstr(out, "\n-- \n");
    buf_add(out, ui_pick(f->lang, c->publisher_name_ja, c->publisher_name_en));
    buf_add_char(out, '\n');
}

/* What the event tells, for the encrypted letter. A text too long for a letter is read at the desk.
 */
static void add_told(const struct filling *f, const struct letter *l, struct buf *out)
{
    if (l->told_us) {
        fill(f, out, N_("Date and time of disclosure: {at}"));
        buf_add_cstr(out, "\n\n");
    }
    if (!str_is_empty(l->told) && l->told.len <= TOLD_BYTES) {
        buf_add(out, l->told);
        buf_add_cstr(out, "\n\n");
    }
    fill(f, out, N_("This letter is encrypted. Please handle it as confidential."));
    buf_add_cstr(out, "\n\n");
}

static void add_body(const struct filling *f, const struct notice_def *def, const struct letter *l,
                     struct buf *out, bool sealed)
{
    if (conf_is_yes(f->frame->conf->training)) {
        fill(f, out, N_("[Exercise] This letter belongs to an exercise. Nothing in it is real."));
        buf_add_cstr(out, "\n\n");
    }
    add_salutation(f, l, out);
    fill(f, out, def->body);
    buf_add_cstr(out, "\n\n");
    if (sealed)
        add_told(f, l, out);
    buf_add(out, f->link);
    buf_add_cstr(out, "\n\n");
    add_contact(f, out);
    add_sender(f, out);
}

enum err letter_render(const struct letter_frame *frame, const struct letter *l,
                       struct arena *arena, struct letter_text *out)
{
    const struct conf *c = frame->conf;
    const struct notice_def *def = notice_def_get(l->notice);
    struct filling f = {
        .frame = frame,
        .lang = l->lang,
        .link = link_of(frame, l, arena),
        .params = {ui_param_text("number", l->number), ui_param_text("mail", c->handling_mail),
                   ui_param_text("telephone", c->handling_telephone),
                   ui_param_text("hours", c->handling_hours), ui_param_text("fax", c->handling_fax),
                   ui_param_instant("at", l->told_us)},
    };
    struct buf subject, body;
    if (!def)
        return ERR_INVALID;
    buf_init(&subject, arena, LIMIT_TEXT_LINE * 4);
    buf_init(&body, arena, LIMIT_LETTER_TEXT_BYTES);
    if (conf_is_yes(c->training))
        fill(&f, &subject, N_("[Exercise]"));
    buf_add_format(&subject, "[%.*s] ", STR_ARG(l->number));
    fill(&f, &subject, def->subject);
    add_body(&f, def, l, &body, false);
    out->sealed = (struct str){NULL, 0};
    enum err e = buf_finish(&subject, &out->subject);
    if (e == ERR_OK)
        e = buf_finish(&body, &out->body);
    if (e != ERR_OK || str_is_empty(l->key))
        return e;
    buf_init(&body, arena, LIMIT_LETTER_TEXT_BYTES + TOLD_BYTES);
    add_body(&f, def, l, &body, true);
    return buf_finish(&body, &out->sealed);
}
