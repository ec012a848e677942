/*
 * test/conformance/myjvn.c — VULDEF, JVNRSS and the answers of MyJVN: IPA's own examples are read,
 * and real and generated advisories come back from VULDEF and JVNRSS as they were, but for what
 * those formats have no place for. That is taken out before comparing, field by field, in one
 * function for each format: it is the list of what is lost.
 */
#include "conformance/conformance.h"
#include "conformance/generate.h"

#include "core/codec/cve.h"
#include "core/codec/feed_read.h"
#include "core/codec/myjvn_list.h"
#include "core/ident/cpe.h"
#include "core/ident/cwe.h"
#include "core/score/score.h"
#include "sys/xml_parse.h"

#include <dirent.h>

enum {
    GENERATED = 10000,
    LINE_BYTES = 4 << 20,
    ARENA_BYTES = 512 << 20,
    DOCUMENT_BYTES = 64 << 20
};

#define EPOCH_US INT64_C(1700000040000000) /* a whole minute: JVNRSS has no seconds */

static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("見本"), STR_INIT("Example")},
    .publisher_name = {STR_INIT("見本"), STR_INIT("Example")},
    .base_url = STR_INIT("https://notes.example.jp"),
};

/* ---- both ways ------------------------------------------------------------------------------- */

enum format { VULDEF, JVNRSS, DETAIL, OVERVIEW };

static struct str write_as(enum format format, const struct publication *p, enum lang lang,
                           struct arena *a)
{
    const struct codec_list list = {&p, 1, p->revised_at_us};
    struct buf out;
    struct str text = {NULL, 0};
    enum err e;

    buf_init(&out, a, DOCUMENT_BYTES);
    e = format == VULDEF   ? vuldef_write(&list, &scheme, lang, NULL, &out)
        : format == JVNRSS ? jvnrss_write(&list, &scheme, lang, &out)
        : format == DETAIL ? myjvn_detail_write(p, &scheme, lang, &out)
                           : myjvn_overview_write(&list, &scheme, lang, &out);
    return e == ERR_OK && buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

static bool begin(struct str document, struct arena *a, struct feed_reader *f,
                  struct xml_fault *fault)
{
    struct buf events;

    buf_init(&events, a, DOCUMENT_BYTES);
    return xml_parse_bytes(document, &events) == ERR_OK &&
           feed_begin(buf_str(&events), a, f, fault) == ERR_OK;
}

static bool read_json(struct str text, struct arena *a, struct publication *out,
                      struct xml_fault *fault)
{
    const struct json *document = NULL;
    struct myjvn_json_fault wrong = {"no JSON", NULL};
    struct myjvn_json r;
    bool read = json_read(text, DOCUMENT_BYTES, a, &document, NULL) == ERR_OK &&
                myjvn_json_begin(document, &r, &wrong) == ERR_OK &&
                myjvn_json_next(&r, a, out, &wrong) == ERR_OK;

    fault->reason = wrong.reason;
    return read;
}

static bool read_one(struct str document, struct arena *a, struct publication *out,
                     struct xml_fault *fault)
{
    struct feed_reader f;

    if (str_starts_with(document, STR("{")))
        return read_json(document, a, out, fault);

    return begin(document, a, &f, fault) && feed_next(&f, a, out, fault) == ERR_OK;
}

/* ---- what is lost ---------------------------------------------------------------------------- */

/* White space at the ends, other line ends than LF, and line ends in what is one line. */
static struct str plain(struct str text, bool lines, struct arena *a)
{
    char *out = arena_alloc(a, text.len + 1);
    size_t len = 0;

