/*
 * tools/tmplc_words.h — {_ …}, {_c …}, {_n …} and {tr …}: texts for translators and their
 * parameters.
 *
 * A parameter without a place in the text, and a place without a parameter, are errors.
 */
#ifndef TOOLS_TMPLC_WORDS_H
#define TOOLS_TMPLC_WORDS_H

#include "tmplc_values.h"

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
            if (strlen(w->params[i].name) == len - 1 &&
                strncmp(w->params[i].name, p + 1, len - 1) == 0)
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
    text_format(code, "};\n        ui_fill(out, %s, ui->lang, (struct ui_words){", escaper);
    add_lookup(code, w);
    text_format(code, ", tpl_params, %zu});\n    }\n", w->param_count);
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

#endif
