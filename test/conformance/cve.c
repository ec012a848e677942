/*
 * test/conformance/cve.c — core/codec/cve against real CVE records and against generated
 * advisories.
 *
 * Real records: each is read; written again it is equal as a JSON value; with a changed title
 * everything but the title is equal. Generated advisories: each comes back from its CVE record as
 * it was, and the record written again is the same. The generator is here and needs no data.
 */
#include "conformance/conformance.h"

#include <sys/wait.h>
#include <unistd.h>

#include "core/codec/cve.h"

enum { GENERATED = 10000, LINE_BYTES = 4 << 20, ARENA_BYTES = 256 << 20 };

/* ---- real records ---------------------------------------------------------------------------- */

static struct str spell(const struct json *v, struct arena *a)
{
    struct json_writer w;
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, a, LIMIT_CVE_BYTES);
    json_write_begin(&w, &out, JSON_COMPACT);
    if (json_write_value(&w, v, a) != ERR_OK)
        return text;
    json_write_finish(&w);
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

/* The record with another title, spelt without going through the codec: in the canonical text the
 * title is the last member that begins so at its depth. */
static bool only_title_differs(const struct json *before, const struct json *after)
{
    if (before->kind != after->kind || before->count != after->count)
        return false;
    if (before->kind == JSON_STRING || before->kind == JSON_NUMBER)
        return str_equal(before->text, after->text);
    if (before->kind == JSON_BOOL)
        return before->boolean == after->boolean;
    const struct json *b = after->first;
    for (const struct json *m = before->first; m != NULL; m = m->next, b = b->next) {
        const struct json *same = before->kind == JSON_OBJECT ? json_member(after, m->key) : b;
        if (same == NULL)
            return false;
        if (str_equal(m->key, STR("title")) && str_equal(json_text(same), STR("Another title")))
            continue;
        if (!only_title_differs(m, same))
            return false;
    }
    return true;
}

static bool survives_a_change(const struct json *document, struct cve_record r, struct arena *a)
{
    const struct json *again = NULL;
    struct str text;

    if (str_is_empty(r.advisory.title.en))
        return true; /* no title: there would be a new member */
    r.advisory.title.en = STR("Another title");
    return cve_write(&r, JSON_COMPACT, a, &text) == ERR_OK &&
           json_read(text, LIMIT_CVE_BYTES, a, &again, NULL) == ERR_OK &&
           only_title_differs(document, again) && !str_equal(text, spell(document, a));
}

static void run_record(struct conformance *c, struct str line, struct arena *a)
{
    const struct json *document = NULL;
    struct cve_record r;
    struct cve_error error = {"not JSON", NULL};
    struct str text = {NULL, 0};

    if (json_read(line, LIMIT_CVE_BYTES, a, &document, NULL) != ERR_OK ||
        cve_read(document, a, &r, &error) != ERR_OK) {
        struct str id =
            json_text(json_member(json_member(document, STR("cveMetadata")), STR("cveId")));
        struct str where = error.where != NULL ? json_pointer(error.where, a) : STR("");
        (void)conformance_case(c, false, "%.*s: %s at %.*s", STR_ARG(id), error.reason,
                               STR_ARG(where));
        return;
    }
    bool equal =
        cve_write(&r, JSON_COMPACT, a, &text) == ERR_OK && str_equal(text, spell(document, a));
    (void)conformance_case(c, equal && survives_a_change(document, r, a), "%.*s: %s", STR_ARG(r.id),
                           equal ? "a change spreads" : "written otherwise");
}

static void run_lines(struct conformance *c, FILE *f)
{
    char *line = malloc(LINE_BYTES);
    struct arena a;

    arena_init(&a, ARENA_BYTES);
    while (f != NULL && line != NULL && fgets(line, LINE_BYTES, f) != NULL) {
        arena_clear(&a);
        run_record(c, (struct str){line, strcspn(line, "\n")}, &a);
    }
    arena_release(&a);
    free(line);
}

static void run_plain(struct conformance *c)
{
    const char *set = "jpcert-cna.jsonl, read and written";
    const char *file = "data/jvn-advisories/jpcert-cna.jsonl";

    if (!conformance_has(c, set, file))
        return;
    FILE *f = fopen(conformance_path(c, file), "rb");
    run_lines(c, f);
    if (f != NULL)
        fclose(f);
    conformance_set(c, set);
}

