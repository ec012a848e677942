/*
 * test/conformance/csaf_core.c — core to CSAF to core: generated publications written in 2.0
 * and 2.1, in both languages, and read again.
 *
 * A publication comes back as it was but for csaf-losses.def: each loss is a function that takes
 * from the original what the document cannot give back. What differs besides fails, and so does a
 * loss that never happens. Needs no data.
 *
 * With "--documents N" it writes the documents of N publications instead, one a line, in every
 * form, language and category that they fill: for the programs that judge what we write.
 */
#include "conformance/conformance.h"
#include "conformance/generate.h"

#include "core/codec/csaf_read.h"
#include "core/csaf/csaf.h"
#include "core/ident/cwe.h"
#include "core/ident/purl.h"

enum { GENERATED = 10000, ARENA_BYTES = 256 << 20 };

static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("見本"), STR_INIT("Example")},
    .publisher_name = {STR_INIT("見本調整センター"), STR_INIT("Example Coordination Center")},
    .base_url = STR_INIT("https://notes.example.jp"),
    .namespace_url = STR_INIT("https://notes.example.jp"),
    .contact = STR_INIT("contact@notes.example.jp"),
};

enum loss {
#define LOSS(name, why) LOSS_##name,
#include "conformance/csaf-losses.def"
    LOSSES
};

static size_t happened[LOSSES];

/* A copy whose rows may be changed. */
struct original {
    struct publication *p;
    enum csaf_form form;
    enum lang lang;
    struct arena *arena;
};

static void note(enum loss loss, bool change)
{
    happened[loss] += change;
}

/* ---- the losses ------------------------------------------------------------------------------ */

static void drop_language(struct original *o, struct text2 *text)
{
    struct str *other = o->lang == LANG_EN ? &text->ja : &text->en;

    note(LOSS_other_language, !str_is_empty(*other));
    *other = (struct str){NULL, 0};
}

static void lose_other_language(struct original *o)
{
    struct publication *p = o->p;
    struct advisory *v = &p->advisory;
    struct text2 *texts[] = {&v->title,    &v->overview, &v->affected, &v->description, &v->impact,
                             &v->solution, &v->addendum, &v->credit,   &v->change_note};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        drop_language(o, texts[i]);
    }
    for (size_t i = 0; i < p->vendor_count; i++) {
        drop_language(o, &p->vendors[i].name);
        drop_language(o, &p->vendors[i].comment);
    }
    for (size_t i = 0; i < p->history_count; i++) {
        drop_language(o, &p->history[i].text);
    }
}

static void lose_party(struct original *o)
{
    for (size_t i = 0; i < o->p->vendor_count; i++) {
        note(LOSS_party, !id_is_none(o->p->vendors[i].party));
        o->p->vendors[i].party = (struct id){{0}};
        o->p->vendors[i].history_count = 0;
    }
}

static void lose_vendor_name(struct original *o)
{
    for (size_t i = 0; i < o->p->vendor_count && o->lang == LANG_EN; i++) {
        struct text2 *name = &o->p->vendors[i].name;

        note(LOSS_vendor_name, str_is_empty(name->en));
        name->en = str_is_empty(name->en) ? name->ja : name->en;
    }
}

static void lose_first_line(struct original *o)
{
    struct publication *p = o->p;
    size_t count = (size_t)p->revision;
    struct history_line *lines = ARENA_ARRAY(o->arena, struct history_line, count);

    note(LOSS_first_line, p->history_count < count);
    lines[0] = (struct history_line){.at_us = p->published_at_us};
    for (size_t i = 0; i < p->history_count; i++) {
        lines[count - p->history_count + i] = p->history[i];
    }
    p->history = lines;
    p->history_count = count;
}

static void lose_change_note(struct original *o)
{
    if (o->p->revision == 1) {
        note(LOSS_change_note, !str_is_empty(o->p->advisory.change_note.ja) ||
                                   !str_is_empty(o->p->advisory.change_note.en));
        o->p->advisory.change_note = (struct text2){{NULL, 0}, {NULL, 0}};
    }
}

static void lose_only_number(struct original *o)
{
    struct advisory *v = &o->p->advisory;

    for (size_t i = 0; i < v->analysis_count && v->cve_count == 1; i++) {
        note(LOSS_only_number, str_is_empty(v->analyses[i].cve));
        v->analyses[i].cve = str_is_empty(v->analyses[i].cve) ? v->cves[0].id : v->analyses[i].cve;
    }
}

