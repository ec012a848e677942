/*
 * tools/tmplc.c — compiles templates into C functions (docs/internals/templates.md).
 *
 *   tmplc -o <folder> FILES…     writes templates.h and one templates_<folder>.c for each folder of templates
 *   tmplc --messages FILES…      prints the translatable messages as PO entries
 *
 * The compiler follows the HTML tokenizer, so that it knows where a value stands and picks the escaper itself; a
 * place for which no escaper is safe is an error. It must never guess: what it does not understand it refuses, with
 * file and line.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_MAX_LEN = 96, DEPTH_MAX = 128, LITERAL_CHUNK = 3000, PARAM_MAX = 16 };

struct text {
    char *ptr;
    size_t len;
    size_t capacity;
};

enum kind { KIND_HTML, KIND_XML, KIND_TXT };

enum state { IN_TEXT, IN_TAG, IN_VALUE, IN_RCDATA, IN_DECLARATION };

/* Where in the document the compiler stands. */
struct place {
    enum state state;
    char quote;
    bool value_begun; /* something, fixed or not, already stands in this attribute value */
    bool value_fixed; /* fixed text already stands in it */
    char element[NAME_MAX_LEN];
    char attribute[NAME_MAX_LEN];
    size_t depth;
};

enum block_kind { BLOCK_IF, BLOCK_FOR };

struct block {
    enum block_kind kind;
    size_t line;
    bool has_else;
    bool has_end; /* an earlier branch ended; `end` holds where */
    bool newline_begin;
    bool newline_end;
    struct place begin;
    struct place end;
};

struct template {
    const char *path;
    enum kind kind;
    char folder[NAME_MAX_LEN];
    char function[2 * NAME_MAX_LEN];
    char view[NAME_MAX_LEN]; /* "struct x", or empty for none */
    char header[NAME_MAX_LEN];
    bool has_header;
    bool is_layout;
    char layout[2 * NAME_MAX_LEN];
    struct text layout_view;
    struct text code;
};

struct reference {
    const struct template *from;
    size_t line;
    bool as_layout;
    char function[2 * NAME_MAX_LEN];
};

/* The file being compiled. */
struct compiler {
    struct template *t;
    char *src;
    size_t len;
    size_t pos;
    size_t line;
    struct place at;
    bool after_newline; /* the last byte written is a line feed: further blanks say nothing */
    size_t pre_depth;   /* element depth at which <pre> was opened, 0 when outside */
    struct text literal;
    char elements[DEPTH_MAX][NAME_MAX_LEN];
    struct block blocks[DEPTH_MAX];
    size_t block_count;
};

static struct template *templates;
static size_t template_count;
static struct reference *references;
static size_t reference_count;
static bool messages_only;

static void __attribute__((noreturn, format(printf, 3, 4))) fail_at(const char *path, size_t line, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s:%zu: error: ", path, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

#define FAIL(c, ...) fail_at((c)->t->path, (c)->line, __VA_ARGS__)

static void *grow(void *ptr, size_t size)
{
    void *bigger = realloc(ptr, size);

    if (bigger == NULL) {
        fputs("tmplc: out of memory\n", stderr);
        exit(1);
    }
    return bigger;
}

static void text_add(struct text *t, const char *ptr, size_t len)
{
    if (t->len + len + 1 > t->capacity) {
        t->capacity = (t->len + len + 1) * 2;
        t->ptr = grow(t->ptr, t->capacity);
    }
    memcpy(t->ptr + t->len, ptr, len);
    t->len += len;
    t->ptr[t->len] = '\0';
}

static void text_puts(struct text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

static void __attribute__((format(printf, 2, 3))) text_format(struct text *t, const char *format, ...)
{
    va_list args;
    char *line = NULL;

    va_start(args, format);
    int len = vasprintf(&line, format, args);
    va_end(args);
    if (len < 0) {
        fputs("tmplc: out of memory\n", stderr);
        exit(1);
    }
    text_add(t, line, (size_t)len);
    free(line);
}

/* The bytes as the inside of a C string literal. */
static void text_c_literal(struct text *t, const char *ptr, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)ptr[i];
        if (c == '"' || c == '\\')
            text_format(t, "\\%c", c);
        else if (c == '\n')
            text_puts(t, "\\n");
        else if (c < 0x20)
            text_format(t, "\\%03o", c);
        else
            text_add(t, ptr + i, 1);
    }
}

static char *copy_range(const char *ptr, size_t len)
{
    char *s = grow(NULL, len + 1);

    memcpy(s, ptr, len);
    s[len] = '\0';
    return s;
}

static char *trim(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    size_t len = strlen(s);
    while (len > 0 && isspace((unsigned char)s[len - 1]))
        s[--len] = '\0';
    return s;
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(name, *list) == 0)
            return true;
    }
    return false;
}

/* --- writing code ----------------------------------------------------------------------------------------------- */

static void flush_literal(struct compiler *c)
{
    size_t done = 0;

    while (done < c->literal.len) {
        size_t n = c->literal.len - done;
        if (n > LITERAL_CHUNK) {
            n = LITERAL_CHUNK;
            while (((unsigned char)c->literal.ptr[done + n] & 0xc0) == 0x80)
                n--;
        }
        text_puts(&c->t->code, "    buf_add(out, STR(\"");
        text_c_literal(&c->t->code, c->literal.ptr + done, n);
        text_puts(&c->t->code, "\"));\n");
        done += n;
    }
    c->literal.len = 0;
}

