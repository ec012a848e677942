/*
 * core/codec/feed_build.c — a publication put together row by row by the readers of XML documents.
 * It must never invent: a weakness that belongs to no certain CVE number becomes a related
 * document.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/csaf_read_priv.h"
#include "core/codec/feed_read_priv.h"
#include "core/codec/foreign.h"
#include "core/codec/vuldef.h"

#include "base/civil.h"
#include "core/ident/cpe.h"
#include "core/ident/cwe.h"
#include "core/ident/numbers.h"

#include <string.h>

void build_begin(struct build *b, struct publication *out, enum lang lang, struct arena *a,
                 struct xml_fault *fault)
{
    *b = (struct build){.out = out, .arena = a, .lang = lang, .fault = fault};
    *out = (struct publication){
        .kind = PUBLICATION_COORDINATED, .state = PUBLICATION_PUBLISHED, .revision = 1};
}

void build_refuse(struct build *b, const struct xml_node *at, const char *reason)
{
    if (b->e == ERR_OK) {
        b->e = ERR_INVALID;
        *b->fault = (struct xml_fault){
            .reason = reason, .name = at->name, .line = at->line, .column = at->column};
    }
}

/* ---- texts and times ------------------------------------------------------------------------- */

enum lang build_lang_named(struct str tag, enum lang otherwise)
{
    struct str rest = str_trim(tag);
    struct str primary = str_split(&rest, '-');

    if (str_is_empty(primary)) {
        return otherwise;
    }
    return str_equal_nocase(primary, STR("ja")) ? LANG_JA : LANG_EN;
}

enum lang build_lang_of(const struct xml_node *v, enum lang otherwise)
{
    return build_lang_named(xml_attribute_in(v, XML_NS_XML, STR("lang")), otherwise);
}

void build_text(struct build *b, struct text2 *to, struct str text)
{
    struct str *place = b->lang == LANG_EN ? &to->en : &to->ja;
    struct buf joined;

    if (str_is_empty(text)) {
        return;
    }
    if (str_is_empty(*place)) {
        *place = text;
        return;
    }
    buf_init(&joined, b->arena, LIMIT_XML_BYTES);
    buf_add(&joined, *place);
    buf_add_cstr(&joined, "\n\n");
    buf_add(&joined, text);
    if (buf_finish(&joined, place) != ERR_OK) {
        b->e = ERR_MEMORY;
    }
}

void build_title(struct build *b, struct str title)
{
    const struct str marks[] = {STR("【取り下げ】"), STR("[Withdrawn]")};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (str_starts_with(title, marks[i])) {
            b->out->state = PUBLICATION_WITHDRAWN;
            title = str_trim(str_slice(title, marks[i].len, title.len));
        }
    }
    build_text(b, &b->out->advisory.title, title);
}

struct str build_number_of_link(struct str link, struct arena *a)
{
    struct str found = {NULL, 0};
    struct number number;

    while (link.ptr != NULL) {
        struct str part = str_split(&link, '/');
        struct str suffix = STR(".html");

        if (str_ends_with(part, suffix)) {
            part = str_slice(part, 0, part.len - suffix.len);
        }
        if (number_read(part, &number, NULL) == ERR_OK) {
            found = (struct str){number.text, number.len};
            found = arena_copy(a, found);
        }
    }
    return found;
}

struct str build_product_of_cpe(struct str cpe, struct arena *a)
{
    struct cpe name;
    struct buf out;
    struct str text = {NULL, 0};

    if (cpe_read(cpe, a, &name, NULL) != ERR_OK || name.values[CPE_PRODUCT].kind != CPE_TEXT) {
        return cpe;
    }
    struct str product = name.values[CPE_PRODUCT].text;
    buf_init(&out, a, LIMIT_CPE_BYTES);
    for (size_t i = 0; i < product.len; i++) {
        if (product.ptr[i] != '\\') {
            buf_add_char(&out, product.ptr[i] == '_' ? ' ' : product.ptr[i]);
        }
    }
    return buf_finish(&out, &text) == ERR_OK && text.len > 0 ? text : cpe;
}

/* A day; a month or a year alone (dc:date of RSS) are their first day. */
static bool read_day(struct build *b, struct str text, int32_t *day)
{
    const char *rest = text.len == 4 ? "-01-01" : text.len == 7 ? "-01" : "";

    return civil_read_date(arena_format(b->arena, "%.*s%s", STR_ARG(text), rest), day);
}

/* With its zone; without one it is Japan's. */
static bool read_instant(struct build *b, struct str text, int64_t *us)
{
    return civil_read_rfc3339(text, us) ||
           civil_read_rfc3339(arena_format(b->arena, "%.*s+09:00", STR_ARG(text)), us);
}

