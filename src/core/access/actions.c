/*
 * core/access/actions.c — what an actor could do with a subject, the choices and first values of
 * its forms.
 *
 * Everything here asks law_open and reads only what the actor may see (CON-02). Must never decide.
 */
#include "core/advisory/publication_priv.h"
#include "core/access/prefill_priv.h"
#include "core/case/part_priv.h"
#include "core/case/contact_priv.h"
#include "core/duty/duty_priv.h"
#include "core/scheme/edition.h"
#include "core/unreachable/ladder_priv.h"

/* A step whose refusal can never change for this actor and subject is no closed door but no door at
 * all; nor are there doors between advisories while a case has one. */
static bool can_never_be(const struct refusal *r)
{
    return r->code == REFUSAL_role || r->code == REFUSAL_unknown ||
           r->code == REFUSAL_case_without_report || r->code == REFUSAL_claim_impossible ||
           r->code == REFUSAL_not_a_developer || r->code == REFUSAL_no_step_waits ||
           r->code == REFUSAL_only_advisory || r->code == REFUSAL_first_advisory_missing ||
           r->code == REFUSAL_first_advisory_stays || r->code == REFUSAL_nothing_waits ||
           r->code == REFUSAL_case_withdrawn;
}

struct collection {
    struct action_view *out;
    size_t count;
    bool open; /* collect the open ones, or the closed ones */
};

static void collect_one(const struct law_world *w, const struct command_def *def,
                        struct subject subject, enum stream_type type, struct collection *to)
{
    struct refusal r = law_open(w, def->kind, subject);
    if (!can_never_be(&r) && (r.code == REFUSAL_none) == to->open)
        to->out[to->count++] = (struct action_view){def, subject, type, r, {NULL, 0}};
}

/* OBJ-04: with one advisory a step about it names the case; with several there is one for each. */
static void collect_of_advisories(const struct law_world *w, const struct command_def *def,
                                  const struct law_case *c, struct id stream, struct collection *to)
{
    bool several = c->advisory_count > 1;
    if (!several)
        collect_one(w, def, (struct subject){.stream = stream}, STREAM_case, to);
    for (size_t i = 0; several && i < c->advisory_count; i++) {
        const struct law_advisory *a = c->advisories[i];
        size_t before = to->count;
        if (id_equal(stream, c->stream.id) ? !a->dropped : id_equal(stream, a->stream.id))
            collect_one(w, def, (struct subject){.stream = a->stream.id}, STREAM_case, to);
        if (to->count > before)
            to->out[before].advisory_number = a->number;
    }
}

static void collect(const struct law_world *w, const struct stream *s, struct collection *to)
{
    size_t def_count;
    const struct command_def *defs = command_defs(&def_count);
    const struct law_case *c = subject_case(w->image, s->id);
    for (size_t i = 0; i < def_count; i++) {
        struct subject subject = {.stream = s->id};
        if (defs[i].flags & (INTERNAL | CREATES))
            continue;
        if (defs[i].subject == SUBJECT_RELATION)
            subject.party = w->actor.party;
        if (c && (defs[i].flags & OF_ADVISORY))
            collect_of_advisories(w, &defs[i], c, s->id, to);
        else if (subject_may_be(defs[i].subject, s->type))
            collect_one(w, &defs[i], subject, s->type, to);
    }
}

enum err law_actions(const struct law_world *w, struct id stream, struct arena *arena,
                     struct action_view **out, size_t *count)
{
    size_t def_count;
    (void)command_defs(&def_count);
    *count = 0;
    *out = ARENA_ARRAY(arena, struct action_view, def_count * LIMIT_CASE_ADVISORIES);
    if (!*out)
        return ERR_MEMORY;
    if (access_classes(w->image, &w->actor, stream) == 0)
        return ERR_OK;
    const struct stream *s = id_map_get(&w->image->streams, stream);
    struct collection to = {*out, 0, true};
    collect(w, s, &to);
    to.open = false;
    collect(w, s, &to);
    *count = to.count;
    return ERR_OK;
}

/* ---- choices ---- */

/* Developers that a step about the page may name. */
static bool publication_is_choice(const struct law_world *w, enum command_kind kind,
                                  struct id stream, struct id party)
{
    const struct law_case *c = subject_case(w->image, stream);
    const struct law_advisory *a = subject_advisory(w->image, stream);
    const struct law_relation *r = c ? case_relation(c, party) : NULL;
    if (!r)
        return false;
    if (kind == COMMAND_send_draft)
        return a && draft_goes_to(a, (size_t)(r - c->relations));
    return r->obtained_us != 0;
}