static void put_fixed(struct compiler *c, const char *ptr, size_t len)
{
    if (len == 0)
        return;
    text_add(&c->literal, ptr, len);
    c->after_newline = ptr[len - 1] == '\n';
}

static void put_fixed_str(struct compiler *c, const char *s)
{
    put_fixed(c, s, strlen(s));
}

/* Begins a statement that holds an expression of the template: errors of the C compiler name the template's line. */
static void begin_statement(struct compiler *c)
{
    flush_literal(c);
    text_format(&c->t->code, "#line %zu \"%s\"\n", c->line, c->t->path);
}

/* --- the HTML tokenizer ------------------------------------------------------------------------------------------- */

static const char *const void_elements[] = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
    "source", "track", "wbr", NULL};
static const char *const url_attributes[] = {"href", "src", "action", "formaction", "cite", "poster", "xlink:href",
    "data-preview", NULL};
static const char *const readable_attributes[] = {"title", "alt", "placeholder", "content", NULL};

static bool ends_with(const char *s, const char *end)
{
    size_t a = strlen(s), b = strlen(end);

    return a >= b && strcmp(s + a - b, end) == 0;
}

static bool is_url_attribute(const char *name)
{
    return is_one_of(name, url_attributes) || (strncmp(name, "data-", 5) == 0 && ends_with(name, "-url"));
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
    /* Browsers drop one line feed behind these tags: writing it keeps a value that begins with one. */
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
        if (c->t->kind == KIND_HTML && !is_one_of(c->at.element, void_elements) && !is_inside(c, "svg"))
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
    if (strncasecmp(s, "javascript:", 11) == 0 || strncasecmp(s, "data:", 5) == 0 || strncasecmp(s, "vbscript:", 9) == 0)
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

/* --- values ------------------------------------------------------------------------------------------------------- */

/* The escaper for a value at the present place; refuses places that have none. */
static const char *escaper_here(struct compiler *c)
{
    if (c->t->kind == KIND_TXT)
        return "plain_text";
    bool xml = c->t->kind == KIND_XML;
    switch (c->at.state) {
    case IN_TEXT:
    case IN_RCDATA:
        return xml ? "xml_text" : "html_text";
    case IN_VALUE:
        if (is_url_attribute(c->at.attribute))
            return c->at.value_begun ? "html_url_part" : "html_url";
        return xml ? "xml_attr" : "html_attr";
    case IN_TAG:
        FAIL(c, "a value inside <%s> must stand in a quoted attribute", c->at.element);
    case IN_DECLARATION:
        FAIL(c, "a value cannot stand in a declaration");
    }
    return NULL;
}

/* Whether people read the text here, so that dates are written for them. */
static bool is_readable_place(const struct compiler *c)
{
    if (c->t->kind == KIND_TXT)
        return true;
    if (c->at.state != IN_VALUE)
        return c->t->kind == KIND_HTML;
    return is_one_of(c->at.attribute, readable_attributes) || strncmp(c->at.attribute, "aria-", 5) == 0;
}

static void value_written(struct compiler *c)
{
    c->at.value_begun = true;
    c->after_newline = false;
}

/* {=t} and {=d}: `what` is "instant" or "day", `type` its C type. */
static void value_time(struct compiler *c, const char *expr, const char *what, const char *type)
{
    struct text *code = &c->t->code;

    escaper_here(c);
    begin_statement(c);
    if (c->t->kind == KIND_HTML && c->at.state == IN_TEXT) {
        text_format(code,
            "    {\n        const %s tpl_when = (%s);\n        if (tpl_when != 0) {\n"
            "            buf_add(out, STR(\"<time datetime=\\\"\"));\n            ui_%s_machine(out, tpl_when);\n"
            "            buf_add(out, STR(\"\\\">\"));\n            ui_%s(out, ui->lang, tpl_when);\n"
            "            buf_add(out, STR(\"</time>\"));\n        } else {\n"
            "            ui_%s(out, ui->lang, 0);\n        }\n    }\n",
            type, expr, what, what, what);
    } else if (is_readable_place(c)) {
        text_format(code, "    ui_%s(out, ui->lang, (%s));\n", what, expr);
    } else {
        text_format(code, "    ui_%s_machine(out, (%s));\n", what, expr);
    }
}

static void value_safe_html(struct compiler *c, const char *expr)
{
    if (c->t->kind == KIND_TXT || c->at.state != IN_TEXT)
        FAIL(c, "{=h} stands in text only");
    begin_statement(c);
    /* A feed carries markup as escaped text. */
    text_format(&c->t->code, "    %s(out, ui_safe(%s));\n",
        c->t->kind == KIND_XML ? "xml_text" : "buf_add", expr);
}

static void value_plain(struct compiler *c, char form, const char *expr)
{
    const char *escaper = escaper_here(c);

    begin_statement(c);
    if (form == ' ')
        text_format(&c->t->code, "    %s(out, UI_STR(%s));\n", escaper, expr);
    else if (form == '2')
        text_format(&c->t->code, "    %s(out, ui_pick(ui->lang, (%s).ja, (%s).en));\n", escaper, expr, expr);
    else
        text_format(&c->t->code, "    ui_%s(out, (int64_t)(%s));\n", form == 'n' ? "number" : "bytes", expr);
}

static void value_url_piece(struct compiler *c, const char *expr)
{
    if (c->at.state != IN_VALUE || !is_url_attribute(c->at.attribute) || !c->at.value_fixed)
        FAIL(c, "{=u} stands in an address attribute, behind fixed text");
    begin_statement(c);
    text_format(&c->t->code, "    html_attr(out, UI_STR(%s));\n", expr);
}

static void directive_value(struct compiler *c, char *body)
{
    char form = ' ';
    char *expr = body + 1;

    if (!isspace((unsigned char)*expr) && *expr != '\0' && isspace((unsigned char)expr[1])) {
        form = *expr;
        expr++;
    }
    expr = trim(expr);
    if (*expr == '\0')
        FAIL(c, "{=} without an expression");
    switch (form) {
    case ' ':
    case 'n':
    case 'b':
    case '2':
        value_plain(c, form, expr);
        break;
    case 't':
        value_time(c, expr, "instant", "int64_t");
        break;
    case 'd':
        value_time(c, expr, "day", "int32_t");
        break;
    case 'h':
        value_safe_html(c, expr);
        break;
    case 'u':
        value_url_piece(c, expr);
        break;
    default:
        FAIL(c, "{=%c}: there is no such form (n t d b 2 h u)", form);
    }
    value_written(c);
}

/* --- words -------------------------------------------------------------------------------------------------------- */

struct param {
    char name[NAME_MAX_LEN];
    char form; /* ' ' n t d m */
    char *expr;
};

struct words {
    struct text context;
    struct text one;
    struct text many;
    bool has_many;
    struct param params[PARAM_MAX];
    size_t param_count;
};

/* Reads a literal at *s, decodes it into `out` and moves *s behind it. */
static void read_literal(struct compiler *c, char **s, struct text *out)
{
    char *p = *s;

    if (*p != '"')
        FAIL(c, "a text in double quotes is expected at \"%.20s\"", p);
    for (p++; *p != '"'; p++) {
        char ch = *p;
        if (ch == '\0')
            FAIL(c, "the text has no closing quote");
        if (ch == '\\') {
            ch = *++p;
            if (ch == 'n')
                ch = '\n';
            else if (ch != '"' && ch != '\\')
                FAIL(c, "\\%c: only \\n, \\\" and \\\\ are known", ch);
        }
        text_add(out, &ch, 1);
    }
    if (out->len == 0)
        FAIL(c, "empty text");
    *s = p + 1;
    while (isspace((unsigned char)**s))
        (*s)++;
}

/* Moves over one C expression that ends at a blank outside parentheses and quotes. */
static char *expression_end(char *p)
{
    int depth = 0;

    for (; *p != '\0'; p++) {
        if (*p == '(' || *p == '[' || *p == '{')
            depth++;
        else if (*p == ')' || *p == ']' || *p == '}')
            depth--;
        else if (*p == '"') {
            for (p++; *p != '\0' && *p != '"'; p++) {
                if (*p == '\\' && p[1] != '\0')
                    p++;
            }
            if (*p == '\0')
                break;
        } else if (depth == 0 && isspace((unsigned char)*p))
            break;
    }
    return p;
}

static void read_params(struct compiler *c, char *s, struct words *w)
{
    while (*s != '\0') {
        if (w->param_count == PARAM_MAX)
            FAIL(c, "more than %d parameters", PARAM_MAX);
        struct param *p = &w->params[w->param_count++];
        size_t len = 0;
        while (isalnum((unsigned char)s[len]) || s[len] == '_')
            len++;
        if (len == 0 || len >= NAME_MAX_LEN || s[len] != '=')
            FAIL(c, "name=expression is expected at \"%.20s\"", s);
        memcpy(p->name, s, len);
        p->name[len] = '\0';
        s += len + 1;
        p->form = ' ';
        if (s[0] != '\0' && s[1] == ':' && s[2] != ':') {
            p->form = s[0];
            if (strchr("ntdm", p->form) == NULL)
                FAIL(c, "%s=%c: — there is no such form (n t d m)", p->name, p->form);
            s += 2;
        }
        char *end = expression_end(s);
        if (end == s)
            FAIL(c, "%s= without an expression", p->name);
        p->expr = copy_range(s, (size_t)(end - s));
        s = end;
        while (isspace((unsigned char)*s))
            s++;
    }
}

static bool message_names(const struct text *message, const char *name)
{
    char braced[NAME_MAX_LEN + 2];

    snprintf(braced, sizeof(braced), "{%.93s}", name);
    return strstr(message->ptr, braced) != NULL;
}

/* Every "{word}" of the message has a parameter and every parameter is used. */
static void check_params(struct compiler *c, const struct words *w)
{
    const struct text *message = w->has_many ? &w->many : &w->one;

    for (size_t i = 0; i < w->param_count; i++) {
        if (!message_names(message, w->params[i].name))
            FAIL(c, "the message has no {%s}", w->params[i].name);
    }
    for (const char *p = message->ptr; (p = strchr(p, '{')) != NULL; p++) {
        size_t len = 1;
        while (isalnum((unsigned char)p[len]) || p[len] == '_')
            len++;
        if (len == 1 || p[len] != '}')
            continue;
        bool found = false;
        for (size_t i = 0; i < w->param_count; i++) {
            if (strlen(w->params[i].name) == len - 1 && strncmp(w->params[i].name, p + 1, len - 1) == 0)
                found = true;
        }
        if (!found)
            FAIL(c, "the parameter {%.*s} has no value", (int)len - 1, p + 1);
    }
}

static void print_po_line(const char *keyword, const struct text *t)
{
    struct text line = {0};

    text_c_literal(&line, t->ptr, t->len);
    printf("%s \"%s\"\n", keyword, line.ptr);
    free(line.ptr);
}

static void print_message(const struct compiler *c, const struct words *w)
{
    printf("#: %s:%zu\n", c->t->path, c->line);
    if (w->context.len > 0)
        print_po_line("msgctxt", &w->context);
    print_po_line("msgid", &w->one);
    if (w->has_many) {
        print_po_line("msgid_plural", &w->many);
        printf("msgstr[0] \"\"\n\n");
    } else {
        printf("msgstr \"\"\n\n");
    }
}

/* The C expression that looks the message up. */
static void add_lookup(struct text *code, const struct words *w)
{
    if (w->has_many) {
        text_puts(code, "message_n(ui->lang, \"");
        text_c_literal(code, w->one.ptr, w->one.len);
        text_puts(code, "\", \"");
        text_c_literal(code, w->many.ptr, w->many.len);
        text_format(code, "\", (int64_t)(%s))", w->params[0].expr);
        return;
    }
    if (w->context.len > 0) {
        text_puts(code, "message_ctx(ui->lang, \"");
        text_c_literal(code, w->context.ptr, w->context.len);
        text_puts(code, "\", \"");
    } else {
        text_puts(code, "message(ui->lang, \"");
    }
    text_c_literal(code, w->one.ptr, w->one.len);
    text_puts(code, "\")");
}

static void add_param(struct text *code, const struct param *p)
{
    switch (p->form) {
    case 'n':
        text_format(code, "ui_param_number(\"%s\", (int64_t)(%s))", p->name, p->expr);
        break;
    case 't':
        text_format(code, "ui_param_instant(\"%s\", %s)", p->name, p->expr);
        break;
    case 'd':
        text_format(code, "ui_param_day(\"%s\", %s)", p->name, p->expr);
        break;
    case 'm':
        text_format(code, "ui_param_text(\"%s\", message(ui->lang, %s))", p->name, p->expr);
        break;
    default:
        text_format(code, "UI_PARAM(\"%s\", %s)", p->name, p->expr);
        break;
    }
}

static void add_words(struct compiler *c, const struct words *w)
{
    struct text *code = &c->t->code;
    const char *escaper = escaper_here(c);

    if (strncmp(escaper, "html_url", 8) == 0)
        FAIL(c, "a message cannot be an address");
    begin_statement(c);
    if (w->param_count == 0) {
        text_format(code, "    %s(out, ", escaper);
        add_lookup(code, w);
        text_puts(code, ");\n");
        return;
    }
    text_puts(code, "    {\n        const struct ui_param tpl_params[] = {");
    for (size_t i = 0; i < w->param_count; i++) {
        text_puts(code, i ? ", " : "");
        add_param(code, &w->params[i]);
    }
    text_format(code, "};\n        ui_fill(out, %s, ui->lang, ", escaper);
    add_lookup(code, w);
    text_format(code, ", tpl_params, %zu);\n    }\n", w->param_count);
}

/* {_ …}, {_c …} and {_n …} */
static void directive_words(struct compiler *c, char *body)
{
    struct words w = {0};
    char form = body[1];
    char *s = body + (form == 'c' || form == 'n' ? 2 : 1);

    if (!isspace((unsigned char)*s))
        FAIL(c, "{_, {_c or {_n and a blank are expected");
    while (isspace((unsigned char)*s))
        s++;
    if (form == 'c')
        read_literal(c, &s, &w.context);
    read_literal(c, &s, &w.one);
    if (form == 'n') {
        read_literal(c, &s, &w.many);
        w.has_many = true;
    }
    while (form != 'n' && *s == '"')
        read_literal(c, &s, &w.one);
    read_params(c, s, &w);
    if (form == 'n' && (w.param_count == 0 || strcmp(w.params[0].name, "n") != 0))
        FAIL(c, "{_n} needs n=… as its first parameter");
    check_params(c, &w);
    if (messages_only)
        print_message(c, &w);
    add_words(c, &w);
    value_written(c);
    free(w.context.ptr);
    free(w.one.ptr);
    free(w.many.ptr);
    for (size_t i = 0; i < w.param_count; i++)
        free(w.params[i].expr);
}

static void directive_tr(struct compiler *c, char *expr)
{
    const char *escaper = escaper_here(c);

    if (strncmp(escaper, "html_url", 8) == 0)
        FAIL(c, "a message cannot be an address");
    begin_statement(c);
    text_format(&c->t->code, "    %s(out, message(ui->lang, %s));\n", escaper, expr);
    value_written(c);
}

/* --- flow --------------------------------------------------------------------------------------------------------- */

static bool place_equal(const struct place *a, const struct place *b)
{
    if (a->state != b->state || a->depth != b->depth)
        return false;
    if (a->state == IN_VALUE && (strcmp(a->attribute, b->attribute) != 0 || a->quote != b->quote))
        return false;
    return a->state != IN_TAG || strcmp(a->element, b->element) == 0;
}

static struct block *push_block(struct compiler *c, enum block_kind kind)
{
    if (c->at.state == IN_DECLARATION)
        FAIL(c, "a block cannot stand in a declaration");
    if (c->block_count == DEPTH_MAX)
        FAIL(c, "blocks nest too deep");
    struct block *b = &c->blocks[c->block_count++];
    *b = (struct block){.kind = kind, .line = c->line, .begin = c->at, .newline_begin = c->after_newline};
    b->newline_end = true;
    return b;
}

static struct block *top_block(struct compiler *c, const char *directive)
{
    if (c->block_count == 0)
        FAIL(c, "{%s} without {if} or {for}", directive);
    return &c->blocks[c->block_count - 1];
}

/* A branch ends: all branches must end in the same place, which is also the one where the block began. */
static void end_branch(struct compiler *c, struct block *b)
{
    if (!place_equal(&c->at, &b->begin))
        FAIL(c, "the block of line %zu ends in another place of the markup than it began", b->line);
    b->newline_end = b->newline_end && c->after_newline;
    b->end.value_begun = b->end.value_begun || c->at.value_begun;
    b->end.value_fixed = b->has_end ? b->end.value_fixed && c->at.value_fixed : c->at.value_fixed;
    b->has_end = true;
}

static void directive_if(struct compiler *c, const char *expr)
{
    push_block(c, BLOCK_IF);
    begin_statement(c);
    text_format(&c->t->code, "    if (%s) {\n", expr);
}

/* {elif expr}, or {else} when expr is NULL. */
static void directive_else(struct compiler *c, const char *expr)
{
    struct block *b = top_block(c, expr ? "elif" : "else");

    if (b->kind != BLOCK_IF || b->has_else)
        FAIL(c, "{%s} does not fit the block of line %zu", expr ? "elif" : "else", b->line);
    end_branch(c, b);
    flush_literal(c);
    if (expr != NULL) {
        text_puts(&c->t->code, "    } else\n");
        begin_statement(c);
        text_format(&c->t->code, "    if (%s) {\n", expr);
    } else {
        text_puts(&c->t->code, "    } else {\n");
        b->has_else = true;
    }
    c->at = b->begin;
    c->after_newline = b->newline_begin;
}

static void directive_end(struct compiler *c)
{
    struct block *b = top_block(c, "end");
    bool always = b->has_else;

    end_branch(c, b);
    flush_literal(c);
    text_puts(&c->t->code, "    }\n");
    c->at.value_begun = b->end.value_begun || b->begin.value_begun;
    c->at.value_fixed = b->begin.value_fixed || (always && b->end.value_fixed);
    c->after_newline = b->newline_end && (always || b->newline_begin);
    c->block_count--;
}

/* The last " count " outside parentheses splits "rows count n". */
static char *find_count(char *s)
{
    char *found = NULL;

    for (char *p = s; (p = strstr(p, " count ")) != NULL; p++)
        found = p;
    return found;
}

static void directive_for(struct compiler *c, char *body)
{
    char name[NAME_MAX_LEN];
    size_t len = 0;

    while (isalnum((unsigned char)body[len]) || body[len] == '_')
        len++;
    if (len == 0 || len >= NAME_MAX_LEN || strncmp(body + len, " in ", 4) != 0)
        FAIL(c, "{for name in rows count n} is expected");
    memcpy(name, body, len);
    name[len] = '\0';
    char *rows = body + len + 4;
    char *count = find_count(rows);
    if (count == NULL)
        FAIL(c, "{for %s in …} says no count", name);
    *count = '\0';
    count += 7;
    push_block(c, BLOCK_FOR);
    begin_statement(c);
    text_format(&c->t->code,
        "    for (size_t %s_i = 0; %s_i < (size_t)(%s); %s_i++) { __typeof__((%s)[0]) *%s = &(%s)[%s_i]; (void)%s;\n",
        name, name, count, name, rows, name, rows, name, name);
}

static void directive_let(struct compiler *c, char *body)
{
    char *eq = strchr(body, '=');

    if (eq == NULL || eq == body)
        FAIL(c, "{let name = expression} is expected");
    *eq = '\0';
    char *name = trim(body);
    char *expr = trim(eq + 1);
    begin_statement(c);
    text_format(&c->t->code, "    __typeof__(%s) %s = (%s); (void)%s;\n", expr, name, expr, name);
}

/* "desk/case-page" → "tpl_desk_case_page" */
static void function_name(struct compiler *c, const char *path, char out[2 * NAME_MAX_LEN])
{
    int len = snprintf(out, 2 * NAME_MAX_LEN, "tpl_%s", path);

    if (len >= 2 * NAME_MAX_LEN)
        FAIL(c, "name too long");
    for (char *p = out; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p))
            *p = '_';
    }
}

