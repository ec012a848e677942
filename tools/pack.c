/*
 * tools/pack.c — packs assets/ into the program: addresses with a content hash, gzip, types.
 *
 *   pack -o <folder> assets      writes assets.h, assets.c and assets.bin
 *
 * A file's address changes with its content, so that browsers may keep it for ever. CSS is packed
 * last, because the url(…) in it become those addresses; an url(…) that names no packed file is an
 * error.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

struct bytes {
    unsigned char *ptr;
    size_t len;
    size_t capacity;
};

struct file {
    char name[200]; /* below the root: "fonts/x.woff2" */
    char path[300]; /* "/assets/fonts/x.<hash>.woff2" */
    const char *type;
    uint64_t hash;
    struct bytes content;
    struct bytes gzip; /* empty when packing gains nothing */
};

static struct file *files;
static size_t file_count;

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...)
{
    va_list args;

    fputs("pack: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static void *grow(void *ptr, size_t size)
{
    void *bigger = realloc(ptr, size);

    if (bigger == NULL)
        fail("out of memory");
    return bigger;
}

static void bytes_add(struct bytes *b, const void *ptr, size_t len)
{
    if (b->len + len + 1 > b->capacity) {
        b->capacity = (b->len + len + 1) * 2;
        b->ptr = grow(b->ptr, b->capacity);
    }
    memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

static const char *type_of(const char *name)
{
    static const char *const types[][2] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".json", "application/json"},
        {".xsl", "text/xsl"},
    };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    }
    fail("%s: this kind of file has no type here", name);
}

static bool is_css(const struct file *f)
{
    return strstr(f->type, "text/css") != NULL;
}

static void read_file(const char *path, struct bytes *out)
{
    FILE *f = fopen(path, "rb");
    unsigned char chunk[16384];
    size_t n;

    if (f == NULL)
        fail("%s: %s", path, strerror(errno));
    bytes_add(out, "", 0);
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        bytes_add(out, chunk, n);
    if (ferror(f))
        fail("%s: cannot be read", path);
    fclose(f);
}

static void walk(const char *root, const char *below)
{
    char path[4096];
    struct dirent *entry;

    snprintf(path, sizeof(path), "%s/%s", root, below);
    DIR *dir = opendir(path);
    if (dir == NULL)
        fail("%s: %s", path, strerror(errno));
    while ((entry = readdir(dir)) != NULL) {
        char name[512];
        struct stat st;
        if (entry->d_name[0] == '.')
            continue;
        int len = snprintf(name, sizeof(name), "%s%s%s", below, below[0] ? "/" : "", entry->d_name);
        if (len < 0 || (size_t)len >= sizeof(files->name))
            fail("%s: name too long", name);
        snprintf(path, sizeof(path), "%s/%s", root, name);
        if (stat(path, &st) != 0)
            fail("%s: %s", path, strerror(errno));
        if (S_ISDIR(st.st_mode)) {
            walk(root, name);
            continue;
        }
        files = grow(files, (file_count + 1) * sizeof(*files));
        struct file *f = &files[file_count++];
        memset(f, 0, sizeof(*f));
        memcpy(f->name, name, (size_t)len + 1);
        f->type = type_of(name);
        read_file(path, &f->content);
    }
    closedir(dir);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static int css_last(const void *a, const void *b)
{
    const struct file *x = a, *y = b;

    if (is_css(x) != is_css(y))
        return is_css(x) ? 1 : -1;
    return strcmp(x->name, y->name);
}

/* The content is ours, so a plain hash is enough to tell two versions apart. */
static uint64_t hash_bytes(const struct bytes *b)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < b->len; i++)
        h = (h ^ b->ptr[i]) * UINT64_C(0x100000001b3);
    return h;
}

static void name_file(struct file *f)
{
    const char *dot = strrchr(f->name, '.');

    f->hash = hash_bytes(&f->content);
    snprintf(f->path, sizeof(f->path), "/assets/%.*s.%010llx%s", (int)(dot - f->name), f->name,
             (unsigned long long)(f->hash & UINT64_C(0xffffffffff)), dot);
}

static const struct file *find_named(const char *name, size_t len)
{
    for (size_t i = 0; i < file_count; i++) {
        if (strlen(files[i].name) == len && strncmp(files[i].name, name, len) == 0)
            return &files[i];
    }
    return NULL;
}

static void rewrite_urls(struct file *css)
{
    struct bytes out = {0};
    const char *s = (const char *)css->content.ptr;
    const char *hit;

    while ((hit = strstr(s, "url(")) != NULL) {
        const char *name = hit + 4;
        size_t len = strcspn(name, ")");
        if (len > 1 && (name[0] == '"' || name[0] == '\'')) {
            name++;
            len -= 2;
        }
        const struct file *f = find_named(name, len);
        if (f == NULL || f->path[0] == '\0')
            fail("%s: url(%.*s) is not a packed file", css->name, (int)len, name);
        bytes_add(&out, s, (size_t)(hit - s) + 4);
        bytes_add(&out, f->path, strlen(f->path));
        s = hit + 4 + strcspn(hit + 4, ")");
    }
    bytes_add(&out, s, strlen(s));
    free(css->content.ptr);
    css->content = out;
}

/* gzip without time stamp, so that two builds are equal. */
static void compress_file(struct file *f)
{
    z_stream z = {0};

    if (strncmp(f->type, "font/", 5) == 0 || strcmp(f->type, "image/png") == 0)
        return;
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        fail("zlib does not start");
    size_t room = deflateBound(&z, f->content.len);
    f->gzip.ptr = grow(NULL, room + 1);
    z.next_in = f->content.ptr;
    z.avail_in = (uInt)f->content.len;
    z.next_out = f->gzip.ptr;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        fail("%s: zlib fails", f->name);
    f->gzip.len = z.total_out < f->content.len ? z.total_out : 0;
    deflateEnd(&z);
}