/* The place of a number among those of the advisory; behind all when it is none of them. */
static size_t place_of(const struct advisory *v, struct str cve)
{
    size_t i = 0;

    while (i < v->cve_count && !str_equal(v->cves[i].id, cve)) {
        i++;
    }
    return i < v->cve_count || (v->cve_count == 0 && str_is_empty(cve)) ? i : i + 1;
}

static void lose_analysis_order(struct original *o)
{
    struct advisory *v = &o->p->advisory;

    for (size_t i = 1; i < v->analysis_count; i++) {
        for (size_t k = i;
             k > 0 && place_of(v, v->analyses[k - 1].cve) > place_of(v, v->analyses[k].cve); k--) {
            struct advisory_analysis a = v->analyses[k];

            v->analyses[k] = v->analyses[k - 1];
            v->analyses[k - 1] = a;
            note(LOSS_analysis_order, true);
        }
    }
}

/* Does the list have the weakness, under this name? */
static bool is_listed(const struct advisory_cve *row, enum csaf_form form, struct cwe_entry *entry)
{
    unsigned id = 0;
    size_t list = 0;

    return cwe_id_read(row->cwe_id, &id, NULL) == ERR_OK && cwe_find_newest(id, &list, entry) &&
           (str_is_empty(row->cwe_name) || str_equal(row->cwe_name, entry->name) ||
            (form == CSAF_FORM_21 && cwe_find_name(id, row->cwe_name, &list)));
}

/* Has an earlier row taken the place? The first listed row has it in 2.0, the first of each
 * weakness in 2.1. */
static bool is_taken(const struct original *o, size_t row)
{
    const struct advisory *v = &o->p->advisory;

    for (size_t i = 0; i < row; i++) {
        struct cwe_entry entry;
        unsigned id = 0;
        size_t list = 0;

        if (str_equal(v->cves[i].id, v->cves[row].id) &&
            cwe_id_read(v->cves[i].cwe_id, &id, NULL) == ERR_OK &&
            cwe_find_newest(id, &list, &entry) &&
            (o->form == CSAF_FORM_20 || str_equal(v->cves[i].cwe_id, v->cves[row].cwe_id))) {
            return true;
        }
    }
    return false;
}

/* Where a row stands among those of its number: 0 in its place, 1 in a note, as all rows of a
 * weakness do when one of them has to. */
static size_t rank_of(const struct original *o, size_t row)
{
    const struct advisory *v = &o->p->advisory;
    struct cwe_entry entry;

    for (size_t i = 0; i < v->cve_count; i++) {
        if (str_equal(v->cves[i].id, v->cves[row].id) &&
            str_equal(v->cves[i].cwe_id, v->cves[row].cwe_id) &&
            (!is_listed(&v->cves[i], o->form, &entry) || is_taken(o, i))) {
            return 1;
        }
    }
    return 0;
}

static void lose_weakness_order(struct original *o)
{
    struct advisory *v = &o->p->advisory;
    struct advisory_cve *rows = ARENA_ARRAY(o->arena, struct advisory_cve, v->cve_count);
    size_t n = 0;

    for (size_t i = 0; i < v->cve_count; i++) {
        if (place_of(v, v->cves[i].id) != i) {
            continue;
        }
        for (size_t rank = 0; rank < 2; rank++) {
            for (size_t k = i; k < v->cve_count; k++) {
                if (str_equal(v->cves[k].id, v->cves[i].id) && rank_of(o, k) == rank) {
                    note(LOSS_weakness_order, n != k);
                    rows[n++] = v->cves[k];
                }
            }
        }
    }
    v->cves = rows;
}

static bool is_bare(const struct advisory_cve *row)
{
    return str_is_empty(row->cwe_id) && str_is_empty(row->cwe_name);
}

/* Rows of one number stand together by now. */
static void lose_bare_number(struct original *o)
{
    struct advisory *v = &o->p->advisory;
    size_t n = 0;

    for (size_t i = 0; i < v->cve_count; i++) {
        bool before = n > 0 && str_equal(v->cves[n - 1].id, v->cves[i].id);
        bool behind = i + 1 < v->cve_count && str_equal(v->cves[i + 1].id, v->cves[i].id);

        if (is_bare(&v->cves[i]) && (before || behind)) {
            note(LOSS_bare_number, true);
            continue;
        }
        v->cves[n++] = v->cves[i];
    }
    v->cve_count = n;
}