static bool is_choice(const struct law_world *w, enum command_kind kind, struct subject s,
                      const struct law_party *p)
{
    if (command_def_get(kind)->subject != SUBJECT_CASE)
        return kind == COMMAND_add_person || kind == COMMAND_grant_role ||
               (kind == COMMAND_take_role &&
                person_sits_at(image_person(w->image, s.stream), p->stream.id));
    if (kind == COMMAND_leave_out_developer || kind == COMMAND_take_in_developer)
        return advisory_can_place(w, kind, s.stream, p->stream.id);
    if (kind == COMMAND_send_draft || kind == COMMAND_remind_status)
        return publication_is_choice(w, kind, s.stream, p->stream.id);
    const struct law_case *c = image_case(w->image, s.stream);
    if (!c || p->kind != CODE_party_kind_developer)
        return false;
    if (command_has(kind, OF_LADDER)) {
        const struct law_relation *r = case_relation(c, p->stream.id);
        return r && ladder_is_choice(kind, c, r);
    }
    return command_has(kind, OF_PART) ? part_is_choice(kind, c, p) : contact_is_choice(kind, c, p);
}

/* HND-02: the officers of the actor's body who may be named for this report or case. */
static enum err colleagues(const struct law_world *w, struct id stream, bool open,
                           struct arena *arena, struct party_list *out)
{
    const struct ptr_list *persons = &w->image->persons;

    *out = (struct party_list){ARENA_ARRAY(arena, struct party_view, persons->count), 0};
    if (!out->items)
        return ERR_MEMORY;
    for (size_t i = 0; open && i < persons->count; i++) {
        const struct law_person *p = persons->items[i];
        if (duty_is_colleague(w, stream, p->stream.id))
            out->items[out->count++] = (struct party_view){p->stream.id, 0, p->name, 0};
    }
    return ERR_OK;
}

enum err law_colleagues(const struct law_world *w, struct arena *arena, struct party_list *out)
{
    bool staff = role_is_staff(w->actor.role);
    return colleagues(w, (struct id){{0}}, staff, arena, out);
}

/* A person field offers the persons of the organisation that the step is about. */
static void person_choices(const struct law_world *w, struct id party, struct party_list *out)
{
    for (size_t i = 0; i < w->image->persons.count; i++) {
        const struct law_person *p = w->image->persons.items[i];
        if (person_sits_at(p, party))
            out->items[out->count++] = (struct party_view){.id = p->stream.id, .name = p->name};
    }
}

static bool names_persons(const struct command_def *def)
{
    for (size_t i = 0; i < def->field_count; i++) {
        const struct field_def *f = &def->fields[i];
        if (f->type == FIELD_REF && f->argument == SUBJECT_PERSON)
            return true;
    }
    return false;
}

enum err law_choices(const struct law_world *w, enum command_kind kind, struct subject s,
                     struct arena *arena, struct party_list *out)
{
    /* The choices of a step that is not this actor's would tell who is informed (CON-02). */
    bool open = law_open(w, kind, s).code == REFUSAL_none;
    const struct command_def *def = command_def_get(kind);
    bool persons = def && names_persons(def);
    size_t most = persons ? w->image->persons.count : w->image->parties.count;

    if (persons && (def->subject == SUBJECT_REPORT || def->subject == SUBJECT_CASE))
        return colleagues(w, s.stream, open, arena, out);
    *out = (struct party_list){ARENA_ARRAY(arena, struct party_view, most), 0};
    if (!out->items)
        return ERR_MEMORY;
    if (open && persons)
        person_choices(w, def->subject == SUBJECT_RELATION ? w->actor.party : s.stream, out);
    for (size_t i = 0; open && !persons && i < w->image->parties.count; i++) {
        const struct law_party *p = w->image->parties.items[i];
        if (is_choice(w, kind, s, p))
            out->items[out->count++] =
                (struct party_view){p->stream.id, p->kind, p->name, p->registration};
    }
    return ERR_OK;
}

/* ---- first values ---- */

