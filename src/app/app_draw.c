/*
 * app/app_draw.c — numbers drawn for a command under way, so that two commands under way never
 * hold the same one. It must never look at the image: which numbers were given away before, the law
 * asks.
 */
#include "app/app_priv.h"

#include <string.h>

static bool number_is_drawn(const struct app *app, const char *digits)
{
    for (const struct app_draw *d = app->draws; d; d = d->next) {
        for (size_t i = 0; i < APP_DRAWN; i++) {
            if (strcmp(d->digits[i], digits) == 0)
                return true;
        }
    }
    return false;
}

void app_draw_numbers(struct app *app, struct app_draw *draw)
{
    pthread_mutex_lock(&app->draw_lock);
    for (size_t i = 0; i < APP_DRAWN; i++) {
        do
            random_digits8(draw->digits[i]);
        while (number_is_drawn(app, draw->digits[i]));
    }
    draw->next = app->draws;
    app->draws = draw;
    pthread_mutex_unlock(&app->draw_lock);
}

void app_draw_release(struct app *app, struct app_draw *draw)
{
    pthread_mutex_lock(&app->draw_lock);
    struct app_draw **at = &app->draws;
    while (*at && *at != draw)
        at = &(*at)->next;
    if (*at)
        *at = draw->next;
    pthread_mutex_unlock(&app->draw_lock);
}