/* The two instants that may be spelt with a number beyond the last one: the end of a day, of XML
 * Schema, and a leap second, of RFC 3339, which is the first second of the next day here. */
static bool read_end_of_day(struct build *b, struct str text, int64_t *us)
{
    struct str day = str_slice(text, 0, 10);
    struct str time = str_slice(text, 10, 19);
    struct str rest = str_slice(text, 19, text.len);

    if (str_equal(time, STR("T24:00:00"))) {
        text = arena_format(b->arena, "%.*sT00:00:00%.*s", STR_ARG(day), STR_ARG(rest));
        *us = 0;
        bool read = read_instant(b, text, us) && *us % US_PER_SECOND == 0;
        *us += US_PER_DAY;
        return read;
    }
    text = arena_format(b->arena, "%.*s%.*s:59%.*s", STR_ARG(day), STR_ARG(str_slice(time, 0, 6)),
                        STR_ARG(rest));
    if (!str_ends_with(time, STR(":60")) || !read_instant(b, text, us)) {
        return false;
    }
    *us += US_PER_SECOND;
    return *us % US_PER_DAY < US_PER_SECOND;
}

bool build_time_of(struct build *b, struct str text, int64_t *us)
{
    int32_t day = 0;

    *us = 0;
    if (str_is_empty(text)) {
        return true;
    }
    if (read_day(b, text, &day)) {
        *us = civil_jst_day_start_us(day);
        return *us > 0;
    }
    return (read_instant(b, text, us) || read_end_of_day(b, text, us)) && *us > 0;
}

int64_t build_time(struct build *b, const struct xml_node *at)
{
    int64_t us = 0;

    if (!build_time_of(b, xml_text_of(at), &us)) {
        build_refuse(b, at, "no date with time since 1970");
        return 0;
    }
    return us;
}

const struct xml_node *build_only(struct build *b, const struct xml_node *parent, enum xml_ns ns,
                                  struct str name)
{
    const struct xml_node *found = xml_child(parent, ns, name);

    if (xml_again(found) != NULL) {
        build_refuse(b, xml_again(found), "the element stands twice");
    }
    return found;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* clang-format off */
#define ADD_ROW(b, rows, count, row) \
    do { \
        (rows) = csaf_row((rows), (count), sizeof(*(rows)), (b)->arena, &(b)->e); \
        if ((b)->e == ERR_OK) \
            (rows)[(count)++] = (row); \
    } while (0)
/* clang-format on */

void build_product(struct build *b, struct advisory_product row)
{
    struct advisory *v = &b->out->advisory;

    if (str_is_empty(row.product)) {
        row.product = row.vendor;
    }
    if (!str_is_empty(row.product)) {
        ADD_ROW(b, v->products, v->product_count, row);
    }
}

void build_reference(struct build *b, struct str url, struct str title)
{
    struct advisory *v = &b->out->advisory;
    struct advisory_reference row = {url, str_equal(title, url) ? (struct str){NULL, 0} : title};

    if (!str_is_empty(url)) {
        ADD_ROW(b, v->references, v->reference_count, row);
    }
}

void build_vendor_page(struct build *b, struct str name, struct str title, struct str url)
{
    struct str notice = STR(VULDEF_NOTICE);
    struct publication *p = b->out;
    bool is_notice = str_ends_with(title, notice) &&
                     str_equal(str_slice(title, 0, title.len - notice.len), name);

    for (size_t i = 0; is_notice && i < p->vendor_count; i++) {
        struct text2 of = p->vendors[i].name;

        if (str_equal(b->lang == LANG_EN ? of.en : of.ja, name) &&
            str_is_empty(p->vendors[i].notice_url)) {
            p->vendors[i].notice_url = url;
            return;
        }
    }
    if (!str_is_empty(name) && !str_is_empty(title)) {
        title = arena_format(b->arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(title));
    }
    build_reference(b, url, str_is_empty(title) ? name : title);
}

static void add_related(struct build *b, struct advisory_related row)
{
    struct advisory *v = &b->out->advisory;

    if (!str_is_empty(row.id)) {
        ADD_ROW(b, v->related, v->related_count, row);
    }
}

void build_related(struct build *b, struct advisory_related row)
{
    if (codec_is_weakness(&row)) {
        build_weakness(b, (struct build_weakness){.id = row.id, .url = row.url});
    } else {
        add_related(b, row);
    }
}

bool build_is_cve(struct str text)
{
    struct number number;

    return number_read_kind(text, NUMBER_CVE, &number, NULL) == ERR_OK;
}

bool build_is_cwe(struct str text)
{
    unsigned id;

    return cwe_id_read(text, &id, NULL) == ERR_OK;
}

static struct advisory_cve *find_cve(struct advisory *v, struct str id)
{
    for (size_t i = 0; i < v->cve_count; i++) {
        if (str_equal(v->cves[i].id, id)) {
            return &v->cves[i];
        }
    }
    return NULL;
}

void build_cve(struct build *b, struct str id)
{
    struct advisory *v = &b->out->advisory;
    struct advisory_cve row = {.id = id};

    if (find_cve(v, id) == NULL) {
        ADD_ROW(b, v->cves, v->cve_count, row);
    }
}

void build_weakness(struct build *b, struct build_weakness row)
{
    if (b->weakness_count < BUILD_WEAKNESSES) {
        b->weaknesses[b->weakness_count++] = row;
    } else {
        b->e = b->e == ERR_OK ? ERR_LIMIT : b->e;
    }
}

void build_analysis(struct build *b, struct advisory_analysis row)
{
    struct advisory *v = &b->out->advisory;

    ADD_ROW(b, v->analyses, v->analysis_count, row);
}

void build_history(struct build *b, int64_t at_us, struct str text)
{
    struct publication *p = b->out;
    struct history_line row = {.at_us = at_us};

    build_text(b, &row.text, text);
    ADD_ROW(b, p->history, p->history_count, row);
}

/* A document names its vendors; our own numbers for them are derived from the name. */
static struct id id_of_name(struct build *b, struct str name)
{
    struct str uuid = uuid_of_name(name, b->arena);
    struct id id = {{0}};