static void lose_weakness_name(struct original *o)
{
    struct advisory *v = &o->p->advisory;

    for (size_t i = 0; i < v->cve_count; i++) {
        struct cwe_entry entry;

        if (str_is_empty(v->cves[i].cwe_name) && rank_of(o, i) == 0 &&
            is_listed(&v->cves[i], o->form, &entry)) {
            note(LOSS_weakness_name, true);
            v->cves[i].cwe_name = entry.name;
        }
    }
}

static void lose_identifier(struct original *o)
{
    struct advisory *v = &o->p->advisory;

    for (size_t i = 0; i < v->product_count; i++) {
        struct advisory_product *p = &v->products[i];
        struct purl purl;

        if (!csaf_cpe_fits(p->cpe, o->form == CSAF_FORM_21 ? CSAF_21 : CSAF_20)) {
            note(LOSS_identifier, !str_is_empty(p->cpe));
            p->cpe = (struct str){NULL, 0};
        }
        if (purl_read(p->purl, PURL_STRICT, o->arena, &purl, NULL) != ERR_OK) {
            note(LOSS_identifier, !str_is_empty(p->purl));
            p->purl = (struct str){NULL, 0};
        }
    }
}

static void lose_ended(struct original *o)
{
    if (o->form == CSAF_FORM_21 && o->p->state == PUBLICATION_WITHDRAWN) {
        note(LOSS_ended, o->p->advisory.product_count > 0);
        o->p->advisory.product_count = 0;
        o->p->advisory.cve_count = 0;
    }
}

/* In the order in which they happen; what ended keeps its analyses as they are. */
static void lose_all(struct original *o)
{
    bool ended = o->form == CSAF_FORM_21 && o->p->state == PUBLICATION_WITHDRAWN;

    lose_vendor_name(o);
    lose_other_language(o);
    lose_party(o);
    lose_first_line(o);
    lose_change_note(o);
    if (!ended) {
        lose_only_number(o);
        lose_analysis_order(o);
        lose_weakness_order(o);
        lose_weakness_name(o);
        lose_bare_number(o);
        lose_identifier(o);
    }
    lose_ended(o);
}

/* ---- there and back -------------------------------------------------------------------------- */

struct way {
    enum csaf_form form;
    enum lang lang;
    const char *set;
};

static bool is_valid(struct str text, struct arena *a, struct str *why)
{
    static struct csaf_options options;
    struct csaf_result r;

    csaf_options_mandatory(&options);
    if (csaf_validate(text, &options, a, &r) != ERR_OK) {
        return false;
    }
    if (!r.valid) {
        *why = arena_format(a, "%s at %.*s: %.*s", csaf_test_def(r.findings[0].test)->id,
                            STR_ARG(r.findings[0].pointer), STR_ARG(r.findings[0].message));
    }
    return r.valid;
}

static struct str around(struct str s, size_t at)
{
    return str_slice(s, at < 100 ? 0 : at - 100, at + 200);
}

static void run_one(struct conformance *c, const struct way *way, uint64_t seed, struct arena *a)
{
    struct csaf_choice choice = {.form = way->form, .lang = way->lang};
    struct random r = {seed, a};
    struct publication p;
    struct publication back = {0};
    const struct json *document;
    struct buf buf;
    struct str text = {NULL, 0};
    struct str why = STR("another publication came back");
    struct str canonical[2] = {{NULL, 0}, {NULL, 0}};

    some_publication(&r, &p);
    buf_init(&buf, a, LIMIT_CSAF_BYTES);
    bool read = csaf_write(&p, &scheme, &choice, &buf) == ERR_OK &&
                buf_finish(&buf, &text) == ERR_OK &&
                json_read(text, LIMIT_CSAF_BYTES, a, &document, NULL) == ERR_OK &&
                csaf_read(document, a, &back) == ERR_OK;
    bool valid = read && is_valid(text, a, &why);
    lose_all(&(struct original){&p, way->form, way->lang, a});
    bool equal = read && publication_write(&p, a, &canonical[0]) == ERR_OK &&
                 publication_write(&back, a, &canonical[1]) == ERR_OK &&
                 str_equal(canonical[0], canonical[1]);
    size_t at = 0;
    while (at < canonical[0].len && at < canonical[1].len &&
           canonical[0].ptr[at] == canonical[1].ptr[at]) {
        at++;
    }
    (void)conformance_case(c, equal && valid, "seed %llu: %.*s\n  %.*s\n  %.*s",
                           (unsigned long long)seed, STR_ARG(why),
                           STR_ARG(around(canonical[0], at)), STR_ARG(around(canonical[1], at)));
}

