/*
 * tools/po2c.c — turns po/ into C and keeps it complete (docs/internals/templates.md).
 *
 *   po2c -o <folder> PO…            writes messages.h and messages.c; all files together are one
 * catalogue with --first behind the folder the first of two equal entries wins (samples) po2c
 * --extract FILES…           prints the messages of .def, .c and .h files as PO entries po2c
 * --check PO… <entries       fails when an entry has no Japanese or the files hold one that is used
 * nowhere po2c --add PO… <entries         appends what is missing to the first file, with an empty
 * msgstr to be filled in
 *
 * An empty msgstr, a fuzzy entry and a translation whose {parameters} differ from the English are
 * errors: a page must never lose a value in one of its languages.
 */
#include "po2c_extract.h"

#include <stdint.h>

struct entry {
    struct text context;
    struct text id;
    struct text plural;
    struct text translation;
    struct text comment; /* the "#: file:line" lines */
    bool has_translation;
    bool fuzzy;
    bool used;
    const char *path;
    size_t line;
};

struct catalogue {
    struct entry *entries;
    size_t count;
};

static const char *text_of(const struct text *t)
{
    return t->ptr ? t->ptr : "";
}

/* --- reading PO --- */

static struct entry *new_entry(struct catalogue *c, const char *path, size_t line)
{
    c->entries = grow(c->entries, (c->count + 1) * sizeof(*c->entries));
    struct entry *e = &c->entries[c->count++];
    memset(e, 0, sizeof(*e));
    e->path = path;
    e->line = line;
    return e;
}

static struct entry *find_entry(const struct catalogue *c, const struct entry *like)
{
    for (size_t i = 0; i < c->count; i++) {
        struct entry *e = &c->entries[i];
        if (e != like && strcmp(text_of(&e->id), text_of(&like->id)) == 0 &&
            strcmp(text_of(&e->context), text_of(&like->context)) == 0)
            return e;
    }
    return NULL;
}

/* The field of the entry that a keyword line fills; moves *line behind the keyword. */
static struct text *field_of(struct entry *e, const char **line)
{
    static const char *const words[] = {"msgctxt ", "msgid_plural ", "msgid ", "msgstr[0] ",
                                        "msgstr "};
    struct text *const fields[] = {&e->context, &e->plural, &e->id, &e->translation,
                                   &e->translation};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strncmp(*line, words[i], strlen(words[i])) == 0) {
            *line += strlen(words[i]);
            return fields[i];
        }
    }
    return NULL;
}

static void read_comment(struct entry *e, const char *line, size_t len)
{
    if (strncmp(line, "#,", 2) == 0 && strstr(line, "fuzzy") != NULL &&
        strstr(line, "fuzzy") < line + len)
        e->fuzzy = true;
    if (strncmp(line, "#:", 2) == 0) {
        text_add(&e->comment, line, len);
        text_add(&e->comment, "\n", 1);
    }
}

static void read_po(struct catalogue *c, const char *path, const char *s)
{
    struct entry *e = NULL;
    struct text *field = NULL;
    size_t line = 0;

    while (*s != '\0') {
        size_t len = strcspn(s, "\n");
        const char *p = s;
        line++;
        if (len == 0 || strncmp(s, "#~", 2) == 0) {
            e = NULL;
        } else if (*s == '#') {
            if (e == NULL || e->has_translation)
                e = new_entry(c, path, line);
            read_comment(e, s, len);
        } else if (*s == '"') {
            if (e == NULL || field == NULL)
                fail_at(path, line, "a text without a keyword");
            read_quoted(path, line, &p, field);
        } else {
            bool begins = strncmp(s, "msgctxt ", 8) == 0 || strncmp(s, "msgid ", 6) == 0;
            if (e == NULL || (begins && e->has_translation))
                e = new_entry(c, path, line);
            field = field_of(e, &p);
            if (field == NULL)
                fail_at(path, line,
                        "msgctxt, msgid, msgid_plural, msgstr or msgstr[0] is expected");
            e->has_translation = field == &e->translation;
            if (begins)
                e->line = line;
            read_quoted(path, line, &p, field);
        }
        s += len + (s[len] == '\n');
    }
    /* Comments that stand alone, as at the head of the file, leave entries without a msgid: drop
     * them. */
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (c->entries[i].id.len > 0)
            c->entries[kept++] = c->entries[i];
    }
    c->count = kept;
}

/* Whether every "{word}" of a stands in b. */
static bool params_within(const char *a, const char *b)
{
    for (const char *p = a; (p = strchr(p, '{')) != NULL; p++) {
        char name[128];
        size_t len = 1;
        while (isalnum((unsigned char)p[len]) || p[len] == '_')
            len++;
        if (len == 1 || p[len] != '}' || len + 2 > sizeof(name))
            continue;
        memcpy(name, p, len + 1);
        name[len + 1] = '\0';
        if (strstr(b, name) == NULL)
            return false;
    }
    return true;
}

