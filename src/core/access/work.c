/*
 * core/access/work.c — the work list: what now, for whom, until when (interface.md, principle 1).
 *
 * For every report and case that the actor may see, one line with its own next step. A party's line
 * is computed from its own relation alone (CON-02). Must never look at a field whose class the
 * actor may not see.
 */
#include "core/access/work_priv.h"

#include "base/utf8.h"
#include "core/advisory/publication_priv.h"
#include "core/case/contact_priv.h"
#include "core/case/part_priv.h"
#include "core/party/party_priv.h"
#include "core/step/step_priv.h"
#include "core/text/ui.h"

#include <stdlib.h>

void work_next(struct work_item *i, enum command_kind next, const char *step, int32_t due_day)
{
    i->next = next;
    i->step = step;
    i->due_day = due_day;
}

void work_waits(struct work_item *i, const char *step, const char *on, int32_t due_day)
{
    i->step = step;
    i->waits_on = on;
    i->due_day = due_day;
}

void work_ends(struct work_item *i)
{
    work_waits(i, N_("Ended"), "", 0);
    i->ended = true;
}

/* ---- developers ---- */

/* OVW-06, LIF-26: "no applicable product" ends the matter for this developer. */
static void developer_overview(const struct law_relation *r, struct work_item *i)
{
    if (!r->answer)
        work_next(i, COMMAND_answer_overview, N_("Read the overview and answer it"),
                  civil_jst_day(r->notified_us));
    else if (r->answer->answer == CODE_overview_answer_no_product)
        work_ends(i);
    else
        work_waits(i, N_("The detail that you requested"), N_("JPCERT/CC"), 0);
}

/* PUB-15: who was reminded while its status was open is asked once more for it. */
static void developer_public(const struct law_relation *r, struct work_item *i)
{
    uint32_t status = relation_status(r);
    bool is_final =
        status == CODE_vendor_status_vulnerable || status == CODE_vendor_status_not_vulnerable;
    bool told = r->result && r->result->head.at_us > r->status_reminded_us;
    if (r->status_reminded_us && !is_final && !told)
        work_next(i, COMMAND_report_result, N_("Report whether your status has changed"), 0);
    else
        work_ends(i);
}

static const struct law_row *newest_draft(const struct law_case *c, const struct law_relation *r)
{
    const struct law_advisory *a = draft_for(c, r->party->stream.id, (struct str){NULL, 0});
    return a ? law_row_of(a, (size_t)(r - c->relations)) : NULL;
}

/* Of all parts that go on, the one that has come furthest; else any; 0: nobody is in it yet. */
static uint32_t furthest_state(const struct law_case *c)
{
    uint32_t furthest = 0, other = 0;

    for (size_t i = 0; i < c->relation_count; i++) {
        uint32_t state = relation_state(c, &c->relations[i]);
        if (state > CODE_relation_state_published)
            other = state;
        else if (state > furthest)
            furthest = state;
    }
    return furthest ? furthest : other;
}

static void developer_case(const struct law_world *w, const struct law_case *c, struct work_item *i)
{
    const struct law_relation *r = case_relation(c, w->actor.party);
    int32_t guide = relation_guide_day(r, w->edition);
    int32_t date = c->date_us ? civil_jst_day(c->date_us) : 0;
    const struct law_row *draft = newest_draft(c, r);
    i->state = relation_state(c, r);
    if (!r->disclosed_us)
        developer_overview(r, i);
    else if (work_developer_part(c, r, i))
        return;
    else if (c->published_us)
        developer_public(r, i);
    else if (!r->obtained_us)
        work_next(i, COMMAND_open_detail, N_("Open the detail"), civil_jst_day(r->disclosed_us));
    else if (!r->result)
        work_next(i, COMMAND_report_result, N_("Investigate, then report result and status"),
                  guide);
    else if (draft && !draft->answered)
        work_next(i, COMMAND_answer_draft, N_("Read the draft of the page and answer it"),
                  draft->sent->until);
    else if (date)
        work_waits(i, N_("Published by itself at the agreed minute"), N_("The clock"), date);
    else
        work_waits(i, N_("The disclosure date-time"), N_("JPCERT/CC"), guide);
}

