/*
 * core/access/view_ladder.c — the ladder of a developer that cannot be contacted, as staff see it;
 * and the same as canonical JSON. Must never be asked for a developer (CON-02).
 */
#include "core/access/view_part_priv.h"
#include "core/access/view_write_priv.h"
#include "core/step/step_priv.h"
#include "core/unreachable/ladder_priv.h"

/* ---- the record ---- */

/* The command that a step of the record comes from. */
static enum command_kind command_of(enum event_kind kind)
{
    switch ((int)kind) {
    case EVENT_unreachable_judged:
        return COMMAND_judge_unreachable;
    case EVENT_developer_listed:
        return COMMAND_list_developer;
    case EVENT_product_disclosed:
        return COMMAND_publish_product;
    case EVENT_deadline_added:
        return COMMAND_add_deadline;
    case EVENT_committee_asked:
        return COMMAND_ask_committee;
    case EVENT_judgement_recorded:
        return COMMAND_record_judgement;
    case EVENT_entry_corrected:
        return COMMAND_correct_entry;
    default:
        return COMMAND_resume_coordination;
    }
}

/* UNR-10: who proposed it, when a second person confirmed it at that moment. */
static const struct law_step *step_behind(const struct law_image *m, const struct event *e)
{
    int64_t command = (int64_t)command_of(e->kind);
    for (const struct law_step *s = step_newest(m, e->stream); s; s = s->older) {
        if (s->confirmed && s->proposed->command == command && s->confirmed->head.at_us == e->at_us)
            return s;
    }
    return NULL;
}

/* The part of that name and type; NULL when the event has none. */
static const void *part_of(const struct event *e, const char *name, enum field_type type)
{
    const struct event_def *def = event_def_get(e->kind);
    for (size_t i = 0; i < def->part_count; i++) {
        const struct part_def *p = &def->parts[i];
        if (p->type == type && str_equal(str_from_cstr(p->name), str_from_cstr(name)))
            return (const char *)e + p->offset;
    }
    return NULL;
}

static struct ladder_step_view step_of(const struct law_image *m, const struct event *e)
{
    const struct law_step *step = step_behind(m, e);
    const int32_t *day = part_of(e, "day", FIELD_DAY);
    const struct str *reason = part_of(e, "reason", FIELD_BLOCK);
    const struct str *note = part_of(e, "note", FIELD_BLOCK);
    struct ladder_step_view v = {
        .what = command_def_get(command_of(e->kind))->title,
        .day = day ? *day : civil_jst_day(e->at_us),
        .proposed_by = step ? step->proposed->head.person : e->person,
        .decided_by = step ? step->confirmed->head.person : e->person,
        .decided_us = e->at_us,
    };

    if (reason || note)
        v.reason = reason ? *reason : *note;
    return v;
}

static enum err fill_steps(const struct law_world *w, const struct law_ladder *l,
                           struct arena *arena, struct ladder_view *v)
{
    v->steps = ARENA_ARRAY(arena, struct ladder_step_view, l->record.count);
    if (!v->steps)
        return ERR_MEMORY;
    for (size_t i = 0; i < l->record.count; i++) {
        v->steps[i] = step_of(w->image, l->record.items[i]);
        if (i > 0)
            v->steps[i].interval = v->steps[i].day - v->steps[i - 1].day;
    }
    v->step_count = l->record.count;
    return ERR_OK;
}

static void fill_entry(const struct law_ladder *l, struct ladder_view *v)
{
    v->number = l->number;
    v->name = l->name;
    v->link = l->link;
    v->remark = l->remark;
    v->listed_day = l->listed ? l->listed->day : 0;
    if (l->product) {
        v->product_day = l->product->day;
        v->product = l->product->product;
        v->versions = l->product->versions;
        v->legal_kind = l->product->legal_kind;
    }
    if (l->deadline) {
        v->deadline_day = l->deadline->day;
        v->deadline = l->deadline->deadline;
    }
}

static int32_t day_of(int64_t at_us)
{
    return at_us ? civil_jst_day(at_us) : 0;
}

/* How it ended, or the way back (UNR-05). */
static void fill_end(const struct law_case *c, const struct law_relation *r, struct ladder_view *v)
{
    const struct law_ladder *l = relation_ladder(r);

    if (v->stage == CODE_unreachable_stage_published)
        v->published_day = day_of(c->uncoordinated_us);
    v->resumed_day = l->resumed ? l->resumed->day : 0;
    v->completed_day = day_of(ladder_completed_us(c, r));
}

