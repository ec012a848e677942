/*
 * core/csaf/revision.c — the revision history in its order: by date, then by number, time zones
 * taken into account. Revisions whose date cannot be read are left out and noted; one without a
 * readable number still says when it was.
 */
#include "core/csaf/csaf_priv.h"

#include <stdlib.h>

static int compare_revisions(const void *a, const void *b)
{
    const struct csaf_revision *left = a;
    const struct csaf_revision *right = b;
    int order = csaf_instant_compare(&left->date, &right->date);
    if (order == 0)
        order = (right->numbered ? 1 : 0) - (left->numbered ? 1 : 0);
    if (order == 0 && left->numbered)
        order = csaf_number_compare(&left->number, &right->number);
    return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

void csaf_revisions_sort(struct csaf_check *c)
{
    const struct json *history = csaf_at(c->tracking, STR("revision_history"));
    size_t place = 0;
    c->revisions_whole = json_is(history, JSON_ARRAY);
    if (!c->revisions_whole)
        return;
    c->dated = ARENA_ARRAY(c->arena, struct csaf_revision, history->count);
    c->revisions = ARENA_ARRAY(c->arena, struct csaf_revision, history->count);
    if (c->dated == NULL || c->revisions == NULL)
        return;
    FOR_EACH (item, history) {
        struct csaf_revision r = {.node = item, .place = place++};
        r.number_text = csaf_text(item, STR("number"));
        r.date_text = csaf_text(item, STR("date"));
        r.numbered = csaf_number_read(r.number_text, &r.number);
        if (csaf_instant_read(r.date_text, &r.date))
            c->dated[c->dated_count++] = r;
    }
    if (c->dated_count > 1)
        qsort(c->dated, c->dated_count, sizeof(*c->dated), compare_revisions);
    for (size_t i = 0; i < c->dated_count; i++) {
        if (c->dated[i].numbered)
            c->revisions[c->revision_count++] = c->dated[i];
    }
    c->revisions_whole = c->revision_count == history->count;
}
