/*
 * core/access/search.c — finding by words (HND-13). Must never compare a word with a field whose
 * class the actor may not see.
 */
#include "core/access/search.h"

#include "base/utf8.h"
#include "core/advisory/advisory.h"
#include "core/image_priv.h"
#include "core/text/ui.h"

/* One search. `scratch` holds the folded texts of one object and is forgotten with it, so that a
 * search over many objects fits a request. */
struct search {
    const struct law_world *w;
    struct str words[SEARCH_WORDS];
    size_t word_count;
    struct search_list *out;
    struct arena scratch;
    /* of the object at hand */
    uint32_t found; /* bit n: word n occurs somewhere */
    const char *where;
};

/* ---- one object ---- */

static void search_begin(struct search *s)
{
    s->found = 0;
    s->where = NULL;
    arena_clear(&s->scratch);
}

static void search_text(struct search *s, const char *where, struct str text)
{
    struct str folded;
    if (str_is_empty(text) || utf8_fold(text, &s->scratch, &folded) != ERR_OK)
        return;
    for (size_t i = 0; i < s->word_count; i++) {
        if (str_find(folded, s->words[i], 0) == SIZE_MAX)
            continue;
        s->found |= 1u << i;
        if (i == 0 && !s->where)
            s->where = where;
    }
}

static void search_text2(struct search *s, const char *where, struct text2 text)
{
    search_text(s, where, text.ja);
    search_text(s, where, text.en);
}

static void search_take(struct search *s, const struct search_hit *hit)
{
    if (s->found != (1u << s->word_count) - 1)
        return;
    if (s->out->count == SEARCH_HITS) {
        s->out->more = true;
        return;
    }
    struct search_hit *slot = &s->out->items[s->out->count++];
    *slot = *hit;
    slot->where = s->where;
}

/* ---- the kinds of objects ---- */

static void search_report(struct search *s, const struct law_report *r)
{
    uint32_t classes = access_classes(s->w->image, &s->w->actor, r->stream.id);
    if (!classes)
        return;
    search_begin(s);
    search_text(s, N_("Number"), r->filed->number);
    if (classes & CLASS_BIT(overview)) {
        search_text(s, N_("Product"), r->product);
        search_text(s, N_("Website"), r->site_url);
    }
    if (classes & CLASS_BIT(internal)) {
        search_text(s, N_("Developer"), r->filed->developer);
        if (r->handed_to)
            search_text(s, N_("Case"), r->handed_to->opened->number);
    }
    if (classes & CLASS_BIT(finder_identity)) {
        search_text(s, N_("Finder"), r->filed->finder_name);
        search_text(s, N_("Finder"), r->filed->finder_contact);
        search_text(s, N_("Finder"), r->credit_name);
    }
    struct search_hit hit = {.stream = r->stream.id,
                             .type = STREAM_report,
                             .number = r->filed->number,
                             .name = {r->product, {0}}};
    search_take(s, &hit);
}

/* The CVE numbers of an advisory's newest text. It is read only when one of the words could be such
 * a number: no other search pays for it. */
static void search_cves(struct search *s, struct str doc)
{
    struct advisory a = {0};
    bool asked = false;
    for (size_t i = 0; i < s->word_count; i++)
        asked = asked || str_starts_with(s->words[i], STR("cve-"));
    if (!asked || str_is_empty(doc) || advisory_read(doc, &s->scratch, &a) != ERR_OK)
        return;
    for (size_t i = 0; i < a.cve_count; i++)
        search_text(s, N_("Number"), a.cves[i].id);
}

