/*
 * app/app_letters.c — what staff read of the letters of a report or case, and how one that still
 * waits is stopped. It must never send one, and lists nothing that waits to anybody but staff.
 */
#include "app/app_outbox_priv.h"

#include "sys/log.h"

#include <string.h>

/* ---- listing --------------------------------------------------------------------------------- */

struct listing {
    struct app *app;
    struct arena *arena;
    struct app_letters *out;
    size_t capacity;
};

static enum err listing_reserve(struct listing *l, size_t more)
{
    if (l->out->count + more <= l->capacity)
        return ERR_OK;
    size_t capacity = 2 * l->capacity + more;
    struct app_letter *items = ARENA_ARRAY(l->arena, struct app_letter, capacity);
    if (!items)
        return ERR_MEMORY;
    if (l->out->count > 0)
        memcpy(items, l->out->items, l->out->count * sizeof(*items));
    l->out->items = items;
    l->capacity = capacity;
    return ERR_OK;
}

static enum err listing_add(void *ctx, const struct store_letter *row)
{
    struct listing *l = ctx;
    struct outbox_letter letter;
    enum err e = outbox_open(l->app, row, l->arena, &letter);
    if (e == ERR_OK)
        e = listing_reserve(l, 1);
    if (e == ERR_OK)
        l->out->items[l->out->count++] = (struct app_letter){letter.view, letter.due_us};
    return e;
}

/* Of a letter that is told by both, the log's word counts. */
static void listing_merge(struct listing *l, const struct letter_view *known)
{
    for (size_t i = 0; i < l->out->count; i++) {
        struct letter_view *waiting = &l->out->items[i].view;
        if (!str_equal(waiting->letter, known->letter))
            continue;
        if (known->notice)
            *waiting = *known;
        else
            waiting->result = CODE_letter_result_stopped;
        return;
    }
    l->out->items[l->out->count++] = (struct app_letter){*known, 0};
}

enum err app_letters(const struct app_reader *r, struct id stream, struct app_letters *out)
{
    struct listing l = {.app = r->app, .arena = r->arena, .out = out};
    struct letter_view *known = NULL;
    struct law_world w;
    size_t count = 0;
    *out = (struct app_letters){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    bool staff = access_classes(w.image, &r->actor, stream) & CLASS_BIT(internal);
    e = law_letters_known(&w, stream, r->arena, &known, &count);
    app_read_end(r);
    if (e == ERR_OK && staff)
        e = store_letters_of_stream(r->app->store, stream, listing_add, &l);
    if (e == ERR_OK)
        e = listing_reserve(&l, count);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        listing_merge(&l, &known[i]);
    return e;
}

/* ---- stopping -------------------------------------------------------------------------------- */

static struct str stopped_letter(const struct command *c)
{
    const void *command = c;
    if (c->kind == COMMAND_stop_letter)
        return ((const struct cmd_stop_letter *)command)->letter;
    if (c->kind == COMMAND_stop_report_letter)
        return ((const struct cmd_stop_report_letter *)command)->letter;
    return (struct str){NULL, 0};
}

enum err app_letter_check(struct app *app, const struct command *c, struct refusal *refusal)
{
    struct arena arena;
    struct store_letter row = {0};
    struct str mark = stopped_letter(c);
    struct courier *courier = app->courier;
    if (!mark.ptr || outbox_known(app, mark))
        return ERR_OK;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    enum err e =
        id_read(mark, &row.id) ? store_letter_get(app->store, &arena, &row) : ERR_NOT_FOUND;
    if (e == ERR_OK && !id_equal(row.stream, c->subject.stream))
        e = ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND)
        refusal->code = REFUSAL_letter_unknown;
    else if (e == ERR_OK && courier && courier_withdraw(courier, row.id) == ERR_BUSY)
        refusal->code = REFUSAL_letter_left;
    arena_release(&arena);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

void app_letter_taken(struct app *app, const struct command *c)
{
    struct arena arena;
    struct outbox_letter l;
    struct id id;
    struct str mark = stopped_letter(c);
    if (!mark.ptr || !id_read(mark, &id))
        return;
    arena_init(&arena, LIMIT_ARENA_COURIER);
    enum err e = outbox_get(app, id, &arena, &l);
    if (e == ERR_OK)
        e = outbox_settle(app, &l, CODE_letter_result_stopped, (struct str){NULL, 0});
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        log_warn("letter_stop", "err=\"%s\"", err_text(e)); /* the next round does it */
    arena_release(&arena);
}