static void check_entry(const struct catalogue *c, const struct entry *e)
{
    const char *english = e->plural.len > 0 ? text_of(&e->plural) : text_of(&e->id);
    const char *translation = text_of(&e->translation);

    if (e->fuzzy)
        fail_at(e->path, e->line, "fuzzy entry: \"%s\"", text_of(&e->id));
    if (e->translation.len == 0)
        fail_at(e->path, e->line, "no translation of \"%s\"", text_of(&e->id));
    if (!params_within(english, translation) || !params_within(translation, english))
        fail_at(e->path, e->line, "the {parameters} differ: \"%s\" and \"%s\"", english,
                translation);
    if ((english[strlen(english) - 1] == '\n') != (translation[e->translation.len - 1] == '\n'))
        fail_at(e->path, e->line, "only one of the two ends in a line feed: \"%s\"",
                text_of(&e->id));
    const struct entry *other = find_entry(c, e);
    if (other != NULL && strcmp(text_of(&other->translation), translation) != 0)
        fail_at(e->path, e->line, "%s:%zu translates \"%s\" in another way", other->path,
                other->line, text_of(&e->id));
}

/* --- writing C --- */

static const char header_text[] =
    "/* Made by tools/po2c from po/; changes here are lost. */\n"
    "#ifndef GEN_MESSAGES_H\n#define GEN_MESSAGES_H\n\n#include \"base/str.h\"\n#include "
    "\"core/text/lang.h\"\n\n"
    "/* The message in a language; msgid is its English text. An unknown one is returned as it is, "
    "NULL gives the\n"
    " * absent text. The result lives as long as the program (or as msgid, when returned as it "
    "is). */\n"
    "struct str message(enum lang lang, const char *msgid);\n"
    "/* The same for an English text with several meanings. */\n"
    "struct str message_ctx(enum lang lang, const char *context, const char *msgid);\n"
    "/* English has two forms, by n; Japanese one, filed under the first. */\n"
    "struct str message_n(enum lang lang, const char *one, const char *many, int64_t "
    "n);\n\n#endif\n";

static const char lookup_text[] =
    "static uint64_t hash_text(uint64_t h, const char *s)\n{\n    for (; *s != '\\0'; s++)\n"
    "        h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);\n    return h;\n}\n\n"
    "struct str message_ctx(enum lang lang, const char *context, const char *msgid)\n{\n"
    "    if (msgid == NULL)\n        return (struct str){0};\n"
    "    if (lang == LANG_JA) {\n"
    "        uint64_t h = hash_text(hash_text(UINT64_C(0xcbf29ce484222325), context) * 31, "
    "msgid);\n"
    "        for (size_t i = (size_t)h & MASK; slots[i] != 0; i = (i + 1) & MASK) {\n"
    "            const struct entry *e = &entries[slots[i] - 1];\n"
    "            if (strcmp(e->msgid, msgid) == 0 && strcmp(e->context, context) == 0)\n"
    "                return e->ja;\n"
    "        }\n    }\n    return str_from_cstr(msgid);\n}\n\n"
    "struct str message(enum lang lang, const char *msgid)\n{\n    return message_ctx(lang, \"\", "
    "msgid);\n}\n\n"
    "struct str message_n(enum lang lang, const char *one, const char *many, int64_t n)\n{\n"
    "    return message(lang, lang == LANG_EN && n != 1 ? many : one);\n}\n";

static uint64_t hash_text(uint64_t h, const char *s)
{
    for (; *s != '\0'; s++)
        h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
    return h;
}

static void write_slots(FILE *f, const struct catalogue *c)
{
    size_t size = 16;

    while (size < c->count * 2 + 1)
        size *= 2;
    uint32_t *slots = grow(NULL, size * sizeof(*slots));
    memset(slots, 0, size * sizeof(*slots));
    for (size_t i = 0; i < c->count; i++) {
        uint64_t h =
            hash_text(hash_text(UINT64_C(0xcbf29ce484222325), text_of(&c->entries[i].context)) * 31,
                      text_of(&c->entries[i].id));
        size_t k = (size_t)h & (size - 1);
        while (slots[k] != 0)
            k = (k + 1) & (size - 1);
        slots[k] = (uint32_t)i + 1;
    }
    fprintf(f, "enum { MASK = %zu };\n\nstatic const uint32_t slots[MASK + 1] = {", size - 1);
    for (size_t k = 0; k < size; k++)
        fprintf(f, "%s%u,", k % 16 == 0 ? "\n    " : " ", slots[k]);
    fputs("\n};\n\n", f);
    free(slots);
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        fail_at(path, 0, "%s", strerror(errno));
    return f;
}

