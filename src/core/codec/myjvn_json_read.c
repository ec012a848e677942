/*
 * core/codec/myjvn_json_read.c — JSON answers of MyJVN as publications. A detail has its products
 * twice, as a tree with names of machines and as a list with versions in words: a row is both.
 */
#include "core/codec/feed_read_priv.h"
#include "core/codec/myjvn_json_priv.h"
#include "core/codec/vuldef.h"

#include "base/civil.h"

struct reader {
    struct build b;
    struct xml_fault unused; /* faults of JSON have a place of their own */
    struct myjvn_json_fault *fault;
};

static void refuse(struct reader *r, const struct json *at, const char *reason)
{
    if (r->b.e == ERR_OK) {
        r->b.e = ERR_INVALID;
        *r->fault = (struct myjvn_json_fault){.reason = reason, .where = at};
    }
}

/* A member that is there must be what it is read as: passed over, it would be lost in silence. */
static const struct json *member_of(struct reader *r, const struct json *v, const char *key,
                                    enum json_kind kind, const char *reason)
{
    const struct json *found = json_member(v, str_from_cstr(key));

    if (found == NULL || json_is(found, JSON_NULL)) {
        return NULL;
    }
    if (!json_is(found, kind)) {
        refuse(r, found, reason);
        return NULL;
    }
    return found;
}

static struct str text(struct reader *r, const struct json *v, const char *key)
{
    return str_trim(json_text(member_of(r, v, key, JSON_STRING, N_("no text"))));
}

static const struct json *object(struct reader *r, const struct json *v, const char *key)
{
    return member_of(r, v, key, JSON_OBJECT, N_("no object"));
}

static const struct json *first_of(const struct json *list)
{
    return json_is(list, JSON_ARRAY) ? list->first : NULL;
}

static const struct json *list_of(struct reader *r, const struct json *v, const char *key)
{
    return first_of(member_of(r, v, key, JSON_ARRAY, N_("no list")));
}

/* The first of a list of objects. */
static const struct json *items(struct reader *r, const struct json *v, const char *key)
{
    const struct json *first = list_of(r, v, key);

    for (const struct json *i = first; i != NULL; i = i->next) {
        if (!json_is(i, JSON_OBJECT)) {
            refuse(r, i, N_("no object"));
            return NULL;
        }
    }
    return first;
}

static int64_t time_of(struct reader *r, const struct json *v, const char *key)
{
    int64_t us = 0;

    if (!build_time_of(&r->b, text(r, v, key), &us)) {
        refuse(r, json_member(v, str_from_cstr(key)), N_("no date with time since 1970"));
    }
    return us;
}

/* What stands in every vulnerability alike is read once. */
static void add_once(struct reader *r, struct text2 *to, struct str paragraph)
{
    struct str there = r->b.lang == LANG_EN ? to->en : to->ja;

    if (str_is_empty(paragraph) || str_find(there, paragraph, 0) == SIZE_MAX) {
        build_text(&r->b, to, paragraph);
    }
}

/* IPA percent-encodes in 2.3 names as in 2.2; such a name becomes one of the standard. Others stay
 * as they are. */
struct str myjvn_cpe_of(struct str name, struct arena *a)
{
    enum { SHARED = 7 }; /* attributes of 2.2 */
    struct str rest = str_slice(name, 8, name.len);
    struct buf out;
    struct cpe cpe;
    struct str standard = name;

    if (!str_starts_with(name, STR("cpe:2.3:")) || str_find(name, STR("%"), 0) == SIZE_MAX ||
        str_find(name, STR("\\"), 0) != SIZE_MAX) {
        return name;
    }
    buf_init(&out, a, LIMIT_CPE_BYTES);
    buf_add_cstr(&out, "cpe:/");
    for (size_t i = 0; i < SHARED && rest.ptr != NULL; i++) {
        struct str part = str_split(&rest, ':');
        buf_add_cstr(&out, i > 0 ? ":" : "");
        buf_add(&out, str_equal(part, STR("*")) ? STR("") : part);
    }
    if (out.failed || cpe_read_uri(arena_copy(a, buf_str(&out)), a, &cpe, NULL) != ERR_OK) {
        return name;
    }
    buf_clear(&out);
    cpe_write_formatted(&cpe, &out);
    return buf_finish(&out, &standard) == ERR_OK ? standard : name;
}

