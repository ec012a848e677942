/*
 * core/access/steps.c — steps that wait for a second person, as those see them who may know of them
 * (HND-06). Must never show a step to anybody else, nor one that can no longer happen.
 */
#include "core/access/view_write_priv.h"
#include "core/step/step_priv.h"

static enum err fill_step(const struct law_world *w, const struct law_step *step,
                          struct arena *arena, struct step_view *v)
{
    const struct ev_step_proposed *e = step->proposed;
    struct command *what = NULL;

    *v = (struct step_view){.id = e->step,
                            .command = command_def_get((enum command_kind)e->command),
                            .person = e->head.person,
                            .at_us = e->head.at_us,
                            .own = id_equal(e->head.person, w->actor.person)};
    enum err err = step_command(step, arena, &what);
    v->what = what;
    return err ? err : command_pairs(what, arena, &v->fields);
}

static size_t step_count(const struct law_image *m, struct id stream)
{
    size_t count = 0;

    for (const struct law_step *s = step_newest(m, stream); s; s = s->older)
        count += s->ended ? 0 : 1;
    return count;
}

enum err law_steps(const struct law_world *w, struct id stream, struct arena *arena,
                   struct step_view **out, size_t *count)
{
    *count = 0;
    *out = NULL;
    size_t most = step_count(w->image, stream);
    if (most == 0 || access_classes(w->image, &w->actor, stream) == 0)
        return ERR_OK;
    *out = ARENA_ARRAY(arena, struct step_view, most);
    if (!*out)
        return ERR_MEMORY;
    for (const struct law_step *s = step_newest(w->image, stream); s; s = s->older) {
        bool live = false;
        if (s->ended || !step_is_visible(&w->actor, (enum command_kind)s->proposed->command))
            continue;
        enum err err = step_is_live(w, s, arena, &live);
        if (!err && live)
            err = fill_step(w, s, arena, &(*out)[(*count)++]);
        if (err)
            return err;
    }
    return ERR_OK;
}

bool law_step_at(const struct law_image *image, struct id stream, uint64_t seq, struct id *out)
{
    const struct law_step *s = step_newest(image, stream);
    while (s && s->proposed->head.seq != seq)
        s = s->older;
    if (s)
        *out = s->proposed->step;
    return s != NULL;
}

void view_write_steps(struct json_writer *w, const struct step_view *steps, size_t count)
{
    if (count == 0)
        return;
    json_write_member_array(w, STR("steps"));
    for (size_t i = 0; i < count; i++) {
        const struct step_view *v = &steps[i];
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), v->at_us);
        json_write_member(w, STR("command"), str_from_cstr(v->command->name));
        json_write_member_array(w, STR("fields"));
        for (size_t k = 0; k < v->fields.count; k++) {
            json_write_object(w);
            json_write_member(w, STR("name"), v->fields.pairs[k].name);
            json_write_member(w, STR("value"), v->fields.pairs[k].value);
            json_write_end(w);
        }
        json_write_end(w);
        view_write_id(w, STR("id"), v->id);
        view_write_true(w, STR("own"), v->own);
        view_write_id(w, STR("person"), v->person);
        json_write_end(w);
    }
    json_write_end(w);
}