/* SEC-23: reception starts from the original and removes what must not go on. */
static void prefill_hand_over(const struct law_world *w, struct subject s, struct prefill *p)
{
    const struct law_report *r = image_report(w->image, s.stream);
    if (!r || !(access_classes(w->image, &w->actor, s.stream) & CLASS_BIT(reception)))
        return;
    prefill_add(p, STR("product"), r->product);
    prefill_add(p, STR("versions"), r->filed->versions);
    prefill_add(p, STR("developer"), r->filed->developer);
    prefill_add(p, STR("vulnerability"), r->filed->vulnerability);
    prefill_add(p, STR("verification"), r->filed->verification);
    prefill_add(p, STR("attack"), r->filed->attack);
    prefill_add(p, STR("impact"), r->filed->impact);
    prefill_add(p, STR("analysis"), r->analysis);
}

/* REC-04: what was recorded is gone on with. */
static void prefill_check(const struct law_world *w, struct subject s, struct prefill *p)
{
    const struct law_report *r = image_report(w->image, s.stream);
    if (!r || !(access_classes(w->image, &w->actor, s.stream) & CLASS_BIT(internal)))
        return;
    prefill_add(p, STR("checked"), r->checked);
    prefill_add(p, STR("analysis"), r->analysis);
}

/* A question is relayed in reception's own words, which begin with those of JPCERT/CC. */
static void prefill_relay(const struct law_world *w, struct subject s, struct prefill *p)
{
    const struct law_case *c = image_case(w->image, s.stream);
    for (size_t i = c ? c->inquiry_count : 0; i > 0; i--) {
        if (c->inquiries[i - 1].kind == INQUIRY_asked) {
            prefill_add(p, STR("text"), c->inquiries[i - 1].text);
            return;
        }
    }
}

/* DAT-04, DAT-21: what was proposed to the developers, the present date-time, or a usual day that
 * all can keep, within the guide value if they can, at the edition's hour. */
static enum err prefill_set_date(const struct law_world *w, struct subject s, struct arena *arena,
                                 struct prefill *p)
{
    const struct law_case *c = image_case(w->image, s.stream);
    if (!c || !(access_classes(w->image, &w->actor, s.stream) & CLASS_BIT(date)))
        return ERR_OK;
    int64_t at = c->proposal ? c->proposal->at : c->date_us;
    if (!at)
        at = case_proposed_us(c, w->edition);
    if (!at)
        return ERR_OK;
    struct str text = civil_write_jst(at, arena);
    prefill_add(p, STR("at"), text);
    return text.ptr ? ERR_OK : ERR_MEMORY;
}

/* A later report starts from the last one, so that changing the status does not mean typing
 * everything again. */
static enum err prefill_result(const struct law_world *w, struct subject s, struct arena *arena,
                               struct prefill *p)
{
    const struct law_case *c = image_case(w->image, s.stream);
    const struct law_relation *r = c ? case_relation(c, w->actor.party) : NULL;
    if (!r || !r->result)
        return ERR_OK;
    const struct ev_result_reported *e = r->result;
    prefill_add(p, STR("applicable"), prefill_code(CODE_LIST_applicability, e->applicable));
    prefill_add(p, STR("reason"), e->reason);
    prefill_add(p, STR("products"), e->products);
    prefill_add(p, STR("countermeasure"), e->countermeasure);
    if (e->workaround_day)
        prefill_add(p, STR("workaround_day"), civil_write_date(e->workaround_day, arena));
    if (e->fix_day)
        prefill_add(p, STR("fix_day"), civil_write_date(e->fix_day, arena));
    prefill_add(p, STR("publication"), e->publication);
    prefill_add(p, STR("status"), prefill_code(CODE_LIST_vendor_status, e->status));
    prefill_add(p, STR("comment.ja"), e->comment.ja);
    prefill_add(p, STR("comment.en"), e->comment.en);
    prefill_add(p, STR("notice_url"), e->notice_url);
    return arena->failed ? ERR_MEMORY : ERR_OK;
}

static enum err prefill_advisory(const struct law_world *w, struct subject s, struct arena *arena,
                                 struct input *out)
{
    const struct law_case *c = subject_case(w->image, s.stream);
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (!c || !(access_classes(w->image, &w->actor, s.stream) & CLASS_BIT(internal)))
        return ERR_OK;
    struct advisory doc = {0};
    enum err err = ERR_OK;
    if (a && a->doc.ptr)
        err = advisory_read(a->doc, arena, &doc);
    else
        doc.title = c->opened->title;
    if (a && a->revision > 0 && !a->rewritten)
        doc.change_note = (struct text2){{NULL, 0}, {NULL, 0}}; /* the last revision's, not ours */
    return err ? err : advisory_to_input(&doc, STR("doc."), arena, out);
}