    text = str_trim(text);
    for (size_t i = 0; out != NULL && i < text.len; i++) {
        if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            continue;
        bool end = text.ptr[i] == '\n' || text.ptr[i] == '\r';
        out[len++] = !end ? text.ptr[i] : lines ? '\n' : ' ';
    }
    return str_is_empty(text) ? text : (struct str){out, len};
}

/* Both formats hold one language. */
static void keep_text(struct text2 *text, enum lang lang, bool lines, struct arena *a)
{
    struct str *kept = lang == LANG_EN ? &text->en : &text->ja;
    struct str *lost = lang == LANG_EN ? &text->ja : &text->en;

    *kept = plain(*kept, lines, a);
    *lost = (struct str){NULL, 0};
}

/* JSON has scores with a vector, each once, and says who gave them; a detail also says whose they
 * are when the advisory has that number. */
static void keep_json_score(struct advisory *v, size_t *kept, struct advisory_analysis row,
                            enum cvss_severity severity)
{
    struct cvss parsed;
    bool known = false;

    for (size_t i = 0; i < v->cve_count; i++)
        known = known || str_equal(v->cves[i].id, row.cve);
    row.date = 0;
    row.severity = str_from_cstr(cvss_severity_code(severity));
    row.cve = known ? row.cve : (struct str){NULL, 0};
    if (cvss_read(row.vector, &parsed, NULL) != ERR_OK)
        return;
    for (size_t i = 0; i < *kept; i++)
        if (str_equal(v->analyses[i].vector, row.vector) &&
            str_equal(v->analyses[i].score, row.score) &&
            str_equal(v->analyses[i].source, row.source) && str_equal(v->analyses[i].cve, row.cve))
            return;
    v->analyses[(*kept)++] = row;
}

/* Of a score: its date, whose it is and who gave it, the spelling of its severity; scores of 4.0,
 * of no known version and without a score. JVNRSS also keeps only those of 3.x that follow from
 * their vector. */
static void keep_scores(struct advisory *v, enum format format)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->analysis_count; i++) {
        struct advisory_analysis row = v->analyses[i];
        enum cvss_version version;
        enum cvss_severity severity;

        if (!cvss_version_named(row.cvss_version, &version) ||
            (version == CVSS_4_0 && format != DETAIL && format != OVERVIEW) ||
            !cvss_severity_named(row.cvss_version, row.score, &severity))
            continue;
        if (format == DETAIL || format == OVERVIEW) {
            keep_json_score(v, &kept, row, severity);
            continue;
        }
        if (format == JVNRSS && version != CVSS_2_0 &&
            cvss_base_fits(row.cvss_version, row.vector, row.score) != CVSS_FITS)
            continue;
        row = (struct advisory_analysis){
            .cvss_version = row.cvss_version,
            .vector = row.vector,
            .score = row.score,
            .severity = str_from_cstr(cvss_severity_word(severity, CVSS_3_1, LANG_EN))};
        v->analyses[kept++] = row;
    }
    v->analysis_count = kept;
}

/* In a detail the scores stand with their numbers: those of none first, then those of each. */
static void sort_scores(struct advisory *v, struct arena *a)
{
    struct advisory_analysis *sorted = arena_alloc_array(a, v->analysis_count, sizeof(*sorted));
    size_t count = 0;

    for (size_t c = 0; c <= v->cve_count; c++)
        for (size_t i = 0; i < v->analysis_count; i++)
            if (str_equal(v->analyses[i].cve, c == 0 ? STR("") : v->cves[c - 1].id))
                sorted[count++] = v->analyses[i];
    v->analyses = sorted;
}

/* The name of a weakness becomes that of the catalogue. JVNRSS does not say whose a weakness is: it
 * stays with the only number, else it is a related document. */
static void keep_weaknesses(struct advisory *v, enum format format, struct arena *a)
{
    struct advisory_related *related =
        arena_alloc_array(a, v->related_count + v->cve_count, sizeof(*related));

    for (size_t i = 0; i < v->related_count; i++)
        related[i] = v->related[i];
    for (size_t i = 0; i < v->cve_count; i++) {
        struct advisory_cve *row = &v->cves[i];
        struct cwe_entry entry;
        size_t list;
        unsigned id;

        if (cwe_id_read(row->cwe_id, &id, NULL) != ERR_OK || !cwe_find_newest(id, &list, &entry))
            continue;
        row->cwe_name = entry.name;
        if ((format == JVNRSS || format == OVERVIEW) && v->cve_count > 1) {
            related[v->related_count++] = (struct advisory_related){
                STR("CWE"), row->cwe_id,
                arena_format(a, "https://cwe.mitre.org/data/definitions/%u.html", id)};
            row->cwe_id = row->cwe_name = (struct str){NULL, 0};
        }
    }
    v->related = related;
}

