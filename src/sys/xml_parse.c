/*
 * sys/xml_parse.c — expat's callbacks as typed events. It must never interpret an element, resolve
 * an entity or open anything: it turns bytes into frames, or says where it stopped and why.
 */
#include "sys/xml_parse.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <expat.h>
#include <string.h>

/* Between address and name in what expat hands over; no character of XML. */
#define NAME_SEPARATOR '\x1f'

enum { BLOCK = 64 << 10, FLUSH_FROM = 48 << 10 };

struct parse {
    XML_Parser parser;
    const struct xml_ends *ends;
    struct buf *out;
    struct buf text; /* waits for the next tag */
    struct xml_event text_at;
    size_t depth;
    bool is_utf8;
    enum xml_reason reason; /* why we stopped; expat's own error otherwise */
    enum err e;
    struct xml_event stop; /* where */
};

static struct xml_event event_here(const struct parse *p, enum xml_event_kind kind)
{
    return (struct xml_event){
        .kind = kind,
        .line = (uint32_t)XML_GetCurrentLineNumber(p->parser),
        .column = (uint32_t)XML_GetCurrentColumnNumber(p->parser) + 1,
    };
}

static void stop(struct parse *p)
{
    (void)XML_StopParser(p->parser, XML_FALSE);
}

static void refuse(struct parse *p, enum xml_reason reason)
{
    if (p->reason != XML_REASON_NONE)
        return;
    p->reason = reason;
    p->stop = event_here(p, XML_EVENT_BAD);
    stop(p);
}

/* ---- events ---------------------------------------------------------------------------------- */

static bool is_blank(struct str text)
{
    return str_trim(text).len == 0;
}

static void end_text(struct parse *p)
{
    if (p->text.failed)
        p->e = ERR_MEMORY;
    if (!is_blank(buf_str(&p->text))) {
        p->text_at.value = buf_str(&p->text);
        xml_event_write(p->out, &p->text_at);
    }
    buf_clear(&p->text);
}

static void flush(struct parse *p)
{
    if (p->e == ERR_OK && p->out->failed)
        p->e = ERR_LIMIT;
    if (p->e == ERR_OK && p->ends->flush && p->out->len >= FLUSH_FROM)
        p->e = p->ends->flush(p->ends->context, p->out);
    if (p->e != ERR_OK)
        stop(p);
}

static void name_event(struct xml_event *event, const char *name)
{
    struct str whole = str_from_cstr(name);
    size_t at = str_find(whole, (struct str){(char[]){NAME_SEPARATOR}, 1}, 0);
    struct str address = at == SIZE_MAX ? (struct str){0} : str_slice(whole, 0, at);
    event->ns = xml_ns_of(address);
    event->name = at == SIZE_MAX ? whole : str_slice(whole, at + 1, whole.len);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct parse *p = context;
    struct xml_event event = event_here(p, XML_EVENT_START);
    size_t count = 0;
    end_text(p);
    name_event(&event, name);
    if (++p->depth > LIMIT_XML_DEPTH)
        refuse(p, XML_REASON_DEPTH);
    if (event.name.len > LIMIT_XML_NAME)
        refuse(p, XML_REASON_NAME);
    if (p->reason != XML_REASON_NONE)
        return;
    xml_event_write(p->out, &event);
    event.kind = XML_EVENT_ATTRIBUTE;
    for (; attributes[2 * count]; count++) {
        name_event(&event, attributes[2 * count]);
        event.value = str_from_cstr(attributes[2 * count + 1]);
        if (count == LIMIT_XML_ATTRIBUTES)
            refuse(p, XML_REASON_ATTRIBUTES);
        if (event.name.len > LIMIT_XML_NAME)
            refuse(p, XML_REASON_NAME);
        if (event.value.len > LIMIT_XML_TEXT)
            refuse(p, XML_REASON_TEXT);
        if (p->reason != XML_REASON_NONE)
            return;
        xml_event_write(p->out, &event);
    }
    flush(p);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct parse *p = context;
    struct xml_event event = event_here(p, XML_EVENT_END);
    (void)name;
    end_text(p);
    p->depth--;
    xml_event_write(p->out, &event);
    flush(p);
}

static void XMLCALL on_text(void *context, const XML_Char *bytes, int len)
{
    struct parse *p = context;
    if (p->text.len == 0)
        p->text_at = event_here(p, XML_EVENT_TEXT);
    if (p->text.len + (size_t)len > LIMIT_XML_TEXT)
        refuse(p, XML_REASON_TEXT);
    else
        buf_add_bytes(&p->text, bytes, (size_t)len);
}

/* Everything without a callback of its own; a DOCTYPE is refused where it begins. */
static void XMLCALL on_other(void *context, const XML_Char *bytes, int len)
{
    if (str_starts_with((struct str){bytes, (size_t)len}, STR("<!DOCTYPE")))
        refuse(context, XML_REASON_DOCTYPE);
}

/* A declaration that the callback above did not see must not get through either. A callback for its
 * beginning would keep it from the other one. */
static void XMLCALL on_doctype_end(void *context)
{
    refuse(context, XML_REASON_DOCTYPE);
}

static void XMLCALL on_declaration(void *context, const XML_Char *version, const XML_Char *encoding,
                                   int standalone)
{
    struct parse *p = context;
    (void)version;
    (void)standalone;
    if (encoding)
        p->is_utf8 = str_equal_nocase(str_from_cstr(encoding), STR("UTF-8"));
}

