/*
 * desk/changes.c — what a text changes of an earlier one, for those who write and approve an
 * advisory (PUB-28): an approver reads exactly what is new since somebody last approved and since
 * readers last saw the page. It compares and judges nothing.
 */
#include "desk/command_priv.h"

/* Status words are not frozen: those that a release now would print. */
static void words_fill(const struct case_view *v, struct publication *p)
{
    for (size_t i = 0; i < p->vendor_count; i++) {
        for (size_t k = 0; k < v->relation_count; k++) {
            if (id_equal(v->relations[k].party.id, p->vendors[i].party))
                p->vendors[i].status = v->relations[k].status;
        }
    }
}

static enum err changes_since(struct exchange *x, const struct case_view *v, struct str earlier,
                              struct difference_list *out)
{
    struct publication before, now;
    struct difference_list all;
    enum err err = publication_read(earlier, x->arena, &before);

    if (err == ERR_OK)
        err = publication_read(v->frozen, x->arena, &now);
    if (err != ERR_OK)
        return err;
    words_fill(v, &now);
    err = difference_find(&before, &now, x->arena, &all);
    return err != ERR_OK ? err : difference_words_in(&all, x->lang, x->arena, out);
}

enum err changes_to_approve(struct exchange *x, const struct case_view *v,
                            struct desk_command_page *page)
{
    const struct {
        struct str earlier;
        const char *since;
        int64_t since_us;
    } texts[] = {
        {v->ended, N_("Changed since it was last approved"), v->ended_us},
        {v->released, N_("Changed since the page was published"), 0},
    };
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct desk_changes *out = &page->changes[page->change_count];
        if (str_is_empty(texts[i].earlier) || str_is_empty(v->frozen))
            continue;
        out->since = texts[i].since;
        out->since_us = texts[i].since_us;
        err = changes_since(x, v, texts[i].earlier, &out->list);
        page->change_count++;
    }
    return err;
}

enum err changes_of_typed(struct exchange *x, const struct input *before, const struct input *typed,
                          struct difference_list *out)
{
    struct publication from = {0}, to = {0};
    struct advisory_problem problem;
    enum err err = advisory_from_input(before, STR("doc."), x->arena, &from.advisory, &problem);

    *out = (struct difference_list){NULL, 0};
    if (err == ERR_OK)
        err = advisory_from_input(typed, STR("doc."), x->arena, &to.advisory, &problem);
    if (err == ERR_INVALID || err == ERR_LIMIT)
        return ERR_OK;
    return err != ERR_OK ? err : difference_find(&from, &to, x->arena, out);
}
