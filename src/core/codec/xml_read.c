/*
 * core/codec/xml_read.c — typed events into elements. It must never go on with a stream that does
 * not close as it opened, whatever its frames say.
 */
#include "core/codec/xml_read.h"

#include "base/limits.h"

#include <assert.h>
#include <string.h>

/* ---- the whole stream ------------------------------------------------------------------------ */

/* ERR_OK when the events are one element and DONE. *aside becomes the events from the first child
 * of the root in that name space on. */
static enum err check_events(struct str rest, enum xml_ns ns, struct str *aside,
                             struct xml_fault *fault)
{
    size_t depth = 0;
    bool begun = false;
    bool may_have_attribute = false;
    struct xml_event v;

    for (;;) {
        struct str here = rest;
        enum err e = xml_event_read(&rest, &v);
        if (e != ERR_OK) {
            return ERR_CORRUPT;
        }
        switch (v.kind) {
        case XML_EVENT_START:
            if ((begun && depth == 0) || ++depth > LIMIT_XML_DEPTH) {
                return ERR_CORRUPT;
            }
            begun = true;
            if (depth == 2 && v.ns == ns && aside->ptr == NULL) {
                *aside = here;
            }
            break;
        case XML_EVENT_ATTRIBUTE:
            if (!may_have_attribute) {
                return ERR_CORRUPT;
            }
            continue;
        case XML_EVENT_TEXT:
            if (depth == 0) {
                return ERR_CORRUPT;
            }
            break;
        case XML_EVENT_END:
            if (depth == 0) {
                return ERR_CORRUPT;
            }
            depth--;
            break;
        case XML_EVENT_DONE:
            return begun && depth == 0 && rest.len == 0 ? ERR_OK : ERR_CORRUPT;
        case XML_EVENT_BAD:
            *fault = (struct xml_fault){
                .reason = xml_reason_text(v.reason), .line = v.line, .column = v.column};
            return rest.len == 0 ? ERR_INVALID : ERR_CORRUPT;
        }
        may_have_attribute = v.kind == XML_EVENT_START;
    }
}

/* ---- elements -------------------------------------------------------------------------------- */

/* A frame of a stream that was checked. */
static struct xml_event take(struct str *rest)
{
    struct xml_event v;
    enum err e = xml_event_read(rest, &v);

    assert(e == ERR_OK);
    return e == ERR_OK ? v : (struct xml_event){.kind = XML_EVENT_DONE};
}

static struct xml_event peek(struct str rest)
{
    return take(&rest);
}

/* Text as it stands in the program: lines end in LF, no DEL, no blanks at the ends. */
static struct str clean(struct str text, struct arena *a)
{
    bool is_clean = memchr(text.ptr != NULL ? text.ptr : "", '\r', text.len) == NULL &&
                    memchr(text.ptr != NULL ? text.ptr : "", 0x7f, text.len) == NULL;
    char *out = is_clean ? NULL : arena_alloc(a, text.len + 1);
    size_t len = 0;

    if (out == NULL) {
        return str_trim(text); /* a full arena is noticed at the end of the element */
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != 0x7f) {
            out[len++] = text.ptr[i] == '\r' ? '\n' : text.ptr[i];
        }
    }
    return str_trim((struct str){out, len});
}

/* The element whose START was taken off already, with its attributes. */
static struct xml_node *new_node(struct str *rest, const struct xml_event *start, struct arena *a)
{
    struct xml_node *node = ARENA_NEW(a, struct xml_node);
    struct xml_value **last;

    if (node == NULL) {
        return NULL;
    }
    *node = (struct xml_node){
        .ns = start->ns, .name = start->name, .line = start->line, .column = start->column};
    last = &node->attributes;
    while (peek(*rest).kind == XML_EVENT_ATTRIBUTE) {
        struct xml_event v = take(rest);
        *last = ARENA_NEW(a, struct xml_value);
        if (*last == NULL) {
            return NULL;
        }
        **last = (struct xml_value){v.ns, v.name, clean(v.value, a), NULL};
        last = &(*last)->next;
    }
    node->inside = (struct str){rest->ptr, 0};
    return node;
}

static void add_text(struct xml_node *node, struct str text, struct arena *a)
{
    if (str_is_empty(node->text)) {
        node->text = clean(text, a);
    } else {
        node->is_split = true;
    }
}

/* Text among elements is all words in their order: none of them is lost. */
static enum err end_node(struct xml_node *node, struct str rest, struct arena *a)
{
    node->inside.len = (size_t)(rest.ptr - node->inside.ptr);
    if (str_is_empty(node->text) || (node->first == NULL && !node->is_split)) {
        return ERR_OK;
    }
    if (node->inside.len > 4 * (size_t)LIMIT_XML_TEXT) {
        return ERR_LIMIT;
    }
    node->text = xml_words(node, a);
    return ERR_OK;
}

/* All that is in an element whose START and attributes were taken off, up to its END. */
static enum err fill_node(struct str *rest, struct xml_node *top, struct arena *a)
{
    struct xml_node *open[LIMIT_XML_DEPTH + 1] = {top};
    struct xml_node **last[LIMIT_XML_DEPTH + 1] = {&top->first};
    size_t depth = 0;

    for (;;) {
        struct xml_event v = take(rest);
        if (v.kind == XML_EVENT_TEXT) {
            add_text(open[depth], v.value, a);
        }
        if (v.kind == XML_EVENT_END) {
            enum err e = end_node(open[depth], *rest, a);
            if (e != ERR_OK || depth-- == 0) {
                return e == ERR_OK && a->failed ? ERR_MEMORY : e;
            }
        }
        if (v.kind == XML_EVENT_START) {
            struct xml_node *node = new_node(rest, &v, a);
            if (node == NULL) {
                return ERR_MEMORY;
            }
            *last[depth] = node;
            last[depth] = &node->next;
            depth++;
            assert(depth <= LIMIT_XML_DEPTH);
            open[depth] = node;
            last[depth] = &node->first;
        }
    }
}

