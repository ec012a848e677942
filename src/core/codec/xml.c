/*
 * core/codec/xml.c — the XML writer of the feeds: UTF-8, two blanks a level, no white space inside
 * leaves.
 *
 * It never writes a document that is not well-formed; whether the elements make sense is the
 * caller's matter.
 */
#include "core/codec/codec_priv.h"
#include "core/text/ui.h"

#include <assert.h>
#include <string.h>

void xml_begin(struct xml_writer *w, struct buf *out)
{
    *w = (struct xml_writer){.out = out};
    buf_add(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
}

void xml_finish(struct xml_writer *w)
{
    assert(w->depth == 0);
}

static void indent(struct xml_writer *w)
{
    for (size_t i = 0; i < w->depth; i++) {
        buf_add(w->out, STR("  "));
    }
}

static void end_tag(struct xml_writer *w, bool new_line)
{
    if (!w->tag_is_open) {
        return;
    }
    buf_add_char(w->out, '>');
    if (new_line) {
        buf_add_char(w->out, '\n');
    }
    w->tag_is_open = false;
}

void xml_open(struct xml_writer *w, const char *name)
{
    assert(w->depth < XML_DEPTH_MAX);
    end_tag(w, true);
    indent(w);
    buf_add_char(w->out, '<');
    buf_add_cstr(w->out, name);
    w->names[w->depth++] = name;
    w->tag_is_open = true;
}

/* A reader takes line ends and tabs of an attribute for blanks; so they are written as such. */
static void attribute_value(struct buf *out, struct str value)
{
    size_t from = 0;

    for (size_t i = 0; i < value.len; i++) {
        bool pair = value.ptr[i] == '\r' && i + 1 < value.len && value.ptr[i + 1] == '\n';

        if (value.ptr[i] == '\n' || value.ptr[i] == '\t' || value.ptr[i] == '\r') {
            xml_attr(out, str_slice(value, from, i));
            buf_add_cstr(out, pair ? "" : " ");
            from = i + 1;
        }
    }
    xml_attr(out, str_slice(value, from, value.len));
}

/* A reader takes every line end for LF; programs that are none have stumbled over CR. */
static void element_text(struct buf *out, struct str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\r') {
            xml_text(out, str_slice(text, from, i));
            buf_add_cstr(out, i + 1 < text.len && text.ptr[i + 1] == '\n' ? "" : "\n");
            from = i + 1;
        }
    }
    xml_text(out, str_slice(text, from, text.len));
}

void xml_attribute(struct xml_writer *w, const char *name, struct str value)
{
    assert(w->tag_is_open);
    buf_add_char(w->out, ' ');
    buf_add_cstr(w->out, name);
    buf_add(w->out, STR("=\""));
    attribute_value(w->out, value);
    buf_add_char(w->out, '"');
}

void xml_open_with(struct xml_writer *w, const char *name, const struct xml_pair *pairs,
                   size_t count)
{
    xml_open(w, name);
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].value.ptr != NULL) {
            xml_attribute(w, pairs[i].name, pairs[i].value);
        }
    }
}

static void write_end(struct xml_writer *w)
{
    buf_add(w->out, STR("</"));
    buf_add_cstr(w->out, w->names[w->depth]);
    buf_add(w->out, STR(">\n"));
}

void xml_close(struct xml_writer *w)
{
    assert(w->depth > 0);
    w->depth--;
    if (w->tag_is_open) {
        w->tag_is_open = false;
        buf_add(w->out, STR("/>\n"));
        return;
    }
    indent(w);
    write_end(w);
}

void xml_text_close(struct xml_writer *w, struct str text)
{
    assert(w->depth > 0 && w->tag_is_open);
    end_tag(w, false);
    element_text(w->out, text);
    w->depth--;
    write_end(w);
}

void xml_leaf(struct xml_writer *w, const char *name, struct str text)
{
    if (str_is_empty(text)) {
        return;
    }
    xml_open(w, name);
    xml_text_close(w, text);
}
