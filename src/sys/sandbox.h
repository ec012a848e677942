/*
 * sys/sandbox.h — what a role may still ask of the kernel.
 *
 * Applied before any thread starts (threads inherit it) and never loosened. Unknown system calls
 * answer ENOSYS, so that the C library falls back instead of failing. Landlock is probed: older
 * kernels know fewer rights, and the report says what was applied.
 */
#ifndef SYS_SANDBOX_H
#define SYS_SANDBOX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The directories of the portal, opened before. -1 where there is none. */
struct sandbox_portal {
    int public_fd;    /* read files */
    int replies_fd;   /* read files */
    int letterbox_fd; /* create and write new files; not list, not rename, not remove */
    /* already open manual clock: only read, needs no rule; -1 for the system clock */
    int clock_fd;
    bool allow_degraded;
};

struct sandbox_report {
    int landlock_abi; /* 0 = the kernel has none */
    bool landlock;    /* file-system rules are in force */
    bool tcp_denied;  /* the kernel denies bind and connect by Landlock too (ABI 4) */
    bool seccomp;     /* the system call filter is in force */
};

/* Confines the calling process for good: reads below public/ and replies/, new files in letterbox/,
 * accepts on sockets that are already listening; no new sockets, no listing, renaming or removing,
 * no programs, no tracing. Core dumps and new privileges are off as well. ERR_UNSUPPORTED, with the
 * report filled, when a part cannot be applied and allow_degraded is false; the process must then
 * end. */
enum err sandbox_apply_portal(const struct sandbox_portal *p,
                              struct sandbox_report *report) MUST_CHECK;
/* Confines a parser of foreign bytes for good: it reads and writes what is open, has a small heap
 * and its computing time, and ends. Every other call ends it at once; all descriptors above
 * standard error are closed. ERR_UNSUPPORTED when the filter of system calls cannot be applied;
 * Landlock is put beside it where the kernel has it. */
enum err sandbox_apply_parser(void) MUST_CHECK;
/* For a program that another part of ours starts to read what strangers sent. Made by the parent,
 * entered by the child between fork and exec. */
struct sandbox_tool {
    int ruleset_fd;
    const void *filter; /* compiled system call filter, in the arena */
    size_t filter_count;
    bool allow_degraded;
};
/* ERR_UNSUPPORTED where the kernel has no Landlock and allow_degraded is false. */
enum err sandbox_tool_prepare(struct arena *a, bool allow_degraded,
                              struct sandbox_tool *out) MUST_CHECK;
/* Confines the calling process for good: reads and executes the system's own programs and libraries
 * and nothing else; no writing but to open descriptors, no sockets, no new processes, no tracing.
 * Calls only what is safe after fork. */
bool sandbox_tool_enter(const struct sandbox_tool *t);
void sandbox_tool_release(struct sandbox_tool *t);

/* For the desk and the command line, which need their files and sockets: no core dumps, no new
 * privileges. */
enum err sandbox_apply_basic(void) MUST_CHECK;

#endif
