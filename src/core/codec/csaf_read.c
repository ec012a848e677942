/*
 * core/codec/csaf_read.c — a CSAF document as a publication: texts, references, weaknesses, scores.
 */
#include "core/codec/csaf_read_priv.h"

#include "base/civil.h"

enum { FIRST_ROWS = 8 };

struct reader {
    struct arena *arena;
    struct publication *out;
    bool english;
    enum err e;
};

void *csaf_row(void *rows, size_t count, size_t size, struct arena *a, enum err *e)
{
    void *grown = rows;

    if (*e != ERR_OK) {
        return rows;
    }
    if (count >= LIMIT_ADVISORY_ROWS) {
        *e = ERR_LIMIT;
        return rows;
    }
    if (count == 0 || (count >= FIRST_ROWS && (count & (count - 1)) == 0)) {
        size_t room = count == 0 ? FIRST_ROWS : count * 2;
        grown = arena_resize(a, rows, count * size, room * size);
        if (grown == NULL) {
            *e = ERR_MEMORY;
            return rows;
        }
    }
    return grown;
}

static const struct json *items_of(const struct json *v, struct str key)
{
    const struct json *list = json_member(v, key);

    return json_is(list, JSON_ARRAY) ? list->first : NULL;
}

/* Adds a text, unless it stands there already. */
static void add_text(struct reader *r, struct text2 *to, struct str text)
{
    struct str *place = r->english ? &to->en : &to->ja;
    struct buf joined;

    if (str_is_empty(text) || str_find(*place, text, 0) != SIZE_MAX) {
        return;
    }
    if (str_is_empty(*place)) {
        *place = text;
        return;
    }
    buf_init(&joined, r->arena, LIMIT_CSAF_BYTES);
    buf_add(&joined, *place);
    buf_add_cstr(&joined, "\n\n");
    buf_add(&joined, text);
    if (buf_finish(&joined, place) != ERR_OK) {
        r->e = ERR_MEMORY;
    }
}

/* The field of a note of the document by its category, for "general" and "other" by its title. */
static struct text2 *place_of_note(struct advisory *v, const struct json *note)
{
    struct str category = json_text(json_member(note, STR("category")));
    struct str title = json_text(json_member(note, STR("title")));

    if (str_equal(category, STR("summary"))) {
        return &v->overview;
    }
    if (str_equal(category, STR("details")) || str_equal(category, STR("description"))) {
        return &v->description;
    }
    if (str_equal(category, STR("general"))) {
        return str_equal(title, STR("影響を受けるシステム")) ? &v->affected
               : str_equal(title, STR("対策方法"))           ? &v->solution
                                                             : NULL;
    }
    return str_equal(title, STR("JPCERT/CCからの補足情報")) ? &v->addendum : NULL;
}

static void read_notes(struct reader *r, const struct json *owner)
{
    for (const struct json *n = items_of(owner, STR("notes")); n != NULL; n = n->next) {
        struct text2 *place = place_of_note(&r->out->advisory, n);

        if (place != NULL) {
            add_text(r, place, json_text(json_member(n, STR("text"))));
        }
    }
}

static void read_references(struct reader *r, const struct json *document)
{
    struct advisory *v = &r->out->advisory;

    for (const struct json *n = items_of(document, STR("references")); n != NULL; n = n->next) {
        struct str summary = json_text(json_member(n, STR("summary")));
        struct str url = json_text(json_member(n, STR("url")));

        if (str_is_empty(url) ||
            str_equal(json_text(json_member(n, STR("category"))), STR("self"))) {
            continue;
        }
        v->references =
            csaf_row(v->references, v->reference_count, sizeof(*v->references), r->arena, &r->e);
        if (r->e == ERR_OK) {
            v->references[v->reference_count++] = (struct advisory_reference){
                url, str_equal(summary, url) ? (struct str){NULL, 0} : summary};
        }
    }
}

static void read_history(struct reader *r, const struct json *tracking)
{
    struct publication *p = r->out;

    for (const struct json *n = items_of(tracking, STR("revision_history")); n != NULL;
         n = n->next) {
        struct history_line line = {0};
        size_t at = p->history_count;

        add_text(r, &line.text, json_text(json_member(n, STR("summary"))));
        if (!civil_read_rfc3339(json_text(json_member(n, STR("date"))), &line.at_us)) {
            r->e = r->e == ERR_OK ? ERR_INVALID : r->e;
        }
        p->history = csaf_row(p->history, p->history_count, sizeof(line), r->arena, &r->e);
        if (r->e != ERR_OK) {
            return;
        }
        for (; at > 0 && p->history[at - 1].at_us > line.at_us; at--) {
            p->history[at] = p->history[at - 1];
        }
        p->history[at] = line;
        p->history_count++;
    }
    p->revision = p->history_count > 0 ? (int64_t)p->history_count : 1;
}

