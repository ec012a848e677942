/*
 * app/app_preview.c — the letters and the public page of a step that is not taken: decided as if it
 * were, rendered, and forgotten. It must never write anything, and never shows a letter about
 * something that the person may not know: a coordinator does not learn through it who found what.
 */
#include "app/app_priv.h"

#include "core/notice/notice.h"
#include "sys/random.h"

/* The world of the step, as the second person's confirmation would meet it: a step that needs two
 * is judged as if both had agreed, and nobody is asked for a code to look. */
static void world_fill(const struct app_reader *r, char digits[APP_DRAWN][RANDOM_DIGITS + 1],
                       struct law_world *w)
{
    struct actor actor = r->actor;
    actor.stepped_up = true;
    app_world_fill(r->app, &actor, w);
    w->confirmed = true;
    w->submission = random_id();
    for (size_t i = 0; i < sizeof(w->fresh) / sizeof(w->fresh[0]); i++)
        w->fresh[i] = random_id();
    for (size_t i = 0; i < APP_DRAWN; i++) {
        random_digits8(digits[i]);
        w->drawn[i] = str_from_cstr(digits[i]);
    }
}

/* What the step itself makes is known to who makes it. */
static bool may_see(const struct law_world *w, const struct letter *l)
{
    bool made_now = law_stream_version(w->image, l->stream) == 0;
    return made_now || access_classes(w->image, &w->actor, l->stream) != 0;
}

static enum err preview_add(const struct app_reader *r, const struct letter *l,
                            struct app_letter_previews *out)
{
    struct conf conf;
    struct letter_frame frame = {.conf = &conf, .translate = r->app->translate};
    struct letter_text text;
    app_letter_conf(r->app, l->lang, &conf);
    enum err e = letter_render(&frame, l, r->arena, &text);
    if (e != ERR_OK)
        return e;
    out->items[out->count++] = (struct app_letter_preview){
        .name = l->name,
        .recipient = l->recipient,
        .address = l->address,
        .lang = l->lang,
        .about = text.subject,
        .text = text.sealed.ptr ? text.sealed : text.body,
        .encrypted = text.sealed.ptr != NULL,
    };
    return ERR_OK;
}

static enum err decide(const struct app_reader *r, const struct command *command,
                       const struct key_found *key, struct app_letter_previews *out)
{
    char digits[APP_DRAWN][RANDOM_DIGITS + 1];
    struct letter_list letters = {0};
    struct decision *d = ARENA_NEW(r->arena, struct decision);
    struct law_world w;
    if (!d)
        return ERR_MEMORY;
    d->arena = r->arena;
    world_fill(r, digits, &w);
    w.key = key;
    enum err e = law_decide(&w, command, d);
    out->refusal = d->refusal;
    if (e == ERR_OK && d->refusal.code == REFUSAL_none)
        e = law_letters(&w, d, r->arena, &letters);
    out->items = ARENA_ARRAY(r->arena, struct app_letter_preview, letters.count);
    if (e == ERR_OK && !out->items)
        e = ERR_MEMORY;
    for (size_t i = 0; e == ERR_OK && i < letters.count; i++) {
        if (may_see(&w, &letters.items[i]))
            e = preview_add(r, &letters.items[i], out);
    }
    return e;
}

enum err app_letters_preview(const struct app_reader *r, const struct command *command,
                             struct app_letter_previews *out)
{
    *out = (struct app_letter_previews){0};
    enum err e = app_ready(r->app);
    if (e != ERR_OK || !role_is_staff(r->actor.role))
        return e;
    struct key_found key;
    bool looked = app_key_look(r->app, command, r->arena, &key);
    pthread_rwlock_rdlock(&r->app->lock);
    e = decide(r, command, looked ? &key : NULL, out);
    pthread_rwlock_unlock(&r->app->lock);
    return e;
}

enum err app_list_preview(const struct app_reader *r, const struct command *command, enum lang lang,
                          struct buf *out)
{
    struct developer_list list;
    struct law_world w;
    bool product = false;
    enum err e = app_ready(r->app);
    if (e != ERR_OK)
        return e;
    pthread_rwlock_rdlock(&r->app->lock);
    app_world_fill(r->app, &r->actor, &w);
    e = law_list_preview(&w, command, r->arena, &list, &product);
    pthread_rwlock_unlock(&r->app->lock);
    if (e != ERR_OK || list.count == 0)
        return e;
    return press_list_preview(r->app->press, &list, product ? 0 : PRESS_NO_PRODUCT, lang, out);
}