static void add_reference(struct compiler *c, const char *function, bool as_layout)
{
    references = grow(references, (reference_count + 1) * sizeof(*references));
    struct reference *r = &references[reference_count++];
    *r = (struct reference){.from = c->t, .line = c->line, .as_layout = as_layout};
    strcpy(r->function, function);
}

/* Splits "desk/pager with expr" and returns the expression, or NULL. */
static char *split_with(char *body)
{
    char *with = strstr(body, " with ");

    if (with == NULL)
        return NULL;
    *with = '\0';
    return trim(with + 6);
}

static void directive_include(struct compiler *c, char *body)
{
    char function[2 * NAME_MAX_LEN];
    char *expr = split_with(body);

    if (c->t->kind != KIND_TXT && c->at.state != IN_TEXT)
        FAIL(c, "{include} stands in text only");
    function_name(c, trim(body), function);
    add_reference(c, function, false);
    begin_statement(c);
    text_format(&c->t->code, "    %s(out, ui%s%s);\n", function, expr ? ", " : "", expr ? expr : "");
    c->after_newline = false;
}

static void directive_layout(struct compiler *c, char *body)
{
    char *expr = split_with(body);

    if (expr == NULL)
        FAIL(c, "{layout folder/name with expression} is expected");
    if (c->t->code.len > 0 || c->t->layout[0] != '\0' || c->block_count > 0)
        FAIL(c, "{layout} stands once, before everything else");
    for (size_t i = 0; i < c->literal.len; i++) {
        if (!isspace((unsigned char)c->literal.ptr[i]))
            FAIL(c, "{layout} stands once, before everything else");
    }
    c->literal.len = 0;
    c->after_newline = true;
    function_name(c, trim(body), c->t->layout);
    add_reference(c, c->t->layout, true);
    text_format(&c->t->layout_view, "#line %zu \"%s\"\n    %s(out, ui, %s, ", c->line, c->t->path, c->t->layout, expr);
}

