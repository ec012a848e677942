/*
 * tools/tmplc_values.h — {= …}: values, escaped by the place where they stand.
 *
 * The place decides the escaper; a template cannot choose one.
 */
#ifndef TOOLS_TMPLC_VALUES_H
#define TOOLS_TMPLC_VALUES_H

#include "tmplc_markup.h"

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
    return is_one_of(c->at.attribute, readable_attributes) ||
           strncmp(c->at.attribute, "aria-", 5) == 0;
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
                    "            buf_add(out, STR(\"<time datetime=\\\"\"));\n            "
                    "ui_%s_machine(out, tpl_when);\n"
                    "            buf_add(out, STR(\"\\\">\"));\n            ui_%s(out, ui->lang, "
                    "tpl_when);\n"
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
        text_format(&c->t->code, "    %s(out, ui_pick(ui->lang, (%s).ja, (%s).en));\n", escaper,
                    expr, expr);
    else
        text_format(&c->t->code, "    ui_%s(out, (int64_t)(%s));\n",
                    form == 'n' ? "number" : "bytes", expr);
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

#endif