static void search_case(struct search *s, const struct law_case *c)
{
    uint32_t classes = access_classes(s->w->image, &s->w->actor, c->stream.id);
    if (!classes)
        return;
    search_begin(s);
    search_text(s, N_("Number"), c->opened->number);
    if (classes & CLASS_BIT(overview)) {
        search_text2(s, N_("Title"), c->opened->title);
        search_text(s, N_("Product"), c->opened->product);
    }
    if (classes & CLASS_BIT(internal)) {
        search_text(s, N_("Developer"), c->opened->developer);
        for (size_t i = 0; i < c->advisory_count; i++) {
            search_text(s, N_("Number"), c->advisories[i]->number);
            search_cves(s, c->advisories[i]->doc);
        }
        for (size_t i = 0; i < c->relation_count; i++) {
            if (relation_is_live(&c->relations[i]))
                search_text2(s, N_("Developer"), c->relations[i].party->name);
        }
    }
    if ((classes & CLASS_BIT(internal)) && s->w->actor.role == ROLE_reception) { /* SEC-23 */
        for (size_t i = 0; i < c->report_count; i++)
            search_text(s, N_("Report"), c->reports[i]->filed->number);
    }
    struct search_hit hit = {
        .stream = c->stream.id, .type = STREAM_case, .number = c->opened->number};
    if (classes & CLASS_BIT(overview))
        hit.name = c->opened->title;
    search_take(s, &hit);
}

static void search_party(struct search *s, const struct law_party *p)
{
    search_begin(s);
    search_text2(s, N_("Name"), p->name);
    search_text(s, N_("Mail, telephone or postal address"), p->contact);
    if (p->data) {
        search_text(s, N_("Person"), p->data->manager_name);
        search_text(s, N_("Person"), p->data->deputy_name);
        search_text(s, N_("Mail, telephone or postal address"), p->data->manager_mail);
        search_text(s, N_("Mail, telephone or postal address"), p->data->deputy_mail);
        search_text(s, N_("Mail, telephone or postal address"), p->data->point_mail);
        search_text(s, N_("Mail, telephone or postal address"), p->data->manager_telephone);
        search_text(s, N_("Mail, telephone or postal address"), p->data->point_telephone);
        search_text(s, N_("Mail, telephone or postal address"), p->data->point_fax);
        search_text(s, N_("Mail, telephone or postal address"), p->data->address);
    }
    for (size_t i = 0; i < p->product_count; i++)
        search_text2(s, N_("Product"), p->products[i]->name);
    /* The people who act for it: found by their names, shown with their organisation. */
    for (size_t i = 0; i < s->w->image->persons.count; i++) {
        const struct law_person *person = s->w->image->persons.items[i];
        if (person_sits_at(person, p->stream.id)) {
            search_text2(s, N_("Person"), person->name);
            search_text(s, N_("Mail, telephone or postal address"), person->mail);
        }
    }
    struct search_hit hit = {.stream = p->stream.id, .type = STREAM_party, .name = p->name};
    search_take(s, &hit);
}

/* ---- the whole ---- */

static enum err words_read(struct search *s, struct str words, struct arena *arena)
{
    struct str folded;
    enum err e = utf8_fold(words, arena, &folded);
    if (e != ERR_OK)
        return e == ERR_MEMORY ? e : ERR_OK;
    while (folded.ptr && s->word_count < SEARCH_WORDS) {
        struct str word = str_trim(str_split(&folded, ' '));
        if (!str_is_empty(word))
            s->words[s->word_count++] = word;
    }
    return ERR_OK;
}

static bool role_finds_organisations(enum role role)
{
    return role_is_staff(role) || role == ROLE_admin;
}

enum err law_search(const struct law_world *w, struct str words, struct arena *arena,
                    struct search_list *out)
{
    struct search s = {.w = w, .out = out};
    const struct law_image *m = w->image;

    *out = (struct search_list){.items = ARENA_ARRAY(arena, struct search_hit, SEARCH_HITS)};
    if (!out->items)
        return ERR_MEMORY;
    enum err e = words_read(&s, words, arena);
    if (e != ERR_OK || s.word_count == 0)
        return e;
    arena_init(&s.scratch, LIMIT_ARENA_DECIDE);
    for (size_t i = m->cases.count; i-- > 0;)
        search_case(&s, m->cases.items[i]);
    for (size_t i = m->reports.count; i-- > 0;)
        search_report(&s, m->reports.items[i]);
    if (role_finds_organisations(w->actor.role)) {
        for (size_t i = m->parties.count; i-- > 0;)
            search_party(&s, m->parties.items[i]);
    }
    e = s.scratch.failed ? ERR_MEMORY : ERR_OK;
    arena_release(&s.scratch);
    return e;
}
