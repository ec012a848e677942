/*
 * desk/case.c — one case, one page. Staff see all of it; a developer sees its own part and nothing
 * that tells of another (CON-02 to CON-06): the view holds no more, and this file adds nothing to
 * it.
 *
 * The reading of detail is noted before the first byte goes out (SEC-04).
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

/* ---- facts, parts ---- */

static void facts_make(const struct case_view *v, struct desk_case_page *page)
{
    fact_text(&page->facts, N_("Product"), v->product);
    fact_text(&page->facts, N_("Versions"), v->versions);
    fact_text(&page->facts, N_("Developer as reported"), v->developer);
    fact_text(&page->facts, N_("Technologies"), v->keywords);
    fact_instant(&page->facts, N_("Case opened on"), v->opened_us);
    fact_day(&page->facts,
             page->is_staff ? N_("Guide value of 45 days, the earliest")
                            : N_("Guide value of 45 days"),
             v->guide_day);
    fact_instant(&page->facts, N_("Disclosure date and time"), v->date_us);
    fact_instant(&page->facts, N_("Published on"), v->published_us);
    fact_word(&page->facts, N_("Source of the case"), code_label(CODE_LIST_case_source, v->source));
    fact_text(&page->facts, N_("From whom"), v->sender);
    fact_text(&page->facts, N_("Finder"), v->finder_name);
    fact_text(&page->facts, N_("Contact of the finder"), v->finder_contact);
}

/* Reception alone has any: the others' view holds none. */
static enum err reports_make(struct exchange *x, const struct case_view *v,
                             struct desk_case_page *page)
{
    page->reports = ARENA_ARRAY(x->arena, struct desk_case_report, v->report_count + 1);
    if (page->reports == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->report_count; i++)
        page->reports[page->report_count++] = (struct desk_case_report){
            v->reports[i].number, stream_href(x->arena, STREAM_report, v->reports[i].id)};
    return ERR_OK;
}

static void parts_make(const struct case_view *v, struct desk_case_page *page)
{
    const char *mark = N_("CONFIDENTIAL");

    part_add(&page->parts, N_("Nature of the vulnerability"), mark, v->vulnerability);
    part_add(&page->parts, N_("How to verify that it exists"), mark, v->verification);
    part_add(&page->parts, N_("Attack method"), mark, v->attack);
    part_add(&page->parts, N_("Impact"), mark, v->impact);
    page->detail_is_open = page->parts.count > 0;
    part_add(&page->parts, N_("Analysis by the reception body"), N_("Staff only"), v->analysis);
}

static int32_t day_of(int64_t us)
{
    return us == 0 ? 0 : civil_jst_day(us);
}

/* ---- developers and readers ---- */

static const char *draft_label(const struct relation_view *r)
{
    if (r->draft_us == 0)
        return NULL;
    if (r->draft_answer == CODE_draft_answer_agree)
        return N_("draft: agreed");
    return r->draft_answer == CODE_draft_answer_change ? N_("draft: wants a change")
                                                       : N_("draft: no answer yet");
}

/* The manager names them; a developer sees its own alone (SEC-21, CON-05). */
static struct str reader_names(struct exchange *x, const struct relation_view *r)
{
    struct buf out;
    struct str text;

    buf_init(&out, x->arena, LIMIT_FORM_BYTES);
    for (size_t i = 0; i < r->reader_count; i++) {
        struct text2 name;
        if (!app_person_name(&x->reader, r->readers[i], &name))
            continue;
        if (out.len > 0)
            buf_add(&out, text_comma(x));
        buf_add(&out, text2_pick(x, name));
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}

static struct desk_row_party party_row(struct exchange *x, const struct case_view *v,
                                       struct relation_view *r, bool staff)
{
    bool has_notice = r->overview_us != 0 || r->registration_asked_us != 0;
    struct desk_row_party row = {
        .relation = r,
        .notified_day = day_of(r->notified_us),
        .opened_day = day_of(r->obtained_us),
        .reported_day = day_of(r->reported_us),
        .contacted_day = day_of(r->contacted_us),
        .answered_day = day_of(r->answered_us),
        .name = r->party.name,
        .state_label = code_label(CODE_LIST_relation_state, r->state),
        .registration_label = code_label(CODE_LIST_registration, r->party.registration),
        .status_label = code_label(CODE_LIST_vendor_status, r->status),
        .draft_label = draft_label(r),
        .applicable_label = code_label(CODE_LIST_applicability, r->applicable),
        .answer_label = code_label(CODE_LIST_overview_answer, r->answer),
        .ground_label = code_label(CODE_LIST_candidate_ground, r->ground),
        .readers = reader_names(x, r),
    };
    if (staff)
        row.href = stream_href(x->arena, STREAM_party, r->party.id);
    if (staff && has_notice && x->reader.actor.role == ROLE_coordinator && r->disclosed_us == 0)
        row.link_action =
            arena_format(x->arena, "/case/%.*s/link/%.*s", STR_ARG(id_text(v->id, x->arena)),
                         STR_ARG(id_text(r->party.id, x->arena)));
    return row;
}

static enum err parties_make(struct exchange *x, const struct case_view *v,
                             struct desk_case_page *page)
{
    page->parties = ARENA_ARRAY(x->arena, struct desk_row_party, v->relation_count + 1);
    if (page->parties == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->relation_count; i++)
        page->parties[page->party_count++] = party_row(x, v, &v->relations[i], page->is_staff);
    return ERR_OK;
}

/* OVW-02: the proposal, with the steps by which a coordinator edits and sends it. */
static enum err candidates_make(struct exchange *x, const struct case_view *v,
                                struct desk_case_page *page)
{
    struct app_candidates list;
    struct str href;
    enum err e = app_candidates(&x->reader, v->id, &list);

