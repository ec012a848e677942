/*
 * core/codec/common.c — titles, addresses, revisions and scores as every codec writes them.
 */
#include "core/codec/codec_priv.h"
#include "core/ident/cwe.h"
#include "core/score/score.h"

struct str codec_pick(struct text2 text, enum lang lang)
{
    return lang == LANG_EN && !str_is_empty(text.en) ? text.en : text.ja;
}

struct str codec_only(struct text2 text, enum lang lang)
{
    return lang == LANG_EN ? text.en : text.ja;
}

bool codec_has_lang(const struct publication *v, enum lang lang)
{
    return lang == LANG_JA || advisory_has_english(&v->advisory);
}

struct str codec_title(const struct publication *v, const struct codec_scheme *s, enum lang lang,
                       struct arena *a)
{
    bool en = lang == LANG_EN;
    const char *exercise = !s->training ? "" : en ? "[Exercise] " : "【演習】";
    const char *withdrawn = v->state != PUBLICATION_WITHDRAWN ? ""
                            : en                              ? "[Withdrawn] "
                                                              : "【取り下げ】";

    return arena_format(a, "%s%s%.*s", exercise, withdrawn,
                        STR_ARG(codec_pick(v->advisory.title, lang)));
}

struct str codec_url(const struct codec_scheme *s, struct str path, struct arena *a)
{
    return arena_format(a, "%.*s%.*s", STR_ARG(s->base_url), STR_ARG(path));
}

struct str codec_one_line(struct str text, struct arena *a)
{
    char *out = arena_alloc(a, text.len + 1);
    size_t len = 0;

    if (out == NULL) {
        return (struct str){NULL, 0};
    }
    for (size_t i = 0; i < text.len; i++) {
        bool pair = text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n';
        bool end = text.ptr[i] == '\n' || text.ptr[i] == '\r';

        if (!pair) {
            out[len++] = end ? ' ' : text.ptr[i];
        }
    }
    return (struct str){out, len};
}

/* The history's last line belongs to the last revision; older ones are counted back from there, so
 * that a history that begins with the first release and one that begins with the second both fit.
 */
int64_t codec_revision_at(const struct publication *v, int64_t number, struct text2 *text)
{
    int64_t index = (int64_t)v->history_count - v->revision + number - 1;

    *text = (struct text2){{NULL, 0}, {NULL, 0}};
    if (number > 1 && index >= 0) {
        *text = v->history[index].text;
    }
    if (number <= 1) {
        return v->published_at_us;
    }
    if (number >= v->revision || index < 0) {
        return number >= v->revision ? v->revised_at_us : v->published_at_us;
    }
    return v->history[index].at_us;
}

bool codec_is_weakness(const struct advisory_related *row)
{
    return str_equal(row->kind, STR("CWE")) && str_starts_with(row->id, STR("CWE-"));
}

struct str codec_weakness_name(struct str id)
{
    struct cwe_entry entry = {.name = {NULL, 0}};
    size_t list;
    unsigned number;

    if (cwe_id_read(id, &number, NULL) != ERR_OK || !cwe_find_newest(number, &list, &entry)) {
        return (struct str){NULL, 0};
    }
    return entry.name;
}

bool codec_score_is_3(const struct advisory_analysis *v)
{
    enum cvss_version version;

    return cvss_version_named(v->cvss_version, &version) &&
           (version == CVSS_3_0 || version == CVSS_3_1) &&
           cvss_base_fits(v->cvss_version, v->vector, v->score) == CVSS_FITS;
}