static void directive_body(struct compiler *c)
{
    if (c->t->kind != KIND_TXT && c->at.state != IN_TEXT)
        FAIL(c, "{body} stands in text only");
    c->t->is_layout = true;
    flush_literal(c);
    text_puts(&c->t->code, "    body(out, ui, body_view);\n");
    c->after_newline = false;
}

static void directive_asset(struct compiler *c, char *body)
{
    struct text name = {0};

    escaper_here(c);
    read_literal(c, &body, &name);
    for (size_t i = 0; i < name.len; i++) {
        if (!isalnum((unsigned char)name.ptr[i]))
            name.ptr[i] = '_';
    }
    begin_statement(c);
    text_format(&c->t->code, "    buf_add(out, STR(ASSET_%s));\n", name.ptr);
    value_written(c);
    c->at.value_fixed = true;
    free(name.ptr);
}

static void directive_icon(struct compiler *c, char *body)
{
    struct text name = {0};

    if (c->t->kind != KIND_HTML || c->at.state != IN_TEXT)
        FAIL(c, "{icon} stands in text only");
    read_literal(c, &body, &name);
    put_fixed_str(c, "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"");
    begin_statement(c);
    text_puts(&c->t->code, "    buf_add(out, STR(ASSET_icons_svg));\n");
    put_fixed_str(c, "#");
    put_fixed_str(c, name.ptr);
    put_fixed_str(c, "\"></use></svg>");
    free(name.ptr);
}

/* {# view: struct x from "y.h" #} */
static void directive_comment(struct compiler *c, char *body)
{
    struct template *t = c->t;
    char *s = trim(body);

    if (strncmp(s, "view:", 5) != 0)
        return;
    if (t->has_header)
        FAIL(c, "a second view");
    t->has_header = true;
    s = trim(s + 5);
    if (strcmp(s, "none") == 0)
        return;
    char name[NAME_MAX_LEN], header[NAME_MAX_LEN];
    if (sscanf(s, "struct %90[A-Za-z0-9_] from \"%90[A-Za-z0-9_./-]\"", name, header) != 2)
        FAIL(c, "{# view: struct name from \"header.h\" #} is expected");
    snprintf(t->view, sizeof(t->view), "struct %.80s", name);
    strcpy(t->header, header);
}

/* --- directives --------------------------------------------------------------------------------------------------- */

/* The position of the "}" that ends the directive begun at c->pos. */
static size_t directive_end_at(struct compiler *c)
{
    int depth = 0;

    if (c->src[c->pos + 1] == '#') {
        const char *end = strstr(c->src + c->pos, "#}");
        if (end == NULL)
            FAIL(c, "{# without #}");
        return (size_t)(end - c->src) + 1;
    }
    for (size_t i = c->pos; i < c->len; i++) {
        char ch = c->src[i];
        if (ch == '"' || ch == '\'') {
            size_t open = i;
            for (i++; i < c->len && c->src[i] != ch; i++) {
                if (c->src[i] == '\\')
                    i++;
            }
            if (i >= c->len)
                FAIL(c, "no closing quote for \"%.20s\"", c->src + open);
        } else if (ch == '{') {
            depth++;
        } else if (ch == '}' && --depth == 0) {
            return i;
        }
    }
    FAIL(c, "the directive \"%.20s\" is not closed", c->src + c->pos);
}

/* The text behind `word` when the directive begins with it, else NULL. */
static char *after_word(char *body, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(body, word, len) != 0 || (body[len] != '\0' && !isspace((unsigned char)body[len])))
        return NULL;
    return trim(body + len);
}

