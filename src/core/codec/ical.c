/*
 * core/codec/ical.c — deadlines as iCalendar (RFC 5545): whole days of Japan time, each with its
 * zone. Must never write anything but what the entries hold.
 */
#include "core/codec/ical.h"

#include "base/civil.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { LINE_OCTETS = 75 };

/* Content lines are folded at 75 octets, never within a character. */
static void add_line(struct buf *out, struct str line)
{
    struct str part = utf8_truncate(line, LINE_OCTETS);
    for (;;) {
        buf_add(out, part);
        buf_add_cstr(out, "\r\n");
        line = str_slice(line, part.len, line.len);
        if (line.len == 0)
            return;
        buf_add_char(out, ' ');
        part = utf8_truncate(line, LINE_OCTETS - 1);
    }
}

static void add_text(struct buf *line, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\' || c == ';' || c == ',')
            buf_add_char(line, '\\');
        buf_add_char(line, c == '\n' || c == '\r' ? ' ' : c);
    }
}

static void add_property(struct buf *out, const char *name, struct str text, struct arena *arena)
{
    struct buf line;
    struct str whole;
    buf_init(&line, arena, LIMIT_TEXT_BLOCK);
    buf_add_format(&line, "%s:", name);
    add_text(&line, text);
    if (buf_finish(&line, &whole) == ERR_OK)
        add_line(out, whole);
    else
        out->failed = true;
}

static void add_day(struct buf *out, const char *name, int32_t day)
{
    struct civil c = civil_from_us((int64_t)day * 86400 * US_PER_SECOND, 0);
    buf_add_format(out, "%s;TZID=Asia/Tokyo:%04d%02d%02dT000000\r\n", name, (int)c.year,
                   (int)c.month, (int)c.day);
}

static void add_entry(struct buf *out, const struct ical_feed *f, const struct ical_entry *e)
{
    struct civil c = civil_from_us(f->now_us, 0);
    buf_add_cstr(out, "BEGIN:VEVENT\r\n");
    add_property(out, "UID", e->uid, f->arena);
    buf_add_format(out, "DTSTAMP:%04d%02d%02dT000000Z\r\n", (int)c.year, (int)c.month, (int)c.day);
    add_day(out, "DTSTART", e->day);
    add_day(out, "DTEND", e->day + 1);
    add_property(out, "SUMMARY", e->summary, f->arena);
    buf_add_cstr(out, "CLASS:CONFIDENTIAL\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

enum err ical_write(const struct ical_feed *f, const struct ical_entry *entries, size_t count,
                    struct buf *out)
{
    buf_add_cstr(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//todoke//deadlines//EN\r\n"
                      "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    add_property(out, "X-WR-CALNAME", f->name, f->arena);
    buf_add_cstr(out, "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\n"
                      "DTSTART:19510909T010000\r\nTZOFFSETFROM:+1000\r\nTZOFFSETTO:+0900\r\n"
                      "TZNAME:JST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
    for (size_t i = 0; i < count; i++)
        add_entry(out, f, &entries[i]);
    buf_add_cstr(out, "END:VCALENDAR\r\n");
    return out->failed ? ERR_LIMIT : ERR_OK;
}
