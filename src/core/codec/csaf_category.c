/*
 * core/codec/csaf_category.c — the profiles of CSAF (/document/category): which of them a
 * publication can fill, and which one it gets when nobody chose.
 *
 * A category is a promise; what a publication cannot keep is refused, never filled with something
 * invented. Nobody's choice is the richest profile that the tests find nothing wrong with: a
 * security advisory without a score would lack what test 6.2.3 wants, and says csaf_base instead.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/codec/csaf_read.h"

static const struct {
    struct str name;
    bool only_21;
} categories[] = {
    [CSAF_CATEGORY_AUTO] = {STR_INIT("auto"), false},
    [CSAF_CATEGORY_BASE] = {STR_INIT("csaf_base"), false},
    [CSAF_CATEGORY_INCIDENT] = {STR_INIT("csaf_security_incident_response"), false},
    [CSAF_CATEGORY_INFORMATIONAL] = {STR_INIT("csaf_informational_advisory"), false},
    [CSAF_CATEGORY_ADVISORY] = {STR_INIT("csaf_security_advisory"), false},
    [CSAF_CATEGORY_VEX] = {STR_INIT("csaf_vex"), false},
    [CSAF_CATEGORY_DEPRECATED] = {STR_INIT("csaf_deprecated_security_advisory"), true},
    [CSAF_CATEGORY_WITHDRAWN] = {STR_INIT("csaf_withdrawn"), true},
    [CSAF_CATEGORY_SUPERSEDED] = {STR_INIT("csaf_superseded"), true},
    [CSAF_CATEGORY_REPORT] = {STR_INIT("csaf_vulnerability_report"), true},
};

enum { CATEGORIES = sizeof(categories) / sizeof(categories[0]) };

struct str csaf_category_name(enum csaf_category category)
{
    return categories[category].name;
}

bool csaf_category_named(struct str name, enum csaf_category *out)
{
    for (size_t i = 0; i < CATEGORIES; i++) {
        if (str_equal(name, categories[i].name)) {
            *out = (enum csaf_category)i;
            return true;
        }
    }
    return false;
}

enum csaf_category csaf_category_of(const struct json *document)
{
    enum csaf_category out = CSAF_CATEGORY_BASE;

    struct str name =
        json_text(json_member(json_member(document, STR("document")), STR("category")));

    return csaf_category_named(name, &out) ? out : CSAF_CATEGORY_BASE;
}

const struct advisory_related *csaf_successor(const struct advisory *v)
{
    for (size_t i = 0; i < v->related_count; i++) {
        if (csaf_is_word(v->related[i].kind, CSAF_WORD_SUPERSEDING) &&
            !str_is_empty(v->related[i].url)) {
            return &v->related[i];
        }
    }
    return NULL;
}

static bool has(const struct csaf_out *o, struct text2 text)
{
    return !str_is_empty(csaf_text_of(text, o->lang));
}

/* A text of the kinds that the profiles ask for. */
static bool has_note(const struct csaf_out *o)
{
    const struct advisory *v = &o->publication->advisory;

    return has(o, v->overview) || has(o, v->description) || has(o, v->affected);
}

static bool has_external(const struct advisory *v)
{
    for (size_t i = 0; i < v->related_count; i++) {
        if (!str_is_empty(v->related[i].url)) {
            return true;
        }
    }
    return v->reference_count > 0;
}

/* Products, and a text in each vulnerability. */
static bool has_both(const struct csaf_out *o)
{
    const struct advisory *v = &o->publication->advisory;

    return v->product_count > 0 && (has(o, v->overview) || has(o, v->description));
}

static bool fits(const struct csaf_out *o, enum csaf_category category)
{
    const struct publication *p = o->publication;
    const struct advisory *v = &p->advisory;

    if (categories[category].only_21 && o->form != CSAF_FORM_21) {
        return false;
    }
    switch (category) {
    case CSAF_CATEGORY_AUTO:
    case CSAF_CATEGORY_BASE:
        return true;
    case CSAF_CATEGORY_INCIDENT:
        return has_note(o) && has_external(v);
    case CSAF_CATEGORY_INFORMATIONAL:
        return has_note(o) && has_external(v) && v->cve_count == 0 && v->analysis_count == 0;
    case CSAF_CATEGORY_ADVISORY:
    case CSAF_CATEGORY_VEX:
    case CSAF_CATEGORY_DEPRECATED:
        return has_both(o);
    case CSAF_CATEGORY_REPORT:
        return has_both(o) && has(o, v->overview);
    case CSAF_CATEGORY_WITHDRAWN:
        return p->state == PUBLICATION_WITHDRAWN && p->revision >= 2;
    case CSAF_CATEGORY_SUPERSEDED:
        return p->state != PUBLICATION_WITHDRAWN && p->revision >= 2 && csaf_successor(v) != NULL;
    }
    return false;
}

enum err csaf_category_choose(struct csaf_out *o, enum csaf_category wanted)
{
    if (wanted != CSAF_CATEGORY_AUTO) {
        o->category = wanted;
        return fits(o, wanted) ? ERR_OK : ERR_UNSUPPORTED;
    }
    o->category = CSAF_CATEGORY_BASE;
    if (fits(o, CSAF_CATEGORY_WITHDRAWN)) {
        o->category = CSAF_CATEGORY_WITHDRAWN;
    } else if (fits(o, CSAF_CATEGORY_SUPERSEDED)) {
        o->category = CSAF_CATEGORY_SUPERSEDED;
    } else if (fits(o, CSAF_CATEGORY_ADVISORY) && csaf_all_scored(o)) {
        o->category = CSAF_CATEGORY_ADVISORY;
    }
    return ERR_OK;
}