/* ---- parts of both shapes -------------------------------------------------------------------- */

static void read_score(struct reader *r, const struct json *score, struct str cve,
                       struct str source)
{
    const struct json *base = member_of(r, score, "baseScore", JSON_NUMBER, N_("no number"));
    struct advisory_analysis row = {.cve = cve,
                                    .cvss_version = text(r, score, "version"),
                                    .vector = text(r, score, "vectorString"),
                                    .score = base != NULL ? base->text : (struct str){NULL, 0},
                                    .severity = text(r, score, "baseSeverity"),
                                    .source = source};
    const struct advisory *v = &r->b.out->advisory;

    if (score == NULL || (str_is_empty(row.vector) && str_is_empty(row.score))) {
        return;
    }
    for (size_t i = 0; i < v->analysis_count; i++) {
        const struct advisory_analysis *a = &v->analyses[i];

        if (str_equal(a->vector, row.vector) && str_equal(a->cve, cve) &&
            str_equal(a->score, row.score) && str_equal(a->source, source)) {
            return; /* the same for another product */
        }
    }
    build_analysis(&r->b, row);
}

static void read_metrics(struct reader *r, const struct json *v, struct str cve)
{
    static const char *const keys[] = {"cvss_v2", "cvss_v3", "cvss_v4"};

    for (const struct json *m = items(r, v, "metrics"); m != NULL; m = m->next) {
        const struct json *content = object(r, m, "content");

        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            read_score(r, object(r, content, keys[i]), cve, text(r, content, "source"));
        }
    }
}

static void read_weaknesses(struct reader *r, const struct json *v, struct str cve)
{
    for (const struct json *c = items(r, v, "cwes"); c != NULL; c = c->next) {
        struct build_weakness row = {text(r, c, "id"), text(r, c, "name"), text(r, c, "url"), cve};

        if (!str_is_empty(row.id)) {
            build_weakness(&r->b, row);
        }
    }
}

/* A list names its source, a detail also the kind. */
static void read_references(struct reader *r, const struct json *v)
{
    for (const struct json *n = items(r, v, "references"); n != NULL; n = n->next) {
        struct str source = text(r, n, "source");
        struct str title = text(r, n, "summary");
        struct str url = text(r, n, "url");
        bool cve = str_equal(source, STR("CVE")) || str_equal(source, STR(VULDEF_CVE_NAME));

        if (cve && build_is_cve(title)) {
            build_cve(&r->b, title);
        } else if (str_equal(text(r, n, "type"), STR("vendor"))) {
            build_vendor_page(&r->b, source, title, url);
        } else if (str_is_empty(source) || str_is_empty(title)) {
            build_reference(&r->b, url, str_is_empty(title) ? source : title);
        } else {
            build_related(&r->b, (struct advisory_related){source, title, url});
        }
    }
}

/* ---- products of a detail -------------------------------------------------------------------- */

enum { DEPTH_MAX = 8 };

struct tree {
    struct reader *r;
    const struct json *affected; /* the list with versions */
    bool *taken;                 /* its items that belong to a product already */
};

/* The first item of the list with these names that belongs to no product yet, which it does from
 * now on: products of one name stand in both in the same order. */
static const struct json *take_versions(struct tree *t, const struct advisory_product *row)
{
    struct reader *r = t->r;
    size_t at = 0;

    for (const struct json *a = t->affected; a != NULL; a = a->next, at++) {
        if (!t->taken[at] && str_equal(text(r, a, "vendor"), row->vendor) &&
            str_equal(text(r, a, "product"), row->product)) {
            t->taken[at] = true;
            return items(r, a, "versions");
        }
    }
    return NULL;
}

