/*
 * core/codec/csaf_read.c — a CSAF document as a publication: number, dates, texts, references and
 * the notes of the document. What stands for nothing in a document of ours (a title, a summary that
 * the standard demanded) becomes nothing again.
 */
#include "core/codec/csaf_read_priv.h"

#include "base/civil.h"
#include "core/csaf/pattern.h"

enum { FIRST_ROWS = 8 };

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

const struct json *csaf_items(const struct json *v, struct str key)
{
    const struct json *list = json_member(v, key);

    return json_is(list, JSON_ARRAY) ? list->first : NULL;
}

/* Adds a text, unless it stands there already. */
void csaf_add_text(struct csaf_reader *r, struct text2 *to, struct str text)
{
    struct str *place = r->lang == LANG_EN ? &to->en : &to->ja;
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

/* ---- notes ----------------------------------------------------------------------------------- */

struct str csaf_note_text(const struct json *note, enum csaf_word title)
{
    return csaf_is_word(json_text(json_member(note, STR("title"))), title)
               ? json_text(json_member(note, STR("text")))
               : (struct str){NULL, 0};
}

/* The field of a note by its category, for "general" and "other" by its title. */
static struct text2 *place_of_note(struct advisory *v, const struct json *note)
{
    struct str category = json_text(json_member(note, STR("category")));
    struct str title = json_text(json_member(note, STR("title")));

    if (csaf_is_word(title, CSAF_WORD_WITHDRAWAL) || csaf_is_word(title, CSAF_WORD_SUPERSESSION) ||
        csaf_is_word(title, CSAF_WORD_WITHDRAWN)) {
        return NULL;
    }
    if (str_equal(category, STR("summary"))) {
        return &v->overview;
    }
    if (str_equal(category, STR("details")) || str_equal(category, STR("description"))) {
        return &v->description;
    }
    return csaf_is_word(title, CSAF_WORD_AFFECTED)   ? &v->affected
           : csaf_is_word(title, CSAF_WORD_SOLUTION) ? &v->solution
           : csaf_is_word(title, CSAF_WORD_IMPACT)   ? &v->impact
           : csaf_is_word(title, CSAF_WORD_ADDENDUM) ? &v->addendum
                                                     : NULL;
}

void csaf_read_texts(struct csaf_reader *r, const struct json *owner)
{
    for (const struct json *n = csaf_items(owner, STR("notes")); n != NULL; n = n->next) {
        struct text2 *place = place_of_note(&r->out->advisory, n);

        if (place != NULL) {
            csaf_add_text(r, place, json_text(json_member(n, STR("text"))));
        }
    }
}

static void read_vendors(struct csaf_reader *r, const struct json *document)
{
    struct publication *p = r->out;

    for (const struct json *n = csaf_items(document, STR("notes")); n != NULL; n = n->next) {
        struct publication_vendor row;

        if (!csaf_vendor_read(csaf_note_text(n, CSAF_WORD_VENDOR), r->lang, &row)) {
            continue;
        }
        p->vendors = csaf_row(p->vendors, p->vendor_count, sizeof(row), r->arena, &r->e);
        if (r->e == ERR_OK) {
            p->vendors[p->vendor_count++] = row;
        }
    }
}

/* Why it was withdrawn or superseded is what this revision changed. */
static void read_end(struct csaf_reader *r, const struct json *document)
{
    struct text2 reason = {{NULL, 0}, {NULL, 0}};

    for (const struct json *n = csaf_items(document, STR("notes")); n != NULL; n = n->next) {
        struct str withdrawn = csaf_note_text(n, CSAF_WORD_WITHDRAWN);
        struct str text = !str_is_empty(withdrawn) ? withdrawn
                          : r->withdrawn           ? csaf_note_text(n, CSAF_WORD_WITHDRAWAL)
                                                   : csaf_note_text(n, CSAF_WORD_SUPERSESSION);

        r->withdrawn = r->withdrawn || !str_is_empty(withdrawn);
        if (!csaf_is_word(text, CSAF_WORD_WITHDRAWN_TEXT) &&
            !csaf_is_word(text, CSAF_WORD_SUPERSEDED_TEXT)) {
            csaf_add_text(r, &reason, text);
        }
    }
    r->out->state = r->withdrawn ? PUBLICATION_WITHDRAWN : PUBLICATION_PUBLISHED;
    if (!str_is_empty(csaf_text_of(reason, r->lang))) {
        r->out->advisory.change_note = reason;
    }
}

/* ---- references ------------------------------------------------------------------------------ */

static void add_related(struct csaf_reader *r, const struct advisory_related *row)
{
    struct advisory *v = &r->out->advisory;

    v->related = csaf_row(v->related, v->related_count, sizeof(*row), r->arena, &r->e);
    if (r->e == ERR_OK) {
        v->related[v->related_count++] = *row;
    }
}

/* The document that took the place of this one; ": " and its number may stand behind the word. */
static bool read_successor(struct csaf_reader *r, struct str summary, struct str url)
{
    struct str word = csaf_word(CSAF_WORD_SUPERSEDING, r->lang);
    struct advisory_related row = {.kind = word, .url = url};

    if (!r->superseded || !str_starts_with(summary, word)) {
        return false;
    }
    row.id = str_slice(summary, word.len, summary.len);
    row.id =
        str_trim(str_starts_with(row.id, STR(":")) ? str_slice(row.id, 1, row.id.len) : row.id);
    add_related(r, &row);
    return true;
}

/* The references that stand there for related documents are not references as well; those are the
 * last of them. */
static void drop_related(struct csaf_reader *r, const struct advisory_related *row)
{
    struct advisory *v = &r->out->advisory;
    struct str title = csaf_related_summary(row, r->lang, r->arena);

    for (size_t i = v->reference_count; i > 0 && !str_is_empty(row->url); i--) {
        if (str_equal(v->references[i - 1].url, row->url) &&
            str_equal(v->references[i - 1].title, title)) {
            for (size_t k = i; k < v->reference_count; k++) {
                v->references[k - 1] = v->references[k];
            }
            v->reference_count--;
            return;
        }
    }
}

static void read_related(struct csaf_reader *r, const struct json *document)
{
    for (const struct json *n = csaf_items(document, STR("notes")); n != NULL; n = n->next) {
        struct str rest = csaf_note_text(n, CSAF_WORD_RELATED);
        struct advisory_related row;

        while (rest.len > 0 && csaf_related_read(&rest, r->lang, &row)) {
            drop_related(r, &row);
            add_related(r, &row);
        }
    }
}

static void read_references(struct csaf_reader *r, const struct json *document)
{
    struct advisory *v = &r->out->advisory;
    bool noted = false;

    for (const struct json *n = csaf_items(document, STR("notes")); n != NULL; n = n->next) {
        noted = noted || !str_is_empty(csaf_note_text(n, CSAF_WORD_RELATED));
    }
    for (const struct json *n = csaf_items(document, STR("references")); n != NULL; n = n->next) {
        struct str summary = json_text(json_member(n, STR("summary")));
        struct str url = json_text(json_member(n, STR("url")));

        if (str_is_empty(url) ||
            str_equal(json_text(json_member(n, STR("category"))), STR("self")) ||
            (!noted && read_successor(r, summary, url))) {
            continue;
        }
        v->references =
            csaf_row(v->references, v->reference_count, sizeof(*v->references), r->arena, &r->e);
        if (r->e == ERR_OK) {
            v->references[v->reference_count++] = (struct advisory_reference){
                url, str_equal(summary, url) ? (struct str){NULL, 0} : summary};
        }
    }
    read_related(r, document);
}

/* ---- tracking -------------------------------------------------------------------------------- */

/* Every spelling that the schema takes: any number of decimals, leap seconds, small letters. What
 * is finer than a microsecond is dropped; the document keeps its own spelling. Other formats spell
 * no instant outside the years 1 to 9999. */
static bool read_instant(const struct json *v, int64_t *us)
{
    struct csaf_instant at;
    int64_t part = 0;

    if (!csaf_instant_read(json_text(v), &at)) {
        return false;
    }
    for (size_t i = 0; i < 6; i++) {
        part = part * 10 + (i < at.fraction.len ? at.fraction.ptr[i] - '0' : 0);
    }
    *us = at.seconds * US_PER_SECOND + part;
    return civil_from_us(*us, 0).year >= 1 && civil_from_us(*us, JST_OFFSET_US).year <= 9999;
}

static void read_history(struct csaf_reader *r, const struct json *tracking)
{
    struct publication *p = r->out;

    for (const struct json *n = csaf_items(tracking, STR("revision_history")); n != NULL;
         n = n->next) {
        struct history_line line = {0};
        struct str summary = json_text(json_member(n, STR("summary")));
        size_t at = p->history_count;

        if (!csaf_is_word(summary, CSAF_WORD_FIRST) && !csaf_is_word(summary, CSAF_WORD_LATER)) {
            csaf_add_text(r, &line.text, summary);
        }
        if (!read_instant(json_member(n, STR("date")), &line.at_us)) {
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
    if (p->revision > 1) {
        p->advisory.change_note = p->history[p->history_count - 1].text;
    }
}

/* "JVN12345678" is the number "JVN#12345678" where the document itself says so. */
static void take_number(struct publication *p, struct str text, struct arena *a)
{
    if (str_find(text, STR("#"), 0) != SIZE_MAX &&
        str_equal(publication_segment(text, a), p->number)) {
        p->number = text;
    }
}

static void read_number(struct csaf_reader *r, const struct json *document)
{
    const struct json *head = json_member(document, STR("document"));

    for (const struct json *n = csaf_items(head, STR("references")); n != NULL; n = n->next) {
        if (str_equal(json_text(json_member(n, STR("category"))), STR("self"))) {
            take_number(r->out, json_text(json_member(n, STR("summary"))), r->arena);
        }
    }
}

static enum err read_tracking(struct csaf_reader *r, const struct json *tracking)
{
    struct publication *p = r->out;

    p->kind = PUBLICATION_COORDINATED;
    p->number = json_text(json_member(tracking, STR("id")));
    if (str_is_empty(p->number) ||
        !read_instant(json_member(tracking, STR("initial_release_date")), &p->published_at_us) ||
        !read_instant(json_member(tracking, STR("current_release_date")), &p->revised_at_us)) {
        return ERR_INVALID;
    }
    read_history(r, tracking);
    return r->e;
}

/* ---- the document ---------------------------------------------------------------------------- */

/* The title without what the writer put in front of it. */
static void read_title(struct csaf_reader *r, const struct json *head)
{
    static const struct text2 training = {STR_INIT("【演習】"), STR_INIT("[Exercise] ")};
    static const struct text2 withdrawn = {STR_INIT("【取り下げ】"), STR_INIT("[Withdrawn] ")};
    struct str note = json_text(json_member(json_member(head, STR("distribution")), STR("text")));
    struct str title = json_text(json_member(head, STR("title")));
    struct str first = csaf_text_of(training, r->lang);
    struct str second = csaf_text_of(withdrawn, r->lang);

    if (csaf_is_word(note, CSAF_WORD_TRAINING) && str_starts_with(title, first)) {
        title = str_slice(title, first.len, title.len);
    }
    if (r->withdrawn && str_starts_with(title, second)) {
        title = str_slice(title, second.len, title.len);
    }
    if (!str_equal(title, csaf_title_without(r->out, r->lang, r->arena))) {
        csaf_add_text(r, &r->out->advisory.title, title);
    }
}

static void read_head(struct csaf_reader *r, const struct json *head)
{
    read_end(r, head);
    csaf_read_texts(r, head);
    read_vendors(r, head);
    read_references(r, head);
    for (const struct json *n = csaf_items(head, STR("acknowledgments")); n != NULL; n = n->next) {
        csaf_add_text(r, &r->out->advisory.credit, json_text(json_member(n, STR("summary"))));
    }
    read_title(r, head);
}

enum err csaf_read(const struct json *document, struct arena *a, struct publication *out)
{
    const struct json *head = json_member(document, STR("document"));
    struct str version = json_text(json_member(head, STR("csaf_version")));
    struct str lang = json_text(json_member(head, STR("lang")));
    struct publication p = {0};
    struct csaf_reader r = {.arena = a,
                            .out = &p,
                            .lang = str_starts_with(lang, STR("ja")) ? LANG_JA : LANG_EN,
                            .withdrawn = csaf_category_of(document) == CSAF_CATEGORY_WITHDRAWN,
                            .superseded = csaf_category_of(document) == CSAF_CATEGORY_SUPERSEDED,
                            .e = ERR_OK};

    if (!str_equal(version, STR("2.0")) && !str_equal(version, STR("2.1"))) {
        return ERR_INVALID;
    }
    r.e = read_tracking(&r, json_member(head, STR("tracking")));
    if (r.e == ERR_OK) {
        r.e = csaf_read_products(document, a, &p.advisory);
    }
    if (r.e == ERR_OK) {
        read_head(&r, head);
        csaf_read_vulnerabilities(&r, document);
        read_number(&r, document);
    }
    if (r.e == ERR_OK) {
        *out = p;
    }
    return r.e;
}

/* ---- why it is refused ----------------------------------------------------------------------- */

/* The member, or the object around it where it is missing. */
static const struct json *part_of(const struct json *object, struct str key)
{
    const struct json *member = json_member(object, key);

    return member != NULL ? member : object;
}

static bool is_time(const struct json *object, struct str key)
{
    int64_t us = 0;

    return civil_read_rfc3339(json_text(json_member(object, key)), &us);
}

static const struct json *tracking_misfit(const struct json *tracking)
{
    static const struct str dates[] = {STR_INIT("initial_release_date"),
                                       STR_INIT("current_release_date")};

    if (str_is_empty(json_text(json_member(tracking, STR("id"))))) {
        return part_of(tracking, STR("id"));
    }
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
        if (!is_time(tracking, dates[i])) {
            return part_of(tracking, dates[i]);
        }
    }
    for (const struct json *n = csaf_items(tracking, STR("revision_history")); n != NULL;
         n = n->next) {
        if (!is_time(n, STR("date"))) {
            return part_of(n, STR("date"));
        }
    }
    return NULL;
}

const struct json *csaf_misfit(const struct json *document)
{
    const struct json *head = json_member(document, STR("document"));
    const struct json *tracking = json_member(head, STR("tracking"));
    struct str version = json_text(json_member(head, STR("csaf_version")));

    if (!json_is(head, JSON_OBJECT)) {
        return part_of(document, STR("document"));
    }
    if (!str_equal(version, STR("2.0")) && !str_equal(version, STR("2.1"))) {
        return part_of(head, STR("csaf_version"));
    }
    return json_is(tracking, JSON_OBJECT) ? tracking_misfit(tracking)
                                          : part_of(head, STR("tracking"));
}