    memcpy(id.bytes, uuid.ptr != NULL ? uuid.ptr : "", uuid.len < ID_BYTES ? uuid.len : ID_BYTES);
    return id;
}

struct publication_vendor *build_vendor(struct build *b, struct str name)
{
    struct publication *p = b->out;
    struct publication_vendor row = {.party = id_of_name(b, name)};

    for (size_t i = 0; i < p->vendor_count; i++) {
        if (id_equal(p->vendors[i].party, row.party)) {
            return &p->vendors[i];
        }
    }
    build_text(b, &row.name, name);
    ADD_ROW(b, p->vendors, p->vendor_count, row);
    return b->e == ERR_OK ? &p->vendors[p->vendor_count - 1] : NULL;
}

/* ---- the end --------------------------------------------------------------------------------- */

/* The model names a weakness as the catalogue does; other names stay as they are. */
static struct str weakness_name(const struct build_weakness *w)
{
    struct str name = codec_weakness_name(w->id);

    return str_is_empty(name) ? w->name : name;
}

/* The row that the document names, or the only one, while it has no weakness yet. JVN iPedia also
 * writes CWE-Other and CWE-noinfo, which are no weaknesses. */
static struct advisory_cve *row_of_weakness(struct advisory *v, const struct build_weakness *w)
{
    struct advisory_cve *row = find_cve(v, w->cve);

    if (row == NULL && v->cve_count == 1) {
        row = &v->cves[0];
    }

    return row != NULL && str_is_empty(row->cwe_id) && build_is_cwe(w->id) ? row : NULL;
}

/* Those whose number the document names come first; the others take what is free. */
static void place_weaknesses(struct build *b, bool named)
{
    struct advisory *v = &b->out->advisory;

    for (size_t i = 0; i < b->weakness_count; i++) {
        const struct build_weakness *w = &b->weaknesses[i];
        struct advisory_cve *row = row_of_weakness(v, w);

        if (named != (find_cve(v, w->cve) != NULL)) {
            continue;
        }
        if (row != NULL) {
            row->cwe_id = w->id;
            row->cwe_name = weakness_name(w);
        } else {
            add_related(b, (struct advisory_related){STR("CWE"), w->id, w->url});
        }
    }
}

enum err build_end(struct build *b, const struct xml_node *entry)
{
    struct publication *p = b->out;

    place_weaknesses(b, true);
    place_weaknesses(b, false);
    if (str_is_empty(p->number) && entry != NULL) {
        build_refuse(b, entry, "an entry without a number");
    }
    if (p->published_at_us == 0) {
        p->published_at_us = p->revised_at_us;
    }
    if (p->revised_at_us < p->published_at_us) {
        p->revised_at_us = p->published_at_us;
    }
    if (p->history_count > 0) {
        p->revision = (int64_t)p->history_count;
    }
    if (b->e == ERR_OK && b->arena->failed) {
        b->e = ERR_MEMORY;
    }
    return b->e;
}