static void write_c(const char *folder, const struct catalogue *c)
{
    FILE *h = create(folder, "messages.h");
    FILE *f = create(folder, "messages.c");

    fputs(header_text, h);
    fputs(
        "/* Made by tools/po2c from po/; changes here are lost. */\n#include \"messages.h\"\n\n"
        "#include <string.h>\n\nstruct entry {\n    const char *context;\n    const char *msgid;\n"
        "    struct str ja;\n};\n\nstatic const struct entry entries[] = {\n",
        f);
    for (size_t i = 0; i < c->count; i++) {
        fputs("    {", f);
        write_quoted(f, &c->entries[i].context);
        fputs(", ", f);
        write_quoted(f, &c->entries[i].id);
        fputs(", STR_INIT(", f);
        write_quoted(f, &c->entries[i].translation);
        fputs(")},\n", f);
    }
    fputs("    {\"\", \"\", {NULL, 0}},\n};\n\n", f);
    write_slots(f, c);
    fputs(lookup_text, f);
    if (fclose(h) != 0 || fclose(f) != 0)
        fail_at(folder, 0, "cannot be written");
}

/* --- is the catalogue complete --- */

static int check(const struct catalogue *po, const struct catalogue *wanted)
{
    int bad = 0;

    for (size_t i = 0; i < wanted->count; i++) {
        const struct entry *w = &wanted->entries[i];
        struct entry *have = find_entry(po, w);
        if (have == NULL) {
            fprintf(stderr, "%spo/: missing: %s\n", text_of(&w->comment), text_of(&w->id));
            bad++;
            continue;
        }
        have->used = true;
        if (have->translation.len == 0 && ++bad)
            fprintf(stderr, "%s:%zu: no translation: %s\n", have->path, have->line,
                    text_of(&w->id));
        if (w->plural.len > 0 && strcmp(text_of(&w->plural), text_of(&have->plural)) != 0 && ++bad)
            fprintf(stderr, "%s:%zu: plural differs: %s\n", have->path, have->line,
                    text_of(&w->plural));
    }
    for (size_t i = 0; i < po->count; i++) {
        if (!po->entries[i].used && ++bad)
            fprintf(stderr, "%s:%zu: used nowhere: %s\n", po->entries[i].path, po->entries[i].line,
                    text_of(&po->entries[i].id));
    }
    return bad > 0;
}

static void add_missing(const char *path, struct catalogue *po, const struct catalogue *wanted)
{
    FILE *f = fopen(path, "ab");
    size_t added = 0;

    if (f == NULL)
        fail_at(path, 0, "%s", strerror(errno));
    for (size_t i = 0; i < wanted->count; i++) {
        const struct entry *w = &wanted->entries[i];
        if (find_entry(po, w) != NULL)
            continue;
        fprintf(f, "\n%s", text_of(&w->comment));
        if (w->context.len > 0) {
            fputs("msgctxt ", f);
            write_quoted(f, &w->context);
            fputc('\n', f);
        }
        fputs("msgid ", f);
        write_quoted(f, &w->id);
        if (w->plural.len > 0) {
            fputs("\nmsgid_plural ", f);
            write_quoted(f, &w->plural);
            fputs("\nmsgstr[0] \"\"\n", f);
        } else {
            fputs("\nmsgstr \"\"\n", f);
        }
        /* The same text may be wanted in several places: what was written counts as present from
         * here on. */
        *new_entry(po, path, 0) = *w;
        added++;
    }
    if (fclose(f) != 0)
        fail_at(path, 0, "%s", strerror(errno));
    printf("%zu added to %s\n", added, path);
}

/* The same text may stand in several files, as long as it is translated alike. */
static void keep_first(struct catalogue *c)
{
    size_t all = c->count;

    c->count = 0;
    for (size_t i = 0; i < all; i++) {
        struct entry e = c->entries[i];
        if (find_entry(c, &e) == NULL)
            c->entries[c->count++] = e;
    }
}

int main(int argc, char **argv)
{
    struct catalogue po = {0}, wanted = {0};

    if (argc >= 2 && strcmp(argv[1], "--extract") == 0) {
        for (int i = 2; i < argc; i++)
            extract(argv[i]);
        return 0;
    }
    if (argc >= 3 && (strcmp(argv[1], "--check") == 0 || strcmp(argv[1], "--add") == 0)) {
        for (int i = 2; i < argc; i++)
            read_po(&po, argv[i], read_path(argv[i]));
        read_po(&wanted, "(list)", read_stream(stdin, "(list)"));
        if (strcmp(argv[1], "--check") == 0)
            return check(&po, &wanted);
        add_missing(argv[2], &po, &wanted);
        return 0;
    }
    bool first_wins = argc > 4 && strcmp(argv[3], "--first") == 0;
    if (argc < 4 || strcmp(argv[1], "-o") != 0) {
        fputs("usage: po2c -o folder [--first] PO… | --extract FILES… | --check PO… | --add PO…\n",
              stderr);
        return 2;
    }
    for (int i = first_wins ? 4 : 3; i < argc; i++)
        read_po(&po, argv[i], read_path(argv[i]));
    if (first_wins)
        keep_first(&po);
    for (size_t i = 0; i < po.count; i++)
        check_entry(&po, &po.entries[i]);
    keep_first(&po);
    write_c(argv[2], &po);
    return 0;
}
