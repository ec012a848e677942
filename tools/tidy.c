/*
 * tools/tidy.c — the house style that a compiler does not check.
 *
 *   tidy               checks every .c and .h below src/, tools/ and test/; prints "file:line:
 * rule: message", exit 1 tidy --self-test   shows that each rule can fail, with the cases of
 * tools/tidy_cases.txt
 *
 * Exceptions stand in tools/ratchet.txt, one a line: rule, file or file:function, number. For
 * function-length and file-length the number is the size allowed, for other rules how many
 * findings. A number that is higher than needed fails too, so the list can only shrink. Reads text,
 * not C: a rule that needs a parser does not belong here.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tidy_source.h"

enum { FUNCTION_LINES = 70, FILE_LINES = 600, COLUMNS = 100, PARAMETERS = 5 };
enum { PATH_SIZE = 512, NAME_SIZE = 96, FILES = 4096, EXCEPTIONS = 256, MESSAGE_SIZE = 256 };

struct exception {
    char rule[NAME_SIZE];
    char where[PATH_SIZE];
    size_t allowed;
    size_t met;
};

struct tidy {
    struct exception exceptions[EXCEPTIONS];
    size_t exception_count;
    size_t findings;
    bool quiet;
    char last_rule[NAME_SIZE];
};

/* Where a finding stands; function and size are for the rules about sizes. */
struct place {
    const char *path;
    size_t line;
    const char *function;
    size_t size;
};

static struct exception *exception_find(struct tidy *t, const char *rule, struct place at)
{
    char where[PATH_SIZE];
    snprintf(where, sizeof(where), at.function ? "%s:%s" : "%s", at.path, at.function);
    for (size_t i = 0; i < t->exception_count; i++) {
        if (strcmp(t->exceptions[i].rule, rule) == 0 &&
            strcmp(t->exceptions[i].where, where) == 0) {
            return &t->exceptions[i];
        }
    }
    return NULL;
}

__attribute__((format(printf, 4, 5))) static void found(struct tidy *t, struct place at,
                                                        const char *rule, const char *format, ...)
{
    struct exception *e = exception_find(t, rule, at);
    if (e != NULL) {
        size_t met = at.size > 0 ? at.size : e->met + 1;
        e->met = met > e->met ? met : e->met;
        if (e->met <= e->allowed) {
            return;
        }
    }
    t->findings++;
    snprintf(t->last_rule, sizeof(t->last_rule), "%s", rule);
    if (!t->quiet) {
        char message[MESSAGE_SIZE];
        va_list args;
        va_start(args, format);
        vsnprintf(message, sizeof(message), format, args);
        va_end(args);
        printf("%s:%zu: %s: %s\n", at.path, at.line, rule, message);
    }
}

struct word_rule {
    const char *rule;
    const char *word;
    bool call; /* only when "(" follows */
    const char *message;
};

static void check_words(struct tidy *t, const struct source *s, const char *view,
                        const struct word_rule *r)
{
    for (const char *hit = view; (hit = find_word(hit, r->word, view)) != NULL; hit++) {
        const char *behind = hit + strlen(r->word);
        behind += strspn(behind, " ");
        if (!r->call || *behind == '(') {
            struct place at = {.path = s->path, .line = line_of(view, hit)};
            found(t, at, r->rule, "%s: %s", r->word, r->message);
        }
    }
}

/* --- rules about lines --- */

static void check_line(struct tidy *t, const struct source *s, size_t start, struct place at)
{
    const char *line = s->text + start;
    size_t len = strcspn(line, "\n");
    size_t columns = columns_of(line, len);
    if (columns > COLUMNS) {
        found(t, at, "line-length", "%zu columns, %d are allowed", columns, COLUMNS);
    }
    if (memchr(line, '\t', len) != NULL) {
        found(t, at, "tab", "indent with four blanks");
    }
    if (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\r')) {
        found(t, at, "trailing-blank", "the line ends in a blank");
    }
    if (looks_like_code(s->comments + start, len)) {
        found(t, at, "dead-code", "code in a comment: delete it, the history keeps it");
    }
    const char *code = s->code + start;
    code += strspn(code, " ");
    if (strncmp(code, "#if 0", 5) == 0) {
        found(t, at, "dead-code", "#if 0");
    }
}

static void check_lines(struct tidy *t, const struct source *s)
{
    size_t line = 0;
    for (size_t start = 0; start < s->len; start += strcspn(s->text + start, "\n") + 1) {
        line++;
        check_line(t, s, start, (struct place){.path = s->path, .line = line});
    }
    if (line > FILE_LINES) {
        found(t, (struct place){s->path, line, NULL, line}, "file-length",
              "%zu lines, %d are allowed", line, FILE_LINES);
    }
}