/* ---- the list ---- */

enum { WEEK_DAYS = 7 };

enum due due_on(int32_t day, int32_t today)
{
    if (day < today)
        return DUE_overdue;
    if (day == today)
        return DUE_today;
    return day <= today + WEEK_DAYS ? DUE_week : DUE_later;
}

static enum due due_of(const struct work_item *i, int32_t today)
{
    if (i->next == COMMAND_none)
        return DUE_waiting;
    return i->due_day ? due_on(i->due_day, today) : DUE_later;
}

static bool text_matches(const struct work_item *i, struct str folded, struct arena *arena)
{
    if (str_is_empty(folded))
        return true;
    const struct str where[] = {i->number, i->title.ja, i->title.en};
    for (size_t k = 0; k < 3; k++) {
        struct str text;
        if (utf8_fold(where[k], arena, &text) == ERR_OK && str_find(text, folded, 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static int compare_items(const void *a, const void *b)
{
    const struct work_item *x = a, *y = b;
    if (x->due != y->due)
        return x->due < y->due ? -1 : 1;
    if (x->due_day != y->due_day)
        return x->due_day < y->due_day ? -1 : 1;
    return str_compare(x->number, y->number);
}

/* One making of the list. `scratch` holds what judging one line needs and is forgotten with it, so
 * that a list of many cases fits a request. */
struct listing {
    const struct law_world *w;
    const struct work_filter *filter;
    struct work_list *out;
    struct arena scratch;
    bool failed;
};

/* The kind of the actor's own step that waits here; COMMAND_none when there is none. */
static enum command_kind own_step(const struct law_world *w, struct id stream)
{
    for (const struct law_step *s = step_newest(w->image, stream); s; s = s->older) {
        if (!s->ended && id_equal(s->proposed->head.person, w->actor.person))
            return (enum command_kind)s->proposed->command;
    }
    return COMMAND_none;
}

/* HND-06: what a colleague sent comes before anything else; what was sent already is not asked for
 * again. */
static void step_first(const struct law_world *w, struct work_item *i)
{
    if (!step_any_open(w->image, i->stream))
        return;
    if (step_waits(w, i->stream, false)) {
        work_next(i, COMMAND_confirm_step, N_("Confirm or refuse a colleague's step"),
                  civil_jst_day(w->now_us));
        i->ended = false;
    } else if (i->next && own_step(w, i->stream) == i->next && step_waits(w, i->stream, true)) {
        i->next = COMMAND_none;
        work_waits(i, N_("A colleague confirms the step you sent"), N_("A colleague"), i->due_day);
    }
}

static void take(struct listing *l, struct work_item *item)
{
    step_first(l->w, item);
    item->due = due_of(item, civil_jst_day(l->w->now_us));
    bool shown = (!item->ended || l->filter->include_ended) &&
                 work_is_asked_for(l->w, l->filter, item) &&
                 text_matches(item, l->filter->text, &l->scratch);
    l->failed = l->failed || l->scratch.failed;
    arena_clear(&l->scratch);
    if (!shown)
        return;
    if (!item->ended)
        l->out->by_due[item->due]++;
    if (!l->filter->due || l->filter->due == item->due)
        l->out->items[l->out->count++] = *item;
}

/* HND-08: a letter that came back is work of the day on which it did, before anything else. */
static void letter_returned(const struct listing *l, struct work_item *item,
                            enum command_kind settle)
{
    int64_t since_us = law_letter_returned_us(l->w->image, item->stream);
    if (!since_us)
        return;
    work_next(item, settle, N_("A letter came back: find another way, or say what was done"),
              civil_jst_day(since_us));
    item->ended = false;
}

static void take_reports(struct listing *l)
{
    const struct law_image *m = l->w->image;
    bool finder = l->w->actor.role == ROLE_finder;
    for (size_t i = 0; (finder || l->w->actor.role == ROLE_reception) && i < m->reports.count;
         i++) {
        const struct law_report *r = m->reports.items[i];
        if (finder && !access_classes(m, &l->w->actor, r->stream.id))
            continue;
        struct work_item item = {
            .stream = r->stream.id, .stream_type = STREAM_report, .waits_on = ""};
        item.number = r->filed->number;
        item.title.ja = str_is_empty(r->product) ? r->site_url : r->product;
        item.state = report_state_for(l->w->actor.role, r);
        if (finder) {
            work_of_finder(r, &item);
        } else {
            item.changed_us = r->stream.changed_us;
            work_reception_report(l->w, r, &item);
            letter_returned(l, &item, COMMAND_settle_report_letter);
        }
        take(l, &item);
    }
}

static void take_cases(struct listing *l)
{
    const struct law_world *w = l->w;
    for (size_t i = 0; i < w->image->cases.count; i++) {
        const struct law_case *c = w->image->cases.items[i];
        uint32_t classes = access_classes(w->image, &w->actor, c->stream.id);
        if (w->actor.role == ROLE_admin || classes == 0)
            continue;
        struct work_item item = {
            .stream = c->stream.id, .stream_type = STREAM_case, .waits_on = ""};
        item.number = c->opened->number;
        if (classes & CLASS_BIT(overview))
            item.title = c->opened->title;
        if (w->actor.role == ROLE_developer) {
            developer_case(w, c, &item);
        } else {
            item.changed_us = c->stream.changed_us;
            item.state = furthest_state(c);
            if (w->actor.role == ROLE_coordinator)
                work_coordinator_case(w, c, &l->scratch, &item);
            else
                work_reception_case(w, c, &l->scratch, &item);
            if (w->actor.role == ROLE_coordinator)
                letter_returned(l, &item, COMMAND_settle_letter);
        }
        take(l, &item);
    }
}

/* Organisations and accounts have lines only while a colleague's step waits there. */
static void take_others(struct listing *l)
{
    const struct law_world *w = l->w;
    for (size_t i = 0; i < w->image->persons.count + w->image->parties.count; i++) {
        bool person = i < w->image->persons.count;
        const struct law_person *p = person ? w->image->persons.items[i] : NULL;
        const struct law_party *o =
            person ? NULL : w->image->parties.items[i - w->image->persons.count];
        const struct stream *s = p ? &p->stream : &o->stream;
        if (!step_any_open(w->image, s->id) || access_classes(w->image, &w->actor, s->id) == 0 ||
            !step_waits(w, s->id, false))
            continue;
        struct work_item item = {.stream = s->id, .stream_type = s->type, .waits_on = ""};
        item.number = p ? p->login : (struct str){NULL, 0};
        item.title = p ? p->name : o->name;
        take(l, &item);
    }
}

static void take_parties(struct listing *l)
{
    const struct law_world *w = l->w;
    for (size_t i = 0; i < w->image->parties.count; i++) {
        const struct law_party *p = w->image->parties.items[i];
        struct work_item item = {
            .stream = p->stream.id, .stream_type = STREAM_party, .waits_on = ""};
        item.title = p->name;
        item.state = p->registration;
        if (work_of_party(w, p, &item))
            take(l, &item);
    }
}

enum err law_work(const struct law_world *w, const struct work_filter *filter, struct arena *arena,
                  struct work_list *out)
{
    *out = (struct work_list){0};
    out->items = ARENA_ARRAY(arena, struct work_item,
                             w->image->reports.count + w->image->cases.count +
                                 w->image->persons.count + 2 * w->image->parties.count);
    if (!out->items)
        return ERR_MEMORY;
    struct listing l = {.w = w, .filter = filter, .out = out};
    arena_init(&l.scratch, LIMIT_ARENA_DECIDE);
    take_reports(&l);
    take_cases(&l);
    take_others(&l);
    take_parties(&l);
    arena_release(&l.scratch);
    if (l.failed)
        return ERR_MEMORY;
    qsort(out->items, out->count, sizeof(*out->items), compare_items);
    return ERR_OK;
}
