/*
 * core/codec/csaf_words.c — the fixed words of CSAF documents.
 */
#include "core/codec/csaf_codec_priv.h"

static const struct text2 words[] = {
#define CSAF_WORD(name, ja, en) {STR_INIT(ja), STR_INIT(en)},
#include "core/codec/csaf_words.def"
};

struct str csaf_text_of(struct text2 text, enum lang lang)
{
    return lang == LANG_EN ? text.en : text.ja;
}

struct str csaf_word(enum csaf_word word, enum lang lang)
{
    return csaf_text_of(words[word], lang);
}

bool csaf_is_word(struct str text, enum csaf_word word)
{
    return str_equal(text, words[word].ja) || str_equal(text, words[word].en);
}

struct str csaf_tracking_id(const struct publication *p, struct arena *a)
{
    return str_find(p->number, STR("#"), 0) != SIZE_MAX ? publication_segment(p->number, a)
                                                        : str_trim(p->number);
}

struct str csaf_title_without(const struct publication *p, enum lang lang, struct arena *a)
{
    const struct advisory *v = &p->advisory;
    struct advisory_product first = {0};
    struct str name = {NULL, 0};

    if (v->product_count > 0) {
        first.vendor = v->products[0].vendor;
        first.product = v->products[0].product;
        name = csaf_product_name(&first, a);
    }
    if (str_is_empty(name) || str_find(name, csaf_tracking_id(p, a), 0) != SIZE_MAX) {
        return lang == LANG_EN ? STR("Security advisory") : STR("脆弱性情報");
    }
    return arena_format(a, lang == LANG_EN ? "Vulnerability in %.*s" : "%.*sにおける脆弱性",
                        STR_ARG(name));
}

struct str csaf_related_summary(const struct advisory_related *v, enum lang lang, struct arena *a)
{
    struct str word = csaf_word(CSAF_WORD_SUPERSEDING, lang);

    if (!csaf_is_word(v->kind, CSAF_WORD_SUPERSEDING)) {
        return v->id;
    }
    return arena_format(a, "%.*s%s%.*s", STR_ARG(word), str_is_empty(v->id) ? "" : ": ",
                        STR_ARG(v->id));
}
