/*
 * core/codec/foreign.c — what the writers of other programs' formats share.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/codec/foreign_priv.h"

enum err foreign_begin(struct foreign *x, const struct publication *v, const struct codec_scheme *s,
                       struct buf *out)
{
    *x = (struct foreign){
        .arena = out->arena, .publication = v, .advisory = &v->advisory, .scheme = s};
    if (str_is_empty(v->number) || v->published_at_us == 0 || v->revised_at_us == 0) {
        return ERR_INVALID;
    }
    x->rows = ARENA_ARRAY(out->arena, size_t, v->advisory.cve_count + 1);
    if (x->rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < v->advisory.cve_count; i++) {
        bool before = false;

        for (size_t k = 0; k < x->row_count && !before; k++) {
            before = str_equal(v->advisory.cves[x->rows[k]].id, v->advisory.cves[i].id);
        }
        if (!before) {
            x->rows[x->row_count++] = i;
        }
    }
    json_write_begin(&x->w, out, JSON_COMPACT);
    return ERR_OK;
}

enum err foreign_end(struct foreign *x)
{
    json_write_finish(&x->w);
    return x->arena->failed ? ERR_MEMORY : ERR_OK;
}

struct str foreign_text(struct text2 text)
{
    return str_is_empty(text.en) ? text.ja : text.en;
}

struct str foreign_page(const struct foreign *x)
{
    if (str_is_empty(x->scheme->base_url)) {
        return (struct str){NULL, 0};
    }
    return codec_url(x->scheme, publication_path(x->publication->number, LANG_JA, x->arena),
                     x->arena);
}

struct str foreign_name(const struct foreign *x, struct str part)
{
    struct str page = foreign_page(x);
    struct str whole = str_is_empty(page) ? x->publication->number : page;

    return arena_format(x->arena, "%.*s#%.*s", STR_ARG(whole), STR_ARG(part));
}

struct str foreign_time(const struct foreign *x, int64_t us)
{
    return civil_write_utc(us, x->arena);
}

bool foreign_score(const struct advisory_analysis *v, struct str cve, enum cvss_version *version,
                   enum cvss_severity *severity)
{
    if (!str_is_empty(cve) && !str_is_empty(v->cve) && !str_equal(v->cve, cve)) {
        return false;
    }
    return cvss_version_named(v->cvss_version, version) &&
           cvss_severity_named(v->cvss_version, v->score, severity) &&
           cvss_base_fits(v->cvss_version, v->vector, v->score) == CVSS_FITS;
}

size_t foreign_vulnerabilities(const struct foreign *x)
{
    return x->row_count > 0 ? x->row_count : 1;
}

struct str foreign_cve(const struct foreign *x, size_t index)
{
    if (x->row_count == 0 && str_starts_with(x->publication->number, STR("CVE-"))) {
        return x->publication->number;
    }
    return index < x->row_count ? x->advisory->cves[x->rows[index]].id : (struct str){NULL, 0};
}

bool foreign_weakness(const struct foreign *x, size_t index, size_t n, uint64_t *cwe)
{
    struct str id = foreign_cve(x, index);

    for (size_t i = 0; i < x->advisory->cve_count; i++) {
        const struct advisory_cve *row = &x->advisory->cves[i];

        if (str_equal(row->id, id) && str_starts_with(row->cwe_id, STR("CWE-")) &&
            str_to_u64(str_slice(row->cwe_id, 4, row->cwe_id.len), 99999, cwe) && *cwe > 0 &&
            n-- == 0) {
            return true;
        }
    }
    return false;
}

struct str foreign_product_address(const struct foreign *x, size_t row)
{
    struct str page = foreign_page(x);

    if (str_is_empty(page)) {
        return page;
    }
    return arena_format(x->arena, "%.*s#%.*s", STR_ARG(page),
                        STR_ARG(csaf_product_id(row, x->arena)));
}

struct str foreign_single_version(const struct advisory_product *p)
{
    return csaf_is_single_version(p->versions) ? p->versions : (struct str){NULL, 0};
}

struct str foreign_notice(const struct foreign *x, size_t n)
{
    const struct publication *p = x->publication;

    for (size_t i = 0; i < p->vendor_count; i++) {
        if (!str_is_empty(p->vendors[i].notice_url) && n-- == 0) {
            return p->vendors[i].notice_url;
        }
    }
    return (struct str){NULL, 0};
}