/* A list that says more than happens is wrong as well. */
static void run_losses(struct conformance *c)
{
    static const char *const names[] = {
#define LOSS(name, why) #name,
#include "conformance/csaf-losses.def"
    };

    for (size_t i = 0; i < LOSSES; i++) {
        (void)conformance_case(c, happened[i] > 0, "%s never happened", names[i]);
    }
    conformance_set(c, "what CSAF does not give back, as listed");
}

static const struct way ways[] = {
    {CSAF_FORM_20, LANG_JA, "core to CSAF 2.0 to core, Japanese"},
    {CSAF_FORM_20, LANG_EN, "core to CSAF 2.0 to core, English"},
    {CSAF_FORM_21, LANG_JA, "core to CSAF 2.1 to core, Japanese"},
    {CSAF_FORM_21, LANG_EN, "core to CSAF 2.1 to core, English"},
};

/* ---- documents for other judges -------------------------------------------------------------- */

/* One line; false when the publication does not fill the category. */
static bool print_document(const struct publication *p, const struct csaf_choice *choice,
                           struct arena *a, enum csaf_category *category)
{
    struct json_writer w;
    struct buf text;
    struct buf line;
    const struct json *document;

    buf_init(&text, a, LIMIT_CSAF_BYTES);
    buf_init(&line, a, LIMIT_CSAF_BYTES);
    if (csaf_write(p, &scheme, choice, &text) != ERR_OK ||
        json_read(buf_str(&text), LIMIT_CSAF_BYTES, a, &document, NULL) != ERR_OK) {
        return false;
    }
    *category = csaf_category_of(document);
    json_write_begin(&w, &line, JSON_COMPACT);
    if (json_write_value(&w, document, a) != ERR_OK) {
        return false;
    }
    json_write_finish(&w);
    (void)printf("%.*s\n", STR_ARG(buf_str(&line)));
    return true;
}

/* The other categories only where nobody's choice is the advisory: without scores they lack what
 * the tests recommend, and that is what whoever chose them wanted. */
static void print_documents(const struct way *way, uint64_t seed, struct arena *a)
{
    struct csaf_choice choice = {.form = way->form, .lang = way->lang};
    struct random r = {seed, a};
    struct publication p;
    enum csaf_category category = CSAF_CATEGORY_BASE;

    some_publication(&r, &p);
    if (!print_document(&p, &choice, a, &category) || category != CSAF_CATEGORY_ADVISORY) {
        return;
    }
    for (int i = CSAF_CATEGORY_BASE; i <= CSAF_CATEGORY_REPORT; i++) {
        choice.category = (enum csaf_category)i;
        if (i != CSAF_CATEGORY_ADVISORY && i != CSAF_CATEGORY_DEPRECATED) {
            (void)print_document(&p, &choice, a, &category);
        }
    }
    p.advisory.cve_count = 0;
    p.advisory.analysis_count = 0;
    choice.category = CSAF_CATEGORY_INFORMATIONAL;
    (void)print_document(&p, &choice, a, &category);
    if (p.advisory.related_count > 0 && p.revision > 1) {
        p.advisory.related[0].kind = STR("Superseding Document");
        choice.category = CSAF_CATEGORY_AUTO;
        (void)print_document(&p, &choice, a, &category);
    }
}

static void print_publication(uint64_t seed, struct arena *a)
{
    struct random r = {seed, a};
    struct publication p;
    struct str text;

    some_publication(&r, &p);
    if (publication_write(&p, a, &text) == ERR_OK) {
        (void)printf("%.*s\n", STR_ARG(text));
    }
}

static int print_all(const char *what, uint64_t count, struct arena *a)
{
    bool whole = strcmp(what, "--publications") == 0;

    for (uint64_t seed = 1; seed <= count; seed++) {
        for (size_t i = 0; i < (whole ? 1 : sizeof(ways) / sizeof(ways[0])); i++) {
            arena_clear(a);
            if (whole) {
                print_publication(seed << 20, a);
            } else {
                print_documents(&ways[i], seed << 20, a);
            }
        }
    }
    arena_release(a);
    return 0;
}

int main(int argc, char **argv)
{
    struct conformance c;
    struct arena a;

    arena_init(&a, ARENA_BYTES);
    if (argc == 3) {
        return print_all(argv[1], strtoull(argv[2], NULL, 10), &a);
    }
    conformance_open(&c, "csaf_core");
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        for (uint64_t seed = 1; seed <= GENERATED; seed++) {
            arena_clear(&a);
            run_one(&c, &ways[i], seed << 20, &a);
        }
        conformance_set(&c, ways[i].set);
    }
    run_losses(&c);
    arena_release(&a);
    return conformance_close(&c);
}
