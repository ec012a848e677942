/*
 * press/artefacts.c — every file of one publication, as one set: pages in both languages, CSAF with
 * its hashes, and the canonical document.
 */
#include "press/press_priv.h"

#include "sys/crypto.h"

enum err press_slug(const struct publication *v, struct arena *a, struct str *out)
{
    *out = publication_slug(publication_segment(v->number, a), a);
    if (a->failed) {
        return ERR_MEMORY;
    }
    return str_is_empty(*out) ? ERR_INVALID : ERR_OK;
}

static enum err add_pages(const struct press *p, const struct publication *v, enum lang lang,
                          struct press_files *set)
{
    struct press_job j = {p, lang, set->arena, false, {{0}}};
    const char *folder = lang == LANG_EN ? "en/" : "";
    struct buf page;
    enum err e;

    buf_init(&page, set->arena, LIMIT_PAGE_BYTES);
    e = press_render_advisory(&j, v, &page);
    e = press_files_add_page(set, arena_format(set->arena, "%sindex.html", folder), e, &page);
    for (size_t i = 0; i < v->vendor_count && e == ERR_OK; i++) {
        char party[ID_TEXT_LEN + 1];

        id_write(v->vendors[i].party, party);
        buf_init(&page, set->arena, LIMIT_PAGE_BYTES);
        e = press_render_vendor(&j, v, i, &page);
        e = press_files_add_page(set, arena_format(set->arena, "%svendor-%s.html", folder, party),
                                 e, &page);
    }
    return e;
}

/* The document and beside it "hash, blanks, name" for each hash: the hash first and in lower case
 * (CSAF 2.0 section 7.1.18). */
static enum err add_with_hashes(struct press_files *set, struct str path, struct str name,
                                struct str bytes)
{
    struct arena *a = set->arena;
    uint8_t hash[CRYPTO_SHA512_BYTES];
    char hex[2 * CRYPTO_SHA512_BYTES + 1];
    enum err e = press_files_add(set, path, bytes);

    crypto_sha256(bytes, hash);
    hex_write(hash, CRYPTO_HASH_BYTES, hex, sizeof(hex));
    if (e == ERR_OK) {
        e = press_files_add(set, arena_format(a, "%.*s.sha256", STR_ARG(path)),
                            arena_format(a, "%s  %.*s\n", hex, STR_ARG(name)));
    }
    crypto_sha512(bytes, hash);
    hex_write(hash, CRYPTO_SHA512_BYTES, hex, sizeof(hex));
    if (e == ERR_OK) {
        e = press_files_add(set, arena_format(a, "%.*s.sha512", STR_ARG(path)),
                            arena_format(a, "%s  %.*s\n", hex, STR_ARG(name)));
    }
    return e;
}

/* Both versions of the standard, in folders of their own. */
static enum err add_csaf(const struct press *p, const struct publication *v, enum csaf_form form,
                         struct press_files *set)
{
    struct arena *a = set->arena;
    struct str name = csaf_file_name(v->number, a);
    struct str path = arena_format(a, "%s/%d/%.*s", form == CSAF_FORM_20 ? "csaf" : "csaf-2.1",
                                   csaf_year(v), STR_ARG(name));
    struct buf buf;
    struct str bytes;
    enum err e;

    buf_init(&buf, a, LIMIT_PAGE_BYTES);
    e = csaf_write(v, &p->scheme, &(struct csaf_choice){.form = form, .lang = LANG_JA}, &buf);
    if (e == ERR_OK) {
        e = buf_finish(&buf, &bytes);
    }
    return e != ERR_OK ? e : add_with_hashes(set, path, name, bytes);
}

enum err press_render_all(const struct press *p, const struct publication *v,
                          struct press_files *out)
{
    struct str document;
    enum err e = publication_write(v, out->arena, &document);

    if (e == ERR_OK) {
        e = press_files_add(out, STR("publication.json"), document);
    }
    if (e == ERR_OK) {
        e = add_pages(p, v, LANG_JA, out);
    }
    if (e == ERR_OK && advisory_has_english(&v->advisory)) {
        e = add_pages(p, v, LANG_EN, out);
    }
    if (e == ERR_OK) {
        e = add_csaf(p, v, CSAF_FORM_20, out);
    }
    return e != ERR_OK ? e : add_csaf(p, v, CSAF_FORM_21, out);
}