static bool flow_directive(struct compiler *c, char *body)
{
    char *rest;

    if ((rest = after_word(body, "if")) != NULL)
        directive_if(c, rest);
    else if ((rest = after_word(body, "elif")) != NULL)
        directive_else(c, rest);
    else if (after_word(body, "else") != NULL)
        directive_else(c, NULL);
    else if (after_word(body, "end") != NULL)
        directive_end(c);
    else if ((rest = after_word(body, "for")) != NULL)
        directive_for(c, rest);
    else if ((rest = after_word(body, "let")) != NULL)
        directive_let(c, rest);
    else if ((rest = after_word(body, "layout")) != NULL)
        directive_layout(c, rest);
    else
        return false;
    return true;
}

static void run_directive(struct compiler *c, char *body)
{
    char *rest;

    if (*body == '#') {
        body[strlen(body) - 1] = '\0';
        directive_comment(c, body + 1);
    } else if (*body == '=') {
        directive_value(c, body);
    } else if (*body == '_') {
        directive_words(c, body);
    } else if (flow_directive(c, body)) {
        return;
    } else if ((rest = after_word(body, "tr")) != NULL) {
        directive_tr(c, rest);
    } else if ((rest = after_word(body, "include")) != NULL) {
        directive_include(c, rest);
    } else if (after_word(body, "body") != NULL) {
        directive_body(c);
    } else if ((rest = after_word(body, "asset")) != NULL) {
        directive_asset(c, rest);
    } else if ((rest = after_word(body, "icon")) != NULL) {
        directive_icon(c, rest);
    } else {
        FAIL(c, "unknown directive {%.30s} (a brace is written {{)", body);
    }
}

