/*
 * core/case/apply_bodies.c — what the events between the two bodies change: whose turn it is, how
 * long each had it (HND-05), what was asked and answered. Never refuses.
 */
#include "core/image_priv.h"

void case_pass_to(struct law_case *c, enum role body, int64_t at_us)
{
    if (c->with_body == ROLE_reception)
        c->reception_us += at_us - c->with_since_us;
    if (c->with_body == ROLE_coordinator)
        c->coordinator_us += at_us - c->with_since_us;
    c->with_body = body;
    c->with_since_us = body == ROLE_none ? 0 : at_us;
}

void case_taken_over(struct law_case *c, const struct event *e)
{
    if (e->role == ROLE_coordinator)
        duty_begin(&c->coordinator_duty, e->person);
    if (c->report_count == 0 || c->acknowledged_us)
        return;
    c->acknowledged_us = e->at_us;
    if (c->with_body == ROLE_coordinator)
        case_pass_to(c, ROLE_none, e->at_us);
}

/* Back from reception: to JPCERT/CC as long as it has not taken the case over. */
static void pass_back(struct law_case *c, int64_t at_us)
{
    if (c->with_body == ROLE_reception)
        case_pass_to(c, c->acknowledged_us ? ROLE_none : ROLE_coordinator, at_us);
}

static enum err add_inquiry(struct law_image *m, struct law_case *c, struct inquiry_view inquiry)
{
    void *inquiries = c->inquiries;
    enum err err =
        image_grow(m, &inquiries, &c->inquiry_capacity, c->inquiry_count, sizeof(inquiry));
    c->inquiries = inquiries;
    if (!err)
        c->inquiries[c->inquiry_count++] = inquiry;
    return err;
}

enum err apply_handover_acknowledged(struct law_image *m, const struct ev_handover_acknowledged *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    case_taken_over(c, &e->head);
    return ERR_OK;
}

enum err apply_handover_returned(struct law_image *m, const struct ev_handover_returned *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    enum err err = add_inquiry(
        m, c, (struct inquiry_view){e->head.at_us, INQUIRY_returned, e->text, {NULL, 0}});
    if (!err)
        case_pass_to(c, ROLE_reception, e->head.at_us);
    return err;
}

enum err apply_finder_asked(struct law_image *m, const struct ev_finder_asked *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    enum err err =
        add_inquiry(m, c, (struct inquiry_view){e->head.at_us, INQUIRY_asked, e->text, {NULL, 0}});
    if (err)
        return err;
    c->question_waits = true;
    if (c->with_body != ROLE_reception)
        case_pass_to(c, ROLE_reception, e->head.at_us);
    return ERR_OK;
}

enum err apply_question_relayed(struct law_image *m, const struct ev_question_relayed *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    c->question_waits = false;
    c->question_is_out = true;
    pass_back(c, e->head.at_us);
    return ERR_OK;
}

enum err apply_answer_passed(struct law_image *m, const struct ev_answer_passed *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    enum err err = image_name_files(m, &e->files, c);
    if (!err)
        err = add_inquiry(
            m, c, (struct inquiry_view){e->head.at_us, INQUIRY_answered, e->text, e->files});
    if (err)
        return err;
    c->question_waits = c->question_is_out = false;
    pass_back(c, e->head.at_us);
    return ERR_OK;
}

/* FND-03: of several finders of one case the newest one's wish stands. */
enum err apply_release_announced(struct law_image *m, const struct ev_release_announced *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    c->release_asked_day = civil_jst_day(e->head.at_us);
    return ERR_OK;
}

enum err apply_request_lifted(struct law_image *m, const struct ev_request_lifted *e)
{
    struct law_case *c = image_case(m, e->head.stream);
    if (!c)
        return ERR_CORRUPT;
    c->released_day = civil_jst_day(e->head.at_us);
    return ERR_OK;
}
