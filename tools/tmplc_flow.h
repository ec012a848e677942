/*
 * tools/tmplc_flow.h — blocks, layouts, includes, assets: everything in braces that is neither
 * value nor text.
 *
 * A block must end in the place of the markup where it began.
 */
#ifndef TOOLS_TMPLC_FLOW_H
#define TOOLS_TMPLC_FLOW_H

#include "tmplc_words.h"

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
    *b = (struct block){
        .kind = kind, .line = c->line, .begin = c->at, .newline_begin = c->after_newline};
    b->newline_end = true;
    return b;
}

static struct block *top_block(struct compiler *c, const char *directive)
{
    if (c->block_count == 0)
        FAIL(c, "{%s} without {if} or {for}", directive);
    return &c->blocks[c->block_count - 1];
}

/* A branch ends: all branches must end in the same place, which is also the one where the block
 * began. */
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
                "    for (size_t %s_i = 0; %s_i < (size_t)(%s); %s_i++) { __typeof__((%s)[0]) *%s "
                "= &(%s)[%s_i]; (void)%s;\n",
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
    text_format(&c->t->code, "    %s(out, ui%s%s);\n", function, expr ? ", " : "",
                expr ? expr : "");
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
    text_format(&c->t->layout_view, "#line %zu \"%s\"\n    %s(out, ui, %s, ", c->line, c->t->path,
                c->t->layout, expr);
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

#endif