/* In plain text a line that holds only a flow directive or a comment leaves nothing. True when it is such a line;
 * then the blanks before it are gone from the output and *after stands behind its line feed. */
static bool is_standalone(struct compiler *c, char *body, size_t *after)
{
    static const char *const words[] = {"if", "elif", "else", "end", "for", "let", "layout", NULL};
    bool flow = *body == '#';

    for (size_t i = 0; words[i] != NULL; i++)
        flow = flow || after_word(body, words[i]) != NULL;
    if (!flow)
        return false;
    size_t start = c->pos;
    while (start > 0 && (c->src[start - 1] == ' ' || c->src[start - 1] == '\t'))
        start--;
    if (start > 0 && c->src[start - 1] != '\n')
        return false;
    size_t end = *after;
    while (end < c->len && (c->src[end] == ' ' || c->src[end] == '\t'))
        end++;
    if (end < c->len && c->src[end] != '\n')
        return false;
    c->literal.len -= c->pos - start < c->literal.len ? c->pos - start : c->literal.len;
    *after = end < c->len ? end + 1 : end;
    return true;
}

static void directive(struct compiler *c)
{
    size_t end = directive_end_at(c);
    char *copy = copy_range(c->src + c->pos + 1, end - c->pos - 1);
    char *body = trim(copy);
    size_t after = end + 1;
    size_t lines = 0;

    if (c->t->kind == KIND_TXT)
        is_standalone(c, body, &after);
    for (size_t i = c->pos; i < after; i++)
        lines += c->src[i] == '\n';
    run_directive(c, body);
    c->line += lines;
    c->pos = after;
    free(copy);
}