static FILE *create(const char *folder, const char *name)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        fail("%s: %s", path, strerror(errno));
    return f;
}

static void finish(FILE *f, const char *name)
{
    if (ferror(f) || fclose(f) != 0)
        fail("%s cannot be written", name);
}

static void write_header(const char *folder)
{
    FILE *h = create(folder, "assets.h");

    fputs("/* Made by tools/pack from assets/; changes here are lost. */\n#ifndef "
          "GEN_ASSETS_H\n#define GEN_ASSETS_H\n\n"
          "#include \"base/str.h\"\n\n"
          "/* A file of the program itself. Its address holds a hash of its content: it never "
          "changes. */\n"
          "struct asset {\n    struct str path; /* \"/assets/app.<hash>.css\" */\n    struct str "
          "type; /* media type */\n"
          "    struct str bytes;\n    struct str gzip; /* the same, compressed; empty when that "
          "gains nothing */\n"
          "    struct str etag; /* with its quotes */\n};\n\n"
          "/* The file at an address, NULL when there is none. */\nconst struct asset "
          "*asset_find(struct str path);\n"
          "/* The address of a file by its name below assets/ (\"app.css\"); absent when there is "
          "none. */\n"
          "struct str asset_url(const char *name);\n\n"
          "/* The same at build time, as templates use it. */\n",
          h);
    for (size_t i = 0; i < file_count; i++) {
        char macro[200];
        strcpy(macro, files[i].name);
        for (char *p = macro; *p != '\0'; p++) {
            if (!isalnum((unsigned char)*p))
                *p = '_';
        }
        fprintf(h, "#define ASSET_%s \"%s\"\n", macro, files[i].path);
    }
    fputs("\n#endif\n", h);
    finish(h, "assets.h");
}

static const char functions_text[] =
    "const struct asset *asset_find(struct str path)\n{\n    size_t low = 0;\n    size_t high = "
    "ASSET_COUNT;\n\n"
    "    while (low < high) {\n        size_t middle = low + (high - low) / 2;\n"
    "        int order = str_compare(path, assets[middle].path);\n        if (order == 0)\n"
    "            return &assets[middle];\n        if (order < 0)\n            high = middle;\n     "
    "   else\n"
    "            low = middle + 1;\n    }\n    return NULL;\n}\n\n"
    "struct str asset_url(const char *name)\n{\n    for (size_t i = 0; i < ASSET_COUNT; i++) {\n"
    "        if (strcmp(names[i], name) == 0)\n            return assets[i].path;\n    }\n"
    "    return (struct str){0};\n}\n";

static void write_c(const char *folder)
{
    FILE *bin = create(folder, "assets.bin");
    FILE *c = create(folder, "assets.c");
    size_t at = 0;

    fprintf(c,
            "/* Made by tools/pack from assets/; changes here are lost. */\n#include "
            "\"assets.h\"\n\n#include <string.h>\n\n"
            "/* The bytes of all files, one behind the other. */\n"
            "__asm__(\".pushsection .rodata\\n.balign 16\\n.globl asset_blob\\n.hidden "
            "asset_blob\\nasset_blob:\\n\"\n"
            "        \".incbin \\\"%s/assets.bin\\\"\\n.byte 0\\n.popsection\\n\");\n"
            "extern const char asset_blob[] __attribute__((visibility(\"hidden\")));\n\n"
            "enum { ASSET_COUNT = %zu };\n\nstatic const struct asset assets[ASSET_COUNT] = {\n",
            folder, file_count);
    for (size_t i = 0; i < file_count; i++) {
        const struct file *f = &files[i];
        fprintf(c, "    {STR_INIT(\"%s\"), STR_INIT(\"%s\"), {asset_blob + %zu, %zu},", f->path,
                f->type, at, f->content.len);
        at += f->content.len;
        fwrite(f->content.ptr, 1, f->content.len, bin);
        if (f->gzip.len > 0)
            fprintf(c, " {asset_blob + %zu, %zu},", at, f->gzip.len);
        else
            fputs(" {NULL, 0},", c);
        at += f->gzip.len;
        if (f->gzip.len > 0)
            fwrite(f->gzip.ptr, 1, f->gzip.len, bin);
        fprintf(c, " STR_INIT(\"\\\"%016llx\\\"\")},\n", (unsigned long long)f->hash);
    }
    fputs("};\n\nstatic const char *const names[ASSET_COUNT] = {\n", c);
    for (size_t i = 0; i < file_count; i++)
        fprintf(c, "    \"%s\",\n", files[i].name);
    fprintf(c, "};\n\n%s", functions_text);
    finish(bin, "assets.bin");
    finish(c, "assets.c");
}

int main(int argc, char **argv)
{
    if (argc != 4 || strcmp(argv[1], "-o") != 0) {
        fputs("usage: pack -o folder assets\n", stderr);
        return 2;
    }
    walk(argv[3], "");
    if (file_count == 0)
        fail("%s holds no file", argv[3]);
    qsort(files, file_count, sizeof(*files), css_last);
    for (size_t i = 0; i < file_count; i++) {
        if (is_css(&files[i]))
            rewrite_urls(&files[i]);
        name_file(&files[i]);
        compress_file(&files[i]);
    }
    qsort(files, file_count, sizeof(*files), by_path);
    write_header(argv[2]);
    write_c(argv[2]);
    return 0;
}