/* --- rules about functions --- */

/* The code without preprocessor lines, which would unbalance the braces. */
static char *without_directives(const struct source *s)
{
    char *copy = must(strdup(s->code));
    bool directive = false;
    bool begin = true; /* only blanks so far in this line */
    for (size_t i = 0; i < s->len; i++) {
        if (copy[i] == '\n') {
            directive = directive && i > 0 && s->code[i - 1] == '\\';
            begin = true;
            continue;
        }
        if (begin && copy[i] == '#') {
            directive = true;
        }
        begin = begin && copy[i] == ' ';
        if (directive) {
            copy[i] = ' ';
        }
    }
    return copy;
}

/* The head of a definition, from `from` to its brace: the name and the number of parameters. False
 * for data. */
static bool read_head(const char *from, const char *brace, char name[NAME_SIZE], size_t *parameters)
{
    const char *last = brace;
    while (last > from && strchr(" \n", last[-1])) {
        last--;
    }
    if (last == from || last[-1] != ')') {
        return false;
    }
    const char *open = last - 1; /* the bracket that the last one closes */
    size_t commas = 0;
    for (int depth = 0; open > from; open--) {
        depth += (*open == ')') - (*open == '(');
        commas += *open == ',' && depth == 1;
        if (depth == 0) {
            break;
        }
    }
    const char *end = open;
    while (end > from && strchr(" \n", end[-1])) {
        end--;
    }
    const char *begin = end;
    while (begin > from && is_word_char(begin[-1])) {
        begin--;
    }
    snprintf(name, NAME_SIZE, "%.*s", (int)(end - begin), begin);
    size_t blanks = strspn(open + 1, " \n");
    bool none = open[1 + blanks] == ')' || strncmp(open + 1 + blanks, "void)", 5) == 0;
    *parameters = none ? 0 : commas + 1;
    return begin < end && strcmp(name, "__attribute__") != 0;
}

static void check_function(struct tidy *t, const struct source *s, const char *code,
                           const char *head[3])
{
    char name[NAME_SIZE];
    size_t parameters = 0;
    if (!read_head(head[0], head[1], name, &parameters)) {
        return;
    }
    struct place at = {.path = s->path, .line = line_of(code, head[1]), .function = name};
    size_t lines = line_of(code, head[2]) - at.line + 1;
    if (head[1] > code && head[1][-1] != '\n') {
        found(t, at, "brace", "the brace of function %s stands on its own line", name);
    }
    if (parameters > PARAMETERS) {
        found(t, at, "parameters", "%s takes %zu, %d are allowed", name, parameters, PARAMETERS);
    }
    if (lines > FUNCTION_LINES) {
        at.size = lines;
        found(t, at, "function-length", "%s has %zu lines, %d are allowed", name, lines,
              FUNCTION_LINES);
    }
}

static void check_functions(struct tidy *t, const struct source *s)
{
    char *code = without_directives(s);
    const char *head[3] = {code, NULL, NULL}; /* begin of the head, opening brace, closing brace */
    int depth = 0;
    for (const char *p = code; *p != '\0'; p++) {
        if (*p == '{' && depth++ == 0) {
            head[1] = p;
        } else if (*p == '}' && depth > 0 && --depth == 0) {
            head[2] = p;
            check_function(t, s, code, head);
            head[0] = p + 1;
        } else if (*p == ';' && depth == 0) {
            head[0] = p + 1;
        }
    }
    free(code);
}

/* --- rules about words and literals --- */

/* Split, so that this file passes its own rules. */
static const struct word_rule text_rules[] = {
    {"unfinished",
     "TO"
     "DO",
     false, "finish it, or file it with a number elsewhere"},
    {"unfinished",
     "FIX"
     "ME",
     false, "finish it, or file it with a number elsewhere"},
    {"unfinished",
     "XX"
     "X",
     false, "finish it, or file it with a number elsewhere"},
};

static const struct word_rule heap_rules[] = {
    {"heap", "malloc", true, "take memory from an arena"},
    {"heap", "calloc", true, "take memory from an arena"},
    {"heap", "realloc", true, "take memory from an arena"},
    {"heap", "reallocarray", true, "take memory from an arena"},
    {"heap", "aligned_alloc", true, "take memory from an arena"},
    {"heap", "strdup", true, "arena_copy"},
    {"heap", "strndup", true, "arena_copy"},
    {"heap", "asprintf", true, "arena_format"},
    {"heap", "vasprintf", true, "arena_format"},
};

