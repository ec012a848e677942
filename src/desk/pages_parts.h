/*
 * desk/pages_parts.h — the parts of which pages about a report or case are made: steps that are
 * open, where it stands, what now, marked texts, the timeline, messages.
 */
#ifndef DESK_PAGES_PARTS_H
#define DESK_PAGES_PARTS_H

#include "core/access/access.h"
#include "desk/pages_form.h"

/* One line of "what you can do now". */
struct desk_action {
    const char *title;
    struct str number; /* of the advisory, when the case has several */
    const char *effect;
    struct str href;   /* open */
    struct str reason; /* closed: sentence in the reader's language */
    const char *requirement;
    int32_t from_day; /* earliest day, 0 = none */
    bool is_open;
    bool is_primary; /* the step the work list names */
};

/* Open steps about one matter. */
struct desk_action_group {
    const char *label; /* NULL: no heading */
    struct desk_action *items;
    size_t count;
};

struct desk_actions {
    struct desk_action *items; /* all lines; groups and `closed` lie in it */
    struct desk_action_group *groups;
    size_t group_count;
    size_t open_count;
    struct desk_action *closed;
    size_t closed_count;
};

/* One step of "where it stands". */
struct desk_step {
    const char *label;
    int number; /* 1 … */
    bool done;
    bool now;
    bool passed; /* not everybody took it, and the case went on */
    int32_t day; /* when it was or will be; 0 = not known */
    bool day_is_plan;
    struct str missing; /* names of who has not taken it, for those who may know */
};

struct desk_steps {
    struct desk_step items[8];
    size_t count;
};

/* "What now, for whom, until when." */
struct desk_now {
    bool ended;
    bool waiting;
    const char *step;
    const char *waits_on;
    int32_t due_day;
    enum due due;
    enum command_kind next;
    struct str href; /* to the step, absent when waiting */
};

/* A text of a class of its own, marked as such. */
struct desk_part {
    const char *label;
    const char *mark; /* class of secrecy in words, NULL = none */
    struct str text;
};

struct desk_parts {
    struct desk_part items[16];
    size_t count;
};

/* One line of the timeline. */
struct desk_entry {
    int64_t at_us;
    struct str sentence;
    struct str who;
    struct str hidden; /* that parts are not shown */
};

struct desk_timeline {
    struct desk_entry *items;
    size_t count;
    bool is_older;   /* not the newest page */
    struct str more; /* address of the older ones, absent at the end */
};

/* One of the two who approved. */
struct desk_approver {
    struct text2 name;
    struct text2 organisation;
    const char *role;
    int64_t at_us;
};

struct desk_message {
    int64_t at_us;
    bool from_finder;
    struct str text;
    struct desk_file *files;
    size_t file_count;
};

#endif
