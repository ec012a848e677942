/*
 * test/conformance/cve.c — core/codec/cve against real CVE records and against generated
 * advisories.
 *
 * Real records: each is read; written again it is equal as a JSON value; with a changed title
 * everything but the title is equal. Generated advisories: each comes back from its CVE record as
 * it was, and the record written again is the same. That needs no data.
 */
#include "conformance/conformance.h"
#include "conformance/generate.h"

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