/* JSON has CPE 2.3 alone. */
static struct str formatted(struct str name, struct arena *a)
{
    struct cpe cpe;
    struct buf out;

    buf_init(&out, a, LIMIT_CPE_BYTES);
    if (cpe_read(name, a, &cpe, NULL) == ERR_OK)
        cpe_write_formatted(&cpe, &out);
    return buf_str(&out);
}

/* Package URLs; JVNRSS also keeps no versions, and only products with a CPE name that can be one of
 * 2.2, as which it comes back. */
static void keep_products(struct advisory *v, enum format format, struct arena *a)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->product_count; i++) {
        struct advisory_product row = v->products[i];

        if (format == DETAIL || format == OVERVIEW)
            row.cpe = formatted(row.cpe, a);
        else
            row.purl = (struct str){NULL, 0};
        row.vendor = plain(row.vendor, format != JVNRSS, a);
        row.product = plain(row.product, format != JVNRSS, a);
        row.versions = plain(row.versions, true, a);
        if (format == JVNRSS) {
            if (str_starts_with(row.cpe, STR("cpe:2.3:a:example:app:")))
                row.cpe = STR("cpe:/a:example:app");
            if (!str_starts_with(row.cpe, STR("cpe:/")))
                continue;
            row.versions = (struct str){NULL, 0};
        }
        v->products[kept++] = row;
    }
    v->product_count = kept;
}

/* What is left of an advisory in one language. */
static void keep(struct advisory *v, enum format format, enum lang lang, struct arena *a)
{
    static const struct text2 nothing = {{NULL, 0}, {NULL, 0}};
    struct text2 *const texts[] = {&v->affected, &v->description, &v->impact,
                                   &v->solution, &v->addendum,    &v->credit};

    keep_text(&v->title, lang, format != JVNRSS, a);
    keep_text(&v->overview, lang, format != JVNRSS, a);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        keep_text(texts[i], lang, true, a);
        if (format == JVNRSS || format == OVERVIEW)
            *texts[i] = nothing;
    }
    v->change_note = nothing;
    keep_products(v, format, a);
    for (size_t i = 0; format == OVERVIEW && i < v->analysis_count; i++)
        v->analyses[i].cve = (struct str){NULL, 0};
    keep_scores(v, format);
    if (format == DETAIL)
        sort_scores(v, a);
    keep_weaknesses(v, format, a);
    for (size_t i = 0; i < v->reference_count; i++)
        v->references[i].title = plain(v->references[i].title, true, a);
    if (format == JVNRSS)
        v->reference_count = 0;
}

/* ---- there and back -------------------------------------------------------------------------- */

/* One publication on its way: where it goes and in which language. */
struct journey {
    enum format format;
    enum lang lang;
    const char *what; /* for a person who looks for the cause */
};

static bool comes_back(struct conformance *c, const struct journey *j, const struct publication *p,
                       struct arena *a)
{
    enum format format = j->format;
    enum lang lang = j->lang;
    struct publication back = {0};
    struct xml_fault fault = {"not written", {NULL, 0}, 0, 0};
    struct str text = write_as(format, p, lang, a);
    bool read = text.len > 0 && read_one(text, a, &back, &fault);
    struct publication left = *p;
    struct str canonical[2] = {{NULL, 0}, {NULL, 0}};

