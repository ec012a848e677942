/*
 * core/access/view_write_priv.h — the members that views write again and again: each is left out
 * when it is absent, so that two equal views give equal bytes. Private to core/access.
 */
#ifndef CORE_ACCESS_VIEW_WRITE_PRIV_H
#define CORE_ACCESS_VIEW_WRITE_PRIV_H

#include "core/access/access.h"
#include "core/json/json.h"

void view_write_i64(struct json_writer *w, struct str key, int64_t n);
void view_write_true(struct json_writer *w, struct str key, bool b);
void view_write_id(struct json_writer *w, struct str key, struct id id);
/* DET-05: "marking", left out unless one of the four texts of a detail is there. */
void view_write_marking(struct json_writer *w, const struct str detail[4]);
void view_write_ids(struct json_writer *w, struct str key, const struct id_list *ids);

void view_write_steps(struct json_writer *w, const struct step_view *steps, size_t count);

#endif