static const struct word_rule errno_rule = {"errno", "errno", false,
                                            "only sys/ sees it: return enum err"};
static const struct word_rule skip_rule = {"skip", "skip", true,
                                           "a test is fixed or deleted, never skipped"};

static void check_typedefs(struct tidy *t, const struct source *s)
{
    for (const char *hit = s->code; (hit = find_word(hit, "typedef", s->code)) != NULL; hit++) {
        const char *next = hit + strlen("typedef");
        next += strspn(next, " \n");
        if (strncmp(next, "struct", 6) == 0 || strncmp(next, "union", 5) == 0) {
            struct place at = {.path = s->path, .line = line_of(s->code, hit)};
            found(t, at, "typedef", "a struct is called struct");
        }
    }
}

static bool is_markup(const char *p)
{
    return p[0] == '<' && ((p[1] >= 'a' && p[1] <= 'z') || p[1] == '/' || p[1] == '!');
}

static void check_literals(struct tidy *t, const struct source *s)
{
    static const char *const sql[] = {"SELECT ",      "INSERT ",      "UPDATE ",    "DELETE ",
                                      "CREATE TABLE", "CREATE INDEX", "DROP TABLE", "ALTER TABLE"};
    bool pages = is_in(s->path, "src/http/") || is_in(s->path, "src/desk/") ||
                 is_in(s->path, "src/portal/") || is_in(s->path, "src/press/");
    for (const char *p = s->literals; pages && *p != '\0'; p++) {
        if (is_markup(p)) {
            struct place at = {.path = s->path, .line = line_of(s->literals, p)};
            found(t, at, "markup", "markup belongs into templates/");
        }
    }
    for (size_t i = 0; i < sizeof(sql) / sizeof(sql[0]); i++) {
        for (const char *p = s->literals; (p = strstr(p, sql[i])) != NULL; p++) {
            struct place at = {.path = s->path, .line = line_of(s->literals, p)};
            found(t, at, "sql", "SQL belongs into src/store/sql/");
        }
    }
}

/* The first comment names the file: "base/arena.c — …". */
static void check_header(struct tidy *t, const struct source *s)
{
    const char *base = strrchr(s->path, '/') + 1;
    const char *end = strstr(s->text, "*/");
    const char *name = strstr(s->text, base);
    bool comment = strncmp(s->text, "/*", 2) == 0 && end != NULL;
    if (!comment || name == NULL || name > end) {
        found(t, (struct place){.path = s->path, .line = 1}, "header",
              "begin with a comment: the file's name, what it is responsible for, what it must "
              "never do");
    }
}

static void check_source(struct tidy *t, const char *path, char *text, size_t len)
{
    struct source s;
    source_init(&s, path, text, len);
    check_header(t, &s);
    check_lines(t, &s);
    check_functions(t, &s);
    check_typedefs(t, &s);
    for (size_t i = 0; i < sizeof(text_rules) / sizeof(text_rules[0]); i++) {
        check_words(t, &s, s.text, &text_rules[i]);
    }
    if (is_in(path, "src/")) {
        bool heap = strcmp(path, "src/base/mem.c") == 0 || strcmp(path, "src/base/arena.c") == 0;
        for (size_t i = 0; i < sizeof(heap_rules) / sizeof(heap_rules[0]) && !heap; i++) {
            check_words(t, &s, s.code, &heap_rules[i]);
        }
        if (!is_in(path, "src/sys/")) {
            check_words(t, &s, s.code, &errno_rule);
        }
        check_literals(t, &s);
    }
    if (is_in(path, "test/")) {
        check_words(t, &s, s.code, &skip_rule);
    }
    source_release(&s);
}

/* --- files --- */

static char *read_whole(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "tidy: cannot read %s\n", path);
        exit(2);
    }
    size_t capacity = 1 << 16;
    char *text = must(malloc(capacity));
    *len = 0;
    for (size_t got = 1; got > 0; *len += got) {
        if (*len + 4096 > capacity) {
            capacity *= 2;
            text = must(realloc(text, capacity));
        }
        got = fread(text + *len, 1, 4095, file);
    }
    fclose(file);
    text[*len] = '\0';
    return text;
}

struct files {
    char *paths[FILES];
    size_t count;
};

