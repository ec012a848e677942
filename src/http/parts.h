/*
 * http/parts.h — the view structs of templates/shared/, used by desk and portal alike.
 *
 * They only carry what is shown. Texts are in the reader's language already, unless they are `const
 * char *` msgids, which the template translates.
 */
#ifndef HTTP_PARTS_H
#define HTTP_PARTS_H

#include "core/text/ui.h"

struct nav_item {
    const char *label; /* msgid */
    struct str href;
    bool current; /* the page shown belongs to this entry */
    bool primary; /* drawn as the button of the site ("Report a vulnerability") */
};

enum flash_kind {
    FLASH_INFO,
    FLASH_OK,
    FLASH_WARN,
    FLASH_ERROR,
};

/* One message above the content: what happened, what was kept, what to do. */
struct flash {
    enum flash_kind kind;
    struct str text;
};

struct flash_list {
    const struct flash *rows;
    size_t count;
};

/* Keyset paging: the addresses are whole and absent where there is nothing to go to. */
struct pager {
    struct str newer;
    struct str older;
    size_t from; /* first row shown, counted from 1 */
    size_t to;
    size_t total; /* of what this reader may see */
};

/* "notice-error" and the like, for class attributes. */
static inline const char *flash_class(enum flash_kind kind)
{
    static const char *const names[] = {"notice-info", "notice-ok", "notice-warn", "notice-error"};

    return names[kind];
}

#endif
