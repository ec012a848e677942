/*
 * core/image.c — the image's memory and its finders.
 *
 * Invariants: a stream's version equals the number of its folded events; nothing is ever removed.
 * It must never decide anything: what an event means stands in the apply files of each folder.
 */
#include "core/image_priv.h"

#include <assert.h>
#include <string.h>

struct law_image *law_image_new(struct arena *arena)
{
    struct law_image *m = ARENA_NEW(arena, struct law_image);
    if (m)
        m->arena = arena;
    return m;
}

static struct stream *image_stream(const struct law_image *m, struct id id, enum stream_type type)
{
    struct stream *s = id_map_get(&m->streams, id);
    return s && s->type == type ? s : NULL;
}

struct law_report *image_report(const struct law_image *m, struct id id)
{
    return (struct law_report *)image_stream(m, id, STREAM_report);
}

struct law_case *image_case(const struct law_image *m, struct id id)
{
    return (struct law_case *)image_stream(m, id, STREAM_case);
}

struct law_advisory *image_advisory(const struct law_image *m, struct id id)
{
    return (struct law_advisory *)image_stream(m, id, STREAM_advisory);
}

struct law_party *image_party(const struct law_image *m, struct id id)
{
    return (struct law_party *)image_stream(m, id, STREAM_party);
}

struct law_person *image_person(const struct law_image *m, struct id id)
{
    return (struct law_person *)image_stream(m, id, STREAM_person);
}

bool role_is_of_body(uint32_t role)
{
    return role != ROLE_developer && role != ROLE_finder;
}

bool person_holds(const struct law_person *p, struct id party, enum role role)
{
    for (size_t i = 0; p && i < p->grant_count; i++) {
        if (p->grants[i].role == role && id_equal(p->grants[i].party, party))
            return true;
    }
    return false;
}

bool person_works_as(const struct law_person *p, enum role role)
{
    for (size_t i = 0; p && i < p->grant_count; i++) {
        if (p->grants[i].role == role)
            return true;
    }
    return false;
}

bool person_sits_at(const struct law_person *p, struct id party)
{
    for (size_t i = 0; p && i < p->grant_count; i++) {
        if (id_equal(p->grants[i].party, party))
            return true;
    }
    return false;
}

struct law_relation *case_relation(const struct law_case *c, struct id party)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (id_equal(c->relations[i].party->stream.id, party))
            return &c->relations[i];
    }
    return NULL;
}

struct law_relation *image_relation(const struct law_image *m, struct id stream, struct id party)
{
    const struct law_case *c = image_case(m, stream);
    return c ? case_relation(c, party) : NULL;
}

uint64_t law_stream_version(const struct law_image *image, struct id stream)
{
    const struct stream *s = id_map_get(&image->streams, stream);
    return s ? s->version : 0;
}

bool relation_is_live(const struct law_relation *r)
{
    return !r->dropped && !r->part.mistake;
}

bool relation_is_read_by(const struct law_relation *r, struct id person)
{
    for (size_t i = 0; i < r->reader_count; i++) {
        if (id_equal(r->readers[i], person))
            return true;
    }
    return !id_is_none(person) && id_equal(r->party->manager, person);
}

bool relation_is_unanswered(const struct law_relation *r)
{
    bool overview_waits = r->overview && !r->answer;
    bool request_waits = r->registration_asked_us && !r->notified_us &&
                         r->party->registration == CODE_registration_unregistered;

    return relation_is_live(r) && !r->disclosed_us && (overview_waits || request_waits);
}

bool case_is_disclosed(const struct law_case *c)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (c->relations[i].disclosed_us)
            return true;
    }
    return false;
}

bool case_is_notified(const struct law_case *c)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (c->relations[i].notified_us)
            return true;
    }
    return false;
}

/* Before the detail: candidate, first contact, overview, answer. */
static uint32_t contact_state(const struct law_relation *r)
{
    if (r->answer)
        return r->answer->answer == CODE_overview_answer_no_product
                   ? CODE_relation_state_no_product_answered
                   : CODE_relation_state_detail_requested;
    if (r->overview)
        return CODE_relation_state_overview_sent;
    if (r->registration_asked_us)
        return CODE_relation_state_registration_requested;
    return r->start_day ? CODE_relation_state_contact_started : CODE_relation_state_candidate;
}

/* It has an applicable product and told of its progress after the report. */
static bool relation_is_preparing(const struct law_relation *r)
{
    return r->result->applicable == CODE_applicability_yes && r->part.progress &&
           r->part.progress->head.at_us >= r->result->head.at_us;
}

