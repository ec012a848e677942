/*
 * cli/convert_xml.c — the formats of `todoke convert` that are XML. The bytes are read by the
 * parser child alone (sys/xml_child.h); what comes back is events.
 */
#include "cli/convert_priv.h"

#include "sys/xml_child.h"

int cli_role_xml(struct cli *c)
{
    (void)c;
    return xml_child_main();
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum err open_xml(struct parcel *p, struct str text)
{
    struct str events = {0};
    enum err e = xml_child_read(text, p->arena, &events);
    p->reason = N_("the parser child did not end as it should");
    return e == ERR_OK ? feed_begin(events, p->arena, &p->feed, &p->fault) : e;
}

static enum err open_kind(struct parcel *p, struct str text, enum feed_kind kind,
                          const char *reason)
{
    enum err e = open_xml(p, text);
    if (e != ERR_OK || p->feed.kind == kind)
        return e;
    p->reason = reason;
    return ERR_INVALID;
}

static enum err open_vuldef(struct parcel *p, struct str text)
{
    return open_kind(p, text, FEED_VULDEF, N_("the document is no VULDEF"));
}

static enum err open_jvnrss(struct parcel *p, struct str text)
{
    return open_kind(p, text, FEED_JVNRSS, N_("the document is no JVNRSS"));
}

static enum err open_atom(struct parcel *p, struct str text)
{
    return open_kind(p, text, FEED_ATOM, N_("the document is no Atom feed"));
}

static enum err next_entry(const struct convert *v, struct parcel *p)
{
    if (p->feed.kind == FEED_RESULTS && v->to->lists) {
        enum err e = ERR_OK;
        if (p->index == 0)
            e = myjvn_list_read(&p->feed, p->arena, &p->lists, &p->fault);
        return e == ERR_OK ? convert_take_list(v, p) : e;
    }
    enum err e = feed_next(&p->feed, p->entry, &p->publication, &p->fault);
    p->reason = e == ERR_NOT_FOUND ? N_("there is no advisory in it") : p->reason;
    return e;
}

/* ---- writing --------------------------------------------------------------------------------- */

static const char needs_number[] = N_("this format needs a number");
static const char needs_title[] =
    N_("this format needs a title, an overview and the dates of release");

static const char needs_text[] = N_("the advisory has no title and no overview in this language");

static bool is_complete(const struct convert *v, const struct publication *p)
{
    bool english = convert_lang(v, p) == LANG_EN;
    return !str_is_empty(p->number) && p->published_at_us > 0 &&
           (english ? advisory_has_english(&p->advisory) : !str_is_empty(p->advisory.title.ja));
}

/* An advisory of the other language alone would be a document of empty elements. */
static bool speaks_another_language(const struct convert *v, const struct publication *p)
{
    const struct advisory *a = &p->advisory;
    bool english = !str_is_empty(a->title.en) || !str_is_empty(a->overview.en);
    bool japanese = !str_is_empty(a->title.ja) || !str_is_empty(a->overview.ja);
    return convert_lang(v, p) == LANG_EN ? japanese && !english : english && !japanese;
}

static enum err write_vuldef_answer(const struct convert *v, struct parcel *p,
                                    const struct myjvn_status *status, struct buf *out)
{
    const struct publication *item = &p->publication;
    const struct codec_list list = {&item, 1, item->revised_at_us};
    p->reason = needs_text;
    if (speaks_another_language(v, item))
        return ERR_UNSUPPORTED;
    p->reason = needs_number;
    return vuldef_write(&list, &v->scheme, convert_lang(v, item), status, out);
}

static enum err write_vuldef(const struct convert *v, struct parcel *p, struct buf *out)
{
    return write_vuldef_answer(v, p, NULL, out);
}

static enum err write_jvnrss(const struct convert *v, struct parcel *p, struct buf *out)
{
    const struct publication *item = &p->publication;
    const struct codec_list list = {&item, 1, item->revised_at_us};
    p->reason = needs_title;
    if (!is_complete(v, item))
        return ERR_UNSUPPORTED;
    return jvnrss_write(&list, &v->scheme, convert_lang(v, item), out);
}

static enum err write_atom(const struct convert *v, struct parcel *p, struct buf *out)
{
    const struct publication *item = &p->publication;
    const struct codec_list list = {&item, 1, item->revised_at_us};
    p->reason = needs_title;
    if (!is_complete(v, item))
        return ERR_UNSUPPORTED;
    return atom_write(&list, &v->scheme, convert_lang(v, item), out);
}

/* One advisory as the answer to the question for it. */
static enum err write_myjvn(const struct convert *v, struct parcel *p, struct buf *out)
{
    const struct publication *item = &p->publication;
    const struct codec_list list = {&item, 1, item->revised_at_us};
    bool overview = str_equal(v->method, STR("getVulnOverviewList"));
    const struct myjvn_status status = {
        .method = v->method,
        .vuln_id = overview ? (struct str){0} : item->number,
        .max = overview ? MYJVN_MAX_OVERVIEW : MYJVN_MAX_DETAIL,
        .total = 1,
        .returned = 1,
        .first = 1,
    };
    if (p->is_list)
        return myjvn_list_write(&p->list, out);
    if (!overview)
        return write_vuldef_answer(v, p, &status, out);
    p->reason = needs_title;
    if (!is_complete(v, item))
        return ERR_UNSUPPORTED;
    return jvnrss_write_answer(&list, &v->scheme, convert_lang(v, item), &status, out);
}

static const struct format formats[] = {
    {"vuldef", open_vuldef, next_entry, write_vuldef, false, true},
    {"jvnrss", open_jvnrss, next_entry, write_jvnrss, false, true},
    {"atom", open_atom, next_entry, write_atom, false, true},
    {"myjvn", open_xml, next_entry, write_myjvn, true, true},
};

const struct format *convert_xml_format(struct str name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (str_equal(name, str_from_cstr(formats[i].name)))
            return &formats[i];
    }
    return NULL;
}
