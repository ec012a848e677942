/*
 * sys/test_tool.c — what a confined program can do: its inputs, its outputs, its limits, and
 * nothing else. Each thing that must fail is done once without confinement and must succeed there.
 * Only for tests.
 */
#include "tester_sys.h"

#include "base/limits.h"
#include "sys/net.h"
#include "sys/tool.h"

#include <spawn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena arena = {.limit = 64u << 20};

static enum err run(const struct tool *t, struct tool_result *out)
{
    arena_clear(&arena);
    return tool_run(t, &arena, out);
}

static void inputs_go_in_and_outputs_come_out(void **state)
{
    static const char *const argv[] = {"bash", "-c",
                                       "read -r a; read -r b <&3; read -r c <&4; "
                                       "echo $a-$b-$c; echo note >&5",
                                       NULL};
    struct tool t = {.program = "/usr/bin/bash",
                     .argv = argv,
                     .in = STR("one\n"),
                     .files = {STR_INIT("two\n"), STR_INIT("three\n")},
                     .file_count = 2,
                     .takes_notes = true,
                     .out_max = 100};
    struct tool_result out;
    (void)state;
    assert_err(run(&t, &out), ERR_OK);
    assert_true(str_equal(out.out, STR("one-two-three\n")));
    assert_true(str_equal(out.notes, STR("note\n")));
    t.program = "/usr/bin/no-such-program";
    assert_err(run(&t, &out), ERR_NOT_FOUND);
    assert_false(tool_exists(t.program));
}

static void what_it_says_at_the_end_is_told(void **state)
{
    static const char *const argv[] = {"bash", "-c", "echo half; exit 3", NULL};
    static const char *const dies[] = {"bash", "-c", "kill -SEGV $$", NULL};
    struct tool t = {.program = "/usr/bin/bash", .argv = argv, .out_max = 100};
    struct tool_result out;
    (void)state;
    assert_err(run(&t, &out), ERR_INVALID);
    assert_int_equal(out.status, 3);
    t.argv = dies; /* it may not even signal itself */
    assert_err(run(&t, &out), ERR_INVALID);
}

static void its_limits_end_it(void **state)
{
    static const char *const floods[] = {"bash", "-c", "while :; do echo 0123456789; done", NULL};
    static const char *const spins[] = {"bash", "-c", "while :; do :; done", NULL};
    struct tool t = {.program = "/usr/bin/bash", .argv = floods, .out_max = 1000};
    struct tool_result out;
    (void)state;
    assert_err(run(&t, &out), ERR_LIMIT);
    t.argv = spins;
    t.ms = 300;
    assert_err(run(&t, &out), ERR_TIMEOUT);
}

static bool succeeds_outside(const char *const argv[])
{
    union {
        const char *const *given;
        char *const *wanted;
    } arguments = {.given = argv};
    pid_t pid;
    int status = 1;
    if (posix_spawn(&pid, "/usr/bin/bash", NULL, NULL, arguments.wanted, environ) != 0)
        return false;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* proves SEC-04: the program that opens letters of strangers reaches no file, no network and no
 * other program; each line works outside. */
static void it_reaches_nothing_else(void **state)
{
    struct tmpdir dir;
    int listening = -1;
    uint16_t port = 0;
    char lines[6][200];
    (void)state;
    tmpdir_open(&dir);
    assert_int_equal(net_listen_tcp("127.0.0.1", 0, &listening, &port), ERR_OK);
    (void)snprintf(lines[0], sizeof lines[0], "exec 9</etc/passwd");
    (void)snprintf(lines[1], sizeof lines[1], "exec 9>%s/written", dir.path);
    (void)snprintf(lines[2], sizeof lines[2], "exec 9<>/dev/tcp/127.0.0.1/%u", (unsigned)port);
    (void)snprintf(lines[3], sizeof lines[3], "(exit 0)");
    (void)snprintf(lines[4], sizeof lines[4], "exec %s/program", dir.path);
    (void)snprintf(lines[5], sizeof lines[5], "exec 9</proc/%d/status", (int)getpid());
    FILE *f = fopen(arena_format(&arena, "%s/program", dir.path).ptr, "w");
    assert_non_null(f);
    assert_true(fputs("#!/usr/bin/true\n", f) >= 0 && fclose(f) == 0);
    assert_int_equal(chmod(arena_format(&arena, "%s/program", dir.path).ptr, 0700), 0);
    for (size_t i = 0; i < 6; i++) {
        const char *argv[] = {"bash", "-c", lines[i], NULL};
        struct tool t = {.program = "/usr/bin/bash", .argv = argv, .out_max = 100};
        struct tool_result out;
        if (!succeeds_outside(argv))
            fail_msg("the control fails: %s", lines[i]);
        enum err e = run(&t, &out);
        if (e != ERR_INVALID)
            fail_msg("not confined: %s (%s)", lines[i], err_text(e));
    }
    disk_close(&listening);
    tmpdir_close(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inputs_go_in_and_outputs_come_out),
        cmocka_unit_test(what_it_says_at_the_end_is_told),
        cmocka_unit_test(its_limits_end_it),
        cmocka_unit_test(it_reaches_nothing_else),
    };
    return cmocka_run_group_tests_name("sys/tool", tests, NULL, NULL);
}
