/*
 * app/app_list.c — the developer list and the lists of the scheme for one reader: under the read
 * lock, from core/access alone, like app_read.c.
 */
#include "app/app_priv.h"

enum err app_organisation_view(const struct app_reader *r, struct id party,
                               struct organisation_view **out)
{
    struct law_world w;
    *out = NULL;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_view_organisation(&w, party, r->arena, out);
    app_read_end(r);
    return e;
}

enum err app_candidates(const struct app_reader *r, struct id case_id, struct app_candidates *out)
{
    struct law_world w;
    *out = (struct app_candidates){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_candidates(&w, case_id, r->arena, &out->items, &out->count);
    app_read_end(r);
    return e;
}

enum err app_unanswered(const struct app_reader *r, struct app_unanswered *out)
{
    struct law_world w;
    *out = (struct app_unanswered){0};
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_unanswered(&w, r->arena, &out->items, &out->count);
    app_read_end(r);
    return e;
}

bool app_keywords(const struct app_reader *r, struct keywords_view *out)
{
    struct law_world w;
    if (app_read_begin(r, &w) != ERR_OK)
        return false;
    bool found = law_keywords(&w, out);
    app_read_end(r);
    return found;
}

enum err app_contact_point(const struct app_reader *r, uint32_t point,
                           struct contact_point_view *out)
{
    struct law_world w;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    law_contact_point(w.image, point, out);
    app_read_end(r);
    return ERR_OK;
}

enum err app_scheme_lists(const struct app_reader *r, struct buf *out)
{
    struct law_world w;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    e = law_scheme_lists_write(&w, out);
    app_read_end(r);
    return e;
}

enum err app_scheme_id(const struct app_reader *r, struct id *out)
{
    struct law_world w;
    struct scheme_view scheme;
    enum err e = app_read_begin(r, &w);
    if (e != ERR_OK)
        return e;
    law_scheme(w.image, &scheme);
    *out = scheme.id;
    app_read_end(r);
    return ERR_OK;
}
