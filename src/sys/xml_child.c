/*
 * sys/xml_child.c — both ends of the pipe to the XML parser child. The child must never read a byte
 * before it is confined; the parent must never take the child's word for a length.
 */
#include "sys/xml_child.h"

#include "base/buf.h"
#include "base/limits.h"
#include "sys/disk.h"
#include "sys/filter.h"
#include "sys/sandbox.h"
#include "sys/xml_parse.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 << 20, FAILED = 1, NOT_CONFINED = 2 };

enum err xml_child_read(struct str bytes, struct arena *a, struct str *events)
{
    static const char *const argv[] = {"todoke", XML_CHILD_ROLE, NULL};
    const struct filter filter = {"/proc/self/exe", argv, bytes, LIMIT_XML_EVENTS};
    return filter_run(&filter, a, events);
}

static enum err read_input(void *context, char *to, size_t room, size_t *got)
{
    (void)context;
    return disk_read(STDIN_FILENO, to, room, got);
}

static enum err write_events(void *context, struct buf *events)
{
    struct str rest = buf_str(events);
    (void)context;
    while (rest.len > 0) {
        ssize_t n = write(STDOUT_FILENO, rest.ptr, rest.len);
        if (n <= 0)
            return ERR_IO;
        rest = str_slice(rest, (size_t)n, rest.len);
    }
    buf_clear(events);
    return ERR_OK;
}

int xml_child_main(void)
{
    static struct arena a;
    const struct xml_ends ends = {read_input, write_events, NULL};
    struct buf events;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGPIPE, SIG_DFL);
    if (sandbox_apply_parser() != ERR_OK)
        _exit(NOT_CONFINED);
    arena_init(&a, ARENA_BYTES);
    buf_init(&events, &a, ARENA_BYTES);
    /* Not exit(): what libraries would still do at the end is not allowed here. */
    _exit(xml_parse(&ends, &events) == ERR_OK ? 0 : FAILED);
}
