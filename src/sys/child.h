/*
 * sys/child.h — starting other programs and hearing of their end; for the master process alone,
 * which has one thread.
 *
 * A child dies with its master (SIGTERM when the master is gone, however it went), so that no role
 * goes on alone.
 */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include "base/arena.h"

/* From now on signals wait for child_wait. Before anything else. */
void child_signals_hold(void);

/* Starts `program` (a path) with these arguments, argv[0] included, NULL at the end, and standard
 * files as the master's. ERR_NOT_FOUND when there is no such program, ERR_MEMORY. */
enum err child_start(const char *program, const char *const argv[], int *pid) MUST_CHECK;

enum child_event {
    CHILD_TIMEOUT,
    CHILD_ENDED, /* ask child_reap until it is false */
    CHILD_STOP,  /* SIGTERM, SIGINT or SIGHUP: the master is to end */
};
/* Waits at most timeout_ms. */
enum child_event child_wait(int timeout_ms);

struct child_end {
    int pid;
    int status;  /* exit status, or the signal's number */
    bool killed; /* by a signal */
};
/* True for each child that has ended and was not told of yet. */
bool child_reap(struct child_end *out);
/* Asks a child to end; `hard`: ends it. */
void child_stop(int pid, bool hard);

/* The folder of the program that runs, absolute, in the arena; absent when it cannot be told. */
struct str child_program_dir(struct arena *a);

#endif
