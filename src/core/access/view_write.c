/*
 * core/access/view_write.c — optional members of a view in canonical JSON. Must never decide what
 * is visible.
 */
#include "core/access/view_write_priv.h"

void view_write_i64(struct json_writer *w, struct str key, int64_t n)
{
    if (n != 0)
        json_write_member_i64(w, key, n);
}

void view_write_true(struct json_writer *w, struct str key, bool b)
{
    if (b) {
        json_write_key(w, key);
        json_write_bool(w, true);
    }
}

void view_write_id(struct json_writer *w, struct str key, struct id id)
{
    char text[ID_TEXT_LEN + 1];
    if (id_is_none(id))
        return;
    id_write(id, text);
    json_write_member(w, key, str_from_cstr(text));
}

void view_write_marking(struct json_writer *w, const struct str detail[4])
{
    for (size_t i = 0; i < 4; i++) {
        if (!str_is_empty(detail[i])) {
            json_write_member(w, STR("marking"), STR("機密情報"));
            return;
        }
    }
}

void view_write_ids(struct json_writer *w, struct str key, const struct id_list *ids)
{
    char text[ID_TEXT_LEN + 1];
    if (ids->count == 0)
        return;
    json_write_member_array(w, key);
    for (size_t i = 0; i < ids->count; i++) {
        id_write(ids->ids[i], text);
        json_write_str(w, str_from_cstr(text));
    }
    json_write_end(w);
}