static void read_document(struct reader *r, const struct json *document)
{
    const struct json *tracking = json_member(document, STR("tracking"));
    struct publication *p = r->out;

    p->kind = PUBLICATION_COORDINATED;
    p->state = str_equal(json_text(json_member(document, STR("category"))), STR("csaf_withdrawn"))
                   ? PUBLICATION_WITHDRAWN
                   : PUBLICATION_PUBLISHED;
    p->number = json_text(json_member(tracking, STR("id")));
    if (str_is_empty(p->number) ||
        !civil_read_rfc3339(json_text(json_member(tracking, STR("initial_release_date"))),
                            &p->published_at_us) ||
        !civil_read_rfc3339(json_text(json_member(tracking, STR("current_release_date"))),
                            &p->revised_at_us)) {
        r->e = ERR_INVALID;
        return;
    }
    read_history(r, tracking);
    add_text(r, &p->advisory.title, json_text(json_member(document, STR("title"))));
    read_notes(r, document);
    read_references(r, document);
    for (const struct json *n = items_of(document, STR("acknowledgments")); n != NULL;
         n = n->next) {
        add_text(r, &p->advisory.credit, json_text(json_member(n, STR("summary"))));
    }
}

static void add_score(struct reader *r, struct str cve, const struct json *cvss)
{
    struct advisory *v = &r->out->advisory;
    const struct json *score = json_member(cvss, STR("baseScore"));
    struct advisory_analysis row = {.cve = cve,
                                    .cvss_version = json_text(json_member(cvss, STR("version"))),
                                    .vector = json_text(json_member(cvss, STR("vectorString"))),
                                    .severity = json_text(json_member(cvss, STR("baseSeverity")))};

    if (cvss == NULL || str_is_empty(row.vector)) {
        return;
    }
    if (json_is(score, JSON_NUMBER)) {
        row.score = score->text;
    }
    for (size_t i = 0; i < v->analysis_count; i++) {
        if (str_equal(v->analyses[i].cve, cve) && str_equal(v->analyses[i].vector, row.vector)) {
            return;
        }
    }
    v->analyses = csaf_row(v->analyses, v->analysis_count, sizeof(row), r->arena, &r->e);
    if (r->e == ERR_OK) {
        v->analyses[v->analysis_count++] = row;
    }
}

static void read_scores(struct reader *r, const struct json *v, struct str cve)
{
    static const struct str keys[] = {STR_INIT("cvss_v2"), STR_INIT("cvss_v3"),
                                      STR_INIT("cvss_v4")};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        for (const struct json *s = items_of(v, STR("scores")); s != NULL; s = s->next) {
            add_score(r, cve, json_member(s, keys[i]));
        }
        for (const struct json *s = items_of(v, STR("metrics")); s != NULL; s = s->next) {
            add_score(r, cve, json_member(json_member(s, STR("content")), keys[i]));
        }
    }
}

static void read_vulnerability(struct reader *r, const struct json *item)
{
    struct advisory *v = &r->out->advisory;
    const struct json *cwes = items_of(item, STR("cwes"));
    const struct json *cwe = cwes != NULL ? cwes : json_member(item, STR("cwe"));
    struct advisory_cve row = {json_text(json_member(item, STR("cve"))),
                               json_text(json_member(cwe, STR("id"))),
                               json_text(json_member(cwe, STR("name")))};

    if (!str_is_empty(row.id)) {
        v->cves = csaf_row(v->cves, v->cve_count, sizeof(row), r->arena, &r->e);
        if (r->e == ERR_OK) {
            v->cves[v->cve_count++] = row;
        }
    }
    read_scores(r, item, row.id);
    read_notes(r, item);
    for (const struct json *t = items_of(item, STR("threats")); t != NULL; t = t->next) {
        if (str_equal(json_text(json_member(t, STR("category"))), STR("impact"))) {
            add_text(r, &v->impact, json_text(json_member(t, STR("details"))));
        }
    }
    for (const struct json *t = items_of(item, STR("remediations")); t != NULL; t = t->next) {
        add_text(r, &v->solution, json_text(json_member(t, STR("details"))));
    }
}

enum err csaf_read(const struct json *document, struct arena *a, struct publication *out)
{
    const struct json *head = json_member(document, STR("document"));
    struct str version = json_text(json_member(head, STR("csaf_version")));
    struct str lang = json_text(json_member(head, STR("lang")));
    struct publication p = {0};
    struct reader r = {a, &p, !str_starts_with(lang, STR("ja")), ERR_OK};

    if (!str_equal(version, STR("2.0")) && !str_equal(version, STR("2.1"))) {
        return ERR_INVALID;
    }
    read_document(&r, head);
    if (r.e == ERR_OK) {
        r.e = csaf_read_products(document, a, &p.advisory);
    }
    for (const struct json *v = items_of(document, STR("vulnerabilities"));
         v != NULL && r.e == ERR_OK; v = v->next) {
        read_vulnerability(&r, v);
    }
    if (r.e == ERR_OK) {
        *out = p;
    }
    return r.e;
}