static void compile(struct compiler *c)
{
    c->line = 1;
    c->after_newline = true;
    while (c->pos < c->len) {
        if (c->src[c->pos] != '{') {
            step(c);
        } else if (c->src[c->pos + 1] == '{') {
            put_fixed_str(c, "{");
            c->pos += 2;
            c->at.value_begun = true;
        } else {
            directive(c);
        }
    }
    flush_literal(c);
    if (c->block_count > 0)
        FAIL(c, "the block of line %zu has no {end}", c->blocks[c->block_count - 1].line);
    if (c->t->kind != KIND_TXT && c->at.state != IN_TEXT)
        FAIL(c, "the file ends inside <%s>", c->at.element);
    if (c->at.depth > 0)
        FAIL(c, "<%s> is not closed", c->elements[c->at.depth - 1]);
    if (!c->t->has_header)
        fail_at(c->t->path, 1, "{# view: struct name from \"header.h\" #} is missing");
    if (c->t->is_layout && c->t->layout[0] != '\0')
        FAIL(c, "a layout cannot have a layout");
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static char *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    struct text t = {0};
    char chunk[8192];
    size_t n;

    if (f == NULL)
        fail_at(path, 0, "%s", strerror(errno));
    text_puts(&t, "");
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        text_add(&t, chunk, n);
    if (ferror(f))
        fail_at(path, 0, "cannot be read");
    fclose(f);
    *len = t.len;
    if (strlen(t.ptr) != t.len)
        fail_at(path, 0, "holds a NUL byte");
    return t.ptr;
}

/* Leaves a file alone that already has this content, so that nothing is compiled again without need. */
static void write_file(const char *folder, const char *name, const struct text *t)
{
    char path[4096];
    struct stat st;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (stat(path, &st) == 0 && (size_t)st.st_size == t->len) {
        size_t len;
        char *old = read_file(path, &len);
        bool same = len == t->len && memcmp(old, t->ptr, len) == 0;
        free(old);
        if (same)
            return;
    }
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(t->ptr, 1, t->len, f) != t->len || fclose(f) != 0) {
        fprintf(stderr, "tmplc: %s: %s\n", path, strerror(errno));
        exit(1);
    }
}

static void name_template(struct template *t, const char *path)
{
    const char *base = strrchr(path, '/');
    const char *dot = strrchr(path, '.');

    t->path = path;
    if (base == NULL || base == path || dot == NULL || dot < base)
        fail_at(path, 0, "a path like templates/desk/case.html is expected");
    const char *folder = base - 1;
    while (folder > path && folder[-1] != '/')
        folder--;
    snprintf(t->folder, sizeof(t->folder), "%.*s", (int)(base - folder), folder);
    snprintf(t->function, sizeof(t->function), "tpl_%s_%.*s", t->folder, (int)(dot - base - 1), base + 1);
    for (char *p = t->function; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p))
            *p = '_';
    }
    if (strcmp(dot, ".html") == 0)
        t->kind = KIND_HTML;
    else if (strcmp(dot, ".xml") == 0)
        t->kind = KIND_XML;
    else if (strcmp(dot, ".txt") == 0)
        t->kind = KIND_TXT;
    else
        fail_at(path, 0, "only .html, .xml and .txt are templates");
}

static void compile_file(struct template *t)
{
    struct compiler *c = grow(NULL, sizeof(*c));

    memset(c, 0, sizeof(*c));
    c->t = t;
    c->src = read_file(t->path, &c->len);
    compile(c);
    free(c->src);
    free(c->literal.ptr);
    free(c);
}

static const struct template *find_template(const char *function)
{
    for (size_t i = 0; i < template_count; i++) {
        if (strcmp(templates[i].function, function) == 0)
            return &templates[i];
    }
    return NULL;
}

