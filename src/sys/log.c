/*
 * sys/log.c — one write per line, so that lines of several threads and processes do not mix. It
 * must never fail its caller: what cannot be written is lost.
 */
#include "sys/log.h"

#include "base/civil.h"
#include "base/limits.h"

#include <stdarg.h>
#include <unistd.h>

static const char *log_role = "main";
static int log_fd = STDERR_FILENO;

void log_set_role(const char *role)
{
    log_role = role;
}

void log_set_fd(int fd)
{
    log_fd = fd;
}

static size_t log_head(char *line, size_t size, const char *level, const char *event)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_REALTIME, &t);
    struct civil c = civil_from_us((int64_t)t.tv_sec * US_PER_SECOND + t.tv_nsec / 1000, 0);
    int len = snprintf(line, size,
                       "ts=%04d-%02d-%02dT%02d:%02d:%02d.%06dZ level=%s role=%s event=%s", c.year,
                       c.month, c.day, c.hour, c.minute, c.second, c.us, level, log_role, event);
    if (len < 0)
        return 0;
    return (size_t)len < size ? (size_t)len : size - 1;
}

__attribute__((format(printf, 3, 0)))
static void log_line(const char *level, const char *event, const char *format, va_list args)
{
    char line[LIMIT_LOG_LINE];
    size_t room = sizeof line - 1; /* the line end always fits */
    size_t len = log_head(line, room, level, event);
    if (format[0] != '\0' && len + 1 < room) {
        line[len++] = ' ';
        int more = vsnprintf(line + len, room - len, format, args);
        if (more > 0)
            len = (size_t)more < room - len ? len + (size_t)more : room - 1;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c < 0x20 || c == 0x7f)
            line[i] = '?';
    }
    line[len++] = '\n';
    ssize_t written = write(log_fd, line, len);
    (void)written;
}

void log_info(const char *event, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line("info", event, format, args);
    va_end(args);
}

void log_warn(const char *event, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line("warn", event, format, args);
    va_end(args);
}

void log_error(const char *event, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_line("error", event, format, args);
    va_end(args);
}