/* LIF-16: one working state per relation, derived so that it cannot contradict the events. */
uint32_t relation_state(const struct law_case *c, const struct law_relation *r)
{
    if (!r->disclosed_us)
        return contact_state(r);
    if (c->published_us)
        return CODE_relation_state_published;
    if (c->withdrawn || r->part.ended)
        return CODE_relation_state_withdrawn;
    if (r->result && c->date_us && (c->proposal || r->part.review))
        return CODE_relation_state_date_review; /* LIF-30 */
    if (r->result && !c->date_us && relation_is_preparing(r))
        return CODE_relation_state_preparing;
    if (r->result)
        return c->date_us ? CODE_relation_state_date_agreed : CODE_relation_state_reported;
    return r->obtained_us ? CODE_relation_state_investigating
                          : CODE_relation_state_detail_disclosed;
}

uint32_t relation_status(const struct law_relation *r)
{
    if (!relation_is_live(r) || (!r->obtained_us && !r->part.recorded))
        return 0; /* DET-15 */
    return r->result && r->result->status ? r->result->status
                                          : (uint32_t)CODE_vendor_status_informed;
}

const struct law_ladder *relation_ladder(const struct law_relation *r)
{
    static const struct law_ladder none = {.judged = NULL};
    return r->ladder ? r->ladder : &none;
}

static bool is_judged_suitable(const struct law_relation *r)
{
    const struct law_ladder *l = relation_ladder(r);
    return l->judgement && l->judgement->judgement == CODE_judgement_suitable && !l->resumed;
}

/* OP-15, COM-08: who cannot be contacted stands in no row; after the committee's judgement it has a
 * page of its own (figure 6), which has none. */
uint32_t relation_row_status(const struct law_relation *r)
{
    return relation_is_unreachable(r) || is_judged_suitable(r) ? 0 : relation_status(r);
}

bool relation_is_unreachable(const struct law_relation *r)
{
    return relation_ladder(r)->judged && !relation_ladder(r)->resumed;
}

const struct law_relation *case_judged(const struct law_case *c)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (is_judged_suitable(&c->relations[i]))
            return &c->relations[i];
    }
    return NULL;
}

static bool free_text_differs(const struct ev_result_reported *a,
                              const struct ev_result_reported *b)
{
    static const struct ev_result_reported nothing;

    a = a ? a : &nothing;
    b = b ? b : &nothing;
    return !str_equal(a->comment.ja, b->comment.ja) || !str_equal(a->comment.en, b->comment.en) ||
           !str_equal(a->notice_url, b->notice_url);
}

const struct ev_result_reported *relation_text(const struct law_relation *r)
{
    return r->part.returned ? NULL : r->result;
}

static bool row_waits(const struct law_advisory *a, size_t relation)
{
    const struct law_row *row = law_row_of(a, relation);

    if (row->left_out || a->dropped || (a->approval_count == 0 && a->revision == 0))
        return false;
    return free_text_differs(a->approval_count > 0 ? row->approved : row->shown,
                             relation_text(&a->of->relations[relation]));
}

bool relation_text_waits(const struct law_case *c, size_t relation)
{
    for (size_t i = 0; i < c->advisory_count; i++) {
        if (row_waits(c->advisories[i], relation))
            return true;
    }
    return false;
}

/* A status word that changes is released by itself (PUB-28); a row that comes or goes is not. */
bool advisory_has_news(const struct law_advisory *a)
{
    for (size_t i = 0; a->revision > 0 && i < a->of->relation_count; i++) {
        const struct law_relation *r = &a->of->relations[i];
        const struct law_row *row = law_row_of(a, i);
        uint32_t status = row->left_out ? 0 : relation_row_status(r);
        if ((row->shown_status == 0) != (status == 0) ||
            (!row->left_out && free_text_differs(row->shown, relation_text(r))) ||
            (!row->left_out && r->part.products_us > row->shown_products_us))
            return true;
    }
    return false;
}

bool advisory_has_late_row(const struct law_advisory *a)
{
    for (size_t i = 0; a->approval_count > 0 && i < a->of->relation_count; i++) {
        const struct law_row *row = law_row_of(a, i);
        if (!row->in_approval && !row->left_out && relation_row_status(&a->of->relations[i]))
            return true;
    }
    return false;
}

