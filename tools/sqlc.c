/*
 * tools/sqlc.c — turns SQL files into C tables at build time, so that no SQL stands in C.
 *
 *     sqlc -o FOLDER -n MODULE file.sql … migrations/NNNN.sql …
 *
 * writes FOLDER/MODULE_sql.h and .c. In an ordinary file every statement stands under a line "--
 * name: append_event" and ends with ';' at a line's end. Parameters are written ?1, ?2 … without
 * gaps. A file whose name is a number is a migration: statements without names, split at ';' at a
 * line's end (a trigger ends at "END;"). Comments ("-- ") are allowed on lines of their own. It
 * must never change what a statement means: it only joins lines.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LEN = 60, TEXT_MAX = 4000, STATEMENTS_MAX = 500, LINE_MAX_LEN = 400 };

struct statement {
    char name[NAME_MAX_LEN];
    char text[TEXT_MAX];
    int parameters;
    int migration; /* 0 = a named statement */
};

static struct statement statements[STATEMENTS_MAX];
static size_t statement_count;

static void fail(const char *file, int line, const char *why)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, why);
    exit(1);
}

/* The largest ?N; a gap means that a parameter is bound for nothing. */
static int count_parameters(const char *text, const char *file, int line)
{
    bool seen[32] = {false};
    int most = 0;
    for (const char *p = strchr(text, '?'); p != NULL; p = strchr(p + 1, '?')) {
        int n = isdigit((unsigned char)p[1]) ? (int)strtol(p + 1, NULL, 10) : 0;
        if (n < 1 || n > 31)
            fail(file, line, "write parameters as ?1, ?2 …");
        seen[n] = true;
        most = n > most ? n : most;
    }
    for (int n = 1; n <= most; n++) {
        if (!seen[n])
            fail(file, line, "a parameter number is missing");
    }
    return most;
}

