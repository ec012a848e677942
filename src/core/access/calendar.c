/*
 * core/access/calendar.c — see calendar.h. The disclosure date and everything that is computed from
 * it must not be looked at here, not even to leave something out.
 */
#include "core/access/access.h"
#include "core/access/view_part_priv.h"
#include "core/access/work_priv.h"
#include "core/case/contact_priv.h"
#include "core/key/key_priv.h"
#include "core/party/party_priv.h"
#include "core/scheme/edition.h"
#include "core/text/ui.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES_PER_STREAM = 5 };

struct listing {
    const struct law_world *w;
    struct calendar_entry *entries;
    size_t count, capacity;
};

/* What the next deadlines are about. */
struct subject_of {
    struct id stream;
    struct str number;
};

static void add(struct listing *l, const struct subject_of *s, const char *kind, const char *what,
                int32_t day)
{
    if (day && l->count < l->capacity)
        l->entries[l->count++] = (struct calendar_entry){s->stream, s->number, kind, what, day};
}

/* ---- developers --------------------------------------------------------------------------------
 */

static void of_relation(struct listing *l, const struct law_case *c, const struct law_relation *r)
{
    struct subject_of s = {c->stream.id, c->opened->number};
    struct part_view schedule = {0};
    if (r->notified_us && !r->disclosed_us && !r->answer)
        add(l, &s, "overview", N_("Answer the overview"), civil_jst_day(r->notified_us));
    if (!r->disclosed_us)
        return;
    if (!r->obtained_us)
        add(l, &s, "detail", N_("Open the detail"), civil_jst_day(r->disclosed_us));
    if (!r->result)
        add(l, &s, "result", N_("Result and status"), relation_guide_day(r, l->w->edition));
    view_schedule(r, &schedule);
    add(l, &s, "workaround", N_("Workaround ready by"), schedule.workaround_day);
    add(l, &s, "fix", N_("Fix ready by"), schedule.fix_day);
}

static void of_developer(struct listing *l)
{
    const struct law_world *w = l->w;
    const struct law_party *p = image_party(w->image, w->actor.party);
    struct subject_of s = {w->actor.party, {NULL, 0}};
    for (size_t i = 0; i < w->image->cases.count; i++) {
        const struct law_case *c = w->image->cases.items[i];
        const struct law_relation *r = case_relation(c, w->actor.party);
        bool reads = access_classes(w->image, &w->actor, c->stream.id) != 0;
        if (r && reads && relation_is_live(r) && !r->part.ended && !c->withdrawn &&
            !c->published_us)
            of_relation(l, c, r);
    }
    if (!p || !id_equal(p->manager, w->actor.person))
        return;
    if (p->registration != CODE_registration_unregistered && p->data)
        add(l, &s, "registration", N_("Confirm the registered data"), registration_confirm_day(p));
    if (p->key.live && p->key.live->expires)
        add(l, &s, "key", N_("The OpenPGP key ends: register the one that follows it"),
            civil_jst_day(p->key.live->expires));
}

/* ---- officers ----------------------------------------------------------------------------------
 */

static void of_reception(struct listing *l)
{
    const struct law_world *w = l->w;
    int32_t days = w->edition->reception_days;
    for (size_t i = 0; i < w->image->reports.count; i++) {
        const struct law_report *r = w->image->reports.items[i];
        struct subject_of s = {r->stream.id, r->filed->number};
        if (!work_is_mine(w, r->stream.id))
            continue;
        if (r->state == CODE_report_state_received)
            add(l, &s, "check", N_("Check the content, then accept or do not accept"),
                civil_jst_day(r->filed->head.at_us) + days);
        if (r->state == CODE_report_state_accepted && r->kind == CODE_report_kind_product)
            add(l, &s, "handover", N_("Prepare the copy and hand over to JPCERT/CC"),
                r->accepted_day + days);
        if (r->unread_us)
            add(l, &s, "finder", N_("Read what the finder wrote and answer"),
                civil_jst_day(r->unread_us) + days);
    }
}

/* The first developer whose silence runs out; which one is not said. */
static int32_t first_silence(const struct law_case *c, const struct edition *edition)
{
    int32_t first = 0;
    for (size_t i = 0; i < c->relation_count; i++) {
        int32_t day = relation_is_live(&c->relations[i])
                          ? relation_contact_limit(&c->relations[i], edition)
                          : 0;
        if (day && (!first || day < first))
            first = day;
    }
    return first;
}

static void of_coordinator(struct listing *l)
{
    const struct law_world *w = l->w;
    for (size_t i = 0; i < w->image->cases.count; i++) {
        const struct law_case *c = w->image->cases.items[i];
        struct subject_of s = {c->stream.id, c->opened->number};
        if (!work_is_mine(w, c->stream.id) || c->withdrawn || c->published_us)
            continue;
        if (c->with_body == ROLE_coordinator)
            add(l, &s, "acknowledge", N_("Acknowledge the hand-over, or return it with questions"),
                civil_jst_day(c->with_since_us) + w->edition->reception_days);
        add(l, &s, "silence", N_("Three months without an answer"), first_silence(c, w->edition));
    }
}

/* ---- the list ----------------------------------------------------------------------------------
 */

static int compare(const void *a, const void *b)
{
    const struct calendar_entry *x = a, *y = b;
    int order = x->day < y->day ? -1 : x->day > y->day;
    if (order == 0)
        order = memcmp(x->stream.bytes, y->stream.bytes, ID_BYTES);
    return order != 0 ? order : strcmp(x->kind, y->kind);
}

enum err law_calendar(const struct law_world *w, struct arena *arena, struct calendar_entry **out,
                      size_t *count)
{
    struct listing l = {.w = w};
    l.capacity = (w->image->cases.count + w->image->reports.count + 1) * ENTRIES_PER_STREAM;
    l.entries = ARENA_ARRAY(arena, struct calendar_entry, l.capacity);
    *out = l.entries;
    *count = 0;
    if (!l.entries)
        return ERR_MEMORY;
    if (w->actor.role == ROLE_developer)
        of_developer(&l);
    else if (w->actor.role == ROLE_reception)
        of_reception(&l);
    else if (w->actor.role == ROLE_coordinator)
        of_coordinator(&l);
    *count = l.count;
    if (l.count > 1)
        qsort(l.entries, l.count, sizeof(*l.entries), compare);
    return ERR_OK;
}