/* A row for each version that the list has of this product; one without when it has none. */
static void add_rows(struct tree *t, struct advisory_product row)
{
    struct reader *r = t->r;
    const struct json *v = str_is_empty(row.versions) ? take_versions(t, &row) : NULL;
    size_t rows = 0;

    for (; v != NULL; v = v->next) {
        struct advisory_product one = row;
        struct str words = text(r, v, "description");

        one.versions = str_is_empty(words) ? text(r, v, "version") : words;
        if (!str_equal(text(r, v, "status"), STR("unaffected")) && !str_is_empty(one.versions)) {
            build_product(&t->r->b, one);
            rows++;
        }
    }
    if (rows == 0) {
        build_product(&t->r->b, row);
    }
}

static void read_branch(struct tree *t, const struct json *branch, struct advisory_product row,
                        unsigned depth)
{
    struct reader *r = t->r;
    const struct json *product = object(r, branch, "product");
    struct str category = text(r, branch, "category");
    struct str name = text(r, branch, "name");

    if (str_equal(category, STR("vendor"))) {
        row.vendor = name;
    } else if (str_equal(category, STR("product_name"))) {
        row.product = name;
    } else if (str_equal(category, STR("product_version"))) {
        row.versions = name;
    }
    if (product != NULL) {
        const struct json *helper = object(r, product, "product_identification_helper");
        const struct json *purls = list_of(r, helper, "purls");

        row.cpe = myjvn_cpe_of(text(r, helper, "cpe"), t->r->b.arena);
        row.purl = json_text(purls);
        add_rows(t, row);
    }
    const struct json *b = items(r, branch, "branches");
    if (b != NULL && depth == DEPTH_MAX) {
        refuse(r, b, N_("more levels than are read"));
        return;
    }
    for (; b != NULL; b = b->next) {
        read_branch(t, b, row, depth + 1);
    }
}

/* ---- a detail -------------------------------------------------------------------------------- */

static struct text2 *place_of_note(struct advisory *v, struct str title)
{
    return str_equal(title, STR(MYJVN_NOTE_AFFECTED))      ? &v->affected
           : str_equal(title, STR(MYJVN_NOTE_DESCRIPTION)) ? &v->description
           : str_equal(title, STR(MYJVN_NOTE_ADDENDUM))    ? &v->addendum
                                                           : &v->overview;
}

static void read_head(struct reader *r, const struct json *head)
{
    const struct json *tracking = object(r, head, "tracking");
    struct publication *p = r->b.out;

    p->number = text(r, tracking, "id");
    build_title(&r->b, text(r, head, "title"));
    for (const struct json *n = items(r, head, "notes"); n != NULL; n = n->next) {
        build_text(&r->b, place_of_note(&p->advisory, text(r, n, "title")), text(r, n, "text"));
    }
    for (const struct json *n = items(r, head, "acknowledgments"); n != NULL; n = n->next) {
        build_text(&r->b, &p->advisory.credit, text(r, n, "summary"));
    }
    read_references(r, head);
    p->published_at_us = time_of(r, tracking, "initial_release_date");
    p->revised_at_us = time_of(r, tracking, "current_release_date");
    for (const struct json *n = items(r, tracking, "revision_history"); n != NULL; n = n->next) {
        build_history(&r->b, time_of(r, n, "date"), text(r, n, "summary"));
    }
}

static void read_vulnerability(struct reader *r, const struct json *v)
{
    struct advisory *a = &r->b.out->advisory;
    struct str cve = text(r, v, "cve");

    if (build_is_cve(cve)) {
        build_cve(&r->b, cve);
    }
    read_weaknesses(r, v, cve);
    read_metrics(r, v, cve);
    for (const struct json *n = items(r, v, "notes"); n != NULL; n = n->next) {
        add_once(r, &a->description, text(r, n, "text"));
    }
    for (const struct json *n = items(r, v, "threats"); n != NULL; n = n->next) {
        add_once(r, &a->impact, text(r, n, "details"));
    }
    for (const struct json *n = items(r, v, "remediations"); n != NULL; n = n->next) {
        add_once(r, &a->solution, text(r, n, "details"));
    }
}

