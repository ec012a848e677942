/*
 * desk/bodies.c — what report and case pages show of the officers' side: who is responsible, what
 * the two bodies asked each other and how long each took, what is open, what may be known already.
 * All of it is staff's (CON-05): the views hold none of it for anybody else.
 */
#include "desk/desk_priv.h"

#include "messages.h"

/* ---- responsibility ---- */

static void duty_add(struct exchange *x, const struct duty_view *v, struct desk_duties *out)
{
    struct desk_duty *d = &out->items[out->count++];
    int32_t today = civil_jst_day(app_now_us(x->desk->app));
    int32_t from, until;

    *d = (struct desk_duty){.body = role_label(v->body)};
    (void)app_person_name(&x->reader, v->officer, &d->officer);
    (void)app_person_name(&x->reader, v->deputy, &d->deputy);
    (void)app_person_name(&x->reader, v->offered, &d->offered);
    if (app_absence(&x->reader, v->officer, &from, &until) && from <= today)
        d->officer_until = until;
    if (app_absence(&x->reader, v->deputy, &from, &until) && from <= today)
        d->deputy_until = until;
}

void duties_of_report(struct exchange *x, const struct report_view *v, struct desk_duties *out)
{
    if ((v->classes & CLASS_BIT(internal)) == 0)
        return;
    duty_add(x, &(struct duty_view){ROLE_reception, v->officer, v->deputy, v->offered}, out);
}

void duties_of_case(struct exchange *x, const struct case_view *v, struct desk_duties *out)
{
    for (size_t i = 0; i < 2; i++) {
        if (v->duties[i].body != ROLE_none)
            duty_add(x, &v->duties[i], out);
    }
}

/* ---- between the bodies ---- */

static const char *inquiry_label(enum inquiry_kind kind)
{
    switch (kind) {
    case INQUIRY_returned:
        return N_("JPCERT/CC returned the hand-over with questions");
    case INQUIRY_asked:
        return N_("JPCERT/CC has a question to the finder");
    case INQUIRY_answered:
        return N_("The reception body answered");
    }
    return NULL;
}

/* Days used up so far: what was counted before and what runs now. */
static int64_t days_of(struct exchange *x, const struct case_view *v, enum role body)
{
    int64_t us = body == ROLE_reception ? v->reception_us : v->coordinator_us;

    if (v->with_body == body)
        us += app_now_us(x->desk->app) - v->with_since_us;
    return us / US_PER_DAY;
}

enum err bodies_make(struct exchange *x, const struct case_view *v, struct desk_bodies *out)
{
    enum err e = ERR_OK;

    *out = (struct desk_bodies){.shown = v->duties[0].body != ROLE_none && v->source == 0};
    if (!out->shown)
        return ERR_OK;
    out->turn = v->with_body == ROLE_none ? NULL : role_label(v->with_body);
    out->since_us = v->with_since_us;
    out->reception_days = days_of(x, v, ROLE_reception);
    out->coordinator_days = days_of(x, v, ROLE_coordinator);
    out->acknowledged_us = v->acknowledged_us;
    out->items = ARENA_ARRAY(x->arena, struct desk_inquiry, v->inquiry_count + 1);
    if (out->items == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; e == ERR_OK && i < v->inquiry_count; i++) {
        const struct inquiry_view *from = &v->inquiries[i];
        struct desk_inquiry *to = &out->items[out->count++];
        *to = (struct desk_inquiry){
            .at_us = from->at_us, .label = inquiry_label(from->kind), .text = from->text};
        e = part_files(x, v->id, &from->files, &to->files, &to->file_count);
    }
    return e;
}

/* ---- known already, and still open ---- */

enum err likely_make(struct exchange *x, struct id report, struct desk_likely **out, size_t *count)
{
    struct likely_list list;
    enum err e = app_likely(&x->reader, report, &list);

    *count = 0;
    *out = ARENA_ARRAY(x->arena, struct desk_likely, list.count + 1);
    if (e != ERR_OK || *out == NULL)
        return e != ERR_OK ? e : ERR_MEMORY;
    for (size_t i = 0; i < list.count; i++) {
        const struct likely *from = &list.items[i];
        (*out)[(*count)++] = (struct desk_likely){
            .href = stream_href(x->arena, from->type, from->stream),
            .number = from->number,
            .title = from->title,
            .is_report = from->type == STREAM_report,
            .published = from->published,
            .number_meets = (from->why & LIKELY_number) != 0,
            .product_meets = (from->why & LIKELY_product) != 0,
            .developer_meets = (from->why & LIKELY_developer) != 0,
            .words_meet = (from->why & LIKELY_words) != 0,
        };
    }
    return ERR_OK;
}

enum err matters_make(struct exchange *x, struct id stream, struct desk_command_page *page)
{
    struct matter_list list;
    enum err e = app_matters(&x->reader, stream, &list);

    page->shows_matters = true;
    page->matters = ARENA_ARRAY(x->arena, struct desk_matter, list.count + 1);
    if (e != ERR_OK || page->matters == NULL)
        return e != ERR_OK ? e : ERR_MEMORY;
    for (size_t i = 0; i < list.count; i++)
        page->matters[page->matter_count++] =
            (struct desk_matter){list.items[i].what, list.items[i].whom, list.items[i].day};
    return ERR_OK;
}
