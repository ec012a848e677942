/*
 * tools/tmplc_markup.h — the HTML and XML tokenizer of the template compiler.
 *
 * It follows the markup byte by byte, so that the compiler knows where a value would stand. What it
 * does not understand, or what no escaper makes safe, it refuses.
 */
#ifndef TOOLS_TMPLC_MARKUP_H
#define TOOLS_TMPLC_MARKUP_H

#include "tmplc_state.h"

static const char *const void_elements[] = {"area",   "base",  "br",    "col",  "embed",
                                            "hr",     "img",   "input", "link", "meta",
                                            "source", "track", "wbr",   NULL};
static const char *const url_attributes[] = {
    "href", "src", "action", "formaction", "cite", "poster", "xlink:href", "data-preview", NULL};
static const char *const readable_attributes[] = {"title", "alt", "placeholder", "content", NULL};

static bool ends_with(const char *s, const char *end)
{
    size_t a = strlen(s), b = strlen(end);

    return a >= b && strcmp(s + a - b, end) == 0;
}

static bool is_url_attribute(const char *name)
{
    return is_one_of(name, url_attributes) ||
           (strncmp(name, "data-", 5) == 0 && ends_with(name, "-url"));
}

static bool is_inside(const struct compiler *c, const char *element)
{
    for (size_t i = 0; i < c->at.depth; i++) {
        if (strcmp(c->elements[i], element) == 0)
            return true;
    }
    return false;
}

static size_t read_name(struct compiler *c, size_t from, char out[NAME_MAX_LEN])
{
    size_t len = 0;

    while (from + len < c->len) {
        char ch = c->src[from + len];
        if (!isalnum((unsigned char)ch) && ch != '-' && ch != '_' && ch != ':' && ch != '.')
            break;
        if (len + 1 >= NAME_MAX_LEN)
            FAIL(c, "name too long");
        out[len++] = ch;
    }
    out[len] = '\0';
    return len;
}

static void skip_blanks(struct compiler *c)
{
    while (c->pos < c->len && isspace((unsigned char)c->src[c->pos])) {
        if (c->src[c->pos] == '\n')
            c->line++;
        c->pos++;
    }
}

static void open_element(struct compiler *c)
{
    if (c->at.depth + 1 >= DEPTH_MAX)
        FAIL(c, "elements nest too deep");
    strcpy(c->elements[c->at.depth++], c->at.element);
    c->at.state = IN_TEXT;
    if (c->t->kind == KIND_XML)
        return;
    if (strcmp(c->at.element, "textarea") == 0 || strcmp(c->at.element, "title") == 0)
        c->at.state = is_inside(c, "svg") ? IN_TEXT : IN_RCDATA;
    bool is_pre = strcmp(c->at.element, "pre") == 0;
    if (is_pre && c->pre_depth == 0)
        c->pre_depth = c->at.depth;
    /* Browsers drop one line feed behind these tags: writing it keeps a value that begins with one.
     */
    if (is_pre || strcmp(c->at.element, "textarea") == 0) {
        put_fixed_str(c, "\n");
        if (c->pos < c->len && c->src[c->pos] == '\n') {
            c->pos++;
            c->line++;
        }
    }
    if (strcmp(c->at.element, "script") == 0) {
        skip_blanks(c);
        if (strncmp(c->src + c->pos, "</script>", 9) != 0)
            FAIL(c, "inline script: scripts live in assets/");
    }
}

static void close_element(struct compiler *c)
{
    char name[NAME_MAX_LEN];
    size_t len = read_name(c, c->pos + 2, name);

    c->pos += 2 + len;
    skip_blanks(c);
    if (c->pos >= c->len || c->src[c->pos] != '>')
        FAIL(c, "</%s> is not closed by \">\"", name);
    c->pos++;
    size_t floor = c->block_count > 0 ? c->blocks[c->block_count - 1].begin.depth : 0;
    if (c->at.depth == 0 || strcmp(c->elements[c->at.depth - 1], name) != 0)
        FAIL(c, "</%s> closes <%s>", name, c->at.depth ? c->elements[c->at.depth - 1] : "nothing");
    if (c->at.depth <= floor)
        FAIL(c, "</%s> closes an element that was opened outside this block", name);
    if (c->pre_depth == c->at.depth)
        c->pre_depth = 0;
    c->at.depth--;
    c->at.state = IN_TEXT;
    put_fixed_str(c, "</");
    put_fixed_str(c, name);
    put_fixed_str(c, ">");
}

static void open_tag(struct compiler *c)
{
    size_t len = read_name(c, c->pos + 1, c->at.element);

    if (len == 0)
        FAIL(c, "\"<\" in text: write &lt;");
    if (c->t->kind == KIND_HTML) {
        for (size_t i = 0; i < len; i++) {
            if (isupper((unsigned char)c->at.element[i]) && !is_inside(c, "svg"))
                FAIL(c, "<%s>: elements are written in lower case", c->at.element);
        }
        if (strcmp(c->at.element, "style") == 0)
            FAIL(c, "<style>: styles live in assets/");
    }
    put_fixed(c, c->src + c->pos, len + 1);
    c->pos += len + 1;
    c->at.state = IN_TAG;
}

static void step_markup(struct compiler *c)
{
    const char *s = c->src + c->pos;

    if (strncmp(s, "<!--", 4) == 0)
        FAIL(c, "markup comment: write {# … #}, which does not reach the reader");
    if (strncmp(s, "<![CDATA[", 9) == 0)
        FAIL(c, "CDATA section: values are escaped instead");
    if (s[1] == '!' || s[1] == '?') {
        c->at.state = IN_DECLARATION;
        return;
    }
    if (s[1] == '/')
        close_element(c);
    else
        open_tag(c);
}