static void collect(struct files *files, const char *folder)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return; /* a folder that does not exist yet */
    }
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        char path[PATH_SIZE];
        struct stat status;
        int len = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || len >= PATH_SIZE || stat(path, &status) != 0) {
            continue;
        }
        if (S_ISDIR(status.st_mode)) {
            collect(files, path);
        } else if (len > 2 &&
                   (strcmp(path + len - 2, ".c") == 0 || strcmp(path + len - 2, ".h") == 0)) {
            if (files->count == FILES) {
                fputs("tidy: too many files\n", stderr);
                exit(2);
            }
            files->paths[files->count++] = must(strdup(path));
        }
    }
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void ratchet_read(struct tidy *t, char *text)
{
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        struct exception *e = &t->exceptions[t->exception_count];
        if (line[0] == '#' || line[0] == '\0') {
            continue;
        }
        if (t->exception_count == EXCEPTIONS ||
            sscanf(line, "%95s %511s %zu", e->rule, e->where, &e->allowed) != 3) {
            fprintf(stderr, "tidy: ratchet.txt: not rule, place, number: %s\n", line);
            exit(2);
        }
        e->met = 0;
        t->exception_count++;
    }
}

static void ratchet_finish(struct tidy *t)
{
    for (size_t i = 0; i < t->exception_count; i++) {
        const struct exception e = t->exceptions[i];
        if (e.met < e.allowed) {
            struct place at = {.path = "tools/ratchet.txt", .line = i + 1};
            found(t, at, "ratchet", "%s %s needs %zu only: lower or remove its line", e.rule,
                  e.where, e.met);
        }
    }
}

static int check_tree(void)
{
    static struct tidy t;
    static struct files files;
    size_t len = 0;
    char *ratchet = read_whole("tools/ratchet.txt", &len);
    ratchet_read(&t, ratchet);
    free(ratchet);
    collect(&files, "src");
    collect(&files, "test");
    collect(&files, "tools");
    qsort(files.paths, files.count, sizeof(files.paths[0]), by_name);
    for (size_t i = 0; i < files.count; i++) {
        char *text = read_whole(files.paths[i], &len);
        check_source(&t, files.paths[i], text, len);
        free(text);
        free(files.paths[i]);
    }
    ratchet_finish(&t);
    if (files.count == 0) {
        fputs("tidy: no files: run it at the root of the project\n", stderr);
        return 2;
    }
    if (t.findings > 0) {
        printf("tidy: %zu findings in %zu files\n", t.findings, files.count);
    }
    return t.findings > 0;
}

/* --- self-test --- */

struct text {
    char bytes[1 << 16];
    size_t len;
};

/* Appends a line of a case; "%repeat N text" stands for N lines. */
static void case_append(struct text *out, const char *line)
{
    size_t times = 1;
    int skipped = 0;
    if (sscanf(line, "%%repeat %zu %n", &times, &skipped) >= 1 && skipped > 0) {
        line += skipped;
    }
    for (; times > 0 && out->len + strlen(line) + 2 < sizeof(out->bytes); times--) {
        out->len += (size_t)sprintf(out->bytes + out->len, "%s\n", line);
    }
}

/* Checks one case: exactly one finding of the rule, or none when the rule is "ok". */
static bool case_holds(const char *rule, const char *path, struct text *text, struct tidy *t)
{
    t->quiet = true;
    check_source(t, path, text->bytes, text->len);
    ratchet_finish(t);
    bool ok = strcmp(rule, "ok") == 0;
    bool holds = ok ? t->findings == 0 : t->findings == 1 && strcmp(t->last_rule, rule) == 0;
    if (!holds) {
        printf("self-test: expected %s in %s, got %zu findings, the last %s:\n%s", rule, path,
               t->findings, t->findings ? t->last_rule : "none", text->bytes);
    }
    return holds;
}

/* Cases are separated by lines "== rule path", exceptions of a case follow as lines "%ratchet …".
 */
static int self_test(void)
{
    static struct tidy t;
    static struct text text;
    char rule[NAME_SIZE] = "";
    char path[PATH_SIZE] = "";
    size_t len = 0;
    size_t cases = 0;
    size_t failed = 0;
    char *rest = read_whole("tools/tidy_cases.txt", &len);
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        if (strncmp(line, "== ", 3) == 0) {
            if (rule[0] != '\0') {
                failed += !case_holds(rule, path, &text, &t);
                cases++;
            }
            memset(&t, 0, sizeof(t));
            memset(&text, 0, sizeof(text));
            if (sscanf(line, "== %95s %511s", rule, path) != 2) {
                rule[0] = '\0';
            }
        } else if (strncmp(line, "%ratchet ", 9) == 0) {
            ratchet_read(&t, line + 9);
        } else {
            case_append(&text, line);
        }
    }
    printf("tidy: self-test, %zu cases, %zu failed\n", cases, failed);
    return failed > 0 || cases == 0;
}

int main(int argc, char **argv)
{
    return argc == 2 && strcmp(argv[1], "--self-test") == 0 ? self_test() : check_tree();
}
