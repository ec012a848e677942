/*
 * core/text/ui.h — what every rendered text needs: the reader's language, the escapers, dates and
 * numbers in words.
 *
 * The compiled templates (docs/internals/templates.md) call these functions; a page's handler only
 * fills its view struct. Everything appends to a `struct buf`, whose sticky flag reports a page
 * that grew too long. Nothing here writes markup: tags come from templates alone.
 */
#ifndef CORE_TEXT_UI_H
#define CORE_TEXT_UI_H

#include "base/buf.h"
#include "base/civil.h"
#include "core/text/lang.h"

/* The reader, for one rendering. */
struct ui {
    enum lang lang;
    bool training; /* the directory is an exercise: every page says so */
};

/* Markup that is already safe. Only the Markdown renderer and the preview of a template make one.
 */
struct safe_html {
    struct str html;
};

/* HTML text and <textarea>/<title> content: & < > become entities. NUL and other controls but TAB
 * and LF vanish. */
void html_text(struct buf *out, struct str s);
/* Inside a quoted HTML attribute: & < > " ' become entities. */
void html_attr(struct buf *out, struct str s);
/* A whole address as an attribute: http:, https:, mailto: or a path, query or fragment of this
 * site; anything else (other schemes, "//host", "/\host", leading blanks) is written as "#". Bytes
 * that no address may hold are percent-encoded. */
void html_url(struct buf *out, struct str s);
/* One part of a path or one value of a query: every byte but A–Z a–z 0–9 - . _ ~ is
 * percent-encoded. */
void html_url_part(struct buf *out, struct str s);
/* XML 1.0 text and quoted attribute; characters that XML cannot hold vanish. */
void xml_text(struct buf *out, struct str s);
void xml_attr(struct buf *out, struct str s);
/* Plain text (mail): the bytes as they are, controls but TAB and LF left out. */
void plain_text(struct buf *out, struct str s);

/* The way a piece of text enters its surroundings: one of the functions above. */
#define UI_ESCAPE(name) void (*name)(struct buf *, struct str)

/* "2026-11-21（土）15:00 JST" or "2026-11-21 (Sat) 15:00 JST"; 0 (absent) gives "—". Contains
 * nothing to escape. */
void ui_instant(struct buf *out, enum lang lang, int64_t us);
/* "2026-11-21（土）" or "2026-11-21 (Sat)"; 0 gives "—". */
void ui_day(struct buf *out, enum lang lang, int32_t day);
/* For machines: "2026-11-21T15:00:00+09:00" and "2026-11-21"; 0 gives nothing. */
void ui_instant_machine(struct buf *out, int64_t us);
void ui_day_machine(struct buf *out, int32_t day);
void ui_number(struct buf *out, int64_t n);
/* A size of data: "512 B", "3.4 KiB", "50 MiB". */
void ui_bytes(struct buf *out, int64_t bytes);

enum ui_param_kind {
    UI_PARAM_TEXT,
    UI_PARAM_NUMBER,
    UI_PARAM_INSTANT,
    UI_PARAM_DAY,
};

/* A named value of a message: "{name}" in the message is replaced by it. */
struct ui_param {
    const char *name;
    enum ui_param_kind kind;
    struct str text;
    int64_t number; /* number, instant in us, or day */
};

struct ui_param ui_param_text(const char *name, struct str text);
struct ui_param ui_param_cstr(const char *name, const char *text);
struct ui_param ui_param_number(const char *name, int64_t number);
struct ui_param ui_param_unsigned(const char *name, uint64_t number);
struct ui_param ui_param_instant(const char *name, int64_t us);
struct ui_param ui_param_day(const char *name, int32_t day);
/* Text, C string or any integer, by the type of the value. */
/* clang-format off */
#define UI_PARAM(name, value) \
    _Generic((value), \
        struct str: ui_param_text, \
        char *: ui_param_cstr, \
        const char *: ui_param_cstr, \
        unsigned long: ui_param_unsigned, \
        unsigned long long: ui_param_unsigned, \
        default: ui_param_number)(name, value)
/* clang-format on */

/* A message in the reader's language and the values of its parameters. */
struct ui_words {
    struct str text;
    const struct ui_param *params;
    size_t count;
};

/* Appends the message with its parameters filled in, all of it through `escape`. A "{word}" without
 * a parameter of that name stays as it is, so that a mistake is seen and nothing is lost. */
void ui_fill(struct buf *out, UI_ESCAPE(escape), enum lang lang, struct ui_words words);

/* A text or C string as a str, for templates: {= v->x} takes both. */
static inline struct str ui_same(struct str s)
{
    return s;
}
/* clang-format off */
#define UI_STR(value) \
    _Generic((value), \
        struct str: ui_same, \
        char *: str_from_cstr, \
        const char *: str_from_cstr)(value)
/* clang-format on */

/* For {=h}: takes nothing but safe markup. */
static inline struct str ui_safe(struct safe_html html)
{
    return html.html;
}

/* The text in the reader's language when there is one, else the other. */
static inline struct str ui_pick(enum lang lang, struct str ja, struct str en)
{
    if (lang == LANG_JA)
        return str_is_empty(ja) ? en : ja;
    return str_is_empty(en) ? ja : en;
}

#endif