/* LIF-17: published as soon as an advisory for it is public. */
uint32_t report_state(const struct law_report *r)
{
    if (r->handed_to && r->handed_to->published_us)
        return CODE_report_state_published;
    return r->handed_to && r->handed_to->withdrawn ? (uint32_t)CODE_report_state_unpublished
                                                   : r->state;
}

bool report_has_ended(const struct law_report *r)
{
    return r->state == CODE_report_state_declined || r->state == CODE_report_state_withdrawn;
}

bool report_withdrawal_waits(const struct law_report *r)
{
    return r->withdrawal_us && !r->withdrawal_answer;
}

/* FND-08: the end of handling and general publication end the request by themselves. */
uint32_t report_request(const struct law_report *r, uint32_t *end, int32_t *day)
{
    *end = 0;
    *day = 0;
    if (r->released_day) {
        *end = CODE_request_end_asked;
        *day = r->released_day;
    } else if (r->handed_to && r->handed_to->published_us) {
        *end = CODE_request_end_published;
        *day = civil_jst_day(r->handed_to->published_us);
    } else if (r->handed_to && r->handed_to->withdrawn) {
        *end = CODE_request_end_handling_ended;
        *day = r->handed_to->withdrawn->day;
    } else if (report_has_ended(r)) {
        *end = CODE_request_end_handling_ended;
        *day = r->declined_day ? r->declined_day : r->withdrawn_day;
    }
    if (*end)
        return CODE_request_state_withdrawn;
    if (!r->accepted_day)
        return 0;
    return r->release_asked_day ? CODE_request_state_withdrawal_asked : CODE_request_state_in_force;
}

enum err image_grow(struct law_image *m, void **items, size_t *capacity, size_t count, size_t size)
{
    assert(count <= *capacity);
    if (count < *capacity)
        return ERR_OK;
    size_t wanted = *capacity ? *capacity * 2 : 4;
    void *grown = arena_alloc_array(m->arena, wanted, size);
    if (!grown)
        return ERR_MEMORY;
    if (count > 0)
        memcpy(grown, *items, count * size);
    *items = grown;
    *capacity = wanted;
    return ERR_OK;
}

enum err event_list_add(struct law_image *m, struct event_list *list, const void *e)
{
    void *items = list->items;
    enum err err = image_grow(m, &items, &list->capacity, list->count, sizeof(void *));
    list->items = items;
    if (!err)
        list->items[list->count++] = e;
    return err;
}

enum err ptr_list_reserve(struct law_image *m, struct ptr_list *list)
{
    void *items = list->items;
    enum err err = image_grow(m, &items, &list->capacity, list->count, sizeof(void *));
    list->items = items;
    return err;
}

enum err image_add(struct law_image *m, struct stream *s, const struct event *e)
{
    if (id_map_get(&m->streams, e->stream))
        return ERR_CORRUPT;
    s->type = e->stream_type;
    s->id = e->stream;
    return id_map_set(&m->streams, m->arena, e->stream, s);
}

enum err image_name_files(struct law_image *m, const struct id_list *files, void *owner)
{
    for (size_t i = 0; i < files->count; i++) {
        enum err err = id_map_set(&m->blobs, m->arena, files->ids[i], owner);
        if (err)
            return err;
    }
    return ERR_OK;
}

bool law_blob_is_named(const struct law_image *image, struct id blob)
{
    return id_map_get(&image->blobs, blob) != NULL;
}

static enum err apply_kind(struct law_image *m, const struct event *e)
{
    switch (e->kind) {
#define EVENT(name, number, schema, stream, hidden, text, reqs)                                    \
    case EVENT_##name:                                                                             \
        return apply_##name(m, (const struct ev_##name *)(const void *)e);
#include "core/events.def"
    case EVENT_none:
        break;
    }
    return ERR_CORRUPT;
}

/* JPCERT/CC must not see that another report came in, nor one body what a colleague of the other
 * proposed. */
static bool is_unseen_by_some(enum event_kind kind)
{
    return event_def_get(kind)->hidden & (BIT(reception) | BIT(coordinator));
}

enum err law_apply(struct law_image *image, const struct event *e)
{
    struct stream *before = id_map_get(&image->streams, e->stream);
    if (e->version != (before ? before->version : 0) + 1)
        return ERR_CORRUPT;
    if (before && before->type != e->stream_type)
        return ERR_CORRUPT;
    enum err err = apply_kind(image, e);
    if (err)
        return err;
    struct stream *after = id_map_get(&image->streams, e->stream);
    assert(after);
    after->version = e->version;
    if (!is_unseen_by_some(e->kind))
        after->changed_us = e->at_us;
    return ERR_OK;
}
