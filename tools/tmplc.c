/*
 * tools/tmplc.c — compiles templates into C functions (docs/internals/templates.md).
 *
 *   tmplc -o <folder> FILES…     writes templates.h and one templates_<folder>.c for each folder of
 * templates tmplc --messages FILES…      prints the translatable messages as PO entries
 *
 * The compiler follows the HTML tokenizer, so that it knows where a value stands and picks the
 * escaper itself; a place for which no escaper is safe is an error. It must never guess: what it
 * does not understand it refuses, with file and line.
 */
#include "tmplc_flow.h"

#include <errno.h>
#include <sys/stat.h>

/* --- directives --- */

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

/* In plain text a line that holds only a flow directive or a comment leaves nothing. True when it
 * is such a line; then the blanks before it are gone from the output and *after stands behind its
 * line feed. */
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

/* --- files --- */

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

/* Leaves a file alone that already has this content, so that nothing is compiled again without
 * need. */
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
    snprintf(t->function, sizeof(t->function), "tpl_%s_%.*s", t->folder, (int)(dot - base - 1),
             base + 1);
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
            fail_at(r->from->path, r->line, "%s %s a {body}", t->path,
                    t->is_layout ? "has" : "has not");
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
        text_puts(out, ",\n    void (*body)(struct buf *, const struct ui *, const void *), const "
                       "void *body_view");
    text_puts(out, ")");
}

static void write_header(const char *folder)
{
    struct text out = {0};

    text_puts(&out, "/* Made by tools/tmplc from templates/; changes here are lost. */\n#ifndef "
                    "GEN_TEMPLATES_H\n"
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
        text_format(
            out,
            "\nstatic void body_%s(struct buf *out, const struct ui *ui, const void *view)\n{\n"
            "    const %s *v = view;\n    (void)ui;\n    (void)v;\n",
            t->function + 4, view);
        text_add(out, t->code.ptr ? t->code.ptr : "", t->code.len);
        text_puts(out, "}\n\n");
        add_prototype(out, t);
        text_puts(out, "\n{\n");
        text_add(out, t->layout_view.ptr, t->layout_view.len);
        text_format(out, "body_%s, %s);\n}\n", t->function + 4, t->view[0] != '\0' ? "v" : "NULL");
    } else {
        text_puts(out, "\n");
        add_prototype(out, t);
        text_format(out, "\n{\n    (void)out;\n    (void)ui;\n%s",
                    t->view[0] != '\0' ? "    (void)v;\n" : "");
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
    text_format(&out,
                "/* Made by tools/tmplc from templates/%s/; changes here are lost. */\n"
                "#include \"templates.h\"\n\n#include \"assets.h\"\n#include \"messages.h\"\n",
                folder);
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
