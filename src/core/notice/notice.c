/*
 * core/notice/notice.c — from events to letters: who is told, at which address, in which language.
 * Looks at the world before the events are folded and at the events themselves; must never decide
 * anything else, and must never tell one party of another (CON-06: every letter has one recipient).
 */
#include "core/notice/notice.h"

#include "core/image_priv.h"
#include "core/key/key_priv.h"

static const struct notice_def notices[] = {
#define NOTICE(name, number, event, audience, version, subject, body, reqs)                        \
    {NOTICE_##name, #name, EVENT_##event, AUDIENCE_##audience, version, subject, body},
#include "core/notice/notices.def"
};

enum { NOTICE_COUNT = sizeof(notices) / sizeof(notices[0]) };

const struct notice_def *notice_def_get(enum notice_kind kind)
{
    for (size_t i = 0; i < NOTICE_COUNT; i++) {
        if (notices[i].kind == kind)
            return &notices[i];
    }
    return NULL;
}

const struct notice_def *notice_defs(size_t *count)
{
    *count = NOTICE_COUNT;
    return notices;
}

/* One gathering of letters. */
struct gathering {
    const struct law_world *w;
    const struct decision *d;
    struct letter_list *out;
    const struct notice_def *def;
    size_t event;
    bool full;
};

/* SEC-05: what the event tells goes to the holder of a confirmed certificate alone, at the
 * addresses that the developer registered. */
static void seal_for(const struct gathering *g, struct letter *l)
{
    const struct law_party *p = image_party(g->w->image, l->party);
    struct key_view key;
    bool sealed = p && l->recipient == CODE_letter_recipient_developer &&
                  key_holds_address(p, l->address) &&
                  law_letter_key(g->w->image, l->party, g->w->now_us, &key);
    l->key = sealed ? key.fingerprint : (struct str){NULL, 0};
    l->told = sealed ? l->told : (struct str){NULL, 0};
    l->told_us = sealed ? l->told_us : 0;
}

static void add(struct gathering *g, const struct letter *about)
{
    if (!mail_address_is_sound(about->address))
        return;
    for (size_t i = 0; i < g->out->count; i++) {
        const struct letter *known = &g->out->items[i];
        bool told = known->event == g->event || g->def->audience == AUDIENCE_finders_first;
        if (known->notice == g->def->kind && told && id_equal(known->stream, about->stream) &&
            str_equal(known->address, about->address))
            return; /* the mailbox of the organisation and that of its person may be one */
    }
    if (g->out->count == LIMIT_LETTERS_PER_COMMAND) {
        g->full = true;
        return;
    }
    struct letter *l = &g->out->items[g->out->count++];
    *l = *about;
    seal_for(g, l);
    l->notice = g->def->kind;
    l->event = g->event;
}

/* ---- finders ---- */

static void add_finder(struct gathering *g, struct id report, const struct ev_report_filed *filed)
{
    struct letter l = {
        .stream_type = STREAM_report,
        .stream = report,
        .recipient = CODE_letter_recipient_finder,
        .link = LETTER_LINK_RECEIPT,
        .name = {filed->finder_name, {NULL, 0}},
        .address = filed->finder_contact,
        .lang = filed->language == CODE_language_en ? LANG_EN : LANG_JA,
        .number = filed->number,
    };
    add(g, &l);
}

static void add_finders(struct gathering *g, const struct law_case *c)
{
    for (size_t i = 0; c && i < c->report_count; i++)
        add_finder(g, c->reports[i]->stream.id, c->reports[i]->filed);
}

/* ---- organisations ---- */

/* An organisation without a Japanese name is written to in English. */
static enum lang lang_of(const struct text2 *name)
{
    return str_is_empty(name->ja) && !str_is_empty(name->en) ? LANG_EN : LANG_JA;
}

/* SEC-25: an officer who also sits at a developer of the case hears nothing of it. SEC-21: of a
 * developer only those hear who may read. */
static bool may_hear(const struct gathering *g, const struct law_person *p, const struct letter *l,
                     enum role role)
{
    const struct law_case *c = image_case(g->w->image, l->stream);
    const struct law_relation *r = c ? case_relation(c, l->party) : NULL;
    struct actor a = {.role = role, .person = p->stream.id, .party = l->party};
    if (role != ROLE_developer)
        return !c || !access_in_conflict(g->w->image, &a, c);
    if (r)
        return relation_is_read_by(r, p->stream.id);
    const struct law_party *party = image_party(g->w->image, l->party);
    return party && id_equal(party->manager, p->stream.id);
}

static void add_persons(struct gathering *g, const struct law_party *party, enum role role,
                        const struct letter *about)
{
    const struct law_image *m = g->w->image;
    for (size_t i = 0; i < m->persons.count; i++) {
        const struct law_person *p = m->persons.items[i];
        struct letter l = *about;
        if (!person_holds(p, party->stream.id, role) || !may_hear(g, p, &l, role))
            continue;
        l.name = p->name;
        l.address = p->mail;
        add(g, &l);
    }
}

static struct letter letter_for(const struct law_party *party, struct letter l)
{
    l.party = party->stream.id;
    l.name = party->name;
    l.lang = lang_of(&party->name);
    return l;
}

/* Its contact point, its manager, and whom the manager named (ACT-06, ACT-07, SEC-21). */
static void add_developer(struct gathering *g, const struct law_party *party,
                          const struct letter *about)
{
    const struct ev_contact_data_set *data = party->data;
    struct letter l = letter_for(party, *about);
    bool has_point = data && !str_is_empty(data->point_mail);
    l.address = has_point ? data->point_mail : party->contact;
    add(g, &l);
    if (data) {
        l.address = data->manager_mail;
        add(g, &l);
    }
    add_persons(g, party, ROLE_developer, &l);
}

/* A body's mailbox and its officers. */
static void add_officers(struct gathering *g, const struct law_party *party, enum role role,
                         const struct letter *about)
{
    struct letter l = letter_for(party, *about);
    l.address = party->contact;
    add(g, &l);
    add_persons(g, party, role, &l);
}

static void add_body(struct gathering *g, uint32_t kind, enum role role, const struct letter *l)
{
    for (size_t i = 0; i < g->w->image->parties.count; i++) {
        const struct law_party *party = g->w->image->parties.items[i];
        if (party->kind == kind)
            add_officers(g, party, role, l);
    }
}

/* ---- from one event ---- */

static const struct event *opening_of(const struct decision *d, struct id stream,
                                      enum event_kind kind)
{
    for (size_t i = 0; i < d->event_count; i++) {
        if (d->events[i]->kind == kind && id_equal(d->events[i]->stream, stream))
            return d->events[i];
    }
    return NULL;
}

/* The human number of the stream, which this same decision may be making. */
static struct str number_of(const struct gathering *g, const struct event *e)
{
    const struct law_case *c = image_case(g->w->image, e->stream);
    const struct law_report *r = image_report(g->w->image, e->stream);
    if (c)
        return c->opened->number;
    if (r)
        return r->filed->number;
    const void *made = opening_of(g->d, e->stream, EVENT_case_opened);
    if (made)
        return ((const struct ev_case_opened *)made)->number;
    made = opening_of(g->d, e->stream, EVENT_report_filed);
    return made ? ((const struct ev_report_filed *)made)->number : (struct str){NULL, 0};
}

/* DAT-01, PUB-07: date and publication are told to those who have the detail; SEC-24: not to whom
 * it went by mistake. */
static void add_developers(struct gathering *g, const struct law_case *c, const struct letter *l)
{
    for (size_t i = 0; c && i < c->relation_count; i++) {
        const struct law_relation *r = &c->relations[i];
        if (r->disclosed_us && relation_is_live(r))
            add_developer(g, r->party, l);
    }
}

static bool contact_has_begun(const struct law_case *c)
{
    for (size_t i = 0; i < c->relation_count; i++) {
        if (c->relations[i].start_day)
            return true;
    }
    return false;
}

static void add_named(struct gathering *g, const struct event *e, struct letter *l)
{
    const struct law_party *party = image_party(g->w->image, event_party(e));
    if (party)
        add_developer(g, party, l);
}

/* What those whom the event reaches read at the desk without a further step. The detail is not
 * among it: its recipient confirms the terms first (SEC-22). */
static void tell(const struct event *e, struct letter *l)
{
    const void *event = e;
    if (e->kind == EVENT_overview_sent)
        l->told = ((const struct ev_overview_sent *)event)->text;
    else if (e->kind == EVENT_developer_reminded)
        l->told = ((const struct ev_developer_reminded *)event)->message;
    else if (e->kind == EVENT_date_set)
        l->told_us = ((const struct ev_date_set *)event)->at;
}

static void gather(struct gathering *g, const struct event *e)
{
    const struct law_case *c = image_case(g->w->image, e->stream);
    const struct law_report *r = image_report(g->w->image, e->stream);
    struct letter l = {
        .stream_type = e->stream_type, .stream = e->stream, .number = number_of(g, e)};
    tell(e, &l);
    switch (g->def->audience) {
    case AUDIENCE_finder:
        if (r)
            add_finder(g, r->stream.id, r->filed);
        return;
    case AUDIENCE_finders:
        add_finders(g, c);
        return;
    case AUDIENCE_finders_first:
        if (c && !contact_has_begun(c))
            add_finders(g, c);
        return;
    case AUDIENCE_outsider:
        l.link = LETTER_LINK_SITE;
        l.recipient = CODE_letter_recipient_developer;
        add_named(g, e, &l);
        return;
    case AUDIENCE_correspondent:
        l.link = LETTER_LINK_OWN;
        l.recipient = CODE_letter_recipient_developer;
        add_named(g, e, &l);
        return;
    case AUDIENCE_developer:
        l.recipient = CODE_letter_recipient_developer;
        add_named(g, e, &l);
        return;
    case AUDIENCE_informed:
        l.recipient = CODE_letter_recipient_developer;
        add_developers(g, c, &l);
        return;
    case AUDIENCE_reception:
        l.recipient = CODE_letter_recipient_reception;
        add_body(g, CODE_party_kind_reception_body, ROLE_reception, &l);
        return;
    case AUDIENCE_coordinators:
        l.recipient = CODE_letter_recipient_coordinator;
        add_body(g, CODE_party_kind_coordinating_body, ROLE_coordinator, &l);
        return;
    }
}

static bool tells_anybody(const struct decision *d)
{
    for (size_t i = 0; i < d->event_count; i++) {
        for (size_t k = 0; k < NOTICE_COUNT; k++) {
            if (notices[k].event == d->events[i]->kind)
                return true;
        }
    }
    return false;
}

enum err law_letters(const struct law_world *w, const struct decision *d, struct arena *arena,
                     struct letter_list *out)
{
    struct gathering g = {.w = w, .d = d, .out = out};
    *out = (struct letter_list){0};
    if (!tells_anybody(d))
        return ERR_OK;
    out->items = ARENA_ARRAY(arena, struct letter, LIMIT_LETTERS_PER_COMMAND);
    if (!out->items)
        return ERR_MEMORY;
    for (g.event = 0; g.event < d->event_count; g.event++) {
        for (size_t i = 0; i < NOTICE_COUNT; i++) {
            g.def = &notices[i];
            if (g.def->event == d->events[g.event]->kind)
                gather(&g, d->events[g.event]);
        }
    }
    return g.full ? ERR_LIMIT : ERR_OK;
}
