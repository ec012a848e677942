/*
 * core/unreachable/document.c — the public list as its canonical document, and back. What stands
 * here is public; it must never gain a field of the vulnerability (UNR-25).
 */
#include "core/unreachable/document.h"

#include "core/advisory/advisory.h"
#include "core/json/json.h"
#include "core/unreachable/ladder_priv.h"

/* ---- writing ---- */

static void write_day(struct json_writer *w, struct str key, int32_t day, struct arena *a)
{
    if (day)
        json_write_member(w, key, civil_write_date(day, a));
}

static void write_row(struct json_writer *w, const struct listed_developer *r, struct arena *a)
{
    json_write_object(w);
    write_day(w, STR("deadline"), r->deadline, a);
    write_day(w, STR("deadline_day"), r->deadline_day, a);
    if (r->edition)
        json_write_member_i64(w, STR("edition"), r->edition);
    if (r->legal_kind)
        json_write_member_i64(w, STR("legal_kind"), r->legal_kind);
    json_write_member_opt(w, STR("link"), r->link);
    write_day(w, STR("listed_day"), r->listed_day, a);
    json_write_member_text2_opt(w, STR("name"), r->name);
    json_write_member(w, STR("number"), r->number);
    json_write_member_text2_opt(w, STR("product"), r->product);
    write_day(w, STR("product_day"), r->product_day, a);
    json_write_member_text2_opt(w, STR("remark"), r->remark);
    json_write_member_opt(w, STR("versions"), r->versions);
    json_write_end(w);
}

enum err developer_list_write(const struct developer_list *v, struct arena *a, struct str *out)
{
    struct json_writer w;
    struct buf buf;

    buf_init(&buf, a, LIMIT_PUBLICATION_BYTES);
    json_write_begin(&w, &buf, JSON_COMPACT);
    json_write_object(&w);
    json_write_member(&w, STR("contact"), v->contact);
    json_write_member_array(&w, STR("developers"));
    for (size_t i = 0; i < v->count; i++)
        write_row(&w, &v->rows[i], a);
    json_write_end(&w);
    json_write_end(&w);
    json_write_finish(&w);
    return a->failed ? ERR_MEMORY : buf_finish(&buf, out);
}

/* ---- reading ---- */

static bool read_text2(const struct json *v, struct text2 *out)
{
    bool good = json_is(v, JSON_OBJECT);

    for (const struct json *m = good ? v->first : NULL; m && good; m = m->next) {
        bool english = str_equal(m->key, STR("en"));
        good = json_is(m, JSON_STRING) && (english || str_equal(m->key, STR("ja")));
        *(english ? &out->en : &out->ja) = json_text(m);
    }
    return good;
}

static bool read_text(const struct json *v, struct str *out)
{
    *out = json_text(v);
    return json_is(v, JSON_STRING);
}

static bool read_row_member(const struct json *m, struct listed_developer *r)
{
    const struct {
        struct str key;
        struct str *text;
        struct text2 *text2;
        int32_t *day;
    } members[] = {
        {STR("deadline"), NULL, NULL, &r->deadline},
        {STR("deadline_day"), NULL, NULL, &r->deadline_day},
        {STR("link"), &r->link, NULL, NULL},
        {STR("listed_day"), NULL, NULL, &r->listed_day},
        {STR("name"), NULL, &r->name, NULL},
        {STR("number"), &r->number, NULL, NULL},
        {STR("product"), NULL, &r->product, NULL},
        {STR("product_day"), NULL, NULL, &r->product_day},
        {STR("remark"), NULL, &r->remark, NULL},
        {STR("versions"), &r->versions, NULL, NULL},
    };
    int64_t number = 0;

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (!str_equal(m->key, members[i].key))
            continue;
        if (members[i].text)
            return read_text(m, members[i].text);
        return members[i].text2 ? read_text2(m, members[i].text2)
                                : civil_read_date(json_text(m), members[i].day);
    }
    if (!json_int(m, &number) || number < 1 || number > UINT32_MAX)
        return false;
    if (str_equal(m->key, STR("edition")))
        r->edition = number;
    else if (str_equal(m->key, STR("legal_kind")))
        r->legal_kind = (uint32_t)number;
    else
        return false;
    return true;
}

static enum err read_rows(const struct json *v, struct arena *a, struct developer_list *out)
{
    struct listed_developer *rows;

    if (!json_is(v, JSON_ARRAY))
        return ERR_INVALID;
    rows = ARENA_ARRAY(a, struct listed_developer, v->count);
    if (!rows)
        return ERR_MEMORY;
    for (const struct json *item = v->first; item; item = item->next) {
        struct listed_developer *r = &rows[out->count++];
        bool good = json_is(item, JSON_OBJECT);
        for (const struct json *m = good ? item->first : NULL; m && good; m = m->next)
            good = read_row_member(m, r);
        if (!good || str_is_empty(r->number) || !r->listed_day)
            return ERR_INVALID;
    }
    out->rows = rows;
    return ERR_OK;
}

enum err developer_list_read(struct str json, struct arena *a, struct developer_list *out)
{
    const struct json *root;
    enum err err = json_read(json, LIMIT_PUBLICATION_BYTES, a, &root, NULL);

    *out = (struct developer_list){.count = 0};
    if (err)
        return err;
    if (!json_is(root, JSON_OBJECT) || !json_is(json_member(root, STR("contact")), JSON_STRING))
        return ERR_INVALID;
    out->contact = json_text(json_member(root, STR("contact")));
    const struct json *rows = json_member(root, STR("developers"));
    return rows && root->count == 2 ? read_rows(rows, a, out) : ERR_INVALID;
}

struct str listed_page(struct str number, struct arena *a)
{
    struct str segment = publication_segment(number, a);
    return arena_format(a, "%.*s.html", STR_ARG(segment));
}

const char *listed_reference(int64_t edition)
{
    return ladder_rules_get(edition)->reference;
}