/* ---- refusals -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct { enum XML_Error code; enum xml_reason reason; } reasons[] = {
    {XML_ERROR_NO_MEMORY, XML_REASON_MEMORY},
    {XML_ERROR_NO_ELEMENTS, XML_REASON_END},
    {XML_ERROR_UNCLOSED_TOKEN, XML_REASON_END},
    {XML_ERROR_UNCLOSED_CDATA_SECTION, XML_REASON_END},
    {XML_ERROR_PARTIAL_CHAR, XML_REASON_UTF8},
    {XML_ERROR_TAG_MISMATCH, XML_REASON_TAG},
    {XML_ERROR_DUPLICATE_ATTRIBUTE, XML_REASON_DUPLICATE},
    {XML_ERROR_JUNK_AFTER_DOC_ELEMENT, XML_REASON_TRAILING},
    {XML_ERROR_UNDEFINED_ENTITY, XML_REASON_ENTITY},
    {XML_ERROR_UNKNOWN_ENCODING, XML_REASON_ENCODING},
    {XML_ERROR_INCORRECT_ENCODING, XML_REASON_ENCODING},
    {XML_ERROR_UNBOUND_PREFIX, XML_REASON_PREFIX},
    {XML_ERROR_UNDECLARING_PREFIX, XML_REASON_PREFIX},
    {XML_ERROR_RESERVED_PREFIX_XML, XML_REASON_PREFIX},
    {XML_ERROR_RESERVED_PREFIX_XMLNS, XML_REASON_PREFIX},
    {XML_ERROR_RESERVED_NAMESPACE_URI, XML_REASON_PREFIX},
};
/* clang-format on */

/* The bytes at expat's place are no UTF-8: more helpful than "not well-formed". */
static bool is_bad_utf8(const struct parse *p, struct str block, size_t before)
{
    XML_Index at = XML_GetCurrentByteIndex(p->parser);
    if (!p->is_utf8 || at < 0 || (size_t)at < before || (size_t)at - before + 4 > block.len)
        return false;
    return utf8_first_bad(str_slice(block, (size_t)at - before, (size_t)at - before + 4)) == 0;
}

static enum xml_reason reason_of(const struct parse *p, struct str block, size_t before)
{
    enum XML_Error code = XML_GetErrorCode(p->parser);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].code == code)
            return reasons[i].reason;
    }
    return code == XML_ERROR_INVALID_TOKEN && is_bad_utf8(p, block, before) ? XML_REASON_UTF8
                                                                            : XML_REASON_SYNTAX;
}

/* ---- the run --------------------------------------------------------------------------------- */

static bool begins_as_utf16(struct str block)
{
    return block.len >= 2 &&
           (memcmp(block.ptr, "\xff\xfe", 2) == 0 || memcmp(block.ptr, "\xfe\xff", 2) == 0);
}

/* Hands all blocks to expat; false when it stopped. */
static bool parse_blocks(struct parse *p)
{
    size_t total = 0;
    for (;;) {
        size_t got = 0;
        char *block = XML_GetBuffer(p->parser, BLOCK);
        if (!block) {
            refuse(p, XML_REASON_MEMORY);
            return false;
        }
        p->e = p->ends->read(p->ends->context, block, BLOCK, &got);
        if (p->e != ERR_OK)
            return false;
        if (total == 0 && begins_as_utf16((struct str){block, got}))
            p->is_utf8 = false;
        if (total + got > LIMIT_XML_BYTES) {
            refuse(p, XML_REASON_SIZE);
            return false;
        }
        if (XML_ParseBuffer(p->parser, (int)got, got == 0) != XML_STATUS_OK) {
            if (p->reason == XML_REASON_NONE && p->e == ERR_OK)
                refuse(p, reason_of(p, (struct str){block, got}, total));
            return false;
        }
        if (got == 0)
            return true;
        total += got;
    }
}

enum err xml_parse(const struct xml_ends *ends, struct buf *events)
{
    struct parse p = {.ends = ends, .out = events, .is_utf8 = true};
    p.parser = XML_ParserCreateNS(NULL, NAME_SEPARATOR);
    if (!p.parser)
        return ERR_MEMORY;
    buf_init(&p.text, events->arena, LIMIT_XML_TEXT);
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, on_start, on_end);
    XML_SetCharacterDataHandler(p.parser, on_text);
    XML_SetDefaultHandler(p.parser, on_other);
    XML_SetEndDoctypeDeclHandler(p.parser, on_doctype_end);
    XML_SetXmlDeclHandler(p.parser, on_declaration);
    bool done = parse_blocks(&p);
    struct xml_event last = done ? event_here(&p, XML_EVENT_DONE) : p.stop;
    last.reason = p.reason;
    XML_ParserFree(p.parser);
    if (p.e != ERR_OK)
        return p.e;
    xml_event_write(events, &last);
    if (events->failed)
        return ERR_LIMIT;
    return ends->flush ? ends->flush(ends->context, events) : ERR_OK;
}

/* ---- from memory ----------------------------------------------------------------------------- */

static enum err read_bytes(void *context, char *to, size_t room, size_t *got)
{
    struct str *rest = context;
    *got = rest->len < room ? rest->len : room;
    if (*got > 0)
        memcpy(to, rest->ptr, *got);
    *rest = str_slice(*rest, *got, rest->len);
    return ERR_OK;
}

enum err xml_parse_bytes(struct str bytes, struct buf *events)
{
    struct xml_ends ends = {.read = read_bytes, .context = &bytes};
    return xml_parse(&ends, events);
}