    (void)is_open_here(x, COMMAND_set_case_keywords, v->id, &page->keywords_href);
    (void)is_open_here(x, COMMAND_send_overview, v->id, &page->overview_href);
    (void)is_open_here(x, COMMAND_remind_developers, v->id, &page->remind_href);
    page->candidates = ARENA_ARRAY(x->arena, struct desk_candidate, list.count + 1);
    if (e != ERR_OK || page->candidates == NULL)
        return e != ERR_OK ? e : ERR_MEMORY;
    if (!is_open_here(x, COMMAND_name_candidate, v->id, &href))
        return ERR_OK;
    for (size_t i = 0; i < list.count; i++) {
        const struct candidate_view *c = &list.items[i];
        const char *ground = c->by_product ? "product" : c->by_keyword ? "keyword" : "earlier_case";
        page->candidates[page->candidate_count++] = (struct desk_candidate){
            c, code_label(CODE_LIST_registration, c->party.registration),
            arena_format(x->arena, "%.*s?party=%.*s&ground=%s", STR_ARG(href),
                         STR_ARG(id_text(c->party.id, x->arena)), ground)};
    }
    return ERR_OK;
}

static const char *reader_classes(const struct case_view *v, const struct party_view *party)
{
    if (party->kind != CODE_party_kind_developer)
        return N_("Everything of the case, no originals");
    for (size_t i = 0; i < v->relation_count; i++) {
        if (!id_equal(v->relations[i].party.id, party->id))
            continue;
        if (v->relations[i].notified_us == 0)
            return NULL;
        if (v->relations[i].disclosed_us == 0)
            return N_("The text of the overview, nothing else of the case");
        if (v->relations[i].obtained_us == 0)
            return N_("That there is a case; the detail after accepting the terms");
        return v->relations[i].with_attack ? N_("Detail and attack method, its own part")
                                           : N_("Detail without attack method, its own part");
    }
    return NULL;
}

static bool is_same_reader(const struct desk_reader *reader, const struct app_read_note *note)
{
    return id_equal(reader->person, note->actor.person) &&
           id_equal(reader->party, note->actor.party) && reader->role_number == note->actor.role;
}

/* Each person once, with the last time; noted readings are few per case, so the search may be
 * plain. */
static enum err reader_take(struct exchange *x, const struct case_view *v,
                            const struct app_read_note *note, struct desk_case_page *page)
{
    struct desk_reader *reader = NULL;
    struct party_view party = {0};

    for (size_t i = 0; i < page->reader_count; i++) {
        if (is_same_reader(&page->readers[i], note))
            reader = &page->readers[i];
    }
    if (reader != NULL) {
        reader->opened_us = note->at_us;
        return ERR_OK;
    }
    if (page->reader_count == LIMIT_READERS_SHOWN)
        return ERR_OK;
    reader = &page->readers[page->reader_count++];
    *reader = (struct desk_reader){.person = note->actor.person,
                                   .party = note->actor.party,
                                   .role_number = note->actor.role,
                                   .role = role_label(note->actor.role),
                                   .opened_us = note->at_us};
    (void)app_person_name(&x->reader, note->actor.person, &reader->name);
    if (app_party(&x->reader, note->actor.party, &party)) {
        reader->organisation = party.name;
        reader->classes = reader_classes(v, &party);
    }
    return ERR_OK;
}

/* Organisations that may look and have not done so yet. */
static void reader_expect(const struct case_view *v, const struct party_view *party,
                          struct desk_case_page *page)
{
    const char *classes =
        party->kind == CODE_party_kind_operator || party->kind == CODE_party_kind_finders
            ? NULL
            : reader_classes(v, party);

