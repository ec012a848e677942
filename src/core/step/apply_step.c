/*
 * core/step/apply_step.c — what the events of steps that need two persons change. Never refuses:
 * that a step still waited was judged when it was answered.
 */
#include "core/step/step_priv.h"

enum err apply_step_proposed(struct law_image *m, const struct ev_step_proposed *e)
{
    struct law_step *older = id_map_get(&m->steps_of, e->head.stream);
    struct law_step *step = ARENA_NEW(m->arena, struct law_step);

    if (!step)
        return ERR_MEMORY;
    struct stream *of = id_map_get(&m->streams, e->head.stream);
    if (!of || id_is_none(e->step) || id_map_get(&m->steps, e->step))
        return ERR_CORRUPT;
    *step = (struct law_step){.proposed = e, .older = older};
    enum err err = image_name_files(m, &e->files, step);
    if (!err)
        err = id_map_set(&m->steps, m->arena, e->step, step);
    if (!err)
        err = id_map_set(&m->steps_of, m->arena, e->head.stream, step);
    if (!err)
        of->open_steps++;
    return err;
}

static enum err end_step(struct law_image *m, const struct event *e, struct id id)
{
    struct law_step *step = id_map_get(&m->steps, id);

    if (!step || step->ended || !id_equal(step->proposed->head.stream, e->stream))
        return ERR_CORRUPT;
    step->ended = true;
    ((struct stream *)id_map_get(&m->streams, e->stream))->open_steps--;
    return ERR_OK;
}

enum err apply_step_confirmed(struct law_image *m, const struct ev_step_confirmed *e)
{
    enum err err = end_step(m, &e->head, e->step);
    if (!err)
        ((struct law_step *)id_map_get(&m->steps, e->step))->confirmed = e;
    return err;
}

enum err apply_step_refused(struct law_image *m, const struct ev_step_refused *e)
{
    return end_step(m, &e->head, e->step);
}

enum err apply_step_withdrawn(struct law_image *m, const struct ev_step_withdrawn *e)
{
    return end_step(m, &e->head, e->step);
}