static void check_references(void)
{
    for (size_t i = 0; i < template_count; i++) {
        const struct template *other = find_template(templates[i].function);
        if (other != &templates[i])
            fail_at(templates[i].path, 1, "makes the same function as %s", other->path);
    }
    for (size_t i = 0; i < reference_count; i++) {
        const struct reference *r = &references[i];
        const struct template *t = find_template(r->function);
        if (t == NULL)
            fail_at(r->from->path, r->line, "there is no template for %s", r->function);
        if (t->is_layout != r->as_layout)
            fail_at(r->from->path, r->line, "%s %s a {body}", t->path, t->is_layout ? "has" : "has not");
        if (t->kind != r->from->kind)
            fail_at(r->from->path, r->line, "%s is of another kind", t->path);
    }
}

static void add_prototype(struct text *out, const struct template *t)
{
    text_format(out, "void %s(struct buf *out, const struct ui *ui", t->function);
    if (t->view[0] != '\0')
        text_format(out, ", const %s *v", t->view);
    if (t->is_layout)
        text_puts(out, ",\n    void (*body)(struct buf *, const struct ui *, const void *), const void *body_view");
    text_puts(out, ")");
}

static void write_header(const char *folder)
{
    struct text out = {0};

    text_puts(&out, "/* Made by tools/tmplc from templates/; changes here are lost. */\n#ifndef GEN_TEMPLATES_H\n"
                    "#define GEN_TEMPLATES_H\n\n#include \"core/text/ui.h\"\n\n");
    for (size_t i = 0; i < template_count; i++) {
        if (templates[i].view[0] != '\0')
            text_format(&out, "%s;\n", templates[i].view);
    }
    text_puts(&out, "\n");
    for (size_t i = 0; i < template_count; i++) {
        text_format(&out, "/* %s */\n", templates[i].path);
        add_prototype(&out, &templates[i]);
        text_puts(&out, ";\n");
    }
    text_puts(&out, "\n#endif\n");
    write_file(folder, "templates.h", &out);
    free(out.ptr);
}

static void add_function(struct text *out, const struct template *t, const char *file)
{
    const char *view = t->view[0] != '\0' ? t->view : "void";
    size_t lines = 2;

    if (t->layout[0] != '\0') {
        text_format(out, "\nstatic void body_%s(struct buf *out, const struct ui *ui, const void *view)\n{\n"
                         "    const %s *v = view;\n    (void)ui;\n    (void)v;\n", t->function + 4, view);
        text_add(out, t->code.ptr ? t->code.ptr : "", t->code.len);
        text_puts(out, "}\n\n");
        add_prototype(out, t);
        text_puts(out, "\n{\n");
        text_add(out, t->layout_view.ptr, t->layout_view.len);
        text_format(out, "body_%s, %s);\n}\n", t->function + 4, t->view[0] != '\0' ? "v" : "NULL");
    } else {
        text_puts(out, "\n");
        add_prototype(out, t);
        text_format(out, "\n{\n    (void)out;\n    (void)ui;\n%s", t->view[0] != '\0' ? "    (void)v;\n" : "");
        text_add(out, t->code.ptr ? t->code.ptr : "", t->code.len);
        text_puts(out, "}\n");
    }
    for (size_t i = 0; i < out->len; i++)
        lines += out->ptr[i] == '\n';
    text_format(out, "#line %zu \"%s\"\n", lines, file);
}

static void write_folder(const char *target, const char *folder)
{
    struct text out = {0};
    char name[2 * NAME_MAX_LEN];

    snprintf(name, sizeof(name), "templates_%s.c", folder);
    text_format(&out, "/* Made by tools/tmplc from templates/%s/; changes here are lost. */\n"
                      "#include \"templates.h\"\n\n#include \"assets.h\"\n#include \"messages.h\"\n", folder);
    for (size_t i = 0; i < template_count; i++) {
        char line[2 * NAME_MAX_LEN];
        if (strcmp(templates[i].folder, folder) != 0 || templates[i].header[0] == '\0')
            continue;
        snprintf(line, sizeof(line), "#include \"%s\"\n", templates[i].header);
        if (strstr(out.ptr, line) == NULL)
            text_puts(&out, line);
    }
    for (size_t i = 0; i < template_count; i++) {
        if (strcmp(templates[i].folder, folder) == 0)
            add_function(&out, &templates[i], name);
    }
    write_file(target, name, &out);
    free(out.ptr);
}

int main(int argc, char **argv)
{
    const char *target = NULL;
    int first = 1;

    if (argc >= 2 && strcmp(argv[1], "--messages") == 0) {
        messages_only = true;
        first = 2;
    } else if (argc >= 3 && strcmp(argv[1], "-o") == 0) {
        target = argv[2];
        first = 3;
    } else {
        fputs("usage: tmplc -o folder FILES… | tmplc --messages FILES…\n", stderr);
        return 2;
    }
    templates = grow(NULL, sizeof(*templates) * (size_t)(argc - first + 1));
    memset(templates, 0, sizeof(*templates) * (size_t)(argc - first + 1));
    for (int i = first; i < argc; i++)
        name_template(&templates[template_count++], argv[i]);
    for (size_t i = 0; i < template_count; i++)
        compile_file(&templates[i]);
    if (messages_only)
        return 0;
    check_references();
    write_header(target);
    for (size_t i = 0; i < template_count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen = seen || strcmp(templates[k].folder, templates[i].folder) == 0;
        if (!seen)
            write_folder(target, templates[i].folder);
    }
    return 0;
}
