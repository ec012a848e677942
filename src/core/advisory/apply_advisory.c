/*
 * core/advisory/apply_advisory.c — what the advisory's events change. Never refuses.
 */
#include "core/image_priv.h"

static void approvals_end(struct law_advisory *a)
{
    if (a->approval_count > 0) {
        a->ended = a->frozen;
        a->ended_us = a->approvals[a->approval_count - 1].at_us;
    }
    a->approval_count = 0;
    a->hash = (struct str){NULL, 0};
    a->frozen = (struct str){NULL, 0};
}

void advisory_set_text(struct law_advisory *a, struct str doc, const struct event *by)
{
    a->doc = doc;
    a->complete = advisory_text_is_complete(doc);
    a->written_by = by->person;
    a->written_us = by->at_us;
    a->rewritten = true;
    approvals_end(a);
}

void advisory_release_waits(struct law_image *m, struct law_advisory *a)
{
    m->releases_pending += a->pending ? 0 : 1;
    a->pending = true;
}

/* A further advisory bears its own number; the first one the case's, which is known already. */
static enum err begin(struct law_image *m, struct law_case *c, struct str number,
                      const struct event *head)
{
    struct law_advisory *a = ARENA_NEW(m->arena, struct law_advisory);
    void *list = c->advisories;
    if (!a)
        return ERR_MEMORY;
    enum err err =
        image_grow(m, &list, &c->advisory_capacity, c->advisory_count, sizeof(*c->advisories));
    c->advisories = list;
    if (!err && c->advisory_count > 0)
        err = str_map_set(&m->numbers, m->arena, number, a);
    if (!err)
        err = image_add(m, &a->stream, head);
    if (err)
        return err;
    a->of = c;
    a->number = number;
    c->advisories[c->advisory_count++] = a;
    return ERR_OK;
}

enum err apply_advisory_begun(struct law_image *m, const struct ev_advisory_begun *e)
{
    struct law_case *c = image_case(m, e->case_id);
    if (!c || c->advisory_count == 0 || c->advisory_count >= LIMIT_CASE_ADVISORIES ||
        str_map_get(&m->numbers, e->number))
        return ERR_CORRUPT;
    return begin(m, c, e->number, &e->head);
}

enum err apply_advisory_dropped(struct law_image *m, const struct ev_advisory_dropped *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || a->revision > 0)
        return ERR_CORRUPT;
    a->dropped = true;
    approvals_end(a);
    return ERR_OK;
}

enum err advisory_fill_rows(struct law_image *m, struct law_advisory *a)
{
    while (a->row_count < a->of->relation_count) {
        void *rows = a->rows;
        enum err err = image_grow(m, &rows, &a->row_capacity, a->row_count, sizeof(*a->rows));
        a->rows = rows;
        if (err)
            return err;
        a->rows[a->row_count++] = (struct law_row){0};
    }
    return ERR_OK;
}

enum err apply_developer_placed(struct law_image *m, const struct ev_developer_placed *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    const struct law_relation *r = a ? case_relation(a->of, e->party) : NULL;
    if (!r)
        return ERR_CORRUPT;
    enum err err = advisory_fill_rows(m, a);
    if (!err)
        a->rows[r - a->of->relations].left_out = e->left_out;
    return err;
}

enum err apply_advisory_written(struct law_image *m, const struct ev_advisory_written *e)
{
    struct law_case *c = image_case(m, e->case_id);
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!c || (a && a->of != c) || (!a && c->advisory_count > 0))
        return ERR_CORRUPT; /* only the first one begins by being written */
    if (!a) {
        enum err err = begin(m, c, c->opened->number, &e->head);
        if (err)
            return err;
        a = case_advisory(c);
    }
    a->withdrawing = false;
    advisory_set_text(a, e->doc, &e->head);
    return ERR_OK;
}

enum err apply_advisory_approved(struct law_image *m, const struct ev_advisory_approved *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || a->approval_count >= 2)
        return ERR_CORRUPT;
    enum err err = advisory_fill_rows(m, a);
    if (err)
        return err;
    for (size_t i = 0; a->approval_count == 0 && i < a->of->relation_count; i++) {
        struct law_row *row = &a->rows[i];
        row->approved = relation_text(&a->of->relations[i]);
        row->in_approval = !row->left_out && relation_row_status(&a->of->relations[i]);
    }
    a->approvals[a->approval_count++] =
        (struct approval_view){e->head.person, e->head.party, e->head.role, e->head.at_us};
    a->hash = e->hash;
    if (!str_is_empty(e->frozen))
        a->frozen = e->frozen;
    return ERR_OK;
}

enum err apply_approval_withdrawn(struct law_image *m, const struct ev_approval_withdrawn *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a)
        return ERR_CORRUPT;
    approvals_end(a);
    return ERR_OK;
}

enum err apply_release_decided(struct law_image *m, const struct ev_release_decided *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || e->revision != a->revision + 1)
        return ERR_CORRUPT;
    enum err err = advisory_fill_rows(m, a);
    if (err)
        return err;
    a->revision = e->revision;
    advisory_release_waits(m, a);
    a->released_doc = e->doc;
    a->released_hash = a->hash;
    a->rewritten = false;
    a->withdrawn = a->withdrawing;
    if (!a->published_us)
        a->published_us = e->at;
    if (e->uncoordinated && !a->of->uncoordinated_us)
        a->of->uncoordinated_us = e->at;
    for (size_t i = 0; i < a->of->relation_count; i++) {
        struct law_row *row = &a->rows[i];
        row->shown = row->approved;
        bool on_page = row->in_approval && !row->left_out;
        row->shown_status = on_page ? relation_row_status(&a->of->relations[i]) : 0;
        row->shown_products_us = a->of->relations[i].part.products_us;
    }
    approvals_end(a);
    a->ended = (struct str){NULL, 0}; /* what is public is newer */
    return ERR_OK;
}

enum err apply_release_done(struct law_image *m, const struct ev_release_done *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || e->revision != a->revision || !a->pending)
        return ERR_CORRUPT;
    a->pending = false;
    m->releases_pending--;
    return ERR_OK;
}