static void read_detail(struct reader *r, const struct json *v)
{
    const struct json *head = object(r, v, "document");
    const struct json *extension = object(r, v, "jvn_extension");
    const struct json *affected = json_member(extension, STR("affected"));
    struct tree tree = {r, items(r, extension, "affected"), NULL};

    tree.taken = ARENA_ARRAY(r->b.arena, bool, affected != NULL ? affected->count + 1 : 1);
    if (tree.taken == NULL) {
        return; /* the arena remembers */
    }
    read_head(r, head);
    for (const struct json *b = items(r, object(r, v, "product_tree"), "branches"); b != NULL;
         b = b->next) {
        read_branch(&tree, b, (struct advisory_product){.vendor = {NULL, 0}}, 0);
    }
    for (const struct json *n = items(r, v, "vulnerabilities"); n != NULL; n = n->next) {
        read_vulnerability(r, n);
    }
}

/* ---- an entry of a list ---------------------------------------------------------------------- */

static struct str purl_of(struct reader *r, const struct json *ids)
{
    for (const struct json *i = items(r, ids, "id_refs"); i != NULL; i = i->next) {
        if (str_equal(text(r, i, "nameType"), STR("purl"))) {
            return text(r, i, "value");
        }
    }
    return (struct str){NULL, 0};
}

static void read_products(struct reader *r, const struct json *v)
{
    for (const struct json *p = items(r, v, "products"); p != NULL; p = p->next) {
        const struct json *ids = object(r, p, "product_ids");

        build_product(
            &r->b, (struct advisory_product){.vendor = text(r, p, "vname"),
                                             .product = text(r, p, "pname"),
                                             .versions = text(r, p, "version"),
                                             .cpe = myjvn_cpe_of(text(r, ids, "cpe"), r->b.arena),
                                             .purl = purl_of(r, ids)});
    }
}

/* What an alert points to: of 4.0, and of 3.2 with its prefixes. */
static void read_alert_item(struct reader *r, const struct json *item)
{
    const struct json *old = object(r, item, "sec:item");

    if (old == NULL) {
        build_text(&r->b, &r->b.out->advisory.description, text(r, item, "summary"));
        build_reference(&r->b, text(r, item, "link"), text(r, item, "title"));
        read_products(r, item);
        return;
    }
    build_text(&r->b, &r->b.out->advisory.description, text(r, old, "sec:summary"));
    build_reference(&r->b, text(r, old, "sec:link"), text(r, old, "sec:title"));
    for (const struct json *c = items(r, old, "sec:cpe"); c != NULL; c = c->next) {
        struct str cpe = text(r, c, "value");

        build_product(&r->b, (struct advisory_product){
                                 .product = build_product_of_cpe(cpe, r->b.arena), .cpe = cpe});
    }
}

