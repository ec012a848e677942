/*
 * core/notice/apply_letter.c — what became of letters, folded; and the staff's view of it. Never
 * refuses, never looks at an edition.
 */
#include "core/image_priv.h"

static struct ptr_list *letters_of(const struct law_image *m, struct id stream,
                                   const struct stream **of)
{
    struct law_case *c = image_case(m, stream);
    struct law_report *r = image_report(m, stream);
    *of = c ? &c->stream : r ? &r->stream : NULL;
    return c ? &c->letters : r ? &r->letters : NULL;
}

/* The letter with that mark in that stream, made when the log had not heard of it. */
static enum err letter_get(struct law_image *m, struct id stream, struct str mark,
                           struct law_letter **out)
{
    const struct stream *of = NULL;
    struct ptr_list *list = letters_of(m, stream, &of);
    struct law_letter *l = str_map_get(&m->letters, mark);
    if (!list || (l && l->of != of))
        return ERR_CORRUPT;
    *out = l;
    if (l)
        return ERR_OK;
    l = ARENA_NEW(m->arena, struct law_letter);
    if (!l || ptr_list_reserve(m, list))
        return ERR_MEMORY;
    enum err err = str_map_set(&m->letters, m->arena, mark, l);
    if (err)
        return err;
    l->of = of;
    l->view.letter = mark;
    list->items[list->count++] = l;
    *out = l;
    return ERR_OK;
}

/* The first record of a letter says all of it, later ones only what came of it. */
static void take_result(struct letter_view *to, const struct letter_view *now)
{
    struct letter_view before = *to;
    if (now->notice)
        *to = *now;
    to->letter = before.letter;
    to->sent_us = before.sent_us;
    to->settled = before.settled;
    if (now->result == CODE_letter_result_handed_over)
        to->sent_us = now->at_us;
    to->result = now->result;
    to->detail = now->detail;
    to->at_us = now->at_us;
}

#define VIEW_OF(e)                                                                                 \
    {                                                                                              \
        .notice = (e)->notice, .version = (e)->version, .recipient = (e)->recipient,               \
        .party = (e)->party, .address = (e)->address, .language = (e)->language,                   \
        .result = (e)->result, .detail = (e)->detail, .about = (e)->about, .text = (e)->text,      \
        .at_us = (e)->head.at_us                                                                   \
    }

static enum err apply_result(struct law_image *m, const struct event *head, struct str mark,
                             const struct letter_view *now)
{
    struct law_letter *l = NULL;
    enum err err = letter_get(m, head->stream, mark, &l);
    if (!err)
        take_result(&l->view, now);
    return err;
}

enum err apply_case_letter_sent(struct law_image *m, const struct ev_case_letter_sent *e)
{
    struct letter_view now = VIEW_OF(e);
    struct law_party *p = image_party(m, e->party);
    now.protection = e->protection;
    if (p && e->protection == CODE_letter_protection_encrypted)
        p->key.trouble = NULL; /* it works again */
    return apply_result(m, &e->head, e->letter, &now);
}

enum err apply_case_letter_failed(struct law_image *m, const struct ev_case_letter_failed *e)
{
    struct letter_view now = VIEW_OF(e);
    return apply_result(m, &e->head, e->letter, &now);
}

enum err apply_report_letter_sent(struct law_image *m, const struct ev_report_letter_sent *e)
{
    struct letter_view now = VIEW_OF(e);
    return apply_result(m, &e->head, e->letter, &now);
}

enum err apply_report_letter_failed(struct law_image *m, const struct ev_report_letter_failed *e)
{
    struct letter_view now = VIEW_OF(e);
    return apply_result(m, &e->head, e->letter, &now);
}

/* It still waits in the outbox, but for nothing: the program writes down what it was and removes
 * it. */
static enum err apply_stop(struct law_image *m, const struct event *head, struct str mark,
                           struct str reason)
{
    struct letter_view now = {
        .result = CODE_letter_result_queued, .detail = reason, .at_us = head->at_us};
    return apply_result(m, head, mark, &now);
}

enum err apply_letter_stopped(struct law_image *m, const struct ev_letter_stopped *e)
{
    return apply_stop(m, &e->head, e->letter, e->reason);
}

enum err apply_report_letter_stopped(struct law_image *m, const struct ev_report_letter_stopped *e)
{
    return apply_stop(m, &e->head, e->letter, e->reason);
}

/* ---- settled, and mails ---- */

static enum err apply_settled(struct law_image *m, struct str mark, struct str note)
{
    struct law_letter *l = str_map_get(&m->letters, mark);
    if (!l || !str_is_empty(l->view.settled))
        return ERR_CORRUPT;
    l->view.settled = note;
    return ERR_OK;
}

enum err apply_letter_settled(struct law_image *m, const struct ev_letter_settled *e)
{
    return apply_settled(m, e->letter, e->note);
}

enum err apply_report_letter_settled(struct law_image *m, const struct ev_report_letter_settled *e)
{
    return apply_settled(m, e->letter, e->note);
}