/* The compressed sample, through the program zstd. */
static void run_sample(struct conformance *c)
{
    const char *set = "cve-sample.jsonl.zst, read and written";
    const char *file = "data/cve/cve-sample.jsonl.zst";
    int ends[2];
    int status = 0;

    if (!conformance_has(c, set, file) || pipe(ends) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        execlp("zstd", "zstd", "-dcq", conformance_path(c, file), (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *f = fdopen(ends[0], "rb");
    run_lines(c, f);
    if (f != NULL)
        fclose(f);
    waitpid(child, &status, 0);
    if (status != 0)
        (void)conformance_case(c, false, "zstd did not run");
    conformance_set(c, set);
}

/* ---- generated advisories -------------------------------------------------------------------- */

struct random {
    uint64_t state;
    struct arena *arena;
};

static uint64_t next(struct random *r)
{
    uint64_t x = r->state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static bool often(struct random *r)
{
    return next(r) % 4 != 0;
}

/* Words with everything that has ever broken a writer; now and then far too long. */
static struct str some_text(struct random *r, bool lines)
{
    static const char *const words[] = {"脆弱性",   "buffer", "\"quoted\"", "back\\slash", "é",
                                        "ソフト",   "<b>",    "a/b",        "%00",         "n/a",
                                        "CWE-79",   "1.0",    "未満",       "🐦",           "~",
                                        "affected", "*",      "0",          "unspecified", "'"};
    struct buf out;
    struct str text = {NULL, 0};
    size_t count = 1 + next(r) % (lines && next(r) % 50 == 0 ? 1500 : 8);

    if (next(r) % 8 == 0)
        return (struct str){NULL, 0};
    buf_init(&out, r->arena, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_cstr(&out, lines && next(r) % 5 == 0 ? "\n\n" : " ");
        buf_add_cstr(&out, words[next(r) % (sizeof(words) / sizeof(words[0]))]);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

static struct str some_filled(struct random *r)
{
    struct str text = some_text(r, false);

    return text.len > 0 ? text : STR("x");
}

static struct text2 some_text2(struct random *r, bool lines)
{
    return (struct text2){.ja = some_text(r, lines), .en = some_text(r, lines)};
}

static struct str pick(struct random *r, const char *const *list, size_t count)
{
    return str_from_cstr(list[next(r) % count]);
}

#define PICK(r, list) pick((r), (list), sizeof(list) / sizeof((list)[0]))

static void some_products(struct random *r, struct advisory *v)
{
    static const char *const cpes[] = {"", "cpe:2.3:a:example:app:1.0:*:*:*:*:*:*:*",
                                       "cpe:/a:example:app:1.0", "cpe:nothing", "not-a-cpe"};
    static const char *const purls[] = {"", "pkg:npm/example@1.0", "pkg:generic/x"};

    v->product_count = next(r) % 4;
    v->products = ARENA_ARRAY(r->arena, struct advisory_product, v->product_count);
    for (size_t i = 0; i < v->product_count; i++)
        v->products[i] =
            (struct advisory_product){some_text(r, false), some_filled(r), some_text(r, false),
                                      PICK(r, cpes), PICK(r, purls)};
}

static void some_references(struct random *r, struct advisory *v)
{
    static const char *const urls[] = {"https://example.jp/", "https://vendor.example/a?b=c",
                                       "https://vendor.example/%E3%81%82"};

    v->reference_count = next(r) % 4;
    v->references = ARENA_ARRAY(r->arena, struct advisory_reference, v->reference_count);
    for (size_t i = 0; i < v->reference_count; i++)
        v->references[i] = (struct advisory_reference){PICK(r, urls), some_text(r, false)};
}

struct score {
    const char *version, *vector, *score;
};

static void some_analyses(struct random *r, struct advisory *v)
{
    static const struct score scores[] = {
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.7"},
        {"3.0", "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10"},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "0.0"},
        {"2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "7.5"},
        {"4.0", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "9.3"},
        {"4.0", "", "5.0"},
        {"", "", "7.0"}};
    static const char *const severities[] = {"", "CRITICAL", "Critical", "緊急", "HIGH"};
    static const char *const sources[] = {"", "", "example-cna", "Vendor"};
    static const char *const numbers[] = {"", "CVE-1900-0001", "CVE-1900-0002"};

    v->analysis_count = next(r) % 4;
    v->analyses = ARENA_ARRAY(r->arena, struct advisory_analysis, v->analysis_count);
    for (size_t i = 0; i < v->analysis_count; i++) {
        const struct score *s = &scores[next(r) % (sizeof(scores) / sizeof(scores[0]))];
        v->analyses[i] = (struct advisory_analysis){.date = often(r) ? 0 : 20000 + (int)i,
                                                    .cve = PICK(r, numbers),
                                                    .cvss_version = str_from_cstr(s->version),
                                                    .vector = str_from_cstr(s->vector),
                                                    .score = str_from_cstr(s->score),
                                                    .severity = PICK(r, severities),
                                                    .source = PICK(r, sources)};
    }
}

static void some_numbers(struct random *r, struct advisory *v)
{
    static const char *const ids[] = {"CVE-1900-0001", "CVE-1900-0002", "CVE-1900-0003"};

    v->cve_count = 1 + next(r) % 3;
    v->cves = ARENA_ARRAY(r->arena, struct advisory_cve, v->cve_count);
    for (size_t i = 0; i < v->cve_count; i++) {
        v->cves[i] = (struct advisory_cve){.id = str_from_cstr(ids[i])};
        if (often(r)) {
            v->cves[i].cwe_id = STR("CWE-79");
            v->cves[i].cwe_name = some_text(r, false);
        }
    }
    v->related_count = next(r) % 2;
    v->related = ARENA_ARRAY(r->arena, struct advisory_related, v->related_count);
    for (size_t i = 0; i < v->related_count; i++)
        v->related[i] = (struct advisory_related){STR("JVN iPedia"), STR("JVNDB-1900-000001"),
                                                  STR("https://example.jp/")};
}

static void some_advisory(struct random *r, struct advisory *v)
{
    *v = (struct advisory){.title = some_text2(r, false),
                           .overview = some_text2(r, true),
                           .affected = some_text2(r, true),
                           .description = some_text2(r, true),
                           .impact = some_text2(r, true),
                           .solution = some_text2(r, true),
                           .addendum = some_text2(r, true),
                           .credit = some_text2(r, true),
                           .change_note = some_text2(r, true)};
    some_products(r, v);
    some_references(r, v);
    some_analyses(r, v);
    some_numbers(r, v);
}

/* Core to CVE to core, and the record once more. */
static void run_generated(struct conformance *c, uint64_t seed, struct arena *a)
{
    static const struct cve_issuer issuer = {
        STR_INIT("00000000-0000-4000-8000-000000000000"), STR_INIT("example-cna"),
        STR_INIT("https://notes.example.jp/jp/JVN19000001/index.html")};
    struct random r = {seed, a};
    struct advisory v;
    struct cve_record made;
    struct cve_record back = {0};
    struct cve_error error = {"not written", NULL};
    const struct json *document = NULL;
    struct str texts[2] = {{NULL, 0}, {NULL, 0}};
    struct str canonical[2] = {{NULL, 0}, {NULL, 0}};

    some_advisory(&r, &v);
    bool read = cve_new(&v, v.cves[next(&r) % v.cve_count].id, &issuer, &made) == ERR_OK &&
                cve_write(&made, JSON_INDENTED, a, &texts[0]) == ERR_OK &&
                json_read(texts[0], LIMIT_CVE_BYTES, a, &document, NULL) == ERR_OK &&
                cve_read(document, a, &back, &error) == ERR_OK;
    bool equal = read && advisory_write(&v, a, &canonical[0]) == ERR_OK &&
                 advisory_write(&back.advisory, a, &canonical[1]) == ERR_OK &&
                 str_equal(canonical[0], canonical[1]) &&
                 cve_write(&back, JSON_INDENTED, a, &texts[1]) == ERR_OK &&
                 str_equal(texts[0], texts[1]);
    (void)conformance_case(c, equal, "seed %llu: %s\n%.500s\n%.500s", (unsigned long long)seed,
                           read ? "another advisory came back" : error.reason,
                           canonical[0].ptr != NULL ? canonical[0].ptr : "",
                           canonical[1].ptr != NULL ? canonical[1].ptr : "");
}

int main(void)
{
    struct conformance c;
    struct arena a;

    conformance_open(&c, "cve");
    run_sample(&c);
    run_plain(&c);
    arena_init(&a, ARENA_BYTES);
    for (uint64_t seed = 1; seed <= GENERATED; seed++) {
        arena_clear(&a);
        run_generated(&c, seed << 20, &a);
    }
    arena_release(&a);
    conformance_set(&c, "core to CVE to core, generated advisories");
    return conformance_close(&c);
}
