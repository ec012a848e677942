/*
 * sys/test_xml_child.c — the child that parses XML: it is confined and limited before it reads its
 * first byte, it can still do its work, and what happens when it cannot, or when it lies.
 */
#include "tester_sys.h"

#include "base/limits.h"
#include "base/sanitizer.h"
#include "base/xml_event.h"
#include "sys/xml_child.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

/* The kernel's word about a line of /proc/PID/FILE. */
static bool process_has(pid_t pid, const char *file, const char *line)
{
    char path[64];
    char text[STATUS_BYTES];

    (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    size_t len = fread(text, 1, sizeof text - 1, f);
    (void)fclose(f);
    text[len] = '\0';
    return strstr(text, line) != NULL;
}

static void await_confinement(const struct running *child)
{
    int tries = 0;

    while (!process_has(child->pid, "status", "Seccomp:\t2") && tries++ < TRIES)
        (void)usleep(TRY_US);
    assert_true(process_has(child->pid, "status", "Seccomp:\t2"));
}

static int end_of(struct running *child)
{
    int status = 0;

    (void)close(child->to);
    (void)close(child->from);
    assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
    return status;
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
    char bytes[4096];

    (void)state;
    await_confinement(&child);
    assert_true(process_has(child.pid, "status", "NoNewPrivs:\t1"));
    assert_in_range(open_files(child.pid), 0, 3);
    assert_int_equal(write(child.to, "<a/>", 4), 4);
    (void)close(child.to);
    ssize_t got = read(child.from, bytes, sizeof bytes);
    assert_true(got > 0);
    assert_int_equal(last_event((struct str){bytes, (size_t)got}).kind, XML_EVENT_DONE);
    int status = end_of(&child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- its limits ------------------------------------------------------------------------------ */

/* What the kernel holds it to, as /proc/PID/limits spells it: soft and hard limit. */
static const struct {
    const char *name;
    unsigned value;
} kernel_limits[] = {
    {"Max cpu time             ", LIMIT_XML_CPU_SECONDS},
#if !defined(ADDRESS_SANITIZED)
    {"Max address space        ", LIMIT_XML_CHILD_BYTES},
#endif
    {"Max open files           ", 0},
    {"Max file size            ", 0},
    {"Max processes            ", 0},
    {"Max core file size       ", 0},
};

static bool is_held_to(pid_t pid, size_t limit)
{
    char line[96];

    (void)snprintf(line, sizeof line, "\n%s %-20u %-20u ", kernel_limits[limit].name,
                   kernel_limits[limit].value, kernel_limits[limit].value);
    return process_has(pid, "limits", line);
}

/* The control is this process, which is held to none of them. */
static void the_kernel_knows_its_limits(void **state)
{
    struct running child = start();

    (void)state;
    await_confinement(&child);
    for (size_t i = 0; i < sizeof kernel_limits / sizeof *kernel_limits; i++) {
        if (!is_held_to(child.pid, i) || (is_held_to(getpid(), i) && kernel_limits[i].value > 0))
            fail_msg("%s", kernel_limits[i].name);
    }
    (void)end_of(&child);
}

/* A document that the parser must remember more and more of: a new prefix in every element. */
static void write_prefixes(int fd, unsigned count)
{
    FILE *f = fdopen(fd, "w");

    (void)signal(SIGPIPE, SIG_DFL);
    (void)fputs("<a>", f);
    for (unsigned i = 0; i < count; i++)
        (void)fprintf(f, "<b xmlns:p%u='u'/>", i);
    (void)fputs("</a>", f);
    (void)fclose(f);
}

struct end {
    struct xml_event last; /* no kind when its frame was cut off */
    int status;
};

/* Such a document, to a child of which the kernel wants more. */
static struct end read_prefixes(unsigned count, int resource, rlim_t most)
{
    struct running child = start();
    struct end end = {.status = 0};
    char bytes[32 << 10];
    struct str rest = {bytes, 0};

    await_confinement(&child);
    if (most > 0)
        assert_int_equal(prlimit(child.pid, (enum __rlimit_resource)resource,
                                 &(struct rlimit){most, most}, NULL),
                         0);
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (writer == 0) {
        write_prefixes(child.to, count);
        _exit(0);
    }
    (void)close(child.to);
    for (ssize_t got = 1; got > 0;) {
        /* What is the last event stands in its last bytes. */
        size_t kept = rest.len < XML_FRAME_HEAD ? rest.len : XML_FRAME_HEAD;
        memmove(bytes, rest.ptr + rest.len - kept, kept);
        got = read(child.from, bytes + kept, sizeof bytes - kept);
        rest = (struct str){bytes, kept + (got > 0 ? (size_t)got : 0)};
    }
    rest = str_slice(rest, rest.len < XML_FRAME_HEAD ? 0 : rest.len - XML_FRAME_HEAD, rest.len);
    if (xml_event_read(&rest, &end.last) != ERR_OK)
        end.last = (struct xml_event){0};
    end.status = end_of(&child);
    assert_int_equal(waitpid(writer, NULL, 0), writer);
    return end;
}

enum { MANY = 500000, FEW = 1000, SMALL_SPACE = 48 << 20 };

static void its_memory_ends_in_a_refusal_with_its_place(void **state)
{
    struct end end = read_prefixes(MANY, RLIMIT_AS, 0);

    (void)state;
    assert_int_equal(end.last.kind, XML_EVENT_DONE);
#if !defined(ADDRESS_SANITIZED)
    end = read_prefixes(MANY, RLIMIT_AS, SMALL_SPACE);
    assert_int_equal(end.last.kind, XML_EVENT_BAD);
    assert_int_equal(end.last.reason, XML_REASON_MEMORY);
    assert_int_equal(end.last.line, 1);
    assert_in_range(end.last.column, 1000, 20 * MANY);
    assert_true(WIFEXITED(end.status) && WEXITSTATUS(end.status) == 0);
#endif
}

static void its_time_ends_it(void **state)
{
    struct end end = read_prefixes(FEW, RLIMIT_CPU, 1);

    (void)state;
    assert_int_equal(end.last.kind, XML_EVENT_DONE);
    end = read_prefixes(10 * MANY, RLIMIT_CPU, 1);
    assert_true(WIFSIGNALED(end.status));
    assert_true(WTERMSIG(end.status) == SIGKILL || WTERMSIG(end.status) == SIGXCPU);
    assert_int_not_equal(end.last.kind, XML_EVENT_DONE);
}

/* ---- a child that lies ----------------------------------------------------------------------- */

/* What this program's own child does: it tells of a whole document and then fails, is killed, or
 * does not stop. A new program inherits next to nothing; the mask for new files tells it. */
enum lie { LIE_FAIL = 0701, LIE_KILL = 0702, LIE_ENDLESS = 0703 };

static void tell_of_a_document(bool endless)
{
    struct buf events;

    arena_init(&arena, 1 << 20);
    buf_init(&events, &arena, 1 << 20);
    do {
        xml_event_write(&events, &(struct xml_event){.kind = XML_EVENT_START, .name = STR("a")});
        xml_event_write(&events, &(struct xml_event){.kind = XML_EVENT_END});
        xml_event_write(&events, &(struct xml_event){.kind = XML_EVENT_DONE});
    } while (endless && events.len < 60 << 10);
    while (write(STDOUT_FILENO, events.ptr, events.len) > 0 && endless)
        ;
}

static int play_the_child(void)
{
    mode_t lie = umask(0);

    if (lie != LIE_FAIL && lie != LIE_KILL && lie != LIE_ENDLESS)
        return xml_child_main();
    tell_of_a_document(lie == LIE_ENDLESS);
    if (lie == LIE_KILL)
        (void)raise(SIGKILL);
    return lie == LIE_FAIL ? 1 : 0;
}

static enum err read_lie(enum lie lie, struct arena *a, struct str *events)
{
    mode_t before = umask((mode_t)lie);
    enum err e = xml_child_read(STR("<a/>"), a, events);

    (void)umask(before);
    return e;
}

/* The events are those of a whole document, and are not handed on. */
static void what_a_failed_child_told_is_not_believed(void **state)
{
    static const enum lie lies[] = {LIE_FAIL, LIE_KILL};

    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct str events = {NULL, 0};

        assert_err(read_lie(lies[i], &arena, &events), ERR_INVALID);
        assert_true(events.ptr == NULL);
    }
}

static void a_child_that_does_not_stop_is_stopped(void **state)
{
    struct arena large;
    struct str events = {NULL, 0};

    (void)state;
    arena_init(&large, (size_t)2 << 30);
    assert_err(read_lie(LIE_ENDLESS, &large, &events), ERR_LIMIT);
    assert_true(events.ptr == NULL);
    assert_false(large.failed);
    arena_release(&large);
}

static void nobody_hears_it(void **state)
{
    struct running child = start();

    (void)state;
    (void)close(child.from);
    child.from = -1;
    assert_int_equal(write(child.to, "<a/>", 4), 4);
    int status = end_of(&child);
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
        cmocka_unit_test_setup_teardown(the_kernel_knows_its_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(its_memory_ends_in_a_refusal_with_its_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(its_time_ends_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_failed_child_told_is_not_believed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_child_that_does_not_stop_is_stopped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_hears_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_arena_is_an_error, set_up, tear_down),
    };

    if (argc == 2 && strcmp(argv[1], XML_CHILD_ROLE) == 0)
        return play_the_child();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