static enum err apply_mail(struct law_image *m, struct ptr_list *list, const struct mail_view *v)
{
    struct mail_view *kept = ARENA_NEW(m->arena, struct mail_view);
    if (!kept || ptr_list_reserve(m, list))
        return ERR_MEMORY;
    enum err err = image_name_files(m, &v->files, kept);
    if (err)
        return err;
    *kept = *v;
    list->items[list->count++] = kept;
    return ERR_OK;
}

/* HND-10: what a program wrote is no answer. */
static void take_answer(struct law_image *m, struct id stream, const struct mail_view *v)
{
    struct law_letter *l = str_map_get(&m->letters, v->letter);
    bool awaited = l && (l->view.result == CODE_letter_result_handed_over ||
                         l->view.result == CODE_letter_result_bounced);
    if (!awaited || v->automatic || !id_equal(l->of->id, stream))
        return;
    l->view.result = CODE_letter_result_answered;
    l->view.at_us = v->at_us;
}

#define MAIL_OF(e)                                                                                 \
    {                                                                                              \
        .at_us = (e)->head.at_us, .letter = (e)->letter, .sender = (e)->sender,                    \
        .about = (e)->about, .text = (e)->text, .filing = (e)->filing,                             \
        .automatic = (e)->automatic, .files = (e)->files, .protection = (e)->protection            \
    }

enum err apply_case_mail_filed(struct law_image *m, const struct ev_case_mail_filed *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    struct mail_view v = MAIL_OF(e);
    take_answer(m, e->head.stream, &v);
    return c ? apply_mail(m, &c->mails, &v) : ERR_CORRUPT;
}

enum err apply_report_mail_filed(struct law_image *m, const struct ev_report_mail_filed *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    struct mail_view v = MAIL_OF(e);
    take_answer(m, e->head.stream, &v);
    return r ? apply_mail(m, &r->mails, &v) : ERR_CORRUPT;
}

/* It stands in the log alone: nothing follows from it. */
enum err apply_mail_discarded(struct law_image *m, const struct ev_mail_discarded *e)
{
    return id_equal(m->scheme_id, e->head.stream) ? ERR_OK : ERR_CORRUPT;
}

/* ---- the staff's view ---- */

enum err law_mails(const struct law_world *w, struct id stream, struct arena *arena,
                   struct mail_view **out, size_t *count)
{
    const struct law_case *c = image_case(w->image, stream);
    const struct law_report *r = image_report(w->image, stream);
    const struct ptr_list *list = c ? &c->mails : r ? &r->mails : NULL;
    *count = 0;
    *out = NULL;
    if (!list || !(access_classes(w->image, &w->actor, stream) & CLASS_BIT(internal)))
        return ERR_OK;
    *out = ARENA_ARRAY(arena, struct mail_view, list->count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++)
        (*out)[(*count)++] = *(const struct mail_view *)list->items[i];
    return ERR_OK;
}

/* HND-08: until it is settled, or until the developer was contacted anew after it came back. */
static bool is_open(const struct law_image *m, const struct law_letter *l)
{
    bool returned =
        l->view.result == CODE_letter_result_bounced || l->view.result == CODE_letter_result_failed;
    const struct law_case *c = image_case(m, l->of->id);
    const struct law_relation *r = c ? case_relation(c, l->view.party) : NULL;
    if (!returned || !str_is_empty(l->view.settled))
        return false;
    return !r || r->contacted_us <= l->view.at_us;
}

int64_t law_letter_returned_us(const struct law_image *image, struct id stream)
{
    const struct stream *of = NULL;
    const struct ptr_list *list = letters_of(image, stream, &of);
    int64_t since_us = 0;
    for (size_t i = 0; list && i < list->count; i++) {
        const struct law_letter *l = list->items[i];
        if (is_open(image, l) && (!since_us || l->view.at_us < since_us))
            since_us = l->view.at_us;
    }
    return since_us;
}

enum err law_letters_known(const struct law_world *w, struct id stream, struct arena *arena,
                           struct letter_view **out, size_t *count)
{
    const struct stream *of = NULL;
    const struct ptr_list *list = letters_of(w->image, stream, &of);
    *count = 0;
    *out = NULL;
    if (!list || !(access_classes(w->image, &w->actor, stream) & CLASS_BIT(internal)))
        return ERR_OK;
    *out = ARENA_ARRAY(arena, struct letter_view, list->count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++)
        (*out)[(*count)++] = ((const struct law_letter *)list->items[i])->view;
    return ERR_OK;
}

bool law_letter_find(const struct law_image *image, struct str letter, struct letter_view *out,
                     struct subject *filed, enum stream_type *type)
{
    const struct law_letter *l = str_map_get(&image->letters, letter);
    if (!l)
        return false;
    *out = l->view;
    *filed = (struct subject){.stream = l->of->id};
    *type = l->of->type;
    return true;
}
