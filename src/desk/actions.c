/*
 * desk/actions.c — "what you can do now" of one page: the open steps, sorted by what they are about
 * when there are many, then the closed ones with their reasons, which the page folds. What is open
 * comes from the view alone; nothing here decides it.
 */
#include "desk/desk_priv.h"

enum { FEW = 6 }; /* open steps that are found at a glance, without headings */

enum group {
#define GROUP(name, heading) GROUP_##name,
#include "desk/action_groups.def"
    GROUP_COUNT
};

static const char *const HEADINGS[GROUP_COUNT] = {
#define GROUP(name, heading) N_(heading),
#include "desk/action_groups.def"
};

/* One more than the group, so that what is not named has 0. */
static const uint8_t GROUP_OF[] = {
#define IN_GROUP(group, command) [COMMAND_##command] = GROUP_##group + 1,
#include "desk/action_groups.def"
};

static enum group group_of(enum command_kind kind)
{
    size_t place = (size_t)kind;

    if (place >= sizeof GROUP_OF || GROUP_OF[place] == 0)
        return GROUP_other;
    return (enum group)(GROUP_OF[place] - 1);
}

static struct desk_action line_make(struct exchange *x, const struct action_view *a,
                                    const struct desk_now *now)
{
    struct desk_action line = {.title = action_label(a->command),
                               .effect = a->command->effect,
                               .number = a->advisory_number,
                               .is_open = a->refusal.code == REFUSAL_none};

    line.is_primary = line.is_open && a->command->kind == now->next;
    if (line.is_open) {
        line.href = action_href(x->arena, a->command, a->subject, a->stream_type);
        return line;
    }
    line.reason = refusal_sentence(&a->refusal, x->lang, x->arena);
    line.requirement = refusal_def_get(a->refusal.code)->requirement;
    line.from_day = a->refusal.day;
    return line;
}

/* ---- groups ---- */

/* The step that the work list names stands above all groups. */
static bool is_in(const struct action_view *a, const struct desk_now *now, size_t group, bool few)
{
    bool is_next = a->command->kind == now->next;

    if (a->refusal.code != REFUSAL_none)
        return false;
    if (group == 0)
        return is_next || few;
    return !is_next && !few && (size_t)group_of(a->command->kind) == group - 1;
}

static void groups_make(struct exchange *x, const struct app_actions *actions,
                        const struct desk_now *now, struct desk_actions *out)
{
    struct desk_action *next = out->items;
    bool few = out->open_count <= FEW;

    for (size_t g = 0; g <= GROUP_COUNT; g++) {
        struct desk_action_group *group = &out->groups[out->group_count];
        *group = (struct desk_action_group){g == 0 ? NULL : HEADINGS[g - 1], next, 0};
        for (size_t i = 0; i < actions->count; i++) {
            if (is_in(&actions->items[i], now, g, few))
                group->items[group->count++] = line_make(x, &actions->items[i], now);
        }
        next += group->count;
        out->group_count += group->count > 0;
    }
    out->closed = next;
    for (size_t i = 0; i < actions->count; i++) {
        if (actions->items[i].refusal.code != REFUSAL_none)
            out->closed[out->closed_count++] = line_make(x, &actions->items[i], now);
    }
}

enum err part_actions(struct exchange *x, struct id stream, const struct desk_now *now,
                      struct desk_actions *out)
{
    struct app_actions actions;
    enum err e = app_actions(&x->reader, stream, &actions);

    *out = (struct desk_actions){0};
    if (e != ERR_OK)
        return e;
    out->items = ARENA_ARRAY(x->arena, struct desk_action, actions.count + 1);
    out->groups = ARENA_ARRAY(x->arena, struct desk_action_group, GROUP_COUNT + 1);
    if (out->items == NULL || out->groups == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < actions.count; i++)
        out->open_count += actions.items[i].refusal.code == REFUSAL_none;
    groups_make(x, &actions, now, out);
    return ERR_OK;
}
