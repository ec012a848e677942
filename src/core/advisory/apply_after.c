/*
 * core/advisory/apply_after.c — what drafts, returned texts, status words, withdrawals and
 * enquiries change. Never refuses.
 */
#include "core/image_priv.h"

/* PUB-28: the approved text stays; only the status words of rows that the page has are new. */
enum err apply_status_released(struct law_image *m, const struct ev_status_released *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || e->revision != a->revision + 1)
        return ERR_CORRUPT;
    a->revision = e->revision;
    advisory_release_waits(m, a);
    a->released_doc = e->doc;
    for (size_t i = 0; i < a->row_count; i++) {
        struct law_row *row = &a->rows[i];
        uint32_t now = relation_row_status(&a->of->relations[i]);
        if (row->shown_status && !row->left_out && now)
            row->shown_status = now;
    }
    return ERR_OK;
}

enum err apply_draft_made(struct law_image *m, const struct ev_draft_made *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a)
        return ERR_CORRUPT;
    a->draft = e->doc;
    return ERR_OK;
}

enum err apply_draft_sent(struct law_image *m, const struct ev_draft_sent *e)
{
    struct law_advisory *a = image_advisory(m, e->advisory);
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!a || !r || !id_equal(a->of->stream.id, e->head.stream))
        return ERR_CORRUPT;
    enum err err = advisory_fill_rows(m, a);
    if (err)
        return err;
    struct law_row *row = &a->rows[r - a->of->relations];
    row->draft = a->draft;
    row->sent = e;
    row->answered = NULL;
    return ERR_OK;
}

enum err apply_draft_answered(struct law_image *m, const struct ev_draft_answered *e)
{
    struct law_advisory *a = image_advisory(m, e->advisory);
    const struct law_relation *r = image_relation(m, e->head.stream, e->party);
    size_t index = a && r ? (size_t)(r - a->of->relations) : SIZE_MAX;
    if (!a || index >= a->row_count || !a->rows[index].sent)
        return ERR_CORRUPT;
    a->rows[index].answered = e;
    return ERR_OK;
}

enum err apply_credit_sent(struct law_image *m, const struct ev_credit_sent *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->credit = e;
    return ERR_OK;
}

enum err apply_withdrawal_proposed(struct law_image *m, const struct ev_withdrawal_proposed *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || a->revision == 0)
        return ERR_CORRUPT;
    a->withdrawing = true;
    advisory_set_text(a, e->doc, &e->head);
    return ERR_OK;
}

enum err apply_enquiry_recorded(struct law_image *m, const struct ev_enquiry_recorded *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a)
        return ERR_CORRUPT;
    void *list = a->enquiries;
    enum err err =
        image_grow(m, &list, &a->enquiry_capacity, a->enquiry_count, sizeof(*a->enquiries));
    a->enquiries = list;
    if (!err)
        a->enquiries[a->enquiry_count++] = (struct law_enquiry){.recorded = e};
    return err;
}

enum err apply_enquiry_answered(struct law_image *m, const struct ev_enquiry_answered *e)
{
    struct law_advisory *a = image_advisory(m, e->head.stream);
    if (!a || e->number < 1 || (uint64_t)e->number > a->enquiry_count)
        return ERR_CORRUPT;
    a->enquiries[e->number - 1].answered = e;
    return ERR_OK;
}

enum err apply_status_reminded(struct law_image *m, const struct ev_status_reminded *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    r->status_reminded_us = e->head.at_us;
    return ERR_OK;
}
