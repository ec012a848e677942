/*
 * test/conformance/myjvn.c — VULDEF, JVNRSS, Atom and the answers of MyJVN: IPA's own examples are
 * read, and real and generated advisories come back from each format as they were, in Japanese and
 * in English, but for what it has no place for (myjvn_losses.h).
 *
 *   myjvn                     the suite
 *   myjvn write FORMAT COUNT  generated advisories as documents, one after the other: for schemas
 */
#include "conformance/conformance.h"
#include "conformance/generate.h"
#include "conformance/myjvn_losses.h"

#include "core/codec/cve.h"
#include "core/codec/feed_read.h"
#include "core/codec/myjvn_list.h"
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
        : format == ATOM   ? atom_write(&list, &scheme, lang, &out)
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
    struct myjvn_json_fault wrong = {.reason = "no JSON"};
    struct myjvn_json r;
    bool read = json_read(text, DOCUMENT_BYTES, a, &document, NULL) == ERR_OK &&
                myjvn_json_begin(document, a, &r, &wrong) == ERR_OK &&
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

/* ---- there and back -------------------------------------------------------------------------- */

/* One publication on its way: where it goes and in which language. */
struct journey {
    enum format format;
    enum lang lang;
    const char *what; /* for a person who looks for the cause */
};

/* A little before the first byte that differs. */
static size_t first_difference(struct str a, struct str b)
{
    enum { BEFORE = 60 };
    size_t at = 0;

    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
        at++;
    return at < BEFORE ? 0 : at - BEFORE;
}

static bool comes_back(struct conformance *c, const struct journey *j, const struct publication *p,
                       struct arena *a)
{
    enum format format = j->format;
    enum lang lang = j->lang;
    struct publication back = {0};
    struct xml_fault fault = {.reason = "not written"};
    struct str text = write_as(format, p, lang, a);
    bool read = text.len > 0 && read_one(text, a, &back, &fault);
    struct publication left = *p;
    struct str canonical[2] = {{NULL, 0}, {NULL, 0}};

    keep(&left.advisory, format, lang, a);
    left.vendor_count = format == VULDEF ? left.vendor_count : 0;
    left.history_count = format == VULDEF || format == DETAIL ? left.history_count : 0;
    left.revision = left.history_count > 0 ? (int64_t)left.history_count : 1;
    keep_vendors(&left, lang, a);
    keep_history(&left, format, lang, a);
    for (size_t i = 0; read && i < back.vendor_count; i++)
        back.vendors[i].party = (struct id){{0}};
    if (format == DETAIL && left.history_count == 0)
        back.history_count = 0; /* the first release, which a detail must name */
    if (format == ATOM && back.advisory.reference_count == 1)
        back.advisory.reference_count = 0; /* the link to its CSAF document */
    bool equal = read && publication_write(&left, a, &canonical[0]) == ERR_OK &&
                 publication_write(&back, a, &canonical[1]) == ERR_OK &&
                 str_equal(canonical[0], canonical[1]);
    /* What was read is written with bytes that stay. */
    text = read ? write_as(format, &back, lang, a) : text;
    bool fixed = read && read_one(text, a, &back, &fault) &&
                 str_equal(write_as(format, &back, lang, a), text);
    size_t at = first_difference(canonical[0], canonical[1]);
    return conformance_case(c, equal && fixed, "%s: %s\n%.200s\n%.200s", j->what,
                            !read    ? fault.reason
                            : !equal ? "another advisory came back"
                                     : "written again it is another document",
                            canonical[0].ptr != NULL ? canonical[0].ptr + at : "",
                            canonical[1].ptr != NULL ? canonical[1].ptr + at : "");
}

/* Each line of the course has its language or none. */
static void some_course(struct random *r, struct publication *p)
{
    p->history_count = next(r) % 3;
    p->history = ARENA_ARRAY(r->arena, struct history_line, p->history_count);
    for (size_t i = 0; i < p->history_count; i++)
        p->history[i] = (struct history_line){.at_us = p->published_at_us + (int64_t)i * US_PER_DAY,
                                              .text = some_text2(r, true)};
}

/* JVN iPedia names the page of NVD beside that of CVE: the same number, another document. */
static void some_page_of_nvd(struct random *r, struct advisory *v)
{
    struct advisory_related *rows =
        ARENA_ARRAY(r->arena, struct advisory_related, v->related_count + 1);

    if (v->cve_count == 0 || often(r))
        return;
    for (size_t i = 0; i < v->related_count; i++)
        rows[i] = v->related[i];
    rows[v->related_count++] =
        (struct advisory_related){STR("NVD"), v->cves[0].id, STR("https://nvd.example/vuln")};
    v->related = rows;
}

/* VULDEF knows a vendor by its name. */
static void name_vendors(struct random *r, struct publication *p)
{
    for (size_t i = 0; i < p->vendor_count; i++) {
        struct text2 *name = &p->vendors[i].name;

        name->ja = arena_format(r->arena, "%.*s 社%zu", STR_ARG(name->ja), i);
        if (!str_is_empty(name->en))
            name->en = arena_format(r->arena, "%.*s %zu", STR_ARG(name->en), i);
    }
}

