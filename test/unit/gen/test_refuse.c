/*
 * test_refuse.c — what the template compiler must not compile: one template a row, and the words of
 * the refusal. The control rows show that the same shapes, written properly, pass.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "{# view: struct x from \"x.h\" #}\n"

struct row {
    const char *name; /* of the file: its end tells the kind */
    const char *source;
    const char *words; /* part of the refusal, NULL: compiles */
};

static const struct row rows[] = {
    {"a.html", HEAD "<p class=\"a {= v->x}\">{= v->x}</p>", NULL},
    {"a.html", HEAD "<p{if v->x} class=\"a\"{end}>x</p>", NULL},
    {"a.html", HEAD "<script type=\"module\" src=\"/a.js\"></script>", NULL},
    {"a.html", HEAD "<p>{_ \"{n} rows\" n=v->n}</p>", NULL},
    {"a.html", HEAD "<svg><path d=\"M0 0\"/></svg><br>", NULL},
    {"a.html", "<p>x</p>", "is missing"},
    {"a.html", HEAD "<script>{= v->x}</script>", "inline script"},
    {"a.html", HEAD "<script>alert(1)</script>", "inline script"},
    {"a.html", HEAD "<style>a {{}</style>", "<style>"},
    {"a.html", HEAD "<p style=\"color: {= v->x}\">x</p>", "style attribute"},
    {"a.html", HEAD "<p onclick=\"x()\">x</p>", "onclick attribute"},
    {"a.html", HEAD "<p ONCLICK=\"x()\">x</p>", "ONCLICK attribute"},
    {"a.html", HEAD "<iframe srcdoc=\"{= v->x}\"></iframe>", "srcdoc"},
    {"a.html", HEAD "<p class={= v->x}>x</p>", "quotes"},
    {"a.html", HEAD "<p {= v->x}>x</p>", "quoted attribute"},
    {"a.html", HEAD "<p data-{= v->x}=\"\">x</p>", "attribute's name"},
    {"a.html", HEAD "<{= v->x}>", "write &lt;"},
    {"a.html", HEAD "<!-- {= v->x} -->", "markup comment"},
    {"a.html", HEAD "<a href=\"javascript:x()\">x</a>", "scheme"},
    {"a.html", HEAD "<a href=\"JavaScript:x()\">x</a>", "scheme"},
    {"a.html", HEAD "<a href=\"{=u v->x}\">x</a>", "behind fixed text"},
    {"a.html", HEAD "<a href=\"{_ \"x\"}\">x</a>", "cannot be an address"},
    {"a.html", HEAD "<p title=\"{=h v->x}\">x</p>", "in text only"},
    {"a.html", HEAD "<div><p>x</div>", "closes <p>"},
    {"a.html", HEAD "<div>", "not closed"},
    {"a.html", HEAD "<div/>", "short form"},
    {"a.html", HEAD "{if v->x}<div>{end}</div>", "another place"},
    {"a.html", HEAD "<div>{if v->x}</div>{end}", "outside this block"},
    {"a.html", HEAD "<p{if v->x}>{end}x</p>", "another place"},
    {"a.html", HEAD "{if v->x}", "no {end}"},
    {"a.html", HEAD "{end}", "without {if}"},
    {"a.html", HEAD "{for r in v->rows}{end}", "no count"},
    {"a.html", HEAD "{for r in v->rows count 2}{else}{end}", "does not fit"},
    {"a.html", HEAD "{whatever}", "unknown directive"},
    {"a.html", HEAD "{= }", "without an expression"},
    {"a.html", HEAD "{=q v->x}", "no such form"},
    {"a.html", HEAD "{_ \"{n} rows\"}", "has no value"},
    {"a.html", HEAD "{_ \"rows\" n=v->n}", "has no {n}"},
    {"a.html", HEAD "{_n \"1 row\" \"{k} rows\" k=v->n}", "n="},
    {"a.html", HEAD "{include test/none with v}", "no template"},
    {"a.html", HEAD "<p>x</p>{layout test/none with v}", "before everything"},
    {"a.html", HEAD "<p>{= v->x", "not closed"},
    {"a.xml", HEAD "<a b=\"{= v->x}\">{= v->x}</a>", NULL},
    {"a.xml", HEAD "<a><![CDATA[{= v->x}]]></a>", "CDATA"},
    {"a.xml", HEAD "<?xml version=\"{= v->x}\"?>", "declaration"},
    {"a.txt", HEAD "Hello {= v->x} <b>\n", NULL},
    {"a.css", HEAD "", "only .html"},
};

static char folder[] = "/tmp/test_refuse.XXXXXX";

static void write_source(const char *path, const char *source)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(source, 1, strlen(source), f), strlen(source));
    assert_int_equal(fclose(f), 0);
}

/* Runs the compiler; its exit status, and what it said in `said`. */
static int run_compiler(const char *path, char said[2048])
{
    int pipe_ends[2];
    int status;
    size_t len = 0;
    ssize_t n;

    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(pipe_ends[1], 2);
        close(pipe_ends[0]);
        execl(TOOLS "/tmplc", "tmplc", "-o", folder, path, (char *)NULL);
        _exit(127);
    }
    close(pipe_ends[1]);
    while (len < 2047 && (n = read(pipe_ends[0], said + len, 2047 - len)) > 0)
        len += (size_t)n;
    said[len] = '\0';
    close(pipe_ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void unsafe_templates_do_not_compile(void **state)
{
    (void)state;
    char said[2048];
    char path[256];

    assert_non_null(mkdtemp(folder));
    assert_true(snprintf(path, sizeof(path), "%s/test", folder) < (int)sizeof(path));
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        assert_true(snprintf(path, sizeof(path), "%s/test/%s", folder, row->name) <
                    (int)sizeof(path));
        write_source(path, row->source);
        int status = run_compiler(path, said);
        if (row->words == NULL && status != 0)
            fail_msg("%s\nshould compile, but: %s", row->source, said);
        if (row->words != NULL && (status != 1 || strstr(said, row->words) == NULL))
            fail_msg("%s\nshould be refused with \"%s\", but status %d: %s", row->source,
                     row->words, status, said);
        unlink(path);
    }
}

static void errors_name_file_and_line(void **state)
{
    (void)state;
    char said[2048];
    char path[256];

    assert_true(snprintf(path, sizeof(path), "%s/test/b.html", folder) < (int)sizeof(path));
    write_source(path, HEAD "<p>\n{# two\nlines #}\n</p>\n\n<p>{oops}</p>");
    assert_int_equal(run_compiler(path, said), 1);
    assert_non_null(strstr(said, "test/b.html:7: error: unknown directive {oops}"));
    unlink(path);
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"test", "templates.h", "templates_test.c", ""};
    char path[256];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_true(snprintf(path, sizeof(path), "%s/%s", folder, names[i]) < (int)sizeof(path));
        (void)remove(path);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unsafe_templates_do_not_compile),
        cmocka_unit_test(errors_name_file_and_line),
    };

    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