static void read_entry(struct reader *r, const struct json *v)
{
    struct publication *p = r->b.out;
    bool old = json_member(v, STR("sec:items")) != NULL;
    const struct json *first = items(r, v, old ? "sec:items" : "items");

    p->number = text(r, v, "id");
    build_title(&r->b, text(r, v, "title"));
    build_text(&r->b, &p->advisory.overview, text(r, v, "summary"));
    read_references(r, v);
    read_products(r, v);
    read_metrics(r, v, (struct str){NULL, 0});
    read_weaknesses(r, v, (struct str){NULL, 0});
    if (first != NULL) {
        build_reference(&r->b, text(r, v, "link"), (struct str){NULL, 0});
    }
    for (; first != NULL; first = first->next) {
        read_alert_item(r, first);
    }
    p->published_at_us = time_of(r, v, old ? "published" : "created");
    p->revised_at_us = time_of(r, v, old ? "updated" : "modified");
    if (p->revised_at_us == 0 && old) {
        p->revised_at_us = time_of(r, v, "update"); /* as one of IPA's examples has it */
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_list(const struct json *v)
{
    return json_member(v, STR("jvn-product-dictionary")) != NULL ||
           json_member(v, STR("jvn_product_dictionary")) != NULL ||
           json_member(v, STR("dataTotal")) != NULL;
}

/* A number as it is spelt, or a text. */
struct str myjvn_json_text(const struct json *v, const char *key)
{
    const struct json *member = json_member(v, str_from_cstr(key));

    return json_is(member, JSON_NUMBER) ? member->text : json_text(member);
}

/* IPA's documents and examples have it in these places. */
static const struct json *status_of(const struct json *document)
{
    const struct json *const places[] = {document, json_member(document, STR("feed"))};
    const struct json *found = NULL;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && found == NULL; i++) {
        found = json_member(places[i], STR("status"));
        found = found != NULL ? found : json_member(places[i], STR("status:Status"));
    }
    return found;
}

static bool is_success(const struct json *document, struct arena *a, struct myjvn_json_fault *fault)
{
    const struct json *status = status_of(document);
    const struct myjvn_error said = {.code = myjvn_json_text(status, "retCd"),
                                     .name = myjvn_json_text(status, "errCd"),
                                     .message = myjvn_json_text(status, "errMsg")};
    struct str detail;
    const char *reason = myjvn_refusal(&said, a, &detail);

    if (reason != NULL) {
        *fault = (struct myjvn_json_fault){reason, status, detail};
    }
    return reason == NULL;
}

enum err myjvn_json_begin(const struct json *document, struct arena *a, struct myjvn_json *out,
                          struct myjvn_json_fault *fault)
{
    const struct json *head = json_member(document, STR("document"));
    const struct json *feed = json_member(document, STR("feed"));
    enum lang lang = build_lang_named(myjvn_json_text(status_of(document), "lang"), LANG_JA);
    struct reader r = {.fault = fault};

    if (!is_success(document, a, fault)) {
        return ERR_INVALID;
    }
    if (head != NULL) {
        *out = (struct myjvn_json){MYJVN_JSON_DETAIL, document, NULL, lang};
    } else if (str_equal(myjvn_json_text(document, "type"), STR("bundle"))) {
        *out = (struct myjvn_json){MYJVN_JSON_STIX, list_of(&r, document, "objects"), NULL, lang};
    } else if (feed != NULL) {
        *out = (struct myjvn_json){MYJVN_JSON_FEED, list_of(&r, feed, "entry"), NULL,
                                   build_lang_named(text(&r, feed, "lang"), lang)};
    } else if (is_list(document)) {
        *out = (struct myjvn_json){MYJVN_JSON_LIST, NULL, NULL, LANG_JA};
    } else {
        refuse(&r, document, N_("no answer of MyJVN"));
    }
    return r.b.e;
}

/* The next detail or entry; NULL at the end. */
static const struct json *take(struct myjvn_json *r)
{
    const struct json *found = r->kind == MYJVN_JSON_STIX ? r->detail : r->next;

    while (r->kind == MYJVN_JSON_STIX && found == NULL && r->next != NULL) {
        found = first_of(json_member(r->next, STR("VULDEF-Document")));
        r->next = r->next->next;
    }
    if (r->kind == MYJVN_JSON_STIX) {
        r->detail = found != NULL ? found->next : NULL;
    } else if (r->kind == MYJVN_JSON_DETAIL) {
        r->next = NULL;
    } else if (found != NULL) {
        r->next = found->next;
    }
    return found;
}

enum err myjvn_json_next(struct myjvn_json *r, struct arena *a, struct publication *out,
                         struct myjvn_json_fault *fault)
{
    const struct json *v = take(r);
    struct reader x = {.fault = fault};

    if (v == NULL) {
        return ERR_NOT_FOUND;
    }
    enum lang lang =
        r->kind == MYJVN_JSON_FEED
            ? r->lang
            : build_lang_named(myjvn_json_text(json_member(v, STR("document")), "lang"), r->lang);
    build_begin(&x.b, out, lang, a, &x.unused);
    if (!json_is(v, JSON_OBJECT)) {
        refuse(&x, v, N_("no object"));
    } else if (r->kind == MYJVN_JSON_FEED) {
        read_entry(&x, v);
    } else {
        read_detail(&x, v);
    }
    if (str_is_empty(out->number)) {
        refuse(&x, v, N_("an entry without a number"));
    }
    return build_end(&x.b, NULL);
}