enum err xml_stream_begin(struct str events, enum xml_ns aside, struct arena *a,
                          struct xml_stream *out, struct xml_fault *fault)
{
    struct xml_stream side = {{NULL, 0}, NULL, NULL};
    enum err e = check_events(events, aside, &side.rest, fault);

    if (e != ERR_OK) {
        return e;
    }
    struct xml_event start = take(&events);
    struct xml_node *root = new_node(&events, &start, a);
    *out = (struct xml_stream){events, root, NULL};
    if (root != NULL && side.rest.ptr != NULL) {
        return xml_stream_next(&side, a, &out->aside);
    }
    return root != NULL ? ERR_OK : ERR_MEMORY;
}

enum err xml_stream_next(struct xml_stream *s, struct arena *a, const struct xml_node **out)
{
    struct xml_event v;

    *out = NULL;
    do {
        if (peek(s->rest).kind == XML_EVENT_DONE) {
            return ERR_OK;
        }
        v = take(&s->rest);
    } while (v.kind != XML_EVENT_START);
    struct xml_node *node = new_node(&s->rest, &v, a);
    enum err e = node != NULL ? fill_node(&s->rest, node, a) : ERR_MEMORY;
    *out = e == ERR_OK ? node : NULL;
    return e;
}

enum err xml_stream_whole(struct xml_stream *s, struct arena *a, const struct xml_node **out)
{
    struct xml_node *node = ARENA_NEW(a, struct xml_node);

    if (node == NULL) {
        return ERR_MEMORY;
    }
    *node = *s->root;
    *out = node;
    return fill_node(&s->rest, node, a);
}

/* ---- words ----------------------------------------------------------------------------------- */

/* Elements of XHTML before and behind which a line ends. */
static bool begins_line(struct str name)
{
    static const char *const names[] = {"p",  "div", "br", "li",  "ul",         "ol",   "dl",
                                        "dt", "dd",  "tr", "h1",  "h2",         "h3",   "h4",
                                        "h5", "h6",  "hr", "pre", "blockquote", "table"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (str_equal(name, str_from_cstr(names[i]))) {
            return true;
        }
    }
    return false;
}

/* A blank or a line end, which wins, and neither twice nor at the beginning. */
static void separate(struct buf *out, bool line)
{
    char last = out->len > 0 ? out->ptr[out->len - 1] : '\n';

    if (line && last == ' ') {
        out->ptr[out->len - 1] = '\n';
    } else if (last != '\n' && (line || last != ' ')) {
        buf_add_char(out, line ? '\n' : ' ');
    }
}

static void add_words(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            separate(out, false);
        } else if (c != 0x7f) {
            buf_add_char(out, c);
        }
    }
}

/* Blanks between two elements are no event: they stand where one begins as the other has ended. */
struct str xml_words(const struct xml_node *v, struct arena *a)
{
    struct str rest = v != NULL ? v->inside : (struct str){NULL, 0};
    struct str text = {NULL, 0};
    bool lines[LIMIT_XML_DEPTH + 1];
    size_t depth = 0;
    bool ended = false;
    struct buf out;

    buf_init(&out, a, LIMIT_XML_BYTES);
    while (rest.len > 0) {
        struct xml_event e = take(&rest);
        if (e.kind == XML_EVENT_START) {
            lines[depth] = begins_line(e.name);
            if (ended || lines[depth]) {
                separate(&out, lines[depth]);
            }
            depth++;
        } else if (e.kind == XML_EVENT_END && depth > 0) {
            depth--;
            if (lines[depth]) {
                separate(&out, true);
            }
        } else if (e.kind == XML_EVENT_TEXT) {
            add_words(&out, e.value);
        }
        ended = e.kind == XML_EVENT_END;
    }
    return buf_finish(&out, &text) == ERR_OK ? str_trim(text) : (struct str){NULL, 0};
}

/* ---- asking ---------------------------------------------------------------------------------- */

bool xml_is(const struct xml_node *v, enum xml_ns ns, struct str name)
{
    return v != NULL && v->ns == ns && str_equal(v->name, name);
}

const struct xml_node *xml_child(const struct xml_node *v, enum xml_ns ns, struct str name)
{
    const struct xml_node *child = v != NULL ? v->first : NULL;

    while (child != NULL && !xml_is(child, ns, name)) {
        child = child->next;
    }
    return child;
}

const struct xml_node *xml_again(const struct xml_node *v)
{
    const struct xml_node *next = v != NULL ? v->next : NULL;

    while (next != NULL && !xml_is(next, v->ns, v->name)) {
        next = next->next;
    }
    return next;
}

struct str xml_text_of(const struct xml_node *v)
{
    return v != NULL ? v->text : (struct str){NULL, 0};
}

struct str xml_attribute_in(const struct xml_node *v, enum xml_ns ns, struct str name)
{
    for (const struct xml_value *a = v != NULL ? v->attributes : NULL; a != NULL; a = a->next) {
        if (a->ns == ns && str_equal(a->name, name)) {
            return a->value;
        }
    }
    return (struct str){NULL, 0};
}

struct str xml_attribute_of(const struct xml_node *v, struct str name)
{
    return xml_attribute_in(v, XML_NS_NONE, name);
}