static void fill_judgement(const struct law_ladder *l, struct ladder_view *v)
{
    if (l->asked) {
        v->asked_day = l->asked->day;
        v->item = l->asked->item;
    }
    if (!l->judgement)
        return;
    v->judgement = l->judgement->judgement;
    v->judged_day = l->judgement->day;
    v->present = l->judgement->present;
    v->deliberation = l->judgement->deliberation;
    v->judgement_reason = l->judgement->reason;
}

enum err view_ladder_fill(const struct law_world *w, const struct law_case *c,
                          const struct law_relation *r, struct arena *arena,
                          struct relation_view *out)
{
    const struct law_ladder *l = relation_ladder(r);
    struct ladder_view *v = &out->ladder;
    int64_t answered = relation_answered_us(r);

    out->has_row = relation_row_status(r) != 0;
    v->stage = ladder_stage(c, r);
    v->answered = ladder_is_answered(r);
    v->answered_day = day_of(answered);
    v->ground = l->judged ? l->judged->ground : 0;
    v->next = ladder_next(w, c, r, &v->next_day);
    if (!ladder_is_choice(v->next, c, r)) {
        v->next = COMMAND_none;
        v->next_day = 0;
    }
    fill_entry(l, v);
    fill_judgement(l, v);
    fill_end(c, r, v);
    return fill_steps(w, l, arena, v);
}

/* ---- as JSON ---- */

static void write_steps(struct json_writer *w, const struct ladder_view *v)
{
    json_write_member_array(w, STR("steps"));
    for (size_t i = 0; i < v->step_count; i++) {
        const struct ladder_step_view *s = &v->steps[i];
        json_write_object(w);
        json_write_member_i64(w, STR("day"), s->day);
        view_write_id(w, STR("decided_by"), s->decided_by);
        json_write_member_i64(w, STR("decided_us"), s->decided_us);
        view_write_i64(w, STR("interval"), s->interval);
        view_write_id(w, STR("proposed_by"), s->proposed_by);
        json_write_member_opt(w, STR("reason"), s->reason);
        json_write_member(w, STR("what"), str_from_cstr(s->what));
        json_write_end(w);
    }
    json_write_end(w);
}

/* Left out while there is nothing to tell and nothing to do. */
void view_ladder_write(struct json_writer *w, const struct ladder_view *v)
{
    if (v->stage == 0 && v->step_count == 0 && v->next == COMMAND_none)
        return;
    json_write_member_object(w, STR("ladder"));
    view_write_true(w, STR("answered"), v->answered);
    view_write_i64(w, STR("answered_day"), v->answered_day);
    view_write_i64(w, STR("asked_day"), v->asked_day);
    view_write_i64(w, STR("completed_day"), v->completed_day);
    view_write_i64(w, STR("deadline"), v->deadline);
    view_write_i64(w, STR("deadline_day"), v->deadline_day);
    json_write_member_opt(w, STR("deliberation"), v->deliberation);
    view_write_i64(w, STR("ground"), v->ground);
    view_write_i64(w, STR("item"), v->item);
    view_write_i64(w, STR("judged_day"), v->judged_day);
    view_write_i64(w, STR("judgement"), v->judgement);
    json_write_member_opt(w, STR("judgement_reason"), v->judgement_reason);
    view_write_i64(w, STR("legal_kind"), v->legal_kind);
    json_write_member_opt(w, STR("link"), v->link);
    view_write_i64(w, STR("listed_day"), v->listed_day);
    json_write_member_text2_opt(w, STR("name"), v->name);
    view_write_i64(w, STR("next"), (int64_t)v->next);
    view_write_i64(w, STR("next_day"), v->next_day);
    json_write_member_opt(w, STR("number"), v->number);
    json_write_member_opt(w, STR("present"), v->present);
    json_write_member_text2_opt(w, STR("product"), v->product);
    view_write_i64(w, STR("product_day"), v->product_day);
    view_write_i64(w, STR("published_day"), v->published_day);
    json_write_member_text2_opt(w, STR("remark"), v->remark);
    view_write_i64(w, STR("resumed_day"), v->resumed_day);
    view_write_i64(w, STR("stage"), v->stage);
    write_steps(w, v);
    json_write_member_opt(w, STR("versions"), v->versions);
    json_write_end(w);
}