    keep(&left.advisory, format, lang, a);
    bool equal = read && advisory_write(&left.advisory, a, &canonical[0]) == ERR_OK &&
                 advisory_write(&back.advisory, a, &canonical[1]) == ERR_OK &&
                 str_equal(canonical[0], canonical[1]) && str_equal(p->number, back.number) &&
                 p->published_at_us / US_PER_SECOND == back.published_at_us / US_PER_SECOND;
    /* What was read is written with bytes that stay. */
    text = read ? write_as(format, &back, lang, a) : text;
    bool fixed = read && read_one(text, a, &back, &fault) &&
                 str_equal(write_as(format, &back, lang, a), text);
    return conformance_case(c, equal && fixed, "%s: %s\n%.700s\n%.700s", j->what,
                            !read    ? fault.reason
                            : !equal ? "another advisory came back"
                                     : "written again it is another document",
                            canonical[0].ptr != NULL ? canonical[0].ptr : "",
                            canonical[1].ptr != NULL ? canonical[1].ptr : "");
}

/* Where English is missing, Japanese would stand in. */
static void no_japanese(struct advisory *v)
{
    struct text2 *const texts[] = {&v->affected, &v->description, &v->impact,
                                   &v->solution, &v->addendum,    &v->credit};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        texts[i]->ja = (struct str){NULL, 0};
}

static void run_generated(struct conformance *c, enum format format, const char *set)
{
    struct arena a;

    arena_init(&a, ARENA_BYTES);
    for (uint64_t seed = 1; seed <= GENERATED; seed++) {
        struct publication p = {.number = STR("JVN#19000001"),
                                .kind = PUBLICATION_COORDINATED,
                                .state = PUBLICATION_PUBLISHED,
                                .revision = 1,
                                .published_at_us = EPOCH_US + (int64_t)seed * 60 * US_PER_SECOND,
                                .revised_at_us = EPOCH_US + (int64_t)seed * 120 * US_PER_SECOND};
        enum lang lang = seed % 2 == 0 ? LANG_EN : LANG_JA;
        struct random r = {seed << 20, &a};
        char what[40];

        arena_clear(&a);
        some_advisory(&r, &p.advisory);
        struct text2 *title = &p.advisory.title;
        struct text2 *overview = &p.advisory.overview;
        if (format != VULDEF || lang == LANG_EN) { /* else the other language would stand in */
            title->ja = title->en = str_is_empty(title->en) ? STR("t") : title->en;
            overview->ja = overview->en = str_is_empty(overview->en) ? STR("o") : overview->en;
        }
        if (lang == LANG_EN)
            no_japanese(&p.advisory);
        (void)snprintf(what, sizeof(what), "seed %llu", (unsigned long long)seed);
        (void)comes_back(c, &(struct journey){format, lang, what}, &p, &a);
    }
    arena_release(&a);
    conformance_set(c, set);
}

/* ---- real advisories ------------------------------------------------------------------------- */

static void run_real(struct conformance *c)
{
    const char *set = "jpcert-cna.jsonl to VULDEF and back";
    const char *file = "data/jvn-advisories/jpcert-cna.jsonl";
    char *line = malloc(LINE_BYTES);
    struct arena a;

    if (!conformance_has(c, set, file)) {
        free(line);
        return;
    }
    FILE *f = fopen(conformance_path(c, file), "rb");
    arena_init(&a, ARENA_BYTES);
    while (f != NULL && line != NULL && fgets(line, LINE_BYTES, f) != NULL) {
        const struct json *document = NULL;
        struct cve_record r = {0};
        struct cve_error error;
        struct publication p = {.kind = PUBLICATION_COORDINATED, .revision = 1};

        arena_clear(&a);
        if (json_read((struct str){line, strcspn(line, "\n")}, LIMIT_CVE_BYTES, &a, &document,
                      NULL) != ERR_OK ||
            cve_read(document, &a, &r, &error) != ERR_OK)
            continue; /* the suite of CVE tells of these */
        p.number = r.id;
        p.advisory = r.advisory;
        p.published_at_us = p.revised_at_us = EPOCH_US;
        bool english = str_is_empty(p.advisory.overview.ja);
        const struct journey journey = {VULDEF, english ? LANG_EN : LANG_JA, r.id.ptr};
        (void)comes_back(c, &journey, &p, &a);
    }
    if (f != NULL)
        fclose(f);
    free(line);
    arena_release(&a);
    conformance_set(c, set);
}

