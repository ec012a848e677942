/*
 * test/conformance/foreign.c — OSV, OpenVEX and STIX that the core writes, against the schemas
 * written by hand from the texts of the standards (schemas/), judged by core/json/jsonschema: where
 * no npm package is installed too. Of CycloneDX there is no schema of our own; foreign_written.mjs
 * judges it, and the spellings, of which this one says nothing.
 *
 * Each publication is written or refused for its known reason. Spoilt, a document must not fit.
 */
#include "conformance/conformance.h"
#include "conformance/generate.h"

#include "core/codec/foreign.h"
#include "core/json/json.h"
#include "core/json/jsonschema.h"

enum { GENERATED = 3000, ARENA_BYTES = 256 << 20, SCHEMA_BYTES = 1 << 20 };

static const struct format {
    const char *name;
    enum err (*write)(const struct publication *, const struct codec_scheme *, struct buf *);
    enum err refused; /* ERR_OK: never */
    struct str good;  /* what every document holds, deep inside */
    struct str bad;   /* what may not stand there */
} formats[] = {
    {"osv", osv_write, ERR_UNSUPPORTED, STR_INIT("\"ADVISORY\""), STR_INIT("\"ADVICE\"")},
    {"openvex", openvex_write, ERR_UNSUPPORTED, STR_INIT("\"status\":\"affected\""),
     STR_INIT("\"status\":\"afflicted\"")},
    {"stix", stix_write, ERR_OK, STR_INIT("\"identity_class\""), STR_INIT("\"identity_kind\"")},
};

static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("注意喚起"), STR_INIT("Example Notes")},
    .publisher_name = {STR_INIT("見本"), STR_INIT("Example")},
    .base_url = STR_INIT("https://notes.example.jp"),
    .namespace_url = STR_INIT("https://example.jp"),
};

static enum err judge(const struct json *schema, struct str text, struct arena *a,
                      struct str *keyword)
{
    const struct jsonschema s = {.root = schema};
    const struct json *document = NULL;
    const struct json *where = NULL;
    enum err e = json_read(text, LIMIT_PUBLICATION_BYTES, a, &document, NULL);

    return e == ERR_OK ? jsonschema_check(&s, document, &where, keyword) : e;
}

static struct str spoilt(const struct format *f, struct str text, struct arena *a)
{
    size_t at = str_find(text, f->good, 0);

    return at == SIZE_MAX
               ? text
               : arena_format(a, "%.*s%.*s%.*s", STR_ARG(str_slice(text, 0, at)), STR_ARG(f->bad),
                              STR_ARG(str_slice(text, at + f->good.len, text.len)));
}

static void run_one(struct conformance *c, const struct format *f, const struct json *schema,
                    uint64_t seed, struct arena *a)
{
    struct random r = {seed, a};
    struct publication p;
    struct buf out;
    struct str text = {NULL, 0};
    struct str keyword = {NULL, 0};

    some_publication(&r, &p);
    buf_init(&out, a, LIMIT_PUBLICATION_BYTES);
    enum err e = f->write(&p, &scheme, &out);
    if (e != ERR_OK && e == f->refused) {
        (void)conformance_case(c, true, "refused");
        return;
    }
    if (e == ERR_OK)
        e = buf_finish(&out, &text);
    if (e == ERR_OK)
        e = judge(schema, text, a, &keyword);
    bool right = e == ERR_OK && judge(schema, spoilt(f, text, a), a, &keyword) == ERR_INVALID;
    (void)conformance_case(c, right, "%s of %llu: %s %.*s", f->name, (unsigned long long)seed,
                           err_text(e), STR_ARG(keyword));
}

int main(void)
{
    struct conformance c;
    struct arena kept;
    struct arena a;

    arena_init(&kept, ARENA_BYTES);
    arena_init(&a, ARENA_BYTES);
    conformance_open(&c, "foreign");
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        const struct format *f = &formats[i];
        const struct json *schema = NULL;
        struct str path = arena_format(&kept, "test/conformance/schemas/%s.json", formats[i].name);
        struct str text = conformance_read(path.ptr, &kept);

        if (json_read(text, SCHEMA_BYTES, &kept, &schema, NULL) != ERR_OK)
            (void)conformance_case(&c, false, "%s: no JSON", path.ptr);
        for (uint64_t seed = 1; schema != NULL && seed <= GENERATED; seed++) {
            arena_clear(&a);
            run_one(&c, f, schema, seed << 20, &a);
        }
        conformance_set(&c, arena_format(&kept, "%s written, by our own checker", f->name).ptr);
    }
    arena_release(&a);
    arena_release(&kept);
    return conformance_close(&c);
}
