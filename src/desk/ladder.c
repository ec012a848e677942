/*
 * desk/ladder.c — developers that cannot be contacted, on the case page: their steps with dates,
 * intervals and persons, what comes next and from when (UNR-10); and the committee's dossier, made
 * from the record of the case alone (COM-04). Staff only: the view of anybody else holds nothing of
 * it. It judges nothing.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

/* ---- one developer ---- */

static struct text2 name_of(struct exchange *x, struct id person)
{
    struct text2 name = {{NULL, 0}, {NULL, 0}};

    (void)app_person_name(&x->reader, person, &name);
    return name;
}

static enum err steps_make(struct exchange *x, const struct ladder_view *l,
                           struct desk_ladder_line *line)
{
    line->steps = ARENA_ARRAY(x->arena, struct desk_ladder_step, l->step_count);
    if (line->steps == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < l->step_count; i++)
        line->steps[line->step_count++] =
            (struct desk_ladder_step){.what = l->steps[i].what,
                                      .day = l->steps[i].day,
                                      .interval = i == 0 ? -1 : l->steps[i].interval,
                                      .proposed_by = name_of(x, l->steps[i].proposed_by),
                                      .decided_by = name_of(x, l->steps[i].decided_by),
                                      .reason = l->steps[i].reason};
    return ERR_OK;
}

static void entry_facts(const struct ladder_view *l, struct desk_facts *facts)
{
    fact_text(facts, N_("Enquiry number"), l->number);
    fact_text(facts, N_("Name published"), str_is_empty(l->name.ja) ? l->name.en : l->name.ja);
    fact_day(facts, N_("Added to the list"), l->listed_day);
    fact_text(facts, N_("Product published"),
              str_is_empty(l->product.ja) ? l->product.en : l->product.ja);
    fact_text(facts, N_("Versions"), l->versions);
    fact_day(facts, N_("Product published on"), l->product_day);
    fact_day(facts, N_("Deadline for contact added"), l->deadline_day);
    fact_day(facts, N_("Deadline for contact"), l->deadline);
}

static void committee_facts(const struct ladder_view *l, struct desk_facts *facts)
{
    fact_day(facts, N_("Sent to the committee on"), l->asked_day);
    fact_word(facts, N_("Item of the committee"), code_label(CODE_LIST_committee_item, l->item));
    fact_word(facts, N_("Judgement"), code_label(CODE_LIST_judgement, l->judgement));
    fact_day(facts, N_("Day of the meeting"), l->judged_day);
    fact_text(facts, N_("Members present"), l->present);
    fact_text(facts, N_("Deliberation"), l->deliberation);
    fact_text(facts, N_("Reasons of the judgement"), l->judgement_reason);
    fact_day(facts, N_("Vulnerability published without an agreement"), l->published_day);
    fact_day(facts, N_("Coordination resumed"), l->resumed_day);
    fact_day(facts, N_("Coordination completed"), l->completed_day);
}

/* The form, when the reader may send it today. */
static void next_make(struct exchange *x, const struct case_view *v, const struct relation_view *r,
                      struct desk_ladder_line *line)
{
    const struct ladder_view *l = &r->ladder;
    const struct command_def *def = command_def_get(l->next);
    struct str href;

    if (def == NULL || l->answered)
        return;
    line->next = def->title;
    line->next_day = l->next_day;
    if (l->next_day <= civil_jst_day(app_now_us(x->desk->app)) &&
        is_open_here(x, l->next, v->id, &href))
        line->next_href = arena_format(x->arena, "%.*s?party=%.*s", STR_ARG(href),
                                       STR_ARG(id_text(r->party.id, x->arena)));
}

static enum err line_make(struct exchange *x, const struct case_view *v,
                          const struct relation_view *r, struct desk_ladder_line *line)
{
    const struct ladder_view *l = &r->ladder;

    *line = (struct desk_ladder_line){
        .name = r->party.name,
        .stage = code_label(CODE_LIST_unreachable_stage, l->stage),
        .ground = code_label(CODE_LIST_unreachable_ground, l->ground),
        .number = l->number,
        .answered = l->answered,
    };
    fact_day(&line->facts, N_("Start date"), r->start_day);
    fact_day(&line->facts, N_("Last answer"), l->answered_day);
    fact_word(&line->facts, N_("Why it cannot be contacted"), line->ground);
    entry_facts(l, &line->facts);
    committee_facts(l, &line->facts);
    next_make(x, v, r, line);
    return steps_make(x, l, line);
}

/* Who is on the ladder or was, and who has not answered at all and may come on it. */
static bool is_shown(const struct relation_view *r)
{
    const struct ladder_view *l = &r->ladder;
    return l->stage != 0 || (l->next != COMMAND_none && r->contact_limit_day != 0);
}

enum err ladder_make(struct exchange *x, const struct case_view *v, struct desk_ladder *out)
{
    enum err e = ERR_OK;

