/*
 * sys/test_xml_child.c — the child that parses XML: it is confined before it reads its first byte,
 * it can still do its work, and what happens when it cannot.
 */
#include "tester_sys.h"

#include "base/limits.h"
#include "base/xml_event.h"
#include "sys/xml_child.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_BYTES = 8192, TRIES = 500, TRY_US = 10000 };

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 256 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct xml_event last_event(struct str rest)
{
    struct xml_event v = {0};

    while (xml_event_read(&rest, &v) == ERR_OK)
        ;
    assert_int_equal(rest.len, 0);
    return v;
}

static void the_child_tells_events(void **state)
{
    struct str events;

    (void)state;
    assert_ok(xml_child_read(STR("<a x=\"1\">t</a>"), &arena, &events));
    assert_int_equal(last_event(events).kind, XML_EVENT_DONE);
    assert_ok(xml_child_read(STR("<a"), &arena, &events));
    assert_int_equal(last_event(events).kind, XML_EVENT_BAD);
    assert_int_equal(last_event(events).reason, XML_REASON_END);
}

static void a_long_document_comes_through(void **state)
{
    struct buf out;
    struct str events;

    (void)state;
    buf_init(&out, &arena, 64 << 20);
    buf_add_cstr(&out, "<a>");
    for (int i = 0; i < 300000; i++)
        buf_add_cstr(&out, "<b>text</b>");
    buf_add_cstr(&out, "</a>");
    assert_ok(xml_child_read(buf_str(&out), &arena, &events));
    assert_int_equal(last_event(events).kind, XML_EVENT_DONE);
}

/* ---- the confinement of the child that runs -------------------------------------------------- */

struct running {
    pid_t pid;
    int to, from;
};

static struct running start(void)
{
    int in[2];
    int out[2];

    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char program[] = "todoke";
        char role[] = XML_CHILD_ROLE;
        char *const argv[] = {program, role, NULL};
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)close(in[1]);
        (void)close(out[0]);
        (void)execv("/proc/self/exe", argv);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    return (struct running){pid, in[1], out[0]};
}

/* The kernel's word about a line of /proc/PID/status. */
static bool status_has(pid_t pid, const char *line)
{
    char path[64];
    char text[STATUS_BYTES];

    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    size_t len = fread(text, 1, sizeof text - 1, f);
    (void)fclose(f);
    text[len] = '\0';
    return strstr(text, line) != NULL;
}

static size_t open_files(pid_t pid)
{
    char path[64];
    size_t count = 0;

    for (int fd = 0; fd < 256; fd++) {
        char link[16];
        (void)snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)pid, fd);
        count += readlink(path, link, sizeof link) > 0;
    }
    return count;
}

/* It waits for its first byte: by then the filter must be in force. */
static void it_is_confined_before_it_reads(void **state)
{
    struct running child = start();
    int status = 0;
    int tries = 0;

    (void)state;
    while (!status_has(child.pid, "Seccomp:\t2") && tries++ < TRIES)
        (void)usleep(TRY_US);
    assert_true(status_has(child.pid, "Seccomp:\t2"));
    assert_true(status_has(child.pid, "NoNewPrivs:\t1"));
    assert_in_range(open_files(child.pid), 0, 3);
    assert_int_equal(write(child.to, "<a/>", 4), 4);
    (void)close(child.to);
    char bytes[4096];
    ssize_t got = read(child.from, bytes, sizeof bytes);
    assert_true(got > 0);
    assert_int_equal(last_event((struct str){bytes, (size_t)got}).kind, XML_EVENT_DONE);
    (void)close(child.from);
    assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void nobody_hears_it(void **state)
{
    struct running child = start();
    int status = 0;

    (void)state;
    (void)close(child.from);
    assert_int_equal(write(child.to, "<a/>", 4), 4);
    (void)close(child.to);
    assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_full_arena_is_an_error(void **state)
{
    struct arena small;
    struct str events;

    (void)state;
    arena_init(&small, 64);
    assert_int_not_equal(xml_child_read(STR("<a><b/><b/><b/><b/><b/><b/></a>"), &small, &events),
                         ERR_OK);
    arena_release(&small);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_child_tells_events, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_document_comes_through, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_confined_before_it_reads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_hears_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_arena_is_an_error, set_up, tear_down),
    };

    if (argc == 2 && strcmp(argv[1], XML_CHILD_ROLE) == 0)
        return xml_child_main();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