/* ---- IPA's examples -------------------------------------------------------------------------- */

/* A list of vendors or numbers; written and read, it is the same document again. */
static bool list_stays(struct feed_reader *f, struct arena *a, struct xml_fault *fault)
{
    struct str texts[2];

    for (size_t i = 0; i < 2; i++) {
        struct myjvn_list list;
        struct buf out;

        buf_init(&out, a, DOCUMENT_BYTES);
        if (myjvn_list_read(f, a, &list, fault) != ERR_OK ||
            list.vendor_count + list.series_count == 0 || myjvn_list_write(&list, &out) != ERR_OK ||
            !begin(buf_str(&out), a, f, fault))
            return false;
        texts[i] = buf_str(&out);
    }
    return str_equal(texts[0], texts[1]);
}

/* Every advisory of a document; written as VULDEF and read, it is the same document again. */
static void run_example(struct conformance *c, const char *name, struct str text, struct arena *a)
{
    struct feed_reader f;
    struct xml_fault fault = {"no events", {NULL, 0}, 0, 0};
    size_t count = 0;
    enum err e = begin(text, a, &f, &fault) ? ERR_OK : ERR_INVALID;

    if (e == ERR_OK && f.kind == FEED_RESULTS) {
        (void)conformance_case(c, list_stays(&f, a, &fault), "%s: %s", name, fault.reason);
        return;
    }

    while (e == ERR_OK) {
        struct publication p;
        struct publication back;

        e = feed_next(&f, a, &p, &fault);
        if (e != ERR_OK)
            break;
        struct str written = write_as(VULDEF, &p, f.lang, a);
        if (!read_one(written, a, &back, &fault) ||
            !str_equal(write_as(VULDEF, &back, f.lang, a), written)) {
            fault.reason = "written as VULDEF it is another one";
            e = ERR_INVALID;
        }
        count++;
    }
    bool right = e == ERR_NOT_FOUND && count > 0;
    (void)conformance_case(c, right, "%s: %s at %u:%u", name, fault.reason, fault.line,
                           fault.column);
}

static void run_examples(struct conformance *c)
{
    const char *set = "IPA's well-formed XML examples, read";
    const char *folder = "data/myjvn/examples/hnd";
    DIR *d;
    struct arena a;

    if (!conformance_has(c, set, "data/myjvn/examples/hnd/getVulnOverviewList_hnd.xml"))
        return;
    d = opendir(conformance_path(c, folder));
    arena_init(&a, ARENA_BYTES);
    for (struct dirent *entry = readdir(d); entry != NULL; entry = readdir(d)) {
        char path[CONFORMANCE_PATH];
        size_t len = strlen(entry->d_name);

        /* The one that is no XML: retCd has no quotes. */
        if (len < 4 || strcmp(entry->d_name + len - 4, ".xml") != 0 ||
            strcmp(entry->d_name, "dataFeed_jvndb_rss_hnd.xml") == 0)
            continue;
        arena_clear(&a);
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        run_example(c, entry->d_name, conformance_read(conformance_path(c, path), &a), &a);
    }
    (void)closedir(d);
    arena_release(&a);
    conformance_set(c, set);
}

int main(void)
{
    struct conformance c;

    conformance_open(&c, "myjvn");
    run_examples(&c);
    run_real(&c);
    run_generated(&c, VULDEF, "core to VULDEF to core, generated advisories");
    run_generated(&c, JVNRSS, "core to JVNRSS to core, generated advisories");
    run_generated(&c, DETAIL, "core to MyJVN JSON to core, generated");
    run_generated(&c, OVERVIEW, "core to MyJVN JSON list to core, generated");
    return conformance_close(&c);
}
