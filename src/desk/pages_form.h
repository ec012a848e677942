/*
 * desk/pages_form.h — what a form shows: fields, files, errors, hidden pairs, and the filter of
 * a list. No field of a command stands here: desk/forms.c makes them from the list.
 */
#ifndef DESK_PAGES_FORM_H
#define DESK_PAGES_FORM_H

#include "core/access/access.h"
#include "desk/layout.h"

/* A pair that travels through a form unseen. */
struct desk_hidden {
    struct str name;
    struct str value;
};

struct desk_option {
    struct str value;
    const char *label; /* message id, or NULL: `name` is shown */
    struct text2 name;
    bool chosen;
};

/* Made just now and shown once: a link and, apart from it, the code. */
struct desk_link_code {
    struct str link;
    struct str code;
};

/* A file that was uploaded before and stays with the form. */
struct desk_file {
    struct id id;
    struct str text_id;
    struct str name;
    int64_t bytes;
    bool chosen;
    struct str href; /* where it is downloaded; absent in forms */
};

enum desk_widget {
    WIDGET_LINE,
    WIDGET_BLOCK,
    WIDGET_LINE2,
    WIDGET_BLOCK2,
    WIDGET_URL,
    WIDGET_MAIL,
    WIDGET_INSTANT,
    WIDGET_DAY,
    WIDGET_BOOL,
    WIDGET_RADIO,
    WIDGET_SELECT,
    WIDGET_FILES,
    WIDGET_CHECKS, /* one box a keyword; the ticked ones become lines of one text */
    WIDGET_FIXED,  /* shown, and sent back as it is */
};

struct desk_field {
    struct str name; /* as in the API; the anchor is "f-" and this */
    enum desk_widget widget;
    const char *label;
    const char *hint;
    bool required;
    bool checked;
    uint32_t limit;              /* characters, 0 = none */
    struct str value;            /* Japanese of a text in two languages; day of an instant */
    struct str value_en;         /* English of it; time of an instant */
    struct desk_option *options; /* radio, select; zones of an instant */
    size_t option_count;
    struct desk_file *files;
    size_t file_count;
    struct str error; /* sentence, absent when there is nothing wrong */
};

struct desk_error {
    struct str sentence;
    struct str field; /* where it links to, absent: nowhere */
};

struct desk_form {
    struct str action;
    struct str token; /* against forged requests */
    bool multipart;
    struct desk_hidden *hidden;
    size_t hidden_count;
    struct desk_field *fields;
    size_t field_count;
    struct desk_error *errors;
    size_t error_count;
    bool keeps;               /* what is typed is kept (desk/kept.c) */
    struct str preview;       /* address that renders what is typed, absent: none */
    int64_t kept_us;          /* what is shown was kept then; 0 = it was not */
    const char *submit;       /* message id of the button */
    const char *irreversible; /* message id of what cannot be taken back, or NULL */
    bool may_preview;         /* a second button shows the letters first */
    struct str cancel;        /* address of "back without sending" */
};

/* The filter and the pages of a list (desk/lists.c). */
struct desk_list {
    struct str action, token;
    struct str typed;  /* words, shown in the field again */
    const char *label; /* message id: what the words are compared with */
    const char *kind;  /* message id: what the choice is about; NULL: there is none */
    struct desk_option *kinds;
    size_t kind_count;
    bool filtered;
    struct pager pager;
};

#endif