static int migration_number(const char *path)
{
    const char *base = strrchr(path, '/');
    base = base == NULL ? path : base + 1;
    char *end = NULL;
    long n = strtol(base, &end, 10);
    return end != base && strcmp(end, ".sql") == 0 ? (int)n : 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

/* Joins a line to the statement being read; true when it is complete. */
static bool add_line(struct statement *s, const char *line, const char *file, int number)
{
    size_t have = strlen(s->text), more = strlen(line);
    if (have + more + 2 > sizeof s->text)
        fail(file, number, "statement too long");
    if (have > 0)
        s->text[have++] = ' ';
    memcpy(s->text + have, line, more + 1);
    bool trigger = strncmp(s->text, "CREATE TRIGGER", 14) == 0;
    if (!ends_with(line, trigger ? "END;" : ";"))
        return false;
    s->text[have + more - 1] = '\0';
    return true;
}

static void take_name(struct statement *s, const char *line, const char *file, int number)
{
    if (s->text[0] != '\0' || s->name[0] != '\0')
        fail(file, number, "the statement before has no end");
    size_t len = strlen(line);
    if (len == 0 || len >= sizeof s->name)
        fail(file, number, "bad name");
    memcpy(s->name, line, len + 1);
    for (size_t i = 0; i < statement_count; i++) {
        if (strcmp(statements[i].name, s->name) == 0)
            fail(file, number, "name used twice");
    }
}

static char *trim(char *line)
{
    while (isspace((unsigned char)*line))
        line++;
    size_t len = strlen(line);
    while (len > 0 && isspace((unsigned char)line[len - 1]))
        line[--len] = '\0';
    return line;
}

static void finish(struct statement *s, const char *file, int number)
{
    if (s->migration == 0 && s->name[0] == '\0')
        fail(file, number, "a statement without a name");
    s->parameters = count_parameters(s->text, file, number);
    if (s->migration != 0 && s->parameters != 0)
        fail(file, number, "a migration has no parameters");
    if (++statement_count == STATEMENTS_MAX)
        fail(file, number, "too many statements");
}

static void read_file(const char *path)
{
    FILE *f = fopen(path, "r");
    if (f == NULL)
        fail(path, 0, "cannot be read");
    char raw[LINE_MAX_LEN];
    int number = 0;
    while (fgets(raw, sizeof raw, f) != NULL) {
        struct statement *s = &statements[statement_count];
        s->migration = migration_number(path);
        number++;
        char *line = trim(raw);
        if (strncmp(line, "-- name: ", 9) == 0 && s->migration == 0)
            take_name(s, line + 9, path, number);
        else if (line[0] == '\0' || strncmp(line, "--", 2) == 0)
            continue;
        else if (add_line(s, line, path, number))
            finish(s, path, number);
    }
    struct statement *rest = &statements[statement_count];
    if (rest->text[0] != '\0' || rest->name[0] != '\0')
        fail(path, number, "the last statement has no end");
    fclose(f);
}

static FILE *create(const char *folder, const char *module, const char *end)
{
    char path[LINE_MAX_LEN];
    snprintf(path, sizeof path, "%s/%s_sql%s", folder, module, end);
    FILE *f = fopen(path, "w");
    if (f == NULL)
        fail(path, 0, "cannot be written");
    fprintf(f, "/* %s_sql%s — made by tools/sqlc; change src/%s/sql/ instead. */\n", module, end,
            module);
    return f;
}

static void write_upper(FILE *f, const char *text)
{
    for (; *text != '\0'; text++)
        fputc(toupper((unsigned char)*text), f);
}

static void write_header(const char *folder, const char *module)
{
    FILE *f = create(folder, module, ".h");
    fprintf(f, "#ifndef GEN_%s_SQL_H\n#define GEN_%s_SQL_H\n\n#include \"sys/db.h\"\n\n", module,
            module);
    fprintf(f, "enum %s_sql {\n", module);
    for (size_t i = 0; i < statement_count; i++) {
        if (statements[i].migration != 0)
            continue;
        fputs("    ", f);
        write_upper(f, module);
        fprintf(f, "_SQL_%s,\n", statements[i].name);
    }
    fputs("    ", f);
    write_upper(f, module);
    fputs("_SQL_COUNT,\n};\n\n", f);
    fprintf(f, "extern const struct db_sql %s_sql[];\n", module);
    fprintf(f, "extern const struct db_migration %s_migrations[];\n", module);
    fprintf(f, "extern const size_t %s_migration_count;\n\n#endif\n", module);
    fclose(f);
}

static void write_literal(FILE *f, const char *text)
{
    fputc('"', f);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', f);
        fputc(*text, f);
    }
    fputc('"', f);
}

static void write_source(const char *folder, const char *module)
{
    FILE *f = create(folder, module, ".c");
    fprintf(f, "#include \"%s_sql.h\"\n\nconst struct db_sql %s_sql[] = {\n", module, module);
    for (size_t i = 0; i < statement_count; i++) {
        if (statements[i].migration != 0)
            continue;
        fprintf(f, "    {\"%s\", ", statements[i].name);
        write_literal(f, statements[i].text);
        fprintf(f, ", %d},\n", statements[i].parameters);
    }
    fprintf(f, "};\n\nconst struct db_migration %s_migrations[] = {\n", module);
    size_t migrations = 0;
    for (size_t i = 0; i < statement_count; i++) {
        if (statements[i].migration == 0)
            continue;
        fprintf(f, "    {%d, ", statements[i].migration);
        write_literal(f, statements[i].text);
        fputs("},\n", f);
        migrations++;
    }
    fprintf(f, "};\nconst size_t %s_migration_count = %zu;\n", module, migrations);
    fclose(f);
}

int main(int argc, char **argv)
{
    if (argc < 6 || strcmp(argv[1], "-o") != 0 || strcmp(argv[3], "-n") != 0) {
        fprintf(stderr, "usage: sqlc -o FOLDER -n MODULE file.sql …\n");
        return 2;
    }
    for (int i = 5; i < argc; i++)
        read_file(argv[i]);
    write_header(argv[2], argv[4]);
    write_source(argv[2], argv[4]);
    return 0;
}
