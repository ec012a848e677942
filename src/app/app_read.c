/*
 * app/app_read.c — views of the image for one reader: each function takes the read lock, asks
 * core/access, and gives back what it gives. What is shown anywhere comes through here; nothing
 * here looks into the image itself.
 */
#include "app/app_priv.h"

enum err app_read_begin(const struct app_reader *r, struct law_world *w)
{
    enum err e = app_ready(r->app);
    if (e == ERR_LOCKED)
        return e;
    pthread_rwlock_rdlock(&r->app->lock);
    app_world_fill(r->app, &r->actor, w);
    return ERR_OK;
}

void app_read_end(const struct app_reader *r)
{
    pthread_rwlock_unlock(&r->app->lock);
}

enum err app_report_view(const struct app_reader *r, struct id report, struct report_view **out)
{
    struct law_world w;
    *out = NULL;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_view_report(&w, report, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_case_view(const struct app_reader *r, struct id case_id, struct case_view **out)
{
    struct law_world w;
    *out = NULL;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_view_case(&w, case_id, r->arena, out);
    app_read_end(r);
    return e;
}

struct str app_view_token(const struct app_reader *r, struct id stream)
{
    struct law_world w;
    if (app_read_begin(r, &w) != ERR_OK)
        return (struct str){0};
    struct str token = law_view_token(&w, stream, r->arena);
    app_read_end(r);
    return token;
}

enum err app_actions(const struct app_reader *r, struct id stream, struct app_actions *out)
{
    struct law_world w;
    *out = (struct app_actions){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_actions(&w, stream, r->arena, &out->items, &out->count);
    app_read_end(r);
    return e;
}

enum err app_steps(const struct app_reader *r, struct id stream, struct app_steps *out)
{
    struct law_world w;
    *out = (struct app_steps){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_steps(&w, stream, r->arena, &out->items, &out->count);
    app_read_end(r);
    return e;
}

struct refusal app_is_open(const struct app_reader *r, enum command_kind kind, struct subject s)
{
    struct law_world w;
    if (app_read_begin(r, &w) != ERR_OK)
        return (struct refusal){.code = REFUSAL_unknown};
    struct refusal refusal = law_open(&w, kind, s);
    app_read_end(r);
    return refusal;
}

enum err app_work(const struct app_reader *r, const struct work_filter *filter,
                  struct work_list *out)
{
    struct law_world w;
    *out = (struct work_list){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_work(&w, filter, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_likely(const struct app_reader *r, struct id report, struct likely_list *out)
{
    struct law_world w;
    *out = (struct likely_list){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_likely(&w, report, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_matters(const struct app_reader *r, struct id stream, struct matter_list *out)
{
    struct law_world w;
    *out = (struct matter_list){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_matters(&w, stream, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_colleagues(const struct app_reader *r, struct party_list *out)
{
    struct law_world w;
    *out = (struct party_list){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_colleagues(&w, r->arena, out);
    app_read_end(r);
    return e;
}

bool app_absence(const struct app_reader *r, struct id person, int32_t *from, int32_t *until)
{
    struct law_world w;
    if (app_read_begin(r, &w) != ERR_OK)
        return false;
    bool found = law_absence(&w, person, from, until);
    app_read_end(r);
    return found;
}

enum err app_report_figures(const struct app_reader *r, int32_t as_of, struct report_figures **out)
{
    struct law_world w;
    *out = NULL;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_report_figures(&w, as_of, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_case_figures(const struct app_reader *r, int32_t as_of, struct case_figures **out)
{
    struct law_world w;
    *out = NULL;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_case_figures(&w, as_of, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_search(const struct app_reader *r, struct str words, struct search_list *out)
{
    struct law_world w;
    *out = (struct search_list){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_search(&w, words, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_parties(const struct app_reader *r, struct party_list *out)
{
    struct law_world w;
    *out = (struct party_list){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_parties(&w, r->arena, &out->items, &out->count);
    app_read_end(r);
    return e;
}

bool app_party(const struct app_reader *r, struct id party, struct party_view *out)
{
    struct law_world w;
    if (app_read_begin(r, &w) != ERR_OK)
        return false;
    bool found = law_party(&w, party, out);
    app_read_end(r);
    return found;
}

enum err app_choices(const struct app_reader *r, enum command_kind kind, struct subject s,
                     struct party_list *out)
{
    struct law_world w;
    *out = (struct party_list){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_choices(&w, kind, s, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_prefill(const struct app_reader *r, enum command_kind kind, struct subject s,
                     struct input *out)
{
    struct law_world w;
    *out = (struct input){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_prefill(&w, kind, s, r->arena, out);
    struct id noted = law_case_of(w.image, s.stream);
    app_read_end(r);
    if (e == ERR_OK && out->count > 0)
        e = app_note_read(r, noted, law_prefill_classes(kind));
    if (e != ERR_OK)
        *out = (struct input){0};
    return e;
}

enum err app_persons(const struct app_reader *r, struct app_persons *out)
{
    struct law_world w;
    *out = (struct app_persons){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_persons(&w, r->arena, &out->items, &out->count);
    app_read_end(r);
    return e;
}

bool app_person_name(const struct app_reader *r, struct id person, struct text2 *out)
{
    struct law_world w;
    if (app_read_begin(r, &w) != ERR_OK)
        return false;
    bool found = law_person_name(&w, person, out);
    app_read_end(r);
    return found;
}

/* The status words and dates that a release now would print; the frozen text holds neither. */
static void preview_dates(const struct case_view *v, struct publication *p)
{
    p->published_at_us = v->advisory_published_us ? v->advisory_published_us : v->date_us;
    p->revised_at_us = v->date_us;
    p->revision = v->revision + 1;
    p->state = p->state ? p->state : (uint32_t)PUBLICATION_PUBLISHED;
    for (size_t i = 0; i < p->vendor_count; i++) {
        for (size_t k = 0; k < v->relation_count; k++) {
            if (id_equal(v->relations[k].party.id, p->vendors[i].party))
                p->vendors[i].status = v->relations[k].status;
        }
    }
}

/* After a positive judgement, and with nobody else on it, the page is that of figure 6. */
static void preview_mark(const struct case_view *v, struct publication *p)
{
    for (size_t i = 0; p->vendor_count == 0 && i < v->relation_count; i++) {
        const struct ladder_view *l = &v->relations[i].ladder;
        bool named = !str_is_empty(l->name.ja) || !str_is_empty(l->name.en);
        if (l->judgement != CODE_judgement_suitable || l->stage >= CODE_unreachable_stage_resumed)
            continue;
        p->kind = PUBLICATION_UNCOORDINATED;
        p->course = (struct publication_course){named ? l->name : v->relations[i].party.name,
                                                l->deadline_day, l->deadline};
    }
}

/* A draft that cannot be approved yet has nothing frozen: its text and the developers as they
 * stand. */
static enum err preview_draft(const struct case_view *v, struct str doc, struct arena *arena,
                              struct publication *p)
{
    *p = (struct publication){.number = v->advisory_number, .kind = PUBLICATION_COORDINATED};
    p->vendors = ARENA_ARRAY(arena, struct publication_vendor, v->relation_count);
    if (!p->vendors)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->relation_count; i++) {
        const struct relation_view *from = &v->relations[i];
        if (from->status == 0 || from->left_out || !from->has_row)
            continue;
        p->vendors[p->vendor_count++] = (struct publication_vendor){
            .party = from->party.id,
            .name = from->party.name,
            .comment = from->comment,
            .notice_url = from->notice_url,
        };
    }
    preview_mark(v, p);
    return advisory_read(doc, arena, &p->advisory);
}

enum err app_preview(const struct app_reader *r, struct id stream, const struct press_view *view,
                     struct buf *out)
{
    struct case_view *v = NULL;
    struct publication publication = {0};
    enum err e = app_case_view(r, stream, &v);
    if (e != ERR_OK)
        return e;
    if (!v || str_is_empty(v->doc))
        return ERR_NOT_FOUND;
    if ((e = app_note_read(r, v->id, CLASS_BIT(detail))) != ERR_OK)
        return e;
    e = str_is_empty(v->frozen) ? preview_draft(v, v->doc, r->arena, &publication)
                                : publication_read(v->frozen, r->arena, &publication);
    if (e != ERR_OK)
        return e;
    preview_dates(v, &publication);
    return press_preview_marked(r->app->press, &publication, view, out);
}

enum err app_preview_text(const struct app_reader *r, struct id stream, struct str doc,
                          const struct press_view *view, struct buf *out)
{
    struct case_view *v = NULL;
    struct publication publication = {0};
    enum err e = app_case_view(r, stream, &v);
    if (e == ERR_OK && (!v || !(v->classes & CLASS_BIT(internal))))
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = preview_draft(v, doc, r->arena, &publication);
    if (e != ERR_OK)
        return e;
    if (str_is_empty(publication.number))
        publication.number = v->number; /* the first advisory before its first save */
    preview_dates(v, &publication);
    return press_preview_marked(r->app->press, &publication, view, out);
}

enum err app_draft(const struct app_reader *r, const struct draft_query *draft,
                   const struct press_view *view, struct buf *out)
{
    struct publication publication = {0};
    struct case_view *v = NULL;
    struct law_world w;
    struct str doc;
    enum err e = app_case_view(r, draft->stream, &v);
    if (e == ERR_OK && !v)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_draft(&w, draft, r->arena, &doc);
    app_read_end(r);
    if (e == ERR_OK && str_is_empty(doc))
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = app_note_read(r, v->id, CLASS_BIT(detail));
    if (e == ERR_OK)
        e = publication_read(doc, r->arena, &publication);
    if (e != ERR_OK)
        return e;
    publication.published_at_us = v->published_us ? v->published_us : v->date_us;
    publication.revised_at_us = publication.published_at_us;
    return press_preview_marked(r->app->press, &publication, view, out);
}