    if (classes == NULL)
        return;
    page->reader_organisations++;
    for (size_t i = 0; i < page->reader_count; i++) {
        if (id_equal(page->readers[i].party, party->id))
            return;
    }
    if (page->reader_count < LIMIT_READERS_SHOWN)
        page->readers[page->reader_count++] = (struct desk_reader){
            .party = party->id, .organisation = party->name, .classes = classes};
}

/* "Who can see this": one click away, because it walks the whole read log. */
static enum err readers_make(struct exchange *x, const struct case_view *v,
                             struct desk_case_page *page)
{
    struct app_read_note *notes = NULL;
    struct party_list parties = {0};
    size_t count = 0;
    enum err e = app_parties(&x->reader, &parties);

    page->readers = ARENA_ARRAY(x->arena, struct desk_reader, LIMIT_READERS_SHOWN);
    page->readers_asked = str_equal(http_request_arg(x->req, STR("readers")), STR("1"));
    if (page->readers == NULL)
        return ERR_MEMORY;
    if (e == ERR_OK && page->readers_asked)
        e = app_read_notes(x->desk->app, x->arena, &notes, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        if (id_equal(notes[i].subject, v->id))
            e = reader_take(x, v, &notes[i], page);
    }
    for (size_t i = 0; e == ERR_OK && i < parties.count; i++)
        reader_expect(v, &parties.items[i], page);
    return e;
}

/* ---- the advisory's standing ---- */

size_t approvers_make(struct exchange *x, const struct case_view *v, struct desk_approver out[2])
{
    size_t count = v->approval_count < 2 ? v->approval_count : 2;

    for (size_t i = 0; i < count; i++) {
        const struct approval_view *a = &v->approvals[i];
        struct party_view party = {0};
        out[i] = (struct desk_approver){.role = role_label(a->role), .at_us = a->at_us};
        (void)app_person_name(&x->reader, a->person, &out[i].name);
        if (app_party(&x->reader, a->party, &party))
            out[i].organisation = party.name;
    }
    return count;
}

bool is_open_here(struct exchange *x, enum command_kind kind, struct id stream, struct str *href)
{
    struct subject subject = {.stream = stream};

    if (app_is_open(&x->reader, kind, subject).code != REFUSAL_none)
        return false;
    *href = action_href(x->arena, command_def_get(kind), subject, STREAM_case);
    return true;
}

static bool is_open_for_party(struct exchange *x, enum command_kind kind, struct id stream,
                              struct str *href)
{
    struct subject subject = {.stream = stream, .party = x->reader.actor.party};

    if (app_is_open(&x->reader, kind, subject).code != REFUSAL_none)
        return false;
    *href = action_href(x->arena, command_def_get(kind), subject, STREAM_case);
    return true;
}

static void advisory_make(struct exchange *x, const struct case_view *v,
                          struct desk_case_page *page)
{
    page->has_advisory = v->doc.ptr != NULL;
    page->approver_count = approvers_make(x, v, page->approvers);
    page->counts_down = v->approval_count == 2 && v->revision == 0 && v->date_us != 0;
    if (v->incomplete.code != REFUSAL_none)
        page->incomplete = refusal_sentence(&v->incomplete, x->lang, x->arena);
    (void)is_open_here(x, COMMAND_write_advisory, v->id, &page->editor_href);
    (void)is_open_here(x, COMMAND_withdraw_approval, v->id, &page->stop_href);
    if (page->has_advisory)
        page->preview_href = preview_href(x->arena, v->id, "ja");
}

static const char *advisory_state(const struct advisory_view *a)
{
    if (a->dropped)
        return N_("given up");
    if (a->release_pending)
        return N_("being released");
    if (a->approval_count > 0)
        return a->approval_count == 2 ? N_("approved by both bodies") : N_("approved by one body");
    if (a->revision > 0)
        return N_("public");
    return a->written ? N_("being written") : N_("nothing written yet");
}

/* OBJ-04: one line each as soon as the case has several. */
static enum err advisories_make(struct exchange *x, const struct case_view *v,
                                struct desk_case_page *page)
{
    page->advisories = ARENA_ARRAY(x->arena, struct desk_advisory_line, v->advisory_count);
    if (page->advisories == NULL)
        return ERR_MEMORY;
    page->enquiries = ARENA_ARRAY(x->arena, struct desk_enquiry, v->enquiry_count);
    if (page->enquiries == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < v->enquiry_count; i++)
        page->enquiries[page->enquiry_count++] = (struct desk_enquiry){i + 1, &v->enquiries[i]};
    for (size_t i = 0; v->advisory_count > 1 && i < v->advisory_count; i++) {
        const struct advisory_view *a = &v->advisories[i];
        struct desk_advisory_line *line = &page->advisories[page->advisory_count++];
        *line = (struct desk_advisory_line){
            .number = a->number, .title = a->title, .state = advisory_state(a)};
        (void)is_open_here(x, COMMAND_write_advisory, a->id, &line->editor_href);
        if (a->written)
            line->preview_href = preview_href(x->arena, a->id, "ja");
    }
    return ERR_OK;
}

/* ---- the page ---- */

enum err case_dossier_make(struct exchange *x, const struct case_view *v,
                           struct desk_case_page *page)
{
    enum err e;

