/*
 * core/access/view_scheme.c — the lists of the scheme that its members work with: contact points
 * (OBJ-28) and the technology keyword list in force (REG-19). Must never tell of a case, an
 * organisation or a person.
 */
#include "core/access/access.h"
#include "core/access/view_write_priv.h"

static void write_point(struct json_writer *w, const struct contact_point_view *p)
{
    json_write_member_opt(w, STR("fax"), p->fax);
    if (!str_is_empty(p->hours.ja) || !str_is_empty(p->hours.en)) {
        json_write_member_object(w, STR("hours"));
        json_write_member_opt(w, STR("en"), p->hours.en);
        json_write_member_opt(w, STR("ja"), p->hours.ja);
        json_write_end(w);
    }
    json_write_member_opt(w, STR("mail"), p->mail);
    json_write_member_opt(w, STR("telephone"), p->telephone);
}

/* The next name in ascending order: canonical JSON sorts its keys, the code list does not. */
static const struct code_def *next_point(const struct code_def *points, size_t count,
                                         const struct code_def *last)
{
    const struct code_def *next = NULL;
    for (size_t i = 0; i < count; i++) {
        struct str name = str_from_cstr(points[i].name);
        bool after = !last || str_compare(name, str_from_cstr(last->name)) > 0;
        if (after && (!next || str_compare(name, str_from_cstr(next->name)) < 0))
            next = &points[i];
    }
    return next;
}

enum err law_scheme_lists_write(const struct law_world *w, struct buf *out)
{
    struct json_writer j;
    struct keywords_view keywords;
    struct scheme_view scheme;
    size_t count;
    const struct code_def *points = code_defs(CODE_LIST_contact_point, &count);

    law_scheme(w->image, &scheme);
    json_write_begin(&j, out, JSON_COMPACT);
    json_write_object(&j);
    json_write_member_object(&j, STR("contact_points"));
    for (const struct code_def *p = next_point(points, count, NULL); p;
         p = next_point(points, count, p)) {
        struct contact_point_view view;
        law_contact_point(w->image, p->number, &view);
        json_write_member_object(&j, str_from_cstr(p->name));
        write_point(&j, &view);
        json_write_end(&j);
    }
    json_write_end(&j);
    view_write_id(&j, STR("id"), scheme.id);
    if (law_keywords(w, &keywords)) {
        json_write_member_opt(&j, STR("keywords"), keywords.list);
        view_write_i64(&j, STR("keywords_version"), keywords.version);
    }
    json_write_end(&j);
    json_write_finish(&j);
    return out->failed ? ERR_LIMIT : ERR_OK;
}
