/*
 * base/xml_event.c — frames of XML events: nine numbers of fixed width, then name and value.
 *
 * Writing and reading stand side by side, so that neither can be changed alone.
 */
#include "base/xml_event.h"

#include "base/limits.h"
#include "base/utf8.h"

static void write_u32(struct buf *out, uint32_t n)
{
    for (unsigned shift = 0; shift < 32; shift += 8) {
        buf_add_char(out, (char)(unsigned char)(n >> shift));
    }
}

static uint32_t read_u32(const char *bytes)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < 4; i++) {
        n |= (uint32_t)(unsigned char)bytes[i] << 8 * i;
    }
    return n;
}

void xml_event_write(struct buf *out, const struct xml_event *event)
{
    buf_add_char(out, (char)event->kind);
    buf_add_char(out, (char)event->ns);
    buf_add_char(out, (char)event->reason);
    buf_add_char(out, 0);
    write_u32(out, event->line);
    write_u32(out, event->column);
    write_u32(out, (uint32_t)event->name.len);
    write_u32(out, (uint32_t)event->value.len);
    buf_add(out, event->name);
    buf_add(out, event->value);
}

/* Characters that no XML document can hold, not even by number: U+FFFE and U+FFFF are EF BF BE and
 * EF BF BF. */
static bool has_no_character(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
            return true;
        }
        if (c == 0xef && s.len - i >= 3 && (unsigned char)s.ptr[i + 1] == 0xbf &&
            (unsigned char)s.ptr[i + 2] >= 0xbe) {
            return true;
        }
    }
    return false;
}

static bool is_text(struct str s)
{
    return utf8_first_bad(s) == SIZE_MAX && !has_no_character(s);
}

/* True when an event of this kind has exactly what it may have. */
static bool is_consistent(const struct xml_event *e)
{
    bool named = e->name.len > 0;
    bool valued = e->value.len > 0;
    bool reasoned = e->reason != XML_REASON_NONE;

    switch (e->kind) {
    case XML_EVENT_START:
        return named && !valued && !reasoned;
    case XML_EVENT_ATTRIBUTE:
        return named && !reasoned;
    case XML_EVENT_TEXT:
        return !named && valued && !reasoned;
    case XML_EVENT_END:
    case XML_EVENT_DONE:
        return !named && !valued && !reasoned;
    case XML_EVENT_BAD:
        return !named && !valued && reasoned;
    }
    return false;
}

enum err xml_event_read(struct str *rest, struct xml_event *out)
{
    const char *head = rest->ptr;

    if (rest->len == 0) {
        return ERR_NOT_FOUND;
    }
    if (rest->len < XML_FRAME_HEAD || head[3] != 0 || (unsigned char)head[1] >= XML_NS_COUNT ||
        (unsigned char)head[2] >= XML_REASON_COUNT) {
        return ERR_CORRUPT;
    }
    uint32_t name_len = read_u32(head + 12);
    uint32_t value_len = read_u32(head + 16);
    if (name_len > LIMIT_XML_NAME || value_len > LIMIT_XML_TEXT ||
        rest->len - XML_FRAME_HEAD < (size_t)name_len + value_len) {
        return ERR_CORRUPT;
    }
    *out = (struct xml_event){
        .kind = (enum xml_event_kind)(unsigned char)head[0],
        .ns = (enum xml_ns)(unsigned char)head[1],
        .reason = (enum xml_reason)(unsigned char)head[2],
        .line = read_u32(head + 4),
        .column = read_u32(head + 8),
        .name = str_slice(*rest, XML_FRAME_HEAD, XML_FRAME_HEAD + name_len),
        .value = str_slice(*rest, XML_FRAME_HEAD + name_len,
                           (size_t)XML_FRAME_HEAD + name_len + value_len),
    };
    if (!is_consistent(out) || !is_text(out->name) || !is_text(out->value)) {
        return ERR_CORRUPT;
    }
    *rest = str_slice(*rest, (size_t)XML_FRAME_HEAD + name_len + value_len, rest->len);
    return ERR_OK;
}

enum xml_ns xml_ns_of(struct str address)
{
    static const struct str addresses[XML_NS_COUNT] = {
#define NS(name, address) [XML_NS_##name] = STR_INIT(address),
#include "base/xml_names.def"
    };

    if (str_is_empty(address)) {
        return XML_NS_NONE;
    }
    for (size_t i = XML_NS_OTHER + 1; i < XML_NS_COUNT; i++) {
        if (str_equal(address, addresses[i])) {
            return (enum xml_ns)i;
        }
    }
    return XML_NS_OTHER;
}

const char *xml_reason_text(enum xml_reason reason)
{
    static const char *const texts[XML_REASON_COUNT] = {
        [XML_REASON_NONE] = "nothing",
#define REASON(name, text) [XML_REASON_##name] = (text),
#include "base/xml_reasons.def"
    };
    return (size_t)reason < XML_REASON_COUNT ? texts[reason] : "unknown";
}