    page->view = v;
    page->is_staff = actor_is_staff(&x->reader.actor);
    facts_make(v, page);
    parts_make(v, page);
    if (!page->is_staff && v->relation_count > 0) {
        page->detail_waits = v->relations[0].disclosed_us != 0 && v->relations[0].obtained_us == 0;
        page->free_day = v->relations[0].free_day;
    }
    e = part_files(x, v->id, &v->files, &page->files, &page->file_count);
    if (e == ERR_OK)
        e = part_files(x, v->id, &v->attack_files, &page->attack_files, &page->attack_file_count);
    if (e == ERR_OK)
        e = parties_make(x, v, page);
    if (e == ERR_OK)
        e = reports_make(x, v, page);
    if (e == ERR_OK)
        e = bodies_make(x, v, &page->bodies);
    if (e == ERR_OK)
        e = coordination_make(x, v, &page->coordination);
    if (e == ERR_OK && page->is_staff)
        e = ladder_make(x, v, &page->ladder);
    return e;
}

static enum err page_make(struct exchange *x, const struct case_view *v,
                          struct desk_case_page *page)
{
    enum err e = case_dossier_make(x, v, page);

    if (e == ERR_OK)
        e = part_now(x, v->id, &page->now);
    if (e == ERR_OK)
        e = part_actions(x, v->id, &page->now, &page->actions);
    if (e == ERR_OK)
        e = part_timeline(x, v->id, stream_href(x->arena, STREAM_case, v->id), &page->timeline);
    if (e == ERR_OK && page->is_staff)
        e = advisories_make(x, v, page);
    if (e == ERR_OK && page->is_staff)
        e = candidates_make(x, v, page);
    if (e == ERR_OK && page->is_staff)
        e = readers_make(x, v, page);
    return e;
}

/* What a developer can open and change of its own part. */
static void party_steps_make(struct exchange *x, const struct case_view *v,
                             struct desk_case_page *page)
{
    case_steps_party(v, &page->steps);
    (void)is_open_for_party(x, COMMAND_answer_overview, v->id, &page->answer_href);
    (void)is_open_for_party(x, COMMAND_name_reader, v->id, &page->readers_href);
    (void)is_open_here(x, COMMAND_open_detail, v->id, &page->open_href);
    page->draft_href =
        arena_format(x->arena, "/case/%.*s/draft", STR_ARG(id_text(v->id, x->arena)));
}

void case_get(struct exchange *x)
{
    struct desk_case_page page = {0};
    struct case_view *v;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_case_view(&x->reader, id, &v)))
        return;
    if (v == NULL) {
        page_error(x, 404);
        return;
    }
    if (!id_equal(id, v->id)) { /* an advisory's page is its editor, and its case */
        page_redirect(x, stream_href(x->arena, STREAM_case, v->id));
        return;
    }
    page_begin_text(x, &page.page, v->number);
    page.letters_href = letters_href(x->arena, STREAM_case, id);
    page.print_href = arena_format(x->arena, "/case/%.*s/print", STR_ARG(id_text(id, x->arena)));
    page.page.wide = actor_is_staff(&x->reader.actor); /* the matrix has a row a developer */
    duties_of_case(x, v, &page.duties);
    if (actor_is_staff(&x->reader.actor)) {
        case_steps_staff(x, v, &page.steps);
        advisory_make(x, v, &page);
    } else {
        party_steps_make(x, v, &page);
    }
    if (page_failed(x, page_make(x, v, &page)) ||
        page_failed(x, app_note_read(&x->reader, id, v->classes)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_case, &page);
}
