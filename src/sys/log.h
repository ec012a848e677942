/*
 * sys/log.h — one line per occurrence to standard error, in logfmt:
 *
 *     ts=2026-11-21T06:00:00.000000Z level=info role=desk event=store_open path=/srv/todoke/log.db
 *
 * The event is a fixed word; `format` makes further key=value pairs and may be "". Never pass
 * secrets, content of reports, names, addresses, tokens, codes or text typed by users: log files
 * are not protected as cases are. Control characters are replaced, so that no value can begin a
 * line; a line is cut at LIMIT_LOG_LINE bytes. Thread-safe: one line is one write.
 */
#ifndef SYS_LOG_H
#define SYS_LOG_H

void log_info(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_warn(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_error(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Names the process in its lines; before any thread starts. `role` must live as long as the
 * process. */
void log_set_role(const char *role);
/* Where lines go (2 at start); for tests. */
void log_set_fd(int fd);

#endif
