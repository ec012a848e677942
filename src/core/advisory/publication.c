/*
 * core/advisory/publication.c — a publication as its canonical document, back, and the part of it
 * that is approved.
 *
 * What is signed and never altered is this document; pages are derived from it and may be rendered
 * anew (architecture section 8).
 */
#include "core/advisory/advisory_priv.h"

static void write_history(struct json_writer *w, const struct history_line *lines, size_t count,
                          struct arena *a)
{
    if (count == 0) {
        return;
    }
    json_write_member_array(w, STR("history"));
    for (size_t i = 0; i < count; i++) {
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), lines[i].at_us);
        difference_write_member(w, &lines[i].changes, a);
        if (!id_is_none(lines[i].party)) {
            json_write_member(w, STR("party"), id_text(lines[i].party, a));
        }
        text2_write_member_opt(w, STR("text"), lines[i].text);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_vendors(struct json_writer *w, const struct publication *v, bool frozen,
                          struct arena *a)
{
    if (v->vendor_count == 0) {
        return;
    }
    json_write_member_array(w, STR("vendors"));
    for (size_t i = 0; i < v->vendor_count; i++) {
        const struct publication_vendor *vendor = &v->vendors[i];

        json_write_object(w);
        text2_write_member_opt(w, STR("comment"), vendor->comment);
        if (!frozen) {
            write_history(w, vendor->history, vendor->history_count, a);
        }
        text2_write_member_opt(w, STR("name"), vendor->name);
        json_write_member_opt(w, STR("notice_url"), vendor->notice_url);
        json_write_member(w, STR("party"), id_text(vendor->party, a));
        if (!frozen) {
            json_write_member_i64(w, STR("status"), vendor->status);
        }
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_course(struct json_writer *w, const struct publication *v, struct arena *a)
{
    const struct publication_course *c = &v->course;

    if (v->kind != PUBLICATION_UNCOORDINATED) {
        return;
    }
    json_write_member_object(w, STR("uncoordinated"));
    if (c->deadline != 0) {
        json_write_member(w, STR("deadline"), civil_write_date(c->deadline, a));
    }
    text2_write_member_opt(w, STR("developer"), c->developer);
    if (c->supplement_day != 0) {
        json_write_member(w, STR("supplement_day"), civil_write_date(c->supplement_day, a));
    }
    json_write_end(w);
}

static enum err write_publication(const struct publication *v, bool frozen, struct arena *a,
                                  struct str *out)
{
    struct json_writer w;
    struct buf buf;

    buf_init(&buf, a, frozen ? LIMIT_FROZEN_BYTES : LIMIT_PUBLICATION_BYTES);
    json_write_begin(&w, &buf, JSON_COMPACT);
    json_write_object(&w);
    json_write_key(&w, STR("advisory"));
    advisory_write_object(&w, &v->advisory, a);
    if (!frozen) {
        write_history(&w, v->history, v->history_count, a);
    }
    json_write_member_i64(&w, STR("kind"), v->kind);
    json_write_member(&w, STR("number"), v->number);
    if (!frozen) {
        json_write_member_i64(&w, STR("published_at_us"), v->published_at_us);
        json_write_member_i64(&w, STR("revised_at_us"), v->revised_at_us);
        json_write_member_i64(&w, STR("revision"), v->revision);
        json_write_member_i64(&w, STR("state"), v->state);
    }
    write_course(&w, v, a);
    write_vendors(&w, v, frozen, a);
    if (frozen && v->state == PUBLICATION_WITHDRAWN) {
        json_write_key(&w, STR("withdrawal"));
        json_write_bool(&w, true);
    }
    json_write_end(&w);
    json_write_finish(&w);
    return a->failed ? ERR_MEMORY : buf_finish(&buf, out);
}

enum err publication_write(const struct publication *v, struct arena *a, struct str *out)
{
    return write_publication(v, false, a, out);
}

enum err publication_frozen_write(const struct publication *v, struct arena *a, struct str *out)
{
    return write_publication(v, true, a, out);
}

/* --- reading --- */

static enum err read_int(const struct json *v, int64_t min, int64_t max, int64_t *out)
{
    return json_int(v, out) && *out >= min && *out <= max ? ERR_OK : ERR_INVALID;
}

static enum err read_u32(const struct json *v, uint32_t max, uint32_t *out)
{
    int64_t n = 0;
    enum err e = read_int(v, 1, max, &n);

    *out = (uint32_t)n;
    return e;
}

static enum err read_str(const struct json *v, struct str *out)
{
    *out = json_text(v);
    return json_is(v, JSON_STRING) ? ERR_OK : ERR_INVALID;
}

static enum err read_history_line(const struct json *v, struct arena *a, struct history_line *out)
{
    enum err e = json_is(v, JSON_OBJECT) ? ERR_OK : ERR_INVALID;

    for (const struct json *m = e == ERR_OK ? v->first : NULL; m != NULL && e == ERR_OK;
         m = m->next) {
        if (str_equal(m->key, STR("at_us"))) {
            e = read_int(m, 0, INT64_MAX, &out->at_us);
        } else if (str_equal(m->key, STR("changes"))) {
            e = difference_read(m, a, &out->changes);
        } else if (str_equal(m->key, STR("party"))) {
            e = id_read(json_text(m), &out->party) ? ERR_OK : ERR_INVALID;
        } else if (str_equal(m->key, STR("text"))) {
            e = text2_read_object(m, &out->text);
        } else {
            e = ERR_INVALID;
        }
    }
    return e;
}

static enum err read_history(const struct json *v, struct arena *a, struct history_line **out,
                             size_t *count)
{
    struct history_line *lines;
    size_t n = 0;

    if (v->kind != JSON_ARRAY) {
        return ERR_INVALID;
    }
    lines = ARENA_ARRAY(a, struct history_line, v->count);
    if (lines == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *item = v->first; item != NULL; item = item->next, n++) {
        enum err e = read_history_line(item, a, &lines[n]);

        if (e != ERR_OK) {
            return e;
        }
    }
    *out = lines;
    *count = n;
    return ERR_OK;
}

static enum err read_vendor_member(const struct json *m, struct arena *a,
                                   struct publication_vendor *out)
{
    if (str_equal(m->key, STR("comment"))) {
        return text2_read_object(m, &out->comment);
    }
    if (str_equal(m->key, STR("history"))) {
        return read_history(m, a, &out->history, &out->history_count);
    }
    if (str_equal(m->key, STR("name"))) {
        return text2_read_object(m, &out->name);
    }
    if (str_equal(m->key, STR("notice_url"))) {
        return read_str(m, &out->notice_url);
    }
    if (str_equal(m->key, STR("party"))) {
        return id_read(json_text(m), &out->party) ? ERR_OK : ERR_INVALID;
    }
    if (str_equal(m->key, STR("status"))) {
        return read_u32(m, VENDOR_STATUS_INFORMED, &out->status);
    }
    return ERR_INVALID;
}

static enum err read_vendors(const struct json *v, struct arena *a, struct publication *out)
{
    size_t n = 0;

    if (v->kind != JSON_ARRAY) {
        return ERR_INVALID;
    }
    out->vendors = ARENA_ARRAY(a, struct publication_vendor, v->count);
    if (out->vendors == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *item = v->first; item != NULL; item = item->next, n++) {
        if (item->kind != JSON_OBJECT) {
            return ERR_INVALID;
        }
        for (const struct json *m = item->first; m != NULL; m = m->next) {
            enum err e = read_vendor_member(m, a, &out->vendors[n]);

            if (e != ERR_OK) {
                return e;
            }
        }
        if (id_is_none(out->vendors[n].party)) {
            return ERR_INVALID;
        }
    }
    out->vendor_count = n;
    return ERR_OK;
}

static enum err read_course(const struct json *v, struct publication_course *out)
{
    bool good = json_is(v, JSON_OBJECT);

    for (const struct json *m = good ? v->first : NULL; m != NULL && good; m = m->next) {
        if (str_equal(m->key, STR("deadline"))) {
            good = civil_read_date(json_text(m), &out->deadline);
        } else if (str_equal(m->key, STR("developer"))) {
            good = text2_read_object(m, &out->developer) == ERR_OK;
        } else {
            good = str_equal(m->key, STR("supplement_day")) &&
                   civil_read_date(json_text(m), &out->supplement_day);
        }
    }
    return good ? ERR_OK : ERR_INVALID;
}

static enum err read_member(const struct json *m, struct arena *a, struct publication *out)
{
    if (str_equal(m->key, STR("advisory"))) {
        return advisory_read_object(m, a, &out->advisory);
    }
    if (str_equal(m->key, STR("history"))) {
        return read_history(m, a, &out->history, &out->history_count);
    }
    if (str_equal(m->key, STR("kind"))) {
        return read_u32(m, PUBLICATION_UNCOORDINATED, &out->kind);
    }
    if (str_equal(m->key, STR("number"))) {
        return read_str(m, &out->number);
    }
    if (str_equal(m->key, STR("published_at_us"))) {
        return read_int(m, 0, INT64_MAX, &out->published_at_us);
    }
    if (str_equal(m->key, STR("revised_at_us"))) {
        return read_int(m, 0, INT64_MAX, &out->revised_at_us);
    }
    if (str_equal(m->key, STR("revision"))) {
        return read_int(m, 0, INT64_MAX, &out->revision);
    }
    if (str_equal(m->key, STR("state"))) {
        return read_u32(m, PUBLICATION_WITHDRAWN, &out->state);
    }
    if (str_equal(m->key, STR("uncoordinated"))) {
        return read_course(m, &out->course);
    }
    if (str_equal(m->key, STR("vendors"))) {
        return read_vendors(m, a, out);
    }
    if (str_equal(m->key, STR("withdrawal"))) {
        out->state = PUBLICATION_WITHDRAWN;
        return json_is(m, JSON_BOOL) && m->boolean ? ERR_OK : ERR_INVALID;
    }
    return ERR_INVALID;
}

enum err publication_read(struct str json, struct arena *a, struct publication *out)
{
    const struct json *root;
    enum err e = json_read(json, LIMIT_PUBLICATION_BYTES, a, &root, NULL);

    *out = (struct publication){.kind = 0};
    if (e != ERR_OK) {
        return e;
    }
    if (!json_is(root, JSON_OBJECT)) {
        return ERR_INVALID;
    }
    for (const struct json *m = root->first; m != NULL; m = m->next) {
        e = read_member(m, a, out);
        if (e != ERR_OK) {
            return e;
        }
    }
    return out->kind == 0 || str_is_empty(out->number) ? ERR_INVALID : ERR_OK;
}

const struct json *publication_misfit(const struct json *v, struct arena *a)
{
    struct publication out = {.kind = 0};

    if (!json_is(v, JSON_OBJECT)) {
        return v;
    }
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        if (read_member(m, a, &out) != ERR_OK) {
            return str_equal(m->key, STR("advisory")) ? advisory_misfit(m, a) : m;
        }
    }
    return NULL;
}