    out->lines = ARENA_ARRAY(x->arena, struct desk_ladder_line, v->relation_count);
    if (out->lines == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; e == ERR_OK && i < v->relation_count; i++) {
        const struct relation_view *r = &v->relations[i];
        if (!is_shown(r))
            continue;
        struct desk_ladder_line *line = &out->lines[out->count++];
        e = line_make(x, v, r, line);
        if (e == ERR_OK && out->with_contacts)
            e = contacts_make(x, &r->part, &line->contacts);
        if (r->ladder.item != 0)
            out->dossier_href =
                arena_format(x->arena, "/case/%.*s/dossier", STR_ARG(id_text(v->id, x->arena)));
        if (r->ladder.listed_day != 0)
            out->list_href = arena_format(x->arena, "%.*s/reply/index.html",
                                          STR_ARG(app_conf(x->desk->app)->portal_url));
    }
    return e;
}

/* ---- the dossier (COM-04) ---- */

/* OBJ-16: what was written for the page says what the bodies themselves confirmed. */
static enum err dossier_texts(struct exchange *x, const struct case_view *v,
                              struct desk_dossier_page *page)
{
    struct advisory doc = {0};
    enum err e = str_is_empty(v->doc) ? ERR_OK : advisory_read(v->doc, x->arena, &doc);

    part_add(&page->parts, N_("Nature of the vulnerability"), N_("CONFIDENTIAL"), v->vulnerability);
    part_add(&page->parts, N_("How to verify that it exists"), N_("CONFIDENTIAL"), v->verification);
    part_add(&page->parts, N_("Impact"), N_("CONFIDENTIAL"), v->impact);
    part_add(&page->parts, N_("Analysis by the reception body"), N_("CONFIDENTIAL"), v->analysis);
    part_add(&page->parts, N_("Verification information"), N_("CONFIDENTIAL"), doc.verification.ja);
    part_add(&page->parts, N_("Solution"), N_("CONFIDENTIAL"), doc.solution.ja);
    part_add(&page->parts, N_("View of the vendor"), N_("CONFIDENTIAL"), doc.vendor_view.ja);
    return e;
}

static void support_facts(const struct case_view *v, struct desk_facts *facts)
{
    for (size_t i = 0; i < v->relation_count; i++) {
        const struct part_view *p = &v->relations[i].part;
        fact_word(facts, N_("Handling of a product without support"),
                  code_label(CODE_LIST_support_case, p->support_case));
        fact_text(facts, N_("Product without support"), p->support_product);
        fact_day(facts, N_("End of support"), p->support_ended);
        fact_text(facts, N_("Announced at"), p->support_announced);
    }
}

/* COM-03: how the developer is reached, as it is registered. */
static enum err contact_facts(struct exchange *x, const struct case_view *v,
                              struct desk_facts *facts)
{
    for (size_t i = 0; i < v->relation_count; i++) {
        struct organisation_view *o = NULL;
        if (v->relations[i].ladder.item == 0)
            continue;
        enum err e = app_organisation_view(&x->reader, v->relations[i].party.id, &o);
        if (e != ERR_OK || o == NULL)
            return e;
        fact_text(facts, N_("Contact address"), o->contact);
        fact_text(facts, N_("Mail address of the contact point"), o->data.point_mail);
        fact_text(facts, N_("Telephone"), o->data.point_telephone);
        fact_text(facts, N_("Mail address of the manager"), o->data.manager_mail);
    }
    return ERR_OK;
}

static enum err dossier_make(struct exchange *x, const struct case_view *v,
                             struct desk_dossier_page *page)
{
    page->view = v;
    page->href = stream_href(x->arena, STREAM_case, v->id);
    fact_text(&page->facts, N_("Product"), v->product);
    fact_text(&page->facts, N_("Versions"), v->versions);
    support_facts(v, &page->facts);
    enum err e = contact_facts(x, v, &page->facts);
    if (e == ERR_OK)
        e = dossier_texts(x, v, page);
    page->ladder.with_contacts = true;
    if (e == ERR_OK)
        e = ladder_make(x, v, &page->ladder);
    page->for_committee = !str_is_empty(page->ladder.dossier_href);
    return e;
}

/* Read-only, for staff of the case once an item is before the committee; the reading is noted
 * before the first byte (COM-05, SEC-04). */
void dossier_get(struct exchange *x)
{
    struct desk_dossier_page page = {0};
    struct case_view *v;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_case_view(&x->reader, id, &v)))
        return;
    if (v == NULL || !id_equal(id, v->id) || !actor_is_staff(&x->reader.actor)) {
        page_error(x, 404);
        return;
    }
    if (page_failed(x, dossier_make(x, v, &page)))
        return;
    if (!page.for_committee) {
        page_error(x, 404);
        return;
    }
    page_begin_text(x, &page.page, v->number);
    page.page.wide = true;
    if (page_failed(x, app_note_read(&x->reader, id, v->classes)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_dossier, &page);
}
