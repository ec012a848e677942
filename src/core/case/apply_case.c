/*
 * core/case/apply_case.c — what the case's events change. Never refuses, never looks at an edition:
 * every date that was decided stands in its event.
 */
#include "core/image_priv.h"

/* A report stands in one case at most, so that no report is counted twice (OBJ-04). */
static enum err add_report(struct law_image *m, struct law_case *c, struct law_report *report)
{
    void *reports = c->reports;
    enum err err =
        image_grow(m, &reports, &c->report_capacity, c->report_count, sizeof(struct law_report *));
    c->reports = reports;
    if (!err)
        c->reports[c->report_count++] = report;
    return err;
}

enum err apply_case_opened(struct law_image *m, const struct ev_case_opened *e)
{
    struct law_report *report = image_report(m, e->report);
    struct law_case *c = ARENA_NEW(m->arena, struct law_case);
    if (!c || ptr_list_reserve(m, &m->cases))
        return ERR_MEMORY;
    if ((!report && !e->source) || str_map_get(&m->numbers, e->number))
        return ERR_CORRUPT;
    enum err err = str_map_set(&m->numbers, m->arena, e->number, c);
    if (!err)
        err = image_name_files(m, &e->files, c);
    if (!err)
        err = image_name_files(m, &e->attack_files, c);
    if (!err && report)
        err = add_report(m, c, report);
    if (!err)
        err = image_add(m, &c->stream, &e->head);
    if (err)
        return err;
    c->opened = e;
    if (report) {
        case_pass_to(c, ROLE_coordinator, e->head.at_us);
        c->reception_duty = report->duty;
    } else {
        duty_begin(&c->coordinator_duty, e->head.person);
    }
    m->cases.items[m->cases.count++] = c;
    return ERR_OK;
}

struct law_relation *case_relation_make(struct law_image *m, struct law_case *c,
                                        struct law_party *party)
{
    struct law_relation *known = case_relation(c, party->stream.id);
    void *relations = c->relations;

    if (known)
        return known;
    enum err err =
        image_grow(m, &relations, &c->relation_capacity, c->relation_count, sizeof(*c->relations));
    c->relations = relations;
    if (err)
        return NULL;
    struct law_relation *r = &c->relations[c->relation_count++];
    *r = (struct law_relation){.party = party};
    return r;
}

/* A developer may have been a candidate or answered an overview before. */
enum err apply_detail_disclosed(struct law_image *m, const struct ev_detail_disclosed *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    struct law_party *party = image_party(m, e->party);
    if (!c || !party)
        return ERR_CORRUPT;
    struct law_relation *r = case_relation_make(m, c, party);
    if (!r)
        return ERR_MEMORY;
    if (r->disclosed_us || (r->start_day && r->start_day != e->start_day))
        return ERR_CORRUPT;
    r->start_day = e->start_day;
    r->contacted_us = e->head.at_us;
    r->dropped = false;
    r->disclosed_us = e->head.at_us;
    if (!r->notified_us) {
        r->notified_us = e->head.at_us;
        r->notified_seq = e->head.seq;
    }
    r->with_attack = e->with_attack;
    r->message = e->message;
    case_taken_over(c, &e->head);
    return ERR_OK;
}

enum err apply_detail_obtained(struct law_image *m, const struct ev_detail_obtained *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r || !r->disclosed_us || r->obtained_us)
        return ERR_CORRUPT;
    r->obtained_us = e->head.at_us;
    return ERR_OK;
}

enum err apply_result_reported(struct law_image *m, const struct ev_result_reported *e)
{
    struct law_relation *r = image_relation(m, e->head.stream, e->party);
    if (!r)
        return ERR_CORRUPT;
    if (!r->reported_us)
        r->reported_us = e->head.at_us;
    r->result = e;
    r->part.returned = NULL;
    return ERR_OK;
}

enum err apply_case_published(struct law_image *m, const struct ev_case_published *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c || c->published_us)
        return ERR_CORRUPT;
    c->published_us = e->head.at_us;
    return ERR_OK;
}

/* The report's own event of the same decision stands after this one in the log. */
enum err apply_report_joined(struct law_image *m, const struct ev_report_joined *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    struct law_report *report = image_report(m, e->report);
    if (!c || c->published_us || !report || report->state != CODE_report_state_accepted)
        return ERR_CORRUPT;
    return add_report(m, c, report);
}
