/*
 * core/codec/feed_read.c — which kind of document it is, and its entries one after the other.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/feed_read_priv.h"
#include "core/codec/myjvn.h"

#include <assert.h>

/* The root of each kind and its entries. VULDEF stands twice: a page of the manual writes https. An
 * entry of Atom may be a document, too; then the root has no entries but is one. */
struct shape {
    enum feed_kind kind;
    enum xml_ns ns;
    struct str root;
    enum xml_ns entry_ns;
    struct str entry;
    void (*read)(struct build *b, const struct xml_node *entry);
};

static const struct shape shapes[] = {
    {FEED_VULDEF, XML_NS_VULDEF, STR_INIT("VULDEF-Document"), XML_NS_VULDEF, STR_INIT("Vulinfo"),
     vuldef_read_entry},
    {FEED_VULDEF, XML_NS_VULDEF_HTTPS, STR_INIT("VULDEF-Document"), XML_NS_VULDEF_HTTPS,
     STR_INIT("Vulinfo"), vuldef_read_entry},
    {FEED_JVNRSS, XML_NS_RDF, STR_INIT("RDF"), XML_NS_RSS, STR_INIT("item"), jvnrss_read_entry},
    {FEED_ATOM, XML_NS_ATOM, STR_INIT("feed"), XML_NS_ATOM, STR_INIT("entry"), atom_read_entry},
    {FEED_ATOM, XML_NS_ATOM, STR_INIT("entry"), XML_NS_NONE, STR_INIT(""), atom_read_entry},
    {FEED_RESULTS, XML_NS_RESULTS, STR_INIT("Result"), XML_NS_RESULTS, STR_INIT(""), NULL},
};

static const struct shape *shape_of(const struct xml_node *root)
{
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        if (xml_is(root, shapes[i].ns, shapes[i].root)) {
            return &shapes[i];
        }
    }
    return NULL;
}

/* An answer of MyJVN that tells an error is refused as a whole, in the service's own words. */
static bool is_success(const struct xml_node *status, struct arena *a, struct xml_fault *fault)
{
    const struct myjvn_error said = {.code = xml_attribute_of(status, STR("retCd")),
                                     .name = xml_attribute_of(status, STR("errCd")),
                                     .message = xml_attribute_of(status, STR("errMsg"))};
    struct str detail = {NULL, 0};
    const char *reason =
        xml_is(status, XML_NS_STATUS, STR("Status")) ? myjvn_refusal(&said, a, &detail) : NULL;

    if (reason == NULL) {
        return true;
    }
    *fault = (struct xml_fault){.reason = reason,
                                .name = status->name,
                                .line = status->line,
                                .column = status->column,
                                .detail = detail};
    return false;
}

enum err feed_begin(struct str events, struct arena *a, struct feed_reader *out,
                    struct xml_fault *fault)
{
    struct feed_reader f = {.lang = LANG_JA};
    enum err e = xml_stream_begin(events, XML_NS_STATUS, a, &f.xml, fault);
    const struct shape *shape = e == ERR_OK ? shape_of(f.xml.root) : NULL;

    if (e != ERR_OK) {
        return e;
    }
    if (shape == NULL) {
        *fault = (struct xml_fault){
            .reason =
                N_("neither VULDEF, JVNRSS, Atom nor an answer of MyJVN: the first element is"),
            .name = f.xml.root->name,
            .line = f.xml.root->line,
            .column = f.xml.root->column};
        return ERR_INVALID;
    }
    if (!is_success(f.xml.aside, a, fault)) {
        return ERR_INVALID;
    }
    /* An answer without xml:lang says in its Status for which language it was asked. */
    f.lang = build_lang_of(f.xml.root,
                           build_lang_named(xml_attribute_of(f.xml.aside, STR("lang")), LANG_JA));
    f.kind = shape->kind;
    *out = f;
    return ERR_OK;
}

/* The channel of RSS comes before its items; a feed without xml:lang says there what it is in. */
static void hear_channel(struct feed_reader *f, const struct xml_node *child)
{
    if (xml_is(child, XML_NS_RSS, STR("channel"))) {
        struct str said = xml_text_of(xml_child(child, XML_NS_DC, STR("language")));
        f->lang = build_lang_of(f->xml.root, build_lang_named(said, f->lang));
    }
}

static enum err next_entry(struct feed_reader *f, const struct shape *shape, struct arena *a,
                           const struct xml_node **out)
{
    enum err e = ERR_OK;

    if (str_is_empty(shape->entry)) {
        if (shape->read == NULL || f->is_read) {
            return ERR_NOT_FOUND;
        }
        f->is_read = true;
        return xml_stream_whole(&f->xml, a, out);
    }
    do {
        e = xml_stream_next(&f->xml, a, out);
        hear_channel(f, *out);
    } while (e == ERR_OK && *out != NULL && !xml_is(*out, shape->entry_ns, shape->entry));
    return e == ERR_OK && *out == NULL ? ERR_NOT_FOUND : e;
}

enum err feed_next(struct feed_reader *f, struct arena *a, struct publication *out,
                   struct xml_fault *fault)
{
    const struct shape *shape = shape_of(f->xml.root);
    const struct xml_node *entry = NULL;
    struct build b;

    assert(shape != NULL); /* feed_begin knew it */
    enum err e = next_entry(f, shape, a, &entry);

    if (e != ERR_OK) {
        return e;
    }
    build_begin(&b, out, build_lang_of(entry, f->lang), a, fault);
    shape->read(&b, entry);
    return build_end(&b, entry);
}