/* PUB-29: the line as the page has it; reception removes the names of other finders. */
static enum err prefill_credit(const struct law_world *w, struct subject s, struct arena *arena,
                               struct prefill *p)
{
    const struct law_report *r = image_report(w->image, s.stream);
    const struct law_advisory *a = r && r->handed_to ? case_advisory(r->handed_to) : NULL;
    struct advisory doc = {0};
    enum err err = a && a->doc.ptr ? advisory_read(a->doc, arena, &doc) : ERR_OK;
    prefill_add(p, STR("credit"), doc.credit.ja);
    return err;
}

static enum err prefill_enquiry(const struct law_world *w, struct subject s, struct arena *arena,
                                struct prefill *p)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    size_t number = a ? advisory_open_enquiry(a) : 0;
    if (number > 0)
        prefill_add(p, STR("enquiry"), arena_format(arena, "%zu", number));
    return arena->failed ? ERR_MEMORY : ERR_OK;
}

static enum err prefill_approve(const struct law_world *w, struct subject s, struct arena *arena,
                                struct prefill *p)
{
    struct case_view *v;
    enum err err = law_view_case(w, s.stream, arena, &v);
    if (!err && v)
        prefill_add(p, STR("hash"), v->hash);
    return err;
}

enum err law_prefill(const struct law_world *w, enum command_kind kind, struct subject s,
                     struct arena *arena, struct input *out)
{
    enum err err = ERR_OK;
    *out = (struct input){NULL, 0};
    if (law_open(w, kind, s).code != REFUSAL_none)
        return ERR_OK; /* first values of another's step would tell what only that other may know
                          (CON-04) */
    if (kind == COMMAND_write_advisory)
        return prefill_advisory(w, s, arena, out);
    struct prefill p = {ARENA_ARRAY(arena, struct input_pair, PREFILL_MAX), 0, arena};
    if (!p.pairs)
        return ERR_MEMORY;
    if (kind == COMMAND_hand_over)
        prefill_hand_over(w, s, &p);
    else if (kind == COMMAND_check_report)
        prefill_check(w, s, &p);
    else if (kind == COMMAND_relay_question)
        prefill_relay(w, s, &p);
    else if (kind == COMMAND_set_date || kind == COMMAND_propose_date)
        err = prefill_set_date(w, s, arena, &p);
    else if (kind == COMMAND_report_result)
        err = prefill_result(w, s, arena, &p);
    else if (kind == COMMAND_approve_advisory)
        err = prefill_approve(w, s, arena, &p);
    else if (kind == COMMAND_send_credit)
        err = prefill_credit(w, s, arena, &p);
    else if (kind == COMMAND_answer_enquiry)
        err = prefill_enquiry(w, s, arena, &p);
    else
        err = prefill_of_list(w, kind, s, &p);
    *out = (struct input){p.pairs, p.count};
    return err;
}

/* The text of an advisory is the detail in other words. */
uint32_t law_prefill_classes(enum command_kind kind)
{
    if (kind == COMMAND_hand_over)
        return CLASS_BIT(reception);
    return kind == COMMAND_write_advisory ? CLASS_BIT(detail) : 0;
}

/* ---- the form's token ---- */

enum { TOKEN_LEN = 32 }; /* hex digits of the digest: 128 bits are enough to notice a change */

static enum err write_view(const struct law_world *w, struct id stream, struct arena *arena,
                           struct buf *out)
{
    struct report_view *report;
    struct case_view *of;
    struct organisation_view *organisation;
    enum err err = law_view_report(w, stream, arena, &report);
    if (!err && report)
        return report_view_write(report, out);
    if (!err)
        err = law_view_case(w, stream, arena, &of);
    if (!err && of)
        return case_view_write(of, out);
    if (!err)
        err = law_view_organisation(w, stream, arena, &organisation);
    return !err && organisation ? organisation_view_write(organisation, out) : err;
}

struct str law_view_token(const struct law_world *w, struct id stream, struct arena *arena)
{
    struct buf text;
    struct str bytes;
    buf_init(&text, arena, LIMIT_PAGE_BYTES);
    if (write_view(w, stream, arena, &text) || buf_finish(&text, &bytes))
        return (struct str){NULL, 0};
    return str_slice(w->digest(bytes, arena), 0, TOKEN_LEN);
}