/* What XML can hold and has been got wrong by writers: ends of CDATA and comments, entities that
 * are none, line ends of three kinds, half-width letters, marks that combine, letters beyond
 * U+FFFF, and those that XML discourages. */
static void add_edges(struct random *r, struct str *text)
{
    static const char *const edges[] = {"]]>",
                                        "<!-- -- -->",
                                        "&#13;&amp;&nbsp;",
                                        "<?xml?>",
                                        "a\r\nb\rc\nd",
                                        "\tx\t",
                                        "ｶﾞ",
                                        "か\u3099",
                                        "𠮷",
                                        "葛\U000e0100",
                                        "\xc2\x85 \u2028 \u200f \ufdd0"};

    *text = arena_format(r->arena, "x%.*s%s y", STR_ARG(*text),
                         edges[next(r) % (sizeof(edges) / sizeof(edges[0]))]);
}

static void some_edges(struct random *r, struct advisory *v)
{
    struct text2 *const texts[] = {&v->overview, &v->affected, &v->description, &v->impact,
                                   &v->solution, &v->addendum, &v->credit};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        add_edges(r, &texts[i]->ja);
        add_edges(r, &texts[i]->en);
    }
}

/* Every one stands there in both languages, of which each format holds one. */
static enum lang some_journey(uint64_t seed, enum format format, struct arena *a,
                              struct publication *p)
{
    struct random r = {(seed / 2) << 20, a};
    struct text2 *title = &p->advisory.title;
    struct text2 *overview = &p->advisory.overview;

    *p =
        (struct publication){.number = STR("JVN#19000001"),
                             .kind = PUBLICATION_COORDINATED,
                             .state = seed % 7 == 0 ? PUBLICATION_WITHDRAWN : PUBLICATION_PUBLISHED,
                             .revision = 1,
                             .published_at_us = EPOCH_US + (int64_t)seed * 60 * US_PER_SECOND,
                             .revised_at_us = EPOCH_US + (int64_t)seed * 120 * US_PER_SECOND};
    some_advisory(&r, &p->advisory);
    some_vendors(&r, p);
    name_vendors(&r, p);
    some_course(&r, p);
    some_page_of_nvd(&r, &p->advisory);
    if (seed % 4 < 2)
        some_edges(&r, &p->advisory);
    if (format != VULDEF) { /* feeds leave one without out, and JSON is not written */
        title->ja = str_is_empty(title->ja) ? STR("題") : title->ja;
        title->en = str_is_empty(title->en) ? STR("t") : title->en;
        overview->en = str_is_empty(overview->en) ? STR("o") : overview->en;
    }
    return seed % 2 == 0 ? LANG_EN : LANG_JA;
}

static void run_generated(struct conformance *c, enum format format, const char *set)
{
    struct arena a;

    arena_init(&a, ARENA_BYTES);
    for (uint64_t seed = 1; seed <= 2 * GENERATED; seed++) {
        struct publication p;
        char what[40];

        arena_clear(&a);
        enum lang lang = some_journey(seed, format, &a, &p);
        (void)snprintf(what, sizeof(what), "seed %llu", (unsigned long long)seed);
        (void)comes_back(c, &(struct journey){format, lang, what}, &p, &a);
    }
    arena_release(&a);
    conformance_set(c, set);
}

static int write_generated(const char *name, const char *count)
{
    static const char *const names[] = {[VULDEF] = "vuldef", [JVNRSS] = "jvnrss", [ATOM] = "atom"};
    struct arena a;
    uint64_t last = 0;
    int code = 2;

    (void)str_to_u64(str_from_cstr(count), GENERATED, &last);
    arena_init(&a, ARENA_BYTES);
    for (enum format format = VULDEF; format <= ATOM; format++) {
        for (uint64_t seed = 1; strcmp(names[format], name) == 0 && seed <= last; seed++) {
            struct publication p;

            arena_clear(&a);
            enum lang lang = some_journey(seed, format, &a, &p);
            struct str text = write_as(format, &p, lang, &a);
            code = fwrite(text.ptr, 1, text.len, stdout) == text.len && text.len > 0 ? 0 : 1;
        }
    }
    arena_release(&a);
    return code;
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
        p.state = PUBLICATION_PUBLISHED;
        for (enum lang lang = LANG_JA; lang <= LANG_EN; lang++)
            (void)comes_back(c, &(struct journey){VULDEF, lang, r.id.ptr}, &p, &a);
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
    struct xml_fault fault = {.reason = "no events"};
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

int main(int argc, char **argv)
{
    struct conformance c;

    if (argc == 4 && strcmp(argv[1], "write") == 0)
        return write_generated(argv[2], argv[3]);
    conformance_open(&c, "myjvn");
    run_examples(&c);
    run_real(&c);
    run_generated(&c, VULDEF, "core to VULDEF to core, generated advisories");
    run_generated(&c, JVNRSS, "core to JVNRSS to core, generated advisories");
    run_generated(&c, ATOM, "core to Atom to core, generated advisories");
    run_generated(&c, DETAIL, "core to MyJVN JSON to core, generated");
    run_generated(&c, OVERVIEW, "core to MyJVN JSON list to core, generated");
    return conformance_close(&c);
}