/* A run of blanks: indentation becomes one line feed, inside <pre> everything stays. */
static void step_blanks(struct compiler *c)
{
    size_t start = c->pos;
    size_t line = c->line;

    skip_blanks(c);
    if (c->pre_depth != 0)
        put_fixed(c, c->src + start, c->pos - start);
    else if (c->line == line && !c->after_newline)
        put_fixed_str(c, " ");
    else if (!c->after_newline)
        put_fixed_str(c, "\n");
}

static void step_text(struct compiler *c)
{
    char ch = c->src[c->pos];

    if (ch == '<') {
        step_markup(c);
    } else if (isspace((unsigned char)ch)) {
        step_blanks(c);
    } else {
        put_fixed(c, &ch, 1);
        c->pos++;
    }
}

static void check_attribute(struct compiler *c)
{
    const char *name = c->at.attribute;

    if (c->t->kind == KIND_XML)
        return;
    if (strcmp(name, "style") == 0)
        FAIL(c, "style attribute: styles live in assets/");
    if (strncasecmp(name, "on", 2) == 0)
        FAIL(c, "%s attribute: scripts live in assets/", name);
    if (strcmp(name, "srcdoc") == 0 || strcmp(name, "srcset") == 0)
        FAIL(c, "%s attribute: no escaper is safe for it", name);
}

static void step_attribute(struct compiler *c)
{
    size_t len = read_name(c, c->pos, c->at.attribute);

    if (len == 0)
        FAIL(c, "unexpected \"%c\" in <%s>", c->src[c->pos], c->at.element);
    check_attribute(c);
    put_fixed_str(c, " ");
    put_fixed(c, c->src + c->pos, len);
    c->pos += len;
    if (c->src[c->pos] == '{')
        FAIL(c, "a value cannot be part of an attribute's name");
    if (c->pos >= c->len || c->src[c->pos] != '=')
        return;
    c->pos++;
    char quote = c->pos < c->len ? c->src[c->pos] : '\0';
    if (quote != '"' && quote != '\'')
        FAIL(c, "%s: attribute values stand in quotes", c->at.attribute);
    c->pos++;
    put_fixed_str(c, "=\"");
    c->at.quote = quote;
    c->at.value_begun = false;
    c->at.value_fixed = false;
    c->at.state = IN_VALUE;
}

static void step_tag(struct compiler *c)
{
    char ch = c->src[c->pos];

    if (isspace((unsigned char)ch)) {
        skip_blanks(c);
    } else if (ch == '>') {
        c->pos++;
        put_fixed_str(c, ">");
        if (c->t->kind == KIND_HTML && is_one_of(c->at.element, void_elements))
            c->at.state = IN_TEXT;
        else
            open_element(c);
    } else if (ch == '/' && c->src[c->pos + 1] == '>') {
        if (c->t->kind == KIND_HTML && !is_one_of(c->at.element, void_elements) &&
            !is_inside(c, "svg"))
            FAIL(c, "<%s/>: HTML has no such short form", c->at.element);
        c->pos += 2;
        put_fixed_str(c, "/>");
        c->at.state = IN_TEXT;
    } else {
        step_attribute(c);
    }
}

static void check_fixed_url(struct compiler *c)
{
    const char *s = c->src + c->pos;

    if (c->at.value_begun || !is_url_attribute(c->at.attribute))
        return;
    if (strncasecmp(s, "javascript:", 11) == 0 || strncasecmp(s, "data:", 5) == 0 ||
        strncasecmp(s, "vbscript:", 9) == 0)
        FAIL(c, "%s: this scheme is not allowed", c->at.attribute);
}

static void step_value(struct compiler *c)
{
    char ch = c->src[c->pos];

    if (ch == c->at.quote) {
        c->pos++;
        put_fixed_str(c, "\"");
        c->at.state = IN_TAG;
        return;
    }
    if (ch == '<')
        FAIL(c, "\"<\" in the attribute %s: write &lt;", c->at.attribute);
    check_fixed_url(c);
    c->at.value_begun = true;
    c->at.value_fixed = true;
    if (isspace((unsigned char)ch)) {
        skip_blanks(c);
        put_fixed_str(c, " ");
    } else if (ch == '"') {
        c->pos++;
        put_fixed_str(c, "&quot;");
    } else {
        put_fixed(c, &ch, 1);
        c->pos++;
    }
}

static void step_rcdata(struct compiler *c)
{
    const char *s = c->src + c->pos;
    size_t len = strlen(c->at.element);

    if (s[0] == '<' && s[1] == '/' && strncmp(s + 2, c->at.element, len) == 0) {
        close_element(c);
        return;
    }
    if (s[0] == '<')
        FAIL(c, "\"<\" inside <%s>: write &lt;", c->at.element);
    if (s[0] == '\n')
        c->line++;
    put_fixed(c, s, 1);
    c->pos++;
}

static void step_declaration(struct compiler *c)
{
    char ch = c->src[c->pos++];

    if (ch == '\n')
        c->line++;
    put_fixed(c, &ch, 1);
    if (ch == '>')
        c->at.state = IN_TEXT;
}

static void step(struct compiler *c)
{
    if (c->t->kind == KIND_TXT) {
        if (c->src[c->pos] == '\n')
            c->line++;
        put_fixed(c, c->src + c->pos, 1);
        c->pos++;
        return;
    }
    switch (c->at.state) {
    case IN_TEXT:
        step_text(c);
        break;
    case IN_TAG:
        step_tag(c);
        break;
    case IN_VALUE:
        step_value(c);
        break;
    case IN_RCDATA:
        step_rcdata(c);
        break;
    case IN_DECLARATION:
        step_declaration(c);
        break;
    }
}

#endif
